/* SPDX-License-Identifier: Apache-2.0 */
/* Text: see text.h. */
#include <string.h>

#include "core/base/err.h"
#include "core/migrations/file.h"
#include "core/run/heading.h"
#include "core/run/marker.h"
#include "core/run/place.h"
#include "core/run/text.h"

/* A text while its statements are looked at. */
struct looking {
	struct text *text;
	struct arena *arena;
	const struct ddlect_dialect *dialect;
	struct checksum checksum;
	struct unit block; /* that is open */
	bool in_block;
	uint64_t begin; /* where it begins, for a message */
	struct ddlect_err *err;
};

/* The place before what `err` says, and the line below. */
static int say_place(struct text *text, uint64_t offset, struct ddlect_err *err)
{
	struct place place = place_find(text->bytes.text, text->bytes.length, offset);
	struct ddlect_buf line;
	text->line = place.line;
	text->column = place.column;
	if (!err)
		return -1;
	buf_init(&line);
	place_write(&line, text->bytes.text, &place);
	if (line.length > 0)
		line.text[line.length - 1] = '\0';
	struct ddlect_err what = *err;
	err_status(err, what.status, "%s:%llu:%llu: %s%s%s", text->name,
		   (unsigned long long)place.line, (unsigned long long)place.column,
		   what.text, line.length ? "\n" : "", line.text);
	buf_clear(&line);
	return -1;
}

/* 1, 0 or -1 as split(), but with what it says in the file's place. */
static int next_piece(struct looking *l, uint64_t at, struct ddlect_piece *piece)
{
	const struct ddlect_buf *bytes = &l->text->bytes;
	*piece = (struct ddlect_piece){0};
	int found = l->dialect->split(l->dialect, bytes->text, bytes->length, at, piece,
				      checksum_token, &l->checksum, l->err);
	if (found < 0)
		return say_place(l->text, piece->begin, l->err);
	if (found > 0 && (piece->end <= at || piece->end > bytes->length ||
			  piece->begin < at || piece->begin >= piece->end))
		return err_set(l->err,
			       "%s: the dialect %s splits it wrongly at byte %llu",
			       l->text->name, l->dialect->name, (unsigned long long)at);
	if (found > 0)
		checksum_statement(&l->checksum);
	return found;
}

static const char *piece_name(const struct ddlect_piece *piece)
{
	return piece->name ? piece->name : "this statement";
}

static int refuse(struct looking *l, const struct ddlect_piece *piece)
{
	err_set(l->err, "%s can't run here: %s", piece_name(piece),
		piece->advice ? piece->advice : "leave it out");
	return say_place(l->text, piece->begin, l->err);
}

/* A statement of a file that is one transaction. */
static int check_in_transaction(struct looking *l, const struct ddlect_piece *piece)
{
	switch (piece->kind) {
	case DDLECT_PIECE_BEGIN:
	case DDLECT_PIECE_COMMIT:
	case DDLECT_PIECE_ROLLBACK:
		err_set(l->err,
			"%s: the whole file is one transaction already. Take its own "
			"BEGIN and COMMIT out, or make \"" FILE_NO_TRANSACTION
			"\" its first line",
			piece_name(piece));
		return say_place(l->text, piece->begin, l->err);
	case DDLECT_PIECE_ALONE:
		err_set(l->err,
			"%s can't run in a transaction: make \"" FILE_NO_TRANSACTION
			"\" the first line of the file, or give the statement a file of "
			"its own that begins so",
			piece_name(piece));
		return say_place(l->text, piece->begin, l->err);
	case DDLECT_PIECE_REFUSED:
		return refuse(l, piece);
	default:
		return 0;
	}
}

/* A statement of a file without a transaction. */
static int check_in_units(struct looking *l, const struct ddlect_piece *piece)
{
	const char *what = NULL;
	if (piece->kind == DDLECT_PIECE_REFUSED)
		return refuse(l, piece);
	if (piece->kind == DDLECT_PIECE_BEGIN && l->in_block)
		what = "a transaction is open already: end it with COMMIT first";
	if (piece->kind == DDLECT_PIECE_COMMIT && !l->in_block)
		what = "no transaction is open: begin it with BEGIN, or take this out";
	if (piece->kind == DDLECT_PIECE_ROLLBACK)
		what = "a block that is rolled back does nothing: take it out, or end it "
		       "with COMMIT";
	if (piece->kind == DDLECT_PIECE_ALONE && l->in_block)
		what = "it can't run in a transaction: move it out of the block from "
		       "BEGIN to COMMIT";
	if (piece->flags & DDLECT_PIECE_SETTING && !l->in_block)
		what = "outside of a block it ends with itself, and no other statement "
		       "has it: write it into the block that needs it, or say in the "
		       "statement what it is for, a schema for example";
	if (!what)
		return 0;
	err_set(l->err, "%s: %s", piece_name(piece), what);
	return say_place(l->text, piece->begin, l->err);
}

static int unit_add(struct looking *l, struct unit *unit)
{
	struct text *text = l->text;
	unit->done = text->statements;
	checksum_text(&l->checksum, unit->checksum);
	struct unit *list =
		arena_grow(l->arena, text->units, text->n_units, sizeof(*list));
	if (!list)
		return err_no_memory(l->err);
	text->units = list;
	list[text->n_units++] = *unit;
	return 0;
}

