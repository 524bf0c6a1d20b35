/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timescale: pairs of files on a real TimescaleDB. Each story declares what tables were and
 * what they are to be, applies the initial migration, the upgrade, its down and the upgrade
 * again, and after each step nothing may be left to do.
 */
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

static void open_story(struct story *story)
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

static void close_story(struct story *story)
{
	pipeline_close(&story->pipe);
	live_close(&story->live);
}

/* Read DBML as the command does. */
static struct ddlect_schema *declare(struct story *story, const char *text)
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

static void apply(struct story *story, const char *sql)
{
	char message[4096];
	if (sql && live_try(&story->live, sql, message, sizeof(message)))
		test_fail(__FILE__, __LINE__, "%s\n%s", message, sql);
}

static void nothing_left(struct story *story, const struct ddlect_schema *declared,
			 const char *after)
{
	struct step step = pipeline_compare(&story->pipe, declared);
	if (step.up)
		test_fail(__FILE__, __LINE__, "after\n%s\nstill to do\n%s", after,
			  step.up);
}

static struct ddlect_schema *start(struct story *story, const char *text)
{
	struct ddlect_schema *declared = declare(story, text);
	struct step step = pipeline_initial(&story->pipe, declared);
	if (getenv("SHOW"))
		printf("---- initial up\n%s---- initial down\n%s", step.up, step.down);
	apply(story, step.up);
	nothing_left(story, declared, step.up);
	return declared;
}

static void same_catalog(struct story *story, const char *before, const struct step *step)
{
	char *after = live_catalog(&story->live, "{public}");
	char *difference = live_difference(before, after, false);
	if (difference)
		test_fail(__FILE__, __LINE__, "not restored: %s\nup:\n%s\ndown:\n%s",
			  difference, step->up, step->down);
	free(after);
}

