/* SPDX-License-Identifier: Apache-2.0 */
/* Run, its SQL: see run_sql.h. Text goes in as literals, because a message has no parameters. */
#include "plugins/postgres/run_sql.h"

#include "gen/postgres_sql.h"

static void add(struct ddlect_buf *out, const char *format, ...) DDLECT_FORMAT(2, 3);

/* For short pieces: numbers, and names that are quoted already. */
static void add(struct ddlect_buf *out, const char *format, ...)
{
	char text[1024];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	ddlect_raw(out, text);
}

static const struct {
	const char *column;
	const char *text;
} comments[] = {
	{"version", "of the migration, not of the database after it"},
	{"direction",
	 "up and down ran here; forced was only said; what is found was done "
	 "by another program"},
	{"checksum", "of the statements that ran, without comments and space"},
	{"statements", "how many of the file are done"},
	{"unfinished", "a file without a transaction that stopped on its way"},
	{"applied_at", "when it began"},
	{"applied_by", "the role that was logged in"},
	{"tool", "the program that wrote this row"},
	{"schema",
	 "in which the file created what has none in its name; empty: that changed on "
	 "the way"},
	{"adopted",
	 "what the file may have made and that was there before: 1 table, 2 type, 3 "
	 "routine, 4 schema, 5 view, 6 sequence"},
};

static void add_literal(struct ddlect_buf *out, const char *text)
{
	if (text)
		pg_literal_write(out, text);
	else
		ddlect_raw(out, "NULL");
}

/* The role's own statement timeout stays when the run has none. */
static void add_timeouts(struct ddlect_buf *out, const struct ddlect_run *run,
			 const char *set)
{
	bool patient = run->flags & DDLECT_RUN_PATIENT;
	add(out, "%s lock_timeout = %u;", set, patient ? 0 : run->lock_timeout_ms);
	if (run->statement_timeout_ms > 0)
		add(out, "%s statement_timeout = %u;", set, run->statement_timeout_ms);
}

static void add_table(struct ddlect_buf *out, const char *name)
{
	ddlect_raw(out, ", pg_catalog.to_regclass(");
	pg_literal_write(out, name);
	ddlect_raw(out, ")");
}

void begin_write(struct ddlect_buf *out, const struct ddlect_run *run,
		 const struct state_names *names, bool known)
{
	ddlect_raw(out, "BEGIN;");
	add_timeouts(out, run, "SET LOCAL");
	lock_write(out, "pg_try_advisory_xact_lock", names);
	ddlect_raw(out, ", pg_catalog.current_setting('transaction_read_only'),"
			" pg_catalog.pg_current_xact_id(), pg_catalog.current_schema()");
	if (!known) {
		add_table(out, names->state);
		add_table(out, names->history);
		ddlect_raw(out, ", 2 = (SELECT pg_catalog.count(*)"
				" FROM pg_catalog.pg_attribute"
				" WHERE attname IN ('schema', 'adopted') AND attrelid = "
				"pg_catalog.to_regclass(");
		pg_literal_write(out, names->history);
		ddlect_raw(out, "))");
	}
	ddlect_raw(out, ";");
	if (known)
		read_write(out, names);
}

void alone_write(struct ddlect_buf *out, const struct ddlect_run *run)
{
	add_timeouts(out, run, "SET");
}

void read_write(struct ddlect_buf *out, const struct state_names *names)
{
	add(out, "SELECT version, dirty FROM %s LIMIT 2;", names->state);
}

void create_write(struct ddlect_buf *out, const struct state_names *names, bool state,
		  bool history)
{
	if (state)
		add(out,
		    "CREATE TABLE IF NOT EXISTS %s"
		    " (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);",
		    names->state);
	if (!history)
		return;
	add(out, "CREATE TABLE %s (", names->history);
	ddlect_raw(out, sql_history);
	add(out, ");COMMENT ON TABLE %s IS ", names->history);
	ddlect_raw(out,
		   "'What ddlect ran in this database, and when. Rows are only added.';");
	for (size_t i = 0; i < sizeof(comments) / sizeof(*comments); i++) {
		add(out, "COMMENT ON COLUMN %s.%s IS ", names->history,
		    comments[i].column);
		pg_literal_write(out, comments[i].text);
		ddlect_raw(out, ";");
	}
}

/* A history from before there were such columns. */
void complete_write(struct ddlect_buf *out, const struct state_names *names)
{
	add(out,
	    "ALTER TABLE %s ADD COLUMN IF NOT EXISTS schema text,"
	    " ADD COLUMN IF NOT EXISTS adopted text;",
	    names->history);
}

