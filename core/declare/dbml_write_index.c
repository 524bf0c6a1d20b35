/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Indexes of the DBML writer: an entry in `indexes { }`, a line of details for what that
 * can't say. An index that no entry could stand for is made by its line alone.
 */
#include <string.h>

#include "core/declare/dbml_writing.h"
#include "core/model/same.h"

static bool part_fits(const struct ddlect_part *part)
{
	return part->column || fits_backticks(part->expr);
}

static const char *part_words(const struct ddlect_part *part)
{
	return part->column ? part->column : part->expr;
}

/* Can `indexes` name its parts? It may name none twice. */
static bool index_fits(const struct ddlect_index *index)
{
	for (uint32_t i = 0; i < index->n_parts; i++) {
		if (!part_fits(index->parts[i]))
			return false;
		for (uint32_t j = 0; j < i; j++)
			if (strcmp(part_words(index->parts[i]),
				   part_words(index->parts[j])) == 0)
				return false;
	}
	return index->n_parts > 0;
}

static void part_write(struct ddlect_buf *out, const struct ddlect_part *part)
{
	if (part->column)
		write_name(out, part->column);
	else if (part_fits(part))
		buf_printf(out, "`%s`", part->expr);
	else
		write_text(out, part->expr); /* only in a line of details */
}

static void parts_write(struct ddlect_buf *out, const struct ddlect_index *index)
{
	buf_text(out, "(");
	for (uint32_t i = 0; i < index->n_parts; i++) {
		if (i)
			buf_text(out, ", ");
		part_write(out, index->parts[i]);
	}
	buf_text(out, ")");
}

static bool is_desc(const struct ddlect_part *part)
{
	return part->flags & DDLECT_PART_DESC;
}

/* DESC puts nulls first by itself. */
static bool is_nulls_first(const struct ddlect_part *part)
{
	return part->flags & DDLECT_PART_NULLS_FIRST && !is_desc(part);
}

static bool is_nulls_last(const struct ddlect_part *part)
{
	return is_desc(part) && !(part->flags & DDLECT_PART_NULLS_FIRST);
}

/* `name: (1, 3)`: the places of those parts for which it is so. */
static void line_places(struct list *list, const struct ddlect_index *index,
			const char *name, bool (*is)(const struct ddlect_part *part))
{
	bool any = false;
	for (uint32_t i = 0; i < index->n_parts; i++) {
		if (!is(index->parts[i]))
			continue;
		if (!any)
			buf_printf(list_next(list), "%s: (%u", name, i + 1);
		else
			buf_printf(list->out, ", %u", i + 1);
		any = true;
	}
	if (any)
		buf_text(list->out, ")");
}

static const char *part_opclass(const struct ddlect_part *part)
{
	return part->opclass;
}

static const char *part_collation(const struct ddlect_part *part)
{
	return part->collation;
}

/* `name: ("x", "")`: a text for each part, if there is one at all. */
static void line_texts(struct list *list, const struct ddlect_index *index,
		       const char *name,
		       const char *(*get)(const struct ddlect_part *part))
{
	bool any = false;
	for (uint32_t i = 0; i < index->n_parts; i++)
		any |= get(index->parts[i]) != NULL;
	if (!any)
		return;
	buf_printf(list_next(list), "%s: (", name);
	for (uint32_t i = 0; i < index->n_parts; i++) {
		const char *text = get(index->parts[i]);
		if (i)
			buf_text(list->out, ", ");
		write_inner(list->out, text ? text : "");
	}
	buf_text(list->out, ")");
}

/* The line says nothing yet: `empty` settings may stand in for a whole index. */
static void index_settings(struct list *list, const struct ddlect_index *index)
{
	line_flag(list, index->flags & DDLECT_INDEX_NULLS_NOT_DISTINCT,
		  "nulls_not_distinct");
	line_text(list, "where", index->predicate);
	line_text(list, "options", index->options);
	line_names(list, "include", index->include, index->n_include);
	line_places(list, index, "desc", is_desc);
	line_places(list, index, "nulls_first", is_nulls_first);
	line_places(list, index, "nulls_last", is_nulls_last);
	line_texts(list, index, "opclass", part_opclass);
	line_texts(list, index, "collation", part_collation);
}

