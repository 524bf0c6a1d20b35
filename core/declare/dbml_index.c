/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The blocks `indexes { }` and `checks { }`. A unique index of plain columns that says no
 * more is a unique constraint: there is no other way to write one of several columns. With
 * a `type` it is an index.
 */
#include <string.h>

#include "core/declare/dbml_read.h"

enum {
	SEEN_NAME = 1 << 0,
	SEEN_TYPE = 1 << 1,
	SEEN_UNIQUE = 1 << 2,
	SEEN_PK = 1 << 3,
	SEEN_NOTE = 1 << 4,
};

struct entry {
	struct token place;
	struct token *parts; /* names and expressions */
	uint32_t n_parts;
	uint32_t seen;
	bool expressions;
	const char *name;
	const char *method;
	const char *note;
};

static void entry_setting(struct dbml_reader *r, const struct setting *setting,
			  void *context)
{
	static const char *const known[] = {"name", "type", "unique", "pk", "note"};
	struct entry *entry = context;
	const char *text = NULL;
	if (strcmp(setting->name, "name") == 0) {
		setting_once(r, setting, &entry->seen, SEEN_NAME);
		if ((text = setting_text(r, setting)))
			entry->name = dbml_keep(r, text);
	} else if (strcmp(setting->name, "note") == 0) {
		setting_once(r, setting, &entry->seen, SEEN_NOTE);
		entry->note = setting_note(r, setting);
	} else if (strcmp(setting->name, "unique") == 0) {
		setting_once(r, setting, &entry->seen, SEEN_UNIQUE);
		setting_bare(r, setting);
	} else if (strcmp(setting->name, "pk") == 0) {
		setting_once(r, setting, &entry->seen, SEEN_PK);
		setting_bare(r, setting);
	} else if (strcmp(setting->name, "type") == 0) {
		setting_once(r, setting, &entry->seen, SEEN_TYPE);
		const struct token *first = &setting->value.first;
		if (token_is_name(first) && setting->value.n <= 1)
			entry->method = dbml_keep(r, dbml_word(r, first));
		else
			dbml_hint(r,
				  dbml_error(
					  r, &setting->place,
					  "\"type\" must be the name of an index method"),
				  "write it without quotes: type: btree");
	} else {
		setting_unknown(r, setting, "an index", known, 5);
	}
}

/* One part, or a list of them in parentheses. */
static bool entry_part(struct dbml_reader *r, struct entry *entry)
{
	struct token token = *dbml_peek(r, 0);
	uint32_t before = entry->n_parts;
	if (token.kind == TOKEN_OPEN_PAREN) {
		struct token *list = NULL;
		uint32_t n = 0;
		dbml_next(r);
		if (!dbml_list(r, &list, &n))
			return false;
		for (uint32_t i = 0; i < n && before == 0; i++)
			entry->expressions |= list[i].kind == TOKEN_EXPR;
		if (before == 0) {
			entry->parts = list;
			entry->n_parts = n;
			return true;
		}
		dbml_error(r, &token, "an index has one list of columns");
		return false;
	}
	if (!token_is_name(&token) && token.kind != TOKEN_EXPR) {
		dbml_hint(r,
			  dbml_error(r, &token,
				     "expected a column or an expression, got %s",
				     dbml_describe(r, &token)),
			  "write a, (a, b) or `lower(a)`");
		return false;
	}
	struct token *larger =
		arena_grow(r->arena, entry->parts, entry->n_parts, sizeof(*larger));
	if (!larger) {
		dbml_no_memory(r);
		return false;
	}
	entry->parts = larger;
	entry->expressions |= token.kind == TOKEN_EXPR;
	larger[entry->n_parts++] = dbml_next(r);
	return true;
}

/* Parts that were checked: names and expressions only. */
static bool entry_checked(struct dbml_reader *r, const struct entry *entry)
{
	for (uint32_t i = 0; i < entry->n_parts; i++) {
		const struct token *part = &entry->parts[i];
		if (!token_is_name(part) && part->kind != TOKEN_EXPR) {
			dbml_error(r, part, "expected a column or an expression, got %s",
				   dbml_describe(r, part));
			return false;
		}
	}
	if (entry->n_parts == 0)
		dbml_error(r, &entry->place, "an index needs a column");
	return entry->n_parts > 0;
}

static const char **entry_columns(struct dbml_reader *r, const struct entry *entry)
{
	const char **columns = NULL;
	uint32_t n = 0;
	for (uint32_t i = 0; i < entry->n_parts; i++)
		if (string_add(r->schema, &columns, &n, dbml_word(r, &entry->parts[i])) <
		    0) {
			dbml_no_memory(r);
			return NULL;
		}
	return columns;
}

static void entry_primary(struct dbml_reader *r, struct table_state *state,
			  const struct entry *entry)
{
	const char **columns = entry_columns(r, entry);
	if (!columns)
		return;
	if (entry->expressions) {
		dbml_error(r, &entry->place, "a primary key can't hold an expression");
		return;
	}
	struct ddlect_key *key =
		dbml_primary_set(r, state, &entry->place, columns, entry->n_parts);
	if (key && entry->name)
		key->name = entry->name;
	if (key && entry->note)
		key->comment = entry->note;
}

