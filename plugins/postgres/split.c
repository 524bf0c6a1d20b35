/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Split: where the statements of a file begin and end. A semicolon ends one, unless it is
 * in parentheses (CREATE RULE … DO (a; b)) or in the body of a routine (BEGIN ATOMIC … END).
 *
 * An END ends such a body only where a statement of it could begin, behind a semicolon; so
 * the END of a CASE, and columns that are called "end", need no counting.
 */
#include <string.h>

#include "plugins/postgres/postgres.h"
#include "plugins/postgres/split.h"

#define LONGEST_WORD 256

struct reader {
	const char *at;
	const char *end;
	ddlect_token *token;
	void *context;
	struct pg_statement statement;
	struct pg_token before;
	uint32_t depth; /* of parentheses */
	bool in_body;
};

/* Words without quotes are the same in any case; all else is what it is. */
static void hand_out(const struct reader *r, const struct pg_token *token)
{
	char folded[LONGEST_WORD];
	if (!r->token)
		return;
	if (token->kind != PG_WORD || token->length > sizeof(folded)) {
		r->token(r->context, token->at, token->length);
		return;
	}
	for (size_t i = 0; i < token->length; i++) {
		char c = token->at[i];
		folded[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
	}
	r->token(r->context, folded, token->length);
}

/* What of it never ends: behind a prefix there is a quote. */
static const char *kind_of_broken(const struct pg_token *token)
{
	const char *quote = token->at;
	while (!strchr("'\"$/", *quote))
		quote++;
	switch (*quote) {
	case '/':
		return "comment";
	case '"':
		return "quoted name";
	case '$':
		return "dollar-quoted string";
	default:
		return "string";
	}
}

static int broken(const char *text, const struct pg_token *token,
		  struct ddlect_piece *piece, struct ddlect_err *err)
{
	piece->begin = (uint64_t)(token->at - text);
	piece->end = (uint64_t)(token->at + token->length - text);
	return ddlect_error(err, "the %s that begins here never ends",
			    kind_of_broken(token));
}

/* The parts of a string with line breaks: with a token between, because 'a' 'b' is none. */
static int more_of_string(struct reader *r, const struct pg_token *string,
			  struct pg_token *wrong)
{
	struct pg_token more;
	while (pg_scan_more(&r->at, r->end, string, &more)) {
		if (more.kind == PG_BROKEN) {
			*wrong = more;
			return -1;
		}
		if (r->token) {
			r->token(r->context, "\n", 1);
			r->token(r->context, more.at, more.length);
		}
	}
	return 0;
}

static bool makes_routine(const struct pg_statement *s)
{
	uint32_t i = 1;
	if (s->n > 3 && pg_is_word(&s->head[1], "or") &&
	    pg_is_word(&s->head[2], "replace"))
		i = 3;
	return s->n > i && pg_is_word(&s->head[0], "create") &&
	       (pg_is_word(&s->head[i], "function") ||
		pg_is_word(&s->head[i], "procedure"));
}

static void follow_word(struct reader *r, const struct pg_token *token)
{
	if (r->depth > 0 || (token->length != 3 && token->length != 6))
		return;
	if (r->in_body)
		r->in_body =
			!pg_is_word(token, "end") || !(pg_is_mark(&r->before, ';') ||
						       pg_is_word(&r->before, "atomic"));
	else if (pg_is_word(token, "atomic") && pg_is_word(&r->before, "begin"))
		r->in_body = makes_routine(&r->statement);
}

/* Follow where the token leads; true when it ends the statement. */
static bool follow(struct reader *r, const struct pg_token *token)
{
	struct pg_statement *s = &r->statement;
	bool ends = false;
	if (s->n < PG_HEAD)
		s->head[s->n++] = *token;
	if (token->kind == PG_WORD) {
		follow_word(r, token);
	} else if (token->kind == PG_MARK) {
		r->depth += *token->at == '(';
		r->depth -= *token->at == ')' && r->depth > 0;
		ends = *token->at == ';' && r->depth == 0 && !r->in_body;
	}
	r->before = *token;
	return ends;
}

/* Empty statements are none. */
static struct pg_token first_token(struct reader *r)
{
	struct pg_token token;
	do
		token = pg_scan(&r->at, r->end);
	while (pg_is_mark(&token, ';'));
	return token;
}

static bool is_backslash(const struct pg_token *token)
{
	return token->kind == PG_STRANGE && *token->at == '\\';
}

int pg_split(const struct ddlect_dialect *self, const char *text, uint64_t length,
	     uint64_t at, struct ddlect_piece *piece, ddlect_token *token, void *context,
	     struct ddlect_err *err)
{
	struct reader r = {.at = text + at,
			   .end = text + length,
			   .token = token,
			   .context = context};
	(void)self;
	*piece = (struct ddlect_piece){0};
	struct pg_token next = first_token(&r);
	if (next.kind == PG_END)
		return 0;
	r.statement.begin = next.at;
	bool ended = false;
	while (!ended && next.kind != PG_END && !is_backslash(&next)) {
		if (next.kind == PG_BROKEN)
			return broken(text, &next, piece, err);
		ended = follow(&r, &next);
		if (!ended)
			hand_out(&r, &next);
		if (next.kind == PG_STRING && more_of_string(&r, &next, &next) < 0)
			return broken(text, &next, piece, err);
		if (!ended)
			next = pg_scan(&r.at, r.end);
	}
	if (token)
		token(context, ";", 1); /* the last one may do without */
	if (is_backslash(&next)) {
		pg_split_psql(next.at, r.end, piece);
		const char *line = memchr(next.at, '\n', (size_t)(r.end - next.at));
		r.at = line ? line : r.end;
	} else {
		r.statement.end = r.at;
		pg_split_kind(&r.statement, piece);
	}
	piece->begin = (uint64_t)(r.statement.begin - text);
	piece->end = (uint64_t)(r.at - text);
	return 1;
}
