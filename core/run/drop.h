/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drop: what is the provider's leaves the database, and nothing else does. What that is, say
 * the declaration and the migrations that were applied; of it, only what is there is dropped.
 *
 *	drop.c        the loop: batches, the state last
 *	drop_find.c   what is the provider's, and what of others stands in the way
 *	made.c        what migrations made
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
	char default_schema[DROP_SCHEMA_SIZE];
	struct made made;
	struct ddlect_plan *plan;
	struct ddlect_script script; /* statements of the plan, and more behind them */
	uint32_t n_tables;
	uint32_t max_tables; /* that one transaction can have; 0: any number */
};

/* The state was read. drop_clear() is called in any case. */
int drop_find(struct drop *drop, struct trip *trip, struct ddlect_err *err);
void drop_clear(struct drop *drop);

#endif
