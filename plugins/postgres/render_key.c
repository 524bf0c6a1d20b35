/* SPDX-License-Identifier: Apache-2.0 */
/* Constraints: primary and unique keys, foreign keys, checks. */
#include "plugins/postgres/render.h"

static void write_name(struct ddlect_buf *out, const char *name)
{
	ddlect_raw(out, "CONSTRAINT ");
	ddlect_ident(out, name);
	ddlect_raw(out, " ");
}

static void write_names(struct ddlect_buf *out, const char *before,
			const char *const *names, uint32_t n)
{
	if (n == 0)
		return;
	ddlect_raw(out, before);
	ddlect_raw(out, "(");
	ddlect_idents(out, names, n);
	ddlect_raw(out, ")");
}

static void write_key(struct ddlect_buf *out, const struct ddlect_key *key,
		      const char *what)
{
	write_name(out, key->name);
	ddlect_raw(out, what);
	if (key->flags & DDLECT_KEY_NULLS_NOT_DISTINCT)
		ddlect_raw(out, " NULLS NOT DISTINCT");
	write_names(out, " ", key->columns, key->n_columns);
	write_names(out, " INCLUDE ", key->include, key->n_include);
	if (key->flags & (DDLECT_KEY_DEFERRABLE | DDLECT_KEY_INITIALLY_DEFERRED))
		ddlect_raw(out, " DEFERRABLE");
	if (key->flags & DDLECT_KEY_INITIALLY_DEFERRED)
		ddlect_raw(out, " INITIALLY DEFERRED");
}

void pg_write_primary(struct ddlect_buf *out, const struct ddlect_key *key)
{
	write_key(out, key, "PRIMARY KEY");
}

void pg_write_unique(struct ddlect_buf *out, const struct ddlect_key *key)
{
	write_key(out, key, "UNIQUE");
}

void pg_write_fk(struct ddlect_buf *out, const struct ddlect_fk *fk)
{
	static const char *const actions[] = {NULL, "RESTRICT", "CASCADE", "SET NULL",
					      "SET DEFAULT"};
	write_name(out, fk->name);
	ddlect_raw(out, "FOREIGN KEY ");
	write_names(out, "", fk->columns, fk->n_columns);
	ddlect_raw(out, " REFERENCES ");
	ddlect_qualified(out, fk->ref_schema, fk->ref_table);
	write_names(out, " ", fk->ref_columns, fk->n_columns);
	if (fk->flags & DDLECT_FK_MATCH_FULL)
		ddlect_raw(out, " MATCH FULL");
	if (fk->on_update != DDLECT_ACTION_NONE) {
		ddlect_raw(out, " ON UPDATE ");
		ddlect_raw(out, actions[fk->on_update]);
	}
	if (fk->on_delete != DDLECT_ACTION_NONE) {
		ddlect_raw(out, " ON DELETE ");
		ddlect_raw(out, actions[fk->on_delete]);
	}
	if (fk->set_columns) {
		ddlect_raw(out, " (");
		ddlect_raw(out, fk->set_columns);
		ddlect_raw(out, ")");
	}
	if (fk->flags & (DDLECT_FK_DEFERRABLE | DDLECT_FK_INITIALLY_DEFERRED))
		ddlect_raw(out, " DEFERRABLE");
	if (fk->flags & DDLECT_FK_INITIALLY_DEFERRED)
		ddlect_raw(out, " INITIALLY DEFERRED");
	if (fk->flags & DDLECT_FK_NOT_VALID)
		ddlect_raw(out, " NOT VALID");
}

void pg_write_check(struct ddlect_buf *out, const struct ddlect_check *check)
{
	write_name(out, check->name);
	ddlect_raw(out, "CHECK ");
	pg_write_expr(out, check->expr);
	if (check->flags & DDLECT_CHECK_NO_INHERIT)
		ddlect_raw(out, " NO INHERIT");
	if (check->flags & DDLECT_CHECK_NOT_VALID)
		ddlect_raw(out, " NOT VALID");
}

static int drop_constraint(const struct pg_rendering *r, const char *name,
			   const char *unguarded)
{
	struct ddlect_buf *out = pg_alter_table(r);
	ddlect_raw(out, "DROP CONSTRAINT ");
	ddlect_ident(out, name);
	pg_hazard_unguarded(r, unguarded);
	return 0;
}

static int render_key(struct pg_rendering *r, bool primary)
{
	const struct ddlect_change *change = r->change;
	const struct ddlect_key *key = change->to.key;
	if (change->verb == DDLECT_DROP)
		return drop_constraint(r, change->from.key->name,
				       "Equal rows are no longer refused.");
	if (change->verb == DDLECT_ADD) {
		struct ddlect_buf *out = pg_alter_table(r);
		ddlect_raw(out, "ADD ");
		write_key(out, key, primary ? "PRIMARY KEY" : "UNIQUE");
		pg_hazard_key(r, primary);
	}
	pg_comment_constraint(r, key->name, key->comment, change->verb == DDLECT_MODIFY);
	return 0;
}

int pg_render_primary(struct pg_rendering *r)
{
	return render_key(r, true);
}

int pg_render_unique(struct pg_rendering *r)
{
	return render_key(r, false);
}

int pg_render_fk(struct pg_rendering *r)
{
	const struct ddlect_change *change = r->change;
	const struct ddlect_fk *fk =
		change->verb == DDLECT_DROP ? change->from.fk : change->to.fk;
	if (fk->via)
		return ddlect_error(
			r->err,
			"table %s: the reference to %s is kept by the routine "
			"%s, which %s can't do",
			change->table_name, fk->ref_table, fk->via, r->self->name);
	if (change->verb == DDLECT_DROP)
		return drop_constraint(
			r, fk->name, "Rows that refer to nothing are no longer refused.");
	if (change->verb == DDLECT_ADD) {
		struct ddlect_buf *out = pg_alter_table(r);
		ddlect_raw(out, "ADD ");
		pg_write_fk(out, fk);
		pg_hazard_fk(r);
	}
	pg_comment_constraint(r, fk->name, fk->comment, change->verb == DDLECT_MODIFY);
	return 0;
}

int pg_render_check(struct pg_rendering *r)
{
	const struct ddlect_change *change = r->change;
	const struct ddlect_check *check = change->to.check;
	if (change->verb == DDLECT_DROP)
		return drop_constraint(r, change->from.check->name,
				       "Rows that break it are no longer refused.");
	if (change->verb == DDLECT_ADD) {
		struct ddlect_buf *out = pg_alter_table(r);
		ddlect_raw(out, "ADD ");
		pg_write_check(out, check);
		pg_hazard_check(r);
	}
	pg_comment_constraint(r, check->name, check->comment,
			      change->verb == DDLECT_MODIFY);
	return 0;
}
