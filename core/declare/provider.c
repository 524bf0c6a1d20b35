/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Providers in C: from the structs of <ddlect/provider.h> to a schema. This file reads the
 * provider, its enums and its tables, children after their parents; provider_column.c and
 * provider_key.c read what is in a table, provider_migrations.c what it carries beside.
 */
#include <string.h>

#include "core/base/err.h"
#include "core/base/utf8.h"
#include "core/declare/provider_read.h"

struct ddlect_pos provider_pos(struct provider_reader *r, const char *place,
			       const char *kind, const char *name)
{
	const char *text = place;
	if (kind)
		text = arena_printf(schema_arena(r->schema), "%s, %s %s", place, kind,
				    name);
	if (!text)
		r->broken = true;
	return (struct ddlect_pos){.file = text ? text : place};
}

void provider_text(struct provider_reader *r, struct ddlect_pos pos, const char *member,
		   const char *text, const char **to)
{
	*to = NULL;
	if (!text)
		return;
	size_t length = strlen(text);
	size_t good = utf8_check(text, length);
	if (good < length) {
		struct diag *diag =
			diag_add(r->diags, DIAG_ERROR, pos,
				 "%s is not UTF-8, from byte %zu on", member, good + 1);
		diag_hint(r->diags, diag, "save the source file as UTF-8");
	}
	*to = schema_bytes(r->schema, text, good);
	if (!*to)
		r->broken = true;
}

void provider_texts(struct provider_reader *r, struct ddlect_pos pos, const char *member,
		    const char *const *texts, const char ***to, uint32_t *n)
{
	for (; texts && *texts; texts++) {
		const char *copy;
		provider_text(r, pos, member, *texts, &copy);
		if (!copy || string_add(r->schema, to, n, copy) < 0)
			r->broken = true;
	}
}

bool provider_item(struct provider_reader *r, struct ddlect_pos pos,
		   const struct provider_list *list, uint32_t i, void *item, size_t size)
{
	if (item_read(list->items, i, list->stride, item, size))
		return true;
	const unsigned char *bytes = item;
	size_t at = 0;
	while (at < size && bytes[at] == 0)
		at++;
	if (at == size)
		return false;
	struct diag *diag = diag_add(r->diags, DIAG_ERROR, pos,
				     "%s: element %u has no .%s, but other members",
				     list->member, i + 1, list->first);
	diag_hint(r->diags, diag,
		  "give it a .%s: a list ends at the first element without one, and what "
		  "comes behind is lost",
		  list->first);
	return false;
}

const char *provider_namespace(const char *name)
{
	return name && strcmp(name, "public") == 0 ? NULL : name;
}

void provider_attrs(struct provider_reader *r, struct ddlect_pos pos,
		    const struct ddlect_provider_attr *attrs, struct ddlect_attr ***to,
		    uint32_t *n)
{
	struct provider_list list = {"attrs", "key", attrs, r->provider->attr_size};
	struct ddlect_provider_attr item;
	for (uint32_t i = 0; provider_item(r, pos, &list, i, &item, sizeof(item)); i++) {
		const char *key;
		const char *value;
		provider_text(r, pos, "an attribute", item.key, &key);
		provider_text(r, pos, "an attribute", item.value ? item.value : "",
			      &value);
		if (!key || !value)
			return;
		if (attr_get(*to, *n, key))
			diag_add(r->diags, DIAG_ERROR, pos,
				 "the attribute \"%s\" is there twice", key);
		else if (attr_set(r->schema, to, n, key, value, 0) < 0)
			r->broken = true;
		else
			(*to)[*n - 1]->pos = pos;
	}
}

static void read_enums(struct provider_reader *r)
{
	struct ddlect_pos place = provider_pos(r, r->place, NULL, NULL);
	struct provider_list list = {"enums", "name", r->provider->enums,
				     r->provider->enum_size};
	struct ddlect_provider_enum item;
	for (uint32_t i = 0; provider_item(r, place, &list, i, &item, sizeof(item));
	     i++) {
		struct ddlect_pos pos = provider_pos(r, r->place, "enum", item.name);
		const char *name;
		provider_text(r, pos, "its name", item.name, &name);
		struct ddlect_enum *made =
			name ? enum_add(r->schema, provider_namespace(item.schema), name)
			     : NULL;
		if (!made) {
			r->broken = true;
			return;
		}
		made->pos = pos;
		provider_text(r, pos, "comment", item.comment, &made->comment);
		provider_text(r, pos, "renamed_from", item.renamed_from,
			      &made->renamed_from);
		provider_texts(r, pos, "a value", item.values, &made->values,
			       &made->n_values);
	}
}

static struct ddlect_table *read_table(struct provider_reader *r,
				       const struct ddlect_provider_table *item)
{
	struct ddlect_pos pos = provider_pos(r, r->place, "table", item->name);
	const char *name;
	provider_text(r, pos, "its name", item->name, &name);
	struct ddlect_table *table =
		name ? table_add(r->schema, provider_namespace(item->schema), name)
		     : NULL;
	if (!table) {
		r->broken = true;
		return NULL;
	}
	table->pos = pos;
	provider_text(r, pos, "comment", item->comment, &table->comment);
	provider_text(r, pos, "resource", item->resource, &table->resource);
	provider_text(r, pos, "renamed_from", item->renamed_from, &table->renamed_from);
	provider_attrs(r, pos, item->attrs, &table->attrs, &table->n_attrs);
	provider_columns(r, table, item->columns);
	provider_constraints(r, table, item);
	return table;
}

