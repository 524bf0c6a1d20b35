/* SPDX-License-Identifier: Apache-2.0 */
/* What a declared schema must be before any dialect is asked, and what a convention adds. */
#ifndef CORE_MODEL_CHECK_H
#define CORE_MODEL_CHECK_H

#include <ddlect/err.h>
#include <ddlect/model.h>

#include "core/base/diag.h"

/*
 * Report everything that no database could have: duplicate tables, columns, enums and
 * names; keys, references and indexes that name what isn't there; empty names; references
 * that don't fit. -1 when there was an error.
 */
int schema_check(const struct ddlect_schema *schema, struct diags *diags);

/* Add to each table what the schema's convention says, where it isn't declared already. */
int convention_apply(struct ddlect_schema *schema, struct diags *diags);

/*
 * The tables in order: what a table refers to comes before it, ties by schema and name.
 * A cycle is broken at its first table by name. `order` has room for n_tables.
 */
int schema_sort(const struct ddlect_schema *schema, struct arena *arena,
		const struct ddlect_table **order);

#endif
