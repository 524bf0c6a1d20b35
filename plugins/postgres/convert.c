/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes of a column's type: what the server casts by itself, what to write where it
 * doesn't, and what it costs. A conversion that can't be right on any row is still valid
 * SQL, by way of text, because the table may be empty; rows that don't fit make it fail.
 */
#include <stdlib.h>

#include "plugins/postgres/render.h"

#define OTHER 0u
#define NUMBER 1u
#define STRING 2u
#define MOMENT 3u
#define CLOCK 4u
#define SPAN 5u
#define NET 6u
#define JSON 7u
#define BITS 8u

static bool starts(const struct ddlect_type *type, const char *text)
{
	return strncmp(type->name, text, strlen(text)) == 0;
}

static uint32_t native_family(const struct ddlect_type *type)
{
	if (starts(type, "character(") || strcmp(type->name, "bpchar") == 0)
		return STRING;
	if (strcmp(type->name, "real") == 0 || starts(type, "numeric("))
		return NUMBER;
	if (starts(type, "interval"))
		return SPAN;
	if (starts(type, "time"))
		return CLOCK;
	if (starts(type, "bit"))
		return BITS;
	return strcmp(type->name, "pg_catalog.json") == 0 ? JSON : OTHER;
}

/* Types of one family become each other without being asked. */
static uint32_t family(const struct ddlect_type *type)
{
	switch (type->kind) {
	case DDLECT_TYPE_NATIVE:
		return native_family(type);
	case DDLECT_TYPE_SMALLINT:
	case DDLECT_TYPE_INT:
	case DDLECT_TYPE_BIGINT:
	case DDLECT_TYPE_FLOAT:
	case DDLECT_TYPE_NUMERIC:
		return NUMBER;
	case DDLECT_TYPE_STRING:
	case DDLECT_TYPE_VARCHAR:
		return STRING;
	case DDLECT_TYPE_TIMESTAMP:
	case DDLECT_TYPE_TIMESTAMPTZ:
	case DDLECT_TYPE_DATE:
		return MOMENT;
	case DDLECT_TYPE_TIME:
		return CLOCK;
	case DDLECT_TYPE_INTERVAL:
		return SPAN;
	case DDLECT_TYPE_INET:
	case DDLECT_TYPE_CIDR:
		return NET;
	case DDLECT_TYPE_JSON:
		return JSON;
	default:
		return OTHER;
	}
}

static bool is_bool(const struct ddlect_type *type)
{
	return type->kind == DDLECT_TYPE_BOOL;
}

/* The same type but for its length: `geometry(Point)` and `geometry`. */
static bool same_base(const struct ddlect_type *a, const struct ddlect_type *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == DDLECT_TYPE_ENUM)
		return strcmp(a->name, b->name) == 0 &&
		       (a->schema && b->schema ? strcmp(a->schema, b->schema) == 0
					       : a->schema == b->schema);
	if (a->kind != DDLECT_TYPE_NATIVE)
		return true;
	size_t length = strcspn(a->name, "(");
	return length == strcspn(b->name, "(") && strncmp(a->name, b->name, length) == 0;
}

static bool is_bytes(const struct ddlect_type *type)
{
	return type->kind == DDLECT_TYPE_BYTES;
}

static bool is_money(const struct ddlect_type *type)
{
	return type->kind == DDLECT_TYPE_NATIVE && strcmp(type->name, "money") == 0;
}

static void cast(struct ddlect_buf *out, const char *column, const char *through,
		 const struct ddlect_type *to)
{
	ddlect_raw(out, " USING ");
	ddlect_ident(out, column);
	ddlect_raw(out, through);
	if (to) {
		ddlect_raw(out, "::");
		pg_type_write(out, to);
	}
}

/* Any value but a text is JSON of some kind. */
static void write_to_jsonb(struct ddlect_buf *out, const char *column)
{
	ddlect_raw(out, " USING to_jsonb(");
	ddlect_ident(out, column);
	ddlect_raw(out, ")");
}

