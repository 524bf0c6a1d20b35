/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Apply: one run() of a file or a part of it. Whatever fails, the state that the database is
 * then in is known, and said; nothing is sent a second time unless the dialect has said that
 * the first time changed nothing.
 */
#include <inttypes.h>

#include <ddlect/version.h>

#include "core/base/err.h"
#include "core/run/trip.h"
#include "core/run/wait.h"

#define RETRY_PAUSE_MS 100

struct ddlect_history trip_row(const struct trip *trip, const struct step *step,
			       const struct text *text)
{
	return (struct ddlect_history){
		.id = step->unfinished ? step->unfinished->id : trip->next_id,
		.version = (int64_t)step->migration->version,
		.what = step->down ? DDLECT_RAN_DOWN : DDLECT_RAN_UP,
		.statements = text->statements,
		.title = step->migration->title,
		.checksum = text->checksum,
		.tool = MIGRATOR_TOOL " " DDLECT_VERSION,
	};
}

/* Which way a step leads; without one, the last. */
static bool leads_down(const struct trip *trip, const struct step *step)
{
	const struct steps *steps = &trip->steps;
	if (!step && steps->n > 0)
		step = &steps->list[steps->n - 1];
	return step ? step->down : trip->use == TARGET_DOWN;
}

static struct ddlect_progress progress_of(const struct trip *trip,
					  const struct step *step)
{
	const struct steps *steps = &trip->steps;
	struct ddlect_progress progress = {
		.size = sizeof(progress),
		.what = leads_down(trip, step) ? DDLECT_RAN_DOWN : DDLECT_RAN_UP,
		.files_done =
			trip->before + (step ? (uint64_t)(step - steps->list) : steps->n),
		.files = trip->before + steps->n,
		.bytes_done = trip->bytes_done,
		.bytes = trip->bytes,
	};
	if (step) {
		progress.version = step->migration->version;
		progress.title = step->migration->title;
	}
	return progress;
}

void trip_progress(const struct trip *trip, const struct step *step,
		   const struct text *text, const struct unit *unit)
{
	const struct ddlect_migrate_options *o = &trip->migrator->options;
	if (!o->progress || trip->before + trip->steps.n == 0)
		return;
	struct ddlect_progress progress = progress_of(trip, step);
	if (text && text->no_transaction)
		progress.statements = text->statements;
	if (unit) {
		progress.statement = unit->first;
		progress.bytes_done += unit->begin;
	}
	o->progress(o->context, &progress);
}

void trip_progress_within(const struct trip *trip, const struct step *step,
			  const struct text *text, uint64_t done)
{
	const struct ddlect_migrate_options *o = &trip->migrator->options;
	if (!o->progress || done == 0 || done > text->statements)
		return;
	struct ddlect_progress progress = progress_of(trip, step);
	progress.statement = done;
	progress.statements = text->statements;
	/* Statements are about as long as each other, in a file that has many. */
	progress.bytes_done += (uint64_t)((double)text->length * (double)done /
					  (double)text->statements);
	o->progress(o->context, &progress);
}

static struct ddlect_run run_of(struct trip *trip, const struct part *part,
				struct ddlect_state after)
{
	const struct ddlect_migrate_options *o = &trip->migrator->options;
	const struct unit *unit = part->unit;
	struct ddlect_run run = {
		.size = sizeof(run),
		.flags = DDLECT_RUN_TRANSACTION | part->flags,
		.table = &trip->migrator->table,
		.text = "",
		.before = trip->state,
		.after = after,
		.lock_timeout_ms = o->lock_timeout_ms,
		.statement_timeout_ms = o->statement_timeout_ms,
		.tell = notices_tell,
		.context = &trip->notices,
	};
	if (unit && !unit->block)
		run.flags = 0;
	if (unit && unit->patient)
		run.flags |= DDLECT_RUN_PATIENT;
	if (unit) {
		run.text = part->text->bytes.text + unit->begin;
		run.length = unit->end - unit->begin;
	} else if (part->text && part->text->statements > 0) {
		run.text = part->text->bytes.text;
		run.length = part->text->bytes.length;
	}
	return run;
}

/* Another try after a lock timeout? 0: yes. */
static int retry_locked(struct trip *trip, const struct part *part,
			const struct ddlect_run *run,
			const struct ddlect_failure *failure, struct wait *wait,
			uint32_t *tries, struct ddlect_err *err)
{
	struct ddlect_migrator *migrator = trip->migrator;
	if (*tries == 0) {
		wait_begin(wait, migrator, UINT32_MAX);
		wait->pause_ms = RETRY_PAUSE_MS;
	}
	if (*tries >= migrator->options.lock_retries)
		return report_failure(trip, part, run, failure, err);
	++*tries;
	migrator_log(migrator, DDLECT_LOG_WARNING,
		     "%s waited too long for a lock, try %" PRIu32 " of %" PRIu32 "%s%s",
		     part->name, *tries, migrator->options.lock_retries + 1,
		     failure->blockers[0] ? "; it is held by:\n" : "", failure->blockers);
	if (wait_more(wait) == WAIT_INTERRUPTED)
		return report_stopped(trip, part, err);
	return 0;
}

