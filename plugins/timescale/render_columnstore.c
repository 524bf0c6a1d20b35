/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The columnstore: three attributes that the server takes together. Servers before 2.14 set
 * back what a statement leaves out, so each statement says all of it. Attributes that go
 * come before columns do, those that come or change after; the first of them writes what
 * all of them need, and the others nothing.
 */
#include "plugins/timescale/render.h"

static const struct ddlect_attr *attr_of(const struct ddlect_table *table,
					 const char *key)
{
	for (uint32_t i = 0; table && i < table->n_attrs; i++)
		if (strcmp(table->attrs[i]->key, key) == 0)
			return table->attrs[i];
	return NULL;
}

static bool is_on(const struct ddlect_table *table)
{
	return table && ts_columnstore(table);
}

/* Does the plan have a change of this attribute that isn't a drop? As the core sees it. */
static bool comes(const struct ddlect_change *change, const char *key)
{
	const struct ddlect_attr *from = attr_of(change->before, key);
	const struct ddlect_attr *to = attr_of(change->after, key);
	if (!to || !change->before)
		return to != NULL;
	if ((to->flags & DDLECT_ATTR_PASSIVE) ||
	    (from && (from->flags & DDLECT_ATTR_PASSIVE)))
		return false;
	return !from || strcmp(from->value, to->value) != 0;
}

/* The same, when it is more than a column's new name. */
static bool really_comes(const struct ts_rendering *rendering, const char *key)
{
	const struct ddlect_attr *from = attr_of(rendering->change->before, key);
	const struct ddlect_attr *to = attr_of(rendering->change->after, key);
	return comes(rendering->change, key) &&
	       !(from && to && strcmp(key, TS_COLUMNSTORE_AFTER) != 0 &&
		 ts_same_columns(rendering, key, from->value, to->value));
}

static bool goes(const struct ddlect_change *change, const char *key)
{
	const struct ddlect_attr *from = attr_of(change->before, key);
	return from && !(from->flags & DDLECT_ATTR_PASSIVE) &&
	       !attr_of(change->after, key);
}

/* Drops come in reverse order, all else in order. Is this change the first of its kind? */
static bool is_first(const struct ddlect_change *change)
{
	static const char *const keys[] = {TS_COLUMNSTORE_AFTER, TS_SEGMENTBY,
					   TS_ORDERBY};
	if (change->verb == DDLECT_DROP) {
		for (uint32_t i = 3; i-- > 0;)
			if (goes(change, keys[i]))
				return strcmp(keys[i], change->from.attr->key) == 0;
		return true;
	}
	for (uint32_t i = 0; i < 3; i++)
		if (comes(change, keys[i]))
			return strcmp(keys[i], change->to.attr->key) == 0;
	return true;
}

/* Is a column of `after` in the table already, while columns are only dropped? */
static bool is_there(const struct ts_rendering *rendering, const char *name)
{
	const struct ddlect_table *before = rendering->change->before;
	for (uint32_t i = 0; i < before->n_columns; i++)
		if (strcmp(ts_column_after(rendering->plan, before,
					   before->columns[i]->name),
			   name) == 0)
			return true;
	return false;
}

static int write_list(const struct ts_rendering *rendering, struct ddlect_buf *sql,
		      const char *value, bool early, struct ddlect_err *err)
{
	struct ts_items items;
	const struct ddlect_table *after = rendering->change->after;
	if (ts_items_read(after, value, true, &items, err) < 0)
		return ddlect_prepend(err, "table \"%s\": ", after->name);
	uint32_t n = 0;
	for (uint32_t i = 0; i < items.n; i++)
		if (!early || is_there(rendering, items.list[i].name))
			items.list[n++] = items.list[i];
	items.n = n;
	struct ddlect_buf *text = ddlect_host->buf_new();
	if (!text)
		return ddlect_no_memory(err);
	ts_items_write(text, &items, true);
	const char *said = ddlect_host->buf_text(text);
	if (said)
		ddlect_literal(sql, said);
	ddlect_host->buf_free(text);
	return said ? 0 : ddlect_no_memory(err);
}

