/* SPDX-License-Identifier: Apache-2.0 */
/* What is dropped and added again because of something else, and what must go early. */
#include <stddef.h>

#include "tests/lib/story.h"
#include "tests/unit/test.h"

static void plans(const char *from, const char *to, const char *up, const char *down)
{
	story_plans(from, to, up, down, NULL);
}

TEST(a_key_that_changes_sends_its_references_away_and_back)
{
	plans("table a\n"
	      " id int not null\n"
	      " n int\n"
	      " pk id\n"
	      "table b\n"
	      " a_id int\n"
	      " fk a_id > a id\n",
	      "table a\n"
	      " id bigint not null\n"
	      " n int\n"
	      " pk id\n"
	      "table b\n"
	      " a_id bigint\n"
	      " fk a_id > a id\n",
	      "DROP FK b.b_a_id_fkey AGAIN\n"
	      "MODIFY COLUMN a.id (type)\n"
	      "MODIFY COLUMN b.a_id (type)\n"
	      "ADD FK b.b_a_id_fkey AGAIN\n",
	      "DROP FK b.b_a_id_fkey AGAIN\n"
	      "MODIFY COLUMN a.id (type)\n"
	      "MODIFY COLUMN b.a_id (type)\n"
	      "ADD FK b.b_a_id_fkey AGAIN\n");
}

TEST(a_primary_key_moves_to_other_columns)
{
	plans("table a\n"
	      " id int not null\n"
	      " n int not null\n"
	      " pk id\n"
	      " unique n\n"
	      "table b\n"
	      " a_id int\n"
	      " fk a_id > a id\n",
	      "table a\n"
	      " id int not null\n"
	      " n int not null\n"
	      " pk n named a_npk\n"
	      " unique id\n"
	      "table b\n"
	      " a_id int\n"
	      " fk a_id > a id\n",
	      "DROP FK b.b_a_id_fkey AGAIN\n"
	      "DROP UNIQUE a.a_n_key\n"
	      "DROP PRIMARY a.a_pk\n"
	      "ADD PRIMARY a.a_npk\n"
	      "ADD UNIQUE a.a_id_key\n"
	      "ADD FK b.b_a_id_fkey AGAIN\n",
	      "DROP FK b.b_a_id_fkey AGAIN\n"
	      "DROP UNIQUE a.a_id_key\n"
	      "DROP PRIMARY a.a_npk\n"
	      "ADD PRIMARY a.a_pk\n"
	      "ADD UNIQUE a.a_n_key\n"
	      "ADD FK b.b_a_id_fkey AGAIN\n");
}

TEST(a_name_that_is_needed_again_is_given_up)
{
	plans("table a\n"
	      " x int\n"
	      " y int\n"
	      " unique x named k1\n",
	      "table a\n"
	      " x int\n"
	      " y int\n"
	      " unique x named k2\n"
	      " unique y named k1\n",
	      "DROP UNIQUE a.k1 AGAIN\n"
	      "ADD UNIQUE a.k2 AGAIN\n"
	      "ADD UNIQUE a.k1\n",
	      "DROP UNIQUE a.k2 AGAIN\n"
	      "DROP UNIQUE a.k1\n"
	      "ADD UNIQUE a.k1 AGAIN\n");
}

TEST(an_index_moves_from_one_table_to_another)
{
	plans("table a\n"
	      " x int\n"
	      "table b\n"
	      " x int\n"
	      " index x named moved\n",
	      "table a\n"
	      " x int\n"
	      " index x named moved\n"
	      "table b\n"
	      " x int\n",
	      "DROP INDEX b.moved\n"
	      "ADD INDEX a.moved\n",
	      "DROP INDEX a.moved\n"
	      "ADD INDEX b.moved\n");
}

/* One name is another table's, the next is the other index's, which moves on in turn. */
TEST(a_name_that_is_given_up_moves_the_next)
{
	plans("table t\n x int\n y int\n"
	      " index x named shared\n"
	      " index y named second\n",
	      "table t\n x int\n y int\n"
	      " index x named second\n"
	      " index y named third\n"
	      "table u\n id int\n"
	      " index id named shared\n",
	      "DROP INDEX t.shared AGAIN\n"
	      "DROP INDEX t.second AGAIN\n"
	      "ADD INDEX t.second AGAIN\n"
	      "ADD INDEX t.third AGAIN\n"
	      "ADD TABLE u\n"
	      "ADD INDEX u.shared\n",
	      "DROP INDEX t.second AGAIN\n"
	      "DROP INDEX t.third AGAIN\n"
	      "DROP TABLE u\n"
	      "ADD INDEX t.shared AGAIN\n"
	      "ADD INDEX t.second AGAIN\n");
}

TEST(an_old_name_of_a_table_that_comes_back_brings_its_keys)
{
	plans("table new\n id int\n pk id named old_pk\n"
	      "table ref\n x int\n fk x > new id\n",
	      "table new\n id int\n pk id\ntable old\n id int\n pk id\n"
	      "table ref\n x int\n fk x > new id\n",
	      "DROP FK ref.ref_x_fkey AGAIN\n"
	      "DROP PRIMARY new.old_pk AGAIN\n"
	      "ADD PRIMARY new.new_pk AGAIN\n"
	      "ADD TABLE old\n"
	      "ADD FK ref.ref_x_fkey AGAIN\n",
	      "DROP FK ref.ref_x_fkey AGAIN\n"
	      "DROP PRIMARY new.new_pk AGAIN\n"
	      "DROP TABLE old\n"
	      "ADD PRIMARY new.old_pk AGAIN\n"
	      "ADD FK ref.ref_x_fkey AGAIN\n");
}

