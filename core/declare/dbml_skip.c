/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Elements of DBML that make no schema: sample records, groups, views, dependencies and
 * notes that only draw. They are read to their end, so that what is wrong in them is said
 * and what stands behind them is found; of groups the tables are kept, for imports.
 */
#include <string.h>

#include "core/declare/dbml_read.h"

static void setting_ignore(struct dbml_reader *r, const struct setting *setting,
			   void *context)
{
	(void)r;
	(void)setting;
	(void)context;
}

static bool record_value(struct dbml_reader *r)
{
	const struct token *token = dbml_peek(r, 0);
	if (token->kind == TOKEN_COMMA)
		return true; /* an empty field */
	if (token->kind == TOKEN_OP && !token_is(token, "-") && !token_is(token, "+"))
		return false;
	struct value value;
	if (token->kind == TOKEN_OPEN_PAREN || token->kind == TOKEN_COLOR)
		return false;
	dbml_value(r, &value);
	return value.kind != VALUE_BAD && value.kind != VALUE_RELATION;
}

static void record_row(struct dbml_reader *r)
{
	struct token first = *dbml_peek(r, 0);
	do {
		if (dbml_at_line_end(r) && dbml_peek(r, 0)->at != first.at)
			return; /* a comma at the end: an empty field */
		if (!record_value(r)) {
			dbml_hint(r,
				  dbml_error(r, dbml_peek(r, 0), "records can't hold %s",
					     dbml_describe(r, dbml_peek(r, 0))),
				  "they hold plain values, split by commas");
			dbml_skip_rest(r, &first);
			return;
		}
	} while (dbml_take(r, TOKEN_COMMA));
	dbml_end_line(r, "a record");
}

void dbml_skip_records(struct dbml_reader *r, bool top)
{
	struct value name = {0};
	struct token *columns = NULL;
	uint32_t n = 0;
	if (top && (!dbml_path(r, &name) || (!name.list && !name.n))) {
		dbml_skip_line(r);
		return;
	}
	struct token open = *dbml_peek(r, 0);
	if (dbml_take(r, TOKEN_OPEN_PAREN))
		dbml_list(r, &columns, &n);
	else if (top)
		dbml_hint(r, dbml_error(r, &open, "expected the columns of the records"),
			  "write records table(column, column) { … }");
	if (dbml_peek(r, 0)->kind == TOKEN_OPEN_BRACKET)
		dbml_settings(r, setting_ignore, NULL);
	if (!dbml_expect(r, TOKEN_OPEN_BRACE, "{")) {
		dbml_skip_line(r);
		return;
	}
	while (!dbml_block_ends(r, &open, "this list of records"))
		record_row(r);
}

static uint8_t closer(uint8_t kind)
{
	return kind == TOKEN_OPEN_PAREN	    ? TOKEN_CLOSE_PAREN
	       : kind == TOKEN_OPEN_BRACKET ? TOKEN_CLOSE_BRACKET
	       : kind == TOKEN_OPEN_BRACE   ? TOKEN_CLOSE_BRACE
					    : TOKEN_END;
}

#define DEEPEST 64u

/* From behind { to behind }: brackets must match. */
static void skip_checked(struct dbml_reader *r, const struct token *open)
{
	struct token stack[DEEPEST];
	uint32_t depth = 0;
	stack[depth++] = *open;
	while (depth > 0) {
		struct token token = dbml_next(r);
		if (token.kind == TOKEN_END) {
			dbml_error(r, &stack[depth - 1], "this bracket is never closed");
			return;
		}
		if (closer(token.kind) != TOKEN_END) {
			if (depth == DEEPEST) {
				dbml_error(r, &token, "brackets are nested too deeply");
				dbml_skip_block(r);
				return;
			}
			stack[depth++] = token;
		} else if (token.kind == closer(stack[depth - 1].kind)) {
			depth--;
		} else if (token.kind == TOKEN_CLOSE_BRACE) {
			dbml_error(r, &stack[depth - 1], "this bracket is never closed");
			while (depth > 0 && stack[--depth].kind != TOKEN_OPEN_BRACE)
				;
		} else if (token.kind == TOKEN_CLOSE_PAREN ||
			   token.kind == TOKEN_CLOSE_BRACKET ||
			   token.kind == TOKEN_SEMICOLON) {
			dbml_error(r, &token, "unexpected %s", dbml_describe(r, &token));
		}
	}
}

