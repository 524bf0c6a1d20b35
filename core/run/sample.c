/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Samples: small declared schemas with one feature each, beside a table that all of them
 * have. Between any two of them there is a difference that a dialect must render or
 * refuse.
 */
#include <stdio.h>
#include <string.h>

#include "core/base/diag.h"
#include "core/model/check.h"
#include "core/model/schema.h"
#include "core/run/conform.h"

static const struct ddlect_type *neutral(struct ddlect_schema *schema, uint32_t kind,
					 uint32_t dims)
{
	return type_get(schema, &(struct ddlect_type){.kind = kind,
						      .dims = dims,
						      .precision = -1,
						      .scale = -1});
}

static struct ddlect_column *column(struct ddlect_schema *schema,
				    struct ddlect_table *table, const char *name,
				    uint32_t kind)
{
	const struct ddlect_type *type = neutral(schema, kind, 0);
	return type ? column_add(schema, table, name, type) : NULL;
}

static int primary(struct ddlect_schema *schema, struct ddlect_table *table,
		   const char *name)
{
	table->primary = key_new(schema, NULL);
	return table->primary ? string_add(schema, &table->primary->columns,
					   &table->primary->n_columns, name)
			      : -1;
}

static int nothing(struct ddlect_schema *schema, struct ddlect_table *table)
{
	(void)schema, (void)table;
	return 0;
}

static int every_type(struct ddlect_schema *schema, struct ddlect_table *table)
{
	char name[16];
	for (uint32_t kind = DDLECT_TYPE_BOOL; kind < DDLECT_TYPE_ENUM; kind++) {
		snprintf(name, sizeof(name), "c%u", kind);
		if (!column(schema, table, name, kind))
			return -1;
	}
	return 0;
}

static int array_type(struct ddlect_schema *schema, struct ddlect_table *table)
{
	const struct ddlect_type *type = neutral(schema, DDLECT_TYPE_STRING, 1);
	return type && column_add(schema, table, "words", type) ? 0 : -1;
}

static int sized_types(struct ddlect_schema *schema, struct ddlect_table *table)
{
	const struct ddlect_type *price =
		type_get(schema, &(struct ddlect_type){.kind = DDLECT_TYPE_NUMERIC,
						       .precision = 10,
						       .scale = 2});
	const struct ddlect_type *code =
		type_get(schema, &(struct ddlect_type){.kind = DDLECT_TYPE_VARCHAR,
						       .precision = 40,
						       .scale = -1});
	return price && code && column_add(schema, table, "price", price) &&
			       column_add(schema, table, "code", code)
		       ? 0
		       : -1;
}

static int enum_type(struct ddlect_schema *schema, struct ddlect_table *table)
{
	struct ddlect_enum *mood = enum_add(schema, NULL, "mood");
	const struct ddlect_type *type =
		type_get(schema, &(struct ddlect_type){.kind = DDLECT_TYPE_ENUM,
						       .precision = -1,
						       .scale = -1,
						       .name = "mood"});
	return mood && type && column_add(schema, table, "mood", type) &&
			       string_add(schema, &mood->values, &mood->n_values,
					  "good") == 0 &&
			       string_add(schema, &mood->values, &mood->n_values,
					  "it's \"bad\"") == 0
		       ? 0
		       : -1;
}

static int defaults(struct ddlect_schema *schema, struct ddlect_table *table)
{
	struct ddlect_column *n = column(schema, table, "n", DDLECT_TYPE_INT);
	struct ddlect_column *s = column(schema, table, "s", DDLECT_TYPE_STRING);
	struct ddlect_column *b = column(schema, table, "b", DDLECT_TYPE_BOOL);
	if (!n || !s || !b)
		return -1;
	n->default_kind = DDLECT_DEFAULT_NUMBER;
	n->default_text = "7";
	n->not_null = 1;
	s->default_kind = DDLECT_DEFAULT_STRING;
	s->default_text = "it's";
	b->default_kind = DDLECT_DEFAULT_BOOL;
	b->default_text = "true";
	return 0;
}

static int identity(struct ddlect_schema *schema, struct ddlect_table *table)
{
	struct ddlect_column *n = column(schema, table, "n", DDLECT_TYPE_BIGINT);
	if (!n)
		return -1;
	n->identity = DDLECT_IDENTITY_BY_DEFAULT;
	n->not_null = 1;
	return 0;
}

static int unique(struct ddlect_schema *schema, struct ddlect_table *table)
{
	struct ddlect_key *key = unique_add(schema, table, NULL);
	return key ? string_add(schema, &key->columns, &key->n_columns, "name") : -1;
}

