/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of this plugin share: the slots that dialect.c lists, and what TimescaleDB
 * adds to a table, as functions on the model. Everything is hidden, and starts with ts_.
 * A slot's contract is in <ddlect/dialect.h>; what isn't overridden is the base's.
 */
#ifndef PLUGINS_TIMESCALE_H
#define PLUGINS_TIMESCALE_H

#include <stdbool.h>
#include <stddef.h>

#include <ddlect/dialect.h>
#include <ddlect/host.h>

#define TS_MAX_NAME 63u

/* The attributes, in the order in which they change. */
#define TS_HYPERTABLE "hypertable"
#define TS_CHUNK_INTERVAL "chunk_interval"
#define TS_SPACE_PARTITION "space_partition"
#define TS_RETENTION "retention"
#define TS_COLUMNSTORE_AFTER "columnstore_after"
#define TS_SEGMENTBY "segmentby"
#define TS_ORDERBY "orderby"

/* Kept by lift, passive: nothing says what this table was on a TimescaleDB. */
#define TS_UNSURE "lift:unsure"

/* What the convention adds to a table. */
#define TS_CONVENTION "cloudquery"
#define TS_FETCH_DATE "cq_fetch_date"

/* The base's slots, for calls to what is overridden. Set by bind. */
extern const struct ddlect_dialect *ts_base;

/* The slots. */

/* dialect.c */
int ts_bind(const struct ddlect_dialect *base, struct ddlect_err *err);
/* lower.c */
int ts_lower(const struct ddlect_dialect *self, const struct ddlect_schema *declared,
	     struct ddlect_schema *out, struct ddlect_err *err);
/* render.c */
int ts_render(const struct ddlect_dialect *self, const struct ddlect_plan *plan,
	      const struct ddlect_change *change, struct ddlect_script *out,
	      struct ddlect_err *err);
/* introspect.c */
int ts_introspect(const struct ddlect_dialect *self, struct ddlect_session *session,
		  const struct ddlect_introspect_request *request,
		  struct ddlect_schema *out, struct ddlect_err *err);
/* drop.c */
int ts_drop(const struct ddlect_dialect *self, struct ddlect_session *session,
	    const struct ddlect_effect *object, struct ddlect_script *out,
	    struct ddlect_err *err);
int ts_dependents(const struct ddlect_dialect *self, struct ddlect_session *session,
		  const struct ddlect_effect *objects, uint64_t n, ddlect_row *row,
		  void *context, struct ddlect_err *err);
int ts_lift(const struct ddlect_dialect *self, const struct ddlect_schema *current,
	    const struct ddlect_schema *desired, struct ddlect_schema *out,
	    struct ddlect_err *err);

/* intervals: intervals.c */

/* A length of time: months, which have no fixed length, and the rest. */
struct ts_interval {
	int64_t months;
	int64_t micros;
};

#define TS_DAY INT64_C(86400000000)

/* Read an interval in any spelling that the server reads. False: it isn't one. */
bool ts_interval_read(const char *text, struct ts_interval *out);

/* Count months as 30 days, which is what a chunk's interval does. False: too long. */
bool ts_interval_flatten(struct ts_interval *interval);

/* Write the one spelling that equal intervals share; TS_INTERVAL_SIZE bytes are enough. */
#define TS_INTERVAL_SIZE 96u
void ts_interval_write(const struct ts_interval *interval, char *out, size_t size);

/* Its length in microseconds, to compare with; the longest there is when it overflows. */
int64_t ts_interval_length(const struct ts_interval *interval);

/* lists of columns: columns.c */

/* One column of segmentby or orderby. `name` is the table's own string. */
struct ts_item {
	const char *name;
	bool desc;
	bool nulls_first;
};

#define TS_ITEMS 64u

struct ts_items {
	struct ts_item list[TS_ITEMS];
	uint32_t n;
};

/* One more, without an order; NULL with `err` when the list is full. */
struct ts_item *ts_items_add(struct ts_items *items, const char *name,
			     struct ddlect_err *err);

/*
 * Read `a, "B" DESC NULLS LAST`; only when `ordered` may an order follow a name. On -1 `err`
 * says what is wrong with the text, without saying whose it is.
 */
