/* SPDX-License-Identifier: Apache-2.0 */
/* Running texts: they and the state are one; what goes wrong is told, and undone. */
#include "tests/live/runner.h"
#include "tests/unit/test.h"

#define STATE "SELECT string_agg(version || ' ' || dirty, ',') FROM schema_migrations"
#define HISTORY                                                                          \
	"SELECT string_agg(concat_ws(' ', id, version, title, direction, checksum,"      \
	" statements, unfinished, applied_by, tool), E'\\n' ORDER BY id)"                \
	" FROM schema_migrations_history"

TEST(a_text_and_the_state_change_together)
{
	struct runner runner;
	runner_open(&runner);
	struct ddlect_history row = {.id = 1,
				     .version = 7,
				     .what = DDLECT_RAN_UP,
				     .statements = 2,
				     .title = "it's a \\ \xc3\xa9",
				     .checksum = "abc",
				     .tool = "ddlect 1"};
	runner.run.rows = &row;
	runner.run.n_rows = 1;
	runner_run(&runner, "CREATE TABLE t (a int); SELECT 1;", 7);
	runner_value(&runner, STATE, "7 false");
	runner_value(&runner, HISTORY,
		     "1 7 it's a \\ \xc3\xa9 up abc 2 f postgres ddlect 1");
	runner_value(&runner, "SELECT count(*) FROM t", "0");
	CHECK_INT(runner_state(&runner).version, 7);
	row = (struct ddlect_history){.id = 2, .version = 7, .what = DDLECT_RAN_DOWN};
	runner_run(&runner, "DROP TABLE t", DDLECT_NO_VERSION);
	runner_value(&runner, STATE, "");
	CHECK_INT(runner_state(&runner).version, DDLECT_NO_VERSION);
	row.id = 3;
	runner_fails(&runner, "CREATE TABLE u (); SELECT 1/0", DDLECT_FAILURE_STATEMENT,
		     "division by zero (22012)");
	CHECK_INT(runner.failure.statement, 1);
	CHECK_INT(runner.failure.offset, DDLECT_NOWHERE);
	runner_value(&runner, "SELECT to_regclass('u')", "");
	runner_value(&runner, "SELECT count(*) FROM schema_migrations_history", "2");
	runner_run(&runner, "", 9);
	runner_value(&runner, STATE, "9 false");
	runner_close(&runner);
}
