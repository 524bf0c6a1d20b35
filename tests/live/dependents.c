/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dependents: what others made of a provider's tables, and what then stands in the way. For
 * each kind of them: the up names it above the statement that the server refuses, the server
 * does refuse it, and without it the same up applies.
 */
#include "tests/live/live.h"
#include "tests/live/pipeline.h"
#include "tests/unit/test.h"

/* Table t (id, n, s) is to lose column n, or be retyped there, or go as a whole. */
enum way { DROP_COLUMN, RETYPE, DROP_TABLE, WAYS };

struct dependent {
	const char *make;
	const char *name;
	const char *drop;
	bool blocks[WAYS];
	int since;
};

static const struct dependent dependents[] = {
	{"CREATE VIEW v AS SELECT n FROM t",
	 "view public.v",
	 "DROP VIEW v",
	 {1, 1, 1},
	 0},
	{"CREATE VIEW v AS SELECT count(*) FROM t",
	 "view public.v",
	 "DROP VIEW v",
	 {0, 0, 1},
	 0},
	{"CREATE VIEW elsewhere.v AS SELECT s FROM t WHERE n > 1",
	 "view elsewhere.v",
	 "DROP VIEW elsewhere.v",
	 {1, 1, 1},
	 0},
	{"CREATE MATERIALIZED VIEW m AS SELECT n + 1 AS x FROM t",
	 "materialized view public.m",
	 "DROP MATERIALIZED VIEW m",
	 {1, 1, 1},
	 0},
	{"CREATE RULE r AS ON INSERT TO t WHERE NEW.n > 1 DO INSTEAD NOTHING",
	 "rule r on public.t",
	 "DROP RULE r ON t",
	 {1, 1, 0},
	 0},
	{"CREATE TRIGGER g BEFORE UPDATE OF n ON t FOR EACH ROW"
	 " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
	 "trigger g on public.t",
	 "DROP TRIGGER g ON t",
	 {1, 1, 0},
	 0},
	{"CREATE POLICY p ON t USING (n > 1)",
	 "policy p on public.t",
	 "DROP POLICY p ON t",
	 {1, 1, 0},
	 0},
	{"CREATE TABLE elsewhere.c (x int REFERENCES t (n))",
	 "table constraint c_x_fkey on elsewhere.c",
	 "DROP TABLE elsewhere.c",
	 {1, 0, 1},
	 0},
	{"CREATE TABLE stranger (x int REFERENCES t (n))",
	 "stranger_x_fkey of table stranger",
	 "DROP TABLE stranger",
	 {1, 0, 1},
	 0},
	{"CREATE TABLE k () INHERITS (t)",
	 "table public.k",
	 "DROP TABLE k",
	 {0, 0, 1},
	 0},
	{"CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC"
	 " SELECT sum(n) FROM t; END",
	 "function public.f()",
	 "DROP FUNCTION f",
	 {1, 1, 1},
	 140000},
	{"CREATE PUBLICATION b FOR TABLE t WHERE (n > 1)",
	 "publication relation public.t in publication b",
	 "DROP PUBLICATION b",
	 {1, 1, 0},
	 150000},
	{"CREATE TABLE elsewhere.o (x t)",
	 "table column elsewhere.o.x",
	 "DROP TABLE elsewhere.o",
	 {0, 1, 1},
	 0},
	{"CREATE TABLE elsewhere.o (x t[])",
	 "table column elsewhere.o.x",
	 "DROP TABLE elsewhere.o",
	 {0, 1, 1},
	 0},
	{"CREATE FUNCTION h(t) RETURNS int LANGUAGE sql AS 'SELECT 1'",
	 "function public.h(public.t)",
	 "DROP FUNCTION h",
	 {0, 0, 1},
	 0},
	{"CREATE FUNCTION g() RETURNS bigint LANGUAGE sql AS 'SELECT sum(n) FROM t'",
	 NULL,
	 "DROP FUNCTION g",
	 {0, 0, 0},
	 0},
};

static struct ddlect_schema *declare(struct pipeline *pipe, enum way way)
{
	static const struct ddlect_type types[] = {
		{.kind = DDLECT_TYPE_INT, .precision = -1, .scale = -1},
		{.kind = DDLECT_TYPE_BIGINT, .precision = -1, .scale = -1},
		{.kind = DDLECT_TYPE_STRING, .precision = -1, .scale = -1},
	};
	struct ddlect_schema *schema = schema_new(&pipe->arena);
	schema->provider = "docs";
	schema->owns = "t";
	if (way == DROP_TABLE)
		return schema;
	struct ddlect_table *table = table_add(schema, NULL, "t");
	column_add(schema, table, "id", type_get(schema, &types[0]));
	if (way == RETYPE)
		column_add(schema, table, "n", type_get(schema, &types[1]));
	column_add(schema, table, "s", type_get(schema, &types[2]));
	struct ddlect_key *key = way == RETYPE ? unique_add(schema, table, NULL) : NULL;
	if (key)
		string_add(schema, &key->columns, &key->n_columns, "n");
	return schema;
}

