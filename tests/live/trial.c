/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Trials: a table as one file declares it, then as another does; up, down, and up again,
 * each in one transaction. Either way nothing is left to do after it. The cases are those
 * where a change of a type reaches something else.
 */
#include "core/declare/declare.h"
#include "tests/live/live.h"
#include "tests/live/pipeline.h"
#include "tests/unit/test.h"

struct trial {
	const char *from; /* columns of `Table t`, in DBML */
	const char *to;
	const char *before; /* more DBML; NULL: none */
	const char *after;  /* NULL: the same as before */
};

static struct ddlect_schema *declare_text(struct pipeline *pipe, const char *text)
{
	struct ddlect_err err = {0};
	struct diags diags;
	diags_init(&diags, &pipe->arena);
	struct ddlect_schema *schema = dbml_read_text(&pipe->arena, "trial.dbml", text,
						      strlen(text), &diags, &err);
	if (!schema)
		test_fail(__FILE__, __LINE__, "%s\n%s", err.text, text);
	return schema;
}

static struct ddlect_schema *declare(struct pipeline *pipe, const char *columns,
				     const char *more)
{
	char text[1024];
	int length = snprintf(text, sizeof(text), "Table t { k int [pk]\n%s\n}\n%s",
			      columns, more ? more : "");
	CHECK(length > 0 && (size_t)length < sizeof(text));
	return declare_text(pipe, arena_text(&pipe->arena, text, (size_t)length));
}

static void apply(struct live *live, const char *sql)
{
	char message[1024];
	live_exec(live, "BEGIN");
	if (live_try(live, sql, message, sizeof(message)) < 0)
		test_fail(__FILE__, __LINE__, "%s\n%s", message, sql);
	live_exec(live, "COMMIT");
}

static void check_none(struct pipeline *pipe, const struct ddlect_schema *declared)
{
	struct step step = pipeline_compare(pipe, declared);
	if (step.up)
		test_fail(__FILE__, __LINE__, "still to do\n%s", step.up);
}

