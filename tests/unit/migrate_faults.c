/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Migrate, faults: locks that somebody has, connections that go, interrupts, other runners
 * in between; and each call of a slot failed once. Wherever it ends, the state says what
 * there is.
 */
#include "core/base/err.h"
#include "tests/lib/journey.h"
#include "tests/unit/test.h"

#define MARK "-- ddlect: no-transaction\n"

static void begin(int n)
{
	journey_begin();
	journey_files(n);
	journey_open();
}

static void fail_run(int at, uint32_t kind)
{
	memory.fail_at = at;
	memory.fail_as = kind;
	memory.fail_times = 0;
}

TEST(a_failure_says_where_what_and_where_the_database_is)
{
	begin(2);
	journey_file(2, "+b;\n\n\t?y ;\n", "");
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "2_v0.0.2.up.sql of docs:3:2: y is not there (Xy)\n"
		   "\t?y ;\n"
		   "\t^\n"
		   "the database is at version 1, clean");
	CHECK_INT(journey_err.status, DDLECT_FAILED);
	CHECK_TEXT(journey_where(), "a at 1 clean");
	CHECK_TEXT(journey_log, "applied 1_v0.0.1 (N ms)\n");
	memory.no_place = true;
	journey_file(2, "-- one\n+b;\n+c; ?y ;\n", "");
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "2_v0.0.2.up.sql of docs:3:5: y is not there (Xy)\n"
		   "+c; ?y ;\n"
		   "    ^\n"
		   "the database is at version 1, clean");
	journey_end();
}

TEST(details_hints_and_context_are_shown_when_they_are_short)
{
	begin(1);
	snprintf(memory.failure.message, 1024, "no");
	snprintf(memory.failure.code, 8, "42P01");
	snprintf(memory.failure.detail, 1024, "because");
	snprintf(memory.failure.hint, 1024, "don't");
	snprintf(memory.failure.context, 1024, "here");
	fail_run(1, DDLECT_FAILURE_STATEMENT);
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "1_v0.0.1.up.sql of docs: no (42P01)\n"
		   "DETAIL: because\n"
		   "HINT: don't\n"
		   "CONTEXT: here\n"
		   "the database is at no version, clean");
	memory.failure.alone = 1;
	memset(memory.failure.context, 'x', 1000);
	fail_run(1, DDLECT_FAILURE_STATEMENT);
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "1_v0.0.1.up.sql of docs: no (42P01)\n"
		   "DETAIL: because\n"
		   "HINT: don't\n"
		   "HINT: it can't run in a transaction: make \"-- ddlect: "
		   "no-transaction\" the first line of the file\n"
		   "the database is at no version, clean");
	journey_end();
}

TEST(texts_that_are_too_long_are_cut_and_the_end_is_kept)
{
	begin(1);
	for (int i = 0; i + 3 < 1024; i += 3) {
		memcpy(memory.failure.message + i, "\xe2\x82\xac", 4);
		memcpy(memory.failure.detail + i, "\xe2\x82\xac", 4);
		memcpy(memory.failure.hint + i, "\xe2\x82\xac", 4);
	}
	fail_run(1, DDLECT_FAILURE_STATEMENT);
	const char *text = journey_go(ddlect_upgrade, NULL);
	CHECK(strlen(text) < DDLECT_ERR_TEXT);
	CHECK(strstr(text, "\nthe database is at no version, clean"));
	CHECK(strstr(text, "\nDETAIL: ") && strstr(text, "\nHINT: ") &&
	      strstr(text, "\xe2\x82\xac…\n"));
	journey_end();
}

TEST(a_statement_that_has_to_be_alone_is_said_to_be_in_a_block)
{
	begin(1);
	journey_file(1, MARK "BEGIN; +a; COMMIT;", "");
	memory.failure.alone = 1;
	fail_run(2, DDLECT_FAILURE_STATEMENT);
	CHECK(strstr(
		journey_go(ddlect_upgrade, NULL),
		"\nHINT: it can't run in a transaction: move it out of the block from "
		"BEGIN to COMMIT\n"));
	journey_end();
}

TEST(a_dialect_that_gives_no_reason_is_said_to)
{
	begin(1);
	fail_run(1, 77);
	CHECK(strstr(journey_go(ddlect_upgrade, NULL), "run was told to fail\n"));
	journey_end();
}

