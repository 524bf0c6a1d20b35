/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Expressions: do two say the same? Each is written again in one spelling, and the texts
 * are compared. Only what holds whatever the columns' types are is changed: a wrong "yes"
 * would lose a change, a wrong "no" only costs a question to the server.
 */
#include "plugins/postgres/types.h"

#define MAX_TOKENS 512

struct expr {
	struct pg_token tokens[MAX_TOKENS];
	int n;
};

/* The bracket that closes the one at `open`; n when there is none. */
static int closing(const struct pg_token *tokens, int n, int open)
{
	int depth = 0;
	for (int i = open; i < n; i++) {
		if (pg_is(&tokens[i], "(") || pg_is(&tokens[i], "["))
			depth++;
		else if ((pg_is(&tokens[i], ")") || pg_is(&tokens[i], "]")) &&
			 --depth == 0)
			return i;
	}
	return n;
}

static void strip_parentheses(const struct pg_token **tokens, int *n)
{
	while (*n > 2 && pg_is(&(*tokens)[0], "(") && closing(*tokens, *n, 0) == *n - 1) {
		(*tokens)++;
		*n -= 2;
	}
}

static void write_token(struct ddlect_buf *out, const struct pg_token *token)
{
	char name[256];
	bool named = token->kind == PG_WORD || token->kind == PG_QUOTED;
	if (token->kind == PG_QUOTED && pg_token_name(token, name, sizeof(name)))
		pg_name_write(out, name);
	else if (named && pg_token_name(token, name, sizeof(name)))
		ddlect_raw(out, name);
	else if (pg_is(token, "!="))
		ddlect_raw(out, "<>");
	else
		ddlect_host->raw(out, token->at, token->length);
	ddlect_raw(out, " ");
}

/* Write the type at the start of `tokens` in one spelling; the tokens it took. */
static int write_type(struct ddlect_buf *out, const struct pg_token *tokens, int n,
		      struct ddlect_type *type)
{
	struct pg_scan scan;
	int length = pg_type_scan(tokens, n, &scan, true);
	if (length == 0 || pg_scan_type(&scan, type, out))
		return 0;
	if (type->kind != DDLECT_TYPE_NATIVE)
		pg_type_write(out, type);
	else
		for (uint32_t i = 0; i < type->dims; i++)
			ddlect_raw(out, "[]");
	ddlect_raw(out, " ");
	return length;
}

/* `date '…'` is `'…'::date`, where the word is a type that takes no more words. */
static bool is_typed_literal(const struct pg_token *tokens, int n)
{
	static const char *const words[] = {"interval",	   "date", "timestamp",
					    "timestamptz", "time", "timetz"};
	for (size_t i = 0; n > 1 && i < sizeof(words) / sizeof(*words); i++)
		if (pg_is_word(&tokens[0], words[i]))
			return tokens[1].kind == PG_STRING;
	return false;
}

static bool is_plain_string(const struct pg_token *token)
{
	return token->kind == PG_STRING && token->at[0] == '\'';
}

/* `-5`, `1.5`: what a number looks like, and nothing that only floats know. */
static bool is_number(const char *at, size_t length)
{
	size_t i = length > 0 && at[0] == '-';
	size_t digits = 0;
	bool dot = false;
	for (; i < length; i++) {
		if (at[i] >= '0' && at[i] <= '9')
			digits++;
		else if (at[i] != '.' || dot)
			return false;
		else
			dot = true;
	}
	return digits > 0;
}

static bool is_text(const struct ddlect_type *type)
{
	return type->kind == DDLECT_TYPE_STRING && type->dims == 0;
}

/* A negative constant: the server prints `-5` as `'-5'::integer`. */
static bool is_negative(const struct pg_token *string, const struct ddlect_type *type)
{
	bool numeric = type->kind == DDLECT_TYPE_INT ||
		       (type->kind == DDLECT_TYPE_NUMERIC && type->precision == -1);
	return numeric && type->dims == 0 && string->at[1] == '-' &&
	       is_number(string->at + 1, string->length - 2);
}

/* `'x'::type`, at the start of `tokens`: the tokens it took. */
static int write_literal(struct ddlect_buf *out, struct ddlect_buf *cast,
			 const struct pg_token *tokens, int n)
{
	struct ddlect_type type = {0};
	int length = 0;
	ddlect_host->buf_reset(cast);
	if (n > 2 && pg_is(&tokens[1], "::"))
		length = write_type(cast, tokens + 2, n - 2, &type);
	bool alone =
		length > 0 && (2 + length == n || (!pg_is(&tokens[2 + length], "::") &&
						   !pg_is(&tokens[2 + length], "[")));
	const char *text = ddlect_host->buf_text(cast);
	if (alone && is_plain_string(&tokens[0]) && is_negative(&tokens[0], &type)) {
		ddlect_raw(out, "- ");
		ddlect_host->raw(out, tokens[0].at + 2, tokens[0].length - 3);
		ddlect_raw(out, " ");
		return 2 + length;
	}
	write_token(out, &tokens[0]);
	if (alone && is_text(&type))
		return 2 + length;
	if (length > 0 && text) {
		ddlect_raw(out, ":: ");
		ddlect_raw(out, text);
		return 2 + length;
	}
	return 1;
}

