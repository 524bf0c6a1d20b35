/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes: what introspection kept of a table because the model has no place for it. Of
 * what CREATE TABLE says itself, and of what only tells of others, nothing is to be done.
 */
#include "plugins/postgres/render.h"

/* What follows `prefix` in the key; NULL when it isn't one of those. */
static const char *behind(const char *key, const char *prefix)
{
	size_t length = strlen(prefix);
	return strncmp(key, prefix, length) == 0 ? key + length : NULL;
}

static void can_not_restore(const struct pg_rendering *r, const char *what, size_t length)
{
	char text[512];
	snprintf(text, sizeof(text), "CAN'T RESTORE %.*s%s", (int)length, what,
		 r->change->column ? " of the column" : "");
	ddlect_host->remark(r->out, DDLECT_HAZARD_IRREVERSIBLE, text, NULL);
}

static void render_constraint(const struct pg_rendering *r, const char *name,
			      const char *definition, bool drop)
{
	struct ddlect_buf *out = pg_alter_table(r);
	ddlect_raw(out, drop ? "DROP CONSTRAINT " : "ADD CONSTRAINT ");
	ddlect_ident(out, name);
	ddlect_raw(out, drop ? "" : " ");
	ddlect_raw(out, drop ? "" : definition);
}

static void render_statistics(const struct pg_rendering *r, const char *name,
			      const char *definition, bool drop)
{
	struct ddlect_buf *out = ddlect_statement(r->out);
	ddlect_raw(out, drop ? "DROP STATISTICS " : "");
	ddlect_raw(out, drop ? name : definition);
}

static void set_column(const struct pg_rendering *r, const char *column, const char *at)
{
	static const char lost[] = "lost: ";
	while (*at) {
		size_t length = strcspn(at, "\n");
		const char *what = behind(at, lost);
		if (what)
			can_not_restore(r, what, length - (sizeof(lost) - 1));
		else
			ddlect_host->raw(pg_alter_column(r, column), at, length);
		at += length + (at[length] == '\n');
	}
}

void pg_set_column(const struct pg_rendering *r, const struct ddlect_column *column)
{
	const char *text = ddlect_attr_get(column->attrs, column->n_attrs, PG_ATTR_SET);
	if (text)
		set_column(r, column->name, text);
}

static void render_passive(const struct pg_rendering *r, const struct ddlect_attr *attr)
{
	bool fresh = !r->change->before;
	if (r->change->column && strcmp(attr->key, PG_ATTR_SET) == 0)
		set_column(r, r->change->column->name, attr->value);
	else if (fresh && behind(attr->key, PG_ATTR_LOST))
		can_not_restore(r, attr->value, strlen(attr->value));
	else if (behind(attr->key, PG_ATTR_KEEP) ||
		 (fresh && behind(attr->key, PG_ATTR_MAKE)))
		ddlect_raw(ddlect_statement(r->out), attr->value);
}

int pg_render_attr(struct pg_rendering *r)
{
	const struct ddlect_change *change = r->change;
	bool drop = change->verb == DDLECT_DROP;
	const struct ddlect_attr *attr = drop ? change->from.attr : change->to.attr;
	const char *constraint = behind(attr->key, PG_ATTR_CONSTRAINT);
	const char *statistics = behind(attr->key, PG_ATTR_STATISTICS);
	if (!(attr->flags & DDLECT_ATTR_PASSIVE))
		return ddlect_error(r->err, "table %s: %s doesn't know the attribute %s",
				    change->table_name, r->self->name, attr->key);
	if (constraint)
		render_constraint(r, constraint, attr->value, drop);
	else if (statistics)
		render_statistics(r, statistics, attr->value, drop);
	else if (!drop)
		render_passive(r, attr);
	return 0;
}
