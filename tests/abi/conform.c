/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The conformance run: each plugin that breaks a promise is found out by the check of that
 * promise, and the ones that are fine pass. They are built from unruly.c and sdk/template.
 */
#include "core/dialect/registry.h"
#include "core/run/conform.h"
#include "tests/unit/test.h"

static struct arena arena;
static struct registry registry;
static struct ddlect_err err;
static struct conform conform;

static void run(const char *name)
{
	char file[512];
	const char *directory = getenv("DDLECT_TEST_UNRULY");
	if (!directory)
		test_skip("DDLECT_TEST_UNRULY is not set; run `make check-abi`");
	unsetenv("DDLECT_PLUGIN_PATH");
	arena_init(&arena);
	if (registry_load(&registry, &arena, NULL, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	snprintf(file, sizeof(file), "%s/%s.so", directory, name);
	if (conform_run(&conform, &registry, file, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	arena_clear(&arena);
}

static const struct conform_check *refused(void)
{
	for (uint32_t i = 0; i < conform.n; i++)
		if (!conform.checks[i].ok)
			return &conform.checks[i];
	return NULL;
}

TEST(a_good_dialect_passes_every_check)
{
	static const char *const names[] = {"fine", "minimal"};
	for (int i = 0; i < 2; i++) {
		run(names[i]);
		if (refused())
			test_fail(__FILE__, __LINE__, "%s: %s", refused()->title,
				  refused()->text);
		CHECK_INT(conform.n, 8);
		CHECK_INT(conform.n_refused, 0);
	}
	CHECK_TEXT(conform.checks[0].title,
		   "it loads: permissions, entry function, descriptor, slots, base");
	CHECK_TEXT(conform.checks[0].text, "minimal 0.1.0, ABI 1.0");
	CHECK(strstr(conform.checks[5].text, "refused with words"));
}

TEST(each_broken_promise_is_found)
{
	static const struct {
		const char *name;
		const char *title;
		const char *text;
	} cases[] = {
		{"mute", "lower leaves its input alone",
		 "with a plain table, lower refused without a word"},
		{"count", "lower leaves its input alone",
		 "with a plain table, lower returned 7, neither 0 nor -1"},
		{"crash", "lower leaves its input alone",
		 "with an enum, it crashed with signal 6"},
		{"quitter", "lower leaves its input alone",
		 "with a plain table, it ended the process"},
		{"meddler", "lower leaves its input alone",
		 "with a plain table, lower changed the schema that it was given: "
		 "modify table thing: comment"},
		{"restless", "lower of what is lowered changes nothing",
		 "with a plain table, lower(lower(x)) isn't lower(x): "
		 "modify table thing: comment"},
		{"nameless_key", "lower names every constraint and index",
		 "with a plain table, lower left the primary key of table thing without "
		 "a "
		 "name"},
		{"semicolon",
		 "render writes statements or says why not, each time the same",
		 "with a change from nothing to a plain table, render ended a "
		 "statement "
		 "with a semicolon"},
		{"moody", "render writes statements or says why not, each time the same",
		 "with a change from nothing to a plain table, render writes other SQL "
		 "the second time"},
		{"alarmist",
		 "render writes statements or says why not, each time the same",
		 "with a change from nothing to a plain table, render told of a hazard "
		 "77, which there isn't"},
		{"spill", "type_name keeps to its room",
		 "with type 1 in 1 bytes, type_name wrote beyond its room"},
		{"careless", "lower survives the end of memory",
		 "with a plain table, lower returned 0 although memory had run out"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		run(cases[i].name);
		printf("%s\n", cases[i].name);
		CHECK(refused());
		CHECK_TEXT(refused()->title, cases[i].title);
		CHECK_TEXT(refused()->text, cases[i].text);
	}
}

TEST(a_plugin_that_does_not_load_is_one_check_that_failed)
{
	run("no_such_file");
	CHECK_INT(conform.n, 1);
	CHECK_INT(conform.n_refused, 1);
	CHECK_TEXT(conform.checks[0].text, "No such file or directory");
}