/* Up, down, up; what is there at the end is `to`. */
static struct step change(struct story *story, const struct ddlect_schema *from,
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

static void check_value(struct story *story, const char *sql, const char *expected)
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

TEST(a_family_is_made_and_dropped)
{
	struct story story;
	open_story(&story);
	char *empty = live_catalog(&story.live, "{public}");
	struct ddlect_schema *declared = start(&story, FAMILY);
	check_value(&story,
		    "SELECT count(*) FROM timescaledb_information.dimensions WHERE "
		    "time_interval = '1 day'",
		    "3");
	check_value(&story,
		    "SELECT count(*) FROM timescaledb_information.jobs WHERE proc_name = "
		    "'policy_retention' AND config ->> 'drop_after' = '14 days'",
		    "3");
	struct step step = pipeline_initial(&story.pipe, declared);
	apply(&story, step.down);
	same_catalog(&story, empty, &step);
	free(empty);
	close_story(&story);
}

/* --- deletion in step -------------------------------------------------------------- */

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

TEST(rows_go_with_their_parent_and_with_its_fetch_alone)
{
	struct story story;
	open_story(&story);
	start(&story, FAMILY);
	live_exec(&story.live, ROWS);
	live_exec(&story.live,
		  "SET search_path = pg_catalog; DELETE FROM public.accounts "
		  "WHERE cq_fetch_date = '2024-01-01'");
	check_value(&story, "SELECT count(*) FROM public.keys", "2");
	check_value(&story, "SELECT count(*) FROM public.uses", "2");
	check_value(&story, "SELECT min(cq_fetch_date)::date FROM public.uses",
		    "2024-01-09");
	live_exec(&story.live, "RESET search_path; DELETE FROM keys WHERE key = 'k1'");
	check_value(&story, "SELECT count(*) FROM uses", "1");
	close_story(&story);
}

TEST(rows_in_compressed_chunks_go_too)
{
	struct story story;
	open_story(&story);
	start(&story,
	      "Project docs {\n version: '1'\n convention: 'cloudquery'\n}\n"
	      "TablePartial cq {\n cq_id uuid [not null, unique]\n cq_meta json\n}\n"
	      "Table accounts [columnstore_after: '2 days'] {\n ~cq\n name string\n}\n"
	      "Table keys [columnstore_after: '2 days', segmentby: 'account_cq_id'] {\n "
	      "~cq\n"
	      " account_cq_id uuid [ref: > accounts.cq_id]\n key string\n}\n"
	      "Table uses {\n ~cq\n key_cq_id uuid [ref: > keys.cq_id]\n n int\n}\n");
	live_exec(&story.live, ROWS);
	live_exec(&story.live,
		  "SELECT compress_chunk(c) FROM show_chunks('accounts') AS c");
	live_exec(&story.live, "SELECT compress_chunk(c) FROM show_chunks('keys') AS c");
	live_exec(&story.live, "DELETE FROM accounts WHERE cq_fetch_date = '2024-01-01'");
	check_value(&story, "SELECT count(*) FROM keys", "2");
	check_value(&story, "SELECT count(*) FROM uses", "2");
	close_story(&story);
}

/* The routine's statement looks only into the chunk of the row's time, by the index. */
TEST(deletion_in_step_uses_the_index_of_one_chunk)
{
	struct story story;
	open_story(&story);
	start(&story, FAMILY);
	live_exec(&story.live, ROWS
		  "CREATE FUNCTION plan(deleted accounts) RETURNS SETOF text LANGUAGE "
		  "plpgsql AS $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) "
		  "DELETE FROM public.keys AS child WHERE true AND "
		  "child.cq_fetch_date = ($1).cq_fetch_date AND child.account_cq_id = "
		  "($1).cq_id' USING deleted; END $$; SET enable_seqscan = off");
	check_value(
		&story,
		"SELECT count(*) FROM (SELECT plan(a) AS line FROM accounts AS a LIMIT "
		"5) AS p WHERE line LIKE '%Scan using%account_cq_id_idx%'",
		"1");
	close_story(&story);
}

/* --- renames ----------------------------------------------------------------------- */

TEST(renames_keep_rows_in_step)
{
	struct story story;
	open_story(&story);
	struct ddlect_schema *before = start(&story, FAMILY);
	live_exec(&story.live, ROWS);
	change(&story, before,
	       "Project docs {\n version: '2'\n convention: 'cloudquery'\n owns: '*'\n}\n"
	       "TablePartial cq {\n cq_id uuid [not null, unique]\n cq_meta json\n}\n"
	       "Table customers [retention: '14 days', renamed_from: 'accounts'] {\n "
	       "~cq\n"
	       " title string [unique, renamed_from: 'name']\n}\n"
	       "Table secrets [renamed_from: 'keys'] {\n ~cq\n"
	       " customer_cq_id uuid [ref: > customers.cq_id, renamed_from: "
	       "'account_cq_id']\n"
	       " key string\n}\n"
	       "Table uses {\n ~cq\n secret_cq_id uuid [ref: > secrets.cq_id, "
	       "renamed_from: 'key_cq_id']\n n int\n}\n");
	live_exec(&story.live,
		  "DELETE FROM customers WHERE cq_fetch_date < '2024-01-05'");
	check_value(&story, "SELECT count(*) FROM secrets", "2");
	check_value(&story, "SELECT count(*) FROM uses", "2");
	close_story(&story);
}

TEST(names_may_be_anything)
{
	struct story story;
	open_story(&story);
	struct ddlect_schema *before = start(
		&story,
		"Project \"d%o's\" {\n version: '1'\n owns: '*'\n}\n"
		"Table \"Or\\\"d 'er\" [hypertable: 'T é', retention: '1 month', "
		"segmentby: '\"a, b\"', orderby: '\"T é\"'] {\n"
		" \"T é\" timestamptz [not null]\n id int [unique]\n \"a, b\" int\n}\n"
		"Table \"li\\\\ne$$\" [hypertable: 'at'] {\n at timestamptz [not null]\n"
		" \"of\\\"'\" int\n}\n"
		"Ref: \"li\\\\ne$$\".\"of\\\"'\" > \"Or\\\"d 'er\".id [delete: "
		"cascade]\n");
	live_exec(
		&story.live,
		"INSERT INTO \"Or\"\"d 'er\" VALUES ('2024-01-01', 1), ('2024-02-01', 2);"
		"INSERT INTO \"li\\ne$$\" VALUES ('2024-01-02', 1), ('2024-01-03', 2);"
		"DELETE FROM \"Or\"\"d 'er\" WHERE id = 1");
	check_value(&story, "SELECT count(*) FROM \"li\\ne$$\"", "1");
	change(&story, before,
	       "Project \"d%o's\" {\n version: '1'\n owns: '*'\n}\n"
	       "Table \"Or\\\"d 'er 2\" [hypertable: 'T é', retention: '1 year', "
	       "segmentby: "
	       "'\"a, b\"', orderby: '\"T é\"', renamed_from: 'Or\"d \\'er'] {\n"
	       " \"T é\" timestamptz [not null]\n \"ID\" int [unique, renamed_from: "
	       "'id']\n"
	       " \"a, b\" int\n}\n"
	       "Table \"li\\\\ne$$2\" [hypertable: 'A t', renamed_from: 'li\\\\ne$$'] {\n"
	       " \"A t\" timestamptz [not null, renamed_from: 'at']\n"
	       " \"of\\\"'\" int\n}\n"
	       "Ref: \"li\\\\ne$$2\".\"of\\\"'\" > \"Or\\\"d 'er 2\".\"ID\" [delete: "
	       "cascade]\n");
	live_exec(&story.live, "DELETE FROM \"Or\"\"d 'er 2\"");
	check_value(&story, "SELECT count(*) FROM \"li\\ne$$2\"", "0");
	close_story(&story);
}

/* --- attributes -------------------------------------------------------------------- */

#define PROJECT "Project meters {\n version: '1'\n owns: '*'\n}\n"
#define READINGS                                                                         \
	" {\n at timestamptz [not null]\n meter int [not null]\n value float\n unit "    \
	"text\n"                                                                         \
	" indexes { (meter, at) [unique] }\n}\n"
#define SOME_READINGS                                                                    \
	"INSERT INTO readings SELECT t, m, m, 'u' FROM "                                 \
	"generate_series('2024-01-01'::date, "                                           \
	"'2024-03-01'::date, '1 day') AS t, generate_series(1, 3) AS m;"

TEST(each_attribute_changes_there_and_back)
{
	static const struct {
		const char *from;
		const char *to;
	} steps[] = {
		{"", "chunk_interval: '1 day'"},
		{"chunk_interval: '12 hours'", "chunk_interval: '1 month'"},
		{"", "retention: '1 year'"},
		{"retention: '14 days'", "retention: '90 days'"},
		{"", "columnstore_after: '7 days'"},
		{"", "segmentby: 'meter'"},
		{"", "orderby: 'value DESC NULLS LAST'"},
		{"columnstore_after: '7 days'", "columnstore_after: '1 month'"},
		{"columnstore_after: '7 days', segmentby: 'meter'",
		 "columnstore_after: '7 days', segmentby: 'meter, unit'"},
		{"columnstore_after: '7 days', segmentby: 'meter'",
		 "columnstore_after: '7 days'"},
		{"segmentby: 'meter'", "segmentby: 'meter', columnstore_after: '7 days'"},
		{"columnstore_after: '1 day', segmentby: 'meter', orderby: 'at'",
		 "columnstore_after: '2 days', segmentby: 'unit', orderby: 'value, at "
		 "DESC'"},
		{"space_partition: 'meter, 2'", "space_partition: 'meter, 4'"},
	};
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		struct story story;
		char from[1024], to[1024];
		snprintf(from, sizeof(from), "%sTable readings [hypertable: 'at'%s%s]%s",
			 PROJECT, *steps[i].from ? ", " : "", steps[i].from, READINGS);
		snprintf(to, sizeof(to), "%sTable readings [hypertable: 'at', %s]%s",
			 PROJECT, steps[i].to, READINGS);
		open_story(&story);
		struct ddlect_schema *before = start(&story, from);
		live_exec(&story.live, SOME_READINGS);
		change(&story, before, to);
		check_value(&story, "SELECT count(*) FROM readings", "183");
		close_story(&story);
	}
}

