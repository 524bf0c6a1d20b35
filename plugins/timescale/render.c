/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Render: which changes are this dialect's own. What TimescaleDB does like its base is the
 * base's to write; before or after it comes what a hypertable needs.
 */

#include "plugins/timescale/render.h"

int ts_render_base(const struct ts_rendering *rendering,
		   const struct ddlect_change *change, struct ddlect_err *err)
{
	return ts_base->render(rendering->self, rendering->plan, change, rendering->out,
			       err);
}

int ts_write_regclass(struct ddlect_buf *sql, const char *schema, const char *name,
		      struct ddlect_err *err)
{
	struct ddlect_buf *text = ddlect_host->buf_new();
	if (!text)
		return ddlect_no_memory(err);
	ddlect_qualified(text, schema, name);
	const char *quoted = ddlect_host->buf_text(text);
	if (quoted)
		ddlect_literal(sql, quoted);
	ddlect_host->buf_free(text);
	return quoted ? 0 : ddlect_no_memory(err);
}

int ts_write_table(const struct ts_rendering *rendering, struct ddlect_buf *sql,
		   struct ddlect_err *err)
{
	return ts_write_regclass(sql, rendering->change->table_schema,
				 rendering->change->table_name, err);
}

/* As a sentence of its own. */
static void sentence(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s.", text);
	out[0] = ddlect_ascii_upper(out[0]);
}

int ts_refuse(const struct ts_rendering *rendering, struct ddlect_err *err,
	      const char *recipe, const char *format, ...)
{
	const char *table = rendering->change->table_name;
	char what[1024], whole[1200], instead[256];
	va_list ap;
	va_start(ap, format);
	vsnprintf(what, sizeof(what), format, ap);
	va_end(ap);
	if (rendering->plan->direction == DDLECT_UP)
		return ddlect_error(err, "table \"%s\": %s; %s", table, what, recipe);
	snprintf(whole, sizeof(whole), "Table \"%s\": %s.", table, what);
	sentence(instead, sizeof(instead), recipe);
	ddlect_host->remark(rendering->out, DDLECT_HAZARD_IRREVERSIBLE, whole, instead);
	return 0;
}

const char *ts_column_after(const struct ddlect_plan *plan,
			    const struct ddlect_table *before, const char *name)
{
	for (uint32_t i = 0; i < plan->n_changes; i++) {
		const struct ddlect_change *change = plan->changes[i];
		if (change->what == DDLECT_COLUMN && change->verb == DDLECT_RENAME &&
		    !(change->flags & DDLECT_CHANGE_SUGGESTED) &&
		    change->before == before &&
		    strcmp(change->from.column->name, name) == 0)
			return change->to.column->name;
	}
	return name;
}

/* The value with each column under its later name, as it would be written then. */
static bool rename_value(const struct ts_rendering *rendering, const char *key,
			 const char *value, struct ddlect_buf *out)
{
	struct ts_items items;
	const struct ddlect_table *before = rendering->change->before;
	if (strcmp(key, TS_SPACE_PARTITION) == 0) {
		const char *column;
		uint32_t n;
		if (ts_space_read(before, value, &column, &n, NULL) < 0)
			return false;
		ts_space_write(out, ts_column_after(rendering->plan, before, column), n);
		return true;
	}
	if (ts_items_read(before, value, true, &items, NULL) < 0)
		return false;
	for (uint32_t i = 0; i < items.n; i++)
		items.list[i].name =
			ts_column_after(rendering->plan, before, items.list[i].name);
	ts_items_write(out, &items, false);
	return true;
}

bool ts_same_columns(const struct ts_rendering *rendering, const char *key,
		     const char *from, const char *to)
{
	if (!rendering->change->before || !from || !to)
		return false;
	if (strcmp(key, TS_HYPERTABLE) == 0)
		return strcmp(ts_column_after(rendering->plan, rendering->change->before,
					      from),
			      to) == 0;
	struct ddlect_buf *text = ddlect_host->buf_new();
	bool same = text && rename_value(rendering, key, from, text);
	const char *renamed = same ? ddlect_host->buf_text(text) : NULL;
	same = renamed && strcmp(renamed, to) == 0;
	ddlect_host->buf_free(text);
	return same;
}

