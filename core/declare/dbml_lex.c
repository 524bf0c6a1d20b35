/* SPDX-License-Identifier: Apache-2.0 */
/* Lexer: see dbml_lex.h. Every function moves lexer->at forward, so nothing can loop. */
#include <string.h>

#include "core/declare/dbml_lex.h"

void lexer_init(struct lexer *lexer, const char *text, const char *end, uint32_t line)
{
	*lexer = (struct lexer){.at = text, .end = end, .line_start = text, .line = line};
}

uint32_t dbml_character(const char *at, const char *end, uint32_t *length)
{
	const unsigned char *c = (const unsigned char *)at;
	uint32_t need = c[0] < 0x80 ? 1 : c[0] < 0xe0 ? 2 : c[0] < 0xf0 ? 3 : 4;
	*length = need;
	if (need == 1 || (size_t)(end - at) < need) {
		*length = 1;
		return c[0];
	}
	uint32_t value = c[0] & (0x7fu >> need);
	for (uint32_t i = 1; i < need; i++)
		value = value << 6 | (c[i] & 0x3fu);
	return value;
}

/* What starts with a byte. A name goes on with NAME, DIGIT, and BEYOND that are letters. */
enum { NAME = 1, DIGIT, QUOTE, PUNCT, OP, HASH, BEYOND, STRAY };

/* clang-format off */
static const uint8_t classes[256] = {
	8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
	8, 5, 3, 6, 8, 5, 5, 3, 4, 4, 4, 5, 4, 5, 4, 5, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4, 4, 5, 5, 5, 5,
	8, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 8, 4, 8, 1,
	3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 5, 4, 5, 8,
	7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
	7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
	7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
	7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
};
/* clang-format on */

