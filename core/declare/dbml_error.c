/* SPDX-License-Identifier: Apache-2.0 */
/* Reports of the DBML reader, and how it gets on after one. See dbml_read.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/utf8.h"
#include "core/declare/dbml_read.h"

#define SOURCE_LIMIT 512u

int dbml_no_memory(struct dbml_reader *r)
{
	r->broken = true;
	r->lex.at = r->lex.end;
	r->lex.n_ahead = 0;
	return -1;
}

struct ddlect_pos dbml_pos(const struct dbml_reader *r, const struct token *token)
{
	size_t before = (size_t)(token->at - token->line_start);
	return (struct ddlect_pos){.file = r->file->path,
				   .line = token->line,
				   .column = utf8_count(token->line_start, before) + 1};
}

/* Texts end in NUL, whichever file the token is of. */
static size_t line_length(const char *line)
{
	size_t length = strcspn(line, "\n");
	if (length > 0 && line[length - 1] == '\r')
		length--;
	return length > SOURCE_LIMIT ? utf8_cut(line, SOURCE_LIMIT) : length;
}

static bool is_reported(const struct dbml_reader *r, struct ddlect_pos pos,
			const char *message)
{
	for (uint32_t i = 0; i < r->diags->n; i++) {
		const struct diag *diag = r->diags->list[i];
		if (diag->pos.line == pos.line && diag->pos.column == pos.column &&
		    diag->pos.file == pos.file && strcmp(diag->message, message) == 0)
			return true;
	}
	return false;
}

static struct diag *dbml_report(struct dbml_reader *r, uint32_t severity,
				const struct token *where, const char *message)
{
	struct ddlect_pos pos = dbml_pos(r, where);
	if (r->quiet || is_reported(r, pos, message))
		return NULL;
	struct diag *diag = diag_add(r->diags, severity, pos, "%s", message);
	const char *line = where->line_start;
	size_t length = line_length(line);
	diag->source = arena_text(r->arena, line, length);
	size_t room = (size_t)(where->at - line) < length
			      ? length - (size_t)(where->at - line)
			      : 0;
	size_t wide = where->length < room ? where->length : room;
	const char *stop = memchr(where->at, '\n', wide);
	diag->width = utf8_count(where->at, stop ? (size_t)(stop - where->at) : wide);
	if (!diag->width)
		diag->width = 1;
	return diag;
}

static struct diag *report_format(struct dbml_reader *r, uint32_t severity,
				  const struct token *where, const char *format,
				  va_list ap)
{
	char text[1024];
	vsnprintf(text, sizeof(text), format, ap);
	return r->broken ? NULL : dbml_report(r, severity, where, text);
}

struct diag *dbml_error(struct dbml_reader *r, const struct token *where,
			const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	struct diag *diag = report_format(r, DIAG_ERROR, where, format, ap);
	va_end(ap);
	return diag;
}

struct diag *dbml_warning(struct dbml_reader *r, const struct token *where,
			  const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	struct diag *diag = report_format(r, DIAG_WARNING, where, format, ap);
	va_end(ap);
	return diag;
}

void dbml_hint(struct dbml_reader *r, struct diag *diag, const char *format, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (diag)
		diag_hint(r->diags, diag, "%s", text);
}

const char *dbml_describe(struct dbml_reader *r, const struct token *token)
{
	if (token->kind == TOKEN_END)
		return "the end of the file";
	if (token->kind == TOKEN_STRING)
		return "a string";
	if (token->kind == TOKEN_EXPR)
		return "an expression";
	struct ddlect_buf *out = dbml_scratch(r);
	size_t length = token->length < 40 ? token->length : utf8_cut(token->at, 40);
	buf_printf(out, "\"%.*s%s\"", (int)length, token->at,
		   length < token->length ? "…" : "");
	return out->text;
}

bool dbml_expect(struct dbml_reader *r, uint8_t kind, const char *what)
{
	if (dbml_take(r, kind))
		return true;
	const struct token *token = dbml_peek(r, 0);
	dbml_error(r, token, "expected %s, got %s", what, dbml_describe(r, token));
	return false;
}

bool dbml_block_ends(struct dbml_reader *r, const struct token *open, const char *format,
		     ...)
{
	char what[512];
	va_list ap;
	if (dbml_take(r, TOKEN_CLOSE_BRACE))
		return true;
	if (dbml_peek(r, 0)->kind != TOKEN_END)
		return false;
	va_start(ap, format);
	vsnprintf(what, sizeof(what), format, ap);
	va_end(ap);
	dbml_hint(r, dbml_error(r, open, "%s is never closed", what), "close it with }");
	return true;
}

void dbml_skip_block(struct dbml_reader *r)
{
	for (uint32_t depth = 1; depth > 0;) {
		struct token token = dbml_next(r);
		if (token.kind == TOKEN_END)
			return;
		if (token.kind == TOKEN_OPEN_BRACE)
			depth++;
		else if (token.kind == TOKEN_CLOSE_BRACE)
			depth--;
	}
}

/* Lines end where no bracket is open; a block that is opened is skipped whole. */
void dbml_skip_line(struct dbml_reader *r)
{
	int64_t depth = 0;
	while (dbml_peek(r, 0)->kind != TOKEN_END) {
		const struct token *token = dbml_peek(r, 0);
		if (token->kind == TOKEN_CLOSE_BRACE || (token->first && depth <= 0))
			return;
		switch (dbml_next(r).kind) {
		case TOKEN_OPEN_PAREN:
		case TOKEN_OPEN_BRACKET:
			depth++;
			break;
		case TOKEN_CLOSE_PAREN:
		case TOKEN_CLOSE_BRACKET:
			depth--;
			break;
		case TOKEN_OPEN_BRACE:
			dbml_skip_block(r);
			return;
		default:
			break;
		}
	}
}

void dbml_skip_rest(struct dbml_reader *r, const struct token *start)
{
	const struct token *token = dbml_peek(r, 0);
	if (token->at == start->at && token->kind != TOKEN_CLOSE_BRACE)
		dbml_next(r);
	dbml_skip_line(r);
}

void dbml_end_line(struct dbml_reader *r, const char *after)
{
	if (dbml_at_line_end(r))
		return;
	const struct token *token = dbml_peek(r, 0);
	struct diag *diag = dbml_error(r, token, "unexpected %s after %s",
				       dbml_describe(r, token), after);
	if (token->kind == TOKEN_SEMICOLON || token->kind == TOKEN_COMMA)
		dbml_hint(r, diag, "lines end without a %s",
			  token->kind == TOKEN_COMMA ? "comma" : "semicolon");
	else
		dbml_hint(r, diag, "start a new line here");
	dbml_next(r);
	dbml_skip_line(r);
}
