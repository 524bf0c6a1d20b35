/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timescale: hypertables that others made, in every way that the server has, and what others
 * made of ours. No difference is seen where there is none; what no attribute says is told.
 */
#include "tests/live/timescale_story.h"

#define AT " at timestamptz [not null]\n m int\n"
#define MADE "CREATE TABLE r (at timestamptz NOT NULL, m int);"

/* Compared with what is declared: the up, or NULL; `note` is the first one, or NULL. */
static struct step compare(struct story *story, const char *table, const char *made,
			   const char *note)
{
	char text[1024];
	uint32_t n;
	open_story(story);
	live_exec(&story->live, made);
	snprintf(text, sizeof(text), "%s%s", PROJECT, table);
	struct step step = pipeline_compare(&story->pipe, declare(story, text));
	const char *const *notes = schema_notes(step.current, &n);
	CHECK_INT(n, note ? 1 : 0);
	CHECK_TEXT(n ? notes[0] : NULL, note);
	return step;
}

TEST(a_hypertable_may_be_made_in_any_way)
{
	static const struct {
		const char *table;
		const char *made;
		const char *note;
	} cases[] = {
		{"Table r [hypertable: 'at'] {\n" AT "}\n",
		 MADE "SELECT create_hypertable('r', by_range('at'))", NULL},
		{"Table r [hypertable: 'n', chunk_interval: '1000'] {\n n bigint [not "
		 "null]\n m int\n}\n",
		 "CREATE TABLE r (n bigint NOT NULL, m int);"
		 "SELECT create_hypertable('r', by_range('n', 1000))",
		 NULL},
		{"Table r [hypertable: 'u', chunk_interval: '1 day'] {\n u uuid [not "
		 "null]\n m int\n}\n",
		 "CREATE TABLE r (u uuid NOT NULL, m int);"
		 "SELECT create_hypertable('r', by_range('u', INTERVAL '1 day'))",
		 NULL},
		{"Table r [hypertable: 'at', space_partition: 'm, 3'] {\n" AT "}\n",
		 MADE "SELECT create_hypertable('r', by_range('at'));"
		      "SELECT add_dimension('r', by_hash('m', 3))",
		 NULL},
		{"Table r [hypertable: 'at', columnstore_after: '7 days'] {\n" AT "}\n",
		 "CREATE TABLE r (at timestamptz NOT NULL, m int) WITH (tsdb.hypertable, "
		 "tsdb.partition_column = 'at')",
		 NULL},
		{"Table r [hypertable: 'at', chunk_interval: '1 day', columnstore_after: "
		 "'1 day', segmentby: 'm', orderby: 'at DESC'] {\n" AT "}\n",
		 "CREATE TABLE r (at timestamptz NOT NULL, m int) WITH (tsdb.hypertable, "
		 "tsdb.partition_column = 'at', tsdb.segmentby = 'm', tsdb.orderby = 'at "
		 "DESC', tsdb.chunk_interval = '1 day')",
		 NULL},
		{"Table r [hypertable: 'at', columnstore_after: '3 days'] {\n" AT "}\n",
		 MADE "SELECT create_hypertable('r', 'at');"
		      "ALTER TABLE r SET (timescaledb.enable_columnstore);"
		      "CALL add_columnstore_policy('r', after => INTERVAL '3 days')",
		 NULL},
		/* The index that the server makes, whatever became of it. */
		{"Table r [hypertable: 'at'] {\n" AT "}\n",
		 "CREATE TABLE q (at timestamptz NOT NULL, m int);"
		 "SELECT create_hypertable('q', 'at'); ALTER TABLE q RENAME TO r",
		 NULL},
		{"Table r [hypertable: 'at'] {\n" AT "}\n",
		 "CREATE TABLE r (t timestamptz NOT NULL, m int);"
		 "SELECT create_hypertable('r', 't'); ALTER TABLE r RENAME t TO at",
		 NULL},
		{"Table r [hypertable: 'at'] {\n" AT "}\n",
		 MADE
		 "SELECT create_hypertable('r', 'at'); ALTER INDEX r_at_idx RENAME TO "
		 "mine",
		 "table \"r\": index \"mine\" is what a hypertable is made with; it "
		 "stays"},
		/* What no attribute says. */
		{"Table r [hypertable: 'at'] {\n" AT "}\n",
		 MADE "SELECT create_hypertable('r', 'at');"
		      "SELECT add_retention_policy('r', drop_created_before => INTERVAL "
		      "'3 days');"
		      "SELECT alter_job(1000, scheduled => false)",
		 "table \"r\": job 1000 (policy_retention) counts from when a chunk was "
		 "made, "
		 "which no attribute says; it stays: remove it by hand before you "
		 "declare a "
		 "retention"},
		{"Table r [hypertable: 'at'] {\n" AT "}\n",
		 MADE "SELECT create_hypertable('r', 'at');"
		      "ALTER TABLE r SET (timescaledb.enable_columnstore);"
		      "CALL add_columnstore_policy('r', created_before => INTERVAL '3 "
		      "days')",
		 "table \"r\": job 1000 (policy_compression) counts from when a chunk "
		 "was "
		 "made, which no attribute says; it stays: remove it by hand before you "
		 "declare a columnstore_after"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct story story;
		struct step step =
			compare(&story, cases[i].table, cases[i].made, cases[i].note);
		if (step.up)
			test_fail(__FILE__, __LINE__, "after\n%s\nstill to do\n%s",
				  cases[i].made, step.up);
		close_story(&story);
	}
}

TEST(a_down_says_which_jobs_and_dimensions_it_lacks)
{
	struct story story;
	struct step step = compare(&story, "Table other {\n i int\n}\n",
				   MADE "SELECT create_hypertable('r', 'at');"
					"SELECT add_dimension('r', by_range('m', 3));"
					"SELECT add_reorder_policy('r', 'r_at_idx')",
				   NULL);
	CHECK(strstr(step.down, "CAN'T RESTORE job 1000 (policy_reorder)"));
	CHECK(strstr(step.down, "CAN'T RESTORE partitioning by \"m\""));
	apply(&story, step.up);
	apply(&story, step.down);
	close_story(&story);
}

TEST(one_that_is_declared_plain_is_refused)
{
	struct story story;
	open_story(&story);
	live_exec(&story.live, MADE "SELECT create_hypertable('r', 'at')");
	refused(&story, PROJECT "Table r {\n" AT "}\n",
		"table \"r\": a hypertable can't become a plain table again; declare it "
		"with "
		"`hypertable: 'at'`, or copy its rows into a new table, and drop this "
		"one");
	close_story(&story);
}

#define TABLE " {\n at timestamptz [not null]\n m int\n v float\n w float\n}\n"
#define AGGREGATE(name, more)                                                            \
	"CREATE MATERIALIZED VIEW " name " WITH (timescaledb.continuous" more ") AS "    \
	"SELECT time_bucket('1 day', at) AS day, m, avg(v) FROM r GROUP BY 1, 2 WITH "   \
	"NO "                                                                            \
	"DATA;"

static const char *hazard_of(const char *sql, char *out, size_t size)
{
	const char *at = strstr(sql, "as this depends on it: ");
	size_t n = 0;
	for (; at && *at && strncmp(at, "\n--   Instead", 13) != 0 && n + 1 < size;
	     at++) {
		if (strncmp(at, "\n--   ", 6) == 0) {
			out[n++] = ' ';
			at += 5;
		} else {
			out[n++] = *at;
		}
	}
	out[n] = '\0';
	return out;
}

TEST(an_aggregate_is_named_where_it_stands_in_the_way)
{
	static const struct {
		const char *table;
		const char *hazard; /* "": it is none */
	} cases[] = {
		{"Table r [hypertable: 'at'] {\n at timestamptz [not null]\n m int\n w "
		 "float\n}\n",
		 "as this depends on it: continuous aggregate \"my, sums\".\"d and 2 "
		 "more\", "
		 "continuous aggregate public.daily"},
		{"Table r [hypertable: 'at'] {\n at timestamptz [not null]\n m int\n v "
		 "numeric\n w float\n}\n",
		 "as this depends on it: continuous aggregate \"my, sums\".\"d and 2 "
		 "more\", "
		 "continuous aggregate public.daily"},
		{"Table r [hypertable: 'at'] {\n at timestamptz [not null]\n m int\n v "
		 "float\n}\n",
		 "as this depends on it: view public.others"},
		{"Table r [hypertable: 'at'] {\n at timestamptz [not null]\n m int\n "
		 "value "
		 "float [renamed_from: 'v']\n w float\n}\n",
		 ""},
		{"Table s [hypertable: 'at', renamed_from: 'r']" TABLE, ""},
		{"Table s {\n i int\n}\n", "as this depends on it: continuous aggregate "
					   "\"my, sums\".\"d and 2 more\", "
					   "continuous aggregate public.daily and more"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct story story;
		char message[1024], hazard[512];
		open_story(&story);
		start(&story, PROJECT "Table r [hypertable: 'at']" TABLE);
		live_exec(&story.live,
			  "CREATE SCHEMA \"my, sums\";" AGGREGATE("daily", "")
				  AGGREGATE("\"my, sums\".\"d and 2 more\"",
					    ", timescaledb.materialized_only "
					    "= false") "CREATE VIEW others AS "
						       "SELECT w FROM r");
		char text[512];
		snprintf(text, sizeof(text), "%s%s", PROJECT, cases[i].table);
		struct step step = pipeline_compare(&story.pipe, declare(&story, text));
		CHECK_TEXT(hazard_of(step.up, hazard, sizeof(hazard)), cases[i].hazard);
		CHECK_INT(live_try(&story.live, step.up, message, sizeof(message)),
			  *cases[i].hazard ? -1 : 0);
		close_story(&story);
	}
}
