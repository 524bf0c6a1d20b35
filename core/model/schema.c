/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Schema: building and looking up. See schema.h. Lists grow by doubling, so an object's
 * address never changes but a list's may, until the schema is finished.
 */
#include <string.h>

#include "core/base/map.h"
#include "core/model/schema.h"
#include "core/model/types.h"

struct ddlect_schema_private {
	struct arena *arena;
	struct map tables;
	struct map enums;
	struct map names;
	struct types types;
	const char **notes;
	uint32_t n_notes;
};

struct ddlect_schema *schema_new(struct arena *arena)
{
	struct ddlect_schema *schema = arena_alloc(arena, sizeof(*schema));
	if (!schema)
		return NULL;
	schema->priv = arena_alloc(arena, sizeof(*schema->priv));
	if (!schema->priv)
		return NULL;
	schema->priv->arena = arena;
	return schema;
}

struct ddlect_schema *schema_new_like(struct arena *arena,
				      const struct ddlect_schema *like)
{
	struct ddlect_schema *schema = schema_new(arena);
	if (!schema)
		return NULL;
	schema->provider = like->provider;
	schema->version = like->version;
	schema->convention = like->convention;
	schema->owns = like->owns;
	return schema;
}

struct map *schema_names(const struct ddlect_schema *schema)
{
	return &schema->priv->names;
}

struct arena *schema_arena(const struct ddlect_schema *schema)
{
	return schema->priv->arena;
}

void *schema_alloc(struct ddlect_schema *schema, size_t size)
{
	return arena_alloc(schema->priv->arena, size);
}

char *schema_bytes(struct ddlect_schema *schema, const char *bytes, size_t length)
{
	return arena_text(schema->priv->arena, bytes, length);
}

char *schema_text(struct ddlect_schema *schema, const char *text)
{
	return text ? schema_bytes(schema, text, strlen(text)) : NULL;
}

/* Append `item` (which may be NULL, when memory ran out before) to a list of pointers. */
static void *list_append(struct ddlect_schema *schema, void *list, uint32_t *n,
			 void *item)
{
	void **items;
	memcpy(&items, list, sizeof(items));
	if (!item)
		return NULL;
	items = arena_grow(schema->priv->arena, items, *n, sizeof(*items));
	if (!items)
		return NULL;
	items[(*n)++] = item;
	memcpy(list, &items, sizeof(items));
	return item;
}

/* A copy of `text` in `*to`; false when memory ran out. NULL stays NULL. */
static bool set_text(struct ddlect_schema *schema, const char **to, const char *text)
{
	*to = schema_text(schema, text);
	return *to || !text;
}

struct ddlect_namespace *namespace_add(struct ddlect_schema *schema, const char *name)
{
	struct ddlect_namespace *ns = schema_alloc(schema, sizeof(*ns));
	if (!ns || !set_text(schema, &ns->name, name))
		return NULL;
	return list_append(schema, &schema->namespaces, &schema->n_namespaces, ns);
}

struct ddlect_enum *enum_add(struct ddlect_schema *schema, const char *ns,
			     const char *name)
{
	struct ddlect_enum *e = schema_alloc(schema, sizeof(*e));
	if (!e || !set_text(schema, &e->schema, ns) || !set_text(schema, &e->name, name))
		return NULL;
	if (!enum_find(schema, ns, name) &&
	    map_set(&schema->priv->enums, schema->priv->arena, e->schema, e->name, e) < 0)
		return NULL;
	return list_append(schema, &schema->enums, &schema->n_enums, e);
}

struct ddlect_routine *routine_add(struct ddlect_schema *schema, const char *ns,
				   const char *name, const char *body)
{
	struct ddlect_routine *routine = schema_alloc(schema, sizeof(*routine));
	if (!routine || !set_text(schema, &routine->schema, ns) ||
	    !set_text(schema, &routine->name, name) ||
	    !set_text(schema, &routine->body, body))
		return NULL;
	return list_append(schema, &schema->routines, &schema->n_routines, routine);
}

int tables_reserve(struct ddlect_schema *schema, uint32_t n)
{
	return map_reserve(&schema->priv->tables, schema->priv->arena, n);
}

struct ddlect_table *table_add(struct ddlect_schema *schema, const char *ns,
			       const char *name)
{
	struct ddlect_table *table = schema_alloc(schema, sizeof(*table));
	if (!table || !set_text(schema, &table->schema, ns) ||
	    !set_text(schema, &table->name, name))
		return NULL;
	if (!table_find(schema, ns, name) &&
	    map_set(&schema->priv->tables, schema->priv->arena, table->schema,
		    table->name, table) < 0)
		return NULL;
	return list_append(schema, &schema->tables, &schema->n_tables, table);
}

int table_share(struct ddlect_schema *schema, struct ddlect_table *table)
{
	if (map_set(&schema->priv->tables, schema->priv->arena, table->schema,
		    table->name, table) < 0)
		return -1;
	return list_append(schema, &schema->tables, &schema->n_tables, table) ? 0 : -1;
}

