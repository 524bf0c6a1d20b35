/* SPDX-License-Identifier: Apache-2.0 */
/* Lowering to PostgreSQL: what a declaration becomes, and what is refused with its place. */
#include "core/base/arena.h"
#include "core/dialect/host.h"
#include "core/model/schema.h"
#include "plugins/postgres/postgres.h"
#include "tests/unit/test.h"

static struct arena arena;
static struct ddlect_schema *declared;
static struct ddlect_table *table;
static const struct ddlect_dialect dialect = {.name = "postgres"};

static void start(void)
{
	ddlect_host = host_table();
	arena_init(&arena);
	declared = schema_new(&arena);
	table = table_add(declared, NULL, "t");
	table->pos = (struct ddlect_pos){"t.dbml", 1, 1};
}

static struct ddlect_column *column(const char *name, const char *type)
{
	struct ddlect_type native = {
		.kind = DDLECT_TYPE_NATIVE, .precision = -1, .scale = -1, .name = type};
	struct ddlect_column *made =
		column_add(declared, table, name, type_get(declared, &native));
	made->pos = (struct ddlect_pos){"t.dbml", table->n_columns + 1, 3};
	return made;
}

static struct ddlect_schema *lower(struct ddlect_schema *from)
{
	struct ddlect_err err;
	struct ddlect_schema *out = schema_new_like(&arena, from);
	if (pg_lower(&dialect, from, out, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	return out;
}

static void refused(const char *message)
{
	struct ddlect_err err;
	struct ddlect_schema *out = schema_new_like(&arena, declared);
	CHECK_INT(pg_lower(&dialect, declared, out, &err), -1);
	CHECK_TEXT(err.text, message);
}

TEST(a_default_is_written_as_the_server_prints_it)
{
	static const struct {
		const char *type;
		const char *text;
		const char *expected;
		uint8_t kind;
	} cases[] = {
		{"text", "it's", "'it''s'::text", DDLECT_DEFAULT_STRING},
		{"text", "5", "'5'::text", DDLECT_DEFAULT_NUMBER},
		{"varchar(10)", "x", "'x'::character varying", DDLECT_DEFAULT_STRING},
		{"char(3)", "x", "'x'::bpchar", DDLECT_DEFAULT_STRING},
		{"int", "5", "5", DDLECT_DEFAULT_NUMBER},
		{"int", "+007", "7", DDLECT_DEFAULT_STRING},
		{"smallint", "-5", "'-5'::integer", DDLECT_DEFAULT_NUMBER},
		{"bigint", "5", "5", DDLECT_DEFAULT_NUMBER},
		{"bigint", "5000000000", "'5000000000'::bigint", DDLECT_DEFAULT_NUMBER},
		{"bigint", "-2147483648", "'-2147483648'::integer",
		 DDLECT_DEFAULT_NUMBER},
		{"bigint", "-2147483649", "'-2147483649'::bigint", DDLECT_DEFAULT_NUMBER},
		{"bigint", "-9223372036854775808", "'-9223372036854775808'::bigint",
		 DDLECT_DEFAULT_NUMBER},
		{"numeric(10,2)", "1.5", "1.5", DDLECT_DEFAULT_NUMBER},
		{"numeric", ".5", "0.5", DDLECT_DEFAULT_NUMBER},
		{"numeric", "-1.5", "'-1.5'::numeric", DDLECT_DEFAULT_NUMBER},
		{"numeric", "99999999999999999999", "'99999999999999999999'::numeric",
		 DDLECT_DEFAULT_NUMBER},
		{"numeric", "NaN", "'NaN'::numeric", DDLECT_DEFAULT_STRING},
		{"float", "1.50", "1.50", DDLECT_DEFAULT_NUMBER},
		{"real", "1.5", "1.5", DDLECT_DEFAULT_NUMBER},
		{"bool", "Yes", "true", DDLECT_DEFAULT_STRING},
		{"bool", "0", "false", DDLECT_DEFAULT_NUMBER},
		{"bool", "true", "true", DDLECT_DEFAULT_BOOL},
		{"json", "{}", "'{}'::jsonb", DDLECT_DEFAULT_STRING},
		{"json", "true", "'true'::jsonb", DDLECT_DEFAULT_BOOL},
		{"json[]", "{}", "'{}'::jsonb[]", DDLECT_DEFAULT_STRING},
		{"pg_catalog.json", "{}", "'{}'::json", DDLECT_DEFAULT_STRING},
		{"varchar(3)[]", "{a}", "'{a}'::character varying[]",
		 DDLECT_DEFAULT_STRING},
		{"mood", "sad", "'sad'::mood", DDLECT_DEFAULT_STRING},
		{"timestamptz(3)", "2020-01-01 00:00:00+00",
		 "'2020-01-01 00:00:00+00'::timestamp with time zone",
		 DDLECT_DEFAULT_STRING},
		{"time", "10:00:00", "'10:00:00'::time without time zone",
		 DDLECT_DEFAULT_STRING},
		{"timetz(3)", "10:00:00+00", "'10:00:00+00'::time with time zone",
		 DDLECT_DEFAULT_STRING},
		{"interval day to second(3)", "1 day",
		 "'1 day'::interval day to second(3)", DDLECT_DEFAULT_STRING},
		{"interval(3)", "1 day", "'1 day'::interval(3)", DDLECT_DEFAULT_STRING},
		{"date", "2020-01-01", "'2020-01-01'::date", DDLECT_DEFAULT_STRING},
		{"bytes", "abc", "'\\x616263'::bytea", DDLECT_DEFAULT_STRING},
		{"bytes", "\\xAB", "'\\xab'::bytea", DDLECT_DEFAULT_STRING},
		{"bit(3)", "101", "'101'::\"bit\"", DDLECT_DEFAULT_STRING},
		{"uuid", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
		 "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", DDLECT_DEFAULT_STRING},
		{"inet", "1.2.3.4", "'1.2.3.4'::inet", DDLECT_DEFAULT_STRING},
		{"money", "5", "5", DDLECT_DEFAULT_NUMBER},
		{"uuid", " gen_random_uuid() ", "gen_random_uuid()", DDLECT_DEFAULT_EXPR},
		{"text", "Null", NULL, DDLECT_DEFAULT_EXPR},
	};
	start();
	struct ddlect_enum *mood = enum_add(declared, NULL, "mood");
	string_add(declared, &mood->values, &mood->n_values, "sad");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char name[16];
		snprintf(name, sizeof(name), "c%zu", i);
		struct ddlect_column *made = column(name, cases[i].type);
		made->default_kind = cases[i].kind;
		made->default_text = cases[i].text;
	}
	struct ddlect_schema *once = lower(declared);
	struct ddlect_schema *twice = lower(once);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CHECK_TEXT(once->tables[0]->columns[i]->default_text, cases[i].expected);
		CHECK_TEXT(twice->tables[0]->columns[i]->default_text, cases[i].expected);
	}
	arena_clear(&arena);
}

