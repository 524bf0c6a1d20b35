/* SPDX-License-Identifier: Apache-2.0 */
/* DBML: files that use each other; files that can't be read. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "tests/unit/dbml_case.h"

static char directory[64];

static void begin(void)
{
	snprintf(directory, sizeof(directory), "/tmp/ddlect-use-XXXXXX");
	CHECK(mkdtemp(directory));
	CHECK_INT(chdir(directory), 0);
}

static void file(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");
	CHECK(out);
	fputs(text, out);
	CHECK_INT(fclose(out), 0);
}

static void end(void)
{
	char command[128];
	CHECK_INT(chdir("/"), 0);
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	CHECK_INT(system(command), 0);
}

/* main.dbml is read, and written as `expected`. */
static void expect(const char *expected)
{
	struct dbml_case c;
	arena_init(&c.arena);
	diags_init(&c.diags, &c.arena);
	buf_init(&c.out);
	c.schema = dbml_read(&c.arena, "main.dbml", &c.diags, &c.err);
	if (!c.schema || c.diags.n) {
		case_diags(&c);
		for (uint32_t i = 0; i < c.diags.n; i++)
			buf_printf(&c.out, "\n%s", c.diags.list[i]->pos.file);
	} else {
		CHECK_INT(dbml_write(&c.out, c.schema, NULL, &c.err), 0);
	}
	CHECK_TEXT(c.out.text, expected);
	case_clear(&c);
}

TEST(everything_of_another_file)
{
	begin();
	file("users.dbml", "Table users { id int [pk]\n s state }\nEnum state { on }\n"
			   "Project other { version: '9' }");
	file("main.dbml", "use * from './users'\nTable t { u int [ref: > users.id] }");
	expect("Enum state {\n  on\n}\n\nTable t {\n  u int [ref: > users.id]\n}\n"
	       "\nTable users {\n  id int [pk]\n  s state\n}\n");
	end();
}

TEST(a_choice_and_other_names)
{
	begin();
	CHECK_INT(mkdir("lib", 0777), 0);
	file("lib/auth.dbml",
	     "Table auth.users { id int [pk]\n s auth.state }\nEnum auth.state { on }\n"
	     "Table auth.keys { id int\n u int [ref: > auth.users.id] }\n"
	     "TablePartial p { made timestamp\n by int [ref: > auth.users.id] }\n"
	     "TableGroup both { auth.users\n auth.keys }");
	file("main.dbml",
	     "use { table auth.users as u\n tablepartial p } from './lib/auth.dbml'\n"
	     "Table t { ~p }");
	expect("Enum auth.state {\n  on\n}\n\nTable t {\n  made timestamp\n"
	       "  by int [ref: > u.id]\n}\n\nTable u {\n  id int [pk]\n  s "
	       "auth.state\n}\n");
	file("main.dbml", "use { schema auth } from './lib/auth'");
	expect("Enum auth.state {\n  on\n}\n\nTable auth.users {\n  id int [pk]\n"
	       "  s auth.state\n}\n\nTable auth.keys {\n  id int\n"
	       "  u int [ref: > auth.users.id]\n}\n");
	file("main.dbml", "use { tablegroup both } from './lib/auth'\n"
			  "Metadata Table auth.keys { k: 'v' }");
	expect("Enum auth.state {\n  on\n}\n\nTable auth.users {\n  id int [pk]\n"
	       "  s auth.state\n}\n\nTable auth.keys [k: 'v'] {\n  id int\n"
	       "  u int [ref: > auth.users.id]\n}\n");
	end();
}

TEST(only_what_is_reused_goes_further)
{
	begin();
	file("a.dbml", "Table a { id int }");
	file("b.dbml", "Table b { id int }");
	file("both.dbml", "use * from './a'\nreuse { table b as c } from './b'");
	file("main.dbml", "use * from './both'\nuse * from './both'");
	expect("Table c {\n  id int\n}\n");
	file("main.dbml", "use { table a } from './both'");
	expect("1:13: \"both.dbml\" has no table \"a\"\nmain.dbml");
	end();
}

