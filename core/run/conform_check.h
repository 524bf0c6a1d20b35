/* SPDX-License-Identifier: Apache-2.0 */
/* What conform.c runs: the checks, and what each of them works with. */
#ifndef CORE_RUN_CONFORM_CHECK_H
#define CORE_RUN_CONFORM_CHECK_H

#include <ddlect/dialect.h>

#include "core/base/arena.h"
#include "core/run/conform.h"

struct conform_run {
	struct conform *conform;
	const struct ddlect_dialect *dialect;
	struct arena arena; /* of one step; cleared after it */
	struct ddlect_err err;
	uint32_t refusals;
};

/* 0, or -1 with run->err filled in. */
struct conform_rule {
	const char *title;
	int (*check)(struct conform_run *run);
};

extern const struct conform_rule conform_rules[];
extern const uint32_t n_conform_rules;

#endif
