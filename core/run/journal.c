/* SPDX-License-Identifier: Apache-2.0 */
/* Journal: see journal.h. */
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/run/journal.h"

void journal_init(struct journal *journal, struct arena *arena)
{
	*journal = (struct journal){.arena = arena, .version = DDLECT_NO_VERSION};
}

static int copy_text(struct arena *arena, const char **text)
{
	if (!*text)
		return 0;
	*text = arena_text(arena, *text, strlen(*text));
	return *text ? 0 : -1;
}

int journal_add(void *context, const struct ddlect_history *row, struct ddlect_err *err)
{
	struct journal *journal = context;
	const struct ddlect_history **list =
		arena_grow(journal->arena, journal->rows, journal->n_rows, sizeof(*list));
	struct ddlect_history *made = arena_alloc(journal->arena, sizeof(*made));
	if (!list || !made)
		return err_no_memory(err);
	*made = *row;
	if (copy_text(journal->arena, &made->title) < 0 ||
	    copy_text(journal->arena, &made->checksum) < 0 ||
	    copy_text(journal->arena, &made->tool) < 0 ||
	    copy_text(journal->arena, &made->at) < 0 ||
	    copy_text(journal->arena, &made->by) < 0 ||
	    copy_text(journal->arena, &made->schema) < 0 ||
	    copy_text(journal->arena, &made->adopted) < 0)
		return err_no_memory(err);
	journal->rows = list;
	list[journal->n_rows++] = made;
	return 0;
}

static int by_version(const void *a, const void *b)
{
	const struct journal_entry *x = a, *y = b;
	if (x->version != y->version)
		return x->version < y->version ? -1 : 1;
	return (y->file != NULL) - (x->file != NULL);
}

/* One entry for each version that there is a file, a row or a state of. */
static int make_entries(struct journal *journal, const struct scan *scan,
			struct ddlect_err *err)
{
	uint32_t n = 0, kept = 0;
	struct journal_entry *list = arena_alloc(
		journal->arena, ((size_t)scan->n + journal->n_rows + 1) * sizeof(*list));
	if (!list)
		return err_no_memory(err);
	for (uint32_t i = 0; i < scan->n; i++, n++) {
		list[n].version = scan->migrations[i]->version;
		list[n].file = scan->migrations[i];
	}
	for (uint32_t i = 0; i < journal->n_rows; i++)
		if (journal->rows[i]->version >= 0)
			list[n++].version = (uint64_t)journal->rows[i]->version;
	if (journal->state.version >= 0)
		list[n++].version = (uint64_t)journal->state.version;
	if (n)
		qsort(list, n, sizeof(*list), by_version);
	for (uint32_t i = 0; i < n; i++)
		if (kept == 0 || list[kept - 1].version != list[i].version)
			list[kept++] = list[i];
	journal->entries = list;
	journal->n = kept;
	return 0;
}

struct journal_entry *journal_find(const struct journal *journal, uint64_t version)
{
	const struct journal_entry key = {.version = version};
	uint32_t low = 0, high = journal->n;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (journal->entries[middle].version < key.version)
			low = middle + 1;
		else
			high = middle;
	}
	return low < journal->n && journal->entries[low].version == version
		       ? &journal->entries[low]
		       : NULL;
}

/* The highest version at or below `from` that is applied. */
static int64_t highest_applied(const struct journal *journal,
			       const struct journal_entry *from)
{
	for (; from >= journal->entries; from--)
		if (from->applied)
			return (int64_t)from->version;
	return DDLECT_NO_VERSION;
}

static void set_applied(struct journal_entry *entry, const struct ddlect_history *row)
{
	entry->applied = row != NULL;
	entry->up = row;
}

/* Somebody said that the database is at a version: what is above isn't applied. */
static void fold_forced(struct journal *journal, const struct ddlect_history *row)
{
	uint32_t i = journal->n;
	for (; i > 0 && (int64_t)journal->entries[i - 1].version > row->version; i--)
		set_applied(&journal->entries[i - 1], NULL);
	if (row->version >= 0)
		set_applied(journal_find(journal, (uint64_t)row->version), row);
	journal->version = row->version;
}

