/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8: see utf8.h. */
#include <stdint.h>
#include <string.h>

#include "core/base/utf8.h"

size_t utf8_char(const char *at, const char *end)
{
	const unsigned char *c = (const unsigned char *)at;
	size_t room = (size_t)(end - at);
	if (room == 0)
		return 0;
	if (c[0] < 0x80)
		return 1;
	size_t need = c[0] >= 0xf0 ? 4 : c[0] >= 0xe0 ? 3 : 2;
	if (c[0] < 0xc2 || c[0] > 0xf4 || room < need)
		return 0;
	for (size_t i = 1; i < need; i++)
		if (utf8_begins(at[i]))
			return 0;
	if (c[0] == 0xe0 && c[1] < 0xa0) /* overlong */
		return 0;
	if (c[0] == 0xed && c[1] > 0x9f) /* surrogate */
		return 0;
	if (c[0] == 0xf0 && c[1] < 0x90) /* overlong */
		return 0;
	if (c[0] == 0xf4 && c[1] > 0x8f) /* beyond U+10FFFF */
		return 0;
	return need;
}

uint32_t utf8_decode(const char *at, size_t length)
{
	static const unsigned char masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	uint32_t c = (unsigned char)at[0] & masks[length];
	for (size_t i = 1; i < length; i++)
		c = c << 6 | ((unsigned char)at[i] & 0x3f);
	return c;
}

uint32_t utf8_count(const char *text, size_t length)
{
	uint32_t n = 0;
	for (size_t i = 0; i < length; i++)
		n += utf8_begins(text[i]);
	return n;
}

/* Most text is ASCII: eight bytes at a time, none with its high bit set. */
static const char *skip_ascii(const char *at, const char *end)
{
	uint64_t word;
	for (; end - at >= (ptrdiff_t)sizeof(word); at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		if (word & 0x8080808080808080ull)
			break;
	}
	while (at < end && (unsigned char)*at < 0x80)
		at++;
	return at;
}

size_t utf8_check(const char *text, size_t length)
{
	const char *end = text + length;
	const char *at = skip_ascii(text, end);
	while (at < end) {
		size_t step = utf8_char(at, end);
		if (step == 0)
			break;
		at = skip_ascii(at + step, end);
	}
	return (size_t)(at - text);
}

size_t utf8_cut(const char *text, size_t limit)
{
	size_t length = 0;
	while (length < limit && text[length])
		length++;
	if (length < limit || !text[length])
		return length;
	while (length > 0 && !utf8_begins(text[length]))
		length--;
	return length;
}