/* Without a zone it is a moment in UTC, whatever zone the session is in. */
static bool write_moment(struct ddlect_buf *out, const char *column,
			 const struct ddlect_type *from, const struct ddlect_type *to)
{
	bool zoned = from->kind == DDLECT_TYPE_TIMESTAMPTZ;
	if (zoned == (to->kind == DDLECT_TYPE_TIMESTAMPTZ))
		return false;
	bool plain = (zoned ? to : from)->kind == DDLECT_TYPE_TIMESTAMP;
	ddlect_raw(out, plain || !zoned ? " USING " : " USING (");
	ddlect_ident(out, column);
	if (!plain && !zoned)
		ddlect_raw(out, "::timestamp");
	ddlect_raw(out, " AT TIME ZONE 'UTC'");
	if (!plain && zoned) {
		ddlect_raw(out, ")::");
		pg_type_write(out, to);
	}
	return true;
}

/*
 * A text that may say a zone, or a moment with one as a text: both ask the session's zone,
 * so that is UTC from here on to the end of the transaction.
 */
static void write_in_utc(struct ddlect_buf *out, const char *column,
			 const struct ddlect_type *to)
{
	ddlect_raw(out,
		   " USING CASE WHEN set_config('TimeZone', 'UTC', true) IS NOT NULL "
		   "THEN ");
	ddlect_ident(out, column);
	ddlect_raw(out, "::");
	if (family(to) == STRING)
		ddlect_raw(out, "text");
	else
		pg_type_write(out, to);
	ddlect_raw(out, " END");
}

/* Text on one side, a moment with a zone on the other. */
static bool asks_zone(const struct ddlect_type *from, const struct ddlect_type *to)
{
	return from->dims == 0 && to->dims == 0 &&
	       ((family(from) == STRING && to->kind == DDLECT_TYPE_TIMESTAMPTZ) ||
		(from->kind == DDLECT_TYPE_TIMESTAMPTZ && family(to) == STRING));
}

/* A value of JSON as the text that it stands for, without quotes. */
static void write_from_json(struct ddlect_buf *out, const char *column,
			    const struct ddlect_type *to)
{
	ddlect_raw(out, " USING (");
	ddlect_ident(out, column);
	ddlect_raw(out, " #>> '{}')::");
	pg_type_write(out, to);
}

/*
 * The elements of a JSON array. A subquery can't stand here, and no function makes a text[]
 * of JSON; but a row can be filled from it, and this catalog's has a column of that type.
 */
static void write_elements(struct ddlect_buf *out, const char *column,
			   const struct ddlect_type *to)
{
	ddlect_raw(out, " USING (jsonb_populate_record(NULL::pg_catalog.pg_class, "
			"jsonb_build_object('reloptions', ");
	ddlect_ident(out, column);
	ddlect_raw(out, "))).reloptions::");
	pg_type_write(out, to);
}

/* ` USING function(column` */
static void call(struct ddlect_buf *out, const char *function, const char *column)
{
	ddlect_raw(out, " USING ");
	ddlect_raw(out, function);
	ddlect_raw(out, "(");
	ddlect_ident(out, column);
}

/*
 * A text becomes the bytes of its letters, and any other value those of its text; a cast
 * would read backslashes, or write them. A uuid has bytes of its own.
 */
static void write_to_bytes(struct ddlect_buf *out, const char *column,
			   const struct ddlect_type *from)
{
	if (from->kind == DDLECT_TYPE_UUID) {
		call(out, "uuid_send", column);
		ddlect_raw(out, ")");
		return;
	}
	call(out, "convert_to", column);
	ddlect_raw(out, family(from) == STRING ? ", 'UTF8')" : "::text, 'UTF8')");
}

static void write_from_bytes(struct ddlect_buf *out, const char *column,
			     const struct ddlect_type *to)
{
	bool uuid = to->kind == DDLECT_TYPE_UUID;
	call(out, uuid ? "encode" : "convert_from", column);
	ddlect_raw(out, uuid ? ", 'hex')" : ", 'UTF8')");
	if (family(to) != STRING) {
		ddlect_raw(out, "::");
		pg_type_write(out, to);
	}
}

