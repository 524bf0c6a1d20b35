/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sort: tables in an order in which they can be created. Depth first, so that a table
 * stands right after the last of what it refers to; the roots and the references of one
 * table are taken by schema and name, so that the order depends on nothing else. The stack
 * is a list, because a chain of references may be as long as there are tables.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/model/check.h"
#include "core/model/schema.h"

struct place {
	const struct ddlect_table *table;
	struct place **refs; /* in order of name; may hold one twice */
	uint32_t n_refs;
	uint32_t next; /* of refs, to be visited */
	bool visited;
};

static int table_order(const struct ddlect_table *a, const struct ddlect_table *b)
{
	if (!a->schema != !b->schema)
		return a->schema ? 1 : -1;
	int order = a->schema ? strcmp(a->schema, b->schema) : 0;
	return order ? order : strcmp(a->name, b->name);
}

static int place_order(const void *a, const void *b)
{
	const struct place *left = a;
	const struct place *right = b;
	return table_order(left->table, right->table);
}

/* Places lie in order of name, so their addresses compare like the names. */
static int ref_order(const void *a, const void *b)
{
	const struct place *const *left = a;
	const struct place *const *right = b;
	return (*left > *right) - (*left < *right);
}

/* The place of a table by its name, among places in order. */
static struct place *place_find(struct place *places, uint32_t n, const char *schema,
				const char *name)
{
	struct ddlect_table key = {.schema = schema, .name = name};
	return bsearch(&(struct place){.table = &key}, places, n, sizeof(*places),
		       place_order);
}

/* The table that an attribute names as one which has to outlive its own; NULL: none. */
static struct place *place_of_attr(struct place *places, uint32_t n, struct arena *arena,
				   const struct ddlect_attr *attr)
{
	if (!(attr->flags & DDLECT_ATTR_RESTS_ON))
		return NULL;
	size_t length = strcspn(attr->value, "\n");
	const char *schema = attr->value[length] ? attr->value + length + 1 : NULL;
	const char *name = arena_text(arena, attr->value, length);
	return name ? place_find(places, n, schema, name) : NULL;
}

static int place_refs(struct place *place, struct place *places, uint32_t n,
		      struct arena *arena)
{
	const struct ddlect_table *table = place->table;
	uint32_t most = table->n_fks;
	for (uint32_t i = 0; i < table->n_attrs; i++)
		most += (table->attrs[i]->flags & DDLECT_ATTR_RESTS_ON) != 0;
	if (!most)
		return 0;
	place->refs = arena_alloc(arena, most * sizeof(struct place *));
	if (!place->refs)
		return -1;
	for (uint32_t i = 0; i < table->n_fks; i++) {
		const struct ddlect_fk *fk = table->fks[i];
		struct place *ref = place_find(places, n, fk->ref_schema, fk->ref_table);
		if (ref && ref != place)
			place->refs[place->n_refs++] = ref;
	}
	for (uint32_t i = 0; most > table->n_fks && i < table->n_attrs; i++) {
		struct place *ref = place_of_attr(places, n, arena, table->attrs[i]);
		if (ref && ref != place)
			place->refs[place->n_refs++] = ref;
	}
	if (place->n_refs > 1)
		qsort(place->refs, place->n_refs, sizeof(struct place *), ref_order);
	return 0;
}

static uint32_t visit(struct place *root, struct place **stack,
		      const struct ddlect_table **order, uint32_t n)
{
	uint32_t depth = 0;
	root->visited = true;
	stack[depth++] = root;
	while (depth) {
		struct place *top = stack[depth - 1];
		if (top->next == top->n_refs) {
			order[n++] = top->table;
			depth--;
			continue;
		}
		struct place *ref = top->refs[top->next++];
		if (!ref->visited) {
			ref->visited = true;
			stack[depth++] = ref;
		}
	}
	return n;
}

int schema_sort(const struct ddlect_schema *schema, struct arena *arena,
		const struct ddlect_table **order)
{
	uint32_t n = schema->n_tables;
	if (!n)
		return 0;
	struct place *places = arena_alloc(arena, n * sizeof(*places));
	struct place **stack = arena_alloc(arena, n * sizeof(*stack));
	if (!places || !stack)
		return -1;
	bool sorted = true;
	for (uint32_t i = 0; i < n; i++) {
		places[i].table = schema->tables[i];
		sorted = sorted && (!i || place_order(&places[i - 1], &places[i]) < 0);
	}
	if (!sorted)
		qsort(places, n, sizeof(*places), place_order);
	for (uint32_t i = 0; i < n; i++)
		if (place_refs(&places[i], places, n, arena) < 0)
			return -1;
	uint32_t done = 0;
	for (uint32_t i = 0; i < n; i++)
		if (!places[i].visited)
			done = visit(&places[i], stack, order, done);
	return 0;
}
