/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Migrator: the handle behind migrate.h. It has the options with what was left out filled
 * in, the dialect, and a session; what one call works with is in that call's own arena.
 *
 * It asks the caller's cancel(), and remembers the strongest answer for as long as the call
 * lasts. It says nothing by itself but through the caller's log().
 */
#ifndef CORE_RUN_MIGRATOR_H
#define CORE_RUN_MIGRATOR_H

#include <stdbool.h>
#include <stddef.h>

#include <ddlect/dialect.h>
#include <ddlect/migrate.h>

#include "core/base/arena.h"
#include "core/base/diag.h"
#include "core/dialect/registry.h"
#include "core/migrations/source.h"
#include "core/run/outcome.h"

#define MIGRATOR_TOOL "ddlect"
#define MIGRATOR_PLACE 256

struct ddlect_migrator {
	struct arena arena;
	struct ddlect_migrate_options options;
	struct registry registry;
	const struct ddlect_dialect *dialect; /* NULL: no database was named */
	struct ddlect_session *session;	      /* NULL: likewise, or it was lost */
	struct ddlect_state_table table;
	bool table_is_files;	    /* it is called so because of a provider's file */
	char place[MIGRATOR_PLACE]; /* host, port, database, user */
	bool locked;		    /* the session has the lock of runners */
	int stop;		    /* the strongest answer of cancel() in this call */
	struct outcome outcome;	    /* of the last call */
};

/*
 * ddlect_migrator_open() with these dialects; NULL: those that are installed. `place`, which
 * may be NULL, is said as far as it is known also where there will be no handle.
 */
int migrator_open(struct ddlect_migrator **migrator,
		  const struct ddlect_migrate_options *options,
		  const struct registry *registry, char place[MIGRATOR_PLACE],
		  struct ddlect_err *err);

/* At the start of each call: that there is a database, and that its dialect runs. */
int migrator_ready(struct ddlect_migrator *migrator, struct ddlect_err *err);

/* The migrations, as the options say. source_close() is called in any case. */
int migrator_source(struct ddlect_migrator *migrator, struct source *source,
		    struct arena *arena, struct ddlect_err *err);

/* Wait for the lock, and give it back. Without a session unlocking does nothing. */
int migrator_lock(struct ddlect_migrator *migrator, struct ddlect_err *err);
void migrator_unlock(struct ddlect_migrator *migrator);

/*
 * The session failed where no statement of a user's can have been the reason: the next call
 * has a new one. The caller's own connection stays.
 */
void migrator_distrust(struct ddlect_migrator *migrator);

/*
 * Connect anew after the session was lost, for a few seconds, and take the lock again, so
 * that what the lost one was doing has come to its end. -1: it can't be; the caller's own
 * connection for example.
 */
int migrator_reconnect(struct ddlect_migrator *migrator, struct ddlect_err *err);

/* Whether the user asked to stop, at least as urgently as `how`. */
bool migrator_stops(struct ddlect_migrator *migrator, int how);
/* "interrupted; <what is then>". Always -1. */
int migrator_interrupted(struct ddlect_err *err, const char *then);

void migrator_log(const struct ddlect_migrator *migrator, uint32_t level,
		  const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The errors of a declaration, a line each, with their places. */
void migrator_log_errors(const struct ddlect_migrator *migrator,
			 const struct diags *diags);

/* Say in `migrator` which is the state's table; and look whether another one has the state. */
/* What it is called where nobody says: a provider's own, or, of NULL or "", the usual one. */
const char *state_table_name(struct arena *arena, const char *provider);
int state_table_choose(struct ddlect_migrator *migrator, struct ddlect_err *err);
int state_table_check(struct ddlect_migrator *migrator, struct ddlect_err *err);

/* `schema.table` or `table`, with "quotes" where a name has a dot or a quote in it. */
int state_table_read(struct ddlect_state_table *table, struct arena *arena,
		     const char *text, struct ddlect_err *err);

#endif
