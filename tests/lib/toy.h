/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Toy: a catalog in memory that obeys like a server. It takes the changes of a plan one by
 * one and refuses what a server would: a reference without its key, a column that goes
 * while something uses it, a name that is taken, an object that isn't there.
 */
#ifndef TESTS_LIB_TOY_H
#define TESTS_LIB_TOY_H

#include <stdbool.h>

#include <ddlect/change.h>

#include "core/base/arena.h"

struct toy {
	struct arena *arena;
	struct ddlect_schema *state;
	const char *problem; /* NULL: none yet */
};

/* A catalog that holds what `schema` does. */
void toy_init(struct toy *toy, struct arena *arena, const struct ddlect_schema *schema);

/* Obey; false at the first change that is refused, with `problem` set. */
bool toy_apply(struct toy *toy, const struct ddlect_plan *plan);

/* All that the catalog holds, sorted, one line each; names of constraints on demand. */
const char *toy_dump(struct arena *arena, const struct ddlect_schema *schema,
		     bool constraint_names);

/* Give names to what has none, as a dialect does. */
void toy_lower(struct ddlect_schema *schema);

/* What its parts share. */

/* Only the first problem is kept. */
void toy_refuse(struct toy *toy, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void toy_take_out(void *list, uint32_t *n, uint32_t i);
void toy_put_in(struct toy *toy, void *list, uint32_t *n, const void *item, size_t size);
struct ddlect_table *toy_find_table(const struct toy *toy, const char *schema,
				    const char *name);
struct ddlect_enum *toy_find_enum(const struct toy *toy, const char *schema,
				  const char *name);
bool toy_find_namespace(const struct toy *toy, const char *name);
bool toy_find_routine(const struct toy *toy, const char *name);
bool toy_in_fks(const struct toy *toy, const struct ddlect_table *table,
		const char *name);
bool toy_index_has_expr(const struct ddlect_index *index);
void toy_change_table(struct toy *toy, const struct ddlect_change *change);
void toy_change_column(struct toy *toy, struct ddlect_table *table,
		       const struct ddlect_change *change);
void toy_change_object(struct toy *toy, struct ddlect_table *table,
		       const struct ddlect_change *change);

#endif
