/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Adopted: what a text creates only if it isn't there, or replaces, and what of that is there
 * before the text runs. Who drops later must know which of it the text only adopted.
 */
#ifndef PLUGINS_POSTGRES_ADOPTED_H
#define PLUGINS_POSTGRES_ADOPTED_H

#include "plugins/postgres/exec.h"

/* The longest text that is looked through for it; of a longer one nobody knows. */
#define ADOPTED_LONGEST ((uint64_t)16 << 20)

/*
 * Write the query for it. 0: the text makes nothing of the kind; -1: that can't be told. Each
 * of the query's rows, of three columns, is for adopted_add().
 */
int adopted_write(struct ddlect_buf *out, const struct ddlect_dialect *dialect,
		  const char *text, uint64_t length);

/* Add a row to the list, as ddlect_history has it. */
void adopted_add(struct ddlect_buf *list, const struct row *row);

#endif
