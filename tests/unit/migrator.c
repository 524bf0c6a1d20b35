/* SPDX-License-Identifier: Apache-2.0 */
/* Migrator: opening a handle, its options, and what a caller is told meanwhile. */

#include "core/base/err.h"
#include "tests/lib/folder.h"
#include "tests/lib/journey.h"
#include "tests/unit/test.h"

static const char *refusal(void)
{
	journey_err = (struct ddlect_err){0};
	CHECK_INT(migrator_open(&journey, &journey_options, &memory_registry, NULL,
				&journey_err),
		  -1);
	CHECK(!journey);
	CHECK_INT(memory.sessions, 0);
	return journey_err.text;
}

TEST(a_handle_is_refused_with_the_reason)
{
	int connection;
	journey_begin();
	journey_options.dsn = "nothing://x";
	CHECK(strstr(refusal(), "no dialect claims DSNs with the scheme nothing"));
	journey_options.dialect = "writer";
	CHECK_TEXT(refusal(),
		   "the dialect writer only generates: it can't run migrations");
	journey_options.dialect = "nobody";
	CHECK(strstr(refusal(), "there is no dialect \"nobody\""));
	journey_options.dialect = NULL;
	journey_options.connection = &connection;
	CHECK_TEXT(refusal(), "a DSN and a connection were given; give one of them");
	CHECK_INT(journey_err.status, DDLECT_USAGE);
	journey_options.dsn = NULL;
	CHECK_TEXT(refusal(), "a connection says not which dialect it is of: name the "
			      "dialect too");
	journey_options.connection = NULL;
	journey_options.dsn = "memory://secret";
	memory.refuse_open = 1;
	CHECK_TEXT(refusal(), "there is no connection");
	journey_options.size = 0;
	CHECK_TEXT(refusal(), "the options have no size: begin them with "
			      "DDLECT_MIGRATE_OPTIONS");
}

TEST(without_a_database_nothing_runs)
{
	struct ddlect_state state;
	journey_begin();
	journey_files(1);
	journey_options.dsn = "";
	journey_open();
	CHECK_TEXT(ddlect_migrator_place(journey), "");
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "no database: give a DSN or a connection");
	CHECK_INT(journey_err.status, DDLECT_USAGE);
	CHECK_INT(ddlect_version(journey, &state, &journey_err), -1);
	CHECK_TEXT(journey_status(), " | 2: no database: give a DSN or a connection");
	journey_end();
	ddlect_migrator_close(NULL);
}

TEST(without_migrations_nothing_runs_but_the_version_is_known)
{
	struct ddlect_state state;
	journey_begin();
	journey_options.provider = NULL;
	journey_open();
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "no migrations: say in which directory they are");
	CHECK_INT(ddlect_version(journey, &state, &journey_err), 0);
	journey_end();
	journey_options.migrations_table = "schema_migrations";
	journey_options.provider_file = "docs.dbml"; /* it carries none */
	journey_open();
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "no migrations: say in which directory they are");
	journey_end();
	journey_options.provider_file = "/no/such/docs.so";
	journey_open();
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "/no/such/docs.so: No such file or directory");
	journey_end();
}

TEST(a_providers_file_that_names_the_state_has_to_be_there)
{
	static const char *const files[][2] = {
		{"/no/such/docs.so", "/no/such/docs.so: No such file or directory"},
		{"/no/such/docs.dbml",
		 "/no/such/docs.dbml can't be opened: No such file or directory"},
	};
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct ddlect_err err = {0};
		journey_begin();
		journey_options.provider = NULL;
		journey_options.provider_file = files[i][0];
		CHECK_INT(migrator_open(&journey, &journey_options, &memory_registry,
					NULL, &err),
			  -1);
		if (!strstr(err.text, files[i][1]))
			test_fail(__FILE__, __LINE__, "%s", err.text);
		CHECK(!journey);
		journey_end();
	}
}

static const char *table(const char *name)
{
	static char out[256];
	journey_begin();
	journey_options.migrations_table = name;
	struct ddlect_err err = {0};
	if (migrator_open(&journey, &journey_options, &memory_registry, NULL, &err) < 0) {
		CHECK_INT(err.status, DDLECT_USAGE);
		return "refused";
	}
	snprintf(out, sizeof(out), "%s|%s",
		 journey->table.schema ? journey->table.schema : "", journey->table.name);
	journey_end();
	return out;
}

