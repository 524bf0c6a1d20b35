/* SPDX-License-Identifier: Apache-2.0 */
/* Types of PostgreSQL: every spelling is one type, and what isn't a type is refused. */
#include "core/base/arena.h"
#include "core/dialect/host.h"
#include "core/model/schema.h"
#include "plugins/postgres/postgres.h"
#include "plugins/postgres/render.h"
#include "tests/unit/test.h"

static struct arena arena;
static struct ddlect_schema *schema;

static void start(void)
{
	ddlect_host = host_table();
	arena_init(&arena);
	schema = schema_new(&arena);
}

static const char *written(const struct ddlect_type *type)
{
	static char text[128];
	struct ddlect_buf *buf = ddlect_host->buf_new();
	pg_type_write(buf, type);
	snprintf(text, sizeof(text), "%s", ddlect_host->buf_text(buf));
	ddlect_host->buf_free(buf);
	return text;
}

static const char *canonical(const char *text)
{
	struct ddlect_type type;
	struct ddlect_err err;
	bool serial;
	if (pg_type_parse(schema, text, &type, &serial, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	return written(&type);
}

TEST(every_spelling_is_one_type)
{
	static const char *const cases[][2] = {
		{"int4", "integer"},
		{"INT", "integer"},
		{" Double   Precision ", "double precision"},
		{"float8", "double precision"},
		{"float", "double precision"},
		{"float(53)", "double precision"},
		{"float(24)", "real"},
		{"float4", "real"},
		{"string", "text"},
		{"bytes", "bytea"},
		{"json", "jsonb"},
		{"jsonb", "jsonb"},
		{"pg_catalog.json", "pg_catalog.json"},
		{"pg_catalog.int4", "integer"},
		{"pg_catalog.tsvector", "tsvector"},
		{"timestamp with time zone", "timestamptz"},
		{"timestamp(3) without time zone", "timestamp(3)"},
		{"timestamptz(9)", "timestamptz(6)"},
		{"time(0)", "time(0)"},
		{"TIMETZ", "time with time zone"},
		{"timetz(3)", "time(3) with time zone"},
		{"time(3) with time zone", "time(3) with time zone"},
		{"decimal(10, 2)", "numeric(10,2)"},
		{"dec(5)", "numeric(5,0)"},
		{"numeric(5,-2)", "numeric(5,-2)"},
		{"character varying", "varchar"},
		{"character varying(10)", "varchar(10)"},
		{"national character varying(10)", "varchar(10)"},
		{"char", "character(1)"},
		{"char(3)", "character(3)"},
		{"nchar(3)", "character(3)"},
		{"bpchar", "bpchar"},
		{"\"char\"", "\"char\""},
		{"bit", "bit(1)"},
		{"varbit(5)", "bit varying(5)"},
		{"interval(3)", "interval(3)"},
		{"interval day to second(3)", "interval day to second(3)"},
		{"INTERVAL YEAR TO MONTH", "interval year to month"},
		{"text[][]", "text[][]"},
		{"int4[3]", "integer[]"},
		{"integer ARRAY", "integer[]"},
		{"timestamp(3) with time zone[]", "timestamptz(3)[]"},
		{"money", "money"},
		{"Email", "email"},
		{"\"Email\"", "\"Email\""},
		{"gis.Geometry( Point , 4326 )[]", "gis.geometry(Point,4326)[]"},
		{"\"My Schema\".\"select\"", "\"My Schema\".\"select\""},
	};
	start();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char again[128];
		CHECK_TEXT(canonical(cases[i][0]), cases[i][1]);
		snprintf(again, sizeof(again), "%s", cases[i][1]);
		if (strcmp(again, "pg_catalog.json") != 0)
			CHECK_TEXT(canonical(again), cases[i][1]);
	}
	arena_clear(&arena);
}

TEST(what_is_no_type_is_refused)
{
	static const char *const cases[][2] = {
		{"text; DROP TABLE x", "\"text; DROP TABLE x\" isn't a type: write its "
				       "name, perhaps with a schema, "
				       "arguments and [], such as numeric(10,2)[]"},
		{"", "\"\" isn't a type: write its name, perhaps with a schema, "
		     "arguments and "
		     "[], such as numeric(10,2)[]"},
		{"int(5)", "\"int(5)\" isn't a type: it takes no such arguments"},
		{"varchar(a)", "\"varchar(a)\" isn't a type: it takes no such arguments"},
		{"varchar(0)",
		 "\"varchar(0)\" isn't a type: it takes no argument below 1"},
		{"varchar(99999999)",
		 "varchar(99999999): the length must be between 1 and "
		 "10485760; write text for any length"},
		{"numeric(1001)",
		 "numeric(1001): the precision must be between 1 and 1000; "
		 "write numeric for any number"},
		{"numeric(5,1001)", "numeric(5,1001): the scale must be at most 1000"},
		{"float(54)", "\"float(54)\" isn't a type: it takes at most 53 bits"},
		{"interval day(3)", "\"interval day(3)\" isn't a type: it takes no such "
				    "arguments"},
		{"serial[]",
		 "\"serial[]\" can't be an array: only a column of its own can "
		 "count up"},
	};
	static const char *const others[] = {
		"text NOT NULL",  "text)",
		"text -- x",	  "text /* */",
		"a.b.",		  "\"a",
		"text[",	  "text[-1]",
		"geometry((1))",  "a b",
		"numeric(1,2,3)", "numeric()",
		"'text'",	  "interval day to year",
	};
	struct ddlect_type type;
	struct ddlect_err err;
	bool serial;
	start();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CHECK_INT(pg_type_parse(schema, cases[i][0], &type, &serial, &err), -1);
		CHECK_TEXT(err.text, cases[i][1]);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (pg_type_parse(schema, others[i], &type, &serial, &err) == 0)
			test_fail(__FILE__, __LINE__, "%s is taken", others[i]);
	arena_clear(&arena);
}

TEST(a_serial_type_is_its_integer)
{
	struct ddlect_type type;
	struct ddlect_err err;
	bool serial = false;
	start();
	CHECK_INT(pg_type_parse(schema, "BigSerial", &type, &serial, &err), 0);
	CHECK_INT(type.kind, DDLECT_TYPE_BIGINT);
	CHECK(serial);
	CHECK_INT(pg_type_parse(schema, "bigint", &type, &serial, &err), 0);
	CHECK(!serial);
	arena_clear(&arena);
}

TEST(a_catalogs_type_is_the_declared_one)
{
	static const struct {
		uint32_t oid;
		int32_t typmod;
		const char *text;
	} cases[] = {
		{23, -1, "integer"},
		{1007, -1, "integer[]"},
		{3802, -1, "jsonb"},
		{114, -1, "pg_catalog.json"},
		{1043, 14, "varchar(10)"},
		{1015, -1, "varchar[]"},
		{1042, 7, "character(3)"},
		{1042, -1, "bpchar"},
		{1700, 655366, "numeric(10,2)"},
		{1700, 329730, "numeric(5,-2)"},
		{1700, -1, "numeric"},
		{1184, 3, "timestamptz(3)"},
		{1266, 3, "time(3) with time zone"},
		{1266, -1, "time with time zone"},
		{1186, 2147418115, "interval(3)"},
		{1186, 470286339, "interval day to second(3)"},
		{1186, 393216 + 65535, "interval year to month"},
		{1560, 1, "bit(1)"},
		{1562, -1, "bit varying"},
	};
	struct ddlect_type type;
	start();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CHECK(pg_type_of_oid(schema, cases[i].oid, cases[i].typmod, &type));
		CHECK_TEXT(written(&type), cases[i].text);
	}
	CHECK(!pg_type_of_oid(schema, 16384, -1, &type));
	arena_clear(&arena);
}

