/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Handles: programs that migrate by themselves, with <ddlect/migrate.h>: many threads at once,
 * on one database and on several, connections of the caller's own, and those that are lost.
 */
#include <pthread.h>

#include <ddlect/migrate.h>

#include "tests/live/live.h"
#include "tests/unit/test.h"

#define FILES 20
#define THREADS 16

static struct ddlect_migration files[FILES + 1];
static char texts[FILES][2][160];
static const struct ddlect_provider docs = {DDLECT_PROVIDER, .name = "docs",
					    .version = "0.0.1", .migrations = files};

/* Each makes a table, and notes that it ran. */
static void declare_files(void)
{
	for (int i = 0; i < FILES; i++) {
		snprintf(texts[i][0], sizeof(texts[i][0]),
			 "CREATE TABLE t%d (x int); INSERT INTO ran VALUES (%d);", i + 1,
			 i + 1);
		snprintf(texts[i][1], sizeof(texts[i][1]),
			 "DROP TABLE t%d; INSERT INTO ran VALUES (-%d);", i + 1, i + 1);
		files[i] = (struct ddlect_migration){
			.dialect = "postgres",
			.title = "file",
			.version = (uint64_t)i + 1,
			.up = texts[i][0],
			.up_length = strlen(texts[i][0]),
			.down = texts[i][1],
			.down_length = strlen(texts[i][1]),
		};
	}
}

static void set_up(int i, const char *text)
{
	files[i].up = text;
	files[i].up_length = strlen(text);
}

static struct ddlect_migrate_options options_for(const char *dsn)
{
	return (struct ddlect_migrate_options){
		DDLECT_MIGRATE_OPTIONS,	     .provider = &docs,	    .dsn = dsn,
		.plugin_dir = TEST_DIALECTS, .lock_wait_ms = 60000,
	};
}

static void equals(struct live *live, const char *sql, const char *expected)
{
	char *got = live_value(live, sql);
	CHECK_TEXT(got, expected);
	free(got);
}

static void open_with_log(struct live *live)
{
	declare_files();
	live_open(live);
	live_exec(live, "CREATE TABLE ran (n int)");
}

static void *upgrade(void *dsn)
{
	static char failed[] = "failed";
	struct ddlect_migrate_options options = options_for(dsn);
	struct ddlect_migrator *migrator;
	struct ddlect_err err;
	if (ddlect_migrator_open(&migrator, &options, &err) < 0) {
		printf("%s\n", err.text);
		return failed;
	}
	int status = ddlect_upgrade(migrator, "latest", &err);
	if (status < 0)
		printf("%s\n", err.text);
	ddlect_migrator_close(migrator);
	return status < 0 ? failed : NULL;
}

TEST(many_threads_upgrade_one_database_and_each_file_runs_once)
{
	struct live live;
	pthread_t threads[THREADS];
	open_with_log(&live);
	for (int i = 0; i < THREADS; i++)
		CHECK_INT(pthread_create(&threads[i], NULL, upgrade, live.dsn), 0);
	for (int i = 0; i < THREADS; i++) {
		void *failed;
		CHECK_INT(pthread_join(threads[i], &failed), 0);
		CHECK(!failed);
	}
	equals(&live, "SELECT count(*) || ' ' || count(DISTINCT n) FROM ran", "20 20");
	equals(&live, "SELECT version FROM docs_schema_migrations", "20");
	equals(&live, "SELECT count(*) FROM docs_schema_migrations_history", "20");
	live_close(&live);
}

TEST(threads_have_databases_of_their_own)
{
	enum { N = 4 };
	struct live lives[N];
	pthread_t threads[N];
	for (int i = 0; i < N; i++)
		open_with_log(&lives[i]);
	for (int i = 0; i < N; i++)
		CHECK_INT(pthread_create(&threads[i], NULL, upgrade, lives[i].dsn), 0);
	for (int i = 0; i < N; i++) {
		void *failed;
		CHECK_INT(pthread_join(threads[i], &failed), 0);
		CHECK(!failed);
		equals(&lives[i], "SELECT count(*) FROM ran", "20");
		live_close(&lives[i]);
	}
}