static void write_scalar(struct ddlect_buf *out, const char *column,
			 const struct ddlect_type *from, const struct ddlect_type *to)
{
	uint32_t f = family(from);
	uint32_t t = family(to);
	bool timed = from->kind != DDLECT_TYPE_DATE && to->kind == DDLECT_TYPE_TIME;
	if (f == MOMENT && (t == MOMENT || timed) && write_moment(out, column, from, to))
		return;
	if (same_base(from, to) || (f != OTHER && f == t) || (f == MOMENT && timed))
		return;
	if (is_bytes(from)) {
		write_from_bytes(out, column, to);
		return;
	}
	if (is_bytes(to)) {
		write_to_bytes(out, column, from);
		return;
	}
	if (asks_zone(from, to)) {
		write_in_utc(out, column, to);
		return;
	}
	if (t == STRING)
		return;
	if ((is_money(from) && t == NUMBER) || (f == NUMBER && is_money(to)))
		cast(out, column, "::numeric", to);
	else if (f == STRING ||
		 (from->kind == DDLECT_TYPE_JSON && (t == NUMBER || is_bool(to))))
		cast(out, column, "", to);
	else if (f == NUMBER && is_bool(to))
		cast(out, column, " <> 0", NULL);
	else if (is_bool(from) && t == NUMBER)
		cast(out, column, to->kind == DDLECT_TYPE_INT ? "" : "::integer", to);
	else if (to->kind == DDLECT_TYPE_JSON)
		write_to_jsonb(out, column);
	else if (f == JSON)
		write_from_json(out, column, to);
	else
		cast(out, column, "::text", to);
}

static void write_array(struct ddlect_buf *out, const char *column,
			const struct ddlect_type *from, const struct ddlect_type *to)
{
	if (to->dims == 0 && family(to) == STRING)
		return;
	if (to->dims == 0 && to->kind == DDLECT_TYPE_JSON) {
		write_to_jsonb(out, column);
		return;
	}
	if (to->dims == 0) {
		cast(out, column, "[1]::text", to);
		return;
	}
	if (family(from) == JSON && from->dims == 0 && family(to) != JSON) {
		write_elements(out, column, to);
		return;
	}
	if (from->dims == 0) {
		ddlect_raw(out, " USING CASE WHEN ");
		ddlect_ident(out, column);
		ddlect_raw(out, " IS NOT NULL THEN ARRAY[");
		ddlect_ident(out, column);
		ddlect_raw(out, "]::text[]::");
		pg_type_write(out, to);
		ddlect_raw(out, " END");
		return;
	}
	uint32_t f = family(from);
	if (same_base(from, to) || (f != OTHER && f == family(to)))
		return;
	cast(out, column, f == STRING ? "" : "::text[]", to);
}

void pg_convert_write(struct ddlect_buf *out, const char *column,
		      const struct ddlect_type *from, const struct ddlect_type *to)
{
	if (from == to)
		return;
	if (from->dims > 0 || to->dims > 0)
		write_array(out, column, from, to);
	else
		write_scalar(out, column, from, to);
}

/* A length or precision that grows, or goes; -1 is no limit. */
static bool grows(int32_t from, int32_t to)
{
	return to == -1 || (from != -1 && from <= to);
}

/* Six digits of a second are all that there are. */
static bool finer(const struct ddlect_type *from, const struct ddlect_type *to)
{
	return to->precision == 6 || grows(from->precision, to->precision);
}

