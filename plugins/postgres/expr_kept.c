/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kept: does a plan still say what an expression said? A planner folds: of `a > 0 OR true`
 * and of `b > 0 OR true` it leaves `true`, and a small function becomes its body. So two
 * expressions with one plan are only the same when the plan kept their columns, their
 * functions and their values; or when they are the same words but for parentheses and
 * casts. A wrong "no" costs a change that does nothing, a wrong "yes" loses a rule.
 */
#include <stdlib.h>

#include "plugins/postgres/types.h"

struct words {
	struct pg_token *tokens;
	int n;
};

static bool words_read(struct words *words, const char *text)
{
	size_t room = strlen(text) + 1;
	words->tokens = room < INT32_MAX ? calloc(room, sizeof(*words->tokens)) : NULL;
	words->n = words->tokens ? pg_lex_all(text, words->tokens, (int)room) : -1;
	return words->n >= 0;
}

static bool is_name(const struct pg_token *token)
{
	return token->kind == PG_WORD || token->kind == PG_QUOTED;
}

static bool is_value(const struct pg_token *token)
{
	return token->kind == PG_NUMBER || token->kind == PG_STRING;
}

static bool is_any(const struct pg_token *token, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (pg_is_word(token, words[i]))
			return true;
	return false;
}

/* The tokens of the type at `i`, behind `::` or AS; 0 when there is none. */
static int type_at(const struct words *words, int i)
{
	struct pg_scan scan;
	if (i == 0 || !(pg_is(&words->tokens[i - 1], "::") ||
			pg_is_word(&words->tokens[i - 1], "as")))
		return 0;
	return pg_type_scan(words->tokens + i, words->n - i, &scan, true);
}

/* `a` in `a.b`, `date` in `date '…'`, `year` in `extract(year FROM …)`, `f` in `f => 1`. */
static bool is_beside(const struct words *words, int i)
{
	const struct pg_token *next = &words->tokens[i + 1];
	return i + 1 < words->n &&
	       (pg_is(next, ".") || next->kind == PG_STRING || pg_is_word(next, "from") ||
		pg_is(next, "=>") || pg_is(next, ":="));
}

/* Words of the server's that planning may take away without taking a meaning. */
static bool is_structure(const struct pg_token *token)
{
	static const char *const words[] = {"array", "and", "or", "not",
					    "any",   "all", "is", "similar_to_escape"};
	return is_any(token, words, sizeof(words) / sizeof(*words));
}

/* Is the name at `i` a function's? Some are only another way to write an operator. */
static bool is_call(const struct words *words, int i)
{
	static const char *const others[] = {
		"in",	     "any",	  "all",
		"some",	     "array",	  "and",
		"or",	     "not",	  "is",
		"exists",    "cast",	  "extract",
		"position",  "like",	  "ilike",
		"to",	     "between",	  "row",
		"substring", "trim",	  "overlay",
		"values",    "escape",	  "collate",
		"then",	     "when",	  "else",
		"case",	     "from",	  "for",
		"char",	     "float",	  "double",
		"varchar",   "numeric",	  "dec",
		"bit",	     "decimal",	  "time",
		"timestamp", "character", "similar_to_escape"};
	return i + 1 < words->n && pg_is(&words->tokens[i + 1], "(") &&
	       !is_any(&words->tokens[i], others, sizeof(others) / sizeof(*others));
}

/* Of these words, how many stand for `name`? */
static int count_name(const struct words *words, const char *name)
{
	char other[256];
	int count = 0;
	for (int i = 0; i < words->n; i++) {
		int type = type_at(words, i);
		if (type > 0) {
			i += type - 1;
			continue;
		}
		if (is_name(&words->tokens[i]) && !is_beside(words, i) &&
		    pg_token_name(&words->tokens[i], other, sizeof(other)) &&
		    strcmp(other, name) == 0)
			count++;
	}
	return count;
}

/* A value without its quotes: in a plan it may have become a part of an array. */
static struct pg_token bare(const struct pg_token *token)
{
	struct pg_token value = *token;
	const char *quote =
		token->kind == PG_STRING ? memchr(token->at, '\'', token->length) : NULL;
	if (quote) {
		value.at = quote + 1;
		value.length = token->length - (size_t)(value.at - token->at) - 1;
	}
	return value;
}

static bool holds(const struct pg_token *token, const struct pg_token *value)
{
	for (size_t i = 0; i + value->length <= token->length; i++)
		if (memcmp(token->at + i, value->at, value->length) == 0)
			return true;
	return false;
}

static bool value_kept(const struct words *plan, const struct pg_token *token)
{
	struct pg_token value = bare(token);
	for (int i = 0; i < plan->n; i++)
		if (is_value(&plan->tokens[i]) && holds(&plan->tokens[i], &value))
			return true;
	return false;
}

/* A moment is printed in another zone than it was written in: those are only counted. */
static bool is_moment(const struct words *words, int i)
{
	struct pg_token *next = words->tokens + i + 1;
	return i + 3 < words->n && pg_is(next, "::") &&
	       pg_is_word(next + 1, "timestamp") && pg_is_word(next + 2, "with");
}

