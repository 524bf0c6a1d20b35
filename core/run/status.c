/* SPDX-License-Identifier: Apache-2.0 */
/* Status: what is known of each migration. Only read; no lock is taken. */
#include "core/base/err.h"
#include "core/run/trip.h"

#define NAMED 5 /* so many files are named in a message */

/* What is wrong, of one kind. */
struct trouble {
	uint32_t flag;
	uint32_t n;
	const char *one; /* "file was edited after it was applied" */
	const char *many;
	struct ddlect_buf names;
};

static void troubles_add(struct trouble *troubles, size_t n, uint32_t flags,
			 const struct journal_entry *entry)
{
	for (size_t i = 0; i < n; i++) {
		struct trouble *trouble = &troubles[i];
		if (!(flags & trouble->flag) || trouble->n++ >= NAMED)
			continue;
		buf_printf(&trouble->names, "%s%llu", trouble->n > 1 ? ", " : "",
			   (unsigned long long)entry->version);
		if (entry->file)
			buf_printf(&trouble->names, "_%s", entry->file->title);
	}
}

/* What is wrong with the state itself: then there may be no file of which to say it. */
static void state_say(struct ddlect_buf *out, const struct journal *journal)
{
	if (journal->lost)
		buf_printf(out,
			   "the state is empty, and the history beside it says that "
			   "version %lld is applied: say with force where the database "
			   "is",
			   (long long)journal->version);
	else if (journal->stuck && journal->state.version < 0)
		buf_text(out, "the database is dirty and at no version");
}

static int troubles_say(const struct journal *journal, const struct trouble *troubles,
			size_t n, struct ddlect_err *err)
{
	struct ddlect_buf out;
	buf_init(&out);
	state_say(&out, journal);
	for (size_t i = 0; i < n; i++) {
		const struct trouble *trouble = &troubles[i];
		if (trouble->n == 0)
			continue;
		buf_printf(&out, "%s%u %s: %s", out.length ? "; " : "", trouble->n,
			   trouble->n == 1 ? trouble->one : trouble->many,
			   trouble->names.text);
		if (trouble->n > NAMED)
			buf_printf(&out, " and %u more", trouble->n - NAMED);
	}
	int status = out.length ? err_status(err, DDLECT_INTEGRITY, "%s", out.text) : 0;
	buf_clear(&out);
	return status;
}

static uint32_t flags_of(const struct trip *trip, const struct journal_entry *entry,
			 bool edited)
{
	const struct journal *journal = &trip->journal;
	const struct ddlect_state state = journal->state;
	bool current = state.version >= 0 && entry->version == (uint64_t)state.version;
	bool unfinished = journal->unfinished &&
			  entry->version == (uint64_t)journal->unfinished->version;
	uint32_t flags = 0;
	if (entry->applied)
		flags |= DDLECT_STATUS_APPLIED;
	if (current)
		flags |= DDLECT_STATUS_CURRENT;
	if (unfinished || (current && journal->stuck))
		flags |= DDLECT_STATUS_DIRTY;
	if (journal_late(journal, entry))
		flags |= DDLECT_STATUS_LATE;
	if (edited)
		flags |= DDLECT_STATUS_EDITED;
	if (!entry->file && (entry->applied || current))
		flags |= DDLECT_STATUS_MISSING;
	if (entry->applied && (!entry->up || entry->up->what == DDLECT_FOUND_UP))
		flags |= DDLECT_STATUS_ELSEWHERE;
	else if (entry->applied && entry->up->what == DDLECT_FORCED)
		flags |= DDLECT_STATUS_FORCED;
	return flags;
}

static int say_entry(const struct journal_entry *entry, uint32_t flags,
		     ddlect_status_sink *sink, void *context, struct ddlect_err *err)
{
	const struct ddlect_history *up = entry->up;
	struct ddlect_status_row row = {
		.size = sizeof(row),
		.flags = flags,
		.version = entry->version,
		.title = entry->file	   ? entry->file->title
			 : up && up->title ? up->title
					   : "",
		.has_up = entry->file && entry->file->up,
		.has_down = entry->file && entry->file->down,
	};
	/* When it was found, or said, isn't when it was applied. */
	if (up && up->what == DDLECT_RAN_UP) {
		row.applied_at = up->at;
		row.applied_by = up->by;
		row.duration_ms = up->duration_ms;
	}
	return sink ? sink(context, &row, err) : 0;
}

static int say_all(struct trip *trip, ddlect_status_sink *sink, void *context,
		   struct ddlect_err *err)
{
	struct trouble troubles[] = {
		{.flag = DDLECT_STATUS_DIRTY,
		 .one = "file stopped in the middle, and the database is dirty",
		 .many = "files stopped in the middle, and the database is dirty"},
		{.flag = DDLECT_STATUS_EDITED,
		 .one = "file was edited after it was applied",
		 .many = "files were edited after they were applied"},
		{.flag = DDLECT_STATUS_LATE,
		 .one = "file below the version was never applied",
		 .many = "files below the version were never applied"},
		{.flag = DDLECT_STATUS_MISSING,
		 .one = "version was applied, and has no file",
		 .many = "versions were applied, and have no files"},
	};
	const size_t n = sizeof(troubles) / sizeof(*troubles);
	const struct journal *journal = &trip->journal;
	const bool *edited;
	int status = trip_compare(trip, &edited, err);
	for (size_t i = 0; i < n; i++)
		buf_init(&troubles[i].names);
	for (uint32_t i = 0; status == 0 && i < journal->n; i++) {
		const struct journal_entry *entry = &journal->entries[i];
		if (!entry->file && !entry->applied &&
		    entry->version != (uint64_t)journal->state.version)
			continue;
		uint32_t flags = flags_of(trip, entry, edited[i]);
		troubles_add(troubles, n, flags, entry);
		status = say_entry(entry, flags, sink, context, err);
	}
	if (status == 0)
		status = troubles_say(journal, troubles, n, err);
	for (size_t i = 0; i < n; i++)
		buf_clear(&troubles[i].names);
	return status;
}

int ddlect_status(struct ddlect_migrator *migrator, ddlect_status_sink *sink,
		  void *context, struct ddlect_err *err)
{
	struct trip trip;
	int status = trip_begin(&trip, migrator, err);
	if (status == 0)
		status = trip_begin_sums(&trip, err);
	if (status == 0)
		status = trip_read(&trip, err);
	if (status == 0)
		status = say_all(&trip, sink, context, err);
	trip_end(&trip);
	return status;
}
