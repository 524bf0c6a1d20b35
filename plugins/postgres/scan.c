/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scan: finding a type in a run of tokens, in every spelling that the server and the model
 * know. The same table serves declarations, catalogs and the casts inside of expressions.
 */
#include "plugins/postgres/types.h"

#define KIND(words, kind, takes)                                                         \
	{                                                                                \
		words, NULL, NULL, DDLECT_TYPE_##kind, PG_TAKES_##takes, false, false    \
	}
#define OWN(words, kind)                                                                 \
	{                                                                                \
		words, NULL, NULL, DDLECT_TYPE_##kind, PG_TAKES_NOTHING, false, true     \
	}
#define SERIAL(words, kind)                                                              \
	{                                                                                \
		words, NULL, NULL, DDLECT_TYPE_##kind, PG_TAKES_NOTHING, true, false     \
	}
#define NATIVE(words, native, suffix, takes)                                             \
	{                                                                                \
		words, native, suffix, DDLECT_TYPE_NATIVE, PG_TAKES_##takes, false,      \
			false                                                            \
	}

static const struct pg_spelling spellings[] = {
	KIND("bool", BOOL, NOTHING),
	KIND("boolean", BOOL, NOTHING),
	KIND("smallint", SMALLINT, NOTHING),
	KIND("int2", SMALLINT, NOTHING),
	KIND("int", INT, NOTHING),
	KIND("int4", INT, NOTHING),
	KIND("integer", INT, NOTHING),
	KIND("bigint", BIGINT, NOTHING),
	KIND("int8", BIGINT, NOTHING),
	KIND("float8", FLOAT, NOTHING),
	KIND("double precision", FLOAT, NOTHING),
	KIND("float", FLOAT, BITS),
	KIND("uuid", UUID, NOTHING),
	KIND("text", STRING, NOTHING),
	KIND("bytea", BYTES, NOTHING),
	KIND("timestamp", TIMESTAMP, PRECISION),
	KIND("timestamp without time zone", TIMESTAMP, PRECISION),
	KIND("timestamptz", TIMESTAMPTZ, PRECISION),
	KIND("timestamp with time zone", TIMESTAMPTZ, PRECISION),
	KIND("date", DATE, NOTHING),
	KIND("time", TIME, PRECISION),
	KIND("time without time zone", TIME, PRECISION),
	KIND("interval", INTERVAL, FIELDS),
	KIND("numeric", NUMERIC, SCALE),
	KIND("decimal", NUMERIC, SCALE),
	KIND("dec", NUMERIC, SCALE),
	KIND("varchar", VARCHAR, LENGTH),
	KIND("character varying", VARCHAR, LENGTH),
	KIND("char varying", VARCHAR, LENGTH),
	KIND("nchar varying", VARCHAR, LENGTH),
	KIND("national char varying", VARCHAR, LENGTH),
	KIND("national character varying", VARCHAR, LENGTH),
	KIND("jsonb", JSON, NOTHING),
	KIND("inet", INET, NOTHING),
	KIND("cidr", CIDR, NOTHING),
	KIND("macaddr", MACADDR, NOTHING),
	OWN("string", STRING),
	OWN("bytes", BYTES),
	OWN("json", JSON),
	SERIAL("smallserial", SMALLINT),
	SERIAL("serial2", SMALLINT),
	SERIAL("serial", INT),
	SERIAL("serial4", INT),
	SERIAL("bigserial", BIGINT),
	SERIAL("serial8", BIGINT),
	NATIVE("real", "real", NULL, NOTHING),
	NATIVE("float4", "real", NULL, NOTHING),
	NATIVE("char", "character", NULL, ONE),
	NATIVE("character", "character", NULL, ONE),
	NATIVE("nchar", "character", NULL, ONE),
	NATIVE("national char", "character", NULL, ONE),
	NATIVE("national character", "character", NULL, ONE),
	NATIVE("bpchar", "bpchar", NULL, LENGTH),
	NATIVE("bit", "bit", NULL, ONE),
	NATIVE("varbit", "bit varying", NULL, LENGTH),
	NATIVE("bit varying", "bit varying", NULL, LENGTH),
	NATIVE("timetz", "time", " with time zone", PRECISION),
	NATIVE("time with time zone", "time", " with time zone", PRECISION),
};

const char *pg_type_words(size_t i)
{
	return i < sizeof(spellings) / sizeof(*spellings) ? spellings[i].words : NULL;
}

/* `(…)` without brackets inside: the tokens it takes, 0 when there is none. */
static int scan_args(const struct pg_token *tokens, int n, struct pg_scan *scan)
{
	if (n < 3 || !pg_is(&tokens[0], "("))
		return 0;
	for (int i = 1; i < n; i++) {
		if (pg_is(&tokens[i], ")")) {
			scan->args = tokens + 1;
			scan->n_args = i - 1;
			return i > 1 ? i + 1 : 0;
		}
		bool sign = pg_is(&tokens[i], "-") || pg_is(&tokens[i], "+");
		if (!sign && !pg_is(&tokens[i], ",") &&
		    (tokens[i].kind == PG_MARK || tokens[i].kind == PG_OPERATOR))
			return 0;
	}
	return 0;
}

