/* SPDX-License-Identifier: Apache-2.0 */
/* Same: see same.h. Most schemas are compared with an equal one, so texts of one pointer
 * are equal without a look. */
#include <string.h>

#include <ddlect/change.h>

#include "core/model/same.h"

const char *renamed(const struct renames *renames, const char *name)
{
	for (uint32_t i = 0; renames && i < renames->n; i++)
		if (strcmp(renames->list[i].from, name) == 0)
			return renames->list[i].to;
	return name;
}

bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool same_name(const char *schema_a, const char *a, const char *schema_b, const char *b)
{
	return strcmp(a, b) == 0 && same_text(schema_a, schema_b);
}

static bool same_names(const char *const *a, uint32_t n_a, const char *const *b,
		       uint32_t n_b, const struct renames *renames)
{
	if (n_a != n_b)
		return false;
	for (uint32_t i = 0; i < n_a; i++)
		if (strcmp(renamed(renames, a[i]), b[i]) != 0)
			return false;
	return true;
}

static const struct renames *columns_of(const struct naming *naming)
{
	return naming ? naming->columns : NULL;
}

static bool same_enum_type(const struct ddlect_type *a, const struct ddlect_type *b,
			   const struct naming *naming)
{
	const char *name = a->name;
	for (uint32_t i = 0; naming && naming->enums && i < naming->enums->n; i++) {
		const struct rename *rename = &naming->enums->list[i];
		if (same_name(rename->space, rename->from, a->schema, a->name))
			name = rename->to;
	}
	return same_name(a->schema, name, b->schema, b->name);
}

bool same_type(const struct ddlect_type *a, const struct ddlect_type *b,
	       const struct naming *naming)
{
	if (a == b && (!naming || a->kind != DDLECT_TYPE_ENUM))
		return true;
	if (a->kind != b->kind || a->dims != b->dims || a->precision != b->precision ||
	    a->scale != b->scale)
		return false;
	if (a->kind == DDLECT_TYPE_ENUM)
		return same_enum_type(a, b, naming);
	return same_text(a->schema, b->schema) && same_text(a->name, b->name);
}

bool same_attr(const struct ddlect_attr *a, const struct ddlect_attr *b)
{
	return strcmp(a->key, b->key) == 0 && strcmp(a->value, b->value) == 0;
}

bool same_key(const struct ddlect_key *a, const struct ddlect_key *b,
	      const struct naming *naming)
{
	return a->flags == b->flags &&
	       same_names(a->columns, a->n_columns, b->columns, b->n_columns,
			  columns_of(naming)) &&
	       same_names(a->include, a->n_include, b->include, b->n_include,
			  columns_of(naming));
}

static bool same_ref(const struct ddlect_fk *a, const struct ddlect_fk *b,
		     const struct naming *naming)
{
	bool moved = naming && naming->ref_table;
	return same_name(moved ? naming->ref_schema : a->ref_schema,
			 moved ? naming->ref_table : a->ref_table, b->ref_schema,
			 b->ref_table) &&
	       same_names(a->ref_columns, a->n_columns, b->ref_columns, b->n_columns,
			  naming ? naming->ref_columns : NULL);
}

bool same_fk(const struct ddlect_fk *a, const struct ddlect_fk *b,
	     const struct naming *naming)
{
	return a->flags == b->flags && a->on_delete == b->on_delete &&
	       a->on_update == b->on_update && same_text(a->via, b->via) &&
	       same_names(a->columns, a->n_columns, b->columns, b->n_columns,
			  columns_of(naming)) &&
	       same_ref(a, b, naming) &&
	       same_expr(a->set_columns, b->set_columns, naming);
}

static bool same_part(const struct ddlect_part *a, const struct ddlect_part *b,
		      const struct naming *naming)
{
	if (!a->column != !b->column)
		return false;
	if (a->column && strcmp(renamed(columns_of(naming), a->column), b->column) != 0)
		return false;
	return a->flags == b->flags && same_expr(a->expr, b->expr, naming) &&
	       same_text(a->collation, b->collation) && same_text(a->opclass, b->opclass);
}

bool same_index(const struct ddlect_index *a, const struct ddlect_index *b,
		const struct naming *naming)
{
	if (a->flags != b->flags || a->n_parts != b->n_parts ||
	    !same_text(a->method, b->method) || !same_text(a->options, b->options) ||
	    !same_expr(a->predicate, b->predicate, naming))
		return false;
	for (uint32_t i = 0; i < a->n_parts; i++)
		if (!same_part(a->parts[i], b->parts[i], naming))
			return false;
	return same_names(a->include, a->n_include, b->include, b->n_include,
			  columns_of(naming));
}

bool same_check(const struct ddlect_check *a, const struct ddlect_check *b,
		const struct naming *naming)
{
	return a->flags == b->flags && same_expr(a->expr, b->expr, naming);
}

