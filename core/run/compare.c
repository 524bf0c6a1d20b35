/* SPDX-License-Identifier: Apache-2.0 */
/* Compare: what the database says was applied, with the files as they are now. */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <ddlect/version.h>

#include "core/base/err.h"
#include "core/run/trip.h"

#define MOST_SHARES 4
#define FEWEST_A_SHARE 256 /* entries; a thread for less isn't worth it */

int trip_read(struct trip *trip, const struct ddlect_state *as, struct ddlect_err *err)
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
	return journal_fold(&trip->journal, &trip->source.scan, as ? *as : state, err);
}

/* --- edited files --------------------------------------------------------------------- */

/* Some of the entries: thousands of files are read sooner by more than one thread. */
struct share {
	const struct trip *trip;
	struct source source; /* the trip's, with memory of its own for messages */
	struct arena arena;
	uint32_t from;
	uint32_t to;
	bool *edited; /* of all entries */
	int status;
	struct ddlect_err err;
	bool started;
	pthread_t thread;
};

static int compare_entry(const struct share *share, const struct journal_entry *entry,
			 struct ddlect_buf *bytes, bool *edited, struct ddlect_err *err)
{
	char checksum[CHECKSUM_SIZE];
	if (!entry->applied || !entry->file || !entry->up || !entry->up->checksum)
		return 0;
	if (text_checksum(&share->source, share->trip->dialect, entry->file, false, bytes,
			  checksum, err) < 0)
		return -1;
	*edited = strcmp(checksum, entry->up->checksum) != 0;
	return 0;
}

static void *compare_share(void *context)
{
	struct share *share = context;
	const struct journal *journal = &share->trip->journal;
	struct ddlect_buf bytes;
	buf_init(&bytes);
	for (uint32_t i = share->from; share->status == 0 && i < share->to; i++)
		share->status = compare_entry(share, &journal->entries[i], &bytes,
					      &share->edited[i], &share->err);
	buf_clear(&bytes);
	return NULL;
}

/* The caller's signals are the caller's threads' to handle. */
static bool start(struct share *share)
{
	sigset_t all, before;
	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
		return false;
	bool started = pthread_create(&share->thread, NULL, compare_share, share) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

static uint32_t count_shares(uint32_t n)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	uint32_t shares = n / FEWEST_A_SHARE;
	if (shares > MOST_SHARES)
		shares = MOST_SHARES;
	if (processors > 0 && shares > (uint32_t)processors)
		shares = (uint32_t)processors;
	return shares ? shares : 1;
}

int trip_compare(struct trip *trip, const bool **edited, struct ddlect_err *err)
{
	struct share shares[MOST_SHARES] = {0};
	const uint32_t n = trip->journal.n, n_shares = count_shares(n);
	bool *list = arena_alloc(&trip->round, (size_t)n + 1);
	int status = 0;
	if (!list)
		return err_no_memory(err);
	for (uint32_t i = 0; i < n_shares; i++) {
		struct share *share = &shares[i];
		share->trip = trip;
		share->source = trip->source;
		share->source.arena = &share->arena;
		share->edited = list;
		share->from = (uint32_t)((uint64_t)n * i / n_shares);
		share->to = (uint32_t)((uint64_t)n * (i + 1) / n_shares);
		share->started = i + 1 < n_shares && start(share);
		if (!share->started)
			compare_share(share);
	}
	for (uint32_t i = 0; i < n_shares; i++) {
		struct share *share = &shares[i];
		if (share->started)
			pthread_join(share->thread, NULL);
		if (share->status < 0 && status == 0 && err)
			*err = share->err;
		status = share->status < 0 ? -1 : status;
		arena_clear(&share->arena);
	}
	*edited = list;
	return status;
}

/* --- what another runner did ---------------------------------------------------------- */

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
