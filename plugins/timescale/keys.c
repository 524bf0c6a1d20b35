/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys: TimescaleDB keeps a unique index per chunk, so each primary key, unique key and
 * unique index of a hypertable must have the columns that make the chunks. A name that was
 * made of columns is made again of the new ones.
 *
 * The convention's time goes in front, because what refers to such a key has the time too.
 * Any other goes behind, so that what was declared is still found by the key; the helper
 * routine looks for it there.
 */
#include "plugins/timescale/timescale.h"

void ts_move_last(void *list, uint32_t n, uint32_t at)
{
	void **items = list;
	void *last = items[n - 1];
	memmove(items + at + 1, items + at, (n - 1 - at) * sizeof(*items));
	items[at] = last;
}

bool ts_has_name(const char *const *names, uint32_t n, const char *name)
{
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* The columns that every key must have, because each chunk keeps its own index. */
struct partition {
	const char *columns[2];
	uint32_t n;
	bool leads; /* they go in front */
};

static struct partition partition_of(const struct ts_lowering *lowering,
				     const struct ddlect_table *table)
{
	struct partition made = {{ts_time(table), NULL}, 1, false};
	made.leads = lowering->convention && strcmp(ts_time(table), TS_FETCH_DATE) == 0;
	const char *space = ts_attr(table, TS_SPACE_PARTITION);
	uint32_t n;
	if (space && ts_space_read(table, space, &made.columns[1], &n, NULL) == 0)
		made.n = 2;
	return made;
}

/* True in `*grown` when something was missing. */
static int grow_key(struct ddlect_schema *schema, struct ddlect_key *key,
		    const struct partition *partition, bool *grown)
{
	uint32_t at = 0;
	*grown = false;
	for (uint32_t i = 0; i < partition->n; i++) {
		if (ts_has_name(key->columns, key->n_columns, partition->columns[i]))
			continue;
		if (ddlect_host->string_add(schema, &key->columns, &key->n_columns,
					    partition->columns[i]) < 0)
			return -1;
		if (partition->leads)
			ts_move_last(key->columns, key->n_columns, at++);
		*grown = true;
	}
	return 0;
}

static bool has_part(const struct ddlect_index *index, const char *column)
{
	for (uint32_t i = 0; i < index->n_parts; i++)
		if (index->parts[i]->column &&
		    strcmp(index->parts[i]->column, column) == 0)
			return true;
	return false;
}

static int grow_index(struct ddlect_schema *schema, struct ddlect_index *index,
		      const struct partition *partition, bool *grown)
{
	uint32_t at = 0;
	*grown = false;
	for (uint32_t i = 0; i < partition->n; i++) {
		if (has_part(index, partition->columns[i]))
			continue;
		if (!ddlect_host->part_add(schema, index, partition->columns[i], NULL))
			return -1;
		if (partition->leads)
			ts_move_last(index->parts, index->n_parts, at++);
		*grown = true;
	}
	return 0;
}

static int rename_key(struct ddlect_schema *schema, struct ddlect_table *table,
		      struct ddlect_key *key)
{
	key->name = NULL;
	key->name = ddlect_host->name_make(schema, table, DDLECT_NAME_UNIQUE,
					   key->columns, key->n_columns, TS_MAX_NAME);
	return key->name ? 0 : -1;
}

int ts_index_rename(struct ddlect_schema *schema, struct ddlect_table *table,
		    struct ddlect_index *index)
{
	const char **names = ddlect_alloc(schema, (index->n_parts + 1) * sizeof(*names));
	uint32_t n = 0;
	if (!names)
		return -1;
	for (uint32_t i = 0; i < index->n_parts; i++)
		if (index->parts[i]->column)
			names[n++] = index->parts[i]->column;
	index->name = NULL;
	index->name = ddlect_host->name_make(schema, table, DDLECT_NAME_INDEX, names, n,
					     TS_MAX_NAME);
	return index->name ? 0 : -1;
}

static bool same_names(const char *const *a, uint32_t n_a, const char *const *b,
		       uint32_t n_b)
{
	if (n_a != n_b)
		return false;
	for (uint32_t i = 0; i < n_a; i++)
		if (strcmp(a[i], b[i]) != 0)
			return false;
	return true;
}

/* Does `name` end so? Then what stands before it is `*length` long, and isn't empty. */
static bool ends_with(const char *name, const char *ending, size_t *length)
{
	size_t whole = strlen(name), cut = strlen(ending);
	*length = whole > cut ? whole - cut : 0;
	return *length > 0 && strcmp(name + *length, ending) == 0;
}

/*
 * The table's name in one that was made of `columns`: its own, or one that it had; NULL in
 * `*stem` when somebody gave the name. One that was too long has a hash of all of it, which
 * a name of another kind, cut on purpose, shows.
 */
static int read_stem(struct ddlect_schema *schema, const struct ddlect_table *table,
		     const char *const *columns, uint32_t n, const char *ending,
		     const char *name, const char **stem)
{
	const size_t hash = 9, fkey = 5;
	struct ddlect_buf *end = ddlect_host->buf_new();
	const char *cut =
		ddlect_host->name_make(schema, table, DDLECT_NAME_FK, columns, n, 24);
	size_t length = 0;
	for (uint32_t i = 0; end && i < n; i++) {
		ddlect_raw(end, "_");
		ddlect_raw(end, columns[i]);
	}
	if (end)
		ddlect_raw(end, ending);
	const char *text = end ? ddlect_host->buf_text(end) : NULL;
	*stem = NULL;
	bool broken = !text || !cut;
	if (!broken && ends_with(name, text, &length)) {
		*stem = ddlect_host->text(schema, name, length);
		broken = !*stem;
	} else if (!broken && strlen(cut) > hash + fkey) {
		ddlect_host->buf_reset(end);
		ddlect_host->raw(end, cut + strlen(cut) - hash - fkey, hash);
		ddlect_raw(end, ending);
		text = ddlect_host->buf_text(end);
		broken = !text;
		*stem = text && ends_with(name, text, &length) ? table->name : NULL;
	}
	ddlect_host->buf_free(end);
	return broken ? -1 : 0;
}

/* The same of a key. One that was declared without a name got it for the columns it had. */
static int key_stem(const struct ts_lowering *lowering, const struct ddlect_table *table,
		    const struct ddlect_table *declared, const struct ddlect_key *key,
		    const char **stem)
{
	*stem = NULL;
	if (!lowering->declared)
		return read_stem(lowering->schema, table, key->columns, key->n_columns,
				 "_key", key->name, stem);
	for (uint32_t i = 0; declared && i < declared->n_uniques; i++) {
		const struct ddlect_key *other = declared->uniques[i];
		if (!same_names(other->columns, other->n_columns, key->columns,
				key->n_columns))
			continue;
		*stem = other->name ? NULL : table->name;
		break;
	}
	return 0;
}

/* Is it a unique index with the parts of the other? Not when it has expressions. */
static bool same_parts(const struct ddlect_index *a, const struct ddlect_index *b)
{
	if (a->n_parts != b->n_parts || !(a->flags & DDLECT_INDEX_UNIQUE))
		return false;
	for (uint32_t k = 0; k < a->n_parts; k++)
		if (!a->parts[k]->column || !b->parts[k]->column ||
		    strcmp(a->parts[k]->column, b->parts[k]->column) != 0)
			return false;
	return true;
}

/* And of an index; one of expressions keeps its name. */
static int index_stem(const struct ts_lowering *lowering,
		      const struct ddlect_table *table,
		      const struct ddlect_table *declared,
		      const struct ddlect_index *index, const char **stem)
{
	const char *columns[TS_ITEMS];
	*stem = NULL;
	if (!lowering->declared && same_parts(index, index) &&
	    index->n_parts <= TS_ITEMS) {
		for (uint32_t i = 0; i < index->n_parts; i++)
			columns[i] = index->parts[i]->column;
		return read_stem(lowering->schema, table, columns, index->n_parts, "_idx",
				 index->name, stem);
	}
	for (uint32_t i = 0; declared && i < declared->n_indexes; i++) {
		const struct ddlect_index *other = declared->indexes[i];
		if (!same_parts(other, index))
			continue;
		*stem = other->name ? NULL : table->name;
		break;
	}
	return 0;
}

static bool same_key(const struct ddlect_key *a, const struct ddlect_key *b)
{
	return a && a->flags == b->flags && !a->n_include && !b->n_include &&
	       same_names(a->columns, a->n_columns, b->columns, b->n_columns);
}

/* A server makes one index of two equal keys that one statement declares. */
static bool is_said(const struct ddlect_table *table, uint32_t n,
		    const struct ddlect_key *key)
{
	if (same_key(table->primary, key))
		return true;
	for (uint32_t i = 0; i < n; i++)
		if (same_key(table->uniques[i], key))
			return true;
	return false;
}

static int lower_uniques(const struct ts_lowering *lowering, struct ddlect_table *table,
			 const struct ddlect_table *declared,
			 const struct partition *partition)
{
	struct ddlect_schema *schema = lowering->schema;
	const char *own = table->name;
	uint32_t n = 0;
	for (uint32_t i = 0; i < table->n_uniques; i++) {
		struct ddlect_key *key = table->uniques[i];
		const char *stem;
		bool grown;
		if (key_stem(lowering, table, declared, key, &stem) < 0 ||
		    grow_key(schema, key, partition, &grown) < 0)
			return -1;
		if (stem && is_said(table, n, key))
			continue;
		table->uniques[n++] = key;
		if (!grown || !stem)
			continue;
		table->name = stem;
		int status = rename_key(schema, table, key);
		table->name = own;
		if (status < 0)
			return -1;
	}
	table->n_uniques = n;
	return 0;
}

static int lower_indexes(const struct ts_lowering *lowering, struct ddlect_table *table,
			 const struct ddlect_table *declared,
			 const struct partition *partition)
{
	const char *own = table->name;
	for (uint32_t i = 0; i < table->n_indexes; i++) {
		struct ddlect_index *index = table->indexes[i];
		const char *stem;
		bool grown;
		if (!(index->flags & DDLECT_INDEX_UNIQUE))
			continue;
		if (index_stem(lowering, table, declared, index, &stem) < 0 ||
		    grow_index(lowering->schema, index, partition, &grown) < 0)
			return -1;
		if (!grown || !stem)
			continue;
		table->name = stem;
		int status = ts_index_rename(lowering->schema, table, index);
		table->name = own;
		if (status < 0)
			return -1;
	}
	return 0;
}

int ts_keys_lower(const struct ts_lowering *lowering, struct ddlect_table *table,
		  const struct ddlect_table *declared)
{
	struct partition partition = partition_of(lowering, table);
	bool grown;
	if (table->primary &&
	    grow_key(lowering->schema, table->primary, &partition, &grown) < 0)
		return -1;
	for (uint32_t i = 0; table->primary && i < partition.n; i++)
		ddlect_column_find(table, partition.columns[i])->not_null = 1;
	if (lower_uniques(lowering, table, declared, &partition) < 0)
		return -1;
	return lower_indexes(lowering, table, declared, &partition);
}

/* Does a key of the table, as it was declared, lack a column that makes the chunks? */
static bool is_loosened(const struct ddlect_table *declared,
			const struct partition *partition)
{
	for (uint32_t i = 0; i < partition->n; i++) {
		const char *column = partition->columns[i];
		const struct ddlect_key *key = declared->primary;
		if (key && !ts_has_name(key->columns, key->n_columns, column))
			return true;
		for (uint32_t k = 0; k < declared->n_uniques; k++) {
			key = declared->uniques[k];
			if (!ts_has_name(key->columns, key->n_columns, column))
				return true;
		}
		for (uint32_t k = 0; k < declared->n_indexes; k++)
			if ((declared->indexes[k]->flags & DDLECT_INDEX_UNIQUE) &&
			    !has_part(declared->indexes[k], column))
				return true;
	}
	return false;
}

void ts_keys_note(const struct ts_lowering *lowering)
{
	const struct ddlect_schema *declared = lowering->declared;
	const struct ddlect_table *first = NULL, *made = NULL;
	char place[DDLECT_PLACE], others[48] = "";
	uint32_t n = 0;
	for (uint32_t i = 0; declared && i < declared->n_tables; i++) {
		const struct ddlect_table *table = declared->tables[i];
		const struct ddlect_table *lowered = ddlect_host->table_find(
			lowering->schema, table->schema, table->name);
		if (!lowered || !ts_time(lowered))
			continue;
		struct partition partition = partition_of(lowering, lowered);
		if (partition.leads || !is_loosened(table, &partition) || n++ > 0)
			continue;
		first = table;
		made = lowered;
	}
	if (n == 0)
		return;
	if (n > 1)
		snprintf(others, sizeof(others), ", as in %u other table%s", n - 1,
			 n > 2 ? "s" : "");
	ddlect_note(
		lowering->schema,
		"%stable \"%s\": a hypertable's keys need the time column \"%s\", so it "
		"was put behind those that lack it%s; a value of such a key can be "
		"there twice, at two times",
		ddlect_place(&first->pos, place), first->name, ts_time(made), others);
}