int ts_items_read(const struct ddlect_table *table, const char *text, bool ordered,
		  struct ts_items *out, struct ddlect_err *err);

/* Write the list: as a person would with `quote` false, each name quoted otherwise. */
void ts_items_write(struct ddlect_buf *out, const struct ts_items *items, bool quote);

/* `column, n` of space_partition: split it, with `err` as above; write it. */
int ts_space_read(const struct ddlect_table *table, const char *text, const char **column,
		  uint32_t *n, struct ddlect_err *err);
void ts_space_write(struct ddlect_buf *out, const char *column, uint32_t n);

/* attributes: attrs.c */

/* An attribute of the table; NULL when it isn't set. */
const char *ts_attr(const struct ddlect_table *table, const char *key);
int ts_attr_set(struct ddlect_schema *schema, struct ddlect_table *table, const char *key,
		const char *value, uint32_t flags);

/* The time column of a hypertable; NULL for a plain table. */
const char *ts_time(const struct ddlect_table *table);

/* Is the columnstore on? */
bool ts_columnstore(const struct ddlect_table *table);

/* Is it a time column that counts integers, so that its intervals are integers too? */
bool ts_counts(const struct ddlect_table *table);

/*
 * Make the attributes of `table` canonical: its time column exists and is not null, every
 * interval has its one spelling.
 */
int ts_attrs_lower(struct ddlect_schema *schema, struct ddlect_table *table,
		   bool convention, struct ddlect_err *err);

/* The same for what the columnstore needs, once the keys are what they will be. */
int ts_columnstore_lower(struct ddlect_schema *schema, struct ddlect_table *table,
			 struct ddlect_err *err);

/* lowering: lower.c, keys.c, cascade.c */

/*
 * Make hypertables of what is physical for the base already. `declared` says which keys were
 * not given a name, and the user is told what was left out. When it is NULL the schema was
 * read from a database of the base: names that a server makes count as not given.
 */
struct ts_lowering {
	struct ddlect_schema *schema;
	const struct ddlect_schema *declared;
	const char *provider; /* NULL: unnamed */
	bool convention;
};

int ts_shape(const struct ts_lowering *lowering, struct ddlect_err *err);

/* Does this schema follow the convention? */
bool ts_convention(const struct ddlect_schema *schema);

/* Add the convention's time column, where it isn't. */
int ts_fetch_date_add(struct ddlect_schema *schema, struct ddlect_table *table);

/* keys.c: put the time column (and the partitioning column) into every key of one table. */
int ts_keys_lower(const struct ts_lowering *lowering, struct ddlect_table *table,
		  const struct ddlect_table *declared);

/* Tell the user, once for all tables, that keys which grew guarantee less than they say. */
void ts_keys_note(const struct ts_lowering *lowering);

/* notes.c: tell the user of attributes that don't go together. */
void ts_attrs_note(const struct ts_lowering *lowering);

/* Name an index after its columns, as the base names those that were given none. */
int ts_index_rename(struct ddlect_schema *schema, struct ddlect_table *table,
		    struct ddlect_index *index);

/* cascade.c: turn references that TimescaleDB refuses into deletion by the routine. */
int ts_cascades_lower(const struct ts_lowering *lowering, struct ddlect_err *err);

/* Small helpers on lists. Move the last of `n` items to place `at`. */
void ts_move_last(void *list, uint32_t n, uint32_t at);
bool ts_has_name(const char *const *names, uint32_t n, const char *name);

/* the helper routine: routine.c */

/* Write the routine's name for `provider` (may be NULL): TS_MAX_NAME bytes and a NUL. */
void ts_routine_name(const char *provider, char *out);
extern const char ts_routine_body[];
/* A comment in its body, by which it is known. */
#define TS_ROUTINE_MARK "-- Written by ddlect: "

/* Make another name of `name`, told apart by a hash of `other`. */
void ts_name_part(const char *name, const char *other, char *out);

/* Arguments of a trigger, before the pairs of columns: action, schema, table, how many. */
#define TS_ARGS 4u

#endif
