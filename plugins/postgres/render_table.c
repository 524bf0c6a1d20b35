/* SPDX-License-Identifier: Apache-2.0 */
/* Tables: made with their columns and constraints, dropped, renamed, commented. */
#include "plugins/postgres/render.h"

/* The line after the last one, inside of CREATE TABLE. */
static void next_line(struct ddlect_buf *out, bool *first)
{
	ddlect_raw(out, *first ? "\n\t" : ",\n\t");
	*first = false;
}

static void write_constraints(struct ddlect_buf *out, const struct pg_rendering *r,
			      const struct ddlect_table *table, bool *first)
{
	if (table->primary) {
		next_line(out, first);
		pg_write_primary(out, table->primary);
	}
	for (uint32_t i = 0; i < table->n_uniques; i++) {
		if (pg_key_repeats(table, i))
			continue;
		next_line(out, first);
		pg_write_unique(out, table->uniques[i]);
	}
	for (uint32_t i = 0; i < table->n_checks; i++) {
		if (table->checks[i]->flags & DDLECT_CHECK_NOT_VALID)
			continue;
		next_line(out, first);
		pg_write_check(out, table->checks[i]);
	}
	for (uint32_t i = 0; i < r->change->n_inline_fks; i++) {
		next_line(out, first);
		pg_write_fk(out, r->change->inline_fks[i]);
	}
}

/* CREATE TABLE would make one index of two equal keys, and forget the second's name. */
static void add_repeated_keys(const struct pg_rendering *r,
			      const struct ddlect_table *table)
{
	for (uint32_t i = 0; i < table->n_uniques; i++) {
		if (!pg_key_repeats(table, i))
			continue;
		struct ddlect_buf *out = pg_alter_table(r);
		ddlect_raw(out, "ADD ");
		pg_write_unique(out, table->uniques[i]);
	}
}

/* CREATE TABLE would take a constraint for valid, whatever it says. */
static void add_invalid_checks(const struct pg_rendering *r,
			       const struct ddlect_table *table)
{
	for (uint32_t i = 0; i < table->n_checks; i++) {
		if (!(table->checks[i]->flags & DDLECT_CHECK_NOT_VALID))
			continue;
		struct ddlect_buf *out = pg_alter_table(r);
		ddlect_raw(out, "ADD ");
		pg_write_check(out, table->checks[i]);
	}
}

static void comment_all(const struct pg_rendering *r, const struct ddlect_table *table)
{
	pg_comment(r, "TABLE", r->change->table_schema, r->change->table_name,
		   table->comment, false);
	for (uint32_t i = 0; i < table->n_columns; i++)
		pg_comment_column(r, table->columns[i], false);
	if (table->primary)
		pg_comment_constraint(r, table->primary->name, table->primary->comment,
				      false);
	for (uint32_t i = 0; i < table->n_uniques; i++)
		pg_comment_constraint(r, table->uniques[i]->name,
				      table->uniques[i]->comment, false);
	for (uint32_t i = 0; i < table->n_checks; i++)
		pg_comment_constraint(r, table->checks[i]->name,
				      table->checks[i]->comment, false);
	for (uint32_t i = 0; i < r->change->n_inline_fks; i++)
		pg_comment_constraint(r, r->change->inline_fks[i]->name,
				      r->change->inline_fks[i]->comment, false);
}

static void write_attr(struct ddlect_buf *out, const struct ddlect_table *table,
		       const char *key, const char *before, const char *after)
{
	const char *value = ddlect_attr_get(table->attrs, table->n_attrs, key);
	if (!value)
		return;
	ddlect_raw(out, before);
	ddlect_raw(out, value);
	ddlect_raw(out, after);
}

