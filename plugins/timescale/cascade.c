/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cascades: a reference to a hypertable can't be a foreign key, because the key that it
 * would need has the time column in it. It stays in the model, kept by the helper routine
 * (`via`): rows of the child are deleted, or let go, with their parent's row.
 *
 * Under the convention all rows of one fetch share one time, and the same resource has the
 * same id in the next fetch; so there the time is part of the reference. Elsewhere a child
 * has a time of its own, and the parent's column alone decides.
 *
 * A chunk that is dropped by retention fires no trigger, so that children get their
 * parent's retention. What refers through the routine already was lowered before, or read
 * from a database, and stays as it is.
 */
#include <stdlib.h>

#include "plugins/timescale/timescale.h"

struct cascade {
	struct ddlect_table *child;
	struct ddlect_table *parent;
};

struct cascades {
	struct cascade *list; /* of those whose child can inherit retention */
	uint32_t n;
	char routine[TS_MAX_NAME + 1];
	bool used;
};

/* Is there a key of exactly these columns, in any order? Then it can be a foreign key. */
static bool refers_to_key(const struct ddlect_table *parent, const struct ddlect_fk *fk)
{
	for (uint32_t i = 0; i <= parent->n_uniques; i++) {
		const struct ddlect_key *key =
			i < parent->n_uniques ? parent->uniques[i] : parent->primary;
		bool same = key && key->n_columns == fk->n_columns;
		for (uint32_t k = 0; same && k < fk->n_columns; k++)
			same = ts_has_name(key->columns, key->n_columns,
					   fk->ref_columns[k]);
		if (same)
			return true;
	}
	return false;
}

/* Do the rows of both come with the convention's time? */
static bool shares_time(const struct ts_lowering *lowering,
			const struct ddlect_table *child,
			const struct ddlect_table *parent)
{
	return lowering->convention && ts_time(child) &&
	       strcmp(ts_time(child), TS_FETCH_DATE) == 0 &&
	       strcmp(ts_time(parent), TS_FETCH_DATE) == 0;
}

static int add_time(struct ddlect_schema *schema, struct ddlect_fk *fk)
{
	uint32_t n_columns = fk->n_columns, n_refs = fk->n_columns;
	if (ts_has_name(fk->columns, fk->n_columns, TS_FETCH_DATE))
		return 0;
	if (ddlect_host->string_add(schema, &fk->columns, &n_columns, TS_FETCH_DATE) <
		    0 ||
	    ddlect_host->string_add(schema, &fk->ref_columns, &n_refs, TS_FETCH_DATE) < 0)
		return -1;
	ts_move_last(fk->columns, n_columns, 0);
	ts_move_last(fk->ref_columns, n_refs, 0);
	fk->n_columns = n_columns;
	return 0;
}

/* What SET NULL sets, always said: the time, and a key's columns, can't be null. */
static int say_set_columns(struct ddlect_schema *schema, const struct ddlect_table *child,
			   struct ddlect_fk *fk)
{
	struct ddlect_buf *text = ddlect_host->buf_new();
	uint32_t n = 0;
	if (!text)
		return -1;
	for (uint32_t i = 0; i < fk->n_columns; i++) {
		const struct ddlect_column *column =
			ddlect_column_find(child, fk->columns[i]);
		if (!column || column->not_null)
			continue;
		if (n++ > 0)
			ddlect_raw(text, ", ");
		ddlect_ident(text, column->name);
	}
	const char *said = ddlect_host->buf_text(text);
	fk->set_columns = said && n ? ddlect_text(schema, said) : NULL;
	bool broken = !said || (n && !fk->set_columns);
	ddlect_host->buf_free(text);
	return broken ? -1 : 0;
}

/* Do the first columns of an index serve a search by all of `fk`'s? */
static bool serves(const char *const *columns, uint32_t n, const struct ddlect_fk *fk)
{
	if (n < fk->n_columns)
		return false;
	for (uint32_t i = 0; i < fk->n_columns; i++)
		if (!ts_has_name(fk->columns, fk->n_columns, columns[i]))
			return false;
	return true;
}

static bool index_serves(const struct ddlect_index *index, const struct ddlect_fk *fk)
{
	if (index->predicate || index->n_parts < fk->n_columns ||
	    (index->method && strcmp(index->method, "btree") != 0))
		return false;
	for (uint32_t i = 0; i < fk->n_columns; i++)
		if (!index->parts[i]->column ||
		    !ts_has_name(fk->columns, fk->n_columns, index->parts[i]->column))
			return false;
	return true;
}

