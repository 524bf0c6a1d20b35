/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DBML: what is said of wrong elements beside tables and references: enums, projects,
 * partials, Metadata with its details, and what only draws.
 */
#include "tests/unit/dbml_case.h"

TEST(elements_that_are_none)
{
	CHECK_DBML("Tabel t { a int }",
		   "1:1+5: \"Tabel\" is no element -> did you mean Table?");
	CHECK_DBML("foo\n}\n'x'\nTable t { a int }",
		   "1:1+3: \"foo\" is no element -> a file holds Project, Table, "
		   "TablePartial, "
		   "Enum, Ref, Metadata, use, and what only draws\n"
		   "2:1: \"}\" is no element -> a file holds Project, Table, "
		   "TablePartial, Enum, "
		   "Ref, Metadata, use, and what only draws\n"
		   "3:1+3: a string is no element -> a file holds Project, Table, "
		   "TablePartial, "
		   "Enum, Ref, Metadata, use, and what only draws");
}

TEST(enums_and_projects_that_are_wrong)
{
	CHECK_DBML(
		"Enum e { a\n a\n 5 }\nEnum { b }\nEnum f [note: 'x'] { a }\nEnum g { }",
		"2:2: enum \"e\" has the value \"a\" twice\n"
		"3:2: expected a value of the enum, got \"5\" -> a value that isn't a "
		"plain "
		"word needs double quotes\n"
		"4:6: expected a name, got \"{\"\n"
		"5:8: expected { after the enum's name -> an enum has no settings; what "
		"it was called is said in the Project: enums: '''f [renamed_from: "
		"`old`]'''\n"
		"warning 6:6: enum \"g\" has no values");
	CHECK_DBML("Project p { version: 1\n x\n note: 'a'\n note: 'b' }\nProject { }",
		   "1:13+7: \"version\" must be a text in quotes -> write version: '1'\n"
		   "3:2+4: expected a colon after the field's name, got \"note\"\n"
		   "4:2+4: the project has a second note\n"
		   "5:1+7: a file can only have one Project");
}

TEST(metadata_and_details_that_are_wrong)
{
	CHECK_DBML("Table t { a int }\nMetadata Tabel t { x: 'y' }\nMetadata Table u { "
		   "x: 'y' }\n"
		   "Metadata Column t.b { x: 'y' }\n"
		   "Metadata Column t.a { x: 'y'\n x: 'z'\n unique: 'x'\n z }",
		   "2:10+5: Metadata can't be of \"Tabel\" -> write Metadata Table name "
		   "{ … } or "
		   "Metadata Column table.column { … }\n"
		   "3:16: there is no table \"u\" -> declare it, or import it with use\n"
		   "4:19: table \"t\" has no column \"b\"\n"
		   "6:2: \"x\" is set twice\n"
		   "7:2+6: \"unique\" can't be set by Metadata -> write it in the "
		   "settings of the "
		   "column itself\n"
		   "8:4: expected a colon after the key, got \"}\"");
	CHECK_DBML(
		"Table t { a int }\nMetadata Table t { indexes: '''\n  foo [where: `x`]\n"
		"  (a) [wher: `x`]\n  5\n''' \n checks: 'c [not_valid]'\n refs: 'r "
		"[add]' }",
		"3:3+3: table \"t\" has no index or key \"foo\"\n"
		"4:8+4: this has no setting \"wher\" -> did you mean \"where\"?\n"
		"4:3: table \"t\" has no index or key of these columns\n"
		"5:3: expected a name or columns in parentheses, got \"5\" -> each line "
		"is "
		"written as: name (a, b) [settings]\n"
		"7:11: table \"t\" has no check \"c\"\n"
		"8:9: a reference that is added needs its columns -> write name (a, b) "
		"[add, "
		"to: table.(c, d)]");
}

