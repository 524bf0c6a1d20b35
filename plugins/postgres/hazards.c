/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hazards: what a statement does to data, or to those who use the table meanwhile, with the
 * lock and what to do instead. A table that was made in the same plan has no rows and no
 * users, so nothing is dangerous there.
 */
#include "plugins/postgres/render.h"

static const char exclusive[] = "ACCESS EXCLUSIVE";
static const char in_batches[] =
	"Add a new column, fill it in batches, and swap the names of the two.";

static bool is_fresh(const struct pg_rendering *r)
{
	return !r->change->before;
}

static void hazard(const struct pg_rendering *r, uint32_t kind, const char *what,
		   const char *lock, const char *recipe)
{
	ddlect_host->hazard(r->out, kind, what, lock, recipe);
}

/* What rewrites or looks at every row under a lock that nobody gets past. */
static void blocks_reads(const struct pg_rendering *r)
{
	hazard(r, DDLECT_HAZARD_BLOCKS_READS,
	       "Nobody reads or writes the table meanwhile.", exclusive, NULL);
}

static bool is_down(const struct pg_rendering *r)
{
	return r->plan->direction == DDLECT_DOWN;
}

/* Who goes down wants that, so there is nothing to do instead. */
static void data_loss(const struct pg_rendering *r, const char *what, const char *recipe)
{
	bool down = is_down(r);
	hazard(r, DDLECT_HAZARD_DATA_LOSS, what, down ? NULL : exclusive,
	       down ? NULL : recipe);
}

void pg_hazard_drop_table(const struct pg_rendering *r)
{
	data_loss(r, "All rows of the table are gone.",
		  "Rename the table, and drop it when nobody has missed it.");
}

void pg_hazard_add_table(const struct pg_rendering *r)
{
	if (is_down(r))
		hazard(r, DDLECT_HAZARD_IRREVERSIBLE,
		       "The table comes back empty: its rows were dropped.", NULL, NULL);
}

void pg_hazard_drop_column(const struct pg_rendering *r)
{
	if (r->change->flags & DDLECT_CHANGE_REBUILD || r->change->from.column->generated)
		return;
	data_loss(r, "All values of the column are gone.",
		  "Stop using the column first, and drop it a release later.");
}

/* Functions that give the same for a whole statement, so that one value serves all rows. */
static bool is_steady(const struct pg_token *name)
{
	static const char *const words[] = {"now",
					    "transaction_timestamp",
					    "statement_timestamp",
					    "current_setting",
					    "to_timestamp",
					    "date_trunc",
					    "timezone",
					    "make_date",
					    "make_interval",
					    "array",
					    "coalesce",
					    "lower",
					    "upper"};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (pg_is_word(name, words[i]))
			return true;
	return false;
}

/* Does the default call something that may give each row another value? */
static bool is_volatile(const char *expr)
{
	struct pg_token before = {"", 0, PG_END};
	const char *end = expr + strlen(expr);
	for (;;) {
		struct pg_token token = pg_lex(&expr, end);
		if (token.kind == PG_END || token.kind == PG_BROKEN)
			return false;
		bool call = pg_is(&token, "(") &&
			    (before.kind == PG_WORD || before.kind == PG_QUOTED);
		if (call && !is_steady(&before))
			return true;
		before = token;
	}
}

void pg_hazard_add_column(const struct pg_rendering *r)
{
	const struct ddlect_column *column = r->change->to.column;
	bool rebuild = r->change->flags & DDLECT_CHANGE_REBUILD;
	bool counts = column->identity != DDLECT_IDENTITY_NONE;
	bool stored = column->generated_kind == DDLECT_GENERATED_STORED;
	if (is_fresh(r))
		return;
	if (is_down(r) && !rebuild && !column->generated)
		hazard(r, DDLECT_HAZARD_IRREVERSIBLE,
		       "The column comes back, the values that were in it don't.", NULL,
		       NULL);
	if (counts || stored ||
	    (column->default_text && is_volatile(column->default_text))) {
		hazard(r, DDLECT_HAZARD_TABLE_REWRITE,
		       "Each row gets a value of its own, so the table is written anew.",
		       NULL,
		       stored ? NULL
			      : "Add the column without it, fill it in batches, then set "
				"it.");
		blocks_reads(r);
	}
	if (counts || stored || column->default_text)
		pg_hazard_row_users(r);
	if (column->not_null && !column->default_text && !counts && !column->generated)
		hazard(r, DDLECT_HAZARD_MAY_FAIL,
		       "Rows that are there have no value for it: one is enough to stop "
		       "the "
		       "migration.",
		       NULL,
		       "Add it without NOT NULL or with a default, fill it, then set NOT "
		       "NULL.");
}

/* What is gone without a word when the type changes. */
static const char *loss_of(const struct ddlect_type *from, const struct ddlect_type *to)
{
	if (from->dims > 0 && to->dims == 0)
		return to->kind == DDLECT_TYPE_STRING || to->kind == DDLECT_TYPE_VARCHAR
			       ? "An array becomes one text, and nothing takes that "
				 "apart."
			       : "Of an array only the first element stays.";
	if (to->kind == DDLECT_TYPE_BOOL)
		return "Of a number only stays whether it was 0.";
	return "What the new type can't hold is cut off or rounded.";
}

