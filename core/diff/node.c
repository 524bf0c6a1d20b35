/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Node: the items of one table, paired. Columns pair by name, then by rename; attributes
 * by key; keys, references, indexes and checks by what they are, where an equal name is
 * preferred. Lists of two equal tables are mostly in the same order, so that a search
 * starts at the same place and mostly ends there.
 */
#include <string.h>

#include "core/diff/diff.h"
#include "core/model/schema.h"

static bool is_constraint(uint32_t what)
{
	return what == DDLECT_PRIMARY || what == DDLECT_UNIQUE || what == DDLECT_FK ||
	       what == DDLECT_INDEX || what == DDLECT_CHECK;
}

/* Two lists of one kind of object, while they are paired. */
struct lists {
	const struct diff *diff;
	const struct node *node;
	uint32_t what;
	const void *const *from;
	const void *const *to;
	uint32_t n_from;
	uint32_t n_to;
	struct item *items; /* of `to` in order, then what only `from` has */
	bool *taken;	    /* of `from` */
};

static struct naming naming_of(const struct lists *lists, const struct ddlect_fk *fk)
{
	struct naming naming = {.columns = &lists->node->columns,
				.enums = &lists->diff->enum_renames};
	if (fk) {
		const struct node *ref =
			node_before(lists->diff, fk->ref_schema, fk->ref_table);
		if (ref && ref->after) {
			naming.ref_schema = ref->after->schema;
			naming.ref_table = ref->after->name;
			naming.ref_columns = &ref->columns;
		}
	}
	return naming;
}

/* Are two objects equal by what they are? Columns and attributes are what they're called. */
static bool same_object(const struct lists *lists, const void *from, const void *to)
{
	union ddlect_object a = {from};
	union ddlect_object b = {to};
	struct naming naming = naming_of(lists, lists->what == DDLECT_FK ? a.fk : NULL);
	switch (lists->what) {
	case DDLECT_COLUMN:
		return strcmp(renamed(naming.columns, a.column->name), b.column->name) ==
		       0;
	case DDLECT_PRIMARY:
	case DDLECT_UNIQUE:
		return same_key(a.key, b.key, &naming);
	case DDLECT_FK:
		return same_fk(a.fk, b.fk, &naming);
	case DDLECT_INDEX:
		return same_index(a.index, b.index, &naming);
	case DDLECT_CHECK:
		return same_check(a.check, b.check, &naming);
	default:
		return strcmp(a.attr->key, b.attr->key) == 0;
	}
}

/*
 * Pair what is still free in both lists; with `by_name`, only under equal names. Of several
 * that are equal under other names, the first pairs with the first and so on: the same, in
 * whichever direction one looks.
 */
static void lists_pass(struct lists *lists, bool by_name)
{
	bool unique = by_name || !is_constraint(lists->what);
	for (uint32_t j = 0; j < lists->n_to; j++) {
		struct item *item = &lists->items[j];
		for (uint32_t k = 0; k < lists->n_from && !item->from; k++) {
			uint32_t i = unique ? (j + k) % lists->n_from : k;
			if (lists->taken[i])
				continue;
			if (by_name &&
			    !same_text(object_name(lists->what, lists->from[i]),
				       object_name(lists->what, item->to)))
				continue;
			if (same_object(lists, lists->from[i], item->to)) {
				item->from = lists->from[i];
				lists->taken[i] = true;
			}
		}
	}
}

/* Append the pairs of one kind to the scratch list at `n`; returns the new count. */
static uint32_t lists_pair(struct lists *lists, struct diff *diff, uint32_t n,
			   bool *taken)
{
	lists->items = diff->scratch + n;
	lists->taken = taken;
	memset(taken, 0, lists->n_from * sizeof(*taken));
	for (uint32_t j = 0; j < lists->n_to; j++)
		lists->items[j] = (struct item){.what = lists->what, .to = lists->to[j]};
	if (is_constraint(lists->what))
		lists_pass(lists, true);
	lists_pass(lists, false);
	n += lists->n_to;
	for (uint32_t i = 0; i < lists->n_from; i++)
		if (!taken[i])
			diff->scratch[n++] = (struct item){.what = lists->what,
							   .from = lists->from[i]};
	return n;
}

