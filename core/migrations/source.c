/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Source: see source.h. Files are opened by their names in the open directory, each with
 * a look at what it is, one read and a close.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ddlect/provider.h>

#include "core/base/err.h"
#include "core/base/utf8.h"
#include "core/base/visible.h"
#include "core/migrations/carried.h"
#include "core/migrations/name.h"
#include "core/migrations/source.h"

#define MORE ((size_t)64 << 10)
#define NAMED 5 /* so many files are named in a line */

/* -1 with errno. */
static int open_at(int directory, const char *name, int flags)
{
	int fd;
	do
		fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags);
	while (fd < 0 && errno == EINTR);
	return fd;
}

static int refuse_place(const char *place, struct ddlect_err *err)
{
	if (errno == ENOENT)
		return err_set(err, "there is no directory %s", place);
	if (errno == ENOTDIR)
		return err_set(err, "%s is no directory", place);
	return err_set(err, "can't read the directory %s: %s", place, strerror(errno));
}

static int open_place(struct source *source, const char *path, const char *dialect,
		      struct ddlect_err *err)
{
	const char *whole = path_trim(source->arena, path);
	if (!whole)
		return err_no_memory(err);
	if (!*whole)
		return err_status(err, DDLECT_USAGE,
				  "the directory of the migrations has an empty name");
	if (dialect) {
		source->place = arena_printf(source->arena, "%s/%s", whole, dialect);
		if (!source->place)
			return err_no_memory(err);
		source->directory = open_at(AT_FDCWD, source->place, O_DIRECTORY);
		if (source->directory >= 0)
			return 0;
		if (errno != ENOENT)
			return refuse_place(source->place, err);
	}
	source->place = whole;
	source->directory = open_at(AT_FDCWD, whole, O_DIRECTORY);
	return source->directory < 0 ? refuse_place(whole, err) : 0;
}

static int refuse_empty(const struct source *source, const char *dialect,
			struct ddlect_err *err)
{
	const struct scan *scan = &source->scan;
	if (scan->n_ignored == 0)
		return err_set(err, "%s is empty: there are no migrations in it",
			       source->place);
	return err_set(err,
		       "%s has no migrations%s%s; their files are called "
		       "<number>_<title>.up.sql, and there is %s%s",
		       source->place, dialect ? " for " : "", dialect ? dialect : "",
		       scan->ignored[0], scan->n_ignored > 1 ? " for example" : "");
}

int source_open(struct source *source, struct arena *arena, const char *path,
		const char *dialect, const struct ddlect_provider *provider,
		struct ddlect_err *err)
{
	*source = (struct source){.arena = arena, .directory = -1};
	if (path) {
		if (open_place(source, path, dialect, err) < 0 ||
		    scan_open(&source->scan, arena, source->directory, source->place,
			      err) < 0)
			return -1;
		return source->scan.n ? 0 : refuse_empty(source, dialect, err);
	}
	if (!provider)
		return err_status(err, DDLECT_USAGE,
				  "no migrations: say in which directory they are");
	return carried_scan(&source->scan, arena, provider, dialect, &source->place, err);
}

void source_close(struct source *source)
{
	if (source->directory >= 0)
		close(source->directory);
	source->directory = -1;
}

const char *source_name(const struct source *source, const struct migration *migration,
			bool down)
{
	const char *file = down ? migration->down : migration->up;
	if (!file)
		file = arena_printf(source->arena, "%llu_%s.%s.sql",
				    (unsigned long long)migration->version,
				    migration->title, down ? "down" : "up");
	if (!file)
		return NULL;
	return source->directory >= 0
		       ? arena_printf(source->arena, "%s/%s", source->place, file)
		       : arena_printf(source->arena, "%s of %s", file, source->place);
}

int source_check_versions(const struct source *source, struct ddlect_err *err)
{
	const struct scan *scan = &source->scan;
	const struct migration *last = scan->n ? scan->migrations[scan->n - 1] : NULL;
	if (!last || last->version <= VERSION_LIMIT)
		return 0;
	const char *name = source_name(source, last, !last->up);
	return err_status(err, DDLECT_INTEGRITY,
			  "%s has a version above %lld, the highest that a database can "
			  "be at; give it a lower one",
			  name ? name : last->title, (long long)VERSION_LIMIT);
}

void source_ignored(const struct source *source, struct ddlect_buf *out)
{
	const struct scan *scan = &source->scan;
	for (uint32_t i = 0; i < scan->n_ignored && i < NAMED; i++) {
		buf_text(out, i ? ", " : "");
		visible_write(out, scan->ignored[i]);
	}
	if (scan->n_ignored > NAMED)
		buf_printf(out, " and %u more", scan->n_ignored - NAMED);
}

