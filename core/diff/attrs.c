/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes change in the order that their dialect lists them in: one may need another.
 * Those that no list has come last, as they stand; the table's own before its columns'.
 */
#include <string.h>

#include "core/diff/planner.h"

static uint32_t attr_rank(const struct planner *p, const char *key)
{
	uint32_t i = 0;
	while (p->attrs && p->attrs[i].key && strcmp(p->attrs[i].key, key) != 0)
		i++;
	return i;
}

/* Attributes of one table are few. */
static void attrs_sort(const struct planner *p, struct item *items, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++) {
		struct item item = items[i];
		const struct ddlect_attr *attr = item.to ? item.to : item.from;
		uint32_t rank = attr_rank(p, attr->key);
		uint32_t j = i;
		for (; j > 0; j--) {
			const struct ddlect_attr *other =
				items[j - 1].to ? items[j - 1].to : items[j - 1].from;
			if (attr_rank(p, other->key) <= rank)
				break;
			items[j] = items[j - 1];
		}
		items[j] = item;
	}
}

void attrs_drop(struct planner *p, const struct node *node)
{
	struct item *list =
		arena_alloc(p->arena, (node->n_items + 1) * sizeof(struct item));
	uint32_t n = 0;
	for (uint32_t i = 0; list && i < node->n_items; i++)
		if (node->items[i].what == DDLECT_ATTR && item_drops(&node->items[i]))
			list[n++] = node->items[i];
	if (list)
		attrs_sort(p, list, n);
	else
		p->broken = true;
	for (; n > 0; n--)
		plan_put_item(p, node, DDLECT_DROP, &list[n - 1]);
}

/* The attributes of a table that comes. */
static uint32_t attrs_of(const struct ddlect_table *table, struct item *list)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < table->n_attrs; i++)
		list[n++] = (struct item){.what = DDLECT_ATTR, .to = table->attrs[i]};
	for (uint32_t i = 0; i < table->n_columns; i++)
		for (uint32_t j = 0; j < table->columns[i]->n_attrs; j++)
			list[n++] = (struct item){.what = DDLECT_ATTR,
						  .to = table->columns[i]->attrs[j],
						  .column = table->columns[i]};
	return n;
}

static uint32_t attrs_count(const struct node *node)
{
	if (node->before)
		return node->n_items;
	uint32_t n = node->after->n_attrs;
	for (uint32_t i = 0; i < node->after->n_columns; i++)
		n += node->after->columns[i]->n_attrs;
	return n;
}

void attrs_add(struct planner *p, const struct node *node)
{
	uint32_t room = attrs_count(node);
	struct item *list = room ? arena_alloc(p->arena, room * sizeof(*list)) : NULL;
	if (room && !list)
		p->broken = true;
	if (!list)
		return;
	uint32_t n = node->before ? 0 : attrs_of(node->after, list);
	for (uint32_t i = 0; node->before && i < node->n_items; i++) {
		const struct item *item = &node->items[i];
		if (item->what == DDLECT_ATTR && (item_adds(item) || item->aspects))
			list[n++] = *item;
	}
	attrs_sort(p, list, n);
	for (uint32_t i = 0; i < n; i++)
		plan_put_item(p, node, item_adds(&list[i]) ? DDLECT_ADD : DDLECT_MODIFY,
			      &list[i]);
}
