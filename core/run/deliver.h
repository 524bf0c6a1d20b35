/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deliver: give the pairs of a run their names and publish them; those of all dialects, or
 * none. A number is chosen and used under one lock, so it is the same everywhere and no
 * two runs take it.
 */
#ifndef CORE_RUN_DELIVER_H
#define CORE_RUN_DELIVER_H

#include <stdbool.h>

#include <ddlect/err.h>

#include "core/base/arena.h"

struct generated;

struct deliver_request {
	const char *path;
	const char *prefix;
	const char *release; /* NULL: `prefix` is used */
	bool full;	     /* the files create everything */
	bool force;
	bool dry_run; /* only say which paths it would be, and what is in the way */
	const volatile int *cancel;
};

struct delivered {
	const char *later;  /* a later release that the files come behind; or NULL */
	const char *prefix; /* what the files' names start with */
	const char
		*refusal; /* of a dry run: why the files would not be written; or NULL */
};

int deliver(struct generated *generated, struct arena *arena,
	    const struct deliver_request *request, struct delivered *delivered,
	    struct ddlect_err *err);

#endif