static int index_of_column(struct ddlect_schema *schema, struct ddlect_table *table)
{
	struct ddlect_index *index = index_add(schema, table, NULL);
	return index && part_add(schema, index, "name", NULL) ? 0 : -1;
}

static int check(struct ddlect_schema *schema, struct ddlect_table *table)
{
	return check_add(schema, table, NULL, "id > 0") ? 0 : -1;
}

static int comments(struct ddlect_schema *schema, struct ddlect_table *table)
{
	(void)schema;
	table->comment = "it's a\ncomment";
	table->columns[0]->comment = "of a \\ column";
	return 0;
}

/* A child, its parent, and a reference that deletes with it. */
static int reference(struct ddlect_schema *schema, struct ddlect_table *table)
{
	struct ddlect_table *child = table_add(schema, NULL, "child");
	if (!child || !column(schema, child, "id", DDLECT_TYPE_INT) ||
	    !column(schema, child, "parent", DDLECT_TYPE_INT) ||
	    primary(schema, child, "id") < 0)
		return -1;
	struct ddlect_fk *fk = fk_add(schema, child, NULL);
	uint32_t n = 0;
	if (!fk || string_add(schema, &fk->columns, &fk->n_columns, "parent") < 0 ||
	    string_add(schema, &fk->ref_columns, &n, "id") < 0)
		return -1;
	fk->ref_table = table->name;
	fk->on_delete = DDLECT_ACTION_CASCADE;
	return 0;
}

static int odd_names(struct ddlect_schema *schema, struct ddlect_table *table)
{
	(void)table;
	struct ddlect_table *odd = table_add(schema, NULL, "select \"%s\" 'ä'\\");
	struct ddlect_column *id =
		odd ? column(schema, odd, "from\n; --", DDLECT_TYPE_INT) : NULL;
	return id ? primary(schema, odd, id->name) : -1;
}

static int other_schema(struct ddlect_schema *schema, struct ddlect_table *table)
{
	(void)table;
	struct ddlect_table *far =
		namespace_add(schema, "far") ? table_add(schema, "far", "away") : NULL;
	return far && column(schema, far, "id", DDLECT_TYPE_INT)
		       ? primary(schema, far, "id")
		       : -1;
}

/* What a convention adds, to a table and to a child of it. */
static int convention(struct ddlect_schema *schema, struct ddlect_table *table)
{
	struct diags diags;
	struct ddlect_table *child = table_add(schema, NULL, "child");
	struct ddlect_fk *fk = child ? fk_add(schema, child, NULL) : NULL;
	uint32_t n = 0;
	if (!fk || !column(schema, child, "parent", DDLECT_TYPE_UUID) ||
	    string_add(schema, &fk->columns, &fk->n_columns, "parent") < 0 ||
	    string_add(schema, &fk->ref_columns, &n, "cq_id") < 0)
		return -1;
	fk->ref_table = table->name;
	schema->convention = "cloudquery";
	diags_init(&diags, schema_arena(schema));
	return convention_apply(schema, &diags);
}

static const struct {
	const char *title;
	int (*add)(struct ddlect_schema *schema, struct ddlect_table *table);
} samples[] = {
	{"a plain table", nothing},
	{"every neutral type", every_type},
	{"an array", array_type},
	{"types with a length or a precision", sized_types},
	{"an enum", enum_type},
	{"defaults", defaults},
	{"an identity column", identity},
	{"a unique constraint", unique},
	{"an index", index_of_column},
	{"a check", check},
	{"comments", comments},
	{"a foreign key", reference},
	{"a convention", convention},
	{"odd names", odd_names},
	{"another schema", other_schema},
};

const uint32_t n_samples = sizeof(samples) / sizeof(samples[0]);

const char *sample_title(uint32_t sample)
{
	return samples[sample].title;
}

struct ddlect_schema *sample_make(struct arena *arena, uint32_t sample)
{
	struct ddlect_schema *schema = schema_new(arena);
	struct ddlect_table *table = schema ? table_add(schema, NULL, "thing") : NULL;
	struct ddlect_column *id =
		table ? column(schema, table, "id", DDLECT_TYPE_INT) : NULL;
	if (!id || !column(schema, table, "name", DDLECT_TYPE_STRING) ||
	    primary(schema, table, "id") < 0)
		return NULL;
	id->not_null = 1;
	schema->provider = "sample";
	return samples[sample].add(schema, table) == 0 ? schema : NULL;
}
