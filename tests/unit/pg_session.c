/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions against a libpq that follows a script: see tests/lib/pg_libpq.h. */
#include "core/base/arena.h"
#include "core/dialect/host.h"
#include "core/model/schema.h"
#include "plugins/postgres/ask.h"
#include "plugins/postgres/session.h"
#include "tests/lib/pg_libpq.h"
#include "tests/unit/test.h"

#define BEGINS 3 /* BEGIN, the settings, the schemas */
#define QUERIES 15
#define COLUMNS 6
#define CONSTRAINTS 10
#define INDEXES 11

static const char *const one_table[QUERIES] = {
	NULL,
	"x|1",
	"2200|public|t|u",
	"900|901|public|mood|sad\n900|901|public|mood|happy",
	"public|ddlect_f|body",
	"100|public|t|p|f|~|b='2'",
	"100|1|id|23|~|~|t|d|~|~\n100|3|m|900|~|~|f|~|100|SET STATISTICS 5\n"
	"100|4|x|5000|7|1|f|~|~|~\n555|1|of another table|23|~|~|t|d|~|~",
	"100|3|'sad'::mood\n555|1|5",
	"100|1|1|2|1|99|1|f|~",
	"m|403|btree\no|3000|odd_ops",
	"200|100|t_pk|p|f|f|t|t|300|0| | | |{1}|~|~|~|~\n"
	"201|100|t_fk|f|f|f|t|t|300|777|a|c|s|{3}|{1}|~|~|~",
	"300|100|t_pk|403|t|t|f|1|1|3001|0|0|~|~\n"
	"301|100|t_x|403|f|t|f|2|0 3|3000 3001|0 100|0 3|(m IS NULL)|~",
	"r|100|0|a table\nr|100|3|a column\nr|555|1|of another\nt|900|0|an enum",
	"100|keep:identity|ALTER TABLE t REPLICA IDENTITY FULL\n555|lost:owner|x",
	"100|0|d|view public.v\n100|3|d|view public.v\n100|3|r|table constraint c\n"
	"555|3|d|view public.other",
};

/* The last trip: types, outside, parts. */
static const char *const last[] = {"strange(3)[]", "201|else|where|a",
				   "301|1|(id + 1)|~|f"};

static void script_reset(void)
{
	const volatile int *cancel = fake.cancel;
	memset(&fake, 0, sizeof(fake));
	fake.version = 150020;
	fake.poll = PGRES_POLLING_OK;
	fake.cancel = cancel;
	script_add(PGRES_TUPLES_OK, "x", NULL);
	script_add(PGRES_PIPELINE_SYNC, NULL, NULL);
}

/* A good reading: all of it, or only the first `n` answers. */
static void script_reading(int n)
{
	script_reset();
	for (int i = 0; i < n; i++) {
		script_add(one_table[i] ? PGRES_TUPLES_OK : PGRES_COMMAND_OK,
			   one_table[i], NULL);
		if (i == BEGINS - 1)
			script_add(PGRES_PIPELINE_SYNC, NULL, NULL);
	}
	if (n < QUERIES)
		return;
	script_add(PGRES_PIPELINE_SYNC, NULL, NULL);
	for (size_t i = 0; i < sizeof(last) / sizeof(*last); i++)
		script_add(PGRES_TUPLES_OK, last[i], NULL);
	script_add(PGRES_PIPELINE_SYNC, NULL, NULL);
}

static struct arena arena;

static int fake_open(struct ddlect_session **session, struct ddlect_err *err)
{
	struct ddlect_open_request request = {.size = sizeof(request),
					      .read_only = 1,
					      .dsn = "postgres://u:geheim@h/d",
					      .cancel = fake.cancel};
	ddlect_host = host_table();
	return pg_open(NULL, &request, session, err);
}

static int read_fake(struct ddlect_schema **schema, struct ddlect_err *err)
{
	static const char *const schemas[] = {"public"};
	struct ddlect_introspect_request request = {.size = sizeof(request),
						    .n_schemas = 1,
						    .default_schema = "public",
						    .schemas = schemas};
	struct ddlect_session *session = NULL;
	*err = (struct ddlect_err){0};
	if (fake_open(&session, err) < 0)
		return -1;
	*schema = schema_new(&arena);
	int status = *schema ? pg_introspect(NULL, session, &request, *schema, err) : -1;
	pg_close(NULL, session);
	return status;
}

