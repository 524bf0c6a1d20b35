/* SPDX-License-Identifier: Apache-2.0 */
/* Steps: see steps.h. */
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/migrations/name.h"
#include "core/run/steps.h"

#define NAMED 10 /* so many files are named in a message */

/* The list while it is made, and where the database is after what is in it. */
struct making {
	struct steps *steps;
	struct arena *arena;
	const struct journal *journal;
	const struct ddlect_history *resumed; /* its version is as it will be then */
	int64_t version;
	uint64_t count; /* so many more */
	int64_t limit;	/* not beyond this version */
	bool limited;	/* the user gave it */
	struct ddlect_err *err;
};

static bool is_applied(const struct making *m, const struct journal_entry *entry)
{
	if (m->resumed && entry->version == (uint64_t)m->resumed->version)
		return m->resumed->what == DDLECT_RAN_UP;
	return entry->applied;
}

static const char *file_of(const struct migration *migration, bool down)
{
	const char *name = down ? migration->down : migration->up;
	const char *other = down ? migration->up : migration->down;
	return name ? name : other;
}

static int add(struct making *m, const struct journal_entry *entry, bool down,
	       int64_t after)
{
	struct steps *steps = m->steps;
	struct step *list = arena_grow(m->arena, steps->list, steps->n, sizeof(*list));
	if (!list)
		return err_no_memory(m->err);
	steps->list = list;
	list[steps->n++] = (struct step){
		.migration = entry->file,
		.down = down,
		.late = !down && after == m->version,
		.before = {.version = m->version},
		.after = {.version = after},
	};
	m->version = after;
	m->count -= m->count != UINT64_MAX;
	return 0;
}

/* The file above `version`, whose down may be what stopped there. */
static const struct migration *file_above(const struct journal *journal, int64_t version)
{
	for (uint32_t i = 0; i < journal->n; i++)
		if (journal->entries[i].file &&
		    (version < 0 || journal->entries[i].version > (uint64_t)version))
			return journal->entries[i].file;
	return NULL;
}

static int refuse_stuck(const struct journal *journal, struct ddlect_err *err)
{
	int64_t version = journal->state.version;
	const struct journal_entry *entry =
		version < 0 ? NULL : journal_find(journal, (uint64_t)version);
	const struct migration *at = entry ? entry->file : NULL;
	const struct migration *above = file_above(journal, version);
	struct ddlect_buf files;
	buf_init(&files);
	if (at && at->up)
		buf_text(&files, at->up);
	if (above && above->down)
		buf_printf(&files, "%s%s", files.length ? ", and at " : "", above->down);
	if (version < 0)
		err_set(err, "the database is dirty and at no version");
	else
		err_set(err, "the database is dirty at version %lld", (long long)version);
	struct ddlect_err what = err ? *err : (struct ddlect_err){0};
	err_set(err,
		"%s: a runner stopped in the middle of a file, or is in it now. Look at "
		"%s; finish or undo by hand what was done of it, and then say with force "
		"at which version the database is",
		what.text, files.length ? files.text : "what it was applying");
	buf_clear(&files);
	return -1;
}

static int refuse_missing(int64_t version, struct ddlect_err *err)
{
	return err_status(
		err, DDLECT_INTEGRITY,
		"the database is at version %lld, of which there is no file: these "
		"migrations are older than the database, or another project's. Use those "
		"that brought it there, or say with force at which version it is",
		(long long)version);
}

static int refuse_lost(const struct journal *journal, struct ddlect_err *err)
{
	return err_status(
		err, DDLECT_INTEGRITY,
		"the state is empty, and the history beside it says that version %lld is "
		"applied: the state was lost, or another runner reverted everything. Say "
		"with force at which version the database is, or that it is at none",
		(long long)journal->version);
}

static int check_version(const struct making *m)
{
	const struct journal *journal = m->journal;
	if (journal->lost)
		return refuse_lost(journal, m->err);
	if (journal->stuck)
		return refuse_stuck(journal, m->err);
	if (journal->version < 0)
		return 0;
	const struct journal_entry *entry =
		journal_find(journal, (uint64_t)journal->version);
	return entry && entry->file ? 0 : refuse_missing(journal->version, m->err);
}

static int refuse_late(const struct making *m, uint32_t n, const char *files)
{
	return err_status(
		m->err, DDLECT_INTEGRITY,
		"%u file%s below version %lld, at which the database is, %s never "
		"applied: %s. Give %s a higher number, or apply %s now with "
		"-allow-out-of-order",
		n, n == 1 ? "" : "s", (long long)m->version, n == 1 ? "was" : "were",
		files, n == 1 ? "it" : "them", n == 1 ? "it" : "them");
}

static bool is_late(const struct making *m, const struct journal_entry *entry)
{
	return entry->file && !is_applied(m, entry) && entry->version <= INT64_MAX &&
	       (int64_t)entry->version <= m->version &&
	       (int64_t)entry->version <= m->limit;
}

static int late(struct making *m, bool out_of_order)
{
	const struct journal *journal = m->journal;
	struct ddlect_buf files;
	uint32_t n = 0;
	int status = 0;
	buf_init(&files);
	for (uint32_t i = 0; status == 0 && i < journal->n; i++) {
		const struct journal_entry *entry = &journal->entries[i];
		if (!is_late(m, entry))
			continue;
		if (out_of_order && m->count > 0)
			status = add(m, entry, false, m->version);
		if (n++ < NAMED)
			buf_printf(&files, "%s%s", n > 1 ? ", " : "",
				   file_of(entry->file, false));
	}
	if (n > NAMED)
		buf_printf(&files, " and %u more", n - NAMED);
	if (n > 0 && !out_of_order)
		status = refuse_late(m, n, files.text);
	buf_clear(&files);
	return status;
}

