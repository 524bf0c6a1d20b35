/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Enums. Values can be put in anywhere, but never taken out or moved: then the type is made
 * again, and every column that has it is rewritten.
 */
#include "plugins/postgres/render.h"

static void create_type(const struct pg_rendering *r, const struct ddlect_enum *e)
{
	struct ddlect_buf *out = ddlect_statement(r->out);
	ddlect_raw(out, "CREATE TYPE ");
	ddlect_qualified(out, e->schema, e->name);
	ddlect_raw(out, " AS ENUM (");
	for (uint32_t i = 0; i < e->n_values; i++) {
		ddlect_raw(out, i > 0 ? ", " : "");
		ddlect_literal(out, e->values[i]);
	}
	ddlect_raw(out, ")");
}

static bool has_value(const struct ddlect_enum *e, const char *value, size_t length)
{
	for (uint32_t i = 0; i < e->n_values; i++)
		if (strlen(e->values[i]) == length &&
		    memcmp(e->values[i], value, length) == 0)
			return true;
	return false;
}

static bool is_new(const struct ddlect_enum *from, const char *value)
{
	return !has_value(from, value, strlen(value));
}

/* Behind the value before it; the first ones before the first that was there. */
static void add_values(const struct pg_rendering *r, const struct ddlect_enum *from,
		       const struct ddlect_enum *to)
{
	uint32_t old = 0; /* how many of the old values are placed */
	for (uint32_t i = 0; i < to->n_values; i++) {
		if (!is_new(from, to->values[i])) {
			old++;
			continue;
		}
		struct ddlect_buf *out = ddlect_statement(r->out);
		ddlect_raw(out, "ALTER TYPE ");
		ddlect_qualified(out, to->schema, to->name);
		ddlect_raw(out, " ADD VALUE ");
		ddlect_literal(out, to->values[i]);
		if (old == from->n_values)
			continue;
		ddlect_raw(out, i == 0 ? " BEFORE " : " AFTER ");
		ddlect_literal(out, i == 0 ? from->values[0] : to->values[i - 1]);
	}
}

/* Does a default stay as it is? One that changes is set, or dropped, by its own change. */
static bool keeps_default(const struct pg_rendering *r,
			  const struct ddlect_column *column)
{
	for (uint32_t i = 0; i < r->plan->n_changes; i++) {
		const struct ddlect_change *change = r->plan->changes[i];
		if (change->what == DDLECT_COLUMN && change->from.column == column &&
		    (change->aspects & DDLECT_ASPECT_DEFAULT))
			return false;
	}
	return column->default_text != NULL;
}

static void write_brackets(struct ddlect_buf *out, uint32_t dims)
{
	while (dims-- > 0)
		ddlect_raw(out, "[]");
}

static void write_type(struct ddlect_buf *out, const struct ddlect_enum *e, uint32_t dims)
{
	ddlect_qualified(out, e->schema, e->name);
	write_brackets(out, dims);
}

/* Of a literal only the value: the type may have another name by now. */
static void write_default(struct ddlect_buf *out, const struct ddlect_enum *to,
			  const struct ddlect_column *column)
{
	const char *at = column->default_text;
	struct pg_token token = pg_lex(&at, at + strlen(at));
	if (token.kind != PG_STRING) {
		pg_write_default(out, column->default_text);
		return;
	}
	ddlect_host->raw(out, token.at, token.length);
	ddlect_raw(out, "::");
	write_type(out, to, column->type->dims);
}

static bool is_of(const struct ddlect_type *type, const struct ddlect_enum *e)
{
	bool same_schema = type->schema && e->schema
				   ? strcmp(type->schema, e->schema) == 0
				   : type->schema == e->schema;
	return type->kind == DDLECT_TYPE_ENUM && same_schema &&
	       strcmp(type->name, e->name) == 0;
}

/* The default as it will be: in its text the enum may have a new name. */
static const char *later_default(const struct pg_rendering *r,
				 const struct ddlect_use *use)
{
	const struct ddlect_table *table =
		ddlect_host->table_find(r->plan->to, use->table_schema, use->table_name);
	const struct ddlect_column *column =
		table ? ddlect_column_find(table, use->column->name) : NULL;
	return column && column->default_text ? column->default_text
					      : use->column->default_text;
}

