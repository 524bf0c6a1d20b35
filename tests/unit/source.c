/* SPDX-License-Identifier: Apache-2.0 */
/* Sources: a directory and a provider's own migrations read alike, and what is refused.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ddlect/provider.h>

#include "core/migrations/carried.h"
#include "core/migrations/source.h"
#include "tests/lib/folder.h"
#include "tests/unit/test.h"

static struct arena arena;
static struct ddlect_err err;
static struct ddlect_buf text;
static struct source source;

static void begin(void)
{
	arena_init(&arena);
	buf_init(&text);
	err = (struct ddlect_err){0};
	source.directory = -1;
	folder_begin();
}

static void end(void)
{
	folder_end();
	source_close(&source);
	buf_clear(&text);
	arena_clear(&arena);
}

static int open_source(const char *directory, const char *dialect)
{
	source_close(&source);
	return source_open(&source, &arena, folder_path(directory), dialect, NULL, &err);
}

/* What source_open() says, with the root taken out of it. */
static const char *without_root(const char *said)
{
	static char out[sizeof(err.text)];
	size_t n = 0;
	while (*said) {
		if (strncmp(said, folder_root, strlen(folder_root)) == 0)
			said += strlen(folder_root);
		else
			out[n++] = *said++;
	}
	out[n] = '\0';
	return out;
}

/* The system's words for a reason are its library's. */
static void check_cannot_read(const char *file, int reason)
{
	char said[128];
	snprintf(said, sizeof(said), "%s: can't read it: %s", file, strerror(reason));
	CHECK_TEXT(without_root(err.text), said);
}

static void check_refused(const char *directory, const char *dialect, const char *says)
{
	CHECK_INT(open_source(directory, dialect), -1);
	CHECK_TEXT(without_root(err.text), says);
}

TEST(a_dialect_has_a_directory_of_its_own_or_shares_one)
{
	begin();
	folder_put_text("m/one/1_a.up.sql", "of one");
	folder_put_text("m/2_b.up.sql", "shared");
	CHECK_INT(open_source("m", "one"), 0);
	CHECK_TEXT(without_root(source.place), "/m/one");
	CHECK_INT(source.scan.n, 1);
	CHECK_INT(open_source("m", "two"), 0);
	CHECK_TEXT(without_root(source.place), "/m");
	CHECK_INT(source.scan.migrations[0]->version, 2);
	CHECK_INT(open_source("m///", NULL), 0);
	CHECK_TEXT(without_root(source.place), "/m");
	end();
}

TEST(a_place_without_migrations_is_refused)
{
	begin();
	check_refused("none", "one", "there is no directory /none");
	CHECK_INT(open_source("", NULL), -1);
	mkdir(folder_path("m"), 0777);
	check_refused("m", "one", "/m is empty: there are no migrations in it");
	folder_put_text("m/README", "");
	check_refused("m", "one",
		      "/m has no migrations for one; their files are called "
		      "<number>_<title>.up.sql, and there is README");
	folder_put_text("m/99999999999999999999_x.up.sql", "");
	check_refused("m", NULL,
		      "/m has no migrations; their files are called "
		      "<number>_<title>.up.sql, and there is "
		      "99999999999999999999_x.up.sql for example");
	folder_put_text("m/two", "");
	check_refused("m", "two", "/m/two is no directory");
	check_refused("m/two", NULL, "/m/two is no directory");
	CHECK_INT(source_open(&source, &arena, "", NULL, NULL, &err), -1);
	CHECK_TEXT(err.text, "the directory of the migrations has an empty name");
	CHECK_INT(source_open(&source, &arena, NULL, "one", NULL, &err), -1);
	CHECK_TEXT(err.text, "no migrations: say in which directory they are");
	CHECK_INT(err.status, DDLECT_USAGE);
	end();
}

