/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Defaults: from a number, a string or a word to the text that pg_get_expr() gives for it,
 * so that a declaration and a database compare as text. An author's own expression stays as
 * it is; what the server makes of that is only known to the server.
 */
#include <stdlib.h>

#include "plugins/postgres/lower.h"

/* A plain decimal number, taken apart. */
struct number {
	bool negative;
	bool point;
	size_t whole; /* digits before the point, without leading zeros; at least one */
	char text[80];
};

/* False when it isn't one, or has an exponent, or is very long. */
static bool read_number(const char *from, struct number *number)
{
	size_t n = 0;
	*number = (struct number){.negative = *from == '-'};
	if (*from == '-' || *from == '+')
		from++;
	bool digits = false;
	while (*from == '0') {
		digits = true;
		from++;
	}
	for (; *from && n < sizeof(number->text) - 2; from++) {
		if (*from == '.' && !number->point) {
			number->point = true;
			if (n == 0)
				number->text[n++] = '0';
			number->whole = n;
		} else if (*from < '0' || *from > '9') {
			return false;
		} else {
			digits = true;
		}
		number->text[n++] = *from;
	}
	if (*from || !digits)
		return false;
	if (n == 0)
		number->text[n++] = '0';
	if (number->point && number->text[n - 1] == '.') {
		number->point = false;
		n--;
	}
	if (!number->point)
		number->whole = n;
	number->text[n] = '\0';
	return true;
}

static bool fits(const struct number *number, const char *limit)
{
	size_t length = strlen(limit);
	return number->whole < length ||
	       (number->whole == length && strcmp(number->text, limit) <= 0);
}

static bool is_int(uint32_t kind)
{
	return kind == DDLECT_TYPE_SMALLINT || kind == DDLECT_TYPE_INT ||
	       kind == DDLECT_TYPE_BIGINT;
}

/* The name of a type behind `::`, as the server writes it: without a length. */
static void write_cast(struct ddlect_buf *out, const struct ddlect_type *type)
{
	static const char *const names[DDLECT_TYPE_COUNT] = {
		[DDLECT_TYPE_TIMESTAMP] = "timestamp without time zone",
		[DDLECT_TYPE_TIMESTAMPTZ] = "timestamp with time zone",
		[DDLECT_TYPE_TIME] = "time without time zone",
		[DDLECT_TYPE_VARCHAR] = "character varying",
		[DDLECT_TYPE_NUMERIC] = "numeric",
	};
	static const char zone[] = " with time zone";
	struct ddlect_type bare = *type;
	bare.dims = 0;
	ddlect_raw(out, "::");
	if (names[type->kind]) {
		ddlect_raw(out, names[type->kind]);
	} else if (type->kind == DDLECT_TYPE_ENUM) {
		if (type->schema) {
			pg_name_write(out, type->schema);
			ddlect_raw(out, ".");
		}
		pg_name_write(out, type->name);
	} else if (type->kind != DDLECT_TYPE_NATIVE ||
		   strncmp(type->name, "interval", 8) == 0) {
		pg_type_write(out, &bare);
	} else if (strncmp(type->name, "character(", 10) == 0) {
		ddlect_raw(out, "bpchar");
	} else if (strncmp(type->name, "bit(", 4) == 0) {
		ddlect_raw(out, "\"bit\"");
	} else if (strcmp(type->name, "pg_catalog.json") == 0) {
		ddlect_raw(out, "json");
	} else {
		ddlect_host->raw(out, type->name, strcspn(type->name, "("));
		if (strstr(type->name, zone))
			ddlect_raw(out, strchr(type->name, '(') ? zone : "");
	}
	for (uint32_t i = 0; i < type->dims; i++)
		ddlect_raw(out, "[]");
}

static void write_string(struct ddlect_buf *out, const char *text,
			 const struct ddlect_type *type)
{
	ddlect_literal(out, text);
	write_cast(out, type);
}

/* A number for a column that takes numbers: what the server makes of the bare digits. */
static void write_number(struct ddlect_buf *out, const struct number *number)
{
	bool small = !number->point &&
		     fits(number, number->negative ? "2147483648" : "2147483647");
	bool big =
		!number->point && fits(number, number->negative ? "9223372036854775808"
								: "9223372036854775807");
	if (!number->negative && (small || number->point)) {
		ddlect_raw(out, number->text);
		return;
	}
	ddlect_raw(out, number->negative ? "'-" : "'");
	ddlect_raw(out, number->text);
	ddlect_raw(out, small ? "'::integer" : big ? "'::bigint" : "'::numeric");
}

