/* SPDX-License-Identifier: Apache-2.0 */
/* Journal and steps: what files, a history and a state say together, and the way from there. */
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/run/journal.h"
#include "core/run/steps.h"
#include "tests/unit/test.h"

static struct arena arena;
static struct scan scan;
static struct journal journal;
static struct ddlect_err err;

/* "1 2 3": versions; `1u` has no down, `1d` no up. */
static void read_files(const char *text)
{
	scan = (struct scan){0};
	while (*text) {
		char *end;
		struct migration *made = arena_alloc(&arena, sizeof(*made));
		scan.migrations = arena_grow(&arena, scan.migrations, scan.n,
					     sizeof(*scan.migrations));
		made->version = strtoull(text, &end, 10);
		made->title = "x";
		made->up = arena_printf(&arena, "%llu_x.up.sql",
					(unsigned long long)made->version);
		made->down = arena_printf(&arena, "%llu_x.down.sql",
					  (unsigned long long)made->version);
		if (*end == 'u' || *end == 'd')
			*(*end++ == 'u' ? &made->down : &made->up) = NULL;
		scan.migrations[scan.n++] = made;
		text = end + strspn(end, " ");
	}
}

/* "up 1, down 1, forced 2, found-up 3, found-down 3, up 4!" where ! is unfinished. */
static void read_rows(const char *text)
{
	static const char *const words[] = {"?",      "up",	  "down",
					    "forced", "found-up", "found-down"};
	for (int64_t id = 1; *text; id++) {
		struct ddlect_history row = {.id = id, .title = "x", .checksum = "c"};
		size_t length = strcspn(text, " ");
		char *end;
		for (uint32_t i = 1; i < sizeof(words) / sizeof(*words); i++)
			if (strlen(words[i]) == length &&
			    strncmp(words[i], text, length) == 0)
				row.what = i;
		CHECK(row.what);
		row.version = strtoll(text + length, &end, 10);
		row.unfinished = *end == '!';
		end += row.unfinished;
		CHECK_INT(journal_add(&journal, &row, &err), 0);
		text = end + strspn(end, ", ");
	}
}

/* "3" or "3!", where ! is dirty; "-" is none. */
static struct ddlect_state read_state(const char *text)
{
	char *end;
	if (*text == '-' && (!text[1] || text[1] == '!'))
		return (struct ddlect_state){DDLECT_NO_VERSION, text[1] == '!', 0};
	int64_t version = strtoll(text, &end, 10);
	return (struct ddlect_state){version, *end == '!', 0};
}

static void fold(const char *files, const char *rows, const char *state)
{
	arena_init(&arena);
	journal_init(&journal, &arena);
	read_files(files);
	read_rows(rows);
	CHECK_INT(journal_fold(&journal, &scan, read_state(state), &err), 0);
}

/* Each version: `+` applied, `>` and `<` found, `?` late; then the version. */
static const char *folded(const char *files, const char *rows, const char *state)
{
	static char out[512];
	size_t n = 0;
	fold(files, rows, state);
	for (uint32_t i = 0; i < journal.n; i++) {
		const struct journal_entry *entry = &journal.entries[i];
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%llu%s%s%s ",
				      (unsigned long long)entry->version,
				      entry->applied ? "+" : "",
				      entry->found == DDLECT_FOUND_UP	  ? ">"
				      : entry->found == DDLECT_FOUND_DOWN ? "<"
									  : "",
				      journal_late(&journal, entry) ? "?" : "");
	}
	snprintf(out + n, sizeof(out) - n, "at %lld%s%s%s", (long long)journal.version,
		 journal.unfinished ? " unfinished" : "", journal.stuck ? " stuck" : "",
		 journal.lost ? " lost" : "");
	arena_clear(&arena);
	return out;
}

