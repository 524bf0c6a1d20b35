/* SPDX-License-Identifier: Apache-2.0 */
/* Generate call: a program that writes its migrations itself, with ddlect_generate(). */
#include <unistd.h>

#include <ddlect/migrate.h>

#include "tests/live/live.h"
#include "tests/unit/test.h"

static const struct ddlect_provider docs = {
	DDLECT_PROVIDER,
	.name = "docs",
	.version = "0.0.1",
	.owns = "docs_*",
	.tables =
		DDLECT_TABLES({.name = "docs_keys",
			       .columns = DDLECT_COLUMNS(
				       {.name = "key", .type = "string", .not_null = 1}),
			       .primary_key = DDLECT_NAMES("key")}),
};

static const struct ddlect_provider wrong = {
	DDLECT_PROVIDER,
	.name = "wrong",
	.tables =
		DDLECT_TABLES({.name = "t",
			       .columns = DDLECT_COLUMNS({.name = "a", .type = "string"}),
			       .primary_key = DDLECT_NAMES("b")}),
};

static char path[64];
static char lines[4096];
static int answer;

static void on_log(void *context, uint32_t level, const char *text)
{
	size_t n = strlen(lines);
	(void)context;
	if (level != DDLECT_LOG_DETAIL)
		snprintf(lines + n, sizeof(lines) - n, "%s\n", text);
}

static int on_cancel(void *context)
{
	(void)context;
	return answer;
}

static struct ddlect_generate_options begin(uint32_t flags)
{
	snprintf(path, sizeof(path), "/tmp/ddlect-generate-%ld", (long)getpid());
	lines[0] = '\0';
	return (struct ddlect_generate_options){
		DDLECT_GENERATE_OPTIONS,
		.flags = flags,
		.provider = &docs,
		.path = path,
		.plugin_dir = TEST_DIALECTS,
		.dialect = "postgres",
		.log = on_log,
		.cancel = on_cancel,
	};
}

static void end(void)
{
	char command[128];
	snprintf(command, sizeof(command), "rm -rf %s", path);
	CHECK_INT(system(command), 0);
}

static const char *refusal(const struct ddlect_generate_options *options)
{
	static struct ddlect_err err;
	uint32_t changed = 0;
	CHECK_INT(ddlect_generate(options, &changed, &err), -1);
	CHECK_INT(changed, 0);
	CHECK(access(path, F_OK) < 0);
	return err.text;
}

TEST(what_is_generated_can_be_applied_and_then_nothing_is_left_to_do)
{
	struct live live;
	struct ddlect_err err = {0};
	struct ddlect_migrator *migrator;
	uint32_t changed = 0;
	char expected[512];
	struct ddlect_generate_options options = begin(DDLECT_GENERATE_FULL);
	live_open(&live);
	options.release = "v0.0.1";
	if (ddlect_generate(&options, &changed, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	CHECK_INT(changed, 1);
	snprintf(expected, sizeof(expected),
		 "postgres: wrote %s/postgres/1_v0.0.1.up.sql\n"
		 "postgres: wrote %s/postgres/1_v0.0.1.down.sql\n",
		 path, path);
	CHECK_TEXT(lines, expected);

	struct ddlect_migrate_options migrate = {
		DDLECT_MIGRATE_OPTIONS, .provider = &docs,	     .path = path,
		.dsn = live.dsn,	.plugin_dir = TEST_DIALECTS,
	};
	if (ddlect_migrator_open(&migrator, &migrate, &err) < 0 ||
	    ddlect_upgrade(migrator, NULL, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	ddlect_migrator_close(migrator);

	options = begin(0);
	options.dsn = live.dsn;
	options.release = "v0.0.2";
	if (ddlect_generate(&options, &changed, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	CHECK_INT(changed, 0);
	CHECK_TEXT(lines, "postgres: no change, nothing to write\n");
	end();
	live_close(&live);
}

TEST(a_dry_run_says_what_it_would_write_and_that_no_runner_would_see_it)
{
	struct ddlect_err err = {0};
	uint32_t changed = 0;
	char expected[512];
	const struct ddlect_generate_options options =
		begin(DDLECT_GENERATE_FULL | DDLECT_GENERATE_DRY_RUN);
	CHECK_INT(ddlect_generate(&options, &changed, &err), 0);
	CHECK_INT(changed, 1);
	snprintf(expected, sizeof(expected),
		 "note: \"init\" has no number, so no runner will see these files; "
		 "-release gives them one\n"
		 "postgres: would write %s/postgres/init.up.sql\n"
		 "postgres: would write %s/postgres/init.down.sql\n",
		 path, path);
	CHECK_TEXT(lines, expected);
	CHECK(access(path, F_OK) < 0);
	CHECK_INT(ddlect_generate(&options, NULL, &err), 0);
}

TEST(what_makes_no_sense_is_refused)
{
	struct ddlect_generate_options options = begin(0);
	CHECK(strstr(refusal(&options), "no database to compare with"));
	options = begin(DDLECT_GENERATE_FULL);
	options.provider_file = "docs.dbml";
	CHECK_TEXT(refusal(&options),
		   "a provider and a provider's file were given; give one");
	options.provider = NULL;
	options.provider_file = NULL;
	CHECK_TEXT(refusal(&options),
		   "no provider: give one, or a DBML file, or a provider .so");
	options.provider_file = "/no/such/docs.dbml";
	CHECK(strstr(refusal(&options), "/no/such/docs.dbml"));
	options = begin(DDLECT_GENERATE_FULL);
	options.size = 0;
	CHECK_TEXT(refusal(&options), "the options have no size: begin them with "
				      "DDLECT_GENERATE_OPTIONS");
	options = begin(DDLECT_GENERATE_FULL);
	options.lift = "fake-tsdb";
	CHECK(strstr(refusal(&options), "-fake-tsdb compares with a database"));
}

TEST(mistakes_in_the_declaration_are_lines_of_the_log)
{
	struct ddlect_generate_options options = begin(DDLECT_GENERATE_FULL);
	options.provider = &wrong;
	refusal(&options);
	CHECK_TEXT(lines,
		   "provider wrong, table t: primary key names column \"b\", which "
		   "table \"t\" doesn't have\n");
}

TEST(an_interrupt_writes_nothing)
{
	struct ddlect_generate_options options = begin(DDLECT_GENERATE_FULL);
	answer = DDLECT_STOP_SOON;
	CHECK_TEXT(refusal(&options), "interrupted; nothing was written");
}