TEST(the_lock_of_runners_is_waited_for)
{
	begin(1);
	memory.locked_for = 3;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "a at 1 clean");
	CHECK_TEXT(journey_log, "waiting: somebody has the lock\n"
				"applied 1_v0.0.1 (N ms)\n");
	memory.locked_for = 1000;
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL), "somebody has the lock");
	CHECK_INT(journey_err.status, DDLECT_BUSY);
	CHECK(memory.locked_for < 998);
	CHECK_TEXT(journey_where(), "a at 1 clean");
	CHECK_TEXT(journey_go(ddlect_force, "none"), "somebody has the lock");
	journey_answer = DDLECT_STOP_SOON;
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL),
		   "interrupted; nothing was changed");
	journey_end();
}

TEST(the_lock_of_runners_can_be_asked_for_once)
{
	begin(1);
	journey_end();
	journey_options.lock_wait_ms = UINT32_MAX;
	journey_open();
	memory.locked_for = 2;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "somebody has the lock");
	journey_end();
}

TEST(a_lock_that_only_a_run_can_take_is_waited_for_too)
{
	/* A minute for what has to succeed, also on a machine that is busy. */
	journey_begin();
	journey_files(2);
	journey_options.lock_wait_ms = 60000;
	journey_open();
	snprintf(memory.failure.message, 1024, "busy");
	fail_run(2, DDLECT_FAILURE_BUSY);
	memory.fail_times = 3;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "ab at 2 clean");
	journey_end();
	journey_options.lock_wait_ms = 60;
	journey_open();
	fail_run(1, DDLECT_FAILURE_BUSY);
	memory.fail_times = 1000;
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL), "busy");
	CHECK_INT(journey_err.status, DDLECT_BUSY);
	journey_answer = DDLECT_STOP_SOON;
	fail_run(1, DDLECT_FAILURE_BUSY);
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL),
		   "interrupted; the database is at version 2, clean");
	journey_end();
}

TEST(a_file_that_waits_for_a_lock_is_tried_again)
{
	begin(1);
	journey_end();
	journey_options.lock_retries = 2;
	journey_open();
	snprintf(memory.failure.message, 1024, "lock timeout");
	snprintf(memory.failure.blockers, 1024, "pid 7: select 1");
	fail_run(1, DDLECT_FAILURE_LOCK_TIMEOUT);
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "a at 1 clean");
	CHECK_TEXT(journey_log,
		   "warning: 1_v0.0.1.up.sql of docs waited too long for a lock, try 1 "
		   "of 3; it is held by:\npid 7: select 1\n"
		   "applied 1_v0.0.1 (N ms)\n");
	fail_run(1, DDLECT_FAILURE_LOCK_TIMEOUT);
	memory.fail_times = 3;
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL),
		   "1_v0.0.1.down.sql of docs: lock timeout\n"
		   "Held by: pid 7: select 1\n"
		   "the database is at version 1, clean");
	CHECK_INT(memory.seen_lock_ms, 5000);
	journey_end();
	journey_options.lock_timeout_ms = UINT32_MAX;
	journey_open();
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL), " at -1 clean");
	CHECK_INT(memory.seen_lock_ms, 0);
	journey_end();
}

static void interrupt(void)
{
	journey_answer = DDLECT_STOP_SOON;
}

TEST(an_interrupt_stops_behind_the_running_file)
{
	begin(3);
	memory.meanwhile = interrupt;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "interrupted; the database is at version 1, clean");
	CHECK_TEXT(journey_where(), "a at 1 clean");
	memory.meanwhile = NULL;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "interrupted; the database is at version 1, clean");
	journey_answer = DDLECT_GO_ON;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "abc at 3 clean");
	fail_run(1, DDLECT_FAILURE_CANCELLED);
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL),
		   "interrupted; 3_v0.0.3.down.sql of docs was rolled back; the database "
		   "is at version 3, clean");
	journey_end();
}

/* It applies the next file, just before we do. */
static void overtake(void)
{
	static int turn;
	if (turn++ % 2 || memory.state.version >= 6)
		return;
	memory.objects['a' + (memory.state.version < 0 ? 0 : memory.state.version)] =
		true;
	memory.state.version += memory.state.version < 0 ? 2 : 1;
}

TEST(another_runner_in_between_runs_its_files_and_we_run_ours)
{
	begin(6);
	memory.meanwhile = overtake;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "abcdef at 6 clean");
	CHECK(strstr(journey_log, "another runner was faster; looking again\n"));
	CHECK_TEXT(memory_history(),
		   "found up 1, up 2, found up 3, up 4, found up 5, up 6");
	journey_end();
}

