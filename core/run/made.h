/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Made: what texts created and didn't drop again, by what the dialect sees in their
 * statements. It follows them in the order in which they ran, so that an object is known by
 * the name that it has at the end. It asks no database.
 */
#ifndef CORE_RUN_MADE_H
#define CORE_RUN_MADE_H

#include <stdbool.h>
#include <stdint.h>

#include <ddlect/dialect.h>

#include "core/base/arena.h"
#include "core/base/map.h"

struct made_object {
	uint32_t object;    /* DDLECT_EFFECT_TABLE, … */
	const char *schema; /* NULL: the default one */
	const char *name;
	bool there;
};

struct made {
	struct arena *arena;
	const char *default_schema;
	struct map maps[DDLECT_EFFECT_COUNT]; /* by object */
	struct made_object **objects;	      /* in the order of their creation */
	uint32_t n;
};

/* A statement that names `default_schema` means the one that others leave out. */
void made_init(struct made *made, struct arena *arena, const char *default_schema);

/* What `text` does. A dialect without effects() sees nothing. */
int made_add(struct made *made, const struct ddlect_dialect *dialect, const char *text,
	     uint64_t length, struct ddlect_err *err);

/* Is there one? */
bool made_has(const struct made *made, uint32_t object, const char *schema,
	      const char *name);

#endif
