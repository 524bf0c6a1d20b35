/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stuck: in a down, a table that became a hypertable in the up stays one. The keys that it
 * had without the time column can't be made again, so those that it has now stay; and no
 * foreign key can rest on them. Everything else of the table is restored.
 */
#include "plugins/timescale/render.h"

static bool is_stuck(const struct ddlect_table *before, const struct ddlect_table *after)
{
	return before && after && ts_time(before) && !ts_time(after);
}

/* The table that a reference of the plan's target rests on, when it is stuck. */
static bool rests_on_stuck(const struct ddlect_plan *plan, const struct ddlect_fk *fk)
{
	if (!fk || fk->via)
		return false;
	return is_stuck(
		ddlect_host->table_find(plan->from, fk->ref_schema, fk->ref_table),
		ddlect_host->table_find(plan->to, fk->ref_schema, fk->ref_table));
}

bool ts_stuck(const struct ts_rendering *rendering)
{
	const struct ddlect_change *change = rendering->change;
	if (rendering->plan->direction != DDLECT_DOWN)
		return false;
	switch (change->what) {
	case DDLECT_PRIMARY:
	case DDLECT_UNIQUE:
	case DDLECT_INDEX:
		return change->verb != DDLECT_MODIFY &&
		       is_stuck(change->before, change->after);
	case DDLECT_FK:
		return change->verb == DDLECT_ADD &&
		       rests_on_stuck(rendering->plan, change->to.fk);
	default:
		return false;
	}
}

/* The columns of a unique object: a key's, or those of an index. */
struct names {
	const char *list[64];
	uint32_t n;
	bool unique;
};

static struct names names_of(uint32_t what, union ddlect_object object)
{
	struct names names = {.unique = what != DDLECT_INDEX};
	if (names.unique) {
		for (uint32_t i = 0; i < object.key->n_columns && i < 64; i++)
			names.list[names.n++] = object.key->columns[i];
		return names;
	}
	names.unique = object.index->flags & DDLECT_INDEX_UNIQUE;
	for (uint32_t i = 0; i < object.index->n_parts && i < 64; i++)
		if (object.index->parts[i]->column)
			names.list[names.n++] = object.index->parts[i]->column;
	return names;
}

static bool has_time(const struct names *names, const struct ddlect_table *table)
{
	return ts_has_name(names->list, names->n, ts_time(table));
}

/* Is there, among `table`'s, the same key without the time? Then the one with it stays. */
static bool has_counterpart(const struct ddlect_table *table, uint32_t what,
			    const struct names *names, const char *time)
{
	uint32_t n = what == DDLECT_PRIMARY  ? table->primary != NULL
		     : what == DDLECT_UNIQUE ? table->n_uniques
					     : table->n_indexes;
	for (uint32_t i = 0; i < n; i++) {
		union ddlect_object object;
		if (what == DDLECT_INDEX)
			object.index = table->indexes[i];
		else
			object.key = what == DDLECT_UNIQUE ? table->uniques[i]
							   : table->primary;
		struct names other = names_of(what, object);
		uint32_t found = 0;
		for (uint32_t k = 0; k < names->n; k++)
			found += strcmp(names->list[k], time) != 0 &&
				 ts_has_name(other.list, other.n, names->list[k]);
		if (other.unique && found == names->n - 1 && found == other.n)
			return true;
	}
	return false;
}

int ts_render_stuck(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	if (change->what == DDLECT_FK)
		return ts_refuse(rendering, err,
				 "delete such rows by hand, or copy the parent's rows "
				 "into a new table",
				 "the foreign key \"%s\" can't be restored, because "
				 "\"%s\" stays a hypertable",
				 change->to.fk->name, change->to.fk->ref_table);
	struct names names =
		names_of(change->what, change->from.any ? change->from : change->to);
	if (!names.unique)
		return ts_render_index(rendering, err);
	if (change->verb == DDLECT_DROP) {
		bool stays = has_time(&names, change->before) &&
			     has_counterpart(change->after, change->what, &names,
					     ts_time(change->before));
		return stays ? 0 : ts_render_index(rendering, err);
	}
	if (has_time(&names, change->before))
		return ts_render_index(rendering, err);
	return ts_refuse(rendering, err,
			 "copy the rows into a new table to have it again",
			 "a unique key without the time column \"%s\" can't be restored, "
			 "because the table stays a hypertable",
			 ts_time(change->before));
}
