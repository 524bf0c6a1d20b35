/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bar: one line at the bottom of a terminal that says how far the work is: file n of m, how
 * fast, how long still. Where standard error is no terminal there is none.
 */
#ifndef CORE_CLI_BAR_H
#define CORE_CLI_BAR_H

#include <stdbool.h>
#include <stdint.h>

#include <ddlect/migrate.h>

struct bar {
	bool active;
	bool shown;
	int64_t began; /* milliseconds of a clock that never goes back */
	int64_t drawn;
	char title[64];
	struct ddlect_progress at;
};

void bar_init(struct bar *bar, bool wanted);
void bar_set(struct bar *bar, const struct ddlect_progress *progress);
/* Draw it anew, when it was a while ago. */
void bar_tick(struct bar *bar);
/* Take it away, so that a line can be printed. */
void bar_hide(struct bar *bar);

#endif
