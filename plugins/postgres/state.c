/* SPDX-License-Identifier: Apache-2.0 */
/*
 * State: see state.h. Reading it takes one round trip: state and history are asked for in one
 * snapshot, each behind a savepoint, so that a table that isn't there spoils nothing.
 */
#include <time.h>

#include "plugins/postgres/state.h"

static void quote(char **out, const char *name)
{
	*(*out)++ = '"';
	for (; *name; name++) {
		if (*name == '"')
			*(*out)++ = '"';
		*(*out)++ = *name;
	}
	*(*out)++ = '"';
}

static void qualify(char *out, const char *schema, const char *name)
{
	quote(&out, schema);
	*out++ = '.';
	quote(&out, name);
	*out = 0;
}

int state_names(struct state_names *names, struct ddlect_session *session,
		const struct ddlect_state_table *table, struct ddlect_err *err)
{
	char history[PG_MAX_NAME + 1];
	if (own_learn(session, err) < 0)
		return -1;
	const char *schema = table->schema ? table->schema : session->own.schema;
	if (!schema)
		return ddlect_error(err,
				    "%s: no schema of the search_path exists: create "
				    "one, or say where the state is: schema.%s",
				    session->place, table->name);
	/* The server would cut what is longer, and the two names might be one then. */
	int length = snprintf(history, sizeof(history), "%s_history", table->name);
	if (length >= (int)sizeof(history) || strlen(schema) > PG_MAX_NAME ||
	    !*table->name || !*schema)
		return ddlect_error(err,
				    "\"%s\" can't be the state's table: the name must "
				    "have 1 to %zu bytes, its schema 1 to %u",
				    table->name, PG_MAX_NAME - strlen("_history"),
				    PG_MAX_NAME);
	char *end = names->schema;
	quote(&end, schema);
	*end = 0;
	qualify(names->state, schema, table->name);
	qualify(names->history, schema, history);
	names->n_ids = lock_ids(schema, table->name, session->own.database,
				session->own.path, names->ids);
	return 0;
}

void state_grants(const struct ddlect_session *session, const struct state_names *names,
		  bool making, char *out, size_t size)
{
	char role[2 * PG_MAX_NAME + 3];
	char *end = role;
	const char *user = PQuser(session->conn);
	quote(&end, user && strlen(user) <= PG_MAX_NAME ? user : "?");
	*end = 0;
	if (making)
		snprintf(out, size,
			 "the state and its history are tables, made with the first "
			 "migration: GRANT USAGE, CREATE ON SCHEMA %s TO %s, or let a "
			 "role "
			 "that may do that run the first one",
			 names->schema, role);
	else
		snprintf(out, size,
			 "GRANT USAGE ON SCHEMA %s TO %s; GRANT SELECT, INSERT, UPDATE, "
			 "DELETE ON %s, %s TO %s",
			 names->schema, role, names->state, names->history, role);
}

static const char *const directions[] = {[DDLECT_RAN_UP] = "up",
					 [DDLECT_RAN_DOWN] = "down",
					 [DDLECT_FORCED] = "forced",
					 [DDLECT_FOUND_UP] = "found up",
					 [DDLECT_FOUND_DOWN] = "found down"};

const char *history_direction(uint32_t what)
{
	return what >= DDLECT_RAN_UP && what <= DDLECT_FOUND_DOWN ? directions[what] : "";
}

static uint32_t history_what(const char *direction)
{
	for (uint32_t what = DDLECT_RAN_UP; what <= DDLECT_FOUND_DOWN; what++)
		if (strcmp(direction, directions[what]) == 0)
			return what;
	return 0;
}

struct reading {
	struct ddlect_state *state;
	char written_by[24]; /* the transaction that wrote the state; "": not known */
	uint32_t rows;
	ddlect_history_sink *sink;
	void *context;
};

static int state_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	(void)err;
	reading->state->version = row_int(row, 0);
	reading->state->dirty = row_bool(row, 1);
	if (!row_null(row, 2))
		snprintf(reading->written_by, sizeof(reading->written_by), "%s",
			 row_text(row, 2));
	reading->rows++;
	return 0;
}

static const char *text_of(const struct row *row, int column)
{
	return row_null(row, column) ? NULL : row_text(row, column);
}

/* A second since 1970 as ISO 8601: doing it here is faster than having the server do it. */
static const char *time_of(const struct row *row, int column, char out[32])
{
	time_t second = (time_t)row_int(row, column);
	struct tm tm;
	if (!gmtime_r(&second, &tm) || strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		return NULL;
	return out;
}

/*
 * Each record of progress writes the state anew, in one transaction with its row. A state
 * that is another transaction's is dirty for another reason, whatever it says.
 */
static uint32_t unfinished_of(const struct reading *reading, const struct row *row)
{
	if (!row_bool(row, 6))
		return 0;
	bool ours = !*reading->written_by || row_null(row, 13) ||
		    strcmp(row_text(row, 13), reading->written_by) == 0;
	return ours ? DDLECT_UNFINISHED : DDLECT_UNFINISHED_STALE;
}

static int history_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	char at[32];
	struct ddlect_history history = {
		.id = row_int(row, 0),
		.version = row_int(row, 1),
		.title = row_text(row, 2),
		.what = history_what(row_text(row, 3)),
		.checksum = text_of(row, 4),
		.statements = (uint64_t)row_int(row, 5),
		.unfinished = unfinished_of(reading, row),
		.at = time_of(row, 7, at),
		.by = text_of(row, 8),
		.duration_ms = row_int(row, 9),
		.tool = text_of(row, 10),
		.schema = text_of(row, 11),
		.adopted = text_of(row, 12),
	};
	if (history.what == 0)
		return ddlect_error(err, "its row %lld has a direction that isn't known",
				    (long long)history.id);
	return reading->sink(reading->context, &history, err);
}

