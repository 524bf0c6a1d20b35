/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phases, with BENCH_DSN and BENCH_FILE set: how long each phase of an upgrade takes within
 * one process, in milliseconds: `declare introspect write`, the last being all that comes
 * after it, both ways: diff, plan, render. The last line is the test runner's.
 */
#include <stdio.h>
#include <time.h>

#include "core/declare/declare.h"
#include "tests/live/pipeline.h"
#include "tests/unit/test.h"

TEST(phases)
{
	struct pipeline pipe;
	struct diags diags;
	struct ddlect_err err = {0};
	struct timespec start;
	struct timespec end;
	const char *file = getenv("BENCH_FILE");
	CHECK(file && getenv("BENCH_DSN"));
	pipeline_open(&pipe, "postgres", getenv("BENCH_DSN"), "public");
	diags_init(&diags, &pipe.arena);
	clock_gettime(CLOCK_MONOTONIC, &start);
	struct ddlect_schema *schema = declare_file(&pipe.arena, file, &diags, &err);
	if (!schema)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	clock_gettime(CLOCK_MONOTONIC, &end);
	double declare_ms = (double)(end.tv_sec - start.tv_sec) * 1e3 +
			    (double)(end.tv_nsec - start.tv_nsec) / 1e6;
	struct step step = pipeline_compare(&pipe, schema);
	printf("%.1f %.1f %.1f\n", declare_ms, step.read_ms, step.write_ms);
	pipeline_close(&pipe);
}
