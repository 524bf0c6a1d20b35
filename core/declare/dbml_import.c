/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What becomes visible: each import is offered all that its file declares or passes on, and
 * takes what it asks for, under the name by which it is seen. What the main file sees
 * becomes part of the schema.
 */
#include <string.h>

#include "core/declare/dbml_read.h"

static struct map *visible_map(struct dbml_file *file, const struct visible *what)
{
	return what->table	   ? &file->tables
	       : what->enumeration ? &file->enums
	       : what->partial	   ? &file->partials
				   : NULL;
}

static void *visible_object(const struct visible *what)
{
	return what->table	   ? (void *)what->table
	       : what->enumeration ? (void *)what->enumeration
	       : what->partial	   ? (void *)what->partial
				   : (void *)what->group;
}

static void see(struct dbml_reader *r, const struct import *import,
		const struct visible *what)
{
	struct map *map = visible_map(r->file, what);
	void *object = visible_object(what);
	void *other = map ? map_get(map, what->schema, what->name) : NULL;
	if (other == object && other)
		return;
	if (other) {
		dbml_hint(r,
			  dbml_error(r, &import->place,
				     "\"%s\" is imported twice, from "
				     "different files",
				     what->name),
			  "give one of them another name with as");
		return;
	}
	struct visible *made = arena_alloc(r->arena, sizeof(*made));
	if (dbml_append(r, &r->file->visible, &r->file->n_visible, made) < 0)
		return;
	*made = *what;
	made->reused = import->reused;
	if (map && map_set(map, r->arena, made->schema, made->name, object) < 0)
		dbml_no_memory(r);
}

static bool same_schema(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Does this import ask for something of that kind and name? */
static bool import_wants(const struct import *import, const struct visible *what)
{
	const char *kind = what->table	       ? "table"
			   : what->enumeration ? "enum"
			   : what->partial     ? "tablepartial"
					       : "tablegroup";
	if (!import->kind)
		return true;
	if (strcmp(import->kind, "schema") == 0)
		return (what->table || what->enumeration) &&
		       same_schema(dbml_schema_name(import->name), what->schema);
	return strcmp(import->kind, kind) == 0 && strcmp(import->name, what->name) == 0 &&
	       same_schema(import->schema ? dbml_schema_name(import->schema) : NULL,
			   what->schema);
}

static void import_group(struct dbml_reader *r, const struct import *import,
			 const struct dbml_group *group)
{
	for (uint32_t i = 0; i < group->n_tables; i++) {
		const struct value *path = &group->tables[i];
		const char *schema =
			path->n > 1 ? dbml_word(r, &path->parts[path->n - 2]) : NULL;
		struct visible what = {.table = dbml_find_table(
					       import->from, schema,
					       dbml_word(r, &path->parts[path->n - 1]))};
		if (!what.table)
			continue;
		what.schema = what.table->schema;
		what.name = what.table->name;
		see(r, import, &what);
	}
}

/* Returns 1 when it was asked for. */
static uint32_t offer(struct dbml_reader *r, const struct import *import,
		      const struct visible *offered)
{
	struct visible what = *offered;
	if (!import_wants(import, &what))
		return 0;
	if (what.group && import->kind)
		import_group(r, import, what.group);
	bool one = import->kind && strcmp(import->kind, "schema") != 0;
	if (one && import->alias) {
		what.schema = NULL;
		what.name = import->alias;
	}
	see(r, import, &what);
	return 1;
}

static uint32_t import_from(struct dbml_reader *r, const struct import *import)
{
	const struct dbml_file *from = import->from;
	uint32_t found = 0;
	for (uint32_t i = 0; i < from->own->n_tables; i++) {
		struct ddlect_table *table = from->own->tables[i];
		found += offer(r, import,
			       &(struct visible){.schema = table->schema,
						 .name = table->name,
						 .table = table});
	}
	for (uint32_t i = 0; i < from->own->n_enums; i++) {
		struct ddlect_enum *e = from->own->enums[i];
		found += offer(r, import,
			       &(struct visible){.schema = e->schema,
						 .name = e->name,
						 .enumeration = e});
	}
	for (uint32_t i = 0; i < from->n_own_partials; i++)
		found += offer(r, import,
			       &(struct visible){.name = from->own_partials[i]->name,
						 .partial = from->own_partials[i]});
	for (uint32_t i = 0; i < from->n_groups; i++)
		found += offer(r, import,
			       &(struct visible){.name = from->groups[i]->name,
						 .group = from->groups[i]});
	for (uint32_t i = 0; i < from->n_visible; i++)
		if (from->visible[i]->reused)
			found += offer(r, import, from->visible[i]);
	return found;
}

void dbml_import_all(struct dbml_reader *r)
{
	for (uint32_t i = 0; i < r->file->n_imports && !r->broken; i++) {
		const struct import *import = r->file->imports[i];
		bool note = import->kind && strcmp(import->kind, "note") == 0;
		if (note || import_from(r, import) > 0 || !import->kind)
			continue;
		struct diag *diag =
			dbml_error(r, &import->place, "\"%s\" has no %s \"%s\"",
				   import->from->path, import->kind, import->name);
		if (strcmp(import->kind, "table") == 0)
			diag_hint_near(r->diags, diag,
				       dbml_near_table(import->from, import->name), NULL);
	}
}

void dbml_adopt_all(struct dbml_reader *r)
{
	const struct dbml_file *main = r->files[0];
	for (uint32_t i = 0; i < main->n_visible && !r->broken; i++) {
		const struct visible *what = main->visible[i];
		if (what->table && table_find(r->schema, what->table->schema,
					      what->table->name) != what->table) {
			what->table->schema = what->schema;
			what->table->name = what->name;
			if (table_share(r->schema, what->table) < 0)
				dbml_no_memory(r);
		} else if (what->enumeration &&
			   enum_find(r->schema, what->enumeration->schema,
				     what->enumeration->name) != what->enumeration) {
			what->enumeration->schema = what->schema;
			what->enumeration->name = what->name;
			if (enum_share(r->schema, what->enumeration) < 0)
				dbml_no_memory(r);
		}
	}
}
