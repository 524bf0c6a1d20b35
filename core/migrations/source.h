/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Source: where migrations that are to be run come from, a directory or the program
 * itself. Who runs them can't tell the difference. Names are read when it is opened,
 * texts when they are asked for.
 *
 * A directory is `path/<dialect>` when that exists, otherwise `path` itself. A missing or
 * empty one is an error: nobody means to run nothing.
 */
#ifndef CORE_MIGRATIONS_SOURCE_H
#define CORE_MIGRATIONS_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include <ddlect/err.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/migrations/scan.h"

struct ddlect_provider;

/* No text is longer: databases take no more as one message. */
#define SOURCE_LIMIT 1000000000u

struct source {
	struct arena *arena;
	struct scan scan;  /* by version; its names are what messages call the files */
	const char *place; /* "migrations/<dialect>", or "docs" for a provider's own */
	int directory;	   /* open; -1: the texts are the provider's */
};

/*
 * `path` wins; NULL takes what `provider` carries, which may be NULL too. `dialect` NULL
 * takes `path` itself. source_close() is called in any case.
 */
int source_open(struct source *source, struct arena *arena, const char *path,
		const char *dialect, const struct ddlect_provider *provider,
		struct ddlect_err *err);
void source_close(struct source *source);

/* Names of files that are no migrations, as many as a line takes; nothing: there are none. */
void source_ignored(const struct source *source, struct ddlect_buf *out);

/* Whoever runs asks this: a version that no state can keep is an error. */
int source_check_versions(const struct source *source, struct ddlect_err *err);

/*
 * Read a text into `out`, which is reset; one that there isn't is empty. `migration` is
 * one of the source's own. What no database takes is refused here: a byte that is NUL,
 * bytes that aren't UTF-8, each with its line. A byte order mark is left out.
 */
int source_read(const struct source *source, const struct migration *migration, bool down,
		struct ddlect_buf *out, struct ddlect_err *err);

/* What a message calls a text: its path, or "2_v0.1.0.up.sql of docs". NULL: no memory.
 */
const char *source_name(const struct source *source, const struct migration *migration,
			bool down);

#endif
