/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signals: SIGINT, SIGTERM and SIGHUP. While nothing has to be cleaned up they end the
 * process at once; while they are held they only set a flag that the work looks at, and
 * whoever holds them cleans up and ends. The exit code is 128 and the signal's number.
 */
#ifndef CORE_CLI_SIGNALS_H
#define CORE_CLI_SIGNALS_H

void signals_watch(void);

/* So many signals only set the flag and are counted; the next one ends the process. */
void signals_hold(int count);
#define SIGNALS_ALL 1000000 /* there is something on the disk that has to be cleaned up */

/* The number of the signal that came first, or 0. */
const volatile int *signals_flag(void);
/* How many came. */
int signals_count(void);

#endif
