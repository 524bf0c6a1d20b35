/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Object: a shared object that is opened with care. A file that someone else could have
 * changed is refused: it and its directory must belong to root or to the current user, and
 * be writable by nobody else. The paths are absolute, so the loader never searches.
 */
#ifndef CORE_DIALECT_OBJECT_H
#define CORE_DIALECT_OBJECT_H

#include <ddlect/err.h>

#include "core/base/arena.h"

/* The absolute path of `path`, links followed, in the arena. */
const char *object_path(struct arena *arena, const char *path, struct ddlect_err *err);

/* 0 when only its owner can write it; the directory must exist. */
int object_trust_directory(const char *path, struct ddlect_err *err);

/*
 * Open the file at `path` (absolute). All its symbols are resolved now, and none is
 * offered to others. The messages don't repeat the path. Running its constructors can't be
 * avoided, which is why the permissions are checked first.
 */
void *object_open(const char *path, struct ddlect_err *err);
void *object_symbol(void *object, const char *name); /* NULL: it has none */
void object_close(void *object);		     /* NULL is allowed */

#endif
