/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Session: sending, waiting, taking; see session.h. The connection doesn't block, so that
 * two ends that both wait for the other to read can't happen, and an interrupt is seen
 * within a fraction of a second whatever the server does.
 */
#include <errno.h>
#include <poll.h>

#include "plugins/postgres/connect.h"
#include "plugins/postgres/session.h"
#include "plugins/postgres/watch.h"

#define ROWS_AT_ONCE 256
#define QUERY_COLUMNS 64

int64_t row_int(const struct row *row, int column)
{
	const char *at = row_text(row, column);
	bool negative = *at == '-';
	int64_t n = 0;
	for (at += negative; *at >= '0' && *at <= '9'; at++)
		n = n * 10 + (*at - '0');
	return negative ? -n : n;
}

static int session_lost(struct ddlect_session *session, const char *doing,
			struct ddlect_err *err)
{
	char why[512];
	bool lost = PQstatus(session->conn) == CONNECTION_BAD;
	session->gone = true;
	connect_reason(session->conn, why, sizeof(why));
	return ddlect_error(err, "%s (%s): %s%s%s", doing, session->place,
			    lost ? "the connection was lost: " : "", why,
			    lost ? "; run it again" : "");
}

static int session_is_gone(const struct ddlect_session *session, const char *doing,
			   struct ddlect_err *err)
{
	return ddlect_error(err, "%s: the connection to %s is gone", doing,
			    session->place);
}

void session_cancel(struct ddlect_session *session)
{
	char ignored[256];
	PGcancel *cancel = PQgetCancel(session->conn);
	if (cancel)
		PQcancel(cancel, ignored, sizeof(ignored));
	PQfreeCancel(cancel);
}

static int session_interrupted(struct ddlect_session *session, struct ddlect_err *err)
{
	session_cancel(session);
	session->gone = true;
	return ddlect_error(err, "interrupted");
}

/* What to do about it, by the server's code. */
static const char *advice(const char *code)
{
	static const struct {
		const char *code;
		const char *advice;
	} known[] = {
		{"42501", "; what a role may not read would look as if it weren't there: "
			  "grant it to the role"},
		{"55P03", "; another session holds a lock: run it again"},
		{"57014", "; the server was told to give up"},
		{"57P01", "; the server was told to stop: run it again"},
		{"XX000", "; if tables were changed meanwhile, run it again"},
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(known[i].code, code) == 0)
			return known[i].advice;
	return "";
}

static int session_failed(struct ddlect_session *session, const char *doing,
			  const PGresult *result, struct ddlect_err *err)
{
	const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	if (!code || PQstatus(session->conn) == CONNECTION_BAD)
		return session_lost(session, doing, err);
	snprintf(session->code, sizeof(session->code), "%s", code);
	if (session->watch && session->watch->blockers[0] && strcmp(code, "55P03") == 0)
		return ddlect_error(
			err,
			"%s (%s): a lock is in the way: %s; run it again when "
			"that is done",
			doing, session->place, session->watch->blockers);
	return ddlect_error(err, "%s (%s): %s%s", doing, session->place,
			    text ? text : code, advice(code));
}

int session_poll(struct ddlect_session *session, int milliseconds)
{
	int unsent = PQflush(session->conn);
	if (unsent < 0)
		return -1;
	struct pollfd fd = {.fd = PQsocket(session->conn),
			    .events = POLLIN | (unsent ? POLLOUT : 0)};
	int n = poll(&fd, 1, milliseconds);
	if (n < 0 && errno != EINTR)
		return -1;
	if (n > 0 && fd.revents & ~POLLOUT && !PQconsumeInput(session->conn))
		return -1;
	return 0;
}

static int session_wait(struct ddlect_session *session, const char *doing,
			struct ddlect_err *err)
{
	if (session_cancelled(session))
		return session_interrupted(session, err);
	int tick = session->watch ? watch_look(session->watch, NULL) : CONNECT_TICK;
	if (session_poll(session, tick) < 0)
		return session_lost(session, doing, err);
	return 0;
}

int session_result(struct ddlect_session *session, const char *doing, PGresult **result,
		   struct ddlect_err *err)
{
	*result = NULL;
	if (session->gone)
		return session_is_gone(session, doing, err);
	while (PQisBusy(session->conn))
		if (session_wait(session, doing, err) < 0)
			return -1;
	*result = PQgetResult(session->conn);
	return 0;
}

int session_send(struct ddlect_session *session, const char *sql,
		 const char *const *params, uint32_t n_params, struct ddlect_err *err)
{
	if (session->gone)
		return session_is_gone(session, "sending a query", err);
	if (PQsendQueryParams(session->conn, sql, (int)n_params, NULL, params, NULL, NULL,
			      0)) {
		session->loose = true;
		return 0;
	}
	return session_lost(session, "sending a query", err);
}

int session_describe(struct ddlect_session *session, const char *sql,
		     struct ddlect_err *err)
{
	if (session->gone)
		return session_is_gone(session, "sending a query", err);
	if (PQsendPrepare(session->conn, "", sql, 0, NULL) &&
	    PQsendDescribePrepared(session->conn, "")) {
		session->loose = true;
		return 0;
	}
	return session_lost(session, "sending a query", err);
}

