/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where plugins are looked for, and which files and directories are not trusted: each test
 * has a directory of its own, with a copy of one of the hostile plugins in it.
 */
#include <errno.h>
#include <stdbool.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/abi/loading.h"

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
	CHECK_INT(mkdir(path("folder.so"), 0755), 0);
	load(directory);
	CHECK_TEXT(reason("empty"), "is not a shared object (it has no ELF header)");
	CHECK_TEXT(reason("text"), "is not a shared object (it has no ELF header)");
	CHECK_TEXT(reason("folder"), "is not a file");
	CHECK_TEXT(reason("Odd-Name"),
		   "a dialect's file is called NAME.so, with a NAME of "
		   "lower-case letters, digits and _ only");
	CHECK_TEXT(loaded("good")->slots.name, "good");
	/* Behind its segments, in their table, in the header before it. */
	static const off_t lengths[] = {1000, 100, 20};
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		CHECK_INT(truncate(path("cut.so"), lengths[i]), 0);
		load(directory);
		CHECK_TEXT(reason("cut"), "is cut off");
	}
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

TEST(pairs_of_key_and_value_may_be_nobodys)
{
	char older[512];
	plugins();
	own_directory();
	snprintf(older, sizeof(older), "%s/older.so", plugins());
	copy(older, path("older.so"));
	unlink(path("good.so"));
	load(directory);
	CHECK(!registry_find_dsn(&registry, "host=h password=s3cret", &err));
	CHECK_INT(err.status, DDLECT_USAGE);
	CHECK_TEXT(err.text, "no dialect claims DSNs of key=value pairs; choose one with "
			     "-dialect");
	unlink(path("older.so"));
	remove_directory();
}
