/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Copy: every object of one schema into another. Objects are new, so the copy can be
 * changed without a trace in the original; strings and types are shared, so the original's
 * arena must outlive the copy.
 */
#include <string.h>

#include "core/base/map.h"
#include "core/model/schema.h"

/* A list of `n` pointers with room to grow as arena_grow() expects. */
static int copy_list(struct ddlect_schema *to, void *list, const void *from, uint32_t n)
{
	uint32_t room = 1;
	while (room < n)
		room *= 2;
	void **items = n ? schema_alloc(to, room * sizeof(*items)) : NULL;
	if (n && !items)
		return -1;
	if (n)
		memcpy(items, from, n * sizeof(*items));
	memcpy(list, &items, sizeof(items));
	return 0;
}

/* The same, and each item of `size` bytes is copied too, all into one piece. */
static int copy_items(struct ddlect_schema *to, void *list, const void *from, uint32_t n,
		      size_t size)
{
	char **items;
	if (copy_list(to, list, from, n) < 0)
		return -1;
	if (!n)
		return 0;
	char *copies = schema_alloc(to, n * size);
	if (!copies)
		return -1;
	memcpy(&items, list, sizeof(items));
	for (uint32_t i = 0; i < n; i++, copies += size)
		items[i] = memcpy(copies, items[i], size);
	return 0;
}

static int copy_key(struct ddlect_schema *to, struct ddlect_key *key)
{
	if (copy_list(to, &key->columns, key->columns, key->n_columns) < 0)
		return -1;
	return copy_list(to, &key->include, key->include, key->n_include);
}

static int copy_index(struct ddlect_schema *to, struct ddlect_index *index)
{
	if (copy_items(to, &index->parts, index->parts, index->n_parts,
		       sizeof(struct ddlect_part)) < 0)
		return -1;
	return copy_list(to, &index->include, index->include, index->n_include);
}

/* Types are interned on both sides, so that an address says which one it is. */
struct types {
	const struct ddlect_type *from[64];
	const struct ddlect_type *to[64];
};

static const struct ddlect_type *copy_type(struct ddlect_schema *to, struct types *types,
					   const struct ddlect_type *type)
{
	uint32_t slot = (uint32_t)((uintptr_t)type >> 4) % 64;
	if (types->from[slot] != type) {
		types->to[slot] = type_get(to, type);
		types->from[slot] = type;
	}
	return types->to[slot];
}

static int copy_columns(struct ddlect_schema *to, struct ddlect_table *table,
			struct types *types)
{
	if (copy_items(to, &table->columns, table->columns, table->n_columns,
		       sizeof(struct ddlect_column)) < 0)
		return -1;
	for (uint32_t i = 0; i < table->n_columns; i++) {
		struct ddlect_column *column = table->columns[i];
		column->type = copy_type(to, types, column->type);
		if (!column->type ||
		    copy_items(to, &column->attrs, column->attrs, column->n_attrs,
			       sizeof(struct ddlect_attr)) < 0)
			return -1;
	}
	return 0;
}

static int copy_keys(struct ddlect_schema *to, struct ddlect_table *table)
{
	if (table->primary) {
		struct ddlect_key *key = schema_alloc(to, sizeof(*key));
		if (!key)
			return -1;
		*key = *table->primary;
		table->primary = key;
		if (copy_key(to, key) < 0)
			return -1;
	}
	if (copy_items(to, &table->uniques, table->uniques, table->n_uniques,
		       sizeof(struct ddlect_key)) < 0)
		return -1;
	for (uint32_t i = 0; i < table->n_uniques; i++)
		if (copy_key(to, table->uniques[i]) < 0)
			return -1;
	return 0;
}

static int copy_fks(struct ddlect_schema *to, struct ddlect_table *table)
{
	if (copy_items(to, &table->fks, table->fks, table->n_fks,
		       sizeof(struct ddlect_fk)) < 0)
		return -1;
	for (uint32_t i = 0; i < table->n_fks; i++) {
		struct ddlect_fk *fk = table->fks[i];
		if (copy_list(to, &fk->columns, fk->columns, fk->n_columns) < 0 ||
		    copy_list(to, &fk->ref_columns, fk->ref_columns, fk->n_columns) < 0)
			return -1;
	}
	return 0;
}

static int copy_table(struct ddlect_schema *to, const struct ddlect_table *from,
		      struct types *types)
{
	struct ddlect_table *table = table_add(to, from->schema, from->name);
	if (!table)
		return -1;
	*table = *from;
	if (copy_columns(to, table, types) < 0 || copy_keys(to, table) < 0 ||
	    copy_fks(to, table) < 0 ||
	    copy_items(to, &table->indexes, table->indexes, table->n_indexes,
		       sizeof(struct ddlect_index)) < 0 ||
	    copy_items(to, &table->checks, table->checks, table->n_checks,
		       sizeof(struct ddlect_check)) < 0 ||
	    copy_items(to, &table->attrs, table->attrs, table->n_attrs,
		       sizeof(struct ddlect_attr)) < 0)
		return -1;
	for (uint32_t i = 0; i < table->n_indexes; i++)
		if (copy_index(to, table->indexes[i]) < 0)
			return -1;
	return 0;
}

static int copy_enum(struct ddlect_schema *to, const struct ddlect_enum *from)
{
	struct ddlect_enum *e = enum_add(to, from->schema, from->name);
	if (!e)
		return -1;
	*e = *from;
	return copy_list(to, &e->values, e->values, e->n_values);
}

int schema_copy(struct ddlect_schema *to, const struct ddlect_schema *from)
{
	struct types types = {0};
	if (tables_reserve(to, to->n_tables + from->n_tables) < 0)
		return -1;
	for (uint32_t i = 0; i < from->n_namespaces; i++) {
		struct ddlect_namespace *ns =
			namespace_add(to, from->namespaces[i]->name);
		if (!ns)
			return -1;
		ns->flags = from->namespaces[i]->flags;
	}
	for (uint32_t i = 0; i < from->n_enums; i++)
		if (copy_enum(to, from->enums[i]) < 0)
			return -1;
	for (uint32_t i = 0; i < from->n_routines; i++)
		if (!routine_add(to, from->routines[i]->schema, from->routines[i]->name,
				 from->routines[i]->body))
			return -1;
	for (uint32_t i = 0; i < from->n_tables; i++)
		if (copy_table(to, from->tables[i], &types) < 0)
			return -1;
	return 0;
}
