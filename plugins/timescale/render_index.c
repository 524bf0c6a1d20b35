/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys and indexes of a hypertable that is there already: the statements are the base's, but
 * not its advice. A hypertable knows neither CREATE INDEX CONCURRENTLY nor a constraint that
 * takes over an index.
 */
#include "plugins/timescale/render.h"

static void hazards(const struct ts_rendering *rendering)
{
	const struct ddlect_change *change = rendering->change;
	struct ddlect_script *out = rendering->out;
	bool key = change->what != DDLECT_INDEX;
	bool unique = key || (change->to.index->flags & DDLECT_INDEX_UNIQUE);
	if (key)
		ddlect_host->hazard(
			out, DDLECT_HAZARD_BLOCKS_READS,
			"An index of all rows is built, chunk by chunk.",
			"ACCESS EXCLUSIVE",
			"Run it when nobody needs the table: a hypertable can't "
			"take an index that was built before.");
	else
		ddlect_host->hazard(
			out, DDLECT_HAZARD_BLOCKS_WRITES,
			"The index is built from all rows, chunk by chunk.", "SHARE",
			unique ? NULL
			       : "CREATE INDEX … WITH "
				 "(timescaledb.transaction_per_chunk), by hand "
				 "and outside of a transaction.");
	if (unique && !(change->flags & DDLECT_CHANGE_REBUILD))
		ddlect_host->hazard(out, DDLECT_HAZARD_MAY_FAIL,
				    "Two equal rows stop the migration.", NULL,
				    "Look for them, and merge them, before it.");
}

static int render_comment(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	struct ddlect_change change = *rendering->change;
	change.verb = DDLECT_MODIFY;
	change.aspects = DDLECT_ASPECT_COMMENT;
	change.from = change.to;
	return ts_render_base(rendering, &change, err);
}

/* As on a table without rows, where the base sees nothing to warn of. */
static int render_add(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	struct ddlect_change change = *rendering->change;
	struct ddlect_key key;
	struct ddlect_index index;
	const char *comment;
	change.before = NULL;
	if (change.what == DDLECT_INDEX) {
		index = *change.to.index;
		comment = index.comment;
		index.comment = NULL;
		change.to.index = &index;
	} else {
		key = *change.to.key;
		comment = key.comment;
		key.comment = NULL;
		change.to.key = &key;
	}
	if (ts_render_base(rendering, &change, err) < 0)
		return -1;
	hazards(rendering);
	return comment ? render_comment(rendering, err) : 0;
}

int ts_render_index(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	if (change->verb == DDLECT_ADD && change->before && ts_time(change->before))
		return render_add(rendering, err);
	return ts_render_base(rendering, change, err);
}
