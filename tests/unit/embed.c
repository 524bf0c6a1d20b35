/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Embedding: what a compiler makes of the C is, byte for byte, what the files were; and
 * what is left out is said.
 */
#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ddlect/provider.h>

#include "core/migrations/embed.h"
#include "core/migrations/source.h"
#include "tests/lib/folder.h"
#include "tests/unit/test.h"

#define LONG_LINE ((size_t)1 << 20)

static struct arena arena;
static struct ddlect_err err;
static struct ddlect_buf out;
static struct embed embed;

static void begin(void)
{
	arena_init(&arena);
	buf_init(&out);
	err = (struct ddlect_err){0};
	folder_begin();
}

static void end(void)
{
	folder_end();
	buf_clear(&out);
	arena_clear(&arena);
}

static int write_out(const char *dialect)
{
	buf_reset(&out);
	embed = (struct embed){
		.path = folder_path("m"), .dialect = dialect, .name = "docs_migrations"};
	return embed_write(&embed, &arena, &out, &err);
}

/* The list as a program has it; every warning is an error. */
static const struct ddlect_migration *compile(void)
{
	char command[512];
	const char *cc = getenv("CC");
	folder_put("docs_migrations.c", out.text, out.length);
	snprintf(command, sizeof(command),
		 "%s -std=c11 -Wall -Wextra -Wpedantic -Wtrigraphs -Werror -Isdk/include "
		 "-fPIC -shared -o %s/x.so %s/docs_migrations.c",
		 cc ? cc : "cc", folder_root, folder_root);
	CHECK_INT(system(command), 0);
	void *object = dlopen(folder_path("x.so"), RTLD_NOW | RTLD_LOCAL);
	CHECK(object);
	const struct ddlect_migration *list = dlsym(object, "docs_migrations");
	CHECK(list);
	return list;
}

static void check_same(const char *got, uint64_t got_length, const char *expected,
		       size_t length)
{
	CHECK(got);
	CHECK_INT(got_length, length);
	CHECK(memcmp(got, expected, length) == 0);
	CHECK_INT(got[length], 0);
}

TEST(a_compiler_gives_every_byte_back)
{
	static const char *const nasty[] = {
		"",
		"\n",
		"\n\n\n",
		"no newline at the end",
		"a \"quoted\" \\ back\\slash \\n '\"'\n",
		"\?\?= \?\?/ \?\?\?\?- \?\n\?= \?",
		"one\r\ntwo\r\n",
		"a\rb\r",
		"\t\ttabs\t\n",
		"\x01\x02\x1f\x7f"
		"1\x01"
		"7f\v\f\a\b\x1b[0m\n",
		"caf\xc3\xa9 \xe2\x80\xae txet \xf0\x9f\x98\x80\n",
		"/* // */ #define x \\\n%s %d %% {0}, };\n",
		"-- \xef\xbb\xbf not at the start\n",
		"\"",
		"\\",
		"\\\n",
	};
	size_t n = sizeof(nasty) / sizeof(*nasty);
	begin();
	for (size_t i = 0; i < n; i++) {
		folder_put_text(arena_printf(&arena, "m/toy/%zu_x.up.sql", i), nasty[i]);
		folder_put_text(arena_printf(&arena, "m/toy/%zu_x.down.sql", i),
				nasty[n - 1 - i]);
	}
	CHECK_INT(write_out(NULL), 0);
	for (size_t i = 0; i < out.length; i++)
		CHECK(strchr("\n\t", out.text[i]) ||
		      (out.text[i] >= ' ' && out.text[i] < 0x7f));
	const struct ddlect_migration *list = compile();
	for (size_t i = 0; i < n; i++) {
		const char *down = nasty[n - 1 - i];
		CHECK_INT(list[i].version, i);
		CHECK_TEXT(list[i].dialect, "toy");
		check_same(list[i].up, list[i].up_length, nasty[i], strlen(nasty[i]));
		check_same(list[i].down, list[i].down_length, down, strlen(down));
	}
	CHECK(!list[n].dialect);
	end();
}

TEST(every_character_comes_back_beside_every_other)
{
	struct ddlect_buf text;
	begin();
	buf_init(&text);
	for (int a = 1; a < 128; a++)
		for (int b = 1; b < 128; b++) {
			char pair[2] = {(char)a, (char)b};
			buf_raw(&text, pair, 2);
		}
	folder_put("m/toy/1_x.up.sql", text.text, text.length);
	CHECK_INT(write_out(NULL), 0);
	const struct ddlect_migration *list = compile();
	check_same(list->up, list->up_length, text.text, text.length);
	buf_clear(&text);
	end();
}

