/* SPDX-License-Identifier: Apache-2.0 */
/* A libpq that follows a script: see pg_libpq.h. */
#include <fcntl.h>

#include "tests/lib/pg_libpq.h"
#include "tests/unit/test.h"

struct libpq fake;

void script_add(int status, const char *rows, const char *code)
{
	CHECK(fake.n < MAX_REPLIES);
	fake.replies[fake.n++] = (struct reply){status, rows, code};
}

PGconn *PQconnectStartParams(const char *const *keywords, const char *const *values,
			     int expand)
{
	bool utf8 = false;
	CHECK_INT(expand, 0);
	for (; *keywords; keywords++, values++)
		utf8 = utf8 || (strcmp(*keywords, "client_encoding") == 0 &&
				strcmp(*values, "UTF8") == 0);
	CHECK(utf8);
	return (PGconn *)&fake;
}

PostgresPollingStatusType PQconnectPoll(PGconn *conn)
{
	(void)conn;
	return fake.poll;
}

ConnStatusType PQstatus(const PGconn *conn)
{
	(void)conn;
	return fake.bad ? CONNECTION_BAD : CONNECTION_OK;
}

int PQsocket(const PGconn *conn)
{
	static int fd = -1;
	(void)conn;
	if (fd < 0)
		fd = open("/dev/zero", O_RDWR);
	return fd;
}

int PQbackendPID(const PGconn *conn)
{
	(void)conn;
	return 1;
}

char *PQerrorMessage(const PGconn *conn)
{
	static char text[512];
	(void)conn;
	snprintf(text, sizeof(text), "%s", fake.message ? fake.message : "");
	return text;
}

char *PQresultErrorField(const PGresult *result, int field)
{
	static char code[16];
	static char words[] = "the server's words";
	(void)result;
	snprintf(code, sizeof(code), "%s", fake.code ? fake.code : "");
	return !fake.code ? NULL : field == PG_DIAG_SQLSTATE ? code : words;
}

#define CONSTANT(type, name, value)                                                      \
	type name(const PGconn *conn)                                                    \
	{                                                                                \
		(void)conn;                                                              \
		return value;                                                            \
	}

static char host[] = "h";
static char port[] = "5432";
static char database[] = "d";
static char user[] = "u";
static char password[] = "geheim";
CONSTANT(char *, PQhost, host)
CONSTANT(char *, PQport, port)
CONSTANT(char *, PQdb, database)
CONSTANT(char *, PQuser, user)
CONSTANT(char *, PQpass, password)
CONSTANT(int, PQserverVersion, fake.version)
CONSTANT(int, PQconnectionNeedsPassword, 0)

#define OK(name, ...)                                                                    \
	int name(PGconn *conn, ##__VA_ARGS__)                                            \
	{                                                                                \
		(void)conn;                                                              \
		return 1;                                                                \
	}

OK(PQenterPipelineMode)
OK(PQconsumeInput)
OK(PQsetSingleRowMode)
OK(PQpipelineSync)

int PQsetnonblocking(PGconn *conn, int on)
{
	(void)conn;
	return on ? 0 : -1;
}

int PQflush(PGconn *conn)
{
	(void)conn;
	return 0;
}

void PQfinish(PGconn *conn)
{
	(void)conn;
}

PQnoticeReceiver PQsetNoticeReceiver(PGconn *conn, PQnoticeReceiver proc, void *arg)
{
	(void)conn;
	(void)arg;
	return proc;
}

PGVerbosity PQsetErrorVerbosity(PGconn *conn, PGVerbosity verbosity)
{
	(void)conn;
	return verbosity;
}

PGcancel *PQgetCancel(PGconn *conn)
{
	return (PGcancel *)conn;
}

int PQcancel(PGcancel *cancel, char *text, int size)
{
	(void)cancel;
	(void)text;
	(void)size;
	fake.cancelled++;
	return 1;
}

void PQfreeCancel(PGcancel *cancel)
{
	(void)cancel;
}

int PQsendQueryParams(PGconn *conn, const char *sql, int n, const Oid *types,
		      const char *const *values, const int *lengths, const int *formats,
		      int format)
{
	(void)conn;
	(void)types;
	(void)lengths;
	(void)formats;
	CHECK_INT(format, 0);
	CHECK(*sql);
	CHECK(n == 0 || values);
	fake.sent++;
	return !fake.bad;
}

int PQisBusy(PGconn *conn)
{
	(void)conn;
	if (fake.polls++ < fake.busy)
		return 1;
	fake.polls = 0;
	return 0;
}

static PGresult *make_rows(const char *rows)
{
	PGresAttDesc attributes[MAX_COLUMNS];
	static char name[] = "c";
	PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	int columns = 1;
	for (const char *at = rows; *at && *at != '\n'; at++)
		columns += *at == '|';
	CHECK(columns <= MAX_COLUMNS);
	memset(attributes, 0, sizeof(attributes));
	for (int i = 0; i < columns; i++)
		attributes[i].name = name;
	CHECK(PQsetResultAttrs(result, columns, attributes));
	for (int line = 0; *rows; line++) {
		for (int i = 0; i < columns; i++) {
			char text[256];
			size_t length = strcspn(rows, "|\n");
			snprintf(text, sizeof(text), "%.*s", (int)length, rows);
			bool null = strcmp(text, "~") == 0;
			CHECK(PQsetvalue(result, line, i, null ? NULL : text,
					 null ? -1 : (int)length));
			rows += length + (rows[length] != 0);
		}
	}
	return result;
}

PGresult *PQgetResult(PGconn *conn)
{
	(void)conn;
	if (fake.end_due || fake.bad || fake.next >= fake.n) {
		fake.end_due = false;
		return NULL;
	}
	const struct reply *reply = &fake.replies[fake.next++];
	fake.end_due = reply->status != PGRES_PIPELINE_SYNC;
	fake.code = reply->code;
	fake.bad = reply->status == LOST;
	if (fake.bad)
		fake.message = "server closed the connection unexpectedly\n"
			       "\tThis probably means that the server is gone.\n";
	if (reply->rows && *reply->rows)
		return make_rows(reply->rows);
	return PQmakeEmptyPGresult(NULL, fake.bad ? PGRES_FATAL_ERROR
						  : (ExecStatusType)reply->status);
}
