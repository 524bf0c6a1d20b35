/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stories of drop: a provider with its migrations inside, a database with things of others,
 * and a look at what is left. What should work and doesn't ends the test.
 */
#ifndef TESTS_LIVE_DROP_STORY_H
#define TESTS_LIVE_DROP_STORY_H

#include <ddlect/migrate.h>

#include "tests/live/live.h"
#include "tests/unit/test.h"

struct story {
	struct live live;
	struct ddlect_provider provider;
	struct ddlect_migration migrations[4];
	struct ddlect_migrate_options options;
	struct ddlect_migrator *migrator;
	struct ddlect_err err;
	char log[65536];
	const char *dialect;
};

/* As another runner leaves it. */
#define STATE(version)                                                                   \
	"CREATE TABLE docs_schema_migrations (version bigint NOT NULL PRIMARY KEY, "     \
	"dirty "                                                                         \
	"boolean NOT NULL); INSERT INTO docs_schema_migrations VALUES (" #version        \
	", false);"

static inline void keep_log(void *context, uint32_t level, const char *text)
{
	struct story *story = context;
	size_t n = strlen(story->log);
	(void)level;
	snprintf(story->log + n, sizeof(story->log) - n, "%s\n", text);
}

static inline void story_open(struct story *story)
{
	*story = (struct story){.dialect = "postgres"};
	live_open(&story->live);
	story->provider =
		(struct ddlect_provider){DDLECT_PROVIDER, .name = "docs", .version = "1"};
	story->provider.migrations = story->migrations;
	story->options = (struct ddlect_migrate_options){
		DDLECT_MIGRATE_OPTIONS, .provider = &story->provider,
		.dsn = story->live.dsn, .plugin_dir = TEST_DIALECTS,
		.context = story,	.log = keep_log,
	};
}

static inline void add_migration(struct story *story, const char *up)
{
	uint32_t n = 0;
	while (story->migrations[n].dialect)
		n++;
	story->migrations[n] = (struct ddlect_migration){
		.dialect = story->dialect,
		.title = "v1",
		.version = n + 1,
		.up = up,
		.up_length = strlen(up),
		.down = "",
	};
}

static inline void must(struct story *story, int status)
{
	if (status < 0)
		test_fail(__FILE__, __LINE__, "%s\n%s", story->err.text, story->log);
}

static inline void connect_story(struct story *story)
{
	ddlect_migrator_close(story->migrator);
	must(story, ddlect_migrator_open(&story->migrator, &story->options, &story->err));
}

static inline void upgrade(struct story *story)
{
	connect_story(story);
	must(story, ddlect_upgrade(story->migrator, NULL, &story->err));
}

static inline void drop(struct story *story)
{
	must(story, ddlect_drop(story->migrator, &story->err));
}

static inline void drop_fails(struct story *story, const char *words)
{
	char *before = live_catalog(&story->live, NULL);
	CHECK_INT(ddlect_drop(story->migrator, &story->err), -1);
	if (!strstr(story->err.text, words))
		test_fail(__FILE__, __LINE__, "%s", story->err.text);
	char *after = live_catalog(&story->live, NULL);
	CHECK_TEXT(live_difference(before, after, true), NULL);
	free(before);
	free(after);
}

static inline void story_close(struct story *story)
{
	ddlect_migrator_close(story->migrator);
	live_close(&story->live);
}

#define LEFT                                                                             \
	"SELECT string_agg(x, ' ' ORDER BY x) FROM ("                                    \
	"SELECT c.oid::regclass::text FROM pg_class c WHERE relkind IN ('r', 'p', 'v', " \
	"'m', 'S')"                                                                      \
	" AND relnamespace > 16383 OR relkind IN ('r', 'p', 'v', 'm', 'S')"              \
	" AND relnamespace = 'public'::regnamespace"                                     \
	" UNION ALL SELECT 'type ' || t.oid::regtype::text FROM pg_type t"               \
	" WHERE t.oid > 16383 AND typtype IN ('e', 'd', 'c') AND (typrelid = 0 OR"       \
	" EXISTS (SELECT FROM pg_class c WHERE c.oid = typrelid AND relkind = 'c'))"     \
	" UNION ALL SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.oid > 16383" \
	" UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE oid > 16383)"    \
	" AS o (x)"

static inline void value_is(struct story *story, const char *sql, const char *expected)
{
	char *value = live_value(&story->live, sql);
	CHECK_TEXT(value, expected);
	free(value);
}

static inline void logged(const struct story *story, const char *words)
{
	if (!strstr(story->log, words))
		test_fail(__FILE__, __LINE__, "%s\nis without\n%s", story->log, words);
}

static inline void is_left(struct story *story, const char *expected)
{
	char *left = live_value(&story->live, LEFT);
	CHECK_TEXT(left, expected);
	free(left);
}

#endif
