/* SPDX-License-Identifier: Apache-2.0 */
/* The lock of runners, and reading their state. */
#include "tests/live/runner.h"
#include "tests/unit/test.h"

#define LOCKS                                                                            \
	"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="       \
	" (SELECT oid FROM pg_database WHERE datname = current_database())"

static int lock(struct runner *runner, struct ddlect_session *session)
{
	runner->err = (struct ddlect_err){0};
	return runner->dialect->lock(runner->dialect, session, &runner->table,
				     &runner->err);
}

static void unlock(struct runner *runner, struct ddlect_session *session)
{
	if (runner->dialect->unlock(runner->dialect, session, &runner->table,
				    &runner->err) < 0)
		test_fail(__FILE__, __LINE__, "%s", runner->err.text);
}

static void busy(struct runner *runner, struct ddlect_session *session, const char *words)
{
	CHECK_INT(lock(runner, session), -1);
	CHECK_INT(runner->err.status, DDLECT_BUSY);
	if (!strstr(runner->err.text, words))
		test_fail(__FILE__, __LINE__, "got\n%s\nwithout\n%s", runner->err.text,
			  words);
}

TEST(one_runner_at_a_time_has_the_lock)
{
	struct runner runner;
	runner_open(&runner);
	struct ddlect_session *other = runner_connect(&runner, runner.live->dsn);
	CHECK(other);
	CHECK_INT(lock(&runner, runner.session), 0);
	runner_value(&runner, LOCKS, "3");
	busy(&runner, other,
	     "another runner has the lock of \"public\"."
	     "\"schema_migrations\": pid ");
	CHECK(strstr(runner.err.text, "(ddlect-run, user postgres, connected since 2"));
	CHECK(strstr(runner.err.text, "idle since 2"));
	runner.table.name = "other";
	CHECK_INT(lock(&runner, other), 0);
	unlock(&runner, other);
	runner.table.name = "schema_migrations";
	unlock(&runner, runner.session);
	runner_value(&runner, LOCKS, "0");
	CHECK_INT(lock(&runner, other), 0);
	runner.dialect->close(runner.dialect, other);
	runner_close(&runner);
}

/* Another runner has only one of them, and it isn't known which. */
TEST(each_spelling_of_the_database_keeps_runners_apart)
{
	char sql[128];
	struct runner runner;
	runner_open(&runner);
	CHECK_INT(lock(&runner, runner.session), 0);
	char *ids[3];
	for (int i = 0; i < 3; i++) {
		snprintf(sql, sizeof(sql),
			 "SELECT objid FROM pg_locks WHERE locktype = 'advisory'"
			 " ORDER BY 1 OFFSET %d",
			 i);
		ids[i] = live_value(runner.live, sql);
		snprintf(sql, sizeof(sql), "SELECT pg_try_advisory_lock(%s)", ids[i]);
		runner_value(&runner, sql, "f");
	}
	unlock(&runner, runner.session);
	for (int i = 0; i < 3; i++) {
		snprintf(sql, sizeof(sql), "SELECT pg_advisory_lock(%s)", ids[i]);
		live_exec(runner.live, sql);
		busy(&runner, runner.session, "another runner has the lock");
		runner_value(&runner, LOCKS, "1");
		runner_fails(&runner, "SELECT 1", DDLECT_FAILURE_BUSY,
			     "another runner has the lock");
		CHECK_INT(runner.err.status, DDLECT_BUSY);
		CHECK_TEXT(runner.failure.message, runner.err.text);
		live_exec(runner.live, "SELECT pg_advisory_unlock_all()");
		free(ids[i]);
	}
	runner_run(&runner, "SELECT 1", 1);
	runner_value(&runner, LOCKS, "0");
	runner_close(&runner);
}

TEST(a_text_that_gives_the_lock_away_is_still_the_only_one)
{
	struct runner runner;
	runner_open(&runner);
	CHECK_INT(lock(&runner, runner.session), 0);
	runner_run(&runner, "SELECT pg_advisory_unlock_all()", 1);
	struct ddlect_session *other = runner_connect(&runner, runner.live->dsn);
	CHECK_INT(lock(&runner, other), 0);
	runner_fails(&runner, "SELECT 1", DDLECT_FAILURE_BUSY, "another runner");
	runner.dialect->close(runner.dialect, other);
	runner_close(&runner);
}

struct seen {
	char text[2048];
	int rows;
	int stop;
};

static int see(void *context, const struct ddlect_history *row, struct ddlect_err *err)
{
	struct seen *seen = context;
	size_t length = strlen(seen->text);
	if (++seen->rows == seen->stop) {
		err->status = DDLECT_FAILED;
		snprintf(err->text, sizeof(err->text), "enough");
		return -1;
	}
	snprintf(seen->text + length, sizeof(seen->text) - length,
		 "%lld %lld %s %u %s %llu %u %s %s %lld %s\n", (long long)row->id,
		 (long long)row->version, row->title, row->what,
		 row->checksum ? row->checksum : "-", (unsigned long long)row->statements,
		 row->unfinished, row->at ? row->at : "-", row->by,
		 (long long)row->duration_ms, row->tool ? row->tool : "-");
	return 0;
}

static int state(struct runner *runner, struct ddlect_state *state_, struct seen *seen)
{
	runner->err = (struct ddlect_err){0};
	return runner->dialect->state(runner->dialect, runner->session, &runner->table,
				      state_, see, seen, &runner->err);
}