/* A line that holds what follows `Dep:`. */
static void skip_simple(struct dbml_reader *r, const struct token *keyword)
{
	struct value value;
	if (!dbml_path(r, &(struct value){0})) {
		dbml_skip_line(r);
		return;
	}
	dbml_value(r, &value);
	if (value.kind != VALUE_BAD && value.kind != VALUE_RELATION)
		dbml_error(r, keyword, "expected two columns with an arrow between them");
	if (dbml_peek(r, 0)->kind == TOKEN_OPEN_BRACKET && !dbml_at_line_end(r))
		dbml_settings(r, setting_ignore, NULL);
	dbml_end_line(r, "it");
}

void dbml_skip_element(struct dbml_reader *r, const struct token *keyword)
{
	bool dep = token_is(keyword, "dep");
	bool note = token_is(keyword, "note");
	struct token name = *dbml_peek(r, 0);
	if (token_is_name(&name))
		dbml_next(r);
	else if (!dep)
		dbml_error(r, keyword, "this %.*s needs a name", (int)keyword->length,
			   keyword->at);
	if (dbml_peek(r, 0)->kind == TOKEN_OPEN_BRACKET)
		dbml_settings(r, setting_ignore, NULL);
	const struct token open = *dbml_peek(r, 0);
	if (note && (open.kind == TOKEN_OPEN_BRACE || open.kind == TOKEN_COLON)) {
		dbml_note_body(r);
	} else if (dep && dbml_take(r, TOKEN_COLON)) {
		skip_simple(r, keyword);
	} else if (dbml_expect(r, TOKEN_OPEN_BRACE, "{")) {
		skip_checked(r, &open);
	} else {
		dbml_skip_line(r);
	}
}

static void group_table(struct dbml_reader *r, struct dbml_group *group)
{
	struct value name = {0};
	struct token start = *dbml_peek(r, 0);
	if (!dbml_path(r, &name)) {
		dbml_skip_rest(r, &start);
		return;
	}
	struct value *larger =
		arena_grow(r->arena, group->tables, group->n_tables, sizeof(*larger));
	if (!larger) {
		dbml_no_memory(r);
		return;
	}
	group->tables = larger;
	larger[group->n_tables++] = name;
	dbml_end_line(r, "a table's name");
}

/* A group's tables must be there, or it is a mistake in writing. */
void dbml_groups_all(struct dbml_reader *r)
{
	for (uint32_t g = 0; g < r->file->n_groups; g++) {
		const struct dbml_group *group = r->file->groups[g];
		for (uint32_t i = 0; i < group->n_tables && !r->broken; i++) {
			const struct value *path = &group->tables[i];
			const char *schema =
				path->n > 1 ? dbml_word(r, &path->parts[path->n - 2])
					    : NULL;
			const char *name = dbml_word(r, &path->parts[path->n - 1]);
			if (!dbml_find_table(r->file, schema, name))
				dbml_table_missing(r, &path->first, schema, name);
		}
	}
}

static void group_body(struct dbml_reader *r, struct dbml_group *group,
		       const struct token *open)
{
	uint32_t notes = 0;
	while (!dbml_block_ends(r, open, "this TableGroup")) {
		const struct token *token = dbml_peek(r, 0);
		uint8_t then = dbml_peek(r, 1)->kind;
		if (token_is(token, "note") &&
		    (then == TOKEN_COLON || then == TOKEN_OPEN_BRACE)) {
			struct token keyword = dbml_next(r);
			if (notes++)
				dbml_error(r, &keyword, "the group has a second note");
			dbml_note_body(r);
		} else {
			group_table(r, group);
		}
	}
}

void dbml_group(struct dbml_reader *r, const struct token *keyword)
{
	struct dbml_group *group = arena_alloc(r->arena, sizeof(*group));
	if (dbml_append(r, &r->file->groups, &r->file->n_groups, group) < 0)
		return;
	struct token name = *dbml_peek(r, 0);
	group->name = "";
	if (token_is_name(&name)) {
		dbml_next(r);
		group->name = dbml_keep(r, dbml_word(r, &name));
	} else {
		dbml_error(r, keyword, "a TableGroup must have a name");
	}
	if (dbml_peek(r, 0)->kind == TOKEN_OPEN_BRACKET)
		dbml_settings(r, setting_ignore, NULL);
	struct token open = *dbml_peek(r, 0);
	if (dbml_expect(r, TOKEN_OPEN_BRACE, "{"))
		group_body(r, group, &open);
	else
		dbml_skip_line(r);
}
