/* SPDX-License-Identifier: Apache-2.0 */
/* Providers in C: columns, with the keys and references that stand at a column. */
#include <string.h>

#include "core/declare/dbml_type.h"
#include "core/declare/provider_read.h"

static const struct ddlect_type *read_type(struct provider_reader *r,
					   struct ddlect_pos pos, const char *text)
{
	static const struct ddlect_type unknown = {
		.kind = DDLECT_TYPE_STRING, .precision = -1, .scale = -1};
	const struct ddlect_type *type = NULL;
	int status = text ? dbml_type_text(r->schema, text, &type) : 0;
	if (status == 0) {
		struct diag *diag =
			text ? diag_add(r->diags, DIAG_ERROR, pos,
					"its type \"%s\" can't be read", text)
			     : diag_add(r->diags, DIAG_ERROR, pos, "it has no type");
		diag_hint(r->diags, diag,
			  "a type is a name, as in .type = \"string\", \"numeric(10,2)\" "
			  "or \"text[]\"");
		type = type_get(r->schema, &unknown);
	}
	if (status < 0 || !type)
		r->broken = true;
	return r->broken ? NULL : type;
}

static bool is_number(const char *text)
{
	static const char digits[] = "0123456789";
	text += *text == '-' || *text == '+';
	size_t whole = strspn(text, digits);
	text += whole;
	size_t part = 0;
	if (*text == '.') {
		part = strspn(text + 1, digits);
		text += 1 + part;
	}
	if (whole + part > 0 && (*text == 'e' || *text == 'E')) {
		text++;
		text += *text == '-' || *text == '+';
		size_t exponent = strspn(text, digits);
		if (exponent == 0)
			return false;
		text += exponent;
	}
	return whole + part > 0 && !*text;
}

static void read_default(struct provider_reader *r, struct ddlect_column *column,
			 const struct ddlect_provider_column *item)
{
	const char *value = item->default_value;
	if (!!value + !!item->default_string + !!item->default_expr > 1)
		diag_add(r->diags, DIAG_ERROR, column->pos,
			 "more than one of default_value, default_string and "
			 "default_expr is set");
	if (item->default_expr) {
		column->default_kind = DDLECT_DEFAULT_EXPR;
		value = item->default_expr;
	} else if (item->default_string) {
		column->default_kind = DDLECT_DEFAULT_STRING;
		value = item->default_string;
	} else if (value && (strcmp(value, "true") == 0 || strcmp(value, "false") == 0)) {
		column->default_kind = DDLECT_DEFAULT_BOOL;
	} else if (value && is_number(value)) {
		column->default_kind = DDLECT_DEFAULT_NUMBER;
	} else if (value) {
		struct diag *diag = diag_add(
			r->diags, DIAG_ERROR, column->pos,
			"default_value \"%s\" is neither a number, true nor false",
			value);
		diag_hint(r->diags, diag,
			  "use .default_string for text and .default_expr for an "
			  "expression");
		value = NULL;
	}
	provider_text(r, column->pos, "its default", value, &column->default_text);
}

/* The parts of "table.column" or "schema.table.column"; false when it is neither. */
static bool split_ref(char *text, const char *parts[3])
{
	uint32_t n = 0;
	for (char *at = text; at; n++) {
		char *dot = strchr(at, '.');
		if (n == 3 || dot == at || !*at)
			return false;
		parts[n] = at;
		at = dot ? dot + 1 : NULL;
		if (dot)
			*dot = '\0';
	}
	if (n == 2) {
		parts[2] = parts[1];
		parts[1] = parts[0];
		parts[0] = NULL;
	}
	return n >= 2;
}

static void read_ref(struct provider_reader *r, struct ddlect_table *table,
		     const struct ddlect_column *column,
		     const struct ddlect_provider_column *item)
{
	const char *parts[3];
	char *text = schema_text(r->schema, item->ref);
	if (!text) {
		r->broken = true;
		return;
	}
	if (!split_ref(text, parts)) {
		struct diag *diag = diag_add(r->diags, DIAG_ERROR, column->pos,
					     "ref \"%s\" names no column", item->ref);
		diag_hint(r->diags, diag,
			  "write .ref = \"table.column\" or \"schema.table.column\"; "
			  "names with a dot go into .foreign_keys");
		return;
	}
	struct ddlect_fk *fk = fk_add(r->schema, table, NULL);
	if (!fk ||
	    string_add(r->schema, &fk->columns, &fk->n_columns, column->name) < 0) {
		r->broken = true;
		return;
	}
	uint32_t n = 0;
	fk->pos = column->pos;
	fk->ref_schema = provider_namespace(parts[0]);
	fk->ref_table = parts[1];
	fk->on_delete = provider_action(r, fk->pos, "on_delete", item->on_delete);
	fk->on_update = provider_action(r, fk->pos, "on_update", item->on_update);
	if (string_add(r->schema, &fk->ref_columns, &n, parts[2]) < 0)
		r->broken = true;
}

static void read_check(struct provider_reader *r, struct ddlect_table *table,
		       const struct ddlect_column *column, const char *expr)
{
	const char *text;
	provider_text(r, column->pos, "check", expr, &text);
	struct ddlect_check *check =
		text ? check_add(r->schema, table, NULL, text) : NULL;
	if (check)
		check->pos = column->pos;
	else
		r->broken = true;
}

static void read_column(struct provider_reader *r, struct ddlect_table *table,
			const struct ddlect_provider_column *item)
{
	struct ddlect_pos pos = provider_pos(r, table->pos.file, "column", item->name);
	const struct ddlect_type *type = read_type(r, pos, item->type);
	const char *name;
	provider_text(r, pos, "its name", item->name, &name);
	struct ddlect_column *column =
		type && name ? column_add(r->schema, table, name, type) : NULL;
	if (!column) {
		r->broken = true;
		return;
	}
	column->pos = pos;
	column->not_null = item->not_null != 0;
	column->identity =
		item->increment ? DDLECT_IDENTITY_BY_DEFAULT : DDLECT_IDENTITY_NONE;
	read_default(r, column, item);
	provider_text(r, pos, "comment", item->comment, &column->comment);
	provider_text(r, pos, "renamed_from", item->renamed_from, &column->renamed_from);
	provider_attrs(r, pos, item->attrs, &column->attrs, &column->n_attrs);
	if (item->unique)
		provider_unique_add(r, table, NULL, &column->name, 1, column->pos);
	if (item->check)
		read_check(r, table, column, item->check);
	if (item->ref)
		read_ref(r, table, column, item);
	else if (item->on_delete || item->on_update)
		diag_add(r->diags, DIAG_ERROR, pos, "%s is set, but there is no ref",
			 item->on_delete ? "on_delete" : "on_update");
}

void provider_columns(struct provider_reader *r, struct ddlect_table *table,
		      const struct ddlect_provider_column *columns)
{
	struct provider_list list = {"columns", "name", columns,
				     r->provider->column_size};
	struct ddlect_provider_column item;
	for (uint32_t i = 0; provider_item(r, table->pos, &list, i, &item, sizeof(item));
	     i++)
		read_column(r, table, &item);
}
