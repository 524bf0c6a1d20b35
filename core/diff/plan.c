/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plan: the order of all changes.
 *
 *	what tables need: namespaces, enums, routines
 *	what must be out of the way first: references to keys that change, and so on
 *	table by table, each after what it refers to (section.c)
 *	references that had to wait for all tables
 *	tables that go, each before what it refers to; then routines, enums, namespaces
 */
#include <string.h>

#include "core/base/err.h"
#include "core/diff/planner.h"
#include "core/model/schema.h"

static _Thread_local struct ddlect_change spare;

struct ddlect_change *plan_put(struct planner *p, const struct node *node, uint32_t verb,
			       uint32_t what, const void *from, const void *to)
{
	struct ddlect_plan *plan = p->plan;
	struct ddlect_change *change = arena_alloc(p->arena, sizeof(*change));
	void *list = arena_grow(p->arena, plan->changes, plan->n_changes,
				sizeof(*plan->changes));
	if (!change || !list) {
		p->broken = true;
		spare = (struct ddlect_change){0};
		return &spare;
	}
	plan->changes = list;
	plan->changes[plan->n_changes++] = change;
	change->verb = verb;
	change->what = what;
	change->from.any = from;
	change->to.any = to;
	if (node) {
		const struct ddlect_table *table =
			node->named_before ? node->before : node->after;
		change->before = node->before;
		change->after = node->after;
		change->table_schema = table->schema;
		change->table_name = table->name;
	}
	return change;
}

/*
 * What is on both sides under two names has the database's, which is `from` in an up and
 * `to` in a down, and keeps it when it is built again. `object` is one of the two; returned
 * is that, or a copy under the right name.
 */
static const void *live_object(struct planner *p, const struct item *item,
			       const void *object)
{
	static const size_t sizes[DDLECT_WHAT_COUNT] = {
		[DDLECT_PRIMARY] = sizeof(struct ddlect_key),
		[DDLECT_UNIQUE] = sizeof(struct ddlect_key),
		[DDLECT_FK] = sizeof(struct ddlect_fk),
		[DDLECT_INDEX] = sizeof(struct ddlect_index),
		[DDLECT_CHECK] = sizeof(struct ddlect_check),
	};
	size_t size = sizes[item->what];
	if (!size || !item->from || !item->to || (item->flags & ITEM_RENAMED))
		return object;
	bool up = p->plan->direction == DDLECT_UP;
	const char *live = object_name(item->what, up ? item->from : item->to);
	if (same_text(object_name(item->what, object), live))
		return object;
	void *copy = arena_alloc(p->arena, size);
	if (!copy) {
		p->broken = true;
		return object;
	}
	memcpy(copy, object, size);
	if (item->what == DDLECT_FK)
		((struct ddlect_fk *)copy)->name = live;
	else if (item->what == DDLECT_INDEX)
		((struct ddlect_index *)copy)->name = live;
	else if (item->what == DDLECT_CHECK)
		((struct ddlect_check *)copy)->name = live;
	else
		((struct ddlect_key *)copy)->name = live;
	return copy;
}

/* Only a generated column has the same values when it is made anew. */
static bool is_rebuild(const struct item *item)
{
	const struct ddlect_column *from = item->from;
	const struct ddlect_column *to = item->to;
	if (!(item->flags & ITEM_REBUILD))
		return false;
	return item->what != DDLECT_COLUMN || (from->generated && to->generated);
}

void plan_put_item(struct planner *p, const struct node *node, uint32_t verb,
		   const struct item *item)
{
	const void *from = verb == DDLECT_ADD ? NULL : live_object(p, item, item->from);
	const void *to = verb == DDLECT_DROP ? NULL : live_object(p, item, item->to);
	struct ddlect_change *change = plan_put(p, node, verb, item->what, from, to);
	change->column = item->column;
	if (verb != DDLECT_MODIFY)
		change->flags = is_rebuild(item) ? DDLECT_CHANGE_REBUILD : 0;
	else if (item->what != DDLECT_ATTR)
		change->aspects = item->aspects;
}

/*
 * Does the column leave an enum whose values are replaced? It does so before, because it may
 * have a value that the new enum hasn't. One that is renamed too has to wait for that.
 */
static bool leaves_enum(const struct planner *p, const struct item *item)
{
	const struct ddlect_column *from = item->from;
	const struct ddlect_column *to = item->to;
	return item->what == DDLECT_COLUMN && from && to &&
	       !(item->flags & ITEM_REBUILD) && strcmp(from->name, to->name) == 0 &&
	       replaced_enum(p->diff, from->type) &&
	       !replaced_enum_after(p->diff, to->type);
}

/* What of a column changes before the values of enums are replaced. Keys are still there. */
static uint32_t early_aspects(const struct planner *p, const struct item *item)
{
	const struct ddlect_column *to = item->to;
	if (item->what != DDLECT_COLUMN || (item->flags & ITEM_REBUILD) || !item->from ||
	    !to)
		return 0;
	if (leaves_enum(p, item))
		return item->aspects & (DDLECT_ASPECT_TYPE | DDLECT_ASPECT_DEFAULT |
					DDLECT_ASPECT_GENERATED);
	const struct ddlect_column *from = item->from;
	return strcmp(from->name, to->name) == 0 ? item->aspects & DDLECT_ASPECT_GENERATED
						 : 0;
}

