/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Restore: a database that somebody made by hand, with all that PostgreSQL has, loses
 * something by an up, and gets it back by the down exactly. First everything at once, then
 * each thing alone: every table's columns, keys, references, indexes and checks in turn.
 */
#include "tests/live/live.h"
#include "tests/live/pipeline.h"
#include "tests/unit/test.h"

#define SCHEMAS "{public,other}"

static void apply(struct live *live, const char *title, const char *sql)
{
	char message[4096];
	if (live_try(live, sql, message, sizeof(message)))
		test_fail(__FILE__, __LINE__, "%s: %s%s", title, message, sql);
}

/* Up and down again; `order` says whether the columns' order must come back too. */
static void there_and_back(struct live *live, struct pipeline *pipe, const char *title,
			   const struct ddlect_schema *declared, bool order)
{
	char *before = live_catalog(live, SCHEMAS);
	struct step step = pipeline_compare(pipe, declared);
	if (!step.up)
		test_fail(__FILE__, __LINE__, "%s: no difference was seen", title);
	apply(live, title, step.up);
	struct step none = pipeline_compare(pipe, declared);
	if (none.up)
		test_fail(__FILE__, __LINE__, "%s: after\n%s\nstill to do\n%s", title,
			  step.up, none.up);
	apply(live, title, step.down);
	char *after = live_catalog(live, SCHEMAS);
	char *difference = live_difference(before, after, order);
	if (difference)
		test_fail(__FILE__, __LINE__, "%s: not restored:\n%s\nup:\n%s\ndown:\n%s",
			  title, difference, step.up, step.down);
	free(before);
	free(after);
}

static struct ddlect_schema *nothing(struct pipeline *pipe)
{
	struct ddlect_schema *schema = schema_new(&pipe->arena);
	schema->provider = "restore";
	schema->owns = "*";
	namespace_add(schema, "other");
	return schema;
}

/* No declaration has an attribute that only introspection makes. */
static void forget_attrs(struct ddlect_schema *schema)
{
	for (uint32_t t = 0; t < schema->n_tables; t++) {
		struct ddlect_table *table = schema->tables[t];
		table->n_attrs = 0;
		for (uint32_t c = 0; c < table->n_columns; c++)
			table->columns[c]->n_attrs = 0;
	}
}

/* What the database holds, as a declaration that owns it all. */
static struct ddlect_schema *as_declared(struct pipeline *pipe)
{
	struct step all = pipeline_compare(pipe, nothing(pipe));
	struct ddlect_schema *copy = schema_new_like(&pipe->arena, all.current);
	CHECK_INT(schema_copy(copy, all.current), 0);
	forget_attrs(copy);
	struct step step = pipeline_compare(pipe, copy);
	if (step.up)
		test_fail(__FILE__, __LINE__, "a database differs from itself:\n%s",
			  step.up);
	return copy;
}

static void remove_at(void *list, uint32_t *n, uint32_t at)
{
	void **items = list;
	memmove(items + at, items + at + 1, (*n - at - 1) * sizeof(*items));
	(*n)--;
}

