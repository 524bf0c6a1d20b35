/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drop: what is the provider's goes, and nothing else. Each story has a provider with its
 * migrations inside, a database with things of others, and looks at what is left.
 */
#include "tests/live/drop_story.h"

TEST(what_migrations_made_goes_and_nothing_else)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE a (id int PRIMARY KEY);\n"
			      "CREATE TABLE gone (); CREATE TABLE \"Mixed Case\" ();\n"
			      "CREATE TABLE b (id int UNIQUE REFERENCES a);");
	add_migration(&story, "DROP TABLE gone; ALTER TABLE b RENAME TO c;\n"
			      "CREATE SCHEMA s; ALTER TABLE c SET SCHEMA s;\n"
			      "ALTER TABLE a ADD FOREIGN KEY (id) REFERENCES s.c (id);\n"
			      "CREATE TABLE public.d ();");
	add_migration(&story, "CREATE TABLE never_applied ();");
	live_exec(
		&story.live,
		"CREATE TABLE never_applied (); CREATE TABLE gone_too ();"
		"CREATE SCHEMA other; CREATE TABLE other.a (); CREATE TABLE \"A\" ();"
		"CREATE TABLE mixed_case (); CREATE VIEW v AS SELECT 1;"
		"CREATE TABLE other_schema_migrations (version bigint PRIMARY KEY, dirty "
		"boolean NOT NULL); CREATE TABLE other_schema_migrations_history ()");
	connect_story(&story);
	must(&story, ddlect_upgrade(story.migrator, "2", &story.err));
	live_exec(&story.live, "CREATE TABLE gone ()");
	drop(&story);
	is_left(&story, "\"A\" gone gone_too mixed_case never_applied other.a "
			"other_schema_migrations other_schema_migrations_history schema "
			"other v");
	/* There is nothing left to drop, and nothing to complain of. */
	drop(&story);
	live_exec(&story.live, "DROP TABLE gone, never_applied");
	upgrade(&story);
	story_close(&story);
}

TEST(types_and_routines_go_too)
{
	struct story story;
	story_open(&story);
	add_migration(
		&story,
		"CREATE TYPE mood AS ENUM ('sad'); CREATE DOMAIN \"Whole\" AS int;\n"
		"CREATE TYPE pair AS (a mood, b int);\n"
		"CREATE FUNCTION f(p pair, VARIADIC w int[]) RETURNS int LANGUAGE sql "
		"RETURN 1;\n"
		"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN "
		"NULL; END $$;\n"
		"CREATE PROCEDURE p(INOUT a int) LANGUAGE sql AS $$ SELECT 1 $$;\n"
		"CREATE SEQUENCE q; CREATE SEQUENCE r;\n"
		"CREATE TABLE t (m mood, w \"Whole\", p pair, n int DEFAULT "
		"nextval('q'), "
		"k serial);\nALTER SEQUENCE r OWNED BY t.n;\n"
		"CREATE VIEW v AS SELECT * FROM t; CREATE MATERIALIZED VIEW w AS SELECT "
		"f(p, 1) "
		"FROM v;\n"
		"CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION f();");
	live_exec(&story.live,
		  "CREATE TYPE theirs AS ENUM ('x'); CREATE FUNCTION theirs() RETURNS "
		  "int LANGUAGE sql AS 'SELECT 1'");
	if (story.live.version < 140000)
		test_skip("a body of SQL needs PostgreSQL 14");
	upgrade(&story);
	drop(&story);
	is_left(&story, "theirs() type theirs");
	story_close(&story);
}

/* A type of others that only our table uses is still theirs. */
TEST(what_others_made_is_left_though_only_ours_used_it)
{
	struct story story;
	story_open(&story);
	live_exec(&story.live, "CREATE SCHEMA s; CREATE TYPE s.theirs AS ENUM ('x')");
	add_migration(&story, "CREATE TABLE s.t (a s.theirs)");
	upgrade(&story);
	drop(&story);
	is_left(&story, "schema s type s.theirs");
	story_close(&story);
}

/* The files that were applied aren't at hand: then the declaration says whose it is. */
TEST(what_is_declared_goes_without_any_file)
{
	const struct ddlect_provider_table tables[] = {
		{.name = "declared",
		 .columns = DDLECT_COLUMNS({.name = "id", .type = "int"})},
		{0},
	};
	struct story story;
	story_open(&story);
	story.provider.tables = tables;
	story.provider.migrations = NULL;
	live_exec(&story.live, STATE(0) "CREATE TABLE declared (other text);"
					"CREATE TABLE x ()");
	connect_story(&story);
	drop_fails(&story, "nothing was dropped:\n  DROP TABLE public.declared;");
	story.options.flags = DDLECT_TRUST_FILES;
	connect_story(&story);
	drop(&story);
	is_left(&story, "x");
	story_close(&story);
}

