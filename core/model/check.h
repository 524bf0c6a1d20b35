/* SPDX-License-Identifier: Apache-2.0 */
/* What a declared schema must be before any dialect is asked, and what a convention adds. */
#ifndef CORE_MODEL_CHECK_H
#define CORE_MODEL_CHECK_H

#include <ddlect/dialect.h>
#include <ddlect/err.h>
#include <ddlect/model.h>

#include "core/base/diag.h"

/*
 * Report everything that no database could have: duplicate tables, columns, enums and
 * names; keys, references and indexes that name what isn't there; empty names; references
 * that don't fit. -1 when there was an error. Apply the convention first.
 */
int schema_check(const struct ddlect_schema *schema, struct diags *diags);

/*
 * Report the names that can't be cut (tables, columns, enums, namespaces) and are longer
 * than a dialect's `max` bytes; 0 is no limit. -1 when there was one.
 */
int schema_check_names(const struct ddlect_schema *schema, uint32_t max,
		       struct diags *diags);

/*
 * Warn of attributes that none of the `n` lists has (each ended by a NULL key; a list may
 * be NULL): with several dialects, one's attribute is unknown to the others.
 */
void schema_check_attrs(const struct ddlect_schema *schema,
			const struct ddlect_attr_info *const *infos, uint32_t n,
			struct diags *diags);

/* Add to each table what the schema's convention says, where it isn't declared already. */
int convention_apply(struct ddlect_schema *schema, struct diags *diags);

/*
 * Put each table's unique keys and references in the order of the columns that they begin
 * with. A column that came by an injection, a convention, or from another form of
 * declaration, is then like any other.
 */
void schema_arrange(struct ddlect_schema *schema);

/*
 * The same schema, with what is in the schema `name` as if it named none; `schema` itself
 * when nothing is. NULL with `err` filled in.
 */
const struct ddlect_schema *schema_localize(struct arena *arena,
					    const struct ddlect_schema *schema,
					    const char *name, struct ddlect_err *err);

/*
 * The tables in order: what a table refers to comes before it, ties by schema and name.
 * A cycle is broken at its first table by name. `order` has room for n_tables.
 */
int schema_sort(const struct ddlect_schema *schema, struct arena *arena,
		const struct ddlect_table **order);

#endif
