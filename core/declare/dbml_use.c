/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `use` and `reuse`: other files. Each is parsed once, when it is first used. What becomes
 * visible by it is in dbml_import.c.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/declare/dbml_read.h"

#define DEEPEST 64u

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
