/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes of a hypertable as calls of TimescaleDB's own functions, in the form that every
 * 2.x has. Making the hypertable says its chunks and partitions too, so those attributes
 * write nothing beside it.
 */
#include "plugins/timescale/render.h"

/* Is the table made a hypertable by this plan? */
static bool is_made(const struct ddlect_change *change)
{
	return !change->before || !ts_time(change->before);
}

/* A length of time for this table: INTERVAL '…', or a number of its time column's type. */
void ts_write_span(struct ddlect_buf *sql, const struct ddlect_table *table,
		   const char *value, bool cast)
{
	if (!ts_counts(table)) {
		ddlect_raw(sql, "INTERVAL ");
		ddlect_literal(sql, value);
		return;
	}
	uint32_t kind = ddlect_column_find(table, ts_time(table))->type->kind;
	ddlect_raw(sql, value);
	if (cast)
		ddlect_raw(sql, kind == DDLECT_TYPE_SMALLINT ? "::smallint"
				: kind == DDLECT_TYPE_INT    ? "::integer"
							     : "::bigint");
}

/* What moving the rows of a table into chunks means for those who use it. */
static void migrate(struct ddlect_script *out)
{
	ddlect_host->hazard(out, DDLECT_HAZARD_TABLE_REWRITE,
			    "Every row is moved into a chunk, in one transaction.",
			    "ACCESS EXCLUSIVE",
			    "Make a new hypertable, copy into it in parts, and swap the "
			    "names of the two.");
	ddlect_host->hazard(out, DDLECT_HAZARD_BLOCKS_READS,
			    "Nobody can use the table until it is done.",
			    "ACCESS EXCLUSIVE", NULL);
	ddlect_host->hazard(out, DDLECT_HAZARD_MAY_FAIL,
			    "A row without a time stops the migration.", NULL,
			    "Give those rows a time before it.");
}

static int create_hypertable(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_table *after = rendering->change->after;
	const char *space = ts_attr(after, TS_SPACE_PARTITION);
	const char *chunk = ts_attr(after, TS_CHUNK_INTERVAL);
	const char *column = NULL;
	char number[16];
	uint32_t n = 0;
	if (space && ts_space_read(after, space, &column, &n, err) < 0)
		return -1;
	struct ddlect_buf *sql = ddlect_statement(rendering->out);
	ddlect_raw(sql, "SELECT create_hypertable(");
	if (ts_write_table(rendering, sql, err) < 0)
		return -1;
	ddlect_raw(sql, ", ");
	ddlect_literal(sql, ts_time(after));
	if (column) {
		snprintf(number, sizeof(number), "%u", n);
		ddlect_raw(sql, ", partitioning_column => ");
		ddlect_literal(sql, column);
		ddlect_raw(sql, ", number_partitions => ");
		ddlect_raw(sql, number);
	}
	if (chunk) {
		ddlect_raw(sql, ", chunk_time_interval => ");
		ts_write_span(sql, after, chunk, false);
	}
	ddlect_raw(sql, ", create_default_indexes => FALSE");
	if (rendering->change->before)
		ddlect_raw(sql, ", migrate_data => TRUE");
	ddlect_raw(sql, ")");
	if (rendering->change->before)
		migrate(rendering->out);
	return 0;
}

static int render_hypertable(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	if (change->verb == DDLECT_ADD)
		return create_hypertable(rendering, err);
	if (change->verb == DDLECT_DROP) {
		char recipe[256];
		snprintf(
			recipe, sizeof(recipe),
			"declare it with `hypertable: '%s'`, or copy its rows into a new "
			"table, and drop this one",
			change->from.attr->value);
		return ts_refuse(
			rendering, err,
			rendering->plan->direction == DDLECT_UP
				? recipe
				: "copy its rows into a new table, and drop this one",
			"a hypertable can't become a plain table again");
	}
	if (ts_same_columns(rendering, TS_HYPERTABLE, change->from.attr->value,
			    change->to.attr->value))
		return 0;
	return ts_refuse(rendering, err,
			 "copy its rows into a new table, and drop this one",
			 "the time column of a hypertable can't change (from \"%s\" to "
			 "\"%s\")",
			 change->from.attr->value, change->to.attr->value);
}

static int render_chunk_interval(const struct ts_rendering *rendering,
				 struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	if (is_made(change) || !change->to.attr || !ts_time(change->after))
		return 0;
	struct ddlect_buf *sql = ddlect_statement(rendering->out);
	ddlect_raw(sql, "SELECT set_chunk_time_interval(");
	if (ts_write_table(rendering, sql, err) < 0)
		return -1;
	ddlect_raw(sql, ", ");
	ts_write_span(sql, change->after, change->to.attr->value, false);
	ddlect_raw(sql, ")");
	ddlect_host->hazard(
		rendering->out, 0,
		"Chunks that are there keep the interval that they were made with.", NULL,
		NULL);
	return 0;
}

