/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Steps: from where to where, one file after the other, with the state before and after
 * each. It is pure: a journal and a target in, a list out, or the reason why there is none.
 */
#ifndef CORE_RUN_STEPS_H
#define CORE_RUN_STEPS_H

#include <stdbool.h>
#include <stdint.h>

#include <ddlect/err.h>

#include "core/base/arena.h"
#include "core/migrations/target.h"
#include "core/run/journal.h"

struct step {
	const struct migration *migration;
	bool down;
	bool late;				 /* the state stays where it is */
	const struct ddlect_history *unfinished; /* the row that it resumes; or NULL */
	struct ddlect_state before;
	struct ddlect_state after;
};

struct steps {
	struct step *list;
	uint32_t n;
};

/* `use` is TARGET_UP, _DOWN or _GOTO. `out_of_order` allows what was merged late. */
int steps_make(struct steps *steps, struct arena *arena, const struct journal *journal,
	       uint32_t use, const struct target *target, bool out_of_order,
	       struct ddlect_err *err);

#endif
