/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8: is it, and where may it be cut. Strict: no surrogates, nothing overlong. */
#ifndef CORE_BASE_UTF8_H
#define CORE_BASE_UTF8_H

#include <stddef.h>

/* The length of the character that starts at `at`, or 0 if it isn't one. */
size_t utf8_char(const char *at, const char *end);

/* The offset of the first byte that isn't UTF-8; `length` when all of it is. */
size_t utf8_check(const char *text, size_t length);

/* The longest prefix of at most `limit` bytes that ends on a character's boundary. */
size_t utf8_cut(const char *text, size_t limit);

#endif