TEST(a_dialect_that_gives_no_reason_is_said_to_give_none)
{
	begin(1);
	fail_run(1, DDLECT_FAILURE_STATEMENT);
	memory.mute = true;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "1_v0.0.1.up.sql of docs: the dialect gave no reason\n"
		   "the database is at no version, clean");
	journey_end();
}

static struct ddlect_progress last_told;

static void keep_progress(void *context, const struct ddlect_progress *progress)
{
	(void)context;
	CHECK(progress->files_done <= progress->files);
	CHECK(progress->bytes_done <= progress->bytes);
	last_told = *progress;
}

TEST(progress_counts_the_files_of_all_plans)
{
	journey_begin();
	journey_files(6);
	journey_options.progress = keep_progress;
	journey_open();
	memory.meanwhile = overtake;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "abcdef at 6 clean");
	CHECK_INT(last_told.files, 3);
	CHECK_INT(last_told.files_done, 3);
	CHECK_INT(last_told.bytes_done, 6);
	CHECK_INT(ddlect_migrator_outcome(journey)->files, 3);
	journey_end();
}

TEST(a_count_is_of_our_own_files)
{
	begin(6);
	memory.meanwhile = overtake;
	CHECK_TEXT(journey_go(ddlect_upgrade, "2"), "abcd at 4 clean");
	journey_end();
}

TEST(a_state_that_is_said_to_move_and_does_not_is_the_dialects_fault)
{
	begin(1);
	fail_run(1, DDLECT_FAILURE_MOVED);
	memory.fail_times = 1000;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "the dialect memory says that another runner moved the state, and it "
		   "is where it was");
	journey_end();
}

TEST(force_gives_up_when_the_state_moves_all_the_time)
{
	begin(1);
	fail_run(1, DDLECT_FAILURE_MOVED);
	memory.fail_times = 1000;
	CHECK_TEXT(journey_go(ddlect_force, "1"),
		   "other runners change the state all the time: wait for them");
	CHECK_INT(journey_err.status, DDLECT_BUSY);
	fail_run(1, DDLECT_FAILURE_MOVED);
	CHECK_TEXT(journey_go(ddlect_force, "1"), " at 1 clean");
	fail_run(1, DDLECT_FAILURE_MOVED);
	memory.fail_times = 1000;
	memory.meanwhile = interrupt;
	CHECK_TEXT(journey_go(ddlect_force, "none"),
		   "interrupted; the database is at version 1, clean");
	journey_end();
}

static void lock_out(void)
{
	memory.locked_for = 3;
}

TEST(a_lost_connection_says_where_the_database_is)
{
	begin(3);
	journey_go(ddlect_upgrade, "1");
	snprintf(memory.failure.message, 1024, "the connection was lost");
	fail_run(1, DDLECT_FAILURE_LOST);
	memory.refuse_open = 2;
	memory.meanwhile = lock_out; /* the old session has its lock for a while */
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "2_v0.0.2.up.sql of docs: the connection was lost\n"
		   "it was not committed: the database is at version 1, clean");
	CHECK_TEXT(journey_where(), "a at 1 clean");
	CHECK_INT(memory.locked_for, 0);
	memory.meanwhile = NULL;
	fail_run(1, DDLECT_FAILURE_UNKNOWN);
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "2_v0.0.2.up.sql of docs: the connection was lost\n"
		   "it was not committed: the database is at version 1, clean");
	fail_run(1, DDLECT_FAILURE_UNKNOWN);
	memory.fail_after = true;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "2_v0.0.2.up.sql of docs: the connection was lost\n"
		   "it was committed: the database is at version 2, clean");
	CHECK_TEXT(journey_where(), "ab at 2 clean");
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "abc at 3 clean");
	journey_end();
}

TEST(a_session_that_fails_by_itself_is_made_anew_by_the_next_call)
{
	struct ddlect_state state;
	begin(1);
	for (int n = 1; n <= 2; n++) { /* lock, state */
		memory.fail_at = n;
		memory.fail_as = 0;
		journey_go(ddlect_upgrade, NULL);
		CHECK_INT(memory.sessions, 0);
		CHECK_TEXT(journey_where(), " at -1 clean");
	}
	memory.fail_at = 2; /* open, state */
	CHECK_INT(ddlect_version(journey, &state, &journey_err), -1);
	CHECK_INT(memory.sessions, 0);
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "a at 1 clean");
	journey_end();
}

