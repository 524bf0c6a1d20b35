/* SPDX-License-Identifier: Apache-2.0 */
/* File: see file.h. */
#include <string.h>

#include "core/base/err.h"
#include "core/base/map.h"
#include "core/base/visible.h"
#include "core/migrations/file.h"

#define LINE_WIDTH 90

/* The tables that statements are about, each counted once. */
struct seen {
	struct map tables;
	uint32_t n;
	const struct ddlect_change *last; /* its table is mostly the next one's too */
};

struct writer {
	struct ddlect_buf *out;
	struct ddlect_buf line; /* of a comment, before it is broken */
	struct arena arena;	/* of the maps below */
	const struct ddlect_dialect *dialect;
	struct seen block; /* that is open */
	bool blocks;	   /* more tables than one transaction can have */
	bool roomy;	   /* the statement written last had more than one line */
	const char *resource;
	bool headed; /* there was a heading, so the end of its part is one too */
};

/* A comment, broken between words where the line would be too long. */
static void write_comment(struct writer *w, const char *label, const char *text)
{
	struct ddlect_buf *line = &w->line;
	buf_reset(line);
	buf_text(line, label);
	buf_raw(line, ": ", 2);
	visible_write(line, text);
	const char *at = line->text;
	const char *end = at + line->length;
	const char *lead = "-- ";
	while (!buf_broken(line) && at < end) {
		size_t room = LINE_WIDTH - strlen(lead);
		size_t take = (size_t)(end - at);
		if (take > room) {
			for (take = room; take > 0 && at[take] != ' '; take--)
				;
			if (take == 0)
				take = strcspn(at, " ");
		}
		buf_text(w->out, lead);
		buf_raw(w->out, at, take);
		buf_raw(w->out, "\n", 1);
		at += take;
		at += strspn(at, " ");
		lead = "--   ";
	}
	w->out->broken |= line->broken;
}

static void write_hazard(struct writer *w, const struct hazard *hazard)
{
	write_comment(w, hazard_title(hazard->kind), hazard->what);
	if (hazard->lock)
		write_comment(w, "  Lock", hazard->lock);
	if (hazard->recipe)
		write_comment(w, "  Instead", hazard->recipe);
}

/* SQL that isn't to be run: every line of it becomes a comment. */
static void write_commented(struct ddlect_buf *out, const char *sql)
{
	while (*sql) {
		size_t length = strcspn(sql, "\r\n");
		buf_text(out, "-- ");
		buf_raw(out, sql, length);
		sql += length;
		if (*sql) {
			buf_text(out, "\n");
			sql++;
		}
	}
	buf_text(out, ";\n");
}

static const struct ddlect_table *change_table(const struct ddlect_change *change,
					       bool after)
{
	if (change->what != DDLECT_TABLE)
		return after ? change->after : change->before;
	return after ? change->to.table : change->from.table;
}

/* Only what was declared has a resource, so either side may be the one that says it. */
static const char *change_resource(const struct ddlect_change *change)
{
	for (int after = 1; change && after >= 0; after--) {
		const struct ddlect_table *table = change_table(change, after);
		if (table && table->resource)
			return table->resource;
	}
	return NULL;
}

static void write_heading(struct writer *w, const struct ddlect_change *change)
{
	const char *resource = change_resource(change);
	bool same = resource && w->resource ? strcmp(resource, w->resource) == 0
					    : resource == w->resource;
	w->resource = resource;
	if (same || (!resource && !w->headed))
		return;
	buf_text(w->out, "\n");
	if (resource)
		write_comment(w, "Resource", resource);
	else
		buf_text(w->out, "-- Without a resource\n");
	w->headed = true;
	w->roomy = true;
}

/* Also true for a change that is about no table. */
static bool seen_has(const struct seen *seen, const struct ddlect_change *change)
{
	const struct ddlect_change *last = seen->last;
	if (!change || !change->table_name)
		return true;
	if (last && last->table_name == change->table_name &&
	    last->table_schema == change->table_schema)
		return true;
	return map_get(&seen->tables, change->table_schema, change->table_name);
}

