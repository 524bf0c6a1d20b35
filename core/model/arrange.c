/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arrange: the order of a table's keys and references says nothing, but it shows in what
 * is written. It comes from the columns, whatever the form of the declaration. Those that
 * begin with the same column keep their order.
 */
#include <string.h>

#include "core/model/check.h"
#include "core/model/schema.h"

/* Of the column that a key or reference begins with. */
static uint32_t place(const struct ddlect_table *table, uint32_t what, const void *item)
{
	const struct ddlect_key *key = item;
	const struct ddlect_fk *fk = item;
	uint32_t n = what == DDLECT_FK ? fk->n_columns : key->n_columns;
	const char **columns = what == DDLECT_FK ? fk->columns : key->columns;
	uint32_t i = 0;
	while (n > 0 && i < table->n_columns &&
	       strcmp(table->columns[i]->name, columns[0]) != 0)
		i++;
	return i;
}

static void arrange(const struct ddlect_table *table, uint32_t what)
{
	uint32_t n;
	const void **items = (const void **)table_items(table, what, &n);
	for (uint32_t i = 1; i < n; i++) {
		const void *item = items[i];
		uint32_t own = place(table, what, item);
		uint32_t at = i;
		for (; at > 0 && place(table, what, items[at - 1]) > own; at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
}

void schema_arrange(struct ddlect_schema *schema)
{
	for (uint32_t i = 0; i < schema->n_tables; i++) {
		arrange(schema->tables[i], DDLECT_UNIQUE);
		arrange(schema->tables[i], DDLECT_FK);
	}
}
