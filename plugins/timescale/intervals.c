/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Intervals: reading what an author or a server wrote, and one spelling for each length of
 * time, so that `14 days`, `2 weeks` and `336:00:00` are the same text. A day is 24 hours
 * here, as TimescaleDB's policies count; months stay apart, because they have no length.
 * All arithmetic is on integers, and what doesn't fit is not an interval.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "plugins/timescale/timescale.h"

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY TS_DAY
#define FRACTION INT64_C(1000000) /* parts of one */
#define DAYS_OF_MONTH 30

/* A unit is months, or microseconds. Plurals are found by their `s`. */
struct unit {
	const char *name;
	int64_t months;
	int64_t micros;
};

static const struct unit units[] = {
	{"us", 0, 1},
	{"usec", 0, 1},
	{"microsecond", 0, 1},
	{"ms", 0, 1000},
	{"msec", 0, 1000},
	{"millisecond", 0, 1000},
	{"s", 0, SECOND},
	{"sec", 0, SECOND},
	{"second", 0, SECOND},
	{"m", 0, MINUTE},
	{"min", 0, MINUTE},
	{"minute", 0, MINUTE},
	{"h", 0, HOUR},
	{"hr", 0, HOUR},
	{"hour", 0, HOUR},
	{"d", 0, DAY},
	{"day", 0, DAY},
	{"w", 0, 7 * DAY},
	{"week", 0, 7 * DAY},
	{"mon", 1, 0},
	{"month", 1, 0},
	{"y", 12, 0},
	{"yr", 12, 0},
	{"year", 12, 0},
	{"dec", 120, 0},
	{"decade", 120, 0},
	{"c", 1200, 0},
	{"cent", 1200, 0},
	{"century", 1200, 0},
	{"centurie", 1200, 0},
	{"millennium", 12000, 0},
	{"millennia", 12000, 0},
};

/* The letters of an ISO 8601 duration, before and after its T. */
static const struct unit iso_date[] = {
	{"Y", 12, 0}, {"M", 1, 0}, {"W", 0, 7 * DAY}, {"D", 0, DAY}};
static const struct unit iso_time[] = {
	{"H", 0, HOUR}, {"M", 0, MINUTE}, {"S", 0, SECOND}};

struct number {
	int64_t whole;
	int64_t fraction; /* of FRACTION, with the sign of the number */
	bool negative;
};

static bool add(int64_t *sum, int64_t a, int64_t b)
{
	int64_t product;
	return !__builtin_mul_overflow(a, b, &product) &&
	       !__builtin_add_overflow(*sum, product, sum);
}

static const char *skip_space(const char *at)
{
	while (ddlect_ascii_space(*at))
		at++;
	return at;
}

/* `[+-]digits[.digits]`; a dot without digits before it is fine, as it is in SQL. */
static bool read_number(const char **at, struct number *out)
{
	const char *p = *at;
	int64_t scale = FRACTION;
	int digits = 0;
	*out = (struct number){0};
	if (*p == '-' || *p == '+')
		out->negative = *p++ == '-';
	for (; ddlect_ascii_digit(*p); p++, digits++)
		if (__builtin_mul_overflow(out->whole, 10, &out->whole) ||
		    __builtin_add_overflow(out->whole, *p - '0', &out->whole))
			return false;
	if (*p == '.')
		for (p++; ddlect_ascii_digit(*p); p++, digits++)
			out->fraction += (scale /= 10) * (*p - '0');
	if (out->negative) {
		out->whole = -out->whole;
		out->fraction = -out->fraction;
	}
	*at = p;
	return digits > 0;
}

/* A part of a month is that part of 30 days, and part of a year is whole months. */
static bool add_unit(struct ts_interval *out, const struct number *n,
		     const struct unit *unit)
{
	if (unit->micros)
		return add(&out->micros, n->whole, unit->micros) &&
		       add(&out->micros, n->fraction * (unit->micros / 1000) / 1000, 1);
	if (!add(&out->months, n->whole, unit->months))
		return false;
	int64_t parts = n->fraction * unit->months;
	return add(&out->months, parts / FRACTION, unit->months > 1) &&
	       add(&out->micros,
		   (unit->months > 1 ? 0 : parts) * DAYS_OF_MONTH * (DAY / FRACTION), 1);
}

static const struct unit *unit_find(const char *word, size_t length)
{
	for (size_t pass = 0; pass < 2; pass++) {
		size_t n = length - pass;
		if (pass && (length < 2 || ddlect_ascii_lower(word[n]) != 's'))
			break;
		for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
			if (strlen(units[i].name) == n) {
				size_t k = 0;
				while (k < n &&
				       ddlect_ascii_lower(word[k]) == units[i].name[k])
					k++;
				if (k == n)
					return &units[i];
			}
	}
	return NULL;
}

