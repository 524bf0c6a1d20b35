/* SPDX-License-Identifier: Apache-2.0 */
/* What a row of migrations made: what is there at the end, under its last name. */
#include "core/base/buf.h"
#include "core/dialect/host.h"
#include "core/run/made.h"
#include "plugins/postgres/postgres.h"
#include "tests/unit/test.h"

static const struct ddlect_dialect dialect = {
	.name = "postgres", .split = pg_split, .effects = pg_effects};

static const char *const objects[] = {"",	"table", "type",    "routine",
				      "schema", "view",	 "sequence"};

static void write_notes(struct ddlect_buf *out, char mark, const struct made_notes *notes)
{
	for (uint32_t i = 0; i < notes->n; i++)
		buf_printf(out, "%c%s %s %s;", mark, notes->list[i].file,
			   objects[notes->list[i].object], notes->list[i].name);
}

/*
 * What is there after texts, in the order of its creation. What is in the schema where they
 * ran has none; `?` stands before what may have been there before, `!` before what may be
 * anywhere.
 */
static const char *left_of(const char *const *texts, uint32_t n, const char *adopted)
{
	static struct ddlect_buf out;
	static const char *const files[] = {"1.sql", "2.sql", "3.sql"};
	struct arena arena;
	struct made made;
	struct ddlect_err err;
	ddlect_host = host_table();
	arena_init(&arena);
	buf_clear(&out);
	buf_init(&out);
	made_init(&made, &arena);
	for (uint32_t i = 0; i < n; i++) {
		const struct made_text text = {files[i], texts[i], strlen(texts[i]),
					       "public", NULL,	   UINT64_MAX,
					       false,	 adopted};
		if (made_add(&made, &dialect, &text, &err) < 0)
			buf_text(&out, err.text);
	}
	for (uint32_t i = 0; i < made.n; i++) {
		const struct made_object *one = made.objects[i];
		const char *ns = one->schema;
		CHECK(made_has(&made, one->object, one->schema, one->name) ==
		      (one->there && !one->perhaps && !one->lost));
		ns = ns && strcmp(ns, "public") == 0 ? NULL : ns;
		if (one->there)
			buf_printf(&out, "%s%s%s %s%s%s;", one->perhaps ? "?" : "",
				   one->lost ? "!" : "", objects[one->object],
				   ns ? ns : "", ns ? "." : "", one->name);
	}
	write_notes(&out, '~', &made.changed);
	write_notes(&out, '#', &made.unseen);
	arena_clear(&arena);
	return out.text;
}

static const char *left(const char *text)
{
	return left_of(&text, 1, NULL);
}

