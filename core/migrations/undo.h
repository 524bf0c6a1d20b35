/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Undo: the steps that a publishing run has made, last first, and how each is taken back.
 * A step is pushed before it is made, so that none is ever without. Only for publish.c.
 */
#ifndef CORE_MIGRATIONS_UNDO_H
#define CORE_MIGRATIONS_UNDO_H

#include "core/migrations/publish.h"

#define UNDO_DIRECTORY 1 /* remove a directory that was created */
#define UNDO_FILE 2	 /* remove a file that was created */
#define UNDO_REPLACED 3	 /* give back a file that was replaced */

struct undo {
	int kind;
	const char *path;
	const char *kept; /* with UNDO_REPLACED: where the old file is */
	struct undo *next;
};

/* NULL when memory runs out. */
struct undo *undo_push(struct publish *publish, int kind, const char *path,
		       const char *kept);
void undo_pop(struct publish *publish);
void undo_all(struct publish *publish);

/* -1 with `err` filled in when the user interrupted. */
int publish_cancelled(const struct publish *publish, struct ddlect_err *err);

/* Create what is missing: the last part of the path, or every part. */
int make_directory(struct publish *publish, const char *path, struct ddlect_err *err);
int make_directories(struct publish *publish, const char *path, struct ddlect_err *err);

#endif
