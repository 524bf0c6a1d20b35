/* SPDX-License-Identifier: Apache-2.0 */
/* DBML: what is said of a text that is wrong: where, what, and what to do. */
#include "tests/unit/dbml_case.h"

TEST(tokens_that_are_none)
{
	CHECK_DBML("Table t { a int [note: 'x] }",
		   "1:24+5: this string doesn't end on its line -> close it with ', or "
		   "use ''' for "
		   "text of many lines\n"
		   "1:17: this bracket is never closed -> close the settings with ]\n"
		   "1:29: table \"t\" is never closed -> close it with }");
	CHECK_DBML("Table t { a int } /* x",
		   "1:19+2: this comment is never closed -> close it "
		   "with */");
	CHECK_DBML("Table t { a int\n \"b int }",
		   "2:2+8: this quoted name doesn't end on its "
		   "line -> close it with \"\n"
		   "2:10: expected the type of column \"b int }\", "
		   "got the end of the file -> a column is "
		   "written as: name type [settings]\n"
		   "2:10: table \"t\" is never closed -> close it "
		   "with }");
	CHECK_DBML("Table t { a int [default: 1.2.3] }",
		   "1:27+5: this isn't a number -> a name that starts with a digit and "
		   "holds a "
		   "dot needs double quotes");
	CHECK_DBML("Table t {\n\xc2\xa0\xc2\xa0 a int }",
		   "2:1: this blank isn't a plain space -> replace it with a space; it "
		   "may have "
		   "come from a web page\n"
		   "2:2: this blank isn't a plain space -> replace it with a space; it "
		   "may have "
		   "come from a web page");
	CHECK_DBML(
		"Table t { a int [note: \xe2\x80\x98x\xe2\x80\x99] }",
		"1:24: this is a typographic quotation mark -> use ' for text and \" for "
		"names\n"
		"1:26: this is a typographic quotation mark -> use ' for text and \" for "
		"names\n"
		"1:18+4: \"note\" must be a text in quotes -> write note: 'x'");
	CHECK_DBML(
		"Table t { a int [defualt: 3] }",
		"1:18+7: there is no setting \"defualt\" -> did you mean \"default\"?");
	CHECK_DBML("Table t { a int [generated: `b + 1`] }",
		   "1:18+9: \"generated\" must be a text in quotes -> write generated: "
		   "'b + 1'");
	CHECK_DBML("Table $t { a int }", "1:7: this character can't stand in a name "
					 "without quotes -> put the name in "
					 "double quotes");
	CHECK_DBML("Table t { \"a\\u00\" int }",
		   "1:11+7: \\u isn't followed by a character -> write \\u and four "
		   "hexadecimal "
		   "digits, as in \\u00e9");
	CHECK_DBML("Table t { a int [note: 'x\\0'] }",
		   "1:24+5: a text can't hold the character 0");
	CHECK_DBML("Table t { \"\\u0000\" int }",
		   "1:11+8: a text can't hold the character 0");
}

TEST(a_text_must_be_utf8)
{
	struct dbml_case c;
	case_read_bytes(&c, "Table t {\n \"\xff\" int }", 21);
	CHECK_TEXT(c.out.text,
		   "2:3: the file isn't UTF-8: byte 0xff -> save it as UTF-8");
	CHECK_TEXT(c.err.text, "t.dbml has 1 error");
	CHECK(!c.diags.list[0]->source);
	case_clear(&c);
	case_read_bytes(&c, "T\0a\0b\0", 6);
	CHECK_TEXT(c.out.text,
		   "1:2: the file holds the character 0 -> it may be a binary file, "
		   "or UTF-16: save it as UTF-8");
	case_clear(&c);
}

TEST(the_line_is_shown)
{
	struct dbml_case c;
	const char *text = "Table t {\r\n  größe int [foo]\r\n}\r\n";
	case_read_bytes(&c, text, strlen(text));
	CHECK_TEXT(c.out.text, "2:14+3: a column has no setting \"foo\"");
	CHECK_TEXT(c.diags.list[0]->source, "  größe int [foo]");
	CHECK_TEXT(c.diags.list[0]->pos.file, "t.dbml");
	case_clear(&c);
}

