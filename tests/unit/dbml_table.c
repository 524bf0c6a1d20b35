/* SPDX-License-Identifier: Apache-2.0 */
/* DBML: tables, their columns, keys, indexes, checks, notes; and partials. */
#include "tests/unit/dbml_case.h"

TEST(a_table_in_its_usual_form_is_written_as_it_stands)
{
	CHECK_SAME("Table auth.users [resource: 'users', retention: '14 days'] {\n"
		   "  id bigint [pk, not null, increment]\n"
		   "  \"first name\" varchar(80) [not null, default: 'x', note: 'who']\n"
		   "  email string [unique, renamed_from: 'mail']\n"
		   "\n"
		   "  Note: 'people'\n"
		   "}\n");
}

TEST(names_are_words_or_in_double_quotes)
{
	CHECK_DBML("TABLE \"a \\\"b\\\\\" { \"c\\u00e9\\td\" INT\n 2fa int\n Größe int\n "
		   "_x int "
		   "}",
		   "Table \"a \\\"b\\\\\" {\n  \"cé\\td\" int\n  \"2fa\" int\n  "
		   "\"Größe\" int\n"
		   "  _x int\n}\n");
	CHECK_SAME("Table \"as\" {\n  note int\n  indexes int\n  \"x y\" int\n}\n");
	CHECK_DBML("Table public.t { a int }", "Table t {\n  a int\n}\n");
	CHECK_DBML("Table t { \"\\ud83d\\ude00\" int }", "Table t {\n  \"😀\" int\n}\n");
}

TEST(neutral_types_are_bare_words)
{
	CHECK_SAME(
		"Table t {\n  a bool\n  b smallint\n  c int\n  d bigint\n  e float\n"
		"  f uuid\n  g string\n  h bytes\n  i timestamp\n  j timestamptz\n"
		"  k date\n  l time\n  m interval\n  n numeric\n  o varchar\n  p json\n"
		"  q inet\n  r cidr\n  s macaddr\n}\n");
	CHECK_SAME("Table t {\n  a numeric(10)\n  b numeric(10,2)\n  c varchar(5)[]\n"
		   "  d timestamp(3)\n  e timestamptz(0)\n  f time(6)\n  g interval(2)\n"
		   "  h int[][]\n}\n");
	CHECK_DBML("Table t { a INT[3]\n b Numeric ( 10 , 2 ) [not null] }",
		   "Table t {\n  a int[]\n  b numeric(10,2) [not null]\n}\n");
}

TEST(other_types_are_the_databases_own)
{
	CHECK_SAME("Table t {\n  a decimal(10,2)\n  b \"double precision\"[]\n"
		   "  c \"json\"\n  d \"int\"\n  e \"pg_catalog.json\"\n"
		   "  f net.ltree\n  g \"my net\".\"a b(3)\"\n  h \"varchar(10)\"\n"
		   "  i my_type [type_schema: 'public']\n}\n");
	CHECK_DBML(
		"Table t { a decimal(10, 2)\n b enum('a','b')\n c int(-1)\n d uuid(3) }",
		"Table t {\n  a decimal(10,2)\n  b \"enum('a','b')\"\n  c \"int(-1)\"\n"
		"  d \"uuid(3)\"\n}\n");
}

TEST(an_enums_name_is_its_type)
{
	CHECK_SAME("Enum mood {\n  sad\n  \"not so\"\n}\n"
		   "\nEnum s.mood {\n  ok\n}\n"
		   "\nTable t {\n  a mood [default: 'sad']\n  b s.mood[]\n}\n");
	CHECK_DBML(
		"Table t { a mood [default: mood.sad]\n b \"mood\" }\nenum mood { sad\n "
		"happy [note: 'yes'] }",
		"Enum mood {\n  sad\n  happy\n}\n"
		"\nTable t {\n  a mood [default: 'sad']\n  b mood\n}\n");
	CHECK_DBML("Enum mood { sad }\nTable t { a moood }",
		   "warning 2:11: \"moood\" is no enum; it is taken for a type of the "
		   "database's own -> did you mean the enum \"mood\"?");
}

TEST(defaults_keep_their_kind)
{
	CHECK_SAME("Table t {\n  a int [default: 5]\n  b int [default: -1.5e-3]\n"
		   "  c bool [default: true]\n  d string [default: 'it\\'s']\n"
		   "  e timestamp [default: `now() at time zone 'utc'`]\n"
		   "  f string [default: '']\n  g string [default_expression: '`']\n}\n");
	CHECK_DBML(
		"Table t { a int [default: --++-7]\n b bool [default: FALSE]\n"
		" c int [default: null]\n d string [default: \"x\"]\n"
		" e int [default: + 5]\n}",
		"Table t {\n  a int [default: -7]\n  b bool [default: false]\n  c int\n"
		"  d string [default: 'x']\n  e int [default: 5]\n}\n");
}

