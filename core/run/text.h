/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text: one migration's text, read, told apart into statements, and checked, so that what
 * can't run is known before anything does.
 *
 * A text is one transaction, or has the marker of FILE_NO_TRANSACTION in its first line.
 * Then it is units: each statement of its own, and each block from BEGIN to COMMIT.
 */
#ifndef CORE_RUN_TEXT_H
#define CORE_RUN_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include <ddlect/dialect.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/migrations/checksum.h"
#include "core/migrations/source.h"

/* What is run at once. Numbers of statements count all of the file's, BEGIN and COMMIT too. */
struct unit {
	uint64_t begin; /* of a block: behind its BEGIN */
	uint64_t end;	/* of a block: before its COMMIT */
	uint64_t first; /* statements before it */
	uint64_t done;	/* statements when it is done */
	bool block;
	bool patient;
	char checksum[CHECKSUM_SIZE]; /* of the statements up to its end */
};

struct text {
	const char *name; /* as messages call it */
	struct ddlect_buf bytes;
	bool held;    /* `bytes` are there */
	bool missing; /* there is no such file */
	bool no_transaction;
	const char *schema; /* that it was written for, when it says so; or NULL */
	uint64_t line;	    /* where it was refused, from 1; 0: it wasn't, or nowhere */
	uint64_t column;
	uint64_t length;
	uint64_t statements;
	char checksum[CHECKSUM_SIZE];
	struct unit *units; /* with no_transaction only */
	uint32_t n_units;
};

/* Read and check. text_clear() is called in any case. */
int text_open(struct text *text, struct arena *arena, const struct source *source,
	      const struct ddlect_dialect *dialect, const struct migration *migration,
	      bool down, struct ddlect_err *err);
/* Let the bytes go, and bring them back: -1 when the file isn't what it was. */
void text_drop(struct text *text);
int text_hold(struct text *text, const struct source *source,
	      const struct ddlect_dialect *dialect, const struct migration *migration,
	      bool down, struct ddlect_err *err);
void text_clear(struct text *text);

/* Where statement `n` of what is between two offsets begins; DDLECT_NOWHERE: nowhere. */
uint64_t text_statement(const struct text *text, const struct ddlect_dialect *dialect,
			uint64_t begin, uint64_t end, uint64_t n);

/*
 * The checksum of a migration's up or down as the file is now; "" when there is none, or its
 * statements can't be told apart.
 */
int text_checksum(const struct source *source, const struct ddlect_dialect *dialect,
		  const struct migration *migration, bool down, struct ddlect_buf *bytes,
		  char out[CHECKSUM_SIZE], struct ddlect_err *err);

#endif
