/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes: what they may say, and their canonical form. Each error names the table, the
 * attribute, and the place where it was written.
 */
#include <errno.h>
#include <stdlib.h>

#include "plugins/timescale/timescale.h"

const char *ts_attr(const struct ddlect_table *table, const char *key)
{
	return ddlect_attr_get(table->attrs, table->n_attrs, key);
}

int ts_attr_set(struct ddlect_schema *schema, struct ddlect_table *table, const char *key,
		const char *value, uint32_t flags)
{
	return ddlect_host->attr_set(schema, &table->attrs, &table->n_attrs, key, value,
				     flags);
}

const char *ts_time(const struct ddlect_table *table)
{
	return ts_attr(table, TS_HYPERTABLE);
}

bool ts_columnstore(const struct ddlect_table *table)
{
	return ts_attr(table, TS_COLUMNSTORE_AFTER) || ts_attr(table, TS_SEGMENTBY) ||
	       ts_attr(table, TS_ORDERBY);
}

bool ts_counts(const struct ddlect_table *table)
{
	const char *time = ts_time(table);
	const struct ddlect_column *column =
		time ? ddlect_column_find(table, time) : NULL;
	if (!column || column->type->dims)
		return false;
	uint32_t kind = column->type->kind;
	return kind == DDLECT_TYPE_SMALLINT || kind == DDLECT_TYPE_INT ||
	       kind == DDLECT_TYPE_BIGINT;
}

static const struct ddlect_attr *attr_find(const struct ddlect_table *table,
					   const char *key)
{
	for (uint32_t i = 0; i < table->n_attrs; i++)
		if (strcmp(table->attrs[i]->key, key) == 0)
			return table->attrs[i];
	return NULL;
}

/* Say whose value it was that `err` is about. */
static int blame(const struct ddlect_table *table, const char *key,
		 struct ddlect_err *err)
{
	const struct ddlect_attr *attr = attr_find(table, key);
	ddlect_prepend(err, "table \"%s\": %s: ", table->name, key);
	char place[DDLECT_PLACE];
	if (attr)
		ddlect_prepend(err, "%s", ddlect_place(&attr->pos, place));
	return -1;
}

/* May a hypertable be made on it? Others of the server's own types are left to the server. */
static bool is_time(const struct ddlect_type *type)
{
	if (type->dims)
		return false;
	switch (type->kind) {
	case DDLECT_TYPE_NATIVE:
	case DDLECT_TYPE_SMALLINT:
	case DDLECT_TYPE_INT:
	case DDLECT_TYPE_BIGINT:
	case DDLECT_TYPE_UUID:
	case DDLECT_TYPE_TIMESTAMP:
	case DDLECT_TYPE_TIMESTAMPTZ:
	case DDLECT_TYPE_DATE:
		return true;
	default:
		return false;
	}
}

static int lower_time(struct ddlect_table *table, struct ddlect_err *err)
{
	const char *time = ts_time(table);
	struct ddlect_column *column = ddlect_column_find(table, time);
	if (!column) {
		ddlect_error(err,
			     "the table has no column \"%s\"; name the one that "
			     "says when a row is from",
			     time);
		return blame(table, TS_HYPERTABLE, err);
	}
	if (!is_time(column->type)) {
		ddlect_error(err,
			     "column \"%s\" can't be the time of a hypertable; make it "
			     "a timestamptz, timestamp, date or integer",
			     time);
		return blame(table, TS_HYPERTABLE, err);
	}
	column->not_null = 1;
	return 0;
}

/* The largest number that a column of this kind can hold. */
static long long largest(uint32_t kind)
{
	return kind == DDLECT_TYPE_SMALLINT ? INT16_MAX
	       : kind == DDLECT_TYPE_INT    ? INT32_MAX
					    : INT64_MAX;
}

/* An integer time column has intervals in its own counts. */
static int lower_count(struct ddlect_schema *schema, struct ddlect_table *table,
		       const char *key, const char *value, struct ddlect_err *err)
{
	char *end;
	char text[32];
	const long long most =
		largest(ddlect_column_find(table, ts_time(table))->type->kind);
	errno = 0;
	long long count = strtoll(value, &end, 10);
	if (count < 1 || *end || !ddlect_ascii_digit(*value)) {
		ddlect_error(err,
			     "\"%.60s\" isn't a number; column \"%s\" counts integers, "
			     "so write how many",
			     value, ts_time(table));
		return blame(table, key, err);
	}
	if (errno || count > most) {
		ddlect_error(err, "\"%.60s\" is more than column \"%s\" can count", value,
			     ts_time(table));
		return blame(table, key, err);
	}
	snprintf(text, sizeof(text), "%lld", count);
	return ts_attr_set(schema, table, key, text, attr_find(table, key)->flags) < 0
		       ? ddlect_no_memory(err)
		       : 0;
}

