/* SPDX-License-Identifier: Apache-2.0 */
/* Log: see log.h. */
#include "core/run/log.h"

#include <stdio.h>

#include "core/base/utf8.h"

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
