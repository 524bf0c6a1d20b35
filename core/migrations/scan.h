/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scan: what migrations a directory has, in order of their version. It reads names only,
 * never a file's text. What is no migration is listed apart, for a note.
 */
#ifndef CORE_MIGRATIONS_SCAN_H
#define CORE_MIGRATIONS_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include <ddlect/err.h>

#include "core/base/arena.h"

struct migration {
	uint64_t version;
	const char *title; /* UTF-8; what isn't is spelled out */
	const char *up;	   /* the file's name; NULL: there is none */
	const char *down;  /* likewise */
};

struct scan {
	struct migration **migrations; /* by version */
	uint32_t n;
	const char **ignored; /* names of other files, in order */
	uint32_t n_ignored;
	bool missing; /* there is no such directory; that is no failure here */
};

/* Two files of one version and direction are an error: no runner could choose. */
int scan_directory(struct scan *scan, struct arena *arena, const char *path,
		   struct ddlect_err *err);

/* The same of a directory that is open; `path` is what messages call it. */
int scan_open(struct scan *scan, struct arena *arena, int directory, const char *path,
	      struct ddlect_err *err);

/*
 * The number that `release` gets below `path`, which has a directory for each dialect:
 * the one that another dialect gave this release already, or one more than the highest of
 * all, so that it is the same in every dialect.
 */
int scan_next(struct arena *arena, const char *path, const char *release,
	      uint64_t *version, struct ddlect_err *err);

/* The migration of that version; NULL when there is none. */
const struct migration *scan_find(const struct scan *scan, uint64_t version);
/* The name of its up, or, when there is none, of its down. */
const char *migration_file(const struct migration *migration);

#endif
