/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Items: lists of structs from another build, which may be older or newer. They are read
 * with the stride that they were built with; what only one side knows is zero. The first
 * member is a pointer, NULL behind the last.
 */
#ifndef CORE_BASE_ITEM_H
#define CORE_BASE_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Element `i` of a list (NULL: empty) into `item`; false at the end. */
bool item_read(const void *list, uint32_t i, uint32_t stride, void *item, size_t size);

/* Whether a stride can be one: of a struct that begins with a pointer. */
bool item_stride_check(uint32_t stride);

#endif
