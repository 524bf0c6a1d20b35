/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Elements of DBML at the top of a file: which one it is; enums, the project, notes; and
 * those that describe pictures or sample data, which are read to their end and left out.
 */
#include <string.h>

#include "core/declare/dbml_read.h"

const char *dbml_note_body(struct dbml_reader *r)
{
	const char *note = NULL;
	bool block = dbml_take(r, TOKEN_OPEN_BRACE);
	if (!block && !dbml_expect(r, TOKEN_COLON, "a colon or {")) {
		dbml_skip_line(r);
		return NULL;
	}
	struct token text = *dbml_peek(r, 0);
	if (token_is_text(&text)) {
		dbml_next(r);
		note = dbml_note(r, &text);
	} else {
		dbml_hint(r,
			  dbml_error(r, &text, "expected the text of the note, got %s",
				     dbml_describe(r, &text)),
			  "write it in quotes, as in Note: 'text'");
	}
	if (!block) {
		if (note)
			dbml_end_line(r, "a note");
		else
			dbml_skip_line(r);
	} else if (!dbml_take(r, TOKEN_CLOSE_BRACE)) {
		if (note)
			dbml_error(r, dbml_peek(r, 0), "a note holds one text");
		dbml_skip_block(r);
	}
	return note;
}

static void value_setting(struct dbml_reader *r, const struct setting *setting,
			  void *context)
{
	static const char *const known[] = {"note"};
	(void)context;
	if (strcmp(setting->name, "note") == 0)
		setting_text(r, setting);
	else
		setting_unknown(r, setting, "a value of an enum", known, 1);
}

static void enum_value(struct dbml_reader *r, struct ddlect_enum *made, struct map *seen)
{
	struct token value = dbml_next(r);
	if (!token_is_name(&value)) {
		dbml_hint(r,
			  dbml_error(r, &value, "expected a value of the enum, got %s",
				     dbml_describe(r, &value)),
			  "a value that isn't a plain word needs double quotes");
		dbml_skip_line(r);
		return;
	}
	const char *text = dbml_word(r, &value);
	if (map_get(seen, NULL, text))
		dbml_error(r, &value, "enum \"%s\" has the value \"%s\" twice",
			   made->name, text);
	if (string_add(r->schema, &made->values, &made->n_values, text) < 0 ||
	    map_set(seen, r->arena, NULL, made->values[made->n_values - 1], made) < 0) {
		dbml_no_memory(r);
		return;
	}
	if (dbml_peek(r, 0)->kind == TOKEN_OPEN_BRACKET && !dbml_at_line_end(r))
		dbml_settings(r, value_setting, NULL);
	dbml_end_line(r, "a value of an enum");
}

static bool enum_name(struct dbml_reader *r, struct value *name)
{
	if (!dbml_path(r, name))
		return false;
	if (name->n > 2 || name->more || name->list) {
		dbml_hint(r, dbml_error(r, &name->first, "this isn't an enum's name"),
			  "write it as enum or schema.enum");
		return false;
	}
	const struct token *then = dbml_peek(r, 0);
	if (then->kind != TOKEN_OPEN_BRACE) {
		struct diag *diag =
			dbml_error(r, then, "expected { after the enum's name");
		if (then->kind == TOKEN_OPEN_BRACKET)
			dbml_hint(r, diag,
				  "an enum has no settings; what it was called is said "
				  "in the Project: enums: '''%s [renamed_from: "
				  "`old`]'''",
				  dbml_word(r, &name->parts[name->n - 1]));
		return false;
	}
	return true;
}

void dbml_enum(struct dbml_reader *r)
{
	struct value name = {0};
	if (!enum_name(r, &name)) {
		while (!dbml_at_line_end(r) && dbml_peek(r, 0)->kind != TOKEN_OPEN_BRACE)
			dbml_next(r);
		if (dbml_take(r, TOKEN_OPEN_BRACE))
			dbml_skip_block(r);
		return;
	}
	struct token open = dbml_next(r);
	const struct token *last = &name.parts[name.n - 1];
	const char *schema =
		name.n > 1 ? dbml_schema_name(dbml_word(r, &name.parts[0])) : NULL;
	struct ddlect_enum *made = enum_add(r->file->own, schema, dbml_word(r, last));
	if (!made) {
		dbml_no_memory(r);
		return;
	}
	made->pos = dbml_pos(r, last);
	struct map seen = {0};
	while (!dbml_block_ends(r, &open, "this enum"))
		enum_value(r, made, &seen);
	if (!made->n_values)
		dbml_warning(r, last, "enum \"%s\" has no values", made->name);
}

static const char *const project_fields[] = {"version", "convention",	"owns",
					     "schemas", "enums",	"routines",
					     "note",	"database_type"};

