/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Report: what a failure says. First the place and the database's words, last where the
 * database is now; what has room between them is shown. Never the whole file, never a DSN.
 */
#include <string.h>

#include "core/base/err.h"
#include "core/base/utf8.h"
#include "core/migrations/file.h"
#include "core/run/place.h"
#include "core/run/trip.h"

#define MESSAGE_ROOM 700
#define DETAIL_ROOM 360
#define CONTEXT_ROOM 240 /* a longer one is a stack of calls, and left out */

void state_write(struct ddlect_buf *out, struct ddlect_state state)
{
	if (state.version < 0)
		buf_text(out, "the database is at no version");
	else
		buf_printf(out, "the database is at version %lld",
			   (long long)state.version);
	buf_text(out, state.dirty ? ", dirty" : ", clean");
}

/* As much of `text` as there is room for. */
static void add_cut(struct ddlect_buf *out, const char *text, size_t room)
{
	size_t length = strlen(text);
	size_t cut = length <= room ? length : room < 4 ? 0 : utf8_cut(text, room - 3);
	buf_raw(out, text, cut);
	if (cut < length && room >= 4)
		buf_text(out, "…");
}

/* Room for what stands before the end. */
static size_t room_in(const struct ddlect_buf *out, const struct ddlect_buf *end)
{
	size_t taken = out->length + end->length + 2;
	return taken < DDLECT_ERR_TEXT ? DDLECT_ERR_TEXT - taken : 0;
}

static void add_field(struct ddlect_buf *out, const struct ddlect_buf *end,
		      const char *label, const char *text, size_t most)
{
	size_t label_length = strlen(label) + 3;
	size_t room = room_in(out, end);
	if (!*text || room < label_length + 20)
		return;
	room -= label_length;
	buf_printf(out, "\n%s: ", label);
	add_cut(out, text, room < most ? room : most);
}

/* The place of a failure in its file; false: it can't be said. */
static bool find_place(const struct trip *trip, const struct part *part,
		       const struct ddlect_run *run, const struct ddlect_failure *failure,
		       struct place *place)
{
	const struct text *text = part->text;
	if (!text || run->length == 0)
		return false;
	uint64_t base = (uint64_t)(run->text - text->bytes.text);
	uint64_t at = DDLECT_NOWHERE;
	if (failure->offset <= run->length)
		at = base + failure->offset;
	else if (failure->statement != DDLECT_NOWHERE)
		at = text_statement(text, trip->dialect, base, base + run->length,
				    failure->statement);
	if (at == DDLECT_NOWHERE && part->unit)
		at = base;
	if (at == DDLECT_NOWHERE)
		return false;
	*place = place_find(text->bytes.text, text->bytes.length, at);
	return true;
}

static void add_head(struct ddlect_buf *out, const struct ddlect_buf *end,
		     const struct part *part, const struct place *place,
		     const struct ddlect_failure *failure, const char *message)
{
	buf_text(out, part->name);
	if (place)
		buf_printf(out, ":%llu:%llu", (unsigned long long)place->line,
			   (unsigned long long)place->column);
	buf_text(out, ": ");
	size_t room = room_in(out, end);
	add_cut(out, message, room < MESSAGE_ROOM ? room : MESSAGE_ROOM);
	if (failure->code[0])
		buf_printf(out, " (%s)", failure->code);
}

static void add_line(struct ddlect_buf *out, const struct ddlect_buf *end,
		     const struct part *part, const struct place *place)
{
	struct ddlect_buf line;
	buf_init(&line);
	place_write(&line, part->text->bytes.text, place);
	if (line.length > 0 && line.length + 1 < room_in(out, end)) {
		buf_text(out, "\n");
		buf_raw(out, line.text, line.length - 1);
	}
	buf_clear(&line);
}

/* The number in the file of the statement that failed; 0: nobody knows. */
static uint64_t statement_number(const struct part *part,
				 const struct ddlect_failure *failure)
{
	const struct unit *unit = part->unit;
	bool told = failure->statement != DDLECT_NOWHERE;
	if (!unit)
		return told && part->text ? failure->statement + 1 : 0;
	/* Of a block its BEGIN counts too. */
	return unit->first + 1 + (unit->block ? 1 + (told ? failure->statement : 0) : 0);
}

