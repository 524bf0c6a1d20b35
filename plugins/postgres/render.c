/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Render: which function writes which change, the pieces that they share, and the changes
 * that belong to no table. Plain forms only: a migration that finds something unexpected
 * fails, it doesn't skip. Schemas are the exception, because others put things there too.
 */
#include "plugins/postgres/render.h"

static pg_renderer *const renderers[DDLECT_WHAT_COUNT] = {
	[DDLECT_NAMESPACE] = pg_render_namespace, [DDLECT_ENUM] = pg_render_enum,
	[DDLECT_ROUTINE] = pg_render_routine,	  [DDLECT_TABLE] = pg_render_table,
	[DDLECT_COLUMN] = pg_render_column,	  [DDLECT_PRIMARY] = pg_render_primary,
	[DDLECT_UNIQUE] = pg_render_unique,	  [DDLECT_FK] = pg_render_fk,
	[DDLECT_INDEX] = pg_render_index,	  [DDLECT_CHECK] = pg_render_check,
	[DDLECT_ATTR] = pg_render_attr,
};

int pg_render(const struct ddlect_dialect *self, const struct ddlect_plan *plan,
	      const struct ddlect_change *change, struct ddlect_script *out,
	      struct ddlect_err *err)
{
	struct pg_rendering r = {self, plan, change, out, err};
	if (change->what >= DDLECT_WHAT_COUNT || !renderers[change->what])
		return ddlect_error(err, "a change of kind %u is unknown to %s",
				    change->what, self->name);
	return renderers[change->what](&r);
}

void pg_write_table(struct ddlect_buf *out, const struct pg_rendering *r)
{
	ddlect_qualified(out, r->change->table_schema, r->change->table_name);
}

struct ddlect_buf *pg_alter_table(const struct pg_rendering *r)
{
	struct ddlect_buf *out = ddlect_statement(r->out);
	ddlect_raw(out, "ALTER TABLE ");
	pg_write_table(out, r);
	ddlect_raw(out, " ");
	return out;
}

struct ddlect_buf *pg_alter_column(const struct pg_rendering *r, const char *column)
{
	struct ddlect_buf *out = pg_alter_table(r);
	ddlect_raw(out, "ALTER COLUMN ");
	ddlect_ident(out, column);
	ddlect_raw(out, " ");
	return out;
}

void pg_write_expr(struct ddlect_buf *out, const char *expr)
{
	size_t length;
	const char *inner = pg_expr_inner(expr, &length);
	ddlect_raw(out, "(");
	ddlect_host->raw(out, inner, length);
	ddlect_raw(out, ")");
}

/* `12`, `now()`, `'text'` and `'text'::text` are most of all defaults: told without tokens. */
static bool is_plain_value(const char *at)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
	static const char digits[] = "0123456789";
	bool quoted = *at == '\'';
	if (quoted) {
		at += 1 + strcspn(at + 1, "'");
		if (strncmp(at, "'::", 3) != 0)
			return strcmp(at, "'") == 0;
		at += 3;
	}
	size_t length = strspn(at, letters);
	if (length == 0)
		return !quoted && *at && at[strspn(at, digits)] == '\0';
	return !at[length] || (!quoted && strcmp(at + length, "()") == 0);
}

/* One value: a literal, a word, a call; each perhaps with casts behind. */
static bool is_one_value(const char *expr)
{
	if (is_plain_value(expr))
		return true;
	struct pg_token tokens[64];
	struct pg_scan type;
	int n = pg_lex_all(expr, tokens, 64);
	int depth = 0;
	for (int i = 0; i < n; i++) {
		bool word = tokens[i].kind == PG_WORD || tokens[i].kind == PG_QUOTED;
		if (pg_is(&tokens[i], "(") || pg_is(&tokens[i], "["))
			depth++;
		else if (pg_is(&tokens[i], ")") || pg_is(&tokens[i], "]"))
			depth--;
		else if (depth > 0)
			continue;
		else if (pg_is(&tokens[i], "::"))
			i += pg_type_scan(tokens + i + 1, n - i - 1, &type, true);
		else if (tokens[i].kind == PG_OPERATOR ||
			 (i > 0 && word && !pg_is(&tokens[i - 1], ".")))
			return false;
	}
	return n > 0;
}

void pg_write_default(struct ddlect_buf *out, const char *expr)
{
	if (is_one_value(expr))
		ddlect_raw(out, expr);
	else
		pg_write_expr(out, expr);
}

