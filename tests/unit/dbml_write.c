/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The DBML writer loses nothing: random schemas of every feature, as declared and with the
 * names that a dialect would give, read back as what they were, and are written the same.
 */
#include "core/base/err.h"
#include "core/model/schema.h"
#include "tests/lib/random_schema.h"
#include "tests/lib/toy.h"
#include "tests/unit/dbml_case.h"

/* Where they differ, the lines that do are shown. */
static void check_dumps(uint64_t seed, const char *was, const char *is, const char *text)
{
	const char *from = was;
	const char *to = is;
	for (; *from && *from == *to; from++, to++) {
		if (*from == '\n') {
			was = from + 1;
			is = to + 1;
		}
	}
	if (*from || *to)
		test_fail(__FILE__, __LINE__, "seed %llu: was\n%.*s\nis\n%.*s\nof\n%s",
			  (unsigned long long)seed, (int)strcspn(was, "\n"), was,
			  (int)strcspn(is, "\n"), is, text);
}

static void round_trip(struct arena *arena, const struct ddlect_schema *schema,
		       uint64_t seed)
{
	struct ddlect_buf first;
	struct dbml_case again;
	struct ddlect_err err;
	buf_init(&first);
	CHECK_INT(dbml_write(&first, schema, NULL, &err), 0);
	case_read_bytes(&again, first.text, first.length);
	if (!again.schema)
		test_fail(__FILE__, __LINE__, "seed %llu:\n%s\n%s",
			  (unsigned long long)seed, again.out.text, first.text);
	const char *was = toy_dump(arena, schema, true);
	const char *is = toy_dump(arena, again.schema, true);
	check_dumps(seed, was, is, first.text);
	CHECK_TEXT(again.out.text, first.text);
	case_clear(&again);
	buf_clear(&first);
}

/* UNIT_SEEDS says how many random schemas there are, for runs that are slow. */
static uint64_t seeds(void)
{
	const char *text = getenv("UNIT_SEEDS");
	uint64_t n = text ? strtoull(text, NULL, 10) : 300;
	return n < 300 ? n : 300;
}

TEST(random_schemas_read_back_as_they_were)
{
	for (uint64_t seed = 1; seed <= seeds(); seed++) {
		struct arena arena;
		struct toy toy;
		arena_init(&arena);
		struct ddlect_schema *schema = random_schema(&arena, seed, RANDOM_ALL);
		round_trip(&arena, schema, seed);
		toy_init(&toy, &arena, schema);
		toy_lower(toy.state);
		round_trip(&arena, toy.state, seed);
		arena_clear(&arena);
	}
}

TEST(a_comment_of_the_writers_comes_first)
{
	struct dbml_writer how = {.comment = "from a database\nread-only"};
	struct ddlect_err err;
	struct ddlect_buf out;
	struct dbml_case c;
	case_read_bytes(&c, "Table t { a int }", 17);
	buf_init(&out);
	CHECK_INT(dbml_write(&out, c.schema, &how, &err), 0);
	CHECK_TEXT(out.text,
		   "// from a database\n// read-only\n\nTable t {\n  a int\n}\n");
	buf_clear(&out);
	case_clear(&c);
}

TEST(a_broken_buffer_is_out_of_memory)
{
	struct ddlect_err err;
	struct ddlect_buf out;
	struct dbml_case c;
	case_read_bytes(&c, "Table t { a int }", 17);
	buf_init(&out);
	out.broken = true;
	CHECK_INT(dbml_write(&out, c.schema, NULL, &err), -1);
	CHECK_TEXT(err.text, "out of memory");
	buf_clear(&out);
	case_clear(&c);
}

/* Compilers draw in one order: what failed with one can be tried again with another. */
TEST(a_seed_gives_the_same_schemas_with_every_compiler)
{
	uint64_t sum = 0xcbf29ce484222325ull;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct arena arena;
		struct ddlect_buf text;
		struct ddlect_err err;
		arena_init(&arena);
		buf_init(&text);
		struct ddlect_schema *a = random_schema(&arena, seed, RANDOM_ALL);
		struct ddlect_schema *b = random_mutate(&arena, a, seed, RANDOM_ALL);
		CHECK_INT(dbml_write(&text, a, NULL, &err), 0);
		CHECK_INT(dbml_write(&text, b, NULL, &err), 0);
		for (size_t i = 0; i < text.length; i++)
			sum = (sum ^ (unsigned char)text.text[i]) * 0x100000001b3ull;
		buf_clear(&text);
		arena_clear(&arena);
	}
	CHECK_INT(sum >> 32, 2636531813);
}
