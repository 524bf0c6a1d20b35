/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stories of a real TimescaleDB: declare what tables were and what they are to be, apply the
 * initial migration, the upgrade, its down and the upgrade again; after each step nothing
 * may be left to do. What fails ends the test.
 */
#ifndef TESTS_LIVE_TIMESCALE_STORY_H
#define TESTS_LIVE_TIMESCALE_STORY_H

#include "core/declare/declare.h"
#include "core/diff/plan.h"
#include "core/model/check.h"
#include "tests/live/live.h"
#include "tests/live/pipeline.h"
#include "tests/unit/test.h"

struct story {
	struct live live;
	struct pipeline pipe;
};

static inline void open_story(struct story *story)
{
	char message[1024];
	live_open(&story->live);
	if (live_try(&story->live, "CREATE EXTENSION timescaledb", message,
		     sizeof(message))) {
		live_close(&story->live);
		test_skip(message);
	}
	pipeline_open(&story->pipe, "timescale", story->live.dsn, "public");
}

static inline void close_story(struct story *story)
{
	pipeline_close(&story->pipe);
	live_close(&story->live);
}

/* Read DBML as the command does. */
static inline struct ddlect_schema *declare(struct story *story, const char *text)
{
	struct ddlect_err err = {0};
	struct diags diags;
	diags_init(&diags, &story->pipe.arena);
	struct ddlect_schema *schema = dbml_read_text(&story->pipe.arena, "story.dbml",
						      text, strlen(text), &diags, &err);
	if (!schema || convention_apply(schema, &diags) || schema_check(schema, &diags))
		test_fail(__FILE__, __LINE__, "%s\n%s", err.text,
			  diags.n ? diags.list[0]->message : "");
	return schema;
}

static inline void apply(struct story *story, const char *sql)
{
	char message[4096];
	if (sql && live_try(&story->live, sql, message, sizeof(message)))
		test_fail(__FILE__, __LINE__, "%s\n%s", message, sql);
}

static inline void nothing_left(struct story *story, const struct ddlect_schema *declared,
				const char *after)
{
	struct step step = pipeline_compare(&story->pipe, declared);
	if (step.up)
		test_fail(__FILE__, __LINE__, "after\n%s\nstill to do\n%s", after,
			  step.up);
}

static inline struct ddlect_schema *start(struct story *story, const char *text)
{
	struct ddlect_schema *declared = declare(story, text);
	struct step step = pipeline_initial(&story->pipe, declared);
	if (getenv("SHOW"))
		printf("---- initial up\n%s---- initial down\n%s", step.up, step.down);
	apply(story, step.up);
	nothing_left(story, declared, step.up);
	return declared;
}

static inline void same_catalog(struct story *story, const char *before,
				const struct step *step)
{
	char *after = live_catalog(&story->live, "{public}");
	char *difference = live_difference(before, after, false);
	if (difference)
		test_fail(__FILE__, __LINE__, "not restored: %s\nup:\n%s\ndown:\n%s",
			  difference, step->up, step->down);
	free(after);
}

/* Up, down, up; what is there at the end is `to`. */
static inline struct step change(struct story *story, const struct ddlect_schema *from,
				 const char *text)
{
	struct ddlect_schema *to = declare(story, text);
	char *before = live_catalog(&story->live, "{public}");
	struct step step = pipeline_compare(&story->pipe, to);
	CHECK(step.up);
	if (getenv("SHOW"))
		printf("---- up\n%s---- down\n%s", step.up, step.down);
	apply(story, step.up);
	nothing_left(story, to, step.up);
	apply(story, step.down);
	nothing_left(story, from, step.down);
	same_catalog(story, before, &step);
	apply(story, step.up);
	nothing_left(story, to, step.up);
	free(before);
	return step;
}

/* Comparing with the database is refused with these words. */
static inline void refused(struct story *story, const char *text, const char *words)
{
	struct ddlect_err err = {0};
	struct diags diags;
	struct generated generated;
	diags_init(&diags, &story->pipe.arena);
	struct generate_request request = {.declared = declare(story, text),
					   .registry = &story->pipe.registry,
					   .dialect = "timescale",
					   .dsn = story->live.dsn,
					   .schema = "public"};
	if (generate(&generated, &story->pipe.arena, &request, &diags, &err) == 0)
		test_fail(__FILE__, __LINE__, "accepted\n%s", text);
	generated_clear(&generated);
	if (!strstr(err.text, words))
		test_fail(__FILE__, __LINE__, "got\n%s\nexpected\n%s", err.text, words);
}

static inline void check_value(struct story *story, const char *sql, const char *expected)
{
	char *value = live_value(&story->live, sql);
	if (strcmp(value, expected) != 0)
		test_fail(__FILE__, __LINE__, "%s\nis '%s', not '%s'", sql, value,
			  expected);
	free(value);
}

#define FAMILY                                                                           \
	"Project docs {\n version: '1'\n convention: 'cloudquery'\n owns: '*'\n}\n"      \
	"TablePartial cq {\n cq_id uuid [not null, unique]\n cq_meta json\n}\n"          \
	"Table accounts [retention: '14 days'] {\n ~cq\n name string [unique]\n}\n"      \
	"Table keys {\n ~cq\n account_cq_id uuid [ref: > accounts.cq_id]\n"              \
	" key string\n}\n"                                                               \
	"Table uses {\n ~cq\n key_cq_id uuid [ref: > keys.cq_id]\n n int\n}\n"

/* Two fetches of one account with two keys, each used once. */
#define ROWS                                                                             \
	"INSERT INTO accounts SELECT 'a0000000-0000-0000-0000-000000000001', NULL, t, "  \
	"'n' "                                                                           \
	"FROM unnest('{2024-01-01,2024-01-09}'::timestamp[]) AS t;"                      \
	"INSERT INTO keys SELECT ('b0000000-0000-0000-0000-00000000000' || i)::uuid, "   \
	"NULL, t, "                                                                      \
	"'a0000000-0000-0000-0000-000000000001', 'k' || i "                              \
	"FROM unnest('{2024-01-01,2024-01-09}'::timestamp[]) AS t, generate_series(1, "  \
	"2) AS i;"                                                                       \
	"INSERT INTO uses SELECT ('c0000000-0000-0000-0000-00000000000' || i)::uuid, "   \
	"NULL, t, "                                                                      \
	"('b0000000-0000-0000-0000-00000000000' || i)::uuid, i "                         \
	"FROM unnest('{2024-01-01,2024-01-09}'::timestamp[]) AS t, generate_series(1, "  \
	"2) AS i;"

#define PROJECT "Project meters {\n version: '1'\n owns: '*'\n}\n"

#define READINGS                                                                         \
	" {\n at timestamptz [not null]\n meter int [not null]\n value float\n unit "    \
	"text\n"                                                                         \
	" indexes { (meter, at) [unique] }\n}\n"
#define SOME_READINGS                                                                    \
	"INSERT INTO readings SELECT t, m, m, 'u' FROM "                                 \
	"generate_series('2024-01-01'::date, "                                           \
	"'2024-03-01'::date, '1 day') AS t, generate_series(1, 3) AS m;"

#endif