static bool has(const char *const *names, uint32_t n, const char *name)
{
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static bool mentions(const char *text, const char *name)
{
	return text && strstr(text, name) != NULL;
}

static bool index_uses(const struct ddlect_index *index, const char *name)
{
	for (uint32_t i = 0; i < index->n_parts; i++) {
		const struct ddlect_part *part = index->parts[i];
		if (part->column ? strcmp(part->column, name) == 0
				 : mentions(part->expr, name))
			return true;
	}
	return has(index->include, index->n_include, name) ||
	       mentions(index->predicate, name);
}

static bool key_uses(const struct ddlect_key *key, const char *name)
{
	return key && (has(key->columns, key->n_columns, name) ||
		       has(key->include, key->n_include, name));
}

static bool same_table(const struct ddlect_fk *fk, const struct ddlect_table *table)
{
	const char *a = fk->ref_schema ? fk->ref_schema : "";
	const char *b = table->schema ? table->schema : "";
	return strcmp(a, b) == 0 && strcmp(fk->ref_table, table->name) == 0;
}

/* References to `table`; to its column `name` only, unless that is NULL. */
static void remove_references(struct ddlect_schema *schema,
			      const struct ddlect_table *table, const char *name)
{
	for (uint32_t t = 0; t < schema->n_tables; t++) {
		struct ddlect_table *from = schema->tables[t];
		for (uint32_t i = from->n_fks; i-- > 0;) {
			struct ddlect_fk *fk = from->fks[i];
			if (same_table(fk, table) &&
			    (!name || has(fk->ref_columns, fk->n_columns, name)))
				remove_at(from->fks, &from->n_fks, i);
		}
	}
}

/* A column goes with everything that needs it, as a declaration without it would have. */
static void remove_column(struct ddlect_schema *schema, struct ddlect_table *table,
			  uint32_t at)
{
	const char *name = table->columns[at]->name;
	remove_at(table->columns, &table->n_columns, at);
	remove_references(schema, table, name);
	for (uint32_t i = table->n_columns; i-- > 0;)
		if (mentions(table->columns[i]->generated, name))
			remove_at(table->columns, &table->n_columns, i);
	if (key_uses(table->primary, name))
		table->primary = NULL;
	for (uint32_t i = table->n_uniques; i-- > 0;)
		if (key_uses(table->uniques[i], name))
			remove_at(table->uniques, &table->n_uniques, i);
	for (uint32_t i = table->n_fks; i-- > 0;)
		if (has(table->fks[i]->columns, table->fks[i]->n_columns, name))
			remove_at(table->fks, &table->n_fks, i);
	for (uint32_t i = table->n_indexes; i-- > 0;)
		if (index_uses(table->indexes[i], name))
			remove_at(table->indexes, &table->n_indexes, i);
	for (uint32_t i = table->n_checks; i-- > 0;)
		if (mentions(table->checks[i]->expr, name))
			remove_at(table->checks, &table->n_checks, i);
}

/* Remove the `n`-th thing that can go alone; NULL when there are not so many. */
static const char *remove_one(struct ddlect_schema *schema, uint32_t n)
{
	for (uint32_t t = 0; t < schema->n_tables; t++) {
		struct ddlect_table *table = schema->tables[t];
		if (n < table->n_columns)
			return remove_column(schema, table, n), "a column";
		n -= table->n_columns;
		if (n < table->n_indexes)
			return remove_at(table->indexes, &table->n_indexes, n),
			       "an index";
		n -= table->n_indexes;
		if (n < table->n_checks)
			return remove_at(table->checks, &table->n_checks, n), "a check";
		n -= table->n_checks;
		if (n < table->n_fks)
			return remove_at(table->fks, &table->n_fks, n), "a reference";
		n -= table->n_fks;
		if (n == 0) {
			remove_references(schema, table, NULL);
			return remove_at(schema->tables, &schema->n_tables, t), "a table";
		}
		n--;
	}
	return NULL;
}

/* A database with what `sql` makes, all of which goes and comes back. */
static void restore_whole(struct live *live, const char *sql, int version)
{
	struct pipeline pipe;
	live_open(live);
	if (live->version < version) {
		live_close(live);
		test_skip("this server is too old for it");
	}
	live_exec(live, "CREATE SCHEMA other");
	live_exec(live, sql);
	pipeline_open(&pipe, "postgres", live->dsn, "public");
	there_and_back(live, &pipe, "everything", nothing(&pipe), true);
	pipeline_close(&pipe);
}

static void restore(const char *sql, int version)
{
	struct live live;
	struct pipeline pipe;
	restore_whole(&live, sql, version);
	for (uint32_t n = 0;; n++) {
		pipeline_open(&pipe, "postgres", live.dsn, "public");
		struct ddlect_schema *declared = as_declared(&pipe);
		const char *what = remove_one(declared, n);
		char title[64];
		snprintf(title, sizeof(title), "number %u, %s", n, what ? what : "none");
		if (what)
			there_and_back(&live, &pipe, title, declared, false);
		pipeline_close(&pipe);
		if (!what)
			break;
	}
	live_close(&live);
}

TEST(keys_are_restored)
{
	restore("CREATE TABLE k (a int, b int NOT NULL, c text, d int, e int,"
		"  CONSTRAINT k_first PRIMARY KEY (b, a) INCLUDE (c),"
		"  CONSTRAINT later UNIQUE (c, a) DEFERRABLE,"
		"  CONSTRAINT latest UNIQUE (d) DEFERRABLE INITIALLY DEFERRED,"
		"  UNIQUE (e, d) INCLUDE (c));"
		"CREATE TABLE plain (id int PRIMARY KEY, u text UNIQUE);"
		"CREATE TABLE bare ();"
		"COMMENT ON CONSTRAINT later ON k IS 'a unique''s comment';"
		"COMMENT ON CONSTRAINT k_first ON k IS E'two\\nlines'",
		0);
}

TEST(keys_of_newer_servers_are_restored)
{
	restore("CREATE TABLE k (a int, b int, UNIQUE NULLS NOT DISTINCT (a),"
		"  UNIQUE NULLS NOT DISTINCT (b, a) INCLUDE (b) DEFERRABLE);"
		"CREATE UNIQUE INDEX i ON k (b) NULLS NOT DISTINCT;"
		"CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));"
		"CREATE TABLE c (x int, y int,"
		"  FOREIGN KEY (x, y) REFERENCES p ON DELETE SET NULL (y),"
		"  CONSTRAINT d FOREIGN KEY (y, x) REFERENCES p (b, a)"
		"  ON DELETE SET DEFAULT (x) ON UPDATE CASCADE)",
		150000);
}

TEST(references_are_restored)
{
	restore("CREATE TABLE p (a int, b int, c int UNIQUE, PRIMARY KEY (a, b));"
		"CREATE TABLE other.q (id uuid PRIMARY KEY, p int REFERENCES p (c));"
		"CREATE TABLE c (id int PRIMARY KEY, x int, y int, q uuid,"
		"  up int REFERENCES c ON DELETE CASCADE,"
		"  CONSTRAINT full_match FOREIGN KEY (x, y) REFERENCES p MATCH FULL,"
		"  FOREIGN KEY (y) REFERENCES p (c) ON DELETE SET NULL ON UPDATE CASCADE,"
		"  FOREIGN KEY (q) REFERENCES other.q ON DELETE RESTRICT"
		"    DEFERRABLE INITIALLY DEFERRED);"
		"ALTER TABLE c ADD CONSTRAINT unchecked FOREIGN KEY (x) REFERENCES p (c)"
		"  ON DELETE SET DEFAULT NOT VALID;"
		"ALTER TABLE p ADD back int REFERENCES c DEFERRABLE;"
		"COMMENT ON CONSTRAINT unchecked ON c IS 'a reference''s'",
		0);
}

TEST(indexes_are_restored)
{
	restore("CREATE TABLE t (a int, b text, c text COLLATE \"C\", j jsonb, r "
		"int4range,"
		"  n numeric, ts timestamp, arr int[]);"
		"CREATE INDEX down ON t (a DESC, b DESC NULLS LAST, c NULLS FIRST);"
		"CREATE UNIQUE INDEX part ON t (a) WHERE a > 3 AND b <> 'it''s';"
		"CREATE INDEX expr ON t (lower(b), (a + 1) DESC, c);"
		"CREATE INDEX pattern ON t (b text_pattern_ops, c COLLATE \"POSIX\");"
		"CREATE INDEX j ON t USING gin (j);"
		"CREATE INDEX jp ON t USING gin (j jsonb_path_ops, arr) WITH "
		"(fastupdate=off);"
		"CREATE INDEX r ON t USING gist (r) WITH (fillfactor = 50);"
		"CREATE INDEX h ON t USING hash (b);"
		"CREATE INDEX br ON t USING brin (ts, n) WITH (pages_per_range = 16);"
		"CREATE INDEX inc ON t (a) INCLUDE (b, c) WITH (fillfactor = 70);"
		"CREATE INDEX cast_ ON t ((j ->> 'k'), ((j ->> 'n')::int));"
		"COMMENT ON INDEX down IS 'an index''s comment'",
		0);
}

TEST(types_are_restored)
{
	restore("CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s fine');"
		"CREATE TYPE other.mood AS ENUM ('x');"
		"CREATE DOMAIN other.short AS varchar(5) CHECK (VALUE <> '');"
		"CREATE DOMAIN pos AS int NOT NULL DEFAULT 1 CHECK (VALUE > 0);"
		"CREATE TABLE t (a varchar(10), b varchar, c char(5), d numeric(10,2),"
		"  e numeric(6), f numeric, g timestamp(3), h timestamptz(0), i "
		"timestamptz,"
		"  j interval day to second(2), k interval(3), l interval, m time(2),"
		"  n timetz(1), o bit(3), p varbit(7), q int[], r text[][], s "
		"varchar(3)[],"
		"  t other.short, u pos, v mood DEFAULT 'ok', w other.mood,"
		"  x mood[] DEFAULT '{sad,ok}', y json, z jsonb);"
		"CREATE TABLE t2 (a tsvector, b point, c int4range, d \"char\", e name,"
		"  f oid, g money, h inet, i cidr, j macaddr, k macaddr8, l uuid, m "
		"bytea,"
		"  n real, o double precision, p smallint, q bigint, r boolean, s date,"
		"  t regclass, u numeric(4,4)[], v interval year, w bit, x bpchar,"
		"  y pg_lsn, z other.short[]);"
		"COMMENT ON TYPE mood IS 'a type''s comment'",
		0);
}

TEST(columns_are_restored)
{
	restore("CREATE SEQUENCE own_seq;"
		"CREATE FUNCTION other.f() RETURNS int LANGUAGE sql AS 'SELECT 1';"
		"CREATE TABLE t ("
		"  a int GENERATED ALWAYS AS IDENTITY"
		"    (START 5 INCREMENT 2 MINVALUE 3 MAXVALUE 99 CACHE 4 CYCLE),"
		"  b bigint GENERATED BY DEFAULT AS IDENTITY, c serial, d bigserial,"
		"  e smallserial PRIMARY KEY, f int GENERATED ALWAYS AS (c * 2) STORED,"
		"  g text COLLATE \"C\" NOT NULL DEFAULT 'it''s', h text DEFAULT "
		"E'a\\nb\\\\',"
		"  i timestamp DEFAULT now(), j timestamptz DEFAULT CURRENT_TIMESTAMP,"
		"  k int DEFAULT -1, l numeric DEFAULT 1.50, m bool DEFAULT true,"
		"  n int DEFAULT nextval('own_seq'), o int DEFAULT other.f(),"
		"  p int[] DEFAULT '{1,2}', q jsonb DEFAULT '{}', r uuid NOT NULL,"
		"  s text DEFAULT NULL, u interval DEFAULT '1 day',"
		"  v date DEFAULT CURRENT_DATE, w varchar(5) DEFAULT 'x'::varchar,"
		"  y text[] DEFAULT ARRAY['a', 'b'], z text DEFAULT CURRENT_USER);"
		"COMMENT ON TABLE t IS 'a table''s comment';"
		"COMMENT ON COLUMN t.g IS E'a column''s\\ncomment with \\\\ and %s'",
		0);
}

TEST(virtual_columns_are_restored)
{
	restore("CREATE TABLE t (a int, v int GENERATED ALWAYS AS (a + 1) VIRTUAL,"
		"  s int GENERATED ALWAYS AS (a + 2) STORED)",
		180000);
}

TEST(checks_are_restored)
{
	restore("CREATE TABLE t (a int CHECK (a > 0), b text, c int,"
		"  CONSTRAINT both_ CHECK (a < c AND b <> 'it''s'),"
		"  CONSTRAINT mine CHECK (b ~ '^\\w+$') NO INHERIT);"
		"ALTER TABLE t ADD CONSTRAINT unchecked CHECK (c IN (1, 2)) NOT VALID;"
		"COMMENT ON CONSTRAINT unchecked ON t IS 'a check''s comment'",
		0);
}

TEST(strange_names_are_restored)
{
	restore("CREATE TYPE \"sel\"\"ect\" AS ENUM ('%s', 'a\\b', E'n\\nl');"
		"CREATE TABLE \"Table\" (\"select\" int PRIMARY KEY, \"a b\" text,"
		"  \"q\"\"q\" \"sel\"\"ect\" DEFAULT '%s', \"it's\" serial, \"%s%n\" int,"
		"  \"back\\slash\" int CHECK (\"back\\slash\" > 0), \"$1\" int,"
		"  \"ünï\" int UNIQUE, \"new\nline\" int, \"tab\t\" int,"
		"  \"sixty_three_bytes_0123456789012345678901234567890123456789abcd\" "
		"int,"
		"  \"--\" int, \"/*\" int, \".\" int, \" \" int);"
		"CREATE TABLE other.\"user\" (\"order\" int REFERENCES \"Table\" ON "
		"DELETE"
		"  CASCADE, \"Ä\" int REFERENCES \"Table\" (\"ünï\"), \"a,b\" text);"
		"CREATE INDEX \"in\"\"dex\" ON \"Table\" (\"new\nline\", (\"a b\" || "
		"'x'))"
		"  WHERE \"$1\" > 0;"
		"COMMENT ON TABLE \"Table\" IS E'--\\n*/ \\\\ '' \" %s $$ ';"
		"COMMENT ON COLUMN \"Table\".\"new\nline\" IS E'it''s\\n;\\n'",
		0);
}

TEST(how_tables_are_kept_is_restored)
{
	restore("CREATE TABLE t (a int, b text) WITH (fillfactor = 70,"
		"  toast.autovacuum_enabled = off);"
		"CREATE UNLOGGED TABLE u (a int PRIMARY KEY);"
		"CREATE TYPE pair AS (a int, b text);"
		"CREATE TABLE v (p pair, q pair[])",
		0);
}

/* The column that divides a table's rows can't be dropped alone. */
TEST(what_only_goes_as_a_whole_is_restored)
{
	struct live live;
	restore_whole(&live, "CREATE TABLE p (a int, b text) PARTITION BY RANGE (a)", 0);
	live_close(&live);
}

TEST(exclusions_are_restored_with_their_columns)
{
	restore("CREATE TABLE x (gist int, r int4range, s int4range, t text,"
		"  EXCLUDE USING gist (r WITH &&), CONSTRAINT two EXCLUDE USING gist"
		"  (r WITH &&, s WITH =) WHERE (t <> 'r') DEFERRABLE)",
		0);
}

TEST(triggers_and_rules_are_restored)
{
	restore("CREATE FUNCTION other.f() RETURNS trigger LANGUAGE plpgsql AS"
		"  'BEGIN RETURN NEW; END';"
		"CREATE TABLE t (a int, b text); CREATE TABLE other.u (c int);"
		"CREATE TRIGGER \"first g\" BEFORE INSERT OR UPDATE ON t FOR EACH ROW"
		"  WHEN (pg_trigger_depth() > 0) EXECUTE FUNCTION other.f('a', 'b''c');"
		"CREATE TRIGGER g AFTER TRUNCATE ON t EXECUTE FUNCTION other.f();"
		"CREATE TRIGGER h AFTER DELETE ON t REFERENCING OLD TABLE AS gone"
		"  EXECUTE FUNCTION other.f();"
		"CREATE CONSTRAINT TRIGGER later AFTER INSERT ON other.u DEFERRABLE"
		"  INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION other.f();"
		"ALTER TABLE t DISABLE TRIGGER g; ALTER TABLE t ENABLE ALWAYS TRIGGER h;"
		"ALTER TABLE other.u ENABLE REPLICA TRIGGER later;"
		"COMMENT ON TRIGGER g ON t IS 'a trigger''s comment';"
		"CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;"
		"CREATE RULE s AS ON UPDATE TO other.u DO ALSO NOTIFY n;"
		"ALTER TABLE other.u DISABLE RULE s",
		0);
}

TEST(row_level_security_is_restored)
{
	restore("CREATE TABLE t (a int); CREATE TABLE other.u (a int);"
		"ALTER TABLE t ENABLE ROW LEVEL SECURITY;"
		"ALTER TABLE other.u FORCE ROW LEVEL SECURITY;"
		"CREATE POLICY everybody ON t USING (current_user <> 'it''s');"
		"CREATE POLICY \"Some one\" ON other.u AS RESTRICTIVE FOR INSERT"
		"  TO pg_monitor, postgres WITH CHECK (true);"
		"CREATE POLICY second ON t FOR UPDATE TO PUBLIC USING (false) WITH CHECK "
		"(true)",
		0);
}

TEST(marks_of_indexes_are_restored_with_them)
{
	restore("CREATE TABLE f (a int); ALTER TABLE f REPLICA IDENTITY FULL;"
		"CREATE TABLE other.n (a int); ALTER TABLE other.n REPLICA IDENTITY "
		"NOTHING;"
		"CREATE TABLE i (a int NOT NULL, b int NOT NULL, c int,"
		"  CONSTRAINT \"a key\" UNIQUE (a, b));"
		"ALTER TABLE i REPLICA IDENTITY USING INDEX \"a key\";"
		"CREATE INDEX \"by c\" ON i (c); ALTER TABLE i CLUSTER ON \"by c\"",
		0);
}

TEST(settings_of_columns_are_restored)
{
	restore("CREATE TABLE t (a text, b numeric, c int, d bytea, e text);"
		"ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER b SET STORAGE "
		"EXTENDED,"
		"  ALTER c SET STATISTICS 7, ALTER d SET STORAGE MAIN",
		0);
}

/* They list their columns in the order in which those are, so only the last may go. */
TEST(statistics_are_restored)
{
	struct live live;
	struct pipeline pipe;
	restore_whole(&live,
		      "CREATE TABLE t (a int, b int, c int);"
		      "CREATE STATISTICS st (ndistinct, mcv) ON a, b FROM t;"
		      "CREATE STATISTICS other.\"s t\" ON c, b FROM t",
		      0);
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	struct ddlect_schema *declared = as_declared(&pipe);
	remove_column(declared, table_find(declared, NULL, "t"), 2);
	there_and_back(&live, &pipe, "c", declared, true);
	pipeline_close(&pipe);
	live_close(&live);
}

TEST(compressions_are_restored)
{
	restore("CREATE TABLE t (a text COMPRESSION pglz, b text)", 140000);
}

/* Changing the type makes the server forget how the values are kept. */
TEST(a_setting_comes_back_with_the_type)
{
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	live_exec(&live,
		  "CREATE TABLE t (a text); ALTER TABLE t ALTER a SET STORAGE MAIN");
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	struct ddlect_schema *declared = as_declared(&pipe);
	struct ddlect_type json = {
		.kind = DDLECT_TYPE_JSON, .precision = -1, .scale = -1};
	column_find(table_find(declared, NULL, "t"), "a")->type =
		type_get(declared, &json);
	there_and_back(&live, &pipe, "a", declared, true);
	pipeline_close(&pipe);
	live_close(&live);
}

/* For what can't be restored the down has a word, and applies. */
TEST(what_is_lost_is_said)
{
	static const char *const words[] = {
		"CAN'T RESTORE privileges postgres=arwdDxt",
		"CAN'T RESTORE privileges postgres=r",
		"CAN'T RESTORE its owner, pg_monitor",
		"CAN'T RESTORE its partitions",
		"CAN'T RESTORE what it inherits from",
		"CAN'T RESTORE its place in the publication pub",
		"CAN'T RESTORE that it is of a type",
	};
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	live_exec(&live, "CREATE SCHEMA other; CREATE TABLE a (x int, y int); GRANT ALL "
			 "ON a TO postgres;"
			 "GRANT SELECT (x) ON a TO postgres;"
			 "CREATE TABLE b (x int); ALTER TABLE b OWNER TO pg_monitor;"
			 "CREATE TABLE c (x int) PARTITION BY LIST (x);"
			 "CREATE TABLE c1 PARTITION OF c DEFAULT;"
			 "CREATE TABLE a_child () INHERITS (a);"
			 "CREATE PUBLICATION pub FOR TABLE b;"
			 "CREATE TYPE pair AS (x int); CREATE TABLE d OF pair");
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	struct step step = pipeline_compare(&pipe, nothing(&pipe));
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strstr(step.down, words[i]))
			test_fail(__FILE__, __LINE__, "%s\n%s", words[i], step.down);
	CHECK(!strstr(step.up, "RESTORE"));
	live_exec(&live, "DROP TABLE a_child");
	apply(&live, "up", "DROP TABLE a, b, c, d");
	apply(&live, "down", step.down);
	pipeline_close(&pipe);
	live_close(&live);
}