static void columns_early(struct planner *p, const struct node *node)
{
	for (uint32_t i = 0; i < node->n_items && node->before; i++) {
		struct item *item = &node->items[i];
		uint32_t early = early_aspects(p, item);
		uint32_t rest = item->aspects & ~early;
		if (!early)
			continue;
		item->aspects = early;
		plan_put_item(p, node, DDLECT_MODIFY, item);
		item->aspects = rest;
	}
}

/* Has the column, when the enum is replaced, its type, or a default that names it? */
static bool uses_enum(const struct planner *p, const struct item *item,
		      const struct pair *replaced)
{
	const struct ddlect_column *column = item->from;
	if (item->what != DDLECT_COLUMN || !column || (item->flags & ITEM_EARLY) ||
	    leaves_enum(p, item))
		return false;
	return replaced_enum(p->diff, column->type) == replaced ||
	       replaced_pair_named(replaced, column->default_text);
}

/* The columns that hold on to a replaced enum when it is replaced. */
static void enum_uses(struct planner *p, const struct pair *replaced,
		      struct ddlect_change *change)
{
	const struct ddlect_use **uses = NULL;
	for (uint32_t i = 0; i < p->diff->n_nodes; i++) {
		const struct node *node = &p->diff->nodes[i];
		for (uint32_t j = 0; node->after && j < node->n_items; j++) {
			const struct item *item = &node->items[j];
			const struct ddlect_column *column = item->from;
			if (!uses_enum(p, item, replaced))
				continue;
			struct ddlect_use *use = arena_alloc(p->arena, sizeof(*use));
			void *list =
				arena_grow(p->arena, uses, change->n_uses, sizeof(*uses));
			if (!use || !list) {
				p->broken = true;
				return;
			}
			*use = (struct ddlect_use){node->before->schema,
						   node->before->name, column};
			uses = list;
			uses[change->n_uses++] = use;
		}
	}
	change->uses = uses;
}

static void put_enum(struct planner *p, const struct pair *pair)
{
	const struct ddlect_enum *from = pair->from;
	const struct ddlect_enum *to = pair->to;
	if (!from && to) /* both are gone where a rename joined them elsewhere */
		plan_put(p, NULL, DDLECT_ADD, DDLECT_ENUM, NULL, to);
	if (!from || !to)
		return;
	if (strcmp(from->name, to->name) != 0)
		plan_put(p, NULL, DDLECT_RENAME, DDLECT_ENUM, from, to);
	uint32_t aspects = pair->aspects;
	if (aspects && !(aspects & DDLECT_ASPECT_VALUES_REPLACED))
		plan_put(p, NULL, DDLECT_MODIFY, DDLECT_ENUM, from, to)->aspects =
			aspects;
}

static void put_routine(struct planner *p, const struct pair *pair)
{
	const struct ddlect_routine *from = pair->from;
	const struct ddlect_routine *to = pair->to;
	if (to && !from)
		plan_put(p, NULL, DDLECT_ADD, DDLECT_ROUTINE, NULL, to);
	else if (to && !same_text(from->body, to->body))
		plan_put(p, NULL, DDLECT_MODIFY, DDLECT_ROUTINE, from, to);
}

/* One that others use too was there before, and stays. Those of a diff go with it. */
static void put_namespace(struct planner *p, uint32_t verb,
			  const struct ddlect_namespace *ns)
{
	if (!ns || (ns->flags & DDLECT_NAMESPACE_SHARED))
		return;
	struct ddlect_namespace *kept = arena_alloc(p->arena, sizeof(*kept));
	if (kept)
		*kept = *ns;
	else
		p->broken = true;
	plan_put(p, NULL, verb, DDLECT_NAMESPACE, verb == DDLECT_DROP ? kept : NULL,
		 verb == DDLECT_ADD ? kept : NULL);
}

static void plan_needs(struct planner *p)
{
	const struct diff *diff = p->diff;
	for (uint32_t i = 0; i < diff->namespaces.n; i++)
		if (!diff->namespaces.pairs[i].from)
			put_namespace(p, DDLECT_ADD, diff->namespaces.pairs[i].to);
	for (uint32_t i = 0; i < diff->enums.n; i++)
		put_enum(p, &diff->enums.pairs[i]);
	for (uint32_t i = 0; i < diff->routines.n; i++)
		put_routine(p, &diff->routines.pairs[i]);
}

static void put_table_drop(struct planner *p, struct node *node)
{
	for (uint32_t i = 0; i < node->n_items; i++) {
		const struct item *item = &node->items[i];
		const struct ddlect_fk *fk = item->from;
		if (item->what == DDLECT_FK && fk->via && !(item->flags & ITEM_EARLY))
			plan_put_item(p, node, DDLECT_DROP, item);
	}
	plan_put(p, node, DDLECT_DROP, DDLECT_TABLE, node->before, NULL);
}