static int add_table(struct pg_rendering *r)
{
	const struct ddlect_table *table = r->change->to.table;
	bool first = true;
	for (uint32_t i = 0; i < table->n_columns; i++)
		if (pg_has_sequence(table->columns[i]))
			pg_create_sequence(r, table->columns[i]);
	struct ddlect_buf *out = ddlect_statement(r->out);
	ddlect_raw(out, "CREATE ");
	if (ddlect_attr_get(table->attrs, table->n_attrs, PG_ATTR_UNLOGGED))
		ddlect_raw(out, "UNLOGGED ");
	ddlect_raw(out, "TABLE ");
	pg_write_table(out, r);
	ddlect_raw(out, " (");
	for (uint32_t i = 0; i < table->n_columns; i++) {
		next_line(out, &first);
		pg_write_column(out, r, table->columns[i]);
	}
	write_constraints(out, r, table, &first);
	ddlect_raw(out, first ? ")" : "\n)");
	write_attr(out, table, PG_ATTR_PARTITION_BY, " PARTITION BY ", "");
	write_attr(out, table, PG_ATTR_WITH, " WITH (", ")");
	pg_hazard_add_table(r);
	for (uint32_t i = 0; i < table->n_columns; i++)
		if (pg_has_sequence(table->columns[i]))
			pg_own_sequence(r, table->columns[i]);
	add_repeated_keys(r, table);
	add_invalid_checks(r, table);
	comment_all(r, table);
	return 0;
}

/* The default schema has no name in a file. */
static void move_to_default(struct pg_rendering *r)
{
	struct ddlect_buf *body = ddlect_host->buf_new();
	struct ddlect_buf *head = ddlect_host->buf_new();
	const char *text = NULL;
	if (body && head) {
		ddlect_raw(head, "ALTER TABLE ");
		pg_write_table(head, r);
		ddlect_raw(head, " SET SCHEMA ");
		const char *words = ddlect_host->buf_text(head);
		ddlect_raw(body, "\nBEGIN\n\tEXECUTE ");
		if (words)
			ddlect_literal(body, words);
		ddlect_raw(body, " || quote_ident(current_schema());\nEND\n");
		text = words ? ddlect_host->buf_text(body) : NULL;
	}
	struct ddlect_buf *out = ddlect_statement(r->out);
	ddlect_raw(out, "DO ");
	if (text)
		pg_write_body(out, text);
	else
		ddlect_host->raw(out, "", UINT64_MAX); /* breaks it: out of memory */
	ddlect_host->buf_free(head);
	ddlect_host->buf_free(body);
}

static bool same_schema(const struct ddlect_table *a, const struct ddlect_table *b)
{
	return a->schema && b->schema ? strcmp(a->schema, b->schema) == 0
				      : a->schema == b->schema;
}

/* Its indexes, keys and the sequences of its columns go along. */
static void rename_table(struct pg_rendering *r)
{
	const struct ddlect_table *from = r->change->from.table;
	const struct ddlect_table *to = r->change->to.table;
	struct ddlect_buf *out;
	if (strcmp(from->name, to->name) != 0) {
		out = pg_alter_table(r);
		ddlect_raw(out, "RENAME TO ");
		ddlect_ident(out, to->name);
	}
	if (same_schema(from, to))
		return;
	struct ddlect_change moved = *r->change;
	struct pg_rendering there = *r;
	moved.table_name = to->name;
	there.change = &moved;
	if (!to->schema) {
		move_to_default(&there);
		return;
	}
	out = pg_alter_table(&there);
	ddlect_raw(out, "SET SCHEMA ");
	ddlect_ident(out, to->schema);
}

int pg_render_table(struct pg_rendering *r)
{
	const struct ddlect_change *change = r->change;
	struct ddlect_buf *out;
	switch (change->verb) {
	case DDLECT_ADD:
		return add_table(r);
	case DDLECT_DROP:
		out = ddlect_statement(r->out);
		ddlect_raw(out, "DROP TABLE ");
		pg_write_table(out, r);
		pg_hazard_drop_table(r);
		pg_hazard_in_use(r, change->from.table->attrs,
				 change->from.table->n_attrs, true);
		return 0;
	case DDLECT_RENAME:
		rename_table(r);
		return 0;
	default:
		pg_comment(r, "TABLE", change->table_schema, change->table_name,
			   change->to.table->comment, true);
		return 0;
	}
}
