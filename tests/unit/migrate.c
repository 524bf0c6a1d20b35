/* SPDX-License-Identifier: Apache-2.0 */
/* Migrate: up, down, goto, force and status, on a database that obeys. */
#include "tests/lib/journey.h"
#include "tests/unit/test.h"

static void begin(int n)
{
	journey_begin();
	journey_files(n);
	journey_open();
}

TEST(up_applies_all_and_down_reverts_one)
{
	begin(3);
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "abc at 3 clean");
	CHECK_TEXT(journey_log, "applied 1_v0.0.1 (N ms)\n"
				"applied 2_v0.0.2 (N ms)\n"
				"applied 3_v0.0.3 (N ms)\n");
	CHECK_TEXT(journey_go(ddlect_upgrade, "latest"), "abc at 3 clean");
	CHECK_TEXT(journey_log, "nothing to do: the database is at version 3, clean\n");
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL), "ab at 2 clean");
	CHECK_TEXT(journey_log, "reverted 3_v0.0.3 (N ms)\n");
	CHECK_TEXT(journey_go(ddlect_downgrade, "all"), " at -1 clean");
	CHECK_TEXT(memory_history(), "up 1, up 2, up 3, down 3, down 2, down 1");
	journey_end();
}

TEST(up_and_down_take_a_number_or_a_release)
{
	begin(5);
	CHECK_TEXT(journey_go(ddlect_upgrade, "2"), "ab at 2 clean");
	CHECK_TEXT(journey_go(ddlect_upgrade, "v0.0.4"), "abcd at 4 clean");
	CHECK_TEXT(journey_go(ddlect_upgrade, "v0.0.3"), "abcd at 4 clean");
	CHECK_TEXT(journey_go(ddlect_upgrade, "9"), "abcde at 5 clean");
	CHECK_TEXT(journey_log, "9 were asked for, and 1 is pending\n"
				"applied 5_v0.0.5 (N ms)\n");
	CHECK_TEXT(journey_go(ddlect_upgrade, "9"), "abcde at 5 clean");
	CHECK_TEXT(journey_log, "nothing to do: the database is at version 5, clean\n");
	CHECK_TEXT(journey_go(ddlect_downgrade, "v0.0.4"), "abcd at 4 clean");
	CHECK_TEXT(journey_go(ddlect_downgrade, "2"), "ab at 2 clean");
	CHECK_TEXT(journey_go(ddlect_downgrade, "0"), "ab at 2 clean");
	CHECK_TEXT(journey_go(ddlect_upgrade, "soon"),
		   "\"soon\" says not how far to go; it takes a number of migrations, a "
		   "release as v1.2.3, latest");
	CHECK_INT(journey_err.status, DDLECT_USAGE);
	journey_end();
}

TEST(down_by_more_than_there_is_reverts_nothing)
{
	begin(3);
	CHECK_TEXT(journey_go(ddlect_downgrade, "7"), " at -1 clean");
	CHECK_TEXT(journey_log, "nothing to do: the database is at no version, clean\n");
	journey_go(ddlect_upgrade, "2");
	CHECK_TEXT(
		journey_go(ddlect_downgrade, "3"),
		"3 migrations are to be reverted, and only 2 are applied: say down 2, or "
		"down -all. Nothing was run");
	CHECK_INT(journey_err.status, DDLECT_USAGE);
	CHECK_TEXT(journey_where(), "ab at 2 clean");
	CHECK_TEXT(journey_go(ddlect_downgrade, "2"), " at -1 clean");
	journey_go(ddlect_upgrade, "1");
	CHECK_TEXT(
		journey_go(ddlect_downgrade, "2"),
		"2 migrations are to be reverted, and only 1 is applied: say down 1, or "
		"down -all. Nothing was run");
	CHECK_TEXT(journey_go(ddlect_downgrade, "all"), " at -1 clean");
	journey_end();
}

