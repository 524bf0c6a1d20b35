/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 against known answers, and checksums: what counts, and what doesn't. */
#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/migrations/checksum.h"
#include "tests/unit/test.h"

static const char *sum_parts(const char *text, size_t length, size_t part)
{
	static char hex[65];
	struct sha256 sha;
	uint8_t out[32];
	sha256_init(&sha);
	for (size_t at = 0; at < length; at += part) {
		sha256_add(&sha, text + at, length - at < part ? length - at : part);
		sha256_end(&sha, out); /* looking doesn't change it */
	}
	sha256_end(&sha, out);
	for (int i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", out[i]);
	return hex;
}

static const char *sum(const char *text)
{
	return sum_parts(text, strlen(text), 1000);
}

TEST(known_answers)
{
	static const struct {
		const char *text;
		const char *sum;
	} cases[] = {
		{"", "e3b0c44298fc1c149afbf4c8996fb924"
		     "27ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223"
			"b00361a396177a9cb410ff61f20015ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		 "248d6a61d20638b8e5c026930c3e6039"
		 "a33ce45964ff2167f6ecedd419db06c1"},
		{"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
		 "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
		 "cf5b16a778af8380036ce59e7b049237"
		 "0b249b11e8f07a51afac45037afee9d1"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(sum(cases[i].text), cases[i].sum);
}

TEST(a_million_times_a)
{
	char *text = malloc(1000000);
	CHECK(text);
	memset(text, 'a', 1000000);
	CHECK_TEXT(sum_parts(text, 1000000, 1 << 16), "cdc76e5c9914fb9281a1c7e284d73e67"
						      "f1809a48a497200e046d39ccc7112cd0");
	free(text);
}

TEST(parts_make_no_difference)
{
	char text[300];
	char whole[65];
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 7);
	for (size_t length = 0; length <= sizeof(text); length++) {
		strcpy(whole, sum_parts(text, length, 1000));
		for (size_t part = 1; part < 130; part += 9)
			CHECK_TEXT(sum_parts(text, length, part), whole);
	}
}

/* A language of words: a statement ends at a semicolon, `#` hides the rest of its line.
 */
static int toy_split(const struct ddlect_dialect *self, const char *text, uint64_t length,
		     uint64_t at, struct ddlect_piece *piece, ddlect_token *token,
		     void *context, struct ddlect_err *err)
{
	int found = 0;
	(void)self;
	*piece = (struct ddlect_piece){0};
	while (at < length && text[at] != ';') {
		if (text[at] == '!')
			return err_set(err, "a quote never ends");
		if (text[at] == '#')
			while (at < length && text[at] != '\n')
				at++;
		else if (text[at] == ' ' || text[at] == '\n')
			at++;
		else {
			uint64_t from = at;
			while (at < length && !strchr(" \n;#", text[at]))
				at++;
			piece->begin = found ? piece->begin : from;
			token(context, text + from, at - from);
			found = 1;
		}
	}
	piece->end = at < length ? at + 1 : at;
	return found || at < length;
}

static int stuck_split(const struct ddlect_dialect *self, const char *text,
		       uint64_t length, uint64_t at, struct ddlect_piece *piece,
		       ddlect_token *token, void *context, struct ddlect_err *err)
{
	(void)self, (void)text, (void)length, (void)token, (void)context, (void)err;
	piece->begin = piece->end = at;
	return 1;
}

static int far_split(const struct ddlect_dialect *self, const char *text, uint64_t length,
		     uint64_t at, struct ddlect_piece *piece, ddlect_token *token,
		     void *context, struct ddlect_err *err)
{
	(void)self, (void)text, (void)at, (void)token, (void)context, (void)err;
	piece->end = length + 1;
	return 1;
}

static const struct ddlect_dialect far = {.name = "far", .split = far_split};
static const struct ddlect_dialect toy = {.name = "toy", .split = toy_split};
static const struct ddlect_dialect stuck = {.name = "stuck", .split = stuck_split};

static const char *checksum(const char *text, uint64_t statements)
{
	static char rooms[4][CHECKSUM_SIZE];
	static int next;
	struct ddlect_err err;
	char *out = rooms[next++ % 4];
	CHECK_INT(checksum_of(&toy, text, strlen(text), statements, out, &err), 0);
	CHECK_INT(strlen(out), CHECKSUM_SIZE - 1);
	return out;
}

TEST(space_and_comments_do_not_count)
{
	const char *plain = checksum("create a; drop b;", UINT64_MAX);
	CHECK_TEXT(checksum("create\n a ; # why\n drop b;\n# end", UINT64_MAX), plain);
	CHECK_TEXT(checksum("", UINT64_MAX), checksum("# nothing\n", UINT64_MAX));
}

TEST(everything_else_counts)
{
	static const char *const others[] = {"create a; drop c;", "createa; drop b;",
					     "create a drop; b;", "create a drop b;",
					     "create a;",	  "drop b; create a;"};
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		CHECK(strcmp(checksum("create a; drop b;", UINT64_MAX),
			     checksum(others[i], UINT64_MAX)) != 0);
}

TEST(the_first_statements_have_a_checksum_of_their_own)
{
	CHECK_TEXT(checksum("a; b; c;", 2), checksum("a; b;", UINT64_MAX));
	CHECK_TEXT(checksum("a; b; c;", 0), checksum("", UINT64_MAX));
	CHECK_TEXT(checksum("a; b; c;", 9), checksum("a; b; c;", UINT64_MAX));
	/* What follows may even be broken. */
	CHECK_TEXT(checksum("a; b; !", 2), checksum("a; b;", UINT64_MAX));
}

TEST(whoever_splits_can_feed_it_too)
{
	struct checksum by_hand;
	char out[CHECKSUM_SIZE];
	checksum_init(&by_hand);
	checksum_statement(&by_hand);
	checksum_token(&by_hand, "a", 1);
	checksum_token(&by_hand, "b", 1);
	checksum_text(&by_hand, out);
	CHECK_TEXT(out, checksum("a b", UINT64_MAX));
	checksum_statement(&by_hand);
	checksum_statement(&by_hand);
	checksum_text(&by_hand, out);
	CHECK_TEXT(out, checksum("a b", UINT64_MAX));
	checksum_token(&by_hand, "c", 1);
	checksum_text(&by_hand, out);
	CHECK_TEXT(out, checksum("a b; c", UINT64_MAX));
}

TEST(a_text_that_cannot_be_split_has_none)
{
	char out[CHECKSUM_SIZE];
	struct ddlect_err err;
	CHECK_INT(checksum_of(&toy, "a; !", 4, UINT64_MAX, out, &err), -1);
	CHECK_TEXT(err.text, "a quote never ends");
	CHECK_INT(checksum_of(&stuck, "a; b", 4, UINT64_MAX, out, &err), -1);
	CHECK_TEXT(err.text,
		   "the dialect stuck splits the text wrongly: a statement from "
		   "byte 0 ends at byte 0");
	CHECK_INT(checksum_of(&far, "a; b", 4, UINT64_MAX, out, &err), -1);
	CHECK_TEXT(err.text, "the dialect far splits the text wrongly: a statement from "
			     "byte 0 ends at byte 5");
}
