/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8: is it, and where may it be cut. Strict: no surrogates, nothing overlong. */
#ifndef CORE_BASE_UTF8_H
#define CORE_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The length of the character that starts at `at`, or 0 if it isn't one. */
size_t utf8_char(const char *at, const char *end);

/* The character of that length, which utf8_char() found. */
uint32_t utf8_decode(const char *at, size_t length);

/* Does a character begin with this byte, or is it inside of one? */
static inline bool utf8_begins(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}

/* How many characters the bytes are. */
uint32_t utf8_count(const char *text, size_t length);

/* The offset of the first byte that isn't UTF-8; `length` when all of it is. */
size_t utf8_check(const char *text, size_t length);

/* The longest prefix of at most `limit` bytes that ends on a character's boundary. */
size_t utf8_cut(const char *text, size_t limit);

#endif
