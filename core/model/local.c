/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Local names: a declaration may name the schema that is the default one of the database
 * that it is for. What is in it is then the same as what names no schema at all, and both
 * have to be spelled alike before anything is compared.
 */
#include <string.h>

#include "core/base/err.h"
#include "core/model/check.h"
#include "core/model/schema.h"

static bool is(const char *schema, const char *name)
{
	return schema && strcmp(schema, name) == 0;
}

/* `name.table`: where a table was. */
static bool was_in(const struct ddlect_table *table, const char *name)
{
	size_t length = strlen(name);
	return table->renamed_from && strncmp(table->renamed_from, name, length) == 0 &&
	       table->renamed_from[length] == '.';
}

static bool names_it(const struct ddlect_schema *schema, const char *name)
{
	for (uint32_t i = 0; i < schema->n_namespaces; i++)
		if (is(schema->namespaces[i]->name, name))
			return true;
	for (uint32_t i = 0; i < schema->n_enums; i++)
		if (is(schema->enums[i]->schema, name))
			return true;
	for (uint32_t i = 0; i < schema->n_tables; i++)
		if (is(schema->tables[i]->schema, name) ||
		    was_in(schema->tables[i], name) ||
		    was_in(schema->tables[i], "public"))
			return true;
	return false;
}

static int localize_table(struct ddlect_schema *schema, struct ddlect_table *table,
			  const char *name)
{
	if (is(table->schema, name))
		table->schema = NULL;
	if (was_in(table, name))
		table->renamed_from += strlen(name);
	else if (was_in(table, "public")) /* so the default one is called in DBML */
		table->renamed_from += strlen("public");
	for (uint32_t i = 0; i < table->n_fks; i++)
		if (is(table->fks[i]->ref_schema, name))
			table->fks[i]->ref_schema = NULL;
	for (uint32_t i = 0; i < table->n_columns; i++) {
		struct ddlect_type type = *table->columns[i]->type;
		if (!is(type.schema, name))
			continue;
		type.schema = NULL;
		table->columns[i]->type = type_get(schema, &type);
		if (!table->columns[i]->type)
			return -1;
	}
	return 0;
}

static int localize(struct ddlect_schema *schema, const char *name)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < schema->n_namespaces; i++)
		if (!is(schema->namespaces[i]->name, name))
			schema->namespaces[kept++] = schema->namespaces[i];
	schema->n_namespaces = kept;
	for (uint32_t i = 0; i < schema->n_enums; i++)
		if (is(schema->enums[i]->schema, name))
			schema->enums[i]->schema = NULL;
	for (uint32_t i = 0; i < schema->n_tables; i++)
		if (localize_table(schema, schema->tables[i], name) < 0)
			return -1;
	return 0;
}

/* `app.x` and `x` are one table when app is the default schema. */
static int check_twice(const struct ddlect_schema *schema, const char *name,
		       struct ddlect_err *err)
{
	for (uint32_t i = 0; i < schema->n_tables; i++)
		if (table_find(schema, NULL, schema->tables[i]->name) !=
			    schema->tables[i] &&
		    !schema->tables[i]->schema)
			return err_set(err,
				       "the table %s is declared twice, with the schema "
				       "%s and without one, and %s is the default schema",
				       schema->tables[i]->name, name, name);
	for (uint32_t i = 0; i < schema->n_enums; i++)
		if (enum_find(schema, NULL, schema->enums[i]->name) != schema->enums[i] &&
		    !schema->enums[i]->schema)
			return err_set(
				err,
				"the enum %s is declared twice, with the schema %s "
				"and without one, and %s is the default schema",
				schema->enums[i]->name, name, name);
	return 0;
}

const struct ddlect_schema *schema_localize(struct arena *arena,
					    const struct ddlect_schema *schema,
					    const char *name, struct ddlect_err *err)
{
	if (!names_it(schema, name))
		return schema;
	/* Copied twice: names are looked up by what they were when an object was added. */
	struct ddlect_schema *changed = schema_new_like(arena, schema);
	struct ddlect_schema *out = schema_new_like(arena, schema);
	if (!changed || !out || schema_copy(changed, schema) < 0 ||
	    localize(changed, name) < 0 || schema_copy(out, changed) < 0) {
		err_no_memory(err);
		return NULL;
	}
	return check_twice(out, name, err) < 0 ? NULL : out;
}