/* The same with data in the columnstore, where the server allows it. */
TEST(columns_change_over_compressed_chunks)
{
	struct story story;
	open_story(&story);
	struct ddlect_schema *before =
		start(&story, PROJECT "Table readings [hypertable: 'at', segmentby: "
				      "'meter', orderby: 'at DESC']" READINGS);
	live_exec(&story.live, SOME_READINGS
		  "SELECT compress_chunk(c) FROM show_chunks('readings') AS c");
	change(&story, before,
	       PROJECT "Table readings [hypertable: 'taken', segmentby: 'device', "
		       "orderby: 'taken DESC', columnstore_after: '7 days'] {\n"
		       " taken timestamptz [not null, renamed_from: 'at']\n"
		       " device int [not null, renamed_from: 'meter']\n"
		       " value float [default: 1.5]\n place text [default: 'here']\n"
		       " indexes { (device, taken) [unique]\n value }\n}\n");
	check_value(&story, "SELECT count(*) FROM readings WHERE place = 'here'", "183");
	close_story(&story);
}

TEST(a_column_leaves_the_settings_before_the_table)
{
	struct story story;
	open_story(&story);
	struct ddlect_schema *before =
		start(&story, PROJECT "Table readings [hypertable: 'at', segmentby: "
				      "'meter, unit', orderby: 'value']" READINGS);
	change(&story, before,
	       PROJECT "Table readings [hypertable: 'at', segmentby: 'meter, place'] {\n"
		       " at timestamptz [not null]\n meter int [not null]\n place text\n"
		       " indexes { (meter, at) [unique] }\n}\n");
	close_story(&story);
}