TEST(values_are_added_or_replaced)
{
	plans("enum kind a,b\n"
	      "enum more a,b\n"
	      "table t\n"
	      " id int\n"
	      " k kind default 'a'\n"
	      " d int as 'id * 2'\n"
	      " check 'k <> 'b''\n"
	      " index k where 'k = 'a''\n"
	      " index d\n"
	      "table gone\n"
	      " k kind\n",
	      "enum kind b,a\n"
	      "enum more a,x,b\n"
	      "table t\n"
	      " id int\n"
	      " k kind default 'a'\n"
	      " d int as 'id * 2'\n"
	      " check 'k <> 'b''\n"
	      " index k where 'k = 'a''\n"
	      " index d\n",
	      "MODIFY ENUM more (added)\n"
	      "DROP CHECK t.t_check AGAIN\n"
	      "DROP INDEX t.t_k_idx AGAIN\n"
	      "DROP INDEX t.t_d_idx AGAIN\n"
	      "DROP COLUMN t.d AGAIN\n"
	      "DROP TABLE gone\n"
	      "MODIFY ENUM kind (replaced) IN t.k\n"
	      "ADD COLUMN t.d AGAIN\n"
	      "ADD INDEX t.t_k_idx AGAIN\n"
	      "ADD INDEX t.t_d_idx AGAIN\n"
	      "ADD CHECK t.t_check AGAIN\n",
	      "DROP CHECK t.t_check AGAIN\n"
	      "DROP INDEX t.t_k_idx AGAIN\n"
	      "DROP INDEX t.t_d_idx AGAIN\n"
	      "DROP COLUMN t.d AGAIN\n"
	      "MODIFY ENUM kind (replaced) IN t.k\n"
	      "MODIFY ENUM more (replaced)\n"
	      "ADD TABLE gone\n"
	      "ADD COLUMN t.d AGAIN\n"
	      "ADD INDEX t.t_k_idx AGAIN\n"
	      "ADD INDEX t.t_d_idx AGAIN\n"
	      "ADD CHECK t.t_check AGAIN\n");
}

TEST(a_generated_column_is_made_anew)
{
	plans("table t\n"
	      " a int\n"
	      " g int as 'a + 1'\n"
	      " index g\n"
	      " unique g\n",
	      "table t\n"
	      " a int\n"
	      " g int as 'a + 2'\n"
	      " index g\n"
	      " unique g\n",
	      "DROP INDEX t.t_g_idx AGAIN\n"
	      "DROP UNIQUE t.t_g_key AGAIN\n"
	      "DROP COLUMN t.g AGAIN\n"
	      "ADD COLUMN t.g AGAIN\n"
	      "ADD UNIQUE t.t_g_key AGAIN\n"
	      "ADD INDEX t.t_g_idx AGAIN\n",
	      "DROP INDEX t.t_g_idx AGAIN\n"
	      "DROP UNIQUE t.t_g_key AGAIN\n"
	      "DROP COLUMN t.g AGAIN\n"
	      "ADD COLUMN t.g AGAIN\n"
	      "ADD UNIQUE t.t_g_key AGAIN\n"
	      "ADD INDEX t.t_g_idx AGAIN\n");
}

TEST(an_expression_can_be_taken_off)
{
	plans("table t\n"
	      " a int\n"
	      " g int as 'a + 1'\n",
	      "table t\n"
	      " a int\n"
	      " g int\n",
	      "MODIFY COLUMN t.g (generated)\n",
	      "DROP COLUMN t.g\n"
	      "ADD COLUMN t.g\n");
}

TEST(a_type_under_a_generated_column_changes)
{
	plans("table t\n"
	      " a int\n"
	      " g int as 'a + 1'\n"
	      " index g\n",
	      "table t\n"
	      " a bigint\n"
	      " g int as 'a + 1'\n"
	      " index g\n",
	      "DROP INDEX t.t_g_idx AGAIN\n"
	      "DROP COLUMN t.g AGAIN\n"
	      "MODIFY COLUMN t.a (type)\n"
	      "ADD COLUMN t.g AGAIN\n"
	      "ADD INDEX t.t_g_idx AGAIN\n",
	      "DROP INDEX t.t_g_idx AGAIN\n"
	      "DROP COLUMN t.g AGAIN\n"
	      "MODIFY COLUMN t.a (type)\n"
	      "ADD COLUMN t.g AGAIN\n"
	      "ADD INDEX t.t_g_idx AGAIN\n");
}

TEST(what_computes_with_a_column_is_made_anew_when_its_type_changes)
{
	plans("table a\n"
	      " n int\n"
	      " index n\n"
	      " index n where 'n > 1' named part\n"
	      " check 'n > 0' named positive\n"
	      " check 'm > 0' named other\n",
	      "table a\n"
	      " n bigint\n"
	      " index n\n"
	      " index n where 'n > 1' named part\n"
	      " check 'n > 0' named positive\n"
	      " check 'm > 0' named other\n",
	      "DROP CHECK a.positive AGAIN\n"
	      "DROP INDEX a.part AGAIN\n"
	      "MODIFY COLUMN a.n (type)\n"
	      "ADD INDEX a.part AGAIN\n"
	      "ADD CHECK a.positive AGAIN\n",
	      NULL);
}