TEST(a_server_that_stays_away_is_said)
{
	begin(1);
	snprintf(memory.failure.message, 1024, "the connection was lost");
	fail_run(1, DDLECT_FAILURE_LOST);
	memory.refuse_open = 1000000;
	journey_answer = DDLECT_STOP_SOON; /* not to wait for it */
	memory.meanwhile = NULL;
	journey_answer = DDLECT_GO_ON;
	memory.meanwhile = interrupt;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "1_v0.0.1.up.sql of docs: the connection was lost\n"
		   "connecting again failed: there is no connection; nothing of it was "
		   "done: the database is at no version, clean");
	journey_answer = DDLECT_GO_ON;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "there is no connection");
	memory.refuse_open = 0;
	memory.meanwhile = NULL;
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "a at 1 clean");
	fail_run(1, DDLECT_FAILURE_UNKNOWN);
	memory.fail_after = true;
	memory.refuse_open = 1000000;
	memory.meanwhile = interrupt;
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL),
		   "1_v0.0.1.down.sql of docs: the connection was lost\n"
		   "connecting again failed: there is no connection; whether it was done "
		   "isn't known: ask with `version`");
	journey_end();
}

TEST(a_callers_own_connection_is_not_made_anew)
{
	int connection;
	begin(1);
	journey_end();
	journey_options.dsn = NULL;
	journey_options.dialect = "memory";
	journey_options.connection = &connection;
	journey_open();
	memory.fail_at = 4; /* lock, state, run, unlock */
	CHECK_TEXT(journey_go(ddlect_upgrade, "1"), "a at 1 clean");
	CHECK_TEXT(journey_log,
		   "applied 1_v0.0.1 (N ms)\nwarning: the lock of runners is "
		   "kept until the connection ends: unlock was told to fail\n");
	memory.locked = false;
	journey_go(ddlect_downgrade, NULL);
	fail_run(1, DDLECT_FAILURE_LOST);
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL),
		   "1_v0.0.1.up.sql of docs: run was told to fail\n"
		   "connecting again failed: the connection is the caller's own; nothing "
		   "of it was done: the database is at no version, clean");
	journey_end();
}

/* What there is has to be what the state says, whatever happened on the way. */
static void check_consistent(void)
{
	static const char *const expected[] = {"", "a", "ab", "abc", "abcd"};
	const struct ddlect_history *last =
		memory.n_rows ? &memory.rows[memory.n_rows - 1].row : NULL;
	if (memory.state.dirty) {
		CHECK(last && last->unfinished);
		return;
	}
	int64_t version = memory.state.version < 0 ? 0 : memory.state.version;
	CHECK_TEXT(memory_objects(), expected[version]);
	CHECK(!last || !last->unfinished);
}

static void prepare(void)
{
	journey_begin();
	journey_file(1, "+a", "-a");
	journey_file(2, MARK "+b", MARK "-b");
	journey_file(3, MARK "BEGIN; +x; COMMIT; +c; -x",
		     MARK "+x; BEGIN; -c; -x; COMMIT");
	journey_file(4, "+d", "-d");
	journey_options.lock_wait_ms = UINT32_MAX;
	journey_options.lock_retries = 1;
}

/* Fail the n-th call, and then do the same again: it must end where it should. */
static void fail_each(uint32_t kind, bool after)
{
	for (int n = 1;; n++) {
		prepare();
		journey_open();
		memory.fail_at = n;
		memory.fail_as = kind;
		memory.fail_after = after;
		memory.calls = 0;
		const char *up = journey_go(ddlect_upgrade, NULL);
		bool through = memory.fail_at > 0;
		CHECK(through || strcmp(up, "abcd at 4 clean") != 0 ||
		      kind == DDLECT_FAILURE_BUSY || kind == DDLECT_FAILURE_MOVED ||
		      kind == DDLECT_FAILURE_LOCK_TIMEOUT || n > 9);
		check_consistent();
		memory.fail_at = 0;
		CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "abcd at 4 clean");
		memory.fail_at = n;
		journey_go(ddlect_downgrade, "all");
		check_consistent();
		memory.fail_at = 0;
		CHECK_TEXT(journey_go(ddlect_downgrade, "all"), " at -1 clean");
		journey_end();
		if (through)
			return;
		CHECK(n < 100);
	}
}

TEST(each_call_of_a_slot_fails_once)
{
	fail_each(0, false);
}

TEST(each_run_fails_once_in_each_way)
{
	for (uint32_t kind = DDLECT_FAILURE_STATEMENT; kind <= DDLECT_FAILURE_BUSY;
	     kind++)
		fail_each(kind, false);
}

TEST(each_run_is_lost_once_when_it_was_committed)
{
	fail_each(DDLECT_FAILURE_UNKNOWN, true);
}
