/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random schemas of every feature, written as DBML by the writer into the directory DBML_DIR,
 * half of them with the names that a dialect gives. For the official parser to read.
 */
#include "core/declare/dbml_write.h"
#include "core/model/schema.h"
#include "tests/lib/random_schema.h"
#include "tests/lib/toy.h"
#include "tests/unit/test.h"

static void write_file(const char *directory, unsigned seed,
		       const struct ddlect_schema *schema)
{
	char path[4096];
	struct ddlect_err err;
	struct ddlect_buf text;
	buf_init(&text);
	CHECK(dbml_write(&text, schema, NULL, &err) == 0);
	snprintf(path, sizeof(path), "%s/random_%03u.dbml", directory, seed);
	FILE *file = fopen(path, "w");
	CHECK(file);
	CHECK(fwrite(text.text, 1, text.length, file) == text.length);
	CHECK(fclose(file) == 0);
	buf_clear(&text);
}

TEST(random_schemas_are_written_into_dbml_dir)
{
	const char *directory = getenv("DBML_DIR");
	if (!directory)
		test_skip("DBML_DIR names no directory");
	for (unsigned seed = 1; seed <= 200; seed++) {
		struct arena arena;
		struct toy toy;
		arena_init(&arena);
		toy_init(&toy, &arena, random_schema(&arena, seed, RANDOM_ALL));
		if (seed % 2)
			toy_lower(toy.state);
		write_file(directory, seed, toy.state);
		arena_clear(&arena);
	}
}