static void type_may_fail(const struct pg_rendering *r, uint32_t effects)
{
	if (effects & PG_CONVERT_NEVER)
		hazard(r, DDLECT_HAZARD_MAY_FAIL,
		       "No value of the old type is one of the new: the first row that "
		       "has "
		       "one stops the migration.",
		       NULL,
		       "Add a column of the new type, fill it from the old one, and drop "
		       "that a release later.");
	else if (effects & PG_CONVERT_MAY_FAIL)
		hazard(r, DDLECT_HAZARD_MAY_FAIL,
		       "Values that the new type doesn't take stop the migration.", NULL,
		       "Look for them, and change them, before it.");
}

static void type_irreversible(const struct pg_rendering *r, uint32_t effects)
{
	const struct ddlect_type *from = r->change->from.column->type;
	const struct ddlect_type *to = r->change->to.column->type;
	if (!is_down(r))
		return;
	if (pg_convert_effects(to, from) & PG_CONVERT_LOSS)
		hazard(r, DDLECT_HAZARD_IRREVERSIBLE,
		       "What was cut off or rounded on the way up doesn't come back.",
		       NULL, NULL);
	else if (effects & PG_CONVERT_NEVER)
		hazard(r, DDLECT_HAZARD_IRREVERSIBLE,
		       "The values can't become again what they were.", NULL, NULL);
}

void pg_hazard_type(const struct pg_rendering *r, uint32_t effects)
{
	const struct ddlect_type *from = r->change->from.column->type;
	const struct ddlect_type *to = r->change->to.column->type;
	if (is_fresh(r))
		return;
	if (effects & PG_CONVERT_LOSS)
		hazard(r, DDLECT_HAZARD_DATA_LOSS, loss_of(from, to), NULL,
		       "Keep the old column beside the new one until nobody needs it.");
	if (effects & PG_CONVERT_REWRITE) {
		hazard(r, DDLECT_HAZARD_TABLE_REWRITE,
		       effects & PG_CONVERT_UTC
			       ? "The table and its indexes are written anew; a time "
				 "without a zone is one in UTC."
			       : "The table and its indexes are written anew.",
		       NULL, in_batches);
		blocks_reads(r);
	}
	type_may_fail(r, effects);
	type_irreversible(r, effects);
}

void pg_hazard_not_null(const struct pg_rendering *r)
{
	if (is_fresh(r))
		return;
	hazard(r, DDLECT_HAZARD_TABLE_SCAN, "Every row is looked at.", NULL,
	       "Add CHECK (… IS NOT NULL) NOT VALID and VALIDATE it first: then the rows "
	       "aren't looked at again.");
	blocks_reads(r);
	hazard(r, DDLECT_HAZARD_MAY_FAIL, "A row without a value stops the migration.",
	       NULL, "Give those rows a value before it.");
}

void pg_hazard_fill_sequence(const struct pg_rendering *r)
{
	if (!is_fresh(r))
		hazard(r, DDLECT_HAZARD_TABLE_SCAN,
		       "Every row is looked at, unless the column has an index.",
		       "ACCESS SHARE", NULL);
}

void pg_hazard_key(const struct pg_rendering *r, bool primary)
{
	if (is_fresh(r))
		return;
	hazard(r, DDLECT_HAZARD_BLOCKS_READS, "An index of all rows is built.", exclusive,
	       "CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … USING "
	       "INDEX.");
	if (r->change->flags & DDLECT_CHANGE_REBUILD)
		return;
	hazard(r, DDLECT_HAZARD_MAY_FAIL,
	       primary ? "Two equal rows, or one without a value, stop the migration."
		       : "Two equal rows stop the migration.",
	       NULL, "Look for them, and merge them, before it.");
}

void pg_hazard_fk(const struct pg_rendering *r)
{
	if (is_fresh(r) || (r->change->to.fk->flags & DDLECT_FK_NOT_VALID))
		return;
	hazard(r, DDLECT_HAZARD_BLOCKS_WRITES,
	       "Every row is looked up in the other table.",
	       "SHARE ROW EXCLUSIVE on both tables",
	       "ADD it NOT VALID first, then VALIDATE CONSTRAINT in another migration.");
	hazard(r, DDLECT_HAZARD_TABLE_SCAN, "Every row is looked at.", NULL, NULL);
	if (!(r->change->flags & DDLECT_CHANGE_REBUILD))
		hazard(r, DDLECT_HAZARD_MAY_FAIL,
		       "A row that refers to nothing stops the migration.", NULL,
		       "Look for such rows before it.");
}

