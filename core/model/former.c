/* SPDX-License-Identifier: Apache-2.0 */
/* Former: see former.h. */
#include <string.h>

#include "core/model/former.h"
#include "core/model/schema.h"

int former_split(struct arena *arena, const char *renamed_from, struct former *former)
{
	const char *dot = renamed_from ? strchr(renamed_from, '.') : NULL;
	if (!dot || !dot[1])
		return 0;
	*former = (struct former){NULL, dot + 1};
	if (dot == renamed_from || strncmp(renamed_from, "public.", 7) == 0)
		return 1;
	former->schema = arena_text(arena, renamed_from, (size_t)(dot - renamed_from));
	return former->schema ? 1 : -1;
}

const struct ddlect_table *former_find(struct arena *arena,
				       const struct ddlect_schema *before,
				       const struct ddlect_table *table)
{
	struct former former;
	const struct ddlect_table *found =
		table->renamed_from
			? table_find(before, table->schema, table->renamed_from)
			: NULL;
	if (found || former_split(arena, table->renamed_from, &former) <= 0)
		return found;
	return table_find(before, former.schema, former.name);
}
