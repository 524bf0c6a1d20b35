/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Run: a text and the state's change, as one transaction of three messages: begin with the
 * lock and a look at the state; the text, as it is; the state's change and the commit. Each
 * is one round trip, because many small files spend their time on those.
 *
 * The lock of runners is taken for the transaction too: it costs nothing, and holds when a
 * file gave the session's away, or when there is a pooler that can't keep one.
 *
 * A run that failed has always been rolled back, and the session is as it was at the
 * beginning, unless the connection is gone.
 */
#include <stdlib.h>

#include "plugins/postgres/adopted.h"
#include "plugins/postgres/connect.h"
#include "plugins/postgres/failure.h"
#include "plugins/postgres/heard.h"
#include "plugins/postgres/invalid.h"
#include "plugins/postgres/run_sql.h"
#include "plugins/postgres/text.h"

struct job {
	struct ddlect_session *session;
	const struct ddlect_run *run;
	struct ddlect_failure *failure;
	struct ddlect_err *err;
	const struct ddlect_dialect *dialect;
	struct state_names names;
	struct exec exec;
	struct watch watch;
	struct ddlect_buf *sql;
	int64_t start;
	/* What the server said at the beginning. */
	uint32_t busy;
	bool read_only;
	bool has_state;
	bool has_history;
	bool has_columns; /* the history, all of them */
	bool making;	  /* the tables */
	char transaction[24];
	char *schema;		    /* the current one when it began */
	struct ddlect_buf *adopted; /* NULL: not known */
	struct ddlect_state now;
	uint32_t rows;
};

static int job_fail(struct job *job, uint32_t kind, const char *message, const char *hint)
{
	return failure_set(job->failure, kind, message, hint, job->err);
}

/* Of our own tables it is known what a role lacks; dropping is for their owner alone. */
static void hint_grants(struct job *job, bool making)
{
	char grants[1024];
	if (strcmp(job->failure->code, "42501") != 0 || *job->failure->hint)
		return;
	if (job->run->flags & DDLECT_RUN_FORGET)
		snprintf(grants, sizeof(grants),
			 "%s and %s can only be dropped by the role that owns them",
			 job->names.state, job->names.history);
	else
		state_grants(job->session, &job->names, making, grants, sizeof(grants));
	failure_add_hint(job->failure, grants);
}

/* Send what was written, and write anew. */
static int job_send(struct job *job, const char *doing)
{
	const char *sql = ddlect_host->buf_text(job->sql);
	int status = sql ? exec(&job->exec, sql)
			 : job_fail(job, DDLECT_FAILURE_STATEMENT, "out of memory", NULL);
	if (sql && status < 0) {
		failure_take(job->failure, &job->exec, job->err);
		failure_prepend(job->failure, doing, job->err);
		hint_grants(job, job->making);
	}
	ddlect_host->buf_reset(job->sql);
	job->exec.row = NULL;
	return status;
}

static void begin_row(void *context, const struct row *row)
{
	struct job *job = context;
	if (PQnfields(row->result) == 2) {
		job->now.version = row_int(row, 0);
		job->now.dirty = row_bool(row, 1);
		job->rows++;
		return;
	}
	job->busy = (uint32_t)row_int(row, 0);
	job->read_only = strcmp(row_text(row, 1), "on") == 0;
	snprintf(job->transaction, sizeof(job->transaction), "%s", row_text(row, 2));
	if (!job->schema)
		job->schema = strdup(row_text(row, 3));
	if (PQnfields(row->result) < 7)
		return;
	job->has_state = !row_null(row, 4);
	job->has_history = !row_null(row, 5);
	job->has_columns = row_bool(row, 6);
}

static int read_state(struct job *job)
{
	job->now = (struct ddlect_state){.version = DDLECT_NO_VERSION};
	job->rows = 0;
	job->exec.row = begin_row;
	job->exec.context = job;
	return job_send(job, "reading the state");
}

static bool tables_are_known(const struct job *job)
{
	const char *known = job->session->own.tables;
	return known && strcmp(known, job->names.state) == 0;
}

static void know_tables(struct job *job, const char *name)
{
	free(job->session->own.tables);
	job->session->own.tables = name ? strdup(name) : NULL;
}

static int say_state(const struct ddlect_state *state, char *out, size_t size)
{
	const char *dirty = state->dirty ? ", dirty" : "";
	if (state->version == DDLECT_NO_VERSION)
		return snprintf(out, size, "no version%s", dirty);
	return snprintf(out, size, "version %lld%s", (long long)state->version, dirty);
}

static int check_state(struct job *job)
{
	char message[256];
	const struct ddlect_state *before = &job->run->before;
	if (job->rows > 1)
		return job_fail(job, DDLECT_FAILURE_MOVED,
				"the state has more than one row",
				"delete those that are wrong");
	if (job->now.version == before->version && !job->now.dirty == !before->dirty)
		return 0;
	int length = snprintf(message, sizeof(message), "the database is at ");
	length +=
		say_state(&job->now, message + length, sizeof(message) - (size_t)length);
	length += snprintf(message + length, sizeof(message) - (size_t)length,
			   " now, and was at ");
	say_state(before, message + length, sizeof(message) - (size_t)length);
	return job_fail(job, DDLECT_FAILURE_MOVED, message,
			"another program changed it meanwhile: run it again");
}

