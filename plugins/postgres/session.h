/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Session: one connection, in libpq's pipeline mode between two calls of a slot, and the one
 * way in which this plugin waits for a server. Statements go out with session_send(), a session_sync() ends a
 * group of them, and results are taken in the same order. A statement that fails takes the
 * rest of its group with it, and nothing more. Every wait looks at the user's interrupt.
 *
 * Whatever happened, session_end() throws away what is left, and the session can be used
 * again, unless it was interrupted or the connection was lost. Messages say what was being
 * done and where (host, port, database, user), and never hold a DSN.
 */
#ifndef PLUGINS_POSTGRES_SESSION_H
#define PLUGINS_POSTGRES_SESSION_H

#include <libpq-fe.h>

#include "plugins/postgres/own.h"
#include "plugins/postgres/postgres.h"

#define PG_OLDEST 130000
#define PG_NEWEST 180000 /* the newest major that is known */

struct watch;

struct ddlect_session {
	PGconn *conn;
	const volatile int *cancel;	 /* NULL: nobody interrupts */
	int (*cancelled)(void *context); /* likewise */
	void *cancel_context;
	int version;	     /* 150020 */
	uint32_t syncs;	     /* ends of groups that are yet to be taken */
	bool loose;	     /* statements were sent after the last of them */
	bool gone;	     /* interrupted, or the connection was lost */
	bool deaf;	     /* to interrupts: something has to be brought to its end */
	bool reading;	     /* in the transaction of pg_introspect() */
	struct watch *watch; /* looks who is in the way while it waits; or NULL */
	char place[512];     /* host, port, database, user */
	char code[6];	     /* of what the server refused last; or "" */
	struct own own;	     /* own.h: what running needs to know */
};

/* Whether the user has interrupted. */
static inline bool session_cancelled(const struct ddlect_session *session)
{
	return !session->deaf &&
	       ((session->cancel && *session->cancel) ||
		(session->cancelled && session->cancelled(session->cancel_context)));
}

/* A row of a result: libpq's own, and which row of it. */
struct row {
	const PGresult *result;
	int number;
};

static inline bool row_null(const struct row *row, int column)
{
	return PQgetisnull(row->result, row->number, column);
}

/* The text of a column; "" for NULL. */
static inline const char *row_text(const struct row *row, int column)
{
	return PQgetvalue(row->result, row->number, column);
}

/* The first letter of a column: a "char", or `t` and `f`. */
static inline char row_char(const struct row *row, int column)
{
	return row_text(row, column)[0];
}

static inline bool row_bool(const struct row *row, int column)
{
	return row_char(row, column) == 't';
}

/* A column that is an integer or an oid. */
int64_t row_int(const struct row *row, int column);

/* What a row is handed to. -1 with `err` filled in ends the reading. */
typedef int row_fn(void *context, const struct row *row, struct ddlect_err *err);

int session_send(struct ddlect_session *session, const char *sql,
		 const char *const *params, uint32_t n_params, struct ddlect_err *err);
/* Send a statement to be understood but not run: its results are PREPARE's and DESCRIBE's. */
int session_describe(struct ddlect_session *session, const char *sql,
		     struct ddlect_err *err);
/* End a group. */
int session_sync(struct ddlect_session *session, struct ddlect_err *err);

/*
 * Take the results of the next statement and hand its rows, as they come, to `row`, which
 * may be NULL. `doing` is for messages: "reading columns".
 */
int session_take(struct ddlect_session *session, const char *doing, row_fn *row,
		 void *context, struct ddlect_err *err);
/* The same for some thousand rows at most: it waits for all of them, which is faster. */
int session_take_few(struct ddlect_session *session, const char *doing, row_fn *row,
		     void *context, struct ddlect_err *err);

/*
 * Wait until the server has something for us, a tick at most, sending what is still to be
 * sent. -1: the connection is lost. The user's interrupt is the caller's to look at.
 */
int session_poll(struct ddlect_session *session, int milliseconds);

/* Ask the server to give up what it does; what it answers then is still to be taken. */
void session_cancel(struct ddlect_session *session);

/* End the transaction in which pg_introspect() read, if there is one. */
int session_read_end(struct ddlect_session *session, struct ddlect_err *err);

/* Throw away what is left of the oldest group, or of all. -1: the session is gone. */
int session_skip(struct ddlect_session *session, struct ddlect_err *err);
int session_end(struct ddlect_session *session, struct ddlect_err *err);

/* The next result; NULL ends a statement's. For who needs more of it than its rows. */
int session_result(struct ddlect_session *session, const char *doing, PGresult **result,
		   struct ddlect_err *err);

#endif
