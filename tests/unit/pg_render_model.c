/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rendering for PostgreSQL of what a story can't say: the schemas are made by hand, as a
 * database may have them, and so are changes that have to be refused.
 */
#include "tests/unit/pg_render_case.h"

static struct arena arena;

static struct ddlect_schema *story(const char *text)
{
	ddlect_host = host_table();
	return story_schema(&arena, text);
}

TEST(constraints_say_all_that_they_are)
{
	struct ddlect_schema *from = story("table p\n id int not null\n");
	struct ddlect_schema *to = story("table p\n id int not null\n"
					 "table t\n a int\n b int not null\n"
					 " unique a named u\n"
					 " fk a,b > p id,id named f\n"
					 " check 'a > 0' named c\n"
					 " index a named i\n");
	struct ddlect_table *t = to->tables[1];
	struct ddlect_key *key = t->uniques[0];
	key->flags = DDLECT_KEY_NULLS_NOT_DISTINCT | DDLECT_KEY_INITIALLY_DEFERRED;
	string_add(to, &key->include, &key->n_include, "b");
	t->fks[0]->flags =
		DDLECT_FK_NOT_VALID | DDLECT_FK_MATCH_FULL | DDLECT_FK_DEFERRABLE;
	t->fks[0]->on_delete = DDLECT_ACTION_SET_NULL;
	t->fks[0]->on_update = DDLECT_ACTION_RESTRICT;
	t->fks[0]->set_columns = "\"a\"";
	t->checks[0]->flags = DDLECT_CHECK_NOT_VALID | DDLECT_CHECK_NO_INHERIT;
	struct ddlect_index *index = t->indexes[0];
	index->method = "gist";
	index->options = "fillfactor='70'";
	index->predicate = "(a > 0)";
	index->comment = "it's one";
	index->flags = DDLECT_INDEX_NULLS_NOT_DISTINCT;
	string_add(to, &index->include, &index->n_include, "b");
	index->parts[0]->collation = "\"C\"";
	index->parts[0]->opclass = "text_ops";
	index->parts[0]->flags = DDLECT_PART_DESC;
	part_add(to, index, NULL, "a + 1")->flags = DDLECT_PART_NULLS_FIRST;
	renders_schemas(&arena, from, to, DDLECT_UP,
			"CREATE TABLE \"t\" (\n"
			"\t\"a\" integer,\n"
			"\t\"b\" integer NOT NULL,\n"
			"\tCONSTRAINT \"u\" UNIQUE NULLS NOT DISTINCT (\"a\") INCLUDE "
			"(\"b\") DEFERRABLE INITIALLY DEFERRED\n"
			");\n"
			"ALTER TABLE \"t\" ADD CONSTRAINT \"c\" CHECK (a > 0) NO INHERIT "
			"NOT VALID;\n"
			"CREATE INDEX \"i\" ON \"t\" USING \"gist\" (\"a\" COLLATE \"C\" "
			"text_ops DESC NULLS LAST, (a + 1) NULLS FIRST) INCLUDE (\"b\") "
			"NULLS NOT DISTINCT WITH (fillfactor='70') WHERE (a > 0);\n"
			"COMMENT ON INDEX \"i\" IS 'it''s one';\n"
			"ALTER TABLE \"t\" ADD CONSTRAINT \"f\" FOREIGN KEY (\"a\", "
			"\"b\") REFERENCES \"p\" (\"id\", \"id\") MATCH FULL ON UPDATE "
			"RESTRICT ON DELETE SET NULL (\"a\") DEFERRABLE NOT VALID;\n");
	arena_clear(&arena);
}

TEST(what_a_database_had_comes_back)
{
	struct ddlect_schema *from = story("");
	struct ddlect_schema *to = story("table t\n a int not null\n b text\n");
	struct ddlect_table *t = to->tables[0];
	attr_set(to, &t->attrs, &t->n_attrs, PG_ATTR_UNLOGGED, "", DDLECT_ATTR_PASSIVE);
	attr_set(to, &t->attrs, &t->n_attrs, PG_ATTR_PARTITION_BY, "RANGE (a)",
		 DDLECT_ATTR_PASSIVE);
	attr_set(to, &t->attrs, &t->n_attrs, PG_ATTR_WITH, "fillfactor='70'",
		 DDLECT_ATTR_PASSIVE);
	attr_set(to, &t->attrs, &t->n_attrs, PG_ATTR_CONSTRAINT "x \"y\"",
		 "EXCLUDE USING gist (a WITH =)", DDLECT_ATTR_PASSIVE);
	t->columns[0]->identity = DDLECT_IDENTITY_SEQUENCE;
	t->columns[0]->identity_options = "START WITH 5";
	t->columns[1]->collation = "\"C\"";
	renders_schemas(
		&arena, from, to, DDLECT_DOWN,
		"CREATE SEQUENCE \"t_a_seq\" AS integer START WITH 5;\n"
		"-- IRREVERSIBLE\n"
		"CREATE UNLOGGED TABLE \"t\" (\n"
		"\t\"a\" integer NOT NULL DEFAULT nextval('\"t_a_seq\"'::regclass),\n"
		"\t\"b\" text COLLATE \"C\"\n"
		") PARTITION BY RANGE (a) WITH (fillfactor='70');\n"
		"ALTER SEQUENCE \"t_a_seq\" OWNED BY \"t\".\"a\";\n"
		"ALTER TABLE \"t\" ADD CONSTRAINT \"x \"\"y\"\"\" EXCLUDE USING gist (a "
		"WITH =);\n");
	arena_clear(&arena);
}

