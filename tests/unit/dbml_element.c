/* SPDX-License-Identifier: Apache-2.0 */
/* DBML: references, the project, Metadata and its details, and what is left out. */
#include "tests/unit/dbml_case.h"

TEST(who_holds_the_key_depends_on_the_arrow)
{
	CHECK_DBML("Table a { id int }\nTable b { id int }\nRef: a.id > b.id",
		   "Table a {\n  id int [ref: > b.id]\n}\n\nTable b {\n  id int\n}\n");
	CHECK_DBML("Table a { id int }\nTable b { id int }\nRef: a.id < b.id",
		   "Table a {\n  id int\n}\n\nTable b {\n  id int [ref: > a.id]\n}\n");
	CHECK_DBML("Table a { id int }\nTable b { id int }\nRef: a.id - b.id",
		   "Table a {\n  id int\n}\n\nTable b {\n  id int [ref: > a.id]\n}\n");
	CHECK_DBML("Table a { id int [ref: - b.id] }\nTable b { id int }",
		   "Table a {\n  id int [ref: > b.id]\n}\n\nTable b {\n  id int\n}\n");
	CHECK_DBML("Table a { id int [ref: < b.id] }\nTable b { id int }",
		   "Table a {\n  id int\n}\n\nTable b {\n  id int [ref: > a.id]\n}\n");
	CHECK_DBML("Table a { id int [ref: ?>? b.id]\n up int [ref: > id] }\nTable b { "
		   "id int }",
		   "Table a {\n  id int [ref: > b.id]\n  up int [ref: > a.id]\n}\n"
		   "\nTable b {\n  id int\n}\n");
}

TEST(references_have_names_columns_and_actions)
{
	CHECK_SAME("Table s.a {\n  id int\n  x int\n}\n"
		   "\nRef \"a key\": s.a.(id, x) > b.(id, x) [delete: cascade, update: "
		   "restrict]\nRef: s.a.x > b.x [delete: set null]\n"
		   "\nTable b {\n  id int\n  x int\n}\n");
	CHECK_DBML("Table a as A { id int }\nTable b { id int }\n"
		   "Ref n {\n A.id > public.b.id [delete: no action, color: #aaa]\n}",
		   "Table a {\n  id int\n}\n\nRef n: a.id > b.id\n\nTable b {\n  id "
		   "int\n}\n");
}

TEST(the_project_says_what_is_declared)
{
	CHECK_SAME("Project \"my docs\" {\n  version: '1.0'\n  convention: 'cloudquery'\n"
		   "  owns: 'docs_*, x'\n}\n");
	CHECK_DBML("Project {\n Note: 'x'\n database_type: 'PostgreSQL'\n else: '''y'''\n"
		   " VERSION: \"2\" }",
		   "Project {\n  version: '2'\n}\n");
	CHECK_DBML(
		"Project p { verzion: '1' }",
		"warning 1:13+7: \"verzion\" means nothing to this tool -> did you mean "
		"\"version\"?");
}

TEST(a_convention_may_add_what_a_reference_needs)
{
	CHECK_DBML(
		"Project p { convention: 'cloudquery' }\nTable a { x int }\n"
		"Table b { a uuid [ref: > a.cq_id] }",
		"Project p {\n  convention: 'cloudquery'\n}\n\nTable a {\n  x int\n}\n"
		"\nTable b {\n  a uuid\n}\n"
		"\nMetadata Table b {\n  refs: '''\n    (a) [add, to: a.(cq_id)]\n  '''\n"
		"}\n");
}

TEST(metadata_sets_what_settings_set)
{
	CHECK_DBML(
		"Metadata Table t { resource: 'r'\n x: 'y'\n note: 'n' }\n"
		"Table s.t as T [x: 'z', k: 'v'] { a int [x: '1'] }\n"
		"Metadata Column T.a { renamed_from: 'b'\n x: '2' }\n"
		"Table t { a int }\nMetadata TableGroup g { color: #fff }",
		"Table s.t [x: 'z', k: 'v'] {\n  a int [renamed_from: 'b', x: '2']\n}\n"
		"\nTable t [resource: 'r', x: 'y'] {\n  a int\n\n  Note: 'n'\n}\n");
}

