/* SPDX-License-Identifier: Apache-2.0 */
/* Trip: see trip.h. */
#include <inttypes.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/visible.h"
#include "core/run/refusals.h"
#include "core/run/trip.h"

#define HELD_BYTES ((uint64_t)32 << 20) /* of texts, between the check and the run */
#define STANDSTILLS 10

static void texts_clear(struct trip *trip)
{
	for (uint32_t i = 0; i < trip->n_texts; i++)
		text_clear(&trip->texts[i]);
	trip->n_texts = 0;
}

/* A text that can't run: the others are looked at all the same. */
static void refuse_text(struct trip *trip, struct refusals *refusals,
			const struct text *text, const struct ddlect_err *why)
{
	struct outcome *outcome = &trip->migrator->outcome;
	if (refusals->n == 0) {
		const char *what = why->text + refusals_place(text, why->text);
		outcome_place(outcome, text->name ? text->name : "", text->line,
			      text->column, 0);
		outcome_message(outcome, what);
		outcome->failure.message[strcspn(outcome->failure.message, "\n")] = '\0';
	}
	refusals_add(refusals, text, why);
}

/* Where names without a schema lead, as a heading would write it; "": nowhere. */
static int ask_schema(struct trip *trip, struct ddlect_buf *here, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = trip->dialect;
	char name[256] = "";
	if (dialect->current_schema(dialect, trip->migrator->session, name, sizeof(name),
				    err) < 0)
		return -1;
	visible_write(here, name);
	return buf_broken(here) ? err_no_memory(err) : 0;
}

/* Only what generate wrote says which one it is meant for. */
static int check_schemas(struct trip *trip, struct refusals *refusals,
			 struct ddlect_err *err)
{
	struct ddlect_buf here;
	bool asked = false;
	int status = 0;
	buf_init(&here);
	for (uint32_t i = 0; status == 0 && i < trip->n_texts; i++) {
		const struct text *text = &trip->texts[i];
		struct ddlect_err why = {0};
		if (!text->schema || !trip->dialect->current_schema)
			continue;
		status = asked ? 0 : ask_schema(trip, &here, err);
		asked = true;
		if (status < 0 || strcmp(text->schema, here.text) == 0)
			continue;
		err_status(
			&why, DDLECT_INTEGRITY,
			"%s was written for the schema %s, as its heading says, and "
			"names without a schema lead to %s here: put that schema first "
			"in the search_path, in a DSN with options=-csearch_path%%3D%s",
			text->name, text->schema, here.length ? here.text : "none",
			text->schema);
		refuse_text(trip, refusals, text, &why);
	}
	buf_clear(&here);
	return status;
}

static int open_texts(struct trip *trip, struct refusals *refusals,
		      struct ddlect_err *err)
{
	uint64_t held = 0;
	for (uint32_t i = 0; i < trip->steps.n; i++) {
		const struct step *step = &trip->steps.list[i];
		struct text *text = &trip->texts[i];
		struct ddlect_err why = {0};
		if (migrator_stops(trip->migrator, DDLECT_STOP_SOON))
			return report_stopped(trip, NULL, err);
		trip->n_texts = i + 1;
		if (text_open(text, &trip->round, &trip->source, trip->dialect,
			      step->migration, step->down, &why) < 0)
			refuse_text(trip, refusals, text, &why);
		trip->bytes += text->length;
		held += text->length;
		if (i > 0 && held > HELD_BYTES) /* the first is run at once */
			text_drop(text);
	}
	if (check_schemas(trip, refusals, err) < 0)
		return -1;
	return refusals_say(refusals, err);
}

/* Every text that is to be run, before the first one is. */
static int check_texts(struct trip *trip, struct ddlect_err *err)
{
	struct refusals refusals;
	trip->bytes = trip->bytes_done;
	trip->texts = arena_alloc(&trip->round,
				  ((size_t)trip->steps.n + 1) * sizeof(*trip->texts));
	if (!trip->texts)
		return err_no_memory(err);
	refusals_init(&refusals);
	int status = open_texts(trip, &refusals, err);
	refusals_clear(&refusals);
	return status;
}

