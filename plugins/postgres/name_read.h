/* SPDX-License-Identifier: Apache-2.0 */
/* Name_read: the name that a token of SQL stands for, as the server would store it. */
#ifndef PLUGINS_POSTGRES_NAME_READ_H
#define PLUGINS_POSTGRES_NAME_READ_H

#include "plugins/postgres/lex.h"
#include "plugins/postgres/postgres.h"

#define PG_NAME_SIZE (PG_MAX_NAME + 1)

/*
 * Of a WORD, QUOTED or UNICODE token; `escape` is the string behind a UESCAPE, or has no
 * length. Names are cut at a character's boundary. False when it isn't a name.
 */
bool pg_name_read(const struct pg_token *token, const struct pg_token *escape,
		  char out[PG_NAME_SIZE]);

#endif
