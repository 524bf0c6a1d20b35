/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TablePartials going into tables: the partial's body is parsed again, into the table.
 *
 * What the table says wins; of two partials the one that is injected last. So the last one
 * is injected first, and a column that is there already is passed over.
 */
#include <string.h>

#include "core/declare/dbml_read.h"

static uint32_t column_place(const struct ddlect_table *table, const char *name)
{
	uint32_t i = 0;
	while (i < table->n_columns && strcmp(table->columns[i]->name, name) != 0)
		i++;
	return i;
}

/* A key that columns made has their order. */
static void primary_sort(struct ddlect_table *table)
{
	struct ddlect_key *key = table->primary;
	for (uint32_t i = 1; i < key->n_columns; i++)
		for (uint32_t j = i; j > 0; j--) {
			const char *one = key->columns[j - 1];
			const char *two = key->columns[j];
			if (column_place(table, one) < column_place(table, two))
				break;
			key->columns[j - 1] = two;
			key->columns[j] = one;
		}
}

/* The columns from `first` on go before the one at `to`. */
static void columns_move(struct ddlect_table *table, uint32_t first, uint32_t to)
{
	for (uint32_t i = first; i < table->n_columns; i++, to++) {
		struct ddlect_column *column = table->columns[i];
		memmove(table->columns + to + 1, table->columns + to,
			(i - to) * sizeof(*table->columns));
		table->columns[to] = column;
	}
}

static void partial_missing(struct dbml_reader *r, const struct injection *injection)
{
	struct near near = near_to(injection->partial);
	struct diag *diag =
		dbml_error(r, &injection->place, "there is no TablePartial \"%s\"",
			   injection->partial);
	for (uint32_t i = 0; i < r->file->n_own_partials; i++)
		near_try(&near, r->file->own_partials[i]->name);
	diag_hint_near(r->diags, diag, near.best, "declare it, or import it with use");
}

static void inject(struct dbml_reader *r, const struct injection *injection,
		   struct table_state *state)
{
	struct dbml_file *file = r->file;
	struct ddlect_table *table = injection->table;
	struct dbml_partial *partial = map_get(&file->partials, NULL, injection->partial);
	if (!partial)
		return; /* which was said */
	uint32_t before = table->n_columns;
	state->table = table;
	state->partial = partial;
	state->injecting = true;
	if (partial->body.at) { /* its head was whole */
		r->quiet++;
		r->file = partial->file;
		r->lex = partial->body;
		dbml_table_body(r, state);
		r->file = file;
		r->quiet--;
	}
	columns_move(table, before, injection->n_columns);
	if (!table->comment)
		table->comment = partial->note;
}

/* Each is missed once, where it is wanted first: hundreds of tables may want it. */
static void find_missing(struct dbml_reader *r)
{
	struct map missed = {0};
	for (uint32_t i = 0; i < r->file->n_injections && !r->broken; i++) {
		const struct injection *injection = r->file->injections[i];
		const char *name = injection->partial;
		if (map_get(&r->file->partials, NULL, name) ||
		    map_get(&missed, NULL, name))
			continue;
		partial_missing(r, injection);
		if (map_set(&missed, r->arena, NULL, name, r) < 0)
			dbml_no_memory(r);
	}
}

/* The same partial once more in the same table. */
static bool is_again(struct dbml_reader *r, uint32_t i)
{
	struct injection *const *list = r->file->injections;
	for (uint32_t j = i; j > 0 && list[j - 1]->table == list[i]->table; j--)
		if (strcmp(list[j - 1]->partial, list[i]->partial) == 0) {
			dbml_error(r, &list[i]->place,
				   "TablePartial \"%s\" is injected twice",
				   list[i]->partial);
			return true;
		}
	return false;
}

void dbml_inject_all(struct dbml_reader *r)
{
	struct lexer lex = r->lex;
	struct table_state state = {0};
	find_missing(r);
	for (uint32_t i = r->file->n_injections; i > 0 && !r->broken; i--) {
		const struct injection *injection = r->file->injections[i - 1];
		if (injection->last)
			state = (struct table_state){.keyed = injection->keyed};
		if (!is_again(r, i - 1))
			inject(r, injection, &state);
		bool first =
			i == 1 || r->file->injections[i - 2]->table != injection->table;
		if (first && state.keyed == KEYED_INLINE)
			primary_sort(injection->table);
	}
	r->lex = lex;
}
