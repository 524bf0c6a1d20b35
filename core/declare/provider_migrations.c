/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The migrations that a provider carries: no part of the schema, but mistakes in them are
 * reported with those in the tables, before somebody runs them.
 */
#include "core/base/map.h"
#include "core/declare/provider_read.h"
#include "core/migrations/carried.h"

void provider_migrations(struct provider_reader *r)
{
	struct arena *arena = schema_arena(r->schema);
	struct map seen = {0};
	struct ddlect_migration item;
	const struct provider_list list = {"migrations", "dialect",
					   r->provider->migrations,
					   r->provider->migration_size};
	struct ddlect_pos place = provider_pos(r, r->place, NULL, NULL);
	for (uint32_t i = 0; provider_item(r, place, &list, i, &item, sizeof(item));
	     i++) {
		const char *version =
			arena_printf(arena, "%llu", (unsigned long long)item.version);
		const char *name = arena_printf(arena, "%s for %s",
						version ? version : "", item.dialect);
		const char *wrong = carried_check(&item);
		if (!version || !name) {
			r->broken = true;
			return;
		}
		struct ddlect_pos pos = provider_pos(r, r->place, "migration", name);
		if (wrong)
			diag_add(r->diags, DIAG_ERROR, pos, "%s", wrong);
		if (map_get(&seen, item.dialect, version))
			diag_add(r->diags, DIAG_ERROR, pos, "it is there twice");
		if (map_set(&seen, arena, item.dialect, version, r) < 0)
			r->broken = true;
	}
}
