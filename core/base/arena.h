/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arena: memory for one run. Everything is freed at once; nothing is freed by itself.
 * Blocks come zeroed and aligned for any type. Functions return NULL when memory runs out
 * (or when arena_fail_after says so, which is how the tests provoke it).
 *
 * Texts lie apart from all else, so that they can outlive it: what is made of an arena's
 * objects often shares their names.
 */
#ifndef CORE_BASE_ARENA_H
#define CORE_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct arena_block;

struct arena_part {
	struct arena_block *blocks; /* the newest first */
	char *at;
	char *end;
};

struct arena {
	struct arena_part objects;
	struct arena_part texts;
	size_t used;
	long fail_after; /* 0: never; n: the n-th allocation from now fails, and all later */
};

void arena_init(struct arena *arena);
void arena_clear(struct arena *arena);
/* All but what arena_text() and arena_printf() made is gone. */
void arena_drop_objects(struct arena *arena);
/* Empty again; the newest block of each part is kept. */
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
