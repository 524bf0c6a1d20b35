/* SPDX-License-Identifier: Apache-2.0 */
/* Render: what each change writes on TimescaleDB, and which it refuses, up and down. */
#include "core/model/schema.h"
#include "tests/lib/ts.h"
#include "tests/unit/test.h"

#define COLUMNS " {\n at timestamptz\n id int\n value float\n}\n"

/* One way each, as text. */
static void check_both(const char *from, const char *to, const char *up, const char *down)
{
	struct ts ts;
	ts_open(&ts);
	if (ts_upgrade(&ts, from, to))
		test_fail(__FILE__, __LINE__, "%s", ts.err.text);
	CHECK_TEXT(ts_sql(&ts, &ts.up), up);
	CHECK_TEXT(ts_sql(&ts, &ts.down), down);
	ts_close(&ts);
}

static void check_attr(const char *from, const char *to, const char *up, const char *down)
{
	char a[512], b[512];
	snprintf(a, sizeof(a), "Table t [hypertable: 'at'%s%s]%s", *from ? ", " : "",
		 from, COLUMNS);
	snprintf(b, sizeof(b), "Table t [hypertable: 'at'%s%s]%s", *to ? ", " : "", to,
		 COLUMNS);
	check_both(a, b, up, down);
}

TEST(intervals_and_policies_are_calls)
{
	check_attr(
		"", "chunk_interval: '1 day'",
		"-- note\nSELECT set_chunk_time_interval('\"t\"', INTERVAL '1 day');\n",
		"-- note\nSELECT set_chunk_time_interval('\"t\"', INTERVAL '7 days');\n");
	check_attr("chunk_interval: '168:00:00'", "chunk_interval: '1 week'", "", "");
	check_attr("", "retention: '1 year'",
		   "-- data-loss\nSELECT add_retention_policy('\"t\"', drop_after => "
		   "INTERVAL "
		   "'1 year');\n",
		   "SELECT remove_retention_policy('\"t\"', if_exists => TRUE);\n");
	check_attr("retention: '14 days'", "retention: '1 month'",
		   "SELECT remove_retention_policy('\"t\"', if_exists => TRUE);\n"
		   "SELECT add_retention_policy('\"t\"', drop_after => INTERVAL '1 "
		   "month');\n",
		   "SELECT remove_retention_policy('\"t\"', if_exists => TRUE);\n-- "
		   "data-loss\n"
		   "SELECT add_retention_policy('\"t\"', drop_after => INTERVAL '14 "
		   "days');\n");
	check_attr("space_partition: 'id, 2'", "space_partition: 'id, 4'",
		   "-- note\nSELECT set_number_partitions('\"t\"', 4, 'id');\n",
		   "-- note\nSELECT set_number_partitions('\"t\"', 2, 'id');\n");
}

#define TURN_OFF                                                                         \
	"SELECT remove_compression_policy('\"t\"', if_exists => TRUE);\n-- "             \
	"table-rewrite\n"                                                                \
	"SELECT decompress_chunk(chunk, TRUE) FROM show_chunks('\"t\"') AS chunk;\n"     \
	"ALTER TABLE \"t\" SET (timescaledb.compress = false);\n"

TEST(the_columnstore_changes_in_one_statement)
{
	check_attr(
		"", "columnstore_after: '7 days', segmentby: 'id', orderby: 'value'",
		"ALTER TABLE \"t\" SET (timescaledb.compress, "
		"timescaledb.compress_segmentby "
		"= '\"id\"', timescaledb.compress_orderby = '\"value\", \"at\" DESC');\n"
		"SELECT add_compression_policy('\"t\"', compress_after => INTERVAL '7 "
		"days');\n",
		TURN_OFF);
	check_attr("columnstore_after: '7 days', segmentby: 'id'",
		   "columnstore_after: '1 day'",
		   "-- note\nALTER TABLE \"t\" SET (timescaledb.compress, "
		   "timescaledb.compress_segmentby = '', timescaledb.compress_orderby = "
		   "'\"at\" "
		   "DESC');\n"
		   "SELECT remove_compression_policy('\"t\"', if_exists => TRUE);\n"
		   "SELECT add_compression_policy('\"t\"', compress_after => INTERVAL '1 "
		   "day');\n",
		   "SELECT remove_compression_policy('\"t\"', if_exists => TRUE);\n"
		   "-- note\nALTER TABLE \"t\" SET (timescaledb.compress, "
		   "timescaledb.compress_segmentby = '\"id\"', "
		   "timescaledb.compress_orderby = "
		   "'\"at\" DESC');\n"
		   "SELECT add_compression_policy('\"t\"', compress_after => INTERVAL '7 "
		   "days');\n");
	check_attr("columnstore_after: '7 days', segmentby: 'id'", "segmentby: 'id'",
		   "SELECT remove_compression_policy('\"t\"', if_exists => TRUE);\n",
		   "SELECT add_compression_policy('\"t\"', compress_after => INTERVAL '7 "
		   "days');\n");
}

