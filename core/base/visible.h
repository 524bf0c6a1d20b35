/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Visible: text of somebody else, a name for example, for a comment or a terminal. What
 * could end a line, move a cursor or change how the rest looks is spelled out: `\n`,
 * `\x07`, `\u2028`.
 */
#ifndef CORE_BASE_VISIBLE_H
#define CORE_BASE_VISIBLE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buf.h"

void visible_write(struct ddlect_buf *out, const char *text);

/* A character that could end a line, or change how the others look. */
bool visible_is_control(uint32_t c);

#endif
