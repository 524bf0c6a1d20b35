/* SPDX-License-Identifier: Apache-2.0 */
/* Summary for people: see summary.h. */
#include <string.h>

#include <ddlect/dialect.h>

#include "core/base/visible.h"
#include "core/cli/summary.h"
#include "core/dialect/registry.h"
#include "core/model/schema.h"

/* Statements are in the order of their changes, so `from` only ever moves on. */
uint32_t change_hazards(const struct ddlect_script *script,
			const struct ddlect_change *change, uint32_t *from)
{
	uint32_t set = 0;
	for (;
	     *from < script->n_statements && script->statements[*from]->change == change;
	     (*from)++) {
		const struct statement *statement = script->statements[*from];
		for (uint32_t i = 0; i < statement->n_hazards; i++)
			if (statement->hazards[i]->kind < DDLECT_HAZARD_COUNT)
				set |= 1u << statement->hazards[i]->kind;
	}
	return set & ~1u; /* without plain remarks */
}

static void write_name(struct ddlect_buf *out, const char *schema, const char *name)
{
	if (schema) {
		visible_write(out, schema);
		buf_text(out, ".");
	}
	visible_write(out, name);
}

static void write_hazards(struct ddlect_buf *out, uint32_t hazards)
{
	const char *lead = "  [";
	for (uint32_t kind = 1; kind < DDLECT_HAZARD_COUNT; kind++) {
		if (!(hazards & 1u << kind))
			continue;
		buf_printf(out, "%s%s", lead, hazard_title(kind));
		lead = ", ";
	}
	if (*lead == ',')
		buf_text(out, "]");
}

static void write_change(struct ddlect_buf *out, const struct ddlect_change *change,
			 uint32_t hazards)
{
	bool suggested = change->flags & DDLECT_CHANGE_SUGGESTED;
	buf_printf(out, "    %s", suggested ? "perhaps instead: " : "");
	change_write(out, change);
	write_hazards(out, hazards);
	buf_text(out, "\n");
}

static bool same_table(const struct ddlect_change *a, const struct ddlect_change *b)
{
	if (!a || !a->table_name != !b->table_name)
		return false;
	if (!a->table_name)
		return true;
	return strcmp(a->table_name, b->table_name) == 0 &&
	       strcmp(a->table_schema ? a->table_schema : "",
		      b->table_schema ? b->table_schema : "") == 0;
}

static void write_changes(struct ddlect_buf *out, const struct pair *pair)
{
	const struct ddlect_plan *plan = pair->up.plan;
	const struct ddlect_change *last = NULL;
	uint32_t from = 0;
	for (uint32_t i = 0; i < plan->n_changes; i++) {
		const struct ddlect_change *change = plan->changes[i];
		if (!same_table(last, change)) {
			buf_text(out, "  ");
			if (change->table_name)
				write_name(out, change->table_schema, change->table_name);
			else
				buf_text(out, "(schema)");
			buf_text(out, "\n");
		}
		write_change(out, change,
			     change_hazards(&pair->up.script, change, &from));
		last = change;
	}
}

/* "3 tables, 1 enum" of the desired schema; what a first migration makes. */
static void write_numbers(struct ddlect_buf *out, const struct pair *pair)
{
	buf_printf(out, "  %u table%s", pair->n_tables, pair->n_tables == 1 ? "" : "s");
	if (pair->n_enums)
		buf_printf(out, ", %u enum%s", pair->n_enums,
			   pair->n_enums == 1 ? "" : "s");
	if (pair->n_routines)
		buf_printf(out, ", %u helper routine%s", pair->n_routines,
			   pair->n_routines == 1 ? "" : "s");
	buf_text(out, "\n");
}

void summary_write(struct ddlect_buf *out, const struct pair *pair, bool all)
{
	buf_printf(out, "%s:\n", pair->dialect->slots.name);
	if (pair->initial && !all)
		write_numbers(out, pair);
	else
		write_changes(out, pair);
}