static const char *write_int(struct ddlect_buf *out, const char *text, uint32_t kind)
{
	static const char *const limits[][2] = {
		{"32767", "32768"},
		{"2147483647", "2147483648"},
		{"9223372036854775807", "9223372036854775808"},
	};
	struct number number;
	if (!read_number(text, &number) || number.point)
		return "isn't a whole number";
	if (!fits(&number, limits[kind - DDLECT_TYPE_SMALLINT][number.negative]))
		return "is beyond what the type holds: write a smaller one, or a wider "
		       "type";
	write_number(out, &number);
	return NULL;
}

static const char *write_bool(struct ddlect_buf *out, const char *text)
{
	static const char *const words[][2] = {{"true", "false"}, {"t", "f"},
					       {"yes", "no"},	  {"y", "n"},
					       {"on", "off"},	  {"1", "0"}};
	struct pg_token word = {text, strlen(text), PG_WORD};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		for (int no = 0; no < 2; no++)
			if (pg_is_word(&word, words[i][no])) {
				ddlect_raw(out, no ? "false" : "true");
				return NULL;
			}
	return "is neither true nor false";
}

static const char *write_enum(const struct pg_lowering *lowering, struct ddlect_buf *out,
			      const char *text, const struct ddlect_type *type)
{
	const struct ddlect_enum *e =
		ddlect_host->enum_find(lowering->out, type->schema, type->name);
	bool known = !e;
	for (uint32_t i = 0; !known && i < e->n_values; i++)
		known = strcmp(e->values[i], text) == 0;
	if (!known)
		return "isn't a value of its enum: write one of them, or add it";
	write_string(out, text, type);
	return NULL;
}

/* The server reads these words once, while it makes the table. */
static const char *write_time(struct ddlect_buf *out, const char *text,
			      const struct ddlect_type *type)
{
	static const char *const words[] = {"now", "today", "tomorrow", "yesterday"};
	struct pg_token word = {text, strlen(text), PG_WORD};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (pg_is_word(&word, words[i]))
			return "would be the moment of the migration for ever: write an "
			       "expression, such as `now()`";
	write_string(out, text, type);
	return NULL;
}

/* Hexadecimal digits come back in lower case; anything longer is for the server to refuse. */
static void write_lower(struct ddlect_buf *out, const char *text,
			const struct ddlect_type *type)
{
	char lower[128];
	size_t n = 0;
	for (; n < sizeof(lower) - 1 && text[n]; n++)
		lower[n] =
			text[n] >= 'A' && text[n] <= 'F' ? (char)(text[n] + 32) : text[n];
	lower[n] = '\0';
	write_string(out, text[n] ? text : lower, type);
}

/* Bytes come back as hexadecimal digits, whatever they were written as. */
static void write_bytes(struct ddlect_buf *out, const char *text,
			const struct ddlect_type *type)
{
	if (strchr(text, '\\')) {
		write_lower(out, text, type);
		return;
	}
	ddlect_raw(out, "'\\x");
	for (; *text; text++) {
		char hex[3];
		snprintf(hex, sizeof(hex), "%02x", (unsigned char)*text);
		ddlect_raw(out, hex);
	}
	ddlect_raw(out, "'");
	write_cast(out, type);
}

/* A number as a number, or as text for what only text can say: NaN, 1e3. */
static const char *write_decimal(struct ddlect_buf *out,
				 const struct ddlect_column *column)
{
	struct number number;
	if (read_number(column->default_text, &number)) {
		write_number(out, &number);
		return NULL;
	}
	if (column->default_kind == DDLECT_DEFAULT_BOOL)
		return "isn't a number";
	write_string(out, column->default_text, column->type);
	return NULL;
}

