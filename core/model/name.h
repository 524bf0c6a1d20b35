/* SPDX-License-Identifier: Apache-2.0 */
/* Names of constraints and indexes that were not given one. */
#ifndef CORE_MODEL_NAME_H
#define CORE_MODEL_NAME_H

#include <ddlect/model.h>

#define NAME_GIVEN 0u
#define NAME_PRIMARY 1u
#define NAME_UNIQUE 2u
#define NAME_FK 3u
#define NAME_INDEX 4u
#define NAME_CHECK 5u

/*
 * `<table>_pk`, `<table>_<columns>_key` and so on, at most `max` bytes (0: no limit), cut
 * on a character's boundary with a short hash of the whole when it is too long. When
 * `table` uses that name already, a number follows. NAME_GIVEN cuts columns[0], a name that
 * was given and is too long, in the same way. NULL when memory runs out.
 */
const char *name_make(struct ddlect_schema *schema, const struct ddlect_table *table,
		      uint32_t kind, const char *const *columns, uint32_t n,
		      uint32_t max);

#endif
