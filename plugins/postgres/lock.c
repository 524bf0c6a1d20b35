/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lock: one runner of a state table at a time. Advisory locks, which the server gives back
 * when the session ends however it ends. Nothing here waits: a session that waits inside a
 * query has a snapshot meanwhile, and whoever has the lock might be building an index
 * concurrently, which waits for all snapshots to go.
 *
 * Behind a pooler lock() does nothing; each run() has it for its transaction.
 */
#include "plugins/postgres/state.h"

#include "gen/postgres_sql.h"

#define HOLDERS 1024

void lock_write(struct ddlect_buf *out, const char *function,
		const struct state_names *names)
{
	char text[64];
	ddlect_raw(out, "SELECT CASE");
	for (uint32_t i = 0; i < names->n_ids; i++) {
		ddlect_raw(out, " WHEN NOT pg_catalog.");
		ddlect_raw(out, function);
		snprintf(text, sizeof(text), "(%u::bigint) THEN %u", names->ids[i],
			 i + 1);
		ddlect_raw(out, text);
	}
	ddlect_raw(out, " ELSE 0 END");
}

/* The first `n` of them. */
static void unlock_write(struct ddlect_buf *out, const struct state_names *names,
			 uint32_t n)
{
	char text[64];
	for (uint32_t i = 0; i < n; i++) {
		snprintf(text, sizeof(text),
			 "%s pg_catalog.pg_advisory_unlock(%u::bigint)",
			 i ? "," : "SELECT", names->ids[i]);
		ddlect_raw(out, text);
	}
}

static int number_row(void *context, const struct row *row, struct ddlect_err *err)
{
	(void)err;
	*(uint32_t *)context = (uint32_t)row_int(row, 0);
	return 0;
}

/* One query, and the number that it answers with. */
static int ask(struct ddlect_session *session, struct ddlect_buf *sql, const char *doing,
	       uint32_t *number, struct ddlect_err *err)
{
	const char *text = ddlect_host->buf_text(sql);
	if (!text)
		return ddlect_no_memory(err);
	int status = session_send(session, text, NULL, 0, err);
	if (status == 0)
		status = session_sync(session, err);
	if (status == 0)
		status = session_take(session, doing, number ? number_row : NULL, number,
				      err);
	if (session_end(session, status < 0 ? NULL : err) < 0)
		status = -1;
	return status;
}

static int holder_row(void *context, const struct row *row, struct ddlect_err *err)
{
	char *text = context;
	size_t length = strlen(text);
	(void)err;
	snprintf(text + length, HOLDERS - length, "%s%s", length ? ", " : "",
		 row_text(row, 0));
	return 0;
}

int lock_busy(struct ddlect_session *session, const struct state_names *names,
	      struct ddlect_err *err)
{
	char ids[LOCK_IDS * 11 + 2] = "{";
	char holders[HOLDERS] = "";
	char text[DDLECT_ERR_TEXT];
	const char *params[] = {ids};
	for (uint32_t i = 0; i < names->n_ids; i++)
		snprintf(ids + strlen(ids), sizeof(ids) - strlen(ids), "%s%u",
			 i ? "," : "", names->ids[i]);
	snprintf(ids + strlen(ids), sizeof(ids) - strlen(ids), "}");
	/* That the holder can't be named is no reason not to say that there is one. */
	if (session_send(session, sql_holders, params, 1, NULL) == 0 &&
	    session_sync(session, NULL) == 0)
		session_take(session, "looking who has the lock", holder_row, holders,
			     NULL);
	session_end(session, NULL);
	snprintf(text, sizeof(text), "another runner has the lock of %s: %s%s",
		 names->state, *holders ? holders : "one that is about to be done",
		 *holders ? "; if that runner is gone, SELECT pg_terminate_backend(pid) "
			    "ends what it left"
			  : "");
	ddlect_host->error(err, DDLECT_BUSY, text);
	return -1;
}

static int lock_try(struct ddlect_session *session, const struct state_names *names,
		    struct ddlect_buf *sql, struct ddlect_err *err)
{
	uint32_t busy = 0;
	lock_write(sql, "pg_try_advisory_lock", names);
	if (ask(session, sql, "taking the lock", &busy, err) < 0)
		return -1;
	if (busy == 0)
		return 0;
	if (busy > 1) {
		ddlect_host->buf_reset(sql);
		unlock_write(sql, names, busy - 1);
		if (ask(session, sql, "giving the lock back", NULL, err) < 0)
			return -1;
	}
	return lock_busy(session, names, err);
}

/* Also when the user has interrupted: that is when it is called. */
static int lock_give_back(struct ddlect_session *session, const struct state_names *names,
			  struct ddlect_buf *sql, struct ddlect_err *err)
{
	bool deaf = session->deaf;
	session->deaf = true;
	unlock_write(sql, names, names->n_ids);
	int status = ask(session, sql, "giving the lock back", NULL, err);
	session->deaf = deaf;
	return status;
}

/* One of the two above. A pooled session has a lock only within its transactions. */
static int lock_step(int (*step)(struct ddlect_session *session,
				 const struct state_names *names, struct ddlect_buf *sql,
				 struct ddlect_err *err),
		     struct ddlect_session *session,
		     const struct ddlect_state_table *table, struct ddlect_err *err)
{
	struct state_names names;
	if (state_names(&names, session, table, err) < 0)
		return -1;
	if (session->own.pooled)
		return 0;
	struct ddlect_buf *sql = ddlect_host->buf_new();
	int status = sql ? step(session, &names, sql, err) : ddlect_no_memory(err);
	ddlect_host->buf_free(sql);
	return status;
}

int pg_lock(const struct ddlect_dialect *self, struct ddlect_session *session,
	    const struct ddlect_state_table *table, struct ddlect_err *err)
{
	(void)self;
	return lock_step(lock_try, session, table, err);
}

int pg_unlock(const struct ddlect_dialect *self, struct ddlect_session *session,
	      const struct ddlect_state_table *table, struct ddlect_err *err)
{
	(void)self;
	return lock_step(lock_give_back, session, table, err);
}
