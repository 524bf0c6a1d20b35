/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timescale: random schemas under the convention, each upgraded to what it could become, on
 * a TimescaleDB that has it and from a plain PostgreSQL that has it. Up leaves nothing to
 * do, and down the catalog as it was. TRIALS says how many, SEED the first.
 */
#include "tests/lib/random_schema.h"
#include "tests/live/timescale_story.h"

#define FEATURES                                                                         \
	(RANDOM_WEIRD | RANDOM_LONG | RANDOM_ENUMS | RANDOM_FKS | RANDOM_EXPRESSIONS |   \
	 RANDOM_COMMENTS | RANDOM_ARRAYS | RANDOM_NAMED)

static unsigned long number_of(const char *variable, unsigned long usual)
{
	const char *text = getenv(variable);
	return text && *text ? strtoul(text, NULL, 10) : usual;
}

static void follow_convention(struct story *story, struct ddlect_schema *schema)
{
	struct diags diags;
	diags_init(&diags, &story->pipe.arena);
	schema->provider = "random";
	schema->convention = "cloudquery";
	schema->owns = "*";
	CHECK_INT(convention_apply(schema, &diags), 0);
}

/* The upgrade as a plain PostgreSQL would have it. */
static struct step lift(struct story *story, const struct ddlect_schema *from,
			const struct ddlect_schema *to)
{
	struct live plain;
	struct pipeline postgres;
	live_open(&plain);
	pipeline_open(&postgres, "postgres", plain.dsn, "public");
	const char *up = pipeline_initial(&postgres, from).up;
	if (up)
		live_exec(&plain, up);
	struct step step = pipeline_lift(&story->pipe, to, plain.dsn, "fake-tsdb");
	pipeline_close(&postgres);
	live_close(&plain);
	return step;
}

static void try_seed(unsigned long seed, bool lifted)
{
	struct story story;
	open_story(&story);
	struct arena *arena = &story.pipe.arena;
	struct ddlect_schema *from = random_schema(arena, seed, FEATURES);
	struct ddlect_schema *to = random_mutate(arena, from, seed, FEATURES);
	follow_convention(&story, from);
	follow_convention(&story, to);
	apply(&story, pipeline_initial(&story.pipe, from).up);
	nothing_left(&story, from, "initial");
	char *catalog = live_catalog(&story.live, "{public}");
	struct step step =
		lifted ? lift(&story, from, to) : pipeline_compare(&story.pipe, to);
	if (getenv("SHOW"))
		printf("---- up\n%s---- down\n%s", step.up, step.down);
	apply(&story, step.up);
	nothing_left(&story, to, step.up ? step.up : "");
	apply(&story, step.down);
	nothing_left(&story, from, step.down ? step.down : "");
	same_catalog(&story, catalog, &step);
	free(catalog);
	close_story(&story);
}

static void try_seeds(bool lifted)
{
	unsigned long first = number_of("SEED", 1), n = number_of("TRIALS", 8);
	for (unsigned long i = 0; i < n; i++)
		try_seed(first + i, lifted);
}

TEST(random_upgrades_go_there_and_back)
{
	try_seeds(false);
}

TEST(random_upgrades_are_lifted)
{
	try_seeds(true);
}
