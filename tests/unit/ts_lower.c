/* SPDX-License-Identifier: Apache-2.0 */
/* Lower: what becomes of tables, keys and references on TimescaleDB, and what is refused. */
#include "core/model/schema.h"
#include "plugins/timescale/timescale.h"
#include "tests/lib/ts.h"
#include "tests/unit/test.h"

#define CQ                                                                               \
	"Project docs {\n convention: 'cloudquery'\n}\n"                                 \
	"TablePartial cq {\n cq_id uuid [not null, unique]\n cq_meta json\n}\n"

static void check_text(struct ts *ts, const struct ddlect_schema *schema,
		       const char *table, const char *expected)
{
	CHECK_TEXT(ts_text(ts, schema, table), expected);
}

TEST(the_convention_makes_hypertables_of_a_family)
{
	struct ts ts;
	ts_open(&ts);
	struct ddlect_schema *out = ts_lowered(
		&ts,
		CQ "Table a [retention: '2 weeks'] {\n ~cq\n name text [pk]\n}\n"
		   "Table b {\n ~cq\n a_cq_id uuid [ref: > a.cq_id]\n n int [unique]\n}\n"
		   "Table c [retention: '1 year'] {\n ~cq\n b_cq_id uuid [ref: > "
		   "b.cq_id]\n}\n"
		   "Table d {\n ~cq\n c_cq_id uuid [ref: > c.cq_id]\n}\n");
	check_text(&ts, out, "a",
		   "cq_id! cq_meta cq_fetch_date! name!\n"
		   "pk a_pk (cq_fetch_date, name)\n"
		   "unique a_cq_fetch_date_cq_id_key (cq_fetch_date, cq_id)\n"
		   "retention: 14 days\n"
		   "hypertable: cq_fetch_date\n"
		   "chunk_interval: 1 day\n");
	check_text(&ts, out, "b",
		   "cq_id! cq_meta cq_fetch_date! a_cq_id n\n"
		   "pk b_pk (cq_fetch_date, cq_id)\n"
		   "unique b_cq_fetch_date_n_key (cq_fetch_date, n)\n"
		   "fk b_a_cq_id_fkey (cq_fetch_date, a_cq_id) > a (cq_fetch_date, "
		   "cq_id) cascade via ddlect_docs_cascade\n"
		   "index b_cq_fetch_date_a_cq_id_idx (cq_fetch_date, a_cq_id)\n"
		   "hypertable: cq_fetch_date\n"
		   "chunk_interval: 1 day\n"
		   "retention: 14 days\n");
	CHECK_TEXT(ts_attr(table_find(out, NULL, "c"), "retention"), "1 year");
	CHECK_TEXT(ts_attr(table_find(out, NULL, "d"), "retention"), "1 year");
	CHECK_INT(out->n_routines, 1);
	CHECK_TEXT(out->routines[0]->name, "ddlect_docs_cascade");
	ts_close(&ts);
}

TEST(a_grandchild_declared_first_inherits_too)
{
	struct ts ts;
	ts_open(&ts);
	struct ddlect_schema *out = ts_lowered(
		&ts,
		CQ "Table c {\n ~cq\n b_cq_id uuid [ref: > b.cq_id]\n}\n"
		   "Table b {\n ~cq\n a_cq_id uuid [ref: > a.cq_id]\n x_cq_id uuid [ref: "
		   "> x.cq_id]\n}\n"
		   "Table a [retention: '1 month'] {\n ~cq\n}\n"
		   "Table x [retention: '20 days'] {\n ~cq\n}\n");
	CHECK_TEXT(ts_attr(table_find(out, NULL, "b"), "retention"), "20 days");
	CHECK_TEXT(ts_attr(table_find(out, NULL, "c"), "retention"), "20 days");
	ts_close(&ts);
}

TEST(lowering_twice_is_lowering_once)
{
	struct ts ts;
	ts_open(&ts);
	struct ddlect_schema *once = ts_lowered(
		&ts, CQ
		"Table a [retention: '2 weeks', columnstore_after: '1 day', segmentby: "
		"'name', space_partition: 'name, 2'] {\n ~cq\n name text [unique]\n}\n"
		"Table b [orderby: 'cq_id'] {\n ~cq\n a_cq_id uuid [ref: > "
		"a.cq_id]\n}\n");
	struct ddlect_schema *twice = schema_new_like(&ts.arena, once);
	CHECK_INT(ts.dialect->lower(ts.dialect, once, twice, &ts.err), 0);
	for (uint32_t i = 0; i < once->n_tables; i++)
		check_text(&ts, twice, once->tables[i]->name,
			   ts_text(&ts, once, once->tables[i]->name));
	CHECK_INT(twice->n_routines, 1);
	ts_close(&ts);
}

