/* SPDX-License-Identifier: Apache-2.0 */
/* Migrate, units: files without a transaction, as they run, stop, and go on. */
#include "core/base/err.h"
#include "tests/lib/journey.h"
#include "tests/unit/test.h"

#define MARK "-- ddlect: no-transaction\n"

static void begin(const char *up, const char *down)
{
	journey_begin();
	journey_file(1, "+a", "-a");
	journey_file(2, up, down);
	journey_file(3, "+z", "-z");
	journey_open();
}

TEST(blocks_and_statements_run_one_by_one)
{
	begin(MARK "ALONE +b;\nBEGIN;\n+c; +d;\nCOMMIT;\n+e", MARK "-e; -d; -c; -b");
	CHECK_TEXT(journey_go(ddlect_upgrade, "2"), "abcde at 2 clean");
	/* The first file, the mark, a statement, a block, a statement. */
	CHECK_INT(memory.runs, 5);
	CHECK_TEXT(memory_history(), "up 1, up 2");
	CHECK_INT(memory.rows[1].row.statements, 6);
	CHECK_TEXT(journey_status(), "1 applied; 2 applied current; 3");
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL), "a at 1 clean");
	CHECK_TEXT(memory_history(), "up 1, up 2, down 2");
	journey_end();
}

TEST(a_marked_file_with_crlf_or_without_statements_is_fine)
{
	begin("-- ddlect: no-transaction\r\nALONE +b;\r\n", MARK);
	CHECK_TEXT(journey_go(ddlect_upgrade, "2"), "ab at 2 clean");
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL), "ab at 1 clean");
	CHECK_INT(memory.runs, 4);
	journey_end();
}

TEST(a_patient_statement_waits_for_locks)
{
	begin(MARK "PATIENT +b; ", "");
	CHECK_TEXT(journey_go(ddlect_upgrade, "2"), "ab at 2 clean");
	CHECK_INT(memory.seen_flags, DDLECT_RUN_PATIENT);
	journey_end();
}

TEST(what_the_session_can_never_run_is_refused_before_the_state_says_that_it_began)
{
	begin(MARK "BEGIN;\n+b;\nCOMMIT;\nALONE +c;", "");
	memory.pooled = true;
	CHECK_TEXT(journey_go(ddlect_upgrade, "2"),
		   "2_v0.0.2.up.sql of docs: no session of its own! (X!)\n"
		   "the database is at version 1, clean");
	CHECK_TEXT(journey_where(), "a at 1 clean");
	CHECK_TEXT(memory_history(), "up 1");
	journey_end();
	begin(MARK "BEGIN;\n+b;\nCOMMIT;\nBEGIN;\n+c;\nCOMMIT;", "");
	memory.pooled = true;
	CHECK_TEXT(journey_go(ddlect_upgrade, "2"), "abc at 2 clean");
	journey_end();
}

TEST(a_failure_leaves_it_dirty_and_up_goes_on_when_the_cause_is_gone)
{
	begin(MARK "+b;\nBEGIN;\n+c;\n?y;\nCOMMIT;\n+e;", MARK "-e; -c; -b");
	CHECK_TEXT(
		journey_go(ddlect_upgrade, NULL),
		"2_v0.0.2.up.sql of docs:5:1: y is not there (Xy)\n"
		"?y;\n^\n"
		"statement 4 of 6; 1 before its block is done; the database is at "
		"version 2, dirty; when the cause is gone, run the same again: it goes "
		"on with statement 2");
	CHECK_TEXT(journey_where(), "ab at 2 dirty");
	CHECK_TEXT(memory_history(), "up 1, up 2 (1 done)");
	CHECK_TEXT(journey_status(),
		   "1 applied; 2 current dirty; 3 | 6: 1 file stopped in the middle, and "
		   "the database is dirty: 2_v0.0.2");

	CHECK_TEXT(journey_go(ddlect_downgrade, NULL),
		   "2_v0.0.2.up.sql stopped in the middle: 1 of its statements is done. "
		   "Go on with it first, with up or goto; or undo by hand what was done, "
		   "and say with force at which version the database is");
	memory.objects['y'] = true;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "abceyz at 3 clean");
	CHECK_TEXT(journey_log, "going on with 2_v0.0.2.up.sql of docs behind 1 of its 6 "
				"statements\n"
				"applied 2_v0.0.2 (N ms)\n"
				"applied 3_v0.0.3 (N ms)\n");
	CHECK_TEXT(memory_history(), "up 1, up 2, up 3");
	journey_end();
}

