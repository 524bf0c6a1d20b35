/* SPDX-License-Identifier: Apache-2.0 */
/*
 * File: the text of one migration, from a rendered script. Deterministic: the same
 * declaration gives the same bytes, whenever, wherever and by whichever version.
 *
 * A runner applies the text as it is. What a name or a hazard says goes into comments only
 * after every control character in it was made visible, so no comment ends early.
 */
#ifndef CORE_MIGRATIONS_FILE_H
#define CORE_MIGRATIONS_FILE_H

#include <ddlect/change.h>
#include <ddlect/dialect.h>
#include <ddlect/err.h>

#include "core/base/buf.h"
#include "core/diff/script.h"

/* The first line of a file that is not to be run as one transaction. */
#define FILE_NO_TRANSACTION "-- ddlect: no-transaction"

/* How many tables a block of such a file touches at the most. */
#define FILE_BLOCK_TABLES 100u

/* `declared` gives the provider's name and version. Appends to `out`. */
int file_write(struct ddlect_buf *out, const struct ddlect_schema *declared,
	       const struct ddlect_dialect *dialect, const struct ddlect_plan *plan,
	       const struct ddlect_script *script, struct ddlect_err *err);

#endif
