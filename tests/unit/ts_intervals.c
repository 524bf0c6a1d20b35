/* SPDX-License-Identifier: Apache-2.0 */
/* Intervals: every spelling of one length of time becomes the same text. */
#include "core/dialect/host.h"
#include "plugins/timescale/timescale.h"
#include "tests/unit/test.h"

/* NULL when it isn't an interval. */
static const char *spell(const char *text, bool flat)
{
	static char out[TS_INTERVAL_SIZE];
	struct ts_interval interval;
	if (!ts_interval_read(text, &interval) ||
	    (flat && !ts_interval_flatten(&interval)))
		return NULL;
	ts_interval_write(&interval, out, sizeof(out));
	return out;
}

TEST(one_length_of_time_has_one_spelling)
{
	static const struct {
		const char *text;
		const char *expected;
	} cases[] = {
		{"14 days", "14 days"},
		{"2 weeks", "14 days"},
		{"336:00:00", "14 days"},
		{"P14D", "14 days"},
		{"P2W", "14 days"},
		{"@ 14 days", "14 days"},
		{"1209600", "14 days"},
		{"1 day", "1 day"},
		{"24 hours", "1 day"},
		{"1 day 12:00:00", "36 hours"},
		{"1.5 days", "36 hours"},
		{"PT36H", "36 hours"},
		{"  90   MINUTES ", "90 minutes"},
		{"1h30m", "90 minutes"},
		{"1 hr 30 mins", "90 minutes"},
		{"00:00:01.5", "1500 milliseconds"},
		{"250us", "250 microseconds"},
		{"1 month", "1 month"},
		{"1 mon", "1 month"},
		{"12 mons", "1 year"},
		{"1-2", "14 months"},
		{"1 year 2 mons 3 days 04:05:06", "14 months 273906 seconds"},
		{"0.5 month", "15 days"},
		{"1.5 years", "18 months"},
		{"2 centuries", "200 years"},
		{"1 mon 1 day", "1 month 1 day"},
		{"-1 days +25:00", "1 hour"},
		{"1 day ago", "-1 days"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(spell(cases[i].text, false), cases[i].expected);
}

TEST(a_month_is_30_days_only_where_it_is_asked_for)
{
	CHECK_TEXT(spell("1 month", false), "1 month");
	CHECK_TEXT(spell("1 month", true), "30 days");
	CHECK_TEXT(spell("1 year", true), "360 days");
}

TEST(what_is_no_interval_is_refused)
{
	static const char *const cases[] = {"",
					    " ",
					    "often",
					    "days",
					    "1 fortnight",
					    "1 day,",
					    "1:2:3:4",
					    "1:99",
					    "P",
					    "P1X",
					    "1 day ago!",
					    "1 d d",
					    "999999999999 y",
					    "1 ago 2",
					    "--1 day",
					    "9223372036854775807 days"};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(spell(cases[i], false), NULL);
}

TEST(lengths_compare_as_time)
{
	struct ts_interval month, days;
	CHECK(ts_interval_read("1 month", &month) && ts_interval_read("29 days", &days));
	CHECK(ts_interval_length(&days) < ts_interval_length(&month));
	CHECK(ts_interval_read("31 days", &days));
	CHECK(ts_interval_length(&days) > ts_interval_length(&month));
}