TEST(without_a_convention_only_a_declared_hypertable_is_one)
{
	struct ts ts;
	ts_open(&ts);
	struct ddlect_schema *out =
		ts_lowered(&ts, "Table plain {\n id int [pk]\n}\n"
				"Table h [hypertable: 'at', space_partition: ' who ,4'] "
				"{\n at timestamptz\n"
				" id int [pk]\n who int\n other int [ref: > plain.id]\n"
				" indexes { (id, who) [unique, name: 'mine'] }\n}\n");
	check_text(&ts, out, "plain", "id!\npk plain_pk (id)\n");
	check_text(&ts, out, "h",
		   "at! id! who! other\n"
		   "pk h_pk (id, at, who)\n"
		   "unique mine (id, who, at)\n"
		   "fk h_other_fkey (other) > plain (id)\n"
		   "hypertable: at\n"
		   "space_partition: who, 4\n"
		   "chunk_interval: 7 days\n");
	CHECK_INT(out->n_routines, 0);
	ts_close(&ts);
}

TEST(references_to_a_hypertable_elsewhere_go_by_the_id_alone)
{
	struct ts ts;
	ts_open(&ts);
	struct ddlect_schema *out = ts_lowered(
		&ts, "Table runs [hypertable: 'at'] {\n at timestamptz\n id int "
		     "[unique]\n indexes { (at, id) [unique] }\n}\n"
		     "Table steps [hypertable: 'at'] {\n at timestamptz\n run int\n}\n"
		     "Table logs {\n run int\n step int\n}\n"
		     "Table marks {\n run int\n at timestamptz\n}\n"
		     "Ref: steps.run > runs.id [delete: cascade]\n"
		     "Ref: logs.run > runs.id [delete: set null]\n"
		     "Ref: marks.(at, run) > runs.(at, id)\n");
	check_text(&ts, out, "steps",
		   "at! run\n"
		   "fk steps_run_fkey (run) > runs (id) cascade via ddlect_cascade\n"
		   "index steps_run_at_idx (run, at)\n"
		   "hypertable: at\n"
		   "chunk_interval: 7 days\n");
	check_text(&ts, out, "logs",
		   "run step\n"
		   "fk logs_run_fkey (run) > runs (id) set null \"run\" via "
		   "ddlect_cascade\n"
		   "index logs_run_idx (run)\n");
	/* The whole key of the hypertable: that can be a foreign key. */
	check_text(&ts, out, "marks",
		   "run at\nfk marks_at_run_fkey (at, run) > runs (at, id)\n");
	ts_close(&ts);
}

TEST(what_cannot_be_kept_is_left_out_and_said)
{
	struct ts ts;
	ts_open(&ts);
	struct ddlect_schema *out = ts_lowered(
		&ts,
		"Table p [hypertable: 'at'] {\n at timestamptz\n id int [unique]\n}\n"
		"Table c [hypertable: 'at'] {\n at timestamptz\n p1 int\n p2 int\n}\n"
		"Ref: c.p1 > p.id [delete: restrict]\n"
		"Ref: c.p2 > p.id [delete: cascade, update: cascade]\n");
	uint32_t n;
	const char *const *notes = schema_notes(out, &n);
	CHECK_INT(n, 3);
	CHECK_TEXT(notes[0], "t.dbml:10:1: table \"c\": the reference of \"p1\" to "
			     "hypertable \"p\": left "
			     "out, because nothing can enforce 'restrict' there; write "
			     "'delete: cascade' "
			     "or 'delete: set null' to keep them in step");
	CHECK(strstr(notes[1], "changes of the parent's key aren't followed"));
	CHECK_INT(table_find(out, NULL, "c")->n_fks, 1);
	ts_close(&ts);
}

static uint32_t notes_of(const char *text, char *first, size_t size)
{
	struct ts ts;
	uint32_t n;
	ts_open(&ts);
	const char *const *notes = schema_notes(ts_lowered(&ts, text), &n);
	snprintf(first, size, "%s", n ? notes[0] : "");
	ts_close(&ts);
	return n;
}

