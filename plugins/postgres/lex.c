/* SPDX-License-Identifier: Apache-2.0 */
/* Lex: see lex.h. */
#include <string.h>

#include "plugins/postgres/lex.h"

/*
 * What a byte can begin: s space, w word, d number, m mark, o operator, x nothing; quotes
 * and the dollar sign are themselves. Bytes that aren't ASCII are letters.
 */
static const char classes[128 + 1] = "xxxxxxxxxsssssxx"
				     "xxxxxxxxxxxxxxxx"
				     "so\"o$oo'mmoomomo"
				     "ddddddddddmmoooo"
				     "owwwwwwwwwwwwwww"
				     "wwwwwwwwwwwmxmow"
				     "owwwwwwwwwwwwwww"
				     "wwwwwwwwwwwxoxox";

static char class_of(char c)
{
	return (unsigned char)c < 128 ? classes[(unsigned char)c] : 'w';
}

bool pg_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_newline(char c)
{
	return c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool starts_word(char c)
{
	return class_of(c) == 'w';
}

static bool in_word(char c)
{
	char class = class_of(c);
	return class == 'w' || class == 'd' || class == '$';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Those that let an operator end in a sign. */
static bool is_special(char c)
{
	return c && strchr("~!@#%^&|`?", c);
}

/* Behind the end of the text nothing may be read, not even a NUL. */
static bool follows(const char *at, const char *end, const char *what)
{
	size_t length = strlen(what);
	return (size_t)(end - at) >= length && memcmp(at, what, length) == 0;
}

/* The end of a quoted text whose quote is at `at`; NULL when it is never closed. */
static const char *quoted_end(const char *at, const char *end, bool backslashes)
{
	char quote = *at++;
	for (; at < end; at++) {
		if (backslashes && *at == '\\') {
			if (++at == end)
				break;
		} else if (*at == quote) {
			if (at + 1 == end || at[1] != quote)
				return at + 1;
			at++;
		}
	}
	return NULL;
}

/* $tag$…$tag$; NULL when it is never closed. `at` when it is none. */
static const char *dollar_end(const char *at, const char *end)
{
	const char *tag = at + 1;
	if (tag < end && is_digit(*tag))
		return at;
	while (tag < end && (starts_word(*tag) || is_digit(*tag)))
		tag++;
	if (tag == end || *tag != '$')
		return at;
	size_t length = (size_t)(++tag - at);
	while ((tag = memchr(tag, '$', (size_t)(end - tag)))) {
		if ((size_t)(end - tag) < length)
			break;
		if (memcmp(tag, at, length) == 0)
			return tag + length;
		tag++;
	}
	return NULL;
}

static const char *digits_end(const char *at, const char *end)
{
	while (at < end && is_digit(*at))
		at++;
	return at;
}

/* `1..2` has two dots of its own, `1e-5` a sign, and letters behind a number are junk of it. */
static const char *number_end(const char *at, const char *end)
{
	at = digits_end(at, end);
	if (at < end && *at == '.' && !follows(at, end, ".."))
		at = digits_end(at + 1, end);
	if (end - at > 2 && lower(*at) == 'e' && (at[1] == '-' || at[1] == '+') &&
	    is_digit(at[2]))
		at = digits_end(at + 2, end);
	if (at < end && starts_word(*at))
		while (at < end && in_word(*at))
			at++;
	return at;
}

static const char *word_end(const char *at, const char *end)
{
	while (at < end && in_word(*at))
		at++;
	return at;
}

/* The server's operators are shorter; without an end each of many signs would look at all. */
#define LONGEST_OPERATOR 256

/* As the server does: a run, without the signs at its end unless it holds a special one. */
static const char *operator_end(const char *at, const char *end)
{
	if (end - at > LONGEST_OPERATOR)
		end = at + LONGEST_OPERATOR;
	const char *stop = at;
	bool special = false;
	while (stop < end && class_of(*stop) == 'o' && !follows(stop, end, "--") &&
	       !follows(stop, end, "/*")) {
		special = special || is_special(*stop);
		stop++;
	}
	while (!special && stop > at + 1 && (stop[-1] == '-' || stop[-1] == '+'))
		stop--;
	return stop;
}

/* A word's first letter may say how the quotes behind it are to be read: its length, or 0. */
static size_t string_prefix(const char *at, const char *end)
{
	if (end - at > 1 && at[1] == '\'')
		return strchr("eEbBxXnN", *at) ? 1 : 0;
	if (end - at > 2 && at[1] == '&' && (*at == 'u' || *at == 'U') &&
	    (at[2] == '\'' || at[2] == '"'))
		return 2;
	return 0;
}

/* The end of the comment that begins here; NULL: it has none. `at` when there is no comment. */
static const char *comment_end(const char *at, const char *end)
{
	unsigned depth = 1;
	if (follows(at, end, "--")) {
		while (at < end && !is_newline(*at))
			at++;
		return at;
	}
	if (!follows(at, end, "/*"))
		return at;
	for (at += 2; at < end; at++) {
		if (*at == '*' && follows(at, end, "*/")) {
			at++;
			if (--depth == 0)
				return at + 1;
		} else if (*at == '/' && follows(at, end, "/*")) {
			at++;
			depth++;
		}
	}
	return NULL;
}

static struct pg_token token(uint8_t kind, const char *from, const char *stop,
			     const char **at, const char *end)
{
	if (!stop) {
		kind = PG_BROKEN;
		stop = end;
	}
	*at = stop;
	return (struct pg_token){from, (size_t)(stop - from), kind};
}

static struct pg_token quoted(const char **at, const char *end, size_t prefix)
{
	const char *from = *at;
	bool backslashes = prefix == 1 && lower(*from) == 'e';
	uint8_t kind = from[prefix] == '\'' ? PG_STRING : prefix ? PG_UNICODE : PG_QUOTED;
	return token(kind, from, quoted_end(from + prefix, end, backslashes), at, end);
}

static struct pg_token dollar(const char **at, const char *end)
{
	const char *from = *at;
	const char *stop = dollar_end(from, end);
	if (stop != from)
		return token(PG_STRING, from, stop, at, end);
	stop = digits_end(from + 1, end);
	return token(stop == from + 1 ? PG_STRANGE : PG_PARAMETER, from, stop, at, end);
}

static struct pg_token mark(const char **at, const char *end)
{
	const char *from = *at;
	if ((*from == ':' && (follows(from, end, "::") || follows(from, end, ":="))) ||
	    (*from == '.' && follows(from, end, "..")))
		return token(PG_OPERATOR, from, from + 2, at, end);
	if (*from == '.' && end - from > 1 && is_digit(from[1]))
		return token(PG_NUMBER, from, number_end(from, end), at, end);
	return token(PG_MARK, from, from + 1, at, end);
}

/* The token that begins at `*at`, where there is neither space nor a comment. */
static struct pg_token token_at(const char **at, const char *end)
{
	const char *from = *at;
	size_t prefix = 0;
	if (from == end)
		return token(PG_END, from, from, at, end);
	switch (class_of(*from)) {
	case 'w':
		prefix = string_prefix(from, end);
		return prefix ? quoted(at, end, prefix)
			      : token(PG_WORD, from, word_end(from, end), at, end);
	case 'd':
		return token(PG_NUMBER, from, number_end(from, end), at, end);
	case '\'':
	case '"':
		return quoted(at, end, 0);
	case '$':
		return dollar(at, end);
	case 'm':
		return mark(at, end);
	case 'o':
		return token(PG_OPERATOR, from, operator_end(from, end), at, end);
	default:
		return token(PG_STRANGE, from, from + 1, at, end);
	}
}

struct pg_token pg_lex(const char **at, const char *end)
{
	while (*at < end && pg_is_space(**at))
		(*at)++;
	const char *from = *at;
	struct pg_token next = {from, 0, PG_BROKEN};
	if (comment_end(from, end) == from)
		next = token_at(at, end);
	if (next.kind == PG_STRANGE || next.kind == PG_PARAMETER ||
	    next.kind == PG_BROKEN)
		return token(PG_BROKEN, from, end, at, end);
	return next;
}

struct pg_token pg_scan(const char **at, const char *end)
{
	for (;;) {
		while (*at < end && pg_is_space(**at))
			(*at)++;
		const char *stop = comment_end(*at, end);
		if (!stop)
			return token(PG_BROKEN, *at, NULL, at, end);
		if (stop == *at)
			return token_at(at, end);
		*at = stop;
	}
}

/* Space and comments that may stand within a string: of the latter only those to a line's end. */
static const char *gap_end(const char *at, const char *end, bool *newline)
{
	*newline = false;
	for (;;) {
		if (at < end && pg_is_space(*at))
			*newline = is_newline(*at++) || *newline;
		else if (follows(at, end, "--"))
			at = comment_end(at, end);
		else
			return at;
	}
}

bool pg_scan_more(const char **at, const char *end, const struct pg_token *string,
		  struct pg_token *more)
{
	bool newline = false;
	const char *next = gap_end(*at, end, &newline);
	if (string->kind != PG_STRING || *string->at == '$' || !newline || next == end ||
	    *next != '\'')
		return false;
	*more = token(PG_STRING, next, quoted_end(next, end, lower(*string->at) == 'e'),
		      at, end);
	return true;
}

int pg_lex_all(const char *text, struct pg_token *tokens, int max)
{
	const char *end = text + strlen(text);
	for (int n = 0;; n++) {
		struct pg_token next = pg_lex(&text, end);
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