int enum_share(struct ddlect_schema *schema, struct ddlect_enum *e)
{
	if (map_set(&schema->priv->enums, schema->priv->arena, e->schema, e->name, e) < 0)
		return -1;
	return list_append(schema, &schema->enums, &schema->n_enums, e) ? 0 : -1;
}

struct ddlect_column *column_add(struct ddlect_schema *schema, struct ddlect_table *table,
				 const char *name, const struct ddlect_type *type)
{
	struct ddlect_column *column = schema_alloc(schema, sizeof(*column));
	if (!column || !set_text(schema, &column->name, name))
		return NULL;
	column->type = type;
	return list_append(schema, &table->columns, &table->n_columns, column);
}

struct ddlect_key *key_new(struct ddlect_schema *schema, const char *name)
{
	struct ddlect_key *key = schema_alloc(schema, sizeof(*key));
	return key && set_text(schema, &key->name, name) ? key : NULL;
}

struct ddlect_key *unique_add(struct ddlect_schema *schema, struct ddlect_table *table,
			      const char *name)
{
	return list_append(schema, &table->uniques, &table->n_uniques,
			   key_new(schema, name));
}

struct ddlect_fk *fk_add(struct ddlect_schema *schema, struct ddlect_table *table,
			 const char *name)
{
	struct ddlect_fk *fk = schema_alloc(schema, sizeof(*fk));
	if (!fk || !set_text(schema, &fk->name, name))
		return NULL;
	return list_append(schema, &table->fks, &table->n_fks, fk);
}

struct ddlect_index *index_add(struct ddlect_schema *schema, struct ddlect_table *table,
			       const char *name)
{
	struct ddlect_index *index = schema_alloc(schema, sizeof(*index));
	if (!index || !set_text(schema, &index->name, name))
		return NULL;
	return list_append(schema, &table->indexes, &table->n_indexes, index);
}

struct ddlect_part *part_add(struct ddlect_schema *schema, struct ddlect_index *index,
			     const char *column, const char *expr)
{
	struct ddlect_part *part = schema_alloc(schema, sizeof(*part));
	if (!part || !set_text(schema, &part->column, column) ||
	    !set_text(schema, &part->expr, expr))
		return NULL;
	return list_append(schema, &index->parts, &index->n_parts, part);
}

struct ddlect_check *check_add(struct ddlect_schema *schema, struct ddlect_table *table,
			       const char *name, const char *expr)
{
	struct ddlect_check *check = schema_alloc(schema, sizeof(*check));
	if (!check || !set_text(schema, &check->name, name) ||
	    !set_text(schema, &check->expr, expr))
		return NULL;
	return list_append(schema, &table->checks, &table->n_checks, check);
}

int string_add(struct ddlect_schema *schema, const char ***list, uint32_t *n,
	       const char *text)
{
	char *copy = schema_text(schema, text);
	return list_append(schema, list, n, copy) ? 0 : -1;
}

static uint32_t attr_place(struct ddlect_attr *const *list, uint32_t n, const char *key)
{
	uint32_t i = 0;
	while (i < n && strcmp(list[i]->key, key) != 0)
		i++;
	return i;
}

const char *attr_get(struct ddlect_attr *const *list, uint32_t n, const char *key)
{
	uint32_t i = attr_place(list, n, key);
	return i < n ? list[i]->value : NULL;
}

int attr_set(struct ddlect_schema *schema, struct ddlect_attr ***list, uint32_t *n,
	     const char *key, const char *value, uint32_t flags)
{
	uint32_t i = attr_place(*list, *n, key);
	if (!value) {
		if (i < *n) {
			memmove(*list + i, *list + i + 1, (*n - i - 1) * sizeof(**list));
			(*n)--;
		}
		return 0;
	}
	if (i == *n) {
		struct ddlect_attr *attr = schema_alloc(schema, sizeof(*attr));
		if (!attr || !set_text(schema, &attr->key, key) ||
		    !list_append(schema, list, n, attr))
			return -1;
	}
	(*list)[i]->flags = flags;
	return set_text(schema, &(*list)[i]->value, value) ? 0 : -1;
}

struct ddlect_table *table_find(const struct ddlect_schema *schema, const char *ns,
				const char *name)
{
	return map_get(&schema->priv->tables, ns, name);
}

struct ddlect_enum *enum_find(const struct ddlect_schema *schema, const char *ns,
			      const char *name)
{
	return map_get(&schema->priv->enums, ns, name);
}

struct ddlect_column *column_find(const struct ddlect_table *table, const char *name)
{
	for (uint32_t i = 0; i < table->n_columns; i++)
		if (strcmp(table->columns[i]->name, name) == 0)
			return table->columns[i];
	return NULL;
}

void schema_note(struct ddlect_schema *schema, const char *text)
{
	string_add(schema, &schema->priv->notes, &schema->priv->n_notes, text);
}

const char *const *schema_notes(const struct ddlect_schema *schema, uint32_t *n)
{
	*n = schema->priv->n_notes;
	return schema->priv->notes;
}

const struct ddlect_type *type_get(struct ddlect_schema *schema,
				   const struct ddlect_type *type)
{
	return types_get(&schema->priv->types, schema->priv->arena, type);
}
