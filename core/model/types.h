/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Types: each one that a schema has is kept once, so that two equal types are one pointer.
 * What is kept lies in the arena; the table starts as all zeros.
 */
#ifndef CORE_MODEL_TYPES_H
#define CORE_MODEL_TYPES_H

#include <ddlect/model.h>

#include "core/base/arena.h"

struct types {
	struct ddlect_type **list; /* open addressing by hash */
	uint32_t n;
	uint32_t room; /* a power of two, or 0 */
};

/* The type that is kept for an equal one; copied on first sight. NULL: no memory. */
const struct ddlect_type *types_get(struct types *types, struct arena *arena,
				    const struct ddlect_type *type);

#endif
