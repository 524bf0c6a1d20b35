/* SPDX-License-Identifier: Apache-2.0 */
/* The base: arenas that run out, buffers that break, text that is cut. */
#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/diag.h"
#include "core/base/err.h"
#include "core/base/map.h"
#include "core/base/near.h"
#include "core/base/utf8.h"
#include "tests/unit/test.h"

TEST(arena_is_empty_and_zeroed_after_a_reset)
{
	struct arena arena;
	arena_init(&arena);
	arena_reset(&arena);
	for (size_t size = 1; size < 8u << 20; size *= 3)
		memset(arena_alloc(&arena, size), 'x', size);
	arena_reset(&arena);
	CHECK_INT(arena.used, 0);
	const char *again = arena_alloc(&arena, 1u << 20);
	size_t zeros = 0;
	while (zeros < 1u << 20 && !again[zeros])
		zeros++;
	CHECK_INT(zeros, 1u << 20);
	arena_clear(&arena);
}

TEST(arena_fails_when_told_and_stays_failed)
{
	struct arena arena;
	arena_init(&arena);
	arena.fail_after = 2;
	CHECK(arena_alloc(&arena, 8));
	CHECK(!arena_alloc(&arena, 8));
	CHECK(!arena_text(&arena, "x", 1));
	arena_clear(&arena);
}

TEST(texts_outlive_the_objects_of_an_arena)
{
	struct arena arena;
	arena_init(&arena);
	char *text = arena_text(&arena, "kept", 4);
	char *longer = arena_printf(&arena, "%s too", text);
	memset(arena_alloc(&arena, 8u << 20), 'x', 8u << 20);
	arena_drop_objects(&arena);
	CHECK(!arena.objects.blocks);
	CHECK_TEXT(text, "kept");
	CHECK_TEXT(longer, "kept too");
	CHECK(!*(char *)arena_alloc(&arena, 1)); /* and it goes on */
	arena_clear(&arena);
	CHECK(!arena.texts.blocks);
}

TEST(a_buffer_keeps_its_text_while_it_grows)
{
	struct ddlect_buf buf;
	buf_init(&buf);
	for (unsigned i = 0; i < 1000000; i++)
		buf_printf(&buf, "%07u\n", i);
	CHECK_INT(buf.length, 8000000);
	for (unsigned i = 0; i < 1000000; i += 9999)
		CHECK_INT(strtoul(buf.text + (size_t)i * 8, NULL, 10), i);
	buf_reset(&buf);
	CHECK_TEXT(buf.text, "");
	buf_clear(&buf);
}

TEST(utf8_is_cut_on_a_boundary)
{
	CHECK_INT(utf8_cut("äöü", 3), 2);
	CHECK_INT(utf8_cut("äöü", 4), 4);
	CHECK_INT(utf8_cut("ab", 9), 2);
	CHECK_INT(utf8_check("a\xc0\xaf", 3), 1);
	CHECK_INT(utf8_check("\xed\xa0\x80", 3), 0);
	CHECK_INT(utf8_check("\xf0\x9f\x98\x80", 4), 4);
}

TEST(identifiers_and_literals_are_quoted)
{
	struct ddlect_buf buf;
	buf_init(&buf);
	buf_ident(&buf, "a\"b");
	buf_literal(&buf, "it's");
	buf_json(&buf, "a\"\\\n\x01");
	CHECK_TEXT(buf.text, "\"a\"\"b\"'it''s'\"a\\\"\\\\\\n\\u0001\"");
	buf_clear(&buf);
}

TEST(an_error_says_where_before_what)
{
	struct ddlect_err err;
	CHECK_INT(err_set(&err, "no such file"), -1);
	err_prepend(&err, "%s: ", "docs.dbml");
	CHECK_TEXT(err.text, "docs.dbml: no such file");
	CHECK_INT(err.status, DDLECT_FAILED);
}

TEST(a_map_finds_what_was_set)
{
	struct arena arena;
	arena_init(&arena);
	struct map map = {0};
	static char names[1000][8];
	for (int i = 0; i < 1000; i++) {
		snprintf(names[i], sizeof(names[i]), "n%d", i);
		CHECK_INT(map_set(&map, &arena, i % 2 ? "s" : NULL, names[i], names[i]),
			  0);
	}
	CHECK(map_get(&map, "s", "n1") == names[1]);
	CHECK(map_get(&map, NULL, "n1") == NULL);
	CHECK(map_get(&map, NULL, "n998") == names[998]);
	arena_clear(&arena);
}

TEST(the_nearest_word_is_meant)
{
	static const char *const words[] = {"retention", "resource", "renamed_from"};
	CHECK_TEXT(nearest("retension", words, 3), "retention");
	CHECK(!nearest("colour", words, 3));
}
