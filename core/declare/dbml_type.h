/* SPDX-License-Identifier: Apache-2.0 */
/* The words that DBML's reader and writer have for neutral types. */
#ifndef CORE_DECLARE_DBML_TYPE_H
#define CORE_DECLARE_DBML_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include <ddlect/model.h>

/*
 * A type that stands alone, as it would be in a DBML file, for an author who declares in
 * another form. Enums are those that `schema` has. 1: read; 0: no type; -1: no memory.
 */
int dbml_type_text(struct ddlect_schema *schema, const char *text,
		   const struct ddlect_type **type);

/* The word for a neutral kind; NULL for an enum or a native type. */
const char *dbml_type_neutral(uint32_t kind);
/* Would a bare word be read as a neutral type? */
bool dbml_type_is_neutral(const char *word);

#endif
