/* SPDX-License-Identifier: Apache-2.0 */
/* Runner: see runner.h. */
#include "tests/live/runner.h"
#include "tests/unit/test.h"

struct ddlect_session *runner_connect(struct runner *runner, const char *dsn)
{
	struct ddlect_session *session = NULL;
	struct ddlect_open_request request = {.size = sizeof(request),
					      .dsn = dsn,
					      .application = "ddlect-run",
					      .cancel = &runner->cancel};
	runner->err = (struct ddlect_err){0};
	runner->dialect->open(runner->dialect, &request, &session, &runner->err);
	return session;
}

void runner_open(struct runner *runner)
{
	memset(runner, 0, sizeof(*runner));
	reader_open(&runner->reader);
	runner->live = &runner->reader.live;
	runner->dialect = runner->reader.dialect;
	runner->table.name = "schema_migrations";
	runner->run = (struct ddlect_run){.size = sizeof(runner->run),
					  .flags = DDLECT_RUN_TRANSACTION,
					  .table = &runner->table,
					  .lock_timeout_ms = 5000,
					  .before.version = DDLECT_NO_VERSION};
	runner->failure.size = sizeof(runner->failure);
	runner->session = runner_connect(runner, runner->live->dsn);
	if (!runner->session)
		test_fail(__FILE__, __LINE__, "%s", runner->err.text);
}

void runner_close(struct runner *runner)
{
	runner->dialect->close(runner->dialect, runner->session);
	reader_close(&runner->reader);
}

int runner_try(struct runner *runner, const char *text, int64_t version)
{
	runner->run.text = text;
	runner->run.length = strlen(text);
	runner->run.after.version = version;
	runner->err = (struct ddlect_err){0};
	int status = runner->dialect->run(runner->dialect, runner->session, &runner->run,
					  &runner->failure, &runner->err);
	if (status == 0)
		runner->run.before = runner->run.after;
	return status;
}

void runner_run(struct runner *runner, const char *text, int64_t version)
{
	if (runner_try(runner, text, version) < 0)
		test_fail(__FILE__, __LINE__, "%s\n%s\n%s", runner->err.text,
			  runner->failure.detail, runner->failure.context);
}

void runner_fails(struct runner *runner, const char *text, uint32_t kind,
		  const char *words)
{
	CHECK_INT(runner_try(runner, text, 99), -1);
	if (!strstr(runner->err.text, words))
		test_fail(__FILE__, __LINE__, "got\n%s\nwithout\n%s", runner->err.text,
			  words);
	CHECK_INT(runner->failure.kind, kind);
	CHECK(*runner->failure.message);
	CHECK(!strstr(runner->err.text, "://"));
}

struct ddlect_state runner_state(struct runner *runner)
{
	struct ddlect_state state;
	struct ddlect_err err = {0};
	if (runner->dialect->state(runner->dialect, runner->session, &runner->table,
				   &state, NULL, NULL, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	return state;
}

void runner_value(struct runner *runner, const char *sql, const char *expected)
{
	char *value = live_value(runner->live, sql);
	CHECK_TEXT(value, expected);
	free(value);
}
