/* SPDX-License-Identifier: Apache-2.0 */
/*
 * References of the DBML writer. The language knows one reference between two sets of
 * columns, whatever its direction, and only between tables that the file declares; others
 * are lines of details, with `add`.
 */
#include <stdlib.h>
#include <string.h>

#include "core/declare/action.h"
#include "core/declare/dbml_writing.h"
#include "core/model/schema.h"

static int compare(const void *a, const void *b)
{
	const char *const *one = a;
	const char *const *two = b;
	return strcmp(*one, *two);
}

/* One side: the table and its columns, sorted. */
static void side_key(struct writing *w, const char *schema, const char *table,
		     const char *const *columns, uint32_t n)
{
	const char **sorted = arena_alloc(&w->arena, (n + 1) * sizeof(*sorted));
	if (!sorted) {
		w->broken = true;
		return;
	}
	memcpy(sorted, columns, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), compare);
	buf_reset(&w->key);
	write_path(&w->key, schema, table);
	write_columns(&w->key, sorted, n);
}

static char *side_keep(struct writing *w)
{
	char *kept = arena_text(&w->arena, w->key.text, w->key.length);
	if (!kept || buf_broken(&w->key))
		w->broken = true;
	return kept;
}

/* Remember the reference; false when one with the same ends was there before. */
static bool ref_first(struct writing *w, const struct ddlect_table *table,
		      const struct ddlect_fk *fk)
{
	side_key(w, table->schema, table->name, fk->columns, fk->n_columns);
	char *holder = side_keep(w);
	side_key(w, fk->ref_schema, fk->ref_table, fk->ref_columns, fk->n_columns);
	char *target = side_keep(w);
	if (w->broken)
		return false;
	int order = strcmp(holder, target);
	if (order == 0)
		return false;
	const char *one = order < 0 ? holder : target;
	const char *two = order < 0 ? target : holder;
	if (map_get(&w->refs, one, two))
		return false;
	if (map_set(&w->refs, &w->arena, one, two, holder) < 0)
		w->broken = true;
	return true;
}

/* Is everything that it names in this schema? */
static bool is_known(const struct writing *w, const struct ddlect_table *table,
		     const struct ddlect_fk *fk)
{
	const struct ddlect_table *target =
		table_find(w->schema, fk->ref_schema, fk->ref_table);
	for (uint32_t i = 0; target && i < fk->n_columns; i++)
		if (!column_find(table, fk->columns[i]) ||
		    !column_find(target, fk->ref_columns[i]))
			return false;
	return target && fk->n_columns > 0;
}

static bool has_details(const struct ddlect_fk *fk)
{
	return fk->flags || fk->set_columns || fk->comment || fk->via;
}

/* Of several without a name, with the same columns, one needs a line of details. */
static bool is_detailed(const struct ddlect_table *table, const struct ddlect_fk *fk)
{
	bool detailed = has_details(fk);
	for (uint32_t i = 0; i < table->n_fks && !fk->name && !detailed; i++) {
		const struct ddlect_fk *other = table->fks[i];
		bool alike = !other->name && has_details(other) &&
			     other->n_columns == fk->n_columns;
		for (uint32_t c = 0; alike && c < fk->n_columns; c++)
			alike = strcmp(fk->columns[c], other->columns[c]) == 0;
		detailed = alike;
	}
	return detailed;
}

bool ref_is_inline(struct writing *w, const struct ddlect_table *table,
		   const struct ddlect_fk *fk)
{
	return !fk->name && !fk->on_delete && !fk->on_update && !is_detailed(table, fk) &&
	       is_known(w, table, fk) && ref_first(w, table, fk);
}

void write_ref_inline(struct writing *w, const struct ddlect_fk *fk, struct list *list)
{
	(void)w;
	struct ddlect_buf *out = list_next(list);
	buf_text(out, "ref: > ");
	write_path(out, fk->ref_schema, fk->ref_table);
	buf_text(out, ".");
	write_name(out, fk->ref_columns[0]);
}

