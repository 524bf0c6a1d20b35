/* SPDX-License-Identifier: Apache-2.0 */
/* Rows: something in every table that takes it, so that statements meet data. */
#ifndef TESTS_LIVE_ROWS_H
#define TESTS_LIVE_ROWS_H

#include <ddlect/model.h>

#include "tests/live/live.h"

/* Two rows for each table: one is full, the other has NULL wherever that may be. */
void rows_insert(struct live *live, const struct ddlect_schema *schema);
/* And all of them gone again. */
void rows_delete(struct live *live, const struct ddlect_schema *schema);

#endif
