/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Types: reading their text in every spelling that the server knows, and writing them in
 * one. The same table serves declarations, catalogs and the casts inside of expressions.
 */
#include <stdlib.h>

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
	for (int side = 0; side < 2 && side * 2 < n; side++)
		for (int i = 0; i < 6; i++)
			if (pg_is_word(&tokens[side * 2], fields[i]))
				at[side] = i;
	if (at[0] < 0)
		return 0;
	bool range = n >= 3 && pg_is_word(&tokens[1], "to") && at[1] > at[0] &&
		     (at[0] == 0 ? at[1] == 1 : at[0] >= 2);
	scan->fields = tokens;
	scan->n_fields = range ? 3 : 1;
	return scan->n_fields;
}

/* The tokens that this spelling takes; its first word may be followed by the arguments. */
static int scan_spelling(const struct pg_spelling *known, const struct pg_token *tokens,
			 int n, struct pg_scan *scan)
{
	int i = 0;
	for (const char *word = known->words; *word;) {
		size_t length = strcspn(word, " ");
		char text[32];
		snprintf(text, sizeof(text), "%.*s", (int)length, word);
		if (i == 1 && known->takes == PG_TAKES_PRECISION)
			i += scan_args(tokens + i, n - i, scan);
		if (i >= n || !pg_is_word(&tokens[i], text))
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
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++) {
		struct pg_scan tried = {0};
		if (in_expression && spellings[i].own)
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

/* A whole number with its sign; false when the token isn't a small one. */
static bool read_number(const struct pg_token *tokens, int n, int32_t *value)
{
	bool negative = n > 0 && pg_is(&tokens[0], "-");
	int i = negative || (n > 0 && pg_is(&tokens[0], "+"));
	if (n - i != 1 || tokens[i].kind != PG_NUMBER || tokens[i].length > 8)
		return false;
	*value = 0;
	for (size_t d = 0; d < tokens[i].length; d++) {
		if (tokens[i].at[d] < '0' || tokens[i].at[d] > '9')
			return false;
		*value = *value * 10 + (tokens[i].at[d] - '0');
	}
	if (negative)
		*value = -*value;
	return true;
}

#define NOT_GIVEN INT32_MIN

/* `precision` and `scale` from `(p)` or `(p, s)`. */
static bool read_args(const struct pg_scan *scan, int32_t *precision, int32_t *scale)
{
	int comma = 0;
	*precision = *scale = NOT_GIVEN;
	if (!scan->args)
		return true;
	while (comma < scan->n_args && !pg_is(&scan->args[comma], ","))
		comma++;
	if (scan->known->takes == PG_TAKES_NOTHING ||
	    !read_number(scan->args, comma, precision))
		return false;
	if (comma == scan->n_args)
		return true;
	return scan->known->takes == PG_TAKES_SCALE &&
	       read_number(scan->args + comma + 1, scan->n_args - comma - 1, scale);
}

/* Text of a name of its own: each part quoted if it must be, arguments close together. */
static bool write_name(struct ddlect_buf *out, const struct pg_scan *scan)
{
	for (int i = 0; i < scan->n_name; i++) {
		char name[256];
		if (!pg_token_name(&scan->name[i], name, sizeof(name)))
			return false;
		if (pg_is(&scan->name[i], "."))
			ddlect_raw(out, ".");
		else
			pg_name_write(out, name);
	}
	if (scan->args)
		ddlect_raw(out, "(");
	for (int i = 0; i < scan->n_args; i++)
		ddlect_host->raw(out, scan->args[i].at, scan->args[i].length);
	if (scan->args)
		ddlect_raw(out, ")");
	return true;
}

static void write_number(struct ddlect_buf *out, const char *before, int32_t number)
{
	char text[16];
	snprintf(text, sizeof(text), "%d", number);
	ddlect_raw(out, before);
	ddlect_raw(out, text);
}

/* The server's spelling of a known type that the model has no kind for. */
static void write_native(struct ddlect_buf *out, const char *native, const char *suffix,
			 const struct pg_scan *scan, int32_t precision, int32_t scale)
{
	ddlect_raw(out, native);
	for (int i = 0; i < scan->n_fields; i++) {
		char word[16];
		pg_token_name(&scan->fields[i], word, sizeof(word));
		ddlect_raw(out, " ");
		ddlect_raw(out, word);
	}
	if (precision != NOT_GIVEN) {
		write_number(out, "(", precision);
		if (scale != NOT_GIVEN)
			write_number(out, ",", scale);
		ddlect_raw(out, ")");
	}
	if (suffix)
		ddlect_raw(out, suffix);
}

static const char takes_none[] = "takes no such arguments";

/* A known type into `type`, its text into `name` when it is native; or what is wrong. */
static const char *known_type(const struct pg_scan *scan, struct ddlect_type *type,
			      struct ddlect_buf *name)
{
	const struct pg_spelling *known = scan->known;
	int32_t precision, scale;
	if (!read_args(scan, &precision, &scale))
		return takes_none;
	if (known->takes == PG_TAKES_ONE && precision == NOT_GIVEN)
		precision = 1;
	if (known->takes == PG_TAKES_SCALE && precision != NOT_GIVEN &&
	    scale == NOT_GIVEN)
		scale = 0;
	bool time = known->takes == PG_TAKES_PRECISION || known->takes == PG_TAKES_FIELDS;
	if (time && precision > 6)
		precision = 6; /* as the server does */
	if (precision != NOT_GIVEN && precision < (time ? 0 : 1))
		return "takes no argument below 1";
	type->kind = known->kind;
	if (known->takes == PG_TAKES_BITS && precision != NOT_GIVEN) {
		if (precision > 53)
			return "takes at most 53 bits";
		if (precision <= 24) {
			type->kind = DDLECT_TYPE_NATIVE;
			ddlect_raw(name, "real");
		}
		return NULL;
	}
	bool whole_seconds = scan->n_fields > 0 &&
			     !pg_is_word(&scan->fields[scan->n_fields - 1], "second");
	if (whole_seconds && precision != NOT_GIVEN)
		return takes_none;
	if (known->native || scan->n_fields > 0 || (scale != NOT_GIVEN && scale < 0)) {
		type->kind = DDLECT_TYPE_NATIVE;
		write_native(name, known->native ? known->native : known->words,
			     known->suffix, scan, precision, scale);
		return NULL;
	}
	type->precision = precision == NOT_GIVEN ? -1 : precision;
	type->scale = scale == NOT_GIVEN ? -1 : scale;
	return NULL;
}

const char *pg_scan_type(const struct pg_scan *scan, struct ddlect_type *type,
			 struct ddlect_buf *name)
{
	*type = (struct ddlect_type){.dims = scan->dims, .precision = -1, .scale = -1};
	if (scan->known)
		return known_type(scan, type, name);
	return write_name(name, scan) ? NULL : "has a name that is too long";
}

int pg_type_check(const struct ddlect_type *type, struct ddlect_err *err)
{
	int32_t p = type->precision;
	int32_t s = type->scale;
	if (type->kind == DDLECT_TYPE_VARCHAR && p != -1 && (p < 1 || p > 10485760))
		return ddlect_error(err,
				    "varchar(%d): the length must be between 1 and "
				    "10485760; write text for any length",
				    p);
	if (type->kind == DDLECT_TYPE_NUMERIC && p != -1 && (p < 1 || p > 1000))
		return ddlect_error(err,
				    "numeric(%d): the precision must be between 1 "
				    "and 1000; write numeric for any number",
				    p);
	if (type->kind == DDLECT_TYPE_NUMERIC && s > 1000)
		return ddlect_error(err, "numeric(%d,%d): the scale must be at most 1000",
				    p, s);
	return 0;
}

#define MAX_TOKENS 64

int pg_type_parse(struct ddlect_schema *schema, const char *text,
		  struct ddlect_type *type, bool *serial, struct ddlect_err *err)
{
	struct pg_token tokens[MAX_TOKENS];
	struct pg_scan scan;
	int n = pg_lex_all(text, tokens, MAX_TOKENS);
	if (n <= 0 || pg_type_scan(tokens, n, &scan, false) != n)
		return ddlect_error(err,
				    "\"%s\" isn't a type: write its name, perhaps with a "
				    "schema, arguments and [], such as numeric(10,2)[]",
				    text);
	bool is_serial = scan.known && scan.known->serial;
	if (is_serial && (scan.dims > 0 || !serial))
		return ddlect_error(err,
				    "\"%s\" can't be an array: only a column of its "
				    "own can count up",
				    text);
	struct ddlect_buf *name = ddlect_host->buf_new();
	if (!name)
		return ddlect_no_memory(err);
	int result = -1;
	const char *wrong = pg_scan_type(&scan, type, name);
	if (wrong) {
		ddlect_error(err, "\"%s\" isn't a type: it %s", text, wrong);
		goto out;
	}
	result = pg_type_check(type, err);
	if (result == 0 && type->kind == DDLECT_TYPE_NATIVE) {
		const char *native = ddlect_host->buf_text(name);
		type->name = native ? ddlect_text(schema, native) : NULL;
		result = type->name ? 0 : ddlect_no_memory(err);
	}
	if (serial)
		*serial = is_serial;
out:
	ddlect_host->buf_free(name);
	return result;
}

static const char *const kind_names[DDLECT_TYPE_COUNT] = {
	[DDLECT_TYPE_BOOL] = "boolean",
	[DDLECT_TYPE_SMALLINT] = "smallint",
	[DDLECT_TYPE_INT] = "integer",
	[DDLECT_TYPE_BIGINT] = "bigint",
	[DDLECT_TYPE_FLOAT] = "double precision",
	[DDLECT_TYPE_UUID] = "uuid",
	[DDLECT_TYPE_STRING] = "text",
	[DDLECT_TYPE_BYTES] = "bytea",
	[DDLECT_TYPE_TIMESTAMP] = "timestamp",
	[DDLECT_TYPE_TIMESTAMPTZ] = "timestamptz",
	[DDLECT_TYPE_DATE] = "date",
	[DDLECT_TYPE_TIME] = "time",
	[DDLECT_TYPE_INTERVAL] = "interval",
	[DDLECT_TYPE_NUMERIC] = "numeric",
	[DDLECT_TYPE_VARCHAR] = "varchar",
	[DDLECT_TYPE_JSON] = "jsonb",
	[DDLECT_TYPE_INET] = "inet",
	[DDLECT_TYPE_CIDR] = "cidr",
	[DDLECT_TYPE_MACADDR] = "macaddr",
};

static void write_element(struct ddlect_buf *out, const struct ddlect_type *type)
{
	if (type->kind == DDLECT_TYPE_ENUM) {
		ddlect_qualified(out, type->schema, type->name);
		return;
	}
	if (type->kind == DDLECT_TYPE_NATIVE || type->kind >= DDLECT_TYPE_COUNT) {
		ddlect_raw(out, type->name ? type->name : "unknown");
		return;
	}
	ddlect_raw(out, kind_names[type->kind]);
	if (type->precision >= 0) {
		write_number(out, "(", type->precision);
		if (type->kind == DDLECT_TYPE_NUMERIC)
			write_number(out, ",", type->scale > 0 ? type->scale : 0);
		ddlect_raw(out, ")");
	}
}

void pg_type_write(struct ddlect_buf *out, const struct ddlect_type *type)
{
	write_element(out, type);
	for (uint32_t i = 0; i < type->dims; i++)
		ddlect_raw(out, "[]");
}

int pg_type_name(const struct ddlect_dialect *self, const struct ddlect_type *type,
		 char *out, uint64_t size)
{
	(void)self;
	struct ddlect_buf *buf = ddlect_host->buf_new();
	if (!buf)
		return -1;
	if (type->kind == DDLECT_TYPE_ENUM) {
		if (type->schema) {
			pg_name_write(buf, type->schema);
			ddlect_raw(buf, ".");
		}
		pg_name_write(buf, type->name);
		for (uint32_t i = 0; i < type->dims; i++)
			ddlect_raw(buf, "[]");
	} else {
		pg_type_write(buf, type);
	}
	const char *text = ddlect_host->buf_text(buf);
	int length = text ? snprintf(out, size, "%s", text) : -1;
	ddlect_host->buf_free(buf);
	return length >= 0 && (uint64_t)length < size ? 0 : -1;
}
