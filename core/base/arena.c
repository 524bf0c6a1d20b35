/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arena: blocks of growing size in a list, the newest first. Small things are carved from
 * the newest; what is larger than a block gets one of its own. Large blocks are mapped, in
 * huge pages where the system has them: a run with thousands of tables would else spend
 * more time on page faults than on some of its steps.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MADV_HUGEPAGE */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/base/arena.h"

#define FIRST_BLOCK ((size_t)64 << 10)
#define LARGEST_BLOCK ((size_t)4 << 20)
#define HUGE_PAGE ((size_t)2 << 20) /* blocks as large are mapped */

struct arena_block {
	struct arena_block *next;
	size_t size;
	_Alignas(max_align_t) char bytes[];
};

static struct arena_block *block_map(size_t size)
{
	void *block = mmap(NULL, size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (block == MAP_FAILED)
		return NULL;
#ifdef MADV_HUGEPAGE
	madvise(block, size, MADV_HUGEPAGE); /* a wish: without them it works too */
#endif
	return block;
}

/* A zeroed block of `size` bytes, its head included. */
static struct arena_block *block_new(size_t size)
{
	struct arena_block *block = size < HUGE_PAGE ? calloc(1, size) : block_map(size);
	if (block)
		block->size = size;
	return block;
}

static void block_free(struct arena_block *block)
{
	if (block->size < HUGE_PAGE)
		free(block);
	else
		munmap(block, block->size);
}

void arena_init(struct arena *arena)
{
	*arena = (struct arena){0};
}

static void blocks_free(struct arena_block *block)
{
	while (block) {
		struct arena_block *next = block->next;
		block_free(block);
		block = next;
	}
}

static void part_clear(struct arena_part *part)
{
	blocks_free(part->blocks);
	*part = (struct arena_part){0};
}

void arena_clear(struct arena *arena)
{
	part_clear(&arena->objects);
	part_clear(&arena->texts);
	arena_init(arena);
}

void arena_drop_objects(struct arena *arena)
{
	part_clear(&arena->objects);
}

static void part_reset(struct arena_part *part)
{
	struct arena_block *kept = part->blocks;
	if (!kept)
		return;
	blocks_free(kept->next);
	kept->next = NULL;
	memset(kept->bytes, 0, (size_t)(part->at - kept->bytes));
	part->at = kept->bytes;
}

void arena_reset(struct arena *arena)
{
	part_reset(&arena->objects);
	part_reset(&arena->texts);
	arena->used = 0;
}

/* Block sizes are powers of two, but for what needs more than the largest. */
static int part_refill(struct arena_part *part, size_t size)
{
	size_t room = part->blocks ? part->blocks->size * 4 : FIRST_BLOCK;
	if (size > SIZE_MAX - sizeof(struct arena_block))
		return -1;
	if (room > LARGEST_BLOCK)
		room = LARGEST_BLOCK;
	if (room < sizeof(struct arena_block) + size)
		room = sizeof(struct arena_block) + size;
	struct arena_block *block = block_new(room);
	if (!block)
		return -1;
	block->next = part->blocks;
	part->blocks = block;
	part->at = block->bytes;
	part->end = (char *)block + room;
	return 0;
}

static void *arena_take(struct arena *arena, struct arena_part *part, size_t size,
			size_t alignment)
{
	if (arena->fail_after && --arena->fail_after == 0) {
		arena->fail_after = 1;
		return NULL;
	}
	size_t gap = -(uintptr_t)part->at & (alignment - 1); /* a power of two */
	size_t room = (size_t)(part->end - part->at);
	if (room < gap || room - gap < size) {
		if (part_refill(part, size) < 0)
			return NULL;
		gap = 0;
	}
	void *got = part->at + gap;
	part->at += gap + size;
	arena->used += gap + size;
	return got;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return arena_take(arena, &arena->objects, size, _Alignof(max_align_t));
}

/* Text needs no alignment: names are most of a large schema, so they are packed. */
char *arena_text(struct arena *arena, const char *bytes, size_t length)
{
	if (length == SIZE_MAX)
		return NULL;
	char *got = arena_take(arena, &arena->texts, length + 1, 1);
	if (got && length)
		memcpy(got, bytes, length);
	return got;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	int length = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (length < 0)
		return NULL;
	char *got = arena_take(arena, &arena->texts, (size_t)length + 1, 1);
	if (!got)
		return NULL;
	va_start(ap, format);
	vsnprintf(got, (size_t)length + 1, format, ap);
	va_end(ap);
	return got;
}

void *arena_grow(struct arena *arena, void *list, uint32_t n, size_t item_size)
{
	if (n & (n - 1)) /* not a power of two and not 0: there is room */
		return list;
	size_t room = n ? (size_t)n * 2 : 1;
	if (n == UINT32_MAX || room > SIZE_MAX / item_size)
		return NULL;
	void *larger = arena_alloc(arena, room * item_size);
	if (larger && n)
		memcpy(larger, list, n * item_size);
	return larger;
}