TEST(goto_leads_both_ways)
{
	begin(5);
	CHECK_TEXT(journey_go(ddlect_goto, "3"), "abc at 3 clean");
	CHECK_TEXT(journey_go(ddlect_goto, "initial"), "a at 1 clean");
	CHECK_TEXT(journey_go(ddlect_goto, "latest"), "abcde at 5 clean");
	CHECK_TEXT(journey_go(ddlect_goto, "v0.0.2"), "ab at 2 clean");
	CHECK_TEXT(journey_go(ddlect_goto, "2"), "ab at 2 clean");
	CHECK_TEXT(journey_go(ddlect_goto, "7"),
		   "no migration has version 7; the nearest below is 5 (v0.0.5)");
	journey_end();
}

TEST(files_that_are_missing_empty_or_only_comments_move_the_version)
{
	journey_begin();
	journey_file(1, "+a;", NULL);
	journey_file(2, "", "-- nothing\n");
	journey_file(3, NULL, "");
	journey_open();
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "a at 3 clean");
	CHECK_TEXT(
		journey_log,
		"applied 1_v0.0.1 (N ms)\n"
		"applied 2_v0.0.2 (N ms)\n"
		"warning: there is no 3_v0.0.3.up.sql of docs; nothing is run, only the "
		"version changes\n"
		"applied 3_v0.0.3 (N ms)\n");
	CHECK_TEXT(journey_go(ddlect_downgrade, "all"), "a at -1 clean");
	CHECK(strstr(journey_log, "warning: there is no 1_v0.0.1.down.sql of docs"));
	journey_end();
}

TEST(a_version_that_no_state_can_keep_is_refused_before_anything_runs)
{
	begin(1);
	journey_file(1ull << 63, "+z", NULL);
	CHECK_TEXT(
		journey_go(ddlect_upgrade, NULL),
		"9223372036854775808_v0.0.9223372036854775808.up.sql has a number above "
		"9223372036854775807, the highest version that a database can be at; "
		"nothing was run");
	CHECK_INT(journey_err.status, DDLECT_INTEGRITY);
	CHECK_TEXT(journey_where(), " at -1 clean");
	CHECK_TEXT(journey_go(ddlect_upgrade, "1"), "a at 1 clean");
	CHECK_TEXT(journey_go(ddlect_goto, "1"), "a at 1 clean");
	CHECK_TEXT(journey_status(), "1 applied current; 9223372036854775808");
	journey_end();
}

TEST(a_version_without_a_file_is_refused_with_advice)
{
	begin(3);
	journey_go(ddlect_upgrade, NULL);
	journey_remove(3);
	static const char refusal[] =
		"the database is at version 3, of which there is no file: these "
		"migrations are older than the database, or another project's. Use those "
		"that brought it there, or say with force at which version it is";
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), refusal);
	CHECK_INT(journey_err.status, DDLECT_INTEGRITY);
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL), refusal);
	CHECK_TEXT(journey_go(ddlect_goto, "1"), refusal);
	CHECK_TEXT(journey_status(), "1 applied; 2 applied; 3 applied current missing | "
				     "6: 1 version was applied, and has no file: 3");
	CHECK_TEXT(journey_go(ddlect_force, "2"), "abc at 2 clean");
	CHECK_TEXT(memory_history(), "up 1, up 2, up 3, forced 2");
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL), "ac at 1 clean");
	journey_end();
}

TEST(a_file_that_was_merged_late_is_refused_unless_it_is_allowed)
{
	begin(5);
	journey_remove(2);
	journey_remove(4);
	journey_go(ddlect_upgrade, NULL);
	journey_file(2, "+b", "-b");
	journey_file(4, "+d", "-d");
	CHECK_TEXT(journey_status(),
		   "1 applied; 2 late; 3 applied; 4 late; 5 applied current | 6: 2 files "
		   "below the version were never applied: 2_v0.0.2, 4_v0.0.4");
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "2 files below version 5, at which the database is, were never "
		   "applied: 2_v0.0.2.up.sql, 4_v0.0.4.up.sql. Give them a higher "
		   "number, or "
		   "apply them now with -allow-out-of-order");
	CHECK_INT(journey_err.status, DDLECT_INTEGRITY);
	journey_file(6, "+f", "-f");
	journey_end();

	journey_options.flags = DDLECT_ALLOW_OUT_OF_ORDER;
	journey_open();
	CHECK_TEXT(journey_go(ddlect_upgrade, "1"), "abce at 5 clean");
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "abcdef at 6 clean");
	CHECK_TEXT(memory_history(), "up 1, up 3, up 5, up 2, up 4, up 6");
	CHECK_TEXT(journey_go(ddlect_downgrade, "3"), "abc at 3 clean");
	journey_end();
}

