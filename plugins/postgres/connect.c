/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connect: see connect.h. libpq is polled by hand, because its own waiting neither sees an
 * interrupt nor has a time limit by default.
 */
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "plugins/postgres/connect.h"
#include "plugins/postgres/dsn.h"
#include "plugins/postgres/session.h"

#include "gen/postgres_sql.h"

#define TIMEOUT_SECONDS 10
#define MAX_OPTIONS 64

/* --- libpq's messages ----------------------------------------------------------------- */

/* The server's code in a verbose message, `FATAL:  3D000: …`; "" for one of libpq's own. */
static void message_code(const char *message, char code[6])
{
	code[0] = 0;
	for (const char *at = strstr(message, ":  "); at; at = strstr(at + 1, ":  ")) {
		size_t n = strspn(at + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
		if (n == 5 && at[8] == ':') {
			memcpy(code, at + 3, 5);
			code[5] = 0;
			return;
		}
	}
}

/* Is the password, if there is one worth the name, a part of the text? */
static bool holds_password(const PGconn *conn, const char *text)
{
	const char *password = PQpass(conn);
	return password && *password && strstr(text, password);
}

void connect_reason(const PGconn *conn, char *out, size_t size)
{
	const char *message = PQerrorMessage(conn);
	char code[6];
	message_code(message, code);
	const char *from = *code ? strstr(message, code) : strstr(message, "failed: ");
	from = !from ? message : *code ? from + 7 : from + strlen("failed: ");
	snprintf(out, size, "%.*s", (int)strcspn(from, "\n"), from);
	if (!*out)
		snprintf(out, size, "libpq gives no reason");
	else if (holds_password(conn, out))
		snprintf(out, size, "the reason isn't shown, it holds the password");
}

/* --- why it can't connect ------------------------------------------------------------- */

#define WRONG_PASSWORD                                                                   \
	"the password is wrong or missing; give it in the DSN, PGPASSWORD or ~/.pgpass"

/* What to say to a refusal of the server, by its code. %s is the user. */
static const struct {
	const char *code;
	const char *text; /* NULL: the server's own */
	const char *advice;
} refusals[] = {
	{"28P01", WRONG_PASSWORD, ""},
	{"28000", NULL, "; check the user and the server's pg_hba.conf"},
	{"3D000", "there is no such database",
	 "; create it, or name another one in the DSN"},
	{"42501", NULL, "; GRANT CONNECT ON DATABASE to that user"},
	{"53300", "the server has no connection left", "; try again later"},
	{"57P03", NULL, "; try again later"},
};

static int connect_failed(const struct ddlect_session *session, struct ddlect_err *err)
{
	char why[512];
	char code[6];
	const char *advice = "";
	connect_reason(session->conn, why, sizeof(why));
	message_code(PQerrorMessage(session->conn), code);
	if (PQconnectionNeedsPassword(session->conn))
		snprintf(why, sizeof(why), WRONG_PASSWORD);
	else if (!*code)
		advice = "; is a server running there, and can it be reached?";
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		if (strcmp(refusals[i].code, code) != 0)
			continue;
		if (refusals[i].text)
			snprintf(why, sizeof(why), "%s", refusals[i].text);
		advice = refusals[i].advice;
	}
	return ddlect_error(err, "can't connect to %s: %s%s", session->place, why,
			    advice);
}

/* --- connecting ----------------------------------------------------------------------- */

