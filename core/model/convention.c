/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conventions: columns and keys that a group of providers rely on, added to each table
 * where they aren't declared already. What is declared always wins. Each convention is a
 * function in the list below; a dialect may add more of its own when it lowers.
 */
#include <string.h>

#include "core/base/near.h"
#include "core/model/check.h"
#include "core/model/schema.h"

/* Move the column at `from` up to `to`, where the ones between make room. */
static void column_move(struct ddlect_table *table, uint32_t from, uint32_t to)
{
	struct ddlect_column *column = table->columns[from];
	memmove(table->columns + to + 1, table->columns + to,
		(from - to) * sizeof(struct ddlect_column *));
	table->columns[to] = column;
}

/* The column at place `at`, unless it is declared; NULL in `*made` then. */
static int column_put(struct ddlect_schema *schema, struct ddlect_table *table,
		      uint32_t at, const char *name, uint32_t kind,
		      struct ddlect_column **made)
{
	*made = NULL;
	if (column_find(table, name))
		return 0;
	const struct ddlect_type *type = type_get(
		schema,
		&(struct ddlect_type){.kind = kind, .precision = -1, .scale = -1});
	*made = type ? column_add(schema, table, name, type) : NULL;
	if (!*made)
		return -1;
	(*made)->pos = table->pos;
	column_move(table, table->n_columns - 1, at);
	return 0;
}

static int key_put(struct ddlect_schema *schema, struct ddlect_key *key,
		   const struct ddlect_table *table, const char *column)
{
	if (!key || string_add(schema, &key->columns, &key->n_columns, column) < 0)
		return -1;
	key->pos = table->pos;
	return 0;
}

#define ID "cq_id"
#define META "cq_meta"

static int cloudquery_table(struct ddlect_schema *schema, struct ddlect_table *table)
{
	struct ddlect_column *id;
	struct ddlect_column *meta;
	if (column_put(schema, table, 0, ID, DDLECT_TYPE_UUID, &id) < 0 ||
	    column_put(schema, table, id ? 1 : 0, META, DDLECT_TYPE_JSON, &meta) < 0)
		return -1;
	if (id)
		id->not_null = 1;
	/* A primary key is unique already. */
	if (id && table->primary &&
	    key_put(schema, unique_add(schema, table, NULL), table, ID) < 0)
		return -1;
	if (!table->primary) {
		table->primary = key_new(schema, NULL);
		if (key_put(schema, table->primary, table, ID) < 0)
			return -1;
	}
	for (uint32_t i = 0; i < table->n_fks; i++) {
		struct ddlect_fk *fk = table->fks[i];
		if (fk->n_columns == 1 && strcmp(fk->ref_columns[0], ID) == 0 &&
		    fk->on_delete == DDLECT_ACTION_NONE)
			fk->on_delete = DDLECT_ACTION_CASCADE;
	}
	return 0;
}

static const struct convention {
	const char *name;
	int (*table)(struct ddlect_schema *schema, struct ddlect_table *table);
} conventions[] = {
	{"cloudquery", cloudquery_table},
};

#define N_CONVENTIONS (sizeof(conventions) / sizeof(conventions[0]))

static const struct convention *convention_find(const char *name, struct diags *diags)
{
	struct near near = near_to(name);
	for (size_t i = 0; i < N_CONVENTIONS; i++) {
		if (strcmp(conventions[i].name, name) == 0)
			return &conventions[i];
		near_try(&near, conventions[i].name);
	}
	struct diag *diag = diag_add(diags, DIAG_ERROR, (struct ddlect_pos){0},
				     "unknown convention \"%s\"", name);
	if (near.best)
		diag_hint_near(diags, diag, near.best, NULL);
	else
		diag_hint(diags, diag, "there is \"%s\"; leave it out to add nothing",
			  conventions[0].name);
	return NULL;
}

int convention_apply(struct ddlect_schema *schema, struct diags *diags)
{
	if (!schema->convention)
		return 0;
	const struct convention *convention = convention_find(schema->convention, diags);
	if (!convention)
		return -1;
	for (uint32_t i = 0; i < schema->n_tables; i++)
		if (convention->table(schema, schema->tables[i]) < 0) {
			diags->broken = 1;
			return -1;
		}
	return 0;
}
