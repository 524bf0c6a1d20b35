/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of DBML: their heads, their settings, the lines of their bodies. */
#include <string.h>

#include "core/declare/dbml_read.h"

const char *dbml_schema_name(const char *name)
{
	return strcmp(name, "public") == 0 ? NULL : name;
}

#define SEEN_NOTE 1u
#define SEEN_HEADERCOLOR 2u
#define SEEN_RESOURCE 4u
#define SEEN_RENAMED_FROM 8u

void dbml_table_setting(struct dbml_reader *r, struct ddlect_table *table,
			const struct setting *setting, uint32_t *seen, bool replace)
{
	const char *name = setting->name;
	const char *text = NULL;
	if (strcmp(name, "note") == 0) {
		setting_once(r, setting, seen, SEEN_NOTE);
		if ((text = setting_note(r, setting)))
			table->comment = text;
	} else if (strcmp(name, "headercolor") == 0) {
		setting_once(r, setting, seen, SEEN_HEADERCOLOR);
		setting_color(r, setting);
	} else if (strcmp(name, "dep") == 0) {
		if (setting->value.kind != VALUE_RELATION)
			dbml_error(r, &setting->place,
				   "\"dep\" must be -> or <- and a table");
	} else if (strcmp(name, "resource") == 0) {
		setting_once(r, setting, seen, SEEN_RESOURCE);
		if ((text = setting_text(r, setting)))
			table->resource = dbml_keep(r, text);
	} else if (strcmp(name, "renamed_from") == 0) {
		setting_once(r, setting, seen, SEEN_RENAMED_FROM);
		if ((text = setting_text(r, setting)))
			table->renamed_from = dbml_keep(r, text);
	} else if (strcmp(name, "attributes") == 0) {
		dbml_details_attributes(r, setting, &table->attrs, &table->n_attrs);
	} else if (!dbml_details(r, table, setting)) {
		setting_attr(r, setting, &table->attrs, &table->n_attrs, replace);
	}
}

struct head {
	struct ddlect_table *table;
	uint32_t seen;
};

static void head_setting(struct dbml_reader *r, const struct setting *setting,
			 void *context)
{
	struct head *head = context;
	dbml_table_setting(r, head->table, setting, &head->seen, false);
}

static void partial_setting(struct dbml_reader *r, const struct setting *setting,
			    void *context)
{
	static const char *const known[] = {"note", "headercolor"};
	struct head *head = context;
	if (strcmp(setting->name, "note") == 0 ||
	    strcmp(setting->name, "headercolor") == 0)
		dbml_table_setting(r, head->table, setting, &head->seen, false);
	else
		setting_unknown(r, setting, "a TablePartial", known, 2);
}

static void table_note(struct dbml_reader *r, struct table_state *state,
		       const struct token *keyword)
{
	const char *note = dbml_note_body(r);
	if (state->injecting)
		return;
	if (state->noted)
		dbml_error(r, keyword, "table \"%s\" has a second note",
			   state->table->name);
	state->noted = true;
	if (note)
		state->table->comment = note;
}

static void table_injection(struct dbml_reader *r, struct table_state *state)
{
	struct token tilde = dbml_next(r);
	struct token name = *dbml_peek(r, 0);
	if (!token_is_name(&name)) {
		dbml_error(r, &name, "expected the name of a TablePartial after ~");
		dbml_skip_line(r);
		return;
	}
	dbml_next(r);
	if (state->partial) {
		dbml_error(r, &tilde, "a TablePartial can't hold another one");
	} else {
		struct injection *made = arena_alloc(r->arena, sizeof(*made));
		if (dbml_append(r, &r->file->injections, &r->file->n_injections, made) <
		    0)
			return;
		*made = (struct injection){.table = state->table,
					   .partial = dbml_keep(r, dbml_word(r, &name)),
					   .place = name,
					   .n_columns = state->table->n_columns};
		state->n_injections++;
	}
	dbml_end_line(r, "the name of a TablePartial");
}

