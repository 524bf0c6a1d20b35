/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pipeline: from a declared schema and a live database to SQL, by the same function that
 * the command calls, with the plugins loaded from where they were built. What fails ends
 * the test. Schemas and text live until pipeline_close().
 */
#ifndef TESTS_LIVE_PIPELINE_H
#define TESTS_LIVE_PIPELINE_H

#include "core/dialect/registry.h"
#include "core/model/schema.h"
#include "core/run/generate.h"

struct pipeline {
	struct arena arena;
	struct registry registry;
	const char *dialect;
	const char *dsn;
	const char *schema; /* the default one */
	struct kept *kept;  /* what was generated */
};

void pipeline_open(struct pipeline *pipe, const char *dialect, const char *dsn,
		   const char *schema);
void pipeline_close(struct pipeline *pipe);

/* Both ways between a database, or nothing, and what is declared. */
struct step {
	const struct ddlect_schema *desired;
	const struct ddlect_schema *current; /* what of it is owned */
	const char *up;			     /* NULL: no change */
	const char *down;
	double read_ms;	 /* connecting and introspecting */
	double write_ms; /* all that comes after it: diff, plan, render, both ways */
};

/* Compare with the database; it is not changed. */
struct step pipeline_compare(struct pipeline *pipe, const struct ddlect_schema *declared);

/* The same with a database of the dialect's base, by the flag that asks for it. */
struct step pipeline_lift(struct pipeline *pipe, const struct ddlect_schema *declared,
			  const char *dsn, const char *flag);

/* Compare with nothing, as for initial migrations. */
struct step pipeline_initial(struct pipeline *pipe, const struct ddlect_schema *declared);

#endif
