/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drop's proof: a file's words aren't enough where it may not have run, not wholly, or not as
 * it reads. In each story somebody else has a table of the same name, with rows.
 */
#include "tests/live/drop_story.h"

TEST(what_force_named_may_be_somebody_elses)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE forced (id int)");
	live_exec(&story.live, "CREATE TABLE forced AS SELECT 1 AS id");
	connect_story(&story);
	must(&story, ddlect_force(story.migrator, "1", &story.err));
	drop_fails(&story, "force said that they ran. If all of this is the provider's, "
			   "say -trust-files; nothing was dropped:\n"
			   "  DROP TABLE public.forced;");
	CHECK_INT(story.err.status, DDLECT_INTEGRITY);
	story.options.flags = DDLECT_TRUST_FILES;
	connect_story(&story);
	drop(&story);
	is_left(&story, "");
	story_close(&story);
}

/* Nothing of it is there, so nothing can be somebody else's. */
TEST(what_force_named_and_is_not_there_is_no_doubt)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE a ()");
	add_migration(&story, "CREATE TABLE b ()");
	upgrade(&story);
	live_exec(&story.live, "DROP TABLE b");
	must(&story, ddlect_force(story.migrator, "2", &story.err));
	drop(&story);
	is_left(&story, "");
	story_close(&story);
}

/* That it was brought back to a version by force doesn't undo that its file ran here. */
TEST(what_ran_here_before_a_force_is_known_still)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE a ()");
	add_migration(&story, "CREATE TABLE b ()");
	upgrade(&story);
	must(&story, ddlect_force(story.migrator, "2", &story.err));
	drop(&story);
	is_left(&story, "");
	upgrade(&story);
	must(&story, ddlect_force(story.migrator, "1", &story.err));
	must(&story, ddlect_force(story.migrator, "2", &story.err));
	drop_fails(&story, "nothing was dropped:\n  DROP TABLE public.b;");
	story_close(&story);
}

/* A file that was edited before a force isn't the one that ran. */
TEST(what_force_named_is_compared_with_what_ran)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE a ()");
	add_migration(&story, "CREATE TABLE b ()");
	upgrade(&story);
	live_exec(&story.live, "CREATE TABLE theirs ()");
	story.migrations[0].up = "CREATE TABLE theirs ()";
	story.migrations[0].up_length = strlen(story.migrations[0].up);
	connect_story(&story);
	must(&story, ddlect_force(story.migrator, "1", &story.err));
	drop_fails(&story, "nothing was dropped:\n  DROP TABLE public.theirs;");
	story_close(&story);
}

TEST(what_an_unfinished_file_did_not_reach_stays)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE first ()");
	add_migration(&story,
		      "-- ddlect: no-transaction\nCREATE TABLE u1 ();\nSELECT 1/0;\n"
		      "CREATE TABLE u2 (); DROP TABLE first;");
	connect_story(&story);
	CHECK_INT(ddlect_upgrade(story.migrator, NULL, &story.err), -1);
	live_exec(&story.live, "CREATE TABLE u2 (theirs int)");
	drop(&story);
	logged(&story, "drop by hand:\n  DROP TABLE public.u2;\n");
	is_left(&story, "u2");
	story_close(&story);
}

/* The statement that failed may have been killed after it was done. */
TEST(what_an_unfinished_file_may_have_dropped_stays)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE first ()");
	add_migration(&story, "-- ddlect: no-transaction\nCREATE TABLE u1 ();\n"
			      "DROP TABLE first; SELECT 1;");
	live_exec(&story.live, "CREATE VIEW v AS SELECT 1");
	connect_story(&story);
	must(&story, ddlect_upgrade(story.migrator, "1", &story.err));
	live_exec(&story.live, "DROP VIEW v; CREATE VIEW v AS TABLE first");
	CHECK_INT(ddlect_upgrade(story.migrator, NULL, &story.err), -1);
	live_exec(&story.live, "DROP VIEW v");
	drop(&story);
	logged(&story, "drop by hand:\n  DROP TABLE public.first;\n");
	is_left(&story, "first");
	story_close(&story);
}

