/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Columns of a hypertable: what TimescaleDB doesn't do as its base does. While the
 * columnstore is on, a new column needs a constant default and no constraint of its own,
 * and a type stays; a column that makes the chunks stays as long as the table.
 */

#include "plugins/timescale/render.h"

/* Is the columnstore on before and after? In between it stays on. */
static bool stays_on(const struct ddlect_change *change)
{
	return change->before && change->after && ts_columnstore(change->before) &&
	       ts_columnstore(change->after);
}

static bool is_space(const struct ddlect_table *table, const char *name)
{
	const char *value = ts_attr(table, TS_SPACE_PARTITION);
	const char *column;
	uint32_t n;
	return value && ts_space_read(table, value, &column, &n, NULL) == 0 &&
	       strcmp(column, name) == 0;
}

static bool is_time(const struct ddlect_table *table, const char *name)
{
	const char *time = ts_time(table);
	return time && strcmp(time, name) == 0;
}

static const char *skip_quoted(const char *at)
{
	char quote = *at++;
	while (*at && (*at != quote || at[1] == quote))
		at += *at == quote ? 2 : 1;
	return *at ? at + 1 : at;
}

/* Words that call something without parentheses. */
static bool is_call(const char *word, size_t length)
{
	static const char *const calls[] = {
		"current_date",	  "current_time",   "current_timestamp", "localtime",
		"localtimestamp", "current_user",   "session_user",	 "user",
		"current_role",	  "current_schema", "current_catalog"};
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		size_t k = 0;
		while (k < length && calls[i][k] == ddlect_ascii_lower(word[k]))
			k++;
		if (k == length && !calls[i][k])
			return true;
	}
	return false;
}

/*
 * Could the server compute this expression once and for all? Anything that calls a function
 * counts as no: which of them are constant, only the server knows.
 */
static bool is_constant(const char *text)
{
	for (const char *at = text; *at;) {
		if (*at == '\'' || *at == '"') {
			at = skip_quoted(at);
			if (at[-1] == '"' && *at == '(')
				return false;
			continue;
		}
		size_t n = 0;
		while (ddlect_ascii_letter(at[n]) || at[n] == '_' ||
		       (n && ddlect_ascii_digit(at[n])))
			n++;
		bool cast = at - text > 1 && at[-1] == ':';
		if (n && (is_call(at, n) || (at[n] == '(' && !cast)))
			return false;
		at += n ? n : 1;
	}
	return true;
}

/* The column without what can't be added at once, rendered by the base. */
static int add_bare(const struct ts_rendering *rendering,
		    const struct ddlect_column *column, struct ddlect_err *err)
{
	struct ddlect_change change = *rendering->change;
	change.to.column = column;
	return ts_render_base(rendering, &change, err);
}

/* Then what was left out, as a change of the column that is there now. */
static int add_rest(const struct ts_rendering *rendering,
		    const struct ddlect_column *bare, uint32_t aspects,
		    struct ddlect_err *err)
{
	struct ddlect_change change = *rendering->change;
	change.verb = DDLECT_MODIFY;
	change.aspects = aspects;
	change.flags = 0;
	change.from.column = bare;
	return aspects ? ts_render_base(rendering, &change, err) : 0;
}

static int render_add(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	const struct ddlect_column *column = change->to.column;
	struct ddlect_column bare = *column;
	uint32_t rest = 0;
	int status = 0;
	if (column->identity != DDLECT_IDENTITY_NONE) {
		status = ts_refuse(
			rendering, err, "leave the increment out, or make a new table",
			"column \"%s\" can't start counting in a hypertable that "
			"has rows",
			column->name);
		bare.identity = DDLECT_IDENTITY_NONE;
		bare.identity_options = NULL;
		bare.not_null = 0;
	} else if (stays_on(change) && column->generated) {
		status = ts_refuse(rendering, err,
				   "turn the columnstore off in one release, and add the "
				   "column in the next",
				   "column \"%s\" can't be a generated one while the "
				   "columnstore is on",
				   column->name);
		bare.generated = NULL;
		bare.generated_kind = DDLECT_GENERATED_NONE;
	} else if (stays_on(change) && column->default_text &&
		   !is_constant(column->default_text)) {
		if (rendering->plan->direction == DDLECT_UP)
			status = ts_refuse(rendering, err,
					   "add the column without a default in one "
					   "release, and set it in the next",
					   "the default of column \"%s\" must be a "
					   "constant while the columnstore is on",
					   column->name);
		rest |= DDLECT_ASPECT_DEFAULT;
		bare.default_text = NULL;
		bare.default_kind = DDLECT_DEFAULT_NONE;
	}
	if (status < 0)
		return -1;
	if (stays_on(change) && bare.not_null && !bare.default_text) {
		rest |= DDLECT_ASPECT_NOT_NULL;
		bare.not_null = 0;
	}
	return add_bare(rendering, &bare, err) < 0
		       ? -1
		       : add_rest(rendering, &bare, rest, err);
}

