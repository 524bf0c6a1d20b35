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

/* Before the first name is made, those that were given are taken. */
static int take_given(struct ddlect_schema *schema)
{
	struct map *names = schema_names(schema);
	if (names->n > 0)
		return 0;
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
static char *name_cut(struct ddlect_schema *schema, const char *stem, const char *ending,
		      uint32_t max)
{
	size_t length = strlen(stem);
	size_t rest = strlen(ending);
	char hash[10] = "";
	if (max && length + rest > max) {
		uint64_t all = hash_bytes(stem, length, 0);
		snprintf(hash, sizeof(hash), "_%08x", (unsigned)(all >> 32 ^ all));
		size_t room = max > rest + 9 ? max - rest - 9 : 1;
		length = utf8_cut(stem, room);
	}
	return arena_printf(schema_arena(schema), "%.*s%s%s", (int)length, stem, hash,
			    ending);
}

const char *name_make(struct ddlect_schema *schema, const struct ddlect_table *table,
		      uint32_t kind, const char *const *columns, uint32_t n, uint32_t max)
{
	static const char *const endings[] = {"",      "_pk",  "_key",
					      "_fkey", "_idx", "_check"};
	bool indexed = kind == NAME_PRIMARY || kind == NAME_UNIQUE || kind == NAME_INDEX;
	if (indexed && take_given(schema) < 0)
		return NULL;
	struct ddlect_buf stem;
	buf_init(&stem);
	buf_text(&stem, kind == NAME_GIVEN ? columns[0] : table->name);
	for (uint32_t i = 0; kind > NAME_PRIMARY && i < n; i++) {
		buf_raw(&stem, "_", 1);
		buf_text(&stem, columns[i]);
	}
	const char *name = NULL;
	for (unsigned try = 1; !buf_broken(&stem); try++) {
		char ending[24];
		snprintf(ending, sizeof(ending), try > 1 ? "%s%u" : "%s", endings[kind],
			 try);
		name = name_cut(schema, stem.text, ending, max);
		if (!name || (!table_uses(table, name) &&
			      !(indexed && schema_uses(schema, table->schema, name))))
			break;
	}
	buf_clear(&stem);
	if (name && indexed &&
	    map_set(schema_names(schema), schema_arena(schema), table->schema, name,
		    schema) < 0)
		return NULL;
	return name;
}
