/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Map: from a pair of names (the first may be NULL) to a pointer. It is only for looking
 * up: it has no order and can't be walked, so no output can depend on it. Keys are kept,
 * not copied; memory is the arena's.
 */
#ifndef CORE_BASE_MAP_H
#define CORE_BASE_MAP_H

#include <stdint.h>

#include "core/base/arena.h"

struct map_slot;
struct map_entry;

struct map {
	struct map_slot *slots;
	struct map_entry *entries; /* in the order in which they came */
	uint32_t n;
	uint32_t room; /* 0 or a power of two */
};

/* The value, or NULL. */
void *map_get(const struct map *map, const char *space, const char *name);

/* Set the value, replacing what was there. -1 when memory runs out. */
int map_set(struct map *map, struct arena *arena, const char *space, const char *name,
	    void *value);

/* Make room for `n` entries at once, instead of step by step. */
int map_reserve(struct map *map, struct arena *arena, uint32_t n);

/* A good 64-bit hash of bytes, the same on every machine; chain it through `seed`. */
uint64_t hash_bytes(const void *bytes, size_t length, uint64_t seed);

/* A quick one, for what is looked up in memory: machines may differ. */
uint64_t hash_quick(const void *bytes, size_t length, uint64_t seed);

#endif