TEST(a_time_that_counts_has_intervals_that_count)
{
	struct story story;
	open_story(&story);
	struct ddlect_schema *before = start(
		&story, PROJECT "Table blocks [hypertable: 'height', chunk_interval: "
				"'1000'] {\n height bigint [pk]\n hash text\n}\n");
	change(&story, before,
	       PROJECT "Table blocks [hypertable: 'height', chunk_interval: '5000', "
		       "segmentby: 'hash'] {\n height bigint [pk]\n hash text\n}\n");
	close_story(&story);
}

/* --- plain tables ------------------------------------------------------------------ */

#define PLAIN                                                                            \
	PROJECT "Table meters {\n id int [pk]\n name text\n}\n"                          \
		"Table alarms {\n id int [pk]\n reading int\n meter int [ref: > "        \
		"meters.id]\n"                                                           \
		" at timestamptz\n}\n"                                                   \
		"Ref: alarms.reading > readings.id [delete: set null]\n"

TEST(references_across_are_kept_as_they_can_be)
{
	struct story story;
	open_story(&story);
	start(&story, PLAIN "Table readings [hypertable: 'at'] {\n id int [unique]\n"
			    " at timestamptz [not null]\n meter int\n}\n"
			    "Ref: readings.meter > meters.id [delete: cascade]\n");
	live_exec(
		&story.live,
		"INSERT INTO meters VALUES (1), (2);"
		"INSERT INTO readings VALUES (1, '2024-01-01', 1), (2, '2024-02-01', 2);"
		"INSERT INTO alarms VALUES (1, 1, 2), (2, 2, 2);"
		"DELETE FROM meters WHERE id = 1");
	check_value(&story, "SELECT count(*) FROM readings", "1");
	check_value(&story,
		    "SELECT string_agg(id || ':' || coalesce(reading, 0), ' ' "
		    "ORDER BY id) FROM alarms",
		    "1:0 2:2");
	check_value(&story,
		    "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid "
		    "= 'readings'::regclass",
		    "1");
	close_story(&story);
}

