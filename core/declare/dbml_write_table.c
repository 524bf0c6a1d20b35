/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of the DBML writer: heads, columns, and the Metadata that follows. */
#include <string.h>

#include "core/declare/dbml_writing.h"
#include "core/model/schema.h"

void write_attributes(struct ddlect_buf *lines, struct ddlect_attr *const *attrs,
		      uint32_t n, struct list *list, bool column)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct ddlect_attr *attr = attrs[i];
		if (!attr->flags && is_free_key(attr->key, column)) {
			struct ddlect_buf *out = list_next(list);
			buf_printf(out, "%s: ", attr->key);
			write_text(out, attr->value);
			continue;
		}
		buf_text(lines, "    ");
		write_name(lines, attr->key);
		struct list settings = {.out = lines};
		if (*attr->value) {
			buf_text(list_next(&settings), "value: ");
			write_inner(lines, attr->value);
		}
		if (attr->flags & DDLECT_ATTR_PASSIVE)
			buf_text(list_next(&settings), "passive");
		list_end(&settings);
		buf_text(lines, "\n");
	}
}

static void setting_write(struct list *list, const char *key, const char *text)
{
	if (!text)
		return;
	buf_printf(list_next(list), "%s: ", key);
	write_text(list->out, text);
}

static bool is_number(const char *text)
{
	size_t sign = *text == '-' || *text == '+';
	size_t whole = strspn(text + sign, "0123456789");
	const char *at = text + sign + whole;
	if (!whole)
		return false;
	if (*at == '.')
		at += 1 + strspn(at + 1, "0123456789");
	if (*at == 'e' || *at == 'E') {
		size_t exponent = 1 + (at[1] == '-' || at[1] == '+');
		size_t digits = strspn(at + exponent, "0123456789");
		if (!digits)
			return false;
		at += exponent + digits;
	}
	return !*at;
}

static void default_write(struct list *list, const struct ddlect_column *column)
{
	const char *text = column->default_text;
	if (!text || column->default_kind == DDLECT_DEFAULT_NONE)
		return;
	bool bare = column->default_kind == DDLECT_DEFAULT_BOOL ||
		    (column->default_kind == DDLECT_DEFAULT_NUMBER && is_number(text));
	if (column->default_kind == DDLECT_DEFAULT_STRING) {
		setting_write(list, "default", text);
	} else if (bare) {
		buf_printf(list_next(list), "default: %s", text);
	} else if (fits_backticks(text)) {
		buf_printf(list_next(list), "default: `%s`", text);
	} else {
		setting_write(list, "default_expression", text);
	}
}

static void identity_write(struct list *list, const struct ddlect_column *column)
{
	if (column->identity != DDLECT_IDENTITY_NONE)
		buf_text(list_next(list), "increment");
	if (column->identity == DDLECT_IDENTITY_ALWAYS)
		setting_write(list, "identity", "always");
	else if (column->identity == DDLECT_IDENTITY_SEQUENCE)
		setting_write(list, "identity", "sequence");
	setting_write(list, "identity_options", column->identity_options);
}

static bool says_pk(const struct ddlect_table *table, const struct ddlect_column *column)
{
	const struct ddlect_key *key = table->primary;
	return key && key_is_inline(table, key) &&
	       strcmp(key->columns[0], column->name) == 0;
}

static bool says_unique(const struct ddlect_table *table,
			const struct ddlect_column *column)
{
	for (uint32_t i = 0; i < table->n_uniques; i++)
		if (key_is_inline(table, table->uniques[i]) &&
		    strcmp(table->uniques[i]->columns[0], column->name) == 0)
			return true;
	return false;
}

/* The references that this column says; they come in the order of the columns. */
static void inline_refs(struct writing *w, const struct ddlect_table *table,
			const struct ddlect_column *column, struct list *list,
			bool *inlined)
{
	for (uint32_t i = 0; i < table->n_fks; i++) {
		const struct ddlect_fk *fk = table->fks[i];
		if (fk->n_columns != 1 || strcmp(fk->columns[0], column->name) != 0 ||
		    inlined[i])
			continue;
		inlined[i] = ref_is_inline(w, table, fk);
		if (inlined[i])
			write_ref_inline(w, fk, list);
	}
}

static void column_write(struct writing *w, const struct ddlect_table *table,
			 const struct ddlect_column *column, bool *inlined)
{
	struct list list = {.out = w->out};
	buf_text(w->out, "  ");
	write_name(w->out, column->name);
	buf_text(w->out, " ");
	write_type(w, column->type);
	if (says_pk(table, column))
		buf_text(list_next(&list), "pk");
	if (column->not_null)
		buf_text(list_next(&list), "not null");
	if (says_unique(table, column))
		buf_text(list_next(&list), "unique");
	identity_write(&list, column);
	default_write(&list, column);
	if (column->generated)
		setting_write(&list,
			      column->generated_kind == DDLECT_GENERATED_VIRTUAL
				      ? "virtual"
				      : "generated",
			      column->generated);
	setting_write(&list, "collation", column->collation);
	if (needs_type_schema(column->type))
		setting_write(&list, "type_schema", column->type->schema);
	setting_write(&list, "renamed_from", column->renamed_from);
	inline_refs(w, table, column, &list, inlined);
	write_attributes(&w->attributes, column->attrs, column->n_attrs, &list, true);
	if (w->attributes.length) {
		setting_write(&list, "attributes", w->attributes.text);
		buf_reset(&w->attributes);
	}
	if (column->comment) {
		buf_text(list_next(&list), "note: ");
		write_note(w->out, column->comment, 2);
	}
	list_end(&list);
	buf_text(w->out, "\n");
}

static void head_write(struct writing *w, const struct ddlect_table *table)
{
	struct list list = {.out = w->out};
	buf_text(w->out, "Table ");
	write_path(w->out, table->schema, table->name);
	setting_write(&list, "resource", table->resource);
	setting_write(&list, "renamed_from", table->renamed_from);
	write_attributes(&w->attributes, table->attrs, table->n_attrs, &list, false);
	list_end(&list);
	buf_text(w->out, " {\n");
}

static void metadata_write(struct writing *w, const struct ddlect_table *table)
{
	if (!w->attributes.length && !w->indexes.length && !w->checks.length &&
	    !w->references.length)
		return;
	buf_text(w->out, "\nMetadata Table ");
	write_path(w->out, table->schema, table->name);
	buf_text(w->out, " {\n");
	write_lines(w->out, "attributes", &w->attributes);
	write_lines(w->out, "indexes", &w->indexes);
	write_lines(w->out, "checks", &w->checks);
	write_lines(w->out, "refs", &w->references);
	buf_text(w->out, "}\n");
}

void write_table(struct writing *w, const struct ddlect_table *table)
{
	bool *inlined = arena_alloc(&w->arena, table->n_fks + 1);
	if (!inlined) {
		w->broken = true;
		return;
	}
	head_write(w, table);
	struct ddlect_buf attributes =
		w->attributes; /* of the table, while columns use it */
	buf_init(&w->attributes);
	for (uint32_t i = 0; i < table->n_columns; i++)
		column_write(w, table, table->columns[i], inlined);
	buf_clear(&w->attributes);
	w->attributes = attributes;
	write_indexes(w, table);
	write_checks(w, table);
	if (table->comment) {
		buf_text(w->out, "\n  Note: ");
		write_note(w->out, table->comment, 2);
		buf_text(w->out, "\n");
	}
	buf_text(w->out, "}\n");
	write_refs(w, table, inlined);
	metadata_write(w, table);
}
