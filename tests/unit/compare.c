/* SPDX-License-Identifier: Apache-2.0 */
/* Compare: thousands of files with their checksums, shared by threads or not. */
#include "core/base/err.h"
#include "core/run/trip.h"
#include "tests/lib/memory.h"
#include "tests/unit/test.h"

#define FILES 3000

static struct ddlect_migration files[FILES + 1];
static const struct ddlect_provider docs = {DDLECT_PROVIDER, .name = "docs",
					    .migrations = files};
static struct trip trip;
static struct ddlect_err err;

static void set_file(int i, const char *up)
{
	files[i] = (struct ddlect_migration){
		.dialect = "memory",
		.title = "x",
		.version = (uint64_t)i + 1,
		.up = up,
		.up_length = strlen(up),
	};
}

static void close_trip(void)
{
	source_close(&trip.source);
	arena_clear(&trip.round);
	arena_clear(&trip.arena);
}

/* All are applied, as "+a". */
static void begin(int n)
{
	static char checksum[CHECKSUM_SIZE];
	static const struct ddlect_history row = {
		.version = 1, .what = DDLECT_RAN_UP, .checksum = checksum};
	const struct ddlect_state state = {.version = n};
	for (int i = 0; i < n; i++)
		set_file(i, "+a");
	files[n] = (struct ddlect_migration){0};
	trip = (struct trip){.dialect = &memory_registry.dialects[0]->slots};
	CHECK_INT(checksum_of(trip.dialect, "+a", 2, UINT64_MAX, checksum, &err), 0);
	CHECK_INT(source_open(&trip.source, &trip.arena, NULL, "memory", &docs, &err), 0);
	journal_init(&trip.journal, &trip.round);
	CHECK_INT(journal_fold(&trip.journal, &trip.source.scan, state, &err), 0);
	for (uint32_t i = 0; i < trip.journal.n; i++)
		trip.journal.entries[i].up = &row;
}

/* What is edited now: the files are read again. */
static void reopen(void)
{
	source_close(&trip.source);
	CHECK_INT(source_open(&trip.source, &trip.arena, NULL, "memory", &docs, &err), 0);
	for (uint32_t i = 0; i < trip.journal.n; i++)
		trip.journal.entries[i].file = trip.source.scan.migrations[i];
}

TEST(each_edited_file_is_found_among_few_or_many)
{
	static const int numbers[] = {1, 2, 300, 513, FILES};
	for (size_t k = 0; k < sizeof(numbers) / sizeof(*numbers); k++) {
		const bool *edited;
		int n = numbers[k];
		begin(n);
		for (int i = 0; i < n; i += 7)
			set_file(i, "+b");
		reopen();
		CHECK_INT(trip_compare(&trip, &edited, &err), 0);
		for (int i = 0; i < n; i++)
			CHECK_INT(edited[i], i % 7 == 0);
		close_trip();
	}
}

TEST(of_many_that_cannot_be_read_the_first_is_named)
{
	const bool *edited;
	begin(FILES);
	set_file(700, "\xff");
	set_file(699, "\xff");
	set_file(1600, "\xff");
	set_file(2900, "\xff");
	reopen();
	CHECK_INT(trip_compare(&trip, &edited, &err), -1);
	CHECK(strstr(err.text, "700_x.up.sql of docs:1: the byte 0xff is not UTF-8"));
	close_trip();
}

TEST(what_is_read_early_counts_only_where_it_matters)
{
	const bool *edited;
	begin(FILES);
	for (int i = 0; i < FILES; i++) {
		set_file(i, i % 3 == 0 ? "\xff" : i % 3 == 1 ? "+b" : "+a");
		trip.journal.entries[i].applied = i % 3 != 0;
	}
	reopen();
	CHECK_INT(trip_begin_sums(&trip, &err), 0);
	CHECK_INT(trip_compare(&trip, &edited, &err), 0);
	for (int i = 0; i < FILES; i++)
		CHECK_INT(edited[i], i % 3 == 1);
	trip.journal.entries[2400].applied = true;
	CHECK_INT(trip_begin_sums(&trip, &err), 0);
	CHECK_INT(trip_compare(&trip, &edited, &err), -1);
	CHECK(strstr(err.text, "2401_x.up.sql of docs:1: the byte 0xff is not UTF-8"));
	close_trip();
}

TEST(what_is_read_early_need_not_be_asked_for)
{
	begin(FILES);
	CHECK_INT(trip_begin_sums(&trip, &err), 0);
	sums_stop(&trip.sums);
	sums_stop(&trip.sums);
	close_trip();
}

TEST(what_cannot_be_told_apart_was_edited)
{
	const bool *edited;
	begin(1);
	set_file(0, "+a 'never ends");
	reopen();
	CHECK_INT(trip_compare(&trip, &edited, &err), 0);
	CHECK(edited[0]);
	close_trip();
}

TEST(memory_that_runs_out_is_said)
{
	const bool *edited;
	begin(1);
	trip.round.fail_after = 1;
	CHECK_INT(trip_compare(&trip, &edited, &err), -1);
	CHECK_TEXT(err.text, "out of memory");
	close_trip();
}