void pg_write_name_literal(struct ddlect_buf *out, const char *schema, const char *name)
{
	struct ddlect_buf *quoted = ddlect_host->buf_new();
	const char *text = NULL;
	if (quoted) {
		ddlect_qualified(quoted, schema, name);
		text = ddlect_host->buf_text(quoted);
	}
	if (text)
		ddlect_literal(out, text);
	else
		ddlect_host->raw(out, "", UINT64_MAX); /* breaks it: out of memory */
	ddlect_host->buf_free(quoted);
}

static void write_comment(struct ddlect_buf *out, const char *comment)
{
	ddlect_raw(out, " IS ");
	if (comment)
		ddlect_literal(out, comment);
	else
		ddlect_raw(out, "NULL");
}

void pg_comment_column(const struct pg_rendering *r, const struct ddlect_column *column,
		       bool always)
{
	if (!always && !column->comment)
		return;
	struct ddlect_buf *out = ddlect_statement(r->out);
	ddlect_raw(out, "COMMENT ON COLUMN ");
	pg_write_table(out, r);
	ddlect_raw(out, ".");
	ddlect_ident(out, column->name);
	write_comment(out, column->comment);
}

void pg_comment_constraint(const struct pg_rendering *r, const char *name,
			   const char *comment, bool always)
{
	if (!always && !comment)
		return;
	struct ddlect_buf *out = ddlect_statement(r->out);
	ddlect_raw(out, "COMMENT ON CONSTRAINT ");
	ddlect_ident(out, name);
	ddlect_raw(out, " ON ");
	pg_write_table(out, r);
	write_comment(out, comment);
}

void pg_comment(const struct pg_rendering *r, const char *what, const char *schema,
		const char *name, const char *comment, bool always)
{
	if (!always && !comment)
		return;
	struct ddlect_buf *out = ddlect_statement(r->out);
	ddlect_raw(out, "COMMENT ON ");
	ddlect_raw(out, what);
	ddlect_raw(out, " ");
	ddlect_qualified(out, schema, name);
	write_comment(out, comment);
}

void pg_write_body(struct ddlect_buf *out, const char *text)
{
	bool dollars = strstr(text, "$$") || (*text && text[strlen(text) - 1] == '$');
	if (dollars) {
		ddlect_literal(out, text);
		return;
	}
	ddlect_raw(out, "$$");
	ddlect_raw(out, text);
	ddlect_raw(out, "$$");
}

/* Dropped only when nothing is left in it: what else is there belongs to others. */
static int drop_namespace(struct pg_rendering *r)
{
	struct ddlect_buf *body = ddlect_host->buf_new();
	if (!body)
		return ddlect_no_memory(r->err);
	ddlect_raw(body, "\nBEGIN\n\tDROP SCHEMA ");
	ddlect_ident(body, r->change->from.ns->name);
	ddlect_raw(body, ";\nEXCEPTION WHEN dependent_objects_still_exist THEN\n"
			 "\tNULL; -- it holds what belongs to others\nEND\n");
	const char *text = ddlect_host->buf_text(body);
	if (text) {
		struct ddlect_buf *out = ddlect_statement(r->out);
		ddlect_raw(out, "DO ");
		pg_write_body(out, text);
	}
	ddlect_host->buf_free(body);
	return text ? 0 : ddlect_no_memory(r->err);
}

int pg_render_namespace(struct pg_rendering *r)
{
	if (r->change->verb == DDLECT_DROP)
		return drop_namespace(r);
	struct ddlect_buf *out = ddlect_statement(r->out);
	ddlect_raw(out, "CREATE SCHEMA IF NOT EXISTS ");
	ddlect_ident(out, r->change->to.ns->name);
	return 0;
}

int pg_render_routine(struct pg_rendering *r)
{
	bool drop = r->change->verb == DDLECT_DROP;
	const struct ddlect_routine *routine =
		drop ? r->change->from.routine : r->change->to.routine;
	struct ddlect_buf *out = ddlect_statement(r->out);
	ddlect_raw(out, drop				   ? "DROP FUNCTION "
			: r->change->verb == DDLECT_MODIFY ? "CREATE OR REPLACE FUNCTION "
							   : "CREATE FUNCTION ");
	ddlect_qualified(out, routine->schema, routine->name);
	ddlect_raw(out, "()");
	if (drop)
		return 0;
	ddlect_raw(out, " RETURNS trigger LANGUAGE plpgsql AS ");
	pg_write_body(out, routine->body);
	return 0;
}
