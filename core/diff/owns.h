/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Owns: the patterns that say what a provider owns besides what it declares, split by commas
 * or space. `*` is any text, `?` any one byte. A pattern with a dot is of `schema.name`, one
 * without of a name in any schema that is read.
 */
#ifndef CORE_DIFF_OWNS_H
#define CORE_DIFF_OWNS_H

#include <stdbool.h>
#include <stddef.h>

/* `owns` may be NULL: nothing then. */
bool owns_name(const char *owns, const char *schema, const char *name);

/*
 * The schema of the next pattern that spells one out, of `length` bytes, and moves `owns`
 * past it; NULL at the end.
 */
const char *owns_schema(const char **owns, size_t *length);

#endif
