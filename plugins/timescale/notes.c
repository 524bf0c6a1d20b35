/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notes: attributes that are right each by itself, but don't do together what their author
 * will have meant. A table gets one note for each, at the attribute that is to blame.
 */
#include "plugins/timescale/timescale.h"

/* Is it as long as the other, or longer? Not when one of them isn't set. */
static bool reaches(const struct ddlect_table *table, const char *key, const char *other)
{
	struct ts_interval x, y;
	const char *a = ts_attr(table, key), *b = ts_attr(table, other);
	return a && b && ts_interval_read(a, &x) && ts_interval_read(b, &y) &&
	       ts_interval_length(&x) >= ts_interval_length(&y);
}

/* Where it was written; where the table was, when the attribute came from elsewhere. */
static const struct ddlect_pos *place_of(const struct ddlect_table *table,
					 const char *key)
{
	for (uint32_t i = 0; i < table->n_attrs; i++)
		if (strcmp(table->attrs[i]->key, key) == 0 && table->attrs[i]->pos.file)
			return &table->attrs[i]->pos;
	return &table->pos;
}

static void note(const struct ts_lowering *lowering, const struct ddlect_table *table,
		 const char *key, const char *other, const char *what)
{
	char place[DDLECT_PLACE];
	ddlect_note(lowering->schema, "%stable \"%s\": %s '%s' and %s '%s': %s",
		    ddlect_place(place_of(table, key), place), table->name, key,
		    ts_attr(table, key), other, ts_attr(table, other), what);
}

void ts_attrs_note(const struct ts_lowering *lowering)
{
	for (uint32_t i = 0; i < lowering->schema->n_tables; i++) {
		const struct ddlect_table *table = lowering->schema->tables[i];
		if (!ts_time(table))
			continue;
		if (ts_attr(table, TS_RETENTION) &&
		    !reaches(table, TS_RETENTION, TS_CHUNK_INTERVAL))
			note(lowering, table, TS_RETENTION, TS_CHUNK_INTERVAL,
			     "a chunk is dropped when all of it is older, so most rows "
			     "stay for longer than that");
		if (reaches(table, TS_COLUMNSTORE_AFTER, TS_RETENTION))
			note(lowering, table, TS_COLUMNSTORE_AFTER, TS_RETENTION,
			     "chunks are dropped before they move to the columnstore");
	}
}
