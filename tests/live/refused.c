/* SPDX-License-Identifier: Apache-2.0 */
/* Refused: what a dialect says to a text, a state or a connection that it can't work with. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/live/runner.h"
#include "tests/unit/test.h"

TEST(a_state_that_is_not_as_expected_is_told_with_what_to_do)
{
	struct runner runner;
	runner_open(&runner);
	runner_run(&runner, "SELECT 1", 3);
	runner.run.before.version = 2;
	runner_fails(&runner, "SELECT 1", DDLECT_FAILURE_MOVED,
		     "the database is at version 3 now, and was at version 2");
	CHECK_TEXT(runner.failure.hint,
		   "another program changed it meanwhile: run it again");
	live_exec(runner.live, "INSERT INTO schema_migrations VALUES (4, false)");
	runner_fails(&runner, "SELECT 1", DDLECT_FAILURE_MOVED,
		     "the state has more than one row");
	CHECK_TEXT(runner.failure.hint, "delete those that are wrong");
	runner_close(&runner);
}

TEST(copy_has_nobody_to_talk_to)
{
	static const char *const texts[] = {"COPY t FROM STDIN", "COPY t TO STDOUT"};
	struct runner runner;
	runner_open(&runner);
	runner_run(&runner, "CREATE TABLE t (a int); INSERT INTO t VALUES (1)", 1);
	for (int i = 0; i < 2; i++) {
		runner_fails(&runner, texts[i], DDLECT_FAILURE_STATEMENT,
			     "COPY wants to talk to a client, and a migration has none");
		CHECK_TEXT(runner.failure.hint, "write the rows as INSERTs, or COPY from "
						"a file of the server's");
	}
	runner_run(&runner, "SELECT 1", 2);
	runner_close(&runner);
}

TEST(a_statement_that_ran_alone_and_a_state_that_could_not_follow)
{
	struct runner runner;
	runner_open(&runner);
	runner_run(&runner, "CREATE TABLE t ()", 1);
	runner.run.flags = 0;
	runner_fails(&runner, "UPDATE schema_migrations SET version = 5",
		     DDLECT_FAILURE_MOVED,
		     "the statement ran, but the state couldn't be changed: the database "
		     "is at version 5 now, and was at version 1");
	CHECK_INT(runner.failure.statement, 1);
	runner.run.before.version = 5;
	runner_run(&runner, "DROP TABLE t", 6);
	runner_close(&runner);
}

TEST(a_connection_that_cannot_speak_utf8_is_refused)
{
	struct runner runner;
	char name[80], sql[300], dsn[400];
	runner_open(&runner);
	snprintf(name, sizeof(name), "%s_mule", runner.live->database);
	snprintf(sql, sizeof(sql),
		 "CREATE DATABASE \"%s\" ENCODING 'MULE_INTERNAL' LOCALE 'C' TEMPLATE "
		 "template0",
		 name);
	live_exec(runner.live, sql);
	snprintf(dsn, sizeof(dsn), "host=%s dbname=%s", getenv("PGHOST"), name);
	CHECK(!runner_connect(&runner, dsn));
	CHECK(strstr(runner.err.text, "conversion between"));
	PGconn *conn = PQconnectdb(dsn);
	CHECK_INT(PQstatus(conn), CONNECTION_OK);
	struct ddlect_session *session = NULL;
	const struct ddlect_open_request request = {.size = sizeof(request),
						    .connection = conn};
	CHECK_INT(runner.dialect->open(runner.dialect, &request, &session, &runner.err),
		  -1);
	if (!strstr(runner.err.text, ": it can't speak UTF-8"))
		test_fail(__FILE__, __LINE__, "%s", runner.err.text);
	CHECK_TEXT(PQparameterStatus(conn, "client_encoding"), "MULE_INTERNAL");
	PQfinish(conn);
	snprintf(sql, sizeof(sql), "DROP DATABASE \"%s\"", name);
	live_exec(runner.live, sql);
	runner_close(&runner);
}

/* A port at which somebody listens and never answers. */
static int listen_mutely(int *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(fd >= 0 && bind(fd, (struct sockaddr *)&address, length) == 0);
	CHECK_INT(listen(fd, 1), 0);
	CHECK_INT(getsockname(fd, (struct sockaddr *)&address, &length), 0);
	*port = ntohs(address.sin_port);
	return fd;
}

TEST(a_server_that_does_not_answer_is_given_up)
{
	struct runner runner;
	char dsn[128];
	int port;
	int fd = listen_mutely(&port);
	runner_open(&runner);
	snprintf(dsn, sizeof(dsn),
		 "host=127.0.0.1 port=%d sslmode=disable gssencmode=disable "
		 "connect_timeout=1",
		 port);
	CHECK(!runner_connect(&runner, dsn));
	if (!strstr(runner.err.text,
		    ": there was no answer within 1 s; is it the right host?"))
		test_fail(__FILE__, __LINE__, "%s", runner.err.text);
	runner_close(&runner);
	close(fd);
}