/* Rows move; the down says what stays, and restores the rest. */
TEST(a_table_becomes_a_hypertable)
{
	struct story story;
	open_story(&story);
	const char *plain = PLAIN "Table readings {\n id int [pk]\n at timestamptz\n"
				  " meter int\n}\n";
	start(&story, plain);
	live_exec(
		&story.live,
		"INSERT INTO readings VALUES (1, '2024-01-01', 1), (2, '2024-02-01', 2);"
		"INSERT INTO alarms VALUES (1, 1)");
	struct ddlect_schema *to =
		declare(&story, PLAIN
			"Table readings [hypertable: 'at', retention: '1 year'] {\n"
			" id int [pk]\n at timestamptz\n meter int\n note text\n}\n");
	struct step step = pipeline_compare(&story.pipe, to);
	CHECK(strstr(step.up, "migrate_data => TRUE"));
	apply(&story, step.up);
	nothing_left(&story, to, step.up);
	check_value(&story, "SELECT count(*) FROM show_chunks('readings')", "2");
	live_exec(&story.live, "DELETE FROM readings WHERE id = 1");
	check_value(&story, "SELECT coalesce(reading, 0) FROM alarms", "0");
	CHECK(strstr(step.down, "IRREVERSIBLE"));
	CHECK(strstr(step.down, "a hypertable can't become a plain table again"));
	apply(&story, step.down);
	check_value(&story,
		    "SELECT count(*) FROM information_schema.columns WHERE table_name = "
		    "'readings' AND column_name = 'note'",
		    "0");
	check_value(&story,
		    "SELECT count(*) FROM timescaledb_information.jobs WHERE proc_name = "
		    "'policy_retention'",
		    "0");
	check_value(&story, "SELECT count(*) FROM readings", "1");
	close_story(&story);
}

/* What a database has is never taken for what the convention says it should have. */
TEST(a_plain_table_is_seen_under_the_convention)
{
	struct story story;
	open_story(&story);
	struct ddlect_schema *declared = declare(&story, FAMILY);
	live_exec(
		&story.live,
		"CREATE TABLE accounts (cq_id uuid PRIMARY KEY, cq_meta jsonb, name text "
		"UNIQUE);"
		"CREATE TABLE keys (cq_id uuid PRIMARY KEY, cq_meta jsonb, account_cq_id "
		"uuid REFERENCES accounts (cq_id) ON DELETE CASCADE, key text)");
	struct step step = pipeline_compare(&story.pipe, declared);
	CHECK(step.up);
	CHECK(strstr(step.up, "ALTER TABLE \"accounts\" ADD COLUMN \"cq_fetch_date\""));
	apply(&story, step.up);
	nothing_left(&story, declared, step.up);
	live_exec(
		&story.live,
		"INSERT INTO accounts (cq_id, cq_fetch_date) VALUES (gen_random_uuid(), "
		"'2024-01-01');"
		"INSERT INTO keys (cq_id, cq_fetch_date, account_cq_id) SELECT "
		"gen_random_uuid(), cq_fetch_date, cq_id FROM accounts;"
		"DELETE FROM accounts");
	check_value(&story, "SELECT count(*) FROM keys", "0");
	close_story(&story);
}

/* --- what the server made ---------------------------------------------------------- */

TEST(what_the_server_made_is_not_the_users)
{
	struct story story;
	open_story(&story);
	struct ddlect_schema *declared =
		declare(&story, PROJECT "Table readings [hypertable: 'at', "
					"space_partition: 'meter, 2', columnstore_after: "
					"'7 days', segmentby: 'meter']" READINGS);
	live_exec(
		&story.live,
		"CREATE TABLE readings (at timestamptz NOT NULL, meter int NOT NULL, "
		"value float8, unit text);"
		"SELECT create_hypertable('readings', 'at', 'meter', 2, "
		"associated_schema_name => 'public');"
		"ALTER TABLE readings ADD UNIQUE (meter, at);"
		"ALTER TABLE readings SET (timescaledb.compress, "
		"timescaledb.compress_segmentby = 'meter', timescaledb.compress_orderby "
		"= 'at DESC');"
		"SELECT add_compression_policy('readings', INTERVAL "
		"'168:00:00');" SOME_READINGS);
	live_exec(&story.live,
		  "SELECT compress_chunk(c) FROM show_chunks('readings') AS c");
	live_exec(
		&story.live,
		"CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS SELECT "
		"time_bucket('1 day', at), meter, count(*) FROM readings GROUP BY 1, 2");
	nothing_left(&story, declared, "a hypertable made by hand");
	close_story(&story);
}

