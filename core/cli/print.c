/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Printing: data to stdout, people's messages to stderr. Names come from files and
 * databases of others, so whatever a terminal would act upon is spelled out.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/visible.h"
#include "core/cli/cli.h"

int cli_write(struct cli *cli, const struct ddlect_buf *buf, struct ddlect_err *err)
{
	(void)cli;
	if (buf_broken(buf))
		return err_no_memory(err);
	if (fwrite(buf->text, 1, buf->length, stdout) != buf->length ||
	    fflush(stdout) != 0)
		return err_set(err, "can't write to standard output: %s",
			       strerror(errno));
	return 0;
}

/* A tab stays one: a caret below may stand by it. */
static void write_visible(struct ddlect_buf *out, char *line)
{
	for (char *tab; (tab = strchr(line, '\t')); line = tab + 1) {
		*tab = '\0';
		visible_write(out, line);
		buf_text(out, "\t");
	}
	visible_write(out, line);
}

/* A message may have lines of its own; each is made visible by itself. */
static void print_lines(const char *start, const char *text)
{
	struct ddlect_buf out;
	buf_init(&out);
	buf_text(&out, start);
	do {
		char line[4096];
		size_t length = strcspn(text, "\n");
		snprintf(line, sizeof(line), "%.*s", (int)length, text);
		write_visible(&out, line);
		buf_text(&out, "\n");
		text += length + (text[length] == '\n');
	} while (*text);
	fputs(out.text, stderr);
	buf_clear(&out);
}

static void print_unless_quiet(const struct cli *cli, const char *start,
			       const char *format, va_list ap)
{
	char text[4096];
	if (cli->options.quiet)
		return;
	vsnprintf(text, sizeof(text), format, ap);
	print_lines(start, text);
}

void cli_say(const struct cli *cli, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	print_unless_quiet(cli, "", format, ap);
	va_end(ap);
}

void cli_note(const struct cli *cli, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	print_unless_quiet(cli, "note: ", format, ap);
	va_end(ap);
}

void cli_warn(const struct cli *cli, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	print_unless_quiet(cli, "warning: ", format, ap);
	va_end(ap);
}

void cli_error(const struct cli *cli, const char *text)
{
	char start[80];
	snprintf(start, sizeof(start), "%.60s: ", cli->program);
	print_lines(start, text);
}

/* The line as it can be shown beside a caret: one column a character. */
static void write_source(struct ddlect_buf *out, const struct diag *diag)
{
	struct ddlect_buf source;
	buf_init(&source);
	buf_printf(&source, "%s", diag->source);
	for (size_t i = 0; i < source.length; i++)
		if (source.text[i] == '\t')
			source.text[i] = ' ';
	buf_printf(out, "%5u | ", diag->pos.line);
	visible_write(out, source.text);
	buf_printf(out, "\n      | %*s^",
		   diag->pos.column ? (int)diag->pos.column - 1 : 0, "");
	for (uint32_t i = 1; i < diag->width; i++)
		buf_raw(out, "~", 1);
	buf_raw(out, "\n", 1);
	buf_clear(&source);
}

static void write_diag(struct ddlect_buf *out, const struct diag *diag)
{
	if (diag->pos.file) {
		visible_write(out, diag->pos.file);
		if (diag->pos.line)
			buf_printf(out, ":%u:%u", diag->pos.line, diag->pos.column);
		buf_text(out, ": ");
	}
	buf_text(out, diag->severity == DIAG_ERROR ? "error: " : "warning: ");
	visible_write(out, diag->message);
	buf_raw(out, "\n", 1);
	if (diag->source)
		write_source(out, diag);
	if (diag->hint) {
		buf_text(out, "        hint: ");
		visible_write(out, diag->hint);
		buf_raw(out, "\n", 1);
	}
}

static void write_left_out(struct ddlect_buf *out, uint32_t n, const char *what)
{
	if (n > 0)
		buf_printf(out, "and %u more %s%s\n", n, what, n > 1 ? "s" : "");
}

void cli_diags(const struct cli *cli, const struct diags *diags)
{
	struct ddlect_buf out;
	uint32_t errors = diags->n_errors; /* those that aren't listed */
	buf_init(&out);
	for (uint32_t i = 0; i < diags->n; i++) {
		bool error = diags->list[i]->severity == DIAG_ERROR;
		errors -= error;
		if (error || !cli->options.quiet)
			write_diag(&out, diags->list[i]);
	}
	write_left_out(&out, errors, "error");
	if (!cli->options.quiet)
		write_left_out(&out, diags->left_out - errors, "warning");
	fputs(out.text, stderr);
	buf_clear(&out);
}
