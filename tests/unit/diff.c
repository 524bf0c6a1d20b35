/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Diffs of random schemas: a schema doesn't differ from itself; a plan, obeyed change by
 * change by a catalog that refuses what a server would, makes one schema of the other; and
 * its down leaves all as it was, names included.
 */
#include <stdbool.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/diff/plan.h"
#include "core/model/check.h"
#include "core/model/schema.h"
#include "tests/lib/random_schema.h"
#include "tests/lib/story.h"
#include "tests/lib/toy.h"
#include "tests/unit/test.h"

/* UNIT_SEEDS says how many random schemas there are, for runs that are slow. */
static unsigned seeds(void)
{
	const char *text = getenv("UNIT_SEEDS");
	return text ? (unsigned)strtoul(text, NULL, 10) : 1500;
}

static void declared_well(struct arena *arena, const struct ddlect_schema *schema,
			  unsigned seed)
{
	struct diags diags;
	diags_init(&diags, arena);
	if (schema_check(schema, &diags) < 0)
		test_fail(__FILE__, __LINE__, "seed %u: %s", seed,
			  diags.n ? diags.list[0]->message : "?");
}

static struct ddlect_plan *make(struct arena *arena, const struct ddlect_schema *from,
				const struct ddlect_schema *to, uint32_t direction)
{
	struct ddlect_err err;
	struct ddlect_plan *plan = plan_make(arena, from, to, direction, NULL, &err);
	CHECK(plan);
	return plan;
}

static void obey(struct toy *toy, const struct ddlect_plan *plan, unsigned seed)
{
	if (!toy_apply(toy, plan))
		test_fail(__FILE__, __LINE__, "seed %u, %s: %s\n%s", seed,
			  plan->direction == DDLECT_UP ? "up" : "down", toy->problem,
			  story_plan(toy->arena, plan));
}

/* The lines of `a` that `b` hasn't. */
static const char *only(struct arena *arena, const char *a, const char *b)
{
	struct ddlect_buf lines;
	buf_init(&lines);
	while (*a) {
		size_t length = strcspn(a, "\n") + 1;
		const char *line = arena_text(arena, a, length);
		if (!strstr(b, line))
			buf_text(&lines, line);
		a += length;
	}
	const char *text = arena_text(arena, lines.text, lines.length);
	buf_clear(&lines);
	return text;
}

/* The catalog, and what is declared with the namespaces that its tables are in. */
static void equal(struct toy *toy, const struct ddlect_schema *schema, bool names,
		  const struct ddlect_plan *plan, unsigned seed)
{
	struct toy expected;
	toy_init(&expected, toy->arena, schema);
	const char *a = toy_dump(toy->arena, toy->state, names);
	const char *b = toy_dump(toy->arena, expected.state, names);
	if (strcmp(a, b) != 0)
		test_fail(__FILE__, __LINE__, "seed %u\n%s\ngot\n%s\nexpected\n%s", seed,
			  story_plan(toy->arena, plan), only(toy->arena, a, b),
			  only(toy->arena, b, a));
}

/*
 * What a dialect adds: references that a routine keeps, and attributes. It depends on names
 * and a little on `salt`, so that two schemas differ in some of it.
 */
static void decorate(struct ddlect_schema *schema, unsigned salt)
{
	bool via = false;
	for (uint32_t t = 0; t < schema->n_tables; t++) {
		struct ddlect_table *table = schema->tables[t];
		unsigned mark = (unsigned)(strlen(table->name) * 7 + table->n_columns);
		for (unsigned i = 0; i < 4 && table->n_columns; i++) {
			char key[] = {'k', (char)('0' + i), '\0'};
			char value[] = {(char)('a' + (mark + i * salt) % 3), '\0'};
			struct ddlect_column *column =
				table->columns[(mark + i) % table->n_columns];
			if ((mark + salt * i) % 3 == 0)
				CHECK(attr_set(schema, &table->attrs, &table->n_attrs,
					       key, value, 0) == 0);
			if ((mark + salt + i) % 5 == 0)
				CHECK(attr_set(schema, &column->attrs, &column->n_attrs,
					       key, value, 0) == 0);
		}
		for (uint32_t i = 0; i < table->n_fks; i++)
			if ((mark + i + salt) % 3 == 0) {
				table->fks[i]->via = "keep";
				via = true;
			}
	}
	if (via)
		CHECK(routine_add(schema, NULL, "keep", salt % 2 ? "one" : "two"));
}

static void there_and_back(struct arena *arena, struct ddlect_schema *from,
			   struct ddlect_schema *to, unsigned seed)
{
	toy_lower(from);
	toy_lower(to);
	struct toy toy;
	toy_init(&toy, arena, from);
	struct ddlect_plan *up = make(arena, from, to, DDLECT_UP);
	obey(&toy, up, seed);
	equal(&toy, to, false, up, seed);
	struct ddlect_plan *down = make(arena, to, from, DDLECT_DOWN);
	obey(&toy, down, seed);
	equal(&toy, from, true, down, seed);
}

