/* SPDX-License-Identifier: Apache-2.0 */
/* Pipeline: generate() for tests, with the time that its two halves take. */
#include <time.h>

#include "tests/live/pipeline.h"

#include "tests/unit/test.h"

#ifndef TEST_DIALECTS
#error "TEST_DIALECTS is the directory of the plugins that were built"
#endif

/* What a step points to lives in what was generated, so that is kept till the end. */
struct kept {
	struct generated generated;
	struct kept *next;
};

void pipeline_open(struct pipeline *pipe, const char *dialect, const char *dsn,
		   const char *schema)
{
	struct ddlect_err err = {0};
	memset(pipe, 0, sizeof(*pipe));
	arena_init(&pipe->arena);
	if (registry_load(&pipe->registry, &pipe->arena, TEST_DIALECTS, &err))
		test_fail(__FILE__, __LINE__, "%s", err.text);
	pipe->dialect = dialect;
	pipe->dsn = dsn;
	pipe->schema = schema;
}

void pipeline_close(struct pipeline *pipe)
{
	for (struct kept *kept = pipe->kept; kept; kept = kept->next)
		generated_clear(&kept->generated);
	arena_clear(&pipe->arena);
}

static double now_ms(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* When the database had been read; generate() says so in a line of its log. */
static void note_read(void *context, const char *text)
{
	if (strncmp(text, "read ", 5) == 0)
		*(double *)context = now_ms();
}

/* Of initial migrations only the text is kept, and no plan. */
static const char *text_of(struct pipeline *pipe, const struct half *half, bool changed)
{
	if (half->plan ? half->plan->n_changes == 0 : !changed)
		return NULL;
	const char *text = arena_text(&pipe->arena, half->text.text, half->text.length);
	CHECK(text);
	return text;
}

static void read_pair(struct pipeline *pipe, const struct pair *pair, struct step *step)
{
	step->desired = pair->desired;
	step->current = pair->current;
	step->up = text_of(pipe, &pair->up, pair->changed);
	step->down = text_of(pipe, &pair->down, pair->changed);
	if (!step->up != !step->down)
		test_fail(__FILE__, __LINE__, "only one way is empty\nup:\n%s\ndown:\n%s",
			  step->up ? step->up : "", step->down ? step->down : "");
}

static struct step run(struct pipeline *pipe, struct generate_request *request)
{
	struct ddlect_err err = {0};
	struct diags diags;
	struct step step = {0};
	struct kept *kept = arena_alloc(&pipe->arena, sizeof(*kept));
	CHECK(kept);
	kept->next = pipe->kept;
	pipe->kept = kept;
	double start = now_ms();
	double read = start;
	request->registry = &pipe->registry;
	request->dialect = pipe->dialect;
	request->schema = pipe->schema;
	request->log = note_read;
	request->log_context = &read;
	diags_init(&diags, &pipe->arena);
	if (generate(&kept->generated, &pipe->arena, request, &diags, &err))
		test_fail(__FILE__, __LINE__, "generate: %s%s%s", err.text,
			  diags.n ? "\n" : "", diags.n ? diags.list[0]->message : "");
	step.read_ms = read - start;
	step.write_ms = now_ms() - read;
	CHECK_INT(kept->generated.n, 1);
	read_pair(pipe, kept->generated.pairs[0], &step);
	return step;
}

struct step pipeline_compare(struct pipeline *pipe, const struct ddlect_schema *declared)
{
	struct generate_request request = {.declared = declared, .dsn = pipe->dsn};
	return run(pipe, &request);
}

struct step pipeline_lift(struct pipeline *pipe, const struct ddlect_schema *declared,
			  const char *dsn, const char *flag)
{
	struct generate_request request = {
		.declared = declared, .dsn = dsn, .lift = flag};
	return run(pipe, &request);
}

struct step pipeline_initial(struct pipeline *pipe, const struct ddlect_schema *declared)
{
	struct generate_request request = {.declared = declared, .full = true};
	return run(pipe, &request);
}