static const char *comment_of(uint32_t what, const void *object)
{
	union ddlect_object o = {object};
	switch (what) {
	case DDLECT_PRIMARY:
	case DDLECT_UNIQUE:
		return o.key->comment;
	case DDLECT_FK:
		return o.fk->comment;
	case DDLECT_INDEX:
		return o.index->comment;
	case DDLECT_CHECK:
		return o.check->comment;
	default:
		return NULL;
	}
}

/*
 * An expression can be taken off a stored column, and the column stays. Anything else
 * about it needs a new column.
 */
static void column_aspects(const struct lists *lists, struct item *item)
{
	const struct ddlect_column *from = item->from;
	const struct ddlect_column *to = item->to;
	struct naming naming = naming_of(lists, NULL);
	item->aspects = column_differs(from, to, &naming);
	if (!(item->aspects & DDLECT_ASPECT_GENERATED))
		return;
	if (to->generated || from->generated_kind != DDLECT_GENERATED_STORED)
		item->flags |= ITEM_REBUILD;
}

/* A passive attribute is restored with its object, and is otherwise no difference. */
static bool attr_passive(const struct item *item)
{
	const struct ddlect_attr *from = item->from;
	const struct ddlect_attr *to = item->to;
	return ((from ? from->flags : 0) | (to ? to->flags : 0)) & DDLECT_ATTR_PASSIVE;
}

/* A value that names a column follows when that is renamed. */
static bool attr_differs(const struct lists *lists, const struct ddlect_attr *from,
			 const struct ddlect_attr *to)
{
	struct naming naming = naming_of(lists, NULL);
	return !same_attr(from, to) && !same_expr(from->value, to->value, &naming);
}

static void item_compare(const struct lists *lists, struct item *item)
{
	if (!item->from || !item->to)
		return;
	if (item->what == DDLECT_COLUMN)
		column_aspects(lists, item);
	else if (item->what == DDLECT_ATTR)
		item->aspects = attr_differs(lists, item->from, item->to) ? ~0u : 0;
	else if (!same_text(comment_of(item->what, item->from),
			    comment_of(item->what, item->to)))
		item->aspects = DDLECT_ASPECT_COMMENT;
}

/* Does an item that comes (or, with `from`, one that goes) have this name? */
static bool name_wanted(const struct item *items, uint32_t n, const char *name, bool from)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct item *item = &items[i];
		if (!is_constraint(item->what) ||
		    (from ? !item_drops(item) : !item_adds(item)))
			continue;
		if (same_text(object_name(item->what, from ? item->from : item->to),
			      name))
			return true;
	}
	return false;
}

/*
 * A constraint that stays under another name keeps it, unless another one that comes needs
 * that name: then both are made anew. Read from either side it is the same, so that the
 * down undoes it.
 */
static void free_names(struct item *items, uint32_t n)
{
	bool again = true;
	while (again) {
		again = false;
		for (uint32_t i = 0; i < n; i++) {
			struct item *item = &items[i];
			if (!is_constraint(item->what) || !item->from || !item->to ||
			    (item->flags & ITEM_REBUILD))
				continue;
			const char *from = object_name(item->what, item->from);
			const char *to = object_name(item->what, item->to);
			if (same_text(from, to) || (!name_wanted(items, n, from, false) &&
						    !name_wanted(items, n, to, true)))
				continue;
			item->flags |= ITEM_REBUILD | ITEM_RENAMED;
			again = true;
		}
	}
}

static uint32_t table_size(const struct ddlect_table *table)
{
	if (!table)
		return 0;
	uint32_t n = table->n_columns + 1 + table->n_uniques + table->n_fks +
		     table->n_indexes + table->n_checks + table->n_attrs;
	for (uint32_t i = 0; i < table->n_columns; i++)
		n += table->columns[i]->n_attrs;
	return n;
}

static int scratch_room(struct diff *diff, uint32_t n)
{
	if (n <= diff->scratch_room)
		return 0;
	diff->scratch = arena_alloc(diff->arena, 2 * (size_t)n * sizeof(struct item));
	diff->scratch_room = diff->scratch ? 2 * n : 0;
	return diff->scratch ? 0 : -1;
}

/*
 * Pair one kind and compare; of `stays`, a passive attribute that one side lacks is idle,
 * unless what it names goes or comes: see rebuild.c.
 */