/* The reading fails, with these words. */
static void read_fails(const char *words)
{
	struct ddlect_schema *schema;
	struct ddlect_err err;
	CHECK_INT(read_fake(&schema, &err), -1);
	if (!strstr(err.text, words) || strstr(err.text, "geheim") ||
	    strchr(err.text, '\n'))
		test_fail(__FILE__, __LINE__, "got\n%s\nexpected\n%s", err.text, words);
}

TEST(a_script_can_be_read_like_a_server)
{
	struct ddlect_schema *schema;
	struct ddlect_err err;
	script_reading(QUERIES);
	if (read_fake(&schema, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	CHECK_INT(fake.next, fake.n);
	CHECK_INT(schema->n_tables, 1);
	const struct ddlect_table *t = schema->tables[0];
	CHECK_TEXT(t->comment, "a table");
	CHECK_TEXT(t->attrs[0]->value, "b='2'");
	CHECK_INT(t->n_columns, 3);
	CHECK_TEXT(t->columns[0]->identity_options, "INCREMENT BY 2 MAXVALUE 99");
	CHECK_TEXT(t->columns[1]->comment, "a column");
	CHECK_TEXT(ddlect_attr_get(t->attrs, t->n_attrs, "dependents"), "view public.v");
	CHECK_TEXT(ddlect_attr_get(t->attrs, t->n_attrs, "keep:identity"),
		   "ALTER TABLE t REPLICA IDENTITY FULL");
	CHECK_INT(t->columns[1]->n_attrs, 3);
	CHECK_TEXT(t->columns[1]->attrs[0]->value, "SET STATISTICS 5");
	CHECK_TEXT(t->columns[1]->attrs[2]->key, "references");
	CHECK_TEXT(t->columns[1]->attrs[2]->value, "table constraint c");
	CHECK_TEXT(t->columns[1]->type->name, "mood");
	CHECK_TEXT(t->columns[2]->type->name, "strange(3)");
	CHECK_INT(t->columns[2]->type->dims, 1);
	CHECK_TEXT(t->primary->columns[0], "id");
	CHECK_TEXT(t->fks[0]->ref_schema, "else");
	CHECK_TEXT(t->fks[0]->ref_table, "where");
	CHECK_TEXT(t->fks[0]->ref_columns[0], "a");
	CHECK_TEXT(t->indexes[0]->parts[0]->expr, "id + 1");
	CHECK_TEXT(t->indexes[0]->parts[0]->opclass, "odd_ops");
	CHECK_INT(t->indexes[0]->parts[1]->flags, 3);
	CHECK_TEXT(t->indexes[0]->predicate, "m IS NULL");
	CHECK_TEXT(schema->enums[0]->comment, "an enum");
	arena_clear(&arena);
}

TEST(a_connection_may_be_lost_at_any_answer)
{
	for (int i = 0; i < QUERIES; i++) {
		script_reading(i);
		script_add(LOST, NULL, NULL);
		read_fails("the connection was lost: server closed the connection "
			   "unexpectedly; run it again");
		arena_clear(&arena);
	}
}

TEST(a_server_may_refuse_at_any_query)
{
	for (int i = 0; i < QUERIES; i++) {
		script_reading(i);
		script_add(PGRES_FATAL_ERROR, NULL, "42501");
		for (int rest = i + 1; rest < (i < BEGINS ? BEGINS : QUERIES); rest++)
			script_add(PGRES_PIPELINE_ABORTED, NULL, NULL);
		script_add(PGRES_PIPELINE_SYNC, NULL, NULL);
		read_fails("(host h, port 5432, database d, user u): the server's words; "
			   "what a role may not read");
		CHECK_INT(fake.next, fake.n); /* all of it was taken */
		arena_clear(&arena);
	}
}

TEST(an_answer_out_of_turn_is_an_error)
{
	for (int i = 0; i < QUERIES; i++) {
		script_reading(i);
		script_add(PGRES_PIPELINE_SYNC, NULL, NULL);
		read_fails("the server answers out of turn");
		script_reading(i);
		script_add(PGRES_COPY_OUT, NULL, "0A000");
		script_add(PGRES_PIPELINE_SYNC, NULL, NULL);
		read_fails("the server's words");
		script_reading(i);
		script_add(PGRES_PIPELINE_ABORTED, NULL, NULL);
		script_add(PGRES_PIPELINE_SYNC, NULL, NULL);
		read_fails("a statement before it failed");
		script_reading(i); /* and then nothing more */
		struct ddlect_schema *schema;
		struct ddlect_err err;
		CHECK_INT(read_fake(&schema, &err), -1);
		arena_clear(&arena);
	}
}

/* The answers with other rows in one place. */
static void script_with(int place, const char *rows)
{
	script_reading(QUERIES);
	fake.replies[2 + place + (place >= BEGINS)].rows = rows;
}

TEST(rows_that_point_nowhere_are_an_error_or_passed_over)
{
	script_with(2, "2200|public|f|u");
	read_fails("GRANT USAGE ON SCHEMA");
	script_with(2, NULL);
	read_fails("has no schema public: create it");
	script_with(CONSTRAINTS, "200|100|t_pk|p|f|f|t|t|300|0| | | |{2}|~|~|~|~");
	read_fails("column with number 2");
	script_with(CONSTRAINTS, "200|100|t_pk|p|f|f|t|t|300|0| | | |{99}|~|~|~|~");
	read_fails("column with number 99");
	script_with(INDEXES, "301|100|t_x|403|f|t|f|1|1 2|3000|0|0|~|~");
	read_fails("column with number 2");
	arena_clear(&arena);
}

TEST(answers_of_the_last_trip_must_be_complete)
{
	static const struct {
		int place;
		const char *rows;
		const char *words;
	} cases[] = {
		{0, NULL, "the tables changed while they were read"},
		{0, "a\nb", "more types than were asked for"},
		{1, NULL, "the tables changed while they were read"},
		{1, "999|else|where|a", "the tables changed while they were read"},
		{2, NULL, "the tables changed while they were read"},
		{2, "301|3|(id + 1)|~|f", "the tables changed while they were read"},
		{2, "301|0|(id + 1)|~|f", "the tables changed while they were read"},
		{2, "999|1|(id + 1)|~|f", "the tables changed while they were read"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		script_with(QUERIES + 1 + cases[i].place, cases[i].rows);
		read_fails(cases[i].words);
		arena_clear(&arena);
	}
}

TEST(collations_beyond_those_asked_for_are_an_error)
{
	script_with(COLUMNS, "100|1|id|23|~|~|t|d|~\n100|3|m|900|~|~|f|~|950\n"
			     "100|4|x|5000|7|1|f|~|~");
	/* Behind the types, before what is outside. */
	int at = 2 + QUERIES + 2 + 1;
	memmove(fake.replies + at + 1, fake.replies + at,
		(size_t)(fake.n++ - at) * sizeof(*fake.replies));
	fake.replies[at] = (struct reply){PGRES_TUPLES_OK, "one\ntwo\nthree", NULL};
	read_fails("more collations than were asked for");
	arena_clear(&arena);
}

static int count_row(void *context, const char *const *values, uint32_t n,
		     struct ddlect_err *err)
{
	(void)values;
	(void)err;
	*(uint32_t *)context += n;
	return 0;
}

TEST(a_query_has_so_many_columns_and_no_more)
{
	char row[2 * 65];
	struct ddlect_session *session;
	struct ddlect_err err;
	for (int i = 0; i < 65; i++) {
		row[2 * i] = 'x';
		row[2 * i + 1] = '|';
	}
	for (int n = 64; n <= 65; n++) {
		uint32_t sum = 0;
		script_reset();
		CHECK_INT(fake_open(&session, &err), 0);
		row[2 * n - 1] = '\0';
		script_add(PGRES_TUPLES_OK, row, NULL);
		script_add(PGRES_PIPELINE_SYNC, NULL, NULL);
		CHECK_INT(
			pg_query(NULL, session, "SELECT", NULL, 0, count_row, &sum, &err),
			n > 64 ? -1 : 0);
		CHECK_INT(sum, n > 64 ? 0 : 64);
		row[2 * n - 1] = '|';
		pg_close(NULL, session);
	}
	CHECK_TEXT(err.text, "a query has more than 64 columns");
}

/* Each question has three answers; the connection is lost at any of them. */
TEST(questions_end_with_the_connection)
{
	for (int i = 0; i < 4; i++) {
		struct asks asks = {0};
		struct ddlect_session *session;
		struct ddlect_err err;
		script_reset();
		CHECK_INT(fake_open(&session, &err), 0);
		CHECK(ask_expr(&asks, NULL, "1 + 1", NULL));
		for (int k = 0; k < i; k++)
			script_add(k == 1 ? PGRES_PIPELINE_SYNC : PGRES_COMMAND_OK, NULL,
				   NULL);
		script_add(LOST, NULL, NULL);
		CHECK_INT(asks_send(&asks, session, &err), -1);
		if (!strstr(err.text, "the connection was lost"))
			test_fail(__FILE__, __LINE__, "%d: %s", i, err.text);
		asks_clear(&asks);
		pg_close(NULL, session);
	}
}

TEST(memory_may_run_out_at_any_moment)
{
	struct ddlect_schema *schema;
	struct ddlect_err err;
	long n = 1;
	for (; n < 10000; n++) {
		script_reading(QUERIES);
		arena_clear(&arena);
		arena.fail_after = n;
		if (read_fake(&schema, &err) == 0)
			break;
		if (n > 2)
			CHECK_TEXT(err.text, "out of memory");
	}
	CHECK(n > 50 && n < 10000);
	arena_clear(&arena);
}

TEST(an_interrupt_is_seen_while_the_server_is_busy)
{
	static volatile int interrupted;
	fake.cancel = &interrupted;
	script_reading(QUERIES);
	fake.busy = 3;
	struct ddlect_session *session;
	struct ddlect_err err = {0};
	CHECK_INT(fake_open(&session, &err), 0);
	interrupted = 1;
	struct ddlect_schema *schema = schema_new(&arena);
	static const char *const schemas[] = {"public"};
	struct ddlect_introspect_request request = {.size = sizeof(request),
						    .n_schemas = 1,
						    .default_schema = "public",
						    .schemas = schemas};
	CHECK_INT(pg_introspect(NULL, session, &request, schema, &err), -1);
	CHECK_TEXT(err.text, "interrupted");
	CHECK_INT(fake.cancelled, 1);
	int sent = fake.sent;
	CHECK_INT(pg_introspect(NULL, session, &request, schema, &err), -1);
	CHECK(strstr(err.text, "is gone"));
	CHECK_INT(fake.sent, sent);
	pg_close(NULL, session);
	arena_clear(&arena);
}

TEST(a_refusal_is_told_by_its_code)
{
	static const struct {
		const char *message;
		const char *words;
	} cases[] = {
		{"connection to server at \"h\", port 5432 failed: FATAL:  28P01: "
		 "password "
		 "authentication failed for user \"u\"\nLOCATION:  x\n",
		 "the password is wrong or missing"},
		{"FATAL:  3D000: database \"d\" does not exist\n",
		 "there is no such database; create it"},
		{"FATAL:  53300: sorry, too many clients already\n",
		 "the server has no connection left; try again later"},
		{"FATAL:  57P03: the database system is starting up\n",
		 "the database system is starting up; try again later"},
		{"FATAL:  28000: no pg_hba.conf entry for host\n",
		 "no pg_hba.conf entry for host; check the user"},
		{"connection to server at \"h\", port 5432 failed: Connection refused\n"
		 "\tIs the server running?\n",
		 "Connection refused; is a server running there"},
		{"something with geheim in it\n",
		 "the reason isn't shown, it holds the password"},
		{"", "libpq gives no reason"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		script_reset();
		fake.poll = PGRES_POLLING_FAILED;
		fake.message = cases[i].message;
		read_fails(cases[i].words);
		read_fails("can't connect to host h, port 5432, database d, user u: ");
	}
}

TEST(a_server_that_never_answers_is_given_up)
{
	script_reset();
	fake.poll = PGRES_POLLING_READING;
	setenv("PGCONNECT_TIMEOUT", "1", 1);
	read_fails("can't connect to host h, port 5432, database d, user u: there was no "
		   "answer within 1 s; is it the right host?");
}

TEST(a_server_that_is_too_old_is_refused_and_a_new_one_noted)
{
	struct ddlect_schema *schema;
	struct ddlect_err err;
	script_reading(QUERIES);
	fake.version = 120022;
	read_fails(
		"is PostgreSQL 12; 13 is the oldest that is known: upgrade the server");
	script_reading(QUERIES);
	fake.version = 190001;
	CHECK_INT(read_fake(&schema, &err), 0);
	uint32_t n;
	const char *const *notes = schema_notes(schema, &n);
	CHECK_INT(n, 1);
	CHECK(strstr(notes[0], "PostgreSQL 19, newer than all that are known"));
	arena_clear(&arena);
}
