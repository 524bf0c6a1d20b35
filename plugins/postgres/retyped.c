/* SPDX-License-Identifier: Apache-2.0 */
/* Retyped: see retyped.h. Names are read off tokens; a wrong "yes" costs a noisy change. */
#include <stdlib.h>

#include "plugins/postgres/lex.h"
#include "plugins/postgres/retyped.h"

const struct ddlect_column *column_before(const struct ddlect_table *table,
					  const struct ddlect_column *column,
					  uint32_t place)
{
	if (place < table->n_columns &&
	    strcmp(table->columns[place]->name, column->name) == 0)
		return table->columns[place];
	const struct ddlect_column *found = ddlect_column_find(table, column->name);
	return found || !column->renamed_from
		       ? found
		       : ddlect_column_find(table, column->renamed_from);
}

/* The name of a type, without its length. */
static bool same_name_of_type(const struct ddlect_type *a, const struct ddlect_type *b)
{
	if (!a->name || !b->name)
		return a->name == b->name;
	size_t length = strcspn(a->name, "(");
	return length == strcspn(b->name, "(") && strncmp(a->name, b->name, length) == 0;
}

bool retyped_type(const struct ddlect_type *to, const struct ddlect_type *from)
{
	if (to->kind == DDLECT_TYPE_NATIVE && from->kind == DDLECT_TYPE_NATIVE)
		return false;
	return to->kind != from->kind || to->dims != from->dims ||
	       !same_name_of_type(to, from);
}

bool retyped_named(const struct retyped *retyped, const char *text)
{
	const char *end = text + strlen(text);
	char name[256];
	if (retyped->n == 0)
		return false;
	for (;;) {
		struct pg_token token = pg_lex(&text, end);
		if (token.kind == PG_END || token.kind == PG_BROKEN)
			return false;
		if ((token.kind != PG_WORD && token.kind != PG_QUOTED) ||
		    !pg_token_name(&token, name, sizeof(name)))
			continue;
		for (uint32_t i = 0; i < retyped->n; i++)
			if (strcmp(retyped->list[i]->name, name) == 0)
				return true;
	}
}

static uint32_t count_casts(const char *text)
{
	const char *end = text + strlen(text);
	for (uint32_t n = 0;;) {
		struct pg_token token = pg_lex(&text, end);
		if (token.kind == PG_END || token.kind == PG_BROKEN)
			return n;
		n += pg_is(&token, "::");
	}
}

bool retyped_says_same(const char *said, const char *words, bool retyped)
{
	return pg_expr_same(said, words) &&
	       (!retyped || count_casts(words) <= count_casts(said));
}

int retyped_find(struct retyped *retyped, const struct ddlect_table *to,
		 const struct ddlect_table *from)
{
	retyped->n = 0;
	for (uint32_t i = 0; i < to->n_columns; i++) {
		const struct ddlect_column *column =
			column_before(from, to->columns[i], i);
		if (!column || !retyped_type(to->columns[i]->type, column->type))
			continue;
		const struct ddlect_column **list =
			realloc(retyped->list, (retyped->n + 1) * sizeof(*list));
		if (!list)
			return -1;
		retyped->list = list;
		retyped->list[retyped->n++] = to->columns[i];
	}
	return 0;
}

void retyped_clear(struct retyped *retyped)
{
	free(retyped->list);
	*retyped = (struct retyped){0};
}
