/* SPDX-License-Identifier: Apache-2.0 */
/* Adopted: see adopted.h. */
#include <string.h>

#include "plugins/postgres/adopted.h"

#include "gen/postgres_sql.h"

struct finding {
	struct ddlect_buf *out;
	uint64_t n;
};

/* Most texts have none of these words, and needn't be told apart once more. */
static bool has_words(const char *text, uint64_t length)
{
	static const char *const words[] = {"exists", "replace"};
	for (uint64_t i = 0; i + 6 < length; i++)
		for (int word = 0; word < 2; word++) {
			size_t n = strlen(words[word]);
			if ((text[i] | 0x20) == words[word][0] && length - i >= n &&
			    ddlect_ascii_same(text + i, words[word], n))
				return true;
		}
	return false;
}

static int add_effect(void *context, const struct ddlect_effect *e,
		      struct ddlect_err *err)
{
	struct finding *finding = context;
	struct ddlect_buf *out = finding->out;
	char number[32];
	(void)err;
	if (e->verb != DDLECT_EFFECT_CREATE || !(e->flags & DDLECT_EFFECT_PERHAPS))
		return 0;
	ddlect_raw(out,
		   finding->n++ ? ", (" : "WITH w (object, schema, name) AS (VALUES (");
	snprintf(number, sizeof(number), "%u, ", e->object);
	ddlect_raw(out, number);
	if (e->schema)
		pg_literal_write(out, e->schema);
	else
		ddlect_raw(out, "NULL");
	ddlect_raw(out, ", ");
	pg_literal_write(out, e->name);
	ddlect_raw(out, ")");
	return 0;
}

int adopted_write(struct ddlect_buf *out, const struct ddlect_dialect *dialect,
		  const char *text, uint64_t length)
{
	struct finding finding = {.out = out};
	struct ddlect_piece piece = {0};
	struct ddlect_err err;
	int found = 0;
	if (!has_words(text, length))
		return 0;
	for (uint64_t at = 0; (found = dialect->split(dialect, text, length, at, &piece,
						      NULL, NULL, &err)) > 0;
	     at = piece.end) {
		found = dialect->effects(dialect, text + piece.begin,
					 piece.end - piece.begin, add_effect, &finding,
					 &err);
		if (found < 0)
			break;
	}
	if (found < 0 || finding.n == 0) {
		ddlect_host->buf_reset(out);
		return found;
	}
	ddlect_raw(out, ") ");
	ddlect_raw(out, sql_adopted);
	return 1;
}

/* What could be taken for the list's own marks is spelled out. */
static void add_name(struct ddlect_buf *list, const char *name)
{
	char code[8];
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;
		bool plain = c >= 0x80 || c == '_' || (c >= '0' && c <= '9') ||
			     ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
		snprintf(code, sizeof(code), plain ? "%c" : "%%%02x", c);
		ddlect_raw(list, code);
	}
}

void adopted_add(struct ddlect_buf *list, const struct row *row)
{
	const char *before = ddlect_host->buf_text(list);
	ddlect_raw(list, before && *before ? " " : "");
	ddlect_raw(list, row_text(row, 0));
	ddlect_raw(list, ":");
	add_name(list, row_text(row, 1));
	ddlect_raw(list, ".");
	add_name(list, row_text(row, 2));
}
