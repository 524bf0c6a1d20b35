/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Group: statements that begin with the same head are one in a file, so that what is done to
 * many columns of a table goes over its rows once. A hazard that all of them have is said
 * once; one that only some have says whose it is.
 */
#include <string.h>

#include <ddlect/change.h>

#include "core/diff/words.h"
#include "core/migrations/file_parts.h"

static bool is_open(const struct statement *statement)
{
	return statement->sql && statement->head > 0 && statement->change &&
	       !(statement->change->flags & DDLECT_CHANGE_SUGGESTED);
}

static bool same_head(const struct statement *a, const struct statement *b)
{
	return is_open(a) && is_open(b) && a->head == b->head &&
	       memcmp(a->sql, b->sql, a->head) == 0;
}

uint32_t file_group(const struct ddlect_script *script, uint32_t from)
{
	uint32_t n = 1;
	while (from + n < script->n_statements &&
	       same_head(script->statements[from], script->statements[from + n]))
		n++;
	return n;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool has_hazard(const struct statement *statement, const struct hazard *hazard)
{
	for (uint32_t i = 0; i < statement->n_hazards; i++) {
		const struct hazard *own = statement->hazards[i];
		if (own->kind == hazard->kind && same_text(own->what, hazard->what) &&
		    same_text(own->lock, hazard->lock) &&
		    same_text(own->recipe, hazard->recipe))
			return true;
	}
	return false;
}

/* A lock is the whole table's, whichever column it is for. */
static bool is_of_columns(const struct statement *first, const struct hazard *hazard)
{
	return first->change->what == DDLECT_COLUMN &&
	       hazard->kind != DDLECT_HAZARD_BLOCKS_READS &&
	       hazard->kind != DDLECT_HAZARD_BLOCKS_WRITES;
}

static void write_hazard(struct file *file, struct statement *const *statements,
			 uint32_t n, const struct hazard *hazard)
{
	struct hazard named = *hazard;
	struct ddlect_buf what;
	uint32_t n_named = 0;
	buf_init(&what);
	for (uint32_t i = 0; i < n; i++) {
		const struct ddlect_change *change = statements[i]->change;
		const char *name = change_name(change);
		if (!has_hazard(statements[i], hazard))
			continue;
		buf_text(&what, n_named++ ? ", \"" : "\"");
		buf_text(&what, name ? name : "?");
		buf_text(&what, "\"");
	}
	buf_printf(&what, ": %s", hazard->what);
	if (n_named < n && is_of_columns(*statements, hazard) && !buf_broken(&what))
		named.what = what.text;
	file_hazard(file, &named);
	file->out->broken |= what.broken;
	buf_clear(&what);
}

static bool was_written(struct statement *const *statements, uint32_t n,
			const struct hazard *hazard)
{
	for (uint32_t i = 0; i < n; i++)
		if (has_hazard(statements[i], hazard))
			return true;
	return false;
}

void file_group_write(struct file *file, struct statement *const *statements, uint32_t n)
{
	buf_text(file->out, "\n");
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < statements[i]->n_hazards; k++)
			if (!was_written(statements, i, statements[i]->hazards[k]))
				write_hazard(file, statements, n,
					     statements[i]->hazards[k]);
	buf_raw(file->out, statements[0]->sql, statements[0]->head);
	for (uint32_t i = 0; i < n; i++) {
		const char *action = statements[i]->sql + statements[i]->head;
		buf_text(file->out, i ? ",\n\t" : "\n\t");
		buf_text(file->out, action + strspn(action, " \n\t"));
	}
	buf_text(file->out, ";\n");
	file->roomy = true;
}
