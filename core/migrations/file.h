/* SPDX-License-Identifier: Apache-2.0 */
/*
 * File: the text of one migration, from a rendered script. Deterministic: the same
 * declaration gives the same bytes, whenever, wherever and by whichever version.
 *
 * A runner applies the text as it is. What a name or a hazard says goes into comments only
 * after every control character in it was made visible, so no comment ends early.
 */
#ifndef CORE_MIGRATIONS_FILE_H
#define CORE_MIGRATIONS_FILE_H

#include <ddlect/change.h>
#include <ddlect/dialect.h>
#include <ddlect/err.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/map.h"
#include "core/diff/script.h"

/* The first line of a file that is not to be run as one transaction. */
#define FILE_NO_TRANSACTION "-- ddlect: no-transaction"

/* How many tables a block of such a file touches at the most. */
#define FILE_BLOCK_TABLES 100u

/* The tables that changes are about, each counted once. */
struct file_tables {
	struct map map;
	uint32_t n;
	const struct ddlect_change *last; /* its table is mostly the next one's too */
};

/* A file while it is written. All fields are private. */
struct file {
	struct ddlect_buf *out;
	const struct ddlect_dialect *dialect;
	struct ddlect_buf line;	  /* of a comment, before it is broken */
	struct arena arena;	  /* of what is counted */
	struct file_tables block; /* that is open */
	uint32_t n_written;	  /* of the script's statements */
	bool down;
	bool blocks; /* more tables than one transaction can have */
	bool roomy;  /* the statement written last had more than one line */
	const char *resource;
	bool headed; /* there was a heading, so the end of its part is one too */
};

/*
 * Begin a file at the end of `out`; add what the script has got since the last time, while
 * or after `plan` is rendered; end. While there is `more` to come, the last statements may
 * wait for others that they are joined with: `n_written` says how far it is. file_clear() is
 * called in any case. `declared` gives the provider's name and version. `schema` is the one that the text leaves out; the file says
 * so, unless it is the usual one (NULL, or public).
 */
int file_begin(struct file *file, struct ddlect_buf *out,
	       const struct ddlect_schema *declared, const char *schema,
	       const struct ddlect_dialect *dialect, const struct ddlect_plan *plan,
	       struct ddlect_err *err);
int file_add(struct file *file, const struct ddlect_script *script, bool more,
	     struct ddlect_err *err);
int file_end(struct file *file, struct ddlect_err *err);
void file_clear(struct file *file);

#endif