/* Its text is read anew, so that it no longer holds on to the old type. */
static void renew_default(const struct pg_rendering *r, const struct ddlect_use *use)
{
	const struct ddlect_column *column = use->column;
	bool keeps = keeps_default(r, column);
	struct ddlect_buf *out = ddlect_statement(r->out);
	ddlect_raw(out, "ALTER TABLE ");
	ddlect_qualified(out, use->table_schema, use->table_name);
	ddlect_raw(out, " ALTER COLUMN ");
	ddlect_ident(out, column->name);
	ddlect_raw(out, keeps ? " SET DEFAULT " : " DROP DEFAULT");
	if (keeps)
		pg_write_default(out, later_default(r, use));
}

static void retype(const struct pg_rendering *r, const struct ddlect_use *use,
		   const struct ddlect_enum *to)
{
	const struct ddlect_column *column = use->column;
	struct ddlect_buf *out = ddlect_statement(r->out);
	ddlect_raw(out, "ALTER TABLE ");
	ddlect_qualified(out, use->table_schema, use->table_name);
	ddlect_host->head(r->out); /* a table may have several columns of it */
	if (column->default_text) {
		ddlect_raw(out, "\n\tALTER COLUMN ");
		ddlect_ident(out, column->name);
		ddlect_raw(out, " DROP DEFAULT,");
	}
	ddlect_raw(out, column->default_text ? "\n\tALTER COLUMN " : " ALTER COLUMN ");
	ddlect_ident(out, column->name);
	ddlect_raw(out, " TYPE ");
	write_type(out, to, column->type->dims);
	ddlect_raw(out, " USING ");
	ddlect_ident(out, column->name);
	ddlect_raw(out, "::text");
	write_brackets(out, column->type->dims);
	ddlect_raw(out, "::");
	write_type(out, to, column->type->dims);
	if (keeps_default(r, column)) {
		ddlect_raw(out, ",\n\tALTER COLUMN ");
		ddlect_ident(out, column->name);
		ddlect_raw(out, " SET DEFAULT ");
		write_default(out, to, column);
	}
	pg_hazard_enum(r);
	pg_hazard_in_use(r, column->attrs, column->n_attrs, false);
	pg_hazard_type_users(r, column);
}

static void replace(const struct pg_rendering *r, const struct ddlect_enum *to)
{
	char old[PG_MAX_NAME + 1];
	pg_name_join(to->name, "__old", old);
	struct ddlect_buf *out = ddlect_statement(r->out);
	ddlect_raw(out, "ALTER TYPE ");
	ddlect_qualified(out, to->schema, to->name);
	ddlect_raw(out, " RENAME TO ");
	ddlect_ident(out, old);
	create_type(r, to);
	for (uint32_t i = 0; i < r->change->n_uses; i++) {
		const struct ddlect_use *use = r->change->uses[i];
		if (is_of(use->column->type, r->change->from.enumeration))
			retype(r, use, to);
		else
			renew_default(r, use);
	}
	out = ddlect_statement(r->out);
	ddlect_raw(out, "DROP TYPE ");
	ddlect_qualified(out, to->schema, old);
}

static void rename_type(const struct pg_rendering *r)
{
	const struct ddlect_enum *from = r->change->from.enumeration;
	struct ddlect_buf *out = ddlect_statement(r->out);
	ddlect_raw(out, "ALTER TYPE ");
	ddlect_qualified(out, from->schema, from->name);
	ddlect_raw(out, " RENAME TO ");
	ddlect_ident(out, r->change->to.enumeration->name);
}

int pg_render_enum(struct pg_rendering *r)
{
	const struct ddlect_change *change = r->change;
	const struct ddlect_enum *from = change->from.enumeration;
	const struct ddlect_enum *to = change->to.enumeration;
	struct ddlect_buf *out;
	bool replaced = change->aspects & DDLECT_ASPECT_VALUES_REPLACED;
	bool commented = change->aspects & DDLECT_ASPECT_COMMENT;
	switch (change->verb) {
	case DDLECT_ADD:
		create_type(r, to);
		break;
	case DDLECT_DROP:
		out = ddlect_statement(r->out);
		ddlect_raw(out, "DROP TYPE ");
		ddlect_qualified(out, from->schema, from->name);
		return 0;
	case DDLECT_RENAME:
		rename_type(r);
		return 0;
	default:
		if (replaced)
			replace(r, to);
		else if (change->aspects & DDLECT_ASPECT_VALUES_ADDED)
			add_values(r, from, to);
		break;
	}
	pg_comment(r, "TYPE", to->schema, to->name, to->comment, commented && !replaced);
	return 0;
}
