/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Check: tables, columns, enums and their names. Keys and references are in check_key.c.
 * Everything that is wrong is reported, with its place and what to do; nothing is changed.
 */
#include <string.h>

#include "core/base/near.h"
#include "core/base/utf8.h"
#include "core/model/check.h"
#include "core/model/checker.h"
#include "core/model/former.h"
#include "core/model/schema.h"

const char *check_title(struct checker *c, const char *schema, const char *name)
{
	if (!schema)
		return name;
	const char *title = arena_printf(c->diags->arena, "%s.%s", schema, name);
	return title ? title : name;
}

void check_first(struct checker *c, struct diag *diag, const struct ddlect_pos *first)
{
	if (first->file && first->line > 0)
		diag_hint(c->diags, diag,
			  "the first is at %s:%u:%u; rename or remove one", first->file,
			  first->line, first->column);
	else
		diag_hint(c->diags, diag, "rename or remove one");
}

bool check_name(struct checker *c, const char *what, const char *name,
		const struct ddlect_pos *pos)
{
	size_t length = strlen(name);
	if (length && utf8_check(name, length) == length)
		return true;
	struct diag *diag = diag_add(c->diags, DIAG_ERROR, *pos,
				     length ? "the %s's name is not valid UTF-8"
					    : "the %s's name is empty",
				     what);
	if (c->table && c->table->name[0])
		diag_hint(c->diags, diag, "give it a name, in table \"%s\"",
			  check_title(c, c->table->schema, c->table->name));
	else
		diag_hint(c->diags, diag, "give it a name");
	return false;
}

void check_suggest_column(struct checker *c, struct diag *diag,
			  const struct ddlect_table *table, const char *name)
{
	struct near near = near_to(name);
	for (uint32_t i = 0; i < table->n_columns; i++)
		near_try(&near, table->columns[i]->name);
	diag_hint_near(c->diags, diag, near.best, NULL);
}

const char *check_subject(struct checker *c, const struct subject *subject)
{
	const char *text = subject->name ? arena_printf(c->diags->arena, "%s \"%s\"",
							subject->what, subject->name)
					 : subject->what;
	return text ? text : subject->what;
}

const struct ddlect_column *check_column(struct checker *c, const struct subject *subject,
					 const char *name)
{
	const struct ddlect_column *column = names_get(&c->columns, name);
	if (!column) {
		struct diag *diag = diag_add(
			c->diags, DIAG_ERROR, *subject->pos,
			"%s names column \"%s\", which table \"%s\" doesn't have",
			check_subject(c, subject), name,
			check_title(c, c->table->schema, c->table->name));
		check_suggest_column(c, diag, c->table, name);
	}
	return column;
}

/* What an object says that it was called before, and who has that name now. */
struct renamed {
	const char *what; /* "table" … */
	const char *name;
	const char *from;
	const char *now_from; /* what the one that has the old name was; NULL: unknown */
	bool declared;	      /* the old name is still declared */
	struct ddlect_pos pos;
};

static void check_renamed(struct checker *c, const struct renamed *r)
{
	struct diags *diags = c->diags;
	if (strcmp(r->from, r->name) == 0) {
		struct diag *diag =
			diag_add(diags, DIAG_ERROR, r->pos,
				 "%s \"%s\" is renamed from itself", r->what, r->name);
		diag_hint(diags, diag, "remove renamed_from");
	} else if (r->declared && r->now_from && strcmp(r->now_from, r->name) == 0) {
		struct diag *diag =
			diag_add(diags, DIAG_ERROR, r->pos,
				 "%ss \"%s\" and \"%s\" can't swap their names", r->what,
				 r->name, r->from);
		diag_hint(diags, diag,
			  "rename one to a third name, in a release of its own");
	} else if (r->declared) {
		struct diag *diag = diag_add(diags, DIAG_ERROR, r->pos,
					     "%s \"%s\" is renamed from \"%s\", which is "
					     "still declared",
					     r->what, r->name, r->from);
		diag_hint(diags, diag, "remove renamed_from, or the other %s", r->what);
	}
}