#define SETTINGS                                                                         \
	"-- note\nALTER TABLE \"t\" SET (timescaledb.compress, "                         \
	"timescaledb.compress_segmentby = '\"id\"', timescaledb.compress_orderby = "     \
	"'\"at\" DESC');\n"

TEST(chunks_that_are_there_stand_in_the_way)
{
	struct ts ts;
	ts_open(&ts);
	CHECK_INT(
		ts_upgrade(&ts,
			   "Table t [hypertable: 'at', segmentby: 'id, value']" COLUMNS,
			   "Table t [hypertable: 'at', segmentby: 'id', space_partition: "
			   "'id, 2'] {\n at timestamptz\n id int\n}\n"),
		0);
	CHECK_TEXT(ts_sql(&ts, &ts.up),
		   "-- table-rewrite\nSELECT decompress_chunk(chunk, TRUE) FROM "
		   "show_chunks('\"t\"') AS chunk;\n" SETTINGS "DROP COLUMN t.value;\n"
		   "-- may-fail\n"
		   "SELECT add_dimension('\"t\"', 'id', number_partitions => "
		   "2);\n" SETTINGS);
	CHECK_INT(ts.up.n_statements, 5);
	CHECK_TEXT(ts.up.statements[3]->hazards[0]->what,
		   "A hypertable that has chunks can't be partitioned further.");
	ts_close(&ts);
}

TEST(a_column_may_have_been_listed_before)
{
	struct ts ts;
	ts_open(&ts);
	CHECK_INT(ts_upgrade(&ts, "Table t [hypertable: 'at', segmentby: 'id']" COLUMNS,
			     "Table t [hypertable: 'at', segmentby: 'id'] {\n at "
			     "timestamptz\n id int\n}\n"),
		  0);
	CHECK_TEXT(ts_sql(&ts, &ts.up), "-- may-fail\nDROP COLUMN t.value;\n");
	CHECK_TEXT(ts.up.statements[0]->hazards[0]->what,
		   "A chunk that was compressed by the column, under earlier settings, "
		   "stops the migration.");
	ts_close(&ts);
}

TEST(a_renamed_column_needs_no_other_setting)
{
	check_both("Table t [hypertable: 'at', segmentby: 'id', space_partition: 'id, "
		   "2']" COLUMNS,
		   "Table t [hypertable: 'time', segmentby: 'device', space_partition: "
		   "'device, 2'] {\n time timestamptz [renamed_from: 'at']\n"
		   " device int [renamed_from: 'id']\n value float\n}\n",
		   "RENAME COLUMN t.time;\nRENAME COLUMN t.device;\n",
		   "RENAME COLUMN t.at;\nRENAME COLUMN t.id;\n");
}

TEST(a_table_that_is_there_moves_into_chunks)
{
	struct ts ts;
	ts_open(&ts);
	CHECK_INT(ts_upgrade(&ts,
			     "Table t {\n at timestamptz\n id int [pk]\n}\n"
			     "Table c {\n id int [ref: > t.id]\n}\n",
			     "Table t [hypertable: 'at', retention: '1 day'] {\n at "
			     "timestamptz\n"
			     " id int [pk]\n}\nTable c {\n id int\n}\n"),
		  0);
	CHECK_TEXT(ts_sql(&ts, &ts.up),
		   "DROP FK c.c_id_fkey;\n"
		   "DROP PRIMARY t.t_pk;\n"
		   "MODIFY COLUMN t.at nullness;\n"
		   "ADD PRIMARY t.t_pk;\n"
		   "-- table-rewrite\n-- blocks-reads\n-- may-fail\n"
		   "SELECT create_hypertable('\"t\"', 'at', chunk_time_interval => "
		   "INTERVAL '7 "
		   "days', create_default_indexes => FALSE, migrate_data => TRUE);\n"
		   "-- data-loss\n"
		   "SELECT add_retention_policy('\"t\"', drop_after => INTERVAL '1 "
		   "day');\n");
	CHECK_TEXT(
		ts_sql(&ts, &ts.down),
		"SELECT remove_retention_policy('\"t\"', if_exists => TRUE);\n"
		"-- irreversible: Table \"t\": a hypertable can't become a plain table "
		"again.\n"
		"-- irreversible: Table \"t\": column \"at\" makes the chunks, so it "
		"can't "
		"be null.\n"
		"-- irreversible: Table \"t\": a unique key without the time column "
		"\"at\" "
		"can't be restored, because the table stays a hypertable.\n"
		"-- irreversible: Table \"c\": the foreign key \"c_id_fkey\" can't be "
		"restored, because \"t\" stays a hypertable.\n");
	ts_close(&ts);
}

