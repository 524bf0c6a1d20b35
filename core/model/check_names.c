/* SPDX-License-Identifier: Apache-2.0 */
/* Names: the set that a checker empties for each table. See checker.h. */
#include <string.h>

#include "core/model/checker.h"

struct names_slot {
	const char *name;
	const void *object;
	uint64_t hash;
	uint32_t round;
};

void names_empty(struct names *names)
{
	names->round++;
	names->n = 0;
}

static struct names_slot *names_place(const struct names *names, const char *name,
				      uint64_t hash)
{
	for (uint64_t i = hash;; i++) {
		struct names_slot *slot = &names->slots[i & (names->room - 1)];
		if (slot->round != names->round ||
		    (slot->hash == hash && strcmp(slot->name, name) == 0))
			return slot;
	}
}

static int names_grow(struct names *names, struct diags *diags)
{
	struct names larger = *names;
	larger.room = names->room ? names->room * 2 : 64;
	larger.slots = arena_alloc(diags->arena, larger.room * sizeof(*larger.slots));
	if (!larger.slots) {
		diags->broken = 1;
		return -1;
	}
	for (uint32_t i = 0; i < names->room; i++) {
		const struct names_slot *slot = &names->slots[i];
		if (slot->round == names->round)
			*names_place(&larger, slot->name, slot->hash) = *slot;
	}
	*names = larger;
	return 0;
}

const void *names_put(struct names *names, struct diags *diags, const char *name,
		      const void *object)
{
	if (names->n >= names->room / 2 && names_grow(names, diags) < 0)
		return NULL;
	uint64_t hash = hash_quick(name, strlen(name), 0);
	struct names_slot *slot = names_place(names, name, hash);
	if (slot->round == names->round)
		return slot->object;
	*slot = (struct names_slot){name, object, hash, names->round};
	names->n++;
	return NULL;
}

const void *names_get(const struct names *names, const char *name)
{
	if (!names->n)
		return NULL;
	const struct names_slot *slot =
		names_place(names, name, hash_quick(name, strlen(name), 0));
	return slot->round == names->round ? slot->object : NULL;
}