TEST(who_depends_on_it_is_named_and_nothing_changes)
{
	static const char *const dependents[][3] = {
		{"CREATE VIEW v AS SELECT * FROM a",
		 "what isn't the provider's needs what would go: view public.v depends "
		 "on "
		 "table public.a. Drop or change that first; nothing was dropped",
		 "DROP VIEW v"},
		{"CREATE TABLE x (id int REFERENCES a)",
		 "constraint x_id_fkey on table public.x depends on table public.a",
		 "DROP TABLE x"},
		{"CREATE SCHEMA s; CREATE TABLE s.x (id int REFERENCES a)",
		 "constraint x_id_fkey on table s.x depends on table public.a",
		 "DROP TABLE s.x"},
		{"CREATE TABLE x (m mood[])",
		 "column m of table public.x depends on type public.mood[]",
		 "DROP TABLE x"},
		{"CREATE TABLE s.x (m mood)",
		 "column m of table s.x depends on type public.mood", "DROP TABLE s.x"},
		{"CREATE VIEW v AS SELECT * FROM docs_schema_migrations",
		 "view public.v depends on table public.docs_schema_migrations",
		 "DROP VIEW v"},
		{"CREATE TABLE x (n int DEFAULT nextval('q'))",
		 "default value for column n of table public.x depends on sequence "
		 "public.q",
		 "DROP TABLE x"},
		{"CREATE TABLE x (n int CHECK (f(n) > 0))",
		 "constraint x_n_check on table public.x depends on function "
		 "public.f(integer)",
		 "DROP TABLE x"},
		{"CREATE TABLE x (); CREATE TRIGGER g AFTER INSERT ON x EXECUTE FUNCTION "
		 "g()",
		 "trigger g on table public.x depends on function public.g()",
		 "DROP TABLE x"},
		{"CREATE VIEW v AS SELECT * FROM w",
		 "view public.v depends on view public.w", "DROP VIEW v"},
		{"CREATE TABLE x () INHERITS (b)",
		 "table public.x depends on table public.b", "DROP TABLE x"},
		{"CREATE VIEW v1 AS TABLE a; CREATE VIEW v2 AS TABLE a; CREATE VIEW v3 "
		 "AS "
		 "TABLE a; CREATE VIEW v4 AS TABLE a; CREATE VIEW v5 AS TABLE a; CREATE "
		 "VIEW v6 AS TABLE b",
		 "view public.v5 depends on table public.a, and 1 more. Drop",
		 "DROP VIEW v1, v2, v3, v4, v5, v6"},
	};
	struct story story;
	story_open(&story);
	add_migration(
		&story,
		"CREATE TABLE a (id int PRIMARY KEY); CREATE TYPE mood AS "
		"ENUM ('x'); CREATE TABLE b (); CREATE SEQUENCE q; CREATE VIEW w AS "
		"SELECT 1; CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT "
		"1';"
		"CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN "
		"RETURN NULL; END'");
	upgrade(&story);
	for (size_t i = 0; i < sizeof(dependents) / sizeof(*dependents); i++) {
		live_exec(&story.live, dependents[i][0]);
		drop_fails(&story, dependents[i][1]);
		live_exec(&story.live, dependents[i][2]);
	}
	struct ddlect_state state;
	must(&story, ddlect_version(story.migrator, &state, &story.err));
	CHECK_INT(state.version, 1);
	CHECK_INT(state.dirty, 0);
	drop(&story);
	is_left(&story, "schema s");
	story_close(&story);
}

/* As golang-migrate leaves it: the state, and nothing that says what ran. */
TEST(what_another_runner_brought_goes_as_well)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE a ()");
	add_migration(&story, "CREATE TABLE b ()");
	add_migration(&story, "CREATE TABLE c ()");
	live_exec(&story.live,
		  "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY,"
		  " dirty boolean NOT NULL); INSERT INTO schema_migrations VALUES (2, "
		  "false); CREATE TABLE a (); CREATE TABLE b (); CREATE TABLE c ()");
	story.options.migrations_table = "schema_migrations";
	connect_story(&story);
	drop_fails(
		&story,
		"it isn't known here that the provider made these: another program ran "
		"the files, or force said that they ran. If all of this is the "
		"provider's, say -trust-files; nothing was dropped:\n"
		"  DROP TABLE public.a;\n  DROP TABLE public.b;");
	CHECK_INT(story.err.status, DDLECT_INTEGRITY);
	story.options.flags = DDLECT_TRUST_FILES;
	connect_story(&story);
	drop(&story);
	logged(&story, "2 of these versions ran elsewhere, or force said that they did: "
		       "that it was these very "
		       "files isn't known, but taken for granted\n");
	is_left(&story, "c");
	story_close(&story);
}

