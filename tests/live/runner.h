/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runner: a database of its own, and a session of the dialect postgres that runs texts in it.
 * What should work and doesn't ends the test.
 */
#ifndef TESTS_LIVE_RUNNER_H
#define TESTS_LIVE_RUNNER_H

#include "tests/live/reader.h"

struct runner {
	struct reader reader;
	struct live *live;
	const struct ddlect_dialect *dialect;
	struct ddlect_session *session;
	struct ddlect_state_table table; /* schema_migrations */
	struct ddlect_run run;		 /* of the next run_*(): a transaction */
	struct ddlect_failure failure;	 /* of the last one */
	struct ddlect_err err;
	volatile int cancel;
};

void runner_open(struct runner *runner);
void runner_close(struct runner *runner);

/* One more session of it, to the DSN; or NULL, with runner->err. */
struct ddlect_session *runner_connect(struct runner *runner, const char *dsn);

/* Run `text` in the session, from the version where it is to `version`. */
int runner_try(struct runner *runner, const char *text, int64_t version);
void runner_run(struct runner *runner, const char *text, int64_t version);
/* It fails, like this. */
void runner_fails(struct runner *runner, const char *text, uint32_t kind,
		  const char *words);

struct ddlect_state runner_state(struct runner *runner);

/* The answer of a query outside of the session. */
void runner_value(struct runner *runner, const char *sql, const char *expected);

#endif
