/* SPDX-License-Identifier: Apache-2.0 */
/* Scan: see scan.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/utf8.h"
#include "core/base/visible.h"
#include "core/migrations/name.h"
#include "core/migrations/scan.h"

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_names(const char **names, uint32_t n)
{
	if (n)
		qsort(names, n, sizeof(*names), by_text);
}

static int refuse_directory(const char *path, struct ddlect_err *err)
{
	return err_set(err, "can't read the directory %s: %s", path, strerror(errno));
}

/* The names in a directory but those that start with a dot, in no order. Closes it. */
static int read_names(struct arena *arena, DIR *dir, const char *path,
		      const char ***names, uint32_t *n, struct ddlect_err *err)
{
	int status = 0;
	errno = 0;
	for (struct dirent *entry; status == 0 && (entry = readdir(dir)); errno = 0) {
		if (entry->d_name[0] == '.')
			continue;
		const char **list = arena_grow(arena, *names, *n, sizeof(*list));
		const char *name =
			arena_text(arena, entry->d_name, strlen(entry->d_name));
		if (!list || !name) {
			status = err_no_memory(err);
			break;
		}
		*names = list;
		list[(*n)++] = name;
	}
	if (status == 0 && errno)
		status = refuse_directory(path, err);
	closedir(dir);
	return status;
}

static int list_names(struct arena *arena, const char *path, const char ***names,
		      uint32_t *n, bool *missing, struct ddlect_err *err)
{
	*names = NULL;
	*n = 0;
	DIR *dir = opendir(path);
	*missing = !dir && errno == ENOENT;
	if (*missing)
		return 0;
	return dir ? read_names(arena, dir, path, names, n, err)
		   : refuse_directory(path, err);
}

static int by_version(const void *a, const void *b)
{
	const struct migration *x = *(struct migration *const *)a;
	const struct migration *y = *(struct migration *const *)b;
	if (x->version != y->version)
		return x->version < y->version ? -1 : 1;
	int order = strcmp(x->up ? x->up : "", y->up ? y->up : "");
	return order ? order : strcmp(x->down ? x->down : "", y->down ? y->down : "");
}

/* A title goes into messages and databases, so what isn't UTF-8 in it is spelled out. */
static const char *make_title(struct arena *arena, const struct file_name *name)
{
	const char *title = arena_text(arena, name->title, name->title_length);
	if (!title || utf8_check(title, name->title_length) == name->title_length)
		return title;
	struct ddlect_buf visible;
	buf_init(&visible);
	visible_write(&visible, title);
	title = buf_broken(&visible) ? NULL
				     : arena_text(arena, visible.text, visible.length);
	buf_clear(&visible);
	return title;
}

/* One entry a file, which merge() then makes one a version. */
static int add_file(struct scan *scan, struct arena *arena, const char *file,
		    struct ddlect_err *err)
{
	struct file_name name;
	if (!file_name_read(file, &name)) {
		const char **list =
			arena_grow(arena, scan->ignored, scan->n_ignored, sizeof(*list));
		if (!list)
			return err_no_memory(err);
		scan->ignored = list;
		list[scan->n_ignored++] = file;
		return 0;
	}
	struct migration *made = arena_alloc(arena, sizeof(*made));
	struct migration **list =
		arena_grow(arena, scan->migrations, scan->n, sizeof(*list));
	if (!made || !list)
		return err_no_memory(err);
	made->version = name.version;
	made->title = make_title(arena, &name);
	*(name.down ? &made->down : &made->up) = file;
	if (!made->title)
		return err_no_memory(err);
	scan->migrations = list;
	list[scan->n++] = made;
	return 0;
}

static int merge(struct scan *scan, const char *path, struct ddlect_err *err)
{
	uint32_t n = 0;
	if (scan->n)
		qsort(scan->migrations, scan->n, sizeof(*scan->migrations), by_version);
	for (uint32_t i = 0; i < scan->n; i++) {
		struct migration *last = n ? scan->migrations[n - 1] : NULL;
		struct migration *next = scan->migrations[i];
		if (!last || last->version != next->version) {
			scan->migrations[n++] = next;
			continue;
		}
		if ((last->up && next->up) || (last->down && next->down))
			return err_status(
				err, DDLECT_INTEGRITY,
				"%s has version %llu twice: %s and %s; give one "
				"of them another number",
				path, (unsigned long long)last->version,
				last->up && next->up ? last->up : last->down,
				last->up && next->up ? next->up : next->down);
		if (next->up) {
			last->up = next->up;
			last->title = next->title;
		} else {
			last->down = next->down;
		}
	}
	scan->n = n;
	return 0;
}

