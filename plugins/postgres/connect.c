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

/*
 * Is the password, if there is one worth the name, a part of the text? One that is the user's
 * or the database's name too is told by every message already.
 */
static bool holds_password(const PGconn *conn, const char *text)
{
	const char *password = PQpass(conn);
	if (!password || !*password || !strstr(text, password))
		return false;
	const char *const shown[] = {PQuser(conn), PQdb(conn)};
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++)
		if (shown[i] && strcmp(shown[i], password) == 0)
			return false;
	return true;
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

/* libpq got no further than to what a file of services says: it knows no database yet. */
static bool service_failed(const struct ddlect_session *session)
{
	return PQstatus(session->conn) == CONNECTION_BAD && !PQdb(session->conn);
}

static int connect_failed(const struct ddlect_session *session, struct ddlect_err *err)
{
	char why[512];
	char code[6];
	const char *advice = "";
	connect_reason(session->conn, why, sizeof(why));
	if (service_failed(session))
		return ddlect_error(err,
				    "can't use the service that the DSN or PGSERVICE "
				    "names: %s; services are defined in the file that "
				    "PGSERVICEFILE names, or in ~/.pg_service.conf, with "
				    "lines like [name], host=..., dbname=...",
				    why);
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

int64_t connect_now_ms(void)
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
	int64_t start = connect_now_ms();
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
		if (limit && connect_now_ms() - start > limit)
			return ddlect_error(err,
					    "can't connect to %s: there was no answer "
					    "within %lld s; is it the right host?",
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

/* But for who listens: heard.h. */
static void ignore_notice(void *arg, const PGresult *result)
{
	(void)arg;
	(void)result;
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

static void say_place(struct ddlect_session *session)
{
	dsn_describe_values(PQhost(session->conn), PQport(session->conn),
			    PQdb(session->conn), PQuser(session->conn), session->place,
			    sizeof(session->place));
}

/*
 * Who only reads wants texts that don't depend on whose session it is. Files are run in a
 * session as the user has it, because that is what another runner would do.
 */
static int set_up(struct ddlect_session *session, bool read_only, struct ddlect_err *err)
{
	session->own.verbosity = PQsetErrorVerbosity(session->conn, PQERRORS_DEFAULT);
	if (PQsetnonblocking(session->conn, 1) != 0 ||
	    !PQenterPipelineMode(session->conn))
		return connect_failed(session, err);
	if ((!read_only || session->own.borrowed) && own_learn(session, err) < 0)
		return -1;
	if (!read_only)
		return 0;
	return pg_query(NULL, session, sql_session, NULL, 0, NULL, NULL, err);
}

static int session_connect(struct ddlect_session *session,
			   const struct ddlect_open_request *request,
			   const PQconninfoOption *options, int64_t limit,
			   struct ddlect_err *err)
{
	session->conn = connect_start(options, request->application);
	if (!session->conn)
		return ddlect_no_memory(err);
	if ((dsn_value(options, "service") || getenv("PGSERVICE")) &&
	    PQdb(session->conn)) /* only libpq knows what it says */
		say_place(session);
	PQsetNoticeReceiver(session->conn, ignore_notice, NULL);
	PQsetErrorVerbosity(session->conn, PQERRORS_VERBOSE);
	if (connect_wait(session, limit, err) < 0)
		return -1;
	say_place(session);
	if (check_version(session, err) < 0)
		return -1;
	return set_up(session, request->read_only != 0, err);
}

static int connect_dsn(struct ddlect_session *session,
		       const struct ddlect_open_request *request, struct ddlect_err *err)
{
	PQconninfoOption *options = dsn_parse(request->dsn, err);
	if (!options)
		return -1;
	dsn_describe(options, session->place, sizeof(session->place));
	session->own.path = dsn_path(request->dsn);
	int status = session_connect(session, request, options, time_limit(options), err);
	PQconninfoFree(options);
	return status;
}

/* Of several hosts, the one where it is connected. */
static void keep_one_host(PQconninfoOption *options, const PGconn *conn)
{
	for (; options->keyword; options++) {
		const char *one = strcmp(options->keyword, "host") == 0	  ? PQhost(conn)
				  : strcmp(options->keyword, "port") == 0 ? PQport(conn)
									  : NULL;
		bool address = strcmp(options->keyword, "hostaddr") == 0;
		if (!options->val || !strchr(options->val, ',') || (!one && !address))
			continue;
		free(options->val);
		options->val = one ? strdup(one) : NULL;
	}
}

struct ddlect_session *connect_again(const struct ddlect_session *session)
{
	struct ddlect_open_request request = {.size = sizeof(request), .read_only = 1};
	struct ddlect_session *second = calloc(1, sizeof(*second));
	PQconninfoOption *options = PQconninfo(session->conn);
	int status = -1;
	if (second && options) {
		keep_one_host(options, session->conn);
		second->cancel = session->cancel;
		second->cancelled = session->cancelled;
		second->cancel_context = session->cancel_context;
		status = session_connect(second, &request, options, 2000, NULL);
	}
	PQconninfoFree(options);
	if (status == 0)
		return second;
	pg_close(NULL, second);
	return NULL;
}

/*
 * What is said by the server on the way (notices) goes where the caller has it go: libpq
 * doesn't tell what was set for them, so it couldn't be set again.
 */
static int connect_borrow(struct ddlect_session *session,
			  const struct ddlect_open_request *request,
			  struct ddlect_err *err)
{
	PGconn *conn = request->connection;
	const char *why = PQstatus(conn) != CONNECTION_OK ? "it isn't connected"
			  : PQpipelineStatus(conn) != PQ_PIPELINE_OFF
				  ? "it is in pipeline mode"
			  : PQtransactionStatus(conn) != PQTRANS_IDLE
				  ? "it is in the middle of a transaction or a query"
				  : NULL;
	if (why)
		return ddlect_error(err,
				    "the connection that was handed over can't be used: "
				    "%s",
				    why);
	session->conn = conn;
	session->own.borrowed = true;
	session->own.blocking = !PQisnonblocking(conn);
	say_place(session);
	const char *encoding = PQparameterStatus(conn, "client_encoding");
	if (encoding && strcmp(encoding, "UTF8") != 0) {
		session->own.encoding = strdup(encoding);
		if (!session->own.encoding)
			return ddlect_no_memory(err);
		if (PQsetClientEncoding(conn, "UTF8") != 0)
			return ddlect_error(err, "%s: it can't speak UTF-8",
					    session->place);
	}
	if (check_version(session, err) < 0)
		return -1;
	return set_up(session, request->read_only != 0, err);
}

/* Hand it back as it was: idle, and with its settings. */
static void connect_return(struct ddlect_session *session)
{
	const struct own *own = &session->own;
	PGconn *conn = session->conn;
	session->gone = false;
	session->deaf = true;
	session_end(session, NULL);
	PQexitPipelineMode(conn);
	PQsetnonblocking(conn, !own->blocking);
	PQsetErrorVerbosity(conn, (PGVerbosity)own->verbosity);
	if (PQtransactionStatus(conn) == PQTRANS_INTRANS ||
	    PQtransactionStatus(conn) == PQTRANS_INERROR)
		PQclear(PQexec(conn, "ROLLBACK"));
	if (own->as && own->reset) {
		PQclear(PQexec(conn, own->as));
		PQclear(PQexec(conn, own->reset));
	}
	if (own->encoding)
		PQsetClientEncoding(conn, own->encoding);
}

int pg_open(const struct ddlect_dialect *self, const struct ddlect_open_request *request,
	    struct ddlect_session **session, struct ddlect_err *err)
{
	*session = calloc(1, sizeof(**session));
	if (!*session)
		return ddlect_no_memory(err);
	(*session)->cancel = request->cancel;
	(*session)->cancelled = request->cancelled;
	(*session)->cancel_context = request->context;
	int status = request->connection ? connect_borrow(*session, request, err)
					 : connect_dsn(*session, request, err);
	if (status < 0) {
		pg_close(self, *session);
		*session = NULL;
	}
	return status;
}

void pg_close(const struct ddlect_dialect *self, struct ddlect_session *session)
{
	if (!session)
		return;
	if (session->own.borrowed)
		connect_return(session);
	else
		PQfinish(session->conn);
	pg_close(self, session->own.second);
	own_clear(&session->own);
	free(session);
}
