/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `Metadata Table name { key: 'value' }`, and the same for a Column: settings that stand
 * apart. They are read when their file is, and replace what was set before.
 */
#include <string.h>

#include "core/declare/dbml_read.h"

void dbml_metadata(struct dbml_reader *r)
{
	static const char *const kinds[] = {"table", "column", "tablegroup", "note"};
	struct token kind = dbml_next(r);
	struct value name = {0};
	bool known = false;
	for (int i = 0; i < 4; i++)
		known |= token_is(&kind, kinds[i]);
	if (!known)
		dbml_hint(r,
			  dbml_error(r, &kind, "Metadata can't be of %s",
				     dbml_describe(r, &kind)),
			  "write Metadata Table name { … } or Metadata Column "
			  "table.column { … }");
	if (!dbml_path(r, &name) || name.list || name.more ||
	    !dbml_expect(r, TOKEN_OPEN_BRACE, "{")) {
		if (name.list || name.more)
			dbml_error(r, &name.first, "this is no name");
		dbml_skip_line(r);
		return;
	}
	struct metadata *made = arena_alloc(r->arena, sizeof(*made));
	if (known && dbml_append(r, &r->file->metadata, &r->file->n_metadata, made) < 0)
		return;
	lexer_peek(&r->lex, 0);
	if (known) {
		made->kind = kind;
		made->name = name;
		made->body = r->lex;
	}
	dbml_skip_block(r);
}

struct target {
	struct ddlect_table *table;
	struct ddlect_column *column; /* NULL: the table itself */
	uint32_t seen;
	struct map keys; /* of this block */
};

static void metadata_set(struct dbml_reader *r, struct target *target,
			 const struct setting *setting)
{
	const char *key = dbml_keep(r, setting->name);
	if (!key)
		return;
	if (map_get(&target->keys, NULL, key))
		dbml_error(r, &setting->place, "\"%s\" is set twice", key);
	else if (map_set(&target->keys, r->arena, NULL, key, target) < 0)
		dbml_no_memory(r);
	if (target->column)
		dbml_column_metadata(r, target->column, setting);
	else if (target->table)
		dbml_table_setting(r, target->table, setting, &target->seen, true);
}

static void metadata_line(struct dbml_reader *r, struct target *target)
{
	struct setting setting = {.place = dbml_next(r)};
	if (setting.place.kind != TOKEN_WORD) {
		dbml_hint(r,
			  dbml_error(r, &setting.place, "expected a key, got %s",
				     dbml_describe(r, &setting.place)),
			  "lines of Metadata are written as key: 'value'");
		dbml_skip_line(r);
		return;
	}
	setting.name = dbml_lower(r, &setting.place);
	if (!dbml_expect(r, TOKEN_COLON, "a colon after the key")) {
		dbml_skip_line(r);
		return;
	}
	dbml_value(r, &setting.value);
	if (setting.value.kind != VALUE_BAD)
		metadata_set(r, target, &setting);
	dbml_end_line(r, "a value");
}

/* The table, or the column, that it is about; false when there is none. */
static bool metadata_target(struct dbml_reader *r, const struct metadata *metadata,
			    struct target *target)
{
	bool column = token_is(&metadata->kind, "column");
	if (!column && !token_is(&metadata->kind, "table"))
		return true; /* of what only draws */
	const struct value *name = &metadata->name;
	uint32_t names = name->n - (column ? 1 : 0);
	if (names < 1 || names > 2) {
		dbml_hint(r,
			  dbml_error(r, &name->first, "this doesn't name a %s",
				     column ? "column" : "table"),
			  column ? "write it as table.column or schema.table.column"
				 : "write it as table or schema.table");
		return false;
	}
	const char *schema = names > 1 ? dbml_word(r, &name->parts[0]) : NULL;
	const char *table = dbml_word(r, &name->parts[names - 1]);
	target->table = dbml_find_table(r->file, schema, table);
	if (!target->table) {
		dbml_table_missing(r, &name->first, schema, table);
		return false;
	}
	if (!column)
		return true;
	const char *wanted = dbml_word(r, &name->parts[name->n - 1]);
	target->column = column_find(target->table, wanted);
	if (!target->column) {
		struct diag *diag = dbml_error(r, &name->parts[name->n - 1],
					       "table \"%s\" has no column \"%s\"",
					       target->table->name, wanted);
		diag_hint_near(r->diags, diag, dbml_near_column(target->table, wanted),
			       NULL);
		return false;
	}
	return true;
}

void dbml_metadata_all(struct dbml_reader *r)
{
	struct lexer lex = r->lex;
	for (uint32_t i = 0; i < r->file->n_metadata && !r->broken; i++) {
		struct target target = {0};
		if (!metadata_target(r, r->file->metadata[i], &target))
			continue;
		r->lex = r->file->metadata[i]->body;
		while (!dbml_block_ends(r, &r->file->metadata[i]->kind, "this Metadata"))
			metadata_line(r, &target);
	}
	r->lex = lex;
}
