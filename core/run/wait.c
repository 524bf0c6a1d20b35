/* SPDX-License-Identifier: Apache-2.0 */
/* Wait: see wait.h. */
#include <time.h>

#include "core/run/migrator.h"
#include "core/run/wait.h"

#define FIRST_PAUSE_MS 10
#define LONGEST_PAUSE_MS 500
#define TICK_MS 50 /* an interrupt is seen after that */

int64_t now_ms(void)
{
	struct timespec now = {0};
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void wait_begin(struct wait *wait, struct ddlect_migrator *migrator, uint32_t limit_ms)
{
	*wait = (struct wait){
		.migrator = migrator,
		.end = now_ms() + limit_ms,
		.pause_ms = FIRST_PAUSE_MS,
	};
}

int wait_more(struct wait *wait)
{
	int64_t now = now_ms();
	int64_t until = now + wait->pause_ms;
	if (now >= wait->end)
		return WAIT_OVER;
	if (until > wait->end)
		until = wait->end;
	for (; now < until; now = now_ms()) {
		int64_t left = until - now < TICK_MS ? until - now : TICK_MS;
		struct timespec tick = {.tv_nsec = left * 1000000};
		if (migrator_stops(wait->migrator, DDLECT_STOP_SOON))
			return WAIT_INTERRUPTED;
		nanosleep(&tick, NULL);
	}
	wait->pause_ms += wait->pause_ms / 2;
	if (wait->pause_ms > LONGEST_PAUSE_MS)
		wait->pause_ms = LONGEST_PAUSE_MS;
	return WAIT_AGAIN;
}
