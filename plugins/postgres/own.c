/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Own: see own.h.
 *
 * A pooler hands a session's transactions to whichever server connection is free, so nothing
 * that outlives a transaction can be relied on: a lock of the session would stay behind with
 * a connection that serves others. What gives one away is the number of the server's process,
 * which a server tells at connecting together with the key for cancelling. A pooler has to
 * make both up, because it is the one who will be asked to cancel, so its number isn't the one
 * that the server says when it is asked. One that pools whole sessions looks the same, and is
 * treated the same: that costs it files without a transaction, the other way round costs a
 * stranded lock. What only forwards bytes has the server's number.
 */
#include <stdlib.h>

#include "plugins/postgres/session.h"

#include "gen/postgres_sql.h"

/* What a pooler keeps for each client, and would learn anew from RESET ALL. */
static const char *const tracked[] = {"client_encoding", "DateStyle", "TimeZone",
				      "standard_conforming_strings", "application_name"};

static char *copy(const struct row *row, int column)
{
	return row_null(row, column) ? NULL : strdup(row_text(row, column));
}

static int own_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct ddlect_session *session = context;
	struct own *own = &session->own;
	own->database = copy(row, 0);
	own->schema = copy(row, 1);
	own->pooled = row_int(row, 2) != PQbackendPID(session->conn);
	own->standby = row_bool(row, 3);
	if (!own->database || (!own->schema && !row_null(row, 1)))
		return ddlect_no_memory(err);
	return 0;
}

static int ask(struct ddlect_session *session, const char *sql, row_fn *row,
	       void *context, struct ddlect_err *err)
{
	int status = session_send(session, sql, NULL, 0, err);
	if (status == 0)
		status = session_sync(session, err);
	if (status == 0)
		status = session_take(session, "looking at the session", row, context,
				      err);
	if (session_end(session, status < 0 ? NULL : err) < 0)
		status = -1;
	return status;
}

struct undo {
	struct ddlect_buf *as;
	struct ddlect_buf *settings;
	bool prepared; /* the caller has some: they stay */
	bool cursors;
	bool channels;
	bool temporary;
};

static void write_setting(struct ddlect_buf *out, const char *name, const char *value)
{
	ddlect_raw(out, "SELECT pg_catalog.set_config(");
	pg_literal_write(out, name);
	ddlect_raw(out, ", ");
	pg_literal_write(out, value);
	ddlect_raw(out, ", false);");
}

static int began_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct undo *undo = context;
	const char *name = row_text(row, 1);
	(void)err;
	if (row_char(row, 0) == 's')
		write_setting(undo->settings, name, row_text(row, 2));
	else if (row_char(row, 0) == 'u')
		write_setting(undo->as, name, row_text(row, 2));
	else if (strcmp(name, "prepared") == 0)
		undo->prepared = true;
	else if (strcmp(name, "cursors") == 0)
		undo->cursors = true;
	else if (strcmp(name, "channels") == 0)
		undo->channels = true;
	else
		undo->temporary = true;
	return 0;
}

static void undo_write(const struct ddlect_session *session, struct undo *undo,
		       struct ddlect_buf *out)
{
	const struct own *own = &session->own;
	ddlect_raw(out, own->borrowed ? sql_reset : "RESET ALL;");
	ddlect_raw(out, ddlect_host->buf_text(undo->settings));
	if (own->checked)
		ddlect_raw(out, sql_alive);
	for (size_t i = 0; own->pooled && i < sizeof(tracked) / sizeof(*tracked); i++) {
		const char *value = PQparameterStatus(session->conn, tracked[i]);
		if (value)
			write_setting(out, tracked[i], value);
	}
	/* A pooler may have prepared for others, under names that it remembers. */
	if (!undo->prepared && !own->pooled)
		ddlect_raw(out, "DEALLOCATE ALL;");
	if (!undo->cursors)
		ddlect_raw(out, "CLOSE ALL;");
	if (!undo->channels && !own->pooled)
		ddlect_raw(out, "UNLISTEN *;");
	if (!undo->temporary)
		ddlect_raw(out, "DISCARD TEMP;");
	ddlect_raw(out, "DISCARD SEQUENCES;");
}

static int own_undo(struct ddlect_session *session, struct ddlect_err *err)
{
	struct own *own = &session->own;
	struct undo undo = {.as = ddlect_host->buf_new(),
			    .settings = ddlect_host->buf_new()};
	struct ddlect_buf *reset = ddlect_host->buf_new();
	int status = undo.as && undo.settings && reset ? 0 : ddlect_no_memory(err);
	if (status == 0 && own->borrowed)
		status = ask(session, sql_began, began_row, &undo, err);
	else if (status == 0)
		ddlect_raw(undo.as, "RESET SESSION AUTHORIZATION;RESET ROLE;");
	if (status == 0 && ddlect_host->buf_text(undo.settings)) {
		undo_write(session, &undo, reset);
		const char *as = ddlect_host->buf_text(undo.as);
		const char *text = ddlect_host->buf_text(reset);
		own->as = as ? strdup(as) : NULL;
		own->reset = text ? strdup(text) : NULL;
	}
	if (status == 0 && (!own->as || !own->reset))
		status = ddlect_no_memory(err);
	ddlect_host->buf_free(undo.as);
	ddlect_host->buf_free(undo.settings);
	ddlect_host->buf_free(reset);
	return status;
}

int own_learn(struct ddlect_session *session, struct ddlect_err *err)
{
	struct own *own = &session->own;
	if (own->reset)
		return 0;
	if (!own->database && ask(session, sql_own, own_row, session, err) < 0)
		return -1;
	/* A server that can't on its platform says so. A caller's connection is the caller's. */
	own->checked = !own->borrowed && !own->pooled &&
		       ask(session, sql_alive, NULL, NULL, NULL) == 0;
	return own_undo(session, err);
}

void own_clear(struct own *own)
{
	free(own->path);
	free(own->database);
	free(own->schema);
	free(own->as);
	free(own->reset);
	free(own->tables);
	free(own->encoding);
	*own = (struct own){0};
}