/* A way down would be refused there; the way up doesn't need it. */
static void warn_of_missing(const struct trip *trip)
{
	const struct journal *journal = &trip->journal;
	for (uint32_t i = 0; i < journal->n; i++)
		if (journal->entries[i].applied && !journal->entries[i].file)
			migrator_log(trip->migrator, DDLECT_LOG_WARNING,
				     "version %llu was applied, and there is no file of "
				     "it any more",
				     (unsigned long long)journal->entries[i].version);
}

/* Is the file the next one to be reverted, or one behind it? */
static bool is_reverted(const struct trip *trip, const struct migration *file)
{
	for (uint32_t i = 0; i < trip->steps.n; i++)
		if (trip->steps.list[i].migration == file)
			return trip->steps.list[i].down;
	return false;
}

/* On the way down only of what is reverted. */
static void warn_of_edits(const struct trip *trip, const bool *edited, bool leads_up)
{
	const struct journal *journal = &trip->journal;
	for (uint32_t i = 0; i < journal->n; i++) {
		const struct migration *file = journal->entries[i].file;
		if (!edited[i] || !(leads_up || is_reverted(trip, file)))
			continue;
		migrator_log(trip->migrator, DDLECT_LOG_WARNING,
			     "%s was edited after it was applied; what it says now was "
			     "never run",
			     file->up ? file->up : file->down);
	}
}

/* A file may be renamed, or edited; one with another name and another text is another one. */
static int refuse_others(const struct trip *trip, const bool *edited,
			 struct ddlect_err *err)
{
	const struct journal *journal = &trip->journal;
	for (uint32_t i = 0; i < journal->n; i++) {
		const struct journal_entry *entry = &journal->entries[i];
		if (!edited[i] || strcmp(entry->up->title, entry->file->title) == 0)
			continue;
		return err_status(
			err, DDLECT_INTEGRITY,
			"version %llu was applied as \"%s\", and %s has another name "
			"and another text: perhaps these are another project's "
			"migrations; is -path right? Nothing was run",
			(unsigned long long)entry->version, entry->up->title,
			entry->file->up ? entry->file->up : entry->file->down);
	}
	return 0;
}

static struct target what_is_left(const struct trip *trip)
{
	struct target target = trip->target;
	if (target.counts && target.count != UINT64_MAX)
		target.count -= trip->done < target.count ? trip->done : target.count;
	return target;
}

static int plan(struct trip *trip, struct ddlect_err *err)
{
	const uint32_t flags = trip->migrator->options.flags;
	const struct target target = what_is_left(trip);
	const bool *edited;
	trip->before = trip->done;
	texts_clear(trip);
	arena_reset(&trip->round);
	if (trip_read(trip, err) < 0 || trip_compare(trip, &edited, err) < 0 ||
	    refuse_others(trip, edited, err) < 0 ||
	    steps_make(&trip->steps, &trip->round, &trip->journal, trip->use, &target,
		       flags & DDLECT_ALLOW_OUT_OF_ORDER, err) < 0 ||
	    check_texts(trip, err) < 0)
		return -1;
	if (trip->use == TARGET_UP && target.counts && target.count != UINT64_MAX &&
	    trip->steps.n > 0 && trip->steps.n < target.count)
		migrator_log(trip->migrator, DDLECT_LOG_INFO,
			     "%" PRIu64 " were asked for, and %" PRIu32 " %s pending",
			     target.count, trip->steps.n,
			     trip->steps.n == 1 ? "is" : "are");
	bool leads_up = trip->use == TARGET_UP ||
			(trip->steps.n > 0 && !trip->steps.list[0].down);
	if (leads_up)
		warn_of_missing(trip);
	warn_of_edits(trip, edited, leads_up);
	return flags & DDLECT_DRY_RUN ? 0 : trip_find_rows(trip, err);
}

static void say_step(const struct trip *trip, const struct step *step,
		     const struct text *text)
{
	migrator_log(trip->migrator, DDLECT_LOG_INFO,
		     "would %s %s (%" PRIu64 " statement%s, %s)",
		     step->unfinished ? "go on with"
		     : step->down     ? "revert with"
				      : "apply",
		     text->name, text->statements, text->statements == 1 ? "" : "s",
		     text->missing	    ? "there is no such file"
		     : text->no_transaction ? "no transaction"
					    : "one transaction");
}

