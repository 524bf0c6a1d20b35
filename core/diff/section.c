/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Section: the part of a plan that belongs to one table, in an order that needs nothing
 * but itself and what came before. References go first, while everything still has its old
 * name, and come last, when all that they rest on is there.
 */
#include <string.h>

#include "core/diff/planner.h"
#include "core/model/refer.h"

/* Is what the reference rests on there by now? Tables outside of the plan always are. */
static bool fk_ready(const struct planner *p, const struct node *node,
		     const struct ddlect_fk *fk)
{
	const struct node *target = node_after(p->diff, fk->ref_schema, fk->ref_table);
	return !target || target == node || target->done ||
	       (target->before && !target->changed);
}

static void fk_add(struct planner *p, struct node *node, const struct item *item,
		   const struct ddlect_fk *fk)
{
	if (!fk_ready(p, node, fk)) {
		struct late_fk *late =
			arena_grow(p->arena, p->late, p->n_late, sizeof(*late));
		if (!late) {
			p->broken = true;
			return;
		}
		p->late = late;
		late[p->n_late++] = (struct late_fk){node, item, fk};
	} else if (item) {
		plan_put_item(p, node, DDLECT_ADD, item);
	} else {
		plan_put(p, node, DDLECT_ADD, DDLECT_FK, NULL, fk);
	}
}

/*
 * One that is not valid yet can't be part of a table's own statement; neither can one to
 * the table itself that rests on an index, which comes after the table.
 */
static bool fk_inline(const struct planner *p, const struct node *node,
		      const struct ddlect_fk *fk)
{
	const struct ddlect_table *own = node->after;
	if (fk->via || (fk->flags & DDLECT_FK_NOT_VALID) || !fk_ready(p, node, fk))
		return false;
	return !same_name(fk->ref_schema, fk->ref_table, own->schema, own->name) ||
	       fk_fits_keys(fk, own);
}

static void inline_fks(struct planner *p, const struct node *node,
		       struct ddlect_change *change)
{
	const struct ddlect_table *table = node->after;
	if (!table->n_fks)
		return;
	const struct ddlect_fk **list =
		arena_alloc(p->arena, table->n_fks * sizeof(struct ddlect_fk *));
	if (!list) {
		p->broken = true;
		return;
	}
	for (uint32_t i = 0; i < table->n_fks; i++)
		if (fk_inline(p, node, table->fks[i]))
			list[change->n_inline_fks++] = table->fks[i];
	change->inline_fks = list;
}

void section_create(struct planner *p, struct node *node)
{
	const struct ddlect_table *table = node->after;
	likely_table(p, node);
	inline_fks(p, node, plan_put(p, node, DDLECT_ADD, DDLECT_TABLE, NULL, table));
	for (uint32_t i = 0; i < table->n_indexes; i++)
		plan_put(p, node, DDLECT_ADD, DDLECT_INDEX, NULL, table->indexes[i]);
	attrs_add(p, node);
	for (uint32_t i = 0; i < table->n_fks; i++)
		if (!fk_inline(p, node, table->fks[i]))
			fk_add(p, node, NULL, table->fks[i]);
	node->done = true;
}

static void columns_rename(struct planner *p, const struct node *node)
{
	for (uint32_t i = 0; i < node->n_items; i++) {
		const struct item *item = &node->items[i];
		const struct ddlect_column *from = item->from;
		const struct ddlect_column *to = item->to;
		if (item->what == DDLECT_COLUMN && from && to &&
		    !(item->flags & ITEM_REBUILD) && strcmp(from->name, to->name) != 0)
			plan_put(p, node, DDLECT_RENAME, DDLECT_COLUMN, from, to);
	}
}

static void columns_modify(struct planner *p, const struct node *node, bool generated)
{
	for (uint32_t i = 0; i < node->n_items; i++) {
		const struct item *item = &node->items[i];
		if (item->what == DDLECT_COLUMN && item->aspects &&
		    !(item->flags & ITEM_REBUILD) &&
		    generated == !!(item->aspects & DDLECT_ASPECT_GENERATED))
			plan_put_item(p, node, DDLECT_MODIFY, item);
	}
}

