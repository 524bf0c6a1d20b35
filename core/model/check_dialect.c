/* SPDX-License-Identifier: Apache-2.0 */
/* Check: what only matters for the dialects that are there, their limits and settings. */
#include <string.h>

#include "core/base/near.h"
#include "core/model/check.h"

static int check_length(struct diags *diags, const char *what, const char *name,
			uint32_t max, const struct ddlect_pos *pos)
{
	size_t length = strlen(name);
	if (length <= max)
		return 0;
	struct diag *diag = diag_add(diags, DIAG_ERROR, *pos,
				     "the name of %s \"%s\" is %zu bytes long; %u are "
				     "possible",
				     what, name, length, max);
	diag_hint(diags, diag, "shorten it by %zu", length - max);
	return -1;
}

int schema_check_names(const struct ddlect_schema *schema, uint32_t max,
		       struct diags *diags)
{
	int result = 0;
	if (!max)
		return 0;
	for (uint32_t i = 0; i < schema->n_namespaces; i++)
		result |= check_length(diags, "schema", schema->namespaces[i]->name, max,
				       &(struct ddlect_pos){0});
	for (uint32_t i = 0; i < schema->n_enums; i++)
		result |= check_length(diags, "enum", schema->enums[i]->name, max,
				       &schema->enums[i]->pos);
	for (uint32_t i = 0; i < schema->n_tables; i++) {
		const struct ddlect_table *table = schema->tables[i];
		result |= check_length(diags, "table", table->name, max, &table->pos);
		for (uint32_t j = 0; j < table->n_columns; j++)
			result |= check_length(diags, "column", table->columns[j]->name,
					       max, &table->columns[j]->pos);
	}
	return result;
}

struct attr_lists {
	const struct ddlect_attr_info *const *infos;
	uint32_t n;
};

static const struct ddlect_attr_info *attr_info(const struct attr_lists *lists,
						const char *key)
{
	for (uint32_t i = 0; i < lists->n; i++)
		for (const struct ddlect_attr_info *info = lists->infos[i];
		     info && info->key; info++)
			if (strcmp(info->key, key) == 0)
				return info;
	return NULL;
}

/* Settings that are no attributes: a slip of the finger makes one of them. */
static void suggest_own(struct near *near, uint32_t on)
{
	static const struct {
		uint32_t on;
		const char *name;
	} own[] = {
		{DDLECT_ON_TABLE | DDLECT_ON_COLUMN, "renamed_from"},
		{DDLECT_ON_TABLE | DDLECT_ON_COLUMN, "note"},
		{DDLECT_ON_TABLE, "resource"},
		{DDLECT_ON_TABLE, "headercolor"},
		{DDLECT_ON_COLUMN, "default"},
		{DDLECT_ON_COLUMN, "check"},
		{DDLECT_ON_COLUMN, "collation"},
		{DDLECT_ON_COLUMN, "generated"},
		{DDLECT_ON_COLUMN, "virtual"},
		{DDLECT_ON_COLUMN, "identity"},
	};
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (own[i].on & on)
			near_try(near, own[i].name);
}

static void attr_suggest(const struct attr_lists *lists, uint32_t on, const char *key,
			 struct diags *diags, struct diag *diag)
{
	struct near near = near_to(key);
	for (uint32_t i = 0; i < lists->n; i++)
		for (const struct ddlect_attr_info *info = lists->infos[i];
		     info && info->key; info++)
			if (info->on & on)
				near_try(&near, info->key);
	suggest_own(&near, on);
	diag_hint_near(diags, diag, near.best, NULL);
}

static void check_attr(const struct attr_lists *lists, uint32_t on,
		       const struct ddlect_attr *attr, struct diags *diags)
{
	const char *where = on == DDLECT_ON_TABLE ? "table" : "column";
	const struct ddlect_attr_info *info = attr_info(lists, attr->key);
	if (!info) {
		struct diag *diag = diag_add(diags, DIAG_WARNING, attr->pos,
					     "no dialect here knows the %s's setting "
					     "\"%s\"; it is left out",
					     where, attr->key);
		attr_suggest(lists, on, attr->key, diags, diag);
	} else if (!(info->on & on)) {
		diag_add(diags, DIAG_WARNING, attr->pos,
			 "\"%s\" is no setting of a %s; it is left out", attr->key,
			 where);
	}
}

void schema_check_attrs(const struct ddlect_schema *schema,
			const struct ddlect_attr_info *const *infos, uint32_t n,
			struct diags *diags)
{
	struct attr_lists lists = {infos, n};
	for (uint32_t i = 0; i < schema->n_tables; i++) {
		const struct ddlect_table *table = schema->tables[i];
		for (uint32_t j = 0; j < table->n_attrs; j++)
			check_attr(&lists, DDLECT_ON_TABLE, table->attrs[j], diags);
		for (uint32_t j = 0; j < table->n_columns; j++)
			for (uint32_t k = 0; k < table->columns[j]->n_attrs; k++)
				check_attr(&lists, DDLECT_ON_COLUMN,
					   table->columns[j]->attrs[k], diags);
	}
}
