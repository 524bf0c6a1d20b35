/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Outcome: what a call came to, in parts, for a caller who shows it another way than by the
 * text of its error; ddlect_migrator_outcome() hands it out. It is the handle's, begins anew
 * with each call, and never fails: what has no room is cut.
 */
#ifndef CORE_RUN_OUTCOME_H
#define CORE_RUN_OUTCOME_H

#include <ddlect/migrate.h>

struct outcome {
	struct ddlect_outcome told;
	char file[512];
	struct ddlect_failure failure; /* its texts are what `told` points to */
};

/* Nothing is known yet. */
void outcome_begin(struct outcome *outcome);
/* Where the database is, or that nobody knows any more. */
void outcome_state(struct outcome *outcome, struct ddlect_state state);
void outcome_lose_state(struct outcome *outcome);
/* In which file it failed, and where; 0 is not known. */
void outcome_place(struct outcome *outcome, const char *file, uint64_t line,
		   uint64_t column, uint64_t statement);
/* What the database said. */
void outcome_failure(struct outcome *outcome, const struct ddlect_failure *failure);
/* It failed without a database: with this text, and no more. */
void outcome_message(struct outcome *outcome, const char *message);

#endif
