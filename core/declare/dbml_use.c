/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `use` and `reuse`: other files. Each is parsed once, when it is first used; what it
 * exports becomes visible in the file that uses it, and what the main file sees becomes
 * part of the schema, under the name by which it is seen.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/declare/dbml_read.h"

#define DEEPEST 64u

/* --- finding and parsing a file ----------------------------------------------------------- */

/* `path`, as seen from the directory of the file that uses it; with `ending` behind. */
static const char *path_from(struct dbml_reader *r, const char *path, const char *ending)
{
	const char *base = r->file->path;
	const char *slash = strrchr(base, '/');
	int directory = slash ? (int)(slash - base) + 1 : 0;
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	const char *joined =
		arena_printf(r->arena, "%.*s%s%s", directory, base, path, ending);
	if (!joined)
		dbml_no_memory(r);
	return joined;
}

static const char *identity_of(struct dbml_reader *r, const char *path)
{
	char *real = realpath(path, NULL);
	const char *kept = real ? dbml_keep(r, real) : NULL;
	free(real);
	return kept;
}

static bool is_relative(const char *path)
{
	return strncmp(path, "./", 2) == 0 || strncmp(path, "../", 3) == 0;
}

static struct dbml_file *file_parse(struct dbml_reader *r, const struct token *place,
				    const char *path, const char *identity)
{
	struct ddlect_err err;
	size_t length = 0;
	char *text = dbml_load(path, &length, &err);
	if (!text) {
		dbml_error(r, place, "%s", err.text);
		return NULL;
	}
	struct dbml_file *file = dbml_file_new(r, path);
	if (!file) {
		free(text);
		return NULL;
	}
	struct dbml_file *user = r->file;
	struct lexer lex = r->lex;
	file->text = text;
	file->identity = identity;
	file->depth = user->depth + 1;
	dbml_parse(r, file, length);
	r->file = user;
	r->lex = lex;
	return file;
}

/* The file that `place`, a text, names. NULL: it was reported. */
static struct dbml_file *file_used(struct dbml_reader *r, const struct token *place)
{
	const char *said = dbml_word(r, place);
	if (!is_relative(said)) {
		dbml_hint(r, dbml_error(r, place, "\"%s\" isn't a relative path", said),
			  "start it with ./ or ../");
		return NULL;
	}
	const char *path = path_from(r, said, "");
	const char *identity = path ? identity_of(r, path) : NULL;
	if (!identity && path) {
		path = path_from(r, said, ".dbml");
		identity = path ? identity_of(r, path) : NULL;
	}
	if (!identity) {
		dbml_error(r, place, "there is no file \"%s\": %s", said,
			   strerror(errno));
		return NULL;
	}
	for (uint32_t i = 0; i < r->n_files; i++) {
		struct dbml_file *file = r->files[i];
		if (!file->identity || strcmp(file->identity, identity) != 0)
			continue;
		if (!file->reading)
			return file;
		dbml_hint(r,
			  dbml_error(r, place,
				     "\"%s\" uses this file, so they use each other",
				     said),
			  "move what both need into a third file");
		return NULL;
	}
	if (r->file->depth >= DEEPEST) {
		dbml_hint(r, dbml_error(r, place, "files use each other too deeply"),
			  "use fewer files between the first and the last");
		return NULL;
	}
	return file_parse(r, place, path, identity);
}

/* --- use { … } from '…' ----------------------------------------------------------------------- */

static const char *const kinds[] = {"table", "enum",   "tablepartial",
				    "note",  "schema", "tablegroup"};

static bool specifier_kind(struct dbml_reader *r, const struct token *token)
{
	for (int i = 0; i < 6; i++)
		if (token_is(token, kinds[i]))
			return true;
	struct diag *diag =
		dbml_error(r, token, "%s can't be imported", dbml_describe(r, token));
	diag_hint_near(r->diags, diag, nearest(dbml_lower(r, token), kinds, 6),
		       "import a table, enum, tablepartial, schema or tablegroup");
	return false;
}

/* `table a.b as c` */
static bool specifier_read(struct dbml_reader *r, struct import *import)
{
	struct value name = {0};
	struct token kind = *dbml_peek(r, 0);
	if (!specifier_kind(r, &kind))
		return false;
	dbml_next(r);
	import->kind = dbml_keep(r, dbml_lower(r, &kind));
	if (!dbml_path(r, &name))
		return false;
	import->place = name.first;
	if (name.n > 2 || name.more || name.list) {
		dbml_error(r, &name.first, "this is no name of a %s", import->kind);
		return false;
	}
	if (name.n > 1)
		import->schema = dbml_keep(r, dbml_word(r, &name.parts[0]));
	import->name = dbml_keep(r, dbml_word(r, &name.parts[name.n - 1]));
	if (!token_is(dbml_peek(r, 0), "as"))
		return true;
	dbml_next(r);
	struct token alias = *dbml_peek(r, 0);
	if (!token_is_name(&alias)) {
		dbml_error(r, &alias, "expected a name after \"as\"");
		return false;
	}
	dbml_next(r);
	import->alias = dbml_keep(r, dbml_word(r, &alias));
	return true;
}

static struct import *import_new(struct dbml_reader *r, const struct token *keyword)
{
	struct import *import = arena_alloc(r->arena, sizeof(*import));
	if (dbml_append(r, &r->file->imports, &r->file->n_imports, import) < 0)
		return NULL;
	import->place = *keyword;
	import->reused = token_is(keyword, "reuse");
	return import;
}

/* The list in braces. What is wrong in it is passed over. */
static void specifiers_read(struct dbml_reader *r, const struct token *keyword)
{
	while (!dbml_block_ends(r, keyword, "the list of this use")) {
		struct import made = {.reused = token_is(keyword, "reuse")};
		struct token start = *dbml_peek(r, 0);
		if (!specifier_read(r, &made)) {
			dbml_skip_rest(r, &start);
			continue;
		}
		struct import *import = import_new(r, keyword);
		if (!import)
			return;
		*import = made;
		dbml_end_line(r, "an import");
	}
}

void dbml_use(struct dbml_reader *r, const struct token *keyword)
{
	uint32_t first = r->file->n_imports;
	if (dbml_take(r, TOKEN_STAR)) {
		import_new(r, keyword);
	} else if (dbml_expect(r, TOKEN_OPEN_BRACE, "* or {")) {
		specifiers_read(r, keyword);
	} else {
		dbml_skip_line(r);
		return;
	}
	struct token from = *dbml_peek(r, 0);
	struct dbml_file *used = NULL;
	if (!token_is(&from, "from")) {
		dbml_error(r, &from, "expected \"from\" and a file, got %s",
			   dbml_describe(r, &from));
		dbml_skip_line(r);
	} else {
		dbml_next(r);
		struct token path = *dbml_peek(r, 0);
		if (dbml_expect(r, TOKEN_STRING, "a path in quotes"))
			used = file_used(r, &path);
	}
	for (uint32_t i = first; i < r->file->n_imports && used; i++)
		r->file->imports[i]->from = used;
	if (!used && !r->broken)
		r->file->n_imports = first;
}

/* --- what becomes visible ---------------------------------------------------------------------- */

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
