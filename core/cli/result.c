/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Result: what came of one database's work, as a JSON object. It is the same for one database
 * and for each of a fleet, and has all that is known, also when the work failed.
 */
#include "core/cli/migrate.h"

/* An interrupt counts for what was running, not for what had failed before it. */
int work_exit(const struct work *work)
{
	if (work->status == 0)
		return 0;
	if (work->interrupted)
		return 128 + work->interrupted;
	return work->err.status ? (int)work->err.status : (int)DDLECT_FAILED;
}

/* What it lacks, the list will. */
static void running_forget(struct work *work)
{
	work->list.broken |= buf_broken(&work->running);
	buf_reset(&work->running);
}

static void files_flush(struct work *work)
{
	if (work->running.length == 0)
		return;
	if (work->list.length)
		buf_text(&work->list, ", ");
	buf_raw(&work->list, work->running.text, work->running.length);
	running_forget(work);
}

/* A file counts when the next one begins, or the end is told. */
void work_note_file(struct work *work, const struct ddlect_progress *progress)
{
	bool next = progress->files_done > work->running_at;
	if (next)
		files_flush(work);
	if (!progress->title)
		return;
	running_forget(work);
	work->running_at = progress->files_done;
	buf_printf(&work->running, "{\"version\": %llu, \"title\": ",
		   (unsigned long long)progress->version);
	buf_json(&work->running, progress->title);
	buf_printf(&work->running, ", \"direction\": \"%s\"}",
		   progress->what == DDLECT_RAN_DOWN ? "down" : "up");
}

void work_end_files(struct work *work, const struct ddlect_outcome *outcome)
{
	if (outcome->files > work->running_at)
		files_flush(work);
	running_forget(work);
}

void work_note_plan(struct work *work, const char *text)
{
	if (work->list.length)
		buf_text(&work->list, ", ");
	buf_json(&work->list, text);
}

void work_note_warning(struct work *work, const char *text)
{
	if (work->warnings.length)
		buf_text(&work->warnings, ", ");
	buf_json(&work->warnings, text);
}

static void number(struct ddlect_buf *out, const char *name, uint64_t value)
{
	if (value)
		buf_printf(out, ", \"%s\": %llu", name, (unsigned long long)value);
}

static void text(struct ddlect_buf *out, const char *name, const char *value)
{
	if (!*value)
		return;
	buf_printf(out, ", \"%s\": ", name);
	buf_json(out, value);
}

void work_note_failure(struct work *work, const struct ddlect_outcome *outcome)
{
	struct ddlect_buf *out = &work->failure;
	buf_reset(out);
	if (!*outcome->file)
		return;
	buf_text(out, "{\"file\": ");
	buf_json(out, outcome->file);
	number(out, "line", outcome->line);
	number(out, "column", outcome->column);
	number(out, "statement", outcome->statement);
	text(out, "code", outcome->code);
	text(out, "message", outcome->message);
	text(out, "detail", outcome->detail);
	text(out, "hint", outcome->hint);
	buf_text(out, "}");
}

/* Without its braces: a fleet has members of its own before. */
void work_json(struct ddlect_buf *out, const struct work *work)
{
	buf_printf(out, "\"result\": \"%s\", \"exit\": %d, \"place\": ",
		   work->status < 0 ? "failed" : work->result, work_exit(work));
	buf_json(out, work->place);
	buf_raw(out, work->json.text, work->json.length);
	buf_printf(out, ", \"warnings\": [%s]", work->warnings.text);
	if (work->status < 0) {
		buf_text(out, ", \"error\": ");
		buf_json(out, work->err.text);
	}
	if (work->failure.length)
		buf_printf(out, ", \"failure\": %s", work->failure.text);
	out->broken |= buf_broken(&work->json) || buf_broken(&work->list) ||
		       buf_broken(&work->warnings) || buf_broken(&work->failure);
}
