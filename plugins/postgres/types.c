/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Types: from what scan.c found in a text to a canonical type, and back to one spelling.
 * A kind of the model wherever there is one; else the server's own words.
 */
#include <stdlib.h>

#include "plugins/postgres/types.h"

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

/* By hand: a large schema has more lengths than all else that printf() would format. */
static void write_number(struct ddlect_buf *out, const char *before, int32_t number)
{
	char text[16];
	char *at = text + sizeof(text);
	uint32_t rest = number < 0 ? -(uint32_t)number : (uint32_t)number;
	do
		*--at = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (number < 0)
		*--at = '-';
	ddlect_raw(out, before);
	ddlect_host->raw(out, at, (uint64_t)(text + sizeof(text) - at));
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
