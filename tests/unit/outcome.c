/* SPDX-License-Identifier: Apache-2.0 */
/* Outcome: what a call came to, in parts; and several texts that can't run. */
#include "tests/lib/journey.h"
#include "tests/unit/test.h"

/* "1 file, at 1 clean; FILE:2:3 statement 2 X: message" */
static const char *outcome(void)
{
	const struct ddlect_outcome *o = ddlect_migrator_outcome(journey);
	static char out[2048];
	CHECK_INT(o->size, sizeof(*o));
	int n = snprintf(out, sizeof(out), "%llu done, at ",
			 (unsigned long long)o->files);
	n += o->known ? snprintf(out + n, 64, "%lld %s", (long long)o->state.version,
				 o->state.dirty ? "dirty" : "clean")
		      : snprintf(out + n, 64, "nobody knows");
	if (*o->file)
		snprintf(out + n, sizeof(out) - (size_t)n,
			 "; %s:%llu:%llu statement %llu %s: %s|%s|%s", o->file,
			 (unsigned long long)o->line, (unsigned long long)o->column,
			 (unsigned long long)o->statement, o->code, o->message, o->detail,
			 o->hint);
	return out;
}

TEST(an_outcome_has_what_was_done_and_where_it_failed)
{
	journey_begin();
	journey_file(1, "+a", "-a");
	journey_file(2, "+b;\n  +a;", "-b");
	journey_open();
	CHECK_TEXT(outcome(), "0 done, at nobody knows");
	journey_go(ddlect_upgrade, NULL);
	CHECK_TEXT(outcome(), "1 done, at 1 clean; 2_v0.0.2.up.sql of docs:2:3 statement "
			      "2 Xa: a is there||");
	journey_go(ddlect_upgrade, NULL);
	CHECK_TEXT(outcome(), "0 done, at 1 clean; 2_v0.0.2.up.sql of docs:2:3 statement "
			      "2 Xa: a is there||");
	journey_go(ddlect_downgrade, NULL);
	CHECK_TEXT(outcome(), "1 done, at -1 clean");
	journey_end();
}

TEST(an_outcome_counts_statements_of_a_file_without_a_transaction)
{
	journey_begin();
	journey_file(1, "-- ddlect: no-transaction\n+a;\nBEGIN; +b; +a; COMMIT;", NULL);
	journey_open();
	journey_go(ddlect_upgrade, NULL);
	CHECK_TEXT(outcome(), "0 done, at 1 dirty; 1_v0.0.1.up.sql of docs:3:12 "
			      "statement 4 Xa: a is there||");
	journey_end();
}

TEST(an_outcome_has_what_the_database_says)
{
	journey_begin();
	journey_files(1);
	journey_open();
	memory.fail_at = 1;
	memory.fail_as = DDLECT_FAILURE_STATEMENT;
	memory.failure = (struct ddlect_failure){
		.code = "42P01", .message = "no", .detail = "why", .hint = "do"};
	journey_go(ddlect_upgrade, NULL);
	CHECK_TEXT(outcome(), "0 done, at -1 clean; 1_v0.0.1.up.sql of docs:0:0 "
			      "statement 0 42P01: no|why|do");
	memory.fail_at = 1;
	memory.fail_as = DDLECT_FAILURE_UNKNOWN;
	memory.refuse_open = 1000;
	journey_go(ddlect_upgrade, NULL);
	CHECK_TEXT(outcome(), "0 done, at nobody knows; 1_v0.0.1.up.sql of docs:0:0 "
			      "statement 0 42P01: no|why|do");
	memory.refuse_open = 0;
	journey_end();
}

TEST(all_texts_that_cannot_run_are_named)
{
	journey_begin();
	journey_file(1, "+a", "-a");
	journey_file(2, "BEGIN;\n+b;\nCOMMIT;", "-b");
	journey_file(3, "\n BEGIN; +c; COMMIT;", "-c");
	journey_file(4, "+d; COPY x;", "-d");
	journey_file(5, "+e; 'f", "-e");
	journey_open();
	CHECK_TEXT(
		journey_go(ddlect_upgrade, NULL),
		"4 files can't run as they are, and nothing was run:\n"
		"2_v0.0.2.up.sql of docs:1:1: BEGIN: the whole file is one transaction "
		"already. Take its own BEGIN and COMMIT out, or make \"-- ddlect: "
		"no-transaction\" its first line\n"
		"3_v0.0.3.up.sql of docs:2:2: the same\n"
		"4_v0.0.4.up.sql of docs:1:5: COPY can't run here: write INSERT "
		"instead\n"
		"5_v0.0.5.up.sql of docs:1:5: this quote never ends");
	CHECK_TEXT(outcome(), "0 done, at -1 clean; 2_v0.0.2.up.sql of docs:1:1 "
			      "statement 0 : BEGIN: the whole file is one transaction "
			      "already. Take its own BEGIN and COMMIT out, or make \"-- "
			      "ddlect: no-transaction\" its first line||");
	CHECK_TEXT(journey_where(), " at -1 clean");
	CHECK_TEXT(
		journey_go(ddlect_upgrade, "2"),
		"2_v0.0.2.up.sql of docs:1:1: BEGIN: the whole file is one transaction "
		"already. Take its own BEGIN and COMMIT out, or make \"-- ddlect: "
		"no-transaction\" its first line\nBEGIN;\n^");
	journey_end();
}

TEST(a_list_of_refusals_ends_after_ten)
{
	journey_begin();
	for (uint64_t i = 1; i <= 13; i++)
		journey_file(i, "BEGIN; COMMIT;", NULL);
	journey_open();
	journey_go(ddlect_upgrade, NULL);
	CHECK(strstr(journey_err.text, "13 files can't run"));
	CHECK(strstr(journey_err.text,
		     "\n10_v0.0.10.up.sql of docs:1:1: the same\nand 3 more"));
	CHECK(!strstr(journey_err.text, "11_"));
	journey_end();
}

TEST(what_looks_like_the_marker_is_refused)
{
	journey_begin();
	journey_file(1, "-- a comment\n-- ddlect: no-transaction\n+a;", NULL);
	journey_open();
	CHECK_TEXT(
		journey_go(ddlect_upgrade, NULL),
		"1_v0.0.1.up.sql of docs:2:1: this looks like the marker of a file "
		"without a transaction, and isn't it: \"-- ddlect: no-transaction\" has "
		"to be the first line, in these words\n-- ddlect: no-transaction\n^");
	CHECK_TEXT(journey_where(), " at -1 clean");
	/* Behind the first statement it is a comment like any other. */
	journey_file(1, "+a; -- ddlect: no-transaction\n", NULL);
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "a at 1 clean");
	journey_end();
}
