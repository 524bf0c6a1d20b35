/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arena: memory for one run. Everything is freed at once; nothing is freed by itself.
 * Blocks come zeroed and aligned for any type. Functions return NULL when memory runs out
 * (or when arena_fail_after says so, which is how the tests provoke it).
 */
#ifndef CORE_BASE_ARENA_H
#define CORE_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct arena_block;

struct arena {
	struct arena_block *blocks;
	char *at;
	char *end;
	size_t used;
	long fail_after; /* 0: never; n: the n-th allocation from now fails, and all later */
};

void arena_init(struct arena *arena);
void arena_clear(struct arena *arena);
/* Empty again; the newest block is kept. */
void arena_reset(struct arena *arena);
void *arena_alloc(struct arena *arena, size_t size);
char *arena_text(struct arena *arena, const char *bytes, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Make room for one more pointer in a list of `n`. Lists double at powers of two, so the
 * count alone says how much room there is. Returns the list (moved or not), or NULL.
 */
void *arena_grow(struct arena *arena, void *list, uint32_t n, size_t item_size);

#endif
