/* SPDX-License-Identifier: Apache-2.0 */
/* File: headings, hazards, what is commented out, blocks, and names that are hostile. */
#include "core/base/buf.h"
#include "core/migrations/file.h"
#include "core/model/schema.h"
#include "tests/unit/test.h"

static struct arena arena;
static struct ddlect_schema *schema;
static struct ddlect_script script;
static struct ddlect_plan plan;
static struct ddlect_dialect dialect;
static struct ddlect_buf out;
static const char *default_schema;

static void begin(void)
{
	arena_init(&arena);
	buf_init(&out);
	schema = schema_new(&arena);
	default_schema = "public";
	schema->provider = "docs";
	schema->version = "0.0.1";
	script_init(&script, &arena);
	plan = (struct ddlect_plan){.from = schema, .to = schema};
	dialect = (struct ddlect_dialect){.name = "plain"};
}

static void end(void)
{
	script_clear(&script);
	buf_clear(&out);
	arena_clear(&arena);
}

static struct ddlect_change *change_of(const char *name, const char *resource)
{
	struct ddlect_table *table = table_add(schema, NULL, name);
	table->resource = resource;
	struct ddlect_change *change = arena_alloc(&arena, sizeof(*change));
	*change = (struct ddlect_change){.verb = DDLECT_ADD,
					 .what = DDLECT_TABLE,
					 .to.table = table,
					 .after = table,
					 .table_name = table->name};
	return change;
}

/* A statement of `change`, begun. */
static void say(struct ddlect_change *change, const char *sql)
{
	plan.changes =
		arena_grow(&arena, plan.changes, plan.n_changes, sizeof(*plan.changes));
	plan.changes[plan.n_changes++] = change;
	script.change = change;
	buf_text(script_statement(&script), sql);
}

static const char *written(void)
{
	struct ddlect_err err;
	struct file file;
	script_remark(&script, 0, "the end", NULL); /* which finishes the last one */
	script.n_statements--;
	CHECK_INT(file_begin(&file, &out, schema, default_schema, &dialect, &plan, &err),
		  0);
	CHECK_INT(file_add(&file, &script, false, &err), 0);
	CHECK_INT(file_end(&file, &err), 0);
	file_clear(&file);
	return out.text;
}

TEST(a_file_says_what_it_is_and_of_which_resource)
{
	begin();
	say(NULL, "CREATE TYPE x");
	say(change_of("a", "accounts"), "CREATE TABLE a (\n  x int\n)");
	say(change_of("b", "accounts"), "CREATE TABLE b ()");
	say(change_of("c", "keys"), "CREATE TABLE c ()");
	say(change_of("d", NULL), "CREATE TABLE d ()");
	say(change_of("e", NULL), "CREATE TABLE e ()");
	CHECK_TEXT(written(), "-- Provider: docs 0.0.1\n"
			      "-- Dialect: plain\n"
			      "-- Direction: up\n"
			      "\n"
			      "CREATE TYPE x;\n"
			      "\n"
			      "-- Resource: accounts\n"
			      "\n"
			      "CREATE TABLE a (\n  x int\n);\n"
			      "\n"
			      "CREATE TABLE b ();\n"
			      "\n"
			      "-- Resource: keys\n"
			      "\n"
			      "CREATE TABLE c ();\n"
			      "\n"
			      "-- Without a resource\n"
			      "\n"
			      "CREATE TABLE d ();\n"
			      "CREATE TABLE e ();\n");
	end();
}

TEST(a_file_says_which_schema_its_names_leave_out)
{
	begin();
	default_schema = "my\ndocs";
	say(change_of("a", NULL), "CREATE TABLE a ()");
	CHECK_TEXT(
		written(),
		"-- Provider: docs 0.0.1\n"
		"-- Dialect: plain\n"
		"-- Direction: up\n"
		"-- Schema: my\\ndocs\n"
		"--   Run this: with that schema first in the search_path, where names "
		"without a schema\n"
		"--   belong\n"
		"\n"
		"CREATE TABLE a ();\n");
	end();
}

