/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions of PostgreSQL: what is surely the same, and above all what isn't. */
#include "core/dialect/host.h"
#include "plugins/postgres/lex.h"
#include "plugins/postgres/postgres.h"
#include "tests/unit/test.h"

TEST(words_and_spaces_do_not_count)
{
	static const char *const same[][2] = {
		{"now()", "NOW( )"},
		{"((a > 0))", "a>0"},
		{"a <> 'x'", "(a != 'x'::text)"},
		{"'x'", "'x'::text"},
		{"'x'", "'x'::character varying(10)"},
		{"'{}'", "'{}'::jsonb"},
		{"'{}'::text[]", "'{}'"},
		{"interval '1 day'", "'1 day'::interval"},
		{"a > interval '1 day'", "(a > '1 day'::interval)"},
		{"date '2020-01-01'", "'2020-01-01'"},
		{"-5", "'-5'::integer"},
		{"-5", "'-5'::bigint"},
		{"a > -1", "(a > '-1'::integer)"},
		{"5000000000", "'5000000000'::bigint"},
		{"0", "(0)::numeric"},
		{"a::int4", "a::integer"},
		{"a::TIMESTAMP WITH TIME ZONE", "a::timestamptz"},
		{"a::varchar(10)", "a::character varying(10)"},
		{"a::decimal(10,2)[]", "a::numeric(10, 2)[]"},
		{"lower(\"name\")", "lower(name)"},
		{"TRUE", "true"},
	};
	ddlect_host = host_table();
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		if (!pg_expr_same(same[i][0], same[i][1]) ||
		    !pg_expr_same(same[i][1], same[i][0]))
			test_fail(__FILE__, __LINE__, "%s is not %s", same[i][0],
				  same[i][1]);
	}
	CHECK(pg_expr_same(NULL, NULL));
}

TEST(what_may_differ_differs)
{
	static const char *const different[][2] = {
		{"now()", "CURRENT_TIMESTAMP"},
		{"'x'", "'X'"},
		{"'abc'", "'abc'::character varying(2)"},
		{"'abc'", "'abc'::character(3)"},
		{"'abc'", "'abc'::\"char\""},
		{"'a'::mood", "'a'"},
		{"\"A\"", "a"},
		{"\"user\"", "user"},
		{"(a) + (b)", "a + b)"},
		{"(a + b) * c", "a + b * c"},
		{"'-5'::text", "-5"},
		{"1.7", "(1.7)::integer"},
		{"'1.7'", "'1.7'::integer"},
		{"'1.234'", "'1.234'::numeric(10,2)"},
		{"'{}'::json", "'{}'::jsonb"},
		{"a::json", "a::jsonb"},
		{"'-1'::integer::text", "-1::text"},
		{"E'a\\n'", "'a\\n'"},
		{"f('1'::json)", "f('1')"},
		{"'x'::text", "'x'::bytea"},
		{"5", "'5'"},
		{"a", ""},
		{"a -- b", "a"},
		{"'a", "'a'"},
	};
	ddlect_host = host_table();
	for (size_t i = 0; i < sizeof(different) / sizeof(*different); i++) {
		if (pg_expr_same(different[i][0], different[i][1]) ||
		    pg_expr_same(different[i][1], different[i][0]))
			test_fail(__FILE__, __LINE__, "%s is taken for %s",
				  different[i][0], different[i][1]);
	}
	CHECK(!pg_expr_same(NULL, "a"));
}

TEST(an_expression_stays_where_it_was_put)
{
	static const char *const fine[] = {
		"a > 0",      "f(a, b)",	  "ARRAY[1,2]",	  "'a;b'",
		"$$ ; -- $$", "\"a;\" = $t$;$t$", "E'\\';' || a", "a->>'b'",
		"a - -1",     "U&'\\0441'",
	};
	static const char *const wrong[][2] = {
		{"a; DROP TABLE b", "holds a semicolon outside of quotes"},
		{"a) OR (b", "closes a bracket that it didn't open"},
		{"(a", "opens a bracket that it doesn't close"},
		{"(a]", "closes a bracket that it didn't open"},
		{"a, b", "holds a comma outside of parentheses"},
		{"  ", "is empty"},
		{"a -- b",
		 "holds a quote that is never closed, a comment, or a character "
		 "that SQL doesn't have"},
		{"'a",
		 "holds a quote that is never closed, a comment, or a character that "
		 "SQL doesn't have"},
	};
	for (size_t i = 0; i < sizeof(fine) / sizeof(*fine); i++)
		CHECK_TEXT(pg_expr_wrong(fine[i]), NULL);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		CHECK_TEXT(pg_expr_wrong(wrong[i][0]), wrong[i][1]);
}

TEST(a_plan_keeps_what_was_said_or_not)
{
	static const struct {
		const char *expr;
		const char *plan;
		bool kept;
	} cases[] = {
		{"a > 0", "(t.a > 0)", true},
		{"(a > 0) OR true", "true", false},
		{"(a > 0) AND true", "(t.a > 0)", false},
		{"pos(a)", "(t.a > 0)", false},
		{"a = ANY (ARRAY['x'::text, 'y'::text])", "(t.a = ANY ('{x,y}'::text[]))",
		 true},
		{"a = ANY (ARRAY['x'::text, 'z'::text])", "(t.a = ANY ('{x,y}'::text[]))",
		 false},
		{"(NOT (a = 1))", "(t.a <> 1)", true},
		{"(a > 1) OR ((a > 2) AND false)", "(t.a > 1)", false},
		{"a > (5)::numeric", "(t.a > '5'::numeric)", true},
		{"a = 'open", "true", false},
	};
	ddlect_host = host_table();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (pg_expr_kept(cases[i].expr, cases[i].plan, NULL) != cases[i].kept)
			test_fail(__FILE__, __LINE__, "%s in %s", cases[i].expr,
				  cases[i].plan);
}

TEST(alike_are_the_same_words_in_the_same_order)
{
	CHECK(pg_expr_alike("(a > 0) OR true", "A>0 or (true)"));
	CHECK(pg_expr_alike("(s <> 'x'::text)", "s != 'x'"));
	CHECK(!pg_expr_alike("a > 0 OR true", "b > 0 OR true"));
	CHECK(!pg_expr_alike("a > 0 OR true", "a > 1 OR true"));
	CHECK(!pg_expr_alike("a > 0", "a > 0 OR true"));
	CHECK(!pg_expr_alike("s = 'x'", "s = x"));
	CHECK(!pg_expr_alike("s = 'x", "s = 'x"));
}
