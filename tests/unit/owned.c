/* SPDX-License-Identifier: Apache-2.0 */
/* Whose is what in a database that others use too. */
#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/diff/owns.h"
#include "core/diff/plan.h"
#include "core/model/schema.h"
#include "tests/lib/story.h"
#include "tests/unit/test.h"

struct share {
	struct arena arena;
	struct ddlect_schema *current;
	struct ddlect_schema *desired;
	struct ddlect_schema *owned;
	const struct ddlect_table **strangers;
	uint32_t n_strangers;
};

static void share(struct share *s, const char *current, const char *desired,
		  const char *owns)
{
	struct ddlect_err err;
	arena_init(&s->arena);
	s->current = story_schema(&s->arena, current);
	s->desired = story_schema(&s->arena, desired);
	s->desired->owns = owns;
	s->owned = schema_owned(&s->arena, s->current, s->desired, "public",
				&s->strangers, &s->n_strangers, &err);
	CHECK(s->owned);
}

/* What is the provider's, then what isn't: `tables enums routines | strangers`. */
static const char *split(struct share *s)
{
	struct ddlect_buf out;
	buf_init(&out);
	for (uint32_t i = 0; i < s->owned->n_tables; i++)
		buf_printf(&out, "%s ", s->owned->tables[i]->name);
	for (uint32_t i = 0; i < s->owned->n_enums; i++)
		buf_printf(&out, "%s ", s->owned->enums[i]->name);
	for (uint32_t i = 0; i < s->owned->n_routines; i++)
		buf_printf(&out, "%s ", s->owned->routines[i]->name);
	buf_text(&out, "|");
	for (uint32_t i = 0; i < s->n_strangers; i++)
		buf_printf(&out, " %s", s->strangers[i]->name);
	const char *text = arena_text(&s->arena, out.text, out.length);
	buf_clear(&out);
	return text;
}

static const char *plan(struct share *s)
{
	struct ddlect_err err;
	return story_plan(&s->arena, plan_make(&s->arena, s->owned, s->desired, DDLECT_UP,
					       NULL, &err));
}

TEST(what_is_declared_or_renamed_is_owned)
{
	struct share s;
	share(&s, "table a\n x int\ntable old\n x int\ntable b\n x int\n",
	      "table a\n x int\ntable new was old\n x int\n", NULL);
	CHECK_TEXT(split(&s), "a old | b");
	CHECK_TEXT(plan(&s), "RENAME TABLE old TO new\n");
	CHECK(s.owned->tables[0] == s.current->tables[0]);
	CHECK(table_find(s.owned, NULL, "old") && !table_find(s.owned, NULL, "b"));
	arena_clear(&s.arena);
}

TEST(an_old_name_that_came_back_is_not_owned)
{
	struct share s;
	share(&s, "table old\n x int\ntable new\n x int\n", "table new was old\n x int\n",
	      NULL);
	CHECK_TEXT(split(&s), "new | old");
	CHECK_TEXT(plan(&s), "");
	arena_clear(&s.arena);
}

TEST(patterns_own_what_is_no_longer_declared)
{
	static const char current[] = "table docs_a\n x int\ntable docs_b\n x int\n"
				      "table dog\n x int\ntable s.t1\n x int\n"
				      "table s.t22\n x int\n";
	struct share s;
	share(&s, current, "table docs_a\n x int\n", "docs_*, s.t?");
	CHECK_TEXT(split(&s), "docs_a docs_b t1 | dog t22");
	CHECK_TEXT(plan(&s), "DROP TABLE s.t1\nDROP TABLE docs_b\n");
	arena_clear(&s.arena);
	share(&s, current, "table docs_a\n x int\n", "do*_*a dog");
	CHECK_TEXT(split(&s), "docs_a dog | docs_b t1 t22");
	arena_clear(&s.arena);
	share(&s, current, "", "*");
	CHECK_TEXT(split(&s), "docs_a docs_b dog t1 t22 |");
	arena_clear(&s.arena);
	share(&s, current, "", "public.do*, *.t1");
	CHECK_TEXT(split(&s), "docs_a docs_b dog t1 | t22");
	arena_clear(&s.arena);
	share(&s, current, "", "s*, s.docs_a, *.?");
	CHECK_TEXT(split(&s), "| docs_a docs_b dog t1 t22");
	arena_clear(&s.arena);
	share(&s, current, "", "");
	CHECK_TEXT(split(&s), "| docs_a docs_b dog t1 t22");
	arena_clear(&s.arena);
}

