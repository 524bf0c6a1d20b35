/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of migration files: `{version}_{title}.{up|down}.{ending}`, as runners of such
 * directories read them. The version is an unsigned 64-bit integer, ordered as a number;
 * what is not of this form is no migration to a runner.
 */
#ifndef CORE_MIGRATIONS_NAME_H
#define CORE_MIGRATIONS_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ddlect/err.h>

#include "core/base/arena.h"

/* The largest version whose state a database can keep in a bigint. */
#define VERSION_LIMIT INT64_MAX

struct file_name {
	uint64_t version;
	const char *title; /* in the text that was read; `title_length` bytes */
	size_t title_length;
	bool down;
};

/* False when `text` is no migration's name. */
bool file_name_read(const char *text, struct file_name *name);

/* `vX.Y.Z`, a semantic version. */
int release_check(const char *release, struct ddlect_err *err);

/* A prefix names a file in the directory, and none elsewhere. */
int prefix_check(const char *prefix, struct ddlect_err *err);

/* Whether a runner will see the files of this prefix. */
bool prefix_is_seen(const char *prefix);

/* `<prefix>.up.sql`, or `up.sql` for an empty prefix. NULL when memory runs out. */
const char *file_name_make(struct arena *arena, const char *prefix, bool down);

/* A directory's path without slashes at its end. NULL when memory runs out. */
const char *path_trim(struct arena *arena, const char *path);

#endif
