/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rebuild: what is dropped and added again because of something else, and what must be
 * dropped before any table is altered. In this order, because each step feeds the next:
 * enums whose values are replaced, columns that are made anew, names that another table
 * needs, and at last the references to keys and columns that any of this touched.
 */
#include <string.h>

#include "core/diff/diff.h"
#include "core/model/refer.h"
#include "core/model/schema.h"

void item_mark(struct item *item, uint32_t flags)
{
	if (item->from && item->to)
		item->flags |= flags;
	else if (item->from)
		item->flags |= flags & ITEM_EARLY;
}

static bool key_uses(const struct ddlect_key *key, const char *name)
{
	return names_have(key->columns, key->n_columns, name) ||
	       names_have(key->include, key->n_include, name);
}

static bool index_computes(const struct ddlect_index *index, const char *name)
{
	for (uint32_t i = 0; i < index->n_parts; i++)
		if (expr_mentions(index->parts[i]->expr, name))
			return true;
	return expr_mentions(index->predicate, name);
}

static bool index_uses(const struct ddlect_index *index, const char *name)
{
	for (uint32_t i = 0; i < index->n_parts; i++)
		if (same_text(index->parts[i]->column, name))
			return true;
	return names_have(index->include, index->n_include, name) ||
	       index_computes(index, name);
}

/* Does the item, as it was, use the column that was called `name`? */
static bool item_uses(const struct item *item, const char *name)
{
	union ddlect_object o = {item->from};
	switch (item->what) {
	case DDLECT_PRIMARY:
	case DDLECT_UNIQUE:
		return key_uses(o.key, name);
	case DDLECT_FK:
		return names_have(o.fk->columns, o.fk->n_columns, name);
	case DDLECT_INDEX:
		return index_uses(o.index, name);
	case DDLECT_CHECK:
		return expr_mentions(o.check->expr, name);
	default:
		return false;
	}
}

static bool has_expression(const struct item *item)
{
	union ddlect_object o = {item->from};
	if (item->what == DDLECT_CHECK)
		return true;
	if (item->what == DDLECT_COLUMN)
		return o.column->generated != NULL;
	if (item->what != DDLECT_INDEX)
		return false;
	for (uint32_t i = 0; i < o.index->n_parts; i++)
		if (o.index->parts[i]->expr)
			return true;
	return o.index->predicate != NULL;
}

static bool table_has_replaced(const struct diff *diff, const struct ddlect_table *table)
{
	for (uint32_t i = 0; i < table->n_columns; i++)
		if (replaced_enum(diff, table->columns[i]->type))
			return true;
	return false;
}

/* Does some expression of a table name a replaced enum, though no column may have it? */
static bool table_names_replaced(const struct diff *diff,
				 const struct ddlect_table *table)
{
	bool named = false;
	for (uint32_t i = 0; !named && i < table->n_columns; i++)
		named = replaced_named(diff, table->columns[i]->default_text) ||
			replaced_named(diff, table->columns[i]->generated);
	for (uint32_t i = 0; !named && i < table->n_checks; i++)
		named = replaced_named(diff, table->checks[i]->expr);
	for (uint32_t i = 0; !named && i < table->n_indexes; i++) {
		const struct ddlect_index *index = table->indexes[i];
		named = replaced_named(diff, index->predicate);
		for (uint32_t p = 0; !named && p < index->n_parts; p++)
			named = replaced_named(diff, index->parts[p]->expr);
	}
	return named;
}

/* A column that loses its expression does so before the values are replaced: plan.c. */
static bool loses_expression(const struct item *item)
{
	return item->what == DDLECT_COLUMN && !(item->flags & ITEM_REBUILD) &&
	       (item->aspects & DDLECT_ASPECT_GENERATED);
}

/* Expressions hold on to the old type, and so do references and columns that go. */
static void rebuild_enum_users(struct diff *diff, struct node *node)
{
	for (uint32_t i = 0; i < node->n_items; i++) {
		struct item *item = &node->items[i];
		if (!item->from)
			continue;
		if (has_expression(item) && !loses_expression(item))
			item_mark(item, ITEM_REBUILD | ITEM_EARLY);
		if (item->what != DDLECT_COLUMN)
			continue;
		const struct ddlect_column *column = item->from;
		bool has = replaced_enum(diff, column->type);
		if (item_drops(item) &&
		    (has || replaced_named(diff, column->default_text)))
			item_mark(item, ITEM_EARLY);
		if (!has)
			continue;
		for (uint32_t j = 0; j < node->n_items; j++)
			if (node->items[j].from && node->items[j].what == DDLECT_FK &&
			    item_uses(&node->items[j], column->name))
				item_mark(&node->items[j], ITEM_REBUILD | ITEM_EARLY);
	}
	node->changed = true;
}

static int rebuild_enums(struct diff *diff)
{
	for (uint32_t i = 0; i < diff->n_nodes && diff->enums_replaced; i++) {
		struct node *node = &diff->nodes[i];
		if (!node->before || (!table_has_replaced(diff, node->before) &&
				      !table_names_replaced(diff, node->before)))
			continue;
		if (!node->after) {
			node->early = true;
			continue;
		}
		if (node_open(diff, node, true) < 0)
			return -1;
		rebuild_enum_users(diff, node);
	}
	return 0;
}

