/* SPDX-License-Identifier: Apache-2.0 */
/* Signals: see signals.h. What a signal handler can reach has to be global. */
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "core/cli/signals.h"

static volatile int arrived;
static volatile sig_atomic_t count;
static volatile sig_atomic_t hold;

static void handle(int number)
{
	if (count >= hold)
		_exit(128 + number);
	count++;
	if (!arrived)
		arrived = number;
}

void signals_watch(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = handle};
	struct sigaction before;
	sigemptyset(&action.sa_mask);
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of write() */
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (sigaction(numbers[i], NULL, &before) == 0 &&
		    before.sa_handler != SIG_IGN) /* as nohup wants it */
			sigaction(numbers[i], &action, NULL);
}

void signals_hold(int signals)
{
	hold = signals;
}

int signals_count(void)
{
	return count;
}

const volatile int *signals_flag(void)
{
	return &arrived;
}
