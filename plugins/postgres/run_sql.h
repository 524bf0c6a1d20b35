/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Run, its SQL: what is sent around a text. Every message is one round trip, so each holds as
 * much as can be said without having seen an answer.
 */
#ifndef PLUGINS_POSTGRES_RUN_SQL_H
#define PLUGINS_POSTGRES_RUN_SQL_H

#include "plugins/postgres/state.h"

/*
 * Begin a transaction with the lock of runners. A row: what lock_write() says, whether nothing
 * can be written, the transaction's number, the current schema; then, when the tables are
 * `known` to be there, what read_write() says; otherwise three columns more: their names if
 * they are, and whether the history has a column for the schema.
 */
void begin_write(struct ddlect_buf *out, const struct ddlect_run *run,
		 const struct state_names *names, bool known);

/* Prepare for a statement that runs outside of any transaction. */
void alone_write(struct ddlect_buf *out, const struct ddlect_run *run);

/* Read the state: a row of two columns, or none. */
void read_write(struct ddlect_buf *out, const struct state_names *names);

/* Make the tables that are missing. */
void create_write(struct ddlect_buf *out, const struct state_names *names, bool state,
		  bool history);

/* Give a history the columns that it hasn't yet. */
void complete_write(struct ddlect_buf *out, const struct state_names *names);

/* What the history is told of a text. NULL: that isn't known. */
struct told {
	const char *schema;  /* the current one when it began */
	const char *adopted; /* adopted.h */
};

/* Change the state, add to the history, commit. The text took `duration_ms`. */
void commit_write(struct ddlect_buf *out, const struct ddlect_session *session,
		  const struct ddlect_run *run, const struct state_names *names,
		  const struct told *told, int64_t duration_ms);

/* Give up the transaction, if there is one, and what the text left behind. */
void rollback_write(struct ddlect_buf *out, const struct ddlect_session *session);

#endif
