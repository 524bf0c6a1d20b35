/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Built-in types by the oids that they have in every server's pg_type, so that reading a
 * catalog needs no names for them; and what pg_attribute's typmod says of each.
 */
#include <stdlib.h>

#include "plugins/postgres/types.h"

struct builtin {
	uint32_t oid;
	uint32_t array;
	uint32_t kind;
	const char *native;
};

/* By oid. */
static const struct builtin builtins[] = {
	{16, 1000, DDLECT_TYPE_BOOL, NULL},
	{17, 1001, DDLECT_TYPE_BYTES, NULL},
	{18, 1002, DDLECT_TYPE_NATIVE, "\"char\""},
	{19, 1003, DDLECT_TYPE_NATIVE, "name"},
	{20, 1016, DDLECT_TYPE_BIGINT, NULL},
	{21, 1005, DDLECT_TYPE_SMALLINT, NULL},
	{23, 1007, DDLECT_TYPE_INT, NULL},
	{25, 1009, DDLECT_TYPE_STRING, NULL},
	{26, 1028, DDLECT_TYPE_NATIVE, "oid"},
	{114, 199, DDLECT_TYPE_NATIVE, "pg_catalog.json"},
	{142, 143, DDLECT_TYPE_NATIVE, "xml"},
	{600, 1017, DDLECT_TYPE_NATIVE, "point"},
	{601, 1018, DDLECT_TYPE_NATIVE, "lseg"},
	{602, 1019, DDLECT_TYPE_NATIVE, "path"},
	{603, 1020, DDLECT_TYPE_NATIVE, "box"},
	{604, 1027, DDLECT_TYPE_NATIVE, "polygon"},
	{628, 629, DDLECT_TYPE_NATIVE, "line"},
	{650, 651, DDLECT_TYPE_CIDR, NULL},
	{700, 1021, DDLECT_TYPE_NATIVE, "real"},
	{701, 1022, DDLECT_TYPE_FLOAT, NULL},
	{718, 719, DDLECT_TYPE_NATIVE, "circle"},
	{774, 775, DDLECT_TYPE_NATIVE, "macaddr8"},
	{790, 791, DDLECT_TYPE_NATIVE, "money"},
	{829, 1040, DDLECT_TYPE_MACADDR, NULL},
	{869, 1041, DDLECT_TYPE_INET, NULL},
	{1042, 1014, DDLECT_TYPE_NATIVE, "character"},
	{1043, 1015, DDLECT_TYPE_VARCHAR, NULL},
	{1082, 1182, DDLECT_TYPE_DATE, NULL},
	{1083, 1183, DDLECT_TYPE_TIME, NULL},
	{1114, 1115, DDLECT_TYPE_TIMESTAMP, NULL},
	{1184, 1185, DDLECT_TYPE_TIMESTAMPTZ, NULL},
	{1186, 1187, DDLECT_TYPE_INTERVAL, NULL},
	{1266, 1270, DDLECT_TYPE_NATIVE, "time"},
	{1560, 1561, DDLECT_TYPE_NATIVE, "bit"},
	{1562, 1563, DDLECT_TYPE_NATIVE, "bit varying"},
	{1700, 1231, DDLECT_TYPE_NUMERIC, NULL},
	{2205, 2210, DDLECT_TYPE_NATIVE, "regclass"},
	{2950, 2951, DDLECT_TYPE_UUID, NULL},
	{3220, 3221, DDLECT_TYPE_NATIVE, "pg_lsn"},
	{3614, 3643, DDLECT_TYPE_NATIVE, "tsvector"},
	{3615, 3645, DDLECT_TYPE_NATIVE, "tsquery"},
	{3802, 3807, DDLECT_TYPE_JSON, NULL},
	{3904, 3905, DDLECT_TYPE_NATIVE, "int4range"},
	{3906, 3907, DDLECT_TYPE_NATIVE, "numrange"},
	{3908, 3909, DDLECT_TYPE_NATIVE, "tsrange"},
	{3910, 3911, DDLECT_TYPE_NATIVE, "tstzrange"},
	{3912, 3913, DDLECT_TYPE_NATIVE, "daterange"},
	{3926, 3927, DDLECT_TYPE_NATIVE, "int8range"},
	{4072, 4073, DDLECT_TYPE_NATIVE, "jsonpath"},
};

#define OID_BPCHAR 1042u
#define OID_TIMETZ 1266u
#define OID_BIT 1560u
#define OID_VARBIT 1562u