/*
 * A generated column is made anew when the type of what it is made of changes. One that
 * loses its expression does so before that.
 */
static void rebuild_generated(struct node *node)
{
	for (uint32_t i = 0; i < node->n_items; i++) {
		struct item *item = &node->items[i];
		const struct ddlect_column *column = item->from;
		const struct ddlect_column *to = item->to;
		if (item->what != DDLECT_COLUMN || !column || !column->generated || !to ||
		    !to->generated)
			continue;
		for (uint32_t j = 0; j < node->n_items; j++) {
			const struct item *base = &node->items[j];
			const struct ddlect_column *from = base->from;
			if (base->what == DDLECT_COLUMN && base != item && from &&
			    (base->aspects & DDLECT_ASPECT_TYPE) &&
			    expr_mentions(column->generated, from->name))
				item_mark(item, ITEM_REBUILD);
		}
	}
}

/*
 * Attributes go with a column that is made anew; those that it is to have are added, and
 * the passive ones that it had.
 */
static void rebuild_column_attrs(struct node *node, const struct item *column)
{
	for (uint32_t i = 0; i < node->n_items; i++) {
		struct item *item = &node->items[i];
		if (item->what != DDLECT_ATTR || item->column != column->to)
			continue;
		if (item->flags & ITEM_IDLE && !item->to)
			item->to = item->from;
		item->from = NULL;
		item->flags &= ~ITEM_IDLE;
	}
}

/* Does the item compute something of the column that was called `name`? */
static bool item_computes(const struct item *item, const char *name)
{
	union ddlect_object o = {item->from};
	if (item->what == DDLECT_CHECK)
		return expr_mentions(o.check->expr, name);
	return item->what == DDLECT_INDEX && index_computes(o.index, name);
}

/*
 * What uses a column that goes can't stay. When its type changes, a reference may no longer
 * fit; and a server would keep an expression as it understood it with the old type, so it
 * would not be the same again after the way back.
 */
static void rebuild_column_users(struct node *node, const struct item *column)
{
	const struct ddlect_column *from = column->from;
	bool drops = item_drops(column);
	for (uint32_t i = 0; i < node->n_items; i++) {
		struct item *item = &node->items[i];
		if (!item->from || !item_uses(item, from->name))
			continue;
		if (drops)
			item_mark(item, ITEM_REBUILD | (column->flags & ITEM_EARLY));
		else if (item->what == DDLECT_FK || item_computes(item, from->name))
			item_mark(item, ITEM_REBUILD);
	}
}

static void rebuild_columns(struct node *node)
{
	if (!node->opened || !node->before || !node->after)
		return;
	rebuild_generated(node);
	for (uint32_t i = 0; i < node->n_items; i++) {
		const struct item *item = &node->items[i];
		if (item->what != DDLECT_COLUMN || !item->from)
			continue;
		if (item_drops(item) || (item->aspects & DDLECT_ASPECT_TYPE))
			rebuild_column_users(node, item);
		if (item->to && (item->flags & ITEM_REBUILD))
			rebuild_column_attrs(node, item);
	}
}

static bool attr_mentions(const struct item *attr, const char *name)
{
	union ddlect_object o = {attr->from ? attr->from : attr->to};
	return expr_mentions(o.attr->value, name);
}

/*
 * A passive attribute that names a column, a key or an index which goes, goes with it, comes
 * with one that comes, and is made anew with one that is.
 */
static void wake_attr(const struct node *node, struct item *attr)
{
	bool alone = false;
	bool again = false;
	for (uint32_t i = 0; i < node->n_items; i++) {
		const struct item *item = &node->items[i];
		const void *object = attr->from ? item->from : item->to;
		bool drops = item_drops(item);
		bool adds = item_adds(item);
		if ((item->what > DDLECT_UNIQUE && item->what != DDLECT_INDEX) ||
		    !(attr->from ? drops : adds) ||
		    !attr_mentions(attr, object_name(item->what, object)))
			continue;
		if (drops && adds && !(item->flags & ITEM_RENAMED))
			again = true;
		else
			alone = true;
	}
	if (!alone && !again)
		return;
	attr->flags &= ~ITEM_IDLE;
	if (alone)
		return;
	attr->from = attr->to = attr->from ? attr->from : attr->to;
	attr->flags |= ITEM_REBUILD;
}

static void wake_attrs(struct node *node)
{
	for (uint32_t i = 0; i < node->n_items && node->before && node->after; i++) {
		struct item *item = &node->items[i];
		if (item->what == DDLECT_ATTR && !item->column && item->flags & ITEM_IDLE)
			wake_attr(node, item);
	}
}

int diff_rebuild(struct diff *diff)
{
	if (rebuild_enums(diff) < 0)
		return -1;
	for (uint32_t i = 0; i < diff->n_nodes; i++)
		rebuild_columns(&diff->nodes[i]);
	if (diff_rebuild_names(diff) < 0 || diff_rebuild_fks(diff) < 0)
		return -1;
	for (uint32_t i = 0; i < diff->n_nodes; i++)
		if (diff->nodes[i].changed)
			wake_attrs(&diff->nodes[i]);
	return 0;
}
