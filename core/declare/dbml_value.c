/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values of DBML: the same few forms stand everywhere, after a colon or in a list. Who asked
 * decides which of them will do.
 */
#include <string.h>

#include "core/declare/dbml_read.h"

static bool is_relation(const struct token *token)
{
	return token->kind == TOKEN_OP && strchr("<>-?", *token->at) &&
	       !token_is(token, "<=") && !token_is(token, ">=") && !token_is(token, "?");
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
