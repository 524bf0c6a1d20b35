/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lift: take what the base read from one of its own databases for a TimescaleDB that the
 * same provider uses. What is desired says which tables are hypertables there, and with
 * which attributes; everything else follows as it does from lowering. A table that has no
 * counterpart is a hypertable only under the convention, which makes one of every table.
 *
 * An attribute names only columns that the current table has: a column that was renamed is
 * named as before, and one that is only now added is left out.
 */
#include "plugins/timescale/timescale.h"

/* The current column that `desired` calls `name`; NULL when there is none. */
static const char *former_name(const struct ddlect_table *current,
			       const struct ddlect_table *desired, const char *name)
{
	const struct ddlect_column *column = ddlect_column_find(current, name);
	if (column)
		return column->name;
	column = ddlect_column_find(desired, name);
	if (!column || !column->renamed_from)
		return NULL;
	column = ddlect_column_find(current, column->renamed_from);
	return column ? column->name : NULL;
}

static int set_text(struct ddlect_schema *out, struct ddlect_table *table,
		    const struct ddlect_attr *attr, struct ddlect_buf *text)
{
	const char *value = ddlect_host->buf_text(text);
	if (!value)
		return -1;
	return *value ? ts_attr_set(out, table, attr->key, value, attr->flags) : 0;
}

/* A list of columns, without those that aren't there yet. */
static int lift_items(struct ddlect_schema *out, struct ddlect_table *table,
		      const struct ddlect_table *desired, const struct ddlect_attr *attr)
{
	struct ts_items items;
	struct ddlect_buf *text = ddlect_host->buf_new();
	if (!text || ts_items_read(desired, attr->value, true, &items, NULL) < 0) {
		ddlect_host->buf_free(text);
		return -1;
	}
	uint32_t n = 0;
	for (uint32_t i = 0; i < items.n; i++) {
		items.list[i].name = former_name(table, desired, items.list[i].name);
		if (items.list[i].name)
			items.list[n++] = items.list[i];
	}
	items.n = n;
	ts_items_write(text, &items, false);
	int status = set_text(out, table, attr, text);
	ddlect_host->buf_free(text);
	return status;
}

static int lift_space(struct ddlect_schema *out, struct ddlect_table *table,
		      const struct ddlect_table *desired, const struct ddlect_attr *attr)
{
	const char *column;
	uint32_t n;
	if (ts_space_read(desired, attr->value, &column, &n, NULL) < 0)
		return -1;
	column = former_name(table, desired, column);
	if (!column)
		return 0;
	struct ddlect_buf *text = ddlect_host->buf_new();
	if (!text)
		return -1;
	ts_space_write(text, column, n);
	int status = set_text(out, table, attr, text);
	ddlect_host->buf_free(text);
	return status;
}

static int lift_attr(struct ddlect_schema *out, struct ddlect_table *table,
		     const struct ddlect_table *desired, const struct ddlect_attr *attr)
{
	static const char *const plain[] = {TS_CHUNK_INTERVAL, TS_RETENTION,
					    TS_COLUMNSTORE_AFTER};
	if (strcmp(attr->key, TS_HYPERTABLE) == 0)
		return ts_attr_set(out, table, attr->key,
				   former_name(table, desired, attr->value), attr->flags);
	if (strcmp(attr->key, TS_SPACE_PARTITION) == 0)
		return lift_space(out, table, desired, attr);
	if (strcmp(attr->key, TS_SEGMENTBY) == 0 || strcmp(attr->key, TS_ORDERBY) == 0)
		return lift_items(out, table, desired, attr);
	if (ts_has_name(plain, 3, attr->key))
		return ts_attr_set(out, table, attr->key, attr->value, attr->flags);
	return 0;
}

/*
 * The attributes of one table. Where the time column isn't there yet, the table becomes a
 * hypertable only now: it stays a plain one.
 */
static int lift_table(struct ddlect_schema *out, struct ddlect_table *table,
		      const struct ddlect_table *desired, bool convention)
{
	const char *time = ts_time(desired);
	if (convention && ts_fetch_date_add(out, table) < 0)
		return -1;
	if (!time || !former_name(table, desired, time))
		return 0;
	for (uint32_t i = 0; i < desired->n_attrs; i++)
		if (lift_attr(out, table, desired, desired->attrs[i]) < 0)
			return -1;
	return 0;
}

/* The table that `desired` was, by its name or the one that it had. */
static struct ddlect_table *former_table(const struct ddlect_schema *out,
					 const struct ddlect_table *desired)
{
	struct ddlect_table *table =
		ddlect_host->table_find(out, desired->schema, desired->name);
	if (!table && desired->renamed_from)
		table = ddlect_host->table_find(out, desired->schema,
						desired->renamed_from);
	return table;
}

int ts_lift(const struct ddlect_dialect *self, const struct ddlect_schema *current,
	    const struct ddlect_schema *desired, struct ddlect_schema *out,
	    struct ddlect_err *err)
{
	struct ts_lowering lowering = {.schema = out,
				       .provider = desired->provider,
				       .convention = ts_convention(desired)};
	(void)self;
	if (ddlect_host->schema_copy(out, current) < 0)
		return ddlect_no_memory(err);
	for (uint32_t i = 0; i < desired->n_tables; i++) {
		const struct ddlect_table *wanted = desired->tables[i];
		struct ddlect_table *table = former_table(out, wanted);
		if (table && lift_table(out, table, wanted, lowering.convention) < 0)
			return ddlect_no_memory(err);
	}
	return ts_shape(&lowering, err);
}
