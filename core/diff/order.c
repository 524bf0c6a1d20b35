/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Order of tables: those that stay or come after what they refer to, those that go before
 * it. No change is made here; of those that go, only what can't just go along is opened.
 */
#include "core/diff/planner.h"
#include "core/model/check.h"

bool order_breaks(const struct planner *p, const struct node *node,
		  const struct ddlect_fk *fk)
{
	const struct node *target = node_before(p->diff, fk->ref_schema, fk->ref_table);
	return target && !target->after && !target->early && target->place < node->place;
}

/* Tables that stay or come, and have a section. */
static int order_sections(struct planner *p)
{
	const struct ddlect_schema *to = p->diff->to;
	bool any = false;
	for (uint32_t i = 0; i < p->diff->n_nodes && !any; i++) {
		const struct node *node = &p->diff->nodes[i];
		any = node->after && (!node->before || node->changed);
	}
	if (!any)
		return 0;
	const struct ddlect_table **sorted =
		arena_alloc(p->diff->arena, to->n_tables * sizeof(*sorted));
	p->order = arena_alloc(p->diff->arena, to->n_tables * sizeof(struct node *));
	if (!sorted || !p->order || schema_sort(to, p->diff->arena, sorted) < 0)
		return -1;
	for (uint32_t i = 0; i < to->n_tables; i++) {
		struct node *node =
			node_after(p->diff, sorted[i]->schema, sorted[i]->name);
		if (node->after == sorted[i] && (!node->before || node->changed))
			p->order[p->n_order++] = node;
	}
	return 0;
}

/* Has it references that don't just go with it? See put_table_drop() and plan_drops(). */
static bool needs_items(const struct planner *p, const struct node *node)
{
	for (uint32_t i = 0; i < node->before->n_fks; i++)
		if (node->before->fks[i]->via ||
		    order_breaks(p, node, node->before->fks[i]))
			return true;
	return false;
}

/* Tables that go: what refers comes before what it refers to. */
static int order_drops(struct planner *p)
{
	const struct ddlect_schema *from = p->diff->from;
	bool any = false;
	for (uint32_t i = 0; i < p->diff->n_nodes && !any; i++)
		any = p->diff->nodes[i].before && !p->diff->nodes[i].after;
	if (!any)
		return 0;
	const struct ddlect_table **sorted =
		arena_alloc(p->diff->arena, from->n_tables * sizeof(*sorted));
	p->drops = arena_alloc(p->diff->arena, from->n_tables * sizeof(struct node *));
	if (!sorted || !p->drops || schema_sort(from, p->diff->arena, sorted) < 0)
		return -1;
	for (uint32_t i = from->n_tables; i-- > 0;) {
		struct node *node =
			node_before(p->diff, sorted[i]->schema, sorted[i]->name);
		if (node->before != sorted[i] || node->after)
			continue;
		node->place = p->n_drops;
		p->drops[p->n_drops++] = node;
		if (needs_items(p, node) && node_open(p->diff, node, true) < 0)
			return -1;
	}
	return 0;
}

int order_tables(struct planner *p)
{
	return order_sections(p) < 0 || order_drops(p) < 0 ? -1 : 0;
}