TEST(a_callers_own_connection_is_left_as_it_was)
{
	struct live live;
	struct ddlect_migrator *migrator;
	struct ddlect_err err = {0};
	struct ddlect_state state;
	open_with_log(&live);
	live_exec(&live, "SET application_name = 'mine'; SET lock_timeout = '7s'");
	struct ddlect_migrate_options options = options_for(NULL);
	options.dialect = "postgres";
	options.connection = live.conn;
	if (ddlect_migrator_open(&migrator, &options, &err) < 0 ||
	    ddlect_upgrade(migrator, "3", &err) < 0 ||
	    ddlect_downgrade(migrator, NULL, &err) < 0 ||
	    ddlect_version(migrator, &state, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	ddlect_migrator_close(migrator);
	CHECK_INT(state.version, 2);
	equals(&live, "SHOW application_name", "mine");
	equals(&live, "SHOW lock_timeout", "7s");
	equals(&live, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'", "0");
	equals(&live, "SELECT string_agg(n::text, ' ') FROM ran", "1 2 3 -3");
	live_close(&live);
}

/* Upgrade, which must fail. */
static struct ddlect_err failing(struct live *live)
{
	struct ddlect_migrate_options options = options_for(live->dsn);
	struct ddlect_migrator *migrator;
	struct ddlect_err err = {0};
	CHECK_INT(ddlect_migrator_open(&migrator, &options, &err), 0);
	CHECK_INT(ddlect_upgrade(migrator, NULL, &err), -1);
	/* The handle goes on with a connection that it made anew. */
	struct ddlect_state state;
	struct ddlect_err ignored;
	CHECK_INT(ddlect_version(migrator, &state, &ignored), 0);
	ddlect_migrator_close(migrator);
	return err;
}

static void ends_with(const char *text, const char *end)
{
	if (strlen(text) < strlen(end) ||
	    strcmp(text + strlen(text) - strlen(end), end) != 0)
		test_fail(__FILE__, __LINE__, "got\n%s\nexpected at its end\n%s", text,
			  end);
}

TEST(a_session_that_is_ended_in_the_middle_leaves_the_version_before)
{
	struct live live;
	open_with_log(&live);
	set_up(2, "CREATE TABLE gone (); SELECT pg_terminate_backend(pg_backend_pid());");
	struct ddlect_err err = failing(&live);
	CHECK(strncmp(err.text, "3_file.up.sql of docs: ", 23) == 0);
	ends_with(err.text, "it was not committed: the database is at version 2, clean");
	equals(&live, "SELECT to_regclass('gone') IS NULL", "t");
	equals(&live, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'", "0");
	set_up(2, texts[2][0]);
	CHECK(!upgrade(live.dsn));
	equals(&live, "SELECT count(*) FROM ran", "20");
	live_close(&live);
}

TEST(a_failure_says_the_servers_words_and_its_place)
{
	struct live live;
	open_with_log(&live);
	set_up(1, "CREATE TABLE good ();\n\nINSERT INTO\tnowhere VALUES (1);\n");
	struct ddlect_err err = failing(&live);
	CHECK_TEXT(err.text, "2_file.up.sql of docs:3:13: relation \"nowhere\" does not "
			     "exist (42P01)\n"
			     "INSERT INTO\tnowhere VALUES (1);\n"
			     "           \t^\n"
			     "the database is at version 1, clean");
	set_up(1, "DO $$ BEGIN RAISE EXCEPTION 'no' USING DETAIL = 'because', "
		  "HINT = 'instead'; END $$;");
	err = failing(&live);
	CHECK_TEXT(err.text,
		   "2_file.up.sql of docs:1:1: no (P0001)\n"
		   "DO $$ BEGIN RAISE EXCEPTION 'no' USING DETAIL = 'because', HINT = "
		   "'instead';…\n"
		   "^\n"
		   "DETAIL: because\n"
		   "HINT: instead\n"
		   "CONTEXT: PL/pgSQL function inline_code_block line 1 at RAISE\n"
		   "the database is at version 1, clean");
	live_close(&live);
}
