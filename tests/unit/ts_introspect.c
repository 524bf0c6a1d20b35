/* SPDX-License-Identifier: Apache-2.0 */
/* Introspection without a server: what is said of one that won't do, or was changed. */
#include "core/model/schema.h"
#include "plugins/timescale/introspect.h"
#include "tests/lib/ts.h"
#include "tests/unit/test.h"

/* What the only query is answered: a row, or nothing. */
static const char *const *answer;

static int query(const struct ddlect_dialect *self, struct ddlect_session *session,
		 const char *sql, const char *const *params, uint32_t n_params,
		 ddlect_row *row, void *context, struct ddlect_err *err)
{
	(void)self;
	(void)session;
	(void)sql;
	(void)params;
	(void)n_params;
	return answer ? row(context, answer, 7, err) : 0;
}

TEST(a_server_has_an_extension_that_is_known)
{
	static const struct {
		const char *version;
		const char *words;
	} cases[] = {
		{NULL,
		 "the extension timescaledb isn't in this database; run CREATE EXTENSION "
		 "timescaledb, or add -fake-tsdb to make the upgrade from a plain "
		 "PostgreSQL"},
		{"1.7.5", "timescaledb 1.7.5 is older than 2.0; update the extension "
			  "first"},
		{"2.0.0-rc1", "there is no server"}, /* which the base says */
	};
	struct ts ts;
	ts_open(&ts);
	struct ddlect_dialect asked = *ts.dialect;
	asked.query = query;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *row[7] = {cases[i].version};
		struct ddlect_introspect_request request = {.size = sizeof(request)};
		answer = cases[i].version ? row : NULL;
		CHECK_INT(asked.introspect(&asked, NULL, &request, schema_new(&ts.arena),
					   &ts.err),
			  -1);
		CHECK_TEXT(ts.err.text, cases[i].words);
	}
	ts_close(&ts);
}

TEST(a_base_has_to_read)
{
	struct ts ts;
	ts_open(&ts);
	struct ddlect_dialect base = {.name = "deaf", .query = query};
	CHECK_INT(ts.dialect->bind(&base, &ts.err), -1);
	CHECK_TEXT(ts.err.text, "its base \"deaf\" can't read a database; it needs the "
				"postgres plugin of the same release");
	ts_close(&ts);
}

/* 'cascade', no schema, the child, one pair of columns: in hexadecimal, ended by NUL each. */
#define CASCADE                                                                          \
	"6361736361646500"                                                               \
	"00"
#define CHILD_C "6300"
#define ONE_PAIR                                                                         \
	"3100"                                                                           \
	"6100"                                                                           \
	"696400"

TEST(a_trigger_whose_child_is_gone_is_told)
{
	static const char *const arguments[] = {CASCADE CHILD_C ONE_PAIR,
						CASCADE "676f6e6500" ONE_PAIR,
						CASCADE CHILD_C "3100"
								"6200"
								"696400"};
	for (int i = 0; i < 3; i++) {
		struct ts ts;
		uint32_t n;
		ts_open(&ts);
		struct ddlect_dialect asked = *ts.dialect;
		asked.query = query;
		const char *row[7] = {"public", "parent",	    "c_a_fkey",
				      "public", "ddlect_p_cascade", arguments[i],
				      NULL};
		struct ddlect_introspect_request request = {.size = sizeof(request),
							    .default_schema = "public"};
		struct ts_reading reading = {.self = &asked,
					     .request = &request,
					     .out = ts_lowered(&ts,
							       "Table parent { id int }\n"
							       "Table c { a int }\n")};
		answer = row;
		CHECK_INT(ts_read_cascades(&reading, &ts.err), 0);
		const char *const *notes = schema_notes(reading.out, &n);
		CHECK_INT(n, i > 0);
		CHECK_INT(table_find(reading.out, NULL, "c")->n_fks, i == 0);
		if (i == 1)
			CHECK_TEXT(
				notes[0],
				"table \"parent\": its trigger \"c_a_fkey\" names "
				"\"gone\", which isn't there as it was; deleting from "
				"\"parent\" fails until the trigger is dropped or made "
				"again");
		ts_close(&ts);
	}
}

static int no_query(const struct ddlect_dialect *self, struct ddlect_session *session,
		    const char *sql, const char *const *params, uint32_t n_params,
		    ddlect_row *row, void *context, struct ddlect_err *err)
{
	(void)self;
	(void)session;
	(void)sql;
	(void)params;
	(void)n_params;
	(void)row;
	(void)context;
	return ddlect_error(err, "the server is gone");
}

TEST(what_was_being_read_is_said)
{
	static const struct {
		int (*read)(struct ts_reading *reading, struct ddlect_err *err);
		const char *words;
	} cases[] = {
		{ts_hide_internals, "reading chunks: the server is gone"},
		{ts_read_cascades, "reading triggers: the server is gone"},
		{ts_name_aggregates, "reading continuous aggregates: the server is gone"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct ts ts;
		ts_open(&ts);
		struct ddlect_dialect asked = *ts.dialect;
		asked.query = no_query;
		struct ddlect_introspect_request request = {.size = sizeof(request)};
		struct ts_reading reading = {.self = &asked,
					     .request = &request,
					     .out = schema_new(&ts.arena)};
		CHECK_INT(cases[i].read(&reading, &ts.err), -1);
		CHECK_TEXT(ts.err.text, cases[i].words);
		ts_close(&ts);
	}
}
