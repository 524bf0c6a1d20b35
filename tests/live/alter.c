/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Alter: every type becomes every other, every way of counting becomes every other, enums
 * lose values. What is written must be valid on an empty table, whatever the types; and
 * what both sides can hold is still there after it.
 */
#include "tests/live/live.h"
#include "tests/live/pipeline.h"
#include "tests/unit/test.h"

static const char *const types[] = {"bool",	    "smallint",
				    "int",	    "bigint",
				    "float",	    "real",
				    "numeric",	    "numeric(10,2)",
				    "uuid",	    "text",
				    "varchar",	    "varchar(10)",
				    "char(3)",	    "bytes",
				    "timestamp",    "timestamp(3)",
				    "timestamptz",  "date",
				    "time",	    "timetz",
				    "interval",	    "interval day to second(3)",
				    "json",	    "pg_catalog.json",
				    "inet",	    "cidr",
				    "macaddr",	    "mood",
				    "other.mood",   "bit(3)",
				    "varbit",	    "money",
				    "xml",	    "text[]",
				    "int[]",	    "mood[]",
				    "timestamptz[]"};

#define N (sizeof(types) / sizeof(*types))

static struct ddlect_schema *empty(struct pipeline *pipe)
{
	struct ddlect_schema *schema = schema_new(&pipe->arena);
	schema->provider = "alter";
	namespace_add(schema, "other");
	for (int i = 0; i < 2; i++) {
		struct ddlect_enum *mood = enum_add(schema, i ? "other" : NULL, "mood");
		string_add(schema, &mood->values, &mood->n_values, "1");
		string_add(schema, &mood->values, &mood->n_values, "sad");
	}
	return schema;
}

static struct ddlect_column *column(struct ddlect_schema *schema,
				    struct ddlect_table *table, const char *name,
				    const char *type)
{
	struct ddlect_type native = {
		.kind = DDLECT_TYPE_NATIVE, .precision = -1, .scale = -1, .name = type};
	return column_add(schema, table, name, type_get(schema, &native));
}

/* One transaction holds only so many locks, and each rewrite takes some. */
#define BATCH 6

/* A column for each pair, of the first type or of the second; a table for each first. */
static struct ddlect_schema *pairs(struct pipeline *pipe, size_t first, bool second)
{
	struct ddlect_schema *schema = empty(pipe);
	for (size_t i = first; i < N && i < first + BATCH; i++) {
		char name[32];
		snprintf(name, sizeof(name), "t%zu", i);
		struct ddlect_table *table = table_add(schema, NULL, name);
		for (size_t j = 0; j < N; j++) {
			snprintf(name, sizeof(name), "c%zu", j);
			column(schema, table, name, types[second ? j : i]);
		}
	}
	return schema;
}

/* Bring the database to what is declared; then nothing is left to do. */
static void become(struct live *live, struct pipeline *pipe,
		   const struct ddlect_schema *declared)
{
	char message[1024];
	struct step step = pipeline_compare(pipe, declared);
	if (step.up && live_try(live, step.up, message, sizeof(message)) < 0)
		test_fail(__FILE__, __LINE__, "%s", message);
	struct step none = pipeline_compare(pipe, declared);
	if (none.up)
		test_fail(__FILE__, __LINE__, "still to do\n%s", none.up);
}

TEST(every_type_becomes_every_other)
{
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	for (size_t first = 0; first < N; first += BATCH) {
		become(&live, &pipe, pairs(&pipe, first, false));
		become(&live, &pipe, pairs(&pipe, first, true));
		become(&live, &pipe, pairs(&pipe, first, false));
	}
	pipeline_close(&pipe);
	live_close(&live);
}

struct value {
	const char *from;
	const char *to;
	const char *value; /* SQL, before */
	const char *after; /* text, after */
	const char *default_before;
	const char *default_after;
};