/* `H:MM[:SS[.fraction]]` behind its first number. */
static bool read_clock(const char **at, const struct number *hours,
		       struct ts_interval *out)
{
	struct number minutes, seconds = {0};
	(*at)++;
	if (hours->fraction || !ddlect_ascii_digit(**at) || !read_number(at, &minutes) ||
	    minutes.fraction || minutes.whole > 59)
		return false;
	if (**at == ':') {
		(*at)++;
		if (!ddlect_ascii_digit(**at) || !read_number(at, &seconds) ||
		    seconds.whole > 59)
			return false;
	}
	int64_t sign = hours->negative ? -1 : 1;
	return add(&out->micros, hours->whole, HOUR) &&
	       add(&out->micros, sign * minutes.whole, MINUTE) &&
	       add(&out->micros, sign * seconds.whole, SECOND) &&
	       add(&out->micros, sign, seconds.fraction * (SECOND / FRACTION));
}

/* `P1Y2M3DT4H5M6S`, behind the P. */
static bool read_iso(const char *at, struct ts_interval *out)
{
	const struct unit *list = iso_date;
	size_t n = sizeof(iso_date) / sizeof(*iso_date);
	int parts = 0;
	for (; *at; parts++) {
		struct number number;
		if (*at == 'T' && list == iso_date) {
			list = iso_time;
			n = sizeof(iso_time) / sizeof(*iso_time);
			at++;
		}
		if (!read_number(&at, &number))
			return false;
		size_t i = 0;
		while (i < n && list[i].name[0] != *at)
			i++;
		if (i == n || !add_unit(out, &number, &list[i]))
			return false;
		at++;
	}
	return parts > 0;
}

/* One number with what it counts; `-` inside it is the years-months form of SQL. */
static bool read_part(const char **at, struct ts_interval *out)
{
	static const struct unit seconds = {"s", 0, SECOND};
	struct number number, months;
	if (!read_number(at, &number))
		return false;
	if (**at == ':')
		return read_clock(at, &number, out);
	if (**at == '-' && ddlect_ascii_digit((*at)[1]) && !number.fraction) {
		(*at)++;
		return read_number(at, &months) && !months.fraction &&
		       months.whole < 12 && add(&out->months, number.whole, 12) &&
		       add(&out->months, months.whole, number.negative ? -1 : 1);
	}
	const char *word = skip_space(*at);
	size_t length = 0;
	while (ddlect_ascii_letter(word[length]))
		length++;
	if (length == 0) {
		*at = word;
		return add_unit(out, &number, &seconds);
	}
	*at = word + length;
	const struct unit *unit = unit_find(word, length);
	return unit && add_unit(out, &number, unit);
}

static bool read_all(const char *text, struct ts_interval *out)
{
	const char *at = skip_space(text);
	if (*at == 'P')
		return read_iso(at + 1, out);
	if (*at == '@')
		at = skip_space(at + 1);
	int parts = 0;
	for (; *at; at = skip_space(at), parts++) {
		if (strncmp(at, "ago", 3) == 0 && parts > 0 && !*skip_space(at + 3)) {
			out->months = -out->months;
			out->micros = -out->micros;
			return true;
		}
		if (!read_part(&at, out))
			return false;
	}
	return parts > 0;
}

/* A server keeps months in 32 bits. */
bool ts_interval_read(const char *text, struct ts_interval *out)
{
	*out = (struct ts_interval){0};
	return read_all(text, out) && out->months >= INT32_MIN &&
	       out->months <= INT32_MAX;
}

bool ts_interval_flatten(struct ts_interval *interval)
{
	int64_t months = interval->months;
	interval->months = 0;
	return add(&interval->micros, months, DAYS_OF_MONTH * DAY);
}

/* The largest unit that divides it. */
void ts_interval_write(const struct ts_interval *interval, char *out, size_t size)
{
	static const struct unit parts[] = {
		{"day", 0, DAY},       {"hour", 0, HOUR},	 {"minute", 0, MINUTE},
		{"second", 0, SECOND}, {"millisecond", 0, 1000}, {"microsecond", 0, 1}};
	int64_t months = interval->months;
	int written = 0;
	out[0] = '\0';
	if (months) {
		bool years = months % 12 == 0;
		int64_t n = years ? months / 12 : months;
		written = snprintf(out, size, "%" PRId64 " %s%s", n,
				   years ? "year" : "month", n == 1 ? "" : "s");
	}
	if (months && !interval->micros)
		return;
	size_t i = 0;
	while (interval->micros % parts[i].micros)
		i++;
	int64_t n = interval->micros / parts[i].micros;
	if (written >= 0 && (size_t)written < size)
		snprintf(out + written, size - (size_t)written, "%s%" PRId64 " %s%s",
			 written ? " " : "", n, parts[i].name, n == 1 ? "" : "s");
}

int64_t ts_interval_length(const struct ts_interval *interval)
{
	struct ts_interval flat = *interval;
	return ts_interval_flatten(&flat) ? flat.micros : INT64_MAX;
}
