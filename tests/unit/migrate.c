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
	CHECK_TEXT(journey_log, "applied 1_v1 (N ms)\n"
				"applied 2_v2 (N ms)\n"
				"applied 3_v3 (N ms)\n");
	CHECK_TEXT(journey_go(ddlect_upgrade, "latest"), "abc at 3 clean");
	CHECK_TEXT(journey_log, "nothing to do: the database is at version 3, clean\n");
	CHECK_TEXT(journey_go(ddlect_downgrade, NULL), "ab at 2 clean");
	CHECK_TEXT(journey_log, "reverted 3_v3 (N ms)\n");
	CHECK_TEXT(journey_go(ddlect_downgrade, "all"), " at -1 clean");
	CHECK_TEXT(memory_history(), "up 1, up 2, up 3, down 3, down 2, down 1");
	journey_end();
}