TEST(a_default_that_cannot_be_is_refused)
{
	static const struct {
		const char *type;
		const char *text;
		const char *wrong;
		uint8_t kind;
	} cases[] = {
		{"int", "x", "isn't a whole number", DDLECT_DEFAULT_STRING},
		{"int", "1.5", "isn't a whole number", DDLECT_DEFAULT_NUMBER},
		{"smallint", "32768",
		 "is beyond what the type holds: write a smaller one, or a wider type",
		 DDLECT_DEFAULT_NUMBER},
		{"bool", "2", "is neither true nor false", DDLECT_DEFAULT_NUMBER},
		{"numeric", "true", "isn't a number", DDLECT_DEFAULT_BOOL},
		{"uuid", "5",
		 "isn't a value of the type: write a string or an expression",
		 DDLECT_DEFAULT_NUMBER},
		{"text[]", "a", "isn't an array: write '{}', '{1, 2}' or an expression",
		 DDLECT_DEFAULT_STRING},
		{"mood", "gay", "isn't a value of its enum: write one of them, or add it",
		 DDLECT_DEFAULT_STRING},
		{"timestamptz", "Now",
		 "would be the moment of the migration for ever: write an expression, "
		 "such as `now()`",
		 DDLECT_DEFAULT_STRING},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char message[256];
		start();
		enum_add(declared, NULL, "mood");
		struct ddlect_column *made = column("c", cases[i].type);
		made->default_kind = cases[i].kind;
		made->default_text = cases[i].text;
		snprintf(message, sizeof(message),
			 "t.dbml:2:3: column t.c: its default %s %s", cases[i].text,
			 cases[i].wrong);
		refused(message);
		arena_clear(&arena);
	}
}

