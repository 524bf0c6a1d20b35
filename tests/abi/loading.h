/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loading: the registry of a test, filled from the directory of the hostile plugins or from
 * another one. What can't be loaded ends the test.
 */
#ifndef TESTS_ABI_LOADING_H
#define TESTS_ABI_LOADING_H

#include "core/dialect/registry.h"
#include "tests/unit/test.h"

static struct arena arena;
static struct registry registry;
static struct ddlect_err err;

static inline const char *plugins(void)
{
	const char *directory = getenv("DDLECT_TEST_PLUGINS");
	if (!directory)
		test_skip("DDLECT_TEST_PLUGINS is not set; run `make check-abi`");
	unsetenv("DDLECT_PLUGIN_PATH");
	arena_init(&arena);
	return directory;
}

static inline void load(const char *directory)
{
	if (registry_load(&registry, &arena, directory, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
}

static inline const char *reason(const char *name)
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

static inline const struct dialect *loaded(const char *name)
{
	const struct dialect *found = registry_find(&registry, name, &err);
	if (!found)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	return found;
}

#endif