TEST(the_state_table_is_named_by_the_provider_or_the_user)
{
	CHECK_TEXT(table(NULL), "|docs_schema_migrations");
	CHECK_TEXT(table("t"), "|t");
	CHECK_TEXT(table("s.t"), "s|t");
	CHECK_TEXT(table("\"a.b\".\"c\"\"d\""), "a.b|c\"d");
	CHECK_TEXT(table("Mixed Case"), "|Mixed Case");
	CHECK_TEXT(table(""), "refused");
	CHECK_TEXT(table("a."), "refused");
	CHECK_TEXT(table(".a"), "refused");
	CHECK_TEXT(table("a.b.c"), "refused");
	CHECK_TEXT(table("a\"b"), "refused");
	CHECK_TEXT(table("\"a"), "refused");
	CHECK_TEXT(table("\"a\"b"), "refused");
	journey_begin();
	journey_options.provider = NULL;
	journey_open();
	CHECK_TEXT(journey->table.name, "schema_migrations");
	journey_end();
}

TEST(what_is_null_is_an_error_and_no_crash)
{
	struct ddlect_err err = {0};
	struct ddlect_state state;
	uint32_t changed = 7;
	CHECK_INT(ddlect_migrator_open(NULL, &journey_options, &err), -1);
	CHECK_TEXT(err.text, "there is no place for the handle");
	CHECK_INT(err.status, DDLECT_USAGE);
	journey = (struct ddlect_migrator *)&err;
	CHECK_INT(ddlect_migrator_open(&journey, NULL, &err), -1);
	CHECK(!journey);
	CHECK_TEXT(err.text, "there are no options");
	CHECK_INT(ddlect_generate(NULL, &changed, &err), -1);
	CHECK_TEXT(err.text, "there are no options");
	CHECK_INT(changed, 0);
	CHECK_INT(ddlect_generate(NULL, NULL, NULL), -1);

	static journey_call *const calls[] = {ddlect_upgrade, ddlect_downgrade,
					      ddlect_goto, ddlect_force};
	for (int i = 0; i < 4; i++) {
		err = (struct ddlect_err){0};
		CHECK_INT(calls[i](NULL, "1", &err), -1);
		CHECK_TEXT(err.text,
			   "there is no handle: opening it failed, or was left out");
		CHECK_INT(calls[i](NULL, NULL, NULL), -1);
	}
	CHECK_INT(ddlect_version(NULL, &state, &err), -1);
	CHECK_INT(state.version, DDLECT_NO_VERSION);
	CHECK_INT(ddlect_status(NULL, NULL, NULL, &err), -1);
	CHECK_INT(ddlect_drop(NULL, &err), -1);
	CHECK_TEXT(ddlect_migrator_place(NULL), "");
	CHECK_TEXT(ddlect_migrator_outcome(NULL)->file, "");
	CHECK_INT(ddlect_migrator_outcome(NULL)->known, 0);
}

/* Who doesn't ask why isn't told, and nothing else differs. */
TEST(an_error_may_be_left_out)
{
	static journey_call *const calls[] = {ddlect_upgrade, ddlect_downgrade,
					      ddlect_goto, ddlect_force};
	journey_begin();
	journey_file(1, "+a", "-a");
	journey_file(2, "+a", "-b");
	journey_open();
	for (int i = 0; i < 4; i++)
		CHECK_INT(calls[i](journey, "nowhere", NULL), -1);
	CHECK_INT(ddlect_goto(journey, NULL, NULL), -1);
	CHECK_INT(ddlect_force(journey, NULL, NULL), -1);
	CHECK_INT(ddlect_upgrade(journey, NULL, NULL), -1);
	CHECK_TEXT(journey_where(), "a at 1 clean");
	CHECK_INT(ddlect_version(journey, NULL, NULL), -1);
	CHECK_INT(ddlect_version(journey, NULL, &journey_err), -1);
	CHECK_TEXT(journey_err.text, "there is no place for the state");
	CHECK_INT(ddlect_status(journey, NULL, NULL, NULL), 0);
	journey_file(1, "+b", "-a");
	CHECK_INT(ddlect_status(journey, NULL, NULL, NULL), -1);
	for (uint32_t kind = DDLECT_FAILURE_STATEMENT; kind <= DDLECT_FAILURE_BUSY;
	     kind++) {
		memory.fail_at = 1;
		memory.fail_as = kind;
		memory.fail_times = 100;
		CHECK_INT(ddlect_upgrade(journey, NULL, NULL), -1);
		memory.fail_at = memory.fail_times = 0;
	}
	for (int call = 1; call < 6; call++) {
		memory.fail_at = call;
		memory.fail_as = 0;
		ddlect_upgrade(journey, NULL, NULL);
		memory.fail_at = call;
		ddlect_status(journey, NULL, NULL, NULL);
		memory.fail_at = call;
		ddlect_force(journey, "1", NULL);
	}
	memory.fail_at = 0;
	journey_end();
}

