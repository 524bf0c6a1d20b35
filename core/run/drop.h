/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drop: what is the provider's leaves the database, and nothing else does. What that is, say
 * the declaration and the migrations that were applied; of it, only what is there is dropped.
 * What may be somebody else's is left, and said; where that can't be told, nothing goes.
 *
 *	drop.c        the loop: batches, the state last
 *	drop_find.c   what is the provider's
 *	drop_declared.c  what of a declaration is
 *	drop_plan.c   how it goes, and what of others stands in the way
 *	drop_say.c    the words: what goes, what is left
 *	made.c        what migrations made
 *
 * Every name has its schema (the model's default one is ""), so that no search path is asked.
 */
#ifndef CORE_RUN_DROP_H
#define CORE_RUN_DROP_H

#include "core/diff/script.h"
#include "core/run/made.h"
#include "core/run/trip.h"

#define DROP_SCHEMA_SIZE 256

/* What is to go. It lives in the trip's round. */
struct drop {
	struct trip *trip;
	char current
		[DROP_SCHEMA_SIZE]; /* where a state without a schema in its name is */
	const char *state_schema;
	const char *unknown; /* where files ran of which that isn't recorded; or NULL */
	bool complete;	     /* of all that was applied the files are there */
	uint32_t n_here, n_elsewhere; /* files, by where it is known that they ran */
	struct made made;
	struct ddlect_schema *owned;	/* of it, what is in the model */
	struct ddlect_schema *unproven; /* declared, and no migration made it */
	struct ddlect_plan *plan;
	struct ddlect_script script; /* statements of the plan, and more behind them */
	struct ddlect_script left; /* those that would drop what may be the provider's */
	struct ddlect_buf schemas; /* those that are left, with what is in them */
	uint32_t n_tables;
	uint32_t max_tables; /* that one transaction can have; 0: any number */
};

/* The state was read. drop_clear() is called in any case. */
int drop_find(struct drop *drop, struct trip *trip, struct ddlect_err *err);
void drop_clear(struct drop *drop);

/* Whether what ran elsewhere, or is missing, may be taken for what the files say. */
bool drop_trusts(const struct drop *drop);
/* Whether the version may be applied, wholly or in part. */
bool drop_is_applied(const struct drop *drop, const struct journal_entry *entry);
/* In which schema its file ran; NULL: nobody knows. */
const char *drop_ran_in(const struct drop *drop, const struct journal_entry *entry);

/* drop_declared.c */

/* The declaration, every name with its schema; after what migrations made was read. */
struct ddlect_schema *drop_declared(struct drop *drop, struct ddlect_err *err);

/* drop_plan.c */

/* Is it one that the migrations made for certain, and that is there still? */
bool drop_is_made(const struct made_object *one);
int drop_plan(struct drop *drop, const struct ddlect_schema *current,
	      struct ddlect_err *err);

/* drop_say.c */

/* Is it a statement that drops something by itself, and not a preparation? */
bool drop_is_whole(const struct statement *statement);
void drop_say_notes(const struct drop *drop);
void drop_say_statements(const struct drop *drop);
/* What drops something, a line each; cut where it is long. */
void drop_write_statements(const struct ddlect_script *script, struct ddlect_buf *out);
/* All that goes, likewise. */
void drop_write_list(const struct drop *drop, struct ddlect_buf *out);
void drop_say_done(const struct drop *drop);

#endif
