/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ddlect status: a table of the migrations, of this directory and of this database. It is
 * written also when something is wrong with one of them; the exit code says that.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/utf8.h"
#include "core/base/visible.h"
#include "core/cli/migrate.h"

#define COLUMNS 5
#define TITLE_WIDTH 40

/* A table, its cells one after the other in a text; each ends with a NUL. */
struct table {
	struct ddlect_buf cells;
	size_t widths[COLUMNS];
	uint32_t column;
};

struct counts {
	uint32_t applied;
	uint32_t pending;
	uint32_t late;
	uint32_t edited;
	uint32_t missing;
};

struct report {
	struct work *work;
	struct table table;
	struct counts counts;
};

/* How many columns a terminal gives to it, as a rule: one a character. */
static size_t text_width(const char *text)
{
	return utf8_count(text, strlen(text));
}

static void table_cell(struct table *table, const char *text)
{
	size_t width = text_width(text);
	if (width > table->widths[table->column])
		table->widths[table->column] = width;
	buf_raw(&table->cells, text, strlen(text) + 1);
	table->column = (table->column + 1) % COLUMNS;
}

static void table_write(struct ddlect_buf *out, const struct table *table)
{
	const char *at = table->cells.text;
	const char *end = at + table->cells.length;
	for (uint32_t column = 0; at < end; column = (column + 1) % COLUMNS) {
		size_t pad = table->widths[column] - text_width(at);
		bool number = column == 0;
		if (number)
			buf_printf(out, "%*s", (int)pad, "");
		buf_text(out, at);
		if (column == COLUMNS - 1)
			buf_text(out, "\n");
		else
			buf_printf(out, "%*s", (int)(number ? 2 : pad + 2), "");
		at += strlen(at) + 1;
	}
}