TEST(a_directory_that_may_not_be_read_is_refused)
{
	begin();
	CHECK_INT(chmod(folder_root, 0), 0);
	if (geteuid() == 0)
		CHECK_INT(seteuid(65534), 0);
	CHECK_INT(source_open(&source, &arena, folder_root, NULL, NULL, &err), -1);
	CHECK_TEXT(without_root(err.text),
		   "can't read the directory : Permission denied");
	CHECK_INT(seteuid(getuid()), 0);
	CHECK_INT(chmod(folder_root, 0700), 0);
	end();
}

TEST(versions_are_numbers)
{
	begin();
	folder_put_text("m/014_b.up.sql", "");
	folder_put_text("m/9_a.up.sql", "");
	folder_put_text("m/20260131235959_c.down.sql", "");
	CHECK_INT(open_source("m", NULL), 0);
	CHECK_INT(source.scan.n, 3);
	CHECK_INT(source.scan.migrations[0]->version, 9);
	CHECK_INT(source.scan.migrations[1]->version, 14);
	CHECK(scan_find(&source.scan, 14) == source.scan.migrations[1]);
	CHECK(scan_find(&source.scan, 20260131235959) == source.scan.migrations[2]);
	CHECK(!scan_find(&source.scan, 10));
	CHECK(!scan_find(&source.scan, UINT64_MAX));
	CHECK_INT(source_check_versions(&source, &err), 0);
	folder_put_text("m/9223372036854775807_d.up.sql", "");
	CHECK_INT(open_source("m", NULL), 0);
	CHECK_INT(source_check_versions(&source, &err), 0);
	folder_put_text("m/18446744073709551615_e.down.sql", "");
	CHECK_INT(open_source("m", NULL), 0);
	CHECK_INT(source_check_versions(&source, &err), -1);
	CHECK_INT(err.status, DDLECT_INTEGRITY);
	CHECK_TEXT(
		without_root(err.text),
		"/m/18446744073709551615_e.down.sql has a version above "
		"9223372036854775807, the highest that a database can be at; give it a "
		"lower one");
	folder_put_text("m/14_c.up.sql", "");
	check_refused("m", NULL,
		      "/m has version 14 twice: 014_b.up.sql and 14_c.up.sql; give one "
		      "of them another number");
	CHECK_INT(err.status, DDLECT_INTEGRITY);
	end();
}

TEST(other_files_are_named)
{
	begin();
	folder_put_text("m/1_a.up.sql", "");
	CHECK_INT(open_source("m", NULL), 0);
	source_ignored(&source, &text);
	CHECK_TEXT(text.text, "");
	folder_put_text("m/README", "");
	folder_put_text("m/2-b.up.sql", "");
	CHECK_INT(open_source("m", NULL), 0);
	source_ignored(&source, &text);
	CHECK_TEXT(text.text, "2-b.up.sql, README");
	folder_put_text("m/a\nb", "");
	folder_put_text("m/c", "");
	folder_put_text("m/d", "");
	folder_put_text("m/e", "");
	CHECK_INT(open_source("m", NULL), 0);
	buf_reset(&text);
	source_ignored(&source, &text);
	CHECK_TEXT(text.text, "2-b.up.sql, README, a\\nb, c, d and 1 more");
	end();
}

static int read_one(bool down)
{
	return source_read(&source, source.scan.migrations[0], down, &text, &err);
}

TEST(a_text_is_read_as_it_is)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *text;
	} cases[] = {
		{"", 0, ""},
		{"a\r\nb\r\n", 6, "a\r\nb\r\n"},
		{"\xef\xbb\xbf-- x\n", 8, "-- x\n"},
		{"\xef\xbb\xbf", 3, ""},
		{"\xef\xbb\xbf\xef\xbb\xbf", 6, "\xef\xbb\xbf"},
		{"caf\xc3\xa9 \xf0\x9f\x98\x80\n", 11, "caf\xc3\xa9 \xf0\x9f\x98\x80\n"},
		{"\x01\x7f\n", 3, "\x01\x7f\n"},
	};
	begin();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		folder_put("m/1_a.up.sql", cases[i].bytes, cases[i].length);
		CHECK_INT(open_source("m", NULL), 0);
		CHECK_INT(read_one(false), 0);
		CHECK_INT(text.length, strlen(cases[i].text));
		CHECK_TEXT(text.text, cases[i].text);
	}
	CHECK_INT(read_one(true), 0); /* there is none */
	CHECK_INT(text.length, 0);
	end();
}

