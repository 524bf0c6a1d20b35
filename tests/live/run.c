/* SPDX-License-Identifier: Apache-2.0 */
/* Running texts: they and the state are one; what goes wrong is told, and undone. */
#include <signal.h>
#include <sys/time.h>

#include "tests/live/runner.h"
#include "tests/unit/test.h"

#define STATE "SELECT string_agg(version || ' ' || dirty, ',') FROM schema_migrations"
#define HISTORY                                                                          \
	"SELECT string_agg(concat_ws(' ', id, version, title, direction, checksum,"      \
	" statements, unfinished, applied_by, tool), E'\\n' ORDER BY id)"                \
	" FROM schema_migrations_history"
#define ONE_OF_ITS_OWN                                                                   \
	"(SELECT pid FROM pg_stat_activity WHERE application_name = 'ddlect-run'"        \
	" AND datname = current_database())"

TEST(a_text_and_the_state_change_together)
{
	struct runner runner;
	runner_open(&runner);
	struct ddlect_history row = {.id = 1,
				     .version = 7,
				     .what = DDLECT_RAN_UP,
				     .statements = 2,
				     .title = "it's a \\ \xc3\xa9",
				     .checksum = "abc",
				     .tool = "ddlect 1"};
	runner.run.rows = &row;
	runner.run.n_rows = 1;
	runner_run(&runner, "CREATE TABLE t (a int); SELECT 1;", 7);
	runner_value(&runner, STATE, "7 false");
	runner_value(&runner, HISTORY,
		     "1 7 it's a \\ \xc3\xa9 up abc 2 f postgres ddlect 1");
	runner_value(&runner, "SELECT count(*) FROM t", "0");
	CHECK_INT(runner_state(&runner).version, 7);
	row = (struct ddlect_history){.id = 2, .version = 7, .what = DDLECT_RAN_DOWN};
	runner_run(&runner, "DROP TABLE t", DDLECT_NO_VERSION);
	runner_value(&runner, STATE, "");
	CHECK_INT(runner_state(&runner).version, DDLECT_NO_VERSION);
	row.id = 3;
	runner_fails(&runner, "CREATE TABLE u (); SELECT 1/0", DDLECT_FAILURE_STATEMENT,
		     "division by zero (22012)");
	CHECK_INT(runner.failure.statement, 1);
	CHECK_INT(runner.failure.offset, DDLECT_NOWHERE);
	runner_value(&runner, "SELECT to_regclass('u')", "");
	runner_value(&runner, "SELECT count(*) FROM schema_migrations_history", "2");
	runner_run(&runner, "", 9);
	runner_value(&runner, STATE, "9 false");
	runner_close(&runner);
}

/* Until the first text is through, there is nothing; and it is made again when it is gone. */
TEST(the_tables_of_the_state_come_and_go_with_texts)
{
	struct runner runner;
	runner_open(&runner);
	runner_fails(&runner, "SELECT nonsense", DDLECT_FAILURE_STATEMENT, "nonsense");
	runner_value(&runner, "SELECT to_regclass('schema_migrations')", "");
	runner_run(&runner, "SELECT 1", 1);
	live_exec(runner.live, "DROP TABLE schema_migrations, schema_migrations_history");
	runner.run.before.version = DDLECT_NO_VERSION;
	runner_run(&runner, "SELECT 1", 2);
	runner_value(&runner, STATE, "2 false");
	/* One that another runner made has no history. */
	live_exec(runner.live, "DROP TABLE schema_migrations_history");
	runner.dialect->close(runner.dialect, runner.session);
	runner.session = runner_connect(&runner, runner.live->dsn);
	runner_run(&runner, "SELECT 1", 3);
	runner_value(&runner, STATE, "3 false");
	runner_fails(&runner, "DROP TABLE schema_migrations", DDLECT_FAILURE_STATEMENT,
		     "committing: relation \"public.schema_migrations\" does not exist "
		     "(42P01)");
	CHECK_INT(runner.failure.statement, DDLECT_NOWHERE);
	runner_value(&runner, STATE, "3 false");
	runner_close(&runner);
}

