/* SPDX-License-Identifier: Apache-2.0 */
/* Toy: attributes, enums, routines and namespaces; and all of a plan. See toy.h. */
#include "core/model/same.h"
#include "core/model/schema.h"
#include "tests/lib/toy.h"
#include "tests/unit/test.h"

static void change_attr(struct toy *toy, struct ddlect_table *table,
			const struct ddlect_change *change)
{
	struct ddlect_column *column =
		change->column ? column_find(table, change->column->name) : NULL;
	struct ddlect_attr ***list = column ? &column->attrs : &table->attrs;
	uint32_t *n = column ? &column->n_attrs : &table->n_attrs;
	const struct ddlect_attr *attr =
		change->to.any ? change->to.attr : change->from.attr;
	if (change->column && !column)
		toy_refuse(toy, "no column %s", change->column->name);
	uint32_t i = 0;
	while (i < *n && strcmp((*list)[i]->key, attr->key) != 0)
		i++;
	if ((i == *n) != (change->verb == DDLECT_ADD))
		toy_refuse(toy, "attribute %s is %sthere", attr->key,
			   i < *n ? "" : "not ");
	else if (change->verb == DDLECT_DROP)
		toy_take_out(*list, n, i);
	else if (change->verb == DDLECT_ADD)
		toy_put_in(toy, list, n, attr, sizeof(*attr));
	else
		*(*list)[i] = *attr;
}

static bool is_of(const struct ddlect_type *type, const struct ddlect_enum *e)
{
	return type->kind == DDLECT_TYPE_ENUM &&
	       same_name(type->schema, type->name, e->schema, e->name);
}

static bool use_said(const struct ddlect_change *change, const struct ddlect_table *table,
		     const struct ddlect_column *column)
{
	for (uint32_t i = 0; i < change->n_uses; i++) {
		const struct ddlect_use *use = change->uses[i];
		if (same_name(use->table_schema, use->table_name, table->schema,
			      table->name) &&
		    strcmp(use->column->name, column->name) == 0)
			return true;
	}
	return false;
}

/* Expressions know the old type. */
static void need_no_expressions(struct toy *toy, const struct ddlect_table *table)
{
	for (uint32_t i = 0; i < table->n_columns; i++)
		if (table->columns[i]->generated)
			toy_refuse(toy, "%s is generated", table->columns[i]->name);
	for (uint32_t i = 0; i < table->n_indexes; i++)
		if (toy_index_has_expr(table->indexes[i]))
			toy_refuse(toy, "%s has an expression", table->indexes[i]->name);
	if (table->n_checks)
		toy_refuse(toy, "table %s has checks", table->name);
}

/* All columns that have the type must be said. */
static void replace_enum(struct toy *toy, const struct ddlect_enum *e,
			 const struct ddlect_change *change)
{
	uint32_t found = 0;
	for (uint32_t t = 0; t < toy->state->n_tables; t++) {
		const struct ddlect_table *table = toy->state->tables[t];
		uint32_t before = found;
		for (uint32_t i = 0; i < table->n_columns; i++) {
			const struct ddlect_column *column = table->columns[i];
			if (!is_of(column->type, e) &&
			    !expr_mentions(column->default_text, e->name))
				continue;
			found++;
			if (!use_said(change, table, column))
				toy_refuse(toy, "nothing says that %s uses %s",
					   table->name, e->name);
			if (toy_in_fks(toy, table, column->name))
				toy_refuse(toy, "a reference uses enum %s", e->name);
		}
		if (found > before)
			need_no_expressions(toy, table);
	}
	if (found != change->n_uses)
		toy_refuse(toy, "%u columns use %s, not %u", found, e->name,
			   change->n_uses);
}

static void rename_enum(struct toy *toy, struct ddlect_enum *e, const char *to)
{
	for (uint32_t t = 0; t < toy->state->n_tables; t++) {
		struct ddlect_table *table = toy->state->tables[t];
		for (uint32_t i = 0; i < table->n_columns; i++) {
			struct ddlect_type type = *table->columns[i]->type;
			if (!is_of(&type, e))
				continue;
			type.name = to;
			table->columns[i]->type = type_get(toy->state, &type);
		}
	}
	e->name = to;
}