static int up(struct making *m)
{
	const struct journal *journal = m->journal;
	for (uint32_t i = 0; i < journal->n && m->count > 0; i++) {
		const struct journal_entry *entry = &journal->entries[i];
		if (!entry->file || is_applied(m, entry) ||
		    (m->version >= 0 && entry->version <= (uint64_t)m->version))
			continue;
		if (m->limited && (m->limit < 0 || entry->version > (uint64_t)m->limit))
			break;
		if (entry->version > VERSION_LIMIT)
			return err_status(m->err, DDLECT_INTEGRITY,
					  "%s has a number above %lld, the highest "
					  "version that a database can be at; nothing "
					  "was run",
					  file_of(entry->file, false),
					  (long long)VERSION_LIMIT);
		if (add(m, entry, false, (int64_t)entry->version) < 0)
			return -1;
	}
	return 0;
}

/*
 * More than there is to revert: a slip, or a way to say "all" without being asked. Where there
 * is nothing to revert, nothing can be lost.
 */
static int check_count(const struct making *m)
{
	uint32_t n = m->steps->n;
	const uint64_t asked = m->count + n;
	if (m->count == 0 || m->count == UINT64_MAX || n == 0)
		return 0;
	return err_status(m->err, DDLECT_USAGE,
			  "%llu migrations are to be reverted, and only %u %s applied: "
			  "say down %u, or down -all. Nothing was run",
			  (unsigned long long)asked, n, n == 1 ? "is" : "are", n);
}

/* The next one below that is applied and has a file: where its down leads to. */
static uint32_t next_below(const struct making *m, uint32_t i)
{
	while (i > 0 && (!m->journal->entries[i - 1].file ||
			 !is_applied(m, &m->journal->entries[i - 1])))
		i--;
	return i;
}

/* One that would be left applied below what is reverted, because its file is gone. */
static int check_gap(const struct making *m, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		const struct journal_entry *entry = &m->journal->entries[i];
		if (is_applied(m, entry) && !entry->file)
			return err_status(m->err, DDLECT_INTEGRITY,
					  "version %llu was applied, and there is no "
					  "file of it, so it can't be reverted on the "
					  "way; bring its file back. Nothing was run",
					  (unsigned long long)entry->version);
	}
	return 0;
}

static int down(struct making *m)
{
	const struct journal *journal = m->journal;
	uint32_t i = journal->n;
	while (i > 0 &&
	       (m->version < 0 || journal->entries[i - 1].version > (uint64_t)m->version))
		i--;
	i = next_below(m, i);
	while (i > 0 && m->count > 0 &&
	       (int64_t)journal->entries[i - 1].version > m->limit) {
		uint32_t below = next_below(m, i - 1);
		int64_t after = below ? (int64_t)journal->entries[below - 1].version
				      : DDLECT_NO_VERSION;
		if (check_gap(m, below, i - 1) < 0 ||
		    add(m, &journal->entries[i - 1], true, after) < 0)
			return -1;
		i = below;
	}
	return 0;
}

static int refuse_resume(const struct ddlect_history *row,
			 const struct migration *migration, bool is_down,
			 struct ddlect_err *err)
{
	return err_set(err,
		       "%s stopped in the middle: %llu of its statements %s done. Go on "
		       "with it first, with %s or goto; or undo by hand what was done, "
		       "and say with force at which version the database is",
		       file_of(migration, is_down), (unsigned long long)row->statements,
		       row->statements == 1 ? "is" : "are", is_down ? "down" : "up");
}

static int resume(struct making *m, uint32_t use)
{
	const struct ddlect_history *row = m->journal->unfinished;
	const struct journal_entry *entry =
		journal_find(m->journal, (uint64_t)row->version);
	bool is_down = row->what == DDLECT_RAN_DOWN;
	if (!entry->file)
		return refuse_missing(row->version, m->err);
	if ((use == TARGET_UP && is_down) || (use == TARGET_DOWN && !is_down))
		return refuse_resume(row, entry->file, is_down, m->err);
	int64_t after = m->version > row->version ? m->version : row->version;
	m->resumed = row;
	if (is_down) {
		uint32_t below = next_below(m, (uint32_t)(entry - m->journal->entries));
		after = below ? (int64_t)m->journal->entries[below - 1].version
			      : DDLECT_NO_VERSION;
	}
	if (add(m, entry, is_down, after) < 0)
		return -1;
	struct step *step = &m->steps->list[m->steps->n - 1];
	step->before = m->journal->state;
	step->unfinished = row;
	return 0;
}

int steps_make(struct steps *steps, struct arena *arena, const struct journal *journal,
	       uint32_t use, const struct target *target, bool out_of_order,
	       struct ddlect_err *err)
{
	struct making m = {
		.steps = steps,
		.arena = arena,
		.journal = journal,
		.version = journal->version,
		.count = target->counts ? target->count : UINT64_MAX,
		.limit = target->counts ? use == TARGET_UP ? INT64_MAX : DDLECT_NO_VERSION
					: target->version,
		.limited = !target->counts,
		.err = err,
	};
	*steps = (struct steps){0};
	if (m.count == 0)
		return 0;
	if (journal->unfinished ? resume(&m, use) < 0 : check_version(&m) < 0)
		return -1;
	if (use != TARGET_UP && down(&m) < 0)
		return -1;
	if (use == TARGET_DOWN)
		return check_count(&m);
	if (use == TARGET_GOTO && m.version >= m.limit)
		return 0;
	if (late(&m, out_of_order) < 0)
		return -1;
	return up(&m);
}