static uint8_t class_of(const char *at)
{
	return classes[(unsigned char)*at];
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How many bytes of a name's character are at `at`; 0 when it is none. */
static uint32_t name_char(const char *at, const char *end)
{
	uint32_t length = 0;
	if (at >= end || class_of(at) > DIGIT) {
		if (at >= end || class_of(at) != BEYOND)
			return 0;
		return dbml_is_letter(dbml_character(at, end, &length)) ? length : 0;
	}
	return 1;
}

static const char *skip_name(const char *at, const char *end)
{
	for (;;) {
		while (at < end && class_of(at) <= DIGIT)
			at++;
		uint32_t step =
			at < end && class_of(at) == BEYOND ? name_char(at, end) : 0;
		if (!step)
			return at;
		at += step;
	}
}

static void report(struct lexer *lexer, const struct token *where, const char *what,
		   const char *hint)
{
	if (lexer->report)
		lexer->report(lexer->context, where, what, hint);
}

static void newline(struct lexer *lexer)
{
	lexer->line++;
	lexer->line_start = lexer->at;
}

static void skip_comment(struct lexer *lexer, struct token *token)
{
	const char *start = lexer->at;
	*token = (struct token){.at = start,
				.length = 2,
				.line = lexer->line,
				.line_start = lexer->line_start};
	lexer->at += 2;
	if (start[1] == '/') {
		const char *stop =
			memchr(lexer->at, '\n', (size_t)(lexer->end - lexer->at));
		lexer->at = stop ? stop : lexer->end;
		return;
	}
	while (lexer->at < lexer->end) {
		char c = *lexer->at++;
		if (c == '\n')
			newline(lexer);
		else if (c == '*' && lexer->at < lexer->end && *lexer->at == '/') {
			lexer->at++;
			return;
		}
	}
	report(lexer, token, "this comment is never closed", "close it with */");
}

/* Blanks and comments. A newline inside a comment doesn't end a line. */
static void skip_blanks(struct lexer *lexer, struct token *token)
{
	const char *start = lexer->at;
	const char *at = start;
	const char *end = lexer->end;
	for (;;) {
		while (at < end && (*at == ' ' || *at == '\t'))
			at++;
		if (at < end && *at == '\n') {
			lexer->line_start = ++at;
			lexer->line++;
			token->first = true;
		} else if (at < end && *at == '\r') {
			at++;
		} else if (end - at > 1 && *at == '/' && (at[1] == '/' || at[1] == '*')) {
			struct token comment;
			lexer->at = at;
			skip_comment(lexer, &comment);
			at = lexer->at;
		} else {
			break;
		}
	}
	lexer->at = at;
	token->spaced = at > start;
}

/* The closing quotes of a string, or the end; counts lines, notes escapes. */
static void scan_quoted(struct lexer *lexer, struct token *token, bool lines, bool raw)
{
	char quote = *token->at;
	const char *at = token->at + token->quotes;
	token->plain = true;
	while (at < lexer->end) {
		char c = *at++;
		if (c == '\\' && !raw) {
			token->plain = false;
			if (at < lexer->end && *at == '\r' && at + 1 < lexer->end &&
			    at[1] == '\n')
				at++;
			if (at < lexer->end && *at++ == '\n') {
				lexer->at = at;
				newline(lexer);
			}
		} else if (c == '\n') {
			if (!lines) {
				at--;
				break;
			}
			lexer->at = at;
			newline(lexer);
		} else if (c == '\r') {
			token->plain = false;
		} else if (c == quote &&
			   (token->quotes == 1 ||
			    (lexer->end - at > 1 && at[0] == quote && at[1] == quote))) {
			lexer->at = at + token->quotes - 1;
			return;
		}
	}
	lexer->at = at;
	token->unfinished = true;
}

static void lex_quoted(struct lexer *lexer, struct token *token)
{
	char quote = *token->at;
	bool triple = quote == '\'' && lexer->end - token->at > 2 &&
		      token->at[1] == '\'' && token->at[2] == '\'';
	token->quotes = triple ? 3 : 1;
	token->kind = quote == '"'   ? TOKEN_QUOTED
		      : quote == '`' ? TOKEN_EXPR
				     : TOKEN_STRING;
	scan_quoted(lexer, token, triple || quote == '`', quote == '`');
	token->length = (uint32_t)(lexer->at - token->at);
	if (!token->unfinished)
		return;
	if (triple)
		report(lexer, token, "this string is never closed", "close it with '''");
	else if (quote == '`')
		report(lexer, token, "this expression is never closed",
		       "close it with a backtick");
	else if (quote == '"')
		report(lexer, token, "this quoted name doesn't end on its line",
		       "close it with \"");
	else
		report(lexer, token, "this string doesn't end on its line",
		       "close it with ', or use ''' for text of many lines");
}

/* `1`, `1.5`, `1.5e-3`; with a letter in it, and no dot, it is a name: `2fa_codes`. */
static void lex_number(struct lexer *lexer, struct token *token)
{
	const char *at = token->at;
	const char *end = lexer->end;
	token->kind = TOKEN_NUMBER;
	while (at < end && is_digit(*at))
		at++;
	bool dot = at < end && *at == '.';
	if (dot)
		for (at++; at < end && is_digit(*at);)
			at++;
	if (at < end && (*at == 'e' || *at == 'E')) {
		const char *exponent = at + 1;
		if (exponent < end && (*exponent == '+' || *exponent == '-'))
			exponent++;
		if (exponent < end && is_digit(*exponent)) {
			while (exponent < end && is_digit(*exponent))
				exponent++;
			at = exponent;
		}
	}
	bool bad = name_char(at, end) > 0 || (at < end && *at == '.');
	while (bad && at < end && (*at == '.' || name_char(at, end) > 0)) {
		dot |= *at == '.';
		at += *at == '.' ? 1 : name_char(at, end);
	}
	lexer->at = at;
	token->length = (uint32_t)(at - token->at);
	if (bad && !dot)
		token->kind = TOKEN_WORD;
	else if (bad)
		report(lexer, token, "this isn't a number",
		       "a name that starts with a digit and holds a dot needs double "
		       "quotes");
}

/* The longest of these that is there; DBML's relations are spelled with all of them. */
static uint32_t op_length(const char *at, const char *end)
{
	static const char *const ops[] = {"?<>?", "?<>", "?>?", "?<?", "?-?", "<>?", "?>",
					  "?<",	  "?-",	 "<>",	"<?",  "<-",  "<=",  ">?",
					  ">=",	  "->",	 "-?",	"==",  "!="};
	if (at + 1 >= end || !strchr("<>-?=", at[1]))
		return 1;
	for (uint32_t i = 0; i < sizeof(ops) / sizeof(*ops); i++) {
		size_t length = strlen(ops[i]);
		if ((size_t)(end - at) >= length && memcmp(at, ops[i], length) == 0)
			return (uint32_t)length;
	}
	return 1;
}

static uint8_t punctuation(char c)
{
	switch (c) {
	case '.':
		return TOKEN_DOT;
	case ',':
		return TOKEN_COMMA;
	case ':':
		return TOKEN_COLON;
	case ';':
		return TOKEN_SEMICOLON;
	case '*':
		return TOKEN_STAR;
	case '(':
		return TOKEN_OPEN_PAREN;
	case ')':
		return TOKEN_CLOSE_PAREN;
	case '[':
		return TOKEN_OPEN_BRACKET;
	case ']':
		return TOKEN_CLOSE_BRACKET;
	case '{':
		return TOKEN_OPEN_BRACE;
	case '}':
		return TOKEN_CLOSE_BRACE;
	default:
		return TOKEN_END;
	}
}

/* What no token starts with is reported and left out, as if it weren't there. */
static void lex_stray(struct lexer *lexer, struct token *token)
{
	uint32_t length = 0;
	uint32_t c = dbml_character(lexer->at, lexer->end, &length);
	lexer->at += length;
	token->length = length;
	if (c == 0xa0 || c == 0x3000 || c == 0xfeff || (c >= 0x2000 && c <= 0x200b))
		report(lexer, token, "this blank isn't a plain space",
		       "replace it with a space; it may have come from a web page");
	else if (c == 0x201c || c == 0x201d || c == 0x2018 || c == 0x2019)
		report(lexer, token, "this is a typographic quotation mark",
		       "use ' for text and \" for names");
	else if (c == '$' || c == '@' || c >= 0x80)
		report(lexer, token,
		       "this character can't stand in a name without quotes",
		       "put the name in double quotes");
	else
		report(lexer, token, "this character means nothing here", NULL);
}

/* One token at lexer->at, which isn't a blank; false when there was none. */
static bool lex_one(struct lexer *lexer, struct token *token)
{
	const char *at = lexer->at;
	switch (class_of(at)) {
	case NAME:
		token->kind = TOKEN_WORD;
		lexer->at = skip_name(at + 1, lexer->end);
		break;
	case DIGIT:
		lex_number(lexer, token);
		return true;
	case QUOTE:
		lex_quoted(lexer, token);
		return true;
	case PUNCT:
		token->kind = punctuation(*at);
		lexer->at++;
		break;
	case HASH:
		token->kind = TOKEN_COLOR;
		lexer->at = skip_name(at + 1, lexer->end);
		break;
	case OP:
		token->kind = TOKEN_OP;
		lexer->at += op_length(at, lexer->end);
		break;
	default:
		if (!name_char(at, lexer->end)) {
			lex_stray(lexer, token);
			return false;
		}
		token->kind = TOKEN_WORD;
		lexer->at = skip_name(at, lexer->end);
		break;
	}
	token->length = (uint32_t)(lexer->at - at);
	return true;
}

void lexer_fill(struct lexer *lexer)
{
	struct token *token = &lexer->ahead[(lexer->first + lexer->n_ahead++) & 1];
	*token = (struct token){0};
	do {
		skip_blanks(lexer, token);
		token->at = lexer->at;
		token->line = lexer->line;
		token->line_start = lexer->line_start;
		if (lexer->at >= lexer->end) {
			token->kind = TOKEN_END;
			token->length = 0;
			token->first = true;
			return;
		}
	} while (!lex_one(lexer, token));
}

bool token_is(const struct token *token, const char *word)
{
	if (token->kind != TOKEN_WORD && token->kind != TOKEN_OP)
		return false;
	for (uint32_t i = 0; i < token->length; i++) {
		char c = token->at[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c + ('a' - 'A'));
		if (c != word[i]) /* also where `word` ends */
			return false;
	}
	return word[token->length] == '\0';
}

bool token_is_name(const struct token *token)
{
	return token->kind == TOKEN_WORD || token->kind == TOKEN_QUOTED;
}

bool token_is_text(const struct token *token)
{
	return token->kind == TOKEN_STRING || token->kind == TOKEN_QUOTED;
}
