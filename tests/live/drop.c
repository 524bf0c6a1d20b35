/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drop: what is the provider's goes, and nothing else. Each story has a provider with its
 * migrations inside, a database with things of others, and looks at what is left.
 */
#include <ddlect/migrate.h>

#include "tests/live/live.h"
#include "tests/unit/test.h"

struct story {
	struct live live;
	struct ddlect_provider provider;
	struct ddlect_migration migrations[4];
	struct ddlect_migrate_options options;
	struct ddlect_migrator *migrator;
	struct ddlect_err err;
	char log[65536];
};

static void keep_log(void *context, uint32_t level, const char *text)
{
	struct story *story = context;
	size_t n = strlen(story->log);
	(void)level;
	snprintf(story->log + n, sizeof(story->log) - n, "%s\n", text);
}

static void story_open(struct story *story)
{
	*story = (struct story){0};
	live_open(&story->live);
	story->provider =
		(struct ddlect_provider){DDLECT_PROVIDER, .name = "docs", .version = "1"};
	story->provider.migrations = story->migrations;
	story->options = (struct ddlect_migrate_options){
		DDLECT_MIGRATE_OPTIONS, .provider = &story->provider,
		.dsn = story->live.dsn, .plugin_dir = TEST_DIALECTS,
		.context = story,	.log = keep_log,
	};
}

static void add_migration(struct story *story, const char *up)
{
	uint32_t n = 0;
	while (story->migrations[n].dialect)
		n++;
	story->migrations[n] = (struct ddlect_migration){
		.dialect = "postgres",
		.title = "v1",
		.version = n + 1,
		.up = up,
		.up_length = strlen(up),
		.down = "",
	};
}

static void must(struct story *story, int status)
{
	if (status < 0)
		test_fail(__FILE__, __LINE__, "%s\n%s", story->err.text, story->log);
}

static void connect_story(struct story *story)
{
	ddlect_migrator_close(story->migrator);
	must(story, ddlect_migrator_open(&story->migrator, &story->options, &story->err));
}

static void upgrade(struct story *story)
{
	connect_story(story);
	must(story, ddlect_upgrade(story->migrator, NULL, &story->err));
}

static void drop(struct story *story)
{
	must(story, ddlect_drop(story->migrator, &story->err));
}

static void drop_fails(struct story *story, const char *words)
{
	char *before = live_catalog(&story->live, NULL);
	CHECK_INT(ddlect_drop(story->migrator, &story->err), -1);
	if (!strstr(story->err.text, words))
		test_fail(__FILE__, __LINE__, "%s", story->err.text);
	char *after = live_catalog(&story->live, NULL);
	CHECK_TEXT(live_difference(before, after, true), NULL);
	free(before);
	free(after);
}

static void story_close(struct story *story)
{
	ddlect_migrator_close(story->migrator);
	live_close(&story->live);
}

#define LEFT                                                                             \
	"SELECT string_agg(x, ' ' ORDER BY x) FROM ("                                    \
	"SELECT c.oid::regclass::text FROM pg_class c WHERE relkind IN ('r', 'p', 'v', " \
	"'m', 'S')"                                                                      \
	" AND relnamespace > 16383 OR relkind IN ('r', 'p', 'v', 'm', 'S')"              \
	" AND relnamespace = 'public'::regnamespace"                                     \
	" UNION ALL SELECT 'type ' || t.oid::regtype::text FROM pg_type t"               \
	" WHERE t.oid > 16383 AND typtype IN ('e', 'd', 'c') AND (typrelid = 0 OR"       \
	" EXISTS (SELECT FROM pg_class c WHERE c.oid = typrelid AND relkind = 'c'))"     \
	" UNION ALL SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.oid > 16383" \
	" UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE oid > 16383)"    \
	" AS o (x)"

static void is_left(struct story *story, const char *expected)
{
	char *left = live_value(&story->live, LEFT);
	CHECK_TEXT(left, expected);
	free(left);
}

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

TEST(what_is_declared_goes_without_any_migration)
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
	live_exec(&story.live, "CREATE TABLE declared (other text); CREATE TABLE x ()");
	connect_story(&story);
	drop(&story);
	is_left(&story, "x");
	story_close(&story);
}

TEST(who_depends_on_it_is_named_and_nothing_changes)
{
	static const char *const dependents[][3] = {
		{"CREATE VIEW v AS SELECT * FROM a", "view v depends on table a",
		 "DROP VIEW v"},
		{"CREATE TABLE x (id int REFERENCES a)",
		 "table \"x\" isn't the provider's and refers to \"a\" by \"x_id_fkey\": "
		 "drop that reference first; nothing was dropped",
		 "DROP TABLE x"},
		{"CREATE SCHEMA s; CREATE TABLE s.x (id int REFERENCES a)",
		 "constraint x_id_fkey on table s.x depends on table a",
		 "DROP TABLE s.x"},
		{"CREATE TABLE x (m mood[])",
		 "column \"m\" of table \"x\", which isn't the provider's, has the type "
		 "\"mood\"",
		 "DROP TABLE x"},
		{"CREATE TABLE s.x (m mood)",
		 "column m of table s.x depends on type mood", "DROP TABLE s.x"},
		{"CREATE VIEW v AS SELECT * FROM docs_schema_migrations",
		 "view v depends on table docs_schema_migrations", "DROP VIEW v"},
	};
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE a (id int PRIMARY KEY); CREATE TYPE mood AS "
			      "ENUM ('x'); CREATE TABLE b ()");
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
	drop(&story);
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
	CHECK(strstr(story.log, "would run DROP TABLE \"a\"\n"));
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

/* --- more than a transaction can have --------------------------------------------------- */

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
	drop_fails(&story,
		   "table \"t499\": The server refuses it as long as this depends "
		   "on it: view public.v; nothing was dropped");
	free(sql);
	story_close(&story);
}