/* What the table keeps is said when it comes; of a column that is made anew, again. */
TEST(what_the_model_has_no_place_for_comes_back)
{
	struct ddlect_schema *from = story("table s\n g int as 1\n");
	struct ddlect_schema *to = story("table t\n a int\ntable s\n g int as 2\n");
	struct ddlect_table *t = to->tables[0];
	static const char *const attrs[][2] = {
		{PG_ATTR_MAKE "trigger g", "CREATE TRIGGER g"},
		{PG_ATTR_KEEP "identity", "ALTER TABLE t REPLICA IDENTITY FULL"},
		{PG_ATTR_STATISTICS "public.x",
		 "CREATE STATISTICS public.x ON a, b FROM t"},
		{PG_ATTR_LOST "owner", "its owner, o"},
		{PG_ATTR_DEPENDENTS, "view v"},
	};
	for (size_t i = 0; i < sizeof(attrs) / sizeof(*attrs); i++)
		attr_set(to, &t->attrs, &t->n_attrs, attrs[i][0], attrs[i][1],
			 DDLECT_ATTR_PASSIVE);
	t = from->tables[0];
	attr_set(from, &t->columns[0]->attrs, &t->columns[0]->n_attrs, PG_ATTR_SET,
		 "SET STORAGE MAIN\nlost: privileges p", DDLECT_ATTR_PASSIVE);
	attr_set(from, &t->attrs, &t->n_attrs, PG_ATTR_STATISTICS "public.y",
		 "CREATE STATISTICS public.y ON (g + 1) FROM s", DDLECT_ATTR_PASSIVE);
	renders_schemas(
		&arena, from, to, DDLECT_DOWN,
		"DROP STATISTICS public.y;\n"
		"ALTER TABLE \"s\" DROP COLUMN \"g\";\n"
		"-- TABLE REWRITE\n-- BLOCKS READS\n"
		"ALTER TABLE \"s\" ADD COLUMN \"g\" integer GENERATED ALWAYS AS (2) "
		"STORED;\n"
		"CREATE STATISTICS public.y ON (g + 1) FROM s;\n"
		"ALTER TABLE \"s\" ALTER COLUMN \"g\" SET STORAGE MAIN;\n"
		"-- IRREVERSIBLE\n"
		"-- IRREVERSIBLE\n"
		"CREATE TABLE \"t\" (\n\t\"a\" integer\n);\n"
		"CREATE TRIGGER g;\n"
		"ALTER TABLE t REPLICA IDENTITY FULL;\n"
		"CREATE STATISTICS public.x ON a, b FROM t;\n"
		"-- IRREVERSIBLE\n");
	arena_clear(&arena);
}

TEST(a_default_that_goes_with_its_value_is_not_restored)
{
	static const char before[] = "enum e a,b\ntable t\n c e\n d e\n";
	struct ddlect_schema *from = story(before);
	struct ddlect_schema *to = story("enum e a\ntable t\n c e\n d e\n");
	for (int i = 0; i < 2; i++) {
		struct ddlect_column *column = from->tables[0]->columns[i];
		column->default_kind = DDLECT_DEFAULT_STRING;
		column->default_text = i ? "b" : "a";
	}
	struct ddlect_column *stays = to->tables[0]->columns[0];
	stays->default_kind = DDLECT_DEFAULT_STRING;
	stays->default_text = "a";
	renders_schemas(&arena, from, to, DDLECT_UP,
			"ALTER TYPE \"e\" RENAME TO \"e__old\";\n"
			"CREATE TYPE \"e\" AS ENUM ('a');\n"
			"-- TABLE REWRITE\n"
			"-- BLOCKS READS\n"
			"-- MAY FAIL ON EXISTING ROWS\n"
			"ALTER TABLE \"t\"\n"
			"\tALTER COLUMN \"c\" DROP DEFAULT,\n"
			"\tALTER COLUMN \"c\" TYPE \"e\" USING \"c\"::text::\"e\",\n"
			"\tALTER COLUMN \"c\" SET DEFAULT 'a'::\"e\";\n"
			"-- TABLE REWRITE\n"
			"-- BLOCKS READS\n"
			"-- MAY FAIL ON EXISTING ROWS\n"
			"ALTER TABLE \"t\"\n"
			"\tALTER COLUMN \"d\" DROP DEFAULT,\n"
			"\tALTER COLUMN \"d\" TYPE \"e\" USING \"d\"::text::\"e\";\n"
			"DROP TYPE \"e__old\";\n"
			"-- NOTE\n"
			"ALTER TABLE \"t\" ALTER COLUMN \"d\" DROP DEFAULT;\n");
	arena_clear(&arena);
}

