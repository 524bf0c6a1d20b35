/* SPDX-License-Identifier: Apache-2.0 */
/* Looking up: what names mean in the scope of a file, and what was nearly meant. */
#include <string.h>

#include "core/base/err.h"
#include "core/declare/dbml_read.h"

struct ddlect_table *dbml_find_table(const struct dbml_file *file, const char *schema,
				     const char *name)
{
	struct ddlect_table *table = NULL;
	if (!schema)
		table = map_get(&file->aliases, NULL, name);
	if (schema)
		schema = dbml_schema_name(schema);
	if (!table)
		table = table_find(file->own, schema, name);
	if (!table)
		table = map_get(&file->tables, schema, name);
	return table;
}

struct ddlect_enum *dbml_find_enum(const struct dbml_file *file, const char *schema,
				   const char *name)
{
	struct ddlect_enum *found = enum_find(file->own, schema, name);
	return found ? found : map_get(&file->enums, schema, name);
}

const char *dbml_near_table(const struct dbml_file *file, const char *name)
{
	struct near near = near_to(name);
	for (uint32_t i = 0; i < file->own->n_tables; i++)
		near_try(&near, file->own->tables[i]->name);
	return near.best;
}

const char *dbml_near_column(const struct ddlect_table *table, const char *name)
{
	struct near near = near_to(name);
	for (uint32_t i = 0; i < table->n_columns; i++)
		near_try(&near, table->columns[i]->name);
	return near.best;
}

void dbml_table_missing(struct dbml_reader *r, const struct token *where,
			const char *schema, const char *name)
{
	struct diag *diag = NULL;
	const struct ddlect_table *elsewhere = NULL;
	if (schema)
		diag = dbml_error(r, where, "there is no table \"%s.%s\"", schema, name);
	else
		diag = dbml_error(r, where, "there is no table \"%s\"", name);
	for (uint32_t i = 0; i < r->file->own->n_tables; i++)
		if (strcmp(r->file->own->tables[i]->name, name) == 0)
			elsewhere = r->file->own->tables[i];
	if (elsewhere && elsewhere->schema)
		dbml_hint(r, diag, "did you mean \"%s.%s\"?", elsewhere->schema, name);
	else
		diag_hint_near(r->diags, diag,
			       elsewhere ? name : dbml_near_table(r->file, name),
			       "declare it, or import it with use");
}

static bool end_resolve(struct dbml_reader *r, struct endpoint *end)
{
	if (!end->table)
		end->table = dbml_find_table(r->file, end->schema, end->name);
	if (!end->table) {
		dbml_table_missing(r, &end->place, end->schema, end->name);
		return false;
	}
	/* A convention may add the column yet; whether it did is checked afterwards. */
	for (uint32_t i = 0; !r->schema->convention && i < end->n_columns; i++) {
		if (column_find(end->table, end->columns[i]))
			continue;
		struct diag *diag =
			dbml_error(r, &end->place, "table \"%s\" has no column \"%s\"",
				   end->table->name, end->columns[i]);
		diag_hint_near(r->diags, diag,
			       dbml_near_column(end->table, end->columns[i]), NULL);
		return false;
	}
	return true;
}

static bool ends_equal(const struct dbml_ref *ref)
{
	if (ref->holder.table != ref->target.table)
		return false;
	for (uint32_t i = 0; i < ref->holder.n_columns; i++)
		if (strcmp(ref->holder.columns[i], ref->target.columns[i]) != 0)
			return false;
	return true;
}

/* The same columns refer to the same columns already. */
static bool fk_twice(const struct dbml_ref *ref)
{
	const struct ddlect_table *table = ref->holder.table;
	for (uint32_t i = 0; i < table->n_fks; i++) {
		const struct ddlect_fk *fk = table->fks[i];
		bool same = fk->n_columns == ref->holder.n_columns &&
			    fk->ref_table == ref->target.table->name &&
			    fk->ref_schema == ref->target.table->schema;
		for (uint32_t c = 0; same && c < fk->n_columns; c++)
			same = strcmp(fk->columns[c], ref->holder.columns[c]) == 0 &&
			       strcmp(fk->ref_columns[c], ref->target.columns[c]) == 0;
		if (same)
			return true;
	}
	return false;
}

static void fk_make(struct dbml_reader *r, const struct dbml_ref *ref)
{
	struct ddlect_fk *fk = fk_add(r->schema, ref->holder.table, ref->name);
	if (!fk) {
		dbml_no_memory(r);
		return;
	}
	fk->columns = ref->holder.columns;
	fk->ref_columns = ref->target.columns;
	fk->n_columns = ref->holder.n_columns;
	fk->ref_schema = ref->target.table->schema;
	fk->ref_table = ref->target.table->name;
	fk->on_delete = ref->on_delete;
	fk->on_update = ref->on_update;
	fk->pos = ref->pos;
}

static bool is_ours(const struct dbml_reader *r, const struct ddlect_table *table)
{
	return r->n_files == 1 ||
	       table_find(r->schema, table->schema, table->name) == table;
}

static void ref_resolve(struct dbml_reader *r, struct dbml_ref *ref)
{
	if (!end_resolve(r, &ref->holder) || !end_resolve(r, &ref->target))
		return;
	if (!is_ours(r, ref->holder.table))
		return; /* of a table that wasn't imported */
	if (!is_ours(r, ref->target.table)) {
		dbml_hint(
			r,
			dbml_error(r, &ref->target.place,
				   "table \"%s\" refers to \"%s\", which isn't imported",
				   ref->holder.table->name, ref->target.table->name),
			"add table %s to the use of this file", ref->target.table->name);
		return;
	}
	if (ends_equal(ref))
		dbml_error(r, &ref->target.place, "this column refers to itself");
	else if (fk_twice(ref))
		dbml_error(r, &ref->target.place, "this reference is declared twice");
	else
		fk_make(r, ref);
}

void dbml_refs_all(struct dbml_reader *r)
{
	for (uint32_t i = 0; i < r->n_refs && !r->broken; i++) {
		r->file = r->refs[i]->file;
		ref_resolve(r, r->refs[i]);
	}
}
