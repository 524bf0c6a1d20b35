/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wanted: which schemas of a database have to be read, before anything is known of it. They
 * are those that a declaration names, in its tables, where they were before, or in its `owns`: what it had in one of
 * those may have to go, though it declares nothing there any more.
 */
#include <string.h>

#include "core/diff/owns.h"
#include "core/diff/plan.h"
#include "core/model/former.h"

struct wanted {
	struct arena *arena;
	const char **list;
	uint32_t n;
	bool broken; /* out of memory; stays so */
};

static void want(struct wanted *wanted, const char *name)
{
	for (uint32_t i = 0; i < wanted->n; i++)
		if (!name || strcmp(wanted->list[i], name) == 0)
			return;
	const char **list =
		arena_grow(wanted->arena, wanted->list, wanted->n, sizeof(*wanted->list));
	if (list) {
		wanted->list = list;
		list[wanted->n++] = name;
	} else {
		wanted->broken = true;
	}
}

static void want_owned(struct wanted *wanted, const char *owns)
{
	const char *schema;
	size_t length;
	while ((schema = owns_schema(&owns, &length))) {
		const char *name = arena_text(wanted->arena, schema, length);
		if (name)
			want(wanted, name);
		else
			wanted->broken = true;
	}
}

const char **schema_wanted(struct arena *arena, const struct ddlect_schema *desired,
			   const char *default_schema, uint32_t *n)
{
	struct wanted wanted = {.arena = arena};
	want(&wanted, default_schema);
	for (uint32_t i = 0; i < desired->n_namespaces; i++)
		want(&wanted, desired->namespaces[i]->name);
	for (uint32_t i = 0; i < desired->n_tables; i++) {
		struct former former;
		int split =
			former_split(arena, desired->tables[i]->renamed_from, &former);
		want(&wanted, desired->tables[i]->schema);
		if (split > 0)
			want(&wanted, former.schema);
		wanted.broken = wanted.broken || split < 0;
	}
	for (uint32_t i = 0; i < desired->n_enums; i++)
		want(&wanted, desired->enums[i]->schema);
	want_owned(&wanted, desired->owns);
	*n = wanted.n;
	return wanted.broken ? NULL : wanted.list;
}
