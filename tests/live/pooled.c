/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running through a pooler that hands out transactions: it works, or is refused with the
 * reason, and nothing stays behind in connections that serve others. Needs pooler.sh.
 */
#include "tests/live/runner.h"
#include "tests/unit/test.h"

#define LOCKS "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"

static char *pooled_dsn(const struct runner *runner)
{
	const char *pooler = getenv("DDLECT_TEST_POOLER");
	if (!pooler)
		test_fail(__FILE__, __LINE__, "run it with tests/live/pooler.sh");
	char *dsn = malloc(512);
	snprintf(dsn, 512, "postgres://postgres@/%s?host=%s&port=%s",
		 runner->live->database, pooler, getenv("PGPORT"));
	return dsn;
}

static void pooled_open(struct runner *runner)
{
	runner_open(runner);
	char *dsn = pooled_dsn(runner);
	runner->dialect->close(runner->dialect, runner->session);
	runner->session = runner_connect(runner, dsn);
	if (!runner->session)
		test_fail(__FILE__, __LINE__, "%s", runner->err.text);
	free(dsn);
}

static int lock(struct runner *runner, struct ddlect_session *session)
{
	return runner->dialect->lock(runner->dialect, session, &runner->table,
				     &runner->err);
}

TEST(a_pooler_is_run_through_without_a_lock_of_the_session)
{
	struct runner runner;
	pooled_open(&runner);
	CHECK_INT(lock(&runner, runner.session), 0);
	runner_value(&runner, LOCKS, "0");
	runner_run(&runner, "CREATE TABLE t (a int)", 1);
	runner_run(&runner,
		   "DO $$ BEGIN IF (SELECT count(*) FROM pg_locks WHERE locktype ="
		   " 'advisory') <> 3 THEN RAISE 'not locked'; END IF; END $$",
		   2);
	runner_fails(&runner, "SELECT here", DDLECT_FAILURE_STATEMENT, "42703");
	CHECK_INT(runner.failure.offset, 7);
	CHECK_INT(runner_state(&runner).version, 2);
	CHECK_INT(runner.dialect->unlock(runner.dialect, runner.session, &runner.table,
					 &runner.err),
		  0);
	runner_value(&runner, LOCKS, "0");
	runner_close(&runner);
}

TEST(runners_on_both_sides_of_a_pooler_exclude_each_other)
{
	struct runner runner;
	pooled_open(&runner);
	struct ddlect_session *direct = runner_connect(&runner, runner.live->dsn);
	CHECK(direct);
	CHECK_INT(lock(&runner, direct), 0);
	runner_fails(&runner, "SELECT 1", DDLECT_FAILURE_BUSY,
		     "another runner has the lock of \"public\".\"schema_migrations\": "
		     "pid ");
	CHECK_INT(runner.err.status, DDLECT_BUSY);
	CHECK_INT(runner.dialect->unlock(runner.dialect, direct, &runner.table,
					 &runner.err),
		  0);
	runner.dialect->close(runner.dialect, direct);
	runner_run(&runner, "SELECT 1", 1);
	runner_close(&runner);
}

TEST(what_needs_a_session_is_refused_through_a_pooler)
{
	struct runner runner;
	pooled_open(&runner);
	runner_run(&runner, "CREATE TABLE t (a int)", 1);
	runner.run.flags = 0;
	runner_fails(&runner, "VACUUM t", DDLECT_FAILURE_STATEMENT,
		     "can't be run through a connection pooler");
	CHECK_TEXT(runner.failure.hint, "connect to the server itself");
	CHECK_INT(runner_state(&runner).version, 1);
	/* Before the state says that it is begun. */
	runner.run.flags = DDLECT_RUN_TRANSACTION | DDLECT_RUN_ALONE_NEXT;
	runner_fails(&runner, "", DDLECT_FAILURE_STATEMENT,
		     "can't be run through a connection pooler");
	CHECK_INT(runner_state(&runner).dirty, 0);
	runner.run.flags = 0;
	runner_run(&runner, "", 2); /* the state alone can be changed */
	runner_close(&runner);
}

/* Others get the connections that texts ran in. */
TEST(nothing_stays_behind_in_a_pooled_connection)
{
	struct runner runner;
	pooled_open(&runner);
	char *dsn = pooled_dsn(&runner);
	for (int i = 1; i <= 4; i++)
		runner_run(&runner,
			   "SET search_path = nowhere; SET work_mem = '9MB';"
			   "SET ROLE pg_monitor; CREATE TEMP TABLE IF NOT EXISTS tmp ();"
			   "SET client_encoding = 'LATIN1'; LISTEN l",
			   i);
	PGconn *other = PQconnectdb(dsn);
	CHECK_INT(PQstatus(other), CONNECTION_OK);
	for (int i = 0; i < 4; i++) {
		PGresult *result = PQexec(
			other, "SELECT concat_ws('|', current_setting('search_path'),"
			       " current_setting('work_mem'), current_user,"
			       " to_regclass('pg_temp.tmp')), pg_sleep(0.01)");
		CHECK_INT(PQresultStatus(result), PGRES_TUPLES_OK);
		CHECK_TEXT(PQgetvalue(result, 0, 0), "\"$user\", public|4MB|postgres");
		PQclear(result);
	}
	PQfinish(other);
	runner_fails(&runner, "SET search_path = nowhere; SELECT 1/0",
		     DDLECT_FAILURE_STATEMENT, "zero");
	runner_run(&runner, "CREATE TABLE t AS SELECT '\xc3\xa9' AS a", 5);
	runner_value(&runner, "SELECT a FROM t", "\xc3\xa9");
	free(dsn);
	runner_close(&runner);
}

TEST(time_runs_out_through_a_pooler_too)
{
	struct runner runner;
	pooled_open(&runner);
	runner_run(&runner, "CREATE TABLE t ()", 1);
	runner.run.statement_timeout_ms = 300;
	runner_fails(&runner, "SELECT pg_sleep(60)", DDLECT_FAILURE_STATEMENT,
		     "statement timeout");
	live_exec(runner.live, "BEGIN; LOCK TABLE t");
	runner.run.statement_timeout_ms = 0;
	runner.run.lock_timeout_ms = 200;
	runner_fails(&runner, "DROP TABLE t", DDLECT_FAILURE_LOCK_TIMEOUT, "55P03");
	CHECK_TEXT(runner.failure.blockers, "");
	live_exec(runner.live, "ROLLBACK");
	runner_run(&runner, "DROP TABLE t", 2);
	runner_close(&runner);
}