int session_sync(struct ddlect_session *session, struct ddlect_err *err)
{
	if (session->gone)
		return session_is_gone(session, "sending a query", err);
	if (!PQpipelineSync(session->conn))
		return session_lost(session, "sending a query", err);
	session->loose = false;
	session->syncs++;
	return 0;
}

static void stream_rows(PGconn *conn)
{
#ifdef LIBPQ_HAS_CHUNK_MODE
	PQsetChunkedRowsMode(conn, ROWS_AT_ONCE);
#else
	PQsetSingleRowMode(conn);
#endif
}

/* 1: a result with rows; 0: the end of them; -1: a failure. */
static int result_kind(struct ddlect_session *session, const char *doing,
		       const PGresult *result, struct ddlect_err *err)
{
	switch (PQresultStatus(result)) {
#ifdef LIBPQ_HAS_CHUNK_MODE
	case PGRES_TUPLES_CHUNK:
#endif
	case PGRES_SINGLE_TUPLE:
	case PGRES_TUPLES_OK:
		return 1;
	case PGRES_COMMAND_OK:
		return 0;
	case PGRES_PIPELINE_SYNC:
		return ddlect_error(err, "%s (%s): the server answers out of turn", doing,
				    session->place);
	case PGRES_PIPELINE_ABORTED:
		return ddlect_error(err, "%s (%s): a statement before it failed", doing,
				    session->place);
	default:
		return session_failed(session, doing, result, err);
	}
}

static int take(struct ddlect_session *session, const char *doing, row_fn *row,
		void *context, struct ddlect_err *err)
{
	PGresult *result;
	int status = 0;
	for (;;) {
		if (session_result(session, doing, &result, err) < 0)
			return -1;
		if (!result)
			return 0;
		status = result_kind(session, doing, result, err);
		struct row at = {.result = result};
		int rows = status > 0 && row ? PQntuples(result) : 0;
		for (; status > 0 && at.number < rows; at.number++)
			status = row(context, &at, err) < 0 ? -1 : 1;
		if (status < 0 && PQresultStatus(result) == PGRES_PIPELINE_SYNC)
			session->syncs--;
		PQclear(result);
		if (status < 0)
			return -1;
	}
}

int session_take(struct ddlect_session *session, const char *doing, row_fn *row,
		 void *context, struct ddlect_err *err)
{
	stream_rows(session->conn);
	return take(session, doing, row, context, err);
}

int session_take_few(struct ddlect_session *session, const char *doing, row_fn *row,
		     void *context, struct ddlect_err *err)
{
	return take(session, doing, row, context, err);
}

int session_skip(struct ddlect_session *session, struct ddlect_err *err)
{
	static const char doing[] = "reading an answer";
	int nothing = 0; /* NULL ends a statement's results; twice, there are no more */
	bool end = session->syncs == 0;
	while (!end) {
		PGresult *result;
		if (session_result(session, doing, &result, err) < 0)
			return -1;
		nothing = result ? 0 : nothing + 1;
		if (nothing > 1)
			return session_lost(session, doing, err);
		end = result && PQresultStatus(result) == PGRES_PIPELINE_SYNC;
		session->syncs -= end;
		PQclear(result);
	}
	return 0;
}

int session_read_end(struct ddlect_session *session, struct ddlect_err *err)
{
	if (!session->reading)
		return 0;
	session->reading = false;
	if (session_send(session, "ROLLBACK", NULL, 0, err) < 0)
		return -1;
	return session_end(session, err);
}

int session_end(struct ddlect_session *session, struct ddlect_err *err)
{
	if (session->gone)
		return -1;
	if (session->loose && session_sync(session, err) < 0)
		return -1;
	while (session->syncs > 0)
		if (session_skip(session, err) < 0)
			return -1;
	return 0;
}

struct query {
	ddlect_row *row;
	void *context;
};

static int query_row(void *context, const struct row *row, struct ddlect_err *err)
{
	const struct query *query = context;
	const char *values[QUERY_COLUMNS];
	int n = PQnfields(row->result);
	if (n > QUERY_COLUMNS)
		return ddlect_error(err, "a query has more than %d columns",
				    QUERY_COLUMNS);
	for (int i = 0; i < n; i++)
		values[i] = row_null(row, i) ? NULL : row_text(row, i);
	return query->row(query->context, values, (uint32_t)n, err);
}

int pg_query(const struct ddlect_dialect *self, struct ddlect_session *session,
	     const char *sql, const char *const *params, uint32_t n_params,
	     ddlect_row *row, void *context, struct ddlect_err *err)
{
	(void)self;
	struct query query = {row, context};
	int status = session_send(session, sql, params, n_params, err);
	if (status == 0)
		status = session_sync(session, err);
	if (status == 0)
		status = session_take(session, "reading the catalog",
				      row ? query_row : NULL, &query, err);
	if (session_end(session, status < 0 ? NULL : err) < 0)
		status = -1;
	return status;
}
