/* SPDX-License-Identifier: Apache-2.0 */
/* Compare: what the database says was applied, with the files as they are now. */
#include <string.h>

#include <ddlect/version.h>

#include "core/base/err.h"
#include "core/run/trip.h"

int trip_read(struct trip *trip, const struct ddlect_state *as, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = trip->dialect;
	struct ddlect_state state = {.version = DDLECT_NO_VERSION};
	journal_init(&trip->journal, &trip->round);
	if (dialect->state(dialect, trip->migrator->session, &trip->migrator->table,
			   &state, journal_add, &trip->journal, err) < 0)
		return -1;
	trip->state = state;
	return journal_fold(&trip->journal, &trip->source.scan, as ? *as : state, err);
}

int trip_edited(const struct trip *trip, const struct journal_entry *entry,
		struct ddlect_buf *bytes, bool *edited, struct ddlect_err *err)
{
	char checksum[CHECKSUM_SIZE];
	*edited = false;
	if (!entry->applied || !entry->file || !entry->up || !entry->up->checksum)
		return 0;
	if (text_checksum(&trip->source, trip->dialect, entry->file, false, bytes,
			  checksum, err) < 0)
		return -1;
	*edited = strcmp(checksum, entry->up->checksum) != 0;
	return 0;
}

static int find_row(struct trip *trip, const struct journal_entry *entry,
		    struct ddlect_buf *bytes, struct ddlect_err *err)
{
	char checksum[CHECKSUM_SIZE] = "";
	struct ddlect_history *row = &trip->rows[trip->n_rows++];
	*row = (struct ddlect_history){
		.id = trip->next_id++,
		.version = (int64_t)entry->version,
		.what = entry->found,
		.title = entry->file ? entry->file->title : "",
		.tool = MIGRATOR_TOOL " " DDLECT_VERSION,
	};
	if (entry->file &&
	    text_checksum(&trip->source, trip->dialect, entry->file,
			  entry->found == DDLECT_FOUND_DOWN, bytes, checksum, err) < 0)
		return -1;
	if (!checksum[0])
		return 0;
	row->checksum = arena_text(&trip->round, checksum, strlen(checksum));
	return row->checksum ? 0 : err_no_memory(err);
}

int trip_find_rows(struct trip *trip, struct ddlect_err *err)
{
	const struct journal *journal = &trip->journal;
	struct ddlect_buf bytes;
	int status = 0;
	trip->next_id = journal_next_id(journal);
	trip->n_rows = 0;
	trip->rows = arena_alloc(&trip->round,
				 ((size_t)journal->n_found + 1) * sizeof(*trip->rows));
	if (!trip->rows)
		return err_no_memory(err);
	buf_init(&bytes);
	for (uint32_t i = 0; status == 0 && i < journal->n; i++)
		if (journal->entries[i].found)
			status = find_row(trip, &journal->entries[i], &bytes, err);
	buf_clear(&bytes);
	return status;
}
