/* SPDX-License-Identifier: Apache-2.0 */
/* DSNs: what is read out of them, what is refused, and that nothing secret is ever said. */
#include "core/dialect/host.h"
#include "plugins/postgres/dsn.h"
#include "plugins/postgres/postgres.h"
#include "tests/unit/test.h"

#define SECRET "geheim"

static void begin(void)
{
	static const char *const variables[] = {"PGHOST",     "PGHOSTADDR", "PGPORT",
						"PGDATABASE", "PGUSER",	    "PGPASSWORD",
						"PGSERVICE"};
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		unsetenv(variables[i]);
	setenv("PGUSER", "me", 1);
	ddlect_host = host_table();
}

TEST(a_dsn_is_described_without_its_secrets)
{
	static const struct {
		const char *dsn;
		const char *said;
	} cases[] = {
		{"postgres://u:" SECRET "@h:5433/d",
		 "host h, port 5433, database d, user u"},
		{"postgresql://u:" SECRET "@h/d",
		 "host h, port 5432, database d, user u"},
		{"timescale://u:" SECRET "@h/d?sslmode=disable",
		 "host h, port 5432, database d, user u"},
		{"POSTGRES://u@h", "host h, port 5432, database u, user u"},
		{"postgres://u:" SECRET "%40%2F%3F@h/d",
		 "host h, port 5432, database d, user u"},
		{"postgres://u:a:" SECRET "@[::1]:1/d",
		 "host ::1, port 1, database d, user u"},
		{"postgres://a:1,b:2/d", "host a,b, port 1,2, database d, user me"},
		{"postgres:///d?host=/tmp&port=7&user=x&password=" SECRET,
		 "host /tmp, port 7, database d, user x"},
		{"postgres://h/d?x-migrations-table=t&x-multi-statement",
		 "host h, port 5432, database d, user me"},
		{"postgres://h/d?sslmode=disable&x-a=b&connect_timeout=3",
		 "host h, port 5432, database d, user me"},
		{"host=h dbname=d user=u password=" SECRET,
		 "host h, port 5432, database d, user u"},
		{"host=h password='" SECRET " \\' x' dbname='a b'",
		 "host h, port 5432, database a b, user me"},
		{"hostaddr=10.0.0.1", "host 10.0.0.1, port 5432, database me, user me"},
		{"postgres://h/a%0Ab%1B", "host h, port 5432, database a?b?, user me"},
		{"", "host (local socket), port 5432, database me, user me"},
	};
	begin();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char said[256];
		CHECK_INT(pg_describe_dsn(NULL, cases[i].dsn, said, sizeof(said)), 0);
		CHECK_TEXT(said, cases[i].said);
		CHECK(!strstr(said, SECRET));
	}
}

TEST(the_environment_fills_in_what_a_dsn_leaves_out)
{
	char said[256];
	begin();
	setenv("PGHOST", "elsewhere", 1);
	setenv("PGPORT", "99", 1);
	setenv("PGDATABASE", "mine", 1);
	CHECK_INT(pg_describe_dsn(NULL, "postgres://u@", said, sizeof(said)), 0);
	CHECK_TEXT(said, "host elsewhere, port 99, database mine, user u");
}

/* Wherever a password can end up when its special characters weren't encoded. */
TEST(a_dsn_that_cannot_be_parsed_is_refused_and_never_shown)
{
	static const struct {
		const char *dsn;
		const char *hint;
	} cases[] = {
		{"postgres://u:" SECRET "@x@h/d", "%40"},
		{"postgres://u:12/" SECRET "@h/d", "%2F"},
		{"postgres://u:" SECRET "?x@h/d", "%3F"},
		{"postgres://u:a/" SECRET "@h/d?sslmode=disable", "%2F"},
		{"postgres://u:" SECRET "%zz@h/d", "%25"},
		{"postgres://u:" SECRET, "port"},
		{"postgres://u:99999", "port"},
		{"postgres://h:1/d?" SECRET "=1", "parameter"},
		{"postgres://h:1/d?" SECRET, "parameter"},
		{"postgres://[" SECRET "/d", "well formed"},
		{"host=h password=a " SECRET, "key=value"},
		{"host=h " SECRET "=1", "key=value"},
		{"host=h password='" SECRET, "key=value"},
		{"host=h port=" SECRET, "port"},
		{SECRET, "key=value"},
	};
	begin();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct ddlect_err err = {0};
		char said[256];
		CHECK(!dsn_parse(cases[i].dsn, &err));
		CHECK(strstr(err.text, "the DSN can't be parsed"));
		if (!strstr(err.text, cases[i].hint))
			test_fail(__FILE__, __LINE__, "%s: %s", cases[i].dsn, err.text);
		if (strstr(err.text, SECRET))
			test_fail(__FILE__, __LINE__, "it leaks: %s", err.text);
		CHECK_INT(pg_describe_dsn(NULL, cases[i].dsn, said, sizeof(said)), -1);
		CHECK_TEXT(said, "a DSN that can't be parsed");
	}
}

TEST(other_tools_parameters_are_left_out)
{
	struct ddlect_err err = {0};
	begin();
	PQconninfoOption *options = dsn_parse(
		"ts://u:p@h/d?x-a=1&sslmode=disable&x-b&application_name=me", &err);
	CHECK(options);
	CHECK_TEXT(dsn_value(options, "sslmode"), "disable");
	CHECK_TEXT(dsn_value(options, "application_name"), "me");
	CHECK_TEXT(dsn_value(options, "password"), "p");
	CHECK(!dsn_value(options, "port"));
	PQconninfoFree(options);
}
