/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rendering: one function per kind of change, and what they share. Each gets the change
 * with where it belongs, and appends statements; hazards follow the statement they are of.
 */
#ifndef PLUGINS_POSTGRES_RENDER_H
#define PLUGINS_POSTGRES_RENDER_H

#include "plugins/postgres/types.h"

struct pg_rendering {
	const struct ddlect_dialect *self;
	const struct ddlect_plan *plan;
	const struct ddlect_change *change;
	struct ddlect_script *out;
	struct ddlect_err *err;
};

typedef int pg_renderer(struct pg_rendering *r);

/* render.c: what belongs to no table */
pg_renderer pg_render_namespace, pg_render_routine;
/* render_attr.c */
pg_renderer pg_render_attr;
/* render_enum.c */
pg_renderer pg_render_enum;
/* render_table.c */
pg_renderer pg_render_table;
/* render_column.c */
pg_renderer pg_render_column;
/* render_key.c: constraints; render_index.c */
pg_renderer pg_render_primary, pg_render_unique, pg_render_fk, pg_render_check;
pg_renderer pg_render_index;

/* Pieces of statements. */

/* The table that the change belongs to, as it is called at that point. */
void pg_write_table(struct ddlect_buf *out, const struct pg_rendering *r);
/* A new statement: ALTER TABLE … and a space. */
struct ddlect_buf *pg_alter_table(const struct pg_rendering *r);
/* A new statement: ALTER TABLE … ALTER COLUMN … and a space. */
struct ddlect_buf *pg_alter_column(const struct pg_rendering *r, const char *column);

/* COMMENT ON what schema.name; nothing when `always` is false and there is no comment. */
void pg_comment(const struct pg_rendering *r, const char *what, const char *schema,
		const char *name, const char *comment, bool always);
void pg_comment_column(const struct pg_rendering *r, const struct ddlect_column *column,
		       bool always);
void pg_comment_constraint(const struct pg_rendering *r, const char *name,
			   const char *comment, bool always);

/* In parentheses, of which the expression brings none along. */
void pg_write_expr(struct ddlect_buf *out, const char *expr);
/* A default: in parentheses only when the grammar wants them. */
void pg_write_default(struct ddlect_buf *out, const char *expr);

/* `'schema.table'` and `'schema.name'`, for functions that read a name out of a text. */
void pg_write_name_literal(struct ddlect_buf *out, const char *schema, const char *name);

/* `$$…$$`, or a literal where the text has two dollars in it already. */
void pg_write_body(struct ddlect_buf *out, const char *text);

/* `"name" type …`, with all that may stand in CREATE TABLE and ADD COLUMN. */
void pg_write_column(struct ddlect_buf *out, const struct pg_rendering *r,
		     const struct ddlect_column *column);
/* What was set of a column by hand, storage and so on: render_attr.c */
void pg_set_column(const struct pg_rendering *r, const struct ddlect_column *column);
/* `CONSTRAINT "name" …` */
void pg_write_primary(struct ddlect_buf *out, const struct ddlect_key *key);
void pg_write_unique(struct ddlect_buf *out, const struct ddlect_key *key);
void pg_write_fk(struct ddlect_buf *out, const struct ddlect_fk *fk);
void pg_write_check(struct ddlect_buf *out, const struct ddlect_check *check);

/* sequences that columns own: render_identity.c */

/* Is its sequence made by a statement of its own, and not by the word serial? */
bool pg_has_sequence(const struct ddlect_column *column);
void pg_create_sequence(const struct pg_rendering *r, const struct ddlect_column *column);
void pg_own_sequence(const struct pg_rendering *r, const struct ddlect_column *column);
/* `nextval('…')` */
void pg_write_nextval(struct ddlect_buf *out, const struct pg_rendering *r,
		      const char *column);
void pg_write_identity(struct ddlect_buf *out, const struct ddlect_column *column);
/* What comes before and behind the ALTER COLUMN actions of a column. */
void pg_drop_sequence(const struct pg_rendering *r, const char *column);
void pg_retype_sequence(const struct pg_rendering *r, const struct ddlect_column *column);
void pg_add_identity(const struct pg_rendering *r, const struct ddlect_column *column);

/* changes of a type: convert.c */

#define PG_CONVERT_REWRITE 1u
#define PG_CONVERT_MAY_FAIL 2u
#define PG_CONVERT_LOSS 4u
#define PG_CONVERT_UTC 8u    /* a moment without a zone is taken for one in UTC */
#define PG_CONVERT_NEVER 16u /* the first value is sure to stop it */

/* What the server does to the rows when a column of type `from` becomes `to`. */
uint32_t pg_convert_effects(const struct ddlect_type *from, const struct ddlect_type *to);

/* ` USING …`, where the server has no cast of its own accord. */
void pg_convert_write(struct ddlect_buf *out, const char *column,
		      const struct ddlect_type *from, const struct ddlect_type *to);

/* Hazards: hazards.c; each of the statement begun last. */

void pg_hazard_drop_table(const struct pg_rendering *r);
void pg_hazard_add_table(const struct pg_rendering *r);
void pg_hazard_drop_column(const struct pg_rendering *r);
void pg_hazard_add_column(const struct pg_rendering *r);
void pg_hazard_type(const struct pg_rendering *r, uint32_t effects);
void pg_hazard_not_null(const struct pg_rendering *r);
void pg_hazard_fill_sequence(const struct pg_rendering *r);
void pg_hazard_key(const struct pg_rendering *r, bool primary);
void pg_hazard_fk(const struct pg_rendering *r);
void pg_hazard_check(const struct pg_rendering *r);
void pg_hazard_index(const struct pg_rendering *r);
void pg_hazard_drop_index(const struct pg_rendering *r);
/* What was refused, or given, is no more: say so in words. */
void pg_hazard_unguarded(const struct pg_rendering *r, const char *what);
void pg_hazard_enum(const struct pg_rendering *r);
/* What is dropped, or only gets another type, has these attributes. */
void pg_hazard_in_use(const struct pg_rendering *r, struct ddlect_attr *const *attrs,
		      uint32_t n, bool dropped);
/* The enum of the column is replaced, and its old type dropped at the end. */
void pg_hazard_type_users(const struct pg_rendering *r,
			  const struct ddlect_column *column);
/* What gives each row of the table another form. */
void pg_hazard_row_users(const struct pg_rendering *r);

#endif