TEST(everything_that_is_wrong_is_said_at_once)
{
	start();
	column("a", "varchar(0)");
	column("b", "text")->identity = DDLECT_IDENTITY_ALWAYS;
	column("c", "int")->generated = "a; b";
	column("d", "text; DROP TABLE t");
	struct ddlect_column *e = column("e", "int");
	e->default_text = "f(";
	e->default_kind = DDLECT_DEFAULT_EXPR;
	struct ddlect_column *f = column("f", "serial");
	f->default_text = "1";
	f->default_kind = DDLECT_DEFAULT_NUMBER;
	refused("t.dbml:2:3: column t.a: \"varchar(0)\" isn't a type: it takes no "
		"argument "
		"below 1\n"
		"t.dbml:3:3: column t.b counts up, but isn't smallint, int or bigint: "
		"change its type, or drop the increment\n"
		"t.dbml:4:3: column t.c: its expression holds a semicolon outside of "
		"quotes\n"
		"t.dbml:5:3: column t.d: \"text; DROP TABLE t\" isn't a type: write its "
		"name, perhaps with a schema, arguments and [], such as numeric(10,2)[]\n"
		"t.dbml:6:3: column t.e: its default opens a bracket that it doesn't "
		"close\n"
		"t.dbml:7:3: column t.f counts up and has a default: keep one of them");
	arena_clear(&arena);
}

TEST(a_name_that_the_server_has_itself_is_refused)
{
	start();
	column("id", "bigint")->identity = DDLECT_IDENTITY_BY_DEFAULT;
	column("xmin", "int");
	column("ctid2", "int");
	column("oid", "int");
	table_add(declared, NULL, "t_id_seq")->pos = (struct ddlect_pos){"t.dbml", 9, 1};
	table_add(declared, "pg_own", "a")->pos = (struct ddlect_pos){"t.dbml", 10, 1};
	enum_add(declared, NULL, "path")->pos = (struct ddlect_pos){"t.dbml", 11, 1};
	enum_add(declared, "shop", "path");
	refused("t.dbml:11:1: enum path has the name of a type of PostgreSQL's own, "
		"which "
		"a column would get instead: rename it, or put it into a schema\n"
		"t.dbml:9:1: table t_id_seq has the name of the sequence with which "
		"column t.id counts up: rename one of them\n"
		"t.dbml:3:3: column t.xmin has the name of a column that PostgreSQL "
		"gives each table: rename it\n"
		"t.dbml:10:1: schema pg_own: PostgreSQL keeps names that begin with pg_ "
		"to itself: rename it");
	arena_clear(&arena);
}

TEST(a_sequence_and_an_index_cannot_share_a_name)
{
	start();
	column("id", "bigint")->identity = DDLECT_IDENTITY_BY_DEFAULT;
	struct ddlect_index *index = index_add(declared, table, "t_id_seq");
	part_add(declared, index, "id", NULL);
	refused("t.dbml:2:3: the name t_id_seq is used in table t and in table t: "
		"tables, "
		"keys, indexes and sequences of a schema need names of their own, so "
		"rename one of them");
	arena_clear(&arena);
}

TEST(twenty_are_enough)
{
	start();
	for (int i = 0; i < 23; i++)
		column("a", "?");
	struct ddlect_err err;
	struct ddlect_schema *out = schema_new_like(&arena, declared);
	CHECK_INT(pg_lower(&dialect, declared, out, &err), -1);
	/* A type is reported where it was met first. */
	CHECK(strstr(err.text, "t.dbml:2:3: "));
	arena_clear(&arena);
}