static void write_tokens(struct ddlect_buf *out, struct ddlect_buf *cast,
			 const struct pg_token *tokens, int n)
{
	for (int i = 0; i < n;) {
		struct ddlect_type type;
		int length = 0;
		if (tokens[i].kind == PG_STRING) {
			i += write_literal(out, cast, tokens + i, n - i);
			continue;
		}
		if (is_typed_literal(tokens + i, n - i)) {
			write_token(out, &tokens[i + 1]);
			ddlect_raw(out, ":: ");
			if (write_type(out, tokens + i, 1, &type) == 0)
				write_token(out, &tokens[i]);
			i += 2;
			continue;
		}
		if (i > 0 && pg_is(&tokens[i - 1], "::"))
			length = write_type(out, tokens + i, n - i, &type);
		if (length == 0) {
			write_token(out, &tokens[i]);
			length = 1;
		}
		i += length;
	}
}

/* A literal that is a whole expression: the column's type decides, so a cast says nothing. */
struct literal {
	const char *at; /* without quotes; quotes inside are still doubled */
	size_t length;
	bool negative;
	bool number;
	bool casted;
	struct ddlect_type type; /* when it is casted */
};

static bool read_cast(const struct pg_token *tokens, int n, struct ddlect_buf *cast,
		      struct literal *literal)
{
	ddlect_host->buf_reset(cast);
	if (n == 0)
		return true;
	literal->casted = true;
	return n > 1 && pg_is(&tokens[0], "::") &&
	       write_type(cast, tokens + 1, n - 1, &literal->type) == n - 1;
}

static bool read_literal(const struct pg_token *tokens, int n, struct ddlect_buf *cast,
			 struct literal *literal)
{
	*literal = (struct literal){0};
	if (n == 2 && is_typed_literal(tokens, n)) {
		struct pg_token turned[3] = {
			tokens[1], {"::", 2, PG_OPERATOR}, tokens[0]};
		return read_literal(turned, 3, cast, literal);
	}
	if (n > 2 && pg_is(&tokens[0], "(")) {
		int end = closing(tokens, n, 0);
		return end < n && read_literal(tokens + 1, end - 1, cast, literal) &&
		       literal->number && !literal->casted &&
		       read_cast(tokens + end + 1, n - end - 1, cast, literal);
	}
	literal->negative = pg_is(&tokens[0], "-");
	int i = literal->negative;
	if (i >= n)
		return false;
	literal->number = tokens[i].kind == PG_NUMBER;
	literal->at = tokens[i].at;
	literal->length = tokens[i].length;
	if (is_plain_string(&tokens[i]) && !literal->negative) {
		literal->at++;
		literal->length -= 2;
	} else if (!literal->number) {
		return false;
	}
	return read_cast(tokens + i + 1, n - i - 1, cast, literal);
}

/* What is left of a literal when a cast that can't change it is forgotten. */
static bool drop_cast(struct literal *literal)
{
	const struct ddlect_type *type = &literal->type;
	bool counted = type->kind == DDLECT_TYPE_SMALLINT ||
		       type->kind == DDLECT_TYPE_INT || type->kind == DDLECT_TYPE_BIGINT;
	bool number = counted || type->kind == DDLECT_TYPE_NUMERIC ||
		      type->kind == DDLECT_TYPE_FLOAT;
	if (!literal->casted)
		return true;
	if (number && type->dims == 0) {
		bool whole = !memchr(literal->at, '.', literal->length) &&
			     literal->length < 20 - 16u * literal->number;
		if (!is_number(literal->at, literal->length) ||
		    (!whole && (counted || literal->number)) || type->precision != -1)
			return false;
		if (!literal->number && literal->at[0] == '-') {
			literal->negative = true;
			literal->at++;
			literal->length--;
		}
		literal->number = true;
		return true;
	}
	if (literal->number)
		return false;
	if (type->kind == DDLECT_TYPE_VARCHAR)
		return type->precision == -1 ||
		       literal->length <= (size_t)type->precision;
	/* What else has a length may be cut by it. */
	return type->kind != DDLECT_TYPE_NATIVE && type->precision == -1;
}

static bool literals_same(struct literal *a, struct literal *b)
{
	if (a->casted && b->casted)
		return false; /* equal ones were found to be equal before */
	if (!drop_cast(a) || !drop_cast(b))
		return false;
	return a->number == b->number && a->negative == b->negative &&
	       a->length == b->length && memcmp(a->at, b->at, a->length) == 0;
}

static bool exprs_same(struct expr *a, struct expr *b, struct ddlect_buf *out[3])
{
	const struct pg_token *tokens[2] = {a->tokens, b->tokens};
	int n[2] = {a->n, b->n};
	struct literal literals[2];
	bool plain = true;
	for (int i = 0; i < 2; i++) {
		strip_parentheses(&tokens[i], &n[i]);
		write_tokens(out[i], out[2], tokens[i], n[i]);
	}
	const char *texts[2] = {ddlect_host->buf_text(out[0]),
				ddlect_host->buf_text(out[1])};
	if (!texts[0] || !texts[1])
		return false;
	if (strcmp(texts[0], texts[1]) == 0)
		return true;
	for (int i = 0; i < 2; i++)
		plain = plain && n[i] > 0 &&
			read_literal(tokens[i], n[i], out[2], &literals[i]);
	return plain && literals_same(&literals[0], &literals[1]);
}

bool pg_expr_same(const char *a, const char *b)
{
	struct expr left, right;
	if (!a || !b)
		return a == b;
	if (strcmp(a, b) == 0)
		return true;
	left.n = pg_lex_all(a, left.tokens, MAX_TOKENS);
	right.n = pg_lex_all(b, right.tokens, MAX_TOKENS);
	if (left.n < 0 || right.n < 0)
		return false;
	struct ddlect_buf *out[3];
	bool same = false;
	for (int i = 0; i < 3; i++)
		out[i] = ddlect_host->buf_new();
	if (out[0] && out[1] && out[2])
		same = exprs_same(&left, &right, out);
	for (int i = 0; i < 3; i++)
		ddlect_host->buf_free(out[i]);
	return same;
}
