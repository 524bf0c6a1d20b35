/* SPDX-License-Identifier: Apache-2.0 */
/* Targets: what each word means for each command, and the order of releases. */
#include <ddlect/run.h>

#include "core/migrations/target.h"
#include "tests/unit/test.h"

static struct ddlect_err err;

TEST(releases_order_as_semantic_versions)
{
	/* Each comes before the next. */
	static const char *const ladder[] = {
		"v0.0.0",
		"0.0.1-0",
		"v0.0.1-1",
		"v0.0.1-2",
		"v0.0.1-10",
		"v0.0.1-18446744073709551616",
		"v0.0.1--",
		"v0.0.1-A",
		"v0.0.1-a",
		"v0.0.1-alpha",
		"v0.0.1-alpha.1",
		"v0.0.1-alpha.1.0",
		"v0.0.1-alpha.beta",
		"v0.0.1-beta",
		"0.0.1-beta.2",
		"v0.0.1-beta.11",
		"v0.0.1-rc.1",
		"v0.0.1",
		"0.0.2",
		"v0.0.10",
		"v0.1.0-rc.1",
		"v0.1.0",
		"0.9.9",
		"v0.10.0",
		"v1.0.0",
		"v18446744073709551615.0.0",
		"v18446744073709551616.0.0",
		"v99999999999999999999999999.0.0",
	};
	size_t n = sizeof(ladder) / sizeof(*ladder);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			int order;
			CHECK(release_order(ladder[i], ladder[j], &order));
			if ((order > 0) - (order < 0) != (i > j) - (i < j))
				test_fail(__FILE__, __LINE__, "%s to %s is %d", ladder[i],
					  ladder[j], order);
		}
}

TEST(some_releases_are_the_same)
{
	static const char *const pairs[][2] = {
		{"v1.2.3", "1.2.3"},
		{"v1.2.3+build.5", "v1.2.3"},
		{"v1.2.3+a", "1.2.3+b-c"},
		{"v1.2.3-rc.1+a", "v1.2.3-rc.1"},
		{"v1.2.3-rc.01", "v1.2.3-rc.1"},
	};
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		int order = 7;
		CHECK(release_order(pairs[i][0], pairs[i][1], &order));
		CHECK_INT(order, 0);
	}
}

TEST(what_is_no_release_has_no_order)
{
	static const char *const bad[] = {
		"",	   "v",	      "1",	 "1.2",	    "v1.2",	  "V1.2.3",
		"vv1.2.3", "1.2.3.4", "01.2.3",	 "1.2.3-",  "1.2.3-a..b", "1.2.3+",
		"v1.2.x",  "init",    " v1.2.3", "v1.2.3 ", "v1.2.3_",	  "latest"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		int order;
		if (release_order(bad[i], "v1.0.0", &order) ||
		    release_order("v1.0.0", bad[i], &order))
			test_fail(__FILE__, __LINE__, "%s is a release", bad[i]);
	}
}

static struct migration list[] = {
	{1, "init", NULL, NULL},	{3, "v0.0.3", NULL, NULL},
	{4, "0.0.4", NULL, NULL},	{5, "late fix", NULL, NULL},
	{7, "v0.1.0-rc.1", NULL, NULL}, {8, "v0.1.0", NULL, NULL},
	{9, "v0.0.9", NULL, NULL},	{10, "v0.1.0+again", NULL, NULL},
	{20, "v1.10.0", NULL, NULL},
};
#define N (sizeof(list) / sizeof(*list))

static struct migration *pointers[N];

static const struct scan *scan_of(uint32_t from, uint32_t n)
{
	static struct scan scan;
	for (uint32_t i = 0; i < N; i++)
		pointers[i] = &list[i];
	scan = (struct scan){.migrations = pointers + from, .n = n};
	return &scan;
}

static const char *read_from(const struct scan *scan, uint32_t use, const char *word)
{
	static char text[sizeof(err.text) + 20];
	struct target target;
	if (target_read(&target, word, use, scan, &err) < 0)
		snprintf(text, sizeof(text), "%u: %s", err.status, err.text);
	else if (target.counts && target.count == UINT64_MAX)
		snprintf(text, sizeof(text), "all");
	else if (target.counts)
		snprintf(text, sizeof(text), "count %llu",
			 (unsigned long long)target.count);
	else
		snprintf(text, sizeof(text), "version %lld", (long long)target.version);
	return text;
}

static const char *read_word(uint32_t use, const char *word)
{
	return read_from(scan_of(0, N), use, word);
}

#define UP_TAKES "it takes a number of migrations, a release as v1.2.3, latest"
#define DOWN_TAKES "it takes a number of migrations, a release as v1.2.3, all"
#define GOTO_TAKES "it takes a version's number, a release as v1.2.3, initial, latest"
#define FORCE_TAKES GOTO_TAKES ", none"

