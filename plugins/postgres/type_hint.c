/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Type hint: which type may be meant by a name that is none of the server's own: other
 * databases have one by it, or a finger slipped once. It may be a domain or an extension's
 * type after all, so this only guesses, and rather not than wrong.
 */
#include <string.h>

#include "plugins/postgres/types.h"

#define SHORT_WORD 4u

/* One letter too many, one missing, two that changed places; in a long word, another. */
static bool one_slip(const char *word, size_t n, const char *known)
{
	size_t m = strlen(known);
	bool is_short = n <= SHORT_WORD;
	while (n > 0 && m > 0 && *word == *known) {
		word++;
		known++;
		n--;
		m--;
	}
	while (n > 0 && m > 0 && word[n - 1] == known[m - 1]) {
		n--;
		m--;
	}
	if (n == 1 && m == 1)
		return !is_short; /* ulid is no uuid */
	return n + m == 1 ||
	       (n == 2 && m == 2 && word[0] == known[1] && word[1] == known[0]);
}

/* A digit is no slip: macaddr8 and uint8 are types that somebody made. */
static const char *near_type(const char *word, size_t length)
{
	const char *known;
	if (length < SHORT_WORD || strcspn(word, "0123456789\".") < length)
		return NULL;
	for (size_t i = 0; (known = pg_type_words(i)); i++)
		if (one_slip(word, length, known))
			return known;
	return NULL;
}

const char *pg_type_hint(const char *native)
{
	static const char *const words[][2] = {
		{"datetime", "timestamp"}, {"tinyint", "smallint"},
		{"mediumint", "int"},	   {"double", "float"},
		{"number", "numeric"},	   {"blob", "bytes"},
		{"longtext", "text"},	   {"mediumtext", "text"},
		{"nvarchar", "varchar"},   {"varchar2", "varchar"},
		{"object", "json"},	   {"map", "json"},
		{"binary", "bytes"},	   {"varbinary", "bytes"},
		{"guid", "uuid"},	   {"uint", "bigint"},
		{"str", "string"},	   {"long", "bigint"},
	};
	size_t length = strcspn(native, "(");
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i][0]) == length &&
		    strncmp(native, words[i][0], length) == 0)
			return words[i][1];
	return near_type(native, length);
}
