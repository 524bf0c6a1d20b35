/* SPDX-License-Identifier: Apache-2.0 */
/* Describe: see describe.h. Numbers of kinds and flags are the model's own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "tests/live/describe.h"

static void field(struct ddlect_buf *out, const char *label, const char *text)
{
	if (text)
		buf_printf(out, " %s<%s>", label, text);
}

static void names(struct ddlect_buf *out, const char *label, const char *const *list,
		  uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		buf_printf(out, "%s%s%s", i ? ", " : label, i ? "" : "(", list[i]);
	if (n)
		buf_text(out, ")");
}

static void number(struct ddlect_buf *out, const char *label, uint32_t value)
{
	if (value)
		buf_printf(out, " %s=%u", label, value);
}

static void name(struct ddlect_buf *out, const char *what, const char *ns,
		 const char *text)
{
	buf_printf(out, "%s %s%s%s", what, ns ? ns : "", ns ? "." : "", text);
}

static void attrs(struct ddlect_buf *out, struct ddlect_attr *const *list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		buf_printf(out, " [%s: %s]%s", list[i]->key, list[i]->value,
			   list[i]->flags & DDLECT_ATTR_PASSIVE ? " passive" : "");
}

static void describe_column(struct ddlect_buf *out, const struct ddlect_dialect *dialect,
			    const struct ddlect_column *column)
{
	char type[512] = "?";
	dialect->type_name(dialect, column->type, type, sizeof(type));
	buf_printf(out, "  %s %s/%u", column->name, type, column->type->kind);
	number(out, "not_null", column->not_null);
	field(out, "default", column->default_text);
	number(out, "identity", column->identity);
	field(out, "options", column->identity_options);
	number(out, "generated", column->generated_kind);
	field(out, "as", column->generated);
	field(out, "collate", column->collation);
	field(out, "comment", column->comment);
	attrs(out, column->attrs, column->n_attrs);
	buf_text(out, "\n");
}

static void describe_key(struct ddlect_buf *out, const char *what,
			 const struct ddlect_key *key)
{
	buf_printf(out, "  %s %s ", what, key->name);
	names(out, "", key->columns, key->n_columns);
	names(out, " include ", key->include, key->n_include);
	number(out, "flags", key->flags);
	field(out, "comment", key->comment);
	buf_text(out, "\n");
}

static void describe_fk(struct ddlect_buf *out, const struct ddlect_fk *fk)
{
	buf_printf(out, "  fk %s ", fk->name);
	names(out, "", fk->columns, fk->n_columns);
	name(out, " ->", fk->ref_schema, fk->ref_table);
	names(out, " ", fk->ref_columns, fk->n_columns);
	number(out, "delete", fk->on_delete);
	field(out, "set", fk->set_columns);
	number(out, "update", fk->on_update);
	number(out, "flags", fk->flags);
	field(out, "comment", fk->comment);
	buf_text(out, "\n");
}

static void describe_index(struct ddlect_buf *out, const struct ddlect_index *index)
{
	buf_printf(out, "  index %s %s", index->name, index->method);
	for (uint32_t i = 0; i < index->n_parts; i++) {
		const struct ddlect_part *part = index->parts[i];
		buf_printf(out, "%s%s", i ? ", " : " (",
			   part->column ? part->column : "");
		field(out, "expr", part->expr);
		field(out, "collate", part->collation);
		field(out, "class", part->opclass);
		number(out, "order", part->flags);
	}
	buf_text(out, ")");
	names(out, " include ", index->include, index->n_include);
	field(out, "where", index->predicate);
	field(out, "with", index->options);
	number(out, "flags", index->flags);
	field(out, "comment", index->comment);
	buf_text(out, "\n");
}

static void describe_table(struct ddlect_buf *out, const struct ddlect_dialect *dialect,
			   const struct ddlect_table *table)
{
	name(out, "table", table->schema, table->name);
	field(out, "comment", table->comment);
	attrs(out, table->attrs, table->n_attrs);
	buf_text(out, "\n");
	for (uint32_t i = 0; i < table->n_columns; i++)
		describe_column(out, dialect, table->columns[i]);
	if (table->primary)
		describe_key(out, "primary", table->primary);
	for (uint32_t i = 0; i < table->n_uniques; i++)
		describe_key(out, "unique", table->uniques[i]);
	for (uint32_t i = 0; i < table->n_fks; i++)
		describe_fk(out, table->fks[i]);
	for (uint32_t i = 0; i < table->n_checks; i++) {
		buf_printf(out, "  check %s", table->checks[i]->name);
		field(out, "expr", table->checks[i]->expr);
		number(out, "flags", table->checks[i]->flags);
		field(out, "comment", table->checks[i]->comment);
		buf_text(out, "\n");
	}
	for (uint32_t i = 0; i < table->n_indexes; i++)
		describe_index(out, table->indexes[i]);
}

char *describe(const struct ddlect_dialect *dialect, const struct ddlect_schema *schema)
{
	struct ddlect_buf out;
	buf_init(&out);
	for (uint32_t i = 0; i < schema->n_namespaces; i++)
		buf_printf(&out, "schema %s\n", schema->namespaces[i]->name);
	for (uint32_t i = 0; i < schema->n_enums; i++) {
		const struct ddlect_enum *e = schema->enums[i];
		name(&out, "enum", e->schema, e->name);
		names(&out, " ", e->values, e->n_values);
		field(&out, "comment", e->comment);
		buf_text(&out, "\n");
	}
	for (uint32_t i = 0; i < schema->n_routines; i++) {
		const struct ddlect_routine *routine = schema->routines[i];
		name(&out, "routine", routine->schema, routine->name);
		field(&out, "body", routine->body);
		buf_text(&out, "\n");
	}
	for (uint32_t i = 0; i < schema->n_tables; i++)
		describe_table(&out, dialect, schema->tables[i]);
	char *text = buf_broken(&out) ? NULL : strdup(out.text);
	buf_clear(&out);
	return text;
}