TEST(partials_that_are_wrong)
{
	CHECK_DBML("TablePartial base { a int [foo]\n a int\n ~x }\n"
		   "Table t { ~bas\n ~base\n ~base\n ~ }\nTablePartial base { b int }\n"
		   "TablePartial p [x: 'y'] { b int }",
		   "1:28+3: a column has no setting \"foo\"\n"
		   "2:2: column \"a\" is declared twice\n"
		   "3:2: a TablePartial can't hold another one\n"
		   "7:4: expected the name of a TablePartial after ~\n"
		   "8:14+4: TablePartial \"base\" is declared twice -> the first one is "
		   "on line 1\n"
		   "9:17: a TablePartial has no setting \"x\"\n"
		   "4:12+3: there is no TablePartial \"bas\" -> did you mean \"base\"?\n"
		   "6:3+4: TablePartial \"base\" is injected twice");
	CHECK_DBML("Table a {\n b int\n ~c\n}\nTable d {\n e int\n ~c\n}",
		   "3:3: there is no TablePartial \"c\" -> declare it, or import it with "
		   "use");
}

TEST(what_only_draws_is_checked_too)
{
	CHECK_DBML("TableGroup g { nope\n Note: 'a'\n Note: 'b' }\nDiagramView v { "
		   "Tables { ( ]"
		   " }\n }\nTable t { a int\n records { 1, (\n } }\nNote { 'x' }",
		   "3:2+4: the group has a second note\n"
		   "4:28: unexpected \"]\"\n"
		   "4:26: this bracket is never closed\n"
		   "7:15: records can't hold \"(\" -> they hold plain values, split by "
		   "commas\n"
		   "9:1+4: this Note needs a name\n"
		   "1:16+4: there is no table \"nope\" -> declare it, or import it with "
		   "use");
}

TEST(a_note_holds_one_text)
{
	CHECK_DBML("Note n { 'x' 'y' }\nTable t { a int }",
		   "1:14+3: a note holds one text");
}

TEST(names_have_at_most_a_schema)
{
	CHECK_DBML("Enum a.b.c { x }\nTablePartial s.p { a int }\nTable t { a int }",
		   "1:6: this isn't an enum's name -> write it as enum or schema.enum\n"
		   "2:14: a TablePartial's name has no schema");
	CHECK_DBML("Enum s.e { a }\nTable t { x s.e [default: s.e.b.c] }",
		   "2:27: this isn't a value of an enum -> write it as enum.value or "
		   "schema.enum.value");
	CHECK_DBML("Metadata Column t { x: 'y' }\nMetadata Table a.b.c { x: 'y' }\n"
		   "Metadata Table a.b.c.d.e { x: 'y' }",
		   "3:16: this is no name\n"
		   "1:17: this doesn't name a column -> write it as table.column or "
		   "schema.table.column\n"
		   "2:16: this doesn't name a table -> write it as table or "
		   "schema.table");
}

TEST(a_line_of_a_project_or_of_metadata_begins_with_a_word)
{
	CHECK_DBML("Project p { 5: 'x' }\nTable t { a int }",
		   "1:13: expected a field, got \"5\" -> fields are written as name: "
		   "'text'");
	CHECK_DBML("Table t { a int }\nMetadata Table t { 5: 'x' }",
		   "2:20: expected a key, got \"5\" -> lines of Metadata are written as "
		   "key: 'value'");
}

TEST(details_have_values_of_their_own_shape)
{
	CHECK_DBML("Table t { a int\n b int\n indexes { (a, b) } }\n"
		   "Metadata Table t { indexes: '''\n  (a, b) [include: x, to: x]\n"
		   "  (a, b) [desc: (3), where: 5]\n'''\n"
		   " refs: '''\n  r (a) [add, to: t.(a), delete: 'drop']\n''' }",
		   "5:11+7: \"include\" doesn't have the right value -> write it as (a, "
		   "b)\n"
		   "5:23+2: \"to\" doesn't have the right value -> write it as table.(a, "
		   "b)\n"
		   "6:22+5: \"where\" must be a text in quotes -> write where: '5'\n"
		   "6:3: table \"t\" has no index or key of these columns\n"
		   "9:3: \"drop\" is no action of a reference");
	CHECK_DBML("Table t { a int\n b int\n indexes { (a, b) } }\n"
		   "Metadata Table t { indexes: '(a, b) [desc: (3)]' }",
		   "4:45: the index has no part \"3\" -> parts are counted from 1 to 2");
}

