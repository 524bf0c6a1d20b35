/* SPDX-License-Identifier: Apache-2.0 */
/* Marker: what counts as one, and what is only nearly one. */
#include "core/run/marker.h"
#include "tests/unit/test.h"

static const char *read(const char *text)
{
	uint64_t offset = 0;
	static char out[32];
	if (marker_leads(text, strlen(text)))
		return "leads";
	if (!marker_near(text, strlen(text), &offset))
		return "none";
	snprintf(out, sizeof(out), "near at %llu", (unsigned long long)offset);
	return out;
}

TEST(a_marker_leads_however_it_is_spaced_and_in_capitals)
{
	CHECK_TEXT(read("-- ddlect: no-transaction"), "leads");
	CHECK_TEXT(read("-- ddlect: no-transaction\nSELECT 1"), "leads");
	CHECK_TEXT(read("-- ddlect: no-transaction \t\r\nSELECT 1"), "leads");
	CHECK_TEXT(read("--ddlect:no-transaction\n"), "leads");
	CHECK_TEXT(read("-- ddlect:no-transaction\n"), "leads");
	CHECK_TEXT(read("--\tDDLECT : No-Transaction\n"), "leads");
}

TEST(what_is_nearly_a_marker_is_found)
{
	CHECK_TEXT(read("-- ddlect: no-transactions\n"), "near at 0");
	CHECK_TEXT(read("-- ddlect: no-transaction, please\n"), "near at 0");
	CHECK_TEXT(read("-- ddlect: no_transaction\n"), "near at 0");
	CHECK_TEXT(read("-- ddlect: notransaction\n"), "near at 0");
	CHECK_TEXT(read("-- ddlect no transaction\n"), "near at 0");
	CHECK_TEXT(read("--- ddlect: no-transaction\n"), "near at 0");
	CHECK_TEXT(read(" -- ddlect: no-transaction\n"), "near at 0");
	CHECK_TEXT(read("# ddlect: no-transaction\n"), "near at 0");
	CHECK_TEXT(read("/* ddlect: no-transaction */\n"), "near at 0");
	CHECK_TEXT(read("\n-- ddlect: no-transaction\n"), "near at 1");
	CHECK_TEXT(read("-- Provider: x\r\n-- ddlect: no-transaction"), "near at 16");
}

TEST(prose_is_no_marker)
{
	CHECK_TEXT(read(""), "none");
	CHECK_TEXT(read("--"), "none");
	CHECK_TEXT(read("-- ddlect"), "none");
	CHECK_TEXT(read("-- ddlect: n"), "none");
	CHECK_TEXT(read("-- ddlect: no"), "none");
	CHECK_TEXT(read("-- written by ddlect: no-transaction\n"), "none");
	CHECK_TEXT(read("-- ddlect runs it in a transaction\n"), "none");
	CHECK_TEXT(read("-- there is no transaction\n\n-- here\n"), "none");
}