TEST(a_down_that_stopped_is_gone_on_with_by_down)
{
	begin(MARK "+b; +c", MARK "-c; ?y; -b");
	journey_go(ddlect_upgrade, "2");
	CHECK_TEXT(
		journey_go(ddlect_downgrade, "all"),
		"2_v0.0.2.down.sql of docs:2:5: y is not there (Xy)\n"
		"-c; ?y; -b\n    ^\n"
		"statement 2 of 3; 1 before it is done; the database is at "
		"version 1, dirty; when the cause is gone, run the same again: it goes "
		"on with statement 2");
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "2_v0.0.2.down.sql stopped in the middle: 1 of its statements is "
		   "done. Go on with it first, with down or goto; or undo by hand what "
		   "was done, and say with force at which version the database is");
	memory.objects['y'] = true;
	CHECK_TEXT(journey_go(ddlect_downgrade, "1"), "ay at 1 clean");
	CHECK_TEXT(memory_history(), "up 1, up 2, down 2");
	journey_end();
}

TEST(the_down_of_the_first_one_can_stop_too)
{
	journey_begin();
	journey_file(1, "+a", MARK "-a; ?y");
	journey_open();
	journey_go(ddlect_upgrade, NULL);
	journey_go(ddlect_downgrade, NULL);
	CHECK_TEXT(journey_where(), " at -1 dirty");
	memory.objects['y'] = true;
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL), "y at -1 clean");
	journey_end();
}

TEST(goto_goes_on_in_either_direction)
{
	begin(MARK "+b; ?y", MARK "-b");
	journey_go(ddlect_upgrade, NULL);
	CHECK_TEXT(journey_where(), "ab at 2 dirty");
	memory.objects['y'] = true;
	CHECK_TEXT(journey_go(ddlect_goto, "1"), "ay at 1 clean");
	CHECK_TEXT(memory_history(), "up 1, up 2, down 2");
	journey_end();
}

TEST(what_was_done_has_to_be_what_it_was)
{
	begin(MARK "+b; +c; ?y", "");
	journey_go(ddlect_upgrade, NULL);
	CHECK_TEXT(memory_history(), "up 1, up 2 (2 done)");
	static const char refusal[] =
		"2_v0.0.2.up.sql of docs stopped after 2 of its statements, and one of "
		"these was edited since: put it back as it was, and go on; or undo by "
		"hand what was done, and say with force at which version the database is";
	journey_file(2, MARK "+b; +d; ?y", "");
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), refusal);
	CHECK_INT(journey_err.status, DDLECT_INTEGRITY);
	journey_file(2, "+b; +c; +d", "");
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), refusal);
	journey_file(2, MARK "+b", "");
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), refusal);
	journey_remove(2);
	CHECK(strstr(journey_go(ddlect_upgrade, NULL),
		     "version 2, of which there is no"));
	/* Comments don't count, and what is to be done may be repaired. */
	journey_file(2, MARK "-- b\n+b; +c; +d", "");
	CHECK_TEXT(journey_go(ddlect_upgrade, "1"), "abcd at 2 clean");
	journey_end();
}

TEST(what_failed_may_be_taken_out)
{
	begin(MARK "+b; ?y", "");
	journey_go(ddlect_upgrade, NULL);
	journey_file(2, MARK "+b;", "");
	CHECK_TEXT(journey_go(ddlect_upgrade, "1"), "ab at 2 clean");
	CHECK_TEXT(memory_history(), "up 1, up 2");
	journey_end();
}

TEST(a_file_of_which_nothing_was_done_may_become_a_transaction)
{
	begin(MARK "?y; +b", "");
	journey_go(ddlect_upgrade, NULL);
	CHECK_TEXT(journey_where(), "a at 2 dirty");
	journey_file(2, "+b; +c", "");
	CHECK_TEXT(journey_go(ddlect_upgrade, "1"), "abc at 2 clean");
	CHECK_TEXT(memory_history(), "up 1, up 2");
	journey_end();
}

TEST(another_runner_may_have_repaired_it)
{
	begin(MARK "+b; ?y", "-b");
	journey_go(ddlect_upgrade, NULL);
	memory.state = (struct ddlect_state){.version = 2};
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "abz at 3 clean");
	CHECK_TEXT(memory_history(), "up 1, up 2 (1 done), found up 2, up 3");
	journey_end();
}

