/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of this plugin share: the slots that dialect.c lists, and the few functions
 * that both writing SQL and reading a catalog need. Everything is hidden, and starts with
 * pg_. A slot's contract is in <ddlect/dialect.h>.
 */
#ifndef PLUGINS_POSTGRES_H
#define PLUGINS_POSTGRES_H

#include <stdbool.h>

#include <ddlect/dialect.h>
#include <ddlect/host.h>

#define PG_MAX_NAME 63u

/*
 * Passive attributes of a table: what introspect() keeps so that a table that comes back is
 * as it was, though the model has no place for it.
 */
#define PG_ATTR_UNLOGGED "unlogged"
#define PG_ATTR_PARTITION_BY "partition_by" /* RANGE (…) and so on */
#define PG_ATTR_WITH "with"		    /* storage parameters */
#define PG_ATTR_CONSTRAINT "constraint:"    /* with its name behind; its definition */

#define PG_ATTR_STATISTICS "statistics:" /* with its name behind; its definition */
#define PG_ATTR_MAKE "make:"		 /* a statement for a table that is new */
#define PG_ATTR_KEEP "keep:"	 /* a statement that may be repeated at any time */
#define PG_ATTR_LOST "lost:"	 /* what can't be made again, in words */
#define PG_ATTR_PARENT "parent:" /* with a number behind; a table that it inherits from */

/* Of a column: actions of ALTER COLUMN, or a line of what is lost; a line each. */
#define PG_ATTR_SET "set"

/* Also of a column: what of others stands in the way of a drop; all but references, of a
 * new type too. */
#define PG_ATTR_DEPENDENTS "dependents"
#define PG_ATTR_REFERENCES "references"
/* Of a table: columns elsewhere that have the type of its rows. */
#define PG_ATTR_ROW_USERS "row_users"
/* Of a column: functions and domains that are made of its enum. */
#define PG_ATTR_TYPE_USERS "type_users"

/* The slots. */

/* lower.c */
int pg_lower(const struct ddlect_dialect *self, const struct ddlect_schema *declared,
	     struct ddlect_schema *out, struct ddlect_err *err);
/* render.c */
int pg_render(const struct ddlect_dialect *self, const struct ddlect_plan *plan,
	      const struct ddlect_change *change, struct ddlect_script *out,
	      struct ddlect_err *err);
/* types.c */
int pg_type_name(const struct ddlect_dialect *self, const struct ddlect_type *type,
		 char *out, uint64_t size);
/* dsn.c */
int pg_describe_dsn(const struct ddlect_dialect *self, const char *dsn, char *out,
		    uint64_t size);
/* connect.c */
int pg_open(const struct ddlect_dialect *self, const struct ddlect_open_request *request,
	    struct ddlect_session **session, struct ddlect_err *err);
void pg_close(const struct ddlect_dialect *self, struct ddlect_session *session);
/* session.c */
int pg_query(const struct ddlect_dialect *self, struct ddlect_session *session,
	     const char *sql, const char *const *params, uint32_t n_params,
	     ddlect_row *row, void *context, struct ddlect_err *err);
/* introspect.c */
int pg_introspect(const struct ddlect_dialect *self, struct ddlect_session *session,
		  const struct ddlect_introspect_request *request,
		  struct ddlect_schema *out, struct ddlect_err *err);
/* reconcile.c */
int pg_reconcile(const struct ddlect_dialect *self, struct ddlect_session *session,
		 struct ddlect_schema *desired, const struct ddlect_schema *current,
		 struct ddlect_err *err);
/* lock.c */
int pg_lock(const struct ddlect_dialect *self, struct ddlect_session *session,
	    const struct ddlect_state_table *table, struct ddlect_err *err);
int pg_unlock(const struct ddlect_dialect *self, struct ddlect_session *session,
	      const struct ddlect_state_table *table, struct ddlect_err *err);
/* state.c */
int pg_state(const struct ddlect_dialect *self, struct ddlect_session *session,
	     const struct ddlect_state_table *table, struct ddlect_state *state,
	     ddlect_history_sink *sink, void *context, struct ddlect_err *err);
/* run.c */
int pg_run(const struct ddlect_dialect *self, struct ddlect_session *session,
	   const struct ddlect_run *run, struct ddlect_failure *failure,
	   struct ddlect_err *err);