static void check_renamed_twice(struct checker *c, const char *what, const char *from,
				const struct ddlect_pos *pos,
				const struct ddlect_pos *first)
{
	struct diag *diag = diag_add(c->diags, DIAG_ERROR, *pos,
				     "two %ss are renamed from \"%s\"", what, from);
	check_first(c, diag, first);
}

static bool is_integer(const struct ddlect_type *type)
{
	return !type->dims &&
	       (type->kind == DDLECT_TYPE_SMALLINT || type->kind == DDLECT_TYPE_INT ||
		type->kind == DDLECT_TYPE_BIGINT);
}

/* A value comes from a default, from an identity, or is generated; never from two. */
static void check_value(struct checker *c, const struct ddlect_column *column)
{
	const char *both = NULL;
	if (column->generated && column->default_text)
		both = "generated and has a default";
	else if (column->generated && column->identity)
		both = "generated and an identity";
	else if (column->identity && column->default_text)
		both = "an identity and has a default";
	if (both) {
		struct diag *diag = diag_add(c->diags, DIAG_ERROR, column->pos,
					     "column \"%s\" is %s", column->name, both);
		diag_hint(c->diags, diag, "keep one of the two");
	}
	if (column->identity && column->type->kind != DDLECT_TYPE_NATIVE &&
	    !is_integer(column->type)) {
		struct diag *diag = diag_add(c->diags, DIAG_ERROR, column->pos,
					     "column \"%s\" counts up, but is no integer",
					     column->name);
		diag_hint(c->diags, diag, "make it smallint, int or bigint");
	}
}

static void check_enum_type(struct checker *c, const struct ddlect_column *column)
{
	const struct ddlect_type *type = column->type;
	if (type->kind != DDLECT_TYPE_ENUM ||
	    enum_find(c->schema, type->schema, type->name))
		return;
	struct diag *diag =
		diag_add(c->diags, DIAG_ERROR, column->pos,
			 "column \"%s\" has type \"%s\", which is no enum here",
			 column->name, check_title(c, type->schema, type->name));
	struct near near = near_to(type->name);
	for (uint32_t i = 0; i < c->schema->n_enums; i++)
		near_try(&near, c->schema->enums[i]->name);
	diag_hint_near(c->diags, diag, near.best, NULL);
}

static void check_column_renames(struct checker *c)
{
	const struct ddlect_table *table = c->table;
	for (uint32_t i = 0; i < table->n_columns; i++) {
		const struct ddlect_column *column = table->columns[i];
		if (!column->renamed_from)
			continue;
		const struct ddlect_column *now =
			names_get(&c->columns, column->renamed_from);
		struct renamed r = {"column",
				    column->name,
				    column->renamed_from,
				    now ? now->renamed_from : NULL,
				    now != NULL,
				    column->pos};
		check_renamed(c, &r);
		for (uint32_t j = 0; j < i; j++)
			if (table->columns[j]->renamed_from &&
			    strcmp(table->columns[j]->renamed_from, r.from) == 0) {
				check_renamed_twice(c, "column", r.from, &r.pos,
						    &table->columns[j]->pos);
				break;
			}
	}
}

static void check_columns(struct checker *c)
{
	const struct ddlect_table *table = c->table;
	bool renamed = false;
	names_empty(&c->columns);
	if (!table->n_columns) {
		struct diag *diag = diag_add(c->diags, DIAG_WARNING, table->pos,
					     "table \"%s\" has no columns",
					     check_title(c, table->schema, table->name));
		diag_hint(c->diags, diag, "add columns, or remove it");
	}
	for (uint32_t i = 0; i < table->n_columns; i++) {
		const struct ddlect_column *column = table->columns[i];
		check_name(c, "column", column->name, &column->pos);
		const struct ddlect_column *first =
			names_put(&c->columns, c->diags, column->name, column);
		if (first) {
			struct diag *diag = diag_add(
				c->diags, DIAG_ERROR, column->pos,
				"column \"%s\" is declared twice in table \"%s\"",
				column->name, check_title(c, table->schema, table->name));
			check_first(c, diag, &first->pos);
		}
		check_value(c, column);
		check_enum_type(c, column);
		renamed = renamed || column->renamed_from;
	}
	if (renamed)
		check_column_renames(c);
}

