/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names as the server prints them inside of types and expressions: quoted only when they
 * must be. Statements don't come here; there every name is quoted.
 */
#include "plugins/postgres/postgres.h"

/* Every keyword of any server in support that isn't unreserved, each between two spaces. */
static const char keywords[] =
	" all analyse analyze and any array as asc asymmetric authorization"
	" between bigint binary bit boolean both case cast char character check"
	" coalesce collate collation column concurrently constraint create cross"
	" current_catalog current_date current_role current_schema current_time"
	" current_timestamp current_user dec decimal default deferrable desc"
	" distinct do else end except exists extract false fetch float for foreign"
	" freeze from full grant greatest group grouping having ilike in initially"
	" inner inout int integer intersect interval into is isnull join"
	" json_array json_arrayagg json_exists json_object json_objectagg"
	" json_query json_scalar json_serialize json_table json_value lateral"
	" leading least left like limit localtime localtimestamp merge_action"
	" national natural nchar none normalize not notnull null nullif numeric"
	" offset on only or order out outer overlaps overlay placing position"
	" precision primary real references returning right row select"
	" session_user setof similar smallint some substring symmetric system_user"
	" table tablesample then time timestamp to trailing treat trim true union"
	" unique user using values varchar variadic verbose when where window with"
	" xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces"
	" xmlparse xmlpi xmlroot xmlserialize xmltable"
	" ";

static bool is_keyword(const char *name)
{
	char word[32];
	int length = snprintf(word, sizeof(word), " %s ", name);
	return length > 0 && length < (int)sizeof(word) && strstr(keywords, word);
}

static bool is_plain(const char *name)
{
	if (!((*name >= 'a' && *name <= 'z') || *name == '_'))
		return false;
	for (const char *at = name; *at; at++)
		if (!((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') ||
		      *at == '_'))
			return false;
	return !is_keyword(name);
}

void pg_name_write(struct ddlect_buf *out, const char *name)
{
	if (is_plain(name))
		ddlect_raw(out, name);
	else
		ddlect_ident(out, name);
}

void pg_literal_write(struct ddlect_buf *out, const char *text)
{
	if (strchr(text, '\\'))
		ddlect_raw(out, " E");
	ddlect_raw(out, "'");
	for (const char *at = text; *at;) {
		size_t plain = strcspn(at, "'\\");
		ddlect_host->raw(out, at, plain);
		at += plain;
		if (!*at)
			break;
		ddlect_host->raw(out, at, 1);
		ddlect_host->raw(out, at++, 1);
	}
	ddlect_raw(out, "'");
}

void pg_name_join(const char *name, const char *ending, char out[PG_MAX_NAME + 1])
{
	size_t length = strlen(name);
	if (length > PG_MAX_NAME - strlen(ending)) {
		length = PG_MAX_NAME - strlen(ending);
		while (length > 0 && ((unsigned char)name[length] & 0xc0) == 0x80)
			length--;
	}
	snprintf(out, PG_MAX_NAME + 1, "%.*s%s", (int)length, name, ending);
}

void pg_element_write(struct ddlect_buf *out, const char *text, bool first)
{
	if (!first)
		ddlect_raw(out, ",");
	if (!text) {
		ddlect_raw(out, "NULL");
		return;
	}
	ddlect_raw(out, "\"");
	for (const char *at = text; *at; at++) {
		if (*at == '"' || *at == '\\')
			ddlect_raw(out, "\\");
		ddlect_host->raw(out, at, 1);
	}
	ddlect_raw(out, "\"");
}