TEST(a_hazard_stands_before_its_statement)
{
	begin();
	plan.direction = DDLECT_DOWN;
	schema->version = NULL;
	say(change_of("a", NULL), "ALTER TABLE a DROP COLUMN x");
	script_hazard(
		&script, DDLECT_HAZARD_DATA_LOSS, "what column \"x\" holds is lost",
		"ACCESS EXCLUSIVE, for a moment",
		"stop reading the column in one release, and drop it in the next one, "
		"when nothing uses it any more");
	script_remark(&script, DDLECT_HAZARD_IRREVERSIBLE, "the rows can't come back",
		      NULL);
	CHECK_TEXT(written(), "-- Provider: docs\n"
			      "-- Dialect: plain\n"
			      "-- Direction: down\n"
			      "\n"
			      "-- DATA LOSS: what column \"x\" holds is lost\n"
			      "--   Lock: ACCESS EXCLUSIVE, for a moment\n"
			      "--   Instead: stop reading the column in one release, and "
			      "drop it in the next "
			      "one, when\n"
			      "--   nothing uses it any more\n"
			      "ALTER TABLE a DROP COLUMN x;\n"
			      "\n"
			      "-- IRREVERSIBLE: the rows can't come back\n");
	end();
}

TEST(a_suggestion_is_commented_out_line_by_line)
{
	begin();
	struct ddlect_change *change = change_of("a", NULL);
	change->flags = DDLECT_CHANGE_SUGGESTED;
	say(change, "ALTER TABLE \"a\r\nDROP TABLE b;\rc\" RENAME\n\nTO d");
	written();
	CHECK(strstr(out.text,
		     "beside it\n-- ALTER TABLE \"a\n-- DROP TABLE b;\n-- c\" RENAME\n"
		     "-- \n-- TO d;\n"));
	end();
}

TEST(a_suggestion_says_how_it_is_declared)
{
	for (int down = 0; down < 2; down++) {
		begin();
		struct ddlect_change *change = change_of("a", NULL);
		change->flags = DDLECT_CHANGE_SUGGESTED;
		change->verb = DDLECT_RENAME;
		change->from.table = table_add(schema, NULL, "b\nDROP TABLE c");
		plan.direction = down ? DDLECT_DOWN : DDLECT_UP;
		say(change, "ALTER TABLE b RENAME TO a");
		written();
		CHECK(strstr(out.text,
			     down ? "-- PERHAPS A RENAME: once the way up is "
				    "made a rename"
				  : "-- PERHAPS A RENAME: declare it with "
				    "renamed_from: 'b\\nDROP TABLE c', generate"));
		end();
	}
}

/* What a column gets, as an action of its table's statement. */
static void say_action(const char *column, const char *action)
{
	struct ddlect_table *table = schema->tables[0];
	struct ddlect_change *change = arena_alloc(&arena, sizeof(*change));
	*change = (struct ddlect_change){.verb = DDLECT_MODIFY,
					 .what = DDLECT_COLUMN,
					 .table_name = table->name,
					 .before = table,
					 .after = table};
	change->to.column = column_add(
		schema, table, column,
		type_get(schema, &(struct ddlect_type){.kind = DDLECT_TYPE_INT}));
	say(change, "ALTER TABLE t");
	script_head(&script);
	buf_text(&script.sql, action);
}

static const char three_columns[] =
	"\n"
	"-- TABLE REWRITE: It is written anew.\n"
	"--   Lock: all\n"
	"-- MAY FAIL ON EXISTING ROWS: \"a\", \"c\\n\": Some do.\n"
	"ALTER TABLE t\n"
	"\tALTER a,\n"
	"\tALTER b 1,\n"
	"\tALTER b 2,\n"
	"\tALTER c;\n"
	"\n"
	"ALTER TABLE u ALTER d;\n";

TEST(statements_with_one_head_are_one)
{
	static const char *const actions[][2] = {{"a", " ALTER a"},
						 {"b", "\n\tALTER b 1,\n\tALTER b 2"},
						 {"c\n", " ALTER c"}};
	for (int at_once = 0; at_once < 2; at_once++) {
		struct ddlect_err err;
		struct file file;
		begin();
		table_add(schema, NULL, "t");
		file_begin(&file, &out, schema, default_schema, &dialect, &plan, &err);
		for (int i = 0; i < 3; i++) {
			say_action(actions[i][0], actions[i][1]);
			script_hazard(&script, DDLECT_HAZARD_TABLE_REWRITE,
				      "It is written anew.", "all", NULL);
			if (i != 1)
				script_hazard(&script, DDLECT_HAZARD_MAY_FAIL, "Some do.",
					      NULL, NULL);
			CHECK_INT(script_end(&script, &err), 0);
			if (at_once)
				continue;
			CHECK_INT(file_add(&file, &script, true, &err), 0);
			CHECK_INT(file.n_written, 0);
		}
		say(change_of("u", NULL), "ALTER TABLE u ALTER d");
		CHECK_INT(script_end(&script, &err), 0);
		CHECK_INT(file_add(&file, &script, false, &err), 0);
		CHECK_INT(file_end(&file, &err), 0);
		file_clear(&file);
		CHECK_TEXT(strchr(out.text, '\n') ? strstr(out.text, "\n\n") + 1 : "",
			   three_columns);
		end();
	}
}