static bool has_index(const struct ddlect_table *table, const struct ddlect_fk *fk)
{
	if (table->primary &&
	    serves(table->primary->columns, table->primary->n_columns, fk))
		return true;
	for (uint32_t i = 0; i < table->n_uniques; i++)
		if (serves(table->uniques[i]->columns, table->uniques[i]->n_columns, fk))
			return true;
	for (uint32_t i = 0; i < table->n_indexes; i++)
		if (index_serves(table->indexes[i], fk))
			return true;
	return false;
}

/* (time, parent) where the time is known, (parent, time) where it isn't. */
static int add_index(struct ddlect_schema *schema, struct ddlect_table *child,
		     const struct ddlect_fk *fk)
{
	const char *time = ts_time(child);
	if (has_index(child, fk))
		return 0;
	struct ddlect_index *index = ddlect_host->index_add(schema, child, NULL);
	if (!index)
		return -1;
	index->method = "btree";
	index->pos = fk->pos;
	for (uint32_t i = 0; i < fk->n_columns; i++)
		if (!ddlect_host->part_add(schema, index, fk->columns[i], NULL))
			return -1;
	if (time && !ts_has_name(fk->columns, fk->n_columns, time) &&
	    !ddlect_host->part_add(schema, index, time, NULL))
		return -1;
	return ts_index_rename(schema, child, index);
}

static const char *action_name(uint8_t action)
{
	static const char *const names[] = {"no action", "restrict", "cascade",
					    "set null", "set default"};
	return action <= DDLECT_ACTION_SET_DEFAULT ? names[action] : "unknown";
}

static void note_fk(const struct ts_lowering *lowering, const struct ddlect_table *child,
		    const struct ddlect_fk *fk, const char *what)
{
	char place[DDLECT_PLACE];
	if (!lowering->declared)
		return;
	ddlect_note(lowering->schema,
		    "%stable \"%s\": the reference of \"%s\" to hypertable \"%s\": %s",
		    ddlect_place(&fk->pos, place), child->name,
		    fk->n_columns ? fk->columns[0] : "", fk->ref_table, what);
}

/* A reference that the routine keeps, and whose it is. */
struct kept {
	const struct ddlect_table *child;
	struct ddlect_fk *fk;
	uint32_t place;
};

static int compare_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : !!a - !!b;
}

/* By what must be different: the parent, and the name. */
static int compare_names(const struct kept *a, const struct kept *b)
{
	int order = compare_text(a->fk->name, b->fk->name);
	if (!order)
		order = compare_text(a->fk->ref_table, b->fk->ref_table);
	return order ? order : compare_text(a->fk->ref_schema, b->fk->ref_schema);
}

static int compare_kept(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;
	int order = compare_names(x, y);
	return order ? order : (x->place > y->place) - (x->place < y->place);
}

/*
 * Triggers of one table can't share a name, but the children's constraints may: all of them
 * but the first get a name with a hash of the child's.
 */
static int part_names(struct ddlect_schema *schema, struct kept *list, uint32_t n)
{
	if (n > 1)
		qsort(list, n, sizeof(*list), compare_kept);
	for (uint32_t i = 1, first = 0; i < n; i++) {
		char name[TS_MAX_NAME + 1];
		if (compare_names(&list[first], &list[i]) != 0) {
			first = i;
			continue;
		}
		ts_name_part(list[i].fk->name, list[i].child->name, name);
		list[i].fk->name = ddlect_text(schema, name);
		if (!list[i].fk->name)
			return -1;
	}
	return 0;
}

static int part_all_names(struct ddlect_schema *schema, uint64_t n_fks)
{
	struct kept *list = ddlect_alloc(schema, n_fks * sizeof(*list));
	uint32_t n = 0;
	if (!list)
		return -1;
	for (uint32_t i = 0; i < schema->n_tables; i++)
		for (uint32_t k = 0; k < schema->tables[i]->n_fks; k++)
			if (schema->tables[i]->fks[k]->via) {
				list[n] = (struct kept){schema->tables[i],
							schema->tables[i]->fks[k], n};
				n++;
			}
	return part_names(schema, list, n);
}

/* Can the routine keep it? If not the user is told, and it is left out. */
static bool can_keep(const struct ts_lowering *lowering, const struct ddlect_table *child,
		     const struct ddlect_fk *fk)
{
	char what[200];
	if (fk->on_delete == DDLECT_ACTION_CASCADE ||
	    fk->on_delete == DDLECT_ACTION_SET_NULL)
		return true;
	snprintf(what, sizeof(what),
		 "left out, because nothing can enforce '%s' there; write 'delete: "
		 "cascade' or 'delete: set null' to keep them in step",
		 action_name(fk->on_delete));
	note_fk(lowering, child, fk, what);
	return false;
}

