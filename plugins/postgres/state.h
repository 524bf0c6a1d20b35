/* SPDX-License-Identifier: Apache-2.0 */
/*
 * State: the table with the one row that all runners share, and the history beside it, which
 * is ours alone: their names, and how they are made. All SQL that touches them is qualified,
 * so that a file's search_path doesn't lead to others.
 */
#ifndef PLUGINS_POSTGRES_STATE_H
#define PLUGINS_POSTGRES_STATE_H

#include "plugins/postgres/lock_id.h"
#include "plugins/postgres/session.h"

#define STATE_QUOTED (2 * (2 * PG_MAX_NAME + 2) + 2)

struct state_names {
	char schema[2 * PG_MAX_NAME + 3]; /* "public" */
	char state[STATE_QUOTED];	  /* "public"."schema_migrations" */
	char history[STATE_QUOTED];
	uint32_t ids[LOCK_IDS]; /* of the lock of its runners */
	uint32_t n_ids;
};

int state_names(struct state_names *names, struct ddlect_session *session,
		const struct ddlect_state_table *table, struct ddlect_err *err);

/* Which GRANTs a role needs that was refused: to use the tables, or to make them. */
void state_grants(const struct ddlect_session *session, const struct state_names *names,
		  bool making, char *out, size_t size);

/* The word of the history's `direction`. */
const char *history_direction(uint32_t what);

/*
 * Write `SELECT` with one column, 0 when `function` took all locks; it tries them in order,
 * and stops at the first that it doesn't get: the column is then its number, from 1.
 */
void lock_write(struct ddlect_buf *out, const char *function,
		const struct state_names *names);

/* Say in `err` who has the lock; -1, with DDLECT_BUSY. In a session that isn't in use. */
int lock_busy(struct ddlect_session *session, const struct state_names *names,
	      struct ddlect_err *err);

#endif