TEST(keys_stand_at_columns_or_in_indexes)
{
	CHECK_SAME("Table t {\n  a int [pk]\n  b int [unique]\n  c int\n"
		   "\n  indexes {\n    (b, c) [unique, name: 'bc']\n    c\n"
		   "    `lower(c)` [unique]\n    (a, `b + c`) [type: gin, note: 'why']\n"
		   "    a [unique, type: btree]\n  }\n"
		   "\n  checks {\n    `a > 0`\n    `b > 0` [name: 'b_is']\n  }\n}\n");
	CHECK_DBML(
		"Table t { a int pk unique [not null]\n b int [primary key, check: "
		"`b`]\n}",
		"Table t {\n  a int [not null, unique]\n  b int\n"
		"\n  indexes {\n    (a, b) [pk]\n  }\n\n  checks {\n    `b`\n  }\n}\n");
	CHECK_DBML(
		"Table t { a int [pk]\n b int\n indexes { a [pk, name: 'x']\n a b\n } }",
		"Table t {\n  a int\n  b int\n"
		"\n  indexes {\n    a [pk, name: 'x']\n    (a, b)\n  }\n}\n");
	CHECK_DBML(
		"Table t { a int [unique]\n indexes { a [unique, name: 'x']\n } }",
		"Table t {\n  a int\n\n  indexes {\n    a [unique, name: 'x']\n  }\n}\n");
}

TEST(notes_lose_their_indentation_when_in_three_quotes)
{
	CHECK_DBML("Table t { a int\n Note: '''\n    first\n      second\n\n    third\n  "
		   "'''\n}",
		   "Table t {\n  a int\n\n  Note: '''\n    first\n      second\n\n    "
		   "third\n"
		   "  '''\n}\n");
	CHECK_DBML("Table t { a int [note: '''one\\\n two''']\n note { '  kept' } }",
		   "Table t {\n  a int [note: 'one two']\n\n  Note: '  kept'\n}\n");
	CHECK_DBML("Table t { a int [note: '''\r\n x\r\n y\r\n''']\r\n}\r\n",
		   "Table t {\n  a int [note: '''\n    x\n    y\n  ''']\n}\n");
	CHECK_DBML("Table t { a int [note: 'a\\n\\n b'] }",
		   "Table t {\n  a int [note: '''\n    a\n\n     b\n  ''']\n}\n");
}

TEST(comments_are_anywhere)
{
	CHECK_DBML("// one\nTable t /* two\n lines */ { // three\n a /**/ int /* x */ [ "
		   "// y\n"
		   " pk /* z\n */, not /* and */ null] // end\n}",
		   "Table t {\n  a int [pk, not null]\n}\n");
	CHECK_DBML("\xef\xbb\xbfTable t { a int }", "Table t {\n  a int\n}\n");
}

TEST(what_only_this_tool_knows_is_read_from_settings)
{
	CHECK_SAME("Table t {\n  a int [increment, identity: 'always', identity_options: "
		   "'START 5']\n  b int [increment, identity: 'sequence']\n"
		   "  c string [generated: 'a || b', collation: 'C']\n"
		   "  d string [virtual: 'a']\n}\n");
	CHECK_DBML("Table t { a int [headercolor: '#fff', Foo: #abc] }",
		   "Table t {\n  a int [headercolor: '#fff', foo: '#abc']\n}\n");
}

TEST(partials_go_where_they_are_injected)
{
	CHECK_DBML("Table t { a int\n ~p\n z int }\nTablePartial p { b int\n c int }",
		   "Table t {\n  a int\n  b int\n  c int\n  z int\n}\n");
}

TEST(the_table_wins_then_the_last_partial)
{
	CHECK_DBML("TablePartial p [note: 'p'] { a int [unique]\n b int [pk]\n"
		   " indexes { b\n } }\n"
		   "TablePartial q [note: 'q'] { a bool\n b string [not null]\n c int }\n"
		   "Table t { ~p\n ~q\n a json }",
		   "Table t {\n  b string [not null]\n  c int\n  a json\n"
		   "\n  indexes {\n    b\n  }\n\n  Note: 'q'\n}\n");
	CHECK_DBML("TablePartial p { id int [pk]\n x int\n indexes { (id, x) [unique]\n"
		   " x [name: 'n']\n }\n checks { `x` [name: 'c']\n } }\n"
		   "Table t { y int [pk]\n ~p\n indexes { (id, x) [unique]\n } }\n"
		   "Table u { ~p\n indexes { x [pk]\n } }",
		   "Table t {\n  y int\n  id int\n  x int\n"
		   "\n  indexes {\n    (y, id) [pk]\n    (id, x) [unique]\n    x [name: "
		   "'n']\n"
		   "  }\n\n  checks {\n    `x` [name: 'c']\n  }\n}\n"
		   "\nTable u {\n  id int\n  x int [pk]\n"
		   "\n  indexes {\n    (id, x) [unique]\n    x [name: 'n']\n  }\n"
		   "\n  checks {\n    `x` [name: 'c']\n  }\n}\n");
}

TEST(references_of_partials_are_each_tables_own)
{
	CHECK_DBML("Table users { id int [pk] }\n"
		   "TablePartial p { owner int [ref: > users.id] }\n"
		   "Table a { ~p }\nTable b { ~p\n owner int }",
		   "Table users {\n  id int [pk]\n}\n\nTable a {\n  owner int [ref: > "
		   "users.id]\n}\n\nTable b {\n  owner int\n}\n");
}
