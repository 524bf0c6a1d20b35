/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A change in words, the same ones wherever a change is shown: to people, to machines, to
 * the author of a dialect. The table that it belongs to is the caller's to say.
 */
#ifndef CORE_DIFF_WORDS_H
#define CORE_DIFF_WORDS_H

#include <ddlect/change.h>

#include "core/base/buf.h"

const char *change_verb(const struct ddlect_change *change);
const char *change_what(const struct ddlect_change *change);
const char *change_name(const struct ddlect_change *change); /* NULL: it has none */
const char *aspect_text(uint32_t aspect);		     /* NULL: no such one */

/* `modify column name: type, comment`. */
void change_write(struct ddlect_buf *out, const struct ddlect_change *change);

#endif
