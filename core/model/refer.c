/* SPDX-License-Identifier: Apache-2.0 */
/* Refer: see refer.h. */
#include <string.h>

#include "core/model/refer.h"

bool names_have(const char *const *names, uint32_t n, const char *name)
{
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

bool fk_fits_key(const struct ddlect_fk *fk, const struct ddlect_key *key)
{
	if (key->n_columns != fk->n_columns || (key->flags & DDLECT_KEY_DEFERRABLE))
		return false;
	for (uint32_t i = 0; i < key->n_columns; i++)
		if (!names_have(fk->ref_columns, fk->n_columns, key->columns[i]) ||
		    !names_have(key->columns, key->n_columns, fk->ref_columns[i]))
			return false;
	return true;
}

static bool index_has(const struct ddlect_index *index, const char *name)
{
	for (uint32_t i = 0; i < index->n_parts; i++)
		if (index->parts[i]->column && strcmp(index->parts[i]->column, name) == 0)
			return true;
	return false;
}

/* An index may have a column twice, and then lacks another. */
bool fk_fits_index(const struct ddlect_fk *fk, const struct ddlect_index *index)
{
	if (!(index->flags & DDLECT_INDEX_UNIQUE) || index->predicate ||
	    index->n_parts != fk->n_columns)
		return false;
	for (uint32_t i = 0; i < index->n_parts; i++)
		if (!index->parts[i]->column ||
		    !names_have(fk->ref_columns, fk->n_columns,
				index->parts[i]->column) ||
		    !index_has(index, fk->ref_columns[i]))
			return false;
	return true;
}

bool fk_fits_keys(const struct ddlect_fk *fk, const struct ddlect_table *table)
{
	if (table->primary && fk_fits_key(fk, table->primary))
		return true;
	for (uint32_t i = 0; i < table->n_uniques; i++)
		if (fk_fits_key(fk, table->uniques[i]))
			return true;
	return false;
}

bool fk_fits_table(const struct ddlect_fk *fk, const struct ddlect_table *table)
{
	if (fk_fits_keys(fk, table))
		return true;
	for (uint32_t i = 0; i < table->n_indexes; i++)
		if (fk_fits_index(fk, table->indexes[i]))
			return true;
	return false;
}
