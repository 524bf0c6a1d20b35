/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conform: does a plugin keep its contract? It is loaded as the registry would load it, and
 * then asked to lower and render samples, each with one feature of the model. A dialect
 * may refuse a feature, with words; it may not crash, change its input, leave a name out,
 * answer differently the second time, or go on when memory has run out.
 *
 * The plugin runs in a child process, so that its crash is a result, too. No database is
 * used.
 */
#ifndef CORE_RUN_CONFORM_H
#define CORE_RUN_CONFORM_H

#include <stdbool.h>
#include <stdint.h>

#include <ddlect/err.h>

#define CONFORM_CHECKS 16u

struct registry;
struct ddlect_schema;
struct arena;

struct conform_check {
	char title[96];
	char text[512]; /* what was found; "" when there is nothing to say */
	bool ok;
};

struct conform {
	struct conform_check checks[CONFORM_CHECKS];
	uint32_t n;
	uint32_t n_refused;
	char doing[160]; /* what was being done; for the report of a crash */
};

/* -1 only when it couldn't be run at all. The base comes from the registry. */
int conform_run(struct conform *conform, struct registry *registry, const char *file,
		struct ddlect_err *err);

/* Samples: sample_make() declares one; NULL when memory ran out. */
extern const uint32_t n_samples;
const char *sample_title(uint32_t sample);
struct ddlect_schema *sample_make(struct arena *arena, uint32_t sample);

#endif