static int check_begun(struct job *job)
{
	if (job->read_only)
		return job_fail(job, DDLECT_FAILURE_STATEMENT,
				"the session can only read",
				"default_transaction_read_only is on for the database, "
				"the role or in the DSN");
	if (job->busy == 0)
		return 0;
	return job_fail(job, DDLECT_FAILURE_BUSY, "another runner has the lock", NULL);
}

/* Make what is missing, in the transaction: a failure of the text takes it back. */
static int job_create(struct job *job)
{
	bool forget = job->run->flags & DDLECT_RUN_FORGET;
	if (forget && !job->has_state)
		return 0;
	if (!forget && (!job->has_state || !job->has_history || !job->has_columns)) {
		create_write(job->sql, &job->names, !job->has_state, !job->has_history);
		if (job->has_history)
			complete_write(job->sql, &job->names);
		job->making = true;
		if (job_send(job, "making the state's tables") < 0)
			return -1;
		job->making = false;
	}
	read_write(job->sql, &job->names);
	return read_state(job);
}

static int job_begin(struct job *job)
{
	bool known = tables_are_known(job);
	job->busy = 0;
	job->read_only = false;
	begin_write(job->sql, job->run, &job->names, known);
	int status = read_state(job);
	if (status == 0 || job->busy || job->read_only) {
		if (check_begun(job) < 0)
			return -1;
		if (status == 0 && !known)
			status = job_create(job);
		return status < 0 ? -1 : check_state(job);
	}
	if (!known || strcmp(job->failure->code, "42P01") != 0)
		return -1;
	/* Somebody dropped them since. */
	know_tables(job, NULL);
	failure_init(job->failure);
	exec_clear(&job->exec);
	ddlect_raw(job->sql, "ROLLBACK;");
	return job_send(job, "beginning anew") < 0 ? -1 : job_begin(job);
}

static void look_row(void *context, const struct row *row)
{
	const struct job *job = context;
	adopted_add(job->adopted, row);
}

/* Only what ran up is ever asked for. */
static int job_look(struct job *job)
{
	const struct ddlect_run *run = job->run;
	if (run->n_rows == 0 || run->length > ADOPTED_LONGEST || !job->dialect->effects ||
	    run->rows[run->n_rows - 1].what != DDLECT_RAN_UP)
		return 0;
	int found = adopted_write(job->sql, job->dialect, run->text, run->length);
	job->adopted = found < 0 ? NULL : ddlect_host->buf_new();
	if (!job->adopted || found == 0) {
		ddlect_host->buf_reset(job->sql);
		return 0;
	}
	job->exec.row = look_row;
	job->exec.context = job;
	return job_send(job, "looking for what the file makes");
}

static int job_text(struct job *job)
{
	struct text text = {.dialect = job->dialect,
			    .bytes = job->run->text,
			    .length = job->run->length};
	job->exec.statements = 0;
	watch_begin(&job->watch, job->session,
		    job->run->flags & DDLECT_RUN_PATIENT ? 0 : job->run->lock_timeout_ms,
		    job->run->statement_timeout_ms);
	job->exec.watch = &job->watch;
	struct heard heard;
	heard_begin(&heard, &job->exec, job->run, false);
	int status = text_run(&text, &job->exec, job->failure, job->err);
	heard_end(&heard);
	job->failure->statement = status < 0 ? job->exec.statements : DDLECT_NOWHERE;
	job->exec.watch = NULL;
	return status;
}

static void transaction_row(void *context, const struct row *row)
{
	struct job *job = context;
	if (strcmp(job->transaction, row_text(row, 0)) != 0)
		job->exec.committed = true;
}

/* Is it still the transaction that was begun? A rollback may have been to a savepoint. */
static int check_transaction(struct job *job)
{
	if (job->exec.cancelled) /* the text was done before the server heard of it */
		return job_fail(job, DDLECT_FAILURE_CANCELLED, "interrupted", NULL);
	bool ended = PQtransactionStatus(job->session->conn) != PQTRANS_INTRANS;
	if (!ended && !job->exec.committed && job->exec.rolled_back) {
		ddlect_raw(job->sql, "SELECT pg_catalog.pg_current_xact_id()");
		job->exec.row = transaction_row;
		job->exec.context = job;
		if (job_send(job, "looking at the transaction") < 0)
			return -1;
	}
	if (!ended && !job->exec.committed)
		return 0;
	return job_fail(job, DDLECT_FAILURE_STATEMENT,
			"the text ended the transaction that it was run in; what it did "
			"until then may be there, and the state doesn't say so",
			"take COMMIT and ROLLBACK out, and look at the database");
}

/* Whatever happened: no transaction, no settings. */
static void job_roll_back(struct job *job)
{
	job->session->deaf = true;
	exec_clear(&job->exec);
	ddlect_host->buf_reset(job->sql);
	rollback_write(job->sql, job->session);
	const char *sql = ddlect_host->buf_text(job->sql);
	if (!job->session->gone && (!sql || exec(&job->exec, sql) < 0))
		job->session->gone = true;
	job->session->deaf = false;
}

