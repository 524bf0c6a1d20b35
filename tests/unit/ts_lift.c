/* SPDX-License-Identifier: Apache-2.0 */
/* Lift: what the base read from a plain database, as it would be on a TimescaleDB. */
#include "core/model/schema.h"
#include "tests/lib/ts.h"
#include "tests/unit/test.h"

#define CQ                                                                               \
	"Project docs {\n convention: 'cloudquery'\n}\n"                                 \
	"TablePartial cq {\n cq_id uuid [not null, unique]\n cq_meta json\n}\n"

/* A database of the base that holds what is declared: nothing of the dialect is in it. */
static struct ddlect_schema *plain(struct ts *ts, const char *dbml)
{
	struct ddlect_schema *declared = ts_declare(ts, dbml);
	struct ddlect_schema *current = schema_new(&ts->arena);
	declared->convention = NULL;
	for (uint32_t i = 0; i < declared->n_tables; i++)
		declared->tables[i]->n_attrs = 0;
	struct ddlect_schema *lowered = schema_new_like(&ts->arena, declared);
	CHECK_INT(ts->dialect->lower(ts->dialect, declared, lowered, &ts->err), 0);
	CHECK_INT(schema_copy(current, lowered), 0);
	return current;
}

static struct ddlect_schema *lifted(struct ts *ts, const struct ddlect_schema *current,
				    const struct ddlect_schema *desired)
{
	struct ddlect_schema *out = schema_new_like(&ts->arena, current);
	if (ts->dialect->lift(ts->dialect, current, desired, out, &ts->err))
		test_fail(__FILE__, __LINE__, "%s", ts->err.text);
	return out;
}

TEST(a_lifted_database_is_what_lowering_makes)
{
	static const char *const text = CQ
		"Table a [retention: '14 days', segmentby: 'name', space_partition: "
		"'name, 2'] "
		"{\n ~cq\n name string [unique]\n size int\n}\n"
		"Table b {\n ~cq\n a_cq_id uuid [ref: > a.cq_id]\n n int\n indexes { (n) "
		"[unique] }\n}\n";
	struct ts ts;
	ts_open(&ts);
	struct ddlect_schema *desired = ts_lowered(&ts, text);
	struct ddlect_schema *out = lifted(&ts, plain(&ts, text), desired);
	CHECK_INT(ts_between(&ts, out, desired), 0);
	CHECK_TEXT(ts_sql(&ts, &ts.up), "");
	CHECK_TEXT(ts_sql(&ts, &ts.down), "");
	ts_close(&ts);
}

TEST(no_statement_names_a_column_that_is_not_there)
{
	struct ts ts;
	ts_open(&ts);
	struct ddlect_schema *desired = ts_lowered(
		&ts, CQ
		"Table accounts [segmentby: 'title, size', renamed_from: 'people'] {\n "
		"~cq\n title string [renamed_from: 'name', unique]\n size int\n}\n");
	struct ddlect_schema *current =
		plain(&ts, CQ "Table people {\n ~cq\n name string [unique]\n}\n");
	struct ddlect_schema *out = lifted(&ts, current, desired);
	CHECK_TEXT(ts_text(&ts, out, "people"),
		   "cq_id! cq_meta cq_fetch_date! name\n"
		   "pk people_pk (cq_fetch_date, cq_id)\n"
		   "unique people_cq_fetch_date_name_key (cq_fetch_date, name)\n"
		   "segmentby: name\nhypertable: cq_fetch_date\nchunk_interval: 1 day\n"
		   "orderby: cq_fetch_date DESC, cq_id (passive)\n");
	CHECK_TEXT(ts_text(&ts, current, "people"),
		   "cq_id! cq_meta name\npk people_pk (cq_id)\n"
		   "unique people_name_key (name)\nunique people_cq_id_key (cq_id)\n");
	ts_close(&ts);
}

