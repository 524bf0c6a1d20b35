/* SPDX-License-Identifier: Apache-2.0 */
/* Owned: what a live database holds besides a provider's tables, and what `owns` takes. */
#include "tests/live/live.h"
#include "tests/live/pipeline.h"
#include "tests/unit/test.h"

/* Compare a database that `sql` makes with a declaration of nothing that owns `owns`. */
static struct step owning(struct live *live, struct pipeline *pipe, const char *sql,
			  const char *owns)
{
	live_open(live);
	live_exec(live, sql);
	pipeline_open(pipe, "postgres", live->dsn, "public");
	struct ddlect_schema *nothing = schema_new(&pipe->arena);
	nothing->provider = "docs";
	nothing->owns = owns;
	return pipeline_compare(pipe, nothing);
}

#define STATE " (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);"

TEST(the_state_of_migrations_survives)
{
	struct live live;
	struct pipeline pipe;
	struct step step = owning(&live, &pipe,
				  "CREATE TABLE docs_a (x int);"
				  "CREATE TABLE docs_schema_migrations" STATE
				  "CREATE TABLE docs_schema_migrations_history (version "
				  "bigint, at timestamptz);"
				  "INSERT INTO docs_schema_migrations VALUES (7, false);",
				  "docs_*");
	CHECK(step.up && strstr(step.up, "docs_a"));
	CHECK(!strstr(step.up, "schema_migrations"));
	CHECK(!strstr(step.down, "schema_migrations"));
	CHECK_INT(step.current->n_tables, 1);
	live_exec(&live, step.up);
	char *version = live_value(&live, "SELECT version FROM docs_schema_migrations");
	CHECK_TEXT(version, "7");
	free(version);
	live_exec(&live, step.down);
	pipeline_close(&pipe);
	live_close(&live);
}

/* No declared table is in the schema any more, so only the pattern tells of it. */
TEST(the_last_table_of_a_schema_goes)
{
	struct live live;
	struct pipeline pipe;
	struct step step =
		owning(&live, &pipe,
		       "CREATE SCHEMA core; CREATE TABLE core.last (x int);"
		       "CREATE TYPE core.mood AS ENUM ('a');"
		       "CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.last (x int);",
		       "core.*, missing.*");
	char *before = live_catalog(&live, NULL);
	CHECK(step.up && strstr(step.up, "DROP TABLE \"core\".\"last\""));
	CHECK(!strstr(step.up, "elsewhere"));
	live_exec(&live, step.up);
	char *left = live_value(&live, "SELECT string_agg(nspname, ' ' ORDER BY nspname)"
				       " FROM pg_namespace WHERE nspname !~ '^pg_'");
	CHECK_TEXT(left, "elsewhere information_schema public");
	live_exec(&live, step.down);
	char *after = live_catalog(&live, NULL);
	CHECK_TEXT(after, before);
	free(left);
	free(before);
	free(after);
	pipeline_close(&pipe);
	live_close(&live);
}

TEST(a_pattern_may_name_the_default_schema)
{
	struct live live;
	struct pipeline pipe;
	struct step step =
		owning(&live, &pipe, "CREATE TABLE docs_a (x int)", "public.d*");
	CHECK(step.up && strstr(step.up, "DROP TABLE \"docs_a\""));
	pipeline_close(&pipe);
	live_close(&live);
}