/* `year`, `day to second` … behind interval. */
static int scan_fields(const struct pg_token *tokens, int n, struct pg_scan *scan)
{
	static const char *const fields[] = {"year", "month",  "day",
					     "hour", "minute", "second"};
	int at[2] = {-1, -1};
	for (int i = 0; i < 6; i++) {
		if (n > 0 && pg_is_word(&tokens[0], fields[i]))
			at[0] = i;
		if (n > 2 && pg_is_word(&tokens[2], fields[i]))
			at[1] = i;
	}
	if (at[0] < 0)
		return 0;
	bool range = n >= 3 && pg_is_word(&tokens[1], "to") && at[1] > at[0] &&
		     (at[0] == 0 ? at[1] == 1 : at[0] >= 2);
	scan->fields = tokens;
	scan->n_fields = range ? 3 : 1;
	return scan->n_fields;
}

/* Most spellings are ruled out by their first letter, without a look at their words. */
static bool starts_alike(const struct pg_spelling *known, const struct pg_token *token)
{
	return (*token->at | ' ') == *known->words; /* a capital letter is a small one */
}

/* The tokens that this spelling takes; its first word may be followed by the arguments. */
static int scan_spelling(const struct pg_spelling *known, const struct pg_token *tokens,
			 int n, struct pg_scan *scan)
{
	int i = 0;
	for (const char *word = known->words; *word;) {
		size_t length = strcspn(word, " ");
		if (i == 1 && known->takes == PG_TAKES_PRECISION)
			i += scan_args(tokens + i, n - i, scan);
		if (i >= n || !pg_is_letters(&tokens[i], word, length))
			return 0;
		i++;
		word += length + (word[length] == ' ');
	}
	if (known->takes == PG_TAKES_FIELDS)
		i += scan_fields(tokens + i, n - i, scan);
	if (!scan->args)
		i += scan_args(tokens + i, n - i, scan);
	scan->known = known;
	return i;
}

/* `name`, `schema.name`, with arguments or without. */
static int scan_name(const struct pg_token *tokens, int n, struct pg_scan *scan)
{
	int i = 0;
	while (i < n && (tokens[i].kind == PG_WORD || tokens[i].kind == PG_QUOTED)) {
		i++;
		if (i + 1 >= n || !pg_is(&tokens[i], "."))
			break;
		i++;
	}
	if (i == 0 || pg_is(&tokens[i - 1], "."))
		return 0;
	scan->name = tokens;
	scan->n_name = i;
	return i + scan_args(tokens + i, n - i, scan);
}

/* `[]` or `[3]`: the tokens it takes. */
static int scan_bracket(const struct pg_token *tokens, int n)
{
	int end = n > 1 && tokens[1].kind == PG_NUMBER ? 2 : 1;
	return end < n && pg_is(&tokens[0], "[") && pg_is(&tokens[end], "]") ? end + 1
									     : 0;
}

/* `[][3]`, ARRAY, ARRAY[3]. */
static int scan_dims(const struct pg_token *tokens, int n, struct pg_scan *scan)
{
	if (n > 0 && pg_is_word(&tokens[0], "array")) {
		scan->dims = 1;
		return 1 + scan_bracket(tokens + 1, n - 1);
	}
	int i = 0;
	for (int length; (length = scan_bracket(tokens + i, n - i)) > 0; i += length)
		scan->dims++;
	return i;
}

int pg_type_scan(const struct pg_token *tokens, int n, struct pg_scan *scan,
		 bool in_expression)
{
	int skip = n > 2 && pg_is_word(&tokens[0], "pg_catalog") &&
				   pg_is(&tokens[1], ".") &&
				   !pg_is_word(&tokens[2], "json") &&
				   !pg_is_word(&tokens[2], "char")
			   ? 2
			   : 0;
	int longest = 0;
	*scan = (struct pg_scan){0};
	if (n <= 0)
		return 0;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++) {
		struct pg_scan tried = {0};
		if (!starts_alike(&spellings[i], &tokens[skip]) ||
		    (in_expression && spellings[i].own))
			continue;
		int length =
			scan_spelling(&spellings[i], tokens + skip, n - skip, &tried);
		if (length > longest) {
			longest = length;
			*scan = tried;
		}
	}
	if (longest == 0)
		longest = scan_name(tokens + skip, n - skip, scan);
	if (longest == 0)
		return 0;
	return skip + longest +
	       scan_dims(tokens + skip + longest, n - skip - longest, scan);
}
