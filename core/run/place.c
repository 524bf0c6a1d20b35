/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Place: see place.h. A tab stays a tab in both lines, so that the caret stands right
 * wherever the terminal has its stops; a wide character takes two columns, one that only
 * combines none.
 */
#include <stdbool.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/base/visible.h"
#include "core/run/place.h"

#define SHOWN 76 /* columns of a line, at the most */
#define LEAD 40	 /* of them, before the place */

struct place place_find(const char *text, uint64_t length, uint64_t offset)
{
	struct place place = {.line = 1, .column = 1};
	if (offset > length)
		offset = length;
	const char *at = text;
	for (const char *next; (next = memchr(at, '\n', (size_t)(text + offset - at)));
	     at = next + 1)
		place.line++;
	place.begin = (uint64_t)(at - text);
	place.at = offset;
	const char *end = memchr(text + offset, '\n', (size_t)(length - offset));
	place.end = end ? (uint64_t)(end - text) : length;
	if (place.end > place.at && text[place.end - 1] == '\r')
		place.end--;
	place.column += utf8_count(at, (size_t)(text + offset - at));
	return place;
}

struct range {
	uint32_t first;
	uint32_t last;
};

static bool in_ranges(uint32_t c, const struct range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

#define IN(c, ranges) in_ranges(c, ranges, sizeof(ranges) / sizeof(*(ranges)))

/* How many columns a character takes. */
static unsigned width(uint32_t c)
{
	static const struct range wide[] = {
		{0x1100, 0x115f},   {0x2e80, 0x303e},	{0x3041, 0x33ff},
		{0x3400, 0x4dbf},   {0x4e00, 0x9fff},	{0xa000, 0xa4cf},
		{0xac00, 0xd7a3},   {0xf900, 0xfaff},	{0xfe30, 0xfe6f},
		{0xff00, 0xff60},   {0xffe0, 0xffe6},	{0x1f300, 0x1f64f},
		{0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
	};
	static const struct range combining[] = {
		{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x064b, 0x065f},
		{0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200f}, {0x20d0, 0x20ff},
		{0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
	};
	if (c < 0x300)
		return 1;
	return IN(c, combining) ? 0 : IN(c, wide) ? 2 : 1;
}

/* A character of the line; what isn't one is a byte, and shown as `?`. */
struct glyph {
	size_t length;
	unsigned columns;
	bool shown;
};

static struct glyph glyph_at(const char *at, const char *end)
{
	size_t length = utf8_char(at, end);
	if (length == 0)
		return (struct glyph){1, 1, false};
	uint32_t c = utf8_decode(at, length);
	bool shown = c == '\t' || !visible_is_control(c);
	return (struct glyph){length, shown ? width(c) : 1, shown};
}

/* Where to begin, so that the place isn't too far to the right. */
static const char *first_shown(const char *begin, const char *at)
{
	const char *from = at;
	unsigned columns = 0;
	while (from > begin && columns < LEAD) {
		do
			from--;
		while (from > begin && !utf8_begins(*from));
		columns += glyph_at(from, at).columns;
	}
	/* What is left out has to be worth it. */
	return from - begin <= SHOWN - LEAD ? begin : from;
}

void place_write(struct ddlect_buf *out, const char *text, const struct place *place)
{
	const char *begin = text + place->begin, *end = text + place->end;
	const char *at = text + place->at;
	const char *from = first_shown(begin, at);
	unsigned columns = 0, caret = 0;
	char tabs[SHOWN + LEAD + 1];
	if (begin == end)
		return;
	if (from > begin)
		buf_text(out, "…");
	memset(tabs, ' ', sizeof(tabs));
	caret = from > begin;
	const char *c = from;
	while (c < end && (columns < SHOWN || c <= at)) {
		struct glyph glyph = glyph_at(c, end);
		if (glyph.shown)
			buf_raw(out, c, glyph.length);
		else
			buf_text(out, "?");
		if (c < at) {
			if (*c == '\t' && caret < sizeof(tabs))
				tabs[caret] = '\t';
			caret += glyph.columns;
		}
		columns += glyph.columns;
		c += glyph.length;
	}
	buf_text(out, c < end ? "…\n" : "\n");
	buf_raw(out, tabs, caret < sizeof(tabs) ? caret : sizeof(tabs) - 1);
	buf_text(out, "^\n");
}
