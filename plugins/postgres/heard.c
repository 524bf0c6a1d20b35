/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Heard: see heard.h. libpq hands a notice on as soon as it reads it, also when the result of
 * the statement before is read and not fetched yet. So a notice may be of the statement that
 * is counted next or of the one behind it, and which one is known when the result is.
 */
#include "plugins/postgres/heard.h"

static void tell(const struct heard *heard, uint32_t kind, uint64_t statement,
		 const char *code, const char *text)
{
	const struct ddlect_notice notice = {
		.size = sizeof(notice),
		.kind = kind,
		.statement = heard->commits ? DDLECT_NOWHERE : statement,
		.code = code,
		.text = text,
	};
	heard->run->tell(heard->run->context, &notice);
}

/* A message and its detail in one line. */
static void write_text(const PGresult *result, char out[HEARD_TEXT])
{
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
	snprintf(out, HEARD_TEXT, "%s%s%s", message ? message : "", detail ? ": " : "",
		 detail ? detail : "");
	size_t length = strlen(out);
	if (length == HEARD_TEXT - 1) { /* cut, perhaps within a character */
		while (length > 0 && ((unsigned char)out[length - 1] & 0xc0) == 0x80)
			length--;
		if (length > 0 && (unsigned char)out[length - 1] >= 0xc0)
			length--;
		out[length] = 0;
	}
	for (char *at = out; *at; at++)
		if (*at == '\n' || *at == '\r')
			*at = ' ';
}

/* libpq lets it be asked for only while nothing is there of the result of a statement. */
static bool nothing_read(PGconn *conn)
{
#ifdef LIBPQ_HAS_CHUNK_MODE
	return PQsetChunkedRowsMode(conn, EXEC_CHUNK);
#else
	return PQsetSingleRowMode(conn);
#endif
}

static void on_notice(void *context, const PGresult *result)
{
	struct heard *heard = context;
	const struct exec *exec = heard->exec;
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	char text[HEARD_TEXT];
	if (!severity) /* libpq's own */
		return;
	bool warning = strcmp(severity, "WARNING") == 0;
	uint32_t kind = warning ? DDLECT_NOTICE_WARNING : DDLECT_NOTICE_REMARK;
	if (heard->commits && !warning)
		return;
	write_text(result, text);
	bool known = nothing_read(exec->session->conn);
	if (known || heard->n_held == HEARD_HELD)
		heard_settle(heard, PGRES_COMMAND_OK); /* they came before */
	if (known) {
		tell(heard, kind, exec->statements, code ? code : "", text);
		return;
	}
	uint32_t i = heard->n_held++;
	heard->held[i].kind = kind;
	snprintf(heard->held[i].code, sizeof(heard->held[i].code), "%s",
		 code ? code : "");
	memcpy(heard->held[i].text, text, sizeof(text));
}

/* Rows, and failures, are of the statement whose notices came with them. */
void heard_settle(struct heard *heard, ExecStatusType status)
{
	bool behind = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
	for (uint32_t i = 0; i < heard->n_held; i++)
		tell(heard, heard->held[i].kind, heard->exec->statements + behind,
		     heard->held[i].code, heard->held[i].text);
	heard->n_held = 0;
}

static void ignore(void *context, const PGresult *result)
{
	(void)context;
	(void)result;
}

void heard_begin(struct heard *heard, struct exec *exec, const struct ddlect_run *run,
		 bool commits)
{
	heard->exec = exec;
	heard->run = run;
	heard->commits = commits;
	heard->told = 0;
	heard->n_held = 0;
	if (!run_listens(run))
		return;
	exec->heard = heard;
	if (!exec->session->own.borrowed)
		PQsetNoticeReceiver(exec->session->conn, on_notice, heard);
}

void heard_end(struct heard *heard)
{
	struct exec *exec = heard->exec;
	if (!exec->heard)
		return;
	heard_settle(heard, PGRES_FATAL_ERROR);
	if (!exec->session->own.borrowed)
		PQsetNoticeReceiver(exec->session->conn, ignore, NULL);
	exec->heard = NULL;
}

void heard_tick(struct heard *heard, bool looked)
{
	const struct exec *exec = heard->exec;
	const struct watch *watch = exec->watch;
	if (looked && watch && watch->tells && watch->blockers[0])
		tell(heard, DDLECT_NOTICE_WAITING, exec->statements, "", watch->blockers);
	if (looked && watch && watch->queries[0])
		tell(heard, DDLECT_NOTICE_REMARK, DDLECT_NOWHERE, "", watch->queries);
	if (heard->commits || heard->told == exec->statements)
		return;
	heard->told = exec->statements;
	tell(heard, DDLECT_NOTICE_PROGRESS, exec->statements, "", "");
}