TEST(tables_that_are_wrong)
{
	CHECK_DBML("Table { a int }\nTable a.b.c { a int }\nTable t[note: 'x'] { a int }",
		   "1:1+5: a Table must have a name\n"
		   "2:7: this isn't a table's name -> write it as table or schema.table\n"
		   "3:8: settings need a space before the [");
	CHECK_DBML("Table my table { a int }", "1:10+5: expected { after the name of my, "
					       "got \"table\" -> a name with a space "
					       "in it needs double quotes");
	CHECK_DBML("Table t { a int\n index { a }\n foo: 'x'\n note: 5\n}",
		   "2:2+5: a table can't hold \"index\" -> did you mean \"indexes\"?\n"
		   "3:2+3: a table can't hold \"foo\" -> it may hold columns, ~partials, "
		   "note, "
		   "indexes, checks and records\n"
		   "4:8: expected the text of the note, got \"5\" -> write it in quotes, "
		   "as in "
		   "Note: 'text'");
	CHECK_DBML("Table a as x { a int }\nTable b as x { a int }",
		   "2:12: \"x\" is an alias of table \"a\" already");
	CHECK_DBML("Table t { a int\n Note: 'x'\n Note: 'y' }",
		   "3:2+4: table \"t\" has a second note");
	CHECK_DBML("Table t { a int",
		   "1:16: table \"t\" is never closed -> close it with }");
}

TEST(columns_that_are_wrong)
{
	CHECK_DBML(
		"Table t {\n a\n b int c int\n d int, \n e int;\n 5 int\n f int[pk]\n}",
		"3:2: expected the type of column \"a\", got \"b\" -> a column is "
		"written as: "
		"name type [settings]\n"
		"3:8: unexpected \"c\" after the type -> put settings in [ ]; a type of "
		"several "
		"words needs double quotes; each column has a line of its own\n"
		"4:7: unexpected \",\" after the settings of a column -> lines end "
		"without a "
		"comma\n"
		"5:7: unexpected \";\" after the settings of a column -> lines end "
		"without a "
		"semicolon\n"
		"6:2: expected a column, got \"5\"\n"
		"7:7: this isn't an array type -> settings need a space before the [");
	CHECK_DBML("Table t {\n a int [pk\n b int\n}",
		   "2:8: this bracket is never closed -> close the settings with ]");
	CHECK_DBML(
		"Table t {\n a int [pk: 1, unqiue, pk, , default: now, note: x]\n}",
		"2:13: \"pk\" takes no value -> write only pk\n"
		"2:16+6: a column has no setting \"unqiue\" -> did you mean \"unique\"?\n"
		"2:24+2: \"pk\" is set twice\n"
		"2:28: expected the name of a setting, got \",\"\n"
		"2:39+3: \"now\" can't be a default -> write 'now' for a text, `now` for "
		"an "
		"expression\n"
		"2:44+4: \"note\" must be a text in quotes -> write note: 'x'");
	CHECK_DBML(
		"Table p { id int [pk] }\nTable t {\n a int [ref: > p.id, delete: set "
		"null]\n b int [ref: > p.id, update: 'cascade', delete]\n}",
		"3:22+6: \"delete\" is no setting of a column -> write a Ref of its own "
		"beside the tables, with the column that it refers to: "
		"Ref: t.a > p.id [delete: set null]\n"
		"4:22+6: \"update\" is no setting of a column -> write a Ref of its own "
		"beside the tables, with the column that it refers to: "
		"Ref: t.b > p.id [update: cascade]\n"
		"4:41+6: \"delete\" is no setting of a column -> write a Ref of its own "
		"beside the tables, with the column that it refers to: "
		"Ref: t.b > p.id [delete: cascade]");
	CHECK_DBML("Table t {\n a int [null, not null, pk, primary key]\n}",
		   "2:2: column \"a\" says both pk and primary key\n"
		   "2:2: column \"a\" says both null and not null");
	CHECK_DBML("Table t {\n a int [x: '1', X: '2', y: 5, identity: 'never', check: "
		   "'x']\n}",
		   "2:17: \"x\" is set twice\n"
		   "2:25: \"y\" must be a text in quotes -> write y: '5'\n"
		   "2:41+7: \"never\" is no identity -> write 'always', 'by default' or "
		   "'sequence'\n"
		   "2:50+5: \"check\" must be an expression in backticks -> write check: "
		   "`a > 0`");
	CHECK_DBML(
		"Table t { a int [default: `x`, default: #fff] }",
		"1:32+7: \"default\" is set twice\n"
		"1:32+7: \"default\" must be a number, a text, true, false, null or an "
		"expression -> expressions are written in backticks: default: `now()`");
	CHECK_DBML("Table t { a a.b.c\n b foo(\n }",
		   "1:17: a type's name has at most a schema before it\n"
		   "3:2: expected a name, got \"}\"");
	CHECK_DBML("Enum e { a }\nTable t { x e [default: e.b]\n y e [default: f.a] }",
		   "2:27: enum \"e\" has no value \"b\"\n"
		   "3:16: there is no enum \"f\" -> write a text in quotes, an "
		   "expression in "
		   "backticks");
}

