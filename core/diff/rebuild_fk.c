/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rebuild: references. One that rests on a key or a column that goes, or that changes its
 * type, goes before that and comes back after it; so does one that would name its target
 * wrongly by then.
 */
#include <string.h>

#include "core/diff/diff.h"
#include "core/model/refer.h"

/* A column whose enum gets other values is made anew with it, before any table. */
static bool is_replaced(const struct diff *diff, const struct item *item)
{
	const struct ddlect_column *column = item->from;
	return item->what == DDLECT_COLUMN && column && replaced_enum(diff, column->type);
}

static bool item_stirs(const struct diff *diff, const struct item *item)
{
	if (item->what == DDLECT_COLUMN)
		return item->from &&
		       (item_drops(item) || (item->aspects & DDLECT_ASPECT_TYPE) ||
			is_replaced(diff, item));
	return item_takes_name(item->what) && item_drops(item);
}

static bool node_stirs(const struct diff *diff, const struct node *node)
{
	if (!node->before)
		return false;
	if (!node->after)
		return node->early;
	if (!same_name(node->before->schema, node->before->name, node->after->schema,
		       node->after->name))
		return true;
	for (uint32_t i = 0; i < node->n_items; i++)
		if (item_stirs(diff, &node->items[i]))
			return true;
	return false;
}

/* Could the reference rest on this key? It may rest on any with the same columns. */
static bool carries(const struct item *item, const struct ddlect_fk *fk)
{
	return item->what == DDLECT_INDEX ? fk_fits_index(fk, item->from)
					  : fk_fits_key(fk, item->from);
}

static bool key_includes(const struct ddlect_key *key, const struct ddlect_fk *fk,
			 const char *name)
{
	return key && fk_fits_key(fk, key) &&
	       names_have(key->include, key->n_include, name);
}

/*
 * Is the column only carried along by what the reference may rest on? A server that makes
 * that index anew, for the column's sake, doesn't think of the reference.
 */
static bool rests_beside(const struct ddlect_table *target, const struct ddlect_fk *fk,
			 const char *name)
{
	if (key_includes(target->primary, fk, name))
		return true;
	for (uint32_t i = 0; i < target->n_uniques; i++)
		if (key_includes(target->uniques[i], fk, name))
			return true;
	for (uint32_t i = 0; i < target->n_indexes; i++)
		if (fk_fits_index(fk, target->indexes[i]) &&
		    names_have(target->indexes[i]->include, target->indexes[i]->n_include,
			       name))
			return true;
	return false;
}

/* Does what happens to `target` stand in the way of a reference to it? */
static bool disturbs(const struct diff *diff, const struct node *target,
		     const struct ddlect_fk *fk, bool *early)
{
	bool result = false;
	for (uint32_t i = 0; i < target->n_items; i++) {
		const struct item *item = &target->items[i];
		if (!item_stirs(diff, item))
			continue;
		bool hit;
		if (item->what == DDLECT_COLUMN) {
			const struct ddlect_column *column = item->from;
			hit = names_have(fk->ref_columns, fk->n_columns, column->name) ||
			      rests_beside(target->before, fk, column->name);
		} else {
			hit = !fk->via && carries(item, fk);
		}
		if (hit && ((item->flags & ITEM_EARLY) || is_replaced(diff, item)))
			*early = true;
		result = result || hit;
	}
	return result;
}

/* A reference kept by a routine names its target: it goes while the name is right. */
static bool loses_name(const struct node *target, const struct ddlect_fk *fk)
{
	return fk->via && target->after &&
	       !same_name(target->before->schema, target->before->name,
			  target->after->schema, target->after->name);
}

static int rebuild_fk(struct diff *diff, struct node *owner, const struct ddlect_fk *fk)
{
	struct node *target = node_before(diff, fk->ref_schema, fk->ref_table);
	if (!target || !target->stirred || (owner == target && !owner->after))
		return 0;
	bool early = target != owner;
	bool disturbed =
		target->after ? disturbs(diff, target, fk, &early) : target->early;
	if (!disturbed && !loses_name(target, fk))
		return 0;
	if (node_open(diff, owner, true) < 0)
		return -1;
	for (uint32_t i = 0; i < owner->n_items; i++) {
		struct item *item = &owner->items[i];
		if (item->from != fk)
			continue;
		if (disturbed)
			item_mark(item, ITEM_REBUILD | (early ? ITEM_EARLY : 0));
		else if (item_drops(item))
			item_mark(item, ITEM_EARLY);
		owner->changed = owner->changed || item_differs(item);
	}
	return 0;
}

int diff_rebuild_fks(struct diff *diff)
{
	bool any = false;
	for (uint32_t i = 0; i < diff->n_nodes; i++) {
		diff->nodes[i].stirred = node_stirs(diff, &diff->nodes[i]);
		any = any || diff->nodes[i].stirred;
	}
	for (uint32_t i = 0; i < diff->n_nodes && any; i++) {
		struct node *node = &diff->nodes[i];
		for (uint32_t j = 0; node->before && j < node->before->n_fks; j++)
			if (rebuild_fk(diff, node, node->before->fks[j]) < 0)
				return -1;
	}
	return 0;
}