static void fold_row(struct journal *journal, const struct ddlect_history *row)
{
	if (row->what == DDLECT_FORCED) {
		fold_forced(journal, row);
		return;
	}
	/* What isn't finished is the state's to say, not the history's. */
	if (row->version < 0 || row->unfinished)
		return;
	struct journal_entry *entry = journal_find(journal, (uint64_t)row->version);
	if (row->what == DDLECT_RAN_UP || row->what == DDLECT_FOUND_UP) {
		set_applied(entry, row);
		if (row->version > journal->version)
			journal->version = row->version;
	} else if (row->what == DDLECT_RAN_DOWN || row->what == DDLECT_FOUND_DOWN) {
		set_applied(entry, NULL);
		if (row->version >= journal->version)
			journal->version = highest_applied(journal, entry);
	}
}

/* Whether the last row is one that the state is in the middle of. */
static const struct ddlect_history *find_unfinished(const struct journal *journal)
{
	const struct ddlect_history *last =
		journal->n_rows ? journal->rows[journal->n_rows - 1] : NULL;
	if (!last || !last->unfinished || !journal->state.dirty || last->version < 0 ||
	    last->unfinished == DDLECT_UNFINISHED_STALE)
		return NULL;
	if (last->what == DDLECT_RAN_UP && journal->state.version >= last->version)
		return last;
	if (last->what == DDLECT_RAN_DOWN && journal->state.version < last->version)
		return last;
	return NULL;
}

static void find_one(struct journal *journal, struct journal_entry *entry, bool up)
{
	entry->applied = up;
	entry->up = NULL;
	entry->found = up ? DDLECT_FOUND_UP : DDLECT_FOUND_DOWN;
	journal->n_found++;
}

/* Believe the state: what lies between it and the history's end was another runner's. */
static void believe_state(struct journal *journal)
{
	int64_t head = journal->version;
	int64_t state = journal->state.version;
	for (uint32_t i = 0; i < journal->n; i++) {
		struct journal_entry *entry = &journal->entries[i];
		int64_t version = (int64_t)entry->version;
		if (entry->version > INT64_MAX)
			break;
		if (version > state && entry->applied)
			find_one(journal, entry, false);
		if (version <= head || version > state || entry->applied)
			continue;
		/* Whether the one that another runner stopped in is applied, nobody knows. */
		if (version == state ? !journal->state.dirty : entry->file != NULL)
			find_one(journal, entry, true);
	}
	journal->version = state;
}

int journal_fold(struct journal *journal, const struct scan *scan,
		 struct ddlect_state state, struct ddlect_err *err)
{
	journal->state = state;
	journal->version = DDLECT_NO_VERSION;
	journal->n_found = 0;
	if (make_entries(journal, scan, err) < 0)
		return -1;
	for (uint32_t i = 0; i < journal->n_rows; i++)
		fold_row(journal, journal->rows[i]);
	journal->unfinished = find_unfinished(journal);
	journal->stuck = state.dirty && !journal->unfinished;
	journal->lost = !state.dirty && state.version < 0 && journal->version >= 0;
	if (!journal->unfinished && !journal->lost)
		believe_state(journal);
	return 0;
}

int64_t journal_next_id(const struct journal *journal)
{
	return journal->n_rows ? journal->rows[journal->n_rows - 1]->id + 1 : 1;
}

bool journal_late(const struct journal *journal, const struct journal_entry *entry)
{
	if (!entry->file || entry->applied || entry->version > INT64_MAX)
		return false;
	if (journal->stuck && (int64_t)entry->version == journal->state.version)
		return false;
	if (journal->unfinished &&
	    entry->version == (uint64_t)journal->unfinished->version)
		return false;
	return (int64_t)entry->version <= journal->version;
}
