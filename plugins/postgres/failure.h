/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Failure: why a run failed, in the parts of struct ddlect_failure and in one line of `err`.
 * Whoever finds the reason first says it; all of these return -1.
 */
#ifndef PLUGINS_POSTGRES_FAILURE_H
#define PLUGINS_POSTGRES_FAILURE_H

#include "plugins/postgres/exec.h"
#include "plugins/postgres/watch.h"

/* A failure without anything in it. */
void failure_init(struct ddlect_failure *failure);

/* One of our own. `hint` says what to do, or is NULL. */
int failure_set(struct ddlect_failure *failure, uint32_t kind, const char *message,
		const char *hint, struct ddlect_err *err);

/* Say what `err` says already. */
int failure_retell(struct ddlect_failure *failure, const struct ddlect_err *err);

/* One more thing to do. */
void failure_add_hint(struct ddlect_failure *failure, const char *hint);

/* Put what was being done in front: it isn't the text that failed. */
int failure_prepend(struct ddlect_failure *failure, const char *doing,
		    struct ddlect_err *err);

/* What a message came to that exec() returned -1 for. */
int failure_take(struct ddlect_failure *failure, const struct exec *exec,
		 struct ddlect_err *err);

/*
 * Where the server's position in a message is: a byte, from 0. The server counts characters
 * from 1; those of a database without an encoding (`bytes`) are bytes. DDLECT_NOWHERE when
 * there is no such character.
 */
uint64_t failure_offset(const char *text, uint64_t length, const char *position,
			bool bytes);

#endif
