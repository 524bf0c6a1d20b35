/* SPDX-License-Identifier: Apache-2.0 */
/* Renames: see renames.h. */
#include <stdio.h>
#include <string.h>

#include "core/diff/renames.h"
#include "core/model/former.h"
#include "core/model/same.h"
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
		 "neither, so it is created anew: %s",
		 what, name, old,
		 strchr(old, '.') && strcmp(what, "table") != 0 ? ADVICE_SCHEMA
								: ADVICE_SPELLING);
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

bool same_columns(const struct ddlect_table *a, const struct ddlect_table *b)
{
	if (a->n_columns != b->n_columns)
		return false;
	for (uint32_t i = 0; i < a->n_columns; i++) {
		const struct ddlect_column *other = column_find(b, a->columns[i]->name);
		if (!other || !same_type(a->columns[i]->type, other->type, NULL))
			return false;
	}
	return a->n_columns > 0;
}

/* A table that goes, and the one of those that come which has its columns. */
struct going {
	const struct ddlect_table *table;
	const struct ddlect_table *like; /* NULL: none has */
	bool several;
};

#define MOST_GOING 64 /* where more go at once, nobody renamed them all */

/* Those that no table is, or was, called; none when they are too many. */
static uint32_t find_going(const struct ddlect_schema *desired,
			   const struct ddlect_schema *current, struct going *list)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < current->n_tables; i++) {
		const struct ddlect_table *table = current->tables[i];
		if (table_find(desired, table->schema, table->name))
			continue;
		if (n == MOST_GOING)
			return 0;
		list[n++] = (struct going){.table = table};
	}
	for (uint32_t i = 0; n > 0 && i < desired->n_tables; i++) {
		const struct ddlect_table *table = desired->tables[i];
		for (uint32_t j = 0; table->renamed_from && j < n; j++)
			list[j].several = list[j].several ||
					  former_find(schema_arena(desired), current,
						      table) == list[j].table;
	}
	return n;
}

static void find_like(const struct ddlect_table *table, struct going *list, uint32_t n)
{
	struct going *only = NULL;
	for (uint32_t i = 0; i < n; i++) {
		struct going *going = &list[i];
		if (!same_text(going->table->schema, table->schema) ||
		    !same_columns(table, going->table))
			continue;
		going->several = going->several || going->like || only;
		if (only)
			only->several = true;
		only = going;
		going->like = table;
	}
}

/* A table that comes has all that one had which goes: its rows would be gone. */
static void note_likely(struct ddlect_schema *desired,
			const struct ddlect_schema *current)
{
	struct going list[MOST_GOING];
	uint32_t n = find_going(desired, current, list);
	for (uint32_t i = 0; n > 0 && i < desired->n_tables; i++) {
		const struct ddlect_table *table = desired->tables[i];
		if (!table->renamed_from &&
		    !table_find(current, table->schema, table->name))
			find_like(table, list, n);
	}
	for (uint32_t i = 0; i < n; i++) {
		const char *goes = list[i].table->name;
		char text[512];
		if (!list[i].like || list[i].several)
			continue;
		snprintf(text, sizeof(text),
			 "table \"%.120s\" comes with the columns of \"%.120s\", which "
			 "goes with its rows: if it is the same one, say renamed_from: "
			 "'%.120s'",
			 list[i].like->name, goes, goes);
		schema_note(desired, text);
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
			before = former_find(schema_arena(desired), current, table);
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
	note_likely(desired, current);
}
