/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a declaration, where, and what to do; and what a convention adds. */
#include <stdbool.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/model/check.h"
#include "core/model/schema.h"
#include "tests/lib/story.h"
#include "tests/unit/test.h"

/* `line: message (hint)`, one a line; warnings begin with a `?`. */
static const char *texts(struct arena *arena, const struct diags *diags)
{
	struct ddlect_buf out;
	buf_init(&out);
	for (uint32_t i = 0; i < diags->n; i++) {
		const struct diag *diag = diags->list[i];
		buf_printf(&out, "%s%u: %s", diag->severity == DIAG_WARNING ? "?" : "",
			   diag->pos.line, diag->message);
		if (diag->hint)
			buf_printf(&out, " (%s)", diag->hint);
		buf_text(&out, "\n");
	}
	const char *text = arena_text(arena, out.text, out.length);
	CHECK(text);
	buf_clear(&out);
	return text;
}

static void says(const char *story, const char *expected)
{
	struct arena arena;
	arena_init(&arena);
	struct diags diags;
	diags_init(&diags, &arena);
	int result = schema_check(story_schema(&arena, story), &diags);
	CHECK_TEXT(texts(&arena, &diags), expected);
	CHECK_INT(result, diags.n_errors ? -1 : 0);
	arena_clear(&arena);
}

TEST(a_good_schema_is_silent)
{
	says("enum kind a,b\n"
	     "table a\n id int not null identity\n k kind\n n text default 'x'\n"
	     "pk id\n unique n\n index k\n check 'id > 0'\n"
	     "table b\n a_id bigint\n a_n varchar\n fk a_id > a id\n fk a_n > a n\n",
	     "");
}

TEST(what_is_declared_twice_is_said_with_both_places)
{
	says("table a\n x int\n x int\ntable a\n x int\nenum e a,a\nenum e b\n",
	     "6: enum \"e\" has the value \"a\" twice (remove one)\n"
	     "7: enum \"e\" is declared twice (the first is at story:6:1; rename or "
	     "remove one)\n"
	     "3: column \"x\" is declared twice in table \"a\" (the first is at "
	     "story:2:1; "
	     "rename or remove one)\n"
	     "4: table \"a\" is declared twice (the first is at story:1:1; rename or "
	     "remove one)\n");
}

TEST(names_of_constraints_are_taken_once)
{
	says("table a\n x int\n unique x named k\n check 'x > 1' named k\n"
	     "table b\n x int\n index x named k\n index x named a\n",
	     "4: check \"k\" has a name that is taken (the first is at story:3:1; rename "
	     "or "
	     "remove one)\n"
	     "7: index \"k\" has a name that is taken (the first is at story:3:1; rename "
	     "or "
	     "remove one)\n"
	     "8: index \"a\" has a name that is taken (the first is at story:1:1; rename "
	     "or "
	     "remove one)\n");
}

TEST(names_are_neither_empty_nor_broken)
{
	says("table ''\n '' int\ntable t\n 'a\xff' int\nenum '' a\nenum e \xc3,b\n",
	     "5: the enum's name is empty (give it a name)\n"
	     "6: the enum value's name is not valid UTF-8 (give it a name)\n"
	     "1: the table's name is empty (give it a name)\n"
	     "2: the column's name is empty (give it a name)\n"
	     "4: the column's name is not valid UTF-8 (give it a name, in table "
	     "\"t\")\n");
}

TEST(a_column_that_is_not_there_is_guessed)
{
	says("table a\n account_id int\n pk acount_id\n unique account_id,other\n"
	     "index account_ids\n",
	     "3: primary key \"a_pk\" names column \"acount_id\", which table \"a\" "
	     "doesn't "
	     "have "
	     "(did you mean \"account_id\"?)\n"
	     "4: unique key \"a_account_id_other_key\" names column \"other\", which "
	     "table "
	     "\"a\" "
	     "doesn't have\n"
	     "5: index \"a_account_ids_idx\" names column \"account_ids\", which table "
	     "\"a\" "
	     "doesn't have (did you mean \"account_id\"?)\n");
}

TEST(a_key_names_a_column_once)
{
	says("table a\n x int\n pk x,x\n",
	     "3: primary key \"a_pk\" names column \"x\" twice (name it once)\n");
}