TEST(keys_that_are_wrong)
{
	CHECK_DBML(
		"Table t { a int [pk]\n b int\n indexes { (a, b) [pk]\n (`a`) [pk]\n 5\n"
		" (a [x]\n b [type: 'gin', uniqe]\n () [unique]\n} }",
		"3:12: table \"t\" has two primary keys -> write one of several columns "
		"as "
		"indexes { (a, b) [pk] }\n"
		"4:2: a primary key can't hold an expression\n"
		"5:2: expected a column or an expression, got \"5\" -> write a, (a, b) "
		"or "
		"`lower(a)`\n"
		"6:5: expected a comma or ), got \"[\"\n"
		"7:5+4: \"type\" must be the name of an index method -> write it without "
		"quotes: type: btree\n"
		"7:18+5: an index has no setting \"uniqe\" -> did you mean \"unique\"?\n"
		"8:2: an index needs a column");
	CHECK_DBML("Table t { a int\n checks { a > 0\n `a` [nam: 'x']\n } }",
		   "2:11: expected an expression, got \"a\" -> write it in backticks: "
		   "`price > "
		   "0`\n"
		   "3:7+3: a check has no setting \"nam\" -> did you mean \"name\"?");
}

TEST(references_that_are_wrong)
{
	CHECK_DBML("Table a { id int }\nTable b { id int }\nRef: a.id <> b.id\n"
		   "Ref: a.id ?<>? b.id",
		   "3:11+2: a many-to-many reference can't be a foreign key -> declare a "
		   "table "
		   "between the two, with a > reference to each\n"
		   "4:11+4: a many-to-many reference can't be a foreign key -> declare a "
		   "table "
		   "between the two, with a > reference to each");
	CHECK_DBML("Table accounts { id int }\nTable b { x int [ref: > account.id]\n"
		   " y int [ref: > accounts.idd]\n z int [ref: > s.b.x]\n w int [ref: "
		   "b.x] }",
		   "5:9+3: \"ref\" must be a relation and a column -> write ref: > "
		   "table.column\n"
		   "2:25+7: there is no table \"account\" -> did you mean \"accounts\"?\n"
		   "3:16+8: table \"accounts\" has no column \"idd\" -> did you mean "
		   "\"id\"?\n"
		   "4:16: there is no table \"s.b\" -> did you mean \"b\"?");
	CHECK_DBML("Table a { id int\n x int }\nRef: a.(id, x) > a.id\nRef: a.id > a.id\n"
		   "Ref: a.id > a.x\nRef: a.id > a.x [delete: 'cascade', foo]\nRef: "
		   "a\nRef: id > "
		   "x\nRef { }\nRef a.b\nRef: a.id = a.x",
		   "3:16: the two sides don't have the same number of columns\n"
		   "6:18+6: \"delete\" isn't an action -> use cascade, restrict, set "
		   "null, set "
		   "default or no action, without quotes\n"
		   "6:37+3: a Ref has no setting \"foo\"\n"
		   "8:1+3: expected a relation, got \"Ref\" -> use > (many to one), < "
		   "(one to "
		   "many) or - (one to one)\n"
		   "8:6+2: this doesn't name a column -> write it as table.column, "
		   "schema.table.column or table.(a, b)\n"
		   "9:1+3: this Ref is empty\n"
		   "10:6: expected a colon or {, got \".\"\n"
		   "11:11: \"=\" is no relation -> use > (many to one), < (one to many) "
		   "or - "
		   "(one to one)\n"
		   "4:13: this column refers to itself\n"
		   "6:13: this reference is declared twice");
}

TEST(values_and_lists_that_are_wrong)
{
	CHECK_DBML("Table t [headercolor: #12] { a int [pk, ]\n b int [note]\n"
		   " c int [default: =]\n d int [default: - -]\n e int [note: ,] }",
		   "1:10+11: \"headercolor\" must be a color -> write it as #rgb or "
		   "#rrggbb\n"
		   "1:41: expected the name of a setting, got \"]\" -> remove the comma "
		   "before it\n"
		   "2:9+4: \"note\" must be a text in quotes -> write note: '…'\n"
		   "3:18: unexpected \"=\"\n"
		   "4:21: expected a number, got \"]\"\n"
		   "5:15: expected a value, got \",\"\n"
		   "5:16: expected the name of a setting, got \"]\" -> remove the comma "
		   "before it");
	CHECK_DBML("Table t { a int\n b int\n indexes { (a, 5)\n a (b) } }",
		   "3:16: expected a column or an expression, got \"5\"\n"
		   "4:4: an index has one list of columns");
	CHECK_DBML("Table t as 5 { a s. }\nTable u { a s. }",
		   "1:12: expected an alias after \"as\", got \"5\"\n"
		   "1:12: expected { after the name of t, got \"5\"\n"
		   "2:16: expected the name of a type");
	CHECK_DBML("Table t { a int\n b int }\nRef: t.(a, 5) > t.(a, b)\n"
		   "Ref { t.a > t.b\n t.b > t.a }",
		   "3:12: expected a column, got \"5\"\n"
		   "5:2: a Ref holds one reference");
}