TEST(a_word_means_what_its_command_says)
{
	static const struct {
		uint32_t use;
		const char *word;
		const char *means;
	} cases[] = {
		{TARGET_UP, NULL, "all"},
		{TARGET_UP, "latest", "all"},
		{TARGET_UP, "3", "count 3"},
		{TARGET_UP, "0", "count 0"},
		{TARGET_UP, "007", "count 7"},
		{TARGET_UP, "v0.0.4", "version 4"},
		{TARGET_DOWN, NULL, "count 1"},
		{TARGET_DOWN, "all", "all"},
		{TARGET_DOWN, "2", "count 2"},
		{TARGET_DOWN, "0.0.4", "version 4"},
		{TARGET_GOTO, "4", "version 4"},
		{TARGET_GOTO, "004", "version 4"},
		{TARGET_GOTO, "initial", "version 1"},
		{TARGET_GOTO, "latest", "version 20"},
		{TARGET_FORCE, "none", "version -1"},
		{TARGET_FORCE, "8", "version 8"},
		{TARGET_FORCE, "initial", "version 1"},
		{TARGET_FORCE, "latest", "version 20"},
		{TARGET_FORCE, "v0.0.9", "version 9"},
		/* The nearest at or below. */
		{TARGET_GOTO, "v0.0.3", "version 3"},
		{TARGET_GOTO, "v0.0.8", "version 4"},
		{TARGET_GOTO, "v0.0.99", "version 9"},
		{TARGET_GOTO, "v0.1.0-rc.1", "version 7"},
		{TARGET_GOTO, "v0.1.0-alpha", "version 9"},
		{TARGET_GOTO, "v0.1.0-rc.2", "version 7"},
		/* Two are the same release: the later one ends it. */
		{TARGET_GOTO, "v0.1.0", "version 10"},
		{TARGET_GOTO, "v0.2.0", "version 10"},
		{TARGET_GOTO, "v1.9.0", "version 10"},
		{TARGET_GOTO, "v1.10.0", "version 20"},
		{TARGET_GOTO, "v99.0.0", "version 20"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(read_word(cases[i].use, cases[i].word), cases[i].means);
}

TEST(what_is_not_understood_is_refused_with_what_is)
{
	static const struct {
		uint32_t use;
		const char *word;
		const char *says;
	} cases[] = {
		{TARGET_UP, "lastest",
		 "2: \"lastest\" says not how far to go; did you mean latest?"},
		{TARGET_GOTO, "inital",
		 "2: \"inital\" says not how far to go; did you mean initial?"},
		{TARGET_UP, "everything",
		 "2: \"everything\" says not how far to go; " UP_TAKES},
		{TARGET_UP, "initial",
		 "2: \"initial\" says not how far to go; " UP_TAKES},
		{TARGET_DOWN, "latest",
		 "2: \"latest\" says not how far to go; " DOWN_TAKES},
		{TARGET_GOTO, "none", "2: \"none\" says not how far to go; " GOTO_TAKES},
		{TARGET_FORCE, "v1.2",
		 "2: \"v1.2\" says not how far to go; " FORCE_TAKES},
		{TARGET_UP, "-1", "2: \"-1\" says not how far to go; " UP_TAKES},
		{TARGET_UP, "", "2: how far to go isn't said; " UP_TAKES},
		{TARGET_DOWN, "", "2: how far to go isn't said; " DOWN_TAKES},
		{TARGET_GOTO, NULL, "2: how far to go isn't said; " GOTO_TAKES},
		{TARGET_FORCE, NULL, "2: how far to go isn't said; " FORCE_TAKES},
		{TARGET_UP, "18446744073709551616",
		 "2: the number is too large: 18446744073709551615 is the highest"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(read_word(cases[i].use, cases[i].word), cases[i].says);
}

TEST(a_secret_in_the_wrong_place_is_not_repeated)
{
	CHECK_TEXT(read_word(TARGET_UP, "postgres://u:s3cret@h/d"),
		   "2: how far to go isn't understood; " UP_TAKES);
	CHECK_TEXT(read_word(TARGET_GOTO, "password=s3cret"),
		   "2: how far to go isn't understood; " GOTO_TAKES);
}

TEST(what_is_not_there_is_said_with_what_is_near)
{
	CHECK_TEXT(
		read_word(TARGET_GOTO, "6"),
		"1: no migration has version 6; the nearest below is 5 (late fix); the "
		"nearest above is 7 (v0.1.0-rc.1)");
	CHECK_TEXT(read_word(TARGET_GOTO, "0"),
		   "1: no migration has version 0; the nearest above is 1 (init)");
	CHECK_TEXT(read_word(TARGET_FORCE, "21"),
		   "1: no migration has version 21; the nearest below is 20 (v1.10.0)");
	CHECK_TEXT(read_word(TARGET_UP, "v0.0.1"),
		   "1: no release is at or below v0.0.1; the nearest are version 3 "
		   "(v0.0.3), 4 (0.0.4), 9 (v0.0.9)");
	CHECK_TEXT(read_from(scan_of(8, 1), TARGET_DOWN, "1.0.0"),
		   "1: no release is at or below 1.0.0; the nearest are version 20 "
		   "(v1.10.0)");
	CHECK_TEXT(read_from(scan_of(0, 1), TARGET_DOWN, "v1.0.0"),
		   "1: no migration's title is a release, so v1.0.0 names none");
	CHECK_TEXT(read_from(scan_of(0, 0), TARGET_GOTO, "latest"),
		   "1: there are no migrations");
	CHECK_TEXT(read_from(scan_of(0, 0), TARGET_GOTO, "1"),
		   "1: no migration has version 1");
}

TEST(no_database_can_be_at_the_highest_versions)
{
	static const char says[] = "6: version 9223372036854775808 is above "
				   "9223372036854775807, the highest that a database can "
				   "be at";
	list[8].version = (uint64_t)INT64_MAX + 1;
	CHECK_TEXT(read_word(TARGET_GOTO, "latest"), says);
	CHECK_TEXT(read_word(TARGET_GOTO, "v2.0.0"), says);
	CHECK_TEXT(read_word(TARGET_FORCE, "9223372036854775808"), says);
	list[8].version = INT64_MAX;
	CHECK_TEXT(read_word(TARGET_GOTO, "latest"), "version 9223372036854775807");
}
