/* SPDX-License-Identifier: Apache-2.0 */
/* Lex_expr: the shape of an author's expression, as far as its tokens show it. See lex.h. */
#include <string.h>

#include "plugins/postgres/lex.h"

const char *pg_expr_wrong(const char *text)
{
	const char *end = text + strlen(text);
	char open[64];
	int depth = 0;
	bool empty = true;
	for (;;) {
		struct pg_token next = pg_lex(&text, end);
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
		struct pg_token next = pg_lex(&at, text + length);
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
		while (n > 0 && pg_is_space(text[n - 1]))
			n--;
		while (n > 0 && pg_is_space(*text)) {
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