TEST(a_down_has_the_time_column_in_its_keys)
{
	struct ts ts;
	ts_open(&ts);
	struct ddlect_schema *desired =
		ts_lowered(&ts, CQ "Table a {\n ~cq\n name string [pk]\n}\n");
	struct ddlect_schema *out =
		lifted(&ts, plain(&ts, CQ "Table a {\n ~cq\n name string\n}\n"), desired);
	const struct ddlect_table *a = table_find(out, NULL, "a");
	CHECK_INT(a->primary->n_columns, 2);
	CHECK_TEXT(a->primary->columns[0], "cq_fetch_date");
	CHECK_TEXT(a->primary->columns[1], "cq_id");
	CHECK_INT(ts_between(&ts, out, desired), 0);
	CHECK_TEXT(ts_sql(&ts, &ts.down),
		   "DROP UNIQUE a.a_cq_fetch_date_cq_id_key;\nDROP PRIMARY a.a_pk;\n"
		   "MODIFY COLUMN a.name nullness;\n"
		   "-- blocks-reads\n-- may-fail\nADD PRIMARY a.a_pk;\n");
	ts_close(&ts);
}

TEST(without_a_convention_a_new_time_column_makes_a_new_hypertable)
{
	struct ts ts;
	ts_open(&ts);
	struct ddlect_schema *desired = ts_lowered(
		&ts, "Table t [hypertable: 'at'] {\n id int\n at timestamptz\n}\n"
		     "Table u [hypertable: 'at'] {\n id int\n at timestamptz\n}\n");
	struct ddlect_schema *out = lifted(
		&ts,
		plain(&ts,
		      "Table t {\n id int\n}\nTable u {\n id int\n at timestamptz\n}\n"),
		desired);
	CHECK_TEXT(ts_text(&ts, out, "t"), "id\n");
	CHECK_TEXT(ts_text(&ts, out, "u"),
		   "id at!\nhypertable: at\nchunk_interval: 7 days\n");
	ts_close(&ts);
}

/* A key that was given a name keeps it; one that a server named has the new columns' name. */
TEST(names_that_were_given_stay)
{
	struct ts ts;
	ts_open(&ts);
	static const char *const text = CQ
		"Table a {\n ~cq\n n int\n m int [unique]\n indexes { n [unique, name: "
		"'mine'] }\n}\n";
	const struct ddlect_schema *out =
		lifted(&ts, plain(&ts, text), ts_lowered(&ts, text));
	const struct ddlect_table *a = table_find(out, NULL, "a");
	CHECK_INT(a->n_uniques, 2);
	CHECK_TEXT(a->uniques[0]->name, "a_cq_fetch_date_m_key");
	CHECK_TEXT(a->uniques[1]->name, "mine");
	ts_close(&ts);
}

/* Whatever the base made of a name, here it is what lowering makes of it. */
TEST(names_that_were_made_are_made_again)
{
	static const char *const text =
		CQ "Table \"a table whose name is nearly as long as one may be at most\" "
		   "{\n ~cq\n n "
		   "int [unique]\n}\n"
		   "Table of_middling_length_so_that_only_the_time_is_too_much {\n ~cq\n "
		   "n int "
		   "[unique]\n}\n"
		   "Table short {\n ~cq\n n int\n m int\n indexes {\n (n, m) [unique]\n "
		   "}\n}\n";
	struct ts ts;
	ts_open(&ts);
	const struct ddlect_schema *desired = ts_lowered(&ts, text);
	struct ddlect_schema *current = plain(&ts, text);
	struct ddlect_table *plain_table = table_find(current, NULL, "short");
	struct ddlect_index *index = index_add(current, plain_table, "short_m_idx");
	index->flags = DDLECT_INDEX_UNIQUE;
	part_add(current, index, "m", NULL);
	index = index_add(current, plain_table, "was_named_n_idx");
	index->flags = DDLECT_INDEX_UNIQUE;
	part_add(current, index, "n", NULL);
	const struct ddlect_schema *out = lifted(&ts, current, desired);
	for (uint32_t i = 0; i < out->n_tables; i++) {
		const struct ddlect_table *table = out->tables[i];
		const struct ddlect_table *same = table_find(desired, NULL, table->name);
		CHECK_INT(table->n_uniques, same->n_uniques);
		for (uint32_t k = 0; k < table->n_uniques; k++) {
			uint32_t found = 0;
			for (uint32_t l = 0; l < same->n_uniques; l++)
				found += strcmp(table->uniques[k]->name,
						same->uniques[l]->name) == 0;
			if (!found)
				test_fail(__FILE__, __LINE__, "not so lowered: %s",
					  table->uniques[k]->name);
		}
	}
	const struct ddlect_table *table = table_find(out, NULL, "short");
	CHECK_TEXT(table->indexes[0]->name, "short_cq_fetch_date_m_idx");
	CHECK_TEXT(table->indexes[1]->name, "was_named_cq_fetch_date_n_idx");
	ts_close(&ts);
}
