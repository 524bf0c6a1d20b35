/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Marker: the comment that a file begins with when it is no transaction. How it is spaced,
 * and whether it is in capitals, doesn't matter. What is nearly one is found, so that nobody
 * runs a file in a transaction that was meant to have none.
 */
#ifndef CORE_RUN_MARKER_H
#define CORE_RUN_MARKER_H

#include <stdbool.h>
#include <stdint.h>

/* Whether the text's first line is the marker. */
bool marker_leads(const char *text, uint64_t length);

/*
 * A comment that looks like the marker, in a text that isn't led by one: further down, or in
 * other words. `length` ends before the first statement. False: there is none.
 */
bool marker_near(const char *text, uint64_t length, uint64_t *offset);

#endif
