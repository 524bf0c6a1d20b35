/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Refusals: texts that can't run. All are looked at before the first one runs, so all that is
 * wrong can be said at once: one as it is, several in a list of one line each.
 */
#ifndef CORE_RUN_REFUSALS_H
#define CORE_RUN_REFUSALS_H

#include "core/run/text.h"

struct refusals {
	uint32_t n;
	uint32_t listed;
	struct ddlect_err first;
	struct ddlect_buf list;
	char what[512]; /* is wrong with the last one; or "" */
};

void refusals_init(struct refusals *refusals);
void refusals_clear(struct refusals *refusals);
void refusals_add(struct refusals *refusals, const struct text *text,
		  const struct ddlect_err *err);
/* How much of a text's message is the place that it begins with. */
size_t refusals_place(const struct text *text, const char *message);
/* -1 when there is one, and `err` says them. */
int refusals_say(const struct refusals *refusals, struct ddlect_err *err);

#endif