TEST(a_reference_fits_what_it_refers_to)
{
	says("table accounts\n id uuid not null\n name text\n pk id\n"
	     "table keys\n a uuid\n b text\n c int\n"
	     "fk a > account id\n"
	     "fk a > accounts ids\n"
	     "fk b > accounts name\n"
	     "fk c > accounts id\n"
	     "fk d > accounts id\n",
	     "9: reference \"keys_a_fkey\" refers to table \"account\", which isn't "
	     "declared "
	     "(did you mean \"accounts\"?)\n"
	     "10: reference \"keys_a_fkey2\" refers to column \"ids\", which table "
	     "\"accounts\" "
	     "doesn't have (did you mean \"id\"?)\n"
	     "11: reference \"keys_b_fkey\" refers to columns of table \"accounts\" that "
	     "no "
	     "key "
	     "has (make them the primary key there, or unique together)\n"
	     "12: reference \"keys_c_fkey\": column \"c\" and \"id\" of table "
	     "\"accounts\" "
	     "differ "
	     "in type (give both the same type)\n"
	     "13: reference \"keys_d_fkey\" names column \"d\", which table \"keys\" "
	     "doesn't "
	     "have\n");
}

TEST(a_reference_rests_on_a_unique_index_too)
{
	says("table a\n x int\n y int\n index y,x unique\n"
	     "table b\n x int\n y int\n fk x,y > a x,y\n",
	     "");
	says("table a\n x int\n index x unique where 'x > 1'\n"
	     "table b\n x int\n fk x > a x\n",
	     "6: reference \"b_x_fkey\" refers to columns of table \"a\" that no key has "
	     "(make "
	     "them the primary key there, or unique together)\n");
	says("table a\n x int\n y int\n index x,x unique\n"
	     "table b\n x int\n y int\n fk x,y > a x,y\n",
	     "8: reference \"b_x_y_fkey\" refers to columns of table \"a\" that no key "
	     "has "
	     "(make "
	     "them the primary key there, or unique together)\n");
}

TEST(what_is_not_null_is_not_set_to_null)
{
	says("table a\n id int\n pk id\ntable b\n a int not null\n fk a > a id "
	     "set-null\n",
	     "6: reference \"b_a_fkey\" sets column \"a\" to null, which is not null "
	     "(let "
	     "the "
	     "column be null, or choose another action)\n");
}

TEST(a_value_comes_from_one_place)
{
	says("table t\n a int identity default 1\n b int as 'a + 1' default 2\n"
	     "c int as 'a + 1' identity\n d text identity\n",
	     "2: column \"a\" is an identity and has a default (keep one of the two)\n"
	     "3: column \"b\" is generated and has a default (keep one of the two)\n"
	     "4: column \"c\" is generated and an identity (keep one of the two)\n"
	     "5: column \"d\" counts up, but is no integer (make it smallint, int or "
	     "bigint)\n");
}

TEST(a_rename_is_from_a_name_that_is_free)
{
	says("table a was a\n x int was y\n y int was x\n z int was w\n v int was w\n"
	     "table b was c\n x int was z\n z int\ntable c\n x int\ntable d was c\n x "
	     "int\n",
	     "2: columns \"x\" and \"y\" can't swap their names (rename one to a third "
	     "name, "
	     "in "
	     "a release of its own)\n"
	     "3: columns \"y\" and \"x\" can't swap their names (rename one to a third "
	     "name, "
	     "in "
	     "a release of its own)\n"
	     "5: two columns are renamed from \"w\" (the first is at story:4:1; rename "
	     "or "
	     "remove one)\n"
	     "7: column \"x\" is renamed from \"z\", which is still declared (remove "
	     "renamed_from, or the other column)\n"
	     "1: table \"a\" is renamed from itself (remove renamed_from)\n"
	     "6: table \"b\" is renamed from \"c\", which is still declared (remove "
	     "renamed_from, or the other table)\n"
	     "11: table \"d\" is renamed from \"c\", which is still declared (remove "
	     "renamed_from, or the other table)\n"
	     "11: two tables are renamed from \"c\" (the first is at story:6:1; rename "
	     "or "
	     "remove one)\n");
	says("enum a x was b\nenum b x was a\nenum d x was c\nenum e x was c\n",
	     "1: enums \"a\" and \"b\" can't swap their names (rename one to a third "
	     "name, "
	     "in a "
	     "release of its own)\n"
	     "2: enums \"b\" and \"a\" can't swap their names (rename one to a third "
	     "name, "
	     "in a "
	     "release of its own)\n"
	     "4: two enums are renamed from \"c\" (the first is at story:3:1; rename or "
	     "remove one)\n");
}

TEST(a_table_without_columns_is_odd)
{
	says("table a\n", "?1: table \"a\" has no columns (add columns, or remove it)\n");
}

TEST(an_enum_that_is_not_there_is_guessed)
{
	struct arena arena;
	arena_init(&arena);
	struct ddlect_schema *schema = story_schema(&arena, "enum kinds a\ntable t\n");
	struct ddlect_type type = {.kind = DDLECT_TYPE_ENUM, .name = "kind"};
	CHECK(column_add(schema, schema->tables[0], "k", type_get(schema, &type)));
	struct diags diags;
	diags_init(&diags, &arena);
	CHECK_INT(schema_check(schema, &diags), -1);
	CHECK_TEXT(
		texts(&arena, &diags),
		"0: column \"k\" has type \"kind\", which is no enum here (did you mean "
		"\"kinds\"?)\n");
	arena_clear(&arena);
}