TEST(what_no_database_takes_is_refused_with_its_line)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *says;
	} cases[] = {
		{"a\nb\0c", 5, ":2: a byte is NUL, which no database takes"},
		{"\0", 1, ":1: a byte is NUL, which no database takes"},
		{"a\n\n\xe9t\xe9\n", 7,
		 ":3: the byte 0xe9 is not UTF-8; save it as UTF-8"},
		{"a\0\xff", 3, ":1: a byte is NUL, which no database takes"},
		{"a\xff\n\0", 4, ":1: the byte 0xff is not UTF-8; save it as UTF-8"},
		{"caf\xc3", 4, ":1: the byte 0xc3 is not UTF-8; save it as UTF-8"},
		{"\xff\xfe"
		 "a\0",
		 4, ":1: it is UTF-16; save it as UTF-8"},
		{"\xfe\xff\0a", 4, ":1: it is UTF-16; save it as UTF-8"},
	};
	begin();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char expected[200];
		folder_put("m/1_a.down.sql", cases[i].bytes, cases[i].length);
		CHECK_INT(open_source("m", NULL), 0);
		CHECK_INT(read_one(true), -1);
		snprintf(expected, sizeof(expected), "/m/1_a.down.sql%s", cases[i].says);
		CHECK_TEXT(without_root(err.text), expected);
	}
	end();
}

TEST(what_is_no_file_any_more_is_refused)
{
	begin();
	folder_put_text("m/1_a.up.sql", "x");
	CHECK_INT(open_source("m", NULL), 0);
	CHECK_INT(unlink(folder_path("m/1_a.up.sql")), 0);
	CHECK_INT(read_one(false), -1);
	CHECK_TEXT(without_root(err.text),
		   "/m/1_a.up.sql was there a moment ago, and is gone");
	CHECK_INT(mkdir(folder_path("m/1_a.up.sql"), 0777), 0);
	CHECK_INT(read_one(false), -1);
	CHECK_TEXT(without_root(err.text),
		   "/m/1_a.up.sql is a directory, and has to be a file");
	CHECK_INT(rmdir(folder_path("m/1_a.up.sql")), 0);
	CHECK_INT(mkfifo(folder_path("m/1_a.up.sql"), 0666),
		  0); /* doesn't wait for a writer */
	CHECK_INT(read_one(false), -1);
	CHECK_TEXT(without_root(err.text),
		   "/m/1_a.up.sql is no plain file, and has to be a file");
	CHECK_INT(unlink(folder_path("m/1_a.up.sql")), 0);
	CHECK_INT(symlink("1_a.up.sql", folder_path("m/1_a.up.sql")), 0);
	CHECK_INT(read_one(false), -1);
	CHECK(strstr(err.text, "m/1_a.up.sql: can't read it: "));
	end();
}

TEST(what_the_system_refuses_is_said_with_its_reason)
{
	begin();
	struct rlimit most;
	folder_put_text("m/1_a.up.sql", "x");
	CHECK_INT(symlink("/proc/self/mem", folder_path("m/2_b.up.sql")), 0);
	CHECK_INT(open_source("m", NULL), 0);
	if (access("/proc/self/mem", R_OK) == 0) {
		CHECK_INT(source_read(&source, source.scan.migrations[1], false, &text,
				      &err),
			  -1);
		check_cannot_read("/m/2_b.up.sql", EIO);
	}
	int free_one = dup(0);
	close(free_one);
	CHECK_INT(getrlimit(RLIMIT_NOFILE, &most), 0);
	most.rlim_cur = (rlim_t)free_one;
	CHECK_INT(setrlimit(RLIMIT_NOFILE, &most), 0);
	CHECK_INT(read_one(false), -1);
	check_cannot_read("/m/1_a.up.sql", EMFILE);
	char said[128];
	snprintf(said, sizeof(said), "can't read the directory /m: %s", strerror(EMFILE));
	check_refused("m", NULL, said);
	source_close(&source);
	check_refused("m", NULL, said);
	most.rlim_cur = most.rlim_max;
	CHECK_INT(setrlimit(RLIMIT_NOFILE, &most), 0);
	end();
}