TEST(what_a_project_and_attributes_list_has_names)
{
	CHECK_DBML("Project p { schemas: '(a)'\n enums: '''\n  (a)\n  e [note: 'x']\n"
		   "''' }\nTable t { a int [attributes: '(a)'] }",
		   "6:31: expected a name, got \"(\"\n"
		   "1:23: expected a name, got \"(\"\n"
		   "3:3: expected a name, got \"(\"\n"
		   "4:3: there is no enum \"e\"");
}

TEST(what_is_near_is_proposed)
{
	CHECK_DBML("Table t { account int }\nMetadata Column t.acount { note: 'x' }",
		   "2:19+6: table \"t\" has no column \"acount\" -> did you mean "
		   "\"account\"?");
	CHECK_DBML("Enum state { active }\nTable t { a state [default: state.actve] }",
		   "2:35+5: enum \"state\" has no value \"actve\" -> did you mean "
		   "\"active\"?");
	CHECK_DBML("Table s.t { a int\n b int [ref: > t.a]\n ~p }",
		   "3:3: there is no TablePartial \"p\" -> declare it, or import it with "
		   "use\n"
		   "2:16: there is no table \"t\" -> did you mean \"s.t\"?");
}

TEST(records_groups_and_dependencies_are_read_to_their_end)
{
	CHECK_DBML("Table t { a int }\nrecords t { 1 }",
		   "2:11: expected the columns of the records -> write records "
		   "table(column, column) { … }");
	CHECK_DBML("TablePartial p { records (a) { 1 }\n a int }\nTable t { ~p }",
		   "1:18+7: a TablePartial can't hold records");
	CHECK_DBML("Table t [dep: x] { a int [dep: x] }\nDep: t.a 5\nDep: t.a\n",
		   "1:10+3: \"dep\" must be -> or <- and a table\n"
		   "1:27+3: \"dep\" must be -> or <- and a column\n"
		   "2:1+3: expected two columns with an arrow between them\n"
		   "4:1: expected a value, got the end of the file");
	CHECK_DBML("TableGroup { t }\nTable t { a int }",
		   "1:1+10: a TableGroup must have a name");
	CHECK_DBML("DiagramView v { "
		   "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((( }",
		   "1:80: brackets are nested too deeply");
}

TEST(what_is_never_closed)
{
	static const char *const cases[][2] = {
		{"enum e { a", "3:8: this enum"},
		{"Project p {", "3:1+7: this Project"},
		{"TableGroup g { t", "3:14: this TableGroup"},
		{"records t(a) { 1", "3:10: this list of records"},
		{"Metadata Table t { note: 'x'", "3:10+5: this Metadata"},
		{"DiagramView v { (", "3:17: this bracket"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[128];
		char expected[128];
		snprintf(text, sizeof(text), "Table t {\n a int }\n%s", cases[i][0]);
		snprintf(expected, sizeof(expected), "%s is never closed%s", cases[i][1],
			 i < 5 ? " -> close it with }" : "");
		CHECK_DBML(text, expected);
	}
	CHECK_DBML("use { table a",
		   "1:1+3: the list of this use is never closed -> close it with }\n"
		   "1:14: expected \"from\" and a file, got the end of the file");
	CHECK_DBML("Table t { a int\n indexes { a",
		   "2:10: this list of indexes is never closed -> close it with }\n"
		   "2:13: table \"t\" is never closed -> close it with }");
}