TEST(a_state_table_may_have_any_name_and_schema)
{
	struct runner runner;
	char name[80];
	runner_open(&runner);
	live_exec(runner.live, "CREATE SCHEMA \"an \"\"odd\"\" one\"");
	runner.table.schema = "an \"odd\" one";
	runner.table.name = "the state's \"table\"";
	runner_run(&runner, "SET search_path = ''; SELECT 1", 4);
	runner_value(&runner,
		     "SELECT version FROM \"an \"\"odd\"\" one\".\"the state's "
		     "\"\"table\"\"\"",
		     "4");
	CHECK_INT(runner_state(&runner).version, 4);
	runner.table = (struct ddlect_state_table){"nowhere", "x"};
	CHECK_INT(runner_state(&runner).version, DDLECT_NO_VERSION);
	runner.run.before.version = DDLECT_NO_VERSION;
	runner_fails(&runner, "SELECT 1", DDLECT_FAILURE_STATEMENT,
		     "making the state's tables: schema \"nowhere\" does not exist");
	memset(name, 'n', 56);
	name[56] = 0;
	runner.table = (struct ddlect_state_table){NULL, name};
	runner_fails(&runner, "SELECT 1", DDLECT_FAILURE_STATEMENT,
		     "must have 1 to 55 bytes");
	name[55] = 0;
	runner_run(&runner, "SELECT 1", 5);
	live_exec(runner.live, "DROP SCHEMA public CASCADE");
	runner.dialect->close(runner.dialect, runner.session);
	runner.session = runner_connect(&runner, runner.live->dsn);
	runner_fails(&runner, "SELECT 1", DDLECT_FAILURE_STATEMENT,
		     "no schema of the search_path exists: create one");
	runner_close(&runner);
}

static void fails_at(struct runner *runner, const char *text, const char *at,
		     uint64_t statement, const char *code)
{
	runner_fails(runner, text, DDLECT_FAILURE_STATEMENT, code);
	CHECK_TEXT(runner->failure.code, code);
	CHECK_INT(runner->failure.statement, statement);
	CHECK_INT(runner->failure.offset,
		  at ? (uint64_t)(strstr(text, at) - text) : DDLECT_NOWHERE);
}

TEST(a_failure_says_where_in_the_text_it_is)
{
	struct runner runner;
	runner_open(&runner);
	fails_at(&runner, "SELECT '\xc3\xa9\xf0\x9f\x98\x80';\r\n\r\nSELECT here", "here",
		 1, "42703");
	fails_at(&runner, "SELECT 1;\nSELECT (2;-- here", ";-- here", 0, "42601");
	fails_at(&runner, "SELECT 'never ends", "'", 0, "42601");
	fails_at(&runner, "SELECT 1; DO $$ BEGIN PERFORM 1/0; END $$", NULL, 1, "22012");
	CHECK(strstr(runner.failure.context, "inline_code_block line 1"));
	fails_at(&runner,
		 "CREATE TABLE t (a int CHECK (a > 0)); INSERT INTO t VALUES (-1)", NULL,
		 1, "23514");
	CHECK_TEXT(runner.failure.detail, "Failing row contains (-1).");
	fails_at(&runner, "SELECT no_such_function()", "no_such", 0, "42883");
	CHECK(strstr(runner.failure.hint, "No function matches"));
	runner_close(&runner);
}