/* A server takes a number alone for seconds, which is never what somebody meant. */
static bool has_unit(const char *value)
{
	return value[strspn(value, " \t\n+-.0123456789")] ||
	       strchr(value + strspn(value, " \t\n+-"), '-');
}

static bool is_date(const struct ddlect_table *table)
{
	const struct ddlect_type *type = ddlect_column_find(table, ts_time(table))->type;
	return type->kind == DDLECT_TYPE_DATE && !type->dims;
}

static int lower_interval(struct ddlect_schema *schema, struct ddlect_table *table,
			  const char *key, bool flat, struct ddlect_err *err)
{
	const char *value = ts_attr(table, key);
	char text[TS_INTERVAL_SIZE];
	struct ts_interval interval;
	if (!value)
		return 0;
	if (ts_counts(table))
		return lower_count(schema, table, key, value, err);
	if (!has_unit(value) || !ts_interval_read(value, &interval) ||
	    (flat && !ts_interval_flatten(&interval))) {
		ddlect_error(err,
			     "\"%.60s\" isn't an interval; write a number and a unit, "
			     "like '14 days'",
			     value);
		return blame(table, key, err);
	}
	if (flat && is_date(table) && interval.micros % TS_DAY) {
		ddlect_error(err, "\"%.60s\" isn't whole days; column \"%s\" is a date",
			     value, ts_time(table));
		return blame(table, key, err);
	}
	if (ts_interval_length(&interval) <= 0) {
		ddlect_error(err, "\"%.60s\" is no time at all; write a longer one",
			     value);
		return blame(table, key, err);
	}
	ts_interval_write(&interval, text, sizeof(text));
	return ts_attr_set(schema, table, key, text, attr_find(table, key)->flags) < 0
		       ? ddlect_no_memory(err)
		       : 0;
}

static int lower_space(struct ddlect_schema *schema, struct ddlect_table *table,
		       struct ddlect_err *err)
{
	const char *value = ts_attr(table, TS_SPACE_PARTITION);
	const char *column;
	uint32_t n;
	if (!value)
		return 0;
	if (ts_space_read(table, value, &column, &n, err) < 0)
		return blame(table, TS_SPACE_PARTITION, err);
	if (strcmp(column, ts_time(table)) == 0) {
		ddlect_error(err,
			     "\"%s\" is the time column, which makes chunks already; "
			     "name another one",
			     column);
		return blame(table, TS_SPACE_PARTITION, err);
	}
	struct ddlect_buf *text = ddlect_host->buf_new();
	if (!text)
		return ddlect_no_memory(err);
	ts_space_write(text, column, n);
	const char *canonical = ddlect_host->buf_text(text);
	int status =
		canonical ? ts_attr_set(schema, table, TS_SPACE_PARTITION, canonical, 0)
			  : -1;
	ddlect_host->buf_free(text);
	return status < 0 ? ddlect_no_memory(err) : 0;
}

static bool has_item(const struct ts_items *items, const char *name)
{
	for (uint32_t i = 0; i < items->n; i++)
		if (strcmp(items->list[i].name, name) == 0)
			return true;
	return false;
}

static int set_items(struct ddlect_schema *schema, struct ddlect_table *table,
		     const char *key, const struct ts_items *items, uint32_t flags,
		     struct ddlect_err *err)
{
	struct ddlect_buf *text = ddlect_host->buf_new();
	if (!text)
		return ddlect_no_memory(err);
	ts_items_write(text, items, false);
	const char *canonical = ddlect_host->buf_text(text);
	int status = canonical ? ts_attr_set(schema, table, key, canonical, flags) : -1;
	ddlect_host->buf_free(text);
	return status < 0 ? ddlect_no_memory(err) : 0;
}

/*
 * The order when none was declared: the newest first, then what else the primary key has,
 * because servers before 2.11 refuse a columnstore that leaves a key's column out. It is
 * passive, so that a database may have another one.
 */
static void default_order(const struct ddlect_table *table,
			  const struct ts_items *segments, struct ts_items *order)
{
	const struct ddlect_key *key = table->primary;
	uint32_t n = key ? key->n_columns : 0;
	order->list[order->n++] = (struct ts_item){ts_time(table), true, true};
	for (uint32_t i = 0; i < n && order->n < TS_ITEMS; i++)
		if (!has_item(segments, key->columns[i]) &&
		    !has_item(order, key->columns[i]))
			ts_items_add(order, key->columns[i], NULL);
}

