/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Expressions are a dialect's own text. All that is known of them here is how their words
 * are told apart: names bare or in double quotes, strings in single quotes, all else
 * character by character. That is enough to see that nothing but a name changed.
 */
#include <string.h>

#include "core/model/same.h"

/* A piece of an expression: a word (a name), a string, or one other byte. */
struct piece {
	const char *at;
	size_t length;
	bool word;
	bool quoted;
};

static bool is_word(unsigned char c, bool first)
{
	return c == '_' || c >= 0x80 || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || (!first && (c == '$' || (c >= '0' && c <= '9')));
}

/* The length of what is quoted at `at`; a doubled quote stands for one. */
static size_t quoted_length(const char *at)
{
	char quote = at[0];
	size_t n = 1;
	while (at[n] && (at[n] != quote || at[n + 1] == quote))
		n += at[n] == quote ? 2 : 1;
	return at[n] ? n + 1 : n;
}

static struct piece piece_at(const char *at)
{
	struct piece piece = {at, 1, false, false};
	if (*at == '\'' || *at == '"') {
		piece.length = quoted_length(at);
		piece.quoted = *at == '"';
		piece.word = piece.quoted;
	} else if (is_word((unsigned char)*at, true)) {
		while (is_word((unsigned char)at[piece.length], false))
			piece.length++;
		piece.word = true;
	}
	return piece;
}

/* Is the word `piece` the name? Quotes around it are taken off. */
static bool piece_is(const struct piece *piece, const char *name)
{
	size_t length = strlen(name);
	if (!piece->quoted)
		return length == piece->length && memcmp(piece->at, name, length) == 0;
	size_t i = 1;
	for (; i + 1 < piece->length && *name; i++, name++) {
		if (piece->at[i] != *name)
			return false;
		if (*name == '"')
			i++;
	}
	return !*name && i + 1 == piece->length;
}

static bool piece_renamed(const struct piece *a, const struct piece *b,
			  const struct renames *renames)
{
	for (uint32_t i = 0; renames && i < renames->n; i++)
		if (piece_is(a, renames->list[i].from) &&
		    piece_is(b, renames->list[i].to))
			return true;
	return false;
}

static bool is_renamed(const struct piece *a, const struct renames *renames)
{
	for (uint32_t i = 0; renames && i < renames->n; i++)
		if (piece_is(a, renames->list[i].from))
			return true;
	return false;
}

static bool same_piece(const struct piece *a, const struct piece *b,
		       const struct naming *naming)
{
	if (a->word && b->word &&
	    (piece_renamed(a, b, naming->columns) || piece_renamed(a, b, naming->enums)))
		return true;
	return a->length == b->length && memcmp(a->at, b->at, a->length) == 0 &&
	       !(a->word && is_renamed(a, naming->columns));
}

bool same_expr(const char *a, const char *b, const struct naming *naming)
{
	bool renames = naming && ((naming->columns && naming->columns->n) ||
				  (naming->enums && naming->enums->n));
	if (!renames || !a || !b)
		return same_text(a, b);
	while (*a && *b) {
		struct piece left = piece_at(a);
		struct piece right = piece_at(b);
		if (!same_piece(&left, &right, naming))
			return false;
		a += left.length;
		b += right.length;
	}
	return !*a && !*b;
}

bool expr_mentions(const char *text, const char *name)
{
	while (text && *text) {
		struct piece piece = piece_at(text);
		if (piece.word && piece_is(&piece, name))
			return true;
		text += piece.length;
	}
	return false;
}
