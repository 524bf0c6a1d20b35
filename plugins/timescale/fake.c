/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lift: take what the base read from one of its own databases for a TimescaleDB that the
 * same provider uses. What is desired says which tables are hypertables there, and with
 * which attributes; everything else follows as it does from lowering. A table that has no
 * counterpart is a hypertable only under the convention, which makes one of every table; it
 * is marked, so that what brings it back says what isn't known.
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
	/* `schema.name`, with nothing before the dot for the default schema. */
	const char *dot =
		desired->renamed_from ? strchr(desired->renamed_from, '.') : NULL;
	for (uint32_t i = 0; !table && dot && i < out->n_tables; i++) {
		const char *schema = out->tables[i]->schema ? out->tables[i]->schema : "";
		size_t length = (size_t)(dot - desired->renamed_from);
		if (strlen(schema) == length &&
		    memcmp(schema, desired->renamed_from, length) == 0 &&
		    strcmp(out->tables[i]->name, dot + 1) == 0)
			table = out->tables[i];
	}
	return table;
}

/* Tables that are desired no more. */
static int mark_unsure(struct ddlect_schema *out, const struct ddlect_schema *desired)
{
	for (uint32_t i = 0; i < out->n_tables; i++)
		if (ts_attr_set(out, out->tables[i], TS_UNSURE, "", DDLECT_ATTR_PASSIVE) <
		    0)
			return -1;
	for (uint32_t i = 0; i < desired->n_tables; i++) {
		struct ddlect_table *table = former_table(out, desired->tables[i]);
		if (table && ts_attr_set(out, table, TS_UNSURE, NULL, 0) < 0)
			return -1;
	}
	return 0;
}

/* Does the table have an attribute that somebody said, and may now say otherwise? */
static bool says_more(const struct ddlect_table *table, bool convention)
{
	static const char *const usual[] = {TS_HYPERTABLE, TS_CHUNK_INTERVAL};
	const char *chunk = ts_attr(table, TS_CHUNK_INTERVAL);
	if (!ts_time(table))
		return false;
	if (!convention || (chunk && strcmp(chunk, "1 day") != 0))
		return true;
	for (uint32_t i = 0; i < table->n_attrs; i++)
		if (!(table->attrs[i]->flags & DDLECT_ATTR_PASSIVE) &&
		    !ts_has_name(usual, 2, table->attrs[i]->key))
			return true;
	return false;
}

/* What this can't see is said once for all tables. */
static void note_attributes(struct ddlect_schema *out,
			    const struct ddlect_schema *desired, bool convention)
{
	const char *first = NULL;
	uint32_t n = 0;
	for (uint32_t i = 0; i < desired->n_tables; i++)
		if (former_table(out, desired->tables[i]) &&
		    says_more(desired->tables[i], convention) && n++ == 0)
			first = desired->tables[i]->name;
	if (n == 0)
		return;
	char others[40] = "";
	if (n > 1)
		snprintf(others, sizeof(others), " and %u more", n - 1);
	ddlect_note(
		out,
		"a plain database has no attributes: those of table \"%s\"%s are taken "
		"for unchanged; if one did change, compare with a TimescaleDB",
		first, others);
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
	if (mark_unsure(out, desired) < 0)
		return ddlect_no_memory(err);
	note_attributes(out, desired, lowering.convention);
	return ts_shape(&lowering, err);
}
