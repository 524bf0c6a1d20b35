/* SPDX-License-Identifier: Apache-2.0 */
/* Describe: a schema as text, a line for each object, with every field that is set. */
#ifndef TESTS_LIVE_DESCRIBE_H
#define TESTS_LIVE_DESCRIBE_H

#include <ddlect/dialect.h>

/* The caller's to free. */
char *describe(const struct ddlect_dialect *dialect, const struct ddlect_schema *schema);

#endif
