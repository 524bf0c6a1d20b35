/* SPDX-License-Identifier: Apache-2.0 */
/* DBML when memory runs out: at every allocation once, and always said so. */
#include "tests/unit/dbml_case.h"

static const char text[] =
	"Project p { version: '1'\n convention: 'c' }\n"
	"Enum e { a\n \"b c\" }\n"
	"TablePartial q { id int [pk]\n by int [ref: > t.id]\n indexes { by [name: "
	"'n']\n } }\n"
	"Table t as T [resource: 'r', note: 'n', k: 'v'] {\n"
	" a varchar(10) [not null, unique, default: 'x', note: 'y', x: 'z', check: `a`]\n"
	" b e [default: e.a, identity: 'always']\n c \"double precision\"[]\n d s.u\n "
	"~q\n"
	" indexes { (a, b) [unique, name: 'u']\n (a, `b`) [type: gin, note: 'i']\n }\n"
	" checks { `a > b` [name: 'c']\n }\n Note: '''\n  x\n   y\n '''\n}\n"
	"Table s.v { id int [unique] }\n"
	"Ref r: t.(a, b) > t.(b, a) [delete: cascade]\nRef: T.id > s.v.id\n"
	"TableGroup g { t }\n"
	"Metadata Table t { refs: 'r [deferrable]'\n indexes: '''\n  u [where: `x`]\n"
	"  z (a) [add, opclass: (`o`)]\n '''\n checks: 'c [not_valid]'\n"
	" attributes: '\"K\" [value: `v`]' }\n"
	"Metadata Column t.a { renamed_from: 'o' }\n";

static bool read_with(long fail_after)
{
	struct arena arena;
	struct diags diags;
	struct ddlect_err err = {0};
	arena_init(&arena);
	diags_init(&diags, &arena);
	arena.fail_after = fail_after;
	const struct ddlect_schema *schema =
		dbml_read_text(&arena, "t.dbml", text, sizeof(text) - 1, &diags, &err);
	if (!schema && diags.n)
		test_fail(__FILE__, __LINE__, "with %ld: %s", fail_after,
			  diags.list[0]->message);
	if (!schema)
		CHECK_TEXT(err.text, "t.dbml: out of memory");
	else
		CHECK_INT(diags.n, 0);
	arena_clear(&arena);
	return schema != NULL;
}

TEST(every_allocation_fails_once)
{
	long n = 1;
	while (!read_with(n))
		n++;
	CHECK(n > 200);
	printf("%ld allocations\n", n - 1);
}

TEST(a_large_number_of_mistakes_is_counted_and_cut)
{
	struct dbml_case c;
	struct ddlect_buf many;
	buf_init(&many);
	for (int i = 0; i < 1000; i++)
		buf_printf(&many, "foo%d\n", i);
	case_read_bytes(&c, many.text, many.length);
	CHECK_INT(c.diags.n, DIAG_LIMIT);
	CHECK_INT(c.diags.n_errors, 1000);
	CHECK_TEXT(c.err.text, "t.dbml has 1000 errors");
	case_clear(&c);
	buf_clear(&many);
}

/* What nests in the language nests a few levels; what doesn't is read without recursion. */
TEST(depth_costs_no_stack)
{
	static const char *const openings[] = {
		"[",   "(",  "{", "Table a {", "DiagramView v { x {",
		"'''", "a.", "-", "/*"};
	for (size_t i = 0; i < sizeof(openings) / sizeof(*openings); i++) {
		struct dbml_case c;
		struct ddlect_buf deep;
		buf_init(&deep);
		buf_text(&deep, "Table t { a int [k: ");
		for (int n = 0; n < 100000; n++)
			buf_text(&deep, openings[i]);
		case_read_bytes(&c, deep.text, deep.length);
		CHECK(!c.schema && c.diags.n_errors > 0);
		case_clear(&c);
		buf_clear(&deep);
	}
}
