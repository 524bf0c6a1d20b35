/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Target: how far to go, as a user says it: a number, a release, "latest", "initial",
 * "all", "none". A number is a count of migrations for up and down, and a version
 * elsewhere.
 */
#ifndef CORE_MIGRATIONS_TARGET_H
#define CORE_MIGRATIONS_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include <ddlect/err.h>

#include "core/migrations/release.h"
#include "core/migrations/scan.h"

/* What a number means, and which words there are. */
#define TARGET_UP 1u	/* a count, a release, latest */
#define TARGET_DOWN 2u	/* a count, a release, all */
#define TARGET_GOTO 3u	/* a version, a release, initial, latest */
#define TARGET_FORCE 4u /* a version, a release, initial, latest, none */

struct target {
	bool counts;	 /* `count` migrations; otherwise as far as `version` */
	uint64_t count;	 /* UINT64_MAX: all that there are */
	int64_t version; /* DDLECT_NO_VERSION: none is left */
};

/*
 * `scan` is looked up: a version has to be one of it, and a release is the nearest at or
 * below it of the titles that are releases. NULL: the default, where there is one. A word
 * is only repeated in a message when it can be no secret.
 */
int target_read(struct target *target, const char *word, uint32_t use,
		const struct scan *scan, struct ddlect_err *err);

#endif
