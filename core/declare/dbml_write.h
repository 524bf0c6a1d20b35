/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writer: a schema as DBML. The same schema gives the same bytes; reading them gives the
 * same schema; the official parser of the language accepts them.
 */
#ifndef CORE_DECLARE_DBML_WRITE_H
#define CORE_DECLARE_DBML_WRITE_H

#include <ddlect/err.h>
#include <ddlect/model.h>

#include "core/base/buf.h"

struct dbml_writer {
	const char *comment; /* put first, as lines of //; NULL: none */
};

/* Append to `out`. `how` may be NULL. -1 when memory ran out. */
int dbml_write(struct ddlect_buf *out, const struct ddlect_schema *schema,
	       const struct dbml_writer *how, struct ddlect_err *err);

#endif