TEST(a_late_one_keeps_the_version)
{
	begin(MARK "+b; ?y", "-b");
	journey_options.flags = DDLECT_ALLOW_OUT_OF_ORDER;
	journey_end();
	journey_remove(2);
	journey_open();
	journey_go(ddlect_upgrade, NULL);
	journey_file(2, MARK "+b; ?y", "-b");
	journey_go(ddlect_upgrade, NULL);
	CHECK_TEXT(journey_where(), "abz at 3 dirty");
	memory.objects['y'] = true;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "abyz at 3 clean");
	CHECK_TEXT(journey_status(), "1 applied; 2 applied; 3 applied current");
	journey_end();
}

TEST(a_statement_that_may_have_been_done_says_so_when_it_fails)
{
	begin(MARK "+b; +c", "");
	memory.fail_at = 4; /* the file, the mark, +b, and then +c is lost */
	memory.fail_as = DDLECT_FAILURE_LOST;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "2_v0.0.2.up.sql of docs: run was told to fail\n"
		   "whether statement 2 was done isn't known, and it is run again with "
		   "the next try: the database is at version 2, dirty");
	memory.objects['c'] = true;
	CHECK_TEXT(
		journey_go(ddlect_upgrade, NULL),
		"2_v0.0.2.up.sql of docs:2:5: c is there (Xc)\n"
		"+b; +c\n    ^\n"
		"statement 2 of 2; 1 before it is done; it was begun before and "
		"may have been done then: if so, undo it by hand; the database is at "
		"version 2, dirty; when the cause is gone, run the same again: it goes "
		"on with statement 2");
	journey_end();
}

TEST(a_statement_that_was_done_and_is_not_written_down_says_so)
{
	begin(MARK "+b; +c", "");
	memory.fail_at = 3; /* the file, the mark, +b */
	memory.fail_as = DDLECT_FAILURE_STATEMENT;
	memory.fail_between = true;
	snprintf(memory.failure.message, 1024, "it ran, and the disk is full");
	CHECK_TEXT(
		journey_go(ddlect_upgrade, NULL),
		"2_v0.0.2.up.sql of docs:2:1: it ran, and the disk is full\n"
		"+b; +c\n^\n"
		"statement 1 of 2; the database is at version 2, dirty; when the cause "
		"is gone, undo that statement by hand and run the same again: it goes "
		"on with statement 1");
	memory.objects['b'] = false;
	CHECK_TEXT(journey_go(ddlect_upgrade, "1"), "abc at 2 clean");
	journey_end();
}

TEST(an_interrupt_stops_between_two_units)
{
	begin(MARK "+b; +c", "");
	memory.fail_at = 4;
	memory.fail_as = DDLECT_FAILURE_CANCELLED;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "interrupted; 2_v0.0.2.up.sql of docs was stopped; the database is at "
		   "version 2, dirty");
	CHECK_TEXT(journey_go(ddlect_upgrade, "1"), "abc at 2 clean");
	journey_end();
}

TEST(a_block_that_is_interrupted_is_rolled_back_and_the_rest_can_wait)
{
	begin(MARK "+b;\nBEGIN;\n+c;\nCOMMIT;", "");
	journey_go(ddlect_upgrade, "1");
	memory.fail_at = 3; /* the mark, the statement, the block */
	memory.fail_as = DDLECT_FAILURE_CANCELLED;
	snprintf(memory.failure.message, sizeof(memory.failure.message), "interrupted");
	snprintf(memory.failure.hint, sizeof(memory.failure.hint), "DROP INDEX i");
	CHECK_TEXT(
		journey_go(ddlect_upgrade, NULL),
		"interrupted; 2_v0.0.2.up.sql of docs was stopped, and its block rolled "
		"back; the database is at version 2, dirty\nHINT: DROP INDEX i");
	CHECK_TEXT(journey_where(), "ab at 2 dirty");
	journey_end();
}

TEST(a_dry_run_says_with_what_it_would_go_on)
{
	begin(MARK "+b;\n?z;", "");
	journey_go(ddlect_upgrade, NULL);
	CHECK_TEXT(journey_where(), "ab at 2 dirty");
	journey_end();
	journey_options.flags = DDLECT_DRY_RUN;
	journey_open();
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "ab at 2 dirty");
	CHECK(strstr(journey_log,
		     "would go on with 2_v0.0.2.up.sql of docs (2 statements, "
		     "no transaction)\n"));
	journey_end();
}