TEST(a_journal_says_what_is_applied)
{
	static const struct {
		const char *files, *rows, *state, *expected;
	} cases[] = {
		{"", "", "-", "at -1"},
		{"1 2 3", "", "-", "1 2 3 at -1"},
		{"1 2 3", "up 1, up 2", "2", "1+ 2+ 3 at 2"},
		{"1 2 3", "up 1, up 2, down 2", "1", "1+ 2 3 at 1"},
		{"1 2 3", "up 1, down 1", "-", "1 2 3 at -1"},
		{"0 1", "up 0", "0", "0+ 1 at 0"},
		/* Without a history. */
		{"1 2 3", "", "2", "1+> 2+> 3 at 2"},
		{"1 3", "", "2", "1+> 2+> 3 at 2"},
		/* Another runner in between. */
		{"1 2 3", "up 1", "3", "1+ 2+> 3+> at 3"},
		{"1 2 3", "up 1, up 2, up 3", "1", "1+ 2< 3< at 1"},
		{"1 2 3", "up 1, up 2, up 3", "-", "1+ 2+ 3+ at 3 lost"},
		{"1 2 3", "found-up 1, found-up 2, up 3, found-down 3", "2",
		 "1+ 2+ 3 at 2"},
		/* A file that is gone. */
		{"1 3", "up 1, up 2, up 3", "3", "1+ 2+ 3+ at 3"},
		{"1 3", "up 1, up 2, up 3, down 3", "1", "1+ 2< 3 at 1"},
		{"1", "up 1, up 5, down 5", "7", "1+ 5 7+> at 7"},
		/* Late. */
		{"1 2 3", "up 1, up 3", "3", "1+ 2? 3+ at 3"},
		{"1 2 3", "up 1, up 3, up 2", "3", "1+ 2+ 3+ at 3"},
		{"1 2 3", "up 1, up 3, up 2, down 2", "3", "1+ 2? 3+ at 3"},
		{"1 2 3", "up 1, up 3, down 3", "1", "1+ 2 3 at 1"},
		{"1 2 3", "up 1, up 3", "2", "1+ 2? 3< at 2"},
		{"1 2 3 4", "up 1, up 3", "4", "1+ 2? 3+ 4+> at 4"},
		/* Forced. */
		{"1 2 3", "up 1, forced 3", "3", "1+ 2? 3+ at 3"},
		{"1 2 3", "up 1, found-up 2, forced 3", "3", "1+ 2+ 3+ at 3"},
		{"1 2 3", "up 1, up 2, forced 1", "1", "1+ 2 3 at 1"},
		{"1 2 3", "up 1, up 2, forced -1", "-", "1 2 3 at -1"},
		/* In the middle of something. */
		{"1 2 3", "up 1, up 2!", "2!", "1+ 2 3 at 1 unfinished"},
		{"1 2 3", "up 1, up 2, down 2!", "1!", "1+ 2+ 3 at 2 unfinished"},
		{"1", "up 1, down 1!", "-!", "1+ at 1 unfinished"},
		{"1 2 3", "up 1, up 3, up 2!", "3!", "1+ 2 3+ at 3 unfinished"},
		{"1 2 3", "up 1, up 2!", "2", "1+ 2+> 3 at 2"},
		{"1 2 3", "up 1, up 2!", "1", "1+ 2 3 at 1"},
		{"1 2 3", "up 1, up 2!", "1!", "1+ 2 3 at 1 stuck"},
		{"1 2 3", "up 1, up 2, down 2!", "1", "1+ 2< 3 at 1"},
		{"1 2 3", "up 1, up 2!, found-up 2, up 3", "3", "1+ 2+ 3+ at 3"},
		{"1 2 3", "up 1", "2!", "1+ 2 3 at 2 stuck"},
		{"1 2 3", "", "3!", "1+> 2+> 3 at 3 stuck"},
		/* Numbers that no state has. */
		{"1 9223372036854775808", "", "9223372036854775807",
		 "1+> 9223372036854775807+> 9223372036854775808 at 9223372036854775807"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(folded(cases[i].files, cases[i].rows, cases[i].state),
			   cases[i].expected);
}

TEST(the_next_row_follows_the_last)
{
	fold("1", "", "-");
	CHECK_INT(journal_next_id(&journal), 1);
	arena_clear(&arena);
	fold("1", "up 1, down 1", "-");
	CHECK_INT(journal_next_id(&journal), 3);
	arena_clear(&arena);
}

/* "up", "up 2", "up >2" (to a version), "down", "goto 2"; with `*` out of order. */
static const char *steps_of(const char *files, const char *rows, const char *state,
			    const char *command)
{
	static char out[1024];
	struct steps steps;
	struct target target = {.counts = true, .count = UINT64_MAX};
	uint32_t use = *command == 'u'	 ? TARGET_UP
		       : *command == 'd' ? TARGET_DOWN
					 : TARGET_GOTO;
	const char *at = command + strcspn(command, " ");
	bool out_of_order = strchr(command, '*');
	size_t n = 0;
	at += strspn(at, " ");
	if (use == TARGET_GOTO || *at == '>') {
		target.counts = false;
		target.version = strtoll(at + (*at == '>'), NULL, 10);
	} else if (*at >= '0' && *at <= '9') {
		target.count = strtoull(at, NULL, 10);
	}
	fold(files, rows, state);
	out[0] = '\0';
	if (steps_make(&steps, &arena, &journal, use, &target, out_of_order, &err) < 0) {
		arena_clear(&arena);
		return err.text;
	}
	for (uint32_t i = 0; i < steps.n; i++) {
		const struct step *step = &steps.list[i];
		n += (size_t)snprintf(out + n, sizeof(out) - n,
				      "%s%s%s %llu: %lld%s>%lld", n ? ", " : "",
				      step->unfinished ? "resume "
				      : step->late     ? "late "
						       : "",
				      step->down ? "down" : "up",
				      (unsigned long long)step->migration->version,
				      (long long)step->before.version,
				      step->before.dirty ? "!" : "",
				      (long long)step->after.version);
		CHECK_INT(step->after.dirty, 0);
	}
	arena_clear(&arena);
	return out;
}

TEST(steps_lead_from_where_it_is_to_where_it_should_be)
{
	static const char five[] = "1 2 3 4 5";
	static const char three[] = "up 1, up 2, up 3";
	static const struct {
		const char *files, *rows, *state, *command, *expected;
	} cases[] = {
		{five, three, "3", "up", "up 4: 3>4, up 5: 4>5"},
		{five, three, "3", "up 1", "up 4: 3>4"},
		{five, three, "3", "up 0", ""},
		{five, three, "3", "up >4", "up 4: 3>4"},
		{five, three, "3", "up >2", ""},
		{five, three, "3", "down", "down 3: 3>2, down 2: 2>1, down 1: 1>-1"},
		{five, three, "3", "down 1", "down 3: 3>2"},
		{five, three, "3", "down >2", "down 3: 3>2"},
		{five, three, "3", "down >3", ""},
		{five, three, "3", "goto 3", ""},
		{five, three, "3", "goto 1", "down 3: 3>2, down 2: 2>1"},
		{five, three, "3", "goto 5", "up 4: 3>4, up 5: 4>5"},
		{five, "", "-", "up 2", "up 1: -1>1, up 2: 1>2"},
		{five, "", "-", "down", ""},
		{"0 1", "", "-", "up", "up 0: -1>0, up 1: 0>1"},
		{"0 1", "up 0", "0", "down", "down 0: 0>-1"},
		{"1 014 20260101000000", "", "1", "up",
		 "up 14: 1>14, up 20260101000000: 14>20260101000000"},
		/* Another runner's. */
		{five, "", "3", "down 1", "down 3: 3>2"},
		/* Late. */
		{five, "up 1, up 3", "3", "up 1 *", "late up 2: 3>3"},
		{five, "up 1, up 3", "3", "up *", "late up 2: 3>3, up 4: 3>4, up 5: 4>5"},
		{five, "up 1, up 4", "4", "up >2 *", "late up 2: 4>4"},
		{five, "up 1, up 4", "4", "up >1", ""},
		{five, "up 1, up 3", "3", "goto 3", ""},
		{five, "up 1, up 3", "3", "goto 4 *", "late up 2: 3>3, up 4: 3>4"},
		{five, "up 1, up 3", "3", "goto 2", "down 3: 3>1, up 2: 1>2"},
		{five, "up 1, up 3", "3", "down", "down 3: 3>1, down 1: 1>-1"},
		{five, "up 1, up 3", "2", "down 1", "down 1: 2>-1"},
		{five, "up 1, up 3", "4", "goto 4", ""},
		/* Gone. */
		{"1 3", three, "3", "down",
		 "version 2 was applied, and there is no file of it, so it can't be "
		 "reverted on the way; bring its file back. Nothing was run"},
		{"2 3", three, "3", "down 1", "down 3: 3>2"},
		/* Resumed. */
		{five, "up 1, up 2!", "2!", "up 1", "resume up 2: 2!>2"},
		{five, "up 1, up 2!", "2!", "up >3", "resume up 2: 2!>2, up 3: 2>3"},
		{five, "up 1, up 2!", "2!", "goto 1", "resume up 2: 2!>2, down 2: 2>1"},
		{five, "up 1, up 2, down 2!", "1!", "down",
		 "resume down 2: 1!>1, down 1: 1>-1"},
		{five, "up 1, up 2, down 2!", "1!", "goto 2",
		 "resume down 2: 1!>1, up 2: 1>2"},
		{five, "up 1, down 1!", "-!", "down 1", "resume down 1: -1!>-1"},
		{five, "up 1, up 3, up 2!", "3!", "up 1", "resume up 2: 3!>3"},
		/* Beyond what a state can keep. */
		{"1 9223372036854775807 9223372036854775808", "", "1", "up 1",
		 "up 9223372036854775807: 1>9223372036854775807"},
		{"1 9223372036854775808", "", "-", "goto 1", "up 1: -1>1"},
		{"1 9223372036854775808", "", "1", "up 1",
		 "9223372036854775808_x.up.sql has a number above 9223372036854775807, "
		 "the highest version that a database can be at; nothing was run"},
		{"1u 2d", "", "1", "up", "up 2: 1>2"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(steps_of(cases[i].files, cases[i].rows, cases[i].state,
				    cases[i].command),
			   cases[i].expected);
}

TEST(many_late_files_are_counted_and_some_are_named)
{
	CHECK_TEXT(steps_of("1 2 3 4 5 6 7 8 9 10 11 12 13", "up 13", "13", "up"),
		   "12 files below version 13, at which the database is, were never "
		   "applied: 1_x.up.sql, 2_x.up.sql, 3_x.up.sql, 4_x.up.sql, "
		   "5_x.up.sql, 6_x.up.sql, 7_x.up.sql, 8_x.up.sql, 9_x.up.sql, "
		   "10_x.up.sql and 2 more. Give them a higher number, or apply them now "
		   "with -allow-out-of-order");
	CHECK_INT(err.status, DDLECT_INTEGRITY);
}

TEST(folding_a_long_history_takes_no_time)
{
	arena_init(&arena);
	journal_init(&journal, &arena);
	for (int64_t i = 0; i < 200000; i++) {
		const struct ddlect_history row = {
			.id = i + 1,
			.version = i % 20000 < 10000 ? i % 10000 + 1 : 10000 - i % 10000,
			.what = i % 20000 < 10000 ? DDLECT_RAN_UP : DDLECT_RAN_DOWN,
			.title = "x",
		};
		CHECK_INT(journal_add(&journal, &row, &err), 0);
	}
	const struct ddlect_state state = {.version = DDLECT_NO_VERSION};
	scan = (struct scan){0};
	CHECK_INT(journal_fold(&journal, &scan, state, &err), 0);
	CHECK_INT(journal.version, DDLECT_NO_VERSION);
	CHECK_INT(journal.n, 10000);
	CHECK_INT(journal.n_found, 0);
	arena_clear(&arena);
}

/* From the history to the steps, with the n-th allocation failed. */
static int try_all(long n)
{
	const struct ddlect_history row = {
		.id = 1,
		.version = 1,
		.what = DDLECT_RAN_UP,
		.title = "x",
		.checksum = "c",
		.tool = "t",
		.at = "a",
		.by = "b",
	};
	const struct target target = {.counts = true, .count = UINT64_MAX};
	const struct ddlect_state state = {.version = 1};
	struct steps steps;
	arena.fail_after = n;
	journal_init(&journal, &arena);
	if (journal_add(&journal, &row, &err) < 0 ||
	    journal_fold(&journal, &scan, state, &err) < 0)
		return -1;
	return steps_make(&steps, &arena, &journal, TARGET_UP, &target, false, &err);
}

TEST(running_out_of_memory_is_said)
{
	long n = 1;
	arena_init(&arena);
	read_files("1 2 3");
	for (; try_all(n) < 0; n++)
		CHECK_TEXT(err.text, "out of memory");
	CHECK(n > 8);
	arena_clear(&arena);
}