TEST(options_of_an_older_program_are_read_as_far_as_they_go)
{
	struct {
		struct ddlect_migrate_options options;
	} old;
	journey_begin();
	journey_files(1);
	memset(&old, 0xee, sizeof(old));
	memcpy(&old, &journey_options, offsetof(struct ddlect_migrate_options, context));
	old.options.size = offsetof(struct ddlect_migrate_options, context);
	CHECK_INT(migrator_open(&journey, &old.options, &memory_registry, NULL,
				&journey_err),
		  0);
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "a at 1 clean");
	journey_end();
}

static char told[2048];

static void progress(void *context, const struct ddlect_progress *progress)
{
	size_t n = strlen(told);
	(void)context;
	CHECK_INT(progress->size, sizeof(*progress));
	snprintf(told + n, sizeof(told) - n, "%s %llu %s: file %llu/%llu, byte %llu/%llu",
		 progress->what == DDLECT_RAN_UP ? "up" : "down",
		 (unsigned long long)progress->version,
		 progress->title ? progress->title : "-",
		 (unsigned long long)progress->files_done,
		 (unsigned long long)progress->files,
		 (unsigned long long)progress->bytes_done,
		 (unsigned long long)progress->bytes);
	n = strlen(told);
	if (progress->statements)
		snprintf(told + n, sizeof(told) - n, ", statement %llu/%llu",
			 (unsigned long long)progress->statement,
			 (unsigned long long)progress->statements);
	strcat(told, "\n");
}

TEST(progress_is_told_before_each_file_and_at_the_end)
{
	static const char expected[] =
		"up 1 v0.0.1: file 0/2, byte 0/35\n"
		"up 2 v0.0.2: file 1/2, byte 2/35, statement 0/2\n"
		"up 2 v0.0.2: file 1/2, byte 32/35, statement 1/2\n"
		"up 0 -: file 2/2, byte 35/35\n";
	journey_begin();
	journey_file(1, "+a", "-a");
	journey_file(2, "-- ddlect: no-transaction\n+b;\n+c;", "-c; -b");
	journey_options.progress = progress;
	journey_open();
	journey_go(ddlect_upgrade, NULL);
	CHECK_TEXT(told, expected);
	told[0] = '\0';
	journey_go(ddlect_upgrade, NULL);
	CHECK_TEXT(told, "");
	journey_go(ddlect_downgrade, NULL);
	CHECK_TEXT(told, "down 2 v0.0.2: file 0/1, byte 0/6\n"
			 "down 0 -: file 1/1, byte 6/6\n");
	journey_end();
}

TEST(a_dry_run_tells_progress_too)
{
	journey_begin();
	journey_files(1);
	journey_options.progress = progress;
	journey_options.flags = DDLECT_DRY_RUN;
	journey_open();
	journey_go(ddlect_upgrade, NULL);
	CHECK_TEXT(told, "up 1 v0.0.1: file 0/1, byte 0/2\n"
			 "up 0 -: file 1/1, byte 2/2\n");
	journey_end();
}

/* Each allocation of the handle's own arena, failed once. */
TEST(a_state_table_survives_every_failed_allocation)
{
	struct ddlect_state_table name;
	struct arena arena;
	struct ddlect_err err;
	for (long n = 1; n < 3; n++) {
		arena_init(&arena);
		arena.fail_after = n;
		CHECK_INT(state_table_read(&name, &arena, "a.b", &err), -1);
		CHECK_TEXT(err.text, "out of memory");
		arena_clear(&arena);
	}
}

TEST(files_that_are_no_migrations_are_named)
{
	folder_begin();
	folder_put_text("1_v0.0.1.up.sql", "+a;");
	folder_put_text("2-v0.0.2.up.sql", "+a;");
	journey_begin();
	journey_options.path = folder_root;
	journey_open();
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "a at 1 clean");
	CHECK(strstr(journey_log,
		     " has other files, which are ignored: 2-v0.0.2.up.sql\n"));
	journey_end();
	folder_end();
}
