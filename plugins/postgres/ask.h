/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ask: questions to the server about SQL text, none of which is ever run. All of them go
 * out in one pipeline, each undone by a savepoint, so that a question that fails (a type
 * that isn't there yet) is one without an answer and no more. Two texts say the same when
 * their answers are there and equal.
 */
#ifndef PLUGINS_POSTGRES_ASK_H
#define PLUGINS_POSTGRES_ASK_H

#include "plugins/postgres/session.h"

struct ask {
	char *sql;
	char *answer;  /* NULL: none */
	bool type;     /* what type has its column? else: what is its plan? */
	uint32_t next; /* in a chain of equal hashes; 0: the end */
};

/* Questions by their number, which is never 0. The same question is asked once. */
struct asks {
	struct ask *list;
	uint32_t n; /* list[0] is empty */
	uint32_t room;
	uint32_t *chains;
	bool broken; /* out of memory; stays so */
};

/* The number of a question; 0 when memory ran out. */
uint32_t ask_type(struct asks *asks, const struct ddlect_type *type);
/*
 * How does the server understand an expression over the columns of `table`, as a value of
 * type `cast`? Both may be NULL: no columns, any type.
 */
uint32_t ask_expr(struct asks *asks, const struct ddlect_table *table, const char *expr,
		  const char *cast);

bool asks_same(const struct asks *asks, uint32_t a, uint32_t b);

/* What was answered: of an expression, how the plan prints it. NULL: nothing. */
const char *asks_answer(const struct asks *asks, uint32_t number);

/* Ask everything. -1 when there is no connection any more, or no memory. */
int asks_send(struct asks *asks, struct ddlect_session *session, struct ddlect_err *err);

void asks_clear(struct asks *asks);

#endif