/* What would make a unique entry an index, not a constraint. */
static bool is_index_only(const struct ddlect_index *index)
{
	bool only = index->method || index->predicate || index->options;
	for (uint32_t i = 0; i < index->n_parts; i++) {
		const struct ddlect_part *part = index->parts[i];
		only |= part->expr || part->flags || part->opclass || part->collation;
	}
	return only;
}

static bool has_details(const struct ddlect_index *index)
{
	bool has = index->flags & DDLECT_INDEX_NULLS_NOT_DISTINCT || index->predicate ||
		   index->options || index->n_include;
	for (uint32_t i = 0; i < index->n_parts; i++) {
		const struct ddlect_part *part = index->parts[i];
		has |= part->flags || part->opclass || part->collation;
	}
	return has;
}

/* An unnamed key with the same columns, for which a line of details would be taken. */
static bool is_shadowed(const struct ddlect_table *table,
			const struct ddlect_index *index)
{
	if (index->name || index->method || !(index->flags & DDLECT_INDEX_UNIQUE))
		return false;
	for (uint32_t i = 0; i < table->n_uniques; i++) {
		const struct ddlect_key *key = table->uniques[i];
		bool same = !key->name && key->n_columns == index->n_parts;
		for (uint32_t c = 0; same && c < key->n_columns; c++)
			same = index->parts[c]->column &&
			       strcmp(index->parts[c]->column, key->columns[c]) == 0;
		if (same)
			return true;
	}
	return false;
}

/* `indexes` can't hold it: it is made by a line of details. */
bool index_is_added(const struct ddlect_table *table, const struct ddlect_index *index)
{
	return !index_fits(index) || is_shadowed(table, index);
}

static bool parts_alike(const struct ddlect_index *a, const struct ddlect_index *b)
{
	if (a->n_parts != b->n_parts || (a->flags ^ b->flags) & DDLECT_INDEX_UNIQUE)
		return false;
	for (uint32_t i = 0; i < a->n_parts; i++)
		if (!same_text(a->parts[i]->column, b->parts[i]->column) ||
		    !same_text(a->parts[i]->expr, b->parts[i]->expr))
			return false;
	return true;
}

static bool index_detailed(const struct ddlect_table *table,
			   const struct ddlect_index *index)
{
	bool detailed = has_details(index);
	for (uint32_t i = 0; i < table->n_indexes && !index->name && !detailed; i++)
		detailed = !table->indexes[i]->name && has_details(table->indexes[i]) &&
			   parts_alike(index, table->indexes[i]);
	return detailed;
}

static void index_detail(struct writing *w, const struct ddlect_table *table,
			 const struct ddlect_index *index, bool add)
{
	bool unique = index->flags & DDLECT_INDEX_UNIQUE;
	bool constraint = unique && !is_index_only(index);
	if (!constraint && !add && !index_detailed(table, index))
		return;
	struct ddlect_buf *out = &w->indexes;
	struct list list = {.out = out};
	buf_text(out, "    ");
	if (index->name)
		write_name(out, index->name);
	if (index->name && add)
		buf_text(out, " ");
	if (!index->name || add)
		parts_write(out, index);
	line_flag(&list, add, "add");
	line_flag(&list, unique && (add || !index->name), "unique");
	line_flag(&list, constraint, "index");
	if (add) {
		line_text(&list, "type", index->method);
		line_text(&list, "note", index->comment);
	}
	index_settings(&list, index);
	list_end(&list);
	buf_text(out, "\n");
}

void write_index(struct writing *w, const struct ddlect_table *table,
		 const struct ddlect_index *index, bool added)
{
	struct ddlect_buf *out = w->out;
	struct list list = {.out = out};
	if (index_is_added(table, index) != added)
		return;
	index_detail(w, table, index, added);
	if (added)
		return;
	buf_text(out, "    ");
	if (index->n_parts == 1)
		part_write(out, index->parts[0]);
	else
		parts_write(out, index);
	if (index->flags & DDLECT_INDEX_UNIQUE)
		buf_text(list_next(&list), "unique");
	if (index->method) {
		buf_text(list_next(&list), "type: ");
		write_name(out, index->method);
	}
	end_entry(out, &list, index->name, index->comment);
}
