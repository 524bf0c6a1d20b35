/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Trip: one call of up, down or goto. With the lock of runners held it reads where the
 * database is, plans, checks every text, and runs them. When another runner was faster, it
 * plans again; nothing is run twice.
 *
 *	trip.c      the loop
 *	compare.c   what is applied, and the files as they are now
 *	apply.c     one run(), and what to do when it fails
 *	units.c     a file without a transaction, from its beginning or from where it stopped
 *	notices.c   what the database says meanwhile
 *	report.c    the words for a failure
 */
#ifndef CORE_RUN_TRIP_H
#define CORE_RUN_TRIP_H

#include "core/run/journal.h"
#include "core/run/migrator.h"
#include "core/run/notices.h"
#include "core/run/steps.h"
#include "core/run/sums.h"
#include "core/run/text.h"

struct trip {
	struct ddlect_migrator *migrator;
	const struct ddlect_dialect *dialect;
	struct arena arena; /* of the call */
	struct arena round; /* of a plan; empty again with the next */
	struct source source;
	struct target target;
	uint32_t use;	 /* TARGET_UP, … */
	uint64_t done;	 /* files, in all rounds */
	uint64_t before; /* of them, those of earlier rounds */

	struct journal journal;
	struct sums sums; /* while files are compared */
	struct steps steps;
	struct text *texts; /* of each step */
	uint32_t n_texts;
	struct ddlect_state state; /* as it is now, as far as is known */
	struct ddlect_history
		*rows; /* that are written with the next run; room for one more */
	uint32_t n_rows;
	int64_t next_id;
	struct notices notices; /* of the file that runs */
	uint64_t bytes;		/* of texts, in all rounds */
	uint64_t bytes_done;
};

#define TRIP_MOVED 1 /* another runner was faster: plan again */

/* That there is a database, and migrations. trip_end() is called in any case. */
int trip_begin(struct trip *trip, struct ddlect_migrator *migrator,
	       struct ddlect_err *err);
void trip_end(struct trip *trip);

/* `use` is TARGET_UP, _DOWN or _GOTO; `to` is what migrate.h says of it. */
int trip_take(struct ddlect_migrator *migrator, const char *to, uint32_t use,
	      struct ddlect_err *err);

/* "nothing to do: the database is at version 6, clean" */
void trip_say_nothing(const struct trip *trip);

/* compare.c */

/* Read state and history. */
int trip_read(struct trip *trip, struct ddlect_err *err);
/* Begin to read the files that trip_compare() will need, before it is known which they are. */
int trip_begin_sums(struct trip *trip, struct ddlect_err *err);
/* Of each entry, whether its file isn't what was applied. The list is the round's. */
int trip_compare(struct trip *trip, const bool **edited, struct ddlect_err *err);
/* Make the rows for what another runner did. */
int trip_find_rows(struct trip *trip, struct ddlect_err *err);

/* apply.c */

/* A part of a file, as it is run. */
struct part {
	const char *name;	 /* of the file */
	const struct text *text; /* NULL: only the state changes */
	const struct unit *unit; /* NULL: the whole text */
	bool perhaps;	/* it was begun before, and nobody knows how far it got */
	uint32_t flags; /* DDLECT_RUN_FORGET, DDLECT_RUN_ALONE_NEXT, or 0 */
};

/* The row of a step. */
struct ddlect_history trip_row(const struct trip *trip, const struct step *step,
			       const struct text *text);
/* Run once, with the patience that locks need. `row` may be NULL. 0, TRIP_MOVED or -1. */
int trip_run(struct trip *trip, const struct part *part, struct ddlect_state after,
	     const struct ddlect_history *row, struct ddlect_err *err);
int trip_apply(struct trip *trip, const struct step *step, struct text *text,
	       struct ddlect_err *err);
/* Tell the caller's progress(). `step` NULL: it is the end; `unit` NULL: of the file. */
void trip_progress(const struct trip *trip, const struct step *step,
		   const struct text *text, const struct unit *unit);
/* The same within a file that is one transaction, when so many of its statements are done. */
void trip_progress_within(const struct trip *trip, const struct step *step,
			  const struct text *text, uint64_t done);

/* units.c */

int trip_apply_units(struct trip *trip, const struct step *step, struct text *text,
		     struct ddlect_err *err);

/* report.c */

/* "the database is at version 6, clean" */
void state_write(struct ddlect_buf *out, struct ddlect_state state);
/* Each is always -1. */
int report_failure(const struct trip *trip, const struct part *part,
		   const struct ddlect_run *run, const struct ddlect_failure *failure,
		   struct ddlect_err *err);
int report_lost(struct trip *trip, const struct part *part, const struct ddlect_run *run,
		const struct ddlect_failure *failure, struct ddlect_err *err);
/* Interrupted while `part` ran, or, when it is NULL, between two. */
int report_stopped(const struct trip *trip, const struct part *part,
		   struct ddlect_err *err);
/* The same, with what the database has to say of it. */
int report_cancelled(const struct trip *trip, const struct part *part,
		     const struct ddlect_failure *failure, struct ddlect_err *err);

#endif