static void plan_early(struct planner *p)
{
	for (uint32_t i = 0; i < p->n_order; i++)
		section_drops(p, p->order[i], DDLECT_FK, true);
	for (uint32_t i = 0; i < p->n_drops; i++)
		section_drops(p, p->drops[i], DDLECT_FK, true);
	for (uint32_t i = 0; i < p->n_order; i++) {
		section_drops(p, p->order[i], DDLECT_CHECK, true);
		section_drops(p, p->order[i], DDLECT_INDEX, true);
		section_drops(p, p->order[i], DDLECT_UNIQUE, true);
		section_drops(p, p->order[i], DDLECT_PRIMARY, true);
		section_drops(p, p->order[i], DDLECT_COLUMN, true);
	}
	for (uint32_t i = 0; i < p->n_order && p->diff->enums_replaced; i++)
		columns_early(p, p->order[i]);
	for (uint32_t i = 0; i < p->n_drops; i++)
		if (p->drops[i]->early)
			put_table_drop(p, p->drops[i]);
	for (uint32_t i = 0; i < p->diff->enums.n && p->diff->enums_replaced; i++) {
		const struct pair *pair = &p->diff->enums.pairs[i];
		uint32_t aspects = pair->from && pair->to ? pair->aspects : 0;
		if (!(aspects & DDLECT_ASPECT_VALUES_REPLACED))
			continue;
		struct ddlect_change *change = plan_put(
			p, NULL, DDLECT_MODIFY, DDLECT_ENUM, pair->from, pair->to);
		change->aspects = aspects;
		enum_uses(p, pair, change);
	}
}

static void plan_tables(struct planner *p)
{
	for (uint32_t i = 0; i < p->n_order; i++) {
		struct node *node = p->order[i];
		if (!node->before)
			section_create(p, node);
		else if (node->changed)
			section_alter(p, node);
	}
	for (uint32_t i = 0; i < p->n_late; i++) {
		const struct late_fk *late = &p->late[i];
		if (late->item)
			plan_put_item(p, late->node, DDLECT_ADD, late->item);
		else
			plan_put(p, late->node, DDLECT_ADD, DDLECT_FK, NULL, late->fk);
	}
}

static void plan_drops(struct planner *p)
{
	const struct diff *diff = p->diff;
	for (uint32_t i = 0; i < p->n_drops; i++) {
		struct node *node = p->drops[i];
		for (uint32_t j = 0; j < node->n_items && !node->early; j++) {
			struct item *item = &node->items[j];
			if (item->what != DDLECT_FK || (item->flags & ITEM_EARLY) ||
			    !order_breaks(p, node, item->from))
				continue;
			plan_put_item(p, node, DDLECT_DROP, item);
			item->flags |= ITEM_EARLY;
		}
	}
	for (uint32_t i = 0; i < p->n_drops; i++)
		if (!p->drops[i]->early)
			put_table_drop(p, p->drops[i]);
	for (uint32_t i = diff->routines.n; i-- > 0;)
		if (!diff->routines.pairs[i].to && diff->routines.pairs[i].from)
			plan_put(p, NULL, DDLECT_DROP, DDLECT_ROUTINE,
				 diff->routines.pairs[i].from, NULL);
	for (uint32_t i = diff->enums.n; i-- > 0;)
		if (!diff->enums.pairs[i].to && diff->enums.pairs[i].from)
			plan_put(p, NULL, DDLECT_DROP, DDLECT_ENUM,
				 diff->enums.pairs[i].from, NULL);
	for (uint32_t i = diff->namespaces.n; i-- > 0;)
		if (!diff->namespaces.pairs[i].to)
			put_namespace(p, DDLECT_DROP, diff->namespaces.pairs[i].from);
}

/* What differs, and the order of tables: gone when the plan is made. */
static int look(struct planner *p, struct arena *passing,
		const struct ddlect_schema *from, const struct ddlect_schema *to)
{
	passing->fail_after = p->arena->fail_after;
	bool good = diff_make(p->diff, passing, from, to) == 0 && order_tables(p) == 0;
	p->arena->fail_after = passing->fail_after;
	return good ? 0 : -1;
}

static int put_all(struct planner *p)
{
	plan_needs(p);
	plan_early(p);
	plan_tables(p);
	plan_drops(p);
	return p->broken ? -1 : 0;
}

struct ddlect_plan *plan_make(struct arena *arena, const struct ddlect_schema *from,
			      const struct ddlect_schema *to, uint32_t direction,
			      const struct ddlect_attr_info *attrs,
			      struct ddlect_err *err)
{
	struct diff diff;
	struct arena passing;
	struct ddlect_plan *plan = arena_alloc(arena, sizeof(*plan));
	struct planner p = {.diff = &diff, .arena = arena, .plan = plan, .attrs = attrs};
	if (!plan) {
		err_no_memory(err);
		return NULL;
	}
	*plan = (struct ddlect_plan){.from = from, .to = to, .direction = direction};
	arena_init(&passing);
	if (look(&p, &passing, from, to) < 0 || put_all(&p) < 0) {
		err_no_memory(err);
		plan = NULL;
	}
	arena_clear(&passing);
	return plan;
}
