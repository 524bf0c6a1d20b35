/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Map: open addressing, linear probing, never more than half full. See map.h. What is probed
 * is small, a hash and a place, so that it stays in the cache; entries follow each other.
 */
#include <stdbool.h>
#include <string.h>

#include "core/base/map.h"

struct map_slot {
	uint32_t hash;
	uint32_t at; /* of the entry, counted from 1; 0: free */
};

struct map_entry {
	const char *space;
	const char *name;
	void *value;
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

static uint32_t map_hash(const char *space, const char *name)
{
	uint64_t seed = space ? hash_quick(space, strlen(space), 1) : 0;
	return (uint32_t)hash_quick(name, strlen(name), seed);
}

static bool same_space(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool is_key(const struct map_entry *entry, const char *space, const char *name)
{
	return strcmp(entry->name, name) == 0 && same_space(entry->space, space);
}

/* The slot of that key, or the free one where it would go. */
static struct map_slot *map_slot(const struct map *map, const char *space,
				 const char *name, uint32_t hash)
{
	for (uint32_t i = hash;; i++) {
		struct map_slot *slot = &map->slots[i & (map->room - 1)];
		if (!slot->at || (slot->hash == hash &&
				  is_key(&map->entries[slot->at - 1], space, name)))
			return slot;
	}
}

void *map_get(const struct map *map, const char *space, const char *name)
{
	if (!map->n)
		return NULL;
	const struct map_slot *slot = map_slot(map, space, name, map_hash(space, name));
	return slot->at ? map->entries[slot->at - 1].value : NULL;
}

static int map_grow(struct map *map, struct arena *arena, uint32_t room)
{
	size_t size = room * sizeof(*map->slots);
	struct map_slot *slots = arena_alloc(arena, size);
	struct map_entry *entries = arena_alloc(arena, room / 2 * sizeof(*entries));
	if (!slots || !entries)
		return -1;
	/* It is zero already; but a page that is looked at before it is written faults twice. */
	memset(slots, 0, size);
	for (uint32_t i = 0; i < map->room; i++) {
		uint32_t to = map->slots[i].hash;
		if (!map->slots[i].at)
			continue;
		while (slots[to & (room - 1)].at)
			to++;
		slots[to & (room - 1)] = map->slots[i];
	}
	if (map->n)
		memcpy(entries, map->entries, map->n * sizeof(*entries));
	map->slots = slots;
	map->entries = entries;
	map->room = room;
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
	uint32_t hash = map_hash(space, name);
	struct map_slot *slot = map_slot(map, space, name, hash);
	if (!slot->at)
		*slot = (struct map_slot){hash, ++map->n};
	map->entries[slot->at - 1] = (struct map_entry){space, name, value};
	return 0;
}
