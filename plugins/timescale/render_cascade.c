/* SPDX-License-Identifier: Apache-2.0 */
/*
 * References kept by the helper routine, as triggers on the parent; see routine.c for what
 * their arguments are. A trigger follows its own table's renames but not those of the names
 * in its arguments, so that such a rename makes it again.
 */
#include "plugins/timescale/render.h"

static void write_body(struct ddlect_buf *sql, const char *body)
{
	if (strstr(body, "$$")) {
		ddlect_literal(sql, body);
		return;
	}
	ddlect_raw(sql, "$$");
	ddlect_raw(sql, body);
	ddlect_raw(sql, "$$");
}

int ts_render_routine(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	const struct ddlect_routine *routine =
		change->to.routine ? change->to.routine : change->from.routine;
	(void)err;
	struct ddlect_buf *sql = ddlect_statement(rendering->out);
	if (change->verb == DDLECT_DROP) {
		ddlect_raw(sql, "DROP FUNCTION ");
		ddlect_qualified(sql, routine->schema, routine->name);
		ddlect_raw(sql, "()");
		return 0;
	}
	ddlect_raw(sql, change->verb == DDLECT_ADD ? "CREATE FUNCTION "
						   : "CREATE OR REPLACE FUNCTION ");
	ddlect_qualified(sql, routine->schema, routine->name);
	ddlect_raw(sql, "() RETURNS trigger LANGUAGE plpgsql\n"
			"SET search_path = pg_catalog, pg_temp AS ");
	write_body(sql, routine->body);
	return 0;
}

/* A reference, with the names that its tables and columns have at some point of the plan. */
struct reference {
	const struct ddlect_fk *fk;
	const char *name; /* the trigger's, in the database */
	const char *child_schema;
	const char *child;
	const struct ddlect_table *child_before;  /* NULL: names don't change */
	const struct ddlect_table *parent_before; /* NULL: as above, or it isn't known */
	const char *parent_schema;
	const char *parent;
};

static void write_argument(struct ddlect_buf *sql, const char *text)
{
	ddlect_raw(sql, ", ");
	ddlect_literal(sql, text);
}

static const char *column_name(const struct ddlect_plan *plan,
			       const struct ddlect_table *before, const char *name)
{
	return before ? ts_column_after(plan, before, name) : name;
}

/* Is the column in a list of quoted names, which is what lowering made of it? */
static bool is_set(const struct ddlect_fk *fk, const char *column)
{
	struct ddlect_buf *text = ddlect_host->buf_new();
	if (!text)
		return false;
	ddlect_ident(text, column);
	const char *quoted = ddlect_host->buf_text(text);
	bool found = false;
	for (const char *at = fk->set_columns; quoted && at && !found; at++) {
		at = strstr(at, quoted);
		if (!at)
			break;
		const char *end = at + strlen(quoted);
		found = (at == fk->set_columns || at[-1] == ' ') &&
			(*end == '\0' || *end == ',');
	}
	ddlect_host->buf_free(text);
	return found;
}

static void create_trigger(const struct ts_rendering *rendering,
			   const struct reference *reference)
{
	const struct ddlect_fk *fk = reference->fk;
	bool cascade = fk->on_delete == DDLECT_ACTION_CASCADE;
	char number[16];
	struct ddlect_buf *sql = ddlect_statement(rendering->out);
	ddlect_raw(sql, "CREATE TRIGGER ");
	ddlect_ident(sql, reference->name);
	ddlect_raw(sql, " AFTER DELETE ON ");
	ddlect_qualified(sql, reference->parent_schema, reference->parent);
	ddlect_raw(sql, "\nFOR EACH ROW EXECUTE FUNCTION ");
	ddlect_ident(sql, fk->via);
	ddlect_raw(sql, "(");
	ddlect_literal(sql, cascade ? "cascade" : "set null");
	write_argument(sql, reference->child_schema ? reference->child_schema : "");
	write_argument(sql, reference->child);
	snprintf(number, sizeof(number), "%u", fk->n_columns);
	write_argument(sql, number);
	for (uint32_t i = 0; i < fk->n_columns; i++) {
		write_argument(sql, column_name(rendering->plan, reference->child_before,
						fk->columns[i]));
		write_argument(sql, column_name(rendering->plan, reference->parent_before,
						fk->ref_columns[i]));
	}
	for (uint32_t i = 0; !cascade && i < fk->n_columns; i++)
		if (is_set(fk, fk->columns[i]))
			write_argument(sql, column_name(rendering->plan,
							reference->child_before,
							fk->columns[i]));
	ddlect_raw(sql, ")");
}