/* All errors of reading begin with the text's name. */
static int about(const struct source *source, const struct migration *migration,
		 bool down, struct ddlect_err *err)
{
	const char *name = source_name(source, migration, down);
	return name ? err_prepend(err, "%s", name) : err_no_memory(err);
}

static int refuse_size(struct ddlect_err *err)
{
	return err_set(err,
		       ": it is longer than %u bytes, and no database takes that at "
		       "once; split it into several migrations",
		       SOURCE_LIMIT);
}

/* A file may be longer than it said: then it is read until there is no more. */
static int read_rest(int file, size_t expected, struct ddlect_buf *out,
		     struct ddlect_err *err)
{
	for (;;) {
		size_t done = out->length;
		size_t room = done <= expected ? expected + 1 - done : MORE;
		char *at = buf_space(out, room);
		if (!at)
			return err_set(err, ": out of memory");
		ssize_t n = read(file, at, room);
		if (n < 0 && errno != EINTR)
			return err_set(err, ": can't read it: %s", strerror(errno));
		out->length += n > 0 ? (size_t)n : 0;
		out->text[out->length] = '\0';
		if (out->length > SOURCE_LIMIT)
			return refuse_size(err);
		if (n == 0 || (n > 0 && out->length == expected))
			return 0;
	}
}

static int read_file(const struct source *source, const char *name,
		     struct ddlect_buf *out, struct ddlect_err *err)
{
	struct stat st;
	int file = open_at(source->directory, name, O_NONBLOCK);
	if (file < 0)
		return errno == ENOENT
			       ? err_set(err, " was there a moment ago, and is gone")
			       : err_set(err, ": can't read it: %s", strerror(errno));
	int status = fstat(file, &st);
	if (status < 0)
		err_set(err, ": can't look at it: %s", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		status = err_set(err, " is %s, and has to be a file",
				 S_ISDIR(st.st_mode) ? "a directory" : "no plain file");
	else if (st.st_size > (off_t)SOURCE_LIMIT)
		status = refuse_size(err);
	else
		status = read_rest(file, (size_t)st.st_size, out, err);
	close(file);
	return status;
}

static int read_carried(const struct migration *migration, bool down,
			struct ddlect_buf *out, struct ddlect_err *err)
{
	const char *text;
	uint64_t length;
	carried_text(migration, down, &text, &length);
	if (length > SOURCE_LIMIT)
		return refuse_size(err);
	buf_raw(out, text, (size_t)length);
	return buf_broken(out) ? err_set(err, ": out of memory") : 0;
}

static unsigned long line_of(const char *text, size_t offset)
{
	unsigned long line = 1;
	const char *end = text + offset;
	while ((text = memchr(text, '\n', (size_t)(end - text)))) {
		line++;
		text++;
	}
	return line;
}

static int check_bytes(struct ddlect_buf *out, struct ddlect_err *err)
{
	static const char mark[] = "\xef\xbb\xbf";
	const char *nul = memchr(out->text, '\0', out->length);
	size_t good = utf8_check(out->text, out->length);
	if (out->length >= 2 && (memcmp(out->text, "\xff\xfe", 2) == 0 ||
				 memcmp(out->text, "\xfe\xff", 2) == 0))
		return err_set(err, ":1: it is UTF-16; save it as UTF-8");
	if (nul && (size_t)(nul - out->text) < good)
		return err_set(err, ":%lu: a byte is NUL, which no database takes",
			       line_of(out->text, (size_t)(nul - out->text)));
	if (good < out->length)
		return err_set(err,
			       ":%lu: the byte 0x%02x is not UTF-8; save it as UTF-8",
			       line_of(out->text, good), (unsigned char)out->text[good]);
	if (out->length >= 3 && memcmp(out->text, mark, 3) == 0) {
		out->length -= 3;
		memmove(out->text, out->text + 3, out->length + 1);
	}
	return 0;
}

int source_read(const struct source *source, const struct migration *migration, bool down,
		struct ddlect_buf *out, struct ddlect_err *err)
{
	const char *file = down ? migration->down : migration->up;
	buf_reset(out);
	if (!file)
		return 0;
	int status = source->directory >= 0 ? read_file(source, file, out, err)
					    : read_carried(migration, down, out, err);
	if (status == 0)
		status = check_bytes(out, err);
	return status < 0 ? about(source, migration, down, err) : 0;
}
