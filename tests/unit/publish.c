/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Publish: all files or none. Every call that changes a disk is failed once, and every
 * moment is interrupted once; after each the directory is what it was before.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/migrations/publish.h"
#include "tests/unit/test.h"

static struct arena arena;
static struct ddlect_err err;
static char root[64];
static char path[128];

static int calls;
static int fail_at;   /* this call fails; 0: none */
static int cancel_at; /* at this call the user interrupts; 0: never */
static int reason = ENOSPC;
static volatile int cancel;

static int failing(void)
{
	calls++;
	if (calls == cancel_at)
		cancel = 1;
	if (calls != fail_at)
		return 0;
	errno = reason;
	return 1;
}

static int fail_create(const char *p)
{
	return failing() ? -1 : publish_disk.create(p);
}

/* Writes little by little, and fails in the middle of a file. */
static ssize_t fail_write(int fd, const void *bytes, size_t length)
{
	if (failing())
		return -1;
	return publish_disk.write(fd, bytes, length > 3 ? 3 : length);
}

static int fail_fsync(int fd)
{
	return failing() ? -1 : publish_disk.fsync(fd);
}

static int fail_link(const char *from, const char *to)
{
	return failing() ? -1 : publish_disk.link(from, to);
}

static int fail_rename(const char *from, const char *to)
{
	return failing() ? -1 : publish_disk.rename(from, to);
}

static int fail_unlink(const char *p)
{
	return failing() ? -1 : publish_disk.unlink(p);
}

static int fail_mkdir(const char *p)
{
	return failing() ? -1 : publish_disk.mkdir(p);
}

static int pauses;

static void no_pause(void)
{
	pauses++;
}

static int no_link(const char *from, const char *to)
{
	(void)from;
	(void)to;
	errno = EPERM;
	return -1;
}

static const struct publish_ops failing_disk = {fail_create, fail_write,  fail_fsync,
						fail_link,   fail_rename, fail_unlink,
						fail_mkdir,  no_pause};
static const struct publish_ops linkless_disk = {fail_create, fail_write,  fail_fsync,
						 no_link,     fail_rename, fail_unlink,
						 fail_mkdir,  no_pause};

static void begin(void)
{
	arena_init(&arena);
	err = (struct ddlect_err){0};
	snprintf(root, sizeof(root), "/tmp/ddlect-test-XXXXXX");
	CHECK(mkdtemp(root));
	snprintf(path, sizeof(path), "%s/deep/er", root);
}

static void shell(const char *format, const char *argument)
{
	char command[512];
	snprintf(command, sizeof(command), format, root, argument);
	CHECK_INT(system(command), 0);
}

static void end(void)
{
	shell("rm -rf %1$s", "");
	arena_clear(&arena);
}

/* Everything below the root: kinds, names, inodes and texts. */
static const char *snapshot(void)
{
	char command[512];
	struct ddlect_buf text;
	char bytes[4096];
	size_t n;
	snprintf(command, sizeof(command),
		 "cd %s && find . -printf '%%y %%p %%l\\n' | sort && "
		 "find . -type f -printf '%%p %%i\\n' | sort && "
		 "find . -type f | sort | xargs -r cat",
		 root);
	FILE *pipe = popen(command, "r");
	CHECK(pipe);
	buf_init(&text);
	while ((n = fread(bytes, 1, sizeof(bytes), pipe)) > 0)
		buf_raw(&text, bytes, n);
	CHECK_INT(pclose(pipe), 0);
	const char *kept = arena_text(&arena, text.text, text.length);
	buf_clear(&text);
	return kept;
}

static const char *content(const char *file)
{
	static char bytes[64];
	char name[256];
	snprintf(name, sizeof(name), "%s/%s", path, file);
	FILE *in = fopen(name, "r");
	if (!in)
		return NULL;
	bytes[fread(bytes, 1, sizeof(bytes) - 1, in)] = '\0';
	fclose(in);
	return bytes;
}

static const struct publish_file files[] = {{"one", "1_x.up.sql", "one up", 6},
					    {"one", "1_x.down.sql", "one down", 8},
					    {"two", "1_x.up.sql", "two up", 6},
					    {"two", "1_x.down.sql", "two down", 8}};

static int publish(const struct publish_ops *ops, bool force)
{
	struct publish run;
	calls = 0;
	cancel = 0;
	if (publish_begin(&run, &arena, path, ops, &cancel, &err) < 0)
		return -1;
	int status = publish_files(&run, files, 4, force, &err);
	publish_end(&run);
	return status;
}

static void check_published(void)
{
	CHECK_TEXT(content("one/1_x.up.sql"), "one up");
	CHECK_TEXT(content("one/1_x.down.sql"), "one down");
	CHECK_TEXT(content("two/1_x.up.sql"), "two up");
	CHECK_TEXT(content("two/1_x.down.sql"), "two down");
	CHECK(!strstr(snapshot(), ".ddlect-"));
}

static void old_files(void)
{
	shell("mkdir -p %1$s/deep/er/one && cd %1$s/deep/er/one && printf old "
	      ">1_x.up.sql",
	      "");
}

TEST(files_are_published_into_new_directories)
{
	begin();
	CHECK_INT(publish(NULL, false), 0);
	check_published();
	end();
}