/* What a row is called, by people and by machines: the first that holds. */
static const char *row_word(const struct ddlect_status_row *row, bool machine)
{
	static const struct {
		uint32_t flag;
		const char *word;
		const char *state;
	} words[] = {
		{DDLECT_STATUS_DIRTY, "dirty: stopped in the middle", "dirty"},
		{DDLECT_STATUS_MISSING, "applied, and there is no file", "missing"},
		{DDLECT_STATUS_LATE, "late: below the version, and not applied", "late"},
		{DDLECT_STATUS_EDITED, "applied, and edited since", "edited"},
		{DDLECT_STATUS_CURRENT, "applied, current", "applied"},
		{DDLECT_STATUS_APPLIED, "applied", "applied"},
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (row->flags & words[i].flag)
			return machine ? words[i].state : words[i].word;
	return "pending";
}

/* Who applied it; NULL: nobody. */
static const char *row_by(const struct ddlect_status_row *row)
{
	if (!(row->flags & DDLECT_STATUS_APPLIED))
		return NULL;
	return row->flags & DDLECT_STATUS_ELSEWHERE ? "other"
	       : row->flags & DDLECT_STATUS_FORCED  ? "force"
						    : "ddlect";
}

static const char *row_pair(const struct ddlect_status_row *row)
{
	if (row->has_up && row->has_down)
		return "up, down";
	return row->has_up ? "up only" : row->has_down ? "down only" : "-";
}

static void write_when(struct ddlect_buf *out, const struct ddlect_status_row *row)
{
	if (!row->applied_at) {
		buf_text(out, row->flags & DDLECT_STATUS_ELSEWHERE ? "by another runner"
			      : row->flags & DDLECT_STATUS_FORCED  ? "said by force"
								   : "-");
		return;
	}
	buf_text(out, row->applied_at);
	if (row->applied_by) {
		buf_text(out, " by ");
		visible_write(out, row->applied_by);
	}
	buf_printf(out, ", %lld ms", (long long)row->duration_ms);
}

static void count(struct counts *counts, const struct ddlect_status_row *row)
{
	bool applied = row->flags & DDLECT_STATUS_APPLIED;
	bool late = row->flags & DDLECT_STATUS_LATE;
	counts->applied += applied;
	counts->late += late;
	counts->pending += !applied && !late;
	counts->edited += (row->flags & DDLECT_STATUS_EDITED) != 0;
	counts->missing += (row->flags & DDLECT_STATUS_MISSING) != 0;
}

static void add_json(struct ddlect_buf *out, const struct ddlect_status_row *row)
{
	buf_printf(out, "%s\n {\"version\": %llu, \"title\": ", out->length ? "," : "",
		   (unsigned long long)row->version);
	buf_json(out, row->title);
	buf_printf(out, ", \"up\": %s, \"down\": %s, \"status\": ",
		   row->has_up ? "true" : "false", row->has_down ? "true" : "false");
	buf_json(out, row_word(row, false));
	buf_text(out, ", \"state\": ");
	buf_json(out, row_word(row, true));
	buf_text(out, ", \"by\": ");
	buf_json(out, row_by(row));
	buf_printf(out, ", \"applied\": %s, \"edited\": %s, \"applied_at\": ",
		   row->flags & DDLECT_STATUS_APPLIED ? "true" : "false",
		   row->flags & DDLECT_STATUS_EDITED ? "true" : "false");
	buf_json(out, row->applied_at);
	buf_text(out, ", \"applied_by\": ");
	buf_json(out, row->applied_by);
	buf_printf(out, ", \"duration_ms\": %lld}", (long long)row->duration_ms);
}

static void add_row(struct table *table, const struct ddlect_status_row *row)
{
	struct ddlect_buf cell;
	char number[32];
	buf_init(&cell);
	snprintf(number, sizeof(number), "%llu", (unsigned long long)row->version);
	table_cell(table, number);
	visible_write(&cell, row->title ? row->title : "-");
	if (utf8_cut(cell.text, TITLE_WIDTH) < cell.length) {
		cell.length = utf8_cut(cell.text, TITLE_WIDTH - 1);
		cell.text[cell.length] = 0;
		buf_text(&cell, "…");
	}
	table_cell(table, cell.text);
	table_cell(table, row_pair(row));
	table_cell(table, row_word(row, false));
	buf_reset(&cell);
	write_when(&cell, row);
	table_cell(table, cell.text);
	buf_clear(&cell);
}

static int on_row(void *context, const struct ddlect_status_row *row,
		  struct ddlect_err *err)
{
	struct report *report = context;
	const struct cli *cli = report->work->cli;
	count(&report->counts, row);
	if (cli->options.json)
		add_json(&report->work->list, row);
	else if (report->work->alone)
		add_row(&report->table, row);
	return buf_broken(&report->table.cells) ? err_no_memory(err) : 0;
}

static void write_counts(struct ddlect_buf *line, const struct counts *counts)
{
	buf_printf(line, "%u applied, %u pending", counts->applied, counts->pending);
	if (counts->late)
		buf_printf(line, ", %u late", counts->late);
	if (counts->edited)
		buf_printf(line, ", %u edited", counts->edited);
	if (counts->missing)
		buf_printf(line, ", %u without a file", counts->missing);
}

static int status_work(struct work *work, struct ddlect_err *err)
{
	struct report report = {.work = work};
	static const char *const heads[COLUMNS] = {"version", "title", "files", "status",
						   "applied"};
	if (ddlect_version(work->migrator, &work->after, err) < 0)
		return -1;
	buf_init(&report.table.cells);
	for (int i = 0; i < COLUMNS; i++)
		table_cell(&report.table, heads[i]);
	int status = ddlect_status(work->migrator, on_row, &report, err);
	if (status == 0 || err->status == DDLECT_INTEGRITY) {
		struct ddlect_buf *line = work->alone ? &work->line : &work->out;
		if (work->alone)
			table_write(&work->out, &report.table);
		buf_text(line, "at version ");
		version_write(line, &work->after);
		buf_text(line, ": ");
		write_counts(line, &report.counts);
		if (!work->alone)
			buf_text(line, "\n");
		version_json(&work->json, "version", &work->after);
		buf_printf(&work->json, ", \"dirty\": %s, \"migrations\": [%s]",
			   work->after.dirty ? "true" : "false", work->list.text);
	}
	buf_clear(&report.table.cells);
	return status;
}

static int status_run(struct cli *cli, struct ddlect_err *err)
{
	return migrate_command(cli, status_work, err);
}

static const struct flag *const status_flags[] = {MIGRATE_FLAGS, NULL};

const struct command command_status = {
	.name = "status",
	.summary = "List the migrations: which are applied, pending, late or edited.",
	.flags = status_flags,
	.run = status_run,
};
