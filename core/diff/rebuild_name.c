/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rebuild: names of keys and indexes, which all tables of a schema share. What goes from
 * one table frees its name before another table takes it. What stays under its own name
 * gives that up when another table needs it, as after a table was renamed and another one
 * came under the old name: then it is made anew under the name that it should have. Read
 * from either side it is the same, so that the down undoes it.
 */
#include <string.h>

#include "core/diff/diff.h"
#include "core/model/schema.h"

struct shared_names {
	struct map wanted; /* by schema and name: the node that something comes to */
	struct map held;   /* the node that something goes from */
};

bool item_takes_name(uint32_t what)
{
	return what == DDLECT_PRIMARY || what == DDLECT_UNIQUE || what == DDLECT_INDEX;
}

static int put_name(struct diff *diff, struct map *map, struct node *node, uint32_t what,
		    const void *object)
{
	const char *name = object_name(what, object);
	const char *schema = node->after ? node->after->schema : node->before->schema;
	if (!item_takes_name(what) || !name)
		return 0;
	return map_set(map, diff->arena, schema, name, node);
}

static bool is_others(const struct map *map, const struct node *node, uint32_t what,
		      const void *object)
{
	const char *name = object_name(what, object);
	const char *schema = node->before ? node->before->schema : node->after->schema;
	if (!item_takes_name(what) || !name)
		return false;
	const struct node *by = map_get(map, schema, name);
	return by && by != node;
}

/* All of a table that comes, or that goes. */
static int put_table(struct diff *diff, struct shared_names *names, struct node *node)
{
	const struct ddlect_table *table = node->after ? node->after : node->before;
	struct map *map = node->after ? &names->wanted : &names->held;
	for (uint32_t what = DDLECT_PRIMARY; table && what <= DDLECT_INDEX; what++) {
		uint32_t n;
		const void *const *items = table_items(table, what, &n);
		for (uint32_t i = 0; i < n; i++)
			if (put_name(diff, map, node, what, items[i]) < 0)
				return -1;
	}
	return 0;
}

static int put_items(struct diff *diff, struct shared_names *names, struct node *node)
{
	for (uint32_t i = 0; i < node->n_items; i++) {
		const struct item *item = &node->items[i];
		if (item_adds(item) &&
		    put_name(diff, &names->wanted, node, item->what, item->to) < 0)
			return -1;
		if (item_drops(item) &&
		    put_name(diff, &names->held, node, item->what, item->from) < 0)
			return -1;
	}
	return 0;
}

/* Does it stay under a name that is another table's from now on, or was until now? */
static bool name_clashes(const struct shared_names *names, const struct node *node,
			 uint32_t what, const void *from, const void *to)
{
	return from && to && item_takes_name(what) &&
	       !same_text(object_name(what, from), object_name(what, to)) &&
	       (is_others(&names->wanted, node, what, from) ||
		is_others(&names->held, node, what, to));
}

/* A table that isn't opened is equal on both sides, in the same order. */
static bool table_clashes(const struct shared_names *names, const struct node *node)
{
	for (uint32_t what = DDLECT_PRIMARY; what <= DDLECT_INDEX; what++) {
		uint32_t n;
		uint32_t n_after;
		const void *const *from = table_items(node->before, what, &n);
		const void *const *to = table_items(node->after, what, &n_after);
		for (uint32_t i = 0; i < n && i < n_after; i++)
			if (name_clashes(names, node, what, from[i], to[i]))
				return true;
	}
	return false;
}

/* Has another item of the table, which is made anew, left or taken one of its names? */
static bool name_follows(const struct node *node, const struct item *item)
{
	if (!item->from || !item->to || !item_takes_name(item->what))
		return false;
	const char *from = object_name(item->what, item->from);
	const char *to = object_name(item->what, item->to);
	for (uint32_t i = 0; i < node->n_items && !same_text(from, to); i++) {
		const struct item *other = &node->items[i];
		if (other != item && (other->flags & ITEM_RENAMED) &&
		    item_takes_name(other->what) &&
		    (same_text(from, object_name(other->what, other->to)) ||
		     same_text(to, object_name(other->what, other->from))))
			return true;
	}
	return false;
}

static int give_up_names(struct diff *diff, struct shared_names *names, struct node *node,
			 bool *again)
{
	if (!node->before || !node->after ||
	    (!node->opened && !table_clashes(names, node)))
		return 0;
	if (node_open(diff, node, true) < 0)
		return -1;
	for (uint32_t i = 0; i < node->n_items; i++) {
		struct item *item = &node->items[i];
		if ((item->flags & ITEM_RENAMED) ||
		    (!name_clashes(names, node, item->what, item->from, item->to) &&
		     !name_follows(node, item)))
			continue;
		item->flags |= ITEM_REBUILD | ITEM_EARLY | ITEM_RENAMED;
		node->changed = true;
		*again = true;
		if (put_name(diff, &names->wanted, node, item->what, item->to) < 0 ||
		    put_name(diff, &names->held, node, item->what, item->from) < 0)
			return -1;
	}
	return 0;
}

static void free_names(struct node *node, const struct shared_names *names)
{
	for (uint32_t i = 0; i < node->n_items; i++) {
		struct item *item = &node->items[i];
		if (item_drops(item) &&
		    is_others(&names->wanted, node, item->what, item->from))
			item_mark(item, ITEM_EARLY);
	}
	for (uint32_t what = DDLECT_PRIMARY; !node->after && what <= DDLECT_INDEX;
	     what++) {
		uint32_t n;
		const void *const *items = table_items(node->before, what, &n);
		for (uint32_t i = 0; i < n; i++)
			if (is_others(&names->wanted, node, what, items[i]))
				node->early = true;
	}
}

static int collect_names(struct diff *diff, struct shared_names *names)
{
	for (uint32_t i = 0; i < diff->n_nodes; i++) {
		struct node *node = &diff->nodes[i];
		bool both = node->before && node->after;
		if ((both ? put_items(diff, names, node) : put_table(diff, names, node)) <
		    0)
			return -1;
	}
	return 0;
}

int diff_rebuild_names(struct diff *diff)
{
	struct shared_names names = {0};
	/* Where nothing was before, or nothing is left, nothing can be in the way. */
	if (!diff->from->n_tables || !diff->to->n_tables)
		return 0;
	if (collect_names(diff, &names) < 0)
		return -1;
	bool again = names.wanted.n || names.held.n;
	while (again) {
		again = false;
		for (uint32_t i = 0; i < diff->n_nodes; i++)
			if (give_up_names(diff, &names, &diff->nodes[i], &again) < 0)
				return -1;
	}
	for (uint32_t i = 0; i < diff->n_nodes && names.wanted.n; i++)
		if (diff->nodes[i].before)
			free_names(&diff->nodes[i], &names);
	return 0;
}
