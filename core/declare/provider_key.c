/* SPDX-License-Identifier: Apache-2.0 */
/* Providers in C: keys, references, indexes and checks that stand beside the columns. */
#include <string.h>

#include "core/declare/action.h"
#include "core/declare/provider_read.h"

uint8_t provider_action(struct provider_reader *r, struct ddlect_pos pos,
			const char *member, const char *text)
{
	uint8_t action = DDLECT_ACTION_NONE;
	if (text && !action_find(text, &action)) {
		struct diag *diag = diag_add(r->diags, DIAG_ERROR, pos,
					     "%s \"%s\" is no action", member, text);
		diag_hint(r->diags, diag,
			  "actions are: cascade, restrict, set null, set default, no "
			  "action");
	}
	return action;
}

static void read_primary(struct provider_reader *r, struct ddlect_table *table,
			 const struct ddlect_provider_table *from)
{
	if (!from->primary_key)
		return;
	table->primary = key_new(r->schema, from->primary_key_name);
	if (!table->primary) {
		r->broken = true;
		return;
	}
	table->primary->pos = table->pos;
	provider_texts(r, table->pos, "primary_key", from->primary_key,
		       &table->primary->columns, &table->primary->n_columns);
}

static bool same_columns(const struct ddlect_key *key, const char *const *columns,
			 uint32_t n)
{
	for (uint32_t i = 0; key->n_columns == n && i < n; i++)
		if (strcmp(key->columns[i], columns[i]) != 0)
			return false;
	return key->n_columns == n;
}

struct ddlect_key *provider_unique_add(struct provider_reader *r,
				       struct ddlect_table *table, const char *name,
				       const char *const *columns, uint32_t n,
				       struct ddlect_pos pos)
{
	for (uint32_t i = 0; i < table->n_uniques; i++) {
		struct ddlect_key *key = table->uniques[i];
		if (!same_columns(key, columns, n) || (name && key->name))
			continue;
		if (name)
			provider_text(r, pos, "a name", name, &key->name);
		return key;
	}
	struct ddlect_key *key = unique_add(r->schema, table, name);
	for (uint32_t i = 0; key && i < n; i++)
		if (string_add(r->schema, &key->columns, &key->n_columns, columns[i]) < 0)
			key = NULL;
	if (key)
		key->pos = pos;
	else
		r->broken = true;
	return key;
}

static struct ddlect_key *read_unique(struct provider_reader *r,
				      struct ddlect_table *table, const char *name,
				      const char *const *list)
{
	const char **columns = NULL;
	uint32_t n = 0;
	provider_texts(r, table->pos, "uniques", list, &columns, &n);
	return provider_unique_add(r, table, name, columns, n, table->pos);
}

static void read_uniques(struct provider_reader *r, struct ddlect_table *table,
			 const struct ddlect_provider_unique *items)
{
	struct provider_list list = {"uniques", "columns", items,
				     r->provider->unique_size};
	struct ddlect_provider_unique item;
	for (uint32_t i = 0; provider_item(r, table->pos, &list, i, &item, sizeof(item));
	     i++)
		read_unique(r, table, item.name, item.columns);
}

static void read_fk(struct provider_reader *r, struct ddlect_table *table,
		    const struct ddlect_provider_fk *item)
{
	struct ddlect_fk *fk = fk_add(r->schema, table, item->name);
	uint32_t n_referred = 0;
	if (!fk) {
		r->broken = true;
		return;
	}
	fk->pos = table->pos;
	fk->ref_schema = provider_namespace(item->ref_schema);
	provider_text(r, fk->pos, "ref_table", item->ref_table ? item->ref_table : "",
		      &fk->ref_table);
	provider_texts(r, fk->pos, "columns", item->columns, &fk->columns,
		       &fk->n_columns);
	provider_texts(r, fk->pos, "ref_columns", item->ref_columns, &fk->ref_columns,
		       &n_referred);
	fk->on_delete = provider_action(r, fk->pos, "on_delete", item->on_delete);
	fk->on_update = provider_action(r, fk->pos, "on_update", item->on_update);
	if (n_referred == fk->n_columns)
		return;
	diag_add(r->diags, DIAG_ERROR, fk->pos,
		 "foreign_keys: %u column%s refer to %u of table %s", fk->n_columns,
		 fk->n_columns == 1 ? "" : "s", n_referred, fk->ref_table);
	fk->n_columns = 0;
}

