/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lex: the words of SQL text, far enough to read a type, compare two expressions, see that
 * an author's expression is one expression, and tell the statements of a file apart. It
 * knows the lexical rules (with standard_conforming_strings on), no grammar.
 *
 * Two ways lead to a token. pg_lex() is for texts that somebody puts into a place of a
 * statement: what doesn't belong there is PG_BROKEN. pg_scan() is for whole files: comments
 * are skipped like space. A text needs no NUL behind its end, and may have some inside.
 */
#ifndef PLUGINS_POSTGRES_LEX_H
#define PLUGINS_POSTGRES_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ddlect/host.h>

#define PG_END 0u
#define PG_WORD 1u     /* a name or keyword without quotes */
#define PG_QUOTED 2u   /* "…" */
#define PG_NUMBER 3u   /* without a sign */
#define PG_STRING 4u   /* '…' in all its forms, and $tag$…$tag$ */
#define PG_MARK 5u     /* one of ( ) [ ] , ; . : */
#define PG_OPERATOR 6u /* :: := .. too */
#define PG_BROKEN 7u /* never closed: up to the end. From pg_lex() all that it can't be */
#define PG_STRANGE 8u	/* a byte that SQL hasn't */
#define PG_PARAMETER 9u /* $1 */
#define PG_UNICODE 10u	/* U&"…" */

struct pg_token {
	const char *at;
	size_t length;
	uint8_t kind;
};

/* The token at `*at`, which moves behind it. After the last one comes PG_END. */
struct pg_token pg_lex(const char **at, const char *end);
struct pg_token pg_scan(const char **at, const char *end);

/*
 * A string goes on after a line break: 'a'⏎'b' is one. When the text at `*at`, behind
 * `string`, does that, give its next part in `more`, and move behind it.
 */
bool pg_scan_more(const char **at, const char *end, const struct pg_token *string,
		  struct pg_token *more);

/* All tokens of `text`, without PG_END: their number, or -1 when it is over `max` or broken. */
int pg_lex_all(const char *text, struct pg_token *tokens, int max);

/* Is it this mark? */
static inline bool pg_is_mark(const struct pg_token *token, char mark)
{
	return token->kind == PG_MARK && *token->at == mark;
}

/* Is it this mark or operator? Is it this word (lower case), in any case? */
bool pg_is(const struct pg_token *token, const char *text);
bool pg_is_word(const struct pg_token *token, const char *word);
bool pg_is_letters(const struct pg_token *token, const char *word, size_t length);

/* The name that a WORD or QUOTED stands for, as a NUL-ended text in `out`; false: too long. */
bool pg_token_name(const struct pg_token *token, char *out, size_t size);

bool pg_is_space(char c);

/* lex_expr.c */

/* The part of `text` inside of redundant outer parentheses and space; it isn't ended there. */
const char *pg_expr_inner(const char *text, size_t *length);

/*
 * Is `text` something that may be put where one expression stands: closed in itself, no
 * semicolon, no comment, no comma outside of brackets? If not, what is wrong with it.
 */
const char *pg_expr_wrong(const char *text);

#endif
