/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Journal: what the state, the history and the files say together about each version. It is
 * pure: it reads no database and no file's text.
 *
 * The history is folded, row by row, into what is applied. When the state is elsewhere than
 * the last row says, another runner has moved it, and is believed: what lies between was
 * applied, or reverted, by it. Those entries are `found`, and their rows are written with
 * the next thing that is. A state that says nothing at all isn't believed: it may have been
 * lost, and to begin anew would run everything a second time.
 */
#ifndef CORE_RUN_JOURNAL_H
#define CORE_RUN_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include <ddlect/run.h>

#include "core/base/arena.h"
#include "core/migrations/scan.h"

struct journal_entry {
	uint64_t version;
	const struct migration *file; /* NULL: there is none */
	const struct ddlect_history
		*up; /* the row that says that it is applied; or NULL */
	bool applied;
	uint32_t found; /* DDLECT_FOUND_UP, _DOWN, or 0: as the history says */
};

struct journal {
	struct arena *arena;
	struct ddlect_state state; /* as the database has it */
	int64_t version; /* that is applied for good; not one that is unfinished */
	const struct ddlect_history *unfinished; /* to be resumed; or NULL */
	bool stuck; /* dirty, and nothing is known that could be resumed */
	bool lost; /* at no version, and yet something is applied: the history is believed */

	const struct ddlect_history **rows;
	uint32_t n_rows;
	struct journal_entry *entries; /* by version */
	uint32_t n;
	uint32_t n_found;
};

void journal_init(struct journal *journal, struct arena *arena);
/* A ddlect_history_sink: the row is copied. The context is the journal. */
int journal_add(void *journal, const struct ddlect_history *row, struct ddlect_err *err);
/* After the rows. */
int journal_fold(struct journal *journal, const struct scan *scan,
		 struct ddlect_state state, struct ddlect_err *err);

struct journal_entry *journal_find(const struct journal *journal, uint64_t version);
/* The next row's id. */
int64_t journal_next_id(const struct journal *journal);
/* A file that isn't applied, below the version. */
bool journal_late(const struct journal *journal, const struct journal_entry *entry);

#endif