/* dsn_params.c */
int pg_dsn_options(const struct ddlect_dialect *self, const char *dsn,
		   struct ddlect_dsn_options *out, struct ddlect_err *err);
/* drop.c */
int pg_current_schema(const struct ddlect_dialect *self, struct ddlect_session *session,
		      char *out, uint64_t size, struct ddlect_err *err);
int pg_drop(const struct ddlect_dialect *self, struct ddlect_session *session,
	    const struct ddlect_effect *object, struct ddlect_script *out,
	    struct ddlect_err *err);
int pg_dependents(const struct ddlect_dialect *self, struct ddlect_session *session,
		  const struct ddlect_effect *objects, uint64_t n, ddlect_row *row,
		  void *context, struct ddlect_err *err);
/* split.c */
int pg_split(const struct ddlect_dialect *self, const char *text, uint64_t length,
	     uint64_t at, struct ddlect_piece *piece, ddlect_token *token, void *context,
	     struct ddlect_err *err);
/* effects.c */
int pg_effects(const struct ddlect_dialect *self, const char *text, uint64_t length,
	       ddlect_effect_sink *sink, void *context, struct ddlect_err *err);

/* types: types.c */

/*
 * A canonical type is a neutral kind where there is one. Any other is DDLECT_TYPE_NATIVE:
 * `name` is then the whole text without the array brackets, spelled as format_type() does
 * and with pg_catalog.json for json; `schema` is NULL, because the text is qualified when
 * it must be. numeric(p) has scale 0. Enums are DDLECT_TYPE_ENUM, found by the caller.
 */

/*
 * Read the text of a type, in any spelling that the server knows, into `*type` (canonical,
 * not interned; `name` lives in `schema`). `*serial` (may be NULL) is set when it was one
 * of the serial types: the type is then its integer. -1 when it isn't a type's shape.
 */
int pg_type_parse(struct ddlect_schema *schema, const char *text,
		  struct ddlect_type *type, bool *serial, struct ddlect_err *err);

/*
 * A built-in type by its oid in pg_type, or that of its array (dims is then 1), with the
 * typmod of pg_attribute: canonical; `name` is allocated in `schema` or constant. False when
 * it isn't one of those: give format_type()'s text to pg_type_parse().
 */
bool pg_type_of_oid(struct ddlect_schema *schema, uint32_t oid, int32_t typmod,
		    struct ddlect_type *type);

/* Write a canonical type as it stands in SQL. */
void pg_type_write(struct ddlect_buf *out, const struct ddlect_type *type);

/* expressions: expr.c */

/*
 * Do two SQL expressions say the same, as far as can be known without asking the server?
 * Case and space, redundant outer parentheses, casts of plain literals and spellings of
 * types don't count. NULL is only like NULL. False when it isn't sure.
 */
bool pg_expr_same(const char *a, const char *b);

/* expr_kept.c */

/*
 * Does a plan of `expr`, as the server prints it, still hold what the expression says?
 * `table` has the columns that an author's expression may name; NULL: the server wrote it.
 */
bool pg_expr_kept(const char *expr, const char *plan, const struct ddlect_table *table);

/* Is it made of values alone, whose result is the same whenever it is computed? */
bool pg_expr_constant(const char *expr);

/* Are they the same words in the same order, but for parentheses and casts? */
bool pg_expr_alike(const char *a, const char *b);

/* keys: lower_key.c */

/*
 * Does unique key `i` say what the primary key, or a unique key before it, has said? Of two
 * such keys in one CREATE TABLE the server makes one.
 */
bool pg_key_repeats(const struct ddlect_table *table, uint32_t i);

/* names: names.c */

/* Write a name as quote_ident() does: quoted only when it must be. */
void pg_name_write(struct ddlect_buf *out, const char *name);

/* The name with the ending behind it, cut in front of that on a character's boundary. */
void pg_name_join(const char *name, const char *ending, char out[PG_MAX_NAME + 1]);

/* Write text as a string, in a way that no setting of the session gives another meaning. */
void pg_literal_write(struct ddlect_buf *out, const char *text);

/* Write an element of an array's text, in quotes; NULL is the word. A comma leads the others. */
void pg_element_write(struct ddlect_buf *out, const char *text, bool first);

#endif
