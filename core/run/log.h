/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log: the caller's own function, if it gave one, gets a line: cut to its limit between two
 * characters, never within one.
 */
#ifndef CORE_RUN_LOG_H
#define CORE_RUN_LOG_H

#include <stdarg.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/diag.h"

typedef void log_line(void *context, uint32_t level, const char *text);

void log_write(log_line *log, void *context, uint32_t level, const char *format,
	       va_list ap) __attribute__((format(printf, 4, 0)));

/* What is wrong with a declaration, in a line: where, what, and what to do. */
void log_diag(struct ddlect_buf *out, const struct diag *diag);

#endif