/* It is sent in pieces, which nobody can tell. */
TEST(a_large_text_is_one_text)
{
	static const char row[] = "INSERT INTO t VALUES (';\xc3\xa9');";
	size_t size = 3u << 20;
	char *text = malloc(size + 256);
	char *at = text;
	char statements[32];
	struct runner runner;
	runner_open(&runner);
	at += sprintf(at, "CREATE TABLE t (a text);SET client_encoding = 'LATIN1';");
	uint64_t n = 2;
	for (; at + sizeof(row) < text + size; n++)
		at += sprintf(at, "%s", row);
	sprintf(at, "SELECT 1; SELECT here; SELECT 2");
	fails_at(&runner, text, "here", n + 1, "42703");
	sprintf(at, "DO $$ BEGIN PERFORM 1/0; END $$");
	fails_at(&runner, text, NULL, n, "22012");
	runner_value(&runner, "SELECT to_regclass('t')", "");
	sprintf(at, "SELECT 1; SELECT 'never ends");
	/* A message is understood as a whole before any of it is run. */
	runner_fails(&runner, text, DDLECT_FAILURE_STATEMENT, "42601");
	CHECK_INT(runner.failure.offset, strstr(text, "'never") - text);
	CHECK(runner.failure.statement > n / 2 && runner.failure.statement < n);
	*at = 0;
	runner_run(&runner, text, 1);
	snprintf(statements, sizeof(statements), "%llu", (unsigned long long)n - 2);
	runner_value(&runner, "SELECT count(*) FROM t WHERE a = ';\xc3\xa9'", statements);
	free(text);
	runner_close(&runner);
}

/* The one error that has no place: the last semicolon's, and a deferred constraint's. */
TEST(a_failure_of_the_commit_is_told_as_one)
{
	struct runner runner;
	runner_open(&runner);
	runner_fails(&runner,
		     "CREATE TABLE p (a int PRIMARY KEY);"
		     "CREATE TABLE c (a int REFERENCES p DEFERRABLE INITIALLY DEFERRED);"
		     "INSERT INTO c VALUES (1)",
		     DDLECT_FAILURE_STATEMENT, "committing: insert or update on table");
	runner_value(&runner, "SELECT to_regclass('p')", "");
	runner_run(&runner, "SELECT 1", 1);
	runner_close(&runner);
}

TEST(what_cannot_run_in_a_transaction_is_told_and_runs_alone)
{
	struct runner runner;
	runner_open(&runner);
	runner_run(&runner,
		   "CREATE TABLE t (a int);"
		   "CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN COMMIT; END'",
		   1);
	runner_fails(&runner, "VACUUM t", DDLECT_FAILURE_STATEMENT, "25001");
	CHECK_INT(runner.failure.alone, 1);
	runner_fails(&runner, "CALL p()", DDLECT_FAILURE_STATEMENT, "2D000");
	CHECK_INT(runner.failure.alone, 1);
	runner_fails(&runner, "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
		     DDLECT_FAILURE_STATEMENT, "25001");
	CHECK_INT(runner.failure.alone, 0);
	runner.run.flags = DDLECT_RUN_PATIENT;
	runner_run(&runner, "-- a comment\nCREATE INDEX CONCURRENTLY i ON t (a);\n", 2);
	runner_run(&runner, "VACUUM t", 3);
	runner_run(&runner, "CALL p()", 4);
	runner_value(&runner, STATE, "4 false");
	runner_fails(&runner, "CREATE INDEX CONCURRENTLY i ON t (a);",
		     DDLECT_FAILURE_STATEMENT, "already exists");
	CHECK_INT(runner.failure.statement, 0);
	runner_value(&runner, STATE, "4 false");
	runner_close(&runner);
}

/* The row of a file that runs piece by piece is one row. */
TEST(a_row_of_the_history_is_replaced_by_its_number)
{
	struct runner runner;
	runner_open(&runner);
	struct ddlect_history row = {.id = 1,
				     .version = 2,
				     .what = DDLECT_RAN_UP,
				     .title = "t",
				     .unfinished = 1};
	runner.run.rows = &row;
	runner.run.n_rows = 1;
	runner.run.after.dirty = 1;
	runner_run(&runner, "", 2);
	runner_value(&runner, STATE, "2 true");
	CHECK_INT(runner_state(&runner).dirty, 1);
	live_exec(runner.live, "UPDATE schema_migrations_history SET applied_at = "
			       "'2020-01-02 03:04:05+00', duration_ms = 1000000");
	row.statements = 1;
	row.unfinished = 0;
	runner.run.flags = 0;
	runner.run.after.dirty = 0;
	runner_run(&runner, "VACUUM", 2);
	runner_value(&runner, STATE, "2 false");
	runner_value(&runner, HISTORY, "1 2 t up 1 f postgres");
	runner_value(&runner,
		     "SELECT applied_at = '2020-01-02 03:04:05+00' AND duration_ms >= "
		     "1000000 FROM schema_migrations_history",
		     "t");
	runner_close(&runner);
}