TEST(names_stay_names)
{
	struct ddlect_schema *from = story("namespace a$$b\n");
	struct ddlect_schema *to = story("");
	struct ddlect_table *t = table_add(to, NULL, "a\"; DROP TABLE b; --");
	struct ddlect_type text = {
		.kind = DDLECT_TYPE_STRING, .precision = -1, .scale = -1};
	struct ddlect_column *column =
		column_add(to, t, "it's \\ \"%s\"\n", type_get(to, &text));
	column->default_kind = DDLECT_DEFAULT_STRING;
	column->default_text = "'; \\ $$ %s";
	column->comment = "'); --\n";
	renders_schemas(
		&arena, from, to, DDLECT_UP,
		"CREATE TABLE \"a\"\"; DROP TABLE b; --\" (\n"
		"\t\"it's \\ \"\"%s\"\"\n"
		"\" text DEFAULT '''; \\ $$ %s'::text\n"
		");\n"
		"COMMENT ON COLUMN \"a\"\"; DROP TABLE b; --\".\"it's \\ \"\"%s\"\"\n"
		"\" IS '''); --\n"
		"';\n"
		"DO '\n"
		"BEGIN\n"
		"\tDROP SCHEMA \"a$$b\";\n"
		"EXCEPTION WHEN dependent_objects_still_exist THEN\n"
		"\tNULL; -- it holds what belongs to others\n"
		"END\n"
		"';\n");
	arena_clear(&arena);
}

static void refused(const struct ddlect_change *change, const char *message)
{
	struct ddlect_err err;
	struct ddlect_script script;
	struct ddlect_plan plan = {0};
	script_init(&script, &arena);
	CHECK_INT(pg_render(&dialect, &plan, change, &script, &err), -1);
	CHECK_TEXT(err.text, message);
	script_clear(&script);
}

TEST(what_cannot_be_done_is_refused)
{
	struct ddlect_schema *from = story("table t\n a int\n");
	struct ddlect_schema *to = story("table t\n a int as 1\n");
	struct ddlect_fk fk = {.name = "f", .ref_table = "p", .via = "helper"};
	struct ddlect_attr attr = {.key = "colour", .value = "red"};
	refused(&(struct ddlect_change){.verb = DDLECT_MODIFY,
					.what = DDLECT_COLUMN,
					.aspects = DDLECT_ASPECT_GENERATED,
					.from.column = from->tables[0]->columns[0],
					.to.column = to->tables[0]->columns[0],
					.table_name = "t"},
		"column t.a can't become a generated one: add it under another name, and "
		"drop this one");
	refused(&(struct ddlect_change){.verb = DDLECT_ADD,
					.what = DDLECT_FK,
					.to.fk = &fk,
					.table_name = "t"},
		"table t: the reference to p is kept by the routine helper, which "
		"postgres "
		"can't do");
	refused(&(struct ddlect_change){.verb = DDLECT_ADD,
					.what = DDLECT_ATTR,
					.to.attr = &attr,
					.table_name = "t"},
		"table t: postgres doesn't know the attribute colour");
	refused(&(struct ddlect_change){.verb = DDLECT_ADD, .what = 99},
		"a change of kind 99 is unknown to postgres");
	arena_clear(&arena);
}