static int add_files(struct scan *scan, struct arena *arena, const char *const *names,
		     uint32_t n, const char *path, struct ddlect_err *err)
{
	for (uint32_t i = 0; i < n; i++)
		if (add_file(scan, arena, names[i], err) < 0)
			return -1;
	sort_names(scan->ignored, scan->n_ignored);
	return merge(scan, path, err);
}

int scan_directory(struct scan *scan, struct arena *arena, const char *path,
		   struct ddlect_err *err)
{
	const char **names;
	uint32_t n;
	*scan = (struct scan){0};
	if (list_names(arena, path, &names, &n, &scan->missing, err) < 0)
		return -1;
	return add_files(scan, arena, names, n, path, err);
}

int scan_open(struct scan *scan, struct arena *arena, int directory, const char *path,
	      struct ddlect_err *err)
{
	const char **names = NULL;
	uint32_t n = 0;
	*scan = (struct scan){0};
	int own = fcntl(directory, F_DUPFD_CLOEXEC, 0);
	DIR *dir = own < 0 ? NULL : fdopendir(own);
	if (!dir) {
		refuse_directory(path, err);
		if (own >= 0)
			close(own);
		return -1;
	}
	if (read_names(arena, dir, path, &names, &n, err) < 0)
		return -1;
	return add_files(scan, arena, names, n, path, err);
}

const struct migration *scan_find(const struct scan *scan, uint64_t version)
{
	uint32_t from = 0;
	for (uint32_t to = scan->n; from < to;) {
		uint32_t middle = from + (to - from) / 2;
		if (scan->migrations[middle]->version < version)
			from = middle + 1;
		else
			to = middle;
	}
	bool found = from < scan->n && scan->migrations[from]->version == version;
	return found ? scan->migrations[from] : NULL;
}

struct numbers {
	uint64_t highest;
	uint64_t of_release;
	bool found;
};

static int read_numbers(struct arena *arena, const char *path, const char *release,
			struct numbers *numbers, struct ddlect_err *err)
{
	struct scan scan;
	if (scan_directory(&scan, arena, path, err) < 0)
		return -1;
	for (uint32_t i = 0; i < scan.n; i++) {
		const struct migration *migration = scan.migrations[i];
		if (migration->version > numbers->highest)
			numbers->highest = migration->version;
		if (strcmp(migration->title, release) != 0)
			continue;
		if (numbers->found && numbers->of_release != migration->version)
			return err_status(err, DDLECT_INTEGRITY,
					  "%s has number %llu in %s and %llu in another "
					  "directory; give it one number",
					  release, (unsigned long long)migration->version,
					  path, (unsigned long long)numbers->of_release);
		numbers->found = true;
		numbers->of_release = migration->version;
	}
	return 0;
}

int scan_next(struct arena *arena, const char *path, const char *release,
	      uint64_t *version, struct ddlect_err *err)
{
	const char **names;
	uint32_t n;
	bool missing;
	struct numbers numbers = {0};
	if (list_names(arena, path, &names, &n, &missing, err) < 0)
		return -1;
	sort_names(names, n);
	for (uint32_t i = 0; i < n; i++) {
		struct stat st;
		const char *sub = arena_printf(arena, "%s/%s", path, names[i]);
		if (!sub)
			return err_no_memory(err);
		if (stat(sub, &st) == 0 && S_ISDIR(st.st_mode) &&
		    read_numbers(arena, sub, release, &numbers, err) < 0)
			return -1;
	}
	if (!numbers.found && numbers.highest >= VERSION_LIMIT)
		return err_status(err, DDLECT_INTEGRITY,
				  "%s has a migration with the highest number that there "
				  "is, so no number is free",
				  path);
	*version = numbers.found ? numbers.of_release : numbers.highest + 1;
	return 0;
}

const char *migration_file(const struct migration *migration)
{
	return migration->up ? migration->up : migration->down;
}
