/* SPDX-License-Identifier: Apache-2.0 */
/* The order of changes: what was there, what comes, and what is to be done. */
#include <stdbool.h>

#include "core/base/arena.h"
#include "core/diff/plan.h"
#include "tests/lib/story.h"
#include "tests/unit/test.h"

static void plans(const char *from, const char *to, const char *up, const char *down)
{
	story_plans(from, to, up, down, NULL);
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

TEST(a_cycle_is_closed_when_both_tables_are_there)
{
	plans("",
	      "table a\n"
	      " id int not null\n"
	      " b_id int\n"
	      " pk id\n"
	      " fk b_id > b id\n"
	      "table b\n"
	      " id int not null\n"
	      " a_id int\n"
	      " pk id\n"
	      " fk a_id > a id\n",
	      "ADD TABLE b\n"
	      "ADD TABLE a WITH a_b_id_fkey\n"
	      "ADD FK b.b_a_id_fkey\n",
	      "DROP FK b.b_a_id_fkey\n"
	      "DROP TABLE a\n"
	      "DROP TABLE b\n");
}

TEST(a_reference_to_itself_waits_for_the_index_that_it_rests_on)
{
	plans("",
	      "table a\n x int\n y int\n index x unique\n fk y > a x\n"
	      "table b\n x int\n y int\n unique x\n fk y > b x\n",
	      "ADD TABLE a\n"
	      "ADD INDEX a.a_x_idx\n"
	      "ADD FK a.a_y_fkey\n"
	      "ADD TABLE b WITH b_y_fkey\n",
	      "DROP TABLE b\n"
	      "DROP TABLE a\n");
}

TEST(a_declared_rename_is_a_rename_both_ways)
{
	plans("table old\n"
	      " id int not null\n"
	      " title text\n"
	      " pk id\n"
	      " index title\n"
	      "table b\n"
	      " old_id int\n"
	      " fk old_id > old id\n",
	      "table new was old\n"
	      " id int not null\n"
	      " name text was title\n"
	      " pk id\n"
	      " index name\n"
	      "table b\n"
	      " old_id int\n"
	      " fk old_id > new id\n",
	      "RENAME TABLE old TO new\n"
	      "RENAME COLUMN new.title TO name\n",
	      "RENAME TABLE new TO old\n"
	      "RENAME COLUMN old.name TO title\n");
}

TEST(expressions_follow_a_rename)
{
	plans("table a\n"
	      " x int\n"
	      " y int\n"
	      " check 'x > 1 and lower(z) <> ''\n",
	      "table a\n"
	      " w int was x\n"
	      " y int\n"
	      " check 'w > 1 and lower(z) <> ''\n",
	      "RENAME COLUMN a.x TO w\n", "RENAME COLUMN a.w TO x\n");
}

TEST(a_likely_rename_is_only_suggested)
{
	plans("table a\n"
	      " id int\n"
	      " account_name text\n",
	      "table a\n"
	      " id int\n"
	      " account_title text\n",
	      "DROP COLUMN a.account_name\n"
	      "SUGGEST RENAME COLUMN a.account_name TO account_title\n"
	      "ADD COLUMN a.account_title\n",
	      "DROP COLUMN a.account_title\n"
	      "SUGGEST RENAME COLUMN a.account_title TO account_name\n"
	      "ADD COLUMN a.account_name\n");
}

/* Whatever they are called; but a column that must have a value isn't one that may. */
TEST(the_one_that_goes_and_the_one_that_comes_may_be_one)
{
	plans("table a\n id int\n zip int\n", "table a\n id int\n code int\n",
	      "DROP COLUMN a.zip\n"
	      "SUGGEST RENAME COLUMN a.zip TO code\n"
	      "ADD COLUMN a.code\n",
	      "DROP COLUMN a.code\n"
	      "SUGGEST RENAME COLUMN a.code TO zip\n"
	      "ADD COLUMN a.zip\n");
	plans("table a\n id int\n zip int\n", "table a\n id int\n code int not null\n",
	      "DROP COLUMN a.zip\nADD COLUMN a.code\n",
	      "DROP COLUMN a.code\nADD COLUMN a.zip\n");
	plans("table a\n id int\n zip int\n", "table a\n code int\n more int\n id int\n",
	      "DROP COLUMN a.zip\nADD COLUMN a.code\nADD COLUMN a.more\n",
	      "DROP COLUMN a.code\nDROP COLUMN a.more\nADD COLUMN a.zip\n");
}

TEST(a_table_with_the_columns_of_one_that_goes_may_be_that)
{
	plans("table a\n id int\n x text\n", "table b\n x text\n id int\n",
	      "SUGGEST RENAME TABLE a TO b\nADD TABLE b\nDROP TABLE a\n",
	      "SUGGEST RENAME TABLE b TO a\nADD TABLE a\nDROP TABLE b\n");
	plans("table a\n id int\n", "table b\n id int\ntable c\n id int\n",
	      "ADD TABLE b\nADD TABLE c\nDROP TABLE a\n",
	      "ADD TABLE a\nDROP TABLE c\nDROP TABLE b\n");
	plans("table a\n id int\n", "table b\n id text\n", "ADD TABLE b\nDROP TABLE a\n",
	      "ADD TABLE a\nDROP TABLE b\n");
}

TEST(several_likely_renames_are_none)
{
	plans("table a\n"
	      " id int\n"
	      " account_name text\n"
	      " account_nick text\n",
	      "table a\n"
	      " id int\n"
	      " account_title text\n",
	      "DROP COLUMN a.account_name\n"
	      "DROP COLUMN a.account_nick\n"
	      "ADD COLUMN a.account_title\n",
	      "DROP COLUMN a.account_title\n"
	      "ADD COLUMN a.account_name\n"
	      "ADD COLUMN a.account_nick\n");
}

TEST(the_name_that_the_database_has_is_dropped)
{
	plans("table a\n"
	      " id int\n"
	      " n int\n"
	      " unique id named live_key\n"
	      " unique n named gone_key\n",
	      "table a\n"
	      " id int\n"
	      " n int\n"
	      " unique id\n",
	      "DROP UNIQUE a.gone_key\n", "ADD UNIQUE a.gone_key\n");
}

TEST(an_enum_is_renamed_with_its_columns)
{
	plans("enum old a,b\n"
	      "table t\n"
	      " k old\n",
	      "enum new a,b,c was old\n"
	      "table t\n"
	      " k new\n",
	      "RENAME ENUM old TO new\n"
	      "MODIFY ENUM new (added)\n",
	      "RENAME ENUM new TO old\n"
	      "MODIFY ENUM old (replaced) IN t.k\n");
}

TEST(references_kept_by_a_routine_need_it)
{
	plans("table a\n"
	      " id int\n"
	      "table b\n"
	      " a_id int\n",
	      "routine keep body\n"
	      "table a\n"
	      " id int\n"
	      " pk id\n"
	      "table b\n"
	      " a_id int\n"
	      " fk a_id > a id via keep\n",
	      "ADD ROUTINE keep\n"
	      "ADD PRIMARY a.a_pk\n"
	      "ADD FK b.b_a_id_fkey\n",
	      "DROP PRIMARY a.a_pk\n"
	      "DROP FK b.b_a_id_fkey\n"
	      "DROP ROUTINE keep\n");
}

TEST(tables_that_refer_to_each_other_go_together)
{
	plans("routine keep body\n"
	      "table a\n"
	      " id int not null\n"
	      " c_id int\n"
	      " pk id\n"
	      " fk c_id > c id\n"
	      "table b\n"
	      " id int not null\n"
	      " a_id int\n"
	      " pk id\n"
	      " fk a_id > a id via keep\n"
	      "table c\n"
	      " id int not null\n"
	      " b_id int\n"
	      " pk id\n"
	      " fk b_id > b id\n",
	      "",
	      "DROP FK b.b_a_id_fkey\n"
	      "DROP TABLE a\n"
	      "DROP TABLE c\n"
	      "DROP TABLE b\n"
	      "DROP ROUTINE keep\n",
	      "ADD ROUTINE keep\n"
	      "ADD TABLE b\n"
	      "ADD TABLE c WITH c_b_id_fkey\n"
	      "ADD TABLE a WITH a_c_id_fkey\n"
	      "ADD FK b.b_a_id_fkey\n");
}

TEST(namespaces_come_first_and_go_last)
{
	plans("",
	      "enum s.kind a\n"
	      "table s.t\n"
	      " k s.kind\n"
	      "table plain\n"
	      " id int\n",
	      "ADD NAMESPACE s\n"
	      "ADD ENUM s.kind\n"
	      "ADD TABLE plain\n"
	      "ADD TABLE s.t\n",
	      "DROP TABLE s.t\n"
	      "DROP TABLE plain\n"
	      "DROP ENUM s.kind\n"
	      "DROP NAMESPACE s\n");
}

TEST(comments_are_changes_of_their_own)
{
	plans("table t\n"
	      " a int note x\n"
	      " unique a named k note old\n",
	      "table t note new\n"
	      " a int note y\n"
	      " unique a named k2 note new\n",
	      "MODIFY COLUMN t.a (comment)\n"
	      "MODIFY TABLE t (comment)\n"
	      "MODIFY UNIQUE t.k (comment)\n",
	      "MODIFY COLUMN t.a (comment)\n"
	      "MODIFY TABLE t (comment)\n"
	      "MODIFY UNIQUE t.k (comment)\n");
}

TEST(a_new_column_comes_after_what_it_may_be_made_of)
{
	plans("table t\n"
	      " a int\n",
	      "table t\n"
	      " g int as 'b * 2'\n"
	      " a int\n"
	      " b int\n",
	      "ADD COLUMN t.b\n"
	      "ADD COLUMN t.g\n",
	      "DROP COLUMN t.g\n"
	      "DROP COLUMN t.b\n");
}

TEST(a_table_is_renamed_while_what_it_refers_to_changes)
{
	plans("table p\n"
	      " id int not null\n"
	      " pk id\n"
	      "table c\n"
	      " p_id int\n"
	      " fk p_id > p id via keep\n"
	      "routine keep x\n",
	      "table q was p\n"
	      " id int not null\n"
	      " pk id\n"
	      "table d was c\n"
	      " p_id int\n"
	      " fk p_id > q id cascade via keep\n"
	      "routine keep x\n",
	      "DROP FK c.c_p_id_fkey\n"
	      "RENAME TABLE p TO q\n"
	      "RENAME TABLE c TO d\n"
	      "ADD FK d.d_p_id_fkey\n",
	      "DROP FK d.d_p_id_fkey\n"
	      "RENAME TABLE q TO p\n"
	      "RENAME TABLE d TO c\n"
	      "ADD FK c.c_p_id_fkey\n");
}

TEST(many_aspects_are_one_change)
{
	plans("table t\n"
	      " id int\n"
	      " n int default 1 note a\n",
	      "table t\n"
	      " id int not null identity\n"
	      " n text not null note b\n",
	      "MODIFY COLUMN t.id (not null, identity)\n"
	      "MODIFY COLUMN t.n (comment, type, not null, default)\n",
	      "MODIFY COLUMN t.id (not null, identity)\n"
	      "MODIFY COLUMN t.n (comment, type, not null, default)\n");
}

static const struct ddlect_attr_info attr_order[] = {
	{.key = "second"}, {.key = "first"}, {.key = NULL}};

TEST(attributes_come_in_the_order_of_their_dialect_and_go_in_reverse)
{
	story_plans("table t\n a int\n attr same x\n attr first old\n attr gone x\n"
		    "attr still x passive\n",
		    "table t\n a int\n attr first new\n attr same x\n attr second x\n"
		    "attr quiet x passive\n column-attr a second y\n",
		    "DROP ATTR t.gone\n"
		    "ADD ATTR t.second\n"
		    "ADD ATTR t.a.second\n"
		    "MODIFY ATTR t.first\n",
		    "DROP ATTR t.a.second\n"
		    "DROP ATTR t.second\n"
		    "MODIFY ATTR t.first\n"
		    "ADD ATTR t.gone\n",
		    attr_order);
}

TEST(a_passive_attribute_of_a_column_that_stays_is_no_difference)
{
	story_plans("table t\n a int\n b int\n column-attr a kept x passive\n",
		    "table t\n a int\n b int\n", "", "", NULL);
	story_plans("table t\n a int\n b int\n column-attr a kept x passive\n",
		    "table t\n b int\n", "DROP COLUMN t.a\n",
		    "ADD COLUMN t.a\nADD ATTR t.a.kept\n", NULL);
}

TEST(a_column_leaves_an_enum_before_its_values_go)
{
	story_plans("enum e a,b\ntable t\n k e\n l e\n",
		    "enum e a\ntable t\n k text default x\n l e\n",
		    "MODIFY COLUMN t.k (type, default)\n"
		    "MODIFY ENUM e (replaced) IN t.l\n",
		    "MODIFY ENUM e (replaced) IN t.l\n"
		    "MODIFY COLUMN t.k (type, default)\n",
		    NULL);
}

/* A key holds on to NOT NULL until it goes. */
TEST(what_else_changes_of_a_column_that_leaves_waits)
{
	plans("enum e a,b\ntable t\n k e not null\n pk k\n",
	      "enum e a\ntable t\n k text note new\n",
	      "MODIFY COLUMN t.k (type)\n"
	      "MODIFY ENUM e (replaced)\n"
	      "DROP PRIMARY t.t_pk\n"
	      "MODIFY COLUMN t.k (comment, not null)\n",
	      NULL);
}

TEST(an_expression_is_taken_off_before_values_go)
{
	plans("enum e a,b\ntable t\n k e\n g e as k\n",
	      "enum e a\ntable t\n k e\n g e default a\n",
	      "MODIFY COLUMN t.g (generated)\n"
	      "MODIFY ENUM e (replaced) IN t.k, t.g\n"
	      "MODIFY COLUMN t.g (default)\n",
	      NULL);
}

/* What it belongs to is known by its text alone. */
TEST(a_passive_attribute_goes_and_comes_with_what_it_names)
{
	static const char from[] =
		"table t\n a int\n b int\n index a named i\n"
		"attr of_b 'x (b)' passive\n attr of_i 'on i' passive\n";
	story_plans(from, "table t\n a int\n index a named i\n",
		    "DROP ATTR t.of_b\nDROP COLUMN t.b\n",
		    "ADD COLUMN t.b\nADD ATTR t.of_b\n", NULL);
	story_plans(from, "table t\n a int\n b int\n",
		    "DROP ATTR t.of_i\nDROP INDEX t.i\n",
		    "ADD INDEX t.i\nADD ATTR t.of_i\n", NULL);
	story_plans(from, "table t\n a bigint\n b int\n index a named i\n",
		    "MODIFY COLUMN t.a (type)\n", "MODIFY COLUMN t.a (type)\n", NULL);
}

TEST(a_passive_attribute_is_made_anew_with_what_it_names)
{
	story_plans("table t\n a int\n g int as 'a + 1'\n attr of_g 'x (g)' passive\n"
		    "column-attr g set x passive\n",
		    "table t\n a int\n g int as 'a + 2'\n",
		    "DROP ATTR t.of_g AGAIN\nDROP COLUMN t.g AGAIN\n"
		    "ADD COLUMN t.g AGAIN\nADD ATTR t.of_g AGAIN\nADD ATTR t.g.set\n",
		    "DROP ATTR t.of_g AGAIN\nDROP COLUMN t.g AGAIN\n"
		    "ADD COLUMN t.g AGAIN\nADD ATTR t.of_g AGAIN\nADD ATTR t.g.set\n",
		    NULL);
}

TEST(a_new_table_brings_its_passive_attributes)
{
	story_plans("", "table t\n a int\n attr first x\n attr second x passive\n",
		    "ADD TABLE t\n"
		    "ADD ATTR t.second\n"
		    "ADD ATTR t.first\n",
		    "DROP TABLE t\n", attr_order);
}

TEST(an_attribute_that_names_a_column_follows_its_rename)
{
	plans("table t\n old int\n attr orderby 'old desc'\n",
	      "table t\n new int was old\n attr orderby 'new desc'\n",
	      "RENAME COLUMN t.old TO new\n", "RENAME COLUMN t.new TO old\n");
}

/* Whatever allocation fails, it is said, and nothing is touched. */
TEST(running_out_of_memory_is_an_error)
{
	struct arena schemas;
	arena_init(&schemas);
	struct ddlect_schema *a = story_schema(
		&schemas, "enum e a,b\ntable x\n id int\n k e\n pk id\n check 'k > a'\n"
			  "table y\n x_id int\n fk x_id > x id\ntable z\n x_id int\n"
			  "fk x_id > x id via keep\nroutine keep body\n");
	struct ddlect_schema *b = story_schema(
		&schemas,
		"enum e b\ntable x\n id bigint\n k e\n pk id\n check 'k > a'\n"
		"table w was y\n x_id bigint\n fk x_id > x id\n attr k v\n"
		"table new\n id int\n x_id bigint\n fk x_id > x id\n index id\n");
	long n = 1;
	for (bool enough = false; !enough; n++) {
		struct arena arena;
		arena_init(&arena);
		arena.fail_after = n;
		struct ddlect_err err = {0};
		enough = plan_make(&arena, a, b, DDLECT_UP, NULL, &err) != NULL;
		if (!enough)
			CHECK_TEXT(err.text, "out of memory");
		arena_clear(&arena);
	}
	CHECK(n > 40);
	arena_clear(&schemas);
}

/* A server rewrites expressions for the new type, and would not write them back. */

/* A default may name two enums, and holds on to both. */
TEST(a_default_that_names_two_enums_is_renewed_with_each)
{
	plans("enum d a,b\nenum e a,b\ntable t\n k text default a::d::text||a::e\n",
	      "enum d a\nenum e a\ntable t\n k text default a::d::text||a::e\n",
	      "MODIFY ENUM d (replaced) IN t.k\n"
	      "MODIFY ENUM e (replaced) IN t.k\n",
	      NULL);
}
