/* SPDX-License-Identifier: Apache-2.0 */
/* Names of constraints and indexes: see name.h. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/map.h"
#include "core/base/utf8.h"
#include "core/model/name.h"
#include "core/model/schema.h"

/* A constraint's name is unique in its table. */
static bool table_uses(const struct ddlect_table *table, const char *name)
{
	for (uint32_t what = DDLECT_PRIMARY; what <= DDLECT_CHECK; what++) {
		uint32_t n;
		const void *const *items = table_items(table, what, &n);
		for (uint32_t i = 0; i < n; i++) {
			const char *used = object_name(what, items[i]);
			if (used && strcmp(used, name) == 0)
				return true;
		}
	}
	return false;
}

/* An index's name, and so a key's, is unique in its schema, among tables too. */
static bool schema_uses(const struct ddlect_schema *schema, const char *ns,
			const char *name)
{
	return table_find(schema, ns, name) || map_get(schema_names(schema), ns, name);
}

static bool is_index(uint32_t what)
{
	return what == DDLECT_PRIMARY || what == DDLECT_UNIQUE || what == DDLECT_INDEX;
}

static uint32_t count_indexed(const struct ddlect_schema *schema)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < schema->n_tables; i++) {
		const struct ddlect_table *table = schema->tables[i];
		n += (table->primary ? 1 : 0) + table->n_uniques + table->n_indexes;
	}
	return n;
}

/* Before the first name is made, those that were given are taken. */
static int take_given(struct ddlect_schema *schema)
{
	struct map *names = schema_names(schema);
	if (names->room > 0)
		return 0;
	if (map_reserve(names, schema_arena(schema), count_indexed(schema)) < 0)
		return -1;
	for (uint32_t t = 0; t < schema->n_tables; t++) {
		const struct ddlect_table *table = schema->tables[t];
		for (uint32_t what = DDLECT_PRIMARY; what <= DDLECT_INDEX; what++) {
			uint32_t n;
			const void *const *items = table_items(table, what, &n);
			for (uint32_t i = 0; is_index(what) && i < n; i++) {
				const char *name = object_name(what, items[i]);
				if (name && map_set(names, schema_arena(schema),
						    table->schema, name, schema) < 0)
					return -1;
			}
		}
	}
	return 0;
}

/* `stem` and `ending`, together at most `max` bytes, as one text. */
static void name_cut(struct ddlect_buf *out, const struct ddlect_buf *stem,
		     const char *ending, uint32_t max)
{
	size_t rest = strlen(ending);
	buf_reset(out);
	if (max && stem->length + rest > max) {
		uint64_t all = hash_bytes(stem->text, stem->length, 0);
		size_t room = max > rest + 9 ? max - rest - 9 : 1;
		buf_raw(out, stem->text, utf8_cut(stem->text, room));
		buf_printf(out, "_%08x", (unsigned)(all >> 32 ^ all));
	} else {
		buf_raw(out, stem->text, stem->length);
	}
	buf_raw(out, ending, rest);
}

static void write_stem(struct ddlect_buf *stem, const struct ddlect_table *table,
		       uint32_t kind, const char *const *columns, uint32_t n)
{
	buf_text(stem, kind == NAME_GIVEN ? columns[0] : table->name);
	for (uint32_t i = 0; kind > NAME_PRIMARY && i < n; i++) {
		buf_raw(stem, "_", 1);
		buf_text(stem, columns[i]);
	}
}

static bool is_taken(const struct ddlect_schema *schema, const struct ddlect_table *table,
		     bool indexed, const char *name)
{
	return table_uses(table, name) ||
	       (indexed && schema_uses(schema, table->schema, name));
}

#define SHORT 128 /* bytes, with the NUL */

static size_t append(char out[SHORT], size_t at, const char *text)
{
	size_t length = strlen(text);
	if (at + length >= SHORT)
		return SHORT;
	memcpy(out + at, text, length + 1);
	return at + length;
}

/* Nearly all names are short, and free as they are: made without a buffer. 0: not this one. */
static size_t name_short(char out[SHORT], const struct ddlect_table *table, uint32_t kind,
			 const char *const *columns, uint32_t n, const char *ending,
			 uint32_t max)
{
	size_t at = append(out, 0, kind == NAME_GIVEN ? columns[0] : table->name);
	for (uint32_t i = 0; kind > NAME_PRIMARY && i < n && at < SHORT; i++) {
		at = append(out, at, "_");
		at = at < SHORT ? append(out, at, columns[i]) : at;
	}
	at = at < SHORT ? append(out, at, ending) : at;
	return at < SHORT && (!max || at <= max) ? at : 0;
}

/* Cut, and with a number behind it, as long as it is taken. */
static const char *name_free(struct ddlect_schema *schema,
			     const struct ddlect_table *table, uint32_t kind,
			     const char *const *columns, uint32_t n, const char *end,
			     uint32_t max, bool indexed)
{
	struct ddlect_buf stem;
	struct ddlect_buf text;
	char ending[24];
	buf_init(&stem);
	buf_init(&text);
	write_stem(&stem, table, kind, columns, n);
	name_cut(&text, &stem, end, max);
	for (unsigned try = 2; !buf_broken(&stem) && !buf_broken(&text); try++) {
		if (!is_taken(schema, table, indexed, text.text))
			break;
		snprintf(ending, sizeof(ending), "%s%u", end, try);
		name_cut(&text, &stem, ending, max);
	}
	const char *name = NULL;
	if (!buf_broken(&stem) && !buf_broken(&text))
		name = schema_bytes(schema, text.text, text.length);
	buf_clear(&stem);
	buf_clear(&text);
	return name;
}

const char *name_make(struct ddlect_schema *schema, const struct ddlect_table *table,
		      uint32_t kind, const char *const *columns, uint32_t n, uint32_t max)
{
	static const char *const endings[] = {"",      "_pk",  "_key",
					      "_fkey", "_idx", "_check"};
	bool indexed = kind == NAME_PRIMARY || kind == NAME_UNIQUE || kind == NAME_INDEX;
	char plain[SHORT];
	if (indexed && take_given(schema) < 0)
		return NULL;
	size_t length = name_short(plain, table, kind, columns, n, endings[kind], max);
	const char *name = length && !is_taken(schema, table, indexed, plain)
				   ? schema_bytes(schema, plain, length)
				   : name_free(schema, table, kind, columns, n,
					       endings[kind], max, indexed);
	if (name && indexed &&
	    map_set(schema_names(schema), schema_arena(schema), table->schema, name,
		    schema) < 0)
		return NULL;
	return name;
}
