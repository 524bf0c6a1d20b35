/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drop takes care: what may be somebody else's stays. Namesakes in other schemas, tables that
 * are only declared, what was there before the migrations came; and whoever is asked sees it.
 */
#include "tests/live/drop_story.h"
#include "tests/live/runner.h"

/* The same database, where names without a schema lead to another one. */
static void search(struct story *story, const char *path)
{
	static char dsn[1024];
	snprintf(dsn, sizeof(dsn), "%s&options=-csearch_path%%3D%s", story->live.dsn,
		 path);
	story->options.dsn = dsn;
}

static void open_in(struct story *story, const char *path)
{
	story_open(story);
	live_exec(&story->live, "CREATE SCHEMA app; CREATE SCHEMA ops");
	story->options.migrations_table = "ops.schema_migrations";
	search(story, path);
}

static char shown[8192];

static int say_no(void *context, const char *what)
{
	(void)context;
	snprintf(shown, sizeof(shown), "%s", what);
	return 0;
}

static int say_yes(void *context, const char *what)
{
	say_no(context, what);
	return 1;
}

TEST(names_are_those_of_the_schema_in_which_the_file_ran)
{
	struct story story;
	open_in(&story, "app");
	add_migration(&story, "CREATE TABLE a (); CREATE VIEW v AS SELECT 1; CREATE TYPE "
			      "t AS ENUM ('x'); CREATE SEQUENCE q;"
			      "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT "
			      "1'");
	add_migration(&story, "SET search_path = ops; CREATE TABLE b ();"
			      "SET LOCAL search_path = public; CREATE TABLE c ()");
	upgrade(&story);
	value_is(&story,
		 "SELECT string_agg(schema, ',' ORDER BY id) FROM "
		 "ops.schema_migrations_history",
		 "app,");
	live_exec(&story.live,
		  "CREATE TABLE a (); CREATE VIEW v AS SELECT 1; CREATE TYPE t AS ENUM "
		  "('x'); CREATE SEQUENCE q; CREATE TABLE b (); CREATE TABLE app.c ();"
		  "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
	search(&story, "public");
	connect_story(&story);
	drop(&story);
	is_left(&story, "a app.c b f() q schema app schema ops type t v");
	story_close(&story);
}

/* A declaration goes by the schema that the history knows. */
TEST(what_is_declared_is_where_the_files_ran)
{
	const struct ddlect_provider_table tables[] = {
		{.name = "a", .columns = DDLECT_COLUMNS({.name = "id", .type = "int"})},
		{.name = "later",
		 .columns = DDLECT_COLUMNS({.name = "id", .type = "int"})},
		{0},
	};
	struct story story;
	open_in(&story, "app");
	story.provider.tables = tables;
	add_migration(&story, "CREATE TABLE IF NOT EXISTS a (id int)");
	upgrade(&story);
	live_exec(&story.live, "CREATE TABLE a (id int); CREATE TABLE app.later (id int);"
			       "CREATE TABLE later (id int)");
	search(&story, "public");
	connect_story(&story);
	drop(&story);
	logged(&story, "only declared); what of it is yours, drop by hand:\n  DROP "
		       "TABLE app.later;");
	is_left(&story, "a app.later later schema app schema ops");
	story_close(&story);
}

TEST(where_another_runner_worked_has_to_be_said)
{
	struct story story;
	open_in(&story, "public");
	add_migration(&story, "CREATE TABLE a ()");
	add_migration(&story, "CREATE TABLE app.b ()");
	live_exec(
		&story.live,
		"CREATE TABLE ops.schema_migrations (version bigint NOT NULL PRIMARY "
		"KEY, dirty boolean NOT NULL); INSERT INTO ops.schema_migrations VALUES "
		"(2, false); CREATE TABLE app.a (); CREATE TABLE app.b (); CREATE TABLE "
		"a ()");
	connect_story(&story);
	drop_fails(&story,
		   "made \"a\", and it isn't known in which schema: another "
		   "program ran the file, or it changes that on its way. Say which "
		   "schema it was (-schema); nothing was dropped");
	story.options.schema = "app";
	connect_story(&story);
	drop_fails(&story, "DROP TABLE app.a;\n  DROP TABLE app.b;");
	story.options.flags = DDLECT_TRUST_FILES;
	connect_story(&story);
	drop(&story);
	is_left(&story, "a schema app schema ops");
	story_close(&story);
}

TEST(a_file_that_makes_its_own_schema_current_is_not_guessed_at)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE SCHEMA postgres; CREATE TABLE a ()");
	story.options.migrations_table = "public.docs_schema_migrations";
	upgrade(&story);
	live_exec(&story.live, "CREATE TABLE public.a ()");
	value_is(&story, "SELECT schema = '' FROM public.docs_schema_migrations_history",
		 "t");
	drop_fails(&story, "made \"a\", and it isn't known in which schema");
	story.options.schema = "postgres";
	connect_story(&story);
	drop(&story);
	value_is(&story, "SELECT to_regclass('public.a') IS NULL", "f");
	value_is(&story, "SELECT to_regclass('postgres.a') IS NULL", "t");
	story_close(&story);
}

