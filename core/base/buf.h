/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Buffer: text that grows, ended by NUL at all times. It breaks once, when memory runs out,
 * and stays broken: writers don't check, owners check once, at the end, with buf_broken().
 *
 * SQL is written with ident(), literal() and raw() only; raw() is for words that this
 * project or a database wrote.
 */
#ifndef CORE_BASE_BUF_H
#define CORE_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct ddlect_buf {
	char *text; /* never NULL */
	size_t length;
	size_t room;
	bool broken;
};

void buf_init(struct ddlect_buf *buf);
void buf_clear(struct ddlect_buf *buf);
void buf_reset(struct ddlect_buf *buf); /* empty again, its memory kept */
bool buf_broken(const struct ddlect_buf *buf);

/* Where `more` bytes fit behind the text; their writer adds to `length`. NULL: it broke. */
char *buf_space(struct ddlect_buf *buf, size_t more);

void buf_raw(struct ddlect_buf *buf, const char *bytes, size_t length);
void buf_text(struct ddlect_buf *buf, const char *text);
void buf_printf(struct ddlect_buf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void buf_ident(struct ddlect_buf *buf, const char *name);
void buf_literal(struct ddlect_buf *buf, const char *text);
void buf_json(struct ddlect_buf *buf, const char *text); /* NULL is null */

#endif
