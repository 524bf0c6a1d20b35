/* SPDX-License-Identifier: Apache-2.0 */
/* Notices: what a database says while a file runs, in the log and as progress. */
#include "tests/lib/journey.h"
#include "tests/unit/test.h"

TEST(what_the_database_says_has_the_files_name_and_line)
{
	journey_begin();
	journey_file(1, "+a;\nWARN look out;\n\nNOTE b is not there; WARN once more;",
		     NULL);
	journey_open();
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "a at 1 clean");
	CHECK_TEXT(journey_log, "warning: 1_v0.0.1.up.sql of docs:2: look out (X1)\n"
				"1_v0.0.1.up.sql of docs:4: notice: b is not there\n"
				"warning: 1_v0.0.1.up.sql of docs:4: once more (X1)\n"
				"applied 1_v0.0.1 (N ms)\n");
	journey_end();
}

TEST(in_a_file_without_a_transaction_too)
{
	journey_begin();
	journey_file(1,
		     "-- ddlect: no-transaction\nWARN a;\nBEGIN;\n+a;\nWARN b;\nCOMMIT;",
		     NULL);
	journey_open();
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "a at 1 clean");
	CHECK_TEXT(journey_log, "warning: 1_v0.0.1.up.sql of docs:2: a (X1)\n"
				"warning: 1_v0.0.1.up.sql of docs:5: b (X1)\n"
				"applied 1_v0.0.1 (N ms)\n");
	journey_end();
}

TEST(of_many_a_few_are_said)
{
	char text[4096] = "";
	int lines = 0;
	for (int i = 0; i < 30; i++)
		sprintf(text + strlen(text), "%s %d;\n", i < 11 ? "WARN" : "NOTE", i);
	journey_begin();
	journey_file(1, text, NULL);
	journey_open();
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), " at 1 clean");
	for (const char *at = journey_log; *at; at++)
		lines += *at == '\n';
	CHECK_INT(lines, 10 + 10 + 2 + 1);
	CHECK(strstr(journey_log, ":10: 9 (X1)\n"));
	CHECK(!strstr(journey_log, ":11: 10 (X1)\n"));
	CHECK(strstr(journey_log, "warning: 1_v0.0.1.up.sql of docs: 1 more warning\n"));
	CHECK(strstr(journey_log, "\n1_v0.0.1.up.sql of docs: 9 more notices\n"));
	journey_end();
}

TEST(what_is_said_once_is_counted)
{
	journey_begin();
	journey_file(1, "WARN a; WARN b; NOTE a; WARN a; WARN b; WARN a;", NULL);
	journey_file(2, "WARN a;", NULL);
	journey_open();
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), " at 2 clean");
	CHECK_TEXT(journey_log,
		   "warning: 1_v0.0.1.up.sql of docs:1: a (X1)\n"
		   "warning: 1_v0.0.1.up.sql of docs:1: b (X1)\n"
		   "1_v0.0.1.up.sql of docs:1: notice: a\n"
		   "warning: 1_v0.0.1.up.sql of docs: 3 more warnings of the same\n"
		   "applied 1_v0.0.1 (N ms)\n"
		   "warning: 2_v0.0.2.up.sql of docs:1: a (X1)\n"
		   "applied 2_v0.0.2 (N ms)\n");
	journey_end();
}

TEST(who_is_in_the_way_is_said_until_it_is_another)
{
	journey_begin();
	journey_file(1, "WAIT pid 1; WAIT pid 1; WAIT pid 2; WAIT pid 2;", NULL);
	journey_open();
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), " at 1 clean");
	CHECK_TEXT(journey_log,
		   "warning: 1_v0.0.1.up.sql of docs waits for a lock; it is "
		   "held by:\npid 1\n"
		   "warning: 1_v0.0.1.up.sql of docs waits for a lock; it is "
		   "held by:\npid 2\n"
		   "applied 1_v0.0.1 (N ms)\n");
	journey_end();
}

static char told[512];

static void progress(void *context, const struct ddlect_progress *progress)
{
	size_t n = strlen(told);
	(void)context;
	snprintf(told + n, sizeof(told) - n, "%llu/%llu byte %llu/%llu; ",
		 (unsigned long long)progress->statement,
		 (unsigned long long)progress->statements,
		 (unsigned long long)progress->bytes_done,
		 (unsigned long long)progress->bytes);
}

TEST(within_a_transaction_progress_is_what_the_database_tells)
{
	journey_begin();
	journey_file(1, "TOLD; +a; TOLD; +b; ", NULL); /* of none that is done, nothing */
	journey_options.progress = progress;
	journey_open();
	CHECK_TEXT(journey_go(ddlect_upgrade, NULL), "ab at 1 clean");
	CHECK_TEXT(told, "0/0 byte 0/20; 2/4 byte 10/20; 0/0 byte 20/20; ");
	journey_end();
}
