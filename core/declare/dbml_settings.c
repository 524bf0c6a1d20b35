/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Settings of DBML: `[name: value, …]`. The same few forms of values stand everywhere; who
 * asked for the list decides which of them a setting may have.
 */
#include <string.h>

#include "core/declare/dbml_read.h"

static bool is_relation(const struct token *token)
{
	return token->kind == TOKEN_OP && strchr("<>-?", *token->at) &&
	       !token_is(token, "<=") && !token_is(token, ">=") && !token_is(token, "?");
}

/* Behind a mistake: to the comma or bracket that ends this setting. */
static void skip_setting(struct dbml_reader *r)
{
	uint32_t depth = 0;
	for (;;) {
		switch (dbml_peek(r, 0)->kind) {
		case TOKEN_OPEN_PAREN:
		case TOKEN_OPEN_BRACKET:
			depth++;
			break;
		case TOKEN_CLOSE_PAREN:
			depth -= depth > 0;
			break;
		case TOKEN_CLOSE_BRACKET:
			if (depth == 0)
				return;
			depth--;
			break;
		case TOKEN_COMMA:
			if (depth == 0)
				return;
			break;
		case TOKEN_OPEN_BRACE:
		case TOKEN_CLOSE_BRACE:
		case TOKEN_END:
			return;
		default:
			break;
		}
		dbml_next(r);
	}
}

static bool is_sign(const struct token *token)
{
	return token_is(token, "-") || token_is(token, "+");
}

/* A number with any signs before it, as one token. False, and nothing taken: it is none. */
static bool number_take(struct dbml_reader *r, struct token *number, bool *negative)
{
	struct token first = *dbml_peek(r, 0);
	struct token last = first;
	const struct token *then = dbml_peek(r, 1);
	*negative = false;
	if (!is_sign(&first) || (then->kind != TOKEN_NUMBER && !is_sign(then)))
		return false;
	while (is_sign(&last)) {
		*negative ^= token_is(&last, "-");
		dbml_next(r);
		last = *dbml_peek(r, 0);
	}
	*number = last;
	if (last.kind != TOKEN_NUMBER)
		return true; /* the caller sees that */
	dbml_next(r);
	number->at = first.at;
	number->length = (uint32_t)(last.at + last.length - first.at);
	return true;
}

/* What may stand in parentheses. */
static bool list_item(struct dbml_reader *r, struct token *item)
{
	bool negative = false;
	*item = *dbml_peek(r, 0);
	if (number_take(r, item, &negative) && item->kind == TOKEN_NUMBER)
		return true;
	if (token_is_name(item) || token_is_text(item) || item->kind == TOKEN_EXPR ||
	    item->kind == TOKEN_NUMBER) {
		dbml_next(r);
		return true;
	}
	dbml_error(r, item, "expected a name, got %s", dbml_describe(r, item));
	return false;
}

bool dbml_list(struct dbml_reader *r, struct token **list, uint32_t *n)
{
	while (!dbml_take(r, TOKEN_CLOSE_PAREN)) {
		struct token item;
		if ((*n > 0 && !dbml_expect(r, TOKEN_COMMA, "a comma or )")) ||
		    !list_item(r, &item))
			return false;
		struct token *larger = arena_grow(r->arena, *list, *n, sizeof(**list));
		if (!larger) {
			dbml_no_memory(r);
			return false;
		}
		*list = larger;
		larger[(*n)++] = item;
	}
	return true;
}

bool dbml_path(struct dbml_reader *r, struct value *path)
{
	path->kind = VALUE_PATH;
	path->first = *dbml_peek(r, 0);
	for (;;) {
		const struct token *token = dbml_peek(r, 0);
		if (token->kind == TOKEN_OPEN_PAREN && path->n > 0) {
			dbml_next(r);
			return dbml_list(r, &path->list, &path->n_list);
		}
		if (!token_is_name(token)) {
			dbml_error(r, token, "expected a name, got %s",
				   dbml_describe(r, token));
			return false;
		}
		struct token name = dbml_next(r);
		if (path->n < DBML_PATH)
			path->parts[path->n++] = name;
		else
			path->more = true;
		if (!dbml_take(r, TOKEN_DOT))
			return true;
	}
}

static void value_words(struct dbml_reader *r, struct value *value)
{
	value->kind = VALUE_WORDS;
	while (dbml_peek(r, 0)->kind == TOKEN_WORD) {
		struct token word = dbml_next(r);
		if (value->n < DBML_PATH)
			value->parts[value->n++] = word;
		else
			value->more = true;
	}
}

