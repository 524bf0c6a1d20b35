/* SPDX-License-Identifier: Apache-2.0 */
/* The order of changes: what was there, what comes, and what is to be done. */
#include "core/base/arena.h"
#include "core/diff/plan.h"
#include "tests/lib/story.h"
#include "tests/unit/test.h"

/* Both plans between two schemas. A NULL is not looked at. */
static void plans_with(const char *from, const char *to, const char *up, const char *down,
		       const struct ddlect_attr_info *attrs)
{
	struct arena arena;
	arena_init(&arena);
	struct ddlect_schema *a = story_schema(&arena, from);
	struct ddlect_schema *b = story_schema(&arena, to);
	struct ddlect_err err;
	struct ddlect_plan *plan = plan_make(&arena, a, b, DDLECT_UP, attrs, &err);
	CHECK(plan);
	if (up)
		CHECK_TEXT(story_plan(&arena, plan), up);
	plan = plan_make(&arena, b, a, DDLECT_DOWN, attrs, &err);
	CHECK(plan);
	if (down)
		CHECK_TEXT(story_plan(&arena, plan), down);
	CHECK(plan_make(&arena, a, a, DDLECT_UP, attrs, &err)->n_changes == 0);
	CHECK(plan_make(&arena, b, b, DDLECT_UP, attrs, &err)->n_changes == 0);
	arena_clear(&arena);
}

static void plans(const char *from, const char *to, const char *up, const char *down)
{
	plans_with(from, to, up, down, NULL);
}

TEST(tables_come_after_what_they_refer_to_and_go_before)
{
	plans("",
	      "table a\n b_id int\n fk b_id > b id\n index b_id\n"
	      "table b\n id int not null\n pk id\n"
	      "table c\n id int\n",
	      "ADD TABLE b\n"
	      "ADD TABLE a WITH a_b_id_fkey\n"
	      "ADD INDEX a.a_b_id_idx\n"
	      "ADD TABLE c\n",
	      "DROP TABLE c\n"
	      "DROP TABLE a\n"
	      "DROP TABLE b\n");
}

TEST(a_table_may_change_in_nothing_but_its_name_or_its_comment)
{
	struct arena arena;
	struct ddlect_err err;
	arena_init(&arena);
	struct ddlect_schema *a = story_schema(&arena, "table a\n id int\n");
	struct ddlect_schema *b = story_schema(&arena, "table a\n id int\n");
	a->tables[0]->comment = "old";
	struct ddlect_plan *plan = plan_make(&arena, a, b, DDLECT_UP, NULL, &err);
	CHECK_TEXT(story_plan(&arena, plan), "MODIFY TABLE a (comment)\n");
	b = story_schema(&arena, "table b\n id int\n");
	b->tables[0]->renamed_from = "a";
	b->tables[0]->comment = "old";
	plan = plan_make(&arena, a, b, DDLECT_UP, NULL, &err);
	CHECK_TEXT(story_plan(&arena, plan), "RENAME TABLE a TO b\n");
	arena_clear(&arena);
}
