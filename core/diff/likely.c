/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Likely: what goes and comes may be one thing under a new name. Guessing wrong would lose
 * rows or mix them up, so it is only suggested, beside the drop and the add, and only where
 * there is one candidate.
 */
#include <string.h>

#include "core/diff/planner.h"
#include "core/diff/renames.h"

static bool starts_character(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

#define LIKELY 4 /* characters that two names begin or end with */

/* The ends of the names count in characters; their bytes are compared. */
static bool names_alike(const char *a, const char *b)
{
	size_t n = strlen(a);
	size_t m = strlen(b);
	unsigned common = 0;
	for (size_t i = 0; i < n && i < m && a[i] == b[i]; i++)
		common += starts_character(a[i]);
	if (common >= LIKELY)
		return true;
	common = 0;
	for (size_t i = 1; i <= n && i <= m && a[n - i] == b[m - i]; i++)
		common += starts_character(a[n - i]);
	return common >= LIKELY;
}

static bool goes_or_comes(const struct item *item)
{
	return item->what == DDLECT_COLUMN && !item->from != !item->to;
}

/* Are these the only column that goes, and the only one that comes? */
static bool are_alone(const struct node *node, const struct item *goes,
		      const struct item *comes)
{
	for (uint32_t i = 0; i < node->n_items; i++) {
		const struct item *item = &node->items[i];
		if (goes_or_comes(item) && item != goes && item != comes)
			return false;
	}
	const struct ddlect_column *from = goes->from;
	const struct ddlect_column *to = comes->to;
	return !from->not_null == !to->not_null;
}

static bool renames_likely(const struct planner *p, const struct node *node,
			   const struct item *goes, const struct item *comes)
{
	const struct ddlect_column *from = goes->from;
	const struct ddlect_column *to = comes->to;
	struct naming naming = {.enums = &p->diff->enum_renames};
	return !from->generated && !to->generated &&
	       same_type(from->type, to->type, &naming) &&
	       (names_alike(from->name, to->name) || are_alone(node, goes, comes));
}

/* The one column that goes (or comes) that `item` may have been; NULL: none, or several. */
static const struct item *only_likely(const struct planner *p, const struct node *node,
				      const struct item *item)
{
	const struct item *found = NULL;
	for (uint32_t i = 0; i < node->n_items; i++) {
		const struct item *other = &node->items[i];
		if (other->what != DDLECT_COLUMN || !other->from != !item->to ||
		    !other->to != !item->from)
			continue;
		bool likely = item->to ? renames_likely(p, node, other, item)
				       : renames_likely(p, node, item, other);
		if (likely && found)
			return NULL;
		if (likely)
			found = other;
	}
	return found;
}

void likely_column(struct planner *p, const struct node *node, const struct item *item)
{
	const struct item *goes = only_likely(p, node, item);
	if (goes && only_likely(p, node, goes) == item)
		plan_put(p, node, DDLECT_RENAME, DDLECT_COLUMN, goes->from, item->to)
			->flags = DDLECT_CHANGE_SUGGESTED;
}

#define MOST_DROPS 64 /* where more go at once, nobody renamed them all */

static bool tables_alike(const struct node *goes, const struct node *comes)
{
	const struct ddlect_table *from = goes->before;
	const struct ddlect_table *to = comes->after;
	return same_text(from->schema, to->schema) && same_columns(from, to);
}

/* The one table that goes and has these columns; NULL: none, or several. */
static const struct node *only_drop(const struct planner *p, const struct node *comes)
{
	const struct node *found = NULL;
	for (uint32_t i = 0; i < p->n_drops; i++) {
		if (!tables_alike(p->drops[i], comes))
			continue;
		if (found)
			return NULL;
		found = p->drops[i];
	}
	return found;
}

void likely_table(struct planner *p, const struct node *node)
{
	const struct node *goes = p->n_drops <= MOST_DROPS ? only_drop(p, node) : NULL;
	for (uint32_t i = 0; goes && i < p->n_order; i++) {
		const struct node *other = p->order[i];
		if (other != node && !other->before && tables_alike(goes, other))
			return;
	}
	if (!goes)
		return;
	struct ddlect_change *change =
		plan_put(p, goes, DDLECT_RENAME, DDLECT_TABLE, goes->before, node->after);
	change->after = node->after;
	change->flags = DDLECT_CHANGE_SUGGESTED;
}