TEST(references_are_triggers_on_the_parent)
{
	static const char *const parent =
		"Project p {\n owns: '*'\n}\n"
		"Table a [hypertable: 'at'] {\n at timestamptz\n id int [unique]\n}\n";
	char from[512], to[512];
	snprintf(from, sizeof(from), "%sTable c {\n a int\n}\n", parent);
	snprintf(to, sizeof(to),
		 "%sTable c {\n a int\n indexes { a }\n}\n"
		 "Ref: c.a > a.id [delete: set null]\n",
		 parent);
	struct ts ts;
	ts_open(&ts);
	CHECK_INT(ts_upgrade(&ts, from, to), 0);
	const char *up = ts_sql(&ts, &ts.up);
	CHECK(strncmp(up, "CREATE FUNCTION \"ddlect_p_cascade\"() RETURNS trigger", 51) ==
	      0);
	CHECK_TEXT(strstr(up, "$$;\n"), "$$;\nADD INDEX c.c_a_idx;\nCREATE TRIGGER "
					"\"c_a_fkey\" AFTER DELETE ON \"a\"\n"
					"FOR EACH ROW EXECUTE FUNCTION "
					"\"ddlect_p_cascade\"('set null', '', 'c', '1', "
					"'a', 'id', 'a');\n");
	CHECK_TEXT(ts_sql(&ts, &ts.down), "DROP TRIGGER \"c_a_fkey\" ON \"a\";\n"
					  "DROP INDEX c.c_a_idx;\n"
					  "DROP FUNCTION \"ddlect_p_cascade\"();\n");
	ts_close(&ts);
}

/* While the columnstore is on, a column comes in steps. */
TEST(a_column_comes_in_steps)
{
	check_both("Table t [hypertable: 'at', segmentby: 'id']" COLUMNS,
		   "Table t [hypertable: 'at', segmentby: 'id'] {\n at timestamptz\n id "
		   "int\n"
		   " value float\n must int [not null]\n has int [not null, default: "
		   "1]\n}\n",
		   "ADD COLUMN t.must;\nMODIFY COLUMN t.must nullness;\n"
		   "ADD COLUMN t.has not null default;\n",
		   "DROP COLUMN t.must;\nDROP COLUMN t.has;\n");
}

TEST(an_index_on_a_hypertable_has_its_own_advice)
{
	struct ts ts;
	ts_open(&ts);
	CHECK_INT(ts_upgrade(&ts, "Table t [hypertable: 'at']" COLUMNS,
			     "Table t [hypertable: 'at'] {\n at timestamptz\n id int "
			     "[unique]\n"
			     " value float\n indexes { value }\n}\n"),
		  0);
	CHECK_TEXT(ts_sql(&ts, &ts.up), "-- blocks-reads\n-- may-fail\n"
					"ADD UNIQUE t.t_id_at_key;\n"
					"-- blocks-writes\nADD INDEX t.t_value_idx;\n");
	const struct statement *last = ts.up.statements[ts.up.n_statements - 1];
	CHECK(strstr(last->hazards[0]->recipe, "timescaledb.transaction_per_chunk"));
	for (uint32_t i = 0; i < ts.up.n_statements; i++)
		for (uint32_t k = 0; k < ts.up.statements[i]->n_hazards; k++) {
			const char *recipe = ts.up.statements[i]->hazards[k]->recipe;
			CHECK(!recipe || !strstr(recipe, "CONCURRENTLY"));
		}
	ts_close(&ts);
}

struct refusal {
	const char *from;
	const char *to;
	const char *message;
};