uint32_t column_differs(const struct ddlect_column *a, const struct ddlect_column *b,
			const struct naming *naming)
{
	uint32_t aspects = 0;
	if (!same_type(a->type, b->type, naming) ||
	    !same_text(a->collation, b->collation))
		aspects |= DDLECT_ASPECT_TYPE;
	if (a->not_null != b->not_null)
		aspects |= DDLECT_ASPECT_NOT_NULL;
	if (a->default_kind != b->default_kind ||
	    !same_expr(a->default_text, b->default_text, naming))
		aspects |= DDLECT_ASPECT_DEFAULT;
	if (a->identity != b->identity ||
	    !same_text(a->identity_options, b->identity_options))
		aspects |= DDLECT_ASPECT_IDENTITY;
	if (a->generated_kind != b->generated_kind ||
	    !same_expr(a->generated, b->generated, naming))
		aspects |= DDLECT_ASPECT_GENERATED;
	if (!same_text(a->comment, b->comment))
		aspects |= DDLECT_ASPECT_COMMENT;
	return aspects;
}

uint32_t enum_differs(const struct ddlect_enum *a, const struct ddlect_enum *b)
{
	uint32_t aspects = same_text(a->comment, b->comment) ? 0 : DDLECT_ASPECT_COMMENT;
	uint32_t found = 0;
	for (uint32_t i = 0; i < b->n_values && found < a->n_values; i++)
		if (strcmp(a->values[found], b->values[i]) == 0)
			found++;
	if (found < a->n_values)
		aspects |= DDLECT_ASPECT_VALUES_REPLACED;
	else if (a->n_values < b->n_values)
		aspects |= DDLECT_ASPECT_VALUES_ADDED;
	return aspects;
}

static bool same_attrs(struct ddlect_attr *const *a, uint32_t n_a,
		       struct ddlect_attr *const *b, uint32_t n_b)
{
	if (n_a != n_b)
		return false;
	for (uint32_t i = 0; i < n_a; i++)
		if (!same_attr(a[i], b[i]))
			return false;
	return true;
}

/* Most columns have nothing but a name and a type: that is seen at a glance. */
static bool is_plain(const struct ddlect_column *a)
{
	return !a->default_text && !a->comment && !a->collation && !a->generated &&
	       !a->identity;
}

static bool same_column(const struct ddlect_column *a, const struct ddlect_column *b)
{
	if (strcmp(a->name, b->name) != 0)
		return false;
	if (is_plain(a) && is_plain(b))
		return a->not_null == b->not_null && same_type(a->type, b->type, NULL) &&
		       same_attrs(a->attrs, a->n_attrs, b->attrs, b->n_attrs);
	return !column_differs(a, b, NULL) &&
	       same_attrs(a->attrs, a->n_attrs, b->attrs, b->n_attrs);
}

static bool same_commented_key(const struct ddlect_key *a, const struct ddlect_key *b)
{
	return same_key(a, b, NULL) && same_text(a->comment, b->comment);
}

static bool same_constraints(const struct ddlect_table *a, const struct ddlect_table *b)
{
	if (!a->primary != !b->primary ||
	    (a->primary && !same_commented_key(a->primary, b->primary)))
		return false;
	for (uint32_t i = 0; i < a->n_uniques; i++)
		if (!same_commented_key(a->uniques[i], b->uniques[i]))
			return false;
	for (uint32_t i = 0; i < a->n_fks; i++)
		if (!same_fk(a->fks[i], b->fks[i], NULL) ||
		    !same_text(a->fks[i]->comment, b->fks[i]->comment))
			return false;
	for (uint32_t i = 0; i < a->n_indexes; i++)
		if (!same_index(a->indexes[i], b->indexes[i], NULL) ||
		    !same_text(a->indexes[i]->comment, b->indexes[i]->comment))
			return false;
	for (uint32_t i = 0; i < a->n_checks; i++)
		if (!same_check(a->checks[i], b->checks[i], NULL) ||
		    !same_text(a->checks[i]->comment, b->checks[i]->comment))
			return false;
	return true;
}

bool same_table(const struct ddlect_table *a, const struct ddlect_table *b)
{
	if (a->n_columns != b->n_columns || a->n_uniques != b->n_uniques ||
	    a->n_fks != b->n_fks || a->n_indexes != b->n_indexes ||
	    a->n_checks != b->n_checks ||
	    !same_name(a->schema, a->name, b->schema, b->name) ||
	    !same_text(a->comment, b->comment))
		return false;
	for (uint32_t i = 0; i < a->n_columns; i++)
		if (!same_column(a->columns[i], b->columns[i]))
			return false;
	return same_constraints(a, b) &&
	       same_attrs(a->attrs, a->n_attrs, b->attrs, b->n_attrs);
}