TEST(what_an_unfinished_down_dropped_may_be_somebody_elses)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE first (); CREATE TABLE second ()");
	story.migrations[0].down = "-- ddlect: no-transaction\nDROP TABLE first;\n"
				   "SELECT 1/0; DROP TABLE second";
	story.migrations[0].down_length = strlen(story.migrations[0].down);
	upgrade(&story);
	CHECK_INT(ddlect_downgrade(story.migrator, "1", &story.err), -1);
	live_exec(&story.live, "CREATE TABLE first (theirs int)");
	drop(&story);
	is_left(&story, "first");
	story_close(&story);
}

TEST(a_partition_of_others_stands_in_the_way)
{
	struct story story;
	story_open(&story);
	add_migration(&story,
		      "CREATE TABLE parted (id int) PARTITION BY RANGE (id);"
		      "CREATE TABLE p1 PARTITION OF parted FOR VALUES FROM (0) TO (9)"
		      " PARTITION BY RANGE (id)");
	upgrade(&story);
	live_exec(&story.live,
		  "CREATE TABLE theirs (id int); INSERT INTO theirs VALUES (10);"
		  "ALTER TABLE parted ATTACH PARTITION theirs FOR VALUES FROM (9) TO "
		  "(19); CREATE TABLE below PARTITION OF p1 DEFAULT");
	drop_fails(&story,
		   "what isn't the provider's needs what would go: table public.below "
		   "depends on table public.p1, table public.theirs depends on table "
		   "public.parted. Drop or change that first; nothing was dropped");
	live_exec(&story.live, "ALTER TABLE parted DETACH PARTITION theirs;"
			       "ALTER TABLE p1 DETACH PARTITION below");
	drop(&story);
	is_left(&story, "below theirs");
	story_close(&story);
}

TEST(of_a_longer_path_the_first_schema_may_not_have_been_there)
{
	struct story story;
	story_open(&story);
	add_migration(&story,
		      "SET LOCAL search_path TO tenant, public; CREATE TABLE a ()");
	upgrade(&story);
	live_exec(&story.live, "CREATE SCHEMA tenant; CREATE TABLE tenant.a ()");
	drop_fails(&story, "made \"a\", and it isn't known in which schema");
	story.options.schema = "public";
	connect_story(&story);
	drop(&story);
	is_left(&story, "schema tenant tenant.a");
	story_close(&story);
}

/* One that a file made before was there, so it is no riddle. */
TEST(of_a_longer_path_a_schema_of_its_own_was_there)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE SCHEMA app; SET LOCAL search_path TO app, public; "
			      "CREATE TABLE a ()");
	upgrade(&story);
	live_exec(&story.live, "CREATE TABLE a ()");
	drop(&story);
	is_left(&story, "a");
	story_close(&story);
}

TEST(what_went_back_to_a_savepoint_may_be_somebody_elses)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE kept (); SAVEPOINT s; CREATE TABLE tried ();"
			      "ROLLBACK TO s; CREATE TABLE more ()");
	upgrade(&story);
	live_exec(&story.live, "CREATE TABLE tried (theirs int)");
	drop(&story);
	logged(&story, "drop by hand:\n  DROP TABLE public.tried;\n");
	is_left(&story, "tried");
	story_close(&story);
}

TEST(what_a_block_dropped_may_be_somebody_elses)
{
	struct story story;
	story_open(&story);
	add_migration(&story, "CREATE TABLE first (); CREATE TABLE second ()");
	add_migration(&story, "DO $$ BEGIN DROP TABLE first; END $$");
	upgrade(&story);
	live_exec(&story.live, "CREATE TABLE first (theirs int)");
	drop(&story);
	logged(&story, "drop by hand:\n  DROP TABLE public.first;\n");
	is_left(&story, "first");
	story_close(&story);
}

TEST(a_path_that_a_function_sets_is_seen_at_the_end)
{
	struct story story;
	story_open(&story);
	live_exec(&story.live,
		  "CREATE SCHEMA app; CREATE FUNCTION go() RETURNS text LANGUAGE sql AS "
		  "$$ SELECT set_config('search_path', 'app', true) $$");
	add_migration(&story, "SELECT go(); CREATE TABLE a ()");
	upgrade(&story);
	live_exec(&story.live, "CREATE TABLE a ()");
	drop_fails(&story, "made \"a\", and it isn't known in which schema");
	story.options.schema = "app";
	connect_story(&story);
	drop(&story);
	is_left(&story, "a go() schema app");
	story_close(&story);
}