TEST(a_line_may_be_long)
{
	char *line = malloc(LONG_LINE);
	begin();
	CHECK(line);
	for (size_t i = 0; i < LONG_LINE; i++)
		line[i] = "ab\"\\?'"[i % 7 % 6];
	folder_put("m/toy/1_x.up.sql", line, LONG_LINE);
	CHECK_INT(write_out(NULL), 0);
	const struct ddlect_migration *list = compile();
	check_same(list->up, list->up_length, line, LONG_LINE);
	free(line);
	end();
}

TEST(what_is_carried_is_read_as_the_directory_is)
{
	struct ddlect_provider provider = {DDLECT_PROVIDER, .name = "docs"};
	static const char *const dialects[] = {"one", "two"};
	begin();
	folder_put_text("m/two/014_v0.2.0 \"x\" caf\xc3\xa9\\.up.sql",
			"\xef\xbb\xbfup\r\n");
	folder_put_text("m/two/9223372036854775807_last.down.sql", "down");
	folder_put_text("m/one/3_v0.1.0.up.sql", "");
	folder_put_text("m/one/3_v0.1.0.down.sql", "x");
	CHECK_INT(write_out(NULL), 0);
	CHECK_INT(embed.n_migrations, 3);
	CHECK_INT(embed.n_dialects, 2);
	provider.migrations = compile();
	for (int d = 0; d < 2; d++) {
		struct source files, inside;
		struct ddlect_buf a, b;
		buf_init(&a);
		buf_init(&b);
		CHECK_INT(source_open(&files, &arena, folder_path("m"), dialects[d], NULL,
				      &err),
			  0);
		CHECK_INT(
			source_open(&inside, &arena, NULL, dialects[d], &provider, &err),
			0);
		CHECK_INT(files.scan.n, inside.scan.n);
		for (uint32_t i = 0; i < 2 * files.scan.n; i++) {
			const struct migration *x = files.scan.migrations[i / 2];
			const struct migration *y = inside.scan.migrations[i / 2];
			CHECK(x->version == y->version);
			CHECK_TEXT(x->title, y->title);
			CHECK_INT(!x->up, !y->up);
			CHECK_INT(!x->down, !y->down);
			CHECK_INT(source_read(&files, x, i % 2, &a, &err), 0);
			CHECK_INT(source_read(&inside, y, i % 2, &b, &err), 0);
			CHECK_TEXT(a.text, b.text);
		}
		source_close(&files);
		source_close(&inside);
		buf_clear(&a);
		buf_clear(&b);
	}
	end();
}

TEST(the_text_is_readable_and_plain)
{
	begin();
	folder_put_text("m/toy/2_v0.1.0.up.sql", "CREATE TABLE \"a\" (\n\tb int\n);\n");
	folder_put_text("m/toy/3_caf\xc3\xa9.down.sql", "");
	CHECK_INT(write_out(NULL), 0);
	const char *list = strstr(out.text, "const struct ddlect_migration "
					    "docs_migrations[] = {\n");
	CHECK_TEXT(list, "const struct ddlect_migration docs_migrations[] = {\n"
			 "\t{\n"
			 "\t\t.dialect = \"toy\",\n"
			 "\t\t.title = \"v0.1.0\",\n"
			 "\t\t.version = 2u,\n"
			 "\t\t.up =\n"
			 "\t\t\t\"CREATE TABLE \\\"a\\\" (\\n\"\n"
			 "\t\t\t\"\\tb int\\n\"\n"
			 "\t\t\t\");\\n\",\n"
			 "\t\t.up_length = 29,\n"
			 "\t},\n"
			 "\t{\n"
			 "\t\t.dialect = \"toy\",\n"
			 "\t\t.title = \"caf\\303\\251\",\n"
			 "\t\t.version = 3u,\n"
			 "\t\t.down =\n"
			 "\t\t\t\"\",\n"
			 "\t\t.down_length = 0,\n"
			 "\t},\n"
			 "\t{0},\n"
			 "};\n");
	CHECK(embed_is_own(out.text, out.length));
	CHECK(!embed_is_own(out.text, 20));
	CHECK(!embed_is_own("int main(void)", 14));
	CHECK(!strstr(out.text, folder_root));
	end();
}

static const char *without_root(const char *said)
{
	const char *at = strstr(said, folder_root);
	return at ? arena_printf(&arena, "%.*s%s", (int)(at - said), said,
				 at + strlen(folder_root))
		  : said;
}

