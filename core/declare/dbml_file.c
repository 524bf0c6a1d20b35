/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of DBML: from a path to the schema that they declare. Each text is checked before
 * a token is made of it: UTF-8 without NUL, perhaps with a byte order mark in front.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/base/utf8.h"
#include "core/declare/dbml_read.h"
#include "core/declare/declare.h"

#define LARGEST ((size_t)1 << 30)

int dbml_append(struct dbml_reader *r, void *list, uint32_t *n, void *item)
{
	void **items;
	memcpy(&items, list, sizeof(items));
	if (item)
		items = arena_grow(r->arena, items, *n, sizeof(*items));
	if (!item || !items)
		return dbml_no_memory(r);
	items[(*n)++] = item;
	memcpy(list, &items, sizeof(items));
	return 0;
}

static void too_large(const char *path, struct ddlect_err *err)
{
	err_set(err, "%s is larger than 1 GiB; use several files, with use", path);
}

static char *read_whole(int fd, const char *path, size_t room, size_t *length,
			struct ddlect_err *err)
{
	char *text = malloc(room);
	for (*length = 0; text;) {
		ssize_t got = read(fd, text + *length, room - *length - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			err_set(err, "%s can't be read: %s", path, strerror(errno));
			break;
		}
		*length += (size_t)got;
		text[*length] = '\0';
		if (got == 0)
			return text;
		if (*length > LARGEST) {
			too_large(path, err);
			break;
		}
		if (*length + 1 == room) {
			room *= 2;
			char *larger = realloc(text, room);
			if (!larger) {
				err_no_memory(err);
				break;
			}
			text = larger;
		}
	}
	if (!text)
		err_no_memory(err);
	free(text);
	return NULL;
}

char *dbml_load(const char *path, size_t *length, struct ddlect_err *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st) < 0) {
		err_set(err, "%s can't be opened: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	char *text = NULL;
	if (S_ISDIR(st.st_mode))
		err_set(err, "%s is a directory, not a file of tables", path);
	else if (st.st_size > (off_t)LARGEST)
		too_large(path, err);
	else
		text = read_whole(fd, path,
				  st.st_size > 0 ? (size_t)st.st_size + 2 : 65536, length,
				  err);
	close(fd);
	return text;
}

/* A token for a byte of the text, for a report. */
static struct token token_at(const char *text, size_t at)
{
	struct token token = {
		.at = text + at, .length = 1, .line = 1, .line_start = text};
	for (size_t i = 0; i < at; i++)
		if (text[i] == '\n') {
			token.line++;
			token.line_start = text + i + 1;
		}
	return token;
}

/* False: reported. A line that isn't UTF-8 is not shown: it couldn't be printed. */
static bool text_good(struct dbml_reader *r, const char *text, size_t length)
{
	const char *nul = memchr(text, '\0', length);
	size_t good = utf8_check(text, nul ? (size_t)(nul - text) : length);
	if (good == length)
		return true;
	struct token token = token_at(text, good);
	struct diag *diag = NULL;
	if (nul && good == (size_t)(nul - text)) {
		diag = dbml_error(r, &token, "the file holds the character 0");
		dbml_hint(r, diag,
			  "it may be a binary file, or UTF-16: save it as UTF-8");
	} else {
		diag = dbml_error(r, &token, "the file isn't UTF-8: byte 0x%02x",
				  (unsigned char)text[good]);
		dbml_hint(r, diag, "save it as UTF-8");
	}
	if (diag)
		diag->source = NULL;
	return false;
}

static void report_token(void *context, const struct token *where, const char *what,
			 const char *hint)
{
	struct dbml_reader *r = context;
	struct diag *diag = dbml_error(r, where, "%s", what);
	if (hint)
		dbml_hint(r, diag, "%s", hint);
}

struct dbml_file *dbml_file_new(struct dbml_reader *r, const char *path)
{
	struct dbml_file *file = arena_alloc(r->arena, sizeof(*file));
	if (dbml_append(r, &r->files, &r->n_files, file) < 0)
		return NULL;
	file->path = dbml_keep(r, path);
	file->own = r->n_files == 1 ? r->schema : schema_new(r->arena);
	if (!file->own)
		dbml_no_memory(r);
	return file->own && file->path ? file : NULL;
}

void dbml_parse(struct dbml_reader *r, struct dbml_file *file, size_t length)
{
	const char *text = file->text;
	r->file = file;
	if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		length -= 3;
	}
	if (!text_good(r, text, length))
		return;
	file->reading = true;
	lexer_init(&r->lex, text, text + length, 1);
	r->lex.report = report_token;
	r->lex.context = r;
	while (dbml_peek(r, 0)->kind != TOKEN_END)
		dbml_element(r);
	dbml_import_all(r);
	dbml_groups_all(r);
	dbml_inject_all(r);
	dbml_metadata_all(r);
	file->reading = false;
}

