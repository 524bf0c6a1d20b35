/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the DBML writer: names, texts, types. What is written here reads back exactly. */
#include <stdint.h>
#include <string.h>

#include "core/declare/dbml_type.h"
#include "core/declare/dbml_writing.h"
#include "core/model/schema.h"

struct ddlect_buf *list_next(struct list *list)
{
	buf_text(list->out, list->open ? ", " : " [");
	list->open = true;
	return list->out;
}

void list_end(struct list *list)
{
	if (list->open)
		buf_text(list->out, "]");
}

static bool is_word(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		char c = text[i];
		bool letter =
			(c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
		if (!letter && (i == 0 || c < '0' || c > '9'))
			return false;
	}
	return length > 0;
}

static void escape(struct ddlect_buf *out, char c)
{
	switch (c) {
	case '\n':
		buf_text(out, "\\n");
		break;
	case '\t':
		buf_text(out, "\\t");
		break;
	case '\r':
		buf_text(out, "\\r");
		break;
	case '\\':
		buf_text(out, "\\\\");
		break;
	default:
		buf_printf(out, "\\u%04x", (unsigned char)c);
		break;
	}
}

static void write_quoted(struct ddlect_buf *out, const char *text, char quote)
{
	buf_raw(out, &quote, 1);
	for (const char *at = text; *at; at++) {
		if (*at == quote) {
			buf_raw(out, "\\", 1);
			buf_raw(out, at, 1);
		} else if ((unsigned char)*at < 0x20 || *at == '\\') {
			escape(out, *at);
		} else {
			buf_raw(out, at, 1);
		}
	}
	buf_raw(out, &quote, 1);
}

void write_name(struct ddlect_buf *out, const char *name)
{
	if (is_word(name, strlen(name)) && strcmp(name, "as") != 0)
		buf_text(out, name);
	else
		write_quoted(out, name, '"');
}

void write_path(struct ddlect_buf *out, const char *schema, const char *name)
{
	if (schema) {
		write_name(out, schema);
		buf_text(out, ".");
	}
	write_name(out, name);
}

void write_columns(struct ddlect_buf *out, const char *const *columns, uint32_t n)
{
	buf_text(out, "(");
	for (uint32_t i = 0; i < n; i++) {
		if (i)
			buf_text(out, ", ");
		write_name(out, columns[i]);
	}
	buf_text(out, ")");
}

void write_text(struct ddlect_buf *out, const char *text)
{
	write_quoted(out, text, '\'');
}

/* In triple quotes: backslashes, and what could be three quotes, are escaped. */
static void write_tripled(struct ddlect_buf *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		bool run = text[i] == '\'' && ((i > 0 && text[i - 1] == '\'') ||
					       (i + 1 < length && text[i + 1] == '\''));
		if (text[i] == '\\' || text[i] == '\r')
			escape(out, text[i]);
		else if (run)
			buf_text(out, "\\'");
		else
			buf_raw(out, text + i, 1);
	}
}

/* Do lines survive being indented: the first says something, one isn't indented? */
static bool is_block(const char *text)
{
	bool flush = false;
	if (!strchr(text, '\n') || text[strspn(text, " \t")] == '\n')
		return false;
	for (const char *at = text; *at; at++)
		if ((unsigned char)*at < 0x20 && *at != '\n' && *at != '\t')
			return false;
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n' && line != text;
		flush |= !strchr(" \t\n", *line); /* which holds NUL too */
	}
	return flush;
}

void write_note(struct ddlect_buf *out, const char *text, int indent)
{
	if (!is_block(text)) {
		write_text(out, text);
		return;
	}
	buf_text(out, "'''\n");
	for (const char *line = text; line;) {
		size_t length = strcspn(line, "\n");
		if (length)
			buf_printf(out, "%*s", indent + 2, "");
		write_tripled(out, line, length);
		buf_text(out, "\n");
		line = line[length] ? line + length + 1 : NULL;
	}
	buf_printf(out, "%*s'''", indent, "");
}

bool fits_backticks(const char *text)
{
	return !strpbrk(text, "`\r");
}

void write_inner(struct ddlect_buf *out, const char *text)
{
	if (!fits_backticks(text)) {
		write_quoted(out, text, '"');
		return;
	}
	buf_text(out, "`");
	buf_text(out, text);
	buf_text(out, "`");
}

void write_lines(struct ddlect_buf *out, const char *key, struct ddlect_buf *lines)
{
	if (!lines->length)
		return;
	buf_printf(out, "  %s: '''\n", key);
	write_tripled(out, lines->text, lines->length);
	buf_text(out, "  '''\n");
	buf_reset(lines);
}

bool is_free_key(const char *key, bool column)
{
	static const char *const table_keys[] = {"note",     "headercolor",  "dep",
						 "resource", "renamed_from", "attributes",
						 "indexes",  "checks",	     "refs"};
	static const char *const column_keys[] = {
		"pk",		"null",	       "unique",
		"increment",	"default",     "check",
		"ref",		"dep",	       "note",
		"attributes",	"collation",   "default_expression",
		"renamed_from", "generated",   "virtual",
		"identity",	"type_schema", "identity_options",
		"delete",	"update"};
	const char *const *keys = column ? column_keys : table_keys;
	size_t n = column ? sizeof(column_keys) / sizeof(*column_keys)
			  : sizeof(table_keys) / sizeof(*table_keys);
	for (size_t i = 0; i < n; i++)
		if (strcmp(key, keys[i]) == 0)
			return false;
	for (const char *at = key; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			return false;
	return is_word(key, strlen(key));
}

/* word or word(word,word), and no word for a neutral type. */
static bool is_bare_type(const char *name)
{
	size_t length = strcspn(name, "(");
	char word[32];
	if (!is_word(name, length) || length >= sizeof(word))
		return false;
	memcpy(word, name, length);
	word[length] = '\0';
	if (dbml_type_is_neutral(word))
		return false;
	if (!name[length])
		return true;
	size_t end = strlen(name) - 1;
	if (name[end] != ')' || end == length + 1)
		return false;
	for (size_t i = length + 1; i < end; i++) {
		bool first = i == length + 1 || name[i - 1] == ',';
		if (name[i] == ','
			    ? first || i + 1 == end
			    : !is_word(name + i, 1) && (name[i] < '0' || name[i] > '9'))
			return false;
	}
	return true;
}

bool needs_type_schema(const struct ddlect_type *type)
{
	return type->kind == DDLECT_TYPE_NATIVE && type->schema &&
	       strcmp(type->schema, "public") == 0;
}

static void write_named_type(struct ddlect_buf *out, const struct ddlect_type *type)
{
	bool native = type->kind == DDLECT_TYPE_NATIVE;
	const char *name = type->name ? type->name : "";
	if (type->schema && !needs_type_schema(type)) {
		write_path(out, type->schema, name);
	} else if (native ? is_bare_type(name) : !dbml_type_is_neutral(name)) {
		if (native)
			buf_text(out, name);
		else
			write_name(out, name);
	} else {
		write_quoted(out, name, '"');
	}
}

void write_type(struct writing *w, const struct ddlect_type *type)
{
	const char *word = dbml_type_neutral(type->kind);
	if (!word) {
		write_named_type(w->out, type);
	} else {
		buf_text(w->out, word);
		if (type->precision >= 0 && type->scale >= 0)
			buf_printf(w->out, "(%d,%d)", (int)type->precision,
				   (int)type->scale);
		else if (type->precision >= 0)
			buf_printf(w->out, "(%d)", (int)type->precision);
	}
	for (uint32_t i = 0; i < type->dims; i++)
		buf_text(w->out, "[]");
}