/* A generated column comes after those that it may be made of. */
static void columns_add(struct planner *p, const struct node *node, bool generated)
{
	for (uint32_t i = 0; i < node->n_items; i++) {
		const struct item *item = &node->items[i];
		const struct ddlect_column *to = item->to;
		if (item->what != DDLECT_COLUMN || !item_adds(item) ||
		    (to->generated != NULL) != generated)
			continue;
		if (!item->from)
			likely_column(p, node, item);
		plan_put_item(p, node, DDLECT_ADD, item);
	}
}

/* And goes before them. */
static void columns_drop(struct planner *p, const struct node *node, bool early,
			 bool generated)
{
	for (uint32_t i = 0; i < node->n_items; i++) {
		const struct item *item = &node->items[i];
		const struct ddlect_column *from = item->from;
		if (item->what == DDLECT_COLUMN && item_drops(item) &&
		    early == !!(item->flags & ITEM_EARLY) &&
		    (from->generated != NULL) == generated)
			plan_put_item(p, node, DDLECT_DROP, item);
	}
}

void section_drops(struct planner *p, const struct node *node, uint32_t what, bool early)
{
	if (what == DDLECT_COLUMN) {
		columns_drop(p, node, early, true);
		/* One that loses its expression no longer needs what it was made of. */
		if (!early)
			columns_modify(p, node, true);
		columns_drop(p, node, early, false);
		return;
	}
	for (uint32_t i = 0; i < node->n_items; i++) {
		const struct item *item = &node->items[i];
		if (item->what == what && item_drops(item) &&
		    early == !!(item->flags & ITEM_EARLY))
			plan_put_item(p, node, DDLECT_DROP, item);
	}
}

static void section_adds(struct planner *p, const struct node *node, uint32_t what)
{
	for (uint32_t i = 0; i < node->n_items; i++)
		if (node->items[i].what == what && item_adds(&node->items[i]))
			plan_put_item(p, node, DDLECT_ADD, &node->items[i]);
}

static void section_comments(struct planner *p, const struct node *node)
{
	if (!same_text(node->before->comment, node->after->comment))
		plan_put(p, node, DDLECT_MODIFY, DDLECT_TABLE, node->before, node->after)
			->aspects = DDLECT_ASPECT_COMMENT;
	for (uint32_t i = 0; i < node->n_items; i++) {
		const struct item *item = &node->items[i];
		if (item->what != DDLECT_COLUMN && item->what != DDLECT_ATTR &&
		    item->aspects && !(item->flags & ITEM_REBUILD))
			plan_put_item(p, node, DDLECT_MODIFY, item);
	}
}

void section_alter(struct planner *p, struct node *node)
{
	section_drops(p, node, DDLECT_FK, false);
	if (!same_name(node->before->schema, node->before->name, node->after->schema,
		       node->after->name)) {
		plan_put(p, node, DDLECT_RENAME, DDLECT_TABLE, node->before, node->after);
		node->named_before = false;
	}
	columns_rename(p, node);
	attrs_drop(p, node);
	section_drops(p, node, DDLECT_CHECK, false);
	section_drops(p, node, DDLECT_INDEX, false);
	section_drops(p, node, DDLECT_UNIQUE, false);
	section_drops(p, node, DDLECT_PRIMARY, false);
	section_drops(p, node, DDLECT_COLUMN, false);
	columns_modify(p, node, false);
	columns_add(p, node, false);
	columns_add(p, node, true);
	section_adds(p, node, DDLECT_PRIMARY);
	section_adds(p, node, DDLECT_UNIQUE);
	section_adds(p, node, DDLECT_INDEX);
	section_adds(p, node, DDLECT_CHECK);
	section_comments(p, node);
	attrs_add(p, node);
	for (uint32_t i = 0; i < node->n_items; i++)
		if (node->items[i].what == DDLECT_FK && item_adds(&node->items[i]))
			fk_add(p, node, &node->items[i], node->items[i].to);
	node->done = true;
}
