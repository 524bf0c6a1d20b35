/* SPDX-License-Identifier: Apache-2.0 */
/* Migrations: which names are some, which number is next, which prefix is refused. */

#include "core/base/buf.h"
#include "core/migrations/name.h"
#include "core/migrations/scan.h"
#include "tests/lib/folder.h"
#include "tests/unit/test.h"

static struct arena arena;
static struct ddlect_err err;

static void begin(void)
{
	arena_init(&arena);
	err = (struct ddlect_err){0};
	folder_begin();
}

static void touch(const char *name)
{
	folder_put_text(name, "");
}

static void end(void)
{
	folder_end();
	arena_clear(&arena);
}

TEST(names_are_read_as_runners_do)
{
	static const struct {
		const char *text;
		bool good;
		uint64_t version;
		const char *title;
		bool down;
	} cases[] = {
		{"1_v0.0.1.up.sql", true, 1, "v0.0.1", false},
		{"014_x.down.sql", true, 14, "x", true},
		{"3_.up.sql", true, 3, "", false},
		{"5_a.up.b.down.sql", true, 5, "a.up.b", true},
		{"5_a.down.up.", true, 5, "a.down", false},
		{"18446744073709551615_x.up.sql", true, UINT64_MAX, "x", false},
		{"18446744073709551616_x.up.sql", false, 0, "", false},
		{"_x.up.sql", false, 0, "", false},
		{"1x.up.sql", false, 0, "", false},
		{"1_x.sql", false, 0, "", false},
		{"-1_x.up.sql", false, 0, "", false},
		{"1_a\nb.up.sql", false, 0, "", false},
		{"up.sql", false, 0, "", false},
		{"", false, 0, "", false},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct file_name name = {0};
		CHECK_INT(file_name_read(cases[i].text, &name), cases[i].good);
		if (!cases[i].good)
			continue;
		CHECK(name.version == cases[i].version);
		CHECK_INT(name.down, cases[i].down);
		CHECK_INT(name.title_length, strlen(cases[i].title));
		CHECK(strncmp(name.title, cases[i].title, name.title_length) == 0);
	}
}

TEST(a_release_is_a_semantic_version)
{
	static const char *const good[] = {"v0.0.1", "v10.20.30", "v1.2.3-rc.1",
					   "v1.2.3-alpha-2+build.5", "v1.2.3+5"};
	static const char *const bad[] = {
		"",	   "1.2.3",   "v1.2",	      "v1.2.3.4",
		"v01.2.3", "v1.2.3-", "v1.2.3-a..b",  "v1.2.3/x",
		"v1.2.3 ", "vx.y.z",  "v1.2.3-a/../b"};
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		CHECK_INT(release_check(good[i], &err), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		CHECK_INT(release_check(bad[i], &err), -1);
		CHECK_INT(err.status, DDLECT_USAGE);
	}
	release_check("1.2", &err);
	CHECK_TEXT(err.text, "-release \"1.2\" is no version; write it as v1.2.3");
}

TEST(a_prefix_stays_in_its_directory)
{
	static const char *const bad[] = {"../x", "a/b", "/", "..", ".", "a\nb", "\xff"};
	char longest[248];
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		CHECK_INT(prefix_check(bad[i], &err), -1);
		CHECK_INT(err.status, DDLECT_USAGE);
	}
	memset(longest, 'x', sizeof(longest));
	longest[247] = '\0';
	CHECK_INT(prefix_check(longest, &err), -1);
	longest[246] = '\0';
	CHECK_INT(prefix_check(longest, &err), 0);
	CHECK_INT(prefix_check("", &err), 0);
	CHECK_INT(prefix_check("1_v1 (draft)", &err), 0);
}

