/* SPDX-License-Identifier: Apache-2.0 */
/* Log: see log.h. */
#include "core/run/log.h"

#include <stdio.h>

#include "core/base/utf8.h"
#include "core/base/visible.h"

#define LINE_MAX_BYTES 2048

void log_write(log_line *log, void *context, uint32_t level, const char *format,
	       va_list ap)
{
	char text[LINE_MAX_BYTES];
	if (!log)
		return;
	vsnprintf(text, sizeof(text), format, ap);
	text[utf8_cut(text, sizeof(text) - 1)] = '\0';
	log(context, level, text);
}

void log_diag(struct ddlect_buf *out, const struct diag *diag)
{
	if (diag->pos.file) {
		visible_write(out, diag->pos.file);
		if (diag->pos.line)
			buf_printf(out, ":%u:%u", diag->pos.line, diag->pos.column);
		buf_text(out, ": ");
	}
	visible_write(out, diag->message);
	if (diag->hint) {
		buf_text(out, "; ");
		visible_write(out, diag->hint);
	}
}
