/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Introspect: what the base read, and what TimescaleDB's catalogs say of it: which tables
 * are hypertables, and their attributes in the same canonical form that lowering gives.
 * Each query is for all tables at once.
 */
#include <stdlib.h>

#include "plugins/timescale/introspect.h"

#include "gen/timescale_sql.h"

const char *ts_reading_ns(const struct ts_reading *reading, const char *name)
{
	const char *usual = reading->request->default_schema;
	return usual && strcmp(usual, name) == 0 ? NULL : name;
}

struct ddlect_table *ts_reading_table(const struct ts_reading *reading, const char *ns,
				      const char *name)
{
	return ddlect_host->table_find(reading->out, ts_reading_ns(reading, ns), name);
}

static bool is_true(const char *value)
{
	return value && value[0] == 't';
}

static int set(struct ts_reading *reading, struct ddlect_table *table, const char *key,
	       const char *value, struct ddlect_err *err)
{
	return ts_attr_set(reading->out, table, key, value, 0) < 0 ? ddlect_no_memory(err)
								   : 0;
}

static int set_space(struct ts_reading *reading, struct ddlect_table *table,
		     const char *column, const char *partitions, struct ddlect_err *err)
{
	struct ddlect_buf *text = ddlect_host->buf_new();
	if (!text)
		return ddlect_no_memory(err);
	ts_space_write(text, column, (uint32_t)strtoul(partitions, NULL, 10));
	const char *value = ddlect_host->buf_text(text);
	int status = value ? set(reading, table, TS_SPACE_PARTITION, value, err)
			   : ddlect_no_memory(err);
	ddlect_host->buf_free(text);
	return status;
}

/* Of several dimensions of one kind only the first has an attribute. */
static int dimension_row(void *context, const char *const *values, uint32_t n,
			 struct ddlect_err *err)
{
	struct ts_reading *reading = context;
	struct ddlect_table *table = ts_reading_table(reading, values[0], values[1]);
	char text[TS_INTERVAL_SIZE];
	(void)n;
	if (!table)
		return 0;
	if (strcmp(values[2], "Space") == 0)
		return ts_attr(table, TS_SPACE_PARTITION)
			       ? 0
			       : set_space(reading, table, values[3], values[6], err);
	if (ts_time(table))
		return 0;
	if (set(reading, table, TS_HYPERTABLE, values[3], err) < 0)
		return -1;
	if (values[5])
		return set(reading, table, TS_CHUNK_INTERVAL, values[5], err);
	struct ts_interval interval = {0, values[4] ? strtoll(values[4], NULL, 10) : 0};
	ts_interval_write(&interval, text, sizeof(text));
	return set(reading, table, TS_CHUNK_INTERVAL, text, err);
}

/* On without settings: kept in mind, so that a table that is made again has it too. */
static int columnstore_row(void *context, const char *const *values, uint32_t n,
			   struct ddlect_err *err)
{
	struct ts_reading *reading = context;
	struct ddlect_table *table = ts_reading_table(reading, values[0], values[1]);
	(void)n;
	if (table && !ts_columnstore(table) &&
	    ts_attr_set(reading->out, table, TS_SEGMENTBY, "", DDLECT_ATTR_PASSIVE) < 0)
		return ddlect_no_memory(err);
	return 0;
}

/* One column more, behind those that are there already. */
static int setting_row(void *context, const char *const *values, uint32_t n,
		       struct ddlect_err *err)
{
	struct ts_reading *reading = context;
	struct ddlect_table *table = ts_reading_table(reading, values[0], values[1]);
	(void)n;
	if (!table)
		return 0;
	bool segments = is_true(values[3]);
	struct ts_item item = {.name = values[2]};
	item.desc = !segments && !is_true(values[4]);
	item.nulls_first = !segments && is_true(values[5]);
	const char *key = segments ? TS_SEGMENTBY : TS_ORDERBY;
	const char *so_far = ts_attr(table, key);
	struct ddlect_buf *text = ddlect_host->buf_new();
	if (!text)
		return ddlect_no_memory(err);
	if (so_far && *so_far) {
		ddlect_raw(text, so_far);
		ddlect_raw(text, ", ");
	}
	ts_items_write(text, &(struct ts_items){.list = {item}, .n = 1}, false);
	const char *value = ddlect_host->buf_text(text);
	int status = value ? set(reading, table, key, value, err) : ddlect_no_memory(err);
	ddlect_host->buf_free(text);
	return status;
}

static int policy_row(void *context, const char *const *values, uint32_t n,
		      struct ddlect_err *err)
{
	struct ts_reading *reading = context;
	struct ddlect_table *table = ts_reading_table(reading, values[0], values[1]);
	const char *key = is_true(values[2]) ? TS_RETENTION : TS_COLUMNSTORE_AFTER;
	char text[TS_INTERVAL_SIZE];
	(void)n;
	if (!table || !ts_time(table))
		return 0;
	if (values[3])
		return set(reading, table, key, values[3], err);
	struct ts_interval interval = {values[4] ? strtoll(values[4], NULL, 10) : 0,
				       values[5] ? strtoll(values[5], NULL, 10) : 0};
	ts_interval_write(&interval, text, sizeof(text));
	return set(reading, table, key, text, err);
}