TEST(a_default_has_parentheses_only_when_it_must)
{
	static const char *const cases[][2] = {
		{"now()", "now()"},
		{"'x'::timestamp with time zone", "'x'::timestamp with time zone"},
		{"ARRAY[1, 2]", "ARRAY[1, 2]"},
		{"pg_catalog.now()", "pg_catalog.now()"},
		{"CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"},
		{"now()::timestamp AT TIME ZONE 'utc'",
		 "(now()::timestamp AT TIME ZONE 'utc')"},
		{"(now() + '1 day'::interval)", "(now() + '1 day'::interval)"},
		{"now() + interval '1 day'", "(now() + interval '1 day')"},
		{"NOT true", "(NOT true)"},
		{"(a) OR (b)", "((a) OR (b))"},
	};
	ddlect_host = host_table();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct ddlect_buf *buf = ddlect_host->buf_new();
		pg_write_default(buf, cases[i][0]);
		CHECK_TEXT(ddlect_host->buf_text(buf), cases[i][1]);
		ddlect_host->buf_free(buf);
	}
}

TEST(what_a_change_of_type_costs)
{
	static const struct {
		const char *from;
		const char *to;
		const char *effects; /* rewrite, may fail, loss, utc */
	} cases[] = {
		{"varchar(10)", "varchar(20)", ""},
		{"varchar(10)", "varchar", ""},
		{"varchar(10)", "text", ""},
		{"text", "varchar", ""},
		{"text", "varchar(10)", "rf"},
		{"varchar(20)", "varchar(10)", "rf"},
		{"char(3)", "text", "r"},
		{"numeric(10,2)", "numeric(12,2)", ""},
		{"numeric(10,2)", "numeric", ""},
		{"numeric(10,2)", "numeric(14,4)", "r"},
		{"numeric(14,4)", "numeric(10,2)", "rfl"},
		{"numeric", "numeric(10,2)", "rfl"},
		{"int", "bigint", "r"},
		{"bigint", "int", "rf"},
		{"int", "numeric(12,2)", "r"},
		{"int", "numeric(10,2)", "rf"},
		{"int", "float", "r"},
		{"bigint", "float", "rl"},
		{"float", "int", "rfl"},
		{"float", "real", "rl"},
		{"real", "float", "r"},
		{"timestamp(3)", "timestamp", ""},
		{"timestamp(3)", "timestamp(6)", ""},
		{"timestamp", "timestamp(3)", "rl"},
		{"timestamp", "timestamptz", "ru"},
		{"timestamptz", "date", "rlu"},
		{"interval(3)", "interval", ""},
		{"cidr", "inet", ""},
		{"inet", "cidr", "rl"},
		{"text", "int", "rf"},
		{"int", "text", "r"},
		{"int", "varchar(5)", "rf"},
		{"text", "json", "rf"},
		{"json", "text", "r"},
		{"uuid", "json", "r"},
		{"int[]", "int", "rl"},
		{"varchar(10)[]", "varchar(20)[]", "r"},
		{"text[]", "text", "rl"},
		{"text[]", "json", "r"},
		{"json", "text[]", "rf"},
		{"int", "bool", "rl"},
		{"numeric(10,2)", "bool", "rl"},
		{"bool", "int", "r"},
		{"bool", "numeric(2,2)", "rf"},
		{"numeric(20,0)", "float", "rl"},
		{"numeric(20,10)", "float", "rl"},
		{"numeric(15,5)", "float", "r"},
		{"int", "real", "rl"},
		{"text", "timestamptz", "rfu"},
		{"timestamptz", "text", "ru"},
		{"timestamp", "text", "r"},
		{"timestamptz", "bigint", "rfn"},
		{"timestamptz", "time", "rlu"},
		{"time", "timestamptz", "rfn"},
		{"time", "interval", "rf"},
		{"date", "uuid", "rfn"},
		{"uuid", "bigint", "rfn"},
		{"uuid", "bool", "rfn"},
		{"bool", "date", "rfn"},
		{"bigint", "date", "rf"},
		{"inet", "uuid", "rfn"},
		{"int[]", "int[][]", ""},
	};
	struct ddlect_schema *schema = story("");
	struct ddlect_err err;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct ddlect_type from, to;
		char text[8] = "";
		pg_type_parse(schema, cases[i].from, &from, NULL, &err);
		pg_type_parse(schema, cases[i].to, &to, NULL, &err);
		uint32_t effects = pg_convert_effects(&from, &to);
		snprintf(text, sizeof(text), "%s%s%s%s%s",
			 effects & PG_CONVERT_REWRITE ? "r" : "",
			 effects & PG_CONVERT_MAY_FAIL ? "f" : "",
			 effects & PG_CONVERT_LOSS ? "l" : "",
			 effects & PG_CONVERT_UTC ? "u" : "",
			 effects & PG_CONVERT_NEVER ? "n" : "");
		if (strcmp(text, cases[i].effects) != 0)
			test_fail(__FILE__, __LINE__, "%s to %s: %s, not %s",
				  cases[i].from, cases[i].to, text, cases[i].effects);
	}
	arena_clear(&arena);
}