static int64_t now_ms(void)
{
	struct timespec now = {0};
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* How long it may take, in milliseconds; 0: for ever. */
static int64_t time_limit(const PQconninfoOption *options)
{
	const char *text = dsn_value(options, "connect_timeout");
	if (!text)
		text = getenv("PGCONNECT_TIMEOUT");
	long seconds = text && *text ? strtol(text, NULL, 10) : TIMEOUT_SECONDS;
	return seconds > 0 && seconds < 1000000 ? (int64_t)seconds * 1000 : 0;
}

static int connect_wait(struct ddlect_session *session, int64_t limit,
			struct ddlect_err *err)
{
	int64_t start = now_ms();
	PostgresPollingStatusType want = PGRES_POLLING_WRITING;
	while (want != PGRES_POLLING_OK) {
		if (want == PGRES_POLLING_FAILED ||
		    PQstatus(session->conn) == CONNECTION_BAD)
			return connect_failed(session, err);
		struct pollfd fd = {.fd = PQsocket(session->conn),
				    .events = want == PGRES_POLLING_READING ? POLLIN
									    : POLLOUT};
		int ready = poll(&fd, 1, CONNECT_TICK);
		if (session_cancelled(session))
			return ddlect_error(err, "interrupted");
		if (limit && now_ms() - start > limit)
			return ddlect_error(err,
					    "can't connect to %s: there was no answer "
					    "within %lld seconds; is it the right host?",
					    session->place, (long long)(limit / 1000));
		if (ready > 0)
			want = PQconnectPoll(session->conn);
	}
	return 0;
}

static PGconn *connect_start(const PQconninfoOption *options, const char *application)
{
	const char *keywords[MAX_OPTIONS + 3];
	const char *values[MAX_OPTIONS + 3];
	int n = 0;
	for (; options->keyword && n < MAX_OPTIONS; options++) {
		if (!options->val || strcmp(options->keyword, "client_encoding") == 0)
			continue;
		keywords[n] = options->keyword;
		values[n++] = options->val;
	}
	keywords[n] = "client_encoding";
	values[n++] = "UTF8";
	if (application) {
		keywords[n] = "fallback_application_name";
		values[n++] = application;
	}
	keywords[n] = values[n] = NULL;
	return PQconnectStartParams(keywords, values, 0);
}

static void ignore_notice(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

static int check_version(struct ddlect_session *session, struct ddlect_err *err)
{
	session->version = PQserverVersion(session->conn);
	if (session->version >= PG_OLDEST)
		return 0;
	return ddlect_error(
		err,
		"%s is PostgreSQL %d; %d is the oldest that is known: upgrade "
		"the server",
		session->place, session->version / 10000, PG_OLDEST / 10000);
}

static int set_up(struct ddlect_session *session, bool read_only, struct ddlect_err *err)
{
	const char *params[] = {read_only ? "on" : "off"};
	PQsetErrorVerbosity(session->conn, PQERRORS_DEFAULT);
	if (PQsetnonblocking(session->conn, 1) != 0 ||
	    !PQenterPipelineMode(session->conn))
		return connect_failed(session, err);
	return pg_query(NULL, session, sql_session, params, 1, NULL, NULL, err);
}

static int session_connect(struct ddlect_session *session,
			   const struct ddlect_open_request *request,
			   const PQconninfoOption *options, struct ddlect_err *err)
{
	session->conn = connect_start(options, request->application);
	if (!session->conn)
		return ddlect_no_memory(err);
	PQsetNoticeProcessor(session->conn, ignore_notice, NULL);
	PQsetErrorVerbosity(session->conn, PQERRORS_VERBOSE);
	if (connect_wait(session, time_limit(options), err) < 0)
		return -1;
	dsn_describe_values(PQhost(session->conn), PQport(session->conn),
			    PQdb(session->conn), PQuser(session->conn), session->place,
			    sizeof(session->place));
	if (check_version(session, err) < 0)
		return -1;
	return set_up(session, request->read_only != 0, err);
}

int pg_open(const struct ddlect_dialect *self, const struct ddlect_open_request *request,
	    struct ddlect_session **session, struct ddlect_err *err)
{
	PQconninfoOption *options = dsn_parse(request->dsn, err);
	if (!options)
		return -1;
	struct ddlect_session *made = calloc(1, sizeof(*made));
	int status = -1;
	if (!made) {
		ddlect_no_memory(err);
		goto out;
	}
	made->cancel = request->cancel;
	made->cancelled = request->cancelled;
	made->cancel_context = request->context;
	dsn_describe(options, made->place, sizeof(made->place));
	status = session_connect(made, request, options, err);
out:
	PQconninfoFree(options);
	if (status < 0) {
		pg_close(self, made);
		made = NULL;
	}
	*session = made;
	return status;
}

void pg_close(const struct ddlect_dialect *self, struct ddlect_session *session)
{
	(void)self;
	if (!session)
		return;
	PQfinish(session->conn);
	free(session);
}