TEST(a_link_to_a_file_is_the_file)
{
	begin();
	folder_put_text("m/1_a.up.sql", "x");
	CHECK_INT(symlink("1_a.up.sql", folder_path("m/2_b.up.sql")), 0);
	CHECK_INT(open_source("m", NULL), 0);
	CHECK_INT(source_read(&source, source.scan.migrations[1], false, &text, &err), 0);
	CHECK_TEXT(text.text, "x");
	end();
}

TEST(a_text_that_is_too_long_is_refused)
{
	begin();
	folder_put_text("m/1_a.up.sql", "x");
	CHECK_INT(open_source("m", NULL), 0);
	static const off_t lengths[] = {(off_t)SOURCE_LIMIT + 1,
					(off_t)SOURCE_LIMIT * 4000};
	for (int i = 0; i < 2; i++) {
		CHECK_INT(truncate(folder_path("m/1_a.up.sql"), lengths[i]), 0);
		CHECK_INT(read_one(false), -1);
		CHECK_TEXT(without_root(err.text),
			   "/m/1_a.up.sql: it is longer than 1000000000 bytes, and no "
			   "database takes that at once; split it into several "
			   "migrations");
	}
	end();
}

TEST(a_long_text_is_read_whole)
{
	size_t length = 5 << 20;
	char *bytes = malloc(length);
	begin();
	CHECK(bytes);
	for (size_t i = 0; i < length; i++)
		bytes[i] = (char)(i % 90 == 89 ? '\n' : ' ' + i % 90);
	folder_put("m/1_a.up.sql", bytes, length);
	CHECK_INT(open_source("m", NULL), 0);
	CHECK_INT(read_one(false), 0);
	CHECK_INT(text.length, length);
	CHECK(memcmp(text.text, bytes, length) == 0);
	free(bytes);
	end();
}

TEST(nothing_stays_open)
{
	begin();
	folder_put_text("m/one/1_a.up.sql", "x");
	int before = dup(0);
	close(before);
	CHECK_INT(open_source("m", "one"), 0);
	CHECK_INT(read_one(false), 0);
	CHECK_INT(unlink(folder_path("m/one/1_a.up.sql")), 0);
	CHECK_INT(mkdir(folder_path("m/one/1_a.up.sql"), 0777), 0);
	CHECK_INT(read_one(false), -1);
	source_close(&source);
	source_close(&source);
	for (int fd = before; fd < before + 4; fd++)
		CHECK(fcntl(fd, F_GETFD) < 0);
	end();
}

TEST(every_version_is_found)
{
	struct migration list[40];
	struct migration *pointers[40];
	for (uint32_t i = 0; i < 40; i++) {
		list[i] = (struct migration){.version = 3 * (uint64_t)i + 1};
		pointers[i] = &list[i];
	}
	for (uint32_t n = 0; n <= 40; n++) {
		const struct scan scan = {.migrations = pointers, .n = n};
		for (uint64_t version = 0; version < 125; version++) {
			bool there = version % 3 == 1 && version / 3 < n;
			CHECK(scan_find(&scan, version) ==
			      (there ? &list[version / 3] : NULL));
		}
	}
}

static const struct ddlect_migration inside[] = {
	{"one", "v0.2.0", 14, "up 14", 5, NULL, 0},
	{"two", "x", 1, "of two", 6, "", 0},
	{"one", "v0.1.0", 2, "\xef\xbb\xbfup 2\r\n", 9, "down\0 2", 7},
	{0},
};

