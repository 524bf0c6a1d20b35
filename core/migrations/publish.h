/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Publish: put files where runners look for them; all of them, or none. Between begin and
 * end the directory is locked, so that two runs never mix their pairs or take one number.
 *
 * Files are written under other names beside their places and synced, and only then get
 * their names. Whatever fails on the way, or a cancel, undoes every step that was made:
 * directories that were created, names that were given, files that were replaced. A file
 * that is there already is never opened for writing.
 */
#ifndef CORE_MIGRATIONS_PUBLISH_H
#define CORE_MIGRATIONS_PUBLISH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <ddlect/err.h>

#include "core/base/arena.h"

/* The calls that change a disk, so that a test can let each of them fail, and wait less. */
struct publish_ops {
	int (*create)(const char *path); /* a descriptor */
	ssize_t (*write)(int fd, const void *bytes, size_t length);
	int (*fsync)(int fd);
	int (*link)(const char *from, const char *to);
	int (*rename)(const char *from, const char *to);
	int (*unlink)(const char *path);
	int (*mkdir)(const char *path);
	void (*pause)(void); /* before asking for the lock again */
};

extern const struct publish_ops publish_disk;

struct publish_file {
	const char *
		directory; /* below the path: the dialect's name; NULL: the path itself */
	const char *name;
	const char *text;
	size_t length;
};

struct undo;

struct publish {
	struct arena *arena;
	const struct publish_ops *ops;
	const char *path;
	const volatile int *cancel; /* becomes non-zero when the user interrupts */
	int lock;
	uint32_t serial; /* of names that are only passing */
	struct undo *undo;
};

/*
 * Create the directory when it is missing, and lock it; after some seconds of waiting for
 * another run this fails with DDLECT_BUSY. On failure nothing is left to end.
 */
int publish_begin(struct publish *publish, struct arena *arena, const char *path,
		  const struct publish_ops *ops, const volatile int *cancel,
		  struct ddlect_err *err);

/* On failure everything is as it was before publish_begin(). */
int publish_files(struct publish *publish, const struct publish_file *files, uint32_t n,
		  bool force, struct ddlect_err *err);

/* Whether a file could get the name `path`; `there` is set when one has it already. */
int publish_check(const char *path, bool force, bool *there, struct ddlect_err *err);

/* Unlock. What begin created and publish_files() didn't fill is removed. */
void publish_end(struct publish *publish);

#endif
