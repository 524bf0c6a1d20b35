/* SPDX-License-Identifier: Apache-2.0 */
/* Name_read: see name_read.h. */
#include <string.h>

#include "plugins/postgres/name_read.h"

struct name {
	char *text;
	size_t n;
	bool full; /* a character didn't fit: no later one may */
};

static void put(struct name *name, const char *bytes, size_t n)
{
	if (name->full || name->n + n > PG_MAX_NAME) {
		name->full = true;
		return;
	}
	memcpy(name->text + name->n, bytes, n);
	name->n += n;
}

/* The bytes of the character at `at`; wrong ones count as characters. */
static size_t character(const char *at, const char *end)
{
	unsigned char lead = (unsigned char)*at;
	size_t n = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
	return n <= (size_t)(end - at) ? n : (size_t)(end - at);
}

static void put_code(struct name *name, uint32_t code)
{
	char bytes[4];
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
	for (size_t i = n; i-- > 1; code >>= 6)
		bytes[i] = (char)(0x80 | (code & 0x3f));
	bytes[0] = (char)(leads[n] | code);
	put(name, bytes, n);
}

/* `digits` hexadecimal ones; UINT32_MAX when they aren't. */
static uint32_t read_hex(const char *at, const char *end, int digits)
{
	uint32_t value = 0;
	if (end - at < digits)
		return UINT32_MAX;
	for (int i = 0; i < digits; i++) {
		char c = (char)(at[i] | 0x20);
		if (at[i] >= '0' && at[i] <= '9')
			value = value * 16 + (uint32_t)(at[i] - '0');
		else if (c >= 'a' && c <= 'f')
			value = value * 16 + (uint32_t)(c - 'a') + 10;
		else
			return UINT32_MAX;
	}
	return value;
}

/* The code behind an escape at `*at`, which moves behind it; 0 when it is none. */
static uint32_t read_code(const char **at, const char *end)
{
	const char *from = *at + 1;
	int digits = from < end && *from == '+' ? 6 : 4;
	from += digits == 6;
	uint32_t code = read_hex(from, end, digits);
	if (code == 0 || code > 0x10ffff)
		return 0;
	*at = from + digits;
	return code;
}

/* The same, and where it is the first half of a pair, with the second. */
static uint32_t read_pair(const char **at, const char *end, char escape)
{
	uint32_t code = read_code(at, end);
	if (code < 0xd800 || code > 0xdfff)
		return code;
	if (code > 0xdbff || *at == end || **at != escape)
		return 0;
	uint32_t second = read_code(at, end);
	if (second < 0xdc00 || second > 0xdfff)
		return 0;
	return 0x10000 + ((code - 0xd800) << 10) + (second - 0xdc00);
}

static bool read_unicode(struct name *name, const char *at, const char *end, char escape)
{
	while (at < end) {
		if (*at == '"') {
			put(name, at, 1);
			at += 2;
		} else if (*at != escape) {
			size_t n = character(at, end);
			put(name, at, n);
			at += n;
		} else if (at + 1 < end && at[1] == escape) {
			put(name, at, 1);
			at += 2;
		} else {
			uint32_t code = read_pair(&at, end, escape);
			if (code == 0)
				return false;
			put_code(name, code);
		}
	}
	return true;
}

static void read_plain(struct name *name, const char *at, const char *end, bool quoted)
{
	while (at < end) {
		size_t n = character(at, end);
		char folded = *at;
		if (!quoted && folded >= 'A' && folded <= 'Z')
			folded = (char)(folded + ('a' - 'A'));
		put(name, n == 1 ? &folded : at, n);
		at += n + (quoted && *at == '"');
	}
}

bool pg_name_read(const struct pg_token *token, const struct pg_token *escape,
		  char out[PG_NAME_SIZE])
{
	struct name name = {.text = out};
	const char *at = token->at;
	const char *end = at + token->length;
	bool fine = true;
	if (token->kind == PG_UNICODE)
		fine = read_unicode(&name, at + 3, end - 1,
				    escape->length == 3 ? escape->at[1] : '\\');
	else if (token->kind == PG_QUOTED)
		read_plain(&name, at + 1, end - 1, true);
	else
		read_plain(&name, at, end, false);
	out[name.n] = '\0';
	return fine && name.n > 0;
}