TEST(a_type_has_a_name_for_people)
{
	char name[32];
	struct ddlect_type type = {
		.kind = DDLECT_TYPE_ENUM, .dims = 1, .precision = -1, .name = "Mood"};
	start();
	CHECK_INT(pg_type_name(NULL, &type, name, sizeof(name)), 0);
	CHECK_TEXT(name, "\"Mood\"[]");
	CHECK_INT(pg_type_name(NULL, &type, name, 4), -1);
	type = (struct ddlect_type){
		.kind = DDLECT_TYPE_NUMERIC, .precision = 5, .scale = 2};
	CHECK_INT(pg_type_name(NULL, &type, name, sizeof(name)), 0);
	CHECK_TEXT(name, "numeric(5,2)");
	arena_clear(&arena);
}

TEST(bits_that_do_not_fit_may_fail)
{
	static const struct {
		const char *from;
		const char *to;
		bool fails;
	} cases[] = {
		{"bit varying(10)", "bit varying(4)", true},
		{"bit varying(4)", "bit varying(10)", false},
		{"bit varying(4)", "bit varying", false},
		{"bit varying", "bit varying(4)", true},
		{"bit(8)", "bit(4)", true},
		{"bit(4)", "bit(8)", true},
		{"bit(4)", "bit varying(8)", false},
		{"bit varying(8)", "bit(8)", true},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct ddlect_type from = {
			.precision = -1, .scale = -1, .name = cases[i].from};
		struct ddlect_type to = {
			.precision = -1, .scale = -1, .name = cases[i].to};
		bool fails = pg_convert_effects(&from, &to) & PG_CONVERT_MAY_FAIL;
		if (fails != cases[i].fails)
			test_fail(__FILE__, __LINE__, "%s to %s", cases[i].from,
				  cases[i].to);
	}
}