static int job_commit(struct job *job)
{
	const struct told told = {
		.schema = job->schema,
		.adopted = job->adopted ? ddlect_host->buf_text(job->adopted) : NULL,
	};
	commit_write(job->sql, job->session, job->run, &job->names, &told,
		     connect_now_ms() - job->start);
	job->exec.committed = false;
	struct heard heard;
	heard_begin(&heard, &job->exec, job->run, true);
	int status = job_send(job, "committing");
	heard_end(&heard);
	if (status == 0)
		return 0;
	if (job->exec.committed) { /* what failed is only the tidying up behind it */
		job_roll_back(job);
		return 0;
	}
	if (job->exec.lost)
		return job_fail(job, DDLECT_FAILURE_UNKNOWN,
				"the connection was lost while it was committing",
				"look at the state: it says whether the run counts");
	return -1;
}

static int run_inside(struct job *job)
{
	if (job_begin(job) < 0 || job_look(job) < 0 || job_text(job) < 0 ||
	    check_transaction(job) < 0)
		return -1;
	return job_commit(job);
}

/*
 * The text alone, then the state. What can be known is checked before; what fails between the
 * two leaves the state as it was, which then is dirty: that is how the host began.
 */
static int run_alone(struct job *job)
{
	if (job_begin(job) < 0 || job_look(job) < 0)
		return -1;
	ddlect_raw(job->sql, "COMMIT;");
	alone_write(job->sql, job->run);
	if (job_send(job, "beginning") < 0)
		return -1;
	if (job_text(job) < 0) {
		if (job->failure->kind == DDLECT_FAILURE_LOST)
			job->failure->kind = DDLECT_FAILURE_UNKNOWN;
		return -1;
	}
	exec_clear(&job->exec);
	job->session->deaf = true; /* it happened, so the state has to say so */
	int status = job_begin(job) < 0 ? -1 : job_commit(job);
	job->session->deaf = false;
	if (status == 0)
		return 0;
	job->failure->statement = 1;
	ddlect_prepend(job->err,
		       "the statement ran, but the state couldn't be changed: ");
	return failure_retell(job->failure, job->err);
}

static int check_session(struct job *job)
{
	uint32_t flags = job->run->flags;
	bool alone = flags & DDLECT_RUN_ALONE_NEXT ||
		     (!(flags & DDLECT_RUN_TRANSACTION) && job->run->length > 0);
	if (job->session->own.standby)
		return job_fail(job, DDLECT_FAILURE_STATEMENT,
				"the server is a standby, which can't be written to",
				"connect to its primary");
	if (alone && job->session->own.pooled)
		return job_fail(job, DDLECT_FAILURE_STATEMENT,
				"what can't run in a transaction can't be run through a "
				"connection pooler: nothing would keep other runners out",
				"connect to the server itself");
	if (session_cancelled(job->session))
		return job_fail(job, DDLECT_FAILURE_CANCELLED, "interrupted", NULL);
	return 0;
}

static int job_run(struct job *job)
{
	if (check_session(job) < 0)
		return -1;
	if (exec_begin(job->session, job->err) < 0)
		return job_fail(job, DDLECT_FAILURE_LOST, "the connection is gone", NULL);
	bool inside = job->run->flags & DDLECT_RUN_TRANSACTION || job->run->length == 0;
	int status = inside ? run_inside(job) : run_alone(job);
	if (status == 0 && job->run->flags & DDLECT_RUN_FORGET)
		know_tables(job, NULL);
	else if (status == 0 && !tables_are_known(job))
		know_tables(job, job->names.state);
	if (status < 0)
		job_roll_back(job);
	exec_clear(&job->exec);
	exec_end(job->session);
	invalid_tell(job->session, job->run, status < 0 ? job->failure : NULL);
	if (job->busy && !job->session->gone) {
		lock_busy(job->session, &job->names, job->err);
		failure_retell(job->failure, job->err);
	}
	return status;
}

int pg_run(const struct ddlect_dialect *self, struct ddlect_session *session,
	   const struct ddlect_run *run, struct ddlect_failure *failure,
	   struct ddlect_err *err)
{
	struct ddlect_err unheard = {0};
	err = err ? err : &unheard;
	struct job job = {.session = session,
			  .run = run,
			  .failure = failure,
			  .err = err,
			  .dialect = self,
			  .exec = {.session = session},
			  .start = connect_now_ms()};
	failure_init(failure);
	if (state_names(&job.names, session, run->table, err) < 0) {
		failure->kind =
			session->gone ? DDLECT_FAILURE_LOST : DDLECT_FAILURE_STATEMENT;
		return failure_retell(failure, err);
	}
	job.sql = ddlect_host->buf_new();
	int status =
		job.sql ? job_run(&job)
			: job_fail(&job, DDLECT_FAILURE_STATEMENT, "out of memory", NULL);
	ddlect_host->buf_free(job.sql);
	free(job.schema);
	ddlect_host->buf_free(job.adopted);
	return status;
}