TEST(a_key_that_guarantees_less_is_told_of_once)
{
	char note[512];
	CHECK_INT(notes_of("Table a [hypertable: 'at'] {\n at timestamptz\n id int "
			   "[pk]\n}\n",
			   note, sizeof(note)),
		  1);
	CHECK_TEXT(note,
		   "t.dbml:1:7: table \"a\": a hypertable's keys need the time column "
		   "\"at\", so it was put behind those that lack it; a value of such a "
		   "key can be there twice, at two times");
	CHECK_INT(notes_of("Table a {\n id int [pk]\n}\n"
			   "Table b [hypertable: 'at'] {\n at timestamptz\n id int "
			   "[unique]\n}\n"
			   "Table c [hypertable: 'at', space_partition: 'n, 2'] {\n at "
			   "timestamptz\n n int\n indexes { at [pk] }\n}\n"
			   "Table d [hypertable: 'at'] {\n at timestamptz\n n int\n "
			   "indexes { "
			   "n [unique, name: 'i'] }\n}\n",
			   note, sizeof(note)),
		  1);
	CHECK(strncmp(note, "t.dbml:4:7: table \"b\"", 21) == 0);
	CHECK(strstr(note, "lack it, as in 2 other tables; a value"));
	CHECK_INT(notes_of("Table a [hypertable: 'at'] {\n at timestamptz\n id int\n "
			   "indexes { (id, at) [pk] }\n}\n",
			   note, sizeof(note)),
		  0);
	CHECK_INT(notes_of(CQ "Table b {\n ~cq\n}\n", note, sizeof(note)), 0);
}

TEST(triggers_of_one_parent_have_names_of_their_own)
{
	struct ts ts;
	ts_open(&ts);
	struct ddlect_schema *out = ts_lowered(
		&ts,
		"Table p [hypertable: 'at'] {\n at timestamptz\n id int [unique]\n}\n"
		"Table c1 {\n p int\n}\nTable c2 {\n p int\n}\n"
		"Ref same: c1.p > p.id [delete: cascade]\n"
		"Ref same: c2.p > p.id [delete: cascade]\n");
	const char *a = table_find(out, NULL, "c1")->fks[0]->name;
	const char *b = table_find(out, NULL, "c2")->fks[0]->name;
	CHECK_TEXT(a, "same");
	CHECK(strncmp(b, "same_", 5) == 0 && strlen(b) == 13);
	ts_close(&ts);
}

TEST(the_columnstore_has_an_order_that_keys_allow)
{
	struct ts ts;
	ts_open(&ts);
	struct ddlect_schema *out = ts_lowered(
		&ts,
		"Table a [hypertable: 'at', columnstore_after: '168 hours', segmentby: "
		"'who'] {\n at timestamptz\n who int\n id int\n indexes { (who, id) [pk] "
		"}\n}\n"
		"Table b [hypertable: 'at', orderby: '\"a, b\" desc nulls last, c ASC'] "
		"{\n at timestamptz\n \"a, b\" int\n c int\n}\n");
	check_text(&ts, out, "a",
		   "at! who! id!\npk a_pk (who, id, at)\nhypertable: at\n"
		   "columnstore_after: 7 days\nsegmentby: who\nchunk_interval: 7 days\n"
		   "orderby: at DESC, id (passive)\n");
	CHECK_TEXT(ts_attr(table_find(out, NULL, "b"), "orderby"),
		   "\"a, b\" DESC NULLS LAST, c, at DESC");
	ts_close(&ts);
}

TEST(names_of_routines_never_meet)
{
	char a[64], b[64];
	ts_routine_name(NULL, a);
	CHECK_TEXT(a, "ddlect_cascade");
	ts_routine_name("aws", a);
	CHECK_TEXT(a, "ddlect_aws_cascade");
	ts_routine_name("My Cloud", a);
	ts_routine_name("my cloud", b);
	CHECK(strcmp(a, b) != 0);
	CHECK(strncmp(a, "ddlect__y__loud_", 16) == 0);
	ts_routine_name("a_provider_whose_name_goes_on_and_on_and_on_and_on_for_ever_1",
			a);
	ts_routine_name("a_provider_whose_name_goes_on_and_on_and_on_and_on_for_ever_2",
			b);
	CHECK(strcmp(a, b) != 0 && strlen(a) == 63 && strlen(b) == 63);
}

