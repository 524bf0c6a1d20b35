/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timescale: families of tables, their rows and their names, and what of a database isn't
 * the provider's. Attributes are in timescale_attrs.c.
 */
#include "tests/live/timescale_story.h"

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

#define SITES(of_sites, of_readings)                                                     \
	PROJECT "Table sites [hypertable: 'at'" of_sites                                 \
		"] {\n at timestamptz\n id int "                                         \
		"[unique]\n}\n"                                                          \
		"Table readings [hypertable: 'at'" of_readings "] {\n at timestamptz\n " \
		"site int\n}\n"                                                          \
		"Table alarms {\n site int\n}\n"                                         \
		"Ref: readings.site > sites.id [delete: cascade]\n"                      \
		"Ref: alarms.site > sites.id [delete: set null]\n"

/* Site 1 is there twice, far enough apart for two chunks. */
#define SITE_ROWS                                                                        \
	"INSERT INTO sites VALUES ('2024-01-01', 1), ('2024-03-01', 1), ('2024-01-01', " \
	"2);"                                                                            \
	"INSERT INTO readings VALUES ('2024-01-02', 1), ('2024-03-02', 1), "             \
	"('2024-01-02', 2);"                                                             \
	"INSERT INTO alarms VALUES (1), (2);"

/* The time is in the parent's key, so that there may be two rows which a child means. */
TEST(rows_stay_with_the_last_of_their_parents)
{
	struct story story;
	for (int compressed = 0; compressed < 2; compressed++) {
		open_story(&story);
		start(&story, compressed
				      ? SITES(", segmentby: 'id'", ", segmentby: 'site'")
				      : SITES("", ""));
		live_exec(&story.live, SITE_ROWS);
		if (compressed)
			live_exec(&story.live,
				  "SELECT compress_chunk(c) FROM show_chunks('sites') AS "
				  "c; SELECT compress_chunk(c) FROM "
				  "show_chunks('readings') AS c");
		live_exec(&story.live, "DELETE FROM sites WHERE id = 2;"
				       "DELETE FROM sites WHERE at = '2024-01-01'");
		check_value(&story, "SELECT string_agg(site::text, ' ') FROM readings",
			    "1 1");
		check_value(&story,
			    "SELECT string_agg(coalesce(site, 0)::text, ' ' ORDER BY "
			    "site) FROM alarms",
			    "1 0");
		live_exec(&story.live,
			  "SET search_path = pg_catalog; DELETE FROM public.sites WHERE "
			  "id = 1; RESET search_path");
		check_value(&story, "SELECT count(*) FROM readings", "0");
		check_value(&story, "SELECT count(site) FROM alarms", "0");
		close_story(&story);
	}
}

/* Two rows of a statement are both gone when the routine looks for another one. */
TEST(rows_go_with_all_their_parents_at_once)
{
	struct story story;
	open_story(&story);
	start(&story, SITES("", ""));
	live_exec(&story.live, SITE_ROWS "DELETE FROM sites");
	check_value(&story, "SELECT count(*) FROM readings", "0");
	close_story(&story);
}

TEST(looking_for_another_parent_uses_its_key)
{
	struct story story;
	open_story(&story);
	start(&story, SITES("", ""));
	live_exec(&story.live, SITE_ROWS
		  "CREATE FUNCTION plan(deleted sites) RETURNS SETOF text LANGUAGE "
		  "plpgsql AS $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) SELECT "
		  "EXISTS (SELECT FROM public.sites AS other WHERE true AND other.id = "
		  "($1).id)' USING deleted; END $$; SET enable_seqscan = off");
	check_value(&story,
		    "SELECT count(*) FROM (SELECT plan(s) AS line FROM sites AS s WHERE "
		    "id = 2) AS "
		    "p WHERE line LIKE '%Index Cond: (id = 2)'",
		    "2");
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

TEST(a_database_without_the_extension_is_named_so)
{
	struct story story;
	open_story(&story);
	live_exec(&story.live, "DROP EXTENSION timescaledb");
	refused(&story, FAMILY, "the extension timescaledb isn't in this database");
	refused(&story, FAMILY, "-fake-tsdb");
	close_story(&story);
}