TEST(what_is_made_and_not_dropped_is_left)
{
	static const char *const cases[][2] = {
		{"", ""},
		{"CREATE TABLE a (); CREATE TABLE b ();", "table a;table b;"},
		{"CREATE TABLE a (); DROP TABLE a;", ""},
		{"CREATE TABLE a (); DROP TABLE a; CREATE TABLE a ()", "table a;"},
		{"CREATE TABLE a (); DROP TYPE a", "table a;"},
		{"CREATE TABLE a (); DROP TABLE s.a", "table a;"},
		{"CREATE TABLE public.a (); DROP TABLE a", ""},
		{"CREATE TABLE a (); ALTER TABLE public.a RENAME TO b", "table b;"},
		{"CREATE TABLE a (); ALTER TABLE a RENAME TO b; CREATE TABLE a (); "
		 "ALTER TABLE b RENAME TO c",
		 "table a;table c;"},
		{"CREATE TABLE a (); ALTER TABLE a SET SCHEMA s; ALTER TABLE s.a RENAME "
		 "TO b; ALTER TABLE s.b SET SCHEMA public",
		 "table b;"},
		{"ALTER TABLE theirs RENAME TO a", ""},
		{"CREATE TABLE a (); ALTER TABLE a ADD b int; CREATE INDEX ON a (b)",
		 "table a;"},
		{"ALTER TABLE theirs ADD b int; ALTER TABLE theirs ADD c int",
		 "~1.sql table theirs;"},
		{"DO $$ BEGIN END $$; DO ''; CALL p()", "#1.sql  DO;#1.sql  CALL;"},
		{"CREATE TABLE a (); DROP TABLE a; ALTER TABLE a RENAME TO b", ""},
		{"CREATE SCHEMA s CREATE TABLE a (); CREATE TABLE s.b (); DROP SCHEMA s "
		 "CASCADE; CREATE TABLE c ()",
		 "table c;"},
		{"CREATE SCHEMA s; CREATE TABLE s.a (); CREATE TYPE s.a AS (); ALTER "
		 "SCHEMA s RENAME TO t; DROP TABLE t.a",
		 "type t.a;schema t;"},
		{"CREATE FUNCTION f() RETURNS int RETURN 1; DROP FUNCTION f", ""},
		{"CREATE TABLE a (); 'never",
		 "the string that begins here never endstable a;"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(left(cases[i][0]), cases[i][1]);
}

TEST(what_may_have_been_there_is_told_apart)
{
	static const char *const cases[][4] = {
		{"CREATE TABLE IF NOT EXISTS a ()", NULL, NULL, "?table a;"},
		{"CREATE TABLE a ()", "CREATE TABLE IF NOT EXISTS a ()", NULL,
		 "table a;"},
		{"CREATE TABLE IF NOT EXISTS a ()", "CREATE TABLE a ()", NULL,
		 "table a;"},
		{"DROP TABLE IF EXISTS a; CREATE TABLE IF NOT EXISTS a ()", NULL, NULL,
		 "table a;"},
		{"DROP TABLE IF EXISTS a", "CREATE TABLE IF NOT EXISTS a ()", NULL,
		 "?table a;"},
		{"CREATE TABLE IF NOT EXISTS a ()", "ALTER TABLE a RENAME TO b", NULL,
		 "?table b;"},
		{"CREATE TABLE IF NOT EXISTS a ()",
		 "DROP TABLE IF EXISTS b; ALTER TABLE a RENAME TO b", NULL, "?table b;"},
		{"CREATE TABLE IF NOT EXISTS s.a ()", "ALTER SCHEMA s RENAME TO t", NULL,
		 "?table t.a;"},
		{"CREATE OR REPLACE FUNCTION f() RETURNS int RETURN 1",
		 "DROP FUNCTION f(); CREATE FUNCTION f() RETURNS int RETURN 1", NULL,
		 "routine f;"},
		{"CREATE SCHEMA IF NOT EXISTS s CREATE TABLE a ()", NULL, NULL,
		 "?schema s;table s.a;"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(left_of(cases[i], cases[i][1] ? 2 : 1, NULL), cases[i][3]);
}

TEST(what_was_looked_for_and_not_there_was_made)
{
	static const char *const cases[][3] = {
		{"CREATE TABLE IF NOT EXISTS a ()", "", "table a;"},
		{"CREATE TABLE IF NOT EXISTS a ()", "1:public.a", "?table a;"},
		{"CREATE TABLE IF NOT EXISTS a ()", "1:other.a 5:public.a 1:public.ab",
		 "table a;"},
		{"CREATE TABLE IF NOT EXISTS \"A b.%\" ()", "4:.x 1:public.A%20b%2e%25",
		 "?table A b.%;"},
		{"CREATE SCHEMA IF NOT EXISTS s", "4:.s", "?schema s;"},
		{"SET search_path = s; CREATE OR REPLACE VIEW v AS SELECT 1", "5:s.v",
		 "?view s.v;"},
		{"SET ROLE r; CREATE OR REPLACE VIEW v AS SELECT 1", "", "!view v;"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(left_of(cases[i], 1, cases[i][1]), cases[i][2]);
}

TEST(names_lead_where_the_text_says)
{
	static const char *const cases[][2] = {
		{"SET search_path = s; CREATE TABLE a ()", "table s.a;"},
		{"SET LOCAL search_path TO 'S', public; CREATE TABLE a ()", "!table a;"},
		{"CREATE SCHEMA s; SET search_path TO s, public; CREATE TABLE a ()",
		 "schema s;table s.a;"},
		{"CREATE SCHEMA IF NOT EXISTS s; SET search_path TO s, public; CREATE "
		 "TABLE a ()",
		 "?schema s;!table a;"},
		{"DO $$ BEGIN SET search_path = s; END $$; CREATE TABLE a ()",
		 "!table a;#1.sql  DO;"},
		{"SET SESSION search_path TO \"S s\"; CREATE TABLE a ()", "table S s.a;"},
		{"SET SCHEMA 's'; CREATE TABLE a ()", "table s.a;"},
		{"SET search_path = s; CREATE TABLE public.a (); DROP TABLE a",
		 "table a;"},
		{"SET search_path = s; RESET search_path; CREATE TABLE a ()", "table a;"},
		{"SET search_path = s; SET search_path = DEFAULT; CREATE TABLE a ()",
		 "table a;"},
		{"SET search_path = s; RESET ALL; CREATE TABLE a ()", "table a;"},
		{"BEGIN; SET LOCAL search_path = s; CREATE TABLE a (); COMMIT; CREATE "
		 "TABLE b ()",
		 "table s.a;table b;"},
		{"SET search_path = \"$user\", public; CREATE TABLE a ()", "!table a;"},
		{"SET search_path = pg_temp; CREATE TABLE a ()", "!table a;"},
		{"SET search_path = ''; CREATE TABLE a ()", "!table a;"},
		{"SET search_path = E's'; CREATE TABLE a ()", "!table a;"},
		{"SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE "
		 "public.a (); CREATE TABLE b ()",
		 "table a;!table b;"},
		{"SELECT set_config('work_mem', '1MB', false); CREATE TABLE a ()",
		 "table a;"},
		{"SELECT set_config('Role', 'x', false); CREATE TABLE a ()", "!table a;"},
		{"SELECT set_config(x, 'x', false) FROM y; CREATE TABLE a ()",
		 "!table a;"},
		{"SET ROLE r; CREATE TABLE a (); CREATE TABLE s.b ()",
		 "!table a;table s.b;"},
		{"SET SESSION AUTHORIZATION r; CREATE TABLE a ()", "!table a;"},
		{"SET LOCAL ROLE TO r; RESET ROLE; CREATE TABLE a ()", "table a;"},
		{"SET ROLE r; SET ROLE NONE; CREATE TABLE a ()", "table a;"},
		{"SET ROLE r; SET search_path = s; CREATE TABLE a ()", "table s.a;"},
		{"SET statement_timeout = 0; CREATE TABLE a ()", "table a;"},
		/* The path may lead further than to its first schema. */
		{"CREATE TABLE a (); SET search_path = s, public; DROP TABLE a", ""},
		{"CREATE TABLE s.a (); DROP TABLE IF EXISTS a", "table s.a;"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(left(cases[i][0]), cases[i][1]);
}

TEST(what_is_taken_back_is_in_doubt)
{
	static const char *const cases[][2] = {
		{"CREATE TABLE a (); SAVEPOINT s; CREATE TABLE b (); ROLLBACK TO s; "
		 "CREATE TABLE c ()",
		 "table a;?table b;table c;"},
		{"CREATE TABLE a (); SAVEPOINT s; DROP TABLE a; ROLLBACK WORK TO "
		 "SAVEPOINT s",
		 "?table a;"},
		{"CREATE TABLE a (); DROP TABLE a; SAVEPOINT s; ROLLBACK TO s", ""},
		{"SAVEPOINT s; CREATE TABLE a (); SAVEPOINT S; CREATE TABLE b (); "
		 "ROLLBACK TRANSACTION TO s",
		 "table a;?table b;"},
		{"CREATE TABLE a (); SAVEPOINT s; ALTER TABLE a RENAME TO b; ROLLBACK TO "
		 "s",
		 "?table a;?table b;"},
		{"CREATE TABLE a (); SAVEPOINT s; RELEASE s", "table a;"},
		{"CREATE TABLE a (); CREATE TABLE b (); DO $$ BEGIN ALTER TABLE A RENAME "
		 "TO c; END $$; CREATE TABLE d ()",
		 "?table a;table b;table d;#1.sql  DO;"},
		{"CREATE TABLE one (); DO $$ BEGIN EXECUTE format('DROP TABLE %I', x); "
		 "END $$; CREATE TABLE two ()",
		 "?table one;table two;#1.sql  DO;"},
		{"CREATE TABLE one (); DO $$ BEGIN EXECUTE 'INSERT INTO one'; END $$",
		 "table one;#1.sql  DO;"},
		{"CREATE TABLE \"o\"\"e\" (); DO $$ BEGIN DROP TABLE x; END $$",
		 "?table o\"e;#1.sql  DO;"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(left(cases[i][0]), cases[i][1]);
}

static int split_nowhere(const struct ddlect_dialect *self, const char *text,
			 uint64_t length, uint64_t at, struct ddlect_piece *piece,
			 ddlect_token *token, void *context, struct ddlect_err *err)
{
	(void)self;
	(void)text;
	(void)token;
	(void)context;
	(void)err;
	*piece = (struct ddlect_piece){.begin = at, .end = at + length + 1};
	return 1;
}

TEST(a_dialect_that_points_outside_of_the_text_is_told)
{
	const struct ddlect_dialect crooked = {.name = "crooked", .split = split_nowhere};
	const struct made_text text = {"1.sql", "x",	    1,	   NULL,
				       NULL,	UINT64_MAX, false, NULL};
	struct ddlect_err err = {0};
	struct arena arena;
	struct made made;
	arena_init(&arena);
	made_init(&made, &arena);
	CHECK_INT(made_add(&made, &crooked, &text, &err), -1);
	CHECK_TEXT(err.text, "the dialect crooked splits it wrongly");
	arena_clear(&arena);
}

/* Whatever is lost on the way, nothing is said to be made that isn't. */
TEST(the_end_of_memory_is_told)
{
	static const char sql[] = "CREATE SCHEMA s CREATE TABLE a (); ALTER SCHEMA s "
				  "RENAME TO t; DROP TABLE "
				  "b; ALTER TABLE c ADD d int; DO ''; SET search_path = "
				  "x; CREATE TABLE y ();"
				  "ALTER TABLE y RENAME TO z";
	const struct made_text text = {"1.sql", sql,	    strlen(sql), "public",
				       NULL,	UINT64_MAX, false,	 NULL};
	long failed = 0;
	ddlect_host = host_table();
	for (long n = 1;; n++) {
		struct ddlect_err err = {0};
		struct arena arena;
		struct made made;
		arena_init(&arena);
		made_init(&made, &arena);
		arena.fail_after = n;
		int status = made_add(&made, &dialect, &text, &err);
		arena_clear(&arena);
		if (status == 0)
			break;
		CHECK_TEXT(err.text, "out of memory");
		failed++;
	}
	CHECK(failed > 5);
}
