/* SPDX-License-Identifier: Apache-2.0 */
/* Marker: see marker.h. It is FILE_NO_TRANSACTION, read with more patience than it is written. */
#include <string.h>

#include <ddlect/ascii.h>

#include "core/run/marker.h"

static const char *skip(const char *at, const char *end, const char *set)
{
	while (at < end && *at && strchr(set, *at))
		at++;
	return at;
}

/* Behind `word`; NULL when something else is there. */
static const char *word(const char *at, const char *end, const char *word)
{
	size_t n = strlen(word);
	return at && (size_t)(end - at) >= n && ddlect_ascii_same(at, word, n) ? at + n
									       : NULL;
}

/* Behind `ddlect` and what may be between it and the rest. */
static const char *name(const char *at, const char *end, const char *between)
{
	at = word(at, end, "ddlect");
	return at ? skip(at, end, between) : NULL;
}

bool marker_leads(const char *text, uint64_t length)
{
	const char *end = memchr(text, '\n', length);
	end = end ? end : text + length;
	const char *at = word(text, end, "--");
	at = at ? name(skip(at, end, " \t"), end, " \t") : NULL;
	at = word(at, end, ":");
	at = at ? word(skip(at, end, " \t"), end, "no-transaction") : NULL;
	return at && skip(at, end, " \t\r") == end;
}

static bool is_near(const char *at, const char *end)
{
	at = name(skip(at, end, " \t-/*#"), end, " \t:=-+");
	at = word(at, end, "no");
	return at && word(skip(at, end, " \t-_"), end, "transaction");
}

bool marker_near(const char *text, uint64_t length, uint64_t *offset)
{
	const char *end = text + length;
	for (const char *at = text, *next; at < end; at = next) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));
		line_end = line_end ? line_end : end;
		next = line_end + 1;
		if (!is_near(at, line_end))
			continue;
		*offset = (uint64_t)(at - text);
		return true;
	}
	return false;
}