TEST(a_schema_does_not_differ_from_itself)
{
	for (unsigned seed = 0; seed < seeds(); seed++) {
		struct arena arena;
		arena_init(&arena);
		struct ddlect_schema *a = random_schema(&arena, seed, RANDOM_ALL);
		struct ddlect_schema *b = random_schema(&arena, seed, RANDOM_ALL);
		declared_well(&arena, a, seed);
		CHECK_INT(make(&arena, a, b, DDLECT_UP)->n_changes, 0);
		CHECK_INT(make(&arena, a, a, DDLECT_DOWN)->n_changes, 0);
		arena_clear(&arena);
	}
}

TEST(a_schema_is_created_and_dropped)
{
	for (unsigned seed = 0; seed < seeds(); seed++) {
		struct arena arena;
		arena_init(&arena);
		there_and_back(&arena, schema_new(&arena),
			       random_schema(&arena, seed, RANDOM_ALL), seed);
		arena_clear(&arena);
	}
}

TEST(a_schema_becomes_another_and_back)
{
	for (unsigned seed = 0; seed < 2 * seeds(); seed++) {
		struct arena arena;
		arena_init(&arena);
		struct ddlect_schema *from = random_schema(&arena, seed, RANDOM_ALL);
		struct ddlect_schema *to = random_mutate(&arena, from, seed, RANDOM_ALL);
		declared_well(&arena, to, seed);
		there_and_back(&arena, from, to, seed);
		arena_clear(&arena);
	}
}

TEST(what_a_dialect_adds_comes_and_goes_too)
{
	for (unsigned seed = 0; seed < 2 * seeds(); seed++) {
		struct arena arena;
		arena_init(&arena);
		struct ddlect_schema *from = random_schema(&arena, seed, RANDOM_ALL);
		struct ddlect_schema *to = random_mutate(&arena, from, seed, RANDOM_ALL);
		decorate(from, seed);
		decorate(to, seed / 2);
		there_and_back(&arena, from, to, seed);
		arena_clear(&arena);
	}
}

/* Tables under the old names of others, whose keys and indexes are still called so. */
static void reuse_names(struct ddlect_schema *schema, const struct ddlect_schema *last)
{
	for (uint32_t i = 0; i < last->n_tables; i++) {
		const char *ns = last->tables[i]->schema;
		const char *name = last->tables[i]->renamed_from;
		if (!name || table_find(schema, ns, name))
			continue;
		struct ddlect_type type = {.kind = DDLECT_TYPE_INT};
		struct ddlect_table *table = table_add(schema, ns, name);
		CHECK(table && column_add(schema, table, "a", type_get(schema, &type)) &&
		      (table->primary = key_new(schema, NULL)) &&
		      part_add(schema, index_add(schema, table, NULL), "a", NULL));
		CHECK(string_add(schema, &table->primary->columns,
				 &table->primary->n_columns, "a") == 0);
	}
}

/* A database knows nothing of them. */
static void forget_renames(struct ddlect_schema *schema)
{
	for (uint32_t i = 0; i < schema->n_enums; i++)
		schema->enums[i]->renamed_from = NULL;
	for (uint32_t i = 0; i < schema->n_tables; i++) {
		struct ddlect_table *table = schema->tables[i];
		table->renamed_from = NULL;
		for (uint32_t j = 0; j < table->n_columns; j++)
			table->columns[j]->renamed_from = NULL;
	}
}

TEST(a_third_release_finds_the_names_of_the_first)
{
	for (unsigned seed = 0; seed < 2 * seeds(); seed++) {
		struct arena arena;
		arena_init(&arena);
		struct ddlect_schema *first = random_schema(&arena, seed, RANDOM_ALL);
		struct ddlect_schema *second =
			random_mutate(&arena, first, seed, RANDOM_ALL);
		toy_lower(first);
		struct ddlect_schema *third =
			random_mutate(&arena, second, seed + 1, RANDOM_ALL);
		reuse_names(third, second);
		toy_lower(second);
		struct toy toy;
		toy_init(&toy, &arena, first);
		obey(&toy, make(&arena, first, second, DDLECT_UP), seed);
		forget_renames(toy.state);
		there_and_back(&arena, toy.state, third, seed);
		arena_clear(&arena);
	}
}

TEST(a_schema_becomes_a_stranger_and_back)
{
	for (unsigned seed = 0; seed < seeds(); seed++) {
		struct arena arena;
		arena_init(&arena);
		struct ddlect_schema *from = random_schema(&arena, seed, 0xffff);
		struct ddlect_schema *to = random_schema(&arena, seed + 1, 0xffff);
		there_and_back(&arena, from, to, seed);
		arena_clear(&arena);
	}
}

/* Names are numbered, so that two schemas without weird ones share many of them. */
TEST(schemas_that_share_names_become_each_other)
{
	uint32_t features = RANDOM_ALL & ~(RANDOM_WEIRD | RANDOM_LONG);
	for (unsigned seed = 0; seed < seeds(); seed++) {
		struct arena arena;
		arena_init(&arena);
		struct ddlect_schema *from = random_schema(&arena, seed, features);
		struct ddlect_schema *to =
			random_schema(&arena, seed + seeds(), features);
		there_and_back(&arena, from, to, seed);
		arena_clear(&arena);
	}
}