static void read_fks(struct provider_reader *r, struct ddlect_table *table,
		     const struct ddlect_provider_fk *items)
{
	struct provider_list list = {"foreign_keys", "columns", items,
				     r->provider->fk_size};
	struct ddlect_provider_fk item;
	for (uint32_t i = 0; provider_item(r, table->pos, &list, i, &item, sizeof(item));
	     i++)
		read_fk(r, table, &item);
}

static bool is_expr(const char *part)
{
	size_t length = strlen(part);
	return length >= 2 && part[0] == '`' && part[length - 1] == '`';
}

/* `lower(name)` in backquotes is an expression, anything else a column. */
static void read_part(struct provider_reader *r, struct ddlect_index *index,
		      const char *text)
{
	const char *copy;
	const char *expr = NULL;
	provider_text(r, index->pos, "parts", text, &copy);
	if (copy && is_expr(copy)) {
		expr = schema_bytes(r->schema, copy + 1, strlen(copy) - 2);
		copy = expr ? NULL : copy;
	}
	if ((!copy && !expr) || !part_add(r->schema, index, copy, expr))
		r->broken = true;
}

static void read_index(struct provider_reader *r, struct ddlect_table *table,
		       const struct ddlect_provider_index *item)
{
	struct ddlect_index *index = index_add(r->schema, table, item->name);
	if (!index) {
		r->broken = true;
		return;
	}
	index->pos = table->pos;
	index->flags = item->unique ? DDLECT_INDEX_UNIQUE : 0;
	provider_text(r, index->pos, "method", item->method, &index->method);
	provider_text(r, index->pos, "comment", item->comment, &index->comment);
	for (const char *const *part = item->parts; *part; part++)
		read_part(r, index, *part);
}

/* As in DBML: a unique one of columns, with the usual method, is a constraint. */
static bool is_constraint(const struct ddlect_provider_index *item)
{
	for (const char *const *part = item->parts; *part; part++)
		if (is_expr(*part))
			return false;
	return item->unique && !item->method;
}

static void read_indexes(struct provider_reader *r, struct ddlect_table *table,
			 const struct ddlect_provider_index *items)
{
	struct provider_list list = {"indexes", "parts", items, r->provider->index_size};
	struct ddlect_provider_index item;
	for (uint32_t i = 0; provider_item(r, table->pos, &list, i, &item, sizeof(item));
	     i++) {
		if (!is_constraint(&item)) {
			read_index(r, table, &item);
			continue;
		}
		struct ddlect_key *key = read_unique(r, table, item.name, item.parts);
		if (key && item.comment)
			provider_text(r, key->pos, "comment", item.comment,
				      &key->comment);
	}
}

static void read_checks(struct provider_reader *r, struct ddlect_table *table,
			const struct ddlect_provider_check *items)
{
	struct provider_list list = {"checks", "expr", items, r->provider->check_size};
	struct ddlect_provider_check item;
	for (uint32_t i = 0; provider_item(r, table->pos, &list, i, &item, sizeof(item));
	     i++) {
		struct ddlect_check *check =
			check_add(r->schema, table, item.name, item.expr);
		if (!check) {
			r->broken = true;
			return;
		}
		check->pos = table->pos;
		provider_text(r, check->pos, "checks", item.expr, &check->expr);
	}
}

void provider_constraints(struct provider_reader *r, struct ddlect_table *table,
			  const struct ddlect_provider_table *from)
{
	read_primary(r, table, from);
	read_uniques(r, table, from->uniques);
	read_indexes(r, table, from->indexes);
	read_checks(r, table, from->checks);
	read_fks(r, table, from->foreign_keys);
}
