/* SPDX-License-Identifier: Apache-2.0 */
/* Map: open addressing, linear probing, never more than half full. See map.h. */
#include <string.h>

#include "core/base/map.h"

struct map_entry {
	const char *space;
	const char *name; /* NULL: a free place */
	void *value;
	uint64_t hash;
};

/* FNV-1a with a final mix, so that the low bits are worth something. */
uint64_t hash_bytes(const void *bytes, size_t length, uint64_t seed)
{
	const unsigned char *at = bytes;
	uint64_t hash = seed ^ 0xcbf29ce484222325ull;
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ at[i]) * 0x100000001b3ull;
	hash ^= hash >> 32;
	hash *= 0xd6e8feb86659fd93ull;
	return hash ^ hash >> 32;
}

/* Each step brings high bits down, and the last one mixes them: names often differ late. */
uint64_t hash_quick(const void *bytes, size_t length, uint64_t seed)
{
	const unsigned char *at = bytes;
	uint64_t hash = seed ^ length * 0x9e3779b97f4a7c15ull;
	uint64_t word = 0;
	size_t rest = length;
	for (; rest >= sizeof(word); rest -= sizeof(word), at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		hash = (hash ^ word) * 0xd6e8feb86659fd93ull;
		hash ^= hash >> 32;
	}
	if (length >= sizeof(word)) /* what is left, with some that was before it */
		memcpy(&word, at + rest - sizeof(word), sizeof(word));
	else
		while (rest > 0)
			word = word << 8 | at[--rest];
	hash = (hash ^ word) * 0xd6e8feb86659fd93ull;
	hash ^= hash >> 32;
	hash *= 0xd6e8feb86659fd93ull;
	return hash ^ hash >> 32;
}

static uint64_t map_hash(const char *space, const char *name)
{
	uint64_t seed = space ? hash_quick(space, strlen(space), 1) : 0;
	return hash_quick(name, strlen(name), seed);
}

static int same_space(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The entry of that key, or the free place where it would go. */
static struct map_entry *map_place(const struct map *map, const char *space,
				   const char *name, uint64_t hash)
{
	for (uint64_t i = hash;; i++) {
		struct map_entry *entry = &map->entries[i & (map->room - 1)];
		if (!entry->name ||
		    (entry->hash == hash && strcmp(entry->name, name) == 0 &&
		     same_space(entry->space, space)))
			return entry;
	}
}

void *map_get(const struct map *map, const char *space, const char *name)
{
	if (!map->n)
		return NULL;
	return map_place(map, space, name, map_hash(space, name))->value;
}

static int map_grow(struct map *map, struct arena *arena, uint32_t room)
{
	struct map larger = {.n = map->n, .room = room};
	larger.entries = arena_alloc(arena, larger.room * sizeof(*larger.entries));
	if (!larger.entries)
		return -1;
	/* It is zero already; but a page that is looked at before it is written faults twice. */
	memset(larger.entries, 0, larger.room * sizeof(*larger.entries));
	for (uint32_t i = 0; i < map->room; i++) {
		const struct map_entry *entry = &map->entries[i];
		if (entry->name)
			*map_place(&larger, entry->space, entry->name, entry->hash) =
				*entry;
	}
	*map = larger;
	return 0;
}

int map_reserve(struct map *map, struct arena *arena, uint32_t n)
{
	uint32_t room = 16;
	while (room / 2 <= n && room < UINT32_MAX / 2)
		room *= 2;
	return room > map->room ? map_grow(map, arena, room) : 0;
}

int map_set(struct map *map, struct arena *arena, const char *space, const char *name,
	    void *value)
{
	if (map->n >= map->room / 2 &&
	    map_grow(map, arena, map->room ? map->room * 2 : 16) < 0)
		return -1;
	uint64_t hash = map_hash(space, name);
	struct map_entry *entry = map_place(map, space, name, hash);
	if (!entry->name)
		map->n++;
	*entry = (struct map_entry){space, name, value, hash};
	return 0;
}
