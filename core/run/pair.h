/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pair: the way of one dialect from a declared schema to two texts: lower, introspect,
 * diff, plan, render. Pairs share nothing that changes but the count of those that wait for
 * the declaration, so each may be made in a thread of its own.
 */
#ifndef CORE_RUN_PAIR_H
#define CORE_RUN_PAIR_H

#include <stdatomic.h>

#include "core/run/generate.h"

struct making {
	const struct generate_request *request;
	struct pair *pair;
	const struct dialect *source; /* reads the database; NULL: none is read */
	struct ddlect_session *session;
	atomic_uint
		*waiting; /* pairs that aren't lowered; after the last one `spent` goes */
};

void pair_init(struct pair *pair, const struct dialect *dialect);
int pair_make(struct making *making, struct ddlect_err *err);
void pair_clear(struct pair *pair);

#endif