TEST(only_a_numbered_prefix_is_seen)
{
	CHECK(prefix_is_seen("1_v0.0.1"));
	CHECK(prefix_is_seen("0_"));
	CHECK(!prefix_is_seen("unreleased"));
	CHECK(!prefix_is_seen("1"));
	CHECK(!prefix_is_seen(""));
	CHECK(!prefix_is_seen("9223372036854775808_x"));
}

TEST(a_prefix_becomes_two_files)
{
	begin();
	CHECK_TEXT(file_name_make(&arena, "init", false), "init.up.sql");
	CHECK_TEXT(file_name_make(&arena, "", true), "down.sql");
	end();
}

TEST(a_directory_is_scanned_in_order_of_numbers)
{
	struct scan scan;
	begin();
	touch("d/10_b.up.sql");
	touch("d/10_b.down.sql");
	touch("d/9_a.up.sql");
	touch("d/README");
	touch("d/.hidden");
	char path[128];
	snprintf(path, sizeof(path), "%s/d", folder_root);
	CHECK_INT(scan_directory(&scan, &arena, path, &err), 0);
	CHECK_INT(scan.n, 2);
	CHECK_TEXT(scan.migrations[0]->up, "9_a.up.sql");
	CHECK(!scan.migrations[0]->down);
	CHECK_TEXT(scan.migrations[1]->down, "10_b.down.sql");
	CHECK_INT(scan.n_ignored, 1);
	CHECK_TEXT(scan.ignored[0], "README");
	CHECK(scan_find(&scan, 10) == scan.migrations[1]);
	CHECK(!scan_find(&scan, 11));
	touch("d/010_c.up.sql");
	CHECK_INT(scan_directory(&scan, &arena, path, &err), -1);
	CHECK_INT(err.status, DDLECT_INTEGRITY);
	CHECK(strstr(err.text, "has version 10 twice: 010_c.up.sql and 10_b.up.sql"));
	end();
}

TEST(a_title_is_always_utf8)
{
	struct scan scan;
	begin();
	touch("d/1_caf\xe9 \x1b.up.sql");
	touch("d/2_caf\xc3\xa9.down.sql");
	char path[128];
	snprintf(path, sizeof(path), "%s/d", folder_root);
	CHECK_INT(scan_directory(&scan, &arena, path, &err), 0);
	CHECK_TEXT(scan.migrations[0]->title, "caf\\xe9 \\x1b");
	CHECK_TEXT(scan.migrations[0]->up, "1_caf\xe9 \x1b.up.sql");
	CHECK_TEXT(scan.migrations[1]->title, "caf\xc3\xa9");
	long n = 1;
	for (int status = -1; status < 0; n++) {
		arena_clear(&arena);
		arena.fail_after = n;
		status = scan_directory(&scan, &arena, path, &err);
	}
	CHECK(n > 8);
	end();
}

static uint64_t next(const char *release)
{
	uint64_t version = 0;
	CHECK_INT(scan_next(&arena, folder_root, release, &version, &err), 0);
	return version;
}

TEST(the_next_number_is_the_same_in_every_dialect)
{
	begin();
	CHECK_INT(next("v1.0.0"), 1);
	touch("one/3_v0.9.0.up.sql");
	touch("two/7_v0.9.5.up.sql");
	touch("notes.txt");
	CHECK_INT(next("v1.0.0"), 8);
	touch("one/8_v1.0.0.up.sql");
	CHECK_INT(next("v1.0.0"), 8);
	CHECK_INT(next("v1.1.0"), 9);
	touch("two/9_v1.0.0.up.sql");
	uint64_t version;
	CHECK_INT(scan_next(&arena, folder_root, "v1.0.0", &version, &err), -1);
	CHECK_INT(err.status, DDLECT_INTEGRITY);
	CHECK(strstr(err.text, "v1.0.0 has number 9 in"));
	touch("two/9223372036854775807_x.up.sql");
	CHECK_INT(scan_next(&arena, folder_root, "v2.0.0", &version, &err), -1);
	CHECK(strstr(err.text, "no number is free"));
	end();
}