TEST(wrong_attributes_are_refused_with_their_place)
{
	static const struct {
		const char *attrs;
		const char *message;
	} cases[] = {
		{"hypertable: 'when'",
		 "t.dbml:1:10: table \"t\": hypertable: the table has no "
		 "column \"when\"; name the one that says when a row is "
		 "from"},
		{"hypertable: 'name'", "column \"name\" can't be the time of a "
				       "hypertable; make it a timestamptz, "
				       "timestamp, date or integer"},
		{"hypertable: 'at', chunk_interval: 'often'",
		 "table \"t\": chunk_interval: \"often\" isn't an interval; write a "
		 "number and "
		 "a unit, like '14 days'"},
		{"hypertable: 'at', retention: '0 days'",
		 "retention: \"0 days\" is no time at all; write a longer one"},
		{"hypertable: 'at', retention: '1 day ago'", "is no time at all"},
		{"hypertable: 'at', retention: '14'",
		 "retention: \"14\" isn't an interval; write a number and a unit"},
		{"hypertable: 'at', columnstore_after: ' 1.5 '", "isn't an interval"},
		{"hypertable: 'at', columnstore_after: ''", "\"\" isn't an interval"},
		{"hypertable: 'at', chunk_interval: '1000000 years'",
		 "isn't an interval"},
		{"hypertable: ''", "hypertable: the table has no column \"\""},
		{"hypertable: 'At'", "hypertable: the table has no column \"At\""},
		{"chunk_interval: '1 day'",
		 "chunk_interval: only a hypertable can have it"},
		{"space_partition: 'name, 2'",
		 "space_partition: only a hypertable can have it"},
		{"columnstore_after: '1 day'",
		 "columnstore_after: only a hypertable can have it"},
		{"segmentby: 'name'", "segmentby: only a hypertable can have it"},
		{"orderby: 'name'", "orderby: only a hypertable can have it"},
		{"retention: '1 day'",
		 "retention: only a hypertable can have it; add "
		 "`hypertable: column`, which names the time column"},
		{"hypertable: 'at', space_partition: 'name'",
		 "space_partition: write the column and a number of partitions from 1 to "
		 "32767, like 'name, 4'"},
		{"hypertable: 'at', space_partition: 'nam, 4'",
		 "space_partition: no column of the table at \"nam, 4\""},
		{"hypertable: 'at', space_partition: 'name, 99999'", "from 1 to 32767"},
		{"hypertable: 'at', space_partition: 'at, 2'",
		 "\"at\" is the time column, which makes chunks already; name another "
		 "one"},
		{"hypertable: 'at', segmentby: 'name, nam'",
		 "segmentby: no column of the table at \"nam\""},
		{"hypertable: 'at', segmentby: 'name desc'",
		 "segmentby: \"desc\" can't be read behind \"name\"; write a list like "
		 "'a, b'"},
		{"hypertable: 'at', segmentby: 'name,'",
		 "a column is missing behind the comma"},
		{"hypertable: 'at', segmentby: 'name, name'", "\"name\" is there twice"},
		{"hypertable: 'at', segmentby: 'at'",
		 "\"at\" is the time column, by which rows are ordered; leave it out"},
		{"hypertable: 'at', segmentby: 'name', orderby: 'name'",
		 "orderby: \"name\" is in segmentby already; leave it out of one of "
		 "them"},
		{"hypertable: 'at', orderby: 'name up'",
		 "orderby: \"up\" can't be read behind \"name\"; write a list like 'a "
		 "DESC, b "
		 "NULLS FIRST'"},
		{"hypertable: 'n'",
		 "chunk_interval: is missing; column \"n\" counts integers, "
		 "so say how many make a chunk"},
		{"hypertable: 'n', chunk_interval: '1 day'",
		 "\"1 day\" isn't a number; column \"n\" counts integers, so write how "
		 "many"},
		{"hypertable: 'n', chunk_interval: '2147483648'",
		 "chunk_interval: \"2147483648\" is more than column \"n\" can count"},
		{"hypertable: 'n', chunk_interval: '99999999999999999999'",
		 "is more than column \"n\" can count"},
		{"hypertable: 's', chunk_interval: '32768'",
		 "is more than column \"s\" can count"},
		{"hypertable: 'n', chunk_interval: '10', retention: '0'",
		 "isn't a number"},
		{"hypertable: 'at', orderby: 'name desc nulls'",
		 "orderby: FIRST or LAST is missing behind the NULLS of \"name\""},
		{"hypertable: 'at', orderby: 'name nulls up'",
		 "orderby: \"up\" can't be read behind \"name\""},
		{"hypertable: 'at', orderby: 'lower(name)'",
		 "orderby: no column of the table at \"lower(name)\""},
		{"hypertable: 'd', chunk_interval: '36 hours'",
		 "\"36 hours\" isn't whole days; column \"d\" is a date"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct ts ts;
		char text[512];
		snprintf(text, sizeof(text),
			 "Table t [%s] {\n at timestamptz\n name string\n n int\n d "
			 "date\n s smallint\n}\n",
			 cases[i].attrs);
		ts_open(&ts);
		if (ts_try_lower(&ts, text))
			test_fail(__FILE__, __LINE__, "accepted: %s", cases[i].attrs);
		if (!strstr(ts.err.text, cases[i].message))
			test_fail(__FILE__, __LINE__, "got\n%s\nexpected\n%s",
				  ts.err.text, cases[i].message);
		ts_close(&ts);
	}
}

TEST(attributes_that_do_not_go_together_are_told_of)
{
	static const struct {
		const char *attrs;
		const char *note;
	} cases[] = {
		{"retention: '1 day'",
		 "t.dbml:1:28: table \"t\": retention '1 day' and chunk_interval '7 "
		 "days': a "
		 "chunk is dropped when all of it is older, so most rows stay for longer "
		 "than that"},
		{"retention: '7 days'", NULL},
		{"columnstore_after: '30 days', retention: '1 month'",
		 "t.dbml:1:28: table \"t\": columnstore_after '30 days' and retention '1 "
		 "month': chunks are dropped before they move to the columnstore"},
		{"columnstore_after: '29 days', retention: '1 month'", NULL},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char text[256], note[512];
		snprintf(text, sizeof(text),
			 "Table t [hypertable: 'at', %s] {\n at timestamptz\n}\n",
			 cases[i].attrs);
		uint32_t n = notes_of(text, note, sizeof(note));
		CHECK_INT(n, cases[i].note != NULL);
		CHECK_TEXT(note, cases[i].note ? cases[i].note : "");
	}
	char note[512];
	CHECK_INT(notes_of(CQ "Table a [retention: '2 hours'] {\n ~cq\n}\n"
			      "Table b {\n ~cq\n a_cq_id uuid [ref: > a.cq_id]\n}\n",
			   note, sizeof(note)),
		  2);
}

TEST(a_provider_in_c_has_no_lines_to_name)
{
	struct ts ts;
	ts_open(&ts);
	struct ddlect_schema *declared = ts_declare(
		&ts, "Table t [hypertable: 'at', retention: 'x'] { at timestamptz }");
	struct ddlect_schema *out = schema_new_like(&ts.arena, declared);
	for (uint32_t i = 0; i < declared->tables[0]->n_attrs; i++)
		declared->tables[0]->attrs[i]->pos =
			(struct ddlect_pos){.file = "provider p, table t"};
	CHECK_INT(ts.dialect->lower(ts.dialect, declared, out, &ts.err), -1);
	CHECK(strncmp(ts.err.text, "provider p, table t: table \"t\": retention: ", 43) ==
	      0);
	ts_close(&ts);
}

/* The time column counts too: it comes behind those that give the order. */
TEST(so_many_columns_in_a_list_and_no_more)
{
	static const char *const keys[] = {"segmentby", "orderby"};
	for (int key = 0; key < 2; key++)
		for (int n = 63; n <= 65; n++) {
			struct ts ts;
			struct ddlect_buf text;
			char words[128];
			ts_open(&ts);
			buf_init(&text);
			buf_printf(&text, "Table t [hypertable: 'at', %s: '", keys[key]);
			for (int i = 0; i < n; i++)
				buf_printf(&text, "%sc%d", i ? ", " : "", i);
			buf_text(&text, "'] {\n at timestamptz\n");
			for (int i = 0; i < n; i++)
				buf_printf(&text, " c%d int\n", i);
			buf_text(&text, "}\n");
			snprintf(words, sizeof(words),
				 "t.dbml:1:28: table \"t\": %s: it names more than 64 "
				 "columns",
				 keys[key]);
			bool fits = n + key <= 64;
			CHECK_INT(ts_try_lower(&ts, text.text) != NULL, fits);
			if (!fits)
				CHECK_TEXT(ts.err.text, words);
			buf_clear(&text);
			ts_close(&ts);
		}
}

/* Every allocation fails once; the error is always the same, and nothing leaks. */
TEST(lowering_survives_a_lack_of_memory)
{
	struct ts ts;
	ts_open(&ts);
	struct ddlect_schema *declared = ts_declare(
		&ts,
		CQ "Table a [retention: '2 weeks', segmentby: 'name', space_partition: "
		   "'name, 2'] {\n ~cq\n name text [unique]\n}\n"
		   "Table b {\n ~cq\n a_cq_id uuid [ref: > a.cq_id]\n}\n");
	for (long i = 1; i < 100000; i++) {
		struct arena arena;
		arena_init(&arena);
		struct ddlect_schema *out = schema_new_like(&arena, declared);
		arena.fail_after = i;
		int status = ts.dialect->lower(ts.dialect, declared, out, &ts.err);
		arena_clear(&arena);
		if (status == 0) {
			CHECK(i > 50);
			break;
		}
		CHECK_TEXT(ts.err.text, "out of memory");
	}
	ts_close(&ts);
}
