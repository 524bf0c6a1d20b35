/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rendering for PostgreSQL: from two declarations to statements, with the titles of their
 * hazards in front. What the server makes of it is for the live tests to see.
 */
#include "core/base/arena.h"
#include "core/dialect/host.h"
#include "core/diff/plan.h"
#include "core/diff/script.h"
#include "core/model/schema.h"
#include "plugins/postgres/postgres.h"
#include "plugins/postgres/render.h"
#include "tests/lib/story.h"
#include "tests/unit/test.h"

static const struct ddlect_dialect dialect = {
	.name = "postgres", .lower = pg_lower, .render = pg_render};

static struct ddlect_schema *lower(struct arena *arena, const struct ddlect_schema *from)
{
	struct ddlect_err err;
	struct ddlect_schema *out = schema_new_like(arena, from);
	if (pg_lower(&dialect, from, out, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	return out;
}

static const char *text_of(const struct ddlect_script *script)
{
	struct ddlect_buf buf;
	buf_init(&buf);
	for (uint32_t i = 0; i < script->n_statements; i++) {
		const struct statement *statement = script->statements[i];
		for (uint32_t j = 0; j < statement->n_hazards; j++)
			buf_printf(&buf, "-- %s\n",
				   hazard_title(statement->hazards[j]->kind));
		if (statement->sql)
			buf_printf(&buf, "%s;\n", statement->sql);
	}
	char *text = arena_text(script->arena, buf.text, buf.length);
	buf_clear(&buf);
	CHECK(text);
	return text;
}

static void renders_schemas(struct arena *arena, const struct ddlect_schema *from,
			    const struct ddlect_schema *to, uint32_t direction,
			    const char *sql)
{
	struct ddlect_err err;
	struct ddlect_script script;
	struct ddlect_plan *plan = plan_make(arena, lower(arena, from), lower(arena, to),
					     direction, NULL, &err);
	CHECK(plan);
	script_init(&script, arena);
	if (script_render(&script, &dialect, plan, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	CHECK_TEXT(text_of(&script), sql);
	script_clear(&script);
}

/* The statements of the way up, and if `down` isn't NULL of the way back. */
static void renders(const char *from, const char *to, const char *up, const char *down)
{
	struct arena arena;
	arena_init(&arena);
	ddlect_host = host_table();
	struct ddlect_schema *a = story_schema(&arena, from);
	struct ddlect_schema *b = story_schema(&arena, to);
	renders_schemas(&arena, a, b, DDLECT_UP, up);
	if (down)
		renders_schemas(&arena, b, a, DDLECT_DOWN, down);
	arena_clear(&arena);
}

TEST(a_table_comes_with_all_that_it_has)
{
	renders("",
		"namespace other\n"
		"enum mood sad,ok note 'how it is'\n"
		"table a note 'all of a'\n"
		" id bigint identity\n"
		" name varchar(10) default 'now()::text' note n\n"
		" m mood[]\n"
		" twice bigint as 'id * 2'\n"
		" pk id\n"
		" unique name,m\n"
		" check 'id > 0' named positive\n"
		" index name unique where 'id > 3'\n"
		" index lower(name) named a_lower\n"
		"table other.b\n"
		" a_id bigint not null\n"
		" n serial\n"
		" fk a_id > a id cascade\n",
		"CREATE SCHEMA IF NOT EXISTS \"other\";\n"
		"CREATE TYPE \"mood\" AS ENUM ('sad', 'ok');\n"
		"COMMENT ON TYPE \"mood\" IS 'how it is';\n"
		"CREATE TABLE \"a\" (\n"
		"\t\"id\" bigint NOT NULL GENERATED ALWAYS AS IDENTITY,\n"
		"\t\"name\" varchar(10) DEFAULT now()::text,\n"
		"\t\"m\" \"mood\"[],\n"
		"\t\"twice\" bigint GENERATED ALWAYS AS (id * 2) STORED,\n"
		"\tCONSTRAINT \"a_pk\" PRIMARY KEY (\"id\"),\n"
		"\tCONSTRAINT \"a_name_m_key\" UNIQUE (\"name\", \"m\"),\n"
		"\tCONSTRAINT \"positive\" CHECK (id > 0)\n"
		");\n"
		"COMMENT ON TABLE \"a\" IS 'all of a';\n"
		"COMMENT ON COLUMN \"a\".\"name\" IS 'n';\n"
		"CREATE UNIQUE INDEX \"a_name_idx\" ON \"a\" (\"name\") WHERE (id > 3);\n"
		"CREATE INDEX \"a_lower\" ON \"a\" ((lower(name)));\n"
		"CREATE TABLE \"other\".\"b\" (\n"
		"\t\"a_id\" bigint NOT NULL,\n"
		"\t\"n\" serial NOT NULL,\n"
		"\tCONSTRAINT \"b_a_id_fkey\" FOREIGN KEY (\"a_id\") REFERENCES \"a\" "
		"(\"id\") ON DELETE CASCADE\n"
		");\n",
		"-- DATA LOSS\n"
		"DROP TABLE \"other\".\"b\";\n"
		"-- DATA LOSS\n"
		"DROP TABLE \"a\";\n"
		"DROP TYPE \"mood\";\n"
		"DO $$\n"
		"BEGIN\n"
		"\tDROP SCHEMA \"other\";\n"
		"EXCEPTION WHEN dependent_objects_still_exist THEN\n"
		"\tNULL; -- it holds what belongs to others\n"
		"END\n"
		"$$;\n");
}

TEST(columns_come_go_and_change)
{
	renders("table t\n"
		" a int\n"
		" b int not null default 5\n"
		" gone text\n"
		" v varchar(10) default 'x'\n"
		" i int\n",
		"table t\n"
		" a bigint not null\n"
		" b varchar(5)\n"
		" came uuid not null\n"
		" r uuid default gen_random_uuid()\n"
		" s bool not null default true\n"
		" v varchar(20) default 'x' note wide\n"
		" i int identity\n",
		"-- DATA LOSS\n"
		"ALTER TABLE \"t\" DROP COLUMN \"gone\";\n"
		"-- TABLE REWRITE\n"
		"-- BLOCKS READS\n"
		"-- TABLE SCAN\n"
		"-- BLOCKS READS\n"
		"-- MAY FAIL ON EXISTING ROWS\n"
		"ALTER TABLE \"t\"\n"
		"\tALTER COLUMN \"a\" TYPE bigint,\n"
		"\tALTER COLUMN \"a\" SET NOT NULL;\n"
		"-- TABLE REWRITE\n"
		"-- BLOCKS READS\n"
		"-- MAY FAIL ON EXISTING ROWS\n"
		"ALTER TABLE \"t\"\n"
		"\tALTER COLUMN \"b\" DROP DEFAULT,\n"
		"\tALTER COLUMN \"b\" DROP NOT NULL,\n"
		"\tALTER COLUMN \"b\" TYPE varchar(5);\n"
		"ALTER TABLE \"t\" ALTER COLUMN \"v\" TYPE varchar(20);\n"
		"COMMENT ON COLUMN \"t\".\"v\" IS 'wide';\n"
		"-- TABLE SCAN\n"
		"-- BLOCKS READS\n"
		"-- MAY FAIL ON EXISTING ROWS\n"
		"ALTER TABLE \"t\" ALTER COLUMN \"i\" SET NOT NULL;\n"
		"ALTER TABLE \"t\" ALTER COLUMN \"i\" ADD GENERATED ALWAYS AS IDENTITY;\n"
		"-- TABLE SCAN\n"
		"SELECT setval(pg_get_serial_sequence('\"t\"', 'i'), "
		"greatest(max(\"i\"), 0) + 1, false) FROM \"t\";\n"
		"-- MAY FAIL ON EXISTING ROWS\n"
		"ALTER TABLE \"t\" ADD COLUMN \"came\" uuid NOT NULL;\n"
		"-- TABLE REWRITE\n"
		"-- BLOCKS READS\n"
		"ALTER TABLE \"t\" ADD COLUMN \"r\" uuid DEFAULT gen_random_uuid();\n"
		"ALTER TABLE \"t\" ADD COLUMN \"s\" boolean NOT NULL DEFAULT true;\n",
		"-- DATA LOSS\n"
		"ALTER TABLE \"t\" DROP COLUMN \"came\";\n"
		"-- DATA LOSS\n"
		"ALTER TABLE \"t\" DROP COLUMN \"r\";\n"
		"-- DATA LOSS\n"
		"ALTER TABLE \"t\" DROP COLUMN \"s\";\n"
		"-- TABLE REWRITE\n"
		"-- BLOCKS READS\n"
		"-- MAY FAIL ON EXISTING ROWS\n"
		"ALTER TABLE \"t\"\n"
		"\tALTER COLUMN \"a\" DROP NOT NULL,\n"
		"\tALTER COLUMN \"a\" TYPE integer;\n"
		"-- TABLE REWRITE\n"
		"-- BLOCKS READS\n"
		"-- MAY FAIL ON EXISTING ROWS\n"
		"-- TABLE SCAN\n"
		"-- BLOCKS READS\n"
		"-- MAY FAIL ON EXISTING ROWS\n"
		"ALTER TABLE \"t\"\n"
		"\tALTER COLUMN \"b\" TYPE integer USING \"b\"::integer,\n"
		"\tALTER COLUMN \"b\" SET NOT NULL,\n"
		"\tALTER COLUMN \"b\" SET DEFAULT 5;\n"
		"-- TABLE REWRITE\n"
		"-- BLOCKS READS\n"
		"-- MAY FAIL ON EXISTING ROWS\n"
		"ALTER TABLE \"t\"\n"
		"\tALTER COLUMN \"v\" DROP DEFAULT,\n"
		"\tALTER COLUMN \"v\" TYPE varchar(10),\n"
		"\tALTER COLUMN \"v\" SET DEFAULT x;\n"
		"COMMENT ON COLUMN \"t\".\"v\" IS NULL;\n"
		"ALTER TABLE \"t\"\n"
		"\tALTER COLUMN \"i\" DROP IDENTITY,\n"
		"\tALTER COLUMN \"i\" DROP NOT NULL;\n"
		"-- IRREVERSIBLE\n"
		"ALTER TABLE \"t\" ADD COLUMN \"gone\" text;\n");
}

TEST(keys_and_indexes_come_and_go)
{
	renders("table p\n"
		" id int not null\n"
		" pk id\n"
		"table t\n"
		" a int not null\n"
		" b int\n",
		"table p\n"
		" id int not null\n"
		" pk id\n"
		"table t\n"
		" a int not null\n"
		" b int\n"
		" pk a\n"
		" unique b note 'only one'\n"
		" fk b > p id\n"
		" check 'a > b'\n"
		" index b named t_b\n"
		" index a,b unique named t_ab\n",
		"-- BLOCKS READS\n"
		"-- MAY FAIL ON EXISTING ROWS\n"
		"ALTER TABLE \"t\" ADD CONSTRAINT \"t_pk\" PRIMARY KEY (\"a\");\n"
		"-- BLOCKS READS\n"
		"-- MAY FAIL ON EXISTING ROWS\n"
		"ALTER TABLE \"t\" ADD CONSTRAINT \"t_b_key\" UNIQUE (\"b\");\n"
		"COMMENT ON CONSTRAINT \"t_b_key\" ON \"t\" IS 'only one';\n"
		"-- BLOCKS WRITES\n"
		"CREATE INDEX \"t_b\" ON \"t\" (\"b\");\n"
		"-- BLOCKS WRITES\n"
		"-- MAY FAIL ON EXISTING ROWS\n"
		"CREATE UNIQUE INDEX \"t_ab\" ON \"t\" (\"a\", \"b\");\n"
		"-- TABLE SCAN\n"
		"-- BLOCKS READS\n"
		"-- MAY FAIL ON EXISTING ROWS\n"
		"ALTER TABLE \"t\" ADD CONSTRAINT \"t_check\" CHECK (a > b);\n"
		"-- BLOCKS WRITES\n"
		"-- TABLE SCAN\n"
		"-- MAY FAIL ON EXISTING ROWS\n"
		"ALTER TABLE \"t\" ADD CONSTRAINT \"t_b_fkey\" FOREIGN KEY (\"b\") "
		"REFERENCES \"p\" (\"id\");\n",
		"ALTER TABLE \"t\" DROP CONSTRAINT \"t_b_fkey\";\n"
		"ALTER TABLE \"t\" DROP CONSTRAINT \"t_check\";\n"
		"DROP INDEX \"t_b\";\n"
		"DROP INDEX \"t_ab\";\n"
		"ALTER TABLE \"t\" DROP CONSTRAINT \"t_b_key\";\n"
		"ALTER TABLE \"t\" DROP CONSTRAINT \"t_pk\";\n");
}

TEST(names_change)
{
	renders("namespace old\n"
		"enum mood sad\n"
		"table t\n"
		" a mood\n"
		" b int\n"
		"table old.gone\n"
		" x int\n",
		"enum feeling sad was mood\n"
		"table people was t\n"
		" a feeling\n"
		" c int was b\n",
		"ALTER TYPE \"mood\" RENAME TO \"feeling\";\n"
		"ALTER TABLE \"t\" RENAME TO \"people\";\n"
		"ALTER TABLE \"people\" RENAME COLUMN \"b\" TO \"c\";\n"
		"-- DATA LOSS\n"
		"DROP TABLE \"old\".\"gone\";\n"
		"DO $$\n"
		"BEGIN\n"
		"\tDROP SCHEMA \"old\";\n"
		"EXCEPTION WHEN dependent_objects_still_exist THEN\n"
		"\tNULL; -- it holds what belongs to others\n"
		"END\n"
		"$$;\n",
		"CREATE SCHEMA IF NOT EXISTS \"old\";\n"
		"ALTER TYPE \"feeling\" RENAME TO \"mood\";\n"
		"ALTER TABLE \"people\" RENAME TO \"t\";\n"
		"ALTER TABLE \"t\" RENAME COLUMN \"c\" TO \"b\";\n"
		"-- IRREVERSIBLE\n"
		"CREATE TABLE \"old\".\"gone\" (\n"
		"\t\"x\" integer\n"
		");\n");
}

TEST(an_enum_gains_values_where_they_belong)
{
	renders("enum e b,d\n"
		"table t\n"
		" c e\n",
		"enum e x,a,b,c,d,y,z\n"
		"table t\n"
		" c e\n",
		"ALTER TYPE \"e\" ADD VALUE 'x' BEFORE 'b';\n"
		"ALTER TYPE \"e\" ADD VALUE 'a' AFTER 'x';\n"
		"ALTER TYPE \"e\" ADD VALUE 'c' AFTER 'b';\n"
		"ALTER TYPE \"e\" ADD VALUE 'y';\n"
		"ALTER TYPE \"e\" ADD VALUE 'z';\n",
		"ALTER TYPE \"e\" RENAME TO \"e__old\";\n"
		"CREATE TYPE \"e\" AS ENUM ('b', 'd');\n"
		"-- TABLE REWRITE\n"
		"-- BLOCKS READS\n"
		"-- MAY FAIL ON EXISTING ROWS\n"
		"ALTER TABLE \"t\" ALTER COLUMN \"c\" TYPE \"e\" USING "
		"\"c\"::text::\"e\";\n"
		"DROP TYPE \"e__old\";\n");
}

TEST(a_way_of_counting_changes)
{
	renders("table t\n"
		" a int identity\n"
		" b serial\n"
		" c serial\n"
		" d int not null\n",
		"table t\n"
		" a bigint not null\n"
		" b int identity\n"
		" c bigserial\n"
		" d serial\n",
		"-- TABLE REWRITE\n"
		"-- BLOCKS READS\n"
		"ALTER TABLE \"t\"\n"
		"\tALTER COLUMN \"a\" DROP IDENTITY,\n"
		"\tALTER COLUMN \"a\" TYPE bigint;\n"
		"ALTER TABLE \"t\" ALTER COLUMN \"b\" DROP DEFAULT;\n"
		"DO $$\n"
		"BEGIN\n"
		"\tEXECUTE 'DROP SEQUENCE ' || pg_get_serial_sequence('\"t\"', 'b');\n"
		"END\n"
		"$$;\n"
		"ALTER TABLE \"t\" ALTER COLUMN \"b\" ADD GENERATED ALWAYS AS IDENTITY;\n"
		"-- TABLE SCAN\n"
		"SELECT setval(pg_get_serial_sequence('\"t\"', 'b'), "
		"greatest(max(\"b\"), 0) + 1, false) FROM \"t\";\n"
		"-- TABLE REWRITE\n"
		"-- BLOCKS READS\n"
		"ALTER TABLE \"t\" ALTER COLUMN \"c\" TYPE bigint;\n"
		"DO $$\n"
		"BEGIN\n"
		"\tEXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence('\"t\"', 'c') || "
		"' AS bigint';\n"
		"END\n"
		"$$;\n"
		"CREATE SEQUENCE \"t_d_seq\" AS integer;\n"
		"ALTER SEQUENCE \"t_d_seq\" OWNED BY \"t\".\"d\";\n"
		"ALTER TABLE \"t\" ALTER COLUMN \"d\" SET DEFAULT "
		"nextval('\"t_d_seq\"'::regclass);\n"
		"-- TABLE SCAN\n"
		"SELECT setval(pg_get_serial_sequence('\"t\"', 'd'), "
		"greatest(max(\"d\"), 0) + 1, false) FROM \"t\";\n",
		"-- TABLE REWRITE\n"
		"-- BLOCKS READS\n"
		"-- MAY FAIL ON EXISTING ROWS\n"
		"ALTER TABLE \"t\" ALTER COLUMN \"a\" TYPE integer;\n"
		"ALTER TABLE \"t\" ALTER COLUMN \"a\" ADD GENERATED ALWAYS AS IDENTITY;\n"
		"-- TABLE SCAN\n"
		"SELECT setval(pg_get_serial_sequence('\"t\"', 'a'), "
		"greatest(max(\"a\"), 0) + 1, false) FROM \"t\";\n"
		"ALTER TABLE \"t\" ALTER COLUMN \"b\" DROP IDENTITY;\n"
		"CREATE SEQUENCE \"t_b_seq\" AS integer;\n"
		"ALTER SEQUENCE \"t_b_seq\" OWNED BY \"t\".\"b\";\n"
		"ALTER TABLE \"t\" ALTER COLUMN \"b\" SET DEFAULT "
		"nextval('\"t_b_seq\"'::regclass);\n"
		"-- TABLE SCAN\n"
		"SELECT setval(pg_get_serial_sequence('\"t\"', 'b'), "
		"greatest(max(\"b\"), 0) + 1, false) FROM \"t\";\n"
		"-- TABLE REWRITE\n"
		"-- BLOCKS READS\n"
		"-- MAY FAIL ON EXISTING ROWS\n"
		"ALTER TABLE \"t\" ALTER COLUMN \"c\" TYPE integer;\n"
		"DO $$\n"
		"BEGIN\n"
		"\tEXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence('\"t\"', 'c') || "
		"' AS integer';\n"
		"END\n"
		"$$;\n"
		"ALTER TABLE \"t\" ALTER COLUMN \"d\" DROP DEFAULT;\n"
		"DO $$\n"
		"BEGIN\n"
		"\tEXECUTE 'DROP SEQUENCE ' || pg_get_serial_sequence('\"t\"', 'd');\n"
		"END\n"
		"$$;\n");
}

TEST(an_expression_is_dropped_and_made_again)
{
	renders("table t\n"
		" a int\n"
		" b int as 'a + 1'\n"
		" c int as 'a + 2'\n",
		"table t\n"
		" a int\n"
		" b int\n"
		" c int as 'a + 3'\n",
		"ALTER TABLE \"t\" DROP COLUMN \"c\";\n"
		"ALTER TABLE \"t\" ALTER COLUMN \"b\" DROP EXPRESSION;\n"
		"-- TABLE REWRITE\n"
		"-- BLOCKS READS\n"
		"ALTER TABLE \"t\" ADD COLUMN \"c\" integer GENERATED ALWAYS AS (a + 3) "
		"STORED;\n",
		"ALTER TABLE \"t\" DROP COLUMN \"c\";\n"
		"-- DATA LOSS\n"
		"ALTER TABLE \"t\" DROP COLUMN \"b\";\n"
		"-- TABLE REWRITE\n"
		"-- BLOCKS READS\n"
		"ALTER TABLE \"t\" ADD COLUMN \"b\" integer GENERATED ALWAYS AS (a + 1) "
		"STORED;\n"
		"-- TABLE REWRITE\n"
		"-- BLOCKS READS\n"
		"ALTER TABLE \"t\" ADD COLUMN \"c\" integer GENERATED ALWAYS AS (a + 2) "
		"STORED;\n");
}

/* --- what a story can't say ----------------------------------------------------------- */

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
		snprintf(text, sizeof(text), "%s%s%s%s",
			 effects & PG_CONVERT_REWRITE ? "r" : "",
			 effects & PG_CONVERT_MAY_FAIL ? "f" : "",
			 effects & PG_CONVERT_LOSS ? "l" : "",
			 effects & PG_CONVERT_UTC ? "u" : "");
		if (strcmp(text, cases[i].effects) != 0)
			test_fail(__FILE__, __LINE__, "%s to %s: %s, not %s",
				  cases[i].from, cases[i].to, text, cases[i].effects);
	}
	arena_clear(&arena);
}
