/* SPDX-License-Identifier: Apache-2.0 */
/* Migrate: what migrate.h offers, but for the handle itself, status and drop. */
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

/* --- force ---------------------------------------------------------------------------- */

static struct ddlect_history force_row(struct trip *trip)
{
	int64_t version = trip->target.version;
	const struct migration *file =
		version < 0 ? NULL : scan_find(&trip->source.scan, (uint64_t)version);
	return (struct ddlect_history){
		.id = trip->next_id,
		.version = version,
		.what = DDLECT_FORCED,
		.title = file ? file->title : "",
		.tool = MIGRATOR_TOOL " " DDLECT_VERSION,
	};
}

/* What is forced has a row that says so, and needs none that it was found. */
static void find_the_others(struct journal *journal, int64_t version)
{
	struct journal_entry *entry =
		version < 0 ? NULL : journal_find(journal, (uint64_t)version);
	if (!entry || !entry->found)
		return;
	entry->found = 0;
	journal->n_found--;
}

static int force_once(struct trip *trip, struct ddlect_err *err)
{
	const struct ddlect_state after = {.version = trip->target.version};
	const struct part part = {.name = "force"};
	arena_reset(&trip->round);
	if (trip_read(trip, &after, err) < 0)
		return -1;
	find_the_others(&trip->journal, after.version);
	if (trip_find_rows(trip, err) < 0)
		return -1;
	if (trip->migrator->options.flags & DDLECT_DRY_RUN) {
		migrator_log(trip->migrator, DDLECT_LOG_INFO,
			     "would say that the database is at version %lld",
			     (long long)after.version);
		return 0;
	}
	const struct ddlect_history row = force_row(trip);
	return trip_run(trip, &part, after, &row, err);
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
