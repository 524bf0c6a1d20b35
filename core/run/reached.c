/* SPDX-License-Identifier: Apache-2.0 */
/* Reached: see reached.h. */
#include "core/run/reached.h"

#include "core/base/err.h"
#include "core/run/migrator.h"

static bool read_table(struct reached *reached, const struct ddlect_dialect *dialect,
		       struct ddlect_session *session,
		       const struct ddlect_state_table *table)
{
	struct ddlect_state *state = &reached->state;
	struct ddlect_err ignored;
	*state = (struct ddlect_state){.version = DDLECT_NO_VERSION};
	reached->known = dialect->state(dialect, session, table, state, NULL, NULL,
					&ignored) == 0 &&
			 (state->version != DDLECT_NO_VERSION || state->dirty);
	return reached->known;
}

void reached_read(struct reached *reached, struct arena *arena,
		  const struct ddlect_dialect *dialect, struct ddlect_session *session,
		  const char *provider, const char *schema)
{
	struct ddlect_state_table table = {.schema = schema};
	if (!(dialect->capabilities & DDLECT_CAN_RUN))
		return;
	table.name = state_table_name(arena, provider);
	if (table.name && read_table(reached, dialect, session, &table))
		return;
	table.name = state_table_name(arena, NULL);
	if (table.name)
		read_table(reached, dialect, session, &table);
}

/* The first one that the database lacks, before the number that is to be written. */
static const struct migration *find_pending(const struct reached *reached,
					    const struct scan *scan, uint64_t version)
{
	for (uint32_t i = 0; i < scan->n; i++) {
		const struct migration *there = scan->migrations[i];
		if (there->version < version &&
		    (!reached->known || reached->state.version < 0 ||
		     there->version > (uint64_t)reached->state.version))
			return there;
	}
	return NULL;
}

int reached_check(const struct reached *reached, const struct scan *scan,
		  const char *path, uint64_t version, struct ddlect_err *err)
{
	if (reached->known && reached->state.dirty)
		return err_status(err, DDLECT_INTEGRITY,
				  "the database is dirty at version %lld: what it was "
				  "compared with may be half of a migration; repair it "
				  "first, or give -force",
				  (long long)reached->state.version);
	if (!reached->known && !reached->empty)
		return 0;
	const struct migration *pending = find_pending(reached, scan, version);
	if (!pending)
		return 0;
	if (!reached->known)
		return err_status(err, DDLECT_INTEGRITY,
				  "the database has none of the provider's tables, and "
				  "%s/%s is there: the new files would create them "
				  "again; compare with a database that has them, or "
				  "give -force",
				  path, migration_file(pending));
	return err_status(
		err, DDLECT_INTEGRITY,
		"the database is at version %lld and lacks %s/%s: the new files "
		"would do the same again; apply it there first (ddlect up), or "
		"give -force",
		(long long)reached->state.version, path, migration_file(pending));
}