TEST(empty_keys_indexes_and_checks_are_said)
{
	struct arena arena;
	arena_init(&arena);
	struct ddlect_schema *schema = story_schema(&arena, "table t\n a int\n");
	struct ddlect_table *table = schema->tables[0];
	table->primary = key_new(schema, NULL);
	CHECK(table->primary && index_add(schema, table, NULL) &&
	      check_add(schema, table, NULL, ""));
	struct ddlect_index *index = index_add(schema, table, "i");
	CHECK(index && part_add(schema, index, NULL, ""));
	struct diags diags;
	diags_init(&diags, &arena);
	CHECK_INT(schema_check(schema, &diags), -1);
	CHECK_TEXT(
		texts(&arena, &diags),
		"0: primary key has no columns (name at least one)\n"
		"0: index has no columns (name at least one)\n"
		"0: index \"i\" has an empty expression (name a column, or write one)\n"
		"0: check is empty (write what must be true of a row)\n");
	arena_clear(&arena);
}

TEST(names_that_a_dialect_can_not_cut_are_measured)
{
	struct arena arena;
	arena_init(&arena);
	struct ddlect_schema *schema = story_schema(
		&arena, "namespace longer\nenum longest a\ntable short\n longer int\n");
	struct diags diags;
	diags_init(&diags, &arena);
	CHECK_INT(schema_check_names(schema, 0, &diags), 0);
	CHECK_INT(schema_check_names(schema, 5, &diags), -1);
	CHECK_TEXT(texts(&arena, &diags), "0: the name of schema \"longer\" is 6 bytes "
					  "long; 5 are possible (shorten "
					  "it by 1)\n"
					  "2: the name of enum \"longest\" is 7 bytes "
					  "long; 5 are possible (shorten "
					  "it by 2)\n"
					  "4: the name of column \"longer\" is 6 bytes "
					  "long; 5 are possible (shorten "
					  "it by 1)\n");
	arena_clear(&arena);
}

TEST(attributes_that_nobody_knows_are_warned_of)
{
	static const struct ddlect_attr_info one[] = {
		{.key = "retention", .on = DDLECT_ON_TABLE}, {.key = NULL}};
	static const struct ddlect_attr_info two[] = {
		{.key = "colour", .on = DDLECT_ON_COLUMN}, {.key = NULL}};
	const struct ddlect_attr_info *infos[] = {one, NULL, two};
	struct arena arena;
	arena_init(&arena);
	struct ddlect_schema *schema = story_schema(
		&arena, "table t\n a int\n attr retention x\n"
			"attr retension x\n attr colour x\n"
			"column-attr a colour red\n column-attr a smell x\n"
			"table u\n a int\n attr renamd_from t\n attr resourc x\n"
			"attr identty x\n column-attr a renamd_from b\n"
			"column-attr a identty always\n");
	struct diags diags;
	diags_init(&diags, &arena);
	schema_check_attrs(schema, infos, 3, &diags);
	CHECK_TEXT(
		texts(&arena, &diags),
		"?0: no dialect here knows the table's setting \"retension\"; it is left "
		"out (did you mean \"retention\"?)\n"
		"?0: \"colour\" is no setting of a table; it is left out\n"
		"?0: no dialect here knows the column's setting \"smell\"; it is left "
		"out\n"
		"?0: no dialect here knows the table's setting \"renamd_from\"; it is "
		"left out (did you mean \"renamed_from\"?)\n"
		"?0: no dialect here knows the table's setting \"resourc\"; it is left "
		"out (did you mean \"resource\"?)\n"
		"?0: no dialect here knows the table's setting \"identty\"; it is left "
		"out\n"
		"?0: no dialect here knows the column's setting \"renamd_from\"; it is "
		"left out (did you mean \"renamed_from\"?)\n"
		"?0: no dialect here knows the column's setting \"identty\"; it is left "
		"out (did you mean \"identity\"?)\n");
	CHECK_INT(diags.n_errors, 0);
	arena_clear(&arena);
}

static struct ddlect_schema *agreed(struct arena *arena, const char *story)
{
	struct ddlect_schema *schema = story_schema(arena, story);
	struct diags diags;
	diags_init(&diags, arena);
	schema->convention = "cloudquery";
	CHECK_INT(convention_apply(schema, &diags), 0);
	CHECK_INT(schema_check(schema, &diags), 0);
	CHECK_INT(diags.n, 0);
	return schema;
}

