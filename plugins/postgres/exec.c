/* SPDX-License-Identifier: Apache-2.0 */
/* Exec: see exec.h. */
#include "plugins/postgres/connect.h"
#include "plugins/postgres/exec.h"
#include "plugins/postgres/heard.h"
#include "plugins/postgres/watch.h"

#define NO_DATA "a migration has no data to copy"

int exec_begin(struct ddlect_session *session, struct ddlect_err *err)
{
	if (session->gone)
		return ddlect_error(err, "the connection to %s is gone", session->place);
	if (session_read_end(session, err) < 0)
		return -1;
	if (PQexitPipelineMode(session->conn))
		return 0;
	return ddlect_error(err, "the connection to %s is in the middle of something",
			    session->place);
}

void exec_end(struct ddlect_session *session)
{
	if (!session->gone && !PQenterPipelineMode(session->conn))
		session->gone = true;
}

void exec_clear(struct exec *exec)
{
	PQclear(exec->failed);
	*exec = (struct exec){.session = exec->session, .watch = exec->watch};
}

static int exec_lost(struct exec *exec)
{
	exec->lost = true;
	exec->session->gone = true;
	return -1;
}

static int exec_wait(struct exec *exec)
{
	struct ddlect_session *session = exec->session;
	if (!exec->cancelled && session_cancelled(session)) {
		exec->cancelled = true;
		session_cancel(session);
	}
	bool looked = false;
	int tick = exec->watch ? watch_look(exec->watch, &looked) : CONNECT_TICK;
	if (exec->heard)
		heard_tick(exec->heard, looked);
	return session_poll(session, tick < CONNECT_TICK ? tick : CONNECT_TICK);
}

static int end_copy_in(struct exec *exec)
{
	int sent;
	exec->copied = true;
	while ((sent = PQputCopyEnd(exec->session->conn, NO_DATA)) == 0)
		if (exec_wait(exec) < 0)
			return -1;
	return sent < 0 ? -1 : 0;
}

static int end_copy_out(struct exec *exec)
{
	char *data;
	int length;
	if (!exec->copied)
		session_cancel(exec->session);
	exec->copied = true;
	while ((length = PQgetCopyData(exec->session->conn, &data, 1)) >= 0) {
		if (length > 0)
			PQfreemem(data);
		else if (exec_wait(exec) < 0)
			return -1;
	}
	return 0;
}

static void stream_rows(PGconn *conn)
{
#ifdef LIBPQ_HAS_CHUNK_MODE
	PQsetChunkedRowsMode(conn, EXEC_CHUNK);
#else
	PQsetSingleRowMode(conn);
#endif
}

static void give_rows(struct exec *exec, const PGresult *result)
{
	struct row row = {.result = result};
	int rows = exec->row ? PQntuples(result) : 0;
	for (; row.number < rows; row.number++)
		exec->row(exec->context, &row);
}

/* A statement is done: what did it do to the transaction? */
static void note_end(struct exec *exec, PGresult *result)
{
	const char *tag = PQcmdStatus(result);
	exec->statements++;
	if (strcmp(tag, "COMMIT") == 0 || strcmp(tag, "PREPARE TRANSACTION") == 0)
		exec->committed = true;
	else if (strcmp(tag, "ROLLBACK") == 0)
		exec->rolled_back = true;
}

/* Takes `result` over. */
static int exec_result(struct exec *exec, PGresult *result)
{
	int status = 0;
	if (exec->heard)
		heard_settle(exec->heard, PQresultStatus(result));
	switch (PQresultStatus(result)) {
	case PGRES_COMMAND_OK:
		note_end(exec, result);
		break;
	case PGRES_TUPLES_OK:
		give_rows(exec, result);
		note_end(exec, result);
		break;
#ifdef LIBPQ_HAS_CHUNK_MODE
	case PGRES_TUPLES_CHUNK:
#endif
	case PGRES_SINGLE_TUPLE:
		give_rows(exec, result);
		break;
	case PGRES_EMPTY_QUERY:
		break;
	case PGRES_COPY_IN:
		status = end_copy_in(exec);
		break;
	case PGRES_COPY_OUT:
		status = end_copy_out(exec);
		break;
	default:
		if (!exec->failed) {
			exec->failed = result;
			return 0;
		}
	}
	PQclear(result);
	return status;
}

int exec(struct exec *exec, const char *sql)
{
	PGconn *conn = exec->session->conn;
	if (exec->session->gone || !PQsendQuery(conn, sql))
		return exec_lost(exec);
	if (!exec->row)
		stream_rows(conn);
	for (;;) {
		while (PQisBusy(conn))
			if (exec_wait(exec) < 0)
				return exec_lost(exec);
		PGresult *result = PQgetResult(conn);
		if (!result)
			break;
		if (exec_result(exec, result) < 0)
			return exec_lost(exec);
	}
	if (PQstatus(conn) == CONNECTION_BAD)
		return exec_lost(exec);
	return exec->failed || exec->copied ? -1 : 0;
}

int exec_utf8(struct exec *exec_)
{
	const char *encoding = PQparameterStatus(exec_->session->conn, "client_encoding");
	uint64_t statements = exec_->statements;
	if (!encoding || strcmp(encoding, "UTF8") == 0)
		return 0;
	int status = exec(exec_, "SET client_encoding = 'UTF8'");
	exec_->statements = statements;
	return status;
}