int ts_render_settings(const struct ts_rendering *rendering, bool early,
		       struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	const struct ddlect_attr *segments = attr_of(change->after, TS_SEGMENTBY);
	const struct ddlect_attr *order = attr_of(change->after, TS_ORDERBY);
	struct ddlect_buf *sql = ddlect_statement(rendering->out);
	ddlect_raw(sql, "ALTER TABLE ");
	ddlect_qualified(sql, change->table_schema, change->table_name);
	ddlect_raw(sql, " SET (timescaledb.compress");
	if (segments && *segments->value) {
		ddlect_raw(sql, ", timescaledb.compress_segmentby = ");
		if (write_list(rendering, sql, segments->value, early, err) < 0)
			return -1;
	} else if (attr_of(change->before, TS_SEGMENTBY)) {
		ddlect_raw(sql, ", timescaledb.compress_segmentby = ''");
	}
	if (order) {
		ddlect_raw(sql, ", timescaledb.compress_orderby = ");
		if (write_list(rendering, sql, order->value, early, err) < 0)
			return -1;
	}
	ddlect_raw(sql, ")");
	if (is_on(change->before))
		ddlect_host->hazard(
			rendering->out, 0,
			"Chunks that are compressed already stay as they are.", NULL,
			"To change them too, decompress and compress them.");
	return 0;
}

static int remove_policy(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	struct ddlect_buf *sql = ddlect_statement(rendering->out);
	ddlect_raw(sql, "SELECT remove_compression_policy(");
	if (ts_write_table(rendering, sql, err) < 0)
		return -1;
	ddlect_raw(sql, ", if_exists => TRUE)");
	return 0;
}

static int add_policy(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_table *after = rendering->change->after;
	struct ddlect_buf *sql = ddlect_statement(rendering->out);
	ddlect_raw(sql, "SELECT add_compression_policy(");
	if (ts_write_table(rendering, sql, err) < 0)
		return -1;
	ddlect_raw(sql, ", compress_after => ");
	ts_write_span(sql, after, ts_attr(after, TS_COLUMNSTORE_AFTER), true);
	ddlect_raw(sql, ")");
	ts_warn_of_now(rendering, 0,
		       "It does nothing until a function of the table says which count "
		       "is now.");
	return 0;
}

int ts_render_decompress(const struct ts_rendering *rendering, const char *recipe,
			 struct ddlect_err *err)
{
	struct ddlect_buf *sql = ddlect_statement(rendering->out);
	ddlect_raw(sql, "SELECT decompress_chunk(chunk, TRUE) FROM show_chunks(");
	if (ts_write_table(rendering, sql, err) < 0)
		return -1;
	ddlect_raw(sql, ") AS chunk");
	ddlect_host->hazard(rendering->out, DDLECT_HAZARD_TABLE_REWRITE,
			    "Every compressed chunk is written anew, as rows.",
			    "ACCESS EXCLUSIVE, chunk by chunk", recipe);
	return 0;
}

/* The server keeps the columnstore on while a chunk is in it. */
static int turn_off(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	if (ts_attr(change->before, TS_COLUMNSTORE_AFTER) &&
	    remove_policy(rendering, err) < 0)
		return -1;
	if (ts_render_decompress(rendering,
				 "Decompress the chunks of a large table one by one, "
				 "before it.",
				 err) < 0)
		return -1;
	struct ddlect_buf *sql = ddlect_statement(rendering->out);
	ddlect_raw(sql, "ALTER TABLE ");
	ddlect_qualified(sql, change->table_schema, change->table_name);
	ddlect_raw(sql, " SET (timescaledb.compress = false)");
	return 0;
}

static int render_drop(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	if (!is_on(change->after))
		return is_first(change) ? turn_off(rendering, err) : 0;
	if (strcmp(change->from.attr->key, TS_COLUMNSTORE_AFTER) == 0)
		return remove_policy(rendering, err);
	return ts_render_settings(rendering, true, err);
}

int ts_render_columnstore(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	if (change->verb == DDLECT_DROP)
		return render_drop(rendering, err);
	if (!is_first(change))
		return 0;
	bool settings = !is_on(change->before) || really_comes(rendering, TS_SEGMENTBY) ||
			really_comes(rendering, TS_ORDERBY);
	bool policy = comes(change, TS_COLUMNSTORE_AFTER);
	if (policy && change->before && ts_attr(change->before, TS_COLUMNSTORE_AFTER) &&
	    remove_policy(rendering, err) < 0)
		return -1;
	if (settings && ts_render_settings(rendering, false, err) < 0)
		return -1;
	return policy ? add_policy(rendering, err) : 0;
}

bool ts_setting_names(const struct ddlect_table *table, const char *column)
{
	static const char *const keys[] = {TS_SEGMENTBY, TS_ORDERBY};
	for (uint32_t i = 0; i < 2; i++) {
		struct ts_items items;
		const char *value = ts_attr(table, keys[i]);
		if (!value || ts_items_read(table, value, true, &items, NULL) < 0)
			continue;
		for (uint32_t k = 0; k < items.n; k++)
			if (strcmp(items.list[k].name, column) == 0)
				return true;
	}
	return false;
}