static const struct refusal refusals[] = {
	{"Table t [hypertable: 'at']" COLUMNS, "Table t" COLUMNS,
	 "table \"t\": a hypertable can't become a plain table again; declare it with "
	 "`hypertable: 'at'`, or copy its rows into a new table, and drop this one"},
	{"Table t [hypertable: 'at'] {\n at timestamptz\n at2 timestamptz\n}\n",
	 "Table t [hypertable: 'at2'] {\n at timestamptz\n at2 timestamptz\n}\n",
	 "table \"t\": the time column of a hypertable can't change (from \"at\" to "
	 "\"at2\"); "
	 "copy its rows into a new table, and drop this one"},
	{"Table t [hypertable: 'at', space_partition: 'id, 2']" COLUMNS,
	 "Table t [hypertable: 'at']" COLUMNS,
	 "table \"t\": a hypertable can't lose its partitioning by \"id\"; copy its rows "
	 "into a "
	 "new hypertable, and drop this one"},
	{"Table t [hypertable: 'at', segmentby: 'id']" COLUMNS,
	 "Table t [hypertable: 'at', segmentby: 'id'] {\n at timestamptz\n id int\n "
	 "value "
	 "string\n}\n",
	 "table \"t\": the type of column \"value\" can't change under compressed "
	 "chunks; turn "
	 "the columnstore off in one release, change the type, and turn it on in the "
	 "next"},
	{"Table t [hypertable: 'at', space_partition: 'id, 2']" COLUMNS,
	 "Table t [hypertable: 'at', space_partition: 'id, 2'] {\n at timestamptz\n id "
	 "bigint\n "
	 "value float\n}\n",
	 "table \"t\": the type of column \"id\" can't change, because the table is "
	 "partitioned "
	 "by its hash; copy its rows into a new hypertable, and drop this one"},
	{"Table t [hypertable: 'at', segmentby: 'id']" COLUMNS,
	 "Table t [hypertable: 'at', segmentby: 'id'] {\n at timestamptz\n id int\n "
	 "value "
	 "float\n n timestamptz [default: `now()`]\n}\n",
	 "table \"t\": the default of column \"n\" must be a constant while the "
	 "columnstore is "
	 "on; add the column without a default in one release, and set it in the next"},
	{"Table t [hypertable: 'at', segmentby: 'id']" COLUMNS,
	 "Table t [hypertable: 'at', segmentby: 'id'] {\n at timestamptz\n id int\n "
	 "value "
	 "float\n n date [default: `CURRENT_DATE`]\n}\n",
	 "must be a constant while the columnstore is on"},
	{"Table t [hypertable: 'at']" COLUMNS,
	 "Table t [hypertable: 'at'] {\n at timestamptz\n id int\n value float\n n int "
	 "[increment]\n}\n",
	 "table \"t\": column \"n\" can't start counting in a hypertable that has rows; "
	 "leave "
	 "the increment out, or make a new table"},
	{"Table t [hypertable: 'at', space_partition: 'id, 2']" COLUMNS,
	 "Table t [hypertable: 'at', space_partition: 'value, 2'] {\n at timestamptz\n "
	 "value "
	 "float\n}\n",
	 "table \"t\": column \"id\" makes the chunks of the hypertable, so it can't be "
	 "dropped; keep it, or copy the rows into a new table"},
	{"Table t [hypertable: 'at', segmentby: 'id']" COLUMNS,
	 "Table t [hypertable: 'at', segmentby: 'id'] {\n at timestamptz\n id int\n "
	 "value float\n n int [generated: 'id + 1']\n}\n",
	 "table \"t\": column \"n\" can't be a generated one while the columnstore is "
	 "on; "
	 "turn the columnstore off in one release, and add the column in the next"},
};

TEST(what_a_hypertable_cannot_do_is_refused_with_what_to_do)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		struct ts ts;
		ts_open(&ts);
		if (ts_upgrade(&ts, refusals[i].from, refusals[i].to) == 0)
			test_fail(__FILE__, __LINE__, "not refused: %s",
				  refusals[i].message);
		if (!strstr(ts.err.text, refusals[i].message))
			test_fail(__FILE__, __LINE__, "got\n%s\nexpected\n%s",
				  ts.err.text, refusals[i].message);
		ts_close(&ts);
	}
}

