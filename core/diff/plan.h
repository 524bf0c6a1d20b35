/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Diff and plan: from two physical schemas to changes in an order that works. Pure: no
 * I/O, no SQL, no dialect. A down is plan_make() with the schemas swapped.
 */
#ifndef CORE_DIFF_PLAN_H
#define CORE_DIFF_PLAN_H

#include <ddlect/change.h>
#include <ddlect/dialect.h>
#include <ddlect/err.h>

#include "core/base/arena.h"

/*
 * `attrs` (may be NULL) gives the order in which attributes of one object change. The plan
 * points into both schemas: they must outlive it. NULL when memory runs out.
 */
struct ddlect_plan *plan_make(struct arena *arena, const struct ddlect_schema *from,
			      const struct ddlect_schema *to, uint32_t direction,
			      const struct ddlect_attr_info *attrs,
			      struct ddlect_err *err);

/*
 * The schemas in which what is the provider's may be, the default one first; the list is of
 * `arena`. NULL when memory runs out.
 */
const char **schema_wanted(struct arena *arena, const struct ddlect_schema *desired,
			   const char *default_schema, uint32_t *n);

/*
 * What of `current` is the provider's: the tables that `desired` declares or renames, those
 * that match its `owns`, and the enums and routines that go with them. The tables left out
 * stay untouched; their names come back in `strangers` (arena), in order. Not those in which
 * the state of migrations is kept (`*schema_migrations`, and `_history` beside it): they are
 * the provider's only when `desired` declares them. A pattern may name `default_schema`.
 */
struct ddlect_schema *schema_owned(struct arena *arena,
				   const struct ddlect_schema *current,
				   const struct ddlect_schema *desired,
				   const char *default_schema,
				   const struct ddlect_table ***strangers,
				   uint32_t *n_strangers, struct ddlect_err *err);

#endif