/* Of a native type: numbers and words as they are, strings with the type behind. */
static void write_other(struct ddlect_buf *out, const struct ddlect_column *column)
{
	bool text = strncmp(column->type->name, "character", 9) == 0 ||
		    strncmp(column->type->name, "bpchar", 6) == 0 ||
		    strcmp(column->type->name, "pg_catalog.json") == 0;
	if (text || column->default_kind == DDLECT_DEFAULT_STRING)
		write_string(out, column->default_text, column->type);
	else if (column->default_kind == DDLECT_DEFAULT_NUMBER)
		write_decimal(out, column);
	else
		ddlect_raw(out, column->default_text);
}

static const char *write_value(const struct pg_lowering *lowering, struct ddlect_buf *out,
			       const struct ddlect_column *column)
{
	const struct ddlect_type *type = column->type;
	const char *text = column->default_text;
	bool string = column->default_kind == DDLECT_DEFAULT_STRING;
	if (type->dims > 0) {
		if (!string || (*text != '{' && *text != '['))
			return "isn't an array: write '{}', '{1, 2}' or an expression";
		write_string(out, text, type);
		return NULL;
	}
	switch (type->kind) {
	case DDLECT_TYPE_NATIVE:
		write_other(out, column);
		return NULL;
	case DDLECT_TYPE_BOOL:
		return write_bool(out, text);
	case DDLECT_TYPE_FLOAT:
	case DDLECT_TYPE_NUMERIC:
		return write_decimal(out, column);
	case DDLECT_TYPE_ENUM:
		return write_enum(lowering, out, text, type);
	case DDLECT_TYPE_BYTES:
		write_bytes(out, text, type);
		return NULL;
	default:
		break;
	}
	if (is_int(type->kind))
		return write_int(out, text, type->kind);
	bool time = type->kind >= DDLECT_TYPE_TIMESTAMP && type->kind <= DDLECT_TYPE_TIME;
	if (!string && (time || type->kind == DDLECT_TYPE_UUID))
		return "isn't a value of the type: write a string or an expression";
	if (time)
		return write_time(out, text, type);
	if (type->kind == DDLECT_TYPE_UUID) {
		write_lower(out, text, type);
		return NULL;
	}
	write_string(out, text, type);
	return NULL;
}

/* NULL, or NULL as a value of the column's own type: the server takes both for none. */
static bool is_null(struct pg_lowering *lowering, const struct ddlect_column *column)
{
	struct pg_token tokens[32];
	struct ddlect_type type;
	struct ddlect_err err;
	bool serial;
	int n = pg_lex_all(column->default_text, tokens, 32);
	if (n < 1 || !pg_is_word(&tokens[0], "null"))
		return false;
	if (n == 1)
		return true;
	return pg_is(&tokens[1], "::") && n > 2 &&
	       pg_type_parse(lowering->out, tokens[2].at, &type, &serial, &err) == 0 &&
	       type.kind == column->type->kind && type.kind != DDLECT_TYPE_NATIVE &&
	       type.dims == column->type->dims && type.precision < 0;
}

static void lower_expression(struct pg_lowering *lowering,
			     const struct ddlect_table *table,
			     struct ddlect_column *column)
{
	const char *wrong = pg_expr_wrong(column->default_text);
	if (wrong) {
		pg_wrong(lowering, &column->pos, "column %s.%s: its default %s",
			 table->name, column->name, wrong);
		return;
	}
	column->default_text = pg_expr_trim(lowering, column->default_text);
	if (column->default_text && is_null(lowering, column)) {
		column->default_kind = DDLECT_DEFAULT_NONE;
		column->default_text = NULL;
	}
}

void pg_lower_default(struct pg_lowering *lowering, const struct ddlect_table *table,
		      struct ddlect_column *column)
{
	if (column->default_kind == DDLECT_DEFAULT_EXPR) {
		lower_expression(lowering, table, column);
		return;
	}
	struct ddlect_buf *buf = ddlect_host->buf_new();
	if (!buf) {
		lowering->no_memory = true;
		return;
	}
	const char *wrong = write_value(lowering, buf, column);
	if (wrong)
		pg_wrong(lowering, &column->pos, "column %s.%s: its default %s %s",
			 table->name, column->name, column->default_text, wrong);
	const char *text = ddlect_host->buf_text(buf);
	text = text ? ddlect_text(lowering->out, text) : NULL;
	if (text) {
		column->default_text = text;
		column->default_kind = DDLECT_DEFAULT_EXPR;
	} else {
		lowering->no_memory = true;
	}
	ddlect_host->buf_free(buf);
}
