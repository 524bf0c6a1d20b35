/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Watch: while a text waits for locks, ask who has them. When the server has given up it is
 * too late to ask, so a second connection looks twice within the time that a lock may take,
 * and every few seconds where that is long, or for ever.
 * It is made when it is needed first, and it is never an error that it can't be made.
 *
 * There is none behind a pooler: with all its connections taken it would make us wait, and
 * what it would answer for is ourselves.
 */
#ifndef PLUGINS_POSTGRES_WATCH_H
#define PLUGINS_POSTGRES_WATCH_H

#include <stdint.h>

#include "plugins/postgres/session.h"

struct watch {
	struct ddlect_session *session; /* whose waiting it is */
	int64_t interval;		/* milliseconds; 0: don't look */
	int64_t next;
	bool tells;	     /* nobody else would: no lock timeout ends the waiting */
	char blockers[1024]; /* when looked at last: a line each; or "" */
	char queries[1024];  /* likewise: what they ran last */
};

/* Times after which the server gives up, in milliseconds; 0: it doesn't. */
void watch_begin(struct watch *watch, struct ddlect_session *session,
		 uint32_t lock_timeout_ms, uint32_t statement_timeout_ms);

/* Look, when it is time to; for how many milliseconds it isn't. `looked` may be NULL. */
int watch_look(struct watch *watch, bool *looked);

#endif
