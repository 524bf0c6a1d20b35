/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loader against plugins that are wrong, each in its own way, and some that only look
 * wrong. They are built from hostile.c into one directory: DDLECT_TEST_PLUGINS.
 */
#include <unistd.h>

#include "tests/abi/loading.h"

/* `format` has the one number in it that isn't the same on every machine. */
static void check_reason(const char *name, const char *format, size_t number)
{
	char text[128];
	snprintf(text, sizeof(text), format, number);
	CHECK_TEXT(reason(name), text);
}

TEST(each_wrong_plugin_is_refused_by_the_name_of_its_fault)
{
	static const struct {
		const char *name;
		const char *reason;
	} cases[] = {
		{"stranger",
		 "does not export ddlect_dialect_v1(): it is no dialect, or its "
		 "symbol is hidden"},
		{"handless", "does not export ddlect_dialect_v1(): it is a provider, for "
			     "-provider"},
		{"major", "built for major version 2 of the plugin ABI (it exports "
			  "ddlect_dialect_v2); this ddlect has version 1"},
		{"null", "ddlect_dialect_v1() returned NULL"},
		{"magic",
		 "magic is 0x12345678, not 0x44444c43: no descriptor of a dialect"},
		{"huge", "size is 2147483647: no descriptor is that large"},
		{"crooked", "size is 133: no struct ends there"},
		{"needs", "needs version 1.7 of the plugin ABI; this ddlect has 1.0: "
			  "install a newer ddlect"},
		{"unsure", "needs_minor is 1, newer than the 0 in its own abi_minor"},
		{"nameless", "name is NULL"},
		{"shout", "name must match [a-z0-9_]+"},
		{"disguised", "name is \"good\", but the file is disguised.so"},
		{"versionless", "version is NULL"},
		{"wordy", "version must be one line of at most 64 bytes"},
		{"slotless",
		 "required slot render is NULL, and there is no base to take it "
		 "from"},
		{"blind",
		 "capability DDLECT_CAN_INTROSPECT, but slot introspect is NULL"},
		{"idle", "capability DDLECT_CAN_RUN, but slot split is NULL"},
		{"liftless", "capability DDLECT_CAN_LIFT, but slot lift is NULL"},
		{"flagged", "lift_flag is set, but not the capability DDLECT_CAN_LIFT"},
		{"badflag", "lift_flag must be lower-case words, joined by dashes"},
		{"badscheme", "schemes[1] must match [a-z0-9+.-]{1,32}"},
		{"schemeful", "schemes has no NULL at its end"},
		{"attrful", "attrs has no NULL key at its end"},
		{"badkey", "attrs[0].key must match [a-z0-9_]+"},
		{"badattr", "attrs[0].on says neither table nor column (lonely)"},
		{"nameshort", "max_name is 3; it must be 0 or at least 16"},
		{"blockless",
		 "max_tables_per_transaction is set, but block_commit is NULL"},
		{"orphan", "its base \"nobody\" is not installed"},
		{"badbase", "base must match [a-z0-9_]+"},
		{"selfish", "base is the dialect itself"},
		{"circle",
		 "its base \"round\" was refused: its bases go round in a circle: "
		 "\"round\" leads back to \"circle\""},
		{"heir",
		 "its base \"slotless\" was refused: required slot render is NULL, "
		 "and there is no base to take it from"},
		{"sour", "slot bind refused the base \"good\": version 1.2.3 is too old"},
	};
	load(plugins());
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		printf("%s\n", cases[i].name);
		CHECK_TEXT(reason(cases[i].name), cases[i].reason);
	}
	check_reason("tiny", "size is 8: the part that is frozen has %zu bytes",
		     offsetof(struct ddlect_dialect, summary));
	check_reason("short", "size is %zu: it ends before the required slot render",
		     offsetof(struct ddlect_dialect, render));
	CHECK(strstr(reason("unresolved"), "nowhere_to_be_found"));
	CHECK(strstr(reason("round"), "circle"));
	CHECK_INT(registry.n_refused, sizeof(cases) / sizeof(cases[0]) + 4);
}

TEST(what_a_derived_dialect_leaves_empty_comes_from_its_base)
{
	load(plugins());
	const struct ddlect_dialect *base = &loaded("good")->slots;
	const struct ddlect_dialect *plain = &loaded("plain")->slots;
	CHECK(plain->render == base->render && plain->introspect == base->introspect);
	CHECK_INT(plain->capabilities, DDLECT_CAN_INTROSPECT);
	CHECK_INT(plain->max_name, 63);
	CHECK_TEXT(plain->attrs[0].key, "spread");
	CHECK_TEXT(plain->schemes[0], "hostile");
	CHECK(loaded("plain")->base == loaded("good"));
	CHECK(!loaded("derived")->slots.schemes);
}

TEST(an_override_may_call_what_it_overrides_and_self_stays_the_derived_one)
{
	load(plugins());
	const struct ddlect_dialect *derived = &loaded("derived")->slots;
	CHECK_INT(derived->lower(derived, NULL, NULL, &err), -1);
	CHECK_TEXT(err.text, "derived: lower of hostile, asked as derived");
	const struct ddlect_dialect *plain = &loaded("plain")->slots;
	CHECK_INT(plain->lower(plain, NULL, NULL, &err), -1);
	CHECK_TEXT(err.text, "lower of hostile, asked as plain");
}