/* -1 when memory runs out. */
static int seen_add(struct seen *seen, struct arena *arena,
		    const struct ddlect_change *change)
{
	if (seen_has(seen, change))
		return 0;
	seen->n++;
	seen->last = change;
	return map_set(&seen->tables, arena, change->table_schema, change->table_name,
		       seen);
}

static void open_block(struct writer *w)
{
	w->block = (struct seen){0};
	buf_printf(w->out, "\n%s;\n", w->dialect->block_begin);
}

static void close_block(struct writer *w)
{
	buf_printf(w->out, "\n%s;\n", w->dialect->block_commit);
}

static void write_statement(struct writer *w, const struct statement *statement)
{
	bool suggested =
		statement->change && statement->change->flags & DDLECT_CHANGE_SUGGESTED;
	bool roomy = statement->n_hazards > 0 || !statement->sql || suggested ||
		     strchr(statement->sql, '\n');
	if (roomy || w->roomy)
		buf_text(w->out, "\n");
	for (uint32_t i = 0; i < statement->n_hazards; i++)
		write_hazard(w, statement->hazards[i]);
	if (statement->sql && suggested) {
		write_comment(w, "PERHAPS A RENAME",
			      "then this has to be done instead of the drop and the add "
			      "beside it");
		write_commented(w->out, statement->sql);
	} else if (statement->sql) {
		buf_text(w->out, statement->sql);
		buf_text(w->out, ";\n");
	}
	w->roomy = roomy;
}

static int write_statements(struct writer *w, const struct ddlect_script *script)
{
	if (w->blocks)
		open_block(w);
	w->roomy = true;
	for (uint32_t i = 0; i < script->n_statements; i++) {
		const struct statement *statement = script->statements[i];
		if (w->blocks && w->block.n == FILE_BLOCK_TABLES &&
		    !seen_has(&w->block, statement->change)) {
			close_block(w);
			open_block(w);
		}
		if (w->blocks && seen_add(&w->block, &w->arena, statement->change) < 0)
			return -1;
		write_heading(w, statement->change);
		write_statement(w, statement);
	}
	if (w->blocks)
		close_block(w);
	return 0;
}

static int needs_blocks(struct writer *w, const struct ddlect_script *script)
{
	const struct ddlect_dialect *dialect = w->dialect;
	struct seen seen = {0};
	uint32_t max = dialect->max_tables_per_transaction;
	if (max == 0 || !dialect->block_begin || !dialect->block_commit)
		return 0;
	for (uint32_t i = 0; i < script->n_statements && seen.n <= max; i++)
		if (seen_add(&seen, &w->arena, script->statements[i]->change) < 0)
			return -1;
	w->blocks = seen.n > max;
	return 0;
}

static void write_header(struct writer *w, const struct ddlect_schema *declared,
			 const struct ddlect_plan *plan)
{
	if (w->blocks)
		buf_text(w->out, FILE_NO_TRANSACTION "\n");
	if (declared->provider) {
		buf_text(w->out, "-- Provider: ");
		visible_write(w->out, declared->provider);
		if (declared->version) {
			buf_text(w->out, " ");
			visible_write(w->out, declared->version);
		}
		buf_text(w->out, "\n");
	}
	buf_printf(w->out, "-- Dialect: %s\n-- Direction: %s\n", w->dialect->name,
		   plan->direction == DDLECT_DOWN ? "down" : "up");
	if (w->blocks)
		write_comment(w, "Blocks",
			      "one transaction can't hold the locks of so many tables. "
			      "Each block is a transaction of its own: when one fails, "
			      "those before it stay.");
}

int file_write(struct ddlect_buf *out, const struct ddlect_schema *declared,
	       const struct ddlect_dialect *dialect, const struct ddlect_plan *plan,
	       const struct ddlect_script *script, struct ddlect_err *err)
{
	struct writer w = {.out = out, .dialect = dialect};
	arena_init(&w.arena);
	buf_init(&w.line);
	int status = needs_blocks(&w, script);
	if (status == 0) {
		write_header(&w, declared, plan);
		status = write_statements(&w, script);
	}
	buf_clear(&w.line);
	arena_clear(&w.arena);
	if (status < 0 || buf_broken(out))
		return err_no_memory(err);
	return 0;
}
