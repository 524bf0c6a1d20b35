/* SPDX-License-Identifier: Apache-2.0 */
/* File: see file.h. */
#include <string.h>

#include "core/base/err.h"
#include "core/base/map.h"
#include "core/base/visible.h"
#include "core/migrations/file_parts.h"
#include "core/model/schema.h"

#define LINE_WIDTH 90

void file_comment(struct file *file, const char *label, const char *text)
{
	struct ddlect_buf *line = &file->line;
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
		buf_text(file->out, lead);
		buf_raw(file->out, at, take);
		buf_raw(file->out, "\n", 1);
		at += take;
		at += strspn(at, " ");
		lead = "--   ";
	}
	file->out->broken |= line->broken;
}

void file_hazard(struct file *file, const struct hazard *hazard)
{
	file_comment(file, hazard_title(hazard->kind), hazard->what);
	if (hazard->lock)
		file_comment(file, "  Lock", hazard->lock);
	if (hazard->recipe)
		file_comment(file, "  Instead", hazard->recipe);
}

/* SQL that isn't to be run: every line of it becomes a comment. */
static void write_commented(struct ddlect_buf *out, const char *sql)
{
	while (*sql) {
		size_t length = strcspn(sql, "\r\n");
		buf_text(out, "-- ");
		buf_raw(out, sql, length);
		sql += length;
		if (*sql)
			buf_text(out, "\n");
		sql += *sql == '\r' && sql[1] == '\n' ? 2 : *sql != '\0';
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

static void write_heading(struct file *file, const struct ddlect_change *change)
{
	const char *resource = change_resource(change);
	bool same = resource && file->resource ? strcmp(resource, file->resource) == 0
					       : resource == file->resource;
	file->resource = resource;
	if (same || (!resource && !file->headed))
		return;
	buf_text(file->out, "\n");
	if (resource)
		file_comment(file, "Resource", resource);
	else
		buf_text(file->out, "-- Without a resource\n");
	file->headed = true;
	file->roomy = true;
}

/* Also true for a change that is about no table. */
static bool seen_has(const struct file_tables *seen, const struct ddlect_change *change)
{
	const struct ddlect_change *last = seen->last;
	if (!change || !change->table_name)
		return true;
	if (last && last->table_name == change->table_name &&
	    last->table_schema == change->table_schema)
		return true;
	return map_get(&seen->map, change->table_schema, change->table_name);
}

/* -1 when memory runs out. */
static int seen_add(struct file_tables *seen, struct arena *arena,
		    const struct ddlect_change *change)
{
	if (seen_has(seen, change))
		return 0;
	seen->n++;
	seen->last = change;
	return map_set(&seen->map, arena, change->table_schema, change->table_name, seen);
}

static void open_block(struct file *file)
{
	file->block = (struct file_tables){0};
	arena_reset(&file->arena);
	buf_printf(file->out, "\n%s;\n", file->dialect->block_begin);
}

static void close_block(struct file *file)
{
	buf_printf(file->out, "\n%s;\n", file->dialect->block_commit);
}

/* Done as it stands here it would be done once; declared, in every database. */
static void write_suggestion(struct file *file, const struct statement *statement)
{
	const struct ddlect_change *change = statement->change;
	struct ddlect_buf advice;
	buf_init(&advice);
	if (!file->down && change->from.any)
		buf_printf(&advice,
			   "declare it with renamed_from: '%s', generate again, and this "
			   "is done instead of the drop and the add beside it",
			   object_name(change->what, change->from.any));
	else
		buf_text(&advice, "once the way up is made a rename, this has to be done "
				  "instead of the drop and the add beside it");
	file_comment(file, "PERHAPS A RENAME", advice.text);
	write_commented(file->out, statement->sql);
	file->out->broken |= advice.broken;
	buf_clear(&advice);
}

static void write_statement(struct file *file, const struct statement *statement)
{
	bool suggested =
		statement->change && statement->change->flags & DDLECT_CHANGE_SUGGESTED;
	bool roomy = statement->n_hazards > 0 || !statement->sql || suggested ||
		     strchr(statement->sql, '\n');
	if (roomy || file->roomy)
		buf_text(file->out, "\n");
	for (uint32_t i = 0; i < statement->n_hazards; i++)
		file_hazard(file, statement->hazards[i]);
	if (statement->sql && suggested) {
		write_suggestion(file, statement);
	} else if (statement->sql) {
		buf_text(file->out, statement->sql);
		buf_text(file->out, ";\n");
	}
	file->roomy = roomy;
}

static int needs_blocks(struct file *file, const struct ddlect_plan *plan)
{
	const struct ddlect_dialect *dialect = file->dialect;
	struct file_tables seen = {0};
	uint32_t max = dialect->max_tables_per_transaction;
	if (max == 0 || !dialect->block_begin || !dialect->block_commit)
		return 0;
	for (uint32_t i = 0; i < plan->n_changes && seen.n <= max; i++)
		if (seen_add(&seen, &file->arena, plan->changes[i]) < 0)
			return -1;
	file->blocks = seen.n > max;
	return 0;
}

static void write_header(struct file *file, const struct ddlect_schema *declared,
			 const char *schema, const struct ddlect_plan *plan)
{
	if (file->blocks)
		buf_text(file->out, FILE_NO_TRANSACTION "\n");
	if (declared->provider) {
		buf_text(file->out, "-- Provider: ");
		visible_write(file->out, declared->provider);
		if (declared->version) {
			buf_text(file->out, " ");
			visible_write(file->out, declared->version);
		}
		buf_text(file->out, "\n");
	}
	buf_printf(file->out, "-- Dialect: %s\n-- Direction: %s\n", file->dialect->name,
		   plan->direction == DDLECT_DOWN ? "down" : "up");
	if (schema && strcmp(schema, "public") != 0) {
		file_comment(file, "Schema", schema);
		file_comment(file, "  Run this",
			     "with that schema first in the search_path, where names "
			     "without a schema belong");
	}
	if (file->blocks)
		file_comment(file, "Blocks",
			     "one transaction can't hold the locks of so many tables. "
			     "Each block is a transaction of its own: when one fails, "
			     "those before it stay.");
}

int file_begin(struct file *file, struct ddlect_buf *out,
	       const struct ddlect_schema *declared, const char *schema,
	       const struct ddlect_dialect *dialect, const struct ddlect_plan *plan,
	       struct ddlect_err *err)
{
	*file = (struct file){.out = out,
			      .dialect = dialect,
			      .down = plan->direction == DDLECT_DOWN,
			      .roomy = true};
	arena_init(&file->arena);
	buf_init(&file->line);
	if (needs_blocks(file, plan) < 0)
		return err_no_memory(err);
	write_header(file, declared, schema, plan);
	if (file->blocks)
		open_block(file);
	return 0;
}

int file_add(struct file *file, const struct ddlect_script *script, bool more,
	     struct ddlect_err *err)
{
	while (file->n_written < script->n_statements) {
		struct statement **statements = script->statements + file->n_written;
		const struct statement *statement = *statements;
		uint32_t n = file_group(script, file->n_written);
		if (more && statement->head &&
		    file->n_written + n == script->n_statements)
			return 0;
		if (file->blocks && file->block.n == FILE_BLOCK_TABLES &&
		    !seen_has(&file->block, statement->change)) {
			close_block(file);
			open_block(file);
		}
		if (file->blocks &&
		    seen_add(&file->block, &file->arena, statement->change) < 0)
			return err_no_memory(err);
		write_heading(file, statement->change);
		if (n > 1)
			file_group_write(file, statements, n);
		else
			write_statement(file, statement);
		file->n_written += n;
	}
	return 0;
}

int file_end(struct file *file, struct ddlect_err *err)
{
	if (file->blocks)
		close_block(file);
	return buf_broken(file->out) ? err_no_memory(err) : 0;
}

void file_clear(struct file *file)
{
	buf_clear(&file->line);
	arena_clear(&file->arena);
}
