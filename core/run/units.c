/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Units: a file without a transaction. The state says from its first to its last statement
 * that the database is in the middle of something, and an unfinished row of the history how
 * many statements are done. Who finds that later goes on behind them, if they are still what
 * was done. A block is done or not; a statement outside of one may be done and not be known.
 */
#include <string.h>

#include "core/base/err.h"
#include "core/run/place.h"
#include "core/run/trip.h"

/* While the file runs: an up is at its version already, a down at the one that it leads to. */
static struct ddlect_state dirty_state(const struct step *step)
{
	struct ddlect_state state = step->after;
	state.dirty = 1;
	return state;
}

static int refuse_edited(const struct step *step, const struct text *text,
			 struct ddlect_err *err)
{
	uint64_t done = step->unfinished->statements;
	return err_status(
		err, DDLECT_INTEGRITY,
		"%s stopped after %llu of its statements, and one of these was edited "
		"since: put it back as it was, and go on; or undo by hand what was done, "
		"and say with force at which version the database is",
		text->name, (unsigned long long)done);
}

/* The first unit that is to be run; -1: what was done isn't what it was. */
static int64_t find_start(const struct trip *trip, const struct step *step,
			  const struct text *text, struct ddlect_err *err)
{
	const struct ddlect_history *row = step->unfinished;
	char checksum[CHECKSUM_SIZE];
	if (!row || row->statements == 0)
		return 0;
	if (checksum_of(trip->dialect, text->bytes.text, text->bytes.length,
			row->statements, checksum, err) < 0)
		return -1;
	for (uint32_t i = 0; i < text->n_units; i++) {
		const struct unit *unit = &text->units[i];
		if (unit->done == row->statements && row->checksum &&
		    strcmp(row->checksum, checksum) == 0)
			return (int64_t)i + 1;
	}
	return refuse_edited(step, text, err);
}

static bool has_alone(const struct text *text)
{
	for (uint32_t i = 0; i < text->n_units; i++)
		if (!text->units[i].block)
			return true;
	return false;
}

/* Say that the file is begun, before anything of it is; or that it never can be. */
static int mark(struct trip *trip, const struct step *step, const struct text *text,
		struct ddlect_err *err)
{
	const struct part part = {.name = text->name,
				  .flags = has_alone(text) ? DDLECT_RUN_ALONE_NEXT : 0};
	struct ddlect_history row = trip_row(trip, step, text);
	row.unfinished = 1;
	row.statements = 0;
	row.checksum = NULL;
	return trip_run(trip, &part, dirty_state(step), &row, err);
}

static int run_unit(struct trip *trip, const struct step *step, const struct text *text,
		    uint32_t i, bool perhaps, struct ddlect_err *err)
{
	const struct unit *unit = &text->units[i];
	const struct part part = {
		.name = text->name, .text = text, .unit = unit, .perhaps = perhaps};
	struct ddlect_history row = trip_row(trip, step, text);
	bool last = i + 1 == text->n_units;
	if (!last) {
		row.unfinished = 1;
		row.statements = unit->done;
		row.checksum = unit->checksum;
	}
	if (i > 0)
		trip_progress(trip, step, text, unit);
	return trip_run(trip, &part, last ? step->after : trip->state, &row, err);
}

/* What was left of the file is no unit any more: only the state has to follow. */
static int finish(struct trip *trip, const struct step *step, const struct text *text,
		  struct ddlect_err *err)
{
	const struct part part = {.name = text->name};
	const struct ddlect_history row = trip_row(trip, step, text);
	return trip_run(trip, &part, step->after, &row, err);
}

/*
 * A statement outside of a block is done before the state says so: who is killed in between
 * can't know.
 */
static void say_resumed(const struct trip *trip, const struct step *step,
			const struct text *text, uint64_t start)
{
	const struct unit *unit = start < text->n_units ? &text->units[start] : NULL;
	migrator_log(trip->migrator, DDLECT_LOG_INFO,
		     "going on with %s behind %llu of its %llu statements", text->name,
		     (unsigned long long)step->unfinished->statements,
		     (unsigned long long)text->statements);
	if (!unit || unit->block)
		return;
	struct place place =
		place_find(text->bytes.text, text->bytes.length, unit->begin);
	migrator_log(
		trip->migrator, DDLECT_LOG_WARNING,
		"%s:%llu:%llu: statement %llu is run again; if the last run was "
		"killed there, or lost its connection, it may have been done already",
		text->name, (unsigned long long)place.line,
		(unsigned long long)place.column, (unsigned long long)unit->first + 1);
}

int trip_apply_units(struct trip *trip, const struct step *step, struct text *text,
		     struct ddlect_err *err)
{
	const struct ddlect_history *resumed = step->unfinished;
	int64_t start = find_start(trip, step, text, err);
	int status = 0;
	if (start < 0)
		return -1;
	if (resumed)
		say_resumed(trip, step, text, (uint64_t)start);
	else
		status = mark(trip, step, text, err);
	if (status == 0 && (uint64_t)start == text->n_units)
		return finish(trip, step, text, err);
	for (uint32_t i = (uint32_t)start; status == 0 && i < text->n_units; i++) {
		bool first = resumed && i == (uint32_t)start;
		if (migrator_stops(trip->migrator, DDLECT_STOP_NOW))
			return report_stopped(trip, NULL, err);
		status = run_unit(trip, step, text, i, first, err);
	}
	return status;
}
