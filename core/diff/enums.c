/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Enums: what differs between two of them. A value that is put in can't be relied on before
 * the transaction ends in which it came, so where a default or an expression names it at
 * once, or a column of another type becomes one of the enum, the enum's values are replaced
 * as a whole instead.
 */
#include <string.h>

#include "core/base/buf.h"
#include "core/diff/diff.h"
#include "core/model/schema.h"

static bool has_value(const struct ddlect_enum *e, const char *value)
{
	for (uint32_t i = 0; i < e->n_values; i++)
		if (strcmp(e->values[i], value) == 0)
			return true;
	return false;
}

static bool of_enum(const struct ddlect_column *column, const struct ddlect_enum *e)
{
	const struct ddlect_type *type = column->type;
	return type->kind == DDLECT_TYPE_ENUM &&
	       same_name(type->schema, type->name, e->schema, e->name);
}

static bool names(const char *expr, const char *literal)
{
	return expr && strstr(expr, literal);
}

/*
 * In a default of an array the value has no quotes of its own; behind the last quote stands
 * the type. A wrong "yes" is only dear.
 */
static bool array_names(const struct ddlect_column *column, const char *value)
{
	const char *text = column->default_text;
	const char *end = text && column->type->dims > 0 ? strrchr(text, '\'') : NULL;
	const char *at = end ? strstr(text, value) : NULL;
	return at && at < end;
}

static bool index_names(const struct ddlect_index *index, const char *literal)
{
	for (uint32_t i = 0; i < index->n_parts; i++)
		if (names(index->parts[i]->expr, literal))
			return true;
	return names(index->predicate, literal);
}

/* Does any text of a table with such a column hold the literal? */
static bool table_names(const struct ddlect_table *table, const struct ddlect_enum *e,
			const char *value, const char *literal)
{
	bool has = false;
	bool named = false;
	for (uint32_t i = 0; i < table->n_columns; i++) {
		const struct ddlect_column *column = table->columns[i];
		bool own = of_enum(column, e);
		has = has || own;
		named = named ||
			(own && (names(column->default_text, literal) ||
				 array_names(column, value))) ||
			names(column->generated, literal);
	}
	for (uint32_t i = 0; has && !named && i < table->n_checks; i++)
		named = names(table->checks[i]->expr, literal);
	for (uint32_t i = 0; has && !named && i < table->n_indexes; i++)
		named = index_names(table->indexes[i], literal);
	return has && named;
}

/* Does a column of another type become one of the enum? Its rows may have a new value. */
static bool table_enters(const struct ddlect_schema *from,
			 const struct ddlect_table *table,
			 const struct ddlect_enum *before,
			 const struct ddlect_enum *after)
{
	const struct ddlect_table *old = table_find(from, table->schema, table->name);
	for (uint32_t i = 0; old && i < table->n_columns; i++) {
		const struct ddlect_column *column =
			of_enum(table->columns[i], after)
				? column_find(old, table->columns[i]->name)
				: NULL;
		if (column && !of_enum(column, before))
			return true;
	}
	return false;
}

/* -1 when memory runs out. */
static int used_at_once(const struct diff *diff, const struct ddlect_enum *before,
			const struct ddlect_enum *after)
{
	const struct ddlect_schema *to = diff->to;
	struct ddlect_buf literal;
	bool used = false;
	for (uint32_t t = 0; !used && t < to->n_tables; t++)
		used = table_enters(diff->from, to->tables[t], before, after);
	buf_init(&literal);
	for (uint32_t i = 0; !used && i < after->n_values; i++) {
		if (has_value(before, after->values[i]))
			continue;
		buf_reset(&literal);
		buf_literal(&literal, after->values[i]);
		for (uint32_t t = 0; !used && t < to->n_tables; t++)
			used = table_names(to->tables[t], after, after->values[i],
					   literal.text);
	}
	bool broken = buf_broken(&literal);
	buf_clear(&literal);
	return broken ? -1 : used;
}

int enum_aspects(const struct diff *diff, struct pair *pair)
{
	pair->aspects = enum_differs(pair->from, pair->to);
	if (!(pair->aspects & DDLECT_ASPECT_VALUES_ADDED))
		return 0;
	int used = used_at_once(diff, pair->from, pair->to);
	if (used > 0)
		pair->aspects ^=
			DDLECT_ASPECT_VALUES_ADDED | DDLECT_ASPECT_VALUES_REPLACED;
	return used < 0 ? -1 : 0;
}
