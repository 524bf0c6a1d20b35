/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strings of DBML: what a token says once quotes, escapes and indentation are gone. Words
 * are decoded into a ring of buffers, so that nothing is kept that the model doesn't keep.
 */
#include <string.h>

#include "core/declare/dbml_read.h"

struct ddlect_buf *dbml_scratch(struct dbml_reader *r)
{
	struct ddlect_buf *buf = &r->words[r->next_word++ % DBML_WORDS];
	buf_reset(buf);
	return buf;
}

static void put_character(struct ddlect_buf *out, uint32_t c)
{
	char bytes[4];
	size_t n = 0;
	if (c < 0x80) {
		bytes[n++] = (char)c;
	} else if (c < 0x800) {
		bytes[n++] = (char)(0xc0 | c >> 6);
		bytes[n++] = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		bytes[n++] = (char)(0xe0 | c >> 12);
		bytes[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		bytes[n++] = (char)(0x80 | (c & 0x3f));
	} else {
		bytes[n++] = (char)(0xf0 | c >> 18);
		bytes[n++] = (char)(0x80 | (c >> 12 & 0x3f));
		bytes[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		bytes[n++] = (char)(0x80 | (c & 0x3f));
	}
	buf_raw(out, bytes, n);
}

/* Four hexadecimal digits; -1 when they aren't. */
static int32_t hex4(const char *at, const char *end)
{
	int32_t value = 0;
	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = at[i];
		int32_t digit = c >= '0' && c <= '9'   ? c - '0'
				: c >= 'a' && c <= 'f' ? c - 'a' + 10
				: c >= 'A' && c <= 'F' ? c - 'A' + 10
						       : -1;
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* `\uXXXX`, from behind the u; pairs make one character. Returns what is behind it. */
static const char *decode_unicode(struct dbml_reader *r, const struct token *token,
				  const char *at, const char *end, struct ddlect_buf *out)
{
	int32_t c = hex4(at, end);
	if (c >= 0xd800 && c < 0xdc00 && end - at > 5 && at[4] == '\\' && at[5] == 'u') {
		int32_t low = hex4(at + 6, end);
		if (low >= 0xdc00 && low < 0xe000) {
			put_character(out, 0x10000u + (((uint32_t)c - 0xd800u) << 10) +
						   ((uint32_t)low - 0xdc00u));
			return at + 10;
		}
	}
	if (c <= 0 || (c >= 0xd800 && c < 0xe000)) {
		if (c == 0)
			dbml_error(r, token, "a text can't hold the character 0");
		else
			dbml_hint(
				r,
				dbml_error(r, token, "\\u isn't followed by a character"),
				"write \\u and four hexadecimal digits, as in "
				"\\u00e9");
		return c < 0 ? at : at + 4;
	}
	put_character(out, (uint32_t)c);
	return at + 4;
}

static const char *decode_escape(struct dbml_reader *r, const struct token *token,
				 const char *at, const char *end, struct ddlect_buf *out)
{
	static const char codes[] = "tnrbvf";
	static const char means[] = "\t\n\r\b\v\f";
	if (at >= end) {
		buf_raw(out, "\\", 1);
		return at;
	}
	char c = *at++;
	const char *code = strchr(codes, c);
	if (c == '\r' && at < end && *at == '\n')
		return at + 1; /* the line goes on */
	if (c == '\n' || c == '\r')
		return at;
	if (c == 'u')
		return decode_unicode(r, token, at, end, out);
	if (c == ' ')
		buf_raw(out, "\\ ", 2);
	else if (c == '0')
		dbml_error(r, token, "a text can't hold the character 0");
	else if (code)
		buf_raw(out, &means[code - codes], 1);
	else
		buf_raw(out, &c, 1);
	return at;
}

static void decode(struct dbml_reader *r, const struct token *token, const char *at,
		   const char *end, struct ddlect_buf *out)
{
	bool raw = token->kind == TOKEN_EXPR;
	while (at < end) {
		char c = *at++;
		if (c == '\\' && !raw) {
			at = decode_escape(r, token, at, end, out);
		} else if (c != '\r' || at >= end || *at != '\n') {
			buf_raw(out, &c, 1);
		}
	}
}

static void inside(const struct token *token, const char **at, const char **end)
{
	*at = token->at + token->quotes;
	*end = token->at + token->length - (token->unfinished ? 0 : token->quotes);
	if (*end < *at)
		*end = *at;
}

const char *dbml_word(struct dbml_reader *r, const struct token *token)
{
	struct ddlect_buf *out = dbml_scratch(r);
	if (!token->quotes) {
		buf_raw(out, token->at, token->length);
	} else {
		const char *at = NULL;
		const char *end = NULL;
		inside(token, &at, &end);
		if (token->plain)
			buf_raw(out, at, (size_t)(end - at));
		else
			decode(r, token, at, end, out);
	}
	if (out->broken)
		dbml_no_memory(r);
	return out->text;
}

const char *dbml_lower(struct dbml_reader *r, const struct token *token)
{
	char *word = (char *)(uintptr_t)dbml_word(r, token);
	for (char *at = word; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at + ('a' - 'A'));
	return word;
}

const char *dbml_keep(struct dbml_reader *r, const char *text)
{
	const char *copy = arena_text(r->arena, text, strlen(text));
	if (!copy)
		dbml_no_memory(r);
	return copy;
}

static size_t indentation(const char *line, const char *end)
{
	size_t n = 0;
	while (line + n < end && (line[n] == ' ' || line[n] == '\t'))
		n++;
	return n;
}

static const char *line_end(const char *line)
{
	const char *stop = strchr(line, '\n');
	return stop ? stop : line + strlen(line);
}

/* The least indentation of the lines that hold something. */
static size_t least_indentation(const char *text)
{
	size_t least = SIZE_MAX;
	for (const char *line = text;;) {
		const char *end = line_end(line);
		size_t blank = indentation(line, end);
		if (line + blank < end && blank < least)
			least = blank;
		if (!*end)
			return least == SIZE_MAX ? 0 : least;
		line = end + 1;
	}
}

/*
 * A block of text: empty lines at the top go, and so does the indentation that all lines
 * share. The last line goes when it is blank: it only puts the closing quotes on a line.
 */
static void dedent(const char *text, struct ddlect_buf *out)
{
	size_t least = least_indentation(text);
	bool begun = false;
	for (const char *line = text;;) {
		const char *end = line_end(line);
		size_t blank = indentation(line, end);
		bool empty = line + blank == end;
		if (begun && !(empty && !*end))
			buf_raw(out, "\n", 1);
		size_t cut = blank < least ? blank : least;
		begun = begun || !empty;
		if (begun && !(empty && !*end))
			buf_raw(out, line + cut, (size_t)(end - line) - cut);
		if (!*end)
			return;
		line = end + 1;
	}
}

const char *dbml_note(struct dbml_reader *r, const struct token *token)
{
	const char *text = dbml_word(r, token);
	if (token->quotes == 3) {
		struct ddlect_buf *out = dbml_scratch(r);
		dedent(text, out);
		if (buf_broken(out))
			dbml_no_memory(r);
		text = out->text;
	}
	return dbml_keep(r, text);
}