/* The same changes as the down of their reverse: a remark, and all the rest. */
TEST(a_down_says_what_it_cannot_restore)
{
	struct ts ts;
	ts_open(&ts);
	CHECK_INT(
		ts_upgrade(
			&ts,
			"Table t [hypertable: 'at', segmentby: 'id'] {\n at timestamptz\n"
			" id int\n n timestamptz [default: `now()`]\n c int [increment]\n"
			" d text [default: 'it\\'s now()']\n}\n",
			"Table t [hypertable: 'at', segmentby: 'id'] {\n at timestamptz\n"
			" id int\n}\n"),
		0);
	CHECK_TEXT(ts_sql(&ts, &ts.down),
		   "ADD COLUMN t.n;\nMODIFY COLUMN t.n default;\n"
		   "-- irreversible: Table \"t\": column \"c\" can't start counting in a "
		   "hypertable that has rows.\n"
		   "ADD COLUMN t.c;\n"
		   "ADD COLUMN t.d default;\n");
	ts_close(&ts);
}

static bool is_said(const struct ddlect_script *script, const char *words)
{
	for (uint32_t i = 0; i < script->n_statements; i++)
		for (uint32_t k = 0; k < script->statements[i]->n_hazards; k++) {
			const struct hazard *hazard = script->statements[i]->hazards[k];
			if (strcmp(hazard->what, words) == 0 ||
			    (hazard->recipe && strcmp(hazard->recipe, words) == 0))
				return true;
		}
	return false;
}

/* What people read above a statement, word for word. */
TEST(hazards_say_what_happens_and_what_to_do)
{
	static const struct {
		const char *from;
		const char *to;
		const char *words[6];
		bool down;
	} cases[] = {
		{"Table t" COLUMNS,
		 "Table t [hypertable: 'at']" COLUMNS,
		 {"Every row is moved into a chunk, in one transaction.",
		  "Make a new hypertable, copy into it in parts, and swap the names of "
		  "the "
		  "two.",
		  "Nobody can use the table until it is done.",
		  "A row without a time stops the migration.",
		  "Give those rows a time before it."},
		 false},
		{"Table t {\n at timestamptz\n id int [pk]\n}\n",
		 "Table t [hypertable: 'at'] {\n at timestamptz\n id int [unique]\n}\n",
		 {"Table \"t\": a unique key without the time column \"at\" can't be "
		  "restored, "
		  "because the table stays a hypertable.",
		  "Copy the rows into a new table to have it again."},
		 true},
		{"Table t {\n at timestamptz\n id int [unique]\n}\n"
		 "Table c {\n t int [ref: > t.id]\n}\n",
		 "Table t [hypertable: 'at'] {\n at timestamptz\n id int [unique]\n}\n"
		 "Table c {\n t int\n}\n",
		 {"Table \"c\": the foreign key \"c_t_fkey\" can't be restored, because "
		  "\"t\" "
		  "stays a hypertable.",
		  "Delete such rows by hand, or copy the parent's rows into a new "
		  "table."},
		 true},
		{"Table t [hypertable: 'at', segmentby: 'id, value']" COLUMNS,
		 "Table t [hypertable: 'at', segmentby: 'id', space_partition: 'id, 2'] "
		 "{\n at "
		 "timestamptz\n id int\n}\n",
		 {"Every compressed chunk is written anew, as rows.",
		  "Let the column be for some releases, until no chunk is compressed by "
		  "it.",
		  "Chunks that are compressed already stay as they are.",
		  "To change them too, decompress and compress them.",
		  "Copy the rows into a new hypertable if this one has any."},
		 false},
		{"Table t [hypertable: 'at', segmentby: 'id']" COLUMNS,
		 "Table t [hypertable: 'at', segmentby: 'id'] {\n at timestamptz\n id "
		 "int\n "
		 "indexes { id }\n}\n",
		 {"Decompress such chunks before it.",
		  "CREATE INDEX … WITH (timescaledb.transaction_per_chunk), by hand and "
		  "outside of a transaction."},
		 false},
		{"Table t [hypertable: 'id', chunk_interval: '9']" COLUMNS,
		 "Table t [hypertable: 'id', chunk_interval: '9', retention: "
		 "'99']" COLUMNS,
		 {"It stops the migration unless a function of the table says which "
		  "count is "
		  "now.",
		  "Call set_integer_now_func for table \"t\" before it, in this file."},
		 false},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct ts ts;
		ts_open(&ts);
		if (ts_upgrade(&ts, cases[i].from, cases[i].to))
			test_fail(__FILE__, __LINE__, "%s", ts.err.text);
		for (size_t k = 0; k < 6 && cases[i].words[k]; k++)
			if (!is_said(cases[i].down ? &ts.down : &ts.up,
				     cases[i].words[k]))
				test_fail(__FILE__, __LINE__, "not said: %s\n%s",
					  cases[i].words[k],
					  ts_sql(&ts, cases[i].down ? &ts.down : &ts.up));
		ts_close(&ts);
	}
}