static void comment_trigger(const struct ts_rendering *rendering,
			    const struct reference *reference)
{
	struct ddlect_buf *sql = ddlect_statement(rendering->out);
	ddlect_raw(sql, "COMMENT ON TRIGGER ");
	ddlect_ident(sql, reference->name);
	ddlect_raw(sql, " ON ");
	ddlect_qualified(sql, reference->parent_schema, reference->parent);
	ddlect_raw(sql, " IS ");
	if (reference->fk->comment)
		ddlect_literal(sql, reference->fk->comment);
	else
		ddlect_raw(sql, "NULL");
}

static void drop_trigger(const struct ts_rendering *rendering,
			 const struct reference *reference)
{
	struct ddlect_buf *sql = ddlect_statement(rendering->out);
	ddlect_raw(sql, "DROP TRIGGER ");
	ddlect_ident(sql, reference->name);
	ddlect_raw(sql, " ON ");
	ddlect_qualified(sql, reference->parent_schema, reference->parent);
}

int ts_render_cascade(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_change *change = rendering->change;
	const struct ddlect_fk *from = change->from.fk, *to = change->to.fk;
	struct reference reference = {.fk = from ? from : to,
				      .child_schema = change->table_schema,
				      .child = change->table_name};
	(void)err;
	reference.name = reference.fk->name;
	reference.parent_schema = reference.fk->ref_schema;
	reference.parent = reference.fk->ref_table;
	/* A plan drops it before it renames what it refers to. */
	if (change->verb == DDLECT_DROP) {
		drop_trigger(rendering, &reference);
		return 0;
	}
	reference.fk = to;
	reference.name = to->name;
	reference.parent_schema = to->ref_schema;
	reference.parent = to->ref_table;
	if (change->verb == DDLECT_ADD)
		create_trigger(rendering, &reference);
	if (change->verb == DDLECT_MODIFY || to->comment)
		comment_trigger(rendering, &reference);
	return 0;
}

/* The change's place in its plan. */
static uint32_t place_of(const struct ts_rendering *rendering)
{
	uint32_t at = 0;
	while (at < rendering->plan->n_changes &&
	       rendering->plan->changes[at] != rendering->change)
		at++;
	return at;
}

static bool is_rename(const struct ddlect_change *change, uint32_t what)
{
	return change->verb == DDLECT_RENAME && change->what == what &&
	       !(change->flags & DDLECT_CHANGE_SUGGESTED);
}

/* What the plan's first `n` changes made of a table's name. */
static const char *table_name_at(const struct ddlect_plan *plan, uint32_t n,
				 const char *schema, const char *name)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct ddlect_change *change = plan->changes[i];
		if (!is_rename(change, DDLECT_TABLE))
			continue;
		const char *space = change->from.table->schema;
		if (strcmp(change->from.table->name, name) == 0 &&
		    (space && schema ? strcmp(space, schema) == 0 : space == schema))
			return change->to.table->name;
	}
	return name;
}

/* Does this rename change a name in the arguments of the reference's trigger? */
static bool concerns(const struct ddlect_change *change, const struct ddlect_table *child,
		     const struct ddlect_table *parent, const struct ddlect_fk *fk)
{
	if (is_rename(change, DDLECT_TABLE))
		return change->before == child;
	if (!is_rename(change, DDLECT_COLUMN))
		return false;
	const char *name = change->from.column->name;
	return (change->before == child &&
		ts_has_name(fk->columns, fk->n_columns, name)) ||
	       (change->before == parent &&
		ts_has_name(fk->ref_columns, fk->n_columns, name));
}

