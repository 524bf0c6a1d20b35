/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys, indexes and checks of the DBML writer: what the language has words for goes into
 * `indexes { }` and `checks { }`, the rest into lines of details.
 */
#include <string.h>

#include "core/declare/dbml_writing.h"
#include "core/model/same.h"

/* A unique index of that one column alone, which `indexes` would name in the same way. */
static bool index_alike(const struct ddlect_index *index, const char *column)
{
	return index->flags & DDLECT_INDEX_UNIQUE && index->n_parts == 1 &&
	       index->parts[0]->column && strcmp(index->parts[0]->column, column) == 0;
}

/* An entry in `indexes` for the same column would be taken for the column's own. */
static bool is_alone(const struct ddlect_table *table, const struct ddlect_key *key)
{
	for (uint32_t i = 0; i < table->n_uniques; i++) {
		const struct ddlect_key *other = table->uniques[i];
		if (other != key && other->n_columns == 1 &&
		    strcmp(other->columns[0], key->columns[0]) == 0)
			return false;
	}
	for (uint32_t i = 0; i < table->n_indexes; i++)
		if (index_alike(table->indexes[i], key->columns[0]))
			return false;
	return true;
}

bool key_is_inline(const struct ddlect_table *table, const struct ddlect_key *key)
{
	return !key->name && key->n_columns == 1 && !key->comment && !key->flags &&
	       !key->n_include && (key == table->primary || is_alone(table, key));
}

void line_flag(struct list *list, bool flag, const char *name)
{
	if (flag)
		buf_text(list_next(list), name);
}

void line_text(struct list *list, const char *name, const char *text)
{
	if (!text)
		return;
	buf_printf(list_next(list), "%s: ", name);
	write_inner(list->out, text);
}

void line_names(struct list *list, const char *name, const char *const *names, uint32_t n)
{
	if (!n)
		return;
	buf_printf(list_next(list), "%s: ", name);
	write_columns(list->out, names, n);
}

/*
 * Lines of details that have no name to go by mean the first that fits and was not spoken
 * of. So where one of several alike needs a line, all of them get one.
 */
static bool key_detailed(const struct ddlect_table *table, const struct ddlect_key *key)
{
	bool detailed = key->flags || key->n_include;
	for (uint32_t i = 0; i < table->n_uniques && !key->name; i++) {
		const struct ddlect_key *other = table->uniques[i];
		bool alike = !other->name && other->n_columns == key->n_columns &&
			     key != table->primary;
		for (uint32_t c = 0; alike && c < key->n_columns; c++)
			alike = strcmp(other->columns[c], key->columns[c]) == 0;
		detailed |= alike && (other->flags || other->n_include);
	}
	return detailed;
}

static void key_detail(struct writing *w, const struct ddlect_table *table,
		       const struct ddlect_key *key, const char *kind)
{
	if (!key_detailed(table, key))
		return;
	struct ddlect_buf *out = &w->indexes;
	struct list list = {.out = out};
	uint32_t flags = key->flags;
	buf_text(out, "    ");
	if (key->name)
		write_name(out, key->name);
	else
		write_columns(out, key->columns, key->n_columns);
	line_flag(&list, !key->name, kind);
	line_flag(&list, flags & DDLECT_KEY_NULLS_NOT_DISTINCT, "nulls_not_distinct");
	bool deferred = flags & DDLECT_KEY_INITIALLY_DEFERRED;
	line_flag(&list, flags & DDLECT_KEY_DEFERRABLE && !deferred, "deferrable");
	line_flag(&list, deferred, "initially_deferred");
	line_names(&list, "include", key->include, key->n_include);
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

void end_entry(struct ddlect_buf *out, struct list *list, const char *name,
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

static void key_write(struct writing *w, const struct ddlect_table *table,
		      const struct ddlect_key *key, const char *kind)
{
	struct list list = {.out = w->out};
	columns_write(w->out, key->columns, key->n_columns);
	buf_text(list_next(&list), kind);
	end_entry(w->out, &list, key->name, key->comment);
	key_detail(w, table, key, kind);
}

static bool has_block(const struct ddlect_table *table)
{
	if (table->primary && !key_is_inline(table, table->primary))
		return true;
	for (uint32_t i = 0; i < table->n_uniques; i++)
		if (!key_is_inline(table, table->uniques[i]))
			return true;
	for (uint32_t i = 0; i < table->n_indexes; i++)
		if (!index_is_added(table, table->indexes[i]))
			return true;
	return false;
}

void write_indexes(struct writing *w, const struct ddlect_table *table)
{
	bool block = has_block(table);
	if (block)
		buf_text(w->out, "\n  indexes {\n");
	if (table->primary && !key_is_inline(table, table->primary))
		key_write(w, table, table->primary, "pk");
	for (uint32_t i = 0; i < table->n_uniques; i++)
		if (!key_is_inline(table, table->uniques[i]))
			key_write(w, table, table->uniques[i], "unique");
	for (uint32_t i = 0; i < table->n_indexes; i++)
		write_index(w, table, table->indexes[i], false);
	for (uint32_t i = 0; i < table->n_indexes; i++) /* they are read last */
		write_index(w, table, table->indexes[i], true);
	if (block)
		buf_text(w->out, "  }\n");
}

static bool check_detailed(const struct ddlect_table *table,
			   const struct ddlect_check *check)
{
	bool detailed = check->flags || check->comment;
	for (uint32_t i = 0; i < table->n_checks && !check->name && !detailed; i++) {
		const struct ddlect_check *other = table->checks[i];
		detailed = !other->name && (other->flags || other->comment) &&
			   strcmp(other->expr, check->expr) == 0;
	}
	return detailed;
}

static void check_detail(struct writing *w, const struct ddlect_table *table,
			 const struct ddlect_check *check)
{
	bool add = !fits_backticks(check->expr);
	struct ddlect_buf *out = &w->checks;
	struct list list = {.out = out};
	if (!check_detailed(table, check) && !add)
		return;
	buf_text(out, "    ");
	if (check->name)
		write_name(out, check->name);
	if (!check->name || add) {
		buf_text(out, check->name ? " (" : "(");
		write_inner(out, check->expr);
		buf_text(out, ")");
	}
	line_flag(&list, add, "add");
	line_flag(&list, check->flags & DDLECT_CHECK_NO_INHERIT, "no_inherit");
	line_flag(&list, check->flags & DDLECT_CHECK_NOT_VALID, "not_valid");
	line_text(&list, "note", check->comment);
	list_end(&list);
	buf_text(out, "\n");
}

void write_checks(struct writing *w, const struct ddlect_table *table)
{
	bool block = false;
	for (uint32_t i = 0; i < table->n_checks; i++) {
		const struct ddlect_check *check = table->checks[i];
		struct list list = {.out = w->out};
		if (!fits_backticks(check->expr))
			continue;
		if (!block)
			buf_text(w->out, "\n  checks {\n");
		block = true;
		buf_printf(w->out, "    `%s`", check->expr);
		end_entry(w->out, &list, check->name, NULL);
		check_detail(w, table, check);
	}
	if (block)
		buf_text(w->out, "  }\n");
	for (uint32_t i = 0; i < table->n_checks; i++)
		if (!fits_backticks(table->checks[i]->expr))
			check_detail(w, table, table->checks[i]);
}
