/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Embed: migrations as C, so that a provider carries them inside its program. What is
 * written depends on the files' names and bytes alone: no clock, no path, no version of
 * this tool.
 */
#ifndef CORE_MIGRATIONS_EMBED_H
#define CORE_MIGRATIONS_EMBED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ddlect/err.h>

#include "core/base/arena.h"
#include "core/base/buf.h"

struct embed {
	const char *path;
	const char *dialect; /* NULL: each that has a directory below the path */
	const char *name;    /* of the C array */

	/* What embed_write() has found. */
	uint32_t n_migrations;
	const char **dialects;
	uint32_t n_dialects;
	const char **notes; /* files that are no migrations, and why */
	uint32_t n_notes;
};

/* Append the C to `out`. */
int embed_write(struct embed *embed, struct arena *arena, struct ddlect_buf *out,
		struct ddlect_err *err);

/* Whether a text begins as what embed_write() writes. */
bool embed_is_own(const char *text, size_t length);

/* Whether C takes this for a name. */
bool embed_name_check(const char *name);

/* A C name from other words: "docs-1.c" is docs_1. NULL: no memory, or nothing is left.
 */
const char *embed_name_make(struct arena *arena, const char *words, const char *ending);

#endif