static void end_write(struct ddlect_buf *out, const char *schema, const char *table,
		      const char *const *columns, uint32_t n)
{
	write_path(out, schema, table);
	buf_text(out, ".");
	if (n == 1)
		write_name(out, columns[0]);
	else
		write_columns(out, columns, n);
}

static void ref_write(struct writing *w, const struct ddlect_table *table,
		      const struct ddlect_fk *fk)
{
	struct ddlect_buf *out = w->out;
	struct list list = {.out = out};
	buf_text(out, "Ref");
	if (fk->name) {
		buf_text(out, " ");
		write_name(out, fk->name);
	}
	buf_text(out, ": ");
	end_write(out, table->schema, table->name, fk->columns, fk->n_columns);
	buf_text(out, " > ");
	end_write(out, fk->ref_schema, fk->ref_table, fk->ref_columns, fk->n_columns);
	if (fk->on_delete)
		buf_printf(list_next(&list), "delete: %s", action_name(fk->on_delete));
	if (fk->on_update)
		buf_printf(list_next(&list), "update: %s", action_name(fk->on_update));
	list_end(&list);
	buf_text(out, "\n");
}

static void ref_added(struct list *list, const struct ddlect_fk *fk)
{
	buf_text(list_next(list), "add");
	buf_text(list_next(list), "to: ");
	write_path(list->out, fk->ref_schema, fk->ref_table);
	buf_text(list->out, ".");
	write_columns(list->out, fk->ref_columns, fk->n_columns);
	if (fk->on_delete)
		line_text(list, "delete", action_name(fk->on_delete));
	if (fk->on_update)
		line_text(list, "update", action_name(fk->on_update));
}

static void ref_detail(struct writing *w, const struct ddlect_fk *fk, bool add)
{
	struct ddlect_buf *out = &w->references;
	struct list list = {.out = out};
	buf_text(out, "    ");
	if (fk->name)
		write_name(out, fk->name);
	if (fk->name && add)
		buf_text(out, " ");
	if (!fk->name || add)
		write_columns(out, fk->columns, fk->n_columns);
	if (add)
		ref_added(&list, fk);
	bool deferred = fk->flags & DDLECT_FK_INITIALLY_DEFERRED;
	line_flag(&list, fk->flags & DDLECT_FK_DEFERRABLE && !deferred, "deferrable");
	line_flag(&list, deferred, "initially_deferred");
	line_flag(&list, fk->flags & DDLECT_FK_NOT_VALID, "not_valid");
	line_flag(&list, fk->flags & DDLECT_FK_MATCH_FULL, "match_full");
	line_text(&list, "set", fk->set_columns);
	line_text(&list, "via", fk->via);
	line_text(&list, "note", fk->comment);
	list_end(&list);
	buf_text(out, "\n");
}

/* Of those that columns don't say: which must be added? `added` has a place for each. */
static void refs_sort(struct writing *w, const struct ddlect_table *table,
		      const bool *inlined, bool *added)
{
	for (uint32_t i = 0; i < table->n_fks; i++)
		added[i] = !inlined[i] && (!is_known(w, table, table->fks[i]) ||
					   !ref_first(w, table, table->fks[i]));
}

void write_refs(struct writing *w, const struct ddlect_table *table, const bool *inlined)
{
	bool any = false;
	bool *added = arena_alloc(&w->arena, table->n_fks + 1);
	if (!added) {
		w->broken = true;
		return;
	}
	refs_sort(w, table, inlined, added);
	for (uint32_t i = 0; i < table->n_fks; i++) {
		if (inlined[i] || added[i])
			continue;
		buf_text(w->out, any ? "" : "\n");
		any = true;
		ref_write(w, table, table->fks[i]);
		if (is_detailed(table, table->fks[i]))
			ref_detail(w, table->fks[i], false);
	}
	for (uint32_t i = 0; i < table->n_fks; i++)
		if (added[i]) /* they are read last */
			ref_detail(w, table->fks[i], true);
}
