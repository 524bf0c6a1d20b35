/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lexer: DBML's text as tokens, made one at a time and looked at two ahead. A token points
 * into the text and copies nothing; what it says is decoded when somebody asks (string.c).
 * It knows nothing of tables.
 *
 * The text must be UTF-8 that ends in its only NUL, and outlive the tokens.
 */
#ifndef CORE_DECLARE_DBML_LEX_H
#define CORE_DECLARE_DBML_LEX_H

#include <stdbool.h>
#include <stdint.h>

enum token_kind {
	TOKEN_END,
	TOKEN_WORD,   /* an identifier */
	TOKEN_QUOTED, /* "a name" */
	TOKEN_STRING, /* 'text' or '''text''' */
	TOKEN_EXPR,   /* `text` */
	TOKEN_NUMBER,
	TOKEN_COLOR,
	TOKEN_OP, /* anything of operators but the full stop */
	TOKEN_DOT,
	TOKEN_COMMA,
	TOKEN_COLON,
	TOKEN_SEMICOLON,
	TOKEN_STAR,
	TOKEN_OPEN_PAREN,
	TOKEN_CLOSE_PAREN,
	TOKEN_OPEN_BRACKET,
	TOKEN_CLOSE_BRACKET,
	TOKEN_OPEN_BRACE,
	TOKEN_CLOSE_BRACE,
};

struct token {
	const char *at;		/* the whole token, quotes included */
	const char *line_start; /* of the line that it begins on */
	uint32_t length;
	uint32_t line;
	uint8_t kind;
	uint8_t quotes;	 /* bytes of quotes at either end */
	bool first;	 /* of its line: a newline is before it */
	bool spaced;	 /* blanks or a newline are before it */
	bool plain;	 /* a string without escapes or carriage returns */
	bool unfinished; /* its closing quote is missing */
};

struct lexer {
	const char *at;
	const char *end;
	const char *line_start;
	uint32_t line;
	uint32_t first; /* of the tokens ahead: a ring of two */
	uint32_t n_ahead;
	struct token ahead[2];
	/* Called for what is no token; `hint` may be NULL. */
	void (*report)(void *context, const struct token *where, const char *what,
		       const char *hint);
	void *context;
};

/* `line` is the number of the first line. */
void lexer_init(struct lexer *lexer, const char *text, const char *end, uint32_t line);

void lexer_fill(struct lexer *lexer); /* one more token ahead */

/* The token that comes `distance` (0 or 1) after the next one; until more are looked at. */
static inline const struct token *lexer_peek(struct lexer *lexer, uint32_t distance)
{
	while (lexer->n_ahead <= distance)
		lexer_fill(lexer);
	return &lexer->ahead[(lexer->first + distance) & 1];
}

/* The next token, taken. It stays where it is until one more is looked at. */
static inline const struct token *lexer_next(struct lexer *lexer)
{
	const struct token *token = lexer_peek(lexer, 0);
	lexer->first ^= 1;
	lexer->n_ahead--;
	return token;
}

/* Is it this word or operator? Words compare without case. */
bool token_is(const struct token *token, const char *word);
bool token_is_name(const struct token *token); /* a word or "quoted" */
bool token_is_text(const struct token *token); /* 'text' or "text" */

bool dbml_is_letter(uint32_t character);
/* The character at `at`, and its length in bytes. */
uint32_t dbml_character(const char *at, const char *end, uint32_t *length);

#endif