TEST(down_skips_what_was_never_applied)
{
	begin(3);
	journey_remove(2);
	journey_go(ddlect_upgrade, NULL);
	journey_file(2, "+b", "-b");
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL), "a at 1 clean");
	CHECK_TEXT(journey_go(ddlect_goto, "2"), "ab at 2 clean");
	journey_end();
}

TEST(an_edited_file_is_reported_and_not_run_again)
{
	begin(2);
	journey_go(ddlect_upgrade, NULL);
	journey_file(1, "-- a comment\n+a ;", "-a");
	CHECK_TEXT(journey_status(), "1 applied; 2 applied current");
	journey_file(1, "+z", "-a");
	CHECK_TEXT(journey_status(),
		   "1 applied edited; 2 applied current | 6: 1 file was "
		   "edited after it was applied: 1_v0.0.1");
	journey_file(3, "+c", "-c");
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "abc at 3 clean");
	CHECK_TEXT(journey_log,
		   "warning: 1_v0.0.1.up.sql was edited after it was applied; "
		   "what it says now was never run\n"
		   "applied 3_v0.0.3 (N ms)\n");
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL), "ab at 2 clean");
	CHECK_TEXT(journey_log, "reverted 3_v0.0.3 (N ms)\n");
	journey_end();
}

TEST(a_database_that_another_runner_brought_here_has_no_history)
{
	begin(4);
	memory.state.version = 3;
	memory.objects['a'] = memory.objects['b'] = memory.objects['c'] = true;
	CHECK_TEXT(journey_status(),
		   "1 applied elsewhere; 2 applied elsewhere; 3 applied "
		   "current elsewhere; 4");
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "abcd at 4 clean");
	CHECK_TEXT(journey_log, "applied 4_v0.0.4 (N ms)\n");
	CHECK_TEXT(memory_history(), "found up 1, found up 2, found up 3, up 4");
	CHECK_INT(memory.seen_rows, 4);
	CHECK_TEXT(journey_status(),
		   "1 applied elsewhere; 2 applied elsewhere; 3 applied "
		   "elsewhere; 4 applied current");
	journey_file(2, "+y", "-b");
	CHECK(strstr(journey_status(), "2 applied elsewhere"));
	journey_end();
}

TEST(another_runner_between_two_of_ours_is_believed)
{
	begin(5);
	journey_go(ddlect_upgrade, "2");
	memory.state.version = 4;
	memory.objects['c'] = memory.objects['d'] = true;
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL), "abc at 3 clean");
	memory.state.version = 1;
	memory.objects['b'] = memory.objects['c'] = false;
	CHECK_TEXT(journey_go(ddlect_upgrade, "1"), "ab at 2 clean");
	CHECK_INT(memory.seen_rows, 3);
	CHECK_TEXT(memory_history(), "up 1, up 2, found up 3, found up 4, down 4, found "
				     "down 2, found down 3, up 2");
	memory.state.version = -1;
	CHECK_TEXT(journey_go(ddlect_upgrade, "0"), "ab at -1 clean");
	CHECK_TEXT(journey_status(),
		   "1 applied; 2 applied; 3; 4; 5 | 6: the state is empty, and the "
		   "history beside it says that version 2 is applied: say with force "
		   "where the database is");
	CHECK_TEXT(journey_go(ddlect_force, "none"), "ab at -1 clean");
	CHECK_TEXT(journey_status(), "1; 2; 3; 4; 5");
	journey_end();
}

