/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wait: ask again and again for something, at first quickly and then less and less often,
 * until a time is over. While it sleeps it looks whether the user interrupts.
 */
#ifndef CORE_RUN_WAIT_H
#define CORE_RUN_WAIT_H

#include <stdbool.h>
#include <stdint.h>

struct ddlect_migrator;

struct wait {
	struct ddlect_migrator *migrator;
	int64_t end; /* by now_ms() */
	uint32_t pause_ms;
};

#define WAIT_AGAIN 0
#define WAIT_OVER 1
#define WAIT_INTERRUPTED 2

/* A clock that only goes forward. */
int64_t now_ms(void);

void wait_begin(struct wait *wait, struct ddlect_migrator *migrator, uint32_t limit_ms);
/* Sleep; WAIT_AGAIN when it is worth another try. */
int wait_more(struct wait *wait);

#endif
