/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Letters as SQL's own words and ours have them: those of ASCII. <ctype.h> and strcasecmp()
 * ask the program's locale, and the capital of `i` isn't `I` everywhere.
 */
#ifndef DDLECT_ASCII_H
#define DDLECT_ASCII_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

static inline char ddlect_ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline char ddlect_ascii_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

static inline int ddlect_ascii_letter(char c)
{
	c = ddlect_ascii_lower(c);
	return c >= 'a' && c <= 'z';
}

static inline int ddlect_ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline int ddlect_ascii_hex(char c)
{
	c = ddlect_ascii_lower(c);
	return ddlect_ascii_digit(c) || (c >= 'a' && c <= 'f');
}

static inline int ddlect_ascii_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Whether two texts are the same, but for capitals, in their first `n` bytes. */
static inline int ddlect_ascii_same(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (ddlect_ascii_lower(a[i]) != ddlect_ascii_lower(b[i]))
			return 0;
		if (!a[i])
			return 1;
	}
	return 1;
}

#ifdef __cplusplus
}
#endif
#endif