/* An order that was declared: the server puts the time at its end when it isn't there. */
static int declared_order(const struct ddlect_table *table,
			  const struct ts_items *segments, struct ts_items *order,
			  struct ddlect_err *err)
{
	if (ts_items_read(table, ts_attr(table, TS_ORDERBY), true, order, err) < 0)
		return blame(table, TS_ORDERBY, err);
	for (uint32_t i = 0; i < order->n; i++)
		if (has_item(segments, order->list[i].name)) {
			ddlect_error(err,
				     "\"%s\" is in segmentby already; leave it out of "
				     "one of them",
				     order->list[i].name);
			return blame(table, TS_ORDERBY, err);
		}
	if (has_item(order, ts_time(table)))
		return 0;
	struct ts_item *last = ts_items_add(order, ts_time(table), err);
	if (!last)
		return blame(table, TS_ORDERBY, err);
	last->desc = last->nulls_first = true;
	return 0;
}

/* Segments as declared. An empty value is none, unless a server said it. */
static int lower_segments(struct ddlect_schema *schema, struct ddlect_table *table,
			  struct ts_items *segments, struct ddlect_err *err)
{
	const struct ddlect_attr *attr = attr_find(table, TS_SEGMENTBY);
	if (!attr)
		return 0;
	if (ts_items_read(table, attr->value, false, segments, err) < 0)
		return blame(table, TS_SEGMENTBY, err);
	if (has_item(segments, ts_time(table))) {
		ddlect_error(err,
			     "\"%s\" is the time column, by which rows are ordered; "
			     "leave it out",
			     ts_time(table));
		return blame(table, TS_SEGMENTBY, err);
	}
	if (segments->n == 0 && !(attr->flags & DDLECT_ATTR_PASSIVE))
		return ts_attr_set(schema, table, TS_SEGMENTBY, NULL, 0);
	return set_items(schema, table, TS_SEGMENTBY, segments, attr->flags, err);
}

int ts_columnstore_lower(struct ddlect_schema *schema, struct ddlect_table *table,
			 struct ddlect_err *err)
{
	struct ts_items segments = {0}, order = {0};
	if (lower_segments(schema, table, &segments, err) < 0)
		return -1;
	const struct ddlect_attr *orderby = attr_find(table, TS_ORDERBY);
	bool declared = orderby && !(orderby->flags & DDLECT_ATTR_PASSIVE);
	bool on = declared || ts_attr(table, TS_COLUMNSTORE_AFTER) || segments.n > 0;
	if (!on)
		return 0;
	if (!declared)
		default_order(table, &segments, &order);
	else if (declared_order(table, &segments, &order, err) < 0)
		return -1;
	return set_items(schema, table, TS_ORDERBY, &order,
			 declared ? 0 : DDLECT_ATTR_PASSIVE, err);
}

/* Attributes that a plain table can't have. */
static int refuse_plain(const struct ddlect_table *table, struct ddlect_err *err)
{
	static const char *const keys[] = {TS_CHUNK_INTERVAL, TS_SPACE_PARTITION,
					   TS_RETENTION,      TS_COLUMNSTORE_AFTER,
					   TS_SEGMENTBY,      TS_ORDERBY};
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (attr_find(table, keys[i])) {
			ddlect_error(err,
				     "only a hypertable can have it; add "
				     "`hypertable: column`, which names the time column");
			return blame(table, keys[i], err);
		}
	return 0;
}

int ts_attrs_lower(struct ddlect_schema *schema, struct ddlect_table *table,
		   bool convention, struct ddlect_err *err)
{
	const char *time = ts_time(table);
	if (convention && (!time || !*time) &&
	    ts_attr_set(schema, table, TS_HYPERTABLE, TS_FETCH_DATE, 0) < 0)
		return ddlect_no_memory(err);
	if (!ts_time(table))
		return refuse_plain(table, err);
	if (lower_time(table, err) < 0)
		return -1;
	if (!ts_attr(table, TS_CHUNK_INTERVAL) && !ts_counts(table) &&
	    ts_attr_set(schema, table, TS_CHUNK_INTERVAL, convention ? "1 day" : "7 days",
			0) < 0)
		return ddlect_no_memory(err);
	if (!ts_attr(table, TS_CHUNK_INTERVAL)) {
		ddlect_error(err,
			     "is missing; column \"%s\" counts integers, so say how many "
			     "make a chunk",
			     ts_time(table));
		return blame(table, TS_CHUNK_INTERVAL, err);
	}
	if (lower_interval(schema, table, TS_CHUNK_INTERVAL, true, err) < 0 ||
	    lower_space(schema, table, err) < 0 ||
	    lower_interval(schema, table, TS_RETENTION, false, err) < 0 ||
	    lower_interval(schema, table, TS_COLUMNSTORE_AFTER, false, err) < 0)
		return -1;
	return 0;
}
