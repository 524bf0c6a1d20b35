/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Teller: reads a statement word by word, and tells what it does to a sink; for the files
 * effects*.c. A `take` that doesn't find what it looks for stays where it is.
 */
#ifndef PLUGINS_POSTGRES_TELLER_H
#define PLUGINS_POSTGRES_TELLER_H

#include "plugins/postgres/name_read.h"

struct teller {
	const char *at;
	const char *end;
	struct pg_token now;
	const char *schema; /* that names without one are in; NULL: the current one */
	ddlect_effect_sink *sink;
	void *context;
	struct ddlect_err *err;
};

struct qualified {
	char schema[PG_NAME_SIZE];
	char name[PG_NAME_SIZE];
};

void teller_next(struct teller *t);
/* At the statement's end. */
bool teller_over(const struct teller *t);
/* Is this word here? Then it is passed. */
bool teller_take(struct teller *t, const char *word);
/* All of these words, split by spaces, or none of them. */
bool teller_take_all(struct teller *t, const char *words);
bool teller_take_mark(struct teller *t, const char *mark);
/* A name, and the UESCAPE that may belong to it. */
bool teller_take_name(struct teller *t, char *name);
/* [[database .] schema .] name */
bool teller_take_qualified(struct teller *t, struct qualified *q);
void teller_skip_parentheses(struct teller *t);
/* Behind this word, outside of parentheses; false: there is none. */
bool teller_find(struct teller *t, const char *word);

/* effects_path.c: SET, RESET, and a call of set_config() in a query. */
int teller_set(struct teller *t);
int teller_reset(struct teller *t);
int teller_path_config(struct teller *t);

#endif