/* `word {` or `word:`: what is no column. False: it is one after all. */
static bool table_block(struct dbml_reader *r, struct table_state *state)
{
	struct token word = *dbml_peek(r, 0);
	uint8_t then = dbml_peek(r, 1)->kind;
	if (word.kind != TOKEN_WORD)
		return false;
	if (token_is(&word, "records") &&
	    (then == TOKEN_OPEN_BRACE || then == TOKEN_OPEN_PAREN)) {
		dbml_next(r);
		if (state->partial)
			dbml_error(r, &word, "a TablePartial can't hold records");
		dbml_skip_records(r, false);
		return true;
	}
	if (then != TOKEN_OPEN_BRACE && then != TOKEN_COLON)
		return false;
	dbml_next(r);
	bool block = then == TOKEN_OPEN_BRACE;
	if (token_is(&word, "note")) {
		table_note(r, state, &word);
	} else if (token_is(&word, "indexes") && block) {
		dbml_indexes(r, state);
	} else if (token_is(&word, "checks") && block) {
		dbml_checks(r, state);
	} else {
		static const char *const known[] = {"note", "indexes", "checks",
						    "records"};
		struct diag *diag = dbml_error(r, &word, "a table can't hold %s",
					       dbml_describe(r, &word));
		diag_hint_near(r->diags, diag, nearest(dbml_lower(r, &word), known, 4),
			       "it may hold columns, ~partials, note, indexes, checks "
			       "and records");
		dbml_skip_line(r);
	}
	return true;
}

void dbml_table_body(struct dbml_reader *r, struct table_state *state)
{
	while (!dbml_block_ends(r, dbml_peek(r, 0), "table \"%s\"", state->table->name)) {
		const struct token *token = dbml_peek(r, 0);
		if (token_is(token, "~")) {
			table_injection(r, state);
		} else if (!token_is_name(token)) {
			dbml_error(r, token, "expected a column, got %s",
				   dbml_describe(r, token));
			dbml_next(r);
			dbml_skip_line(r);
		} else if (!table_block(r, state)) {
			dbml_column(r, state);
		}
	}
}

static bool head_name(struct dbml_reader *r, const struct token *keyword,
		      struct value *name)
{
	if (dbml_peek(r, 0)->kind == TOKEN_OPEN_BRACE) {
		dbml_error(r, keyword, "a Table must have a name");
		return false;
	}
	if (!dbml_path(r, name))
		return false;
	if (name->n > 2 || name->more || name->list) {
		dbml_hint(r, dbml_error(r, &name->first, "this isn't a table's name"),
			  "write it as table or schema.table");
		return false;
	}
	const struct token *then = dbml_peek(r, 0);
	if (then->kind == TOKEN_OPEN_BRACKET && !then->spaced) {
		dbml_error(r, then, "settings need a space before the [");
		return false;
	}
	return true;
}

static void head_alias(struct dbml_reader *r, struct ddlect_table *table)
{
	if (!token_is(dbml_peek(r, 0), "as"))
		return;
	dbml_next(r);
	struct token alias = *dbml_peek(r, 0);
	if (!token_is_name(&alias)) {
		dbml_error(r, &alias, "expected an alias after \"as\", got %s",
			   dbml_describe(r, &alias));
		return;
	}
	dbml_next(r);
	const char *name = dbml_keep(r, dbml_word(r, &alias));
	if (!name)
		return;
	const struct ddlect_table *other = map_get(&r->file->aliases, NULL, name);
	if (other)
		dbml_error(r, &alias, "\"%s\" is an alias of table \"%s\" already", name,
			   other->name);
	else if (map_set(&r->file->aliases, r->arena, NULL, name, table) < 0)
		dbml_no_memory(r);
}