TEST(what_is_left_out_is_noted)
{
	static const char *const notes[] = {
		"/m/README is no directory of migrations, and is left out",
		"/m/archive has no migrations, and is left out",
		"/m/nowhere is no directory of migrations, and is left out",
		"/m/old-toy isn't called as a dialect can be, and is left out",
		"/m/toy/99999999999999999999_x.up.sql is no migration, and is left out",
		"/m/toy/schema.sql is no migration, and is left out",
		("/m has migrations beside the directories of dialects, which are left "
		 "out"),
	};
	begin();
	folder_put_text("m/toy/1_a.up.sql", "");
	folder_put_text("m/toy/schema.sql", "");
	folder_put_text("m/toy/99999999999999999999_x.up.sql", "");
	folder_put_text("m/old-toy/1_a.up.sql", "");
	folder_put_text("m/archive/notes", "");
	folder_put_text("m/README", "");
	folder_put_text("m/1_b.up.sql", "");
	CHECK_INT(symlink("not there", folder_path("m/nowhere")), 0);
	CHECK_INT(write_out(NULL), 0);
	CHECK_INT(embed.n_notes, sizeof(notes) / sizeof(*notes));
	for (uint32_t i = 0; i < embed.n_notes; i++)
		CHECK_TEXT(without_root(embed.notes[i]), notes[i]);
	CHECK_INT(write_out("toy"), 0);
	CHECK_INT(embed.n_migrations, 1);
	CHECK_INT(embed.n_notes, 2);
	CHECK_INT(write_out("other"), 0); /* shares the directory itself */
	CHECK_TEXT(embed.dialects[0], "other");
	CHECK(strstr(out.text, ".title = \"b\""));
	end();
}

static void check_refused(const char *dialect, const char *says)
{
	CHECK_INT(write_out(dialect), -1);
	CHECK_TEXT(without_root(err.text), says);
}

TEST(what_cannot_be_embedded_is_refused)
{
	begin();
	check_refused(NULL, "there is no directory /m");
	check_refused("toy", "there is no directory /m");
	CHECK_INT(mkdir(folder_path("m"), 0777), 0);
	check_refused(NULL, "/m has no directory with a dialect's migrations");
	folder_put_text("m/1_a.up.sql", "a");
	check_refused(NULL, "/m has no directory with a dialect's migrations; -dialect "
			    "NAME says whose those are that it has itself");
	check_refused("", "-dialect \"\" is no name of a dialect: it has small letters, "
			  "digits and _");
	check_refused("../toy",
		      "-dialect \"../toy\" is no name of a dialect: it has small "
		      "letters, digits and _");
	folder_put("m/toy/1_a.up.sql", "a\0b", 3);
	check_refused(NULL,
		      "/m/toy/1_a.up.sql:1: a byte is NUL, which no database takes");
	folder_put_text("m/toy/1_a.up.sql", "a");
	folder_put_text("m/toy/01_b.up.sql", "b");
	check_refused(NULL,
		      "/m/toy has version 1 twice: 01_b.up.sql and 1_a.up.sql; give "
		      "one of them another number");
	CHECK_INT(unlink(folder_path("m/toy/01_b.up.sql")), 0);
	folder_put_text("m/toy/9223372036854775808_b.up.sql", "b");
	CHECK_INT(write_out(NULL), -1);
	CHECK(strstr(err.text, "has a version above 9223372036854775807"));
	end();
}

TEST(names_are_names_in_c)
{
	static const char *const good[] = {"a",	 "_",  "docs_migrations",
					   "A1", "in", "ints"};
	static const char *const bad[] = {"",	"1a",  "a-b",	  "a b",    "caf\xc3\xa9",
					  "a;", "int", "alignas", "xor_eq", "_Bool"};
	static const char *const made[][2] = {{"docs_migrations", "docs_migrations"},
					      {"docs-1.x", "docs_1_x"},
					      {"1st", "_1st"},
					      {"\xc3\xa9", "__"}};
	begin();
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		CHECK(embed_name_check(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CHECK(!embed_name_check(bad[i]));
	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++) {
		CHECK_TEXT(embed_name_make(&arena, made[i][0], ""), made[i][1]);
		CHECK(embed_name_check(made[i][1]));
	}
	CHECK_TEXT(embed_name_make(&arena, "my-docs", "_migrations"),
		   "my_docs_migrations");
	CHECK(!embed_name_make(&arena, "", ""));
	end();
}

TEST(embedding_survives_every_failed_allocation)
{
	begin();
	folder_put_text("m/toy/1_a.up.sql", "x");
	folder_put_text("m/toy/README", "x");
	folder_put_text("m/2_a.up.sql", "x");
	folder_put_text("m/archive/README", "x");
	long n = 1;
	for (int status = -1; status < 0; n++) {
		const char *path = folder_path("m");
		buf_reset(&out);
		embed = (struct embed){.path = path, .name = "x"};
		arena.fail_after = n;
		status = embed_write(&embed, &arena, &out, &err);
		arena.fail_after = 0;
		if (status < 0)
			CHECK_TEXT(err.text, "out of memory");
	}
	CHECK(n > 20);
	end();
}
