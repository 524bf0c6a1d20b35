/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Columns. All that a change does to one column is one ALTER TABLE, and what is done to its
 * neighbours is joined to it in the file, so that a table is rewritten once; the server takes
 * drops before types, types before the rest. Only what belongs to a sequence stands before or
 * behind it.
 */
#include "plugins/postgres/render.h"

static void write_type(struct ddlect_buf *out, const struct ddlect_column *column)
{
	bool serial =
		column->identity == DDLECT_IDENTITY_SEQUENCE && !pg_has_sequence(column);
	if (!serial)
		pg_type_write(out, column->type);
	else
		ddlect_raw(out, column->type->kind == DDLECT_TYPE_SMALLINT ? "smallserial"
				: column->type->kind == DDLECT_TYPE_INT	   ? "serial"
									   : "bigserial");
	if (column->collation) {
		ddlect_raw(out, " COLLATE ");
		ddlect_raw(out, column->collation);
	}
}

void pg_write_column(struct ddlect_buf *out, const struct pg_rendering *r,
		     const struct ddlect_column *column)
{
	ddlect_ident(out, column->name);
	ddlect_raw(out, " ");
	write_type(out, column);
	if (column->generated) {
		ddlect_raw(out, " GENERATED ALWAYS AS ");
		pg_write_expr(out, column->generated);
		ddlect_raw(out, column->generated_kind == DDLECT_GENERATED_VIRTUAL
					? " VIRTUAL"
					: " STORED");
	}
	if (column->not_null)
		ddlect_raw(out, " NOT NULL");
	if (pg_has_sequence(column)) {
		ddlect_raw(out, " DEFAULT ");
		pg_write_nextval(out, r, column->name);
	} else if (column->default_text) {
		ddlect_raw(out, " DEFAULT ");
		pg_write_default(out, column->default_text);
	}
	if (column->identity == DDLECT_IDENTITY_ALWAYS ||
	    column->identity == DDLECT_IDENTITY_BY_DEFAULT) {
		ddlect_raw(out, " ");
		pg_write_identity(out, column);
	}
}

static int add_column(struct pg_rendering *r)
{
	const struct ddlect_column *column = r->change->to.column;
	if (pg_has_sequence(column))
		pg_create_sequence(r, column);
	struct ddlect_buf *out = pg_alter_table(r);
	ddlect_raw(out, "ADD COLUMN ");
	pg_write_column(out, r, column);
	pg_hazard_add_column(r);
	if (pg_has_sequence(column))
		pg_own_sequence(r, column);
	pg_comment_column(r, column, false);
	return 0;
}

#define DROP_EXPRESSION 1u
#define DROP_IDENTITY 2u
#define DROP_DEFAULT 4u
#define DROP_NOT_NULL 8u
#define SET_TYPE 16u
#define SET_NOT_NULL 32u
#define SET_DEFAULT 64u
#define SET_GENERATED 128u
#define ACTION_LAST SET_GENERATED

static bool is_identity(const struct ddlect_column *column)
{
	return column->identity == DDLECT_IDENTITY_ALWAYS ||
	       column->identity == DDLECT_IDENTITY_BY_DEFAULT;
}

static bool can_count(const struct ddlect_type *type)
{
	return type->dims == 0 &&
	       (type->kind == DDLECT_TYPE_SMALLINT || type->kind == DDLECT_TYPE_INT ||
		type->kind == DDLECT_TYPE_BIGINT);
}

static bool is_serial(const struct ddlect_column *column)
{
	return column->identity == DDLECT_IDENTITY_SEQUENCE;
}

static bool same_options(const struct ddlect_column *a, const struct ddlect_column *b)
{
	if (!a->identity_options || !b->identity_options)
		return a->identity_options == b->identity_options;
	return strcmp(a->identity_options, b->identity_options) == 0;
}

/* Only ALWAYS becomes BY DEFAULT, or the other way. */
static bool is_regenerated(const struct ddlect_column *from,
			   const struct ddlect_column *to)
{
	return is_identity(from) && is_identity(to) && same_options(from, to);
}

/* A default that stays is dropped around a change of type that its text may not survive. */
static uint32_t default_actions(const struct ddlect_change *change)
{
	const struct ddlect_column *from = change->from.column;
	const struct ddlect_column *to = change->to.column;
	bool differs = change->aspects & DDLECT_ASPECT_DEFAULT;
	bool retyped = (change->aspects & DDLECT_ASPECT_TYPE) &&
		       (differs || pg_convert_effects(from->type, to->type) != 0);
	uint32_t actions = 0;
	if (from->default_text && (retyped || (differs && !to->default_text)))
		actions |= DROP_DEFAULT;
	if (to->default_text && (differs || (retyped && from->default_text)))
		actions |= SET_DEFAULT;
	return actions;
}

static uint32_t find_actions(const struct ddlect_change *change)
{
	const struct ddlect_column *from = change->from.column;
	const struct ddlect_column *to = change->to.column;
	uint32_t actions = default_actions(change);
	if ((change->aspects & DDLECT_ASPECT_GENERATED) && from->generated)
		actions |= DROP_EXPRESSION;
	if (change->aspects & DDLECT_ASPECT_IDENTITY) {
		if (is_regenerated(from, to))
			actions |= SET_GENERATED;
		else if (is_identity(from))
			actions |= DROP_IDENTITY;
		else if (is_serial(from) && !(actions & SET_DEFAULT))
			actions |= DROP_DEFAULT;
	}
	if (change->aspects & DDLECT_ASPECT_TYPE)
		actions |= SET_TYPE;
	if (change->aspects & DDLECT_ASPECT_NOT_NULL)
		actions |= to->not_null ? SET_NOT_NULL : DROP_NOT_NULL;
	return actions;
}