void pg_hazard_check(const struct pg_rendering *r)
{
	if (is_fresh(r) || (r->change->to.check->flags & DDLECT_CHECK_NOT_VALID))
		return;
	hazard(r, DDLECT_HAZARD_TABLE_SCAN, "Every row is looked at.", NULL,
	       "ADD it NOT VALID first, then VALIDATE CONSTRAINT in another migration.");
	blocks_reads(r);
	if (!(r->change->flags & DDLECT_CHANGE_REBUILD))
		hazard(r, DDLECT_HAZARD_MAY_FAIL,
		       "A row that breaks it stops the migration.", NULL,
		       "Look for such rows before it.");
}

void pg_hazard_index(const struct pg_rendering *r)
{
	bool unique = r->change->to.index->flags & DDLECT_INDEX_UNIQUE;
	if (is_fresh(r))
		return;
	hazard(r, DDLECT_HAZARD_BLOCKS_WRITES, "The index is built from all rows.",
	       "SHARE",
	       "CREATE INDEX CONCURRENTLY, by hand and outside of a transaction.");
	if (unique && !(r->change->flags & DDLECT_CHANGE_REBUILD))
		hazard(r, DDLECT_HAZARD_MAY_FAIL, "Two equal rows stop the migration.",
		       NULL, "Look for them, and merge them, before it.");
}

/* What nobody guards any more. A down, or what comes back at once, needs no word of it. */
void pg_hazard_unguarded(const struct pg_rendering *r, const char *what)
{
	if (!is_down(r) && !(r->change->flags & DDLECT_CHANGE_REBUILD))
		hazard(r, 0, what, NULL, NULL);
}

void pg_hazard_drop_index(const struct pg_rendering *r)
{
	bool unique = r->change->from.index->flags & DDLECT_INDEX_UNIQUE;
	if (is_down(r) || r->change->flags & DDLECT_CHANGE_REBUILD)
		return;
	hazard(r, DDLECT_HAZARD_BLOCKS_READS,
	       "It waits for all who use the table, and who comes later waits for it.",
	       exclusive,
	       "DROP INDEX CONCURRENTLY, by hand and outside of a transaction.");
	if (unique)
		pg_hazard_unguarded(r, "Equal rows are no longer refused.");
}

/* Has a value that was there gone? Else they only changed places. */
static bool values_go(const struct ddlect_enum *from, const struct ddlect_enum *to)
{
	for (uint32_t i = 0; i < from->n_values; i++) {
		uint32_t j = 0;
		while (j < to->n_values && strcmp(from->values[i], to->values[j]) != 0)
			j++;
		if (j == to->n_values)
			return true;
	}
	return false;
}

/* Are the values that were there still in order? Then they could have stayed. */
static bool values_stay(const struct ddlect_enum *from, const struct ddlect_enum *to)
{
	uint32_t i = 0;
	for (uint32_t j = 0; i < from->n_values && j < to->n_values; j++)
		i += strcmp(from->values[i], to->values[j]) == 0;
	return i == from->n_values;
}

void pg_hazard_enum(const struct pg_rendering *r)
{
	bool stay = !is_down(r) &&
		    values_stay(r->change->from.enumeration, r->change->to.enumeration);
	hazard(r, DDLECT_HAZARD_TABLE_REWRITE,
	       stay ? "A new value of the type may be used at once, and a server wants "
		      "it to be there before, so the table is written anew."
		    : "The values of the type changed, so the table is written anew.",
	       NULL,
	       stay ? "Add the value in one release, and use it in the next: then no row "
		      "is touched."
		    : "Only add values, in a migration before the one that uses them.");
	blocks_reads(r);
	if (values_go(r->change->from.enumeration, r->change->to.enumeration))
		hazard(r, DDLECT_HAZARD_MAY_FAIL,
		       "A row that has a value which goes stops the migration.", NULL,
		       "Give those rows another value before it.");
}

/* Without memory the names alone are said: they must not be missing. */
static void in_use(const struct pg_rendering *r, const char *dependents)
{
	if (!dependents)
		return;
	struct ddlect_buf *what = ddlect_host->buf_new();
	const char *text = NULL;
	if (what) {
		ddlect_raw(what, "The server refuses it as long as this depends on it: ");
		ddlect_raw(what, dependents);
		text = ddlect_host->buf_text(what);
	}
	hazard(r, DDLECT_HAZARD_IN_USE, text ? text : dependents, NULL,
	       "Drop what depends on it before this, and make it again after it.");
	ddlect_host->buf_free(what);
}

void pg_hazard_in_use(const struct pg_rendering *r, struct ddlect_attr *const *attrs,
		      uint32_t n, bool dropped)
{
	in_use(r, ddlect_attr_get(attrs, n, PG_ATTR_DEPENDENTS));
	if (dropped)
		in_use(r, ddlect_attr_get(attrs, n, PG_ATTR_REFERENCES));
}

void pg_hazard_type_users(const struct pg_rendering *r,
			  const struct ddlect_column *column)
{
	in_use(r, ddlect_attr_get(column->attrs, column->n_attrs, PG_ATTR_TYPE_USERS));
}

void pg_hazard_row_users(const struct pg_rendering *r)
{
	const struct ddlect_table *table = r->change->before;
	if (table)
		in_use(r,
		       ddlect_attr_get(table->attrs, table->n_attrs, PG_ATTR_ROW_USERS));
}