TEST(a_declaration_needs_one_schema)
{
	const struct ddlect_provider_table tables[] = {
		{.name = "declared",
		 .columns = DDLECT_COLUMNS({.name = "id", .type = "int"})},
		{0},
	};
	struct story story;
	open_in(&story, "app");
	story.provider.tables = tables;
	add_migration(&story, "CREATE TABLE a ()");
	upgrade(&story);
	add_migration(&story, "CREATE TABLE b ()");
	search(&story, "public");
	upgrade(&story);
	drop_fails(&story, "\"declared\" is declared without a schema, and the history "
			   "doesn't name one schema: say which it is in (-schema)");
	story.options.schema = "public";
	connect_story(&story);
	drop(&story);
	is_left(&story, "schema app schema ops");
	story_close(&story);
}

TEST(a_history_from_before_gets_what_it_lacks)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE a ()");
	upgrade(&story);
	live_exec(&story.live, "ALTER TABLE docs_schema_migrations_history DROP COLUMN "
			       "schema, DROP COLUMN "
			       "adopted");
	add_migration(&story, "CREATE TABLE b ()");
	upgrade(&story);
	value_is(&story,
		 "SELECT string_agg(COALESCE(schema, 'none'), ',' ORDER BY id) FROM "
		 "docs_schema_migrations_history",
		 "none,public");
	drop(&story);
	is_left(&story, "");
	story_close(&story);
}

TEST(without_a_state_nothing_that_is_declared_goes)
{
	const struct ddlect_provider_table tables[] = {
		{.name = "declared",
		 .columns = DDLECT_COLUMNS({.name = "id", .type = "int"})},
		{0},
	};
	struct story story;
	story_open(&story);
	story.provider.tables = tables;
	add_migration(&story, "CREATE TABLE declared (id int)");
	live_exec(&story.live, "CREATE TABLE declared (id int)");
	connect_story(&story);
	drop_fails(&story, "docs_schema_migrations says of no migration that it was "
			   "applied here, so these tables, which are declared, may be "
			   "somebody else's: public.declared. Name the table with the "
			   "provider's state (-migrations-table)");
	live_exec(&story.live, "DROP TABLE declared");
	upgrade(&story);
	must(&story, ddlect_downgrade(story.migrator, "all", &story.err));
	drop_fails(&story, "somebody else's: public.declared");
	story_close(&story);
}

#define LEFT_ALONE                                                                       \
	"left, because it isn't certain that the migrations made it (IF NOT EXISTS, OR " \
	"REPLACE, ROLLBACK TO, DO, a file that stopped, more routines of a name, or "    \
	"only declared); what of it is yours, drop by hand:\n"

#define PERHAPS                                                                          \
	"CREATE EXTENSION IF NOT EXISTS plpgsql; CREATE TABLE IF NOT EXISTS a ();"       \
	"CREATE SCHEMA IF NOT EXISTS s; CREATE OR REPLACE VIEW v AS SELECT 2 AS x;"      \
	"CREATE SEQUENCE IF NOT EXISTS q; CREATE TABLE IF NOT EXISTS \"s\".\"B b\" ();"  \
	"CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2';"

#define THERE                                                                            \
	"CREATE TABLE a (); CREATE SCHEMA s; CREATE VIEW v AS SELECT 1 AS x; CREATE "    \
	"SEQUENCE q; CREATE TABLE s.\"B b\" (); CREATE FUNCTION f() RETURNS int "        \
	"LANGUAGE "                                                                      \
	"sql AS 'SELECT 1';"

TEST(what_was_there_before_stays)
{
	struct story story;
	story_open(&story);
	live_exec(&story.live, THERE);
	add_migration(&story, PERHAPS
		      "CREATE FUNCTION ours() RETURNS int LANGUAGE sql AS 'SELECT "
		      "1'; CREATE TABLE IF NOT EXISTS mine ();"
		      "CREATE TABLE IF NOT EXISTS s.a (); CREATE OR REPLACE VIEW w "
		      "AS SELECT 1");
	add_migration(&story,
		      "CREATE OR REPLACE FUNCTION ours() RETURNS int LANGUAGE sql AS "
		      "'SELECT 2'");
	upgrade(&story);
	value_is(&story,
		 "SELECT string_agg(adopted, '|' ORDER BY id) FROM "
		 "docs_schema_migrations_history",
		 "1:public.a 1:s.B%20b 3:public.f 4:.s 5:public.v "
		 "6:public.q|3:public.ours");
	drop(&story);
	logged(&story, LEFT_ALONE "  DROP FUNCTION public.f();\n"
				  "  DROP TABLE s.\"B b\";\n"
				  "  DROP SEQUENCE public.q;\n"
				  "  DROP VIEW public.v;\n"
				  "  DROP SCHEMA s;\n"
				  "  DROP TABLE public.a;\n");
	is_left(&story, "a f() q s.\"B b\" schema s v");
	story_close(&story);
}

