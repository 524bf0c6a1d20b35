/* SPDX-License-Identifier: Apache-2.0 */
/* Types: see types.h. */
#include <stdbool.h>
#include <string.h>

#include "core/base/map.h"
#include "core/model/types.h"

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool type_same(const struct ddlect_type *a, const struct ddlect_type *b)
{
	return a->kind == b->kind && a->dims == b->dims && a->precision == b->precision &&
	       a->scale == b->scale && same_text(a->schema, b->schema) &&
	       same_text(a->name, b->name);
}

static uint64_t type_hash(const struct ddlect_type *type)
{
	uint32_t numbers[4] = {type->kind, type->dims, (uint32_t)type->precision,
			       (uint32_t)type->scale};
	uint64_t hash = hash_quick(numbers, sizeof(numbers), 0);
	if (type->schema)
		hash = hash_quick(type->schema, strlen(type->schema), hash);
	if (type->name)
		hash = hash_quick(type->name, strlen(type->name), hash);
	return hash;
}

/* Where the type is in the table of `room` places, a power of two; or could be. */
static struct ddlect_type **type_place(struct ddlect_type **list, uint32_t room,
				       const struct ddlect_type *type)
{
	uint64_t i = type_hash(type);
	while (list[i & (room - 1)] && !type_same(list[i & (room - 1)], type))
		i++;
	return &list[i & (room - 1)];
}

static int types_grow(struct types *types, struct arena *arena)
{
	uint32_t room = types->room ? types->room * 2 : 64;
	struct ddlect_type **list = arena_alloc(arena, room * sizeof(*list));
	if (!list)
		return -1;
	for (uint32_t i = 0; i < types->room; i++)
		if (types->list[i])
			*type_place(list, room, types->list[i]) = types->list[i];
	types->list = list;
	types->room = room;
	return 0;
}

/* A copy of `text` in `*to`; false when memory ran out. NULL stays NULL. */
static bool set_text(struct arena *arena, const char **to, const char *text)
{
	*to = text ? arena_text(arena, text, strlen(text)) : NULL;
	return *to || !text;
}

const struct ddlect_type *types_get(struct types *types, struct arena *arena,
				    const struct ddlect_type *type)
{
	if (types->n >= types->room / 2 && types_grow(types, arena) < 0)
		return NULL;
	struct ddlect_type **place = type_place(types->list, types->room, type);
	if (*place)
		return *place;
	struct ddlect_type *made = arena_alloc(arena, sizeof(*made));
	if (!made)
		return NULL;
	*made = *type;
	if (!set_text(arena, &made->schema, type->schema) ||
	    !set_text(arena, &made->name, type->name))
		return NULL;
	types->n++;
	return *place = made;
}