/* After `piece` was counted. */
static int add_to_units(struct looking *l, const struct ddlect_piece *piece)
{
	bool patient = piece->flags & DDLECT_PIECE_PATIENT;
	struct unit own = {
		.begin = piece->begin,
		.end = piece->end,
		.first = l->text->statements - 1,
		.patient = patient,
	};
	if (piece->kind == DDLECT_PIECE_BEGIN) {
		own.begin = piece->end;
		own.block = true;
		l->block = own;
		l->in_block = true;
		l->begin = piece->begin;
		return 0;
	}
	if (!l->in_block)
		return unit_add(l, &own);
	l->block.patient |= patient;
	if (piece->kind != DDLECT_PIECE_COMMIT)
		return 0;
	l->block.end = piece->begin;
	l->in_block = false;
	return unit_add(l, &l->block);
}

/* One who wrote this meant the file to have no transaction. */
static int check_marker(struct looking *l, uint64_t first)
{
	uint64_t offset;
	if (!marker_near(l->text->bytes.text, first, &offset))
		return 0;
	err_set(l->err, "this looks like the marker of a file without a transaction, and "
			"isn't it: \"" FILE_NO_TRANSACTION
			"\" has to be the first line, in these words");
	return say_place(l->text, offset, l->err);
}

static int see_path(void *context, const struct ddlect_effect *effect,
		    struct ddlect_err *err)
{
	(void)err;
	if (effect->verb == DDLECT_EFFECT_PATH)
		*(bool *)context = true;
	return 0;
}

/* A text that says by itself where its names lead needs nobody else to. */
static void look_for_path(struct looking *l, const struct ddlect_piece *piece)
{
	struct ddlect_err unheard;
	bool seen = false;
	if (!l->text->schema || !(piece->flags & DDLECT_PIECE_SETTING) ||
	    !l->dialect->effects)
		return;
	l->dialect->effects(l->dialect, l->text->bytes.text + piece->begin,
			    piece->end - piece->begin, see_path, &seen, &unheard);
	if (seen)
		l->text->schema = NULL;
}

static int look(struct looking *l)
{
	struct text *text = l->text;
	struct ddlect_piece piece;
	uint64_t at = 0;
	int found;
	checksum_init(&l->checksum);
	text->no_transaction = marker_leads(text->bytes.text, text->bytes.length);
	for (; (found = next_piece(l, at, &piece)) > 0; at = piece.end) {
		text->statements++;
		look_for_path(l, &piece);
		if (!text->no_transaction) {
			if (text->statements == 1 && check_marker(l, piece.begin) < 0)
				return -1;
			if (check_in_transaction(l, &piece) < 0)
				return -1;
			continue;
		}
		if (check_in_units(l, &piece) < 0 || add_to_units(l, &piece) < 0)
			return -1;
	}
	if (found < 0)
		return -1;
	if (l->in_block) {
		err_set(l->err, "this transaction has no end: add COMMIT");
		return say_place(text, l->begin, l->err);
	}
	checksum_text(&l->checksum, text->checksum);
	return 0;
}

int text_open(struct text *text, struct arena *arena, const struct source *source,
	      const struct ddlect_dialect *dialect, const struct migration *migration,
	      bool down, struct ddlect_err *err)
{
	struct looking l = {.text = text, .arena = arena, .dialect = dialect, .err = err};
	*text = (struct text){.missing = !(down ? migration->down : migration->up)};
	buf_init(&text->bytes);
	text->name = source_name(source, migration, down);
	if (!text->name)
		return err_no_memory(err);
	if (source_read(source, migration, down, &text->bytes, err) < 0)
		return -1;
	text->held = true;
	text->length = text->bytes.length;
	if (text->length > 0 &&
	    heading_schema(arena, text->bytes.text, text->length, &text->schema) < 0)
		return err_no_memory(err);
	return look(&l);
}

void text_drop(struct text *text)
{
	buf_clear(&text->bytes);
	buf_init(&text->bytes);
	text->held = false;
}

int text_hold(struct text *text, const struct source *source,
	      const struct ddlect_dialect *dialect, const struct migration *migration,
	      bool down, struct ddlect_err *err)
{
	char checksum[CHECKSUM_SIZE];
	if (text->held)
		return 0;
	if (source_read(source, migration, down, &text->bytes, err) < 0 ||
	    checksum_of(dialect, text->bytes.text, text->bytes.length, UINT64_MAX,
			checksum, err) < 0)
		return -1;
	/* The same tokens in other places would be units with wrong ends. */
	if (text->bytes.length != text->length || strcmp(checksum, text->checksum) != 0)
		return err_status(err, DDLECT_INTEGRITY,
				  "%s was changed while migrations ran; run again",
				  text->name);
	text->held = true;
	return 0;
}

void text_clear(struct text *text)
{
	buf_clear(&text->bytes);
}

uint64_t text_statement(const struct text *text, const struct ddlect_dialect *dialect,
			uint64_t begin, uint64_t end, uint64_t n)
{
	struct ddlect_piece piece = {0};
	for (uint64_t at = begin;; at = piece.end, n--) {
		if (dialect->split(dialect, text->bytes.text, end, at, &piece, NULL, NULL,
				   NULL) <= 0 ||
		    piece.end <= at)
			return DDLECT_NOWHERE;
		if (n == 0)
			return piece.begin;
	}
}

int text_checksum(const struct source *source, const struct ddlect_dialect *dialect,
		  const struct migration *migration, bool down, struct ddlect_buf *bytes,
		  char out[CHECKSUM_SIZE], struct ddlect_err *err)
{
	struct ddlect_err ignored;
	out[0] = '\0';
	if (!(down ? migration->down : migration->up))
		return 0;
	if (source_read(source, migration, down, bytes, err) < 0)
		return -1;
	if (checksum_of(dialect, bytes->text, bytes->length, UINT64_MAX, out, &ignored) <
	    0)
		out[0] = '\0';
	return 0;
}
