/* SPDX-License-Identifier: Apache-2.0 */
/* Loading the text of a file, for reading it and for showing a line of it. */
#ifndef CORE_DECLARE_DBML_LOAD_H
#define CORE_DECLARE_DBML_LOAD_H

#include <stddef.h>

#include <ddlect/err.h>

/* The whole text with a NUL behind it, for free(). NULL with `err` filled in. */
char *dbml_load(const char *path, size_t *length, struct ddlect_err *err);

#endif