static int keep_via(const struct ts_lowering *lowering, const struct cascades *cascades,
		    struct ddlect_table *child, const struct ddlect_table *parent,
		    struct ddlect_fk *fk)
{
	struct ddlect_schema *schema = lowering->schema;
	if (fk->on_update != DDLECT_ACTION_NONE)
		note_fk(lowering, child, fk,
			"changes of the parent's key aren't followed");
	fk->on_update = DDLECT_ACTION_NONE;
	fk->flags = 0;
	fk->via = ddlect_text(schema, cascades->routine);
	if (!fk->via ||
	    (shares_time(lowering, child, parent) && add_time(schema, fk) < 0) ||
	    (fk->on_delete == DDLECT_ACTION_SET_NULL &&
	     say_set_columns(schema, child, fk) < 0))
		return -1;
	return add_index(schema, child, fk);
}

static int lower_fk(const struct ts_lowering *lowering, struct cascades *cascades,
		    struct ddlect_table *child, struct ddlect_fk *fk, bool *keep)
{
	struct ddlect_table *parent =
		ddlect_host->table_find(lowering->schema, fk->ref_schema, fk->ref_table);
	*keep = true;
	if (!parent || !ts_time(parent) || fk->via ||
	    (!ts_time(child) && refers_to_key(parent, fk)))
		return 0;
	*keep = can_keep(lowering, child, fk);
	if (!*keep)
		return 0;
	cascades->used = true;
	if (ts_time(child) && fk->on_delete == DDLECT_ACTION_CASCADE &&
	    !ts_attr(child, TS_RETENTION) && ts_counts(child) == ts_counts(parent))
		cascades->list[cascades->n++] = (struct cascade){child, parent};
	return keep_via(lowering, cascades, child, parent, fk);
}

static int lower_table(const struct ts_lowering *lowering, struct cascades *cascades,
		       struct ddlect_table *table, struct ddlect_err *err)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < table->n_fks; i++) {
		bool keep;
		if (lower_fk(lowering, cascades, table, table->fks[i], &keep) < 0)
			return ddlect_no_memory(err);
		if (keep)
			table->fks[n++] = table->fks[i];
	}
	table->n_fks = n;
	return 0;
}

/* The shorter of two: a child's rows go when any of their parents does. */
static bool is_shorter(const char *a, const char *b)
{
	struct ts_interval x, y;
	if (!b)
		return true;
	return ts_interval_read(a, &x) && ts_interval_read(b, &y) &&
	       ts_interval_length(&x) < ts_interval_length(&y);
}

/* To grandchildren too: again, until nothing changes. Values only ever get shorter. */
static int inherit_retention(struct ddlect_schema *schema,
			     const struct cascades *cascades)
{
	for (bool again = true; again;) {
		again = false;
		for (uint32_t i = 0; i < cascades->n; i++) {
			const struct cascade *cascade = &cascades->list[i];
			const char *value = ts_attr(cascade->parent, TS_RETENTION);
			if (!value ||
			    !is_shorter(value, ts_attr(cascade->child, TS_RETENTION)))
				continue;
			if (ts_attr_set(schema, cascade->child, TS_RETENTION, value, 0) <
			    0)
				return -1;
			again = true;
		}
	}
	return 0;
}

static int add_routine(struct ddlect_schema *schema, const char *name)
{
	for (uint32_t i = 0; i < schema->n_routines; i++)
		if (!schema->routines[i]->schema &&
		    strcmp(schema->routines[i]->name, name) == 0)
			return 0;
	return ddlect_host->routine_add(schema, NULL, name, ts_routine_body) ? 0 : -1;
}

int ts_cascades_lower(const struct ts_lowering *lowering, struct ddlect_err *err)
{
	struct ddlect_schema *schema = lowering->schema;
	struct cascades cascades = {0};
	uint64_t n = 1;
	for (uint32_t i = 0; i < schema->n_tables; i++)
		n += schema->tables[i]->n_fks;
	cascades.list = ddlect_alloc(schema, n * sizeof(*cascades.list));
	if (!cascades.list)
		return ddlect_no_memory(err);
	ts_routine_name(lowering->provider, cascades.routine);
	for (uint32_t i = 0; i < schema->n_tables; i++)
		if (lower_table(lowering, &cascades, schema->tables[i], err) < 0)
			return -1;
	if (inherit_retention(schema, &cascades) < 0 ||
	    (cascades.used && (part_all_names(schema, n) < 0 ||
			       add_routine(schema, cascades.routine) < 0)))
		return ddlect_no_memory(err);
	return 0;
}