TEST(two_providers_share_nothing)
{
	struct story story;
	open_story(&story);
	start(&story, FAMILY);
	const char *other =
		"Project other {\n version: '1'\n convention: 'cloudquery'\n}\n"
		"TablePartial cq {\n cq_id uuid [not null, unique]\n cq_meta json\n}\n"
		"Table o1 {\n ~cq\n}\n"
		"Table o2 {\n ~cq\n o1_cq_id uuid [ref: > o1.cq_id]\n}\n";
	struct ddlect_schema *declared = declare(&story, other);
	struct step step = pipeline_compare(&story.pipe, declared);
	CHECK(!strstr(step.up, "docs"));
	CHECK(!strstr(step.down, "docs"));
	apply(&story, step.up);
	nothing_left(&story, declared, step.up);
	apply(&story, step.down);
	live_exec(&story.live, ROWS "DELETE FROM accounts");
	check_value(&story, "SELECT count(*) FROM uses", "0");
	close_story(&story);
}

TEST(what_was_read_lowers_to_itself)
{
	struct story story;
	struct ddlect_err err;
	open_story(&story);
	const struct ddlect_dialect *dialect =
		&registry_find(&story.pipe.registry, "timescale", &err)->slots;
	struct ddlect_schema *declared = start(
		&story, FAMILY "Table more [columnstore_after: '1 day', space_partition: "
			       "'n, 2'] {\n ~cq\n n int [unique]\n key_cq_id uuid\n}\n"
			       "Ref: more.key_cq_id > keys.cq_id [delete: set null]\n");
	live_exec(&story.live, "ALTER TABLE uses SET (timescaledb.compress)");
	struct step step = pipeline_compare(&story.pipe, declared);
	struct ddlect_schema *again = schema_new_like(&story.pipe.arena, step.current);
	CHECK_INT(dialect->lower(dialect, step.current, again, &err), 0);
	struct ddlect_plan *plan = plan_make(&story.pipe.arena, step.current, again,
					     DDLECT_UP, dialect->attrs, &err);
	CHECK(plan);
	CHECK_INT(plan->n_changes, 0);
	close_story(&story);
}

/* A child in one schema, its parent in another, and the default one isn't public. */
TEST(schemas_may_be_any)
{
	struct story story;
	open_story(&story);
	story.pipe.schema = "my history";
	live_exec(
		&story.live,
		"CREATE SCHEMA \"my history\"; SET search_path = \"my history\", public");
	struct ddlect_schema *declared = declare(
		&story,
		"Project s {\n version: '1'\n owns: '*'\n}\n"
		"Table runs [hypertable: 'at'] {\n at timestamptz\n id int [unique]\n}\n"
		"Table \"Other\".steps [hypertable: 'at'] {\n at timestamptz\n id int "
		"[unique]\n run int\n}\n"
		"Table logs {\n step int\n}\n"
		"Ref: \"Other\".steps.run > runs.id [delete: cascade]\n"
		"Ref: logs.step > \"Other\".steps.id [delete: cascade]\n");
	struct step step = pipeline_initial(&story.pipe, declared);
	apply(&story, step.up);
	nothing_left(&story, declared, step.up);
	live_exec(
		&story.live,
		"INSERT INTO runs VALUES ('2024-01-01', 1), ('2024-01-01', 2);"
		"INSERT INTO \"Other\".steps VALUES ('2024-01-02', 1, 1), "
		"('2024-01-02', 2, 2);"
		"INSERT INTO logs VALUES (1), (2);"
		"SET search_path = public; DELETE FROM \"my history\".runs WHERE id = 1;"
		"SET search_path = \"my history\", public");
	check_value(&story, "SELECT string_agg(step::text, ',') FROM logs", "2");
	apply(&story, step.down);
	check_value(&story,
		    "SELECT count(*) FROM pg_class WHERE relnamespace IN (SELECT "
		    "oid FROM pg_namespace WHERE nspname IN ('my history', 'Other'))",
		    "0");
	close_story(&story);
}

/* A child that someone renamed or dropped by hand is told of, and isn't taken for right. */
TEST(a_child_that_is_gone_is_told_of)
{
	struct story story;
	char message[1024];
	open_story(&story);
	struct ddlect_schema *declared = start(&story, FAMILY);
	live_exec(&story.live, ROWS "ALTER TABLE uses RENAME TO used");
	CHECK_INT(live_try(&story.live, "DELETE FROM keys", message, sizeof(message)),
		  -1);
	CHECK(strstr(message, "relation \"public.uses\" does not exist"));
	struct step step = pipeline_compare(&story.pipe, declared);
	CHECK(step.up);
	uint32_t n;
	const char *const *notes = schema_notes(step.current, &n);
	CHECK(n > 0);
	CHECK(strstr(notes[0], "its trigger \"uses_key_cq_id_fkey\" names \"uses\""));
	close_story(&story);
}

