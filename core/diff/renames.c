/* SPDX-License-Identifier: Apache-2.0 */
/* Renames: see renames.h. */
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/near.h"
#include "core/diff/renames.h"
#include "core/model/former.h"
#include "core/model/same.h"
#include "core/model/schema.h"

#define ADVICE_SPELLING "is it spelled right?"
#define ADVICE_SCHEMA                                                                    \
	"it names an object of the same schema, without a dot; to move one to another "  \
	"schema, do so by hand before"

/* Of those that go, which may be meant by a name that isn't there? */
struct meant {
	struct near near;
	const char *first;
};

static void meant_try(struct meant *meant, const char *goes)
{
	if (!meant->first)
		meant->first = goes;
	near_try(&meant->near, goes);
}

/* Where something goes beside it, that is most likely what is meant, and would be lost. */
static int missing(struct ddlect_schema *desired, const char *what, const char *name,
		   const char *old, const struct meant *meant, struct ddlect_err *err)
{
	char text[512];
	const char *goes = meant->near.best ? meant->near.best : meant->first;
	if (goes)
		return err_set(err,
			       "%s \"%.120s\" says renamed_from \"%.120s\", and the "
			       "database has neither, while %s \"%.120s\" would be "
			       "dropped: did you mean that one? If nothing was renamed, "
			       "take renamed_from out",
			       what, name, old, what, goes);
	snprintf(text, sizeof(text),
		 "%s \"%.120s\" says renamed_from \"%.120s\", and the database has "
		 "neither, so it is created anew: %s",
		 what, name, old,
		 strchr(old, '.') && strcmp(what, "table") != 0 ? ADVICE_SCHEMA
								: ADVICE_SPELLING);
	schema_note(desired, text);
	return 0;
}

static bool column_goes(const struct ddlect_table *table, const char *name)
{
	bool stays = column_find(table, name) != NULL;
	for (uint32_t i = 0; !stays && i < table->n_columns; i++)
		stays = same_text(table->columns[i]->renamed_from, name);
	return !stays;
}

static int check_columns(struct ddlect_schema *desired, const struct ddlect_table *table,
			 const struct ddlect_table *before, struct ddlect_err *err)
{
	for (uint32_t i = 0; i < table->n_columns; i++) {
		const struct ddlect_column *column = table->columns[i];
		const char *old = column->renamed_from;
		char name[300];
		if (!old || column_find(before, column->name) || column_find(before, old))
			continue;
		struct meant meant = {.near = near_to(old)};
		for (uint32_t j = 0; j < before->n_columns; j++)
			if (column_goes(table, before->columns[j]->name))
				meant_try(&meant, before->columns[j]->name);
		snprintf(name, sizeof(name), "%s.%s", table->name, column->name);
		if (missing(desired, "column", name, old, &meant, err) < 0)
			return -1;
	}
	return 0;
}

static bool enum_goes(const struct ddlect_schema *desired, const struct ddlect_enum *e)
{
	bool stays = enum_find(desired, e->schema, e->name) != NULL;
	for (uint32_t i = 0; !stays && i < desired->n_enums; i++)
		stays = same_text(desired->enums[i]->schema, e->schema) &&
			same_text(desired->enums[i]->renamed_from, e->name);
	return !stays;
}

static int check_enums(struct ddlect_schema *desired, const struct ddlect_schema *current,
		       struct ddlect_err *err)
{
	for (uint32_t i = 0; i < desired->n_enums; i++) {
		const struct ddlect_enum *e = desired->enums[i];
		const char *old = e->renamed_from;
		if (!old || enum_find(current, e->schema, e->name) ||
		    enum_find(current, e->schema, old))
			continue;
		struct meant meant = {.near = near_to(old)};
		for (uint32_t j = 0; j < current->n_enums; j++)
			if (same_text(current->enums[j]->schema, e->schema) &&
			    enum_goes(desired, current->enums[j]))
				meant_try(&meant, current->enums[j]->name);
		if (missing(desired, "enum", e->name, old, &meant, err) < 0)
			return -1;
	}
	return 0;
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
			const struct ddlect_schema *current, struct going *list,
			uint32_t n)
{
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

static int check_table(struct ddlect_schema *desired, const struct ddlect_schema *current,
		       const struct ddlect_table *table, const struct going *list,
		       uint32_t n, struct ddlect_err *err)
{
	const char *old = table->renamed_from;
	const struct ddlect_table *before =
		table_find(current, table->schema, table->name);
	if (!before && old)
		before = former_find(schema_arena(desired), current, table);
	if (before)
		return check_columns(desired, table, before, err);
	if (!old)
		return 0;
	struct meant meant = {.near = near_to(old)};
	for (uint32_t i = 0; i < n; i++)
		if (!list[i].several && same_text(list[i].table->schema, table->schema))
			meant_try(&meant, list[i].table->name);
	return missing(desired, "table", table->name, old, &meant, err);
}

int renames_check(struct ddlect_schema *desired, const struct ddlect_schema *current,
		  struct ddlect_err *err)
{
	struct going list[MOST_GOING];
	if (current->n_tables == 0)
		return 0;
	uint32_t n = find_going(desired, current, list);
	for (uint32_t i = 0; i < desired->n_tables; i++)
		if (check_table(desired, current, desired->tables[i], list, n, err) < 0)
			return -1;
	if (check_enums(desired, current, err) < 0)
		return -1;
	note_likely(desired, current, list, n);
	return 0;
}
