/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Former: where a table was that says renamed_from. That is a name of the same schema; or,
 * where there is no table of that name, `schema.name`, with nothing, or `public`, before the
 * dot for the default schema.
 */
#ifndef CORE_MODEL_FORMER_H
#define CORE_MODEL_FORMER_H

#include <stdbool.h>

#include <ddlect/model.h>

#include "core/base/arena.h"

struct former {
	const char *schema; /* NULL: the default one */
	const char *name;
};

/* The second meaning of a renamed_from; false when it has none. -1: no memory. */
int former_split(struct arena *arena, const char *renamed_from, struct former *former);

/* The table in `before` that `table` was; NULL: none. */
const struct ddlect_table *former_find(struct arena *arena,
				       const struct ddlect_schema *before,
				       const struct ddlect_table *table);

#endif