TEST(a_state_that_moved_stops_everything)
{
	struct runner runner;
	runner_open(&runner);
	runner_run(&runner, "CREATE TABLE t ()", 1);
	live_exec(runner.live, "UPDATE schema_migrations SET version = 5");
	runner_fails(&runner, "DROP TABLE t", DDLECT_FAILURE_MOVED,
		     "the database is at version 5 now, and was at version 1");
	live_exec(runner.live, "UPDATE schema_migrations SET version = 1, dirty = true");
	runner_fails(&runner, "DROP TABLE t", DDLECT_FAILURE_MOVED,
		     "at version 1, dirty now, and was at version 1");
	live_exec(runner.live, "INSERT INTO schema_migrations VALUES (2, false)");
	runner_fails(&runner, "DROP TABLE t", DDLECT_FAILURE_MOVED, "more than one row");
	live_exec(runner.live, "DELETE FROM schema_migrations");
	runner_fails(&runner, "DROP TABLE t", DDLECT_FAILURE_MOVED,
		     "at no version now, and was at version 1");
	runner_value(&runner, "SELECT to_regclass('t')", "t");
	runner_close(&runner);
}

TEST(a_text_that_talks_to_a_client_is_refused)
{
	struct runner runner;
	runner_open(&runner);
	runner_run(&runner, "CREATE TABLE t (a int)", 1);
	runner_fails(&runner, "SELECT 1; COPY t FROM STDIN;", DDLECT_FAILURE_STATEMENT,
		     "a migration has none; write the rows as INSERTs");
	CHECK_INT(runner.failure.statement, 1);
	runner_fails(&runner, "COPY (SELECT * FROM generate_series(1, 3)) TO STDOUT",
		     DDLECT_FAILURE_STATEMENT, "a migration has none");
	runner_fails(&runner,
		     "COPY (SELECT * FROM generate_series(1, 300000000)) TO STDOUT",
		     DDLECT_FAILURE_STATEMENT, "a migration has none");
	runner_run(&runner, "SELECT 1", 2);
	runner_close(&runner);
}

TEST(a_text_that_ends_its_transaction_is_told_so)
{
	static const char words[] = "the text ended the transaction";
	struct runner runner;
	runner_open(&runner);
	runner_run(&runner, "CREATE TABLE t ()", 1);
	runner_fails(&runner, "COMMIT", DDLECT_FAILURE_STATEMENT, words);
	runner_fails(&runner, "COMMIT; BEGIN", DDLECT_FAILURE_STATEMENT, words);
	runner_fails(&runner, "COMMIT AND CHAIN", DDLECT_FAILURE_STATEMENT, words);
	runner_fails(&runner, "ROLLBACK; BEGIN; DROP TABLE t", DDLECT_FAILURE_STATEMENT,
		     words);
	runner_run(&runner, "SAVEPOINT s; DROP TABLE t; ROLLBACK TO s", 2);
	runner_value(&runner, "SELECT to_regclass('t')", "t");
	runner_value(&runner, STATE, "2 false");
	runner_close(&runner);
}

TEST(a_text_with_a_nul_is_refused)
{
	struct runner runner;
	runner_open(&runner);
	runner.run.text = "SELECT 1;\0 DROP";
	runner.run.length = 14;
	CHECK_INT(runner.dialect->run(runner.dialect, runner.session, &runner.run,
				      &runner.failure, &runner.err),
		  -1);
	CHECK(strstr(runner.err.text, "a byte that is NUL"));
	CHECK_INT(runner.failure.offset, 9);
	runner_close(&runner);
}