TEST(columns_become_physical)
{
	start();
	struct ddlect_enum *mood = enum_add(declared, "other", "Mood");
	string_add(declared, &mood->values, &mood->n_values, "sad");
	column("id", "BigSerial");
	column("m", "other.\"Mood\"[]");
	column("n", "other.Mood");
	column("k", "int");
	column("s", "text")->collation = "de_DE";
	table->primary = key_new(declared, NULL);
	string_add(declared, &table->primary->columns, &table->primary->n_columns, "k");
	attr_set(declared, &table->attrs, &table->n_attrs, "retention", "1 day", 0);
	attr_set(declared, &table->attrs, &table->n_attrs, "fillfactor", "70",
		 DDLECT_ATTR_PASSIVE);
	struct ddlect_schema *out = lower(lower(declared));
	struct ddlect_table *t = out->tables[0];
	CHECK_INT(t->columns[0]->type->kind, DDLECT_TYPE_BIGINT);
	CHECK_INT(t->columns[0]->identity, DDLECT_IDENTITY_SEQUENCE);
	CHECK_INT(t->columns[0]->not_null, 1);
	CHECK_INT(t->columns[1]->type->kind, DDLECT_TYPE_ENUM);
	CHECK_INT(t->columns[1]->type->dims, 1);
	CHECK_TEXT(t->columns[1]->type->schema, "other");
	/* Without quotes it is another name, as in the database. */
	CHECK_INT(t->columns[2]->type->kind, DDLECT_TYPE_NATIVE);
	CHECK_TEXT(t->columns[2]->type->name, "other.mood");
	CHECK_INT(t->columns[3]->not_null, 1);
	CHECK_TEXT(t->columns[4]->collation, "\"de_DE\"");
	CHECK_INT(t->n_attrs, 1);
	CHECK_TEXT(t->attrs[0]->key, "fillfactor");
	CHECK_INT(out->n_namespaces, 1);
	arena_clear(&arena);
}

TEST(native_text_has_one_spelling)
{
	static const char *const sequences[][2] = {
		{"increment 5 start 100", "START WITH 100 INCREMENT BY 5"},
		{"INCREMENT BY -1", "INCREMENT BY -1"},
		{"START WITH 1 NO CYCLE NO MINVALUE CACHE 1", NULL},
		{"MINVALUE 5 MAXVALUE 9 CYCLE CACHE 3 START 5",
		 "MINVALUE 5 MAXVALUE 9 CACHE 3 CYCLE"},
		{"MAXVALUE 2147483647", NULL},
		{"START 1", NULL},
		{"CYCLE", "CYCLE"},
	};
	static const char *const collations[][2] = {
		{"C", "\"C\""},
		{"\"C\"", "\"C\""},
		{"pg_catalog.\"de_DE\"", "\"de_DE\""},
		{"ucs_basic", "ucs_basic"},
		{"en_US.utf8", "\"en_US.utf8\""},
		{"en-US-x-icu", "\"en-US-x-icu\""},
		{"other.\"Mine\"", "other.\"Mine\""},
	};
	start();
	for (int i = 0; i < 7; i++) {
		char name[16];
		snprintf(name, sizeof(name), "s%d", i);
		struct ddlect_column *made = column(name, "int");
		made->identity = DDLECT_IDENTITY_ALWAYS;
		made->identity_options = sequences[i][0];
		snprintf(name, sizeof(name), "c%d", i);
		column(name, "text")->collation = collations[i][0];
	}
	struct ddlect_index *index = index_add(declared, table, NULL);
	part_add(declared, index, "c0", NULL)->opclass = "gist_trgm_ops (siglen='32')";
	index->options = "fillfactor = 70, deduplicate_items, autosummarize='on'";
	struct ddlect_fk *fk = fk_add(declared, table, NULL);
	fk->ref_table = "t";
	fk->set_columns = "s0 , \"s1\"";
	struct ddlect_table *t = lower(lower(declared))->tables[0];
	for (int i = 0; i < 7; i++) {
		CHECK_TEXT(t->columns[i * 2]->identity_options, sequences[i][1]);
		CHECK_TEXT(t->columns[i * 2 + 1]->collation, collations[i][1]);
	}
	CHECK_TEXT(t->indexes[0]->options,
		   "autosummarize='on', deduplicate_items='true', fillfactor='70'");
	CHECK_TEXT(t->fks[0]->set_columns, "\"s0\", \"s1\"");
	arena_clear(&arena);
}

