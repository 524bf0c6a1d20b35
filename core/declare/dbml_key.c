/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys of DBML: they come out of columns and of `indexes { }`, and the two may say the same
 * one. A table has one primary key; a unique constraint is there once, under its name.
 */
#include <string.h>

#include "core/declare/dbml_read.h"

static bool key_has(const struct ddlect_key *key, const char *column)
{
	for (uint32_t i = 0; i < key->n_columns; i++)
		if (strcmp(key->columns[i], column) == 0)
			return true;
	return false;
}

static bool key_same(const struct ddlect_key *key, const char *const *columns, uint32_t n)
{
	if (key->n_columns != n)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(key->columns[i], columns[i]) != 0)
			return false;
	return true;
}

static void key_column(struct dbml_reader *r, struct ddlect_key *key, const char *column)
{
	if (string_add(r->schema, &key->columns, &key->n_columns, column) < 0)
		dbml_no_memory(r);
}

static void second_primary(struct dbml_reader *r, const struct table_state *state,
			   const struct token *where)
{
	if (state->injecting)
		return; /* what the table itself says wins */
	dbml_hint(r,
		  dbml_error(r, where, "table \"%s\" has two primary keys",
			     state->table->name),
		  "write one of several columns as indexes { (a, b) [pk] }");
}

void dbml_primary_add(struct dbml_reader *r, struct table_state *state,
		      const struct token *where, const char *column)
{
	struct ddlect_table *table = state->table;
	if (table->primary && key_has(table->primary, column))
		return;
	if (state->keyed & KEYED_INDEX) {
		second_primary(r, state, where);
		return;
	}
	if (!table->primary) {
		table->primary = key_new(r->schema, NULL);
		if (!table->primary) {
			dbml_no_memory(r);
			return;
		}
		table->primary->pos = dbml_pos(r, where);
	}
	state->keyed |= KEYED_INLINE;
	key_column(r, table->primary, column);
}

struct ddlect_key *dbml_primary_set(struct dbml_reader *r, struct table_state *state,
				    const struct token *where, const char **columns,
				    uint32_t n)
{
	struct ddlect_table *table = state->table;
	if (table->primary && !key_same(table->primary, columns, n)) {
		second_primary(r, state, where);
		return NULL;
	}
	if (!table->primary && !(table->primary = key_new(r->schema, NULL))) {
		dbml_no_memory(r);
		return NULL;
	}
	table->primary->columns = columns;
	table->primary->n_columns = n;
	table->primary->pos = dbml_pos(r, where);
	state->keyed = KEYED_INDEX;
	return table->primary;
}

/* Did a column say it, with `unique` among its settings? */
static bool key_is_columns(const struct ddlect_table *table, const struct ddlect_key *key)
{
	const struct ddlect_column *column = column_find(table, key->columns[0]);
	return column && key->n_columns == 1 && key->pos.line == column->pos.line &&
	       key->pos.column == column->pos.column;
}

struct ddlect_key *dbml_unique_add(struct dbml_reader *r, struct table_state *state,
				   const char *name, const char *const *columns,
				   uint32_t n, struct ddlect_pos pos)
{
	struct ddlect_table *table = state->table;
	for (uint32_t i = 0; i < table->n_uniques; i++) {
		struct ddlect_key *key = table->uniques[i];
		bool again = state->injecting && !name;
		if (!key_same(key, columns, n) ||
		    (!again && (key->name || !key_is_columns(table, key))))
			continue;
		if (name)
			key->name = dbml_keep(r, name);
		return key;
	}
	struct ddlect_key *key = unique_add(r->schema, table, name);
	if (!key) {
		dbml_no_memory(r);
		return NULL;
	}
	key->pos = pos;
	for (uint32_t i = 0; i < n; i++)
		key_column(r, key, columns[i]);
	return key;
}
