/* SPDX-License-Identifier: Apache-2.0 */
/* Random mutations: keys, indexes, checks, references, and enums. */
#include "core/model/same.h"
#include "core/model/schema.h"
#include "tests/lib/random_mutate.h"
#include "tests/unit/test.h"

void random_drop_key(struct random *r)
{
	struct ddlect_table *table = random_any_table(r);
	if (!table)
		return;
	if (table->n_uniques && random_chance(r, 60))
		random_take_out(table->uniques, &table->n_uniques,
				random_below(r, table->n_uniques));
	else if (random_chance(r, 50))
		table->primary = NULL;
	random_drop_loose_fks(r);
}

void random_add_key(struct random *r)
{
	struct ddlect_table *table = random_any_table(r);
	if (table && random_chance(r, 50))
		random_unique(r, table);
	else if (table && !table->primary)
		random_primary(r, table);
}

void random_change_index(struct random *r)
{
	struct ddlect_table *table = random_any_table(r);
	if (!table)
		return;
	if (table->n_indexes && random_chance(r, 50))
		random_take_out(table->indexes, &table->n_indexes,
				random_below(r, table->n_indexes));
	if (random_chance(r, 60))
		random_index(r, table);
	random_drop_loose_fks(r);
}

void random_change_check(struct random *r)
{
	struct ddlect_table *table = random_any_table(r);
	if (!table)
		return;
	if (table->n_checks && random_chance(r, 50))
		random_take_out(table->checks, &table->n_checks,
				random_below(r, table->n_checks));
	if (random_chance(r, 60))
		random_check(r, table);
}

void random_change_fk(struct random *r)
{
	struct ddlect_table *table = random_any_table(r);
	if (!table)
		return;
	if (table->n_fks && random_chance(r, 40))
		random_take_out(table->fks, &table->n_fks, random_below(r, table->n_fks));
	else if (table->n_fks && random_chance(r, 50))
		table->fks[0]->on_delete =
			random_chance(r, 50) ? DDLECT_ACTION_CASCADE : DDLECT_ACTION_NONE;
	else
		random_fk(r, table);
}

static struct ddlect_enum *any_enum(struct random *r)
{
	uint32_t n = r->schema->n_enums;
	return n ? r->schema->enums[random_below(r, n)] : NULL;
}

static bool is_of(const struct ddlect_column *column, const struct ddlect_enum *e)
{
	return column->type->kind == DDLECT_TYPE_ENUM &&
	       same_name(column->type->schema, column->type->name, e->schema, e->name);
}

/* Nothing may know a value that goes. */
static void forget_values(struct random *r, const struct ddlect_enum *e)
{
	for (uint32_t t = 0; t < r->schema->n_tables; t++) {
		struct ddlect_table *table = r->schema->tables[t];
		for (uint32_t i = 0; i < table->n_columns; i++) {
			struct ddlect_column *column = table->columns[i];
			if (!is_of(column, e))
				continue;
			random_default(r, column);
			random_drop_expressions(table, column->name);
		}
	}
	random_drop_loose_fks(r);
}

void random_change_values(struct random *r)
{
	struct ddlect_enum *e = any_enum(r);
	if (!e)
		return;
	if (e->n_values > 1 && random_chance(r, 40)) {
		random_take_out(e->values, &e->n_values, random_below(r, e->n_values));
		forget_values(r, e);
	} else if (e->n_values > 1 && random_chance(r, 30)) {
		const char *first = e->values[0];
		e->values[0] = e->values[1];
		e->values[1] = first;
	} else {
		CHECK(string_add(r->schema, &e->values, &e->n_values,
				 random_name(r, "added")) == 0);
	}
}

void random_rename_enum(struct random *r)
{
	struct ddlect_enum *e = any_enum(r);
	if (!e || e->renamed_from)
		return;
	uint32_t last = r->schema->n_enums;
	struct ddlect_enum *new =
		enum_add(r->schema, e->schema, random_name(r, "renamed"));
	CHECK(new);
	const char *name = new->name;
	*new = *e;
	new->name = name;
	new->renamed_from = e->name;
	for (uint32_t t = 0; t < r->schema->n_tables; t++)
		for (uint32_t i = 0; i < r->schema->tables[t]->n_columns; i++) {
			struct ddlect_column *column = r->schema->tables[t]->columns[i];
			if (!is_of(column, e))
				continue;
			struct ddlect_type type = *column->type;
			type.name = name;
			column->type = type_get(r->schema, &type);
		}
	for (uint32_t i = 0; i < last; i++)
		if (r->schema->enums[i] == e)
			r->schema->enums[i] = new;
	r->schema->n_enums = last;
}

void random_add_enum(struct random *r)
{
	if (!random_has(r, RANDOM_ENUMS))
		return;
	random_enum(r);
	random_add_column(r);
}

void random_drop_enum(struct random *r)
{
	struct ddlect_enum *e = any_enum(r);
	if (!e)
		return;
	for (uint32_t t = 0; t < r->schema->n_tables; t++) {
		struct ddlect_table *table = r->schema->tables[t];
		for (uint32_t i = table->n_columns; i-- > 0;)
			if (i < table->n_columns && is_of(table->columns[i], e))
				random_drop_column(r, table, table->columns[i]->name);
	}
	for (uint32_t i = r->schema->n_enums; i-- > 0;)
		if (r->schema->enums[i] == e)
			random_take_out(r->schema->enums, &r->schema->n_enums, i);
}