TEST(an_older_and_a_newer_descriptor_are_fine)
{
	load(plugins());
	CHECK_INT(loaded("older")->size, offsetof(struct ddlect_dialect, bind));
	CHECK(!loaded("older")->slots.open && loaded("older")->slots.render);
	CHECK_INT(loaded("larger")->abi_minor, 9);
	CHECK_INT(loaded("larger")->slots.size, sizeof(struct ddlect_dialect));
	CHECK_INT(loaded("larger")->slots.capabilities, 0);
}

TEST(dialects_come_by_name_and_schemes_go_to_the_first)
{
	load(plugins());
	for (uint32_t i = 1; i < registry.n; i++)
		CHECK(strcmp(registry.dialects[i - 1]->slots.name,
			     registry.dialects[i]->slots.name) < 0);
	CHECK_INT(registry.n_notes, 1);
	CHECK_TEXT(registry.notes[0],
		   "both \"good\" and \"plain\" claim DSNs with the scheme hostile: the "
		   "first gets them, unless -dialect says otherwise");
	CHECK_TEXT(registry_find_dsn(&registry, "HOSTILE://u:p@h/d", &err)->slots.name,
		   "good");
	CHECK_TEXT(registry_find_dsn(&registry, " host = h password=p", &err)->slots.name,
		   "good");
}

TEST(a_dialect_that_is_not_there_is_named_with_those_that_are)
{
	load(plugins());
	CHECK(!registry_find(&registry, "godo", &err));
	CHECK_INT(err.status, DDLECT_USAGE);
	CHECK_TEXT(err.text, "there is no dialect \"godo\"; did you mean \"good\"? There "
			     "are: derived, follower, good, larger, older, plain, "
			     "turncoat");
	CHECK(!registry_find(&registry, "sqlserver", &err));
	CHECK_TEXT(err.text,
		   "there is no dialect \"sqlserver\"; there are: derived, follower, "
		   "good, larger, older, plain, turncoat");
	CHECK(!registry_find(&registry, "versionless", &err));
	CHECK(strstr(err.text, "the dialect \"versionless\" was refused; /"));
	CHECK(strstr(err.text, "versionless.so: version is NULL"));
}

TEST(of_a_dsn_only_its_scheme_is_shown)
{
	load(plugins());
	CHECK(!registry_find_dsn(&registry, "mysql://root:s3cret@h/d", &err));
	CHECK_INT(err.status, DDLECT_USAGE);
	CHECK_TEXT(err.text, "no dialect claims DSNs with the scheme mysql; schemes are: "
			     "hostile, key=value, hostile; or choose one with -dialect");
	static const char *const unclear[] = {
		"s3cret",
		"s3 cret://h/d",
		"://s3cret",
		"",
		"s3cret@h/d?x=y",
		"S3CRET=1",
		"s3cret-s3cret-s3cret-s3cret-s3cret-s3cret://h"};
	for (size_t i = 0; i < sizeof(unclear) / sizeof(unclear[0]); i++) {
		CHECK(!registry_find_dsn(&registry, unclear[i], &err));
		CHECK(strstr(err.text, "begins with no scheme"));
		CHECK(!strstr(err.text, "s3") && !strstr(err.text, "S3"));
	}
}

TEST(one_file_is_checked_like_any_other)
{
	char file[512];
	struct dialect *made = NULL;
	const char *from = plugins();
	load(from);
	snprintf(file, sizeof(file), "%s/plain.so", from);
	CHECK_INT(registry_check(&registry, file, &made, &err), 0);
	CHECK_TEXT(made->slots.name, "plain");
	CHECK(made->slots.render);
	snprintf(file, sizeof(file), "%s/orphan.so", from);
	CHECK_INT(registry_check(&registry, file, &made, &err), -1);
	CHECK(strstr(err.text, "its base is missing: there is no dialect \"nobody\""));
	snprintf(file, sizeof(file), "%s/magic.so", from);
	CHECK_INT(registry_check(&registry, file, &made, &err), -1);
	CHECK(strstr(err.text, "magic is"));
	CHECK_INT(registry_check(&registry, "GNUmakefile", &made, &err), -1);
	CHECK_TEXT(err.text, "a dialect's file is called NAME.so");
	CHECK_INT(registry_check(&registry, "nowhere.so", &made, &err), -1);
	CHECK_TEXT(err.text, "No such file or directory");
}

TEST(a_file_that_is_checked_may_not_be_its_own_base)
{
	char file[512];
	struct dialect *made = NULL;
	load(plugins());
	CHECK(loaded("follower")->base == loaded("turncoat"));
	setenv("DDLECT_TEST_BASE", "follower", 1);
	/* A copy: the file that is loaded is what it was. */
	char command[1024], directory[64];
	snprintf(directory, sizeof(directory), "/tmp/ddlect-loader-%ld", (long)getpid());
	snprintf(command, sizeof(command), "mkdir %s && cp %s/turncoat.so %s", directory,
		 plugins(), directory);
	CHECK_INT(system(command), 0);
	snprintf(file, sizeof(file), "%s/turncoat.so", directory);
	CHECK_INT(registry_check(&registry, file, &made, &err), -1);
	snprintf(command, sizeof(command), "rm -r %s", directory);
	CHECK_INT(system(command), 0);
	CHECK_TEXT(err.text, "its bases go round in a circle: \"follower\" leads back to "
			     "\"turncoat\"");
}

TEST(loading_survives_every_failed_allocation)
{
	const char *from = plugins();
	long n = 1;
	for (int status = -1; status < 0; n++) {
		arena_init(&arena);
		arena.fail_after = n;
		status = registry_load(&registry, &arena, from, &err);
		if (status < 0)
			CHECK(strstr(err.text, "memory"));
		arena_clear(&arena);
	}
	CHECK(n > 100);
}