TEST(native_text_of_another_shape_is_refused)
{
	start();
	struct ddlect_column *a = column("a", "int");
	a->identity = DDLECT_IDENTITY_ALWAYS;
	a->identity_options = "START 5); DROP TABLE t";
	column("b", "text")->collation = "C; --";
	struct ddlect_index *index = index_add(declared, table, NULL);
	index->pos = (struct ddlect_pos){"t.dbml", 8, 1};
	part_add(declared, index, "b", NULL)->opclass = "x) WHERE (true";
	index->options = "fillfactor=70) WHERE (true";
	struct ddlect_fk *fk = fk_add(declared, table, NULL);
	fk->pos = (struct ddlect_pos){"t.dbml", 9, 1};
	fk->ref_table = "t";
	fk->set_columns = "nothing";
	refused("t.dbml:2:3: column t.a: \"START 5); DROP TABLE t\" doesn't say how to "
		"count: write START WITH, INCREMENT BY, MINVALUE, MAXVALUE, CACHE, each "
		"with "
		"a number, or CYCLE\n"
		"t.dbml:3:3: table t: \"C; --\" isn't a collation's name\n"
		"t.dbml:8:1: an index of table t: \"x) WHERE (true\" isn't an operator "
		"class\n"
		"t.dbml:8:1: an index of table t: \"fillfactor=70) WHERE (true\" aren't "
		"storage parameters: write them as fillfactor=70, fastupdate=off\n"
		"t.dbml:9:1: table t: \"nothing\" aren't columns that a reference can "
		"set");
	arena_clear(&arena);
}

TEST(a_type_of_another_database_is_noted)
{
	start();
	column("a", "DateTime");
	column("b", "email");
	struct ddlect_schema *out = lower(declared);
	uint32_t n;
	const char *const *notes = schema_notes(out, &n);
	CHECK_INT(n, 1);
	CHECK_TEXT(notes[0],
		   "t.dbml:2:3: column t.a: PostgreSQL has no type datetime of its "
		   "own; if you have none by that name, write timestamp");
	arena_clear(&arena);
}

/* What is noted of a column of that type: which one to write, or nothing. */
static void meant(const char *type, const char *instead)
{
	start();
	column("a", type);
	struct ddlect_schema *out = lower(declared);
	uint32_t n;
	const char *const *notes = schema_notes(out, &n);
	CHECK_INT(n, instead ? 1 : 0);
	if (instead) {
		const char *last = strrchr(notes[0], ' ');
		CHECK(last);
		CHECK_TEXT(last + 1, instead);
	}
	arena_clear(&arena);
}

TEST(a_slip_in_a_type_is_noted)
{
	meant("stirng", "string");
	meant("intt", "int");
	meant("varchr(3)", "varchar");
	meant("bigint4", NULL);
	meant("bigimt", "bigint");
	meant("timestmp", "timestamp");
	meant("uint", "bigint");
	meant("double", "float");
	meant("tinyint", "smallint");
}

TEST(a_type_that_only_looks_like_another_is_not_noted)
{
	static const char *const types[] = {
		"macaddr8", "uint8",	"ulid",	  "vector",    "citext",
		"money",    "xml",	"point",  "tstzrange", "jsonpath",
		"line",	    "pg_lsn",	"hstore", "geometry",  "oid",
		"regclass", "tsvector", "box",	  "polygon",   "\"Text\""};
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		meant(types[i], NULL);
}

TEST(equal_types_are_one_pointer)
{
	start();
	column("a", "int4");
	column("b", "INTEGER");
	struct ddlect_type neutral = {.kind = DDLECT_TYPE_INT};
	column_add(declared, table, "c", type_get(declared, &neutral));
	struct ddlect_type numeric = {
		.kind = DDLECT_TYPE_NUMERIC, .precision = 5, .scale = -1};
	column_add(declared, table, "d", type_get(declared, &numeric));
	column("e", "decimal(5)");
	struct ddlect_table *t = lower(declared)->tables[0];
	CHECK(t->columns[0]->type == t->columns[1]->type);
	CHECK(t->columns[0]->type == t->columns[2]->type);
	CHECK(t->columns[3]->type == t->columns[4]->type);
	arena_clear(&arena);
}

/* The server would make one index of them; a name that was given is worth another. */
TEST(a_key_that_repeats_another_is_left_out)
{
	start();
	column("a", "int");
	table->primary = key_new(declared, NULL);
	string_add(declared, &table->primary->columns, &table->primary->n_columns, "a");
	static const char *const names[] = {NULL, "mine", NULL};
	for (size_t i = 0; i < 3; i++) {
		struct ddlect_key *key = unique_add(declared, table, names[i]);
		string_add(declared, &key->columns, &key->n_columns, "a");
	}
	struct ddlect_table *t = lower(declared)->tables[0];
	CHECK_INT(t->n_uniques, 1);
	CHECK_TEXT(t->uniques[0]->name, "mine");
	CHECK(pg_key_repeats(t, 0));
	arena_clear(&arena);
}