TEST(a_pattern_may_spell_out_its_schema)
{
	const char *owns = " docs_*, core.*,\n*.a other.x? s?.y  .z";
	size_t length;
	const char *schema = owns_schema(&owns, &length);
	CHECK(schema && length == 4 && memcmp(schema, "core", length) == 0);
	schema = owns_schema(&owns, &length);
	CHECK(schema && length == 5 && memcmp(schema, "other", length) == 0);
	CHECK(!owns_schema(&owns, &length));
	CHECK(!owns_schema(&owns, &length));
	owns = NULL;
	CHECK(!owns_schema(&owns, &length));
}

TEST(schemas_are_wanted_that_the_declaration_names)
{
	struct arena arena;
	uint32_t n;
	arena_init(&arena);
	struct ddlect_schema *desired = story_schema(
		&arena, "namespace a\nenum b.e x\ntable c.t\n x int\ntable t\n x int\n");
	desired->owns = "core.*, a.x, docs_*";
	const char **list = schema_wanted(&arena, desired, "public", &n);
	static const char *const wanted[] = {"public", "a", "c", "b", "core"};
	CHECK_INT(n, 5);
	for (uint32_t i = 0; i < n; i++)
		CHECK_TEXT(list[i], wanted[i]);
	list = NULL;
	long tries = 0;
	while (!list) {
		struct arena small;
		arena_init(&small);
		small.fail_after = ++tries;
		list = schema_wanted(&small, desired, "public", &n);
		arena_clear(&small);
	}
	CHECK(tries > 1);
	arena_clear(&arena);
}

#define STATE(name) "table " name "\n version bigint\n dirty bool\n pk version\n"

TEST(the_state_of_migrations_is_left_alone_and_not_spoken_of)
{
	struct share s;
	share(&s,
	      "table docs_a\n x int\n" STATE("docs_schema_migrations") STATE(
		      "schema_migrations") "table docs_schema_migrations_history\n x "
					   "int\n"
					   "table schema_migrations_history\n x int\n",
	      "", "docs_*");
	CHECK_TEXT(split(&s), "docs_a |");
	CHECK_TEXT(plan(&s), "DROP TABLE docs_a\n");
	arena_clear(&s.arena);
	share(&s,
	      STATE("s.schema_migrations") "table schema_migrations_history\n x int\n",
	      "", NULL);
	CHECK_TEXT(split(&s), "| schema_migrations_history");
	arena_clear(&s.arena);
}

TEST(a_declared_table_of_state_is_owned)
{
	struct share s;
	share(&s, STATE("schema_migrations") "table schema_migrations_history\n x int\n",
	      STATE("schema_migrations"), "*");
	CHECK_TEXT(split(&s), "schema_migrations |");
	arena_clear(&s.arena);
	share(&s, STATE("schema_migrations"),
	      "table versions was schema_migrations\n version bigint\n", NULL);
	CHECK_TEXT(split(&s), "schema_migrations |");
	CHECK_TEXT(plan(&s), "RENAME TABLE schema_migrations TO versions\n"
			     "DROP PRIMARY versions.schema_migrations_pk\n"
			     "DROP COLUMN versions.dirty\n");
	arena_clear(&s.arena);
}

TEST(only_the_name_or_the_shape_is_not_enough)
{
	static const char *const others[] = {
		STATE("migrations"),
		STATE("schema_migrations_2"),
		"table schema_migrations\n version bigint\n dirty bool\n",
		"table schema_migrations\n version bigint\n dirty bool\n pk dirty\n",
		"table schema_migrations\n version bigint\n dirty bool\n"
		" pk version,dirty\n",
		"table schema_migrations\n version string\n dirty bool\n pk version\n",
		"table schema_migrations\n version bigint\n dirty int\n pk version\n",
		"table schema_migrations\n version bigint\n spoilt bool\n pk version\n",
		"table schema_migrations\n version bigint\n dirty bool\n at date\n"
		" pk version\n",
	};
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		struct share s;
		share(&s, others[i], "", "*");
		CHECK_INT(s.owned->n_tables, 1);
		arena_clear(&s.arena);
	}
}

TEST(a_namespace_in_which_state_is_kept_stays)
{
	struct share s;
	share(&s, "namespace own\ntable own.a\n x int\n" STATE("own.schema_migrations"),
	      "", "*");
	CHECK_TEXT(plan(&s), "DROP TABLE own.a\n");
	arena_clear(&s.arena);
}

