/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Retyped: the columns of one table whose type becomes another one. A text of the server's
 * that names one of them has the casts of the old type in it, so an author's text isn't
 * given its words.
 */
#ifndef PLUGINS_POSTGRES_RETYPED_H
#define PLUGINS_POSTGRES_RETYPED_H

#include "plugins/postgres/postgres.h"

struct retyped {
	const struct ddlect_column **list;
	uint32_t n;
};

/* What `column`, at `place`, was in the table before; NULL: nothing. */
const struct ddlect_column *column_before(const struct ddlect_table *before,
					  const struct ddlect_column *column,
					  uint32_t place);

/*
 * Does a type become another one, and not only longer? Of native types only the server
 * knows whether two names are one type, so those don't count.
 */
bool retyped_type(const struct ddlect_type *to, const struct ddlect_type *from);

/* The retyped columns of `to`, in place of those that were in the list. -1: no memory. */
int retyped_find(struct retyped *retyped, const struct ddlect_table *to,
		 const struct ddlect_table *from);

/* Does the text name one of them? */
bool retyped_named(const struct retyped *retyped, const char *text);

/*
 * Do the texts say the same? When a type changes, the server's words are only taken when
 * it added no casts.
 */
bool retyped_says_same(const char *said, const char *words, bool retyped);

void retyped_clear(struct retyped *retyped);

#endif