TEST(details_of_keys_and_indexes)
{
	CHECK_SAME(
		"Table t {\n  a int\n  b int\n"
		"\n  indexes {\n    a [pk, name: 'k']\n    b [unique, name: 'u']\n"
		"    (a, b) [name: 'i']\n    (a, `b`) [unique, type: btree]\n"
		"    b [unique, name: 'v']\n  }\n}\n"
		"\nMetadata Table t {\n  indexes: '''\n"
		"    k [initially_deferred]\n"
		"    u [nulls_not_distinct, deferrable, include: (a)]\n"
		"    i [where: `a > 'x'`, options: `fillfactor=70`, include: (b), desc: "
		"(1, "
		"2), nulls_last: (2), opclass: (`int4_ops`, ``), collation: (``, `C`)]\n"
		"    (a, `b`) [unique, nulls_not_distinct]\n"
		"    v [index]\n  '''\n}\n");
	CHECK_DBML(
		"Table t [indexes: 'u [where: `x`]'] { a int\n"
		" indexes { a [unique, name: 'u']\n `a` [name: 'z']\n } }",
		"Table t {\n  a int\n\n  indexes {\n    a [unique, name: 'u']\n"
		"    `a` [name: 'z']\n  }\n}\n"
		"\nMetadata Table t {\n  indexes: '''\n    u [where: `x`]\n  '''\n}\n");
	CHECK_SAME("Table t {\n  a int\n}\n"
		   "\nMetadata Table t {\n  indexes: '''\n    x (a, 'it is `') [add, "
		   "unique, "
		   "type: `gin`, note: `n`]\n  '''\n}\n");
}

TEST(details_of_checks_and_attributes)
{
	CHECK_SAME(
		"Table t {\n  a int [k: 'v', attributes: '    \"Odd Key\" "
		"[passive]\\n']\n"
		"\n  checks {\n    `a > 0` [name: 'c']\n    `a`\n  }\n}\n"
		"\nMetadata Table t {\n  attributes: '''\n    note [value: `x`]\n  '''\n"
		"  checks: '''\n    c [no_inherit, not_valid, note: `why`]\n"
		"    (`a`) [not_valid]\n    d (\"`\") [add]\n  '''\n}\n");
}

/* As settings they would be taken for an action of a reference, and refused. */
TEST(attributes_called_delete_and_update_stay_attributes)
{
	CHECK_SAME(
		"Table t {\n  a int [attributes: '    delete [value: `x`]\\n    update "
		"[value: `y`]\\n']\n}\n");
}

TEST(details_of_references)
{
	CHECK_SAME("Table t {\n  a int\n  b int [ref: > u.a]\n}\n"
		   "\nRef r: t.a > u.b\nRef: t.a > u.a\n"
		   "\nMetadata Table t {\n  refs: '''\n"
		   "    r [initially_deferred, match_full, set: `(a)`]\n    (a)\n"
		   "    (a) [add, to: s.elsewhere.(b), delete: `cascade`, not_valid, "
		   "via: `helper`, note: `n`]\n    (a) [add, to: u.(a)]\n"
		   "    (a) [add, to: t.(a), deferrable]\n  '''\n}\n"
		   "\nTable u {\n  a int\n  b int\n}\n");
}

TEST(an_index_that_the_language_has_no_words_for_is_added)
{
	CHECK_SAME("Table t {\n  a int\n  b int\n\n  indexes {\n    (a, b) [unique]\n  "
		   "}\n}\n"
		   "\nMetadata Table t {\n  indexes: '''\n    i (a, a) [add]\n"
		   "    (a, b) [add, unique, index]\n    (a, `b`, 'it is `') [add]\n  "
		   "'''\n}\n");
}

TEST(details_without_a_name_go_to_what_has_none)
{
	CHECK_SAME("Table t {\n  a int\n"
		   "\n  indexes {\n    a\n    a [name: 'n']\n    a\n  }\n"
		   "\n  checks {\n    `a` [name: 'n']\n    `a`\n  }\n}\n"
		   "\nMetadata Table t {\n  indexes: '''\n    (a)\n    (a) [where: `x`]\n"
		   "  '''\n  checks: '''\n    (`a`) [not_valid]\n  '''\n}\n");
}

TEST(details_of_the_project)
{
	CHECK_SAME(
		"Project {\n  schemas: '''\n    empty\n    \"too empty\"\n  '''\n"
		"  enums: '''\n    e [renamed_from: `d`, note: `it's`]\n  '''\n"
		"  routines: '''\n    s.f [body: `BEGIN\n  x := '\\\\n';\nEND`]\n  '''\n"
		"}\n\nEnum e {\n  a\n}\n");
}

TEST(what_only_draws_is_left_out)
{
	CHECK_DBML("TableGroup g [note: 'x', color: #fff] { t\n public.t\n Note: 'y' }\n"
		   "Note n [color: #fff] { '''x''' }\nNote m: 'z'\n"
		   "DiagramView v { Tables { t\n }\n Notes { * }\n TableGroups { }\n }\n"
		   "Dep: t.a -> t.b [color: #fff]\nDep d { t.a -> t.b\n note: 'x' }\n"
		   "records t(a, b) { 1, 'x, y'\n -2, \n `now()`, e.x\n , null }\n"
		   "Table t { a int [dep: -> t.b]\n b int\n records { 1, 2\n } }",
		   "Table t {\n  a int\n  b int\n}\n");
}

TEST(a_file_without_tables_is_a_schema_too)
{
	CHECK_DBML("", "");
	CHECK_DBML(" // nothing\n", "");
}