/* Another try when somebody has the lock of runners? 0: yes. */
static int retry_busy(struct trip *trip, const struct part *part, struct wait *wait,
		      bool *waiting, const struct ddlect_err *why, struct ddlect_err *err)
{
	struct ddlect_migrator *migrator = trip->migrator;
	if (!*waiting)
		wait_begin(wait, migrator, migrator->options.lock_wait_ms);
	*waiting = true;
	switch (wait_more(wait)) {
	case WAIT_AGAIN:
		return 0;
	case WAIT_INTERRUPTED:
		return report_stopped(trip, part, err);
	default:
		return err_status(err, DDLECT_BUSY, "%s", why->text);
	}
}

/* The run was done, and the rows with it. */
static int ran(struct trip *trip, const struct ddlect_run *run)
{
	trip->state = run->after;
	trip->n_rows = 0;
	outcome_state(&trip->migrator->outcome, trip->state);
	return 0;
}

int trip_run(struct trip *trip, const struct part *part, struct ddlect_state after,
	     const struct ddlect_history *row, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = trip->dialect;
	struct ddlect_run run = run_of(trip, part, after);
	struct wait lock_wait, busy_wait;
	uint32_t tries = 0;
	bool waiting = false;
	int status = 0;
	if (row) {
		trip->rows[trip->n_rows] = *row;
		run.rows = trip->rows;
		run.n_rows = trip->n_rows + 1;
	}
	while (status == 0) {
		struct ddlect_failure failure = {
			.size = sizeof(failure),
			.offset = DDLECT_NOWHERE,
			.statement = DDLECT_NOWHERE,
		};
		struct ddlect_err why = {0};
		notices_part(&trip->notices, part);
		if (dialect->run(dialect, trip->migrator->session, &run, &failure,
				 &why) == 0)
			return ran(trip, &run);
		if (err)
			*err = why;
		switch (failure.kind) {
		case DDLECT_FAILURE_MOVED:
			return TRIP_MOVED;
		case DDLECT_FAILURE_BUSY:
			status = retry_busy(trip, part, &busy_wait, &waiting, &why, err);
			break;
		case DDLECT_FAILURE_LOCK_TIMEOUT:
			status = retry_locked(trip, part, &run, &failure, &lock_wait,
					      &tries, err);
			break;
		case DDLECT_FAILURE_LOST:
		case DDLECT_FAILURE_UNKNOWN:
			return report_lost(trip, part, &run, &failure, err);
		case DDLECT_FAILURE_CANCELLED:
			return report_cancelled(trip, part, &failure, err);
		default:
			return report_failure(trip, part, &run, &failure, err);
		}
	}
	return status;
}

static int apply_transaction(struct trip *trip, const struct step *step,
			     struct text *text, struct ddlect_err *err)
{
	const struct part part = {.name = text->name, .text = text};
	const struct ddlect_history row = trip_row(trip, step, text);
	return trip_run(trip, &part, step->after, &row, err);
}

/* One of which nothing was done yet may have become a transaction meanwhile. */
static bool in_units(const struct step *step, const struct text *text)
{
	const struct ddlect_history *row = step->unfinished;
	return text->n_units > 0 ||
	       (row && (text->no_transaction || row->statements > 0));
}

int trip_apply(struct trip *trip, const struct step *step, struct text *text,
	       struct ddlect_err *err)
{
	int64_t start = now_ms();
	int status = text_hold(text, &trip->source, trip->dialect, step->migration,
			       step->down, err);
	if (status == 0 && text->missing)
		migrator_log(trip->migrator, DDLECT_LOG_WARNING,
			     "there is no %s; nothing is run, only the version changes",
			     text->name);
	notices_begin(&trip->notices, trip, step, text->name);
	if (status == 0)
		status = in_units(step, text) ? trip_apply_units(trip, step, text, err)
					      : apply_transaction(trip, step, text, err);
	notices_end(&trip->notices);
	if (status != 0)
		return status;
	migrator_log(trip->migrator, DDLECT_LOG_INFO, "%s %llu_%s (%lld ms)",
		     step->down ? "reverted" : "applied",
		     (unsigned long long)step->migration->version, step->migration->title,
		     (long long)(now_ms() - start));
	if (!step->unfinished)
		trip->next_id++;
	trip->migrator->outcome.told.files = ++trip->done;
	trip->bytes_done += text->length;
	text_drop(text);
	return 0;
}