static uint32_t open_lists(struct diff *diff, struct lists *lists, bool stays, uint32_t n,
			   bool *taken)
{
	uint32_t end = lists_pair(lists, diff, n, taken);
	for (uint32_t i = n; i < end; i++) {
		struct item *item = &diff->scratch[i];
		item_compare(lists, item);
		if (lists->what == DDLECT_ATTR && stays && attr_passive(item)) {
			item->flags |= item->from && item->to ? 0 : ITEM_IDLE;
			item->aspects = 0;
		}
	}
	return end;
}

static uint32_t open_kind(struct diff *diff, struct node *node, uint32_t what, uint32_t n,
			  bool *taken)
{
	struct lists lists = {.diff = diff, .node = node, .what = what};
	lists.from = node->before ? table_items(node->before, what, &lists.n_from) : NULL;
	lists.to = node->after ? table_items(node->after, what, &lists.n_to) : NULL;
	return open_lists(diff, &lists, node->before && node->after, n, taken);
}

/* The attributes of a column that stays, or of one that comes. */
static uint32_t open_column_attrs(struct diff *diff, struct node *node,
				  const struct item *column, uint32_t n, bool *taken)
{
	const struct ddlect_column *from = column->from;
	const struct ddlect_column *to = column->to;
	if (!to)
		return n;
	struct lists lists = {.diff = diff, .node = node, .what = DDLECT_ATTR};
	if (from) {
		lists.from = (const void *const *)from->attrs;
		lists.n_from = from->n_attrs;
	}
	lists.to = (const void *const *)to->attrs;
	lists.n_to = to->n_attrs;
	uint32_t end = open_lists(diff, &lists, from != NULL, n, taken);
	for (uint32_t i = n; i < end; i++)
		diff->scratch[i].column = to;
	return end;
}

int node_renames(struct diff *diff, struct node *node)
{
	const struct ddlect_table *a = node->before;
	const struct ddlect_table *b = node->after;
	for (uint32_t i = 0; i < a->n_columns; i++) {
		const char *name = a->columns[i]->name;
		if (column_find(b, name))
			continue;
		const char *to = NULL;
		if (a->columns[i]->renamed_from &&
		    column_find(b, a->columns[i]->renamed_from))
			to = a->columns[i]->renamed_from;
		for (uint32_t j = 0; j < b->n_columns && !to; j++)
			if (same_text(b->columns[j]->renamed_from, name))
				to = b->columns[j]->name;
		if (!to || column_find(a, to))
			continue;
		void *list = arena_grow(diff->arena, node->columns.list, node->columns.n,
					sizeof(struct rename));
		if (!list)
			return -1;
		node->columns.list = list;
		node->columns.list[node->columns.n++] = (struct rename){NULL, name, to};
	}
	return 0;
}

/* What differs of the table itself, and not of something in it. */
static bool table_differs(const struct ddlect_table *a, const struct ddlect_table *b)
{
	return !same_name(a->schema, a->name, b->schema, b->name) ||
	       !same_text(a->comment, b->comment);
}

static uint32_t open_all(struct diff *diff, struct node *node, bool *taken)
{
	uint32_t columns = open_kind(diff, node, DDLECT_COLUMN, 0, taken);
	uint32_t n = columns;
	for (uint32_t what = DDLECT_PRIMARY; what <= DDLECT_CHECK; what++)
		n = open_kind(diff, node, what, n, taken);
	n = open_kind(diff, node, DDLECT_ATTR, n, taken);
	for (uint32_t i = 0; i < columns; i++)
		n = open_column_attrs(diff, node, &diff->scratch[i], n, taken);
	return n;
}

int node_open(struct diff *diff, struct node *node, bool keep)
{
	if (node->opened)
		return 0;
	uint32_t room = table_size(node->before) + table_size(node->after);
	bool *taken = arena_alloc(diff->arena, table_size(node->before) + 1);
	if (!taken || scratch_room(diff, room) < 0)
		return -1;
	uint32_t n = node->after ? open_all(diff, node, taken)
				 : open_kind(diff, node, DDLECT_FK, 0, taken);
	free_names(diff->scratch, n);
	if (node->before && node->after && table_differs(node->before, node->after))
		node->changed = true;
	for (uint32_t i = 0; i < n; i++)
		node->changed = node->changed || item_differs(&diff->scratch[i]);
	if (!node->changed && !keep)
		return 0;
	node->items = arena_alloc(diff->arena, (n + 1) * sizeof(struct item));
	if (!node->items)
		return -1;
	memcpy(node->items, diff->scratch, n * sizeof(struct item));
	node->n_items = n;
	node->opened = true;
	return 0;
}
