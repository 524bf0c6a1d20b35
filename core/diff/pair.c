/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pairs: which object of one schema is which of the other. Equal names are the same
 * object. What is left is paired by renamed_from, which may be set on either side, because
 * a down has the declared schema first; a rename never takes a name that both sides have.
 */
#include <string.h>

#include "core/diff/diff.h"
#include "core/model/former.h"

struct named {
	const char *schema;
	const char *name;
	const char *renamed_from;
};

static struct named named_of(uint32_t what, const void *object)
{
	union ddlect_object o = {object};
	switch (what) {
	case DDLECT_TABLE:
		return (struct named){o.table->schema, o.table->name,
				      o.table->renamed_from};
	case DDLECT_ENUM:
		return (struct named){o.enumeration->schema, o.enumeration->name,
				      o.enumeration->renamed_from};
	case DDLECT_ROUTINE:
		return (struct named){o.routine->schema, o.routine->name, NULL};
	default:
		return (struct named){NULL, o.ns->name, NULL};
	}
}

static int pair_add(struct pairing *pairing, struct arena *arena, struct map *map,
		    const struct named *named, struct pair pair)
{
	struct pair *place = &pairing->pairs[pairing->n++];
	*place = pair;
	return map_set(map, arena, named->schema, named->name, place);
}

/* Of two pairs that hold one side each, make the one that has `to`. */
static int pair_join(struct pairing *pairing, struct arena *arena, uint32_t what,
		     struct pair *old, struct pair *new)
{
	struct named named = named_of(what, old->from);
	new->from = old->from;
	old->from = NULL;
	return map_set(&pairing->from, arena, named.schema, named.name, new);
}

static int pair_renames(struct pairing *pairing, struct arena *arena, uint32_t what)
{
	for (uint32_t i = 0; i < pairing->n; i++) {
		struct pair *pair = &pairing->pairs[i];
		if (!pair->from == !pair->to)
			continue;
		struct named named = named_of(what, pair->from ? pair->from : pair->to);
		if (!named.renamed_from)
			continue;
		const struct map *map = pair->to ? &pairing->from : &pairing->to;
		struct pair *other = map_get(map, named.schema, named.renamed_from);
		struct former former;
		int split = !other && what == DDLECT_TABLE
				    ? former_split(arena, named.renamed_from, &former)
				    : 0;
		if (split < 0)
			return -1;
		if (split > 0)
			other = map_get(map, former.schema, former.name);
		if (!other || !other->from == !other->to)
			continue;
		if (pair_join(pairing, arena, what, pair->from ? pair : other,
			      pair->from ? other : pair) < 0)
			return -1;
	}
	return 0;
}

int pair_objects(struct pairing *pairing, struct arena *arena, uint32_t what,
		 const void *const *from, uint32_t n_from, const void *const *to,
		 uint32_t n_to)
{
	size_t n = (size_t)n_from + n_to;
	pairing->pairs = n ? arena_alloc(arena, n * sizeof(struct pair)) : NULL;
	if ((n && !pairing->pairs) || map_reserve(&pairing->from, arena, n_from) < 0 ||
	    map_reserve(&pairing->to, arena, n_to) < 0)
		return -1;
	for (uint32_t i = 0; i < n_to; i++) {
		struct named named = named_of(what, to[i]);
		if (pair_add(pairing, arena, &pairing->to, &named,
			     (struct pair){NULL, to[i], 0}) < 0)
			return -1;
	}
	for (uint32_t i = 0; i < n_from; i++) {
		struct named named = named_of(what, from[i]);
		struct pair *pair = map_get(&pairing->to, named.schema, named.name);
		if (pair && !pair->from) {
			pair->from = from[i];
			if (map_set(&pairing->from, arena, named.schema, named.name,
				    pair) < 0)
				return -1;
		} else if (pair_add(pairing, arena, &pairing->from, &named,
				    (struct pair){from[i], NULL, 0}) < 0) {
			return -1;
		}
	}
	return pair_renames(pairing, arena, what);
}

/* The namespaces of a schema: those that it lists, and those that its objects are in. */
struct spaces {
	struct arena *arena;
	const struct ddlect_namespace **list;
	uint32_t n;
	struct map seen;
	const char *last; /* most objects are in the same one as the one before */
};

static int space_add(struct spaces *spaces, const char *name, uint32_t flags)
{
	if (!name || name == spaces->last || map_get(&spaces->seen, NULL, name))
		return 0;
	struct ddlect_namespace *ns = arena_alloc(spaces->arena, sizeof(*ns));
	void *list =
		arena_grow(spaces->arena, spaces->list, spaces->n, sizeof(*spaces->list));
	if (!ns || !list)
		return -1;
	ns->name = spaces->last = name;
	ns->flags = flags;
	spaces->list = list;
	spaces->list[spaces->n++] = ns;
	return map_set(&spaces->seen, spaces->arena, NULL, name, ns);
}