TEST(an_enum_goes_with_the_tables_that_use_it)
{
	struct share s;
	share(&s,
	      "enum declared a\nenum mine a\nenum shared a\nenum theirs a\nenum idle a\n"
	      "table a\n x mine\n y shared\n z declared\n"
	      "table b\n x theirs\n y shared\n z declared\n",
	      "enum declared a\ntable a\n z declared\n", NULL);
	CHECK_TEXT(split(&s), "a declared mine | b");
	CHECK_TEXT(plan(&s), "DROP COLUMN a.x\nDROP COLUMN a.y\nDROP ENUM mine\n");
	arena_clear(&s.arena);
}

TEST(a_routine_goes_with_the_references_that_it_keeps)
{
	struct share s;
	share(&s,
	      "routine mine x\nroutine theirs x\nroutine declared x\n"
	      "table a\n x int\n pk x\ntable b\n x int\n fk x > a x via mine\n"
	      "table c\n x int\n fk x > a x via theirs\n",
	      "routine declared x\ntable a\n x int\n pk x\ntable b\n x int\n", NULL);
	CHECK_TEXT(split(&s), "a b mine declared | c");
	CHECK_TEXT(plan(&s), "DROP FK b.b_x_fkey\nDROP ROUTINE mine\n");
	arena_clear(&s.arena);
}

TEST(a_namespace_of_others_is_neither_made_nor_dropped)
{
	struct share s;
	share(&s,
	      "namespace own\nnamespace both\nnamespace empty\n"
	      "table own.a\n x int\ntable both.a\n x int\ntable both.theirs\n x int\n",
	      "table empty.a\n x int\ntable fresh.a\n x int\n", "*.a");
	CHECK_TEXT(plan(&s), "ADD NAMESPACE fresh\n"
			     "ADD TABLE empty.a\n"
			     "ADD TABLE fresh.a\n"
			     "DROP TABLE own.a\n"
			     "DROP TABLE both.a\n"
			     "DROP NAMESPACE own\n");
	struct ddlect_err err;
	CHECK_TEXT(story_plan(&s.arena, plan_make(&s.arena, s.desired, s.owned,
						  DDLECT_DOWN, NULL, &err)),
		   "ADD NAMESPACE own\n"
		   "ADD TABLE both.a\n"
		   "ADD TABLE own.a\n"
		   "DROP TABLE fresh.a\n"
		   "DROP TABLE empty.a\n"
		   "DROP NAMESPACE fresh\n");
	arena_clear(&s.arena);
}

TEST(a_reference_of_others_to_what_goes_is_noted)
{
	struct share s;
	share(&s,
	      "table kept\n id int\n pk id\ntable changed\n id int\n n int\n pk id\n"
	      "table gone\n id int\n pk id\n"
	      "table theirs\n a int\n fk a > kept id\n fk a > changed id\n"
	      "fk a > gone id\n",
	      "table kept\n id int\n pk id\ntable changed\n id int\n n int\n pk n\n",
	      "gone");
	uint32_t n;
	const char *const *notes = schema_notes(s.owned, &n);
	CHECK_INT(n, 2);
	CHECK_TEXT(notes[0],
		   "table \"theirs\" refers to \"changed\" by \"theirs_a_fkey2\" and "
		   "isn't the "
		   "provider's: what that rests on goes, so that reference has to go "
		   "first");
	CHECK(strstr(notes[1], "refers to \"gone\""));
	arena_clear(&s.arena);
}

TEST(owning_without_memory_is_an_error)
{
	struct arena schemas;
	arena_init(&schemas);
	struct ddlect_schema *a = story_schema(
		&schemas,
		"namespace s\nenum e a\nroutine r x\ntable a\n k e\n pk k\n"
		"table s.b\n k e\n fk k > a k via r\n" STATE("schema_migrations"));
	struct ddlect_schema *b =
		story_schema(&schemas, "enum f a was e\ntable c was a\n k f\n");
	long n = 1;
	for (struct ddlect_schema *owned = NULL; !owned; n++) {
		struct arena arena;
		arena_init(&arena);
		arena.fail_after = n;
		const struct ddlect_table **strangers;
		uint32_t n_strangers;
		struct ddlect_err err = {0};
		owned = schema_owned(&arena, a, b, "public", &strangers, &n_strangers,
				     &err);
		if (!owned)
			CHECK_TEXT(err.text, "out of memory");
		arena_clear(&arena);
	}
	CHECK(n > 10);
	arena_clear(&schemas);
}