TEST(a_dirty_database_can_be_dropped)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE a ()");
	add_migration(&story, "-- ddlect: no-transaction\nCREATE TABLE b ();\nSELECT "
			      "1/0;\nCREATE TABLE c ();");
	connect_story(&story);
	CHECK_INT(ddlect_upgrade(story.migrator, NULL, &story.err), -1);
	live_exec(&story.live, "CREATE TABLE x ()");
	drop(&story);
	CHECK(!strstr(story.log, "ran elsewhere"));
	is_left(&story, "x");
	story_close(&story);
}

TEST(a_dry_run_says_what_it_would_drop)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE a ()");
	upgrade(&story);
	story.options.flags = DDLECT_DRY_RUN;
	connect_story(&story);
	drop(&story);
	CHECK(strstr(story.log, "would run DROP TABLE \"public\".\"a\"\n"));
	CHECK(strstr(story.log, "would drop the state of migrations"));
	is_left(&story, "a docs_schema_migrations docs_schema_migrations_history");
	story_close(&story);
}

TEST(a_connection_of_the_callers_own_will_do)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE a ()");
	story.options.connection = PQconnectdb(story.live.dsn);
	story.options.dsn = NULL;
	story.options.dialect = "postgres";
	upgrade(&story);
	drop(&story);
	is_left(&story, "");
	must(&story, ddlect_upgrade(story.migrator, NULL, &story.err));
	ddlect_migrator_close(story.migrator);
	story.migrator = NULL;
	CHECK_INT(PQtransactionStatus(story.options.connection), PQTRANS_IDLE);
	PQfinish(story.options.connection);
	is_left(&story, "a docs_schema_migrations docs_schema_migrations_history");
	story_close(&story);
}

#define MANY 10000

static char *many_tables(unsigned n)
{
	char *sql = malloc((size_t)n * 96 + 64);
	char *at = sql + sprintf(sql, "-- ddlect: no-transaction\n");
	for (unsigned i = 0; i < n; i++)
		at += sprintf(at, "%sCREATE TABLE t%u (id int PRIMARY KEY);\n%s",
			      i % 100 ? "" : "BEGIN;\n", i,
			      i % 100 == 99 || i + 1 == n ? "COMMIT;\n" : "");
	return sql;
}

TEST(ten_thousand_tables_go_with_the_usual_settings)
{
	struct story story;
	char *sql = many_tables(MANY);
	story_open(&story);
	add_migration(&story, sql);
	live_exec(&story.live, "CREATE TABLE x ()");
	upgrade(&story);
	drop(&story);
	is_left(&story, "x");
	free(sql);
	story_close(&story);
}

static int stop_when_dirty(void *context)
{
	struct story *story = context;
	char *dirty =
		live_value(&story->live, "SELECT dirty FROM docs_schema_migrations");
	int answer = *dirty == 't' ? DDLECT_STOP_SOON : DDLECT_GO_ON;
	free(dirty);
	return answer;
}

TEST(who_was_stopped_between_two_batches_drops_again)
{
	struct story story;
	struct ddlect_state state;
	char *sql = many_tables(900);
	story_open(&story);
	add_migration(&story, sql);
	upgrade(&story);
	story.options.cancel = stop_when_dirty;
	connect_story(&story);
	CHECK_INT(ddlect_drop(story.migrator, &story.err), -1);
	CHECK_TEXT(story.err.text, "interrupted; the database is at version 1, dirty");
	story.options.cancel = NULL;
	connect_story(&story);
	must(&story, ddlect_version(story.migrator, &state, &story.err));
	CHECK_INT(state.version, 1);
	CHECK_INT(state.dirty, 1);
	char *left = live_value(&story.live,
				"SELECT count(*) FROM pg_tables WHERE tablename ~ '^t'");
	CHECK_TEXT(left, "800");
	free(left);
	drop(&story);
	is_left(&story, "");
	free(sql);
	story_close(&story);
}

TEST(of_many_tables_none_goes_when_one_is_in_use)
{
	struct story story;
	char *sql = many_tables(500);
	story_open(&story);
	add_migration(&story, sql);
	upgrade(&story);
	live_exec(&story.live, "CREATE VIEW v AS SELECT * FROM t499");
	drop_fails(
		&story,
		"view public.v depends on table public.t499. Drop or change that first; "
		"nothing was dropped");
	free(sql);
	story_close(&story);
}