static void namespace_need(struct dbml_reader *r, struct map *seen, const char *name)
{
	if (!name || map_get(seen, NULL, name))
		return;
	const struct ddlect_namespace *ns = namespace_add(r->schema, name);
	if (!ns || map_set(seen, r->arena, NULL, ns->name, (void *)(uintptr_t)ns) < 0)
		dbml_no_memory(r);
}

/* A schema exists when a table or an enum is in it. */
static void namespaces_all(struct dbml_reader *r)
{
	struct map seen = {0};
	for (uint32_t i = 0; i < r->schema->n_namespaces; i++)
		if (map_set(&seen, r->arena, NULL, r->schema->namespaces[i]->name,
			    r->schema->namespaces[i]) < 0)
			dbml_no_memory(r);
	for (uint32_t i = 0; i < r->schema->n_tables; i++)
		namespace_need(r, &seen, r->schema->tables[i]->schema);
	for (uint32_t i = 0; i < r->schema->n_enums; i++)
		namespace_need(r, &seen, r->schema->enums[i]->schema);
}

/* Ownership of `text` is the reader's. */
static void read_all(struct dbml_reader *r, const char *path, char *text, size_t length)
{
	struct dbml_file *file = dbml_file_new(r, path);
	if (!file) {
		free(text);
		return;
	}
	char *real = realpath(path, NULL);
	file->identity = dbml_keep(r, real ? real : path);
	free(real);
	file->text = text;
	dbml_parse(r, file, length);
	dbml_adopt_all(r);
	dbml_types_all(r);
	dbml_refs_all(r);
	dbml_details_all(r);
	namespaces_all(r);
}

static struct ddlect_schema *read_finish(struct dbml_reader *r, const char *path)
{
	for (uint32_t i = 0; i < r->n_files; i++)
		free(r->files[i]->text);
	for (uint32_t i = 0; i < DBML_WORDS; i++)
		buf_clear(&r->words[i]);
	arena_clear(&r->passing);
	if (r->broken || r->diags->broken) {
		err_no_memory(r->err);
		err_prepend(r->err, "%s: ", path);
		return NULL;
	}
	if (r->diags->n_errors) {
		err_set(r->err, "%s has %u error%s", path, r->diags->n_errors,
			r->diags->n_errors == 1 ? "" : "s");
		return NULL;
	}
	return r->schema;
}

static struct ddlect_schema *read_owned(struct arena *arena, const char *path, char *text,
					size_t length, struct diags *diags,
					struct ddlect_err *err)
{
	struct dbml_reader r = {.arena = arena, .diags = diags, .err = err};
	arena_init(&r.passing);
	for (uint32_t i = 0; i < DBML_WORDS; i++)
		buf_init(&r.words[i]);
	r.schema = schema_new(arena);
	if (r.schema) {
		read_all(&r, path, text, length);
	} else {
		free(text);
		dbml_no_memory(&r);
	}
	return read_finish(&r, path);
}

struct ddlect_schema *dbml_read_text(struct arena *arena, const char *path,
				     const char *text, size_t length, struct diags *diags,
				     struct ddlect_err *err)
{
	char *copy = length < LARGEST ? malloc(length + 1) : NULL;
	if (!copy) {
		err_no_memory(err);
		return NULL;
	}
	if (length)
		memcpy(copy, text, length);
	copy[length] = '\0';
	return read_owned(arena, path, copy, length, diags, err);
}

struct ddlect_schema *dbml_read(struct arena *arena, const char *path,
				struct diags *diags, struct ddlect_err *err)
{
	size_t length = 0;
	char *text = dbml_load(path, &length, err);
	return text ? read_owned(arena, path, text, length, diags, err) : NULL;
}
