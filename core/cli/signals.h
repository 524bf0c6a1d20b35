/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signals: SIGINT, SIGTERM and SIGHUP. While nothing has to be cleaned up they end the
 * process at once; while they are held they only set a flag that the work looks at, and
 * whoever holds them cleans up and ends. The exit code is 128 and the signal's number.
 */
#ifndef CORE_CLI_SIGNALS_H
#define CORE_CLI_SIGNALS_H

#include <stdbool.h>

void signals_watch(void);

/* From here on a signal only sets the flag. A second one ends the process all the same
 * unless `strictly`: then there is something on the disk that has to be cleaned up. */
void signals_hold(bool strictly);

/* The number of the signal that came, or 0. */
const volatile int *signals_flag(void);

#endif
