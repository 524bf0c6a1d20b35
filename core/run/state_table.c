/* SPDX-License-Identifier: Apache-2.0 */
/* State table: what a user calls it, in parts. */
#include <string.h>

#include "core/base/err.h"
#include "core/run/migrator.h"

/* One name, up to a dot or the end; NULL when memory runs out. "" is no name. */
static char *read_part(struct arena *arena, const char **at)
{
	const char *from = *at;
	char *out = arena_alloc(arena, strlen(from) + 1);
	size_t n = 0;
	if (!out)
		return NULL;
	if (*from != '"') {
		size_t length = strcspn(from, ".\"");
		*at = from + length;
		memcpy(out, from, length);
		return out;
	}
	for (from++; *from; from++) {
		if (*from == '"' && *++from != '"') {
			*at = from;
			return out;
		}
		out[n++] = *from;
	}
	*out = '\0'; /* the quote never ends */
	*at = from;
	return out;
}

int state_table_read(struct ddlect_state_table *table, struct arena *arena,
		     const char *text, struct ddlect_err *err)
{
	const char *at = text;
	*table = (struct ddlect_state_table){0};
	char *name = read_part(arena, &at);
	if (name && *at == '.') {
		table->schema = name;
		at++;
		name = read_part(arena, &at);
	}
	table->name = name;
	if (!name)
		return err_no_memory(err);
	if (*at || !*name || (table->schema && !*table->schema))
		return err_status(err, DDLECT_USAGE,
				  "the table for the state of migrations is called TABLE "
				  "or SCHEMA.TABLE, with \"quotes\" around a name that "
				  "has a dot in it");
	return 0;
}
