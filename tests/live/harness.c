/* SPDX-License-Identifier: Apache-2.0 */
/* The live tests' own tools: if these don't see a difference, no other test would. */
#include "tests/live/live.h"
#include "tests/unit/test.h"

static const char table[] =
	"CREATE TYPE mood AS ENUM ('sad', 'it''s ok');"
	"CREATE TABLE t (a int PRIMARY KEY, b text NOT NULL DEFAULT 'x', m mood);"
	"COMMENT ON COLUMN t.b IS 'a comment'";

TEST(a_catalog_is_the_same_twice)
{
	struct live live;
	live_open(&live);
	char *empty = live_catalog(&live, "{public}");
	live_exec(&live, table);
	char *once = live_catalog(&live, "{public}");
	live_exec(&live, "DROP TABLE t; DROP TYPE mood");
	char *dropped = live_catalog(&live, "{public}");
	live_exec(&live, table);
	char *twice = live_catalog(&live, "{public}");
	CHECK(live_difference(empty, once, true));
	CHECK(!live_difference(empty, dropped, true));
	CHECK(!live_difference(once, twice, true));
	live_close(&live);
}

/* Each of these is one statement that a wrong migration could have run, or left out. */
TEST(a_catalog_shows_every_kind_of_change)
{
	static const char *const changes[] = {
		"ALTER TABLE t ALTER b DROP NOT NULL",
		"ALTER TABLE t ALTER b DROP DEFAULT",
		"ALTER TABLE t ALTER b TYPE varchar(9)",
		"ALTER TABLE t ALTER b TYPE text COLLATE \"C\"",
		"ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY",
		"ALTER TABLE t ADD c int",
		"ALTER TABLE t ADD UNIQUE (b)",
		"ALTER TABLE t RENAME CONSTRAINT t_pkey TO other",
		"ALTER TABLE t ADD CHECK (a > 0) NOT VALID",
		"ALTER TYPE mood ADD VALUE 'ok' BEFORE 'sad'",
		"COMMENT ON COLUMN t.b IS 'another comment'",
		"COMMENT ON TYPE mood IS 'a type'",
		"CREATE INDEX ON t (b DESC) WHERE a > 1",
		"CREATE SEQUENCE s",
		"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
		"CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING",
		"CREATE STATISTICS st ON a, b FROM t",
		"CREATE VIEW v AS SELECT 1 AS one",
		"GRANT SELECT ON t TO public",
		"ALTER TABLE t ENABLE ROW LEVEL SECURITY",
	};
	struct live live;
	live_open(&live);
	live_exec(&live, table);
	char *before = live_catalog(&live, "{public}");
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		live_exec(&live, "BEGIN");
		live_exec(&live, changes[i]);
		char *after = live_catalog(&live, "{public}");
		if (!live_difference(before, after, false))
			test_fail(__FILE__, __LINE__, "not seen: %s", changes[i]);
		live_exec(&live, "ROLLBACK");
		free(after);
	}
	live_close(&live);
}

TEST(the_order_of_columns_counts_only_when_asked)
{
	struct live live;
	live_open(&live);
	live_exec(&live, "CREATE TABLE t (a int, b int)");
	char *before = live_catalog(&live, "{public}");
	live_exec(&live, "ALTER TABLE t DROP a; ALTER TABLE t ADD a int");
	char *after = live_catalog(&live, "{public}");
	CHECK(!live_difference(before, after, false));
	char *difference = live_difference(before, after, true);
	CHECK_TEXT(difference, "- order public.t a, b\n+ order public.t b, a");
	live_close(&live);
}

TEST(a_file_is_applied_wholly_or_not_at_all)
{
	struct live live;
	char message[1024];
	live_open(&live);
	CHECK_INT(live_try(&live, "CREATE TABLE t (); SELECT 1/0", message,
			   sizeof(message)),
		  -1);
	CHECK(strstr(message, "division by zero"));
	CHECK_TEXT(live_value(&live, "SELECT to_regclass('t')"), "");
	CHECK_INT(live_psql(&live, "CREATE TABLE t ();\nSELECT 1/0;", message,
			    sizeof(message)),
		  -1);
	CHECK(strstr(message, "division by zero"));
	CHECK_TEXT(live_value(&live, "SELECT to_regclass('t')"), "");
	CHECK_INT(live_psql(&live, "CREATE TABLE t ();", message, sizeof(message)), 0);
	CHECK_TEXT(live_value(&live, "SELECT to_regclass('t')"), "t");
	live_close(&live);
}
