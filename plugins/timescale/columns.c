/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists of columns in the values of attributes: `a, "B" DESC NULLS LAST` of segmentby and
 * orderby, `column, n` of space_partition. A name without quotes is taken as it stands. A
 * name in a value must be one of the table's columns.
 */
#include <stdlib.h>

#include "plugins/timescale/timescale.h"

#define MAX_PARTITIONS 32767

static const char *skip_space(const char *at)
{
	while (ddlect_ascii_space(*at))
		at++;
	return at;
}

/* Does the name at `at`, quoted or not, say `name`? Then the number of bytes it takes. */
static size_t name_match(const char *at, const char *name)
{
	const char *start = at;
	bool quoted = *at == '"';
	if (quoted)
		at++;
	for (; *name; name++, at++) {
		if (*at != *name)
			return 0;
		if (quoted && *at == '"' && *++at != '"')
			return 0;
	}
	if (quoted)
		return *at == '"' && at[1] != '"' ? (size_t)(at + 1 - start) : 0;
	return !*at || *at == ',' || ddlect_ascii_space(*at) ? (size_t)(at - start) : 0;
}

/* The longest match, because a name may have spaces and commas in it. */
static const char *column_match(const struct ddlect_table *table, const char *at,
				size_t *length)
{
	const char *found = NULL;
	*length = 0;
	for (uint32_t i = 0; i < table->n_columns; i++) {
		size_t n = name_match(at, table->columns[i]->name);
		if (n > *length) {
			*length = n;
			found = table->columns[i]->name;
		}
	}
	return found;
}

static bool word(const char **at, const char *expected)
{
	size_t n = strlen(expected);
	if (!ddlect_ascii_same(*at, expected, n) || ddlect_ascii_letter((*at)[n]) ||
	    ddlect_ascii_digit((*at)[n]) || (*at)[n] == '_')
		return false;
	*at = skip_space(*at + n);
	return true;
}

/* What may follow a name in orderby. Nulls come first with DESC, unless it says. */
static bool read_order(const char **at, struct ts_item *item)
{
	item->desc = word(at, "desc");
	if (!item->desc)
		word(at, "asc");
	item->nulls_first = item->desc;
	if (!word(at, "nulls"))
		return true;
	item->nulls_first = word(at, "first");
	return item->nulls_first || word(at, "last");
}

struct ts_item *ts_items_add(struct ts_items *items, const char *name,
			     struct ddlect_err *err)
{
	if (items->n == TS_ITEMS) {
		ddlect_error(err, "it names more than %u columns", TS_ITEMS);
		return NULL;
	}
	struct ts_item *item = &items->list[items->n++];
	*item = (struct ts_item){.name = name};
	return item;
}

int ts_items_read(const struct ddlect_table *table, const char *text, bool ordered,
		  struct ts_items *out, struct ddlect_err *err)
{
	out->n = 0;
	for (const char *at = skip_space(text); *at;) {
		size_t length;
		const char *name = column_match(table, at, &length);
		if (!name)
			return ddlect_error(err, "no column of the table at \"%.60s\"",
					    at);
		for (uint32_t i = 0; i < out->n; i++)
			if (strcmp(out->list[i].name, name) == 0)
				return ddlect_error(err, "\"%.60s\" is there twice",
						    name);
		struct ts_item *item = ts_items_add(out, name, err);
		if (!item)
			return -1;
		at = skip_space(at + length);
		bool whole = !ordered || read_order(&at, item);
		if (!whole && !*at)
			return ddlect_error(
				err,
				"FIRST or LAST is missing behind the NULLS of "
				"\"%.60s\"",
				item->name);
		if (!whole || (*at && *at != ','))
			return ddlect_error(
				err, "\"%.60s\" can't be read behind \"%.60s\"; %s", at,
				item->name,
				ordered ? "write a list like 'a DESC, b NULLS FIRST'"
					: "write a list like 'a, b'");
		if (*at == ',' && !*(at = skip_space(at + 1)))
			return ddlect_error(err, "a column is missing behind the comma");
	}
	return 0;
}

static bool is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Written without quotes: what reads back as the same name in SQL, too. */
static bool is_plain(const char *name)
{
	if (!is_small(*name) && *name != '_')
		return false;
	for (; *name; name++)
		if (!is_small(*name) && !ddlect_ascii_digit(*name) && *name != '_')
			return false;
	return true;
}

void ts_items_write(struct ddlect_buf *out, const struct ts_items *items, bool quote)
{
	for (uint32_t i = 0; i < items->n; i++) {
		const struct ts_item *item = &items->list[i];
		if (i > 0)
			ddlect_raw(out, ", ");
		if (quote || !is_plain(item->name))
			ddlect_ident(out, item->name);
		else
			ddlect_raw(out, item->name);
		if (item->desc)
			ddlect_raw(out, " DESC");
		if (item->nulls_first != item->desc)
			ddlect_raw(out,
				   item->nulls_first ? " NULLS FIRST" : " NULLS LAST");
	}
}

int ts_space_read(const struct ddlect_table *table, const char *text, const char **column,
		  uint32_t *n, struct ddlect_err *err)
{
	size_t length;
	const char *at = skip_space(text);
	*column = column_match(table, at, &length);
	if (!*column)
		return ddlect_error(err, "no column of the table at \"%.60s\"", at);
	at = skip_space(at + length);
	char *end = NULL;
	long number = *at == ',' ? strtol(at + 1, &end, 10) : 0;
	if (number < 1 || number > MAX_PARTITIONS || *skip_space(end))
		return ddlect_error(err,
				    "write the column and a number of partitions from 1 "
				    "to %d, like '%.60s, 4'",
				    MAX_PARTITIONS, *column);
	*n = (uint32_t)number;
	return 0;
}

void ts_space_write(struct ddlect_buf *out, const char *column, uint32_t n)
{
	char rest[16];
	ts_items_write(out, &(struct ts_items){.list = {{.name = column}}, .n = 1},
		       false);
	snprintf(rest, sizeof(rest), ", %u", n);
	ddlect_raw(out, rest);
}
