/* SPDX-License-Identifier: Apache-2.0 */
/* Connecting: what a user meets when it doesn't work, and how a session ends early. */
#include <signal.h>
#include <sys/time.h>

#include "core/base/err.h"
#include "tests/live/reader.h"
#include "tests/unit/test.h"

/* Connecting fails, with these words, and without the password. */
static void refuse(struct reader *reader, const char *dsn, const char *words)
{
	struct ddlect_err err = {0};
	CHECK_INT(reader_connect(reader, dsn, NULL, &err), -1);
	if (!strstr(err.text, words))
		test_fail(__FILE__, __LINE__, "got\n%s\nwithout\n%s", err.text, words);
	CHECK(!strstr(err.text, "geheim"));
	CHECK(!strstr(err.text, "://"));
	CHECK(!strchr(err.text, '\n'));
	reader->session = NULL;
}

TEST(what_keeps_from_connecting_is_said_in_one_line)
{
	char dsn[512];
	char words[512];
	struct reader reader;
	const char *host = getenv("PGHOST");
	const char *port = getenv("PGPORT");
	reader_open(&reader);
	snprintf(dsn, sizeof(dsn), "postgres://postgres:geheim@/nowhere?host=%s", host);
	snprintf(words, sizeof(words),
		 "can't connect to host %s, port %s, database nowhere, user postgres: "
		 "there is no such database; create it",
		 host, port);
	refuse(&reader, dsn, words);
	snprintf(dsn, sizeof(dsn), "postgres://needs_password:geheim@/postgres?host=%s",
		 host);
	live_exec(&reader.live,
		  "DO $$ BEGIN CREATE ROLE needs_password LOGIN PASSWORD 'secret';"
		  " EXCEPTION WHEN duplicate_object THEN END $$");
	refuse(&reader, dsn, "the password is wrong or missing");
	snprintf(dsn, sizeof(dsn), "postgres://needs_password@/postgres?host=%s", host);
	refuse(&reader, dsn, "the password is wrong or missing");
	snprintf(dsn, sizeof(dsn), "host=%s user=nobody_at_all password=geheim", host);
	refuse(&reader, dsn, "role \"nobody_at_all\" does not exist; check the user");
	refuse(&reader, "postgres://u:geheim@127.0.0.1:1/d",
	       "can't connect to host 127.0.0.1, port 1, database d, user u: "
	       "Connection refused; is a server running there");
	refuse(&reader, "postgres://u:geheim@no-such-host.invalid/d",
	       "is a server running there");
	refuse(&reader, "host=/nowhere/at/all password=geheim",
	       "No such file or directory; is a server running there");
	refuse(&reader, "postgres://u:geheim@h@i/d", "the DSN can't be parsed");
	reader_close(&reader);
}

TEST(who_may_not_connect_is_told_so)
{
	char sql[512];
	struct reader reader;
	reader_open(&reader);
	snprintf(sql, sizeof(sql),
		 "CREATE ROLE %s_r LOGIN; REVOKE CONNECT ON DATABASE %s FROM public",
		 reader.live.database, reader.live.database);
	live_exec(&reader.live, sql);
	snprintf(sql, sizeof(sql), "%s_r", reader.live.database);
	char *dsn = live_dsn(&reader.live, sql, NULL);
	refuse(&reader, dsn, "GRANT CONNECT ON DATABASE");
	snprintf(sql, sizeof(sql), "DROP ROLE %s_r", reader.live.database);
	live_exec(&reader.live, sql);
	free(dsn);
	reader_close(&reader);
}

TEST(the_dsn_of_a_derived_dialect_and_of_other_tools_will_do)
{
	char dsn[512];
	struct reader reader;
	struct ddlect_err err = {0};
	reader_open(&reader);
	snprintf(dsn, sizeof(dsn),
		 "tsdb://postgres@/%s?x-migrations-table=m&host=%s&connect_timeout=3",
		 reader.live.database, getenv("PGHOST"));
	CHECK_INT(reader_connect(&reader, dsn, NULL, &err), 0);
	CHECK_INT(reader_read(&reader)->n_tables, 0);
	char *name =
		live_value(&reader.live, "SELECT count(*) FROM pg_stat_activity WHERE "
					 "application_name = 'ddlect-test' AND "
					 "datname = current_database()");
	CHECK_TEXT(name, "1");
	free(name);
	reader_close(&reader);
}