static void value_op(struct dbml_reader *r, struct value *value)
{
	value->op = *dbml_peek(r, 0);
	if (number_take(r, &value->first, &value->negative)) {
		value->kind = VALUE_NUMBER;
		if (value->first.kind == TOKEN_NUMBER)
			return;
		dbml_error(r, &value->first, "expected a number, got %s",
			   dbml_describe(r, &value->first));
	} else if (is_relation(&value->op)) {
		dbml_next(r);
		bool good = dbml_path(r, value);
		value->kind = good ? VALUE_RELATION : VALUE_BAD;
		return;
	} else {
		dbml_error(r, &value->op, "unexpected %s", dbml_describe(r, &value->op));
	}
	value->kind = VALUE_BAD;
}

static void value_name(struct dbml_reader *r, struct value *value)
{
	const struct token *then = dbml_peek(r, 1);
	if (then->kind == TOKEN_DOT) {
		if (!dbml_path(r, value))
			value->kind = VALUE_BAD;
	} else if (value->first.kind == TOKEN_QUOTED) {
		value->kind = VALUE_TEXT;
		dbml_next(r);
	} else {
		value_words(r, value);
	}
}

void dbml_value(struct dbml_reader *r, struct value *value)
{
	value->negative = false;
	value->more = false;
	value->n = 0;
	value->n_list = 0;
	value->list = NULL;
	value->first = *dbml_peek(r, 0);
	switch (value->first.kind) {
	case TOKEN_STRING:
		value->kind = VALUE_TEXT;
		break;
	case TOKEN_NUMBER:
		value->kind = VALUE_NUMBER;
		break;
	case TOKEN_COLOR:
		value->kind = VALUE_COLOR;
		break;
	case TOKEN_EXPR:
		value->kind = VALUE_EXPR;
		break;
	case TOKEN_OP:
		value_op(r, value);
		return;
	case TOKEN_WORD:
	case TOKEN_QUOTED:
		value_name(r, value);
		return;
	case TOKEN_OPEN_PAREN:
		dbml_next(r);
		value->kind = dbml_list(r, &value->list, &value->n_list) ? VALUE_LIST
									 : VALUE_BAD;
		return;
	default:
		value->kind = VALUE_BAD;
		dbml_error(r, &value->first, "expected a value, got %s",
			   dbml_describe(r, &value->first));
		return;
	}
	dbml_next(r);
}

/* The words before the colon, in lower case. NULL: it was reported. */
static const char *setting_name(struct dbml_reader *r, struct setting *setting)
{
	setting->place = *dbml_peek(r, 0);
	if (setting->place.kind != TOKEN_WORD) {
		struct diag *diag = dbml_error(r, &setting->place,
					       "expected the name of a setting, got %s",
					       dbml_describe(r, &setting->place));
		if (setting->place.kind == TOKEN_CLOSE_BRACKET)
			dbml_hint(r, diag, "remove the comma before it");
		return NULL;
	}
	struct token word = dbml_next(r);
	const char *first = dbml_lower(r, &word);
	struct ddlect_buf *name = NULL;
	for (;;) {
		const struct token *then = dbml_peek(r, 0);
		bool two = token_is(&word, "not") || token_is(&word, "primary");
		if (then->kind != TOKEN_WORD || (then->first && !two))
			break; /* on a new line: the bracket was forgotten */
		if (!name) {
			name = dbml_scratch(r);
			buf_text(name, first);
		}
		word = dbml_next(r);
		buf_text(name, " ");
		buf_text(name, dbml_lower(r, &word));
	}
	if (name && buf_broken(name))
		dbml_no_memory(r);
	return name ? name->text : first;
}

/* One setting; false when it isn't worth looking at. */
static bool setting_read(struct dbml_reader *r, struct setting *setting)
{
	setting->value.kind = VALUE_NONE;
	setting->value.n = 0;
	setting->name = setting_name(r, setting);
	if (!setting->name)
		return false;
	if (!dbml_take(r, TOKEN_COLON))
		return true;
	dbml_value(r, &setting->value);
	return setting->value.kind != VALUE_BAD;
}

