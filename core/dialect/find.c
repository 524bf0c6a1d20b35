/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Find: the search path, and the files in it that may be dialects. The first file of a
 * name hides later ones, also when it is refused: a broken plugin must not be replaced by
 * another without a word. The working directory is never searched, and a process with more
 * privileges than its user doesn't listen to the environment.
 */
#define _GNU_SOURCE /* dladdr */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include "core/base/err.h"
#include "core/dialect/load.h"
#include "core/dialect/object.h"
#include "gen/dialectdir.h"

#define NAME_LIMIT 63u

bool dialect_name_valid(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
	return length > 0 && length <= NAME_LIMIT && !name[length];
}

/* What stands before ".so"; NULL when the file's name ends in something else. */
static char *stem(struct arena *arena, const char *file_name, struct ddlect_err *err)
{
	size_t length = strlen(file_name);
	char *name = arena_text(arena, file_name, length - 3);
	if (!name)
		err_no_memory(err);
	return name;
}

static bool is_object_name(const char *file_name)
{
	size_t length = strlen(file_name);
	return length > 3 && strcmp(file_name + length - 3, ".so") == 0;
}

static bool is_taken(const struct candidates *candidates, const char *name)
{
	for (uint32_t i = 0; i < candidates->n; i++)
		if (strcmp(candidates->list[i]->name, name) == 0)
			return true;
	return false;
}

static struct candidate *candidate_new(struct arena *arena, const char *file,
				       const char *name, struct ddlect_err *err)
{
	struct candidate *made = arena_alloc(arena, sizeof(*made));
	if (!made) {
		err_no_memory(err);
		return NULL;
	}
	made->file = file;
	made->name = name;
	return made;
}

static int add_file(struct registry *registry, const char *directory,
		    const char *file_name, struct candidates *out, struct ddlect_err *err)
{
	struct arena *arena = registry->arena;
	const char *name = stem(arena, file_name, err);
	const char *file = arena_printf(arena, "%s/%s", directory, file_name);
	if (!name)
		return -1;
	if (!file)
		return err_no_memory(err);
	if (!dialect_name_valid(name))
		return registry_refuse(
			       registry, file,
			       "a dialect's file is called NAME.so, with a NAME of "
			       "lower-case letters, digits and _ only") < 0
			       ? err_no_memory(err)
			       : 0;
	if (is_taken(out, name))
		return 0;
	struct candidate *made = candidate_new(arena, file, name, err);
	if (!made)
		return -1;
	struct candidate **list =
		arena_grow(arena, out->list, out->n, sizeof(struct candidate *));
	if (!list)
		return err_no_memory(err);
	out->list = list;
	list[out->n++] = made;
	return 0;
}

static int add_directory(struct registry *registry, const char *path,
			 struct candidates *out, struct ddlect_err *err)
{
	const char *directory = object_path(registry->arena, path, err);
	if (!directory || object_trust_directory(directory, err) < 0)
		return -1;
	DIR *dir = opendir(directory);
	if (!dir)
		return err_set(err, "%s", strerror(errno));
	int status = 0;
	struct dirent *entry;
	while (status == 0 && (entry = readdir(dir)))
		if (is_object_name(entry->d_name))
			status = add_file(registry, directory, entry->d_name, out, err);
	closedir(dir);
	return status;
}

/* One that nobody asked for by hand: not being there is fine, being refused is listed. */
static int try_directory(struct registry *registry, const char *path,
			 struct candidates *out, struct ddlect_err *err)
{
	struct ddlect_err why;
	errno = 0;
	DIR *dir = opendir(path);
	if (dir)
		closedir(dir);
	else if (errno == ENOENT || errno == ENOTDIR)
		return 0;
	if (add_directory(registry, path, out, &why) == 0)
		return 0;
	if (registry_refuse(registry, path, why.text) < 0)
		return err_no_memory(err);
	return 0;
}

/* The directories of DDLECT_PLUGIN_PATH. An empty one means nothing, not "here". */
static int try_environment(struct registry *registry, struct candidates *out,
			   struct ddlect_err *err)
{
	const char *at = getenv("DDLECT_PLUGIN_PATH");
	while (at && *at) {
		size_t length = strcspn(at, ":");
		char *path = arena_text(registry->arena, at, length);
		if (!path)
			return err_no_memory(err);
		if (path[0] == '/') {
			if (try_directory(registry, path, out, err) < 0)
				return -1;
		} else if (path[0] &&
			   registry_refuse(registry, path,
					   "DDLECT_PLUGIN_PATH takes absolute paths "
					   "only") < 0) {
			return err_no_memory(err);
		}
		at += length + (at[length] == ':');
	}
	return 0;
}

/* `dialects` beside the library (or the program that it is a part of): a build tree. */
static int try_beside(struct registry *registry, struct candidates *out,
		      struct ddlect_err *err)
{
	static const char here = 0;
	Dl_info info;
	if (!dladdr(&here, &info) || !info.dli_fname || !strchr(info.dli_fname, '/'))
		return 0;
	const char *file = object_path(registry->arena, info.dli_fname, NULL);
	if (!file)
		return 0;
	const char *slash = strrchr(file, '/');
	const char *path =
		arena_printf(registry->arena, "%.*s/dialects", (int)(slash - file), file);
	return path ? try_directory(registry, path, out, err) : err_no_memory(err);
}

static int by_name(const void *a, const void *b)
{
	const struct candidate *const *x = a, *const *y = b;
	return strcmp((*x)->name, (*y)->name);
}

int find_candidates(struct registry *registry, const char *plugin_dir,
		    struct candidates *out, struct ddlect_err *err)
{
	bool privileged = getauxval(AT_SECURE) != 0;
	*out = (struct candidates){0};
	if (plugin_dir && add_directory(registry, plugin_dir, out, err) < 0)
		return err_prepend(err, "-plugin-dir %s: ", plugin_dir);
	if (!privileged && (try_environment(registry, out, err) < 0 ||
			    try_beside(registry, out, err) < 0))
		return -1;
	if (try_directory(registry, DDLECT_DIALECT_DIR, out, err) < 0)
		return -1;
	if (out->n > 1)
		qsort(out->list, out->n, sizeof(*out->list), by_name);
	return 0;
}

struct candidate *find_file(struct arena *arena, const char *file, struct ddlect_err *err)
{
	const char *slash = strrchr(file, '/');
	const char *file_name = slash ? slash + 1 : file;
	const char *parent = ".";
	if (!is_object_name(file_name)) {
		err_set(err, "a dialect's file is called NAME.so");
		return NULL;
	}
	if (slash)
		parent = arena_text(arena, file, (size_t)(slash - file) + 1);
	const char *directory = parent ? object_path(arena, parent, err) : NULL;
	const char *name = stem(arena, file_name, err);
	if (!directory || !name)
		return NULL;
	const char *path = arena_printf(arena, "%s/%s", directory, file_name);
	if (!path)
		err_no_memory(err);
	return path ? candidate_new(arena, path, name, err) : NULL;
}
