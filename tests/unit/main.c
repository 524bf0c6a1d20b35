/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs the tests that registered themselves, each in a process of its own. An argument
 * runs those whose name contains it. The last line is `N passed, N failed, N skipped`.
 */
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/test.h"

#define SKIPPED 77

static struct test *first;
static struct test **last = &first;

void test_register(struct test *test)
{
	*last = test;
	last = &test->next;
}

void test_fail(const char *file, int line, const char *format, ...)
{
	va_list ap;
	printf("%s:%d: ", file, line);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf("\n");
	fflush(stdout);
	_exit(1);
}

void test_skip(const char *reason)
{
	printf("skipped: %s\n", reason);
	fflush(stdout);
	_exit(SKIPPED);
}

void test_equal_text(const char *file, int line, const char *got, const char *expected)
{
	if (!got || !expected ? got != expected : strcmp(got, expected) != 0)
		test_fail(file, line, "got\n%s\nexpected\n%s", got ? got : "(null)",
			  expected ? expected : "(null)");
}

static int run(const struct test *test)
{
	fflush(stdout);
	pid_t child = fork();
	if (child < 0)
		return 1;
	if (child == 0) {
		test->run();
		fflush(stdout);
		exit(0); /* not _exit: leak checkers want to see the end */
	}
	int status = 0;
	if (waitpid(child, &status, 0) < 0)
		return 1;
	if (WIFSIGNALED(status))
		printf("killed by signal %d\n", WTERMSIG(status));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv)
{
	int counts[3] = {0, 0, 0};
	for (const struct test *test = first; test; test = test->next) {
		if (argc > 1 && !strstr(test->name, argv[1]))
			continue;
		int status = run(test);
		int outcome = status == 0 ? 0 : status == SKIPPED ? 2 : 1;
		counts[outcome]++;
		if (outcome == 1)
			printf("FAILED %s\n", test->name);
	}
	printf("%d passed, %d failed, %d skipped\n", counts[0], counts[1], counts[2]);
	return counts[1] > 0 || counts[0] + counts[2] == 0;
}
