/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lower: the base makes the schema physical, then tables become hypertables in place. What
 * has been lowered passes through unchanged, and so does what a database was read as.
 */
#include "plugins/timescale/timescale.h"

/* The convention's time column stands third, behind its other two. */
int ts_fetch_date_add(struct ddlect_schema *schema, struct ddlect_table *table)
{
	static const char *const before[] = {"cq_id", "cq_meta"};
	if (ddlect_column_find(table, TS_FETCH_DATE))
		return 0;
	const struct ddlect_type *type = ddlect_host->type_get(
		schema, &(struct ddlect_type){.kind = DDLECT_TYPE_TIMESTAMP,
					      .precision = -1,
					      .scale = -1});
	struct ddlect_column *column =
		type ? ddlect_host->column_add(schema, table, TS_FETCH_DATE, type) : NULL;
	if (!column)
		return -1;
	column->not_null = 1;
	column->pos = table->pos;
	uint32_t at = 0;
	while (at < 2 && at < table->n_columns &&
	       ts_has_name(before, 2, table->columns[at]->name))
		at++;
	ts_move_last(table->columns, table->n_columns, at);
	return 0;
}

static int shape_table(const struct ts_lowering *lowering, struct ddlect_table *table,
		       struct ddlect_err *err)
{
	if (lowering->convention && ts_fetch_date_add(lowering->schema, table) < 0)
		return ddlect_no_memory(err);
	if (ts_attrs_lower(lowering->schema, table, lowering->convention, err) < 0)
		return -1;
	if (!ts_time(table))
		return 0;
	const struct ddlect_table *declared =
		lowering->declared ? ddlect_host->table_find(lowering->declared,
							     table->schema, table->name)
				   : NULL;
	if (ts_keys_lower(lowering, table, declared) < 0)
		return ddlect_no_memory(err);
	return 0;
}

int ts_shape(const struct ts_lowering *lowering, struct ddlect_err *err)
{
	struct ddlect_schema *schema = lowering->schema;
	for (uint32_t i = 0; i < schema->n_tables; i++)
		if (shape_table(lowering, schema->tables[i], err) < 0)
			return -1;
	if (ts_cascades_lower(lowering, err) < 0)
		return -1;
	for (uint32_t i = 0; i < schema->n_tables; i++)
		if (ts_time(schema->tables[i]) &&
		    ts_columnstore_lower(schema, schema->tables[i], err) < 0)
			return -1;
	return 0;
}

bool ts_convention(const struct ddlect_schema *schema)
{
	return schema->convention && strcmp(schema->convention, TS_CONVENTION) == 0;
}

int ts_lower(const struct ddlect_dialect *self, const struct ddlect_schema *declared,
	     struct ddlect_schema *out, struct ddlect_err *err)
{
	struct ts_lowering lowering = {.schema = out,
				       .declared = declared,
				       .provider = declared->provider,
				       .convention = ts_convention(declared)};
	if (ts_base->lower(self, declared, out, err) < 0 || ts_shape(&lowering, err) < 0)
		return -1;
	ts_keys_note(&lowering);
	ts_attrs_note(&lowering);
	return 0;
}
