/* SPDX-License-Identifier: Apache-2.0 */
/* Heading: see heading.h. core/migrations/file.c writes it. */
#include <string.h>

#include "core/migrations/file.h"
#include "core/run/heading.h"

struct line {
	const char *text;
	size_t length;
};

static struct line next_line(const char **at, const char *end)
{
	struct line line = {.text = *at};
	const char *newline = memchr(*at, '\n', (size_t)(end - *at));
	*at = newline ? newline + 1 : end;
	line.length = (size_t)((newline ? newline : end) - line.text);
	if (line.length > 0 && line.text[line.length - 1] == '\r')
		line.length--;
	return line;
}

static bool begins(struct line line, const char *words)
{
	size_t n = strlen(words);
	return line.length >= n && memcmp(line.text, words, n) == 0;
}

int heading_schema(struct arena *arena, const char *text, uint64_t length,
		   const char **schema)
{
	static const char lead[] = "-- Schema: ";
	const char *end = text + length;
	struct line line = next_line(&text, end);
	*schema = NULL;
	if (begins(line, FILE_NO_TRANSACTION))
		line = next_line(&text, end);
	if (begins(line, "-- Provider: "))
		line = next_line(&text, end);
	if (!begins(line, "-- Dialect: ") ||
	    !begins(next_line(&text, end), "-- Direction: "))
		return 0;
	line = next_line(&text, end);
	if (!begins(line, lead))
		return 0;
	*schema = arena_text(arena, line.text + sizeof(lead) - 1,
			     line.length - sizeof(lead) + 1);
	return *schema ? 0 : -1;
}