/* Render the change without some of its aspects; nothing when none is left. */
static int render_rest(const struct ts_rendering *rendering, uint32_t without,
		       struct ddlect_err *err)
{
	struct ddlect_change change = *rendering->change;
	change.aspects &= ~without;
	return change.aspects ? ts_render_base(rendering, &change, err) : 0;
}

static int render_modify(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	const char *name = change->from.column->name;
	uint32_t without = 0;
	int status = 0;
	if ((change->aspects & DDLECT_ASPECT_TYPE) && is_space(change->before, name)) {
		without = DDLECT_ASPECT_TYPE;
		status = ts_refuse(
			rendering, err,
			"copy its rows into a new hypertable, and drop this one",
			"the type of column \"%s\" can't change, because the "
			"table is partitioned by its hash",
			name);
	} else if ((change->aspects & DDLECT_ASPECT_TYPE) && stays_on(change)) {
		without = DDLECT_ASPECT_TYPE;
		status = ts_refuse(
			rendering, err,
			"turn the columnstore off in one release, change the "
			"type, and turn it on in the next",
			"the type of column \"%s\" can't change under compressed "
			"chunks",
			name);
	}
	if (status == 0 && (change->aspects & DDLECT_ASPECT_NOT_NULL) &&
	    !change->to.column->not_null && is_time(change->before, name)) {
		without |= DDLECT_ASPECT_NOT_NULL;
		/* In an up another column is to be the time, which is refused as such. */
		if (rendering->plan->direction == DDLECT_DOWN)
			status = ts_refuse(rendering, err, "keep it not null",
					   "column \"%s\" makes the chunks, so it can't "
					   "be null",
					   name);
	}
	if (status < 0)
		return -1;
	if (!(change->aspects & ~without & DDLECT_ASPECT_TYPE))
		return render_rest(rendering, without, err);
	return ts_render_comments(rendering, false, err) < 0 ||
			       render_rest(rendering, without, err) < 0 ||
			       ts_render_comments(rendering, true, err) < 0
		       ? -1
		       : 0;
}

/* What earlier changes of this table did to the settings, if they did. */
struct said {
	bool column; /* one that was listed went */
	bool settings;
};

static struct said said_before(const struct ts_rendering *rendering)
{
	const struct ddlect_plan *plan = rendering->plan;
	struct said said = {false, false};
	uint32_t at = 0;
	while (at < plan->n_changes && plan->changes[at] != rendering->change)
		at++;
	while (at-- > 0 && plan->changes[at]->before == rendering->change->before) {
		const struct ddlect_change *change = plan->changes[at];
		if (change->verb != DDLECT_DROP)
			continue;
		if (change->what == DDLECT_COLUMN &&
		    ts_setting_names(change->before, change->from.column->name))
			said.column = said.settings = true;
		if (change->what == DDLECT_ATTR && !change->column &&
		    strcmp(change->from.attr->key, TS_SEGMENTBY) == 0)
			said.settings = true;
	}
	return said;
}

/* Chunks that are ordered by a column keep it: they are rows again before it goes. */
static int leave_settings(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	struct said said = said_before(rendering);
	if (!said.column &&
	    ts_render_decompress(rendering,
				 "Let the column be for some releases, until no chunk is "
				 "compressed by it.",
				 err) < 0)
		return -1;
	return said.settings ? 0 : ts_render_settings(rendering, true, err);
}

static int render_drop(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	const char *name = change->from.column->name;
	if (is_time(change->before, name) || is_space(change->before, name))
		return ts_refuse(
			rendering, err, "keep it, or copy the rows into a new table",
			"column \"%s\" makes the chunks of the hypertable, so it "
			"can't be dropped",
			name);
	bool listed = ts_setting_names(change->before, name);
	if (stays_on(change) && listed && leave_settings(rendering, err) < 0)
		return -1;
	if (ts_render_base(rendering, change, err) < 0)
		return -1;
	/* What a down drops came with its up, so no chunk is older than that. */
	if (stays_on(change) && !listed && rendering->plan->direction == DDLECT_UP)
		ddlect_host->hazard(rendering->out, DDLECT_HAZARD_MAY_FAIL,
				    "A chunk that was compressed by the column, under "
				    "earlier settings, stops the migration.",
				    NULL, "Decompress such chunks before it.");
	return 0;
}

int ts_render_column(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	bool chunked = change->before && ts_time(change->before);
	if (chunked && change->verb == DDLECT_ADD)
		return render_add(rendering, err);
	if (chunked && change->verb == DDLECT_MODIFY)
		return render_modify(rendering, err);
	if (chunked && change->verb == DDLECT_DROP)
		return render_drop(rendering, err);
	return ts_render_base(rendering, change, err);
}