static void there_and_back(struct live *live, struct pipeline *pipe,
			   const struct ddlect_schema *from,
			   const struct ddlect_schema *to)
{
	live_exec(live, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	apply(live, pipeline_compare(pipe, from).up);
	check_none(pipe, from);
	struct step step = pipeline_compare(pipe, to);
	CHECK(step.up);
	apply(live, step.up);
	check_none(pipe, to);
	apply(live, step.down);
	check_none(pipe, from);
	apply(live, step.up);
	check_none(pipe, to);
}

static void try_one(struct live *live, struct pipeline *pipe, const struct trial *trial)
{
	there_and_back(
		live, pipe, declare(pipe, trial->from, trial->before),
		declare(pipe, trial->to, trial->after ? trial->after : trial->before));
}

static void try_all(const struct trial *trials, size_t n)
{
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	for (size_t i = 0; i < n; i++)
		try_one(&live, &pipe, &trials[i]);
	pipeline_close(&pipe);
	live_close(&live);
}

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

TEST(expressions_follow_the_new_type)
{
	static const char mood[] = "Enum e { a\n b }";
	static const struct trial trials[] = {
		{"x string [default: `'{}'`]", "x json [default: `'{}'`]", NULL, NULL},
		{"x string [default: `'5'`]", "x int [default: `'5'`]", NULL, NULL},
		{"x string [default: `'1 day'`]", "x interval [default: `'1 day'`]", NULL,
		 NULL},
		{"x int[] [default: `'{1}'`]", "x text[] [default: `'{1}'`]", NULL, NULL},
		{"x string [check: `x IN ('a','b')`]", "x e [check: `x IN ('a','b')`]",
		 mood, NULL},
		{"x string [check: `x <> '1'`]\nindexes { `(x = '1')` }",
		 "x int [check: `x <> '1'`]\nindexes { `(x = '1')` }", NULL, NULL},
		{"x timestamp [check: `x > '2020-01-01'`]",
		 "x timestamptz [check: `x > '2020-01-01'`]", NULL, NULL},
		{"x varchar(10) [check: `x in ('a')`]",
		 "x varchar(20) [check: `x in ('a')`]", NULL, NULL},
	};
	try_all(trials, COUNT(trials));
}

TEST(what_counts_becomes_what_cannot)
{
	static const struct trial trials[] = {
		{"x int [increment]", "x uuid", NULL, NULL},
		{"x string", "x int [increment]", NULL, NULL},
		{"x int [increment]", "x numeric(10,2)", NULL, NULL},
		{"x serial", "x string", NULL, NULL},
	};
	try_all(trials, COUNT(trials));
}

TEST(bytes_keep_what_they_were_made_of)
{
	static const struct trial trials[] = {
		{"x string", "x bytes", NULL, NULL},
		{"x uuid", "x bytes", NULL, NULL},
		{"x json", "x bytes", NULL, NULL},
		{"x int", "x money", NULL, NULL},
	};
	static const char *const values[] = {"E'a\\\\b\\\\x41'",
					     "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
					     "'{\"a\": \"\\u00e9\"}'", "12"};
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	for (size_t i = 0; i < COUNT(trials); i++) {
		char sql[128];
		live_exec(&live, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
		apply(&live,
		      pipeline_compare(&pipe, declare(&pipe, trials[i].from, NULL)).up);
		snprintf(sql, sizeof(sql), "INSERT INTO t VALUES (1, %s)", values[i]);
		live_exec(&live, sql);
		struct step step =
			pipeline_compare(&pipe, declare(&pipe, trials[i].to, NULL));
		apply(&live, step.up);
		apply(&live, step.down);
		snprintf(sql, sizeof(sql), "SELECT x = %s FROM t", values[i]);
		char *same = live_value(&live, sql);
		CHECK_TEXT(same, "t");
		free(same);
	}
	pipeline_close(&pipe);
	live_close(&live);
}

/* What a value is after the up, and after the down, in whatever zone the session is. */
struct value {
	struct trial trial;
	const char *before;
	const char *after;
	const char *back;
};

static void check_value(struct live *live, const char *expected)
{
	char sql[256];
	snprintf(sql, sizeof(sql), "SELECT x = %s FROM t", expected);
	char *same = live_value(live, sql);
	if (strcmp(same, "t") != 0) {
		char *found = live_value(live, "SELECT x::text FROM t");
		test_fail(__FILE__, __LINE__, "%s, not %s", found, expected);
		free(found);
	}
	free(same);
}

static void try_value(struct live *live, struct pipeline *pipe, const struct value *value)
{
	char sql[256];
	live_exec(live, "RESET TimeZone; DROP SCHEMA public CASCADE;"
			"CREATE SCHEMA public");
	apply(live, pipeline_compare(pipe, declare(pipe, value->trial.from, NULL)).up);
	snprintf(sql, sizeof(sql), "INSERT INTO t VALUES (1, %s), (2, NULL)",
		 value->before);
	live_exec(live, sql);
	struct step step = pipeline_compare(pipe, declare(pipe, value->trial.to, NULL));
	live_exec(live, "SET TimeZone = 'Asia/Tokyo'");
	apply(live, step.up);
	check_value(live, value->after);
	live_exec(live, "SET TimeZone = 'America/New_York'");
	apply(live, step.down);
	check_value(live, value->back);
}

TEST(a_value_becomes_what_it_says_and_comes_back)
{
	static const struct value values[] = {
		{{"x string[]", "x json", NULL, NULL},
		 "ARRAY['a \"b', NULL, '{c}']",
		 "'[\"a \\\"b\", null, \"{c}\"]'::jsonb",
		 "ARRAY['a \"b', NULL, '{c}']"},
		{{"x json", "x int[]", NULL, NULL},
		 "'[1, 2]'",
		 "ARRAY[1, 2]",
		 "'[1, 2]'::jsonb"},
		{{"x int", "x bool", NULL, NULL}, "5", "true", "1"},
		{{"x numeric(4,2)", "x bool", NULL, NULL}, "0.25", "true", "1"},
		{{"x bigint", "x bool", NULL, NULL}, "5000000000", "true", "1"},
		{{"x uuid", "x json", NULL, NULL},
		 "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
		 "'\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"'::jsonb",
		 "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"},
		{{"x string", "x timestamptz", NULL, NULL},
		 "'2020-01-01 12:00'",
		 "'2020-01-01 12:00+00'::timestamptz",
		 "'2020-01-01 12:00:00+00'"},
		{{"x string", "x timestamptz", NULL, NULL},
		 "'2020-01-01 12:00+02'",
		 "'2020-01-01 12:00+02'::timestamptz",
		 "'2020-01-01 10:00:00+00'"},
		{{"x timestamptz", "x varchar(40)", NULL, NULL},
		 "'2020-01-01 12:00+00'",
		 "'2020-01-01 12:00:00+00'",
		 "'2020-01-01 12:00+00'::timestamptz"},
		{{"x timestamptz", "x string", NULL, NULL},
		 "'infinity'",
		 "'infinity'",
		 "'infinity'::timestamptz"},
	};
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	for (size_t i = 0; i < COUNT(values); i++)
		try_value(&live, &pipe, &values[i]);
	pipeline_close(&pipe);
	live_close(&live);
}

/* Replacing an enum has to do with texts that name it, wherever they are. */
TEST(a_lost_value_leaves_other_texts)
{
	static const char before[] = "Enum e { a\n b }";
	static const char after[] = "Enum e { a }";
	static const char two[] = "Enum d { a\n b }\nEnum e { a\n b }";
	static const char two_less[] = "Enum d { a }\nEnum e { a }";
	static const char renamed[] = "Enum f { a }\nProject p { enums: '''"
				      "f [renamed_from: `e`]''' }";
	static const struct trial trials[] = {
		{"s text [default: `('a'::e)::text`]",
		 "s text [default: `('a'::e)::text`]", before, after},
		{"s text [default: `('b'::e)::text`]",
		 "s text [default: `('a'::e)::text`]", before, after},
		{"s text [default: `('a'::e)::text`]",
		 "s text [default: `('a'::f)::text`]", before, renamed},
		{"s text [default: `('b'::e)::text`]", "s text", before, after},
		{"s text [default: `('b'::e)::text`]", "", before, after},
		{"s text [check: `s <> ('a'::e)::text`]",
		 "s text [check: `s <> ('a'::e)::text`]", before, after},
		{"s text [check: `s <> ('b'::e)::text`]", "s text", before, after},
		{"s e [default: 'a']\nr text [default: `('a'::e)::text`]",
		 "s e [default: 'a']\nr text [default: `('a'::e)::text`]", before, after},
		{"s text [default: `('a'::d)::text || ('a'::e)::text`]",
		 "s text [default: `('a'::d)::text || ('a'::e)::text`]", two, two_less},
	};
	try_all(trials, COUNT(trials));
}

TEST(a_new_value_is_used_by_an_array_or_an_expression)
{
	static const char before[] = "Enum e { a }";
	static const char after[] = "Enum e { a\n z }";
	static const struct trial trials[] = {
		{"s e", "s e\ns2 e[] [default: '{z}']", before, after},
		{"s e[] [default: '{a}']", "s e[] [default: '{a,z}']", before, after},
		{"s e", "s e\ns2 e[] [default: `array['z'::e]`]", before, after},
		{"s e", "s e\ns2 text [default: `('z'::e)::text`]", before, after},
		{"s text", "s text [check: `s <> ('z'::e)::text`]", before, after},
		{"s e", "s e [check: `s = any('{a,z}'::e[])`]", before, after},
	};
	try_all(trials, COUNT(trials));
}

#define KEEP "Table a.keep { k int [pk] }\nTable b.keep { k int [pk] }\n"
#define REST                                                                             \
	"k int [pk, increment]\nc serial\nn int [unique]\ns text [note: 'x']\n"          \
	"indexes { s\n`lower(s)` [name: 'odd'] }\nchecks { `n > 0` }\n"

/* A table that goes to another schema takes all along, and others still refer to it. */
TEST(a_table_moves_to_another_schema)
{
	static const char *const moves[][2] = {
		{KEEP "Table t { " REST "}\nTable r { n int [ref: > t.n] }",
		 KEEP "Table a.t [renamed_from: 'public.t'] { " REST
		      "}\nTable r { n int [ref: > a.t.n] }"},
		{KEEP "Table a.t { " REST "}\nTable r { n int [ref: > a.t.n] }",
		 KEEP "Table u [renamed_from: 'a.t'] { " REST
		      "}\nTable r { n int [ref: > u.n] }"},
		{KEEP "Table a.t { " REST "}\nTable b.r { n int [ref: > a.t.n] }",
		 KEEP "Table b.t [renamed_from: 'a.t'] { " REST
		      "more int\n}\nTable b.r { n int [ref: > b.t.n] }"},
		{"Table a.t { " REST "}",
		 "Table b.\"odd.name\" [renamed_from: 'a.t'] { " REST "}"},
		{"Table \"odd.name\" { " REST "}",
		 "Table t [renamed_from: 'odd.name'] { " REST "}"},
	};
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	for (size_t i = 0; i < COUNT(moves); i++) {
		live_exec(&live, "DROP SCHEMA IF EXISTS a, b CASCADE");
		struct ddlect_schema *from = declare_text(&pipe, moves[i][0]);
		from->owns = "*, a.*, b.*";
		struct ddlect_schema *to = declare_text(&pipe, moves[i][1]);
		to->owns = from->owns;
		there_and_back(&live, &pipe, from, to);
		live_exec(&live, "SELECT 1");
	}
	pipeline_close(&pipe);
	live_close(&live);
}

/* Its rows go along: nothing is dropped. */
TEST(a_table_that_moves_keeps_its_rows)
{
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	apply(&live,
	      pipeline_compare(&pipe, declare_text(&pipe, "Table t { " REST "}")).up);
	live_exec(&live, "INSERT INTO t (n, s) VALUES (1, 'here')");
	struct step step = pipeline_compare(
		&pipe,
		declare_text(&pipe, "Table a.u [renamed_from: 'public.t'] { " REST "}"));
	CHECK(!strstr(step.up, "DROP"));
	apply(&live, step.up);
	live_exec(&live, "INSERT INTO a.u (n, s) VALUES (2, 'there')");
	apply(&live, step.down);
	char *rows =
		live_value(&live, "SELECT string_agg(k || s, ',' ORDER BY k) FROM t");
	CHECK_TEXT(rows, "1here,2there");
	free(rows);
	pipeline_close(&pipe);
	live_close(&live);
}