static void project_field(struct dbml_reader *r, const struct setting *setting)
{
	struct ddlect_schema *schema = r->schema;
	const char *text = setting_text(r, setting);
	bool main = r->file == r->files[0];
	if (!text || !main || dbml_details(r, NULL, setting))
		return;
	if (strcmp(setting->name, "version") == 0) {
		schema->version = dbml_keep(r, text);
	} else if (strcmp(setting->name, "convention") == 0) {
		schema->convention = dbml_keep(r, text);
	} else if (strcmp(setting->name, "owns") == 0) {
		schema->owns = dbml_keep(r, text);
	} else if (strcmp(setting->name, "database_type") != 0) {
		const char *near =
			nearest(setting->name, project_fields,
				sizeof(project_fields) / sizeof(project_fields[0]));
		if (near)
			dbml_hint(r,
				  dbml_warning(r, &setting->place,
					       "\"%s\" means nothing to this tool",
					       setting->name),
				  "did you mean \"%s\"?", near);
	}
}

static void project_line(struct dbml_reader *r, uint32_t *notes)
{
	struct setting setting = {.place = dbml_next(r)};
	if (setting.place.kind != TOKEN_WORD) {
		dbml_hint(r,
			  dbml_error(r, &setting.place, "expected a field, got %s",
				     dbml_describe(r, &setting.place)),
			  "fields are written as name: 'text'");
		dbml_skip_line(r);
		return;
	}
	if (token_is(&setting.place, "note")) {
		dbml_note_body(r);
		if ((*notes)++)
			dbml_error(r, &setting.place, "the project has a second note");
		return;
	}
	setting.name = dbml_lower(r, &setting.place);
	if (!dbml_expect(r, TOKEN_COLON, "a colon after the field's name")) {
		dbml_skip_line(r);
		return;
	}
	dbml_value(r, &setting.value);
	if (setting.value.kind != VALUE_BAD)
		project_field(r, &setting);
	dbml_end_line(r, "a field");
}

void dbml_project(struct dbml_reader *r, const struct token *keyword)
{
	struct token name = *dbml_peek(r, 0);
	if (r->file->project)
		dbml_error(r, keyword, "a file can only have one Project");
	r->file->project = true;
	if (token_is_name(&name)) {
		dbml_next(r);
		if (r->file == r->files[0])
			r->schema->provider = dbml_keep(r, dbml_word(r, &name));
	}
	if (!dbml_expect(r, TOKEN_OPEN_BRACE, "{ after the project's name")) {
		dbml_skip_line(r);
		return;
	}
	uint32_t notes = 0;
	while (!dbml_block_ends(r, keyword, "this Project"))
		project_line(r, &notes);
}

static const char *const elements[] = {
	"Table", "TablePartial", "Enum", "Ref",	       "Project",     "Metadata", "use",
	"reuse", "Note",	 "Dep",	 "TableGroup", "DiagramView", "Records"};

#define N_ELEMENTS (sizeof(elements) / sizeof(elements[0]))

static void element_unknown(struct dbml_reader *r, const struct token *word)
{
	struct diag *diag =
		dbml_error(r, word, "%s is no element", dbml_describe(r, word));
	const char *near = NULL;
	if (word->kind == TOKEN_WORD) {
		near = nearest(dbml_word(r, word), elements, N_ELEMENTS);
		if (!near) {
			char *name = (char *)(uintptr_t)dbml_lower(r, word);
			if (*name >= 'a' && *name <= 'z')
				*name = (char)(*name - ('a' - 'A'));
			near = nearest(name, elements, N_ELEMENTS);
		}
	}
	if (near)
		dbml_hint(r, diag, "did you mean %s?", near);
	else
		dbml_hint(
			r, diag,
			"a file holds Project, Table, TablePartial, Enum, Ref, Metadata, "
			"use, and what only draws");
	dbml_skip_line(r);
}

void dbml_element(struct dbml_reader *r)
{
	struct token word = dbml_next(r);
	if (token_is(&word, "table"))
		dbml_table(r, &word);
	else if (token_is(&word, "tablepartial"))
		dbml_partial(r, &word);
	else if (token_is(&word, "enum"))
		dbml_enum(r);
	else if (token_is(&word, "ref"))
		dbml_ref(r, &word);
	else if (token_is(&word, "project"))
		dbml_project(r, &word);
	else if (token_is(&word, "metadata"))
		dbml_metadata(r);
	else if (token_is(&word, "use") || token_is(&word, "reuse"))
		dbml_use(r, &word);
	else if (token_is(&word, "records"))
		dbml_skip_records(r, true);
	else if (token_is(&word, "tablegroup"))
		dbml_group(r, &word);
	else if (token_is(&word, "note") || token_is(&word, "dep") ||
		 token_is(&word, "diagramview"))
		dbml_skip_element(r, &word);
	else
		element_unknown(r, &word);
}
