/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hide: what TimescaleDB makes by itself is never the user's. Its own schemas aren't read
 * unless someone asks for them, but chunks can be told to live in any schema; and a
 * hypertable that was made in the usual way has an index on its time.
 */
#include <stdlib.h>

#include "plugins/timescale/introspect.h"

#include "gen/timescale_sql.h"

struct hidden {
	struct ts_reading *reading;
	const struct ddlect_table **tables;
	uint32_t n;
};

static int internal_row(void *context, const char *const *values, uint32_t n,
			struct ddlect_err *err)
{
	struct hidden *hidden = context;
	const struct ddlect_table *table =
		ts_reading_table(hidden->reading, values[0], values[1]);
	(void)n;
	(void)err;
	if (table && hidden->n < hidden->reading->out->n_tables)
		hidden->tables[hidden->n++] = table;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct ddlect_table *const *x = a, *const *y = b;
	return (*x > *y) - (*x < *y);
}

int ts_hide_internals(struct ts_reading *reading, struct ddlect_err *err)
{
	struct ddlect_schema *out = reading->out;
	struct hidden hidden = {.reading = reading};
	const char *params[] = {reading->schemas};
	hidden.tables = ddlect_alloc(out, (out->n_tables + 1) * sizeof(*hidden.tables));
	if (!hidden.tables)
		return ddlect_no_memory(err);
	if (reading->self->query(reading->self, reading->session, sql_internals, params,
				 1, internal_row, &hidden, err) < 0)
		return ddlect_prepend(err, "reading chunks: ");
	if (hidden.n == 0)
		return 0;
	qsort(hidden.tables, hidden.n, sizeof(*hidden.tables), compare);
	uint32_t n = 0;
	for (uint32_t i = 0; i < out->n_tables; i++) {
		const struct ddlect_table *table = out->tables[i];
		if (!bsearch(&table, hidden.tables, hidden.n, sizeof(*hidden.tables),
			     compare))
			out->tables[n++] = out->tables[i];
	}
	out->n_tables = n;
	return 0;
}

static bool is_part(const struct ddlect_part *part, const char *column, uint32_t flags)
{
	return part->column && strcmp(part->column, column) == 0 &&
	       part->flags == flags && !part->collation && !part->opclass;
}

/* Is it what create_hypertable() makes: (time DESC), or (space, time DESC)? */
static bool is_default(const struct ddlect_table *table, const struct ddlect_index *index)
{
	const uint32_t down = DDLECT_PART_DESC | DDLECT_PART_NULLS_FIRST;
	const char *space = ts_attr(table, TS_SPACE_PARTITION);
	const char *column = NULL;
	uint32_t n;
	if (index->flags || index->predicate || index->n_include || index->options ||
	    index->comment || (index->method && strcmp(index->method, "btree") != 0))
		return false;
	if (index->n_parts == 1)
		return is_part(index->parts[0], ts_time(table), down);
	if (!space || ts_space_read(table, space, &column, &n, NULL) < 0)
		return false;
	return index->n_parts == 2 && is_part(index->parts[0], column, 0) &&
	       is_part(index->parts[1], ts_time(table), down);
}

/* It keeps its name when the table or the column gets another one. */
static bool is_server_named(const struct ddlect_index *index)
{
	size_t length = strlen(index->name);
	return length > 4 && strcmp(index->name + length - 4, "_idx") == 0;
}

/* One that is declared too, by its name or by what it is, is the user's. */
static bool is_wanted(const struct ddlect_table *desired,
		      const struct ddlect_table *table, const struct ddlect_index *index)
{
	for (uint32_t i = 0; desired && i < desired->n_indexes; i++) {
		const struct ddlect_index *other = desired->indexes[i];
		if (other->name && strcmp(other->name, index->name) == 0)
			return true;
		if (is_default(table, other))
			return true;
	}
	return false;
}

void ts_hide_indexes(struct ts_reading *reading)
{
	const struct ddlect_schema *desired = reading->request->desired;
	for (uint32_t i = 0; i < reading->out->n_tables; i++) {
		struct ddlect_table *table = reading->out->tables[i];
		if (!ts_time(table))
			continue;
		const struct ddlect_table *wanted =
			desired ? ddlect_host->table_find(desired, table->schema,
							  table->name)
				: NULL;
		uint32_t n = 0;
		for (uint32_t k = 0; k < table->n_indexes; k++) {
			struct ddlect_index *index = table->indexes[k];
			if (!is_default(table, index) ||
			    is_wanted(wanted, table, index)) {
				table->indexes[n++] = index;
				continue;
			}
			if (wanted && !is_server_named(index))
				ddlect_note(reading->out,
					    "table \"%s\": index \"%s\" is what a "
					    "hypertable is made with; it stays",
					    table->name, index->name);
		}
		table->n_indexes = n;
	}
}

/*
 * Older servers keep people off the hypertable's own storage by a trigger, and note by
 * another what a continuous aggregate has to look at again.
 */
int ts_hide_triggers(struct ts_reading *reading, struct ddlect_err *err)
{
	static const char *const keys[] = {"make:trigger ts_insert_blocker",
					   "make:trigger ts_cagg_invalidation_trigger"};
	struct ddlect_schema *out = reading->out;
	for (uint32_t i = 0; i < out->n_tables; i++)
		for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++) {
			struct ddlect_table *table = out->tables[i];
			if (ddlect_host->attr_set(out, &table->attrs, &table->n_attrs,
						  keys[k], NULL, 0) < 0)
				return ddlect_no_memory(err);
		}
	return 0;
}
