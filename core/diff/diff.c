/* SPDX-License-Identifier: Apache-2.0 */
/* Diff: see diff.h. First a look at each table, then all of what differs. */
#include <string.h>

#include "core/diff/diff.h"

bool item_drops(const struct item *item)
{
	return item->from && !(item->flags & ITEM_IDLE) &&
	       (!item->to || (item->flags & ITEM_REBUILD));
}

bool item_adds(const struct item *item)
{
	return item->to && !(item->flags & ITEM_IDLE) &&
	       (!item->from || (item->flags & ITEM_REBUILD));
}

bool item_differs(const struct item *item)
{
	if (item->flags & ITEM_IDLE)
		return false;
	if (!item->from || !item->to || item->aspects || (item->flags & ITEM_REBUILD))
		return true;
	if (item->what != DDLECT_COLUMN)
		return false;
	const struct ddlect_column *from = item->from;
	const struct ddlect_column *to = item->to;
	return strcmp(from->name, to->name) != 0;
}

int diff_make(struct diff *diff, struct arena *arena, const struct ddlect_schema *from,
	      const struct ddlect_schema *to)
{
	*diff = (struct diff){.arena = arena, .from = from, .to = to};
	if (pair_schemas(diff) < 0)
		return -1;
	/* References need the renames of the columns that they refer to: all, before any. */
	for (uint32_t i = 0; i < diff->n_nodes; i++) {
		struct node *node = &diff->nodes[i];
		node->differs = node->before && node->after &&
				!same_table(node->before, node->after);
		if (node->differs && node_renames(diff, node) < 0)
			return -1;
	}
	for (uint32_t i = 0; i < diff->n_nodes; i++)
		if (diff->nodes[i].differs && node_open(diff, &diff->nodes[i], false) < 0)
			return -1;
	return diff_rebuild(diff);
}
