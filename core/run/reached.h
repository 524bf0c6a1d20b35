/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reached: how far migrations had come in the database that a declaration was compared with.
 * Files that are made from one that lacks the last of them would do the same again.
 */
#ifndef CORE_RUN_REACHED_H
#define CORE_RUN_REACHED_H

#include <stdbool.h>
#include <stdint.h>

#include <ddlect/dialect.h>
#include <ddlect/run.h>

#include "core/base/arena.h"
#include "core/migrations/scan.h"

struct reached {
	struct ddlect_state state;
	bool known; /* there is a state */
	bool empty; /* there is neither a state nor a table of the provider's */
};

/*
 * Ask the database: the provider's own state, or else the usual one, in `schema`. What can't
 * be read isn't known.
 */
void reached_read(struct reached *reached, struct arena *arena,
		  const struct ddlect_dialect *dialect, struct ddlect_session *session,
		  const char *provider, const char *schema);

/* Whether files with the number `version` may follow those that are in `path`. */
int reached_check(const struct reached *reached, const struct scan *scan,
		  const char *path, uint64_t version, struct ddlect_err *err);

#endif
