/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys, indexes and checks of the DBML writer: what the language has words for goes into
 * `indexes { }` and `checks { }`, the rest into lines of details.
 */
#include <string.h>

#include "core/declare/dbml_writing.h"

bool key_is_inline(const struct ddlect_key *key)
{
	return !key->name && key->n_columns == 1 && !key->comment && !key->flags &&
	       !key->n_include;
}

/* --- lines of details --------------------------------------------------------------------------- */

static void detail_flag(struct list *list, bool flag, const char *name)
{
	if (flag)
		buf_text(list_next(list), name);
}

static void detail_text(struct list *list, const char *name, const char *text)
{
	if (!text)
		return;
	buf_printf(list_next(list), "%s: ", name);
	write_inner(list->out, text);
}

static void detail_names(struct list *list, const char *name, const char *const *names,
			 uint32_t n)
{
	if (!n)
		return;
	buf_printf(list_next(list), "%s: ", name);
	write_columns(list->out, names, n);
}

/* --- keys ------------------------------------------------------------------------------------------- */

static void key_detail(struct writing *w, const struct ddlect_key *key, const char *kind)
{
	if (!key->flags && !key->n_include)
		return;
	struct ddlect_buf *out = &w->indexes;
	struct list list = {.out = out};
	uint32_t flags = key->flags;
	buf_text(out, "    ");
	if (key->name)
		write_name(out, key->name);
	else
		write_columns(out, key->columns, key->n_columns);
	detail_flag(&list, !key->name, kind);
	detail_flag(&list, flags & DDLECT_KEY_NULLS_NOT_DISTINCT, "nulls_not_distinct");
	bool deferred = flags & DDLECT_KEY_INITIALLY_DEFERRED;
	detail_flag(&list, flags & DDLECT_KEY_DEFERRABLE && !deferred, "deferrable");
	detail_flag(&list, deferred, "initially_deferred");
	detail_names(&list, "include", key->include, key->n_include);
	list_end(&list);
	buf_text(out, "\n");
}

/* A column alone, or several in parentheses. */
static void columns_write(struct ddlect_buf *out, const char *const *columns, uint32_t n)
{
	buf_text(out, "    ");
	if (n == 1)
		write_name(out, columns[0]);
	else
		write_columns(out, columns, n);
}

static void end_entry(struct ddlect_buf *out, struct list *list, const char *name,
		      const char *note)
{
	if (name) {
		buf_text(list_next(list), "name: ");
		write_text(out, name);
	}
	if (note) {
		buf_text(list_next(list), "note: ");
		write_note(out, note, 4);
	}
	list_end(list);
	buf_text(out, "\n");
}

static void key_write(struct writing *w, const struct ddlect_key *key, const char *kind)
{
	struct list list = {.out = w->out};
	columns_write(w->out, key->columns, key->n_columns);
	buf_text(list_next(&list), kind);
	end_entry(w->out, &list, key->name, key->comment);
	key_detail(w, key, kind);
}

/* --- indexes --------------------------------------------------------------------------------------- */

static bool part_fits(const struct ddlect_part *part)
{
	return part->column || fits_backticks(part->expr);
}

/* Can `indexes` name its parts? */
static bool index_fits(const struct ddlect_index *index)
{
	for (uint32_t i = 0; i < index->n_parts; i++)
		if (!part_fits(index->parts[i]))
			return false;
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
static void detail_places(struct list *list, const struct ddlect_index *index,
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
static void detail_texts(struct list *list, const struct ddlect_index *index,
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
	detail_flag(list, index->flags & DDLECT_INDEX_NULLS_NOT_DISTINCT,
		    "nulls_not_distinct");
	detail_text(list, "where", index->predicate);
	detail_text(list, "options", index->options);
	detail_names(list, "include", index->include, index->n_include);
	detail_places(list, index, "desc", is_desc);
	detail_places(list, index, "nulls_first", is_nulls_first);
	detail_places(list, index, "nulls_last", is_nulls_last);
	detail_texts(list, index, "opclass", part_opclass);
	detail_texts(list, index, "collation", part_collation);
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

static void index_detail(struct writing *w, const struct ddlect_index *index)
{
	bool unique = index->flags & DDLECT_INDEX_UNIQUE;
	bool constraint = unique && !is_index_only(index);
	bool add = !index_fits(index);
	if (!constraint && !add && !has_details(index))
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
	detail_flag(&list, add, "add");
	detail_flag(&list, unique && (add || !index->name), "unique");
	detail_flag(&list, constraint, "index");
	if (add) {
		detail_text(&list, "type", index->method);
		detail_text(&list, "note", index->comment);
	}
	index_settings(&list, index);
	list_end(&list);
	buf_text(out, "\n");
}

static void index_write(struct writing *w, const struct ddlect_index *index)
{
	struct ddlect_buf *out = w->out;
	struct list list = {.out = out};
	index_detail(w, index);
	if (!index_fits(index))
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

static bool has_block(const struct ddlect_table *table)
{
	if (table->primary && !key_is_inline(table->primary))
		return true;
	for (uint32_t i = 0; i < table->n_uniques; i++)
		if (!key_is_inline(table->uniques[i]))
			return true;
	for (uint32_t i = 0; i < table->n_indexes; i++)
		if (index_fits(table->indexes[i]))
			return true;
	return false;
}

void write_indexes(struct writing *w, const struct ddlect_table *table)
{
	bool block = has_block(table);
	if (block)
		buf_text(w->out, "\n  indexes {\n");
	if (table->primary && !key_is_inline(table->primary))
		key_write(w, table->primary, "pk");
	for (uint32_t i = 0; i < table->n_uniques; i++)
		if (!key_is_inline(table->uniques[i]))
			key_write(w, table->uniques[i], "unique");
	for (uint32_t i = 0; i < table->n_indexes; i++)
		index_write(w, table->indexes[i]);
	if (block)
		buf_text(w->out, "  }\n");
}

/* --- checks ------------------------------------------------------------------------------------------ */

static void check_detail(struct writing *w, const struct ddlect_check *check)
{
	bool add = !fits_backticks(check->expr);
	struct ddlect_buf *out = &w->checks;
	struct list list = {.out = out};
	if (!check->flags && !check->comment && !add)
		return;
	buf_text(out, "    ");
	if (check->name)
		write_name(out, check->name);
	if (!check->name || add) {
		buf_text(out, check->name ? " (" : "(");
		write_inner(out, check->expr);
		buf_text(out, ")");
	}
	detail_flag(&list, add, "add");
	detail_flag(&list, check->flags & DDLECT_CHECK_NO_INHERIT, "no_inherit");
	detail_flag(&list, check->flags & DDLECT_CHECK_NOT_VALID, "not_valid");
	detail_text(&list, "note", check->comment);
	list_end(&list);
	buf_text(out, "\n");
}

void write_checks(struct writing *w, const struct ddlect_table *table)
{
	bool block = false;
	for (uint32_t i = 0; i < table->n_checks; i++) {
		const struct ddlect_check *check = table->checks[i];
		check_detail(w, check);
		if (!fits_backticks(check->expr))
			continue;
		if (!block)
			buf_text(w->out, "\n  checks {\n");
		block = true;
		struct list list = {.out = w->out};
		buf_printf(w->out, "    `%s`", check->expr);
		end_entry(w->out, &list, check->name, NULL);
	}
	if (block)
		buf_text(w->out, "  }\n");
}
