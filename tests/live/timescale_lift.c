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

/* Families of four tables. Release 2 changes each in one of these ways, or not at all. */
enum way {
	ADD_COLUMNS,
	DROP_COLUMN,
	RENAME_COLUMN,
	RENAME_PARENT,
	RENAME_CHILD,
	CHANGE_TYPE,
	CHANGE_NULL,
	ADD_UNIQUE,
	DROP_UNIQUE,
	CHANGE_PRIMARY,
	ADD_INDEX,
	DROP_CHILD,
	DROP_FAMILY,
	ADD_CHILD,
	MOVE_REFERENCE,
	WAYS,
};

#define FAMILIES 75

/* How it changes later, at most; a few families stay. */
static enum way way_of(int i)
{
	return (enum way)(i % (WAYS + 1));
}

/* One that goes has no attributes, because a plain database couldn't tell them. */
static void write_attrs(struct ddlect_buf *out, int i)
{
	if (way_of(i) == DROP_FAMILY)
		return;
	buf_printf(out, ", retention: '%d days'", 10 + i % 5);
	if (i % 3 == 0 && way_of(i) != CHANGE_TYPE)
		buf_text(out, ", columnstore_after: '2 days'");
}

static void write_parent(struct ddlect_buf *out, int i, enum way way)
{
	buf_printf(out, "Table svc%s_%d [resource: 'svc'",
		   way == RENAME_PARENT ? "s" : "", i);
	write_attrs(out, i);
	if (way == RENAME_PARENT)
		buf_printf(out, ", renamed_from: 'svc_%d'", i);
	buf_printf(out, "] {\n ~cq\n account_id string%s\n arn string%s\n",
		   way == CHANGE_NULL ? " [not null]" : "",
		   way == DROP_UNIQUE ? "" : " [unique]");
	if (way == RENAME_COLUMN)
		buf_text(out, " title string [renamed_from: 'name']\n");
	else if (way != DROP_COLUMN)
		buf_text(out, " name string\n");
	buf_printf(out, " size %s\n tags json\n%s indexes {\n%s%s%s }\n}\n",
		   way == CHANGE_TYPE ? "bigint" : "int",
		   way == ADD_COLUMNS
			   ? " region string [default: 'eu']\n seen timestamp\n"
			   : "",
		   way == CHANGE_PRIMARY ? " (account_id, arn) [pk]\n" : " cq_id [pk]\n",
		   way == ADD_UNIQUE ? " (account_id, size) [unique]\n" : "",
		   way == ADD_INDEX ? " size\n" : "");
}

static void write_child(struct ddlect_buf *out, int i, enum way way)
{
	bool renamed = way == RENAME_CHILD;
	buf_printf(out, "Table svc_%s_%d%s%d%s {\n ~cq\n", renamed ? "labels" : "tags", i,
		   renamed ? " [renamed_from: 'svc_tags_" : " [resource: '", i, "']");
	buf_printf(out,
		   " %s uuid [ref: > svc%s_%d.cq_id%s]\n key string\n value string\n}\n",
		   renamed ? "owner_cq_id" : "svc_cq_id", way == RENAME_PARENT ? "s" : "",
		   i, renamed ? ", renamed_from: 'svc_cq_id'" : "");
}

static void write_others(struct ddlect_buf *out, int i, enum way way)
{
	const char *parent = way == RENAME_PARENT ? "svcs" : "svc";
	buf_printf(out,
		   "Table svc_items_%d {\n ~cq\n svc_cq_id uuid [ref: > %s_%d.cq_id]\n n "
		   "int\n}\n",
		   i, parent, i);
	if (way == MOVE_REFERENCE)
		parent = "svc";
	buf_printf(out,
		   "Table svc_item_rules_%d {\n ~cq\n item_cq_id uuid [ref: > "
		   "%s_%d.cq_id]\n "
		   "rule json\n}\n",
		   i, way == MOVE_REFERENCE ? parent : "svc_items", i);
	if (way == ADD_CHILD)
		buf_printf(out,
			   "Table svc_more_%d {\n ~cq\n svc_cq_id uuid [ref: > "
			   "svc_%d.cq_id]\n rule_cq_id uuid [ref: > "
			   "svc_item_rules_%d.cq_id]\n}\n",
			   i, i, i);
}

static void write_provider(struct ddlect_buf *out, bool later)
{
	buf_init(out);
	buf_text(out,
		 "Project aws {\n version: '1'\n convention: 'cloudquery'\n owns: "
		 "'svc*'\n}\n"
		 "TablePartial cq {\n cq_id uuid [not null, unique]\n cq_meta json\n}\n");
	for (int i = 0; i < FAMILIES; i++) {
		enum way way = later ? way_of(i) : WAYS;
		if (way == DROP_FAMILY)
			continue;
		write_parent(out, i, way);
		if (way != DROP_CHILD)
			write_child(out, i, way);
		write_others(out, i, way);
	}
}

TEST(a_provider_of_300_tables_is_lifted)
{
	struct ddlect_buf before, after;
	write_provider(&before, false);
	write_provider(&after, true);
	CHECK(before.text && after.text);
	lift(before.text, after.text);
	buf_clear(&before);
	buf_clear(&after);
}

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
	CHECK(strstr(lifted.step.up,
		     "-- NOTE: It isn't there if what it refers to is a hypertable.\n"
		     "ALTER TABLE \"readings\" DROP CONSTRAINT IF EXISTS"));
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
	CHECK(strstr(lifted.step.down, "--   Instead: Add here what it had."));
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