/* --- without TimescaleDB ------------------------------------------------------------ */

TEST(a_database_without_the_extension_is_named_so)
{
	struct story story;
	struct ddlect_err err = {0};
	struct diags diags;
	struct generated generated;
	open_story(&story);
	live_exec(&story.live, "DROP EXTENSION timescaledb");
	diags_init(&diags, &story.pipe.arena);
	struct generate_request request = {.declared = declare(&story, FAMILY),
					   .registry = &story.pipe.registry,
					   .dialect = "timescale",
					   .dsn = story.live.dsn,
					   .schema = "public"};
	CHECK_INT(generate(&generated, &story.pipe.arena, &request, &diags, &err), -1);
	generated_clear(&generated);
	CHECK(strstr(err.text, "the extension timescaledb isn't in this database"));
	CHECK(strstr(err.text, "-fake-tsdb"));
	close_story(&story);
}

/* The upgrade that is made from a plain PostgreSQL fits a TimescaleDB, both ways. */
static void lift(const char *before, const char *after)
{
	struct story story;
	struct live plain;
	struct pipeline postgres;
	open_story(&story);
	struct ddlect_schema *from = start(&story, before);
	struct ddlect_schema *to = declare(&story, after);
	live_open(&plain);
	pipeline_open(&postgres, "postgres", plain.dsn, "public");
	live_exec(&plain, pipeline_initial(&postgres, from).up);
	char *catalog = live_catalog(&story.live, "{public}");
	struct step step = pipeline_lift(&story.pipe, to, plain.dsn, "fake-tsdb");
	if (getenv("SHOW"))
		printf("---- lifted up\n%s---- lifted down\n%s", step.up, step.down);
	apply(&story, step.up);
	nothing_left(&story, to, step.up);
	apply(&story, step.down);
	nothing_left(&story, from, step.down);
	same_catalog(&story, catalog, &step);
	free(catalog);
	pipeline_close(&postgres);
	live_close(&plain);
	close_story(&story);
}

#define FAMILY_2                                                                         \
	"Project docs {\n version: '2'\n convention: 'cloudquery'\n owns: '*'\n}\n"      \
	"TablePartial cq {\n cq_id uuid [not null, unique]\n cq_meta json\n}\n"

TEST(a_lifted_upgrade_fits_a_real_one)
{
	lift(FAMILY,
	     FAMILY_2 "Table accounts [retention: '14 days'] {\n ~cq\n"
		      " name string [pk]\n size int\n}\n"
		      "Table keys {\n ~cq\n account_cq_id uuid [ref: > accounts.cq_id]\n"
		      " token string [renamed_from: 'key', unique]\n}\n"
		      "Table extras {\n ~cq\n key_cq_id uuid [ref: > keys.cq_id]\n}\n");
	lift(FAMILY, FAMILY_2 "Table accounts [retention: '14 days'] {\n ~cq\n"
			      " name string [unique]\n}\n");
	lift(FAMILY, FAMILY_2
	     "Table customers [renamed_from: 'accounts', retention: '14 days'] {\n"
	     " ~cq\n name string [unique]\n}\n"
	     "Table keys {\n ~cq\n customer_cq_id uuid [ref: > customers.cq_id, "
	     "renamed_from: 'account_cq_id']\n key string\n}\n"
	     "Table uses {\n ~cq\n key_cq_id uuid [ref: > keys.cq_id]\n n bigint\n}\n");
	lift(PROJECT "Table readings [hypertable: 'at']" READINGS, PROJECT
	     "Table readings [hypertable: 'taken'] {\n"
	     " taken timestamptz [not null, renamed_from: 'at']\n meter int [not "
	     "null]\n value float [unique]\n indexes { (meter, taken) [unique] }\n}\n");
}