static int count_moments(const struct words *words)
{
	int count = 0;
	for (int i = 0; i < words->n; i++)
		count += is_value(&words->tokens[i]) && is_moment(words, i);
	return count;
}

static bool all_kept(const struct words *expr, const struct words *plan,
		     const struct ddlect_table *table)
{
	char name[256];
	for (int i = 0; i < expr->n; i++) {
		const struct pg_token *token = &expr->tokens[i];
		int type = type_at(expr, i);
		if (type > 0) {
			i += type - 1;
			continue;
		}
		if (!table && is_value(token) && !is_moment(expr, i) &&
		    !value_kept(plan, token))
			return false;
		if (!is_name(token) || is_beside(expr, i))
			continue;
		if (!pg_token_name(token, name, sizeof(name)))
			return false;
		bool counts = table ? ddlect_column_find(table, name) || is_call(expr, i)
				    : !is_structure(token);
		if (counts && count_name(plan, name) < count_name(expr, name))
			return false;
	}
	return count_moments(plan) >= count_moments(expr) || table;
}

bool pg_expr_kept(const char *expr, const char *plan, const struct ddlect_table *table)
{
	struct words words[2] = {{0}};
	bool kept = words_read(&words[0], expr) && words_read(&words[1], plan) &&
		    all_kept(&words[0], &words[1], table);
	free(words[0].tokens);
	free(words[1].tokens);
	return kept;
}

/* A text that is another value tomorrow. */
static bool is_fleeting(const struct pg_token *token)
{
	static const char *const words[] = {"now", "today", "tomorrow", "yesterday"};
	char text[16] = "";
	struct pg_token value = bare(token);
	if (token->kind != PG_STRING || value.length >= sizeof(text))
		return false;
	for (size_t i = 0; i < value.length; i++)
		text[i] = (char)(value.at[i] | 0x20);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(text, words[i]))
			return true;
	return false;
}

/* A word that only says how values are put together. */
static bool is_glue(const struct words *words, int i)
{
	static const char *const glue[] = {
		"and",	  "or",	   "not",      "true",	"false",
		"null",	  "is",	   "distinct", "from",	"in",
		"any",	  "all",   "array",    "row",	"between",
		"like",	  "ilike", "similar",  "to",	"similar_to_escape",
		"escape", "case",  "when",     "then",	"else",
		"end",	  "cast",  "as",       "year",	"month",
		"day",	  "hour",  "minute",   "second"};
	const struct pg_token *token = &words->tokens[i];
	bool typed = i + 1 < words->n && words->tokens[i + 1].kind == PG_STRING;
	return typed || is_any(token, glue, sizeof(glue) / sizeof(*glue));
}

bool pg_expr_constant(const char *expr)
{
	struct words words;
	bool constant = words_read(&words, expr);
	for (int i = 0; constant && i < words.n; i++) {
		int type = type_at(&words, i);
		if (type > 0)
			i += type - 1;
		else if (is_name(&words.tokens[i]))
			constant = is_glue(&words, i);
		else
			constant = !is_fleeting(&words.tokens[i]);
	}
	free(words.tokens);
	return constant;
}

/* The next token that is no parenthesis and no part of a cast; false at the end. */
static bool next_word(const struct words *words, int *i, struct pg_token *word)
{
	for (; *i < words->n; ++*i) {
		const struct pg_token *token = &words->tokens[*i];
		int type = type_at(words, *i);
		if (type > 0 && pg_is(token - 1, "::")) {
			*i += type - 1;
			continue;
		}
		if (pg_is(token, "(") || pg_is(token, ")") || pg_is(token, "::"))
			continue;
		*word = bare(token);
		++*i;
		return true;
	}
	return false;
}

static bool same_word(const struct pg_token *a, const struct pg_token *b)
{
	char names[2][256];
	if (is_name(a) && is_name(b))
		return pg_token_name(a, names[0], sizeof(names[0])) &&
		       pg_token_name(b, names[1], sizeof(names[1])) &&
		       strcmp(names[0], names[1]) == 0;
	if (is_value(a) != is_value(b))
		return false;
	if (pg_is(a, "!=") || pg_is(b, "!="))
		return pg_is(a, "<>") || pg_is(b, "<>") || a->length == b->length;
	return a->length == b->length && memcmp(a->at, b->at, a->length) == 0;
}

bool pg_expr_alike(const char *a, const char *b)
{
	struct words words[2] = {{0}};
	struct pg_token left;
	struct pg_token right;
	int i = 0;
	int j = 0;
	bool alike = words_read(&words[0], a) && words_read(&words[1], b);
	while (alike) {
		bool more = next_word(&words[0], &i, &left);
		if (next_word(&words[1], &j, &right) != more)
			alike = false;
		else if (!more)
			break;
		else
			alike = same_word(&left, &right);
	}
	free(words[0].tokens);
	free(words[1].tokens);
	return alike;
}