/* What is done of a file without a transaction, and how it goes on. */
static void add_progress(struct ddlect_buf *end, const struct part *part,
			 const struct ddlect_run *run,
			 const struct ddlect_failure *failure)
{
	const struct unit *unit = part->unit;
	buf_printf(end, "statement %llu of %llu; ",
		   (unsigned long long)statement_number(part, failure),
		   (unsigned long long)part->text->statements);
	if (unit->first > 0)
		buf_printf(end, "%llu before %s %s done; ",
			   (unsigned long long)unit->first,
			   unit->block ? "its block" : "it",
			   unit->first == 1 ? "is" : "are");
	bool was_done = !unit->block && failure->statement != DDLECT_NOWHERE &&
			failure->statement > 0;
	if (part->perhaps && !unit->block && !was_done)
		buf_text(end, "it was begun before and may have been done then: if so, "
			      "undo it by hand; ");
	state_write(end, run->before);
	buf_printf(end,
		   "; when the cause is gone, %srun the same again: it goes on with "
		   "statement %llu",
		   was_done ? "undo that statement by hand and " : "",
		   (unsigned long long)unit->first + 1);
}

static void add_end(struct ddlect_buf *end, const struct part *part,
		    const struct ddlect_run *run, const struct ddlect_failure *failure)
{
	if (part->unit)
		add_progress(end, part, run, failure);
	else
		state_write(end, run->before);
}

static int set(struct ddlect_err *err, uint32_t status, struct ddlect_buf *out,
	       struct ddlect_buf *end)
{
	buf_text(out, "\n");
	buf_raw(out, end->text, end->length);
	if (buf_broken(out) || buf_broken(end))
		err_no_memory(err);
	else
		err_status(err, status, "%s", out->text);
	buf_clear(out);
	buf_clear(end);
	return -1;
}

/* The same in parts. */
static void keep_outcome(const struct trip *trip, const struct part *part,
			 const struct place *place, const struct ddlect_failure *failure,
			 const char *message)
{
	struct outcome *outcome = &trip->migrator->outcome;
	outcome_place(outcome, part->name, place ? place->line : 0,
		      place ? place->column : 0, statement_number(part, failure));
	outcome_failure(outcome, failure);
	if (!failure->message[0])
		outcome_message(outcome, message);
}

int report_failure(const struct trip *trip, const struct part *part,
		   const struct ddlect_run *run, const struct ddlect_failure *failure,
		   struct ddlect_err *err)
{
	struct ddlect_buf out, end;
	struct place place;
	bool placed = find_place(trip, part, run, failure, &place);
	const char *message = failure->message[0]   ? failure->message
			      : err && err->text[0] ? err->text
						    : "the dialect gave no reason";
	keep_outcome(trip, part, placed ? &place : NULL, failure, message);
	buf_init(&out);
	buf_init(&end);
	add_end(&end, part, run, failure);
	add_head(&out, &end, part, placed ? &place : NULL, failure, message);
	if (placed)
		add_line(&out, &end, part, &place);
	add_field(&out, &end, "DETAIL", failure->detail, DETAIL_ROOM);
	add_field(&out, &end, "HINT", failure->hint, DETAIL_ROOM);
	if (failure->alone)
		add_field(&out, &end, "HINT",
			  part->unit ? "it can't run in a transaction: move it out of "
				       "the block from BEGIN to COMMIT"
				     : "it can't run in a transaction: make "
				       "\"" FILE_NO_TRANSACTION
				       "\" the first line of the file",
			  DETAIL_ROOM);
	add_field(&out, &end, "Held by", failure->blockers, DETAIL_ROOM);
	if (strlen(failure->context) <= CONTEXT_ROOM)
		add_field(&out, &end, "CONTEXT", failure->context, CONTEXT_ROOM);
	return set(err, DDLECT_FAILED, &out, &end);
}