/* The history knows that it wasn't there, though it could have been. */
TEST(what_was_not_there_before_goes)
{
	struct story story;
	story_open(&story);
	add_migration(&story, PERHAPS);
	upgrade(&story);
	value_is(&story, "SELECT adopted FROM docs_schema_migrations_history", "");
	drop(&story);
	is_left(&story, "");
	story_close(&story);
}

TEST(statement_by_statement_it_is_known_as_well)
{
	struct story story;
	story_open(&story);
	live_exec(&story.live, "CREATE TABLE b (); CREATE VIEW v AS SELECT 1 AS x");
	add_migration(
		&story,
		"-- ddlect: no-transaction\nCREATE TABLE IF NOT EXISTS a ();\nBEGIN;"
		"CREATE TABLE IF NOT EXISTS b (); CREATE TABLE c (); COMMIT;\n"
		"CREATE OR REPLACE VIEW v AS SELECT 1 AS x;");
	upgrade(&story);
	value_is(&story, "SELECT adopted FROM docs_schema_migrations_history",
		 "1:public.b 5:public.v");
	drop(&story);
	is_left(&story, "b v");
	story_close(&story);
}

/* Of what another runner applied nobody looked what was there. */
TEST(what_may_have_been_there_before_stays)
{
	struct story story;
	story_open(&story);
	add_migration(&story, PERHAPS "CREATE TABLE mine ()");
	live_exec(&story.live, STATE(1) THERE "CREATE TABLE mine ()");
	story.options.flags = DDLECT_TRUST_FILES;
	connect_story(&story);
	drop(&story);
	is_left(&story, "a f() q s.\"B b\" schema s v");
	story_close(&story);
}

TEST(a_routine_with_other_parameters_may_be_of_others)
{
	struct story story;
	story_open(&story);
	add_migration(&story,
		      "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';"
		      "CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';"
		      "CREATE FUNCTION g(int) RETURNS int LANGUAGE sql AS 'SELECT "
		      "1'");
	upgrade(&story);
	live_exec(&story.live,
		  "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'");
	drop(&story);
	logged(&story, LEFT_ALONE "  DROP FUNCTION public.f();\n"
				  "  DROP FUNCTION public.f(integer);\n");
	is_left(&story, "f() f(integer)");
	story_close(&story);
}

TEST(what_is_left_may_stand_in_the_way)
{
	struct story story;
	story_open(&story);
	live_exec(&story.live, "CREATE VIEW v AS SELECT 1 AS id");
	add_migration(&story,
		      "CREATE TABLE a (id int); CREATE OR REPLACE VIEW v AS TABLE "
		      "a");
	upgrade(&story);
	drop_fails(&story, "view public.v depends on table public.a");
	logged(&story, LEFT_ALONE "  DROP VIEW public.v;\n");
	live_exec(&story.live, "DROP VIEW v");
	drop(&story);
	is_left(&story, "");
	story_close(&story);
}

TEST(what_was_done_to_others_is_said)
{
	struct story story;
	story_open(&story);
	live_exec(&story.live,
		  "CREATE TABLE theirs (id int); CREATE TYPE t AS ENUM ('x')");
	add_migration(&story,
		      "ALTER TABLE theirs ADD COLUMN note text; CREATE TABLE a (); ALTER "
		      "TABLE a ADD COLUMN b int; DO $$ BEGIN CREATE TABLE hidden (); END "
		      "$$;");
	add_migration(&story, "CREATE INDEX ON theirs (id)");
	upgrade(&story);
	drop(&story);
	logged(&story,
	       "changed by these migrations and left as it is now, because others "
	       "made it: table public.theirs (1_v1.up.sql), table "
	       "public.theirs (2_v1.up.sql)\n");
	logged(&story, "what these files do can't all be seen; if it made anything, that "
		       "is left: 1_v1.up.sql (DO)\n");
	is_left(&story, "hidden theirs type t");
	story_close(&story);
}

TEST(a_schema_with_something_of_others_stays)
{
	struct story story;
	story_open(&story);
	add_migration(&story,
		      "CREATE SCHEMA s; CREATE VIEW s.w AS SELECT 1; CREATE SCHEMA "
		      "t; CREATE TABLE t.a (); CREATE SCHEMA u");
	upgrade(&story);
	live_exec(&story.live, "CREATE VIEW s.v AS SELECT 1");
	story.options.confirm = say_no;
	connect_story(&story);
	drop_fails(&story, "not confirmed");
	CHECK(strstr(shown, "the schema \"t\"") && !strstr(shown, "the schema \"s\""));
	story.options.confirm = NULL;
	connect_story(&story);
	drop(&story);
	logged(&story, "a schema is left, because others have something in it: view s.v "
		       "depends on schema s\n");
	is_left(&story, "s.v schema s");
	story_close(&story);
}

