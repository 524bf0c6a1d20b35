/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Place: a byte of a text as people find it: line and column, and the line itself with a
 * caret below. A long line is cut around the place. Lines and columns start at 1, columns
 * count characters.
 */
#ifndef CORE_RUN_PLACE_H
#define CORE_RUN_PLACE_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"

struct place {
	uint64_t line;
	uint64_t column;
	uint64_t begin; /* of the line */
	uint64_t end;	/* of it, without what ends it */
	uint64_t at;
};

/* An offset beyond the text is its end. */
struct place place_find(const char *text, uint64_t length, uint64_t offset);

/* The line and the caret's, each ended; nothing for an empty line. */
void place_write(struct ddlect_buf *out, const char *text, const struct place *place);

#endif