static int spaces_of(struct spaces *spaces, const struct ddlect_schema *schema)
{
	int result = 0;
	for (uint32_t i = 0; i < schema->n_namespaces && result == 0; i++)
		result = space_add(spaces, schema->namespaces[i]->name,
				   schema->namespaces[i]->flags);
	for (uint32_t i = 0; i < schema->n_enums && result == 0; i++)
		result = space_add(spaces, schema->enums[i]->schema, 0);
	for (uint32_t i = 0; i < schema->n_routines && result == 0; i++)
		result = space_add(spaces, schema->routines[i]->schema, 0);
	for (uint32_t i = 0; i < schema->n_tables && result == 0; i++)
		result = space_add(spaces, schema->tables[i]->schema, 0);
	return result;
}

#define LIST(list) ((const void *const *)(list))

static int pair_spaces(struct diff *diff)
{
	struct spaces from = {.arena = diff->arena};
	struct spaces to = {.arena = diff->arena};
	if (spaces_of(&from, diff->from) < 0 || spaces_of(&to, diff->to) < 0)
		return -1;
	return pair_objects(&diff->namespaces, diff->arena, DDLECT_NAMESPACE,
			    LIST(from.list), from.n, LIST(to.list), to.n);
}

static int pair_tables(struct diff *diff)
{
	struct pairing *tables = &diff->tables;
	if (pair_objects(tables, diff->arena, DDLECT_TABLE, LIST(diff->from->tables),
			 diff->from->n_tables, LIST(diff->to->tables),
			 diff->to->n_tables) < 0)
		return -1;
	diff->n_nodes = tables->n;
	diff->nodes = arena_alloc(diff->arena, (tables->n + 1) * sizeof(struct node));
	if (!diff->nodes)
		return -1;
	for (uint32_t i = 0; i < tables->n; i++) {
		diff->nodes[i].before = tables->pairs[i].from;
		diff->nodes[i].after = tables->pairs[i].to;
		diff->nodes[i].place = UINT32_MAX;
		diff->nodes[i].named_before = tables->pairs[i].from != NULL;
	}
	return 0;
}

static int enum_renames(struct diff *diff)
{
	struct renames *renames = &diff->enum_renames;
	for (uint32_t i = 0; i < diff->enums.n; i++) {
		const struct ddlect_enum *from = diff->enums.pairs[i].from;
		const struct ddlect_enum *to = diff->enums.pairs[i].to;
		if (!from || !to)
			continue;
		if (enum_aspects(diff, &diff->enums.pairs[i]) < 0)
			return -1;
		if (diff->enums.pairs[i].aspects & DDLECT_ASPECT_VALUES_REPLACED)
			diff->enums_replaced = true;
		if (strcmp(from->name, to->name) == 0)
			continue;
		void *list = arena_grow(diff->arena, renames->list, renames->n,
					sizeof(*renames->list));
		if (!list)
			return -1;
		renames->list = list;
		renames->list[renames->n++] =
			(struct rename){from->schema, from->name, to->name};
	}
	return 0;
}

int pair_schemas(struct diff *diff)
{
	const struct ddlect_schema *from = diff->from;
	const struct ddlect_schema *to = diff->to;
	if (pair_spaces(diff) < 0 ||
	    pair_objects(&diff->enums, diff->arena, DDLECT_ENUM, LIST(from->enums),
			 from->n_enums, LIST(to->enums), to->n_enums) < 0 ||
	    pair_objects(&diff->routines, diff->arena, DDLECT_ROUTINE,
			 LIST(from->routines), from->n_routines, LIST(to->routines),
			 to->n_routines) < 0)
		return -1;
	return enum_renames(diff) < 0 ? -1 : pair_tables(diff);
}

static const struct pair *replaced_in(const struct diff *diff, const struct map *map,
				      const struct ddlect_type *type)
{
	if (!diff->enums_replaced || type->kind != DDLECT_TYPE_ENUM)
		return NULL;
	const struct pair *pair = map_get(map, type->schema, type->name);
	if (!pair || !pair->from || !pair->to)
		return NULL;
	return pair->aspects & DDLECT_ASPECT_VALUES_REPLACED ? pair : NULL;
}

const struct pair *replaced_enum(const struct diff *diff, const struct ddlect_type *type)
{
	return replaced_in(diff, &diff->enums.from, type);
}

const struct pair *replaced_enum_after(const struct diff *diff,
				       const struct ddlect_type *type)
{
	return replaced_in(diff, &diff->enums.to, type);
}

bool replaced_pair_named(const struct pair *pair, const char *expr)
{
	const struct ddlect_enum *from = pair->from;
	return expr && from && pair->to &&
	       pair->aspects & DDLECT_ASPECT_VALUES_REPLACED &&
	       expr_mentions(expr, from->name);
}

bool replaced_named(const struct diff *diff, const char *expr)
{
	bool named = false;
	for (uint32_t i = 0; expr && !named && i < diff->enums.n; i++)
		named = replaced_pair_named(&diff->enums.pairs[i], expr);
	return named;
}

static struct node *node_of(const struct diff *diff, const struct map *map,
			    const char *schema, const char *name)
{
	const struct pair *pair = map_get(map, schema, name);
	return pair ? &diff->nodes[pair - diff->tables.pairs] : NULL;
}

struct node *node_before(const struct diff *diff, const char *schema, const char *name)
{
	return node_of(diff, &diff->tables.from, schema, name);
}

struct node *node_after(const struct diff *diff, const char *schema, const char *name)
{
	return node_of(diff, &diff->tables.to, schema, name);
}