static const struct builtin *find(uint32_t oid, bool *array)
{
	for (size_t i = 0; i < sizeof(builtins) / sizeof(*builtins); i++)
		if (builtins[i].oid == oid || builtins[i].array == oid) {
			*array = builtins[i].array == oid;
			return &builtins[i];
		}
	return NULL;
}

/* The text that format_type() would give, brackets left out. */
static const char *native_text(struct ddlect_schema *schema, const struct builtin *type,
			       int32_t typmod)
{
	char text[64];
	bool zone = type->oid == OID_TIMETZ;
	if (type->oid == OID_BPCHAR && typmod < 4)
		return "bpchar";
	if (type->oid == OID_BPCHAR)
		typmod -= 4;
	else if (!zone && type->oid != OID_BIT && type->oid != OID_VARBIT)
		return type->native;
	if (typmod < 0)
		return zone ? "time with time zone" : type->native;
	snprintf(text, sizeof(text), "%s(%d)%s", type->native, typmod,
		 zone ? " with time zone" : "");
	return ddlect_text(schema, text);
}

/* `interval day to second(3)`; NULL when the typmod is only a precision. */
static const char *interval_text(struct ddlect_schema *schema, int32_t typmod)
{
	static const struct {
		int32_t mask;
		const char *words;
	} ranges[] = {
		{1 << 2, "year"},
		{1 << 1, "month"},
		{1 << 3, "day"},
		{1 << 10, "hour"},
		{1 << 11, "minute"},
		{1 << 12, "second"},
		{1 << 2 | 1 << 1, "year to month"},
		{1 << 3 | 1 << 10, "day to hour"},
		{1 << 3 | 1 << 10 | 1 << 11, "day to minute"},
		{1 << 3 | 1 << 10 | 1 << 11 | 1 << 12, "day to second"},
		{1 << 10 | 1 << 11, "hour to minute"},
		{1 << 10 | 1 << 11 | 1 << 12, "hour to second"},
		{1 << 11 | 1 << 12, "minute to second"},
	};
	char text[64];
	int32_t mask = typmod >> 16 & 0x7fff;
	int32_t precision = typmod & 0xffff;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		if (ranges[i].mask != mask)
			continue;
		if (precision > 6)
			snprintf(text, sizeof(text), "interval %s", ranges[i].words);
		else
			snprintf(text, sizeof(text), "interval %s(%d)", ranges[i].words,
				 precision);
		return ddlect_text(schema, text);
	}
	return NULL;
}

static void numeric_typmod(struct ddlect_schema *schema, int32_t typmod,
			   struct ddlect_type *type)
{
	if (typmod < 4)
		return;
	int32_t precision = (typmod - 4) >> 16 & 0xffff;
	int32_t scale = (((typmod - 4) & 0x7ff) ^ 1024) - 1024;
	if (scale >= 0) {
		type->precision = precision;
		type->scale = scale;
		return;
	}
	char text[64];
	snprintf(text, sizeof(text), "numeric(%d,%d)", precision, scale);
	type->kind = DDLECT_TYPE_NATIVE;
	type->name = ddlect_text(schema, text);
}

bool pg_type_of_oid(struct ddlect_schema *schema, uint32_t oid, int32_t typmod,
		    struct ddlect_type *type)
{
	bool array = false;
	const struct builtin *found = find(oid, &array);
	if (!found)
		return false;
	*type = (struct ddlect_type){
		.kind = found->kind, .dims = array, .precision = -1, .scale = -1};
	switch (found->kind) {
	case DDLECT_TYPE_NATIVE:
		type->name = native_text(schema, found, typmod);
		break;
	case DDLECT_TYPE_VARCHAR:
		type->precision = typmod >= 4 ? typmod - 4 : -1;
		break;
	case DDLECT_TYPE_NUMERIC:
		numeric_typmod(schema, typmod, type);
		break;
	case DDLECT_TYPE_TIMESTAMP:
	case DDLECT_TYPE_TIMESTAMPTZ:
	case DDLECT_TYPE_TIME:
		type->precision = typmod >= 0 ? typmod : -1;
		break;
	case DDLECT_TYPE_INTERVAL:
		type->name = typmod >= 0 ? interval_text(schema, typmod) : NULL;
		if (type->name)
			type->kind = DDLECT_TYPE_NATIVE;
		else if (typmod >= 0 && (typmod & 0xffff) <= 6)
			type->precision = typmod & 0xffff;
		break;
	default:
		break;
	}
	return true;
}
