/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timescale: upgrades of tables that refer to each other, with rows in chunks and in the
 * columnstore. One table by itself is in timescale_rows.c.
 */
#include "tests/live/timescale_story.h"

#define STORED ", columnstore_after: '9 years'"
#define HEAD                                                                             \
	"Project docs {\n version: '1'\n convention: 'cloudquery'\n owns: '*'\n}\n"      \
	"TablePartial cq {\n cq_id uuid [not null, unique]\n cq_meta json\n}\n"
#define ACCOUNTS                                                                         \
	"Table accounts [retention: '90 years'" STORED "] {\n ~cq\n name string\n}\n"
#define KEYS_OF(parent)                                                                  \
	"Table keys [segmentby: 'account_cq_id'" STORED "] {\n ~cq\n account_cq_id "     \
	"uuid [ref: > " parent ".cq_id]\n key string\n}\n"
#define USES                                                                             \
	"Table uses [columnstore_after: '9 years'] {\n ~cq\n key_cq_id uuid [ref: > "    \
	"keys.cq_id]\n n "                                                               \
	"int\n}\n"
#define STORE(table) "SELECT compress_chunk(c, TRUE) FROM show_chunks('" table "') AS c;"

static struct ddlect_schema *start_family(struct story *story)
{
	open_story(story);
	struct ddlect_schema *before =
		start(story, HEAD ACCOUNTS KEYS_OF("accounts") USES);
	live_exec(&story->live, ROWS STORE("accounts") STORE("keys") STORE("uses"));
	return before;
}

TEST(a_family_in_the_columnstore_is_renamed)
{
	struct story story;
	struct ddlect_schema *before = start_family(&story);
	change(&story, before,
	       HEAD
	       "Table customers [retention: '90 years', renamed_from: 'accounts'" STORED
	       "] {\n ~cq\n title string [renamed_from: 'name']\n}\n"
	       "Table secrets [segmentby: 'customer_cq_id', renamed_from: 'keys'" STORED
	       "] {\n ~cq\n customer_cq_id uuid [ref: > customers.cq_id, renamed_from: "
	       "'account_cq_id']\n key string\n}\n"
	       "Table uses [columnstore_after: '9 years'] {\n ~cq\n secret_cq_id uuid "
	       "[ref: > secrets.cq_id, "
	       "renamed_from: 'key_cq_id']\n n int\n}\n");
	check_value(&story, "SELECT count(*) FROM uses", "4");
	check_value(&story,
		    "SELECT count(*) FROM timescaledb_information.jobs WHERE "
		    "hypertable_name IN ('customers', 'secrets', 'uses')",
		    "6");
	live_exec(&story.live,
		  "DELETE FROM customers WHERE cq_fetch_date < '2024-01-05'");
	check_value(&story, "SELECT count(*) FROM secrets", "2");
	check_value(&story, "SELECT count(*) FROM uses", "2");
	close_story(&story);
}

/* Up, down, up; rows of what goes are lost, all others stay. */
static void drop_some(const char *text, const char *left)
{
	struct story story;
	struct ddlect_schema *before = start_family(&story);
	change(&story, before, text);
	check_value(&story,
		    "SELECT string_agg(relname || ' ' || (xpath('//n/text()', "
		    "query_to_xml('SELECT count(*) AS n FROM ' || relname, true, true, "
		    "'')))[1]::text, ', ' ORDER BY relname) FROM pg_class WHERE "
		    "relnamespace = 'public'::regnamespace AND relkind = 'r'",
		    left);
	close_story(&story);
}

TEST(a_child_is_dropped)
{
	drop_some(HEAD ACCOUNTS KEYS_OF("accounts"), "accounts 2, keys 4");
}

TEST(a_parent_is_dropped)
{
	drop_some(HEAD "Table keys [segmentby: 'account_cq_id'" STORED
		       "] {\n ~cq\n account_cq_id uuid\n key string\n}\n" USES,
		  "keys 4, uses 4");
}

TEST(a_family_is_dropped_but_for_one)
{
	drop_some(HEAD ACCOUNTS, "accounts 2");
}

TEST(a_child_gets_another_parent)
{
	drop_some(HEAD ACCOUNTS "Table owners {\n ~cq\n}\n" KEYS_OF("owners") USES,
		  "accounts 2, keys 4, owners 0, uses 4");
}

TEST(a_reference_goes)
{
	drop_some(HEAD ACCOUNTS "Table keys [segmentby: 'account_cq_id'" STORED
				"] {\n ~cq\n account_cq_id uuid\n key string\n}\n" USES,
		  "accounts 2, keys 4, uses 4");
}

#define METERS(store, ref)                                                               \
	PROJECT "Table meters {\n id int [pk]\n}\n"                                      \
		"Table readings [hypertable: 'at'" store "] {\n at timestamptz [not "    \
		"null]\n meter int" ref "\n value float\n}\n"

static void refer(const char *from, const char *to, bool stored)
{
	struct story story;
	open_story(&story);
	struct ddlect_schema *before = start(&story, from);
	live_exec(&story.live,
		  "INSERT INTO meters VALUES (1), (2), (3);"
		  "INSERT INTO readings SELECT t, m, m FROM "
		  "generate_series('2024-01-01'::date, '2024-03-01', '1 day') AS t, "
		  "generate_series(1, 3) AS m;");
	if (stored)
		live_exec(&story.live, STORE("readings"));
	change(&story, before, to);
	check_value(&story, "SELECT count(*) FROM readings", "183");
	close_story(&story);
}

TEST(a_reference_to_a_plain_table_comes_and_goes)
{
	refer(METERS("", ""), METERS("", " [ref: > meters.id]"), false);
	refer(METERS(", segmentby: 'meter'", ""),
	      METERS(", segmentby: 'meter'", " [ref: > meters.id]"), true);
	refer(METERS(", segmentby: 'meter'", " [ref: > meters.id]"),
	      METERS(", segmentby: 'meter'", ""), true);
}