TEST(imports_that_go_wrong)
{
	begin();
	file("a.dbml", "use * from './main'\nTable a { id int }");
	file("main.dbml", "use * from './a'\nTable t { id int }");
	expect("1:12+8: \"./main\" uses this file, so they use each other -> move what "
	       "both need "
	       "into a third file\na.dbml");
	file("main.dbml",
	     "use * from './none'\nuse * from '/a'\nuse { tabel a } from './a'\n"
	     "use { table } from './a'\nuse x\nuse * './a'");
	expect("1:12+8: there is no file \"./none\": No such file or directory\n"
	       "2:12+4: \"/a\" isn't a relative path -> start it with ./ or ../\n"
	       "3:7+5: \"tabel\" can't be imported -> did you mean \"table\"?\n"
	       "1:12+8: \"./main\" uses this file, so they use each other -> move what "
	       "both need "
	       "into a third file\n"
	       "4:13: expected a name, got \"}\"\n"
	       "5:5: expected * or {, got \"x\"\n"
	       "6:7+5: expected \"from\" and a file, got a string\n"
	       "main.dbml\nmain.dbml\nmain.dbml\na.dbml\nmain.dbml\nmain.dbml\nmain."
	       "dbml");
	file("a.dbml", "Table users { id int }");
	file("b.dbml", "Table users { id int }\nTable t { u int [ref: > users.id] }");
	file("main.dbml", "use * from './a'\nuse { table user\n table t } from './b'");
	expect("2:13+4: \"b.dbml\" has no table \"user\" -> did you mean \"users\"?\n"
	       "2:25+5: table \"t\" refers to \"users\", which isn't imported -> add "
	       "table users "
	       "to the use of this file\nmain.dbml\nb.dbml");
	file("main.dbml", "use * from './a'\nuse * from './b'");
	expect("2:1+3: \"users\" is imported twice, from different files -> give one of "
	       "them "
	       "another name with as\n"
	       "2:25+5: table \"t\" refers to \"users\", which isn't imported -> add "
	       "table users "
	       "to the use of this file\nmain.dbml\nb.dbml");
	end();
}

TEST(imports_that_are_written_wrong)
{
	begin();
	file("a.dbml", "Table users { id int }");
	file("main.dbml", "use { foo a\n table a.b.c\n table users as 5 } from './a'");
	expect("1:7+3: \"foo\" can't be imported -> import a table, enum, tablepartial, "
	       "schema or tablegroup\n"
	       "2:8: this is no name of a table\n"
	       "3:17: expected a name after \"as\"\n"
	       "main.dbml\nmain.dbml\nmain.dbml");
	end();
}

/* f1 uses f2, and so on: a chain that is too long, and one that ends in a directory. */
TEST(files_use_each_other_only_so_deep)
{
	begin();
	file("main.dbml", "use * from './f1'");
	for (int i = 1; i <= 65; i++) {
		char name[32];
		char text[64];
		snprintf(name, sizeof(name), "f%d.dbml", i);
		snprintf(text, sizeof(text), "use * from './f%d'", i + 1);
		file(name, text);
	}
	expect("1:12+7: files use each other too deeply -> use fewer files between the "
	       "first and the last\nf64.dbml");
	CHECK_INT(mkdir("f2", 0777), 0);
	expect("1:12+6: f2 is a directory, not a file of tables\nf1.dbml");
	end();
}

static void refused(const char *path, const char *words)
{
	struct arena arena;
	struct diags diags;
	struct ddlect_err err;
	arena_init(&arena);
	diags_init(&diags, &arena);
	CHECK(!declare_file(&arena, path, &diags, &err));
	CHECK_TEXT(err.text, words);
	arena_clear(&arena);
}

TEST(files_that_cannot_be_read)
{
	begin();
	refused("none.dbml", "none.dbml can't be opened: No such file or directory");
	refused(".", ". is a directory, not a file of tables");
	file("empty.dbml", "");
	refused("empty.dbml", "empty.dbml declares no tables");
	file("only.dbml", "Enum e { a }");
	refused("only.dbml", "only.dbml declares no tables");
	file("bad.dbml", "Tabel t { }");
	refused("bad.dbml", "bad.dbml has 1 error");
	char said[64];
	snprintf(said, sizeof(said), "/proc/self/mem can't be read: %s", strerror(EIO));
	refused("/proc/self/mem", said);
	file("large.dbml", "Table t { a int }");
	CHECK_INT(truncate("large.dbml", (1l << 30) + 1), 0);
	refused("large.dbml",
		"large.dbml is larger than 1 GiB; use several files, with use");
	end();
}

TEST(checks_of_the_model_show_the_line)
{
	struct arena arena;
	struct diags diags;
	struct ddlect_err err;
	begin();
	file("main.dbml", "Table t {\n  id int\n  \"i d\" int\n  \"i d\" int\n}\n");
	arena_init(&arena);
	diags_init(&diags, &arena);
	CHECK(!declare_file(&arena, "main.dbml", &diags, &err));
	CHECK_TEXT(err.text, "main.dbml has 1 error");
	CHECK_INT(diags.list[0]->pos.line, 4);
	CHECK_TEXT(diags.list[0]->source, "  \"i d\" int");
	CHECK_INT(diags.list[0]->width, 5);
	arena_clear(&arena);
	end();
}