static void change_enum(struct toy *toy, const struct ddlect_change *change)
{
	const struct ddlect_enum *to = change->to.enumeration;
	const struct ddlect_enum *named =
		change->verb == DDLECT_DROP || change->verb == DDLECT_RENAME
			? change->from.enumeration
			: to;
	struct ddlect_enum *e = toy_find_enum(toy, named->schema, named->name);
	if (!e != (change->verb == DDLECT_ADD)) {
		toy_refuse(toy, "enum %s is %sthere", named->name, e ? "" : "not ");
	} else if (change->verb == DDLECT_ADD) {
		if (to->schema && !toy_find_namespace(toy, to->schema))
			toy_refuse(toy, "no namespace %s", to->schema);
		toy_put_in(toy, &toy->state->enums, &toy->state->n_enums, to,
			   sizeof(*to));
	} else if (change->verb == DDLECT_RENAME) {
		rename_enum(toy, e, to->name);
	} else if (change->verb == DDLECT_MODIFY) {
		if (change->aspects & DDLECT_ASPECT_VALUES_REPLACED)
			replace_enum(toy, e, change);
		*e = *to;
	} else {
		for (uint32_t t = 0; t < toy->state->n_tables; t++)
			for (uint32_t i = 0; i < toy->state->tables[t]->n_columns; i++) {
				if (is_of(toy->state->tables[t]->columns[i]->type, e))
					toy_refuse(toy, "enum %s is used", e->name);
			}
		for (uint32_t i = toy->state->n_enums; i-- > 0;)
			if (toy->state->enums[i] == e)
				toy_take_out(toy->state->enums, &toy->state->n_enums, i);
	}
}

static void change_routine(struct toy *toy, const struct ddlect_change *change)
{
	const struct ddlect_routine *routine =
		change->to.any ? change->to.routine : change->from.routine;
	struct ddlect_schema *state = toy->state;
	if (toy_find_routine(toy, routine->name) == (change->verb == DDLECT_ADD)) {
		toy_refuse(toy, "routine %s", routine->name);
		return;
	}
	for (uint32_t i = state->n_routines; i-- > 0;)
		if (change->verb != DDLECT_ADD &&
		    strcmp(state->routines[i]->name, routine->name) == 0)
			toy_take_out(state->routines, &state->n_routines, i);
	if (change->verb != DDLECT_DROP)
		toy_put_in(toy, &state->routines, &state->n_routines, routine,
			   sizeof(*routine));
	for (uint32_t t = 0; t < state->n_tables && change->verb == DDLECT_DROP; t++)
		for (uint32_t i = 0; i < state->tables[t]->n_fks; i++)
			if (same_text(state->tables[t]->fks[i]->via, routine->name))
				toy_refuse(toy, "routine %s is used", routine->name);
}

static void change_namespace(struct toy *toy, const struct ddlect_change *change)
{
	struct ddlect_schema *state = toy->state;
	const struct ddlect_namespace *ns =
		change->to.any ? change->to.ns : change->from.ns;
	if (toy_find_namespace(toy, ns->name) == (change->verb == DDLECT_ADD)) {
		toy_refuse(toy, "namespace %s", ns->name);
		return;
	}
	if (change->verb == DDLECT_ADD) {
		toy_put_in(toy, &state->namespaces, &state->n_namespaces, ns,
			   sizeof(*ns));
		return;
	}
	for (uint32_t t = 0; t < state->n_tables; t++)
		if (same_text(state->tables[t]->schema, ns->name))
			toy_refuse(toy, "namespace %s is used", ns->name);
	for (uint32_t i = 0; i < state->n_enums; i++)
		if (same_text(state->enums[i]->schema, ns->name))
			toy_refuse(toy, "namespace %s is used", ns->name);
	for (uint32_t i = state->n_namespaces; i-- > 0;)
		if (strcmp(state->namespaces[i]->name, ns->name) == 0)
			toy_take_out(state->namespaces, &state->n_namespaces, i);
}

static void change_apply(struct toy *toy, const struct ddlect_change *change)
{
	struct ddlect_table *table = NULL;
	if (change->what == DDLECT_NAMESPACE)
		change_namespace(toy, change);
	else if (change->what == DDLECT_ENUM)
		change_enum(toy, change);
	else if (change->what == DDLECT_ROUTINE)
		change_routine(toy, change);
	else if (change->what == DDLECT_TABLE)
		toy_change_table(toy, change);
	else if (!(table = toy_find_table(toy, change->table_schema, change->table_name)))
		toy_refuse(toy, "no table %s", change->table_name);
	else if (change->what == DDLECT_COLUMN)
		toy_change_column(toy, table, change);
	else if (change->what == DDLECT_ATTR)
		change_attr(toy, table, change);
	else
		toy_change_object(toy, table, change);
}

bool toy_apply(struct toy *toy, const struct ddlect_plan *plan)
{
	for (uint32_t i = 0; i < plan->n_changes && !toy->problem; i++) {
		const struct ddlect_change *change = plan->changes[i];
		if (change->flags & DDLECT_CHANGE_SUGGESTED)
			continue;
		/* Objects of the schemas are never touched: work on a copy of all. */
		struct ddlect_schema *own = schema_new(toy->arena);
		CHECK(own && schema_copy(own, toy->state) == 0);
		toy->state = own;
		change_apply(toy, change);
		if (toy->problem)
			toy->problem = arena_printf(toy->arena, "change %u: %s", i + 1,
						    toy->problem);
	}
	return !toy->problem;
}