/* Whatever their names: what inherits goes before what it inherits from. */
TEST(children_are_dropped_before_their_parents)
{
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	live_exec(&live, "CREATE SCHEMA other; CREATE TABLE b (x int);"
			 "CREATE TABLE c () INHERITS (b); CREATE TABLE z (y int);"
			 "CREATE TABLE a () INHERITS (c, z)");
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	struct step step = pipeline_compare(&pipe, nothing(&pipe));
	apply(&live, "up", step.up);
	apply(&live, "down", step.down);
	pipeline_close(&pipe);
	live_close(&live);
}

/* An upgrade between two states that people had, found by random trials. */
TEST(an_included_column_changes_its_type_under_a_reference)
{
	struct live live;
	struct pipeline pipe;
	live_open(&live);
	live_exec(&live, "CREATE TABLE p (id int, x int, PRIMARY KEY (id) INCLUDE (x));"
			 "CREATE TABLE c (p_id int REFERENCES p)");
	pipeline_open(&pipe, "postgres", live.dsn, "public");
	struct ddlect_schema *declared = as_declared(&pipe);
	struct ddlect_type bigint = {
		.kind = DDLECT_TYPE_BIGINT, .precision = -1, .scale = -1};
	column_find(table_find(declared, NULL, "p"), "x")->type =
		type_get(declared, &bigint);
	there_and_back(&live, &pipe, "x", declared, true);
	pipeline_close(&pipe);
	live_close(&live);
}