/* The rows are good as they are. */
static bool is_free(const struct ddlect_type *from, const struct ddlect_type *to)
{
	if (from->dims > 0 || to->dims > 0)
		return from->kind == to->kind && same_base(from, to) &&
		       from->precision == to->precision && from->scale == to->scale &&
		       from->dims > 0 && to->dims > 0;
	switch (from->kind) {
	case DDLECT_TYPE_STRING:
		return to->kind == DDLECT_TYPE_STRING ||
		       (to->kind == DDLECT_TYPE_VARCHAR && to->precision == -1);
	case DDLECT_TYPE_VARCHAR:
		return to->kind == DDLECT_TYPE_STRING ||
		       (to->kind == DDLECT_TYPE_VARCHAR &&
			grows(from->precision, to->precision));
	case DDLECT_TYPE_NUMERIC:
		return to->kind == DDLECT_TYPE_NUMERIC &&
		       (to->precision == -1 || (from->scale == to->scale &&
						grows(from->precision, to->precision)));
	case DDLECT_TYPE_TIMESTAMP:
	case DDLECT_TYPE_TIMESTAMPTZ:
	case DDLECT_TYPE_TIME:
	case DDLECT_TYPE_INTERVAL:
		return from->kind == to->kind && finer(from, to);
	case DDLECT_TYPE_CIDR:
		return to->kind == DDLECT_TYPE_INET || to->kind == DDLECT_TYPE_CIDR;
	default:
		return from == to ||
		       (from->kind == to->kind && from->kind != DDLECT_TYPE_NATIVE &&
			from->kind != DDLECT_TYPE_ENUM);
	}
}

/* Digits before the point that a number of this type can have; a large one for no limit. */
static int32_t digits(const struct ddlect_type *type)
{
	switch (type->kind) {
	case DDLECT_TYPE_SMALLINT:
		return 5;
	case DDLECT_TYPE_INT:
		return 10;
	case DDLECT_TYPE_BIGINT:
		return 19;
	case DDLECT_TYPE_NUMERIC:
		return type->precision == -1 ? INT32_MAX : type->precision - type->scale;
	default:
		return INT32_MAX;
	}
}

/* Behind the point. */
static int32_t fraction(const struct ddlect_type *type)
{
	if (type->kind == DDLECT_TYPE_NUMERIC && type->precision != -1)
		return type->scale;
	bool whole = type->kind == DDLECT_TYPE_SMALLINT ||
		     type->kind == DDLECT_TYPE_INT || type->kind == DDLECT_TYPE_BIGINT;
	return whole ? 0 : INT32_MAX;
}

/* Floats hold any size, and not every digit; so many they do. INT32_MAX: all. */
static int32_t kept_digits(const struct ddlect_type *type)
{
	if (type->kind == DDLECT_TYPE_FLOAT)
		return 15;
	if (type->kind != DDLECT_TYPE_NATIVE)
		return INT32_MAX;
	return strcmp(type->name, "real") == 0 ? 6 : 10;
}

static bool rounds(const struct ddlect_type *from, const struct ddlect_type *to)
{
	int32_t whole = digits(from);
	int32_t behind = fraction(from);
	int32_t kept = kept_digits(to);
	if (from->kind == DDLECT_TYPE_FLOAT || from->kind == DDLECT_TYPE_NATIVE)
		return from->kind == DDLECT_TYPE_FLOAT && to->kind == DDLECT_TYPE_NATIVE;
	return kept != INT32_MAX && (whole > kept || behind > kept - whole);
}

/* Bits are never cut nor filled up. */
static bool bits_fit(const struct ddlect_type *from, const struct ddlect_type *to)
{
	const char *length[2] = {strchr(from->name, '('), strchr(to->name, '(')};
	int32_t n[2];
	for (int i = 0; i < 2; i++)
		n[i] = length[i] ? (int32_t)strtol(length[i] + 1, NULL, 10) : -1;
	if (starts(to, "bit("))
		return starts(from, "bit(") && n[0] == n[1];
	return grows(n[0], n[1]);
}

