/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Split: the statements that the dialect finds in a file are those that psql sends, as the
 * server's log has them, and those that the server finds in one message.
 */
#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/live/reader.h"
#include "tests/unit/test.h"

#define LOGGED "LOG:  statement: "

struct text {
	char *bytes;
	size_t n;
	size_t room;
};

static void add(struct text *text, const char *bytes, size_t n)
{
	if (text->n + n + 1 > text->room) {
		text->room = (text->n + n + 1) * 2;
		text->bytes = realloc(text->bytes, text->room);
		CHECK(text->bytes);
	}
	memcpy(text->bytes + text->n, bytes, n);
	text->n += n;
	text->bytes[text->n] = '\0';
}

static struct text read_file(const char *path, long from)
{
	struct text text = {0};
	char bytes[4096];
	size_t n;
	FILE *file = fopen(path, "r");
	if (!file || fseek(file, from, SEEK_SET) != 0)
		test_fail(__FILE__, __LINE__, "can't read %s", path);
	add(&text, "", 0);
	while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		add(&text, bytes, n);
	fclose(file);
	return text;
}

static void add_token(void *context, const char *bytes, uint64_t n)
{
	add(context, bytes, n);
	add(context, " ", 1);
}

/* A statement on each line, by its tokens. */
static void add_statements(struct text *out, const struct ddlect_dialect *dialect,
			   const char *sql, size_t length)
{
	struct ddlect_piece piece = {0};
	struct ddlect_err err;
	int status;
	while ((status = dialect->split(dialect, sql, length, piece.end, &piece,
					add_token, out, &err)) > 0)
		add(out, "\n", 1);
	if (status < 0)
		test_fail(__FILE__, __LINE__, "%s\n%s", err.text, sql);
}

static void run_psql(const char *dsn, const char *file)
{
	fflush(stdout);
	pid_t child = fork();
	CHECK(child >= 0);
	if (child == 0) {
		setenv("PGOPTIONS",
		       "-c log_statement=all -c log_min_error_statement=panic", 1);
		if (!freopen("/dev/null", "w", stdout) ||
		    !freopen("/dev/null", "w", stderr))
			_exit(127);
		execlp("psql", "psql", "-X", "-q", "-f", file, dsn, (char *)NULL);
		_exit(127);
	}
	int status;
	CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	      WEXITSTATUS(status) == 0);
}

/* Each entry of the log that is a statement; its further lines begin with a tab. */
static struct text logged(const struct ddlect_dialect *dialect, struct text *log)
{
	struct text out = {0};
	char *at = log->bytes;
	add(&out, "", 0);
	while ((at = strstr(at, LOGGED))) {
		struct text sql = {0};
		at += strlen(LOGGED);
		for (;;) {
			size_t n = strcspn(at, "\n");
			add(&sql, at, n + (at[n] == '\n'));
			at += n + (at[n] == '\n');
			if (*at != '\t')
				break;
			at++;
		}
		add_statements(&out, dialect, sql.bytes, sql.n);
		free(sql.bytes);
	}
	return out;
}

static long size_of(const char *path)
{
	struct text text = read_file(path, 0);
	free(text.bytes);
	return (long)text.n;
}

static void compare(struct reader *reader, const char *file)
{
	const char *path = getenv("DDLECT_TEST_SERVER_LOG");
	if (!path)
		test_skip("the server's log is elsewhere");
	long before = size_of(path);
	run_psql(reader->live.dsn, file);
	struct text log = read_file(path, before);
	struct text sent = logged(reader->dialect, &log);
	struct text sql = read_file(file, 0);
	struct text ours = {0};
	add(&ours, "", 0);
	add_statements(&ours, reader->dialect, sql.bytes, sql.n);
	if (strcmp(ours.bytes, sent.bytes) != 0)
		printf("%s\n", file);
	CHECK_TEXT(ours.bytes, sent.bytes);
	free(log.bytes);
	free(sent.bytes);
	free(sql.bytes);
	free(ours.bytes);
}

TEST(psql_sends_the_same_statements)
{
	struct reader reader;
	reader_open(&reader);
	if (PQserverVersion(reader.live.conn) < 140000)
		test_skip("a body of SQL needs PostgreSQL 14, and its psql");
	compare(&reader, "tests/live/statements.sql");
	reader_close(&reader);
}

/* What fails is logged too: all that is asked of these is that they are SQL. */
TEST(psql_sends_the_same_statements_of_what_is_generated)
{
	struct reader reader;
	int n = 0;
	DIR *directory = opendir("tests/golden");
	CHECK(directory);
	reader_open(&reader);
	for (struct dirent *entry; (entry = readdir(directory));) {
		static const char *const files[] = {"postgres.up.sql", "timescale.up.sql",
						    "postgres.down.sql"};
		for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
			char path[512];
			snprintf(path, sizeof(path), "tests/golden/%s/%s", entry->d_name,
				 files[i]);
			if (access(path, R_OK) != 0)
				continue;
			compare(&reader, path);
			n++;
		}
	}
	closedir(directory);
	reader_close(&reader);
	CHECK(n > 40);
}

/* The tags of what ran, until something failed. */
static void add_tags(struct text *out, PGconn *conn, const char *sql)
{
	PGresult *result;
	CHECK(PQsendQuery(conn, sql));
	while ((result = PQgetResult(conn))) {
		if (PQresultStatus(result) == PGRES_FATAL_ERROR)
			test_fail(__FILE__, __LINE__, "%s%s", PQerrorMessage(conn), sql);
		add(out, PQcmdStatus(result), strlen(PQcmdStatus(result)));
		add(out, "\n", 1);
		PQclear(result);
	}
}

/*
 * psql takes a column's name for the end of a body, and forgets from line to line what sort
 * of string goes on; the server, and the dialect, don't.
 */
static const char bodies[] =
	"SELECT E'a'\n -- it's;\n '\\';' AS e, '\\' AS q;"
	"CREATE TABLE t (\"end\" int, \"case\" int);"
	"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1 AS end; SELECT 2 end;"
	" SELECT t.end, t.case FROM t; SELECT CASE WHEN t.case = 1 THEN 2 END end FROM t;"
	" ;; SELECT 1; END;"
	"CREATE FUNCTION begin() RETURNS int LANGUAGE sql RETURN 1;"
	"CREATE FUNCTION g(x int DEFAULT (begin())) RETURNS int BEGIN ATOMIC"
	" SELECT begin atomic FROM (SELECT 1) AS a(begin); END;"
	"SELECT begin atomic FROM (SELECT 1) AS a(begin)";

TEST(the_server_finds_the_same_statements)
{
	struct reader reader;
	struct live other;
	struct text whole = {0};
	struct text pieces = {0};
	struct ddlect_piece piece = {0};
	struct ddlect_err err;
	size_t length = strlen(bodies);
	reader_open(&reader);
	live_open(&other);
	if (other.version < 140000)
		test_skip("a body of SQL needs PostgreSQL 14");
	add_tags(&whole, reader.live.conn, bodies);
	while (reader.dialect->split(reader.dialect, bodies, length, piece.end, &piece,
				     NULL, NULL, &err) > 0) {
		struct text sql = {0};
		add(&sql, bodies + piece.begin, piece.end - piece.begin);
		add_tags(&pieces, other.conn, sql.bytes);
		free(sql.bytes);
	}
	CHECK_TEXT(pieces.bytes, whole.bytes);
	CHECK(strstr(whole.bytes, "CREATE FUNCTION\nCREATE FUNCTION\n"));
	free(whole.bytes);
	free(pieces.bytes);
	live_close(&other);
	reader_close(&reader);
}
