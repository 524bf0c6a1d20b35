/* SPDX-License-Identifier: Apache-2.0 */
/* Live: databases, queries and the text of catalogs, for tests. It knows nothing of ddlect. */
#include <fcntl.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/live/live.h"
#include "tests/unit/test.h"

#define CATALOG "tests/live/catalog.sql"

static PGconn *connect_to(const char *dsn)
{
	PGconn *conn = PQconnectdb(dsn);
	if (PQstatus(conn) != CONNECTION_OK)
		test_fail(__FILE__, __LINE__, "%s", PQerrorMessage(conn));
	return conn;
}

static void ignore_notice(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

/* One statement on the server's own database, where none of the tests' objects are. */
static void administrate(const char *format, const char *database)
{
	char sql[256];
	snprintf(sql, sizeof(sql), format, database);
	PGconn *conn = connect_to("");
	PQsetNoticeProcessor(conn, ignore_notice, NULL);
	PGresult *result = PQexec(conn, sql);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		test_fail(__FILE__, __LINE__, "%s%s", PQerrorMessage(conn), sql);
	PQclear(result);
	PQfinish(conn);
}

char *live_dsn(const struct live *live, const char *role, const char *password)
{
	size_t size = 512;
	char *dsn = malloc(size);
	snprintf(dsn, size, "postgres://%s%s%s@/%s?host=%s&port=%s", role,
		 password ? ":" : "", password ? password : "", live->database,
		 getenv("PGHOST"), getenv("PGPORT"));
	return dsn;
}

void live_open(struct live *live)
{
	if (!getenv("PGHOST") || !getenv("PGPORT"))
		test_fail(__FILE__, __LINE__, "run it with tests/live/server.sh");
	memset(live, 0, sizeof(*live));
	static unsigned n;
	snprintf(live->database, sizeof(live->database), "live_%ld_%u", (long)getpid(),
		 n++);
	administrate("CREATE DATABASE %s TEMPLATE template0", live->database);
	const char *user = getenv("PGUSER");
	char *dsn = live_dsn(live, user ? user : "postgres", NULL);
	snprintf(live->dsn, sizeof(live->dsn), "%s", dsn);
	free(dsn);
	live->conn = connect_to(live->dsn);
	live->version = PQserverVersion(live->conn);
	PQsetNoticeProcessor(live->conn, ignore_notice, NULL);
}

void live_close(struct live *live)
{
	PQfinish(live->conn);
	live->conn = NULL;
	administrate("DROP DATABASE %s WITH (FORCE)", live->database);
}

int live_try(struct live *live, const char *sql, char *message, size_t size)
{
	PGresult *result = PQexec(live->conn, sql);
	ExecStatusType status = PQresultStatus(result);
	int failed = status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK &&
		     status != PGRES_EMPTY_QUERY;
	if (failed) {
		snprintf(message, size, "%s", PQerrorMessage(live->conn));
		/* A file with blocks of its own leaves its transaction open. */
		PQclear(PQexec(live->conn, "ROLLBACK"));
	}
	PQclear(result);
	return failed ? -1 : 0;
}

void live_exec(struct live *live, const char *sql)
{
	char message[4096];
	if (live_try(live, sql, message, sizeof(message)))
		test_fail(__FILE__, __LINE__, "%s\n%s", message, sql);
}

/* Read all of `fd` into `text`, cut to its size. */
static void drain(int fd, char *text, size_t size)
{
	size_t length = 0;
	char rest[512];
	for (;;) {
		bool full = length + 1 >= size;
		ssize_t n = read(fd, full ? rest : text + length,
				 full ? sizeof(rest) : size - 1 - length);
		if (n <= 0)
			break;
		length += full ? 0 : (size_t)n;
	}
	text[length] = 0;
}

static void be_psql(const char *dsn, const char *file, int out)
{
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execlp("psql", "psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", file, dsn,
	       (char *)NULL);
	_exit(127);
}

int live_psql(const struct live *live, const char *sql, char *message, size_t size)
{
	char file[] = "/tmp/ddlect-live-sql.XXXXXX";
	int fd = mkstemp(file);
	int ends[2];
	CHECK(fd >= 0 && pipe(ends) == 0);
	CHECK(write(fd, sql, strlen(sql)) == (ssize_t)strlen(sql));
	close(fd);
	fflush(stdout);
	pid_t child = fork();
	CHECK(child >= 0);
	if (child == 0)
		be_psql(live->dsn, file, ends[1]);
	close(ends[1]);
	drain(ends[0], message, size);
	close(ends[0]);
	int status = 1;
	CHECK(waitpid(child, &status, 0) == child);
	unlink(file);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

char *live_value(struct live *live, const char *sql)
{
	PGresult *result = PQexec(live->conn, sql);
	if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) < 1)
		test_fail(__FILE__, __LINE__, "%s%s", PQerrorMessage(live->conn), sql);
	char *value = strdup(PQgetvalue(result, 0, 0));
	PQclear(result);
	return value;
}

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "r");
	if (!file)
		test_fail(__FILE__, __LINE__, "can't read %s; run it from the top", path);
	char *text = NULL;
	size_t size = 0;
	if (getdelim(&text, &size, 0, file) < 0)
		test_fail(__FILE__, __LINE__, "%s is empty", path);
	fclose(file);
	return text;
}

static const char user_schemas[] =
	"SELECT array_agg(nspname) FROM pg_namespace"
	" WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'";

char *live_catalog(struct live *live, const char *schemas)
{
	char *sql = read_file(CATALOG);
	char *all = schemas ? NULL : live_value(live, user_schemas);
	if (all)
		schemas = all;
	live_exec(live, "SET search_path = ''");
	PGresult *result =
		PQexecParams(live->conn, sql, 1, NULL, &schemas, NULL, NULL, 0);
	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		test_fail(__FILE__, __LINE__, "%s%s", PQerrorMessage(live->conn),
			  CATALOG);
	size_t length = 1;
	for (int i = 0; i < PQntuples(result); i++)
		length += (size_t)PQgetlength(result, i, 0) + 1;
	char *text = malloc(length);
	char *at = text;
	for (int i = 0; i < PQntuples(result); i++)
		at += sprintf(at, "%s\n", PQgetvalue(result, i, 0));
	*at = 0;
	PQclear(result);
	free(sql);
	free(all);
	live_exec(live, "RESET search_path");
	return text;
}

/* The next line that counts, of `length` bytes; NULL at the end. Moves `at` past it. */
static const char *next_line(const char **at, bool order, size_t *length)
{
	while (**at) {
		const char *line = *at;
		*length = strcspn(line, "\n");
		*at = line + *length + (line[*length] == '\n');
		if (order || strncmp(line, "order ", 6) != 0)
			return line;
	}
	return NULL;
}

char *live_difference(const char *before, const char *after, bool order)
{
	for (;;) {
		size_t b_length = 0;
		size_t a_length = 0;
		const char *b = next_line(&before, order, &b_length);
		const char *a = next_line(&after, order, &a_length);
		if (!a && !b)
			return NULL;
		if (a && b && a_length == b_length && memcmp(a, b, a_length) == 0)
			continue;
		size_t size = a_length + b_length + 64;
		char *text = malloc(size);
		snprintf(text, size, "- %.*s\n+ %.*s", (int)b_length, b ? b : "",
			 (int)a_length, a ? a : "");
		return text;
	}
}
