/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One plugin, many registries: what was loaded once is the same for all of them and for all
 * threads, because a plugin has variables of its own.
 */
#include <pthread.h>
#include <unistd.h>

#include "tests/abi/loading.h"

TEST(a_plugin_is_one_for_all_registries)
{
	load(plugins());
	const struct dialect *first = loaded("derived");
	const struct dialect *base = loaded("good");
	CHECK(first->base == base);
	arena_clear(&arena); /* nothing of a dialect is in it */
	load(plugins());
	CHECK(loaded("derived") == first);
	CHECK(loaded("good") == base);
	CHECK_INT(first->slots.lower(&first->slots, NULL, NULL, &err), -1);
	CHECK_TEXT(err.text, "derived: lower of hostile, asked as derived");
}

/* A directory with one file of another, as it is, and a copy of a second one. */
static const char *directory_with(const char *linked, const char *copied)
{
	static char directories[2][64];
	static int n;
	char command[1024];
	char *directory = directories[n];
	snprintf(directory, sizeof(directories[0]), "/tmp/ddlect-loader-%ld-%d",
		 (long)getpid(), n++);
	snprintf(command, sizeof(command),
		 "mkdir %s && ln -s %s/%s.so %s/%s.so && cp %s/%s.so %s/", directory,
		 plugins(), linked, directory, linked, plugins(), copied, directory);
	CHECK_INT(system(command), 0);
	return directory;
}

TEST(a_plugin_keeps_the_base_that_it_was_bound_to)
{
	char command[256];
	const char *one = directory_with("derived", "good");
	const char *two = directory_with("derived", "good");
	load(one);
	loaded("derived");
	load(two);
	CHECK(strstr(reason("derived"), "it is loaded already, with another base: "
					"\"good\" of /tmp/ddlect-loader-"));
	loaded("good");
	load(one);
	loaded("derived");
	snprintf(command, sizeof(command), "rm -r %s %s", one, two);
	CHECK_INT(system(command), 0);
}

static void *load_often(void *directory)
{
	for (int i = 0; i < 10; i++) {
		struct arena own;
		struct registry found;
		struct ddlect_err why;
		arena_init(&own);
		CHECK_INT(registry_load(&found, &own, directory, &why), 0);
		const struct dialect *derived = registry_find(&found, "derived", &why);
		CHECK(derived);
		CHECK_INT(derived->slots.lower(&derived->slots, NULL, NULL, &why), -1);
		CHECK_TEXT(why.text, "derived: lower of hostile, asked as derived");
		arena_clear(&own);
	}
	return NULL;
}

TEST(threads_load_and_use_a_plugin_at_once)
{
	pthread_t threads[8];
	char directory[512];
	snprintf(directory, sizeof(directory), "%s", plugins());
	for (int i = 0; i < 8; i++)
		CHECK_INT(pthread_create(&threads[i], NULL, load_often, directory), 0);
	for (int i = 0; i < 8; i++)
		CHECK_INT(pthread_join(threads[i], NULL), 0);
}