/* Everything between the name and the opening brace. */
static bool head_rest(struct dbml_reader *r, struct head *head, setting_handler *handler)
{
	if (dbml_peek(r, 0)->kind == TOKEN_OPEN_BRACKET)
		dbml_settings(r, handler, head);
	if (dbml_take(r, TOKEN_OPEN_BRACE))
		return true;
	const struct token *token = dbml_peek(r, 0);
	struct diag *diag =
		dbml_error(r, token, "expected { after the name of %s, got %s",
			   head->table->name, dbml_describe(r, token));
	if (token->kind == TOKEN_WORD)
		dbml_hint(r, diag, "a name with a space in it needs double quotes");
	return false;
}

/* After a broken head: on to its body, if there is one on this line, and past it. */
static void head_skip(struct dbml_reader *r)
{
	while (!dbml_at_line_end(r) && dbml_peek(r, 0)->kind != TOKEN_OPEN_BRACE)
		dbml_next(r);
	if (dbml_take(r, TOKEN_OPEN_BRACE))
		dbml_skip_block(r);
	else if (dbml_peek(r, 0)->kind == TOKEN_CLOSE_BRACE)
		dbml_next(r);
}

static void remember_injections(struct dbml_reader *r, const struct table_state *state)
{
	struct dbml_file *file = r->file;
	for (uint32_t i = 0; i < state->n_injections; i++) {
		struct injection *made = file->injections[file->n_injections - 1 - i];
		made->last = i == 0;
		made->keyed = state->keyed;
	}
}

void dbml_table(struct dbml_reader *r, const struct token *keyword)
{
	struct value name = {0};
	if (!head_name(r, keyword, &name)) {
		head_skip(r);
		return;
	}
	const char *schema =
		name.n > 1 ? dbml_schema_name(dbml_word(r, &name.parts[0])) : NULL;
	const struct token *last = &name.parts[name.n - 1];
	struct head head = {.table = table_add(r->file->own, schema, dbml_word(r, last))};
	if (!head.table) {
		dbml_no_memory(r);
		return;
	}
	head.table->pos = dbml_pos(r, last);
	head_alias(r, head.table);
	if (!head_rest(r, &head, head_setting)) {
		head_skip(r);
		return;
	}
	struct table_state state = {.table = head.table};
	dbml_table_body(r, &state);
	remember_injections(r, &state);
}

static struct dbml_partial *partial_new(struct dbml_reader *r, const struct token *place)
{
	struct dbml_partial *partial = arena_alloc(r->arena, sizeof(*partial));
	const char *name = dbml_keep(r, dbml_word(r, place));
	if (!name ||
	    dbml_append(r, &r->file->own_partials, &r->file->n_own_partials, partial) < 0)
		return NULL;
	*partial = (struct dbml_partial){.file = r->file, .name = name, .place = *place};
	const struct dbml_partial *other = map_get(&r->file->partials, NULL, name);
	if (other)
		dbml_hint(r,
			  dbml_error(r, place, "TablePartial \"%s\" is declared twice",
				     name),
			  "the first one is on line %u", other->place.line);
	else if (map_set(&r->file->partials, r->arena, NULL, name, partial) < 0)
		dbml_no_memory(r);
	return partial;
}

/* Read once now, into a table that nobody sees, so that mistakes are reported once. */
void dbml_partial(struct dbml_reader *r, const struct token *keyword)
{
	struct value name = {0};
	if (!head_name(r, keyword, &name)) {
		head_skip(r);
		return;
	}
	if (name.n > 1)
		dbml_error(r, &name.first, "a TablePartial's name has no schema");
	struct dbml_partial *partial = partial_new(r, &name.parts[name.n - 1]);
	struct ddlect_table *table = schema_alloc(r->schema, sizeof(*table));
	if (!partial || !table) {
		dbml_no_memory(r);
		return;
	}
	table->name = partial->name;
	struct head head = {.table = table};
	if (!head_rest(r, &head, partial_setting)) {
		head_skip(r);
		return;
	}
	lexer_peek(&r->lex, 0);
	partial->body = r->lex;
	struct table_state state = {.table = table, .partial = partial, .discard = true};
	dbml_table_body(r, &state);
	partial->note = table->comment;
}
