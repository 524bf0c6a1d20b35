/* SPDX-License-Identifier: Apache-2.0 */
/* Drop on a real TimescaleDB: hypertables with chunks, continuous aggregates. */
#include "tests/live/drop_story.h"

static void open_timescale(struct story *story)
{
	char message[1024];
	story_open(story);
	if (live_try(&story->live, "CREATE EXTENSION timescaledb", message,
		     sizeof(message))) {
		live_close(&story->live);
		test_skip(message);
	}
	story->dialect = story->options.dialect = "timescale";
}

#define METERS                                                                           \
	"CREATE TABLE meters (at timestamptz NOT NULL, v int);"                          \
	"SELECT create_hypertable('meters', 'at');"                                      \
	"INSERT INTO meters SELECT t, 1 FROM generate_series('2024-01-01'::timestamptz," \
	" '2024-03-01', '1 day') AS t;"
#define DAYS                                                                             \
	"CREATE MATERIALIZED VIEW days WITH (timescaledb.continuous) AS SELECT "         \
	"time_bucket('1 day', at) AS day, max(v) AS v FROM meters GROUP BY 1 WITH NO "   \
	"DATA;"
#define WEEKS                                                                            \
	"CREATE MATERIALIZED VIEW weeks WITH (timescaledb.continuous) AS SELECT "        \
	"time_bucket('7 days', day) AS week, max(v) AS v FROM days GROUP BY 1 WITH NO "  \
	"DATA;"

TEST(hypertables_and_their_aggregates_go)
{
	struct story story;
	open_timescale(&story);
	char *before = live_catalog(&story.live, "{public}");
	add_migration(&story, METERS "CREATE VIEW plain AS SELECT * FROM meters;");
	add_migration(&story, DAYS WEEKS);
	upgrade(&story);
	live_exec(&story.live, "CREATE TABLE theirs (at timestamptz NOT NULL);"
			       "SELECT create_hypertable('theirs', 'at')");
	drop(&story);
	value_is(&story,
		 "SELECT string_agg(c.relname, ' ' ORDER BY c.relname) FROM pg_class c "
		 "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', "
		 "'v')",
		 "theirs");
	value_is(&story,
		 "SELECT count(*) FROM timescaledb_information.continuous_aggregates",
		 "0");
	live_exec(&story.live, "DROP TABLE theirs");
	char *after = live_catalog(&story.live, "{public}");
	CHECK_TEXT(live_difference(before, after, true), NULL);
	free(before);
	free(after);
	story_close(&story);
}

TEST(aggregates_of_others_stand_in_the_way)
{
	struct story story;
	open_timescale(&story);
	add_migration(&story, METERS);
	upgrade(&story);
	live_exec(&story.live, DAYS);
	CHECK_INT(ddlect_drop(story.migrator, &story.err), -1);
	CHECK(strstr(story.err.text, "continuous aggregate public.days depends on "
				     "hypertable public.meters. Drop or change that "
				     "first; nothing was dropped"));
	live_exec(&story.live, "DROP MATERIALIZED VIEW days");
	add_migration(&story, DAYS);
	upgrade(&story);
	live_exec(&story.live, WEEKS);
	CHECK_INT(ddlect_drop(story.migrator, &story.err), -1);
	CHECK(strstr(story.err.text, "continuous aggregate public.weeks depends on "
				     "continuous aggregate public.days"));
	live_exec(&story.live, "DROP MATERIALIZED VIEW weeks");
	drop(&story);
	value_is(&story, "SELECT to_regclass('meters') IS NULL", "t");
	story_close(&story);
}
