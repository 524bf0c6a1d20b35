/* SPDX-License-Identifier: Apache-2.0 */
/* Errors: see err.h. Nothing here allocates, so being out of memory can be said. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/utf8.h"

static void err_write(struct ddlect_err *err, uint32_t status, const char *format,
		      va_list ap)
{
	int length = vsnprintf(err->text, sizeof(err->text), format, ap);
	if (length >= (int)sizeof(err->text))
		err->text[utf8_cut(err->text, sizeof(err->text) - 1)] = '\0';
	err->status = status;
}

int err_set(struct ddlect_err *err, const char *format, ...)
{
	if (!err)
		return -1;
	va_list ap;
	va_start(ap, format);
	err_write(err, DDLECT_FAILED, format, ap);
	va_end(ap);
	return -1;
}

int err_status(struct ddlect_err *err, uint32_t status, const char *format, ...)
{
	if (!err)
		return -1;
	va_list ap;
	va_start(ap, format);
	err_write(err, status, format, ap);
	va_end(ap);
	return -1;
}

int err_prepend(struct ddlect_err *err, const char *format, ...)
{
	if (!err)
		return -1;
	char before[sizeof(err->text)];
	va_list ap;
	va_start(ap, format);
	vsnprintf(before, sizeof(before), format, ap);
	va_end(ap);
	size_t front = utf8_cut(before, strlen(before));
	size_t room = sizeof(err->text) - 1 - front;
	size_t rest = strlen(err->text);
	if (rest > room)
		rest = utf8_cut(err->text, room);
	memmove(err->text + front, err->text, rest);
	memcpy(err->text, before, front);
	err->text[front + rest] = '\0';
	return -1;
}

int err_no_memory(struct ddlect_err *err)
{
	return err_set(err, "out of memory");
}
