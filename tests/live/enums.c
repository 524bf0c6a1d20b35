/* SPDX-License-Identifier: Apache-2.0 */
/* Enums whose values are replaced while a column leaves them, with rows that are there. */
#include "tests/live/live.h"
#include "tests/live/pipeline.h"
#include "tests/unit/test.h"

static struct ddlect_schema *declare(struct pipeline *pipe, const char *values,
				     const struct ddlect_type *left, bool generated)
{
	static const struct ddlect_type mood = {
		.kind = DDLECT_TYPE_ENUM, .precision = -1, .scale = -1, .name = "mood"};
	struct ddlect_schema *schema = schema_new(&pipe->arena);
	struct ddlect_enum *e = enum_add(schema, NULL, "mood");
	for (; *values; values++) {
		char text[2] = {*values, '\0'};
		string_add(schema, &e->values, &e->n_values, text);
	}
	struct ddlect_table *table = table_add(schema, NULL, "t");
	column_add(schema, table, "kept", type_get(schema, &mood));
	column_add(schema, table, "moved", type_get(schema, left ? left : &mood));
	struct ddlect_column *made =
		column_add(schema, table, "made", type_get(schema, &mood));
	made->generated = generated ? "kept" : NULL;
	made->generated_kind = generated ? DDLECT_GENERATED_STORED : 0;
	return schema;
}

static void step(struct live *live, const char *sql, const char *rows)
{
	char message[4096];
	if (live_try(live, sql, message, sizeof(message)))
		test_fail(__FILE__, __LINE__, "%s%s", message, sql);
	char *found = live_value(live, "SELECT string_agg(t::text, ' ') FROM t");
	CHECK_TEXT(found, rows);
	free(found);
}

TEST(a_column_leaves_and_an_expression_goes_with_all_values)
{
	static const struct ddlect_type text = {
		.kind = DDLECT_TYPE_STRING, .precision = -1, .scale = -1};
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	live_exec(&live, "CREATE TYPE mood AS ENUM ('a', 'b', 'c');"
			 "CREATE TABLE t (kept mood, moved mood,"
			 "  made mood GENERATED ALWAYS AS (kept) STORED);"
			 "INSERT INTO t VALUES ('a', 'b'), ('c', 'c')");
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	struct ddlect_schema *declared = declare(&pipe, "ac", &text, false);
	struct step way = pipeline_compare(&pipe, declared);
	step(&live, way.up, "(a,b,a) (c,c,c)");
	CHECK(!pipeline_compare(&pipe, declared).up);
	step(&live, way.down, "(a,b,a) (c,c,c)");
	CHECK(!pipeline_compare(&pipe, declare(&pipe, "abc", NULL, true)).up);
	pipeline_close(&pipe);
	live_close(&live);
}
