/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Retype: when a column gets another type the server makes its keys, indexes and checks
 * again, with their comments; and of a hypertable it refuses to do that with a comment. So
 * comments are taken off before, and put on again after it.
 *
 * What stays is called in an up as it was, and in a down as it will be again.
 */
#include "plugins/timescale/render.h"

/* A key, an index or a check that stays, and where its table is described so. */
struct staying {
	uint32_t what;
	union ddlect_object object;
};

static bool is_up(const struct ts_rendering *rendering)
{
	return rendering->plan->direction == DDLECT_UP;
}

/* Or is it not there while the type changes? Then there's no comment to take off. */
static bool stays(const struct ts_rendering *rendering, const struct staying *staying)
{
	const struct ddlect_plan *plan = rendering->plan;
	for (uint32_t i = 0; i < plan->n_changes; i++) {
		const struct ddlect_change *change = plan->changes[i];
		if (change->what != staying->what)
			continue;
		if (is_up(rendering) ? change->verb == DDLECT_DROP &&
					       change->from.any == staying->object.any
				     : change->verb == DDLECT_ADD &&
					       change->to.any == staying->object.any)
			return false;
	}
	return true;
}

static bool has_column(const struct ddlect_index *index, const char *name)
{
	for (uint32_t i = 0; i < index->n_parts; i++)
		if (!index->parts[i]->column ||
		    strcmp(index->parts[i]->column, name) == 0)
			return true;
	return index->predicate || ts_has_name(index->include, index->n_include, name);
}

/* Does it rest on the column? Of an expression it is enough that it may. */
static bool concerns(const struct staying *staying, const char *name)
{
	const struct ddlect_key *key = staying->object.key;
	switch (staying->what) {
	case DDLECT_INDEX:
		return has_column(staying->object.index, name);
	case DDLECT_CHECK:
		return strstr(staying->object.check->expr, name);
	default:
		return ts_has_name(key->columns, key->n_columns, name) ||
		       ts_has_name(key->include, key->n_include, name);
	}
}

static const char **comment_of(struct ddlect_key *key, struct ddlect_index *index,
			       struct ddlect_check *check, const struct staying *staying)
{
	switch (staying->what) {
	case DDLECT_INDEX:
		*index = *staying->object.index;
		return &index->comment;
	case DDLECT_CHECK:
		*check = *staying->object.check;
		return &check->comment;
	default:
		*key = *staying->object.key;
		return &key->comment;
	}
}

/* The comment that it has at this point: an earlier change may have set another. */
static const char *comment_now(const struct ts_rendering *rendering,
			       const struct staying *staying)
{
	const struct ddlect_plan *plan = rendering->plan;
	struct ddlect_key key;
	struct ddlect_index index;
	struct ddlect_check check;
	const char *comment = *comment_of(&key, &index, &check, staying);
	bool done = true;
	for (uint32_t i = 0; i < plan->n_changes; i++) {
		const struct ddlect_change *change = plan->changes[i];
		if (change == rendering->change)
			done = false;
		if (change->what != staying->what || change->verb != DDLECT_MODIFY)
			continue;
		const void *self = is_up(rendering) ? change->from.any : change->to.any;
		struct staying other = {change->what, change->to};
		if (self != staying->object.any || done != is_up(rendering))
			continue;
		if (!is_up(rendering))
			other.object = change->from;
		comment = *comment_of(&key, &index, &check, &other);
	}
	return comment;
}

static int set_comment(const struct ts_rendering *rendering,
		       const struct staying *staying, const char *comment,
		       struct ddlect_err *err)
{
	struct ddlect_change change = *rendering->change;
	struct ddlect_key key;
	struct ddlect_index index;
	struct ddlect_check check;
	*comment_of(&key, &index, &check, staying) = comment;
	change.what = staying->what;
	change.verb = DDLECT_MODIFY;
	change.aspects = DDLECT_ASPECT_COMMENT;
	change.flags = 0;
	if (staying->what == DDLECT_INDEX)
		change.to.index = &index;
	else if (staying->what == DDLECT_CHECK)
		change.to.check = &check;
	else
		change.to.key = &key;
	change.from = change.to;
	return ts_render_base(rendering, &change, err);
}

static int one_comment(const struct ts_rendering *rendering, uint32_t what,
		       const void *object, bool back, struct ddlect_err *err)
{
	struct staying staying = {what, {.any = object}};
	const struct ddlect_column *column = is_up(rendering)
						     ? rendering->change->from.column
						     : rendering->change->to.column;
	if (!object || !concerns(&staying, column->name) || !stays(rendering, &staying))
		return 0;
	const char *comment = comment_now(rendering, &staying);
	return comment ? set_comment(rendering, &staying, back ? comment : NULL, err) : 0;
}

int ts_render_comments(const struct ts_rendering *rendering, bool back,
		       struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	const struct ddlect_table *table =
		is_up(rendering) ? change->before : change->after;
	if (one_comment(rendering, DDLECT_PRIMARY, table->primary, back, err) < 0)
		return -1;
	for (uint32_t i = 0; i < table->n_uniques; i++)
		if (one_comment(rendering, DDLECT_UNIQUE, table->uniques[i], back, err) <
		    0)
			return -1;
	for (uint32_t i = 0; i < table->n_indexes; i++)
		if (one_comment(rendering, DDLECT_INDEX, table->indexes[i], back, err) <
		    0)
			return -1;
	for (uint32_t i = 0; i < table->n_checks; i++)
		if (one_comment(rendering, DDLECT_CHECK, table->checks[i], back, err) < 0)
			return -1;
	return 0;
}
