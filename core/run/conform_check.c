/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The checks of a plugin's promises. Each is a function of the table at the end; most go
 * through all samples. A refusal with words is never a fault.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/utf8.h"
#include "core/diff/plan.h"
#include "core/diff/script.h"
#include "core/diff/words.h"
#include "core/model/schema.h"
#include "core/run/conform_check.h"

/* What is wrong, in `err`; -1. */
static int fault(struct conform_run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static int fault(struct conform_run *run, const char *format, ...)
{
	char text[400];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	return err_set(&run->err, "with %s, %s", run->conform->doing, text);
}

static void doing(struct conform_run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void doing(struct conform_run *run, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	vsnprintf(run->conform->doing, sizeof(run->conform->doing), format, ap);
	va_end(ap);
}

static int no_memory(struct conform_run *run)
{
	return err_no_memory(&run->err);
}

/* Whether a slot that returned -1 said why, in words that can be shown. */
static int check_refusal(struct conform_run *run, const char *slot,
			 const struct ddlect_err *said)
{
	size_t length = strnlen(said->text, sizeof(said->text));
	run->refusals++;
	if (length == 0)
		return fault(run, "%s refused without a word", slot);
	if (length == sizeof(said->text) || utf8_check(said->text, length) < length)
		return fault(run, "the message of %s isn't text in UTF-8", slot);
	return 0;
}

/* 1: lowered; 0: refused with words; -1: a fault. */
static int lower(struct conform_run *run, const struct ddlect_schema *declared,
		 struct ddlect_schema **out)
{
	struct ddlect_err said = {0};
	*out = schema_new_like(&run->arena, declared);
	if (!*out)
		return no_memory(run);
	int status = run->dialect->lower(run->dialect, declared, *out, &said);
	if (status == 0)
		return 1;
	if (status != -1)
		return fault(run, "lower returned %d, neither 0 nor -1", status);
	return check_refusal(run, "lower", &said);
}

static int lower_sample(struct conform_run *run, uint32_t sample,
			struct ddlect_schema **out)
{
	struct ddlect_schema *declared = sample_make(&run->arena, sample);
	return declared ? lower(run, declared, out) : no_memory(run);
}

/* One difference is enough to look for. */
static int differs(struct conform_run *run, const struct ddlect_change *change,
		   const char *what)
{
	struct ddlect_buf words;
	buf_init(&words);
	if (change->table_name && change->what != DDLECT_TABLE)
		buf_printf(&words, "table %s: ", change->table_name);
	change_write(&words, change);
	int status = buf_broken(&words) ? no_memory(run)
					: fault(run, "%s: %s", what, words.text);
	buf_clear(&words);
	return status;
}

static int same(struct conform_run *run, const struct ddlect_schema *a,
		const struct ddlect_schema *b, const char *what)
{
	struct ddlect_plan *plan =
		plan_make(&run->arena, a, b, DDLECT_UP, run->dialect->attrs, &run->err);
	if (!plan)
		return -1;
	return plan->n_changes == 0 ? 0 : differs(run, plan->changes[0], what);
}

static int each_sample(struct conform_run *run,
		       int (*step)(struct conform_run *run, uint32_t sample))
{
	int status = 0;
	for (uint32_t i = 0; status == 0 && i < n_samples; i++) {
		doing(run, "%s", sample_title(i));
		arena_init(&run->arena);
		status = step(run, i);
		arena_clear(&run->arena);
	}
	return status;
}

static int lower_twice(struct conform_run *run, uint32_t sample)
{
	struct ddlect_schema *once = NULL;
	struct ddlect_schema *twice = NULL;
	int status = lower_sample(run, sample, &once);
	if (status <= 0)
		return status;
	uint32_t before = run->refusals;
	status = lower(run, once, &twice);
	run->refusals = before;
	if (status < 0)
		return -1;
	if (status == 0)
		return fault(run, "lower refuses what it made itself");
	return same(run, once, twice, "lower(lower(x)) isn't lower(x)");
}

static int check_lower_twice(struct conform_run *run)
{
	return each_sample(run, lower_twice);
}

static int lower_keeps_input(struct conform_run *run, uint32_t sample)
{
	struct ddlect_schema *declared = sample_make(&run->arena, sample);
	struct ddlect_schema *again = sample_make(&run->arena, sample);
	struct ddlect_schema *out;
	if (!declared || !again)
		return no_memory(run);
	if (lower(run, declared, &out) < 0)
		return -1;
	return same(run, declared, again, "lower changed the schema that it was given");
}

static int check_input(struct conform_run *run)
{
	return each_sample(run, lower_keeps_input);
}

static int check_name(struct conform_run *run, uint32_t what, const char *table,
		      const char *name)
{
	static const char *const kinds[DDLECT_WHAT_COUNT] = {
		[DDLECT_PRIMARY] = "the primary key", [DDLECT_UNIQUE] = "a unique key",
		[DDLECT_FK] = "a foreign key",	      [DDLECT_INDEX] = "an index",
		[DDLECT_CHECK] = "a check",
	};
	uint32_t max = run->dialect->max_name;
	if (!name || !*name)
		return fault(run, "lower left %s of table %s without a name", kinds[what],
			     table);
	if (max > 0 && strlen(name) > max)
		return fault(run,
			     "lower named %s of table %s with more than max_name "
			     "(%u) bytes",
			     kinds[what], table, max);
	return 0;
}

static int lower_names(struct conform_run *run, uint32_t sample)
{
	static const uint32_t kinds[] = {DDLECT_PRIMARY, DDLECT_UNIQUE, DDLECT_FK,
					 DDLECT_INDEX, DDLECT_CHECK};
	struct ddlect_schema *out;
	int status = lower_sample(run, sample, &out);
	if (status <= 0)
		return status;
	for (uint32_t t = 0; t < out->n_tables; t++)
		for (uint32_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
			uint32_t n;
			const struct ddlect_table *table = out->tables[t];
			const void *const *items = table_items(table, kinds[k], &n);
			for (uint32_t i = 0; i < n; i++)
				if (items[i] &&
				    check_name(run, kinds[k], table->name,
					       object_name(kinds[k], items[i])) < 0)
					return -1;
		}
	return 0;
}

static int check_names(struct conform_run *run)
{
	return each_sample(run, lower_names);
}

static int check_statement(struct conform_run *run, const struct statement *statement)
{
	for (uint32_t i = 0; i < statement->n_hazards; i++)
		if (statement->hazards[i]->kind >= DDLECT_HAZARD_COUNT)
			return fault(run, "render told of a hazard %u, which there isn't",
				     statement->hazards[i]->kind);
	if (!statement->sql)
		return 0;
	size_t length = strlen(statement->sql);
	if (length == 0)
		return fault(run, "render began a statement and wrote nothing");
	if (utf8_check(statement->sql, length) < length)
		return fault(run, "render wrote what isn't UTF-8");
	if (statement->sql[length - 1] == ';')
		return fault(run, "render ended a statement with a semicolon");
	return 0;
}

/* 1: rendered; 0: refused with words; -1: a fault. */
static int render(struct conform_run *run, const struct ddlect_schema *from,
		  const struct ddlect_schema *to, struct ddlect_script *script)
{
	struct ddlect_err said = {0};
	struct ddlect_plan *plan = plan_make(&run->arena, from, to, DDLECT_UP,
					     run->dialect->attrs, &run->err);
	script_init(script, &run->arena);
	if (!plan)
		return -1;
	if (script_render(script, run->dialect, plan, &said) < 0)
		return check_refusal(run, "render", &said);
	for (uint32_t i = 0; i < script->n_statements; i++)
		if (check_statement(run, script->statements[i]) < 0)
			return -1;
	return 1;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Twice the same bytes. */
static int render_twice(struct conform_run *run, const struct ddlect_schema *from,
			const struct ddlect_schema *to)
{
	struct ddlect_script once;
	struct ddlect_script twice;
	int first = render(run, from, to, &once);
	int second = render(run, from, to, &twice);
	bool equal = first == second && once.n_statements == twice.n_statements;
	for (uint32_t i = 0; equal && i < once.n_statements; i++)
		equal = same_text(once.statements[i]->sql, twice.statements[i]->sql);
	script_clear(&once);
	script_clear(&twice);
	if (first < 0 || second < 0)
		return -1;
	return equal ? 0 : fault(run, "render writes other SQL the second time");
}

/* Sample `i` - 1, lowered; 0 is an empty schema. 1, 0 or -1 as lower() above. */
static int lower_nth(struct conform_run *run, uint32_t i, struct ddlect_schema **out)
{
	if (i > 0)
		return lower_sample(run, i - 1, out);
	*out = schema_new(&run->arena);
	return *out ? 1 : no_memory(run);
}

static const char *title_nth(uint32_t i)
{
	return i > 0 ? sample_title(i - 1) : "nothing";
}

/* From every sample to every other, and from nothing and back. */
static int check_render(struct conform_run *run)
{
	int status = 0;
	for (uint32_t a = 0; status >= 0 && a <= n_samples; a++)
		for (uint32_t b = 0; status >= 0 && b <= n_samples; b++) {
			struct ddlect_schema *from = NULL;
			struct ddlect_schema *to = NULL;
			doing(run, "a change from %s to %s", title_nth(a), title_nth(b));
			arena_init(&run->arena);
			status = lower_nth(run, a, &from);
			if (status > 0)
				status = lower_nth(run, b, &to);
			if (status > 0)
				status = render_twice(run, from, to);
			arena_clear(&run->arena);
		}
	return status < 0 ? -1 : 0;
}

/* A type's name fits into what it is given, or is cut. */
static int check_type_names(struct conform_run *run)
{
	for (uint32_t kind = DDLECT_TYPE_BOOL; kind < DDLECT_TYPE_ENUM; kind++)
		for (uint64_t size = 1; size <= 64; size *= 4) {
			char out[65];
			const struct ddlect_type type = {
				.kind = kind, .precision = -1, .scale = -1};
			doing(run, "type %u in %u bytes", kind, (unsigned)size);
			memset(out, '#', sizeof(out));
			run->dialect->type_name(run->dialect, &type, out, size);
			if (!memchr(out, '\0', size))
				return fault(run, "type_name didn't end its text");
			for (uint64_t i = size; i < sizeof(out); i++)
				if (out[i] != '#')
					return fault(run, "type_name wrote beyond its "
							  "room");
		}
	return 0;
}

/* How much an arena that fails from its n-th allocation on was asked for. */
struct starved {
	long n;
	long left; /* of the n */
	int lowered;
	uint32_t notes; /* a note that gets lost is nobody's fault */
};

static int starve(struct conform_run *run, uint32_t sample, struct starved *starved)
{
	struct ddlect_err said = {0};
	struct arena small;
	arena_init(&small);
	struct ddlect_schema *declared = sample_make(&run->arena, sample);
	struct ddlect_schema *out = schema_new(&small);
	if (declared && out) {
		small.fail_after = starved->n;
		starved->lowered =
			run->dialect->lower(run->dialect, declared, out, &said);
		starved->left = small.fail_after;
		schema_notes(out, &starved->notes);
	}
	arena_clear(&small);
	arena_clear(&run->arena);
	return declared && out ? 0 : no_memory(run);
}

static int lower_starved(struct conform_run *run, uint32_t sample)
{
	struct starved whole = {.n = LONG_MAX};
	if (starve(run, sample, &whole) < 0)
		return -1;
	for (long n = LONG_MAX - whole.left; n > 0; n--) {
		struct starved part = {.n = n};
		if (starve(run, sample, &part) < 0)
			return -1;
		if (part.lowered == 0 && part.notes == whole.notes)
			return fault(run, "lower returned 0 although memory had run out");
	}
	return 0;
}

static int check_lower_starved(struct conform_run *run)
{
	return each_sample(run, lower_starved);
}

/* Render the creation of a sample with less and less memory. */
static int render_starved(struct conform_run *run, uint32_t sample)
{
	struct ddlect_schema *to = NULL;
	struct ddlect_schema *from = schema_new(&run->arena);
	int status = from ? lower_sample(run, sample, &to) : no_memory(run);
	if (status <= 0)
		return status;
	struct ddlect_plan *plan = plan_make(&run->arena, from, to, DDLECT_UP,
					     run->dialect->attrs, &run->err);
	if (!plan)
		return -1;
	for (long n = 1, left = 1; left <= 1; n++) {
		struct ddlect_err said = {0};
		struct ddlect_script script;
		struct arena starved;
		arena_init(&starved);
		script_init(&script, &starved);
		starved.fail_after = n;
		script_render(&script, run->dialect, plan, &said);
		left = starved.fail_after;
		script_clear(&script);
		arena_clear(&starved);
	}
	return 0;
}

static int check_render_starved(struct conform_run *run)
{
	return each_sample(run, render_starved);
}

const struct conform_rule conform_rules[] = {
	{"type_name keeps to its room", check_type_names},
	{"lower leaves its input alone", check_input},
	{"lower of what is lowered changes nothing", check_lower_twice},
	{"lower names every constraint and index", check_names},
	{"render writes statements or says why not, each time the same", check_render},
	{"lower survives the end of memory", check_lower_starved},
	{"render survives the end of memory", check_render_starved},
};

const uint32_t n_conform_rules = sizeof(conform_rules) / sizeof(conform_rules[0]);