static bool is_via(const struct ddlect_change *change)
{
	return (change->from.fk && change->from.fk->via) ||
	       (change->to.fk && change->to.fk->via);
}

static bool is_own_attr(const struct ddlect_dialect *self, const char *key)
{
	for (const struct ddlect_attr_info *info = self->attrs; info && info->key; info++)
		if (strcmp(info->key, key) == 0)
			return true;
	return false;
}

/* Bring back a table of which a plain database says too little. */
static int render_unsure(const struct ts_rendering *rendering)
{
	const struct ddlect_table *table = rendering->change->after;
	char what[512];
	if (rendering->change->verb != DDLECT_ADD)
		return 0;
	snprintf(what, sizeof(what),
		 ts_time(table)
			 ? "Table \"%s\": a plain database doesn't tell its retention, "
			   "columnstore or chunk interval; it comes back with those that "
			   "the convention gives it."
			 : "Table \"%s\": a plain database doesn't tell whether it was a "
			   "hypertable; it comes back as a plain table.",
		 table->name);
	ddlect_host->remark(rendering->out, DDLECT_HAZARD_IRREVERSIBLE, what,
			    ts_time(table)
				    ? "Add here what it had."
				    : "If it was one, put its time column into its keys, "
				      "and call create_hypertable here.");
	return 0;
}

/* A foreign key to such a table: a hypertable had none, but a trigger that goes with it. */
static bool rests_on_unsure(const struct ddlect_plan *plan,
			    const struct ddlect_change *change)
{
	if (change->verb != DDLECT_DROP)
		return false;
	const struct ddlect_fk *fk = change->from.fk;
	const struct ddlect_table *parent =
		ddlect_host->table_find(plan->from, fk->ref_schema, fk->ref_table);
	return parent && !ts_time(parent) && ts_attr(parent, TS_UNSURE);
}

static void drop_unsure(const struct ts_rendering *rendering)
{
	const struct ddlect_change *change = rendering->change;
	struct ddlect_buf *sql = ddlect_statement(rendering->out);
	ddlect_raw(sql, "ALTER TABLE ");
	ddlect_qualified(sql, change->table_schema, change->table_name);
	ddlect_raw(sql, " DROP CONSTRAINT IF EXISTS ");
	ddlect_ident(sql, change->from.fk->name);
	ddlect_host->hazard(rendering->out, 0,
			    "It isn't there if what it refers to is a hypertable.", NULL,
			    NULL);
}

static int render_fk(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	if (is_via(rendering->change))
		return ts_render_cascade(rendering, err);
	if (rests_on_unsure(rendering->plan, rendering->change)) {
		drop_unsure(rendering);
		return 0;
	}
	return ts_render_base(rendering, rendering->change, err);
}

static int render_own(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	const struct ddlect_attr *attr =
		change->to.attr ? change->to.attr : change->from.attr;
	switch (change->what) {
	case DDLECT_ROUTINE:
		return ts_render_routine(rendering, err);
	case DDLECT_FK:
		return render_fk(rendering, err);
	case DDLECT_COLUMN:
		return ts_render_column(rendering, err);
	case DDLECT_PRIMARY:
	case DDLECT_UNIQUE:
	case DDLECT_INDEX:
		return ts_render_index(rendering, err);
	case DDLECT_ATTR:
		if (strcmp(attr->key, TS_UNSURE) == 0)
			return render_unsure(rendering);
		if (!change->column && is_own_attr(rendering->self, attr->key))
			return ts_render_attr(rendering, err);
		return ts_render_base(rendering, change, err);
	default:
		return ts_render_base(rendering, change, err);
	}
}

int ts_render(const struct ddlect_dialect *self, const struct ddlect_plan *plan,
	      const struct ddlect_change *change, struct ddlect_script *out,
	      struct ddlect_err *err)
{
	struct ts_rendering rendering = {self, plan, change, out};
	if (change->flags & DDLECT_CHANGE_SUGGESTED)
		return ts_render_base(&rendering, change, err);
	if (ts_stuck(&rendering))
		return ts_render_stuck(&rendering, err);
	if (render_own(&rendering, err) < 0)
		return -1;
	if (change->verb == DDLECT_RENAME &&
	    (change->what == DDLECT_TABLE || change->what == DDLECT_COLUMN))
		return ts_cascades_follow(&rendering, err);
	return 0;
}
