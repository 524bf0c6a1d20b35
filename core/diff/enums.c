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

/* Is the value inside of some text's quotes, alone or in an array? */
static bool quotes(const char *expr, const char *value)
{
	size_t length = strlen(value);
	while ((expr = strchr(expr, '\''))) {
		size_t inside = strcspn(++expr, "'");
		for (size_t i = 0; i + length <= inside; i++)
			if (memcmp(expr + i, value, length) == 0)
				return true;
		expr += inside + (expr[inside] != '\0');
	}
	return false;
}

/* A value that came just now, as texts may name it. */
struct coming {
	const struct ddlect_enum *e;
	const char *value;
	const char *literal;
};

/*
 * Where something of the enum is near, the literal is enough; elsewhere the enum has to be
 * named beside it, and then it may be inside of an array, too. A wrong "yes" is only dear.
 */
static bool names(const char *expr, const struct coming *coming, bool near)
{
	return expr && ((near && strstr(expr, coming->literal)) ||
			(strstr(expr, coming->e->name) &&
			 (strstr(expr, coming->literal) || quotes(expr, coming->value))));
}

/* In a default of an array the value has no quotes of its own. */
static bool default_names(const struct ddlect_column *column, const struct coming *coming)
{
	bool own = of_enum(column, coming->e);
	if (!column->default_text)
		return false;
	return names(column->default_text, coming, own) ||
	       (own && column->type->dims > 0 &&
		quotes(column->default_text, coming->value));
}

static bool index_names(const struct ddlect_index *index, const struct coming *coming,
			bool near)
{
	for (uint32_t i = 0; i < index->n_parts; i++)
		if (names(index->parts[i]->expr, coming, near))
			return true;
	return names(index->predicate, coming, near);
}

/* Does any text of a table name the value? */
static bool table_names(const struct ddlect_table *table, const struct coming *coming)
{
	bool near = false;
	bool named = false;
	for (uint32_t i = 0; !near && i < table->n_columns; i++)
		near = of_enum(table->columns[i], coming->e);
	for (uint32_t i = 0; !named && i < table->n_columns; i++)
		named = default_names(table->columns[i], coming) ||
			names(table->columns[i]->generated, coming, near);
	for (uint32_t i = 0; !named && i < table->n_checks; i++)
		named = names(table->checks[i]->expr, coming, near);
	for (uint32_t i = 0; !named && i < table->n_indexes; i++)
		named = index_names(table->indexes[i], coming, near);
	return named;
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
		const struct coming coming = {after, after->values[i], literal.text};
		for (uint32_t t = 0; !used && t < to->n_tables; t++)
			used = !buf_broken(&literal) &&
			       table_names(to->tables[t], &coming);
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
