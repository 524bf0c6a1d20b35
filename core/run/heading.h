/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Heading: the comment lines that generate begins a file with. One of them says for which
 * schema the text was written, where that isn't the usual one; a runner compares.
 *
 * Only the whole heading counts: a comment of somebody's own that looks like one of its lines
 * says nothing.
 */
#ifndef CORE_RUN_HEADING_H
#define CORE_RUN_HEADING_H

#include <stdint.h>

#include "core/base/arena.h"

/* 0 and in `*schema` its name, as comments show it; NULL: it doesn't say. -1: no memory. */
int heading_schema(struct arena *arena, const char *text, uint64_t length,
		   const char **schema);

#endif
