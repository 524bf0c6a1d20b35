/* SPDX-License-Identifier: Apache-2.0 */
/* What a row of migrations made: what is there at the end, under its last name. */
#include "core/base/buf.h"
#include "core/dialect/host.h"
#include "core/run/made.h"
#include "plugins/postgres/postgres.h"
#include "tests/unit/test.h"

static const struct ddlect_dialect dialect = {
	.name = "postgres", .split = pg_split, .effects = pg_effects};

/* What is there after a text, in the order of its creation. */
static const char *left(const char *text)
{
	static const char *const objects[] = {"",	"table", "type",    "routine",
					      "schema", "view",	 "sequence"};
	static struct ddlect_buf out;
	struct arena arena;
	struct made made;
	struct ddlect_err err;
	ddlect_host = host_table();
	arena_init(&arena);
	buf_clear(&out);
	buf_init(&out);
	made_init(&made, &arena, "public");
	if (made_add(&made, &dialect, text, strlen(text), &err) < 0)
		buf_text(&out, err.text);
	for (uint32_t i = 0; i < made.n; i++) {
		const struct made_object *one = made.objects[i];
		CHECK(one->there == made_has(&made, one->object, one->schema, one->name));
		if (one->there)
			buf_printf(&out, "%s %s%s%s;", objects[one->object],
				   one->schema ? one->schema : "", one->schema ? "." : "",
				   one->name);
	}
	arena_clear(&arena);
	return out.text;
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
