/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DSN, params: the `x-…` parameters that golang-migrate takes, read the way it does: values
 * are decoded like a form's, the first of a name counts, and what says nothing isn't there.
 */
#include <stdlib.h>
#include <string.h>

#include "plugins/postgres/dsn.h"
#include "plugins/postgres/postgres.h"

#define TABLE "x-migrations-table"
#define QUOTED "x-migrations-table-quoted"
#define TIMEOUT "x-statement-timeout"

static int hex(char c)
{
	return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

/* Decoded, into `out`; else what is wrong with it. */
static const char *decode(const char *at, size_t length, char *out, size_t size)
{
	size_t n = 0;
	for (size_t i = 0; i < length; i++) {
		bool coded = at[i] == '%' && length - i > 2 &&
			     ddlect_ascii_hex(at[i + 1]) && ddlect_ascii_hex(at[i + 2]);
		if (n + 1 >= size)
			return "is too long";
		out[n++] = coded	  ? (char)(hex(at[i + 1]) * 16 + hex(at[i + 2]))
			   : at[i] == '+' ? ' '
					  : at[i];
		if (!out[n - 1])
			return "has a %00 in it";
		i += coded ? 2 : 0;
	}
	out[n] = '\0';
	return NULL;
}

/* The value of a parameter; "" when it isn't there. */
static int value_of(const char *dsn, const char *name, char *out, size_t size,
		    struct ddlect_err *err)
{
	const char *at = dsn_query(dsn);
	const char *start;
	size_t length;
	*out = '\0';
	while (dsn_next_parameter(&at, &start, &length)) {
		char key[64];
		size_t n = strcspn(start, "=&");
		n = n < length ? n : length;
		if (decode(start, n, key, sizeof(key)) || strcmp(key, name) != 0)
			continue;
		const char *value = start + n + (n < length);
		const char *wrong =
			decode(value, length - (size_t)(value - start), out, size);
		return wrong ? ddlect_error(err, "the DSN's %s %s", name, wrong) : 0;
	}
	return 0;
}

static int read_bool(const char *text, bool *value, struct ddlect_err *err)
{
	static const char *const words[] = {"",	     "0",     "f",   "F", "false",
					    "FALSE", "False", "1",   "t", "T",
					    "true",  "TRUE",  "True"};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(text, words[i]) == 0) {
			*value = i > 6;
			return 0;
		}
	return ddlect_error(err, "the DSN's " QUOTED " is neither true nor false");
}

/* "schema"."table", or "table"; what stands between quotes is the name as it is. */
static int read_quoted(const char *text, struct ddlect_dsn_options *out,
		       struct ddlect_err *err)
{
	size_t length = strlen(text);
	char *const parts[] = {out->schema, out->table};
	int n = 0;
	if (text[0] != '"' || text[length - 1] != '"' || length < 2)
		return ddlect_error(err,
				    "the DSN's " TABLE " has to be in quotes, like "
				    "\"schema\".\"table\", because " QUOTED " is true");
	for (const char *at = text, *end;
	     (at = strchr(at, '"')) && (end = strchr(at + 1, '"')); at = end + 1, n++) {
		size_t size = (size_t)(end - at - 1);
		if (size == 0)
			return ddlect_error(err, "the DSN's " TABLE
						 " has an empty name in it");
		if (size >= sizeof(out->table))
			return ddlect_error(err, "the DSN's " TABLE " is too long");
		if (n < 2)
			snprintf(parts[n], sizeof(out->table), "%.*s", (int)size, at + 1);
	}
	if (n > 2)
		return ddlect_error(err, "the DSN's " TABLE " has more than two names");
	if (n == 1) {
		memcpy(out->table, out->schema, sizeof(out->table));
		out->schema[0] = '\0';
	}
	return 0;
}

static int read_table(const char *dsn, struct ddlect_dsn_options *out,
		      struct ddlect_err *err)
{
	char text[2 * sizeof(out->table)];
	char word[16];
	bool quoted = false;
	if (value_of(dsn, QUOTED, word, sizeof(word), err) < 0 ||
	    read_bool(word, &quoted, err) < 0 ||
	    value_of(dsn, TABLE, text, sizeof(text), err) < 0)
		return -1;
	if (!*text)
		return 0;
	if (quoted)
		return read_quoted(text, out, err);
	if (strlen(text) >= sizeof(out->table))
		return ddlect_error(err, "the DSN's " TABLE " is too long");
	memcpy(out->table, text, strlen(text) + 1);
	return 0;
}

static int read_timeout(const char *dsn, struct ddlect_dsn_options *out,
			struct ddlect_err *err)
{
	char text[32];
	if (value_of(dsn, TIMEOUT, text, sizeof(text), err) < 0)
		return -1;
	size_t digits = strspn(text, "0123456789");
	if (text[digits] || digits > 9)
		return ddlect_error(err, "the DSN's " TIMEOUT " isn't a number of "
					 "milliseconds, from 0 to 999999999");
	out->statement_timeout_ms = (uint32_t)strtoul(text, NULL, 10);
	return 0;
}

static bool is_name(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!ddlect_ascii_letter(text[i]) && !ddlect_ascii_digit(text[i]) &&
		    text[i] != '-')
			return false;
	return length < 40;
}

/* Names only: a value may be anything. */
static void list_others(const char *dsn, struct ddlect_dsn_options *out)
{
	static const char *const heard[] = {TABLE, QUOTED, TIMEOUT};
	const char *at = dsn_query(dsn);
	const char *start;
	size_t length;
	while (dsn_next_parameter(&at, &start, &length)) {
		size_t n = strcspn(start, "=&");
		size_t taken = strlen(out->unheard);
		bool known = strncmp(start, "x-", 2) != 0 || !is_name(start, n);
		for (size_t i = 0; i < sizeof(heard) / sizeof(*heard); i++)
			known |=
				strlen(heard[i]) == n && strncmp(heard[i], start, n) == 0;
		if (!known && taken + n + 3 < sizeof(out->unheard))
			snprintf(out->unheard + taken, sizeof(out->unheard) - taken,
				 "%s%.*s", taken ? ", " : "", (int)n, start);
	}
}

int pg_dsn_options(const struct ddlect_dialect *self, const char *dsn,
		   struct ddlect_dsn_options *out, struct ddlect_err *err)
{
	(void)self;
	/* What looks like a parameter is one of a DSN that can be parsed: else a password's. */
	PQconninfoOption *options = dsn_parse(dsn, err);
	if (!options)
		return -1;
	PQconninfoFree(options);
	if (read_table(dsn, out, err) < 0 || read_timeout(dsn, out, err) < 0)
		return -1;
	list_others(dsn, out);
	return 0;
}