TEST(what_was_found_is_written_once)
{
	begin(4);
	memory.state.version = 2;
	journey_go(ddlect_upgrade, NULL);
	CHECK_TEXT(memory_history(), "found up 1, found up 2, up 3, up 4");
	CHECK_INT(memory.seen_rows, 1);
	journey_end();
}

TEST(what_another_runner_left_dirty_is_refused_until_it_is_forced)
{
	begin(4);
	journey_go(ddlect_upgrade, "2");
	memory.state = (struct ddlect_state){.version = 3, .dirty = 1};
	static const char refusal[] =
		"the database is dirty at version 3: a runner stopped in the middle of a "
		"file, or is in it now. Look at 3_v0.0.3.up.sql, and at "
		"4_v0.0.4.down.sql; "
		"finish or undo by hand what was done of it, and then say with force at "
		"which version the database is";
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), refusal);
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL), refusal);
	CHECK_TEXT(journey_go(ddlect_goto, "1"), refusal);
	CHECK_TEXT(journey_status(), "1 applied; 2 applied; 3 current dirty; 4 | 6: 1 "
				     "file stopped in the middle, and the database is "
				     "dirty: 3_v0.0.3");
	CHECK_TEXT(journey_go(ddlect_force, "2"), "ab at 2 clean");
	CHECK_TEXT(memory_history(), "up 1, up 2, forced 2");
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "abcd at 4 clean");

	memory.state = (struct ddlect_state){.version = -1, .dirty = 1};
	CHECK_TEXT(
		journey_go(ddlect_upgrade, NULL),
		"the database is dirty and at no version: a runner stopped in the "
		"middle of a file, or is in it now. Look at 1_v0.0.1.down.sql; finish or "
		"undo by hand what was done of it, and then say with force at which "
		"version the database is");
	CHECK_TEXT(journey_go(ddlect_force, "none"), "abcd at -1 clean");
	journey_end();
}

TEST(force_says_what_is_applied)
{
	begin(4);
	CHECK_TEXT(journey_go(ddlect_force, "3"), " at 3 clean");
	CHECK_TEXT(memory_history(), "forced 1, forced 2, forced 3");
	CHECK_TEXT(journey_status(), "1 applied; 2 applied; 3 applied "
				     "current; 4");
	CHECK_TEXT(journey_go(ddlect_force, "v0.0.1"), " at 1 clean");
	CHECK_TEXT(journey_go(ddlect_force, "none"), " at -1 clean");
	CHECK_TEXT(journey_status(), "1; 2; 3; 4");
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "abcd at 4 clean");
	journey_end();
}

TEST(version_says_where_the_database_is)
{
	struct ddlect_state state;
	begin(2);
	CHECK_INT(ddlect_version(journey, &state, &journey_err), 0);
	CHECK_INT(state.version, DDLECT_NO_VERSION);
	journey_go(ddlect_upgrade, NULL);
	CHECK_INT(ddlect_version(journey, &state, &journey_err), 0);
	CHECK_INT(state.version, 2);
	CHECK_INT(state.dirty, 0);
	CHECK_TEXT(ddlect_migrator_place(journey), "memory");
	journey_end();
}

static void refused(const char *up, const char *words)
{
	journey_begin();
	journey_file(1, "+a", "-a");
	journey_file(2, up, "");
	journey_open();
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), words);
	CHECK_TEXT(journey_where(), " at -1 clean");
	CHECK_INT(memory.runs, 0);
	journey_end();
}