static bool refers_to(const struct ddlect_table *child, const struct ddlect_table *parent)
{
	for (uint32_t i = 0; i < child->n_fks; i++)
		if (strcmp(child->fks[i]->ref_table, parent->name) == 0)
			return true;
	return false;
}

/* Depth first: a table, then its relations. */
static void read_tables(struct provider_reader *r,
			const struct ddlect_provider_table *tables,
			const struct ddlect_table *parent)
{
	struct ddlect_pos place =
		parent ? parent->pos : provider_pos(r, r->place, NULL, NULL);
	struct provider_list list = {parent ? "relations" : "tables", "name", tables,
				     r->provider->table_size};
	struct ddlect_provider_table item;
	for (uint32_t i = 0; provider_item(r, place, &list, i, &item, sizeof(item));
	     i++) {
		struct ddlect_table *table = read_table(r, &item);
		if (!table || r->broken)
			return;
		if (parent && !table->resource)
			table->resource = parent->resource;
		if (parent && !refers_to(table, parent)) {
			struct diag *diag =
				diag_add(r->diags, DIAG_ERROR, table->pos,
					 "it is a relation of %s, but no column of it "
					 "refers to that table",
					 parent->name);
			diag_hint(r->diags, diag,
				  "give a column .ref = \"%s.<column>\", or move the "
				  "table out of .relations",
				  parent->name);
		}
		read_tables(r, item.relations, table);
	}
}

static void namespace_need(struct provider_reader *r, const char *name)
{
	struct ddlect_schema *schema = r->schema;
	for (uint32_t i = 0; name && i < schema->n_namespaces; i++)
		if (strcmp(schema->namespaces[i]->name, name) == 0)
			return;
	if (name && !namespace_add(schema, name))
		r->broken = true;
}

/* A schema exists when a table or an enum is in it. */
static void namespaces_all(struct provider_reader *r)
{
	for (uint32_t i = 0; i < r->schema->n_tables; i++)
		namespace_need(r, r->schema->tables[i]->schema);
	for (uint32_t i = 0; i < r->schema->n_enums; i++)
		namespace_need(r, r->schema->enums[i]->schema);
}

/* The same of a member that older providers don't have. */
static int check_migration_size(const struct ddlect_provider *known,
				struct ddlect_err *err)
{
	if (!known->migrations || item_stride_check(known->migration_size))
		return 0;
	return err_set(err,
		       "migration_size is %u: the struct ddlect_provider must begin with "
		       "DDLECT_PROVIDER",
		       known->migration_size);
}

static int check_sizes(const struct ddlect_provider *p, struct ddlect_err *err)
{
	const struct {
		const char *name;
		uint32_t size;
	} sizes[] = {
		{"size", p->size},
		{"table_size", p->table_size},
		{"column_size", p->column_size},
		{"attr_size", p->attr_size},
		{"unique_size", p->unique_size},
		{"fk_size", p->fk_size},
		{"index_size", p->index_size},
		{"check_size", p->check_size},
		{"enum_size", p->enum_size},
	};
	if (p->magic != DDLECT_PROVIDER_MAGIC)
		return err_set(err,
			       "magic is 0x%08x, not 0x%08x: the struct ddlect_provider "
			       "must begin with DDLECT_PROVIDER",
			       p->magic, DDLECT_PROVIDER_MAGIC);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		if (!item_stride_check(sizes[i].size))
			return err_set(err,
				       "%s is %u: the struct ddlect_provider must begin "
				       "with DDLECT_PROVIDER",
				       sizes[i].name, sizes[i].size);
	return 0;
}

struct ddlect_schema *provider_read(struct arena *arena,
				    const struct ddlect_provider *provider,
				    struct diags *diags, struct ddlect_err *err)
{
	struct ddlect_provider known = {0};
	struct provider_reader r = {.provider = &known, .diags = diags};
	uint32_t errors = diags->n_errors;
	if (check_sizes(provider, err) < 0)
		return NULL;
	memcpy(&known, provider,
	       provider->size < sizeof(known) ? provider->size : sizeof(known));
	if (check_migration_size(&known, err) < 0)
		return NULL;
	r.schema = schema_new(arena);
	r.place = known.name ? arena_printf(arena, "provider %s", known.name)
			     : "provider without a name";
	if (!r.schema || !r.place) {
		err_no_memory(err);
		return NULL;
	}
	struct ddlect_pos pos = provider_pos(&r, r.place, NULL, NULL);
	provider_text(&r, pos, "name", known.name, &r.schema->provider);
	provider_text(&r, pos, "version", known.version, &r.schema->version);
	provider_text(&r, pos, "convention", known.convention, &r.schema->convention);
	provider_text(&r, pos, "owns", known.owns, &r.schema->owns);
	read_enums(&r);
	read_tables(&r, known.tables, NULL);
	namespaces_all(&r);
	provider_migrations(&r);
	if (r.broken || diags->broken)
		err_no_memory(err);
	else if (diags->n_errors > errors)
		err_set(err, "%s: %u error%s", r.place, diags->n_errors - errors,
			diags->n_errors - errors == 1 ? "" : "s");
	else
		return r.schema;
	return NULL;
}
