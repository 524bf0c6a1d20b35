/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lex: the words of SQL text, far enough to read a type, compare two expressions, and see
 * that an author's expression is one expression. It knows the lexical rules, no grammar.
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
#define PG_OPERATOR 6u /* :: too */
#define PG_BROKEN 7u   /* what is never closed, comments, and bytes that SQL hasn't */

struct pg_token {
	const char *at;
	size_t length;
	uint8_t kind;
};

/* The token at `*at`, which moves behind it. After the last one comes PG_END. */
struct pg_token pg_lex(const char **at);

/* All tokens of `text`, without PG_END: their number, or -1 when it is over `max` or broken. */
int pg_lex_all(const char *text, struct pg_token *tokens, int max);

/* Is it this mark or operator? Is it this word (lower case), in any case? */
bool pg_is(const struct pg_token *token, const char *text);
bool pg_is_word(const struct pg_token *token, const char *word);
bool pg_is_letters(const struct pg_token *token, const char *word, size_t length);

/* The name that a WORD or QUOTED stands for, as a NUL-ended text in `out`; false: too long. */
bool pg_token_name(const struct pg_token *token, char *out, size_t size);

/* The part of `text` inside of redundant outer parentheses and space; it isn't ended there. */
const char *pg_expr_inner(const char *text, size_t *length);

/*
 * Is `text` something that may be put where one expression stands: closed in itself, no
 * semicolon, no comment, no comma outside of brackets? If not, what is wrong with it.
 */
const char *pg_expr_wrong(const char *text);

#endif
