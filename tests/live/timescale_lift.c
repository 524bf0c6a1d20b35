/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timescale: the upgrade that is written from a plain PostgreSQL, applied to a TimescaleDB
 * which the same releases made. What a plain database can't know is said.
 */
#include "tests/live/timescale_story.h"

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

/* --- what a plain database doesn't know ---------------------------------------------- */

#define BOTH                                                                             \
	PROJECT "Table sites [hypertable: 'at'] {\n at timestamptz [not null]\n id int " \
		"[pk]\n}\n"                                                              \
		"Table readings [hypertable: 'at', retention: '9 days'] {\n at "         \
		"timestamptz [not null]\n site int\n}\n"                                 \
		"Ref: readings.site > sites.id [delete: cascade]\n"

struct lifted {
	struct story story;
	struct live plain;
	struct ddlect_schema *from;
	struct step step;
};

static void open_lifted(struct lifted *lifted, const char *before, const char *after)
{
	struct pipeline postgres;
	open_story(&lifted->story);
	lifted->from = start(&lifted->story, before);
	live_open(&lifted->plain);
	pipeline_open(&postgres, "postgres", lifted->plain.dsn, "public");
	live_exec(&lifted->plain, pipeline_initial(&postgres, lifted->from).up);
	pipeline_close(&postgres);
	lifted->step = pipeline_lift(&lifted->story.pipe, declare(&lifted->story, after),
				     lifted->plain.dsn, "fake-tsdb");
}

static void close_lifted(struct lifted *lifted)
{
	live_close(&lifted->plain);
	close_story(&lifted->story);
}

static const char *note_of(const struct lifted *lifted)
{
	uint32_t n;
	const char *const *notes = schema_notes(lifted->step.current, &n);
	return n ? notes[0] : "";
}

/* The child's foreign key is there only where its parent was a plain table. */
TEST(a_dropped_parent_may_have_been_a_hypertable)
{
	struct lifted lifted;
	open_lifted(&lifted, BOTH,
		    PROJECT
		    "Table readings [hypertable: 'at', retention: '9 days'] {\n at "
		    "timestamptz [not null]\n site int\n}\n");
	apply(&lifted.story, lifted.step.up);
	CHECK(strstr(lifted.step.down,
		     "Table \"sites\": a plain database doesn't tell whether it was a "
		     "hypertable"));
	CHECK(strstr(lifted.step.down, "call create_hypertable"));
	apply(&lifted.story, lifted.step.down);
	CHECK_TEXT(note_of(&lifted),
		   "a plain database has no attributes: those of table \"readings\" are "
		   "taken for unchanged; if one did change, compare with a TimescaleDB");
	close_lifted(&lifted);
}

TEST(a_dropped_child_takes_its_trigger_along)
{
	struct lifted lifted;
	open_lifted(&lifted, BOTH,
		    PROJECT
		    "Table sites [hypertable: 'at'] {\n at timestamptz [not null]\n "
		    "id int [pk]\n}\n");
	apply(&lifted.story, lifted.step.up);
	check_value(&lifted.story,
		    "SELECT count(*) FROM pg_trigger WHERE tgname = "
		    "'readings_site_fkey'",
		    "0");
	CHECK(strstr(lifted.step.down,
		     "Table \"readings\": a plain database doesn't tell"));
	apply(&lifted.story, lifted.step.down);
	live_exec(&lifted.story.live,
		  "INSERT INTO sites VALUES ('2024-01-01', 1);"
		  "INSERT INTO readings VALUES ('2024-01-01', 1); DELETE FROM sites");
	check_value(&lifted.story, "SELECT count(*) FROM readings", "0");
	close_lifted(&lifted);
}

TEST(a_dropped_table_of_the_convention_comes_back_as_a_hypertable)
{
	struct lifted lifted;
	open_lifted(&lifted, FAMILY "Table extras [retention: '3 days'] {\n ~cq\n}\n",
		    FAMILY);
	CHECK(strstr(lifted.step.down, "create_hypertable('\"extras\"'"));
	CHECK(strstr(lifted.step.down,
		     "Table \"extras\": a plain database doesn't tell its"));
	apply(&lifted.story, lifted.step.up);
	apply(&lifted.story, lifted.step.down);
	check_value(&lifted.story,
		    "SELECT count(*) FROM timescaledb_information.hypertables WHERE "
		    "hypertable_name = 'extras'",
		    "1");
	CHECK(strstr(note_of(&lifted),
		     "those of table \"accounts\" and 2 more are taken"));
	close_lifted(&lifted);
}

/* What was remarked of the plain database is still said. */
TEST(remarks_of_the_plain_database_come_along)
{
	struct lifted lifted;
	struct live *plain = &lifted.plain;
	open_lifted(&lifted, BOTH, BOTH);
	live_exec(plain, "CREATE TABLE base (n int); ALTER TABLE base ADD at timestamptz "
			 "NOT NULL, ADD site int; ALTER TABLE base DROP n; ALTER TABLE "
			 "readings INHERIT base");
	lifted.step = pipeline_lift(&lifted.story.pipe, declare(&lifted.story, BOTH),
				    plain->dsn, "fake-tsdb");
	uint32_t n;
	const char *const *notes = schema_notes(lifted.step.current, &n);
	CHECK_INT(n, 2);
	CHECK_TEXT(notes[1], "table readings inherits from another table; it is read as "
			     "one that doesn't");
	close_lifted(&lifted);
}