static void write_action(struct ddlect_buf *out, const struct ddlect_change *change,
			 uint32_t action)
{
	const struct ddlect_column *from = change->from.column;
	const struct ddlect_column *to = change->to.column;
	ddlect_raw(out, "ALTER COLUMN ");
	ddlect_ident(out, to->name);
	switch (action) {
	case DROP_EXPRESSION:
		ddlect_raw(out, " DROP EXPRESSION");
		break;
	case DROP_IDENTITY:
		ddlect_raw(out, " DROP IDENTITY");
		break;
	case DROP_DEFAULT:
		ddlect_raw(out, " DROP DEFAULT");
		break;
	case DROP_NOT_NULL:
		ddlect_raw(out, " DROP NOT NULL");
		break;
	case SET_TYPE:
		ddlect_raw(out, " TYPE ");
		pg_type_write(out, to->type);
		if (to->collation) {
			ddlect_raw(out, " COLLATE ");
			ddlect_raw(out, to->collation);
		}
		if (!to->generated)
			pg_convert_write(out, to->name, from->type, to->type);
		break;
	case SET_NOT_NULL:
		ddlect_raw(out, " SET NOT NULL");
		break;
	case SET_DEFAULT:
		ddlect_raw(out, " SET DEFAULT ");
		pg_write_default(out, to->default_text);
		break;
	default:
		ddlect_raw(out, to->identity == DDLECT_IDENTITY_ALWAYS
					? " SET GENERATED ALWAYS"
					: " SET GENERATED BY DEFAULT");
		break;
	}
}

static void alter_column(const struct pg_rendering *r, uint32_t actions)
{
	const struct ddlect_change *change = r->change;
	bool several = actions & (actions - 1);
	const char *before = several ? "\n\t" : " ";
	struct ddlect_buf *out = ddlect_statement(r->out);
	ddlect_raw(out, "ALTER TABLE ");
	pg_write_table(out, r);
	ddlect_host->head(r->out); /* so that several columns are one rewrite, too */
	for (uint32_t action = 1; action <= ACTION_LAST; action <<= 1) {
		if (!(actions & action))
			continue;
		ddlect_raw(out, before);
		write_action(out, change, action);
		before = ",\n\t";
	}
	if (actions & SET_TYPE) {
		pg_hazard_type(r, pg_convert_effects(change->from.column->type,
						     change->to.column->type));
		pg_hazard_in_use(r, change->from.column->attrs,
				 change->from.column->n_attrs, false);
		pg_hazard_row_users(r);
	}
	if (actions & SET_NOT_NULL)
		pg_hazard_not_null(r);
	if ((actions & DROP_DEFAULT) && !(actions & SET_DEFAULT) &&
	    change->to.column->identity == DDLECT_IDENTITY_NONE)
		pg_hazard_unguarded(r, "Who writes no value of it gets none any more.");
}

static int modify_column(struct pg_rendering *r)
{
	const struct ddlect_change *change = r->change;
	const struct ddlect_column *from = change->from.column;
	const struct ddlect_column *to = change->to.column;
	if ((change->aspects & DDLECT_ASPECT_GENERATED) && to->generated)
		return ddlect_error(r->err,
				    "column %s.%s can't become a generated one: add it "
				    "under another name, and drop this one",
				    change->table_name, to->name);
	uint32_t actions = find_actions(change);
	bool counted = change->aspects & DDLECT_ASPECT_IDENTITY;
	/* The server looks at the type before the identity is gone; so not in one go. */
	if ((actions & DROP_IDENTITY) && (actions & SET_TYPE) && !can_count(to->type)) {
		ddlect_raw(pg_alter_column(r, to->name), "DROP IDENTITY");
		actions &= ~DROP_IDENTITY;
	}
	if (actions)
		alter_column(r, actions);
	if (counted && is_serial(from))
		pg_drop_sequence(r, to->name);
	if (counted && to->identity != DDLECT_IDENTITY_NONE && !is_regenerated(from, to))
		pg_add_identity(r, to);
	if (!counted && is_serial(to) && (change->aspects & DDLECT_ASPECT_TYPE))
		pg_retype_sequence(r, to);
	if (change->aspects &
	    DDLECT_ASPECT_TYPE) /* the server forgot them with the type */
		pg_set_column(r, to);
	if (change->aspects & DDLECT_ASPECT_COMMENT)
		pg_comment_column(r, to, true);
	return 0;
}

int pg_render_column(struct pg_rendering *r)
{
	const struct ddlect_change *change = r->change;
	struct ddlect_buf *out;
	switch (change->verb) {
	case DDLECT_ADD:
		return add_column(r);
	case DDLECT_DROP:
		out = pg_alter_table(r);
		ddlect_raw(out, "DROP COLUMN ");
		ddlect_ident(out, change->from.column->name);
		pg_hazard_drop_column(r);
		pg_hazard_in_use(r, change->from.column->attrs,
				 change->from.column->n_attrs, true);
		return 0;
	case DDLECT_RENAME:
		out = pg_alter_table(r);
		ddlect_raw(out, "RENAME COLUMN ");
		ddlect_ident(out, change->from.column->name);
		ddlect_raw(out, " TO ");
		ddlect_ident(out, change->to.column->name);
		return 0;
	default:
		return modify_column(r);
	}
}