/* Whatever a role or a database was told to be, a session reads the same. */
TEST(settings_of_the_role_change_nothing)
{
	char sql[1100];
	struct reader reader;
	struct ddlect_err err = {0};
	reader_open(&reader);
	const char *db = reader.live.database;
	snprintf(sql, sizeof(sql),
		 "CREATE TABLE t (a timestamptz DEFAULT '2020-01-02 03:04:05+00',"
		 " b interval DEFAULT '1 day 2 hours', c bytea DEFAULT '\\x00ff',"
		 " d float DEFAULT 0.1, e date DEFAULT '2020-01-02');"
		 "ALTER DATABASE %s SET TimeZone = 'Asia/Tokyo';"
		 "ALTER DATABASE %s SET DateStyle = 'German';"
		 "ALTER DATABASE %s SET IntervalStyle = 'iso_8601';"
		 "ALTER DATABASE %s SET bytea_output = 'escape';"
		 "ALTER DATABASE %s SET extra_float_digits = -10;"
		 "ALTER DATABASE %s SET search_path = 'nowhere';"
		 "ALTER DATABASE %s SET quote_all_identifiers = on",
		 db, db, db, db, db, db, db);
	live_exec(&reader.live, sql);
	CHECK_INT(reader_connect(&reader, reader.live.dsn, NULL, &err), 0);
	const struct ddlect_table *t = reader_read(&reader)->tables[0];
	CHECK_TEXT(t->columns[0]->default_text,
		   "'2020-01-02 03:04:05+00'::timestamp with time zone");
	CHECK_TEXT(t->columns[1]->default_text, "'1 day 02:00:00'::interval");
	CHECK_TEXT(t->columns[2]->default_text, "'\\x00ff'::bytea");
	CHECK_TEXT(t->columns[3]->default_text, "0.1");
	CHECK_TEXT(t->columns[4]->default_text, "'2020-01-02'::date");
	reader_close(&reader);
}

static volatile int interrupted;

/* Have `handler` called soon, when the server is being waited for. */
static void call_soon(void (*handler)(int))
{
	struct itimerval soon = {.it_value = {0, 300000}};
	signal(SIGALRM, handler);
	CHECK_INT(setitimer(ITIMER_REAL, &soon, NULL), 0);
}

static void interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

TEST(an_interrupt_ends_a_wait_for_the_server)
{
	struct reader reader;
	struct ddlect_err err = {0};
	reader_open(&reader);
	CHECK_INT(reader_connect(&reader, reader.live.dsn, &interrupted, &err), 0);
	live_exec(&reader.live, "CREATE TABLE t (a int)");
	live_exec(&reader.live, "BEGIN; LOCK TABLE pg_catalog.pg_attrdef");
	call_soon(interrupt);
	CHECK(!reader_try(&reader, reader_public, &err));
	CHECK_TEXT(err.text, "interrupted");
	CHECK(!reader_try(&reader, reader_public, &err));
	CHECK(strstr(err.text, "is gone"));
	interrupted = 1;
	CHECK_INT(reader_connect(&reader, reader.live.dsn, &interrupted, &err), -1);
	CHECK_TEXT(err.text, "interrupted");
	reader.session = NULL;
	live_exec(&reader.live, "ROLLBACK");
	reader_close(&reader);
}

static struct reader *terminated;

static void terminate(int number)
{
	static const char sql[] = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
				  " WHERE application_name = 'ddlect-test' AND datname = "
				  "current_database()";
	(void)number;
	PQclear(PQexec(terminated->live.conn, sql));
}

TEST(a_connection_that_is_lost_is_an_error_and_not_an_end)
{
	struct reader reader;
	struct ddlect_err err = {0};
	reader_open(&reader);
	terminated = &reader;
	live_exec(&reader.live, "CREATE TABLE t (a int)");
	live_exec(&reader.live, "BEGIN; LOCK TABLE pg_catalog.pg_attrdef");
	call_soon(terminate);
	CHECK(!reader_try(&reader, reader_public, &err));
	if (!strstr(err.text, "reading defaults"))
		test_fail(__FILE__, __LINE__, "%s", err.text);
	CHECK(strstr(err.text, "run it again"));
	CHECK(!reader_try(&reader, reader_public, &err));
	live_exec(&reader.live, "ROLLBACK");
	reader_close(&reader);
}
