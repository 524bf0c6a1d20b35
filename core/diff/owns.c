/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Owns: see owns.h. Both halves of a pattern are matched by themselves: `docs_*` is no
 * pattern of schemas, whatever their names begin with.
 */
#include <string.h>

#include "core/diff/owns.h"

static const char between[] = ", \t\n";

/* Does the text match the pattern from `pattern` to `end`? */
static bool glob(const char *pattern, const char *end, const char *text)
{
	const char *star = NULL;
	const char *again = NULL;
	while (*text) {
		if (pattern < end && *pattern == '*') {
			star = ++pattern;
			again = text;
		} else if (pattern < end && (*pattern == '?' || *pattern == *text)) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star;
			text = ++again;
		} else {
			return false;
		}
	}
	while (pattern < end && *pattern == '*')
		pattern++;
	return pattern == end;
}

/* The next pattern, up to `end`; NULL: none is left. */
static const char *next_pattern(const char **owns, const char **end)
{
	if (!*owns)
		return NULL;
	const char *start = *owns + strspn(*owns, between);
	*owns = *end = start + strcspn(start, between);
	return *end > start ? start : NULL;
}

bool owns_name(const char *owns, const char *schema, const char *name)
{
	const char *end;
	const char *at;
	while ((at = next_pattern(&owns, &end))) {
		const char *dot = memchr(at, '.', (size_t)(end - at));
		if (dot ? glob(at, dot, schema) && glob(dot + 1, end, name)
			: glob(at, end, name))
			return true;
	}
	return false;
}

const char *owns_schema(const char **owns, size_t *length)
{
	const char *end;
	const char *at;
	while ((at = next_pattern(owns, &end))) {
		const char *dot = memchr(at, '.', (size_t)(end - at));
		*length = dot ? (size_t)(dot - at) : 0;
		if (*length && !memchr(at, '*', *length) && !memchr(at, '?', *length))
			return at;
	}
	return NULL;
}
