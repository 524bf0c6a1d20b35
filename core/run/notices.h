/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notices: what a database says while a file runs becomes lines of the log, with the file's
 * name and the statement's line: warnings always, remarks for who wants details. A few of
 * each are said, each text once; the others are counted, and nothing is kept. What tells how
 * far a file is becomes progress.
 */
#ifndef CORE_RUN_NOTICES_H
#define CORE_RUN_NOTICES_H

#include "core/run/steps.h"
#include "core/run/text.h"

struct part;
struct trip;

#define NOTICES_SAID 10 /* of a kind, of a file */

/* Of one kind. */
struct notices_kind {
	uint64_t n;		     /* all of them */
	uint64_t said[NOTICES_SAID]; /* hashes of the texts that were said */
	uint32_t n_said;
};

struct notices {
	struct trip *trip;
	const struct step *step; /* NULL: it is no file's turn */
	const char *file;
	const struct part *part; /* that runs now */
	struct notices_kind warnings;
	struct notices_kind remarks;
	/* The statement that was looked for last: the next one is at or behind it. */
	uint64_t statement;
	uint64_t offset;
	char blockers[1024]; /* that were said last; or "" */
};

/* A file's turn, and its end: how many weren't said. */
void notices_begin(struct notices *notices, struct trip *trip, const struct step *step,
		   const char *file);
void notices_end(struct notices *notices);

/* The part of it that runs now; NULL: its text isn't a file's. */
void notices_part(struct notices *notices, const struct part *part);

/* For struct ddlect_run; the context is the struct notices. */
void notices_tell(void *context, const struct ddlect_notice *notice);

#endif
