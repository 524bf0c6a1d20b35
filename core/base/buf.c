/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Buffer: see buf.h. A large one is mapped, so that it grows without being copied and is
 * gone when it is cleared, whatever malloc() would have made of it.
 */
#define _GNU_SOURCE /* mremap() */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/base/buf.h"

#define LARGE ((size_t)1 << 20) /* rooms are powers of two */

static char empty[1];

static void text_free(char *text, size_t room)
{
	if (room >= LARGE)
		munmap(text, room);
	else if (room)
		free(text);
}

static char *text_map(size_t room)
{
	void *text = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);
	if (text == MAP_FAILED)
		return NULL;
#ifdef MADV_HUGEPAGE
	madvise(text, room, MADV_HUGEPAGE); /* a wish, and of what it grows to */
#endif
	return text;
}

/* `old` moved to a place of `room` bytes; NULL when there is none: then it is as it was. */
static char *text_grow(char *text, size_t old, size_t room)
{
	if (room < LARGE)
		return realloc(old ? text : NULL, room);
#ifdef MREMAP_MAYMOVE
	if (old >= LARGE) {
		void *moved = mremap(text, old, room, MREMAP_MAYMOVE);
		return moved == MAP_FAILED ? NULL : moved;
	}
#endif
	char *larger = text_map(room);
	if (larger && old) {
		memcpy(larger, text, old);
		text_free(text, old);
	}
	return larger;
}

void buf_init(struct ddlect_buf *buf)
{
	*buf = (struct ddlect_buf){.text = empty};
}

void buf_clear(struct ddlect_buf *buf)
{
	text_free(buf->text, buf->room);
	buf_init(buf);
}

void buf_reset(struct ddlect_buf *buf)
{
	buf->length = 0;
	buf->broken = false;
	if (buf->room)
		buf->text[0] = '\0';
}

bool buf_broken(const struct ddlect_buf *buf)
{
	return buf->broken;
}

static bool buf_grow(struct ddlect_buf *buf, size_t more)
{
	size_t room = buf->room ? buf->room : 256;
	while (room - buf->length <= more) {
		if (room > SIZE_MAX / 2) {
			buf->broken = true;
			return false;
		}
		room *= 2;
	}
	char *text = text_grow(buf->text, buf->room, room);
	if (!text) {
		buf->broken = true;
		return false;
	}
	buf->text = text;
	buf->room = room;
	return true;
}

/* Room for `more` bytes and a NUL behind what is there. */
static inline bool buf_reserve(struct ddlect_buf *buf, size_t more)
{
	if (buf->broken)
		return false;
	return more < buf->room - buf->length || buf_grow(buf, more);
}

char *buf_space(struct ddlect_buf *buf, size_t more)
{
	return buf_reserve(buf, more) ? buf->text + buf->length : NULL;
}

/* Most are a few bytes: two copies of a fixed length, which overlap, beat a call. */
static inline void copy(char *to, const char *from, size_t length)
{
	if (length > 16) {
		memcpy(to, from, length);
	} else if (length >= 8) {
		char first[8], last[8];
		memcpy(first, from, 8);
		memcpy(last, from + length - 8, 8);
		memcpy(to, first, 8);
		memcpy(to + length - 8, last, 8);
	} else if (length >= 4) {
		char first[4], last[4];
		memcpy(first, from, 4);
		memcpy(last, from + length - 4, 4);
		memcpy(to, first, 4);
		memcpy(to + length - 4, last, 4);
	} else {
		for (size_t i = 0; i < length; i++)
			to[i] = from[i];
	}
}

void buf_raw(struct ddlect_buf *buf, const char *bytes, size_t length)
{
	if (!buf_reserve(buf, length))
		return;
	copy(buf->text + buf->length, bytes, length);
	buf->length += length;
	buf->text[buf->length] = '\0';
}

void buf_text(struct ddlect_buf *buf, const char *text)
{
	buf_raw(buf, text, strlen(text));
}

void buf_printf(struct ddlect_buf *buf, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	int length = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (length < 0 || !buf_reserve(buf, (size_t)length))
		return;
	va_start(ap, format);
	vsnprintf(buf->text + buf->length, (size_t)length + 1, format, ap);
	va_end(ap);
	buf->length += (size_t)length;
}

/* With room for nothing but quotes, each of them twice, there is always enough. */
static void buf_quoted(struct ddlect_buf *buf, const char *text, char quote)
{
	size_t length = strlen(text);
	if (length > SIZE_MAX / 2 - 2)
		buf->broken = true;
	if (!buf_reserve(buf, 2 * length + 2))
		return;
	char *to = buf->text + buf->length;
	*to++ = quote;
	if (!strchr(text, quote)) {
		memcpy(to, text, length);
		to += length;
		length = 0;
	}
	for (size_t i = 0; i < length; i++) {
		*to++ = text[i];
		if (text[i] == quote)
			*to++ = quote;
	}
	*to++ = quote;
	*to = '\0';
	buf->length = (size_t)(to - buf->text);
}

void buf_ident(struct ddlect_buf *buf, const char *name)
{
	buf_quoted(buf, name, '"');
}

void buf_literal(struct ddlect_buf *buf, const char *text)
{
	buf_quoted(buf, text, '\'');
}

void buf_json(struct ddlect_buf *buf, const char *text)
{
	if (!text) {
		buf_text(buf, "null");
		return;
	}
	buf_raw(buf, "\"", 1);
	for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
		if (*at == '"' || *at == '\\')
			buf_printf(buf, "\\%c", *at);
		else if (*at == '\n')
			buf_text(buf, "\\n");
		else if (*at == '\t')
			buf_text(buf, "\\t");
		else if (*at < 0x20 || *at == 0x7f)
			buf_printf(buf, "\\u%04x", *at);
		else
			buf_raw(buf, (const char *)at, 1);
	}
	buf_raw(buf, "\"", 1);
}