TEST(who_can_only_read_is_told_so)
{
	char sql[256];
	struct runner runner;
	runner_open(&runner);
	snprintf(sql, sizeof(sql),
		 "ALTER DATABASE %s SET default_transaction_read_only = on",
		 runner.live->database);
	live_exec(runner.live, sql);
	runner.dialect->close(runner.dialect, runner.session);
	runner.session = runner_connect(&runner, runner.live->dsn);
	CHECK_INT(runner_state(&runner).version, DDLECT_NO_VERSION);
	runner_fails(&runner, "SELECT 1", DDLECT_FAILURE_STATEMENT,
		     "the session can only read; default_transaction_read_only is on");
	runner_close(&runner);
}

/* What a session is like, in one line. */
#define LIKE                                                                             \
	"DO $$ BEGIN INSERT INTO likes SELECT concat_ws('|',"                            \
	" current_setting('search_path'), current_user, session_user,"                   \
	" current_setting('client_encoding'), current_setting('lock_timeout'),"          \
	" current_setting('statement_timeout'), current_setting('work_mem'),"            \
	" nullif(current_setting('my.own', true), ''), to_regclass('pg_temp.tmp'),"      \
	" (SELECT count(*) FROM pg_prepared_statements),"                                \
	" (SELECT count(*) FROM pg_cursors WHERE name = 'c'),"                           \
	" (SELECT count(*) FROM pg_listening_channels())); END $$;"

#define MESS                                                                             \
	"SET search_path = nowhere; SET client_encoding = 'LATIN1'; SET work_mem = "     \
	"'9MB';"                                                                         \
	"SET my.own = 'x'; SET statement_timeout = 77777; CREATE TEMP TABLE tmp (a "     \
	"int);"                                                                          \
	"PREPARE p AS SELECT 1; DECLARE c CURSOR WITH HOLD FOR SELECT 1; LISTEN l;"      \
	"SET ROLE pg_monitor; SET SESSION AUTHORIZATION pg_monitor;"

static void leaves_nothing(struct runner *runner)
{
	live_exec(runner->live, "CREATE TABLE likes (text text)");
	runner_run(runner, "SELECT 1", 1);
	runner_run(runner, LIKE, 2);
	runner->run.rows = &(struct ddlect_history){
		.id = 1, .version = 3, .what = DDLECT_RAN_UP, .title = "\xc3\xa9"};
	runner->run.n_rows = 1;
	runner_run(runner, MESS, 3);
	runner->run.n_rows = 0;
	runner_value(runner, "SELECT title FROM schema_migrations_history", "\xc3\xa9");
	runner_run(runner, LIKE, 4);
	runner_fails(runner, MESS "SELECT 1/0", DDLECT_FAILURE_STATEMENT, "zero");
	runner_run(runner, LIKE, 5);
	runner->run.flags = 0;
	runner_run(runner, "SET search_path = nowhere", 6);
	runner_run(runner, "PREPARE p AS SELECT 1", 7);
	runner->run.flags = DDLECT_RUN_TRANSACTION;
	runner_run(runner, LIKE, 8);
	runner_value(runner, "SELECT count(*) || ' ' || count(DISTINCT text) FROM likes",
		     "4 1");
}

TEST(nothing_that_a_text_sets_or_makes_is_there_for_the_next)
{
	struct runner runner;
	runner_open(&runner);
	leaves_nothing(&runner);
	runner_value(&runner, "SELECT text FROM likes LIMIT 1",
		     "\"$user\", public|postgres|postgres|UTF8|5s|0|4MB|0|0|0");
	runner_close(&runner);
}

TEST(what_a_dsn_says_of_the_session_holds_for_every_text)
{
	char dsn[700];
	struct runner runner;
	runner_open(&runner);
	live_exec(runner.live, "CREATE SCHEMA s");
	snprintf(dsn, sizeof(dsn),
		 "%s&options=-c%%20search_path%%3Dpublic%%2Cs%%20-c%%20work_mem%%3D5MB",
		 runner.live->dsn);
	runner.dialect->close(runner.dialect, runner.session);
	runner.session = runner_connect(&runner, dsn);
	leaves_nothing(&runner);
	runner_value(&runner, "SELECT text FROM likes LIMIT 1",
		     "public,s|postgres|postgres|UTF8|5s|0|5MB|0|0|0");
	runner_close(&runner);
}

