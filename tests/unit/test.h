/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests: TEST(name) { … } registers itself; each runs in a process of its own, so a crash
 * is one failed test. CHECK and its kin say what was expected and end that test.
 */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct test {
	const char *name;
	void (*run)(void);
	struct test *next;
};

void test_register(struct test *test);

#define TEST(title)                                                                      \
	static void test_##title(void);                                                  \
	static struct test entry_##title = {#title, test_##title, NULL};                 \
	__attribute__((constructor)) static void register_##title(void)                  \
	{                                                                                \
		test_register(&entry_##title);                                           \
	}                                                                                \
	static void test_##title(void)

_Noreturn void test_fail(const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* End this test as skipped; the reason is printed. */
_Noreturn void test_skip(const char *reason);
void test_equal_text(const char *file, int line, const char *got, const char *expected);

#define CHECK(condition)                                                                 \
	do {                                                                             \
		if (!(condition))                                                        \
			test_fail(__FILE__, __LINE__, "%s", #condition);                 \
	} while (0)
#define CHECK_INT(got, expected)                                                         \
	do {                                                                             \
		long long got_ = (long long)(got);                                       \
		long long expected_ = (long long)(expected);                             \
		if (got_ != expected_)                                                   \
			test_fail(__FILE__, __LINE__, "%s is %lld, not %lld", #got,      \
				  got_, expected_);                                      \
	} while (0)
#define CHECK_TEXT(got, expected) test_equal_text(__FILE__, __LINE__, got, expected)

#endif