/* Is the table the user's to hear of? */
static bool concerns(const struct ts_reading *reading, const struct ddlect_table *table)
{
	const struct ddlect_schema *desired = reading->request->desired;
	return !desired || desired->owns ||
	       ddlect_host->table_find(desired, table->schema, table->name);
}

/* What a table loses that is made again; and a policy that keeps another from coming. */
static int extra_row(void *context, const char *const *values, uint32_t n,
		     struct ddlect_err *err)
{
	struct ts_reading *reading = context;
	struct ddlect_table *table = ts_reading_table(reading, values[0], values[1]);
	char key[128];
	(void)n;
	if (!table)
		return 0;
	snprintf(key, sizeof(key), "lost:%.100s", values[2]);
	if (ts_attr_set(reading->out, table, key, values[2], DDLECT_ATTR_PASSIVE) < 0)
		return ddlect_no_memory(err);
	if (values[3] && concerns(reading, table))
		ddlect_note(reading->out,
			    "table \"%s\": %s counts from when a chunk was made, which "
			    "no attribute says; it "
			    "stays: remove it by hand before you declare a %s",
			    table->name, values[2], values[3]);
	return 0;
}

/* What the server refuses is said while the files are written, not when they are run. */
static int license_row(void *context, const char *const *values, uint32_t n,
		       struct ddlect_err *err)
{
	struct ts_reading *reading = context;
	const struct ddlect_schema *desired = reading->request->desired;
	(void)n;
	(void)err;
	if (!desired || !values[0] || strcmp(values[0], "apache") != 0)
		return 0;
	for (uint32_t i = 0; i < desired->n_tables; i++) {
		const struct ddlect_table *table = desired->tables[i];
		if (!ts_attr(table, TS_RETENTION) && !ts_columnstore(table))
			continue;
		ddlect_note(
			reading->out,
			"the server runs with timescaledb.license = apache, which has "
			"no retention and no columnstore: it refuses those of table "
			"\"%s\"",
			table->name);
		return 0;
	}
	return 0;
}

/* `{"a","b"}` of the request's schemas. */
static int write_schemas(struct ts_reading *reading, struct ddlect_err *err)
{
	struct ddlect_buf *text = ddlect_host->buf_new();
	if (!text)
		return ddlect_no_memory(err);
	ddlect_raw(text, "{");
	for (uint32_t i = 0; i < reading->request->n_schemas; i++) {
		ddlect_raw(text, i > 0 ? ",\"" : "\"");
		for (const char *at = reading->request->schemas[i]; *at; at++) {
			if (*at == '"' || *at == '\\')
				ddlect_raw(text, "\\");
			ddlect_host->raw(text, at, 1);
		}
		ddlect_raw(text, "\"");
	}
	ddlect_raw(text, "}");
	const char *all = ddlect_host->buf_text(text);
	reading->schemas = all ? ddlect_text(reading->out, all) : NULL;
	ddlect_host->buf_free(text);
	return reading->schemas ? 0 : ddlect_no_memory(err);
}

static int read_attributes(struct ts_reading *reading, struct ddlect_err *err)
{
	static const struct {
		const char *sql;
		ddlect_row *row;
		const char *doing;
	} queries[] = {
		{sql_dimensions, dimension_row, "reading hypertables: "},
		{sql_columnstores, columnstore_row, "reading columnstores: "},
		{sql_settings, setting_row, "reading columnstores' settings: "},
		{sql_policies, policy_row, "reading policies: "},
		{sql_extras, extra_row, "reading jobs and dimensions: "},
		{sql_license, license_row, "reading the licence: "},
	};
	const char *params[] = {reading->schemas};
	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++)
		if (reading->self->query(reading->self, reading->session, queries[i].sql,
					 params, queries[i].row != license_row,
					 queries[i].row, reading, err) < 0)
			return ddlect_prepend(err, "%s", queries[i].doing);
	return 0;
}

int ts_introspect(const struct ddlect_dialect *self, struct ddlect_session *session,
		  const struct ddlect_introspect_request *request,
		  struct ddlect_schema *out, struct ddlect_err *err)
{
	struct ts_reading reading = {
		.self = self, .session = session, .request = request, .out = out};
	if (ts_check_server(self, session, err) < 0 ||
	    ts_base->introspect(self, session, request, out, err) < 0 ||
	    write_schemas(&reading, err) < 0 || ts_hide_internals(&reading, err) < 0 ||
	    ts_hide_triggers(&reading, err) < 0 || read_attributes(&reading, err) < 0 ||
	    ts_name_aggregates(&reading, err) < 0)
		return -1;
	ts_filter_routines(&reading);
	ts_hide_indexes(&reading);
	return ts_read_cascades(&reading, err);
}