static const struct value values[] = {
	{"text", "int", "'12'", "12", "'5'", "5"},
	{"int", "text", "12", "12", "5", "'a'"},
	{"int", "bool", "1", "true", "1", "true"},
	{"bool", "int", "true", "1", "true", "1"},
	{"smallint", "bool", "1", "true", NULL, NULL},
	{"bool", "numeric(10,2)", "true", "1.00", NULL, NULL},
	{"text", "mood", "'sad'", "sad", "'1'", "'sad'"},
	{"mood", "text", "'sad'", "sad", "'sad'", "'sad'"},
	{"mood", "other.mood", "'sad'", "sad", "'sad'", "'1'"},
	{"text[]", "mood[]", "'{sad,1}'", "{sad,1}", "'{}'", "'{}'"},
	{"mood", "mood[]", "'sad'", "{sad}", "'sad'", "'{}'"},
	{"mood", "mood[]", "NULL", NULL, NULL, NULL},
	{"int[]", "text", "'{1,2}'", "{1,2}", NULL, NULL},
	{"int[]", "json", "'{1,2}'", "[1, 2]", NULL, NULL},
	{"text", "json", "'{\"a\":1}'", "{\"a\": 1}", "'{}'", "'[]'"},
	{"json", "text", "'{\"a\":1}'", "{\"a\": 1}", "'{}'", "'{}'"},
	{"int", "json", "7", "7", NULL, NULL},
	{"uuid", "json", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
	 "\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"", NULL, NULL},
	{"json", "bigint", "'7'", "7", NULL, NULL},
	{"timestamp", "timestamptz", "'2020-01-01 12:00'", "2020-01-01 12:00:00+00", NULL,
	 NULL},
	{"timestamptz", "timestamp", "'2020-01-01 12:00+02'", "2020-01-01 10:00:00", NULL,
	 NULL},
	{"date", "timestamptz", "'2020-01-01'", "2020-01-01 00:00:00+00", NULL, NULL},
	{"timestamptz", "date", "'2020-01-01 00:30+02'", "2019-12-31", NULL, NULL},
	{"varchar(10)", "varchar(20)", "'x'", "x", "'y'", "'y'"},
	{"varchar(10)", "text", "'x'", "x", "'y'", "'y'"},
	{"inet", "cidr", "'10.1.2.3/24'", "10.1.2.0/24", NULL, NULL},
};

#define N_VALUES (sizeof(values) / sizeof(*values))

static void set_default(struct ddlect_column *made, const char *text)
{
	if (!text)
		return;
	made->default_kind = *text == '\''  ? DDLECT_DEFAULT_STRING
			     : *text == 't' ? DDLECT_DEFAULT_BOOL
					    : DDLECT_DEFAULT_NUMBER;
	char *copy = strdup(text + (*text == '\''));
	CHECK(copy);
	if (*text == '\'')
		copy[strlen(copy) - 1] = '\0';
	made->default_text = copy;
}

static struct ddlect_schema *valued(struct pipeline *pipe, bool second)
{
	struct ddlect_schema *schema = empty(pipe);
	struct ddlect_table *table = table_add(schema, NULL, "kept");
	for (size_t i = 0; i < N_VALUES; i++) {
		const struct value *v = &values[i];
		char name[32];
		snprintf(name, sizeof(name), "c%zu", i);
		struct ddlect_column *made =
			column(schema, table, name, second ? v->to : v->from);
		set_default(made, second ? v->default_after : v->default_before);
	}
	return schema;
}

TEST(values_and_defaults_survive)
{
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	live_exec(&live, "SET TimeZone = 'Asia/Tokyo'");
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	become(&live, &pipe, valued(&pipe, false));
	live_exec(&live, "INSERT INTO kept DEFAULT VALUES");
	for (size_t i = 0; i < N_VALUES; i++) {
		char sql[256];
		snprintf(sql, sizeof(sql), "UPDATE kept SET c%zu = %s", i,
			 values[i].value);
		live_exec(&live, sql);
	}
	become(&live, &pipe, valued(&pipe, true));
	live_exec(&live, "SET TimeZone = 'UTC'");
	for (size_t i = 0; i < N_VALUES; i++) {
		char sql[256];
		snprintf(sql, sizeof(sql), "SELECT c%zu::text FROM kept", i);
		char *value = live_value(&live, sql);
		CHECK_TEXT(value, values[i].after ? values[i].after : "");
		free(value);
	}
	pipeline_close(&pipe);
	live_close(&live);
}

static const struct {
	const char *type;
	const char *options;
	uint8_t identity;
} counting[] = {
	{"int", NULL, DDLECT_IDENTITY_NONE},
	{"int", NULL, DDLECT_IDENTITY_BY_DEFAULT},
	{"int", NULL, DDLECT_IDENTITY_ALWAYS},
	{"int", NULL, DDLECT_IDENTITY_SEQUENCE},
	{"bigint", NULL, DDLECT_IDENTITY_NONE},
	{"bigint", NULL, DDLECT_IDENTITY_ALWAYS},
	{"bigint", NULL, DDLECT_IDENTITY_SEQUENCE},
	{"int", "START WITH 100 INCREMENT BY 5", DDLECT_IDENTITY_BY_DEFAULT},
	{"bigint", "START WITH 100 INCREMENT BY 5", DDLECT_IDENTITY_SEQUENCE},
};

#define N_COUNTING (sizeof(counting) / sizeof(*counting))

/* The last table is only there after the change, with columns that were there before. */
static struct ddlect_schema *counters(struct pipeline *pipe, bool second)
{
	struct ddlect_schema *schema = empty(pipe);
	for (size_t i = 0; i < N_COUNTING; i++)
		for (size_t j = 0; j < N_COUNTING; j++) {
			size_t k = second ? j : i;
			char name[32];
			snprintf(name, sizeof(name), "Count %zu_%zu", i, j);
			struct ddlect_table *table = table_add(schema, NULL, name);
			struct ddlect_column *made =
				column(schema, table, "it's \"n\"", counting[k].type);
			made->not_null = 1;
			made->identity = counting[k].identity;
			made->identity_options = counting[k].options;
			column(schema, table, "x", "int");
			if (!second)
				continue;
			made = column(schema, table, "added", counting[k].type);
			made->identity = counting[i].identity == DDLECT_IDENTITY_NONE
						 ? DDLECT_IDENTITY_SEQUENCE
						 : DDLECT_IDENTITY_NONE;
			made->identity_options =
				made->identity ? counting[k].options : NULL;
		}
	return schema;
}

TEST(every_way_of_counting_becomes_every_other)
{
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	become(&live, &pipe, counters(&pipe, false));
	for (size_t i = 0; i < N_COUNTING; i++)
		for (size_t j = 0; j < N_COUNTING; j++) {
			char sql[160];
			snprintf(sql, sizeof(sql),
				 "INSERT INTO \"Count %zu_%zu\" OVERRIDING SYSTEM VALUE "
				 "VALUES (41, 1)",
				 i, j);
			live_exec(&live, sql);
		}
	become(&live, &pipe, counters(&pipe, true));
	for (size_t i = 0; i < N_COUNTING; i++)
		for (size_t j = 0; j < N_COUNTING; j++) {
			char sql[160];
			if (counting[j].identity == DDLECT_IDENTITY_NONE || i == j ||
			    counting[j].options)
				continue;
			/* Both spellings of BY DEFAULT are one, and ALWAYS is a word. */
			uint8_t from = counting[i].identity;
			uint8_t to = counting[j].identity;
			bool always = from == DDLECT_IDENTITY_ALWAYS ||
				      to == DDLECT_IDENTITY_ALWAYS;
			bool sequence = from == DDLECT_IDENTITY_SEQUENCE ||
					to == DDLECT_IDENTITY_SEQUENCE;
			bool kept = from != DDLECT_IDENTITY_NONE &&
				    (!always || (!sequence && !counting[i].options));
			if (kept)
				continue;
			snprintf(sql, sizeof(sql),
				 "INSERT INTO \"Count %zu_%zu\" (x) VALUES (2) "
				 "RETURNING \"it's \"\"n\"\"\" = 42 OR %zu * 100 + %zu = "
				 "0",
				 i, j, i, j);
			char *value = live_value(&live, sql);
			if (strcmp(value, "t") != 0)
				test_fail(__FILE__, __LINE__, "%zu to %zu", i, j);
			free(value);
		}
	become(&live, &pipe, counters(&pipe, false));
	pipeline_close(&pipe);
	live_close(&live);
}

static struct ddlect_schema *moody(struct pipeline *pipe, const char *letters,
				   const char *value, bool renamed)
{
	struct ddlect_schema *schema = schema_new(&pipe->arena);
	schema->provider = "alter";
	struct ddlect_enum *mood =
		enum_add(schema, NULL, renamed ? "Mood \"2\"" : "Mood");
	if (renamed)
		mood->renamed_from = "Mood";
	mood->comment = "how it's felt";
	for (const char *at = letters; *at; at++) {
		char text[2] = {*at, '\0'};
		string_add(schema, &mood->values, &mood->n_values, text);
	}
	struct ddlect_table *table = table_add(schema, NULL, "People");
	struct ddlect_type type = {.kind = DDLECT_TYPE_ENUM,
				   .precision = -1,
				   .scale = -1,
				   .name = mood->name};
	struct ddlect_column *made =
		column_add(schema, table, "Mood", type_get(schema, &type));
	made->default_kind = DDLECT_DEFAULT_STRING;
	made->default_text = value;
	type.dims = 1;
	made = column_add(schema, table, "moods", type_get(schema, &type));
	made->default_kind = DDLECT_DEFAULT_STRING;
	made->default_text = "{}";
	struct ddlect_check *check = check_add(schema, table, NULL, "");
	check->expr = renamed ? "\"Mood\" <> 'b'::\"Mood \"\"2\"\"\""
			      : "\"Mood\" <> 'b'::\"Mood\"";
	struct ddlect_index *index = index_add(schema, table, NULL);
	part_add(schema, index, "Mood", NULL);
	index->predicate = check->expr;
	return schema;
}

TEST(enums_gain_and_lose_values)
{
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	become(&live, &pipe, moody(&pipe, "abc", "a", false));
	live_exec(&live, "INSERT INTO \"People\" VALUES ('a', '{a,b}')");
	become(&live, &pipe, moody(&pipe, "xaybzcuv", "a", false));
	become(&live, &pipe, moody(&pipe, "bac", "c", false));
	become(&live, &pipe, moody(&pipe, "ba", "a", false));
	become(&live, &pipe, moody(&pipe, "cab", "a", true));
	char *rows = live_value(&live, "SELECT p::text FROM \"People\" p");
	CHECK_TEXT(rows, "(a,\"{a,b}\")");
	free(rows);
	rows = live_value(&live,
			  "SELECT count(*) FROM pg_type WHERE typname LIKE '%old'");
	CHECK_TEXT(rows, "0");
	free(rows);
	pipeline_close(&pipe);
	live_close(&live);
}

TEST(a_new_value_is_used_at_once)
{
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	become(&live, &pipe, moody(&pipe, "abc", "a", false));
	become(&live, &pipe, moody(&pipe, "abcd", "d", false));
	pipeline_close(&pipe);
	live_close(&live);
}