static int stopped(const struct trip *trip, const struct part *part, const char *hint,
		   struct ddlect_err *err)
{
	struct ddlect_buf out;
	buf_init(&out);
	buf_text(&out, "interrupted; ");
	if (part)
		buf_printf(&out, "%s %s; ", part->name,
			   !part->unit	       ? "was rolled back"
			   : part->unit->block ? "was stopped, and its block rolled back"
					       : "was stopped");
	state_write(&out, trip->state);
	if (*hint)
		buf_printf(&out, "\nHINT: %s", hint);
	if (buf_broken(&out))
		err_no_memory(err);
	else
		err_set(err, "%s", out.text);
	buf_clear(&out);
	return -1;
}

int report_stopped(const struct trip *trip, const struct part *part,
		   struct ddlect_err *err)
{
	return stopped(trip, part, "", err);
}

int report_cancelled(const struct trip *trip, const struct part *part,
		     const struct ddlect_failure *failure, struct ddlect_err *err)
{
	keep_outcome(trip, part, NULL, failure, failure->message);
	return stopped(trip, part, failure->hint, err);
}

static int set_unknown(const struct part *part, const struct ddlect_run *run,
		       bool committing, const char *message, const char *why,
		       struct ddlect_err *err)
{
	struct ddlect_buf out, end;
	buf_init(&out);
	buf_init(&end);
	buf_printf(&out, "%s: ", part->name);
	add_cut(&out, message, MESSAGE_ROOM);
	buf_text(&end, "connecting again failed: ");
	add_cut(&end, why, MESSAGE_ROOM);
	buf_text(&end, "; ");
	if (committing || part->unit) {
		buf_text(&end, "whether it was done isn't known: ask with `version`");
	} else {
		buf_text(&end, "nothing of it was done: ");
		state_write(&end, run->before);
	}
	return set(err, DDLECT_FAILED, &out, &end);
}

static bool is_state(struct ddlect_state a, struct ddlect_state b)
{
	return a.version == b.version && !a.dirty == !b.dirty;
}

/* The history's last row is the run's: for parts that leave the state as it is. */
static bool is_written(const struct journal *journal, const struct ddlect_run *run)
{
	if (run->n_rows == 0)
		return true;
	const struct ddlect_history *ours = &run->rows[run->n_rows - 1];
	const struct ddlect_history *last =
		journal->n_rows ? journal->rows[journal->n_rows - 1] : NULL;
	return last && last->id == ours->id && last->version == ours->version &&
	       last->what == ours->what && last->statements == ours->statements &&
	       !last->unfinished == !ours->unfinished;
}

int report_lost(struct trip *trip, const struct part *part, const struct ddlect_run *run,
		const struct ddlect_failure *failure, struct ddlect_err *err)
{
	struct ddlect_err why = {0};
	struct ddlect_err what = err ? *err : why;
	const char *message = what.text[0]	    ? what.text
			      : failure->message[0] ? failure->message
						    : "the connection was lost";
	struct ddlect_buf out, end;
	keep_outcome(trip, part, NULL, failure, message);
	outcome_lose_state(&trip->migrator->outcome);
	if (migrator_reconnect(trip->migrator, &why) < 0 || trip_read(trip, &why) < 0)
		return set_unknown(part, run, failure->kind == DDLECT_FAILURE_UNKNOWN,
				   message, why.text, err);
	bool done = is_state(trip->state, run->after) && is_written(&trip->journal, run);
	buf_init(&out);
	buf_init(&end);
	buf_printf(&out, "%s: ", part->name);
	add_cut(&out, message, MESSAGE_ROOM);
	if (done)
		buf_text(&end, "it was committed: ");
	else if (part->unit && !part->unit->block)
		buf_printf(&end,
			   "whether statement %llu was done isn't known, and it is run "
			   "again with the next try: ",
			   (unsigned long long)part->unit->first + 1);
	else
		buf_text(&end, "it was not committed: ");
	state_write(&end, trip->state);
	return set(err, DDLECT_FAILED, &out, &end);
}