static const struct ddlect_provider docs = {DDLECT_PROVIDER, .name = "docs",
					    .version = "0.2.0", .migrations = inside};

static int open_docs(const struct ddlect_provider *provider, const char *dialect)
{
	source_close(&source);
	return source_open(&source, &arena, NULL, dialect, provider, &err);
}

TEST(a_provider_is_read_like_a_directory)
{
	begin();
	CHECK_INT(open_docs(&docs, "one"), 0);
	CHECK_TEXT(source.place, "docs");
	CHECK_INT(source.scan.n, 2);
	CHECK_TEXT(source.scan.migrations[0]->up, "2_v0.1.0.up.sql");
	CHECK_TEXT(source.scan.migrations[0]->down, "2_v0.1.0.down.sql");
	CHECK_TEXT(source.scan.migrations[1]->title, "v0.2.0");
	CHECK(!source.scan.migrations[1]->down);
	CHECK_INT(read_one(false), 0);
	CHECK_TEXT(text.text, "up 2\r\n");
	CHECK_INT(read_one(true), -1);
	CHECK_TEXT(err.text,
		   "2_v0.1.0.down.sql of docs:1: a byte is NUL, which no database "
		   "takes");
	CHECK_INT(source_read(&source, source.scan.migrations[1], true, &text, &err), 0);
	CHECK_INT(text.length, 0);
	CHECK_TEXT(source_name(&source, source.scan.migrations[1], true),
		   "14_v0.2.0.down.sql of docs");
	CHECK_INT(open_docs(&docs, "two"), 0);
	CHECK_INT(source.scan.n, 1);
	end();
}

TEST(a_directory_wins_over_what_is_inside)
{
	begin();
	folder_put_text("m/7_x.up.sql", "");
	CHECK_INT(source_open(&source, &arena, folder_path("m"), "one", &docs, &err), 0);
	CHECK_INT(source.scan.migrations[0]->version, 7);
	end();
}

/* A provider as it was before it could carry anything. */
struct older_provider {
	uint32_t head[10];
	const char *texts[4];
	const void *lists[2];
};

TEST(providers_of_other_builds_are_read)
{
	struct newer_migration {
		struct ddlect_migration known;
		const char *unheard_of;
	} newer[] = {{inside[0], "a"}, {inside[2], "b"}, {{0}, NULL}};
	struct ddlect_provider provider = docs;
	struct older_provider older;
	begin();
	provider.migration_size = sizeof(newer[0]);
	provider.migrations = &newer[0].known;
	CHECK_INT(open_docs(&provider, "one"), 0);
	CHECK_INT(source.scan.n, 2);
	provider = docs;
	provider.size = sizeof(older);
	_Static_assert(sizeof(older) == offsetof(struct ddlect_provider, migration_size),
		       "what came before");
	memcpy(&older, &provider, sizeof(older));
	CHECK(carried_any(&docs));
	CHECK(!carried_any((const void *)&older));
	CHECK_INT(open_docs((const void *)&older, "one"), -1);
	CHECK_TEXT(err.text, "docs carries no migrations inside; say in which directory "
			     "they are");
	end();
}

