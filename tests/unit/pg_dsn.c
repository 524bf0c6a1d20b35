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
		{"postgres://h:1/d?search_path=" SECRET,
		 "a setting of the server is written options=-csearch_path%3Dname"},
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

static const char *heard(const char *dsn)
{
	static char text[4096];
	struct ddlect_err err = {0};
	struct ddlect_dsn_options out = {.size = sizeof(out)};
	if (pg_dsn_options(NULL, dsn, &out, &err) < 0)
		snprintf(text, sizeof(text), "%s", err.text);
	else
		snprintf(text, sizeof(text), "%s|%s|%u|%s", out.schema, out.table,
			 out.statement_timeout_ms, out.unheard);
	CHECK(!strstr(text, SECRET));
	return text;
}

TEST(parameters_of_golang_migrate_are_heard_as_it_hears_them)
{
	static const char *const cases[][2] = {
		{"", "||0|"},
		{"x-migrations-table=a", "|a|0|"},
		{"x-migrations-table=a.b&x-migrations-table=c", "|a.b|0|"},
		{"x-migrations-table=My+%22Table%22", "|My \"Table\"|0|"},
		{"x-migrations-table=\"a.b\"&x-migrations-table-quoted=0", "|\"a.b\"|0|"},
		{"x-migrations-table=\"a.b\"&x-migrations-table-quoted=1", "|a.b|0|"},
		{"x-migrations-table=%22S%22.%22T+t%22&x-migrations-table-quoted=true",
		 "S|T t|0|"},
		{"x-migrations-table-quoted=t", "||0|"},
		{"x-migrations-table=a&x-migrations-table-quoted=T",
		 "the DSN's x-migrations-table has to be in quotes, like "
		 "\"schema\".\"table\", because x-migrations-table-quoted is true"},
		{"x-migrations-table=\"&x-migrations-table-quoted=1",
		 "the DSN's x-migrations-table has to be in quotes, like "
		 "\"schema\".\"table\", because x-migrations-table-quoted is true"},
		{"x-migrations-table=\"a\".\"b\".\"" SECRET
		 "\"&x-migrations-table-quoted=1",
		 "the DSN's x-migrations-table has more than two names"},
		{"x-migrations-table-quoted=" SECRET,
		 "the DSN's x-migrations-table-quoted is neither true nor false"},
		{"x-migrations-table=\"\"&x-migrations-table-quoted=1",
		 "the DSN's x-migrations-table has an empty name in it"},
		{"x-migrations-table=\"a\".\"\"&x-migrations-table-quoted=1",
		 "the DSN's x-migrations-table has an empty name in it"},
		{"x-migrations-table=\"\".\"a\"&x-migrations-table-quoted=1",
		 "the DSN's x-migrations-table has an empty name in it"},
		{"x-statement-timeout=1500", "||1500|"},
		{"x-statement-timeout=1s", "the DSN's x-statement-timeout isn't a number "
					   "of milliseconds, from 0 to "
					   "999999999"},
		{"x-statement-timeout=-1", "the DSN's x-statement-timeout isn't a number "
					   "of milliseconds, from 0 to "
					   "999999999"},
		{"x-multi-statement=true&sslmode=disable&x-lock-table=" SECRET
		 "&x-" SECRET "%20",
		 "||0|x-multi-statement, x-lock-table"},
	};
	char dsn[512];
	begin();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(dsn, sizeof(dsn), "postgres://u:" SECRET "@h/d?%s", cases[i][0]);
		CHECK_TEXT(heard(dsn), cases[i][1]);
	}
	CHECK_TEXT(heard("host=h"), "||0|");
	char name[600];
	memset(name, 'n', sizeof(name));
	memcpy(name, "postgres://h/d?x-migrations-table=", 34);
	name[599] = '\0';
	CHECK_TEXT(heard(name), "the DSN's x-migrations-table is too long");
	name[34 + 256] = '\0';
	CHECK_TEXT(heard(name), "the DSN's x-migrations-table is too long");
	memcpy(name + 34, "\"n", 2);
	memcpy(name + 34 + 257, "n\"&x-migrations-table-quoted=1", 31);
	CHECK_TEXT(heard(name), "the DSN's x-migrations-table is too long");
}

/* What stands behind a ? in a password looks like parameters, and is none. */
TEST(nothing_is_heard_of_a_dsn_that_cannot_be_parsed)
{
	static const char *const cases[] = {
		"postgres://u:pa?x-" SECRET "=1@localhost:1/db",
		"postgres://u:pa?x-" SECRET,
		"postgres://u:pa?x-migrations-table=" SECRET "@h/d",
		"host=h x-" SECRET "=a",
	};
	begin();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK(strncmp(heard(cases[i]), "the DSN can't be parsed", 23) == 0);
}

TEST(a_name_with_a_nul_is_refused)
{
	begin();
	CHECK(strncmp(heard("postgres://h/d?x-migrations-table=a%00b"), "the DSN", 7) ==
	      0);
	CHECK_TEXT(heard("postgres://h/d?x-migrations-table%00c=a"), "||0|");
}