/* The names in a comment may stand on several lines. */
static bool names(const char *sql, const char *name)
{
	for (; *sql; sql++) {
		const char *at = sql;
		const char *want = name;
		while (*want && *at) {
			if (strncmp(at, "\n--   ", 6) == 0 && *want == ' ') {
				at += 6;
				want++;
			} else if (*at++ != *want++) {
				break;
			}
			if (!*want)
				return true;
		}
	}
	return false;
}

static void stands_in_the_way(const struct dependent *d, enum way way)
{
	static const char hazard[] = "-- MAY FAIL WHILE IN USE: ";
	struct live live;
	struct pipeline pipe;
	char message[4096];
	live_open(&live);
	live_exec(&live,
		  "CREATE SCHEMA elsewhere; CREATE TABLE t (id int, n int, s text);"
		  "ALTER TABLE t ADD UNIQUE (n)");
	if (live.version >= d->since) {
		live_exec(&live, d->make);
		pipeline_open(&pipe, "postgres", live.dsn, "public");
		struct step step = pipeline_compare(&pipe, declare(&pipe, way));
		CHECK(step.up);
		bool named = strstr(step.up, hazard) && names(step.up, d->name);
		if (named != d->blocks[way])
			test_fail(__FILE__, __LINE__, "%s\n%s", d->make, step.up);
		bool refused = live_try(&live, step.up, message, sizeof(message)) < 0;
		if (refused != d->blocks[way])
			test_fail(__FILE__, __LINE__, "%s\n%s%s", d->make,
				  refused ? message : "applied\n", step.up);
		if (refused) {
			live_exec(&live, d->drop);
			live_exec(&live, step.up);
		}
		live_exec(&live, step.down);
		pipeline_close(&pipe);
	}
	live_close(&live);
}

TEST(what_stands_in_the_way_is_named)
{
	for (size_t i = 0; i < sizeof(dependents) / sizeof(*dependents); i++)
		for (int way = 0; way < WAYS; way++)
			stands_in_the_way(&dependents[i], way);
}

TEST(many_are_named_in_short)
{
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	live_exec(&live, "CREATE TABLE t (id int, n int, s text);"
			 "DO $$ BEGIN FOR i IN 1..8 LOOP EXECUTE format("
			 "'CREATE VIEW v%s AS SELECT n FROM t', i); END LOOP; END $$");
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	struct step step = pipeline_compare(&pipe, declare(&pipe, DROP_COLUMN));
	CHECK(names(step.up, "view public.v1, view public.v2, view public.v3, view "
			     "public.v4, view public.v5 and 3 more"));
	pipeline_close(&pipe);
	live_close(&live);
}

/* An extension keeps parts of a table elsewhere, with copies of its references. */
TEST(children_elsewhere_are_not_named)
{
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	live_exec(&live,
		  "CREATE SCHEMA parts; CREATE TABLE t (id int PRIMARY KEY);"
		  "CREATE TABLE c (x int REFERENCES t);"
		  "CREATE TABLE parts.c1 (FOREIGN KEY (x) REFERENCES t) INHERITS (c)");
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	struct ddlect_schema *nothing = schema_new(&pipe.arena);
	nothing->owns = "*";
	struct step step = pipeline_compare(&pipe, nothing);
	CHECK(step.up && !strstr(step.up, "IN USE"));
	pipeline_close(&pipe);
	live_close(&live);
}

/* The values of an enum are replaced under a view of the column that has it. */
TEST(a_view_of_an_enum_is_named)
{
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	live_exec(&live, "CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE t (m mood);"
			 "CREATE VIEW v AS SELECT m FROM t");
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	struct ddlect_schema *schema = schema_new(&pipe.arena);
	struct ddlect_enum *e = enum_add(schema, NULL, "mood");
	string_add(schema, &e->values, &e->n_values, "b");
	struct ddlect_type type = {.kind = DDLECT_TYPE_ENUM, .name = "mood"};
	column_add(schema, table_add(schema, NULL, "t"), "m", type_get(schema, &type));
	struct step step = pipeline_compare(&pipe, schema);
	CHECK(names(step.up, "depends on it: view public.v"));
	pipeline_close(&pipe);
	live_close(&live);
}