TEST(what_cannot_be_carried_is_refused)
{
	struct ddlect_provider provider = docs;
	struct ddlect_migration bad[3] = {inside[0], inside[0], {0}};
	begin();
	CHECK_INT(open_docs(&docs, "three"), -1);
	CHECK_TEXT(err.text, "docs carries no migrations for three inside, only for one, "
			     "two");
	provider.migrations = bad;
	CHECK_INT(open_docs(&provider, "one"), -1);
	CHECK_TEXT(err.text,
		   "docs has version 14 twice; give one of them another number");
	CHECK_INT(err.status, DDLECT_INTEGRITY);
	bad[1].dialect = NULL;
	CHECK_INT(open_docs(&provider, "one"), -1);
	CHECK_TEXT(err.text, "docs: migration 2 of the list has no dialect, so the list "
			     "would end there; give it one");
	bad[1].dialect = "one";
	bad[1].version = 15;
	bad[1].title = "a.up.b";
	CHECK_INT(open_docs(&provider, "one"), 0);
	bad[1].up_length = 0;
	CHECK_INT(open_docs(&provider, "one"), -1);
	CHECK_TEXT(err.text, "docs, version 15 for one: it has a text whose length is 0");
	CHECK_INT(err.status, DDLECT_INTEGRITY);
	provider.migration_size = 3;
	CHECK_INT(open_docs(&provider, "one"), -1);
	CHECK_TEXT(err.text, "docs: migration_size is 3: the struct ddlect_provider must "
			     "begin with DDLECT_PROVIDER");
	provider.magic = 1;
	CHECK_INT(open_docs(&provider, "one"), -1);
	CHECK_TEXT(err.text,
		   "the struct ddlect_provider must begin with DDLECT_PROVIDER");
	end();
}

TEST(an_element_can_be_wrong_in_many_ways)
{
	static const struct {
		struct ddlect_migration item;
		const char *wrong;
	} cases[] = {
		{{"one", "x", 1, "up", 2, NULL, 0}, NULL},
		{{"one", "", 0, NULL, 0, "", 0}, NULL},
		{{"pg_16", "a.up.b c", 1, "", 0, "", 0}, NULL},
		{{"", "x", 1, "up", 2, NULL, 0},
		 "its dialect is no name of one: small letters, digits and _"},
		{{"../one", "x", 1, "up", 2, NULL, 0},
		 "its dialect is no name of one: small letters, digits and _"},
		{{"one", NULL, 1, "up", 2, NULL, 0}, "it has no title"},
		{{"one", "a/b", 1, "up", 2, NULL, 0},
		 "its title can't be in a file's name"},
		{{"one", "a\nb", 1, "up", 2, NULL, 0},
		 "its title can't be in a file's name"},
		{{"one", "x", 1, NULL, 0, NULL, 0}, "it has neither up nor down"},
		{{"one", "x", 1, "up", 0, NULL, 0}, "it has a text whose length is 0"},
		{{"one", "x", 1, "", 0, "down", 0}, "it has a text whose length is 0"},
		{{"one", "x", 1, "up", 2, NULL, 4},
		 "it has the length of a text that is NULL"},
		{{"one", "x", 1, NULL, 4, "", 0},
		 "it has the length of a text that is NULL"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(carried_check(&cases[i].item), cases[i].wrong);
}

TEST(an_unread_length_is_never_believed)
{
	struct ddlect_provider provider = docs;
	struct ddlect_migration bad[2] = {inside[0], {0}};
	begin();
	bad[0].up_length = UINT64_MAX;
	provider.migrations = bad;
	CHECK_INT(open_docs(&provider, "one"), 0);
	CHECK_INT(read_one(false), -1);
	CHECK(strstr(err.text, "14_v0.2.0.up.sql of docs: it is longer than"));
	end();
}

TEST(opening_survives_every_failed_allocation)
{
	begin();
	folder_put_text("m/1_a.up.sql", "");
	folder_put_text("m/1_a.down.sql", "");
	folder_put_text("m/2_b.up.sql", "");
	folder_put_text("m/README", "");
	for (int carried = 0; carried < 2; carried++) {
		long n = 1;
		for (int status = -1; status < 0; n++) {
			arena_clear(&arena);
			arena.fail_after = n;
			status = carried ? open_docs(&docs, "one")
					 : open_source("m", "one");
			if (status < 0)
				CHECK_TEXT(err.text, "out of memory");
		}
		CHECK(n > 6);
	}
	arena.fail_after = 1;
	CHECK(!source_name(&source, source.scan.migrations[0], false));
	CHECK_INT(read_one(true), -1);
	CHECK_TEXT(err.text, "out of memory");
	end();
}