static bool index_same(struct dbml_reader *r, const struct ddlect_index *index,
		       const struct entry *entry)
{
	if (index->name || index->n_parts != entry->n_parts ||
	    (index->flags & DDLECT_INDEX_UNIQUE) !=
		    (entry->seen & SEEN_UNIQUE ? 1u : 0u) ||
	    (index->method && entry->method ? strcmp(index->method, entry->method) != 0
					    : index->method != entry->method))
		return false;
	for (uint32_t i = 0; i < entry->n_parts; i++) {
		bool expr = entry->parts[i].kind == TOKEN_EXPR;
		const char *has = expr ? index->parts[i]->expr : index->parts[i]->column;
		if (!has || strcmp(has, dbml_word(r, &entry->parts[i])) != 0)
			return false;
	}
	return true;
}

static void entry_index(struct dbml_reader *r, struct table_state *state,
			const struct entry *entry)
{
	struct ddlect_table *table = state->table;
	for (uint32_t i = 0; state->injecting && !entry->name && i < table->n_indexes;
	     i++)
		if (index_same(r, table->indexes[i], entry))
			return;
	struct ddlect_index *index = index_add(r->schema, table, entry->name);
	if (!index) {
		dbml_no_memory(r);
		return;
	}
	index->method = entry->method;
	index->comment = entry->note;
	index->pos = dbml_pos(r, &entry->place);
	if (entry->seen & SEEN_UNIQUE)
		index->flags |= DDLECT_INDEX_UNIQUE;
	for (uint32_t i = 0; i < entry->n_parts; i++) {
		const char *text = dbml_word(r, &entry->parts[i]);
		bool expr = entry->parts[i].kind == TOKEN_EXPR;
		if (!part_add(r->schema, index, expr ? NULL : text, expr ? text : NULL))
			dbml_no_memory(r);
	}
}

static void entry_unique(struct dbml_reader *r, struct table_state *state,
			 const struct entry *entry)
{
	const char **columns = entry_columns(r, entry);
	if (!columns)
		return;
	struct ddlect_key *key =
		dbml_unique_add(r, state, entry->name, columns, entry->n_parts,
				dbml_pos(r, &entry->place));
	if (key && entry->note)
		key->comment = entry->note;
}

static void entry_read(struct dbml_reader *r, struct table_state *state)
{
	struct entry entry = {.place = *dbml_peek(r, 0)};
	do {
		if (!entry_part(r, &entry)) {
			dbml_skip_rest(r, &entry.place);
			return;
		}
	} while (!dbml_at_line_end(r) && dbml_peek(r, 0)->kind != TOKEN_OPEN_BRACKET);
	if (dbml_peek(r, 0)->kind == TOKEN_OPEN_BRACKET && !dbml_at_line_end(r))
		dbml_settings(r, entry_setting, &entry);
	if (r->broken || !entry_checked(r, &entry)) {
		dbml_skip_line(r);
		return;
	}
	if (entry.seen & SEEN_PK)
		entry_primary(r, state, &entry);
	else if (entry.seen & SEEN_UNIQUE && !entry.method && !entry.expressions)
		entry_unique(r, state, &entry);
	else
		entry_index(r, state, &entry);
	dbml_end_line(r, "an index");
}

/* `what { … }`: each line is `line`'s. */
static void block_read(struct dbml_reader *r, struct table_state *state, const char *what,
		       void (*line)(struct dbml_reader *r, struct table_state *state))
{
	struct token open = *dbml_peek(r, 0);
	if (!dbml_expect(r, TOKEN_OPEN_BRACE, "{")) {
		dbml_skip_line(r);
		return;
	}
	while (!dbml_block_ends(r, &open, "this list of %s", what))
		line(r, state);
	if (dbml_peek(r, 0)->kind != TOKEN_END)
		dbml_end_line(r, what);
}

void dbml_indexes(struct dbml_reader *r, struct table_state *state)
{
	block_read(r, state, "indexes", entry_read);
}

static void check_setting(struct dbml_reader *r, const struct setting *setting,
			  void *context)
{
	static const char *const known[] = {"name"};
	struct entry *entry = context;
	if (strcmp(setting->name, "name") != 0) {
		setting_unknown(r, setting, "a check", known, 1);
		return;
	}
	setting_once(r, setting, &entry->seen, SEEN_NAME);
	const char *text = setting_text(r, setting);
	if (text)
		entry->name = dbml_keep(r, text);
}

static void check_read(struct dbml_reader *r, struct table_state *state)
{
	struct entry entry = {.place = *dbml_peek(r, 0)};
	if (entry.place.kind != TOKEN_EXPR) {
		dbml_hint(r,
			  dbml_error(r, &entry.place, "expected an expression, got %s",
				     dbml_describe(r, &entry.place)),
			  "write it in backticks: `price > 0`");
		dbml_next(r);
		dbml_skip_line(r);
		return;
	}
	dbml_next(r);
	if (dbml_peek(r, 0)->kind == TOKEN_OPEN_BRACKET && !dbml_at_line_end(r))
		dbml_settings(r, check_setting, &entry);
	struct ddlect_check *check = check_add(r->schema, state->table, entry.name,
					       dbml_word(r, &entry.place));
	if (!check) {
		dbml_no_memory(r);
		return;
	}
	check->pos = dbml_pos(r, &entry.place);
	dbml_end_line(r, "a check");
}

void dbml_checks(struct dbml_reader *r, struct table_state *state)
{
	block_read(r, state, "checks", check_read);
}
