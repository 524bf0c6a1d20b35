/* SPDX-License-Identifier: Apache-2.0 */
/* Renames: see renames.h. */
#include <stdio.h>
#include <string.h>

#include "core/diff/renames.h"
#include "core/model/schema.h"

#define ADVICE_SPELLING "is it spelled right?"
#define ADVICE_SCHEMA                                                                    \
	"it names an object of the same schema, without a dot; to move one to another "  \
	"schema, do so by hand before"

static void note(struct ddlect_schema *desired, const char *what, const char *name,
		 const char *old)
{
	char text[512];
	snprintf(text, sizeof(text),
		 "%s \"%.120s\" says renamed_from \"%.120s\", and the database has "
		 "neither, "
		 "so it is created anew: %s",
		 what, name, old, strchr(old, '.') ? ADVICE_SCHEMA : ADVICE_SPELLING);
	schema_note(desired, text);
}

static void note_columns(struct ddlect_schema *desired, const struct ddlect_table *table,
			 const struct ddlect_table *before)
{
	for (uint32_t i = 0; i < table->n_columns; i++) {
		const struct ddlect_column *column = table->columns[i];
		char name[300];
		if (!column->renamed_from || column_find(before, column->name) ||
		    column_find(before, column->renamed_from))
			continue;
		snprintf(name, sizeof(name), "%s.%s", table->name, column->name);
		note(desired, "column", name, column->renamed_from);
	}
}

void renames_note(struct ddlect_schema *desired, const struct ddlect_schema *current)
{
	if (current->n_tables == 0)
		return;
	for (uint32_t i = 0; i < desired->n_tables; i++) {
		const struct ddlect_table *table = desired->tables[i];
		const char *old = table->renamed_from;
		const struct ddlect_table *before =
			table_find(current, table->schema, table->name);
		if (!before && old)
			before = table_find(current, table->schema, old);
		if (before)
			note_columns(desired, table, before);
		else if (old)
			note(desired, "table", table->name, old);
	}
	for (uint32_t i = 0; i < desired->n_enums; i++) {
		const struct ddlect_enum *e = desired->enums[i];
		if (e->renamed_from && !enum_find(current, e->schema, e->name) &&
		    !enum_find(current, e->schema, e->renamed_from))
			note(desired, "enum", e->name, e->renamed_from);
	}
}