/* Is this the last rename that concerns it, and does the trigger outlive the plan? */
static bool is_last(const struct ts_rendering *rendering, uint32_t place,
		    const struct ddlect_table *child, const struct ddlect_table *parent,
		    const struct ddlect_fk *fk)
{
	const struct ddlect_plan *plan = rendering->plan;
	for (uint32_t i = 0; i < plan->n_changes; i++) {
		const struct ddlect_change *change = plan->changes[i];
		if (change->what == DDLECT_FK && change->verb == DDLECT_DROP &&
		    change->from.fk == fk)
			return false;
		if (i > place && concerns(change, child, parent, fk))
			return false;
	}
	return true;
}

/* Is `to` what became of `from`? The plan drops neither, so one of them is. */
static bool is_same(const struct ddlect_plan *plan, const struct ddlect_table *child,
		    const struct ddlect_table *parent, const struct ddlect_fk *from,
		    const struct ddlect_fk *to)
{
	if (!to->via || from->n_columns != to->n_columns)
		return false;
	for (uint32_t i = 0; i < from->n_columns; i++)
		if (strcmp(column_name(plan, child, from->columns[i]), to->columns[i]) !=
			    0 ||
		    strcmp(column_name(plan, parent, from->ref_columns[i]),
			   to->ref_columns[i]) != 0)
			return false;
	const char *ref =
		table_name_at(plan, plan->n_changes, from->ref_schema, from->ref_table);
	return strcmp(ref, to->ref_table) == 0;
}

/* One that stays keeps its name. In a down, that is the one which it is to have again. */
static const char *live_name(const struct ddlect_plan *plan,
			     const struct ddlect_table *child,
			     const struct ddlect_table *parent,
			     const struct ddlect_fk *fk)
{
	const struct ddlect_table *after = ddlect_host->table_find(
		plan->to, child->schema,
		table_name_at(plan, plan->n_changes, child->schema, child->name));
	if (plan->direction == DDLECT_UP)
		return fk->name;
	for (uint32_t i = 0; after && i < after->n_fks; i++)
		if (is_same(plan, child, parent, fk, after->fks[i]))
			return after->fks[i]->name;
	return fk->name;
}

static void follow(const struct ts_rendering *rendering, const struct ddlect_table *child,
		   const struct ddlect_fk *fk)
{
	const struct ddlect_plan *plan = rendering->plan;
	const struct ddlect_table *parent =
		ddlect_host->table_find(plan->from, fk->ref_schema, fk->ref_table);
	if (!concerns(rendering->change, child, parent, fk))
		return;
	uint32_t place = place_of(rendering);
	if (!is_last(rendering, place, child, parent, fk))
		return;
	struct reference reference = {
		.fk = fk,
		.name = live_name(plan, child, parent, fk),
		.child_schema = child->schema,
		.child = table_name_at(plan, place + 1, child->schema, child->name),
		.child_before = child,
		.parent_before = parent,
		.parent_schema = fk->ref_schema,
		.parent = table_name_at(plan, place + 1, fk->ref_schema, fk->ref_table),
	};
	drop_trigger(rendering, &reference);
	create_trigger(rendering, &reference);
	if (fk->comment)
		comment_trigger(rendering, &reference);
}

int ts_cascades_follow(const struct ts_rendering *rendering, struct ddlect_err *err)
{
	const struct ddlect_schema *from = rendering->plan->from;
	(void)err;
	for (uint32_t i = 0; i < from->n_tables; i++) {
		const struct ddlect_table *child = from->tables[i];
		for (uint32_t k = 0; k < child->n_fks; k++)
			if (child->fks[k]->via)
				follow(rendering, child, child->fks[k]);
	}
	return 0;
}
