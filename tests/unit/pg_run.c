/* SPDX-License-Identifier: Apache-2.0 */
/* Running, as far as it needs no server: numbers of locks, places in texts, literals. */
#include "core/dialect/host.h"
#include "plugins/postgres/dsn.h"
#include "plugins/postgres/failure.h"
#include "plugins/postgres/lock_id.h"
#include "tests/unit/test.h"

/* What golang-migrate's own function answers. */
TEST(the_number_of_a_lock_is_the_one_of_other_runners)
{
	CHECK_INT(lock_id("public", "schema_migrations", "postgres"), 143310882);
	CHECK_INT(lock_id("public", "schema_migrations", "/postgres"), 3280485947u);
	CHECK_INT(lock_id("public", "schema_migrations", "/"), 2551455205u);
	CHECK_INT(lock_id("public", "schema_migrations", "/my db"), 1248985818);
	CHECK_INT(lock_id("public", "schema_migrations", "\xc3\xa9"), 343973219);
	CHECK_INT(lock_id("my schema", "docs_schema_migrations", "/d"), 2140943365);
	CHECK_INT(lock_id("", "", ""), 375685893);
}

static void same_ids(const char *path, uint32_t n)
{
	uint32_t ids[LOCK_IDS];
	CHECK_INT(lock_ids("public", "schema_migrations", "postgres", path, ids), n);
	CHECK_INT(ids[0], 143310882);
	for (uint32_t i = 1; i < n; i++)
		CHECK(ids[i - 1] < ids[i]);
	CHECK_INT(ids[n - 1], 3280485947u);
}

TEST(every_spelling_of_a_database_takes_the_same_locks_in_the_same_order)
{
	same_ids(NULL, 3);
	same_ids("/postgres", 3);
	same_ids("/", 3);
	same_ids("/my db", 4);
}

TEST(the_path_of_a_dsn_is_decoded)
{
	static const char *const cases[][2] = {
		{"postgres://u:p@h:5432/my%20db?a=b/c", "/my db"},
		{"postgres:///d", "/d"},
		{"postgres://h/", "/"},
		{"postgres://h", NULL},
		{"postgres://h?dbname=d/e", NULL},
		{"postgres://h/a%2Fb%c3%A9%zz%4", "/a/b\xc3\xa9%zz%4"},
		{"postgres://h/d#x", "/d"},
		{"host=h dbname=/d", NULL},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *path = dsn_path(cases[i][0]);
		if (!path || !cases[i][1])
			CHECK(path == cases[i][1]);
		else
			CHECK_TEXT(path, cases[i][1]);
		free(path);
	}
}

TEST(a_position_in_characters_becomes_one_in_bytes)
{
	static const char text[] = "a\xc3\xa9\r\n\xe2\x82\xac\xf0\x9f\x98\x80z";
	static const struct {
		const char *position;
		uint64_t characters;
		uint64_t bytes;
	} cases[] = {
		{"1", 0, 0},
		{"2", 1, 1},
		{"3", 3, 2},
		{"4", 4, 3},
		{"5", 5, 4},
		{"6", 8, 5},
		{"7", 12, 6},
		{"8", 13, 7},
		{"0", DDLECT_NOWHERE, DDLECT_NOWHERE},
		{"14", 13, 13},
		{"15", DDLECT_NOWHERE, DDLECT_NOWHERE},
		{"", DDLECT_NOWHERE, DDLECT_NOWHERE},
		{NULL, DDLECT_NOWHERE, DDLECT_NOWHERE},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *position = cases[i].position;
		CHECK_INT(failure_offset(text, strlen(text), position, false),
			  cases[i].characters);
		CHECK_INT(failure_offset(text, strlen(text), position, true),
			  cases[i].bytes);
	}
	CHECK_INT(failure_offset("", 0, "1", false), 0);
}

TEST(a_failure_is_cut_between_two_characters)
{
	struct ddlect_failure failure = {.size = sizeof(failure)};
	struct ddlect_err err = {0};
	char text[1100];
	ddlect_host = host_table();
	for (size_t i = 0; i + 2 < sizeof(text); i += 2)
		memcpy(text + i, "\xc3\xa9", 3);
	failure_init(&failure);
	CHECK_INT(failure.size, sizeof(failure));
	CHECK_INT(failure_set(&failure, DDLECT_FAILURE_BUSY, text, "hint", &err), -1);
	CHECK_INT(strlen(failure.message), 1022);
	CHECK_INT(err.status, DDLECT_BUSY);
	CHECK_INT(failure.offset, DDLECT_NOWHERE);
	CHECK_INT(failure.statement, DDLECT_NOWHERE);
	CHECK_INT(failure_set(&failure, DDLECT_FAILURE_MOVED, "m", NULL, &err), -1);
	CHECK_INT(err.status, DDLECT_FAILED);
	CHECK_TEXT(err.text, "m");
	CHECK_TEXT(failure.hint, "");
}

TEST(a_literal_means_the_same_under_every_setting)
{
	static const char *const cases[][2] = {
		{"", "''"},
		{"it's", "'it''s'"},
		{"a\\'b", " E'a\\\\''b'"},
	};
	ddlect_host = host_table();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct ddlect_buf *buf = ddlect_host->buf_new();
		pg_literal_write(buf, cases[i][0]);
		CHECK_TEXT(ddlect_host->buf_text(buf), cases[i][1]);
		ddlect_host->buf_free(buf);
	}
}
