/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Releases: semantic versions, `v1.2.3` or `1.2.3-rc.1+build`, and their order. Numbers
 * have no limit: they are compared as they are written.
 */
#ifndef CORE_MIGRATIONS_RELEASE_H
#define CORE_MIGRATIONS_RELEASE_H

#include <stdbool.h>
#include <stddef.h>

struct release {
	const char *numbers[3]; /* in the text that was read, as is `before` */
	size_t lengths[3];
	const char *before; /* "rc.1": it comes before the release without */
	size_t before_length;
};

/* False when `text` is none. */
bool release_read(const char *text, struct release *release);

/* Order two: <0, 0, >0. What follows a `+` doesn't count. False: one isn't a release. */
bool release_order(const char *a, const char *b, int *order);

#endif