static void check_enum(struct checker *c, const struct ddlect_enum *e)
{
	check_name(c, "enum", e->name, &e->pos);
	const struct ddlect_enum *first = enum_find(c->schema, e->schema, e->name);
	if (first && first != e) {
		struct diag *diag = diag_add(c->diags, DIAG_ERROR, e->pos,
					     "enum \"%s\" is declared twice",
					     check_title(c, e->schema, e->name));
		check_first(c, diag, &first->pos);
	}
	names_empty(&c->columns);
	for (uint32_t i = 0; i < e->n_values; i++) {
		check_name(c, "enum value", e->values[i], &e->pos);
		if (names_put(&c->columns, c->diags, e->values[i], e)) {
			struct diag *diag = diag_add(
				c->diags, DIAG_ERROR, e->pos,
				"enum \"%s\" has the value \"%s\" twice",
				check_title(c, e->schema, e->name), e->values[i]);
			diag_hint(c->diags, diag, "remove one");
		}
	}
}

static void check_enum_renames(struct checker *c, struct map *seen)
{
	for (uint32_t i = 0; i < c->schema->n_enums; i++) {
		const struct ddlect_enum *e = c->schema->enums[i];
		if (!e->renamed_from)
			continue;
		const struct ddlect_enum *now =
			enum_find(c->schema, e->schema, e->renamed_from);
		struct renamed r = {"enum",	     e->name,
				    e->renamed_from, now ? now->renamed_from : NULL,
				    now != NULL,     e->pos};
		check_renamed(c, &r);
		struct ddlect_enum *first = map_get(seen, e->schema, e->renamed_from);
		if (first)
			check_renamed_twice(c, "enum", r.from, &e->pos, &first->pos);
		else if (map_set(seen, c->diags->arena, e->schema, e->renamed_from,
				 c->schema->enums[i]) < 0)
			c->diags->broken = 1;
	}
}

static void check_table_renames(struct checker *c, struct map *seen)
{
	for (uint32_t i = 0; i < c->schema->n_tables; i++) {
		const struct ddlect_table *table = c->schema->tables[i];
		if (!table->renamed_from)
			continue;
		const struct ddlect_table *now =
			former_find(c->diags->arena, c->schema, table);
		struct renamed r = {"table",
				    table->name,
				    table->renamed_from,
				    now ? now->renamed_from : NULL,
				    now != NULL,
				    table->pos};
		check_renamed(c, &r);
		struct ddlect_table *first =
			map_get(seen, table->schema, table->renamed_from);
		if (first)
			check_renamed_twice(c, "table", r.from, &table->pos, &first->pos);
		else if (map_set(seen, c->diags->arena, table->schema,
				 table->renamed_from, c->schema->tables[i]) < 0)
			c->diags->broken = 1;
	}
}

static void check_table(struct checker *c, struct ddlect_table *table)
{
	c->table = NULL;
	check_name(c, "table", table->name, &table->pos);
	const struct ddlect_table *first =
		table_find(c->schema, table->schema, table->name);
	if (first && first != table) {
		struct diag *diag = diag_add(c->diags, DIAG_ERROR, table->pos,
					     "table \"%s\" is declared twice",
					     check_title(c, table->schema, table->name));
		check_first(c, diag, &first->pos);
	}
	c->table = table;
	check_columns(c);
	check_keys(c);
}

int schema_check(const struct ddlect_schema *schema, struct diags *diags)
{
	struct checker c = {.schema = schema, .diags = diags};
	struct map renamed_tables = {0};
	struct map renamed_enums = {0};
	for (uint32_t i = 0; i < schema->n_namespaces; i++)
		check_name(&c, "schema", schema->namespaces[i]->name,
			   &(struct ddlect_pos){0});
	for (uint32_t i = 0; i < schema->n_enums; i++)
		check_enum(&c, schema->enums[i]);
	check_enum_renames(&c, &renamed_enums);
	for (uint32_t i = 0; i < schema->n_tables; i++)
		check_table(&c, schema->tables[i]);
	check_table_renames(&c, &renamed_tables);
	return diags->n_errors || diags->broken ? -1 : 0;
}
