/* SPDX-License-Identifier: Apache-2.0 */
/* Lex: see lex.h. */
#include <string.h>

#include "plugins/postgres/lex.h"

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool starts_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static bool in_word(char c)
{
	return starts_word(c) || is_digit(c) || c == '$';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* The end of a quoted text whose quote is at `at`; NULL when it is never closed. */
static const char *quoted_end(const char *at, bool backslashes)
{
	char quote = *at++;
	for (; *at; at++) {
		if (backslashes && *at == '\\' && at[1])
			at++;
		else if (*at == quote && at[1] == quote)
			at++;
		else if (*at == quote)
			return at + 1;
	}
	return NULL;
}

/* $tag$…$tag$; NULL when it is none, or never closed. */
static const char *dollar_end(const char *at)
{
	const char *tag = at + 1;
	if (is_digit(*tag))
		return NULL;
	while (starts_word(*tag) || is_digit(*tag))
		tag++;
	if (*tag != '$')
		return NULL;
	size_t length = (size_t)(tag + 1 - at);
	for (const char *end = tag + 1; *end; end++)
		if (strncmp(end, at, length) == 0)
			return end + length;
	return NULL;
}

static const char *number_end(const char *at)
{
	while (in_word(*at) || *at == '.') {
		bool exponent =
			(*at == 'e' || *at == 'E') && (at[1] == '-' || at[1] == '+');
		at += exponent && is_digit(at[2]) ? 2 : 1;
	}
	return at;
}

static bool is_operator(char c)
{
	return c && strchr("+-*/<>=~!@#%^&|`?", c);
}

/* As the server does: a run, without the signs at its end unless it holds a special one. */
static const char *operator_end(const char *at)
{
	const char *end = at;
	bool special = false;
	while (is_operator(*end) && strncmp(end, "--", 2) != 0 &&
	       strncmp(end, "/*", 2) != 0) {
		special = special || strchr("~!@#%^&|`?", *end);
		end++;
	}
	while (!special && end > at + 1 && (end[-1] == '-' || end[-1] == '+'))
		end--;
	return end;
}

static struct pg_token token(uint8_t kind, const char *from, const char *end,
			     const char **at)
{
	if (!end || end == from) { /* never closed, or a comment */
		kind = PG_BROKEN;
		end = from + strlen(from);
	}
	*at = end;
	return (struct pg_token){from, (size_t)(end - from), kind};
}

/* A letter that says how the quotes behind it are to be read: its length, else 0. */
static size_t string_prefix(const char *at)
{
	if (strchr("eEbBxXnN", at[0]) && at[1] == '\'')
		return 1;
	if ((at[0] == 'u' || at[0] == 'U') && at[1] == '&' && at[2] == '\'')
		return 2;
	return 0;
}

struct pg_token pg_lex(const char **at)
{
	const char *from = *at;
	while (is_space(*from))
		from++;
	if (!*from) {
		*at = from;
		return (struct pg_token){from, 0, PG_END};
	}
	size_t prefix = string_prefix(from);
	if (prefix || *from == '\'')
		return token(PG_STRING, from,
			     quoted_end(from + prefix, lower(*from) == 'e'), at);
	if (*from == '"')
		return token(PG_QUOTED, from, quoted_end(from, false), at);
	if (*from == '$')
		return token(PG_STRING, from, dollar_end(from), at);
	if (is_digit(*from) || (*from == '.' && is_digit(from[1])))
		return token(PG_NUMBER, from, number_end(from), at);
	if (starts_word(*from)) {
		const char *end = from + 1;
		while (in_word(*end))
			end++;
		return token(PG_WORD, from, end, at);
	}
	if (strncmp(from, "::", 2) == 0)
		return token(PG_OPERATOR, from, from + 2, at);
	if (strchr("()[],;.:", *from))
		return token(PG_MARK, from, from + 1, at);
	if (is_operator(*from))
		return token(PG_OPERATOR, from, operator_end(from), at);
	return token(PG_BROKEN, from, NULL, at);
}

int pg_lex_all(const char *text, struct pg_token *tokens, int max)
{
	for (int n = 0;; n++) {
		struct pg_token next = pg_lex(&text);
		if (next.kind == PG_END)
			return n;
		if (next.kind == PG_BROKEN || n == max)
			return -1;
		tokens[n] = next;
	}
}

bool pg_is(const struct pg_token *token, const char *text)
{
	return (token->kind == PG_MARK || token->kind == PG_OPERATOR) &&
	       strlen(text) == token->length &&
	       memcmp(token->at, text, token->length) == 0;
}

bool pg_is_letters(const struct pg_token *token, const char *word, size_t length)
{
	if (token->kind != PG_WORD || token->length != length)
		return false;
	for (size_t i = 0; i < length; i++)
		if (lower(token->at[i]) != word[i])
			return false;
	return true;
}

bool pg_is_word(const struct pg_token *token, const char *word)
{
	return pg_is_letters(token, word, strlen(word));
}

bool pg_token_name(const struct pg_token *token, char *out, size_t size)
{
	bool quoted = token->kind == PG_QUOTED;
	size_t n = 0;
	for (size_t i = quoted; i + quoted < token->length; i++) {
		if (n + 1 >= size)
			return false;
		out[n++] = quoted ? token->at[i] : lower(token->at[i]);
		if (quoted && token->at[i] == '"')
			i++;
	}
	out[n] = '\0';
	return true;
}

const char *pg_expr_wrong(const char *text)
{
	char open[64];
	int depth = 0;
	bool empty = true;
	for (;;) {
		struct pg_token next = pg_lex(&text);
		if (next.kind == PG_END)
			break;
		empty = false;
		if (next.kind == PG_BROKEN)
			return "holds a quote that is never closed, a comment, or a "
			       "character that SQL doesn't have";
		if (pg_is(&next, ";"))
			return "holds a semicolon outside of quotes";
		if (pg_is(&next, ",") && depth == 0)
			return "holds a comma outside of parentheses";
		if (pg_is(&next, "(") || pg_is(&next, "[")) {
			if (depth == (int)sizeof(open))
				return "has more than 64 brackets in each other";
			open[depth++] = *next.at == '(' ? ')' : ']';
		}
		if ((pg_is(&next, ")") || pg_is(&next, "]")) &&
		    (depth == 0 || open[--depth] != *next.at))
			return "closes a bracket that it didn't open";
	}
	if (depth > 0)
		return "opens a bracket that it doesn't close";
	return empty ? "is empty" : NULL;
}

/* Does the parenthesis that `text` begins with close at its very end? */
static bool is_wrapped(const char *text, size_t length)
{
	const char *at = text;
	int depth = 0;
	while (at < text + length) {
		struct pg_token next = pg_lex(&at);
		if (next.kind == PG_END || next.kind == PG_BROKEN)
			return false;
		if (pg_is(&next, "("))
			depth++;
		if (pg_is(&next, ")") && --depth == 0)
			return at == text + length;
		if (depth == 0)
			return false;
	}
	return false;
}

const char *pg_expr_inner(const char *text, size_t *length)
{
	size_t n = strlen(text);
	for (;;) {
		while (n > 0 && is_space(text[n - 1]))
			n--;
		while (n > 0 && is_space(*text)) {
			text++;
			n--;
		}
		if (n < 3 || *text != '(' || !is_wrapped(text, n))
			break;
		text++;
		n -= 2;
	}
	*length = n;
	return text;
}
