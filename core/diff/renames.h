/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Renames: what was declared to have had another name, and is nowhere under either; and what
 * looks as if it should have been.
 */
#ifndef CORE_DIFF_RENAMES_H
#define CORE_DIFF_RENAMES_H

#include <stdbool.h>

#include <ddlect/err.h>
#include <ddlect/model.h>

/*
 * Note, in `desired`, each table, column and enum whose renamed_from names nothing in
 * `current`, though it isn't there under its new name either: it will be created, empty. It
 * is an error where something of its kind goes from the same place, which may be what was
 * meant. One that has its new name already was renamed in an earlier release. An empty
 * `current` has nothing that could be missed. Note each table, too, that comes with the
 * columns of one that goes.
 */
int renames_check(struct ddlect_schema *desired, const struct ddlect_schema *current,
		  struct ddlect_err *err);

/* Have two tables the same columns, by name and type, in whatever order? */
bool same_columns(const struct ddlect_table *a, const struct ddlect_table *b);

#endif
