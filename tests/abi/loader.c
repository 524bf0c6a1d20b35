/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loader against plugins that are wrong, each in its own way, and some that only look
 * wrong. They are built from hostile.c into one directory, which is the first argument of
 * the search path here: DDLECT_TEST_PLUGINS.
 */
#include <errno.h>
#include <stdbool.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/dialect/registry.h"
#include "tests/unit/test.h"

static struct arena arena;
static struct registry registry;
static struct ddlect_err err;

static const char *plugins(void)
{
	const char *directory = getenv("DDLECT_TEST_PLUGINS");
	if (!directory)
		test_skip("DDLECT_TEST_PLUGINS is not set; run `make check-abi`");
	unsetenv("DDLECT_PLUGIN_PATH");
	arena_init(&arena);
	return directory;
}

static void load(const char *directory)
{
	if (registry_load(&registry, &arena, directory, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
}

static const char *reason(const char *name)
{
	for (uint32_t i = 0; i < registry.n_refused; i++) {
		const char *file = registry.refused[i]->file;
		file = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
		size_t length = strlen(name);
		if (strncmp(file, name, length) == 0 &&
		    (!file[length] || strcmp(file + length, ".so") == 0))
			return registry.refused[i]->reason;
	}
	return NULL;
}

static const struct dialect *loaded(const char *name)
{
	const struct dialect *found = registry_find(&registry, name, &err);
	if (!found)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	return found;
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
		{"major", "built for major version 2 of the plugin ABI (it exports "
			  "ddlect_dialect_v2); this ddlect has version 1"},
		{"null", "ddlect_dialect_v1() returned NULL"},
		{"magic",
		 "magic is 0x12345678, not 0x44444c43: no descriptor of a dialect"},
		{"tiny", "size is 8: the part that is frozen has 40 bytes"},
		{"short", "size is 112: it ends before the required slot render"},
		{"huge", "size is 2147483647: no descriptor is that large"},
		{"crooked", "size is 133: no struct ends there"},
		{"needs", "needs version 1.7 of the plugin ABI; this ddlect has 1.0: "
			  "install a newer ddlect"},
		{"unsure", "needs_minor is 1, newer than the 0 in its own abi_minor"},
		{"nameless", "name is NULL"},
		{"shout", "name must match [a-z0-9_]+"},
		{"disguised", "name is \"good\", but the file is disguised.so"},
		{"versionless", "version is NULL"},
		{"slotless",
		 "required slot render is NULL, and there is no base to take it "
		 "from"},
		{"blind",
		 "capability DDLECT_CAN_INTROSPECT, but slot introspect is NULL"},
		{"liftless", "capability DDLECT_CAN_LIFT, but slot lift is NULL"},
		{"flagged", "lift_flag is set, but not the capability DDLECT_CAN_LIFT"},
		{"badflag", "lift_flag must be lower-case words, joined by dashes"},
		{"badscheme", "schemes[1] must match [a-z0-9+.-]{1,32}"},
		{"badattr", "attrs[0].on says neither table nor column (lonely)"},
		{"nameshort", "max_name is 3; it must be 0 or at least 16"},
		{"blockless",
		 "max_tables_per_transaction is set, but block_commit is NULL"},
		{"orphan", "its base \"nobody\" is not installed"},
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
	CHECK(strstr(reason("unresolved"), "nowhere_to_be_found"));
	CHECK(strstr(reason("round"), "circle"));
	CHECK_INT(registry.n_refused, sizeof(cases) / sizeof(cases[0]) + 2);
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
			     "are: derived, good, larger, older, plain");
	CHECK(!registry_find(&registry, "sqlserver", &err));
	CHECK_TEXT(err.text,
		   "there is no dialect \"sqlserver\"; there are: derived, good, "
		   "larger, older, plain");
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

/* --- permissions and the search path -------------------------------------------------- */

static void copy(const char *from, const char *to)
{
	static char bytes[65536];
	FILE *in = fopen(from, "rb");
	FILE *out = fopen(to, "wb");
	CHECK(in && out);
	for (size_t n; (n = fread(bytes, 1, sizeof(bytes), in)) > 0;)
		CHECK_INT(fwrite(bytes, 1, n, out), n);
	CHECK_INT(fclose(in) + fclose(out), 0);
	CHECK_INT(chmod(to, 0644), 0);
}

static char directory[64];

static const char *path(const char *name)
{
	static char text[4][128];
	static unsigned at;
	at = (at + 1) % 4;
	snprintf(text[at], sizeof(text[at]), "%s/%s", directory, name);
	return text[at];
}

/* A directory of its own, that holds good.so. */
static void own_directory(void)
{
	char good[512];
	snprintf(good, sizeof(good), "%s/good.so", plugins());
	snprintf(directory, sizeof(directory), "/tmp/ddlect-abi-XXXXXX");
	CHECK(mkdtemp(directory));
	copy(good, path("good.so"));
}

static void remove_directory(void)
{
	static const char *const files[] = {"good.so", "text.so", "empty.so", "cut.so",
					    "Odd-Name.so"};
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		unlink(path(files[i]));
	rmdir(path("folder.so"));
	rmdir(directory);
}

TEST(a_plugin_that_others_can_write_is_not_opened)
{
	own_directory();
	chmod(path("good.so"), 0666);
	load(directory);
	CHECK_TEXT(reason("good"), "everybody can write the file: chmod go-w");
	chmod(path("good.so"), 0664);
	load(directory);
	CHECK_TEXT(reason("good"), "its group can write the file: chmod go-w");
	chmod(path("good.so"), 0600);
	load(directory);
	CHECK_TEXT(loaded("good")->slots.version, "1.2.3");
	remove_directory();
}

TEST(a_plugin_of_another_user_is_not_opened)
{
	if (geteuid() != 0)
		test_skip("only root can give a file away");
	own_directory();
	CHECK_INT(chown(path("good.so"), 12345, 0), 0);
	load(directory);
	CHECK_TEXT(reason("good"),
		   "the file belongs to user 12345, neither to root nor to "
		   "you: chown it");
	remove_directory();
}

TEST(a_directory_that_others_can_write_is_not_searched)
{
	own_directory();
	chmod(directory, 0777);
	CHECK_INT(registry_load(&registry, &arena, directory, &err), -1);
	CHECK(strstr(err.text, "-plugin-dir /tmp/"));
	CHECK(strstr(err.text, ": everybody can write the directory: chmod go-w"));
	setenv("DDLECT_PLUGIN_PATH", directory, 1);
	load(NULL);
	CHECK_TEXT(reason(strrchr(directory, '/') + 1),
		   "everybody can write the directory: chmod go-w");
	CHECK(!registry_find(&registry, "good", &err));
	chmod(directory, 0755);
	load(NULL);
	CHECK_TEXT(loaded("good")->slots.name, "good");
	remove_directory();
}

TEST(a_link_is_as_safe_as_both_of_its_ends)
{
	char good[512];
	own_directory();
	snprintf(good, sizeof(good), "%s/good.so", plugins());
	CHECK_INT(mkdir(path("open"), 0755), 0);
	CHECK_INT(rename(path("good.so"), path("open/other.so")), 0);
	CHECK_INT(symlink("open/other.so", path("good.so")), 0);
	load(directory);
	CHECK_TEXT(loaded("good")->slots.name, "good");
	CHECK_INT(chmod(path("open"), 0777), 0);
	load(directory);
	CHECK_TEXT(reason("good"), "everybody can write the directory: chmod go-w");
	unlink(path("open/other.so"));
	rmdir(path("open"));
	remove_directory();
}

/* Run this program's test of that name as a process with the rights of another user. */
static void run_privileged(const char *test)
{
	int status;
	char self[512];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	CHECK(length > 0);
	self[length] = '\0';
	copy(self, path("loader"));
	CHECK_INT(chmod(directory, 0755), 0);
	CHECK_INT(chown(path("loader"), 65534, 0), 0);
	CHECK_INT(chmod(path("loader"), 04755), 0);
	pid_t child = fork();
	if (child == 0) {
		setenv("DDLECT_TEST_PRIVILEGED", "1", 1);
		execl(path("loader"), "loader", test, (char *)NULL);
		_exit(127);
	}
	CHECK_INT(waitpid(child, &status, 0), child);
	unlink(path("loader"));
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(a_privileged_process_does_not_listen_to_the_environment)
{
#ifdef __SANITIZE_ADDRESS__
	test_skip("a leak checker can't look into a privileged process");
#endif
	bool privileged = getauxval(AT_SECURE) != 0;
	if (geteuid() != 0 && !privileged)
		test_skip("only root can make a program of another user");
	if (getenv("DDLECT_TEST_PRIVILEGED") && !privileged)
		test_skip("set-user-id has no effect on this file system");
	const char *from = plugins();
	setenv("DDLECT_PLUGIN_PATH", from, 1);
	load(NULL);
	bool found = registry_find(&registry, "older", &err) != NULL;
	if (privileged) {
		CHECK(!found && !reason("magic"));
		return;
	}
	CHECK(found);
	own_directory();
	run_privileged("a_privileged_process");
	remove_directory();
}

TEST(a_file_that_is_no_plugin_is_refused)
{
	own_directory();
	fclose(fopen(path("empty.so"), "w"));
	copy("GNUmakefile", path("text.so"));
	copy("GNUmakefile", path("Odd-Name.so"));
	copy(path("good.so"), path("cut.so"));
	CHECK_INT(truncate(path("cut.so"), 1000), 0);
	CHECK_INT(mkdir(path("folder.so"), 0755), 0);
	load(directory);
	CHECK_TEXT(reason("empty"), "is not a shared object (it has no ELF header)");
	CHECK_TEXT(reason("text"), "is not a shared object (it has no ELF header)");
	CHECK_TEXT(reason("folder"), "is not a file");
	CHECK_TEXT(reason("Odd-Name"),
		   "a dialect's file is called NAME.so, with a NAME of "
		   "lower-case letters, digits and _ only");
	CHECK_TEXT(reason("cut"), "is cut off");
	CHECK_TEXT(loaded("good")->slots.name, "good");
	remove_directory();
}

TEST(the_search_path_is_absolute_and_the_first_file_of_a_name_wins)
{
	char search[256];
	own_directory();
	chmod(path("good.so"), 0666);
	snprintf(search, sizeof(search), "::lib:/no/such/place:%s:%s", directory,
		 plugins());
	setenv("DDLECT_PLUGIN_PATH", search, 1);
	load(NULL);
	CHECK_TEXT(reason("lib"), "DDLECT_PLUGIN_PATH takes absolute paths only");
	CHECK_TEXT(reason("good"), "everybody can write the file: chmod go-w");
	CHECK(!registry_find(&registry, "good", &err));
	CHECK_TEXT(loaded("older")->slots.name, "older");
	remove_directory();
}

TEST(a_plugin_directory_that_was_asked_for_must_be_there)
{
	plugins();
	CHECK_INT(registry_load(&registry, &arena, "/no/such/place", &err), -1);
	CHECK_TEXT(err.text, "-plugin-dir /no/such/place: No such file or directory");
	CHECK_INT(registry_load(&registry, &arena, "GNUmakefile", &err), -1);
	CHECK_TEXT(err.text, "-plugin-dir GNUmakefile: is not a directory");
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