TEST(a_file_that_is_there_is_left_alone)
{
	begin();
	old_files();
	const char *before = snapshot();
	CHECK_INT(publish(NULL, false), -1);
	CHECK(strstr(err.text, "deep/er/one/1_x.up.sql is there already; -force"));
	CHECK_TEXT(snapshot(), before);
	CHECK_INT(publish(NULL, true), 0);
	check_published();
	end();
}

static int open_descriptors(void)
{
	int n = 0;
	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* Let each call fail, then interrupt at each; `prepare` makes the directory before. */
static void fail_everywhere(const struct publish_ops *ops, bool force)
{
	const char *before = snapshot();
	int descriptors = open_descriptors();
	int n = 0;
	for (fail_at = 1;; fail_at++) {
		int status = publish(ops, force);
		if (calls < fail_at)
			break;
		CHECK_INT(status, -1);
		CHECK(strstr(err.text, "No space left on device"));
		CHECK_TEXT(snapshot(), before);
		CHECK_INT(open_descriptors(), descriptors);
		n++;
	}
	CHECK(n > 20);
	check_published();
}

static void cancel_everywhere(const struct publish_ops *ops, bool force)
{
	const char *before = snapshot();
	for (cancel_at = 1;; cancel_at++) {
		int status = publish(ops, force);
		if (calls < cancel_at || status == 0)
			break;
		CHECK_TEXT(err.text, "interrupted; nothing was written");
		CHECK_TEXT(snapshot(), before);
	}
	CHECK(cancel_at > 20);
	check_published();
}

TEST(each_call_that_fails_undoes_all)
{
	begin();
	fail_everywhere(&failing_disk, false);
	end();
}

TEST(each_call_that_fails_gives_back_what_was_replaced)
{
	begin();
	old_files();
	fail_everywhere(&failing_disk, true);
	end();
}

TEST(each_moment_can_be_interrupted)
{
	begin();
	cancel_everywhere(&failing_disk, false);
	end();
}

TEST(each_moment_of_a_replacement_can_be_interrupted)
{
	begin();
	old_files();
	cancel_everywhere(&failing_disk, true);
	end();
}

TEST(a_disk_without_links_will_do)
{
	begin();
	fail_everywhere(&linkless_disk, false);
	end();
	begin();
	old_files();
	fail_everywhere(&linkless_disk, true);
	end();
}

static void in_the_way(const char *command, bool force, const char *message)
{
	begin();
	shell(command, "");
	const char *before = snapshot();
	CHECK_INT(publish(NULL, force), -1);
	if (!strstr(err.text, message))
		test_fail(__FILE__, __LINE__, "\"%s\" doesn't say \"%s\"", err.text,
			  message);
	CHECK_TEXT(snapshot(), before);
	end();
}

TEST(what_is_in_the_way_is_named)
{
	in_the_way("touch %1$s/deep", false,
		   "/deep is a file, and has to be a directory");
	in_the_way("mkdir %1$s/deep && touch %1$s/deep/er", false,
		   "/deep/er is a file, and has to be a directory");
	in_the_way("mkdir -p %1$s/deep/er && touch %1$s/deep/er/two", false,
		   "/two is a file, and has to be a directory");
	in_the_way("mkdir -p %1$s/deep/er/two/1_x.down.sql", true,
		   "1_x.down.sql is a directory, so no file can be written there");
	in_the_way(
		"mkdir -p %1$s/deep/er/two && ln -s /nowhere %1$s/deep/er/two/1_x.up.sql",
		true, "1_x.up.sql is a symbolic link, so no file");
	in_the_way("mkdir -p %1$s/deep && ln -s nowhere %1$s/deep/er", false,
		   "/deep/er is a symbolic link to nowhere");
	in_the_way("mkdir -p %1$s/deep/er/one && mkfifo %1$s/deep/er/one/1_x.up.sql",
		   true, "1_x.up.sql is no plain file");
}

TEST(a_link_to_a_directory_is_followed)
{
	begin();
	shell("mkdir -p %1$s/deep %1$s/real && ln -s ../real %1$s/deep/er", "");
	CHECK_INT(publish(NULL, false), 0);
	check_published();
	end();
}

TEST(what_a_killed_run_left_is_swept)
{
	begin();
	shell("mkdir -p %1$s/deep/er/one && touch %1$s/deep/er/one/.ddlect-1-2.new", "");
	CHECK_INT(publish(NULL, false), 0);
	check_published();
	end();
}

TEST(a_second_run_waits_its_turn)
{
	struct publish first;
	struct publish second;
	begin();
	CHECK_INT(publish_begin(&first, &arena, path, NULL, NULL, &err), 0);
	cancel = 1; /* it would wait for seconds; it can be interrupted meanwhile */
	CHECK_INT(publish_begin(&second, &arena, path, NULL, &cancel, &err), -1);
	CHECK_TEXT(err.text, "interrupted; nothing was written");
	CHECK_INT(publish_begin(&second, &arena, path, &failing_disk, NULL, &err), -1);
	CHECK_INT(err.status, DDLECT_BUSY);
	CHECK_INT(pauses, 200);
	CHECK(strstr(err.text, "another run is writing to"));
	publish_end(&first);
	CHECK(!strstr(snapshot(), "deep"));
	CHECK_INT(publish(NULL, false), 0);
	end();
}