/* Fractions, zones, names of days, elements: what is gone without a word. */
static bool loses(const struct ddlect_type *from, const struct ddlect_type *to)
{
	uint32_t f = family(from);
	uint32_t t = family(to);
	if (from->dims > 0 && to->dims == 0)
		return to->kind != DDLECT_TYPE_JSON;
	if (f == NUMBER && is_bool(to))
		return true;
	if (is_money(from) && t == NUMBER)
		return fraction(to) < 2;
	if (f == NUMBER && t == NUMBER)
		return fraction(to) < fraction(from) || rounds(from, to);
	if (f == MOMENT && t == MOMENT)
		return to->kind == DDLECT_TYPE_DATE || !finer(from, to);
	if (f == MOMENT && t == CLOCK)
		return true;
	if (f == t && (f == CLOCK || f == SPAN))
		return !finer(from, to) || from->kind != to->kind;
	return from->kind == DDLECT_TYPE_INET && to->kind == DDLECT_TYPE_CIDR;
}

static bool may_fail(const struct ddlect_type *from, const struct ddlect_type *to)
{
	uint32_t f = family(from);
	uint32_t t = family(to);
	if (is_bytes(from) && !is_bytes(to))
		return true;
	if (from->dims > 0 && to->kind == DDLECT_TYPE_JSON && to->dims == 0)
		return false;
	if (f == JSON && from->dims == 0 && to->dims > 0)
		return true;
	if (f == NUMBER && is_bool(to))
		return false;
	if (is_bool(from) && t == NUMBER)
		return digits(to) < 1;
	if (f == BITS && t == BITS && from->dims == 0 && to->dims == 0)
		return !bits_fit(from, to);
	if (t == STRING && f == STRING)
		return to->kind != DDLECT_TYPE_STRING &&
		       !(to->kind == DDLECT_TYPE_VARCHAR &&
			 grows(from->precision, to->precision));
	if (t == STRING)
		return to->kind != DDLECT_TYPE_STRING && to->precision != -1;
	if (f == NUMBER && t == NUMBER)
		return digits(to) < digits(from);
	if (f == MOMENT && (t == MOMENT || t == CLOCK))
		return false;
	if (to->kind == DDLECT_TYPE_JSON && f != STRING)
		return false;
	return !(f != OTHER && f == t);
}

/* Types whose values never look like those of another one. */
static bool is_apart(const struct ddlect_type *type)
{
	return family(type) == NET || type->kind == DDLECT_TYPE_UUID || is_bool(type);
}

/*
 * Is no value of the one type one of the other, not even as a text? Only what is sure: a
 * date may be made of 20200131, and a day's time is an interval.
 */
static bool never_fits(const struct ddlect_type *from, const struct ddlect_type *to)
{
	uint32_t f = family(from);
	uint32_t t = family(to);
	if (from->dims > 0 || to->dims > 0 || from->kind == to->kind)
		return false;
	if (f == MOMENT)
		return t == NUMBER || is_apart(to);
	if (f == CLOCK)
		return t == MOMENT || t == NUMBER || is_apart(to);
	if (f == NUMBER)
		return to->kind == DDLECT_TYPE_UUID;
	if (!is_apart(from) || (is_bool(from) && t == NUMBER))
		return false;
	return t == MOMENT || t == CLOCK || t == SPAN || t == NUMBER ||
	       (is_apart(to) && !(f == NET && t == NET));
}

uint32_t pg_convert_effects(const struct ddlect_type *from, const struct ddlect_type *to)
{
	uint32_t effects = PG_CONVERT_REWRITE;
	if (from == to || is_free(from, to))
		return 0;
	if (loses(from, to))
		effects |= PG_CONVERT_LOSS;
	if (may_fail(from, to))
		effects |= PG_CONVERT_MAY_FAIL;
	if (never_fits(from, to))
		effects |= PG_CONVERT_MAY_FAIL | PG_CONVERT_NEVER;
	if (asks_zone(from, to))
		effects |= PG_CONVERT_UTC;
	if (family(from) == MOMENT && (family(to) == MOMENT || family(to) == CLOCK) &&
	    from->kind != to->kind &&
	    (from->kind == DDLECT_TYPE_TIMESTAMPTZ ||
	     to->kind == DDLECT_TYPE_TIMESTAMPTZ))
		effects |= PG_CONVERT_UTC;
	return effects;
}
