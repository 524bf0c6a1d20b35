/* SPDX-License-Identifier: Apache-2.0 */
/* Items: the objects of a table, and any object's name, by the kind that a change names. */
#include "core/model/schema.h"

const void *const *table_items(const struct ddlect_table *table, uint32_t what,
			       uint32_t *n)
{
	const void *items = NULL;
	*n = 0;
	switch (what) {
	case DDLECT_COLUMN:
		*n = table->n_columns;
		items = table->columns;
		break;
	case DDLECT_PRIMARY:
		*n = table->primary ? 1 : 0;
		items = &table->primary;
		break;
	case DDLECT_UNIQUE:
		*n = table->n_uniques;
		items = table->uniques;
		break;
	case DDLECT_FK:
		*n = table->n_fks;
		items = table->fks;
		break;
	case DDLECT_INDEX:
		*n = table->n_indexes;
		items = table->indexes;
		break;
	case DDLECT_CHECK:
		*n = table->n_checks;
		items = table->checks;
		break;
	case DDLECT_ATTR:
		*n = table->n_attrs;
		items = table->attrs;
		break;
	default:
		break;
	}
	return items;
}

const char *object_name(uint32_t what, const void *object)
{
	union ddlect_object o = {object};
	switch (what) {
	case DDLECT_NAMESPACE:
		return o.ns->name;
	case DDLECT_ENUM:
		return o.enumeration->name;
	case DDLECT_ROUTINE:
		return o.routine->name;
	case DDLECT_TABLE:
		return o.table->name;
	case DDLECT_COLUMN:
		return o.column->name;
	case DDLECT_PRIMARY:
	case DDLECT_UNIQUE:
		return o.key->name;
	case DDLECT_FK:
		return o.fk->name;
	case DDLECT_INDEX:
		return o.index->name;
	case DDLECT_CHECK:
		return o.check->name;
	case DDLECT_ATTR:
		return o.attr->key;
	default:
		return NULL;
	}
}