static struct ddlect_session *borrow(struct runner *runner, PGconn *conn)
{
	struct ddlect_session *session = NULL;
	struct ddlect_open_request request = {
		.size = sizeof(request), .connection = conn, .cancel = &runner->cancel};
	runner->err = (struct ddlect_err){0};
	runner->dialect->open(runner->dialect, &request, &session, &runner->err);
	return session;
}

TEST(a_connection_that_is_handed_over_comes_back_as_it_was)
{
	struct runner runner;
	runner_open(&runner);
	PGconn *conn = runner.live->conn;
	live_exec(runner.live,
		  "CREATE SCHEMA s; SET search_path = s, public; SET work_mem = '6MB';"
		  "SET my.own = 'it''s'; CREATE TEMP TABLE mine (a int);"
		  "PREPARE q AS SELECT 42; LISTEN mine");
	CHECK_INT(PQsetClientEncoding(conn, "LATIN1"), 0);
	runner.dialect->close(runner.dialect, runner.session);
	runner.session = borrow(&runner, conn);
	if (!runner.session)
		test_fail(__FILE__, __LINE__, "%s", runner.err.text);
	runner_run(&runner, "CREATE TABLE t (a text DEFAULT '\xc3\xa9')", 1);
	runner_run(&runner,
		   "SET search_path = public; SET ROLE pg_monitor; SET work_mem = '7MB'",
		   2);
	runner_fails(&runner, "SET my.own = 'else'; SELECT 1/0", DDLECT_FAILURE_STATEMENT,
		     "zero");
	runner_run(&runner, "CREATE TABLE u ()", 3);
	CHECK_INT(runner.dialect->lock(runner.dialect, runner.session, &runner.table,
				       &runner.err),
		  0);
	CHECK_INT(runner.dialect->unlock(runner.dialect, runner.session, &runner.table,
					 &runner.err),
		  0);
	runner.dialect->close(runner.dialect, runner.session);
	runner.session = NULL;
	CHECK_INT(PQtransactionStatus(conn), PQTRANS_IDLE);
	CHECK_INT(PQpipelineStatus(conn), PQ_PIPELINE_OFF);
	CHECK_INT(PQisnonblocking(conn), 0);
	runner_value(&runner,
		     "SELECT concat_ws('|', current_setting('search_path'), current_user,"
		     " current_setting('work_mem'), current_setting('my.own'),"
		     " current_setting('client_encoding'), to_regclass('s.t'),"
		     " to_regclass('s.u'), to_regclass('mine'),"
		     " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'))",
		     "s, public|postgres|6MB|it's|LATIN1|t|u|mine|0");
	runner_value(&runner, "EXECUTE q", "42");
	runner_value(&runner, "SELECT version FROM s.schema_migrations", "3");
	runner_close(&runner);
}

TEST(a_connection_that_is_in_use_is_not_taken)
{
	struct runner runner;
	runner_open(&runner);
	live_exec(runner.live, "BEGIN");
	CHECK(!borrow(&runner, runner.live->conn));
	CHECK(strstr(runner.err.text, "it is in the middle of a transaction"));
	live_exec(runner.live, "ROLLBACK");
	CHECK_INT(PQenterPipelineMode(runner.live->conn), 1);
	CHECK(!borrow(&runner, runner.live->conn));
	CHECK(strstr(runner.err.text, "it is in pipeline mode"));
	CHECK_INT(PQexitPipelineMode(runner.live->conn), 1);
	PGconn *none = PQconnectdb("host=/nowhere");
	CHECK(!borrow(&runner, none));
	CHECK(strstr(runner.err.text, "it isn't connected"));
	PQfinish(none);
	runner_close(&runner);
}

static struct runner *interrupted;

static void interrupt(int number)
{
	(void)number;
	interrupted->cancel = 1;
}