/* A dialect may join drops, too; what goes is named as it was. */
TEST(a_hazard_of_a_joined_drop_names_what_goes)
{
	begin();
	table_add(schema, NULL, "t");
	for (int i = 0; i < 2; i++) {
		say_action(i ? "b" : "a", i ? " DROP b" : " DROP a");
		struct ddlect_change *change = plan.changes[plan.n_changes - 1];
		change->verb = DDLECT_DROP;
		change->from = change->to;
		change->to.any = NULL;
		if (i)
			script_hazard(&script, DDLECT_HAZARD_DATA_LOSS, "It is gone.",
				      NULL, NULL);
	}
	CHECK(strstr(written(), "-- DATA LOSS: \"b\": It is gone.\n"
				"ALTER TABLE t\n\tDROP a,\n\tDROP b;\n"));
	end();
}

TEST(no_name_gets_out_of_a_comment)
{
	begin();
	schema->provider = "do\ncs\r";
	say(change_of("a", "x\nDROP TABLE a;"), "SELECT 1");
	script_hazard(&script, DDLECT_HAZARD_MAY_FAIL,
		      "a\n\rb\x01\xc2\x85\xe2\x80\xa8\xff", NULL, NULL);
	written();
	CHECK(strstr(out.text, "-- Provider: do\\ncs\\r 0.0.1\n"));
	CHECK(strstr(out.text, "-- Resource: x\\nDROP TABLE a;\n"));
	CHECK(strstr(out.text, "ROWS: a\\n\\rb\\x01\\u0085\\u2028\\xff\n"));
	end();
}

TEST(a_word_longer_than_a_line_stays_whole)
{
	char word[201];
	begin();
	memset(word, 'w', 200);
	word[200] = '\0';
	say(change_of("a", NULL), "SELECT 1");
	script_hazard(&script, DDLECT_HAZARD_DATA_LOSS, word, NULL, NULL);
	written();
	CHECK(strstr(out.text, "-- DATA LOSS:\n--   wwww"));
	CHECK(strstr(out.text, word));
	end();
}

static uint32_t count(const char *text, const char *what)
{
	uint32_t n = 0;
	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

static void many(uint32_t n)
{
	char name[16];
	for (uint32_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "t%03u", i);
		struct ddlect_change *change = change_of(name, NULL);
		say(change, "CREATE TABLE");
		say(change, "CREATE INDEX");
	}
}

TEST(too_many_tables_are_written_in_blocks)
{
	begin();
	dialect.max_tables_per_transaction = 200;
	dialect.block_begin = "BEGIN";
	dialect.block_commit = "COMMIT";
	many(201);
	written();
	CHECK(strncmp(out.text, FILE_NO_TRANSACTION "\n-- Provider",
		      strlen(FILE_NO_TRANSACTION "\n-- Provider")) == 0);
	CHECK_INT(count(out.text, "\nBEGIN;\n"), 3);
	CHECK_INT(count(out.text, "\nCOMMIT;\n"), 3);
	CHECK_INT(count(out.text, "CREATE"), 402);
	const char *second = strstr(strstr(out.text, "BEGIN") + 1, "BEGIN");
	uint32_t before = 402 - count(second, "CREATE");
	CHECK_INT(before, 2 * FILE_BLOCK_TABLES);
	end();
}

TEST(as_many_tables_as_one_transaction_can_have_are_one)
{
	begin();
	dialect.max_tables_per_transaction = 200;
	dialect.block_begin = "BEGIN";
	dialect.block_commit = "COMMIT";
	many(200);
	CHECK(!strstr(written(), "BEGIN"));
	CHECK(!strstr(out.text, "no-transaction"));
	end();
}