TEST(everything_gets_a_name)
{
	static const char long_name[] = "a_name_that_is_much_longer_than_sixty_three_"
					"bytes_are_and_then_some_more";
	start();
	column("a", "int");
	column("b", "int");
	table->primary = key_new(declared, NULL);
	string_add(declared, &table->primary->columns, &table->primary->n_columns, "a");
	struct ddlect_key *unique = unique_add(declared, table, NULL);
	string_add(declared, &unique->columns, &unique->n_columns, "b");
	struct ddlect_fk *fk = fk_add(declared, table, NULL);
	string_add(declared, &fk->columns, &fk->n_columns, "b");
	fk->n_columns = 0;
	string_add(declared, &fk->ref_columns, &fk->n_columns, "a");
	fk->ref_table = "t";
	struct ddlect_index *index = index_add(declared, table, NULL);
	part_add(declared, index, NULL, "lower(x)");
	part_add(declared, index, NULL, "B desc");
	struct ddlect_index *given = index_add(declared, table, long_name);
	part_add(declared, given, "b", NULL);
	check_add(declared, table, NULL, "((b > 0))");
	check_add(declared, table, NULL, "a > b");
	struct ddlect_schema *out = lower(declared);
	struct ddlect_table *t = out->tables[0];
	CHECK_TEXT(t->primary->name, "t_pk");
	CHECK_TEXT(t->uniques[0]->name, "t_b_key");
	CHECK_TEXT(t->fks[0]->name, "t_b_fkey");
	CHECK_TEXT(t->indexes[0]->name, "t_expr_b_idx");
	CHECK_TEXT(t->indexes[0]->method, "btree");
	CHECK_TEXT(t->indexes[0]->parts[1]->column, "b");
	CHECK_INT(t->indexes[0]->parts[1]->flags,
		  DDLECT_PART_DESC | DDLECT_PART_NULLS_FIRST);
	CHECK_INT(strlen(t->indexes[1]->name), PG_MAX_NAME);
	CHECK(strncmp(t->indexes[1]->name, long_name, 50) == 0);
	CHECK_TEXT(t->checks[0]->name, "t_b_check");
	CHECK_TEXT(t->checks[0]->expr, "b > 0");
	CHECK_TEXT(t->checks[1]->name, "t_check");
	uint32_t n;
	const char *const *notes = schema_notes(out, &n);
	CHECK_INT(n, 1);
	CHECK(strstr(notes[0], "is longer than 63 bytes, and was cut to a_name_that"));
	arena_clear(&arena);
}

TEST(a_name_is_used_once)
{
	start();
	column("a", "int");
	struct ddlect_index *index = index_add(declared, table, "u");
	index->pos = (struct ddlect_pos){"t.dbml", 7, 1};
	part_add(declared, index, "a", NULL);
	table_add(declared, NULL, "u")->pos = (struct ddlect_pos){"t.dbml", 9, 1};
	enum_add(declared, NULL, "u")->pos = (struct ddlect_pos){"t.dbml", 11, 1};
	check_add(declared, table, "c", "a > 0");
	check_add(declared, table, "c", "a > 1")->pos =
		(struct ddlect_pos){"t.dbml", 8, 1};
	refused("t.dbml:11:1: enum u has the name of a table, which is a type too: "
		"rename "
		"one of them\n"
		"t.dbml:8:1: table t has two constraints with the name c: rename one of "
		"them\n"
		"t.dbml:9:1: the name u is used in table t and in table u: tables, keys, "
		"indexes and sequences of a schema need names of their own, so rename "
		"one "
		"of them");
	arena_clear(&arena);
}

TEST(lowering_survives_every_failed_allocation)
{
	for (long after = 1; after < 200; after++) {
		struct ddlect_err err;
		start();
		column("a", "varchar(3)")->default_text = "x";
		table->columns[0]->default_kind = DDLECT_DEFAULT_STRING;
		struct ddlect_index *index = index_add(declared, table, NULL);
		part_add(declared, index, NULL, "a desc");
		check_add(declared, table, NULL, "(a > 'b')");
		struct ddlect_schema *out = schema_new(&arena);
		arena.fail_after = after;
		int result = pg_lower(&dialect, declared, out, &err);
		bool failed = arena.fail_after == 1 || result < 0;
		if (result < 0)
			CHECK_TEXT(err.text, "out of memory");
		arena_clear(&arena);
		if (!failed)
			return;
	}
	CHECK(!"it never succeeds");
}
