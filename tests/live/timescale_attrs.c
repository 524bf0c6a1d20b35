/* SPDX-License-Identifier: Apache-2.0 */
/* Timescale: hypertables change their attributes, and live beside plain tables. */
#include "tests/live/timescale_story.h"

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

/* Nothing tells which count is now, until somebody does. */
TEST(a_policy_of_counts_needs_a_now)
{
	struct story story;
	char message[1024];
	open_story(&story);
	static const char blocks[] =
		PROJECT "Table blocks [hypertable: 'height', "
			"chunk_interval: '1000'%s] {\n height bigint "
			"[pk]\n}\n";
	char plain[512], kept[512];
	snprintf(plain, sizeof(plain), blocks, "");
	snprintf(kept, sizeof(kept), blocks,
		 ", retention: '9000', columnstore_after: '5000'");
	struct step initial = pipeline_initial(&story.pipe, declare(&story, kept));
	CHECK(strstr(initial.up,
		     "Call set_integer_now_func for table \"blocks\" before it"));
	CHECK(strstr(initial.up, "-- NOTE: It does nothing until a function"));
	CHECK_INT(live_try(&story.live, initial.up, message, sizeof(message)), -1);
	struct ddlect_schema *before = start(&story, plain);
	live_exec(&story.live,
		  "CREATE FUNCTION now_of_blocks() RETURNS bigint LANGUAGE sql STABLE AS "
		  "'SELECT 10000::bigint'; SELECT set_integer_now_func('blocks', "
		  "'now_of_blocks')");
	struct step step = change(&story, before, kept);
	CHECK(strstr(step.up,
		     "MAY FAIL ON EXISTING ROWS: It stops the migration unless"));
	close_story(&story);
}

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
