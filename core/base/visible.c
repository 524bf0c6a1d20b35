/* SPDX-License-Identifier: Apache-2.0 */
/* Visible: see visible.h. */
#include <string.h>

#include "core/base/utf8.h"
#include "core/base/visible.h"

bool visible_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200e && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
	       c == 0xfeff;
}

/* The length of what needs no second look: most text, all of it. */
static size_t plain_length(const char *text)
{
	size_t n = 0;
	while (text[n] >= 0x20 && text[n] < 0x7f)
		n++;
	return n;
}

void visible_write(struct ddlect_buf *out, const char *text)
{
	const char *end = text + strlen(text);
	while (text < end) {
		size_t plain = plain_length(text);
		if (plain) {
			buf_raw(out, text, plain);
			text += plain;
			continue;
		}
		size_t length = utf8_char(text, end);
		if (length == 0) {
			buf_printf(out, "\\x%02x", (unsigned char)*text++);
			continue;
		}
		uint32_t c = utf8_decode(text, length);
		if (c == '\n')
			buf_text(out, "\\n");
		else if (c == '\r')
			buf_text(out, "\\r");
		else if (visible_is_control(c))
			buf_printf(out, c < 0x80 ? "\\x%02x" : "\\u%04x", c);
		else
			buf_raw(out, text, length);
		text += length;
	}
}