static int add_dimension(const struct ts_rendering *rendering, const char *column,
			 const char *number, struct ddlect_err *err)
{
	struct ddlect_buf *sql = ddlect_statement(rendering->out);
	ddlect_raw(sql, "SELECT add_dimension(");
	if (ts_write_table(rendering, sql, err) < 0)
		return -1;
	ddlect_raw(sql, ", ");
	ddlect_literal(sql, column);
	ddlect_raw(sql, ", number_partitions => ");
	ddlect_raw(sql, number);
	ddlect_raw(sql, ")");
	ddlect_host->hazard(rendering->out, DDLECT_HAZARD_MAY_FAIL,
			    "A hypertable that has chunks can't be partitioned further.",
			    NULL,
			    "Copy the rows into a new hypertable if this one has any.");
	return 0;
}

static int set_partitions(const struct ts_rendering *rendering, const char *column,
			  const char *number, struct ddlect_err *err)
{
	struct ddlect_buf *sql = ddlect_statement(rendering->out);
	ddlect_raw(sql, "SELECT set_number_partitions(");
	if (ts_write_table(rendering, sql, err) < 0)
		return -1;
	ddlect_raw(sql, ", ");
	ddlect_raw(sql, number);
	ddlect_raw(sql, ", ");
	ddlect_literal(sql, column);
	ddlect_raw(sql, ")");
	ddlect_host->hazard(rendering->out, 0,
			    "Chunks that are there keep their partitions.", NULL, NULL);
	return 0;
}

static int render_space(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	const char *from = NULL, *to = NULL;
	uint32_t n_from = 0, n_to = 0;
	char number[16];
	if (is_made(change))
		return 0;
	if (change->from.attr && ts_space_read(change->before, change->from.attr->value,
					       &from, &n_from, err) < 0)
		return -1;
	if (change->to.attr &&
	    ts_space_read(change->after, change->to.attr->value, &to, &n_to, err) < 0)
		return -1;
	snprintf(number, sizeof(number), "%u", n_to);
	if (!from)
		return add_dimension(rendering, to, number, err);
	from = ts_column_after(rendering->plan, change->before, from);
	if (to && strcmp(from, to) == 0)
		return n_from == n_to ? 0 : set_partitions(rendering, to, number, err);
	return ts_refuse(rendering, err,
			 "copy its rows into a new hypertable, and drop this one",
			 "a hypertable can't lose its partitioning by \"%s\"", from);
}

static bool is_longer(const struct ddlect_table *table, const char *a, const char *b)
{
	struct ts_interval x, y;
	if (ts_counts(table) || !ts_interval_read(a, &x) || !ts_interval_read(b, &y))
		return false;
	return ts_interval_length(&x) >= ts_interval_length(&y);
}

void ts_warn_of_now(const struct ts_rendering *rendering, uint32_t hazard,
		    const char *what)
{
	char recipe[512];
	if (!ts_counts(rendering->change->after))
		return;
	snprintf(recipe, sizeof(recipe),
		 "Call set_integer_now_func for table \"%s\" before it, in this file.",
		 rendering->change->table_name);
	ddlect_host->hazard(rendering->out, hazard, what, NULL, recipe);
}

static int add_retention(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	const char *value = change->to.attr->value;
	struct ddlect_buf *sql = ddlect_statement(rendering->out);
	ddlect_raw(sql, "SELECT add_retention_policy(");
	if (ts_write_table(rendering, sql, err) < 0)
		return -1;
	ddlect_raw(sql, ", drop_after => ");
	ts_write_span(sql, change->after, value, true);
	ddlect_raw(sql, ")");
	ts_warn_of_now(rendering, DDLECT_HAZARD_MAY_FAIL,
		       "It stops the migration unless a function of the table says which "
		       "count is now.");
	if (change->before && !(change->from.attr && is_longer(change->after, value,
							       change->from.attr->value)))
		ddlect_host->hazard(rendering->out, DDLECT_HAZARD_DATA_LOSS,
				    "Rows that are older are deleted from now on.", NULL,
				    "See before it that nobody needs them.");
	return 0;
}

static int render_retention(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	if (change->from.attr) {
		struct ddlect_buf *sql = ddlect_statement(rendering->out);
		ddlect_raw(sql, "SELECT remove_retention_policy(");
		if (ts_write_table(rendering, sql, err) < 0)
			return -1;
		ddlect_raw(sql, ", if_exists => TRUE)");
	}
	return change->to.attr ? add_retention(rendering, err) : 0;
}

int ts_render_attr(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	static const struct {
		const char *key;
		int (*render)(const struct ts_rendering *, struct ddlect_err *);
	} renderers[] = {
		{TS_HYPERTABLE, render_hypertable},
		{TS_CHUNK_INTERVAL, render_chunk_interval},
		{TS_SPACE_PARTITION, render_space},
		{TS_RETENTION, render_retention},
		{TS_COLUMNSTORE_AFTER, ts_render_columnstore},
		{TS_SEGMENTBY, ts_render_columnstore},
		{TS_ORDERBY, ts_render_columnstore},
	};
	const struct ddlect_change *change = rendering->change;
	const struct ddlect_attr *attr =
		change->to.attr ? change->to.attr : change->from.attr;
	for (size_t i = 0; i < sizeof(renderers) / sizeof(*renderers); i++)
		if (strcmp(attr->key, renderers[i].key) == 0)
			return renderers[i].render(rendering, err);
	return 0;
}