TEST(state_and_history_are_read_in_order)
{
	struct seen seen = {{0}, 0, 0};
	struct ddlect_state at;
	struct runner runner;
	runner_open(&runner);
	CHECK_INT(state(&runner, &at, &seen), 0);
	CHECK_INT(at.version, DDLECT_NO_VERSION);
	CHECK_INT(at.dirty, 0);
	CHECK_INT(seen.rows, 0);
	struct ddlect_history rows[] = {
		{.id = 2, .version = 9, .what = DDLECT_FOUND_DOWN, .title = "b"},
		{.id = 1,
		 .version = INT64_MAX,
		 .what = DDLECT_FORCED,
		 .title = "",
		 .checksum = "c",
		 .statements = 3,
		 .unfinished = 1,
		 .tool = "t"}};
	runner.run.rows = rows;
	runner.run.n_rows = 2;
	runner.run.after.dirty = 1;
	runner_run(&runner, "SET TimeZone = 'Asia/Tokyo'", INT64_MAX);
	live_exec(runner.live, "UPDATE schema_migrations SET dirty = true;"
			       "UPDATE schema_migrations_history SET applied_at ="
			       " '2026-01-31 23:59:59.9+00', duration_ms = 4");
	CHECK_INT(state(&runner, &at, &seen), 0);
	CHECK(at.version == INT64_MAX && at.dirty == 1);
	CHECK_TEXT(seen.text,
		   "1 9223372036854775807  3 c 3 1 2026-01-31T23:59:59Z postgres 4 t\n"
		   "2 9 b 5 - 0 0 2026-01-31T23:59:59Z postgres 4 -\n");
	seen = (struct seen){{0}, 0, 2};
	CHECK_INT(state(&runner, &at, &seen), -1);
	CHECK_TEXT(runner.err.text, "enough");
	CHECK_INT(state(&runner, &at, &seen), 0);
	runner_close(&runner);
}

/* What golang-migrate leaves when the first file fails: a row with -1. */
TEST(a_state_of_another_runner_is_read)
{
	struct seen seen = {{0}, 0, 0};
	struct ddlect_state at;
	struct runner runner;
	runner_open(&runner);
	live_exec(runner.live, "CREATE TABLE schema_migrations (version bigint not null"
			       " primary key, dirty boolean not null);"
			       "INSERT INTO schema_migrations VALUES (-1, true)");
	CHECK_INT(state(&runner, &at, &seen), 0);
	CHECK(at.version == -1 && at.dirty == 1);
	runner.run.before.dirty = 1;
	runner.run.after.dirty = 1;
	runner_run(&runner, "SELECT 1", -1);
	CHECK_INT(state(&runner, &at, &seen), 0);
	CHECK(at.version == -1 && at.dirty == 1);
	live_exec(runner.live, "INSERT INTO schema_migrations VALUES (3, false)");
	CHECK_INT(state(&runner, &at, &seen), -1);
	CHECK(strstr(runner.err.text, "has more than one row"));
	runner_close(&runner);
}

TEST(what_is_no_state_or_may_not_be_read_is_told)
{
	char sql[256];
	struct seen seen = {{0}, 0, 0};
	struct ddlect_state at;
	struct runner runner;
	runner_open(&runner);
	live_exec(runner.live, "CREATE TABLE schema_migrations (version varchar)");
	CHECK_INT(state(&runner, &at, &seen), -1);
	CHECK(strstr(runner.err.text, "this is another program's table"));
	CHECK(strstr(runner.err.text, "column \"dirty\" does not exist"));
	runner_fails(&runner, "SELECT 1", DDLECT_FAILURE_STATEMENT,
		     "reading the state: column \"dirty\" does not exist");
	snprintf(sql, sizeof(sql), "DROP TABLE schema_migrations; CREATE ROLE %s_r LOGIN",
		 runner.live->database);
	live_exec(runner.live, sql);
	runner_run(&runner, "SELECT 1", 1);
	live_exec(runner.live, "INSERT INTO schema_migrations_history VALUES"
			       " (1, 1, '', 'up', NULL, 0, false, now(), 'x', 0, NULL)");
	runner.dialect->close(runner.dialect, runner.session);
	snprintf(sql, sizeof(sql), "%s_r", runner.live->database);
	char *dsn = live_dsn(runner.live, sql, NULL);
	runner.session = runner_connect(&runner, dsn);
	CHECK(runner.session);
	CHECK_INT(state(&runner, &at, &seen), -1);
	CHECK(strstr(runner.err.text, "permission denied for table schema_migrations"));
	CHECK(strstr(runner.err.text, "grant it to the role"));
	runner_fails(&runner, "SELECT 1", DDLECT_FAILURE_STATEMENT, "permission denied");
	snprintf(sql, sizeof(sql), "GRANT SELECT ON schema_migrations TO %s_r",
		 runner.live->database);
	live_exec(runner.live, sql);
	CHECK_INT(state(&runner, &at, &seen), -1);
	CHECK(strstr(runner.err.text, "schema_migrations_history"));
	free(dsn);
	runner.dialect->close(runner.dialect, runner.session);
	runner.session = NULL;
	snprintf(sql, sizeof(sql), "DROP OWNED BY %s_r; DROP ROLE %s_r",
		 runner.live->database, runner.live->database);
	live_exec(runner.live, sql);
	runner_close(&runner);
}
