/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Generate: from a declared schema to a pair of texts for each dialect, in memory. This is
 * the way of the data: lower, introspect, diff, plan, render. It writes no file and prints
 * nothing; deliver.h puts what it made where it belongs.
 */
#ifndef CORE_RUN_GENERATE_H
#define CORE_RUN_GENERATE_H

#include <stdbool.h>
#include <stdint.h>

#include <ddlect/err.h>
#include <ddlect/model.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/diag.h"
#include "core/diff/script.h"
#include "core/run/reached.h"

struct dialect;
struct registry;

struct generate_request {
	const struct ddlect_schema *declared; /* valid, its convention applied */
	/*
	 * The arena of `declared`, in which nothing else lies. Once no dialect needs more of
	 * it than its texts, the rest is dropped. NULL: it stays as it is.
	 */
	struct arena *spent;
	const struct registry *registry;
	const char *dialect; /* NULL: the DSN's, or all of them with `full` */
	const char *dsn;     /* a secret; not used with `full` */
	const char *lift;    /* the flag of the dialect to lift to; NULL: none */
	const char *schema;  /* the default one of the database */
	bool full;
	bool details; /* keep what initial migrations were made of: see struct pair */
	const volatile int *cancel; /* becomes non-zero when the user interrupts */
	/* The same as a question, asked while a database answers; may be NULL. */
	int (*cancelled)(void *context);
	void *cancel_context;
	/* What is being done, a line at a time; may be NULL. */
	void (*log)(void *context, const char *text);
	void *log_context;
};

/* An up or a down. */
struct half {
	struct arena arena; /* of plan and script */
	struct ddlect_plan *plan;
	struct ddlect_script script;
	struct ddlect_buf text;
	const char *path; /* where it was, or would be, written; NULL until then */
};

/*
 * Of initial migrations for thousands of tables only the texts are kept, unless details
 * are asked for: schemas, plans and scripts are then NULL or empty.
 */
struct pair {
	const struct dialect *dialect;
	struct arena arena; /* of schemas */
	struct arena kept;  /* of notes */
	struct ddlect_schema *desired;
	const struct ddlect_schema *current;
	const struct ddlect_table *
		*strangers; /* in the database, and not the provider's */
	uint32_t n_strangers;
	struct half up;
	struct half down;
	const char **notes; /* of the desired schema, and how much is in it */
	uint32_t n_notes;
	uint32_t n_tables;
	uint32_t n_enums;
	uint32_t n_routines;
	bool initial; /* there was no table before */
	bool changed; /* false: there is nothing to write */
	struct reached reached;
};

struct generated {
	struct pair **pairs; /* by the dialect's name */
	uint32_t n;
};

/*
 * What is wrong with names or attributes goes to `diags`. generated_clear() is called in
 * any case, and before the arena is cleared.
 */
int generate(struct generated *generated, struct arena *arena,
	     const struct generate_request *request, struct diags *diags,
	     struct ddlect_err *err);
void generated_clear(struct generated *generated);

#endif
