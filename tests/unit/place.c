/* SPDX-License-Identifier: Apache-2.0 */
/* Place: line, column and caret, whatever stands before them. */
#include "core/run/place.h"
#include "tests/unit/test.h"

/* The place of `|` in the text, as a message has it. */
static const char *shown(const char *marked)
{
	static char out[2048];
	static char text[4096];
	size_t at = strcspn(marked, "|");
	struct ddlect_buf line;
	snprintf(text, sizeof(text), "%.*s%s", (int)at, marked, marked + at + 1);
	struct place place = place_find(text, strlen(text), at);
	buf_init(&line);
	place_write(&line, text, &place);
	snprintf(out, sizeof(out), "%llu:%llu\n%s", (unsigned long long)place.line,
		 (unsigned long long)place.column, line.text);
	buf_clear(&line);
	return out;
}

TEST(a_caret_stands_below_its_character)
{
	CHECK_TEXT(shown("|abc"), "1:1\nabc\n^\n");
	CHECK_TEXT(shown("a\nb|c\nd"), "2:2\nbc\n ^\n");
	CHECK_TEXT(shown("abc|"), "1:4\nabc\n   ^\n");
	CHECK_TEXT(shown("abc|\n"), "1:4\nabc\n   ^\n");
	CHECK_TEXT(shown("abc\n|"), "2:1\n");
	CHECK_TEXT(shown("a\r\nb|c\r\n"), "2:2\nbc\n ^\n");
	CHECK_TEXT(shown("|\r\nx"), "1:1\n");
}

TEST(tabs_and_wide_characters_keep_it_in_place)
{
	CHECK_TEXT(shown("\t\t|x"), "1:3\n\t\tx\n\t\t^\n");
	CHECK_TEXT(shown("ä|x"), "1:2\näx\n ^\n");
	CHECK_TEXT(shown("\xef\xbb\xbf|x"), "1:2\n?x\n ^\n");
	CHECK_TEXT(shown("\xe2\x80\x8e|x"), "1:2\n?x\n ^\n");
	CHECK_TEXT(shown("日本|x"), "1:3\n日本x\n    ^\n");
	CHECK_TEXT(shown("e\xcc\x81|x"), "1:3\ne\xcc\x81x\n ^\n");
	CHECK_TEXT(shown("\x1b[31m|x"), "1:6\n?[31mx\n     ^\n");
	CHECK_TEXT(shown("\xe2\x80\xae|x"), "1:2\n?x\n ^\n");
	CHECK_TEXT(shown("\xff|x"), "1:2\n?x\n ^\n");
}

TEST(a_long_line_is_cut_around_it)
{
	char line[1001];
	for (size_t i = 0; i < 1000; i++)
		line[i] = (char)('a' + i % 26);
	line[1000] = '\0';
	line[500] = '|';
	const char *text = shown(line);
	CHECK(strncmp(text, "1:501\n…", strlen("1:501\n…")) == 0);
	CHECK(strstr(text, "…\n"));
	const char *first = strchr(text, '\n') + 1;
	const char *second = strchr(first, '\n') + 1;
	/* `…` has three bytes, and one column. */
	const char *caret = strchr(second, '^');
	CHECK_INT(first[caret - second + 2], 'a' + 501 % 26);
	CHECK(caret - second < 60);
	CHECK(strlen(text) < 200);
	CHECK_TEXT(shown("12345678901234567890123456789012345678901234567890|x"),
		   "1:51\n12345678901234567890123456789012345678901234567890x\n"
		   "                                                  ^\n");
}

TEST(an_offset_beyond_the_text_is_its_end)
{
	struct place place = place_find("ab", 2, 100);
	CHECK_INT(place.column, 3);
	place = place_find("", 0, 0);
	CHECK_INT(place.line, 1);
}
