/* SPDX-License-Identifier: Apache-2.0 */
/* Planner: what the parts of plan_make() share while the changes are put in order. */
#ifndef CORE_DIFF_PLANNER_H
#define CORE_DIFF_PLANNER_H

#include "core/diff/diff.h"
#include "core/diff/plan.h"

/* A reference that is added when all tables are there. */
struct late_fk {
	struct node *node;
	const struct item *item; /* NULL: of a table that comes */
	const struct ddlect_fk *fk;
};

struct planner {
	struct diff *diff;
	struct arena *arena;
	struct ddlect_plan *plan;
	const struct ddlect_attr_info *attrs; /* NULL: no order of attributes is known */
	struct node **order; /* of tables that stay or come: as they are created */
	uint32_t n_order;
	struct node **drops; /* of tables that go: as they are dropped */
	uint32_t n_drops;
	struct late_fk *late;
	uint32_t n_late;
	bool broken; /* out of memory; stays so */
};

/* Append a change; `node` may be NULL. Never NULL: what can't be kept goes to a spare. */
struct ddlect_change *plan_put(struct planner *p, const struct node *node, uint32_t verb,
			       uint32_t what, const void *from, const void *to);
void plan_put_item(struct planner *p, const struct node *node, uint32_t verb,
		   const struct item *item);

/* order.c: fill in `order` and `drops`. -1 when memory runs out. */
int order_tables(struct planner *p);
/* Refers the node, in a cycle, to a table that goes first? Then that reference goes first. */
bool order_breaks(const struct planner *p, const struct node *node,
		  const struct ddlect_fk *fk);

/* section.c: the part of the plan that one table has. */
void section_create(struct planner *p, struct node *node);
void section_alter(struct planner *p, struct node *node);
/* Drops of these items that are early, or (of one table, in its section) that aren't. */
void section_drops(struct planner *p, const struct node *node, uint32_t what, bool early);

/* likely.c: suggest, where there is one candidate, that what comes is what goes. */
void likely_column(struct planner *p, const struct node *node, const struct item *item);
void likely_table(struct planner *p, const struct node *node);

/* attrs.c: the attributes of a table, in the dialect's order; drops in reverse. */
void attrs_drop(struct planner *p, const struct node *node);
void attrs_add(struct planner *p, const struct node *node);

#endif