TEST(an_interrupt_rolls_back_and_leaves_a_session_that_works)
{
	struct itimerval soon = {.it_value = {0, 300000}};
	struct runner runner;
	runner_open(&runner);
	interrupted = &runner;
	signal(SIGALRM, interrupt);
	CHECK_INT(runner.dialect->lock(runner.dialect, runner.session, &runner.table,
				       &runner.err),
		  0);
	CHECK_INT(setitimer(ITIMER_REAL, &soon, NULL), 0);
	runner_fails(&runner, "CREATE TABLE t (); SELECT pg_sleep(60)",
		     DDLECT_FAILURE_CANCELLED, "canceling statement");
	CHECK_INT(runner.failure.statement, 1);
	runner_fails(&runner, "CREATE TABLE t ()", DDLECT_FAILURE_CANCELLED,
		     "interrupted");
	CHECK_INT(runner.dialect->unlock(runner.dialect, runner.session, &runner.table,
					 &runner.err),
		  0);
	runner.cancel = 0;
	runner_value(&runner, "SELECT to_regclass('t')", "");
	runner_run(&runner, "CREATE TABLE t ()", 1);
	runner_close(&runner);
}

TEST(a_connection_that_is_lost_changes_nothing_unless_it_was_committing)
{
	struct runner runner;
	runner_open(&runner);
	runner_run(&runner,
		   "CREATE TABLE t (a int);"
		   "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
		   " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; "
		   "END';"
		   "CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t DEFERRABLE INITIALLY"
		   " DEFERRED FOR EACH ROW EXECUTE FUNCTION f()",
		   1);
	runner_fails(&runner,
		     "CREATE TABLE u (); SELECT pg_terminate_backend(pg_backend_pid())",
		     DDLECT_FAILURE_LOST, "57P01");
	runner_value(&runner, "SELECT to_regclass('u')", "");
	runner_fails(&runner, "SELECT 1", DDLECT_FAILURE_LOST, "gone");
	runner.dialect->close(runner.dialect, runner.session);
	runner.session = runner_connect(&runner, runner.live->dsn);
	runner_fails(&runner, "INSERT INTO t VALUES (1)", DDLECT_FAILURE_UNKNOWN,
		     "the connection was lost while it was committing");
	runner.dialect->close(runner.dialect, runner.session);
	runner.session = runner_connect(&runner, runner.live->dsn);
	runner.run.flags = 0;
	runner_fails(&runner, "SELECT pg_terminate_backend(pg_backend_pid())",
		     DDLECT_FAILURE_UNKNOWN, "57P01");
	runner_close(&runner);
}

TEST(a_lock_that_does_not_come_is_told_with_its_owner)
{
	struct runner runner;
	runner_open(&runner);
	runner_run(&runner, "CREATE TABLE t ()", 1);
	live_exec(runner.live,
		  "SET application_name = 'in the way'; BEGIN; LOCK TABLE t");
	runner.run.lock_timeout_ms = 3000; /* a busy machine asks late */
	runner_fails(&runner, "SELECT 1; DROP TABLE t", DDLECT_FAILURE_LOCK_TIMEOUT,
		     "lock timeout");
	CHECK_INT(runner.failure.statement, 1);
	if (!strstr(runner.failure.blockers,
		    " (in the way, user postgres, idle in transaction since 20") ||
	    strstr(runner.failure.blockers, "LOCK TABLE"))
		test_fail(__FILE__, __LINE__, "%s", runner.failure.blockers);
	/* One who waits as long as it takes is stopped by its statement's time. */
	runner.run.flags |= DDLECT_RUN_PATIENT;
	runner.run.statement_timeout_ms = 3000;
	runner_fails(&runner, "DROP TABLE t", DDLECT_FAILURE_STATEMENT,
		     "statement timeout");
	CHECK(strstr(runner.failure.blockers, " (in the way, user postgres"));
	/* What takes long by itself is in nobody's way. */
	runner.run.statement_timeout_ms = 600;
	runner_fails(&runner, "SELECT pg_sleep(10)", DDLECT_FAILURE_STATEMENT,
		     "statement timeout");
	CHECK_TEXT(runner.failure.blockers, "");
	live_exec(runner.live, "ROLLBACK");
	runner_run(&runner, "DROP TABLE t", 2);
	runner_close(&runner);
}
