/* SPDX-License-Identifier: Apache-2.0 */
/* Migrate: what migrate.h offers, but for the handle itself, status and drop. */
#include <string.h>

#include <ddlect/version.h>

#include "core/base/err.h"
#include "core/run/trip.h"

int ddlect_upgrade(struct ddlect_migrator *migrator, const char *to,
		   struct ddlect_err *err)
{
	return trip_take(migrator, to, TARGET_UP, err);
}

int ddlect_downgrade(struct ddlect_migrator *migrator, const char *to,
		     struct ddlect_err *err)
{
	return trip_take(migrator, to, TARGET_DOWN, err);
}

int ddlect_goto(struct ddlect_migrator *migrator, const char *to, struct ddlect_err *err)
{
	return trip_take(migrator, to, TARGET_GOTO, err);
}

int ddlect_version(struct ddlect_migrator *migrator, struct ddlect_state *state,
		   struct ddlect_err *err)
{
	if (!state)
		return err_status(err, DDLECT_USAGE, "there is no place for the state");
	*state = (struct ddlect_state){.version = DDLECT_NO_VERSION};
	if (migrator_ready(migrator, err) < 0)
		return -1;
	if (migrator->dialect->state(migrator->dialect, migrator->session,
				     &migrator->table, state, NULL, NULL, err) == 0) {
		outcome_state(&migrator->outcome, *state);
		return 0;
	}
	migrator_distrust(migrator);
	return -1;
}

#define FORCE_TRIES 20

static void force_row(struct trip *trip, int64_t version, const struct migration *file)
{
	trip->rows[trip->n_rows++] = (struct ddlect_history){
		.id = trip->next_id++,
		.version = version,
		.what = DDLECT_FORCED,
		.title = file ? file->title : "",
		.tool = MIGRATOR_TOOL " " DDLECT_VERSION,
	};
}

/*
 * What lies between where the database was and where it is said to be is said with it; so is
 * the one that somebody stopped in.
 */
static bool is_between(const struct trip *trip, const struct journal_entry *entry)
{
	const int64_t version = (int64_t)entry->version;
	return entry->file && !entry->applied && entry->version <= INT64_MAX &&
	       version >= trip->journal.version && version < trip->target.version;
}

/* Behind the rows of what another runner did. The last one is trip_run()'s to write. */
static int force_rows(struct trip *trip, struct ddlect_err *err)
{
	const struct journal *journal = &trip->journal;
	const int64_t to = trip->target.version;
	if (trip_find_rows(trip, err) < 0)
		return -1;
	struct ddlect_history *found = trip->rows;
	trip->rows = arena_alloc(&trip->round, ((size_t)trip->n_rows + journal->n + 1) *
						       sizeof(*trip->rows));
	if (!trip->rows)
		return err_no_memory(err);
	memcpy(trip->rows, found, trip->n_rows * sizeof(*found));
	for (uint32_t i = 0; i < journal->n; i++)
		if (is_between(trip, &journal->entries[i]))
			force_row(trip, (int64_t)journal->entries[i].version,
				  journal->entries[i].file);
	force_row(trip, to, to < 0 ? NULL : scan_find(&trip->source.scan, (uint64_t)to));
	trip->n_rows--;
	return 0;
}

static int force_once(struct trip *trip, struct ddlect_err *err)
{
	const struct ddlect_state after = {.version = trip->target.version};
	const struct part part = {.name = "force"};
	arena_reset(&trip->round);
	if (trip_read(trip, err) < 0)
		return -1;
	if (!trip->state.dirty && trip->state.version == after.version &&
	    !trip->journal.lost) {
		trip_say_nothing(trip);
		return 0;
	}
	if (force_rows(trip, err) < 0)
		return -1;
	if (trip->migrator->options.flags & DDLECT_DRY_RUN) {
		migrator_log(trip->migrator, DDLECT_LOG_INFO,
			     "would say that the database is at version %lld",
			     (long long)after.version);
		return 0;
	}
	const struct ddlect_history last = trip->rows[trip->n_rows];
	return trip_run(trip, &part, after, &last, err);
}

static int force(struct trip *trip, struct ddlect_err *err)
{
	int status;
	if (!(trip->migrator->options.flags & DDLECT_DRY_RUN) &&
	    migrator_lock(trip->migrator, err) < 0)
		return -1;
	for (int tries = 0; tries < FORCE_TRIES; tries++) {
		status = force_once(trip, err);
		if (status != TRIP_MOVED)
			return status;
		if (migrator_stops(trip->migrator, DDLECT_STOP_SOON))
			return report_stopped(trip, NULL, err);
	}
	return err_status(err, DDLECT_BUSY,
			  "other runners change the state all the time: wait for them");
}

int ddlect_force(struct ddlect_migrator *migrator, const char *to, struct ddlect_err *err)
{
	struct trip trip;
	int status = trip_begin(&trip, migrator, err);
	if (status == 0)
		status = target_read(&trip.target, to, TARGET_FORCE, &trip.source.scan,
				     err);
	if (status == 0)
		status = force(&trip, err);
	trip_end(&trip);
	return status;
}
