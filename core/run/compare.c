/* SPDX-License-Identifier: Apache-2.0 */
/* Compare: what the database says was applied, with the files as they are now. */
#include <string.h>

#include <ddlect/version.h>

#include "core/base/err.h"
#include "core/run/trip.h"

int trip_read(struct trip *trip, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = trip->dialect;
	struct ddlect_state state = {.version = DDLECT_NO_VERSION};
	journal_init(&trip->journal, &trip->round);
	if (dialect->state(dialect, trip->migrator->session, &trip->migrator->table,
			   &state, journal_add, &trip->journal, err) < 0) {
		migrator_distrust(trip->migrator);
		return -1;
	}
	trip->state = state;
	outcome_state(&trip->migrator->outcome, state);
	return journal_fold(&trip->journal, &trip->source.scan, state, err);
}

/* Did it run here, so that it is known what ran? */
static bool is_comparable(const struct journal_entry *entry)
{
	return entry->applied && entry->file && entry->up &&
	       entry->up->what == DDLECT_RAN_UP && entry->up->checksum;
}

int trip_begin_sums(struct trip *trip, struct ddlect_err *err)
{
	if (sums_begin(&trip->sums, &trip->round, &trip->source, trip->dialect) < 0)
		return err_no_memory(err);
	return 0;
}

/* Both lists are by version, and an entry's file is the source's own: the next one's place. */
static uint32_t file_place(const struct scan *scan, const struct journal_entry *entry,
			   uint32_t from)
{
	while (scan->migrations[from] != entry->file)
		from++;
	return from;
}

/* What couldn't be read before is read again, to hear why. */
static int compare_entry(const struct trip *trip, const struct journal_entry *entry,
			 struct sum *sum, struct ddlect_buf *bytes, bool *edited,
			 struct ddlect_err *err)
{
	if (!sum->read && text_checksum(&trip->source, trip->dialect, entry->file, false,
					bytes, sum->checksum, err) < 0)
		return -1;
	*edited = strcmp(sum->checksum, entry->up->checksum) != 0;
	return 0;
}

static int compare_all(struct trip *trip, bool *edited, struct ddlect_err *err)
{
	const struct journal *journal = &trip->journal;
	struct ddlect_buf bytes;
	int status = 0;
	buf_init(&bytes);
	for (uint32_t i = 0, at = 0; status == 0 && i < journal->n; i++) {
		const struct journal_entry *entry = &journal->entries[i];
		if (!is_comparable(entry))
			continue;
		at = file_place(&trip->source.scan, entry, at);
		status = compare_entry(trip, entry, &trip->sums.list[at], &bytes,
				       &edited[i], err);
	}
	buf_clear(&bytes);
	return status;
}

int trip_compare(struct trip *trip, const bool **edited, struct ddlect_err *err)
{
	const struct journal *journal = &trip->journal;
	const struct scan *scan = &trip->source.scan;
	bool *list = arena_alloc(&trip->round, (size_t)journal->n + 1);
	bool *wanted = arena_alloc(&trip->round, (size_t)scan->n + 1);
	if (!list || !wanted)
		return err_no_memory(err);
	if (!trip->sums.list && trip_begin_sums(trip, err) < 0)
		return -1;
	for (uint32_t i = 0, at = 0; i < journal->n; i++) {
		if (!is_comparable(&journal->entries[i]))
			continue;
		at = file_place(scan, &journal->entries[i], at);
		wanted[at] = true;
	}
	sums_end(&trip->sums, wanted);
	int status = compare_all(trip, list, err);
	trip->sums.list = NULL; /* the round's */
	*edited = list;
	return status;
}

/* Which text it was, nobody knows: it has no checksum. */
static void find_row(struct trip *trip, const struct journal_entry *entry)
{
	trip->rows[trip->n_rows++] = (struct ddlect_history){
		.id = trip->next_id++,
		.version = (int64_t)entry->version,
		.what = entry->found,
		.title = entry->file ? entry->file->title : "",
		.tool = MIGRATOR_TOOL " " DDLECT_VERSION,
	};
}

int trip_find_rows(struct trip *trip, struct ddlect_err *err)
{
	const struct journal *journal = &trip->journal;
	trip->next_id = journal_next_id(journal);
	trip->n_rows = 0;
	trip->rows = arena_alloc(&trip->round,
				 ((size_t)journal->n_found + 1) * sizeof(*trip->rows));
	if (!trip->rows)
		return err_no_memory(err);
	for (uint32_t i = 0; i < journal->n; i++)
		if (journal->entries[i].found)
			find_row(trip, &journal->entries[i]);
	return 0;
}
