/* SPDX-License-Identifier: Apache-2.0 */
/* The words that DBML's reader and writer have for neutral types. */
#ifndef CORE_DECLARE_DBML_TYPE_H
#define CORE_DECLARE_DBML_TYPE_H

#include <stdbool.h>
#include <stdint.h>

/* The word for a neutral kind; NULL for an enum or a native type. */
const char *dbml_type_neutral(uint32_t kind);
/* Would a bare word be read as a neutral type? */
bool dbml_type_is_neutral(const char *word);

#endif