/* Where a file's names led must be asked while its settings and its role are still there. */
static const char note_schema[] = "SELECT pg_catalog.set_config('ddlect.schema',"
				  " COALESCE(pg_catalog.current_schema(), ''), true);";

/* Of the rows only those of files that ran here have one. */
static void add_schema(struct ddlect_buf *out, const struct ddlect_history *row,
		       const char *schema)
{
	if (!schema || (row->what != DDLECT_RAN_UP && row->what != DDLECT_RAN_DOWN)) {
		ddlect_raw(out, "NULL");
		return;
	}
	ddlect_raw(out, "CASE pg_catalog.current_setting('ddlect.schema') WHEN ");
	pg_literal_write(out, schema);
	ddlect_raw(out, " THEN ");
	pg_literal_write(out, schema);
	ddlect_raw(out, " ELSE '' END");
}

static void add_state(struct ddlect_buf *out, const struct ddlect_run *run,
		      const struct state_names *names)
{
	const struct ddlect_state *after = &run->after;
	add(out, "DELETE FROM %s;", names->state);
	if (after->version != DDLECT_NO_VERSION || after->dirty)
		add(out, "INSERT INTO %s (version, dirty) VALUES (%lld, %s);",
		    names->state, (long long)after->version,
		    after->dirty ? "true" : "false");
}

static void add_row(struct ddlect_buf *out, const struct ddlect_history *row,
		    const struct told *told, int64_t duration_ms)
{
	add(out, "(%lld, %lld, ", (long long)row->id, (long long)row->version);
	add_literal(out, row->title ? row->title : "");
	ddlect_raw(out, ", ");
	add_literal(out, history_direction(row->what));
	ddlect_raw(out, ", ");
	add_literal(out, row->checksum);
	add(out, ", %llu, %s, ", (unsigned long long)row->statements,
	    row->unfinished ? "true" : "false");
	add(out,
	    "pg_catalog.clock_timestamp() - interval '%lld milliseconds', SESSION_USER,"
	    " %lld, ",
	    (long long)duration_ms, (long long)duration_ms);
	add_literal(out, row->tool);
	ddlect_raw(out, ", ");
	add_schema(out, row, told->schema);
	ddlect_raw(out, ", ");
	add_literal(out, row->what == DDLECT_RAN_UP ? told->adopted : NULL);
	ddlect_raw(out, ")");
}

static void add_history(struct ddlect_buf *out, const struct ddlect_run *run,
			const struct state_names *names, const struct told *told,
			int64_t duration_ms)
{
	if (run->n_rows == 0)
		return;
	add(out,
	    "INSERT INTO %s AS h (id, version, title, direction, checksum, statements,"
	    " unfinished, applied_at, applied_by, duration_ms, tool, schema,"
	    " adopted) VALUES ",
	    names->history);
	for (uint64_t i = 0; i < run->n_rows; i++) {
		if (i > 0)
			ddlect_raw(out, ", ");
		add_row(out, &run->rows[i], told, duration_ms);
	}
	/* A file that is run piece by piece began when its first piece did. */
	ddlect_raw(out,
		   " ON CONFLICT (id) DO UPDATE SET version = excluded.version,"
		   " title = excluded.title, direction = excluded.direction,"
		   " checksum = excluded.checksum, statements = excluded.statements,"
		   " unfinished = excluded.unfinished, applied_by = excluded.applied_by,"
		   " duration_ms = h.duration_ms + excluded.duration_ms,"
		   " tool = excluded.tool, schema ="
		   " CASE WHEN excluded.schema = h.schema THEN h.schema ELSE '' END,"
		   " adopted = CASE WHEN excluded.adopted = '' THEN h.adopted"
		   " WHEN h.adopted = '' THEN excluded.adopted"
		   " ELSE h.adopted || ' ' || excluded.adopted END;");
}

void commit_write(struct ddlect_buf *out, const struct ddlect_session *session,
		  const struct ddlect_run *run, const struct state_names *names,
		  const struct told *told, int64_t duration_ms)
{
	if (run->n_rows > 0)
		ddlect_raw(out, note_schema);
	ddlect_raw(out, session->own.as);
	if (run->flags & DDLECT_RUN_FORGET) {
		add(out, "DROP TABLE IF EXISTS %s", names->history);
		add(out, ", %s;", names->state);
	} else {
		add_state(out, run, names);
		add_history(out, run, names, told, duration_ms);
	}
	ddlect_raw(out, "COMMIT;");
	ddlect_raw(out, session->own.reset);
}

void rollback_write(struct ddlect_buf *out, const struct ddlect_session *session)
{
	ddlect_raw(out, "ROLLBACK;");
	ddlect_raw(out, session->own.as);
	ddlect_raw(out, session->own.reset);
}