TEST(every_text_is_checked_before_the_first_runs)
{
	refused("+b;\n  +c 'abc", "2_v0.0.2.up.sql of docs:2:6: this quote never ends\n"
				  "  +c 'abc\n"
				  "     ^");
	refused("COPY x;",
		"2_v0.0.2.up.sql of docs:1:1: COPY can't run here: write INSERT "
		"instead\nCOPY x;\n^");
	refused("+b;\nALONE +c;\n",
		"2_v0.0.2.up.sql of docs:2:1: ALONE can't run in a transaction: make "
		"\"-- "
		"ddlect: no-transaction\" the first line of the file, or give the "
		"statement a file of its own that begins so\nALONE +c;\n^");
	refused("BEGIN;\n+b;\nCOMMIT;\n",
		"2_v0.0.2.up.sql of docs:1:1: BEGIN: the whole file is one transaction "
		"already. Take its own BEGIN and COMMIT out, or make \"-- ddlect: "
		"no-transaction\" its first line\nBEGIN;\n^");
	refused("-- ddlect: no-transaction\nBEGIN; BEGIN;",
		"2_v0.0.2.up.sql of docs:2:8: BEGIN: a transaction is open already: end "
		"it "
		"with COMMIT first\nBEGIN; BEGIN;\n       ^");
	refused("-- ddlect: no-transaction\n+b; COMMIT;",
		"2_v0.0.2.up.sql of docs:2:5: COMMIT: no transaction is open: begin it "
		"with "
		"BEGIN, or take this out\n+b; COMMIT;\n    ^");
	refused("-- ddlect: no-transaction\nBEGIN; +b; ROLLBACK;",
		"2_v0.0.2.up.sql of docs:2:12: ROLLBACK: a block that is rolled back "
		"does "
		"nothing: take it out, or end it with COMMIT\n"
		"BEGIN; +b; ROLLBACK;\n           ^");
	refused("-- ddlect: no-transaction\nBEGIN; ALONE +b; COMMIT;",
		"2_v0.0.2.up.sql of docs:2:8: ALONE: it can't run in a transaction: move "
		"it "
		"out of the block from BEGIN to COMMIT\n"
		"BEGIN; ALONE +b; COMMIT;\n       ^");
	refused("-- ddlect: no-transaction\n+a;\nBEGIN; +b;",
		"2_v0.0.2.up.sql of docs:3:1: this transaction has no end: add COMMIT\n"
		"BEGIN; +b;\n^");
	refused("-- ddlect: no-transaction\nSET x; +b;",
		"2_v0.0.2.up.sql of docs:2:1: SET: outside of a block it ends with "
		"itself, and no other statement has it: write it into the block that "
		"needs it, or say in the statement what it is for, a schema for "
		"example\nSET x; +b;\n^");
	refused("-- ddlect: no-transaction\nCOPY x;",
		"2_v0.0.2.up.sql of docs:2:1: COPY can't run here: write INSERT instead\n"
		"COPY x;\n^");
	refused("+b \xff", "2_v0.0.2.up.sql of docs:1: the byte 0xff is not UTF-8; save "
			   "it as UTF-8");
}

TEST(a_dry_run_says_what_would_be_done_and_does_nothing)
{
	journey_begin();
	journey_files(2);
	journey_file(3, "-- ddlect: no-transaction\n+c; +d", NULL);
	journey_options.flags = DDLECT_DRY_RUN;
	journey_open();
	memory.locked_for = 1000; /* no lock is taken */
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), " at -1 clean");
	CHECK_TEXT(
		journey_log,
		"would apply 1_v0.0.1.up.sql of docs (1 statement, one transaction)\n"
		"would apply 2_v0.0.2.up.sql of docs (1 statement, one transaction)\n"
		"would apply 3_v0.0.3.up.sql of docs (2 statements, no transaction)\n");
	CHECK_TEXT(journey_go(ddlect_force, "2"), " at -1 clean");
	CHECK_TEXT(journey_log, "would say that the database is at version 2\n");
	memory.state.version = 3;
	CHECK_TEXT(journey_go(ddlect_downgrade, "1"), " at 3 clean");
	CHECK_TEXT(journey_log,
		   "would revert with 3_v0.0.3.down.sql of docs (0 statements, "
		   "there is no such file)\n");
	CHECK_INT(memory.runs, 0);
	CHECK_INT(memory.n_rows, 0);
	journey_end();
}

TEST(who_cannot_look_into_a_database_cannot_drop)
{
	journey_begin();
	journey_files(1);
	journey_open();
	CHECK_INT(ddlect_drop(journey, &journey_err), -1);
	CHECK_TEXT(journey_err.text, "the dialect memory can't look at a database, so it "
				     "can't say what is the "
				     "provider's to drop");
	journey_end();
}