TEST(a_convention_adds_columns_and_a_key)
{
	struct arena arena;
	arena_init(&arena);
	struct ddlect_schema *schema = agreed(&arena, "table t\n name text\n");
	const struct ddlect_table *table = schema->tables[0];
	CHECK_INT(table->n_columns, 3);
	CHECK_TEXT(table->columns[0]->name, "cq_id");
	CHECK_INT(table->columns[0]->type->kind, DDLECT_TYPE_UUID);
	CHECK(table->columns[0]->not_null);
	CHECK_TEXT(table->columns[1]->name, "cq_meta");
	CHECK_INT(table->columns[1]->type->kind, DDLECT_TYPE_JSON);
	CHECK_TEXT(table->columns[2]->name, "name");
	CHECK(table->primary && table->primary->n_columns == 1);
	CHECK_TEXT(table->primary->columns[0], "cq_id");
	CHECK_INT(table->n_uniques, 0);
	arena_clear(&arena);
}

TEST(what_is_declared_wins_over_the_convention)
{
	struct arena arena;
	arena_init(&arena);
	struct ddlect_schema *schema =
		agreed(&arena, "table t\n name text\n cq_meta text\n pk name\n");
	const struct ddlect_table *table = schema->tables[0];
	CHECK_INT(table->n_columns, 3);
	CHECK_TEXT(table->columns[0]->name, "cq_id");
	CHECK_TEXT(table->columns[1]->name, "name");
	CHECK_TEXT(table->primary->columns[0], "name");
	CHECK_INT(table->n_uniques, 1);
	CHECK_TEXT(table->uniques[0]->columns[0], "cq_id");
	schema = agreed(&arena, "table t\n name text\n cq_id uuid\n");
	table = schema->tables[0];
	CHECK_TEXT(table->columns[0]->name, "cq_meta");
	CHECK_TEXT(table->columns[2]->name, "cq_id");
	CHECK(!table->columns[2]->not_null);
	CHECK_INT(table->n_uniques, 0);
	CHECK_TEXT(table->primary->columns[0], "cq_id");
	arena_clear(&arena);
}

TEST(a_reference_to_a_parent_is_deleted_with_it)
{
	struct arena arena;
	arena_init(&arena);
	struct ddlect_schema *schema =
		agreed(&arena, "table a\n name text\n unique name\n"
			       "table b\n a_cq_id uuid\n a_name text\n other uuid\n"
			       "fk a_cq_id > a cq_id\n fk a_name > a name\n"
			       "fk other > a cq_id set-null\n");
	CHECK_INT(schema->tables[1]->fks[0]->on_delete, DDLECT_ACTION_CASCADE);
	CHECK_INT(schema->tables[1]->fks[1]->on_delete, DDLECT_ACTION_NONE);
	CHECK_INT(schema->tables[1]->fks[2]->on_delete, DDLECT_ACTION_SET_NULL);
	arena_clear(&arena);
}

TEST(an_unknown_convention_is_guessed)
{
	struct arena arena;
	arena_init(&arena);
	struct ddlect_schema *schema = story_schema(&arena, "table t\n a int\n");
	struct diags diags;
	diags_init(&diags, &arena);
	CHECK_INT(convention_apply(schema, &diags), 0);
	CHECK_INT(schema->tables[0]->n_columns, 1);
	schema->convention = "cloudqery";
	CHECK_INT(convention_apply(schema, &diags), -1);
	schema->convention = "none";
	CHECK_INT(convention_apply(schema, &diags), -1);
	CHECK_TEXT(texts(&arena, &diags),
		   "0: unknown convention \"cloudqery\" (did you mean \"cloudquery\"?)\n"
		   "0: unknown convention \"none\" (there is \"cloudquery\"; leave it "
		   "out to "
		   "add "
		   "nothing)\n");
	arena_clear(&arena);
}

TEST(a_long_chain_of_references_needs_no_stack)
{
	struct arena arena;
	arena_init(&arena);
	struct ddlect_schema *schema = schema_new(&arena);
	const uint32_t n = 20000;
	for (uint32_t i = 0; i < n; i++) {
		struct ddlect_table *table =
			table_add(schema, NULL, arena_printf(&arena, "t%05u", i));
		struct ddlect_fk *fk = fk_add(schema, table, NULL);
		fk->ref_table = arena_printf(&arena, "t%05u", (i + 1) % n);
	}
	const struct ddlect_table **order = arena_alloc(&arena, n * sizeof(*order));
	CHECK_INT(schema_sort(schema, &arena, order), 0);
	for (uint32_t i = 0; i < n; i++)
		CHECK(order[i] == schema->tables[n - 1 - i]);
	arena_clear(&arena);
}