static int run_steps(struct trip *trip, struct ddlect_err *err)
{
	bool dry = trip->migrator->options.flags & DDLECT_DRY_RUN;
	for (uint32_t i = 0; i < trip->steps.n; i++) {
		const struct step *step = &trip->steps.list[i];
		struct text *text = &trip->texts[i];
		if (migrator_stops(trip->migrator, DDLECT_STOP_SOON))
			return report_stopped(trip, NULL, err);
		trip_progress(trip, step, text, NULL);
		if (dry) {
			say_step(trip, step, text);
			trip->bytes_done += text->length;
			continue;
		}
		int status = trip_apply(trip, step, text, err);
		if (status != 0)
			return status;
	}
	trip_progress(trip, NULL, NULL, NULL);
	return 0;
}

void trip_say_nothing(const struct trip *trip)
{
	struct ddlect_buf text;
	buf_init(&text);
	buf_text(&text, "nothing to do: ");
	state_write(&text, trip->state);
	migrator_log(trip->migrator, DDLECT_LOG_INFO, "%s", text.text);
	buf_clear(&text);
}

/* Plan and run, until nobody gets in between. */
static int travel(struct trip *trip, struct ddlect_err *err)
{
	struct ddlect_state last = {.version = DDLECT_NO_VERSION - 1};
	uint32_t standstills = 0;
	for (;;) {
		if (plan(trip, err) < 0)
			return -1;
		if (trip->state.version == last.version &&
		    trip->state.dirty == last.dirty)
			standstills++;
		last = trip->state;
		if (standstills > STANDSTILLS)
			return err_set(err,
				       "the dialect %s says that another runner moved "
				       "the state, and it is where it was",
				       trip->dialect->name);
		if (trip->steps.n == 0 && trip->done == 0)
			trip_say_nothing(trip);
		int status = run_steps(trip, err);
		if (status != TRIP_MOVED)
			return status;
		migrator_log(trip->migrator, DDLECT_LOG_INFO,
			     "another runner was faster; looking again");
	}
}

int trip_begin(struct trip *trip, struct ddlect_migrator *migrator,
	       struct ddlect_err *err)
{
	*trip = (struct trip){.migrator = migrator, .source.directory = -1};
	arena_init(&trip->arena);
	arena_init(&trip->round);
	if (migrator_ready(migrator, err) < 0)
		return -1;
	trip->dialect = migrator->dialect;
	return migrator_source(migrator, &trip->source, &trip->arena, err);
}

void trip_end(struct trip *trip)
{
	sums_stop(&trip->sums);
	migrator_unlock(trip->migrator);
	texts_clear(trip);
	source_close(&trip->source);
	arena_clear(&trip->round);
	arena_clear(&trip->arena);
}

/* A release that isn't there stands for the nearest below: a slip must not go unseen. */
static void say_nearest(const struct trip *trip, const char *to)
{
	const struct target *target = &trip->target;
	const struct migration *file = NULL;
	int order;
	if (to && !target->counts && target->version >= 0)
		file = scan_find(&trip->source.scan, (uint64_t)target->version);
	if (file && release_order(to, file->title, &order) && order != 0)
		migrator_log(trip->migrator, DDLECT_LOG_WARNING,
			     "%.60s isn't there: taken as %s", to, file->title);
}

int trip_take(struct ddlect_migrator *migrator, const char *to, uint32_t use,
	      struct ddlect_err *err)
{
	struct trip trip;
	int status = trip_begin(&trip, migrator, err);
	trip.use = use;
	if (status == 0)
		status = target_read(&trip.target, to, use, &trip.source.scan, err);
	if (status == 0)
		say_nearest(&trip, to);
	if (status == 0 && !(migrator->options.flags & DDLECT_DRY_RUN))
		status = migrator_lock(migrator, err);
	if (status == 0)
		status = travel(&trip, err);
	trip_end(&trip);
	return status;
}