TEST(who_is_asked_sees_what_goes)
{
	struct story story;
	story_open(&story);
	add_migration(
		&story,
		"CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int REFERENCES "
		"a); CREATE TYPE t AS ENUM ('x'); CREATE VIEW v AS SELECT 1;"
		"CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';"
		"CREATE SCHEMA s");
	story.options.confirm = say_no;
	upgrade(&story);
	drop_fails(&story, "not confirmed, nothing was done");
	CHECK_TEXT(shown, "this would run, and drop the state of migrations:\n"
			  "  DROP VIEW public.v;\n"
			  "  DROP TABLE \"public\".\"b\";\n"
			  "  DROP TABLE \"public\".\"a\";\n"
			  "  DROP FUNCTION public.f(integer);\n"
			  "  DROP TYPE \"public\".\"t\";\n"
			  "  the schema \"s\"");
	story.options.confirm = say_yes;
	connect_story(&story);
	drop(&story);
	logged(&story, "dropped 2 tables, 4 other objects, and the state of migrations");
	is_left(&story, "");
	story_close(&story);
}

TEST(a_long_list_is_cut)
{
	struct story story;
	char sql[2048] = "";
	for (int i = 10; i < 32; i++)
		snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql),
			 "CREATE TABLE t%d ();", i);
	story_open(&story);
	add_migration(&story, sql);
	story.options.confirm = say_no;
	upgrade(&story);
	drop_fails(&story, "not confirmed");
	uint32_t lines = 0;
	for (const char *at = shown; (at = strchr(at, '\n')); at++)
		lines++;
	CHECK_INT(lines, 21);
	CHECK_TEXT(strrchr(shown, '\n'), "\n  and 2 more");
	story_close(&story);
}

TEST(a_file_that_cannot_be_read_stops_it)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE a (); SELECT 'never");
	live_exec(&story.live, STATE(1) "CREATE TABLE a ()");
	connect_story(&story);
	drop_fails(&story, "1_v1.up.sql: the string that begins here never ends");
	story_close(&story);
}

TEST(a_version_without_a_file_is_said)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE a ()");
	live_exec(&story.live, STATE(7) "CREATE TABLE a (); CREATE TABLE b ()");
	connect_story(&story);
	drop_fails(
		&story,
		"the database is at version 7, of which there is no file: these "
		"migrations are older than the database, or another project's. Use "
		"those that brought it there; or leave what the missing ones made, and "
		"drop the rest and the state with -trust-files. Nothing was dropped");
	CHECK_INT(story.err.status, DDLECT_INTEGRITY);
	story.options.flags = DDLECT_TRUST_FILES;
	connect_story(&story);
	drop(&story);
	logged(&story,
	       "version 7 was applied, and there is no file of it: what it made is "
	       "left, unless it is declared\n");
	is_left(&story, "b");
	story_close(&story);
}

TEST(what_is_wrong_with_a_declaration_is_said)
{
	const struct ddlect_provider_table tables[] = {
		{.name = "a",
		 .columns = DDLECT_COLUMNS({.name = "id", .type = "int"},
					   {.name = "id", .type = "int"})},
		{0},
	};
	struct story story;
	story_open(&story);
	story.provider.tables = tables;
	add_migration(&story, "CREATE TABLE a ()");
	upgrade(&story);
	drop_fails(&story, "");
	logged(&story, "\"id\"");
	story_close(&story);
}

TEST(the_slots_say_what_they_cannot_do)
{
	struct runner runner;
	char schema[64];
	char dsn[1024];
	const struct ddlect_effect object = {.object = 99, .name = "a"};
	struct ddlect_err err = {0};
	runner_open(&runner);
	CHECK_INT(
		runner.dialect->drop(runner.dialect, runner.session, &object, NULL, &err),
		-1);
	CHECK_TEXT(err.text, "an object of kind 99 can't be dropped by name");
	snprintf(dsn, sizeof(dsn), "%s&options=-csearch_path%%3Dnone", runner.live->dsn);
	struct ddlect_session *session = runner_connect(&runner, dsn);
	CHECK(session);
	CHECK_INT(runner.dialect->current_schema(runner.dialect, session, schema,
						 sizeof(schema), &err),
		  -1);
	CHECK(strstr(err.text,
		     "no schema of the search path is there; set search_path for "
		     "the role or the database"));
	runner.dialect->close(runner.dialect, session);
	runner_close(&runner);
}