/* What must follow a setting. False ends the list. */
static bool setting_end(struct dbml_reader *r, const struct token *open)
{
	if (dbml_take(r, TOKEN_COMMA))
		return true;
	if (dbml_take(r, TOKEN_CLOSE_BRACKET))
		return false;
	const struct token *token = dbml_peek(r, 0);
	bool forgotten = token->first || token->kind == TOKEN_CLOSE_BRACE ||
			 token->kind == TOKEN_OPEN_BRACE;
	struct diag *diag = dbml_error(r, forgotten ? open : token,
				       forgotten ? "this bracket is never closed"
						 : "expected a comma or ], got %s",
				       dbml_describe(r, token));
	if (forgotten) {
		dbml_hint(r, diag, "close the settings with ]");
		return false;
	}
	skip_setting(r);
	if (dbml_take(r, TOKEN_COMMA))
		return true;
	dbml_take(r, TOKEN_CLOSE_BRACKET);
	return false;
}

void dbml_settings(struct dbml_reader *r, setting_handler *handler, void *context)
{
	struct token open = dbml_next(r);
	if (dbml_take(r, TOKEN_CLOSE_BRACKET))
		return;
	do {
		struct setting setting;
		if (setting_read(r, &setting))
			handler(r, &setting, context);
		else
			skip_setting(r);
	} while (!r->broken && setting_end(r, &open));
}

/* --- what a value must be --------------------------------------------------------------- */

const char *setting_text(struct dbml_reader *r, const struct setting *setting)
{
	if (setting->value.kind == VALUE_TEXT)
		return dbml_word(r, &setting->value.first);
	struct diag *diag = dbml_error(r, &setting->place,
				       "\"%s\" must be a text in quotes", setting->name);
	if (setting->value.kind == VALUE_NONE)
		dbml_hint(r, diag, "write %s: '…'", setting->name);
	else
		dbml_hint(r, diag, "write %s: '%.*s'", setting->name,
			  (int)(setting->value.first.length < 60
					? setting->value.first.length
					: 60),
			  setting->value.first.at);
	return NULL;
}

const char *setting_note(struct dbml_reader *r, const struct setting *setting)
{
	if (!setting_text(r, setting))
		return NULL;
	return dbml_note(r, &setting->value.first);
}

bool setting_bare(struct dbml_reader *r, const struct setting *setting)
{
	if (setting->value.kind == VALUE_NONE)
		return true;
	struct diag *diag = dbml_error(r, &setting->value.first, "\"%s\" takes no value",
				       setting->name);
	dbml_hint(r, diag, "write only %s", setting->name);
	return false;
}

bool setting_color(struct dbml_reader *r, const struct setting *setting)
{
	const struct token *color = &setting->value.first;
	bool good = setting->value.kind == VALUE_COLOR &&
		    (color->length == 4 || color->length == 7);
	for (uint32_t i = 1; good && i < color->length; i++)
		good = strchr("0123456789abcdefABCDEF", color->at[i]) != NULL;
	if (!good)
		dbml_hint(r,
			  dbml_error(r, &setting->place, "\"%s\" must be a color",
				     setting->name),
			  "write it as #rgb or #rrggbb");
	return good;
}

void setting_unknown(struct dbml_reader *r, const struct setting *setting,
		     const char *where, const char *const *known, uint32_t n)
{
	struct diag *diag = dbml_error(r, &setting->place, "%s has no setting \"%s\"",
				       where, setting->name);
	diag_hint_near(r->diags, diag, nearest(setting->name, known, n), NULL);
}

void setting_once(struct dbml_reader *r, const struct setting *setting, uint32_t *seen,
		  uint32_t bit)
{
	if (*seen & bit)
		dbml_error(r, &setting->place, "\"%s\" is set twice", setting->name);
	*seen |= bit;
}

void setting_attr(struct dbml_reader *r, const struct setting *setting,
		  struct ddlect_attr ***list, uint32_t *n, bool replace)
{
	const char *value = NULL;
	if (setting->value.kind == VALUE_COLOR && setting_color(r, setting)) {
		struct ddlect_buf *color = dbml_scratch(r);
		buf_raw(color, setting->value.first.at, setting->value.first.length);
		value = color->text;
	} else if (setting->value.kind != VALUE_COLOR) {
		value = setting_text(r, setting);
	}
	if (!value)
		return;
	if (!replace && attr_get(*list, *n, setting->name)) {
		dbml_error(r, &setting->place, "\"%s\" is set twice", setting->name);
		return;
	}
	if (attr_set(r->schema, list, n, setting->name, value, 0) < 0) {
		dbml_no_memory(r);
		return;
	}
	for (uint32_t i = 0; i < *n; i++)
		if (strcmp((*list)[i]->key, setting->name) == 0)
			(*list)[i]->pos = dbml_pos(r, &setting->place);
}