/*
 * Each of these is a group: one that fails doesn't keep the next from being answered. In a
 * history that was made before there were columns for the schema and what was adopted, these
 * words mean those of `older`; and so does xmin, where the state is a view.
 */
static int reading_send(struct ddlect_session *session, const struct state_names *names,
			bool history, struct ddlect_err *err)
{
	char state_sql[STATE_QUOTED + 128];
	char history_sql[STATE_QUOTED + 512];
	snprintf(state_sql, sizeof(state_sql),
		 "SELECT s.* FROM (SELECT NULL::pg_catalog.xid AS xmin) AS older,"
		 " LATERAL (SELECT version, dirty, xmin FROM %s LIMIT 2) AS s",
		 names->state);
	snprintf(history_sql, sizeof(history_sql),
		 "SELECT h.* FROM (SELECT NULL::text AS schema, NULL::text AS adopted) "
		 "AS older,"
		 " LATERAL (SELECT id, version, title, direction, checksum, statements,"
		 " unfinished, pg_catalog.floor(pg_catalog.date_part('epoch', "
		 "applied_at)),"
		 " applied_by, duration_ms, tool, schema, adopted,"
		 " CASE WHEN unfinished THEN xmin END FROM %s) AS h ORDER BY "
		 "h.id",
		 names->history);
	const char *const sqls[] = {
		"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
		"SET LOCAL lock_timeout = '10s'",
		"SAVEPOINT ddlect",
		state_sql,
		"ROLLBACK TO SAVEPOINT ddlect",
		history ? history_sql : "SELECT WHERE false",
		"ROLLBACK",
	};
	for (size_t i = 0; i < sizeof(sqls) / sizeof(*sqls); i++)
		if (session_send(session, sqls[i], NULL, 0, err) < 0 ||
		    session_sync(session, err) < 0)
			return -1;
	return 0;
}

/* The rows of the group that is next. A table that isn't there has none. */
static int reading_take(struct ddlect_session *session, const struct state_names *names,
			const char *name, row_fn *row, struct reading *reading,
			struct ddlect_err *err)
{
	char doing[STATE_QUOTED + 16];
	char grants[1024];
	snprintf(doing, sizeof(doing), "reading %s", name);
	session->code[0] = 0;
	int status = session_take_few(session, doing, row, reading, err);
	if (session->gone || session_skip(session, err) < 0)
		return -1;
	if (status < 0 && strcmp(session->code, "42P01") == 0)
		return 0;
	if (status < 0 && strcmp(session->code, "42501") == 0 && err) {
		struct ddlect_err why = *err;
		state_grants(session, names, false, grants, sizeof(grants));
		return ddlect_error(err, "%.1024s; %s", why.text, grants);
	}
	if (status < 0 && strcmp(session->code, "42703") == 0) {
		ddlect_prepend(err, "this is another program's table; name one for "
				    "the state: ");
		if (err)
			err->status = DDLECT_INTEGRITY;
	}
	return status;
}

static int reading_run(struct ddlect_session *session, const struct state_names *names,
		       struct reading *reading, struct ddlect_err *err)
{
	if (reading_send(session, names, reading->sink != NULL, err) < 0)
		return -1;
	for (int i = 0; i < 3; i++)
		if (session_take(session, "reading the state", NULL, NULL, err) < 0 ||
		    session_skip(session, err) < 0)
			return -1;
	if (reading_take(session, names, names->state, state_row, reading, err) < 0 ||
	    session_skip(session, err) < 0)
		return -1;
	return reading_take(session, names, names->history, history_row, reading, err);
}

int pg_state(const struct ddlect_dialect *self, struct ddlect_session *session,
	     const struct ddlect_state_table *table, struct ddlect_state *state,
	     ddlect_history_sink *sink, void *context, struct ddlect_err *err)
{
	(void)self;
	struct state_names names;
	struct reading reading = {.state = state, .sink = sink, .context = context};
	*state = (struct ddlect_state){.version = DDLECT_NO_VERSION};
	if (session_read_end(session, err) < 0 ||
	    state_names(&names, session, table, err) < 0)
		return -1;
	int status = reading_run(session, &names, &reading, err);
	if (session_end(session, status < 0 ? NULL : err) < 0)
		return -1;
	if (status == 0 && reading.rows > 1)
		return ddlect_error(err,
				    "%s (%s) has more than one row: the database can't "
				    "be at two versions; delete those that are wrong",
				    names.state, session->place);
	return status;
}
