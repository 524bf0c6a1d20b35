/* SPDX-License-Identifier: Apache-2.0 */
/* Text: units and their numbers, a text that is let go and brought back, wrong dialects. */
#include "core/base/err.h"
#include "core/run/text.h"
#include "tests/lib/memory.h"
#include "tests/unit/test.h"

static struct arena arena;
static struct source source;
static struct text text;
static struct ddlect_err err;
static struct ddlect_migration files[2];
static const struct ddlect_provider docs = {DDLECT_PROVIDER, .name = "docs",
					    .migrations = files};
static struct ddlect_dialect dialect;

static void set_file(const char *up)
{
	files[0] = (struct ddlect_migration){
		.dialect = "memory",
		.title = "x",
		.version = 1,
		.up = up,
		.up_length = strlen(up),
	};
}

static int open_text(const char *up)
{
	set_file(up);
	arena_init(&arena);
	CHECK_INT(source_open(&source, &arena, NULL, "memory", &docs, &err), 0);
	return text_open(&text, &arena, &source, &dialect, source.scan.migrations[0],
			 false, &err);
}

static void begin(void)
{
	dialect = memory_registry.dialects[0]->slots;
}

static void end(void)
{
	text_clear(&text);
	source_close(&source);
	arena_clear(&arena);
}

/* Each unit: what it runs, and its statements. */
static const char *units(const char *up)
{
	static char out[1024];
	size_t n = 0;
	out[0] = '\0';
	CHECK_INT(open_text(up), 0);
	for (uint32_t i = 0; i < text.n_units; i++) {
		const struct unit *unit = &text.units[i];
		n += (size_t)snprintf(
			out + n, sizeof(out) - n, "%s[%.*s]%s %llu-%llu ",
			unit->block ? "block" : "", (int)(unit->end - unit->begin),
			text.bytes.text + unit->begin, unit->patient ? " patient" : "",
			(unsigned long long)unit->first, (unsigned long long)unit->done);
	}
	CHECK(text.n_units == 0 ||
	      strcmp(text.units[text.n_units - 1].checksum, text.checksum) == 0);
	end();
	return out;
}

#define MARK "-- ddlect: no-transaction\n"

TEST(a_marked_text_is_units)
{
	begin();
	CHECK_TEXT(units(MARK "+a; +b"), "[+a;] 0-1 [+b] 1-2 ");
	CHECK_TEXT(units(MARK "BEGIN;+a;+b;COMMIT;+c"), "block[+a;+b;] 0-4 [+c] 4-5 ");
	CHECK_TEXT(units(MARK "BEGIN;COMMIT"), "block[] 0-2 ");
	CHECK_TEXT(units(MARK "PATIENT +a; BEGIN; +b; COMMIT"),
		   "[PATIENT +a;] patient 0-1 block[ +b; ] 1-4 ");
	CHECK_TEXT(units(MARK "BEGIN; SET x; +b; COMMIT"), "block[ SET x; +b; ] 0-4 ");
	CHECK_TEXT(units(MARK), "");
	CHECK_TEXT(units("-- ddlect: no-transaction"), "");
	CHECK_TEXT(units("-- ddlect: no-transaction  \r\n+a"), "[+a] 0-1 ");
	CHECK_TEXT(units("--DDLECT:no-transaction\n+a"), "[+a] 0-1 ");
	CHECK_TEXT(units("+a; " MARK "+b"), "");
}

TEST(what_is_nearly_the_marker_is_no_transaction_by_mistake)
{
	static const char *const texts[] = {"-- ddlect: no-transactions\n+a",
					    "\n" MARK "+a", " " MARK "+a"};
	begin();
	for (int i = 0; i < 3; i++) {
		CHECK_INT(open_text(texts[i]), -1);
		CHECK(strstr(err.text, ":1: this looks like the marker of a file"));
		CHECK_INT(text.line, i == 1 ? 2 : 1);
		end();
	}
}

TEST(a_text_that_was_let_go_has_to_be_what_it_was)
{
	begin();
	CHECK_INT(open_text("+a; +b"), 0);
	const struct migration *migration = source.scan.migrations[0];
	text_drop(&text);
	CHECK(!text.held);
	CHECK_INT(text_hold(&text, &source, &dialect, migration, false, &err), 0);
	CHECK_TEXT(text.bytes.text, "+a; +b");
	CHECK_INT(text_hold(&text, &source, &dialect, migration, false, &err), 0);
	static const char *const changed[] = {"+a; +c", "+a;  +b"};
	for (int i = 0; i < 2; i++) {
		text_drop(&text);
		set_file(changed[i]);
		text_clear(&text);
		source_close(&source);
		CHECK_INT(source_open(&source, &arena, NULL, "memory", &docs, &err), 0);
		CHECK_INT(text_hold(&text, &source, &dialect, source.scan.migrations[0],
				    false, &err),
			  -1);
		CHECK_TEXT(err.text, "1_x.up.sql of docs was changed while migrations "
				     "ran; run again");
		CHECK_INT(err.status, DDLECT_INTEGRITY);
	}
	end();
}

static int split_stuck(const struct ddlect_dialect *self, const char *bytes,
		       uint64_t length, uint64_t at, struct ddlect_piece *piece,
		       ddlect_token *token, void *context, struct ddlect_err *why)
{
	(void)self, (void)bytes, (void)token, (void)context, (void)why;
	*piece = (struct ddlect_piece){.begin = at, .end = at + (at < 2 ? 2 : length)};
	return 1;
}

TEST(a_dialect_that_splits_wrongly_is_named)
{
	begin();
	dialect.split = split_stuck;
	CHECK_INT(open_text("+a;"), -1);
	CHECK_TEXT(err.text,
		   "1_x.up.sql of docs: the dialect memory splits it wrongly at byte 2");
	end();
}

TEST(memory_that_runs_out_is_said)
{
	begin();
	set_file(MARK "+a; +b; +c; +d; +e");
	arena_init(&arena);
	CHECK_INT(source_open(&source, &arena, NULL, "memory", &docs, &err), 0);
	for (long n = 1;; n++) {
		arena.fail_after = n;
		int status = text_open(&text, &arena, &source, &dialect,
				       source.scan.migrations[0], false, &err);
		text_clear(&text);
		if (status == 0)
			break;
		CHECK_TEXT(err.text, "out of memory");
		CHECK(n < 100);
	}
	source_close(&source);
	arena_clear(&arena);
}
