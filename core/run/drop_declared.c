/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drop_declared: what of a declaration is the provider's in this database. A table that is
 * declared counts as its own where the migrations can't all say what they made; where they
 * can, and none of them made it, it is unproven: a namesake may be somebody else's.
 */
#include <string.h>

#include "core/base/err.h"
#include "core/declare/declare.h"
#include "core/model/schema.h"
#include "core/run/drop.h"

static bool declares(const struct ddlect_provider *provider)
{
	return provider &&
	       provider->size >= offsetof(struct ddlect_provider, tables) +
					 sizeof(provider->tables) &&
	       provider->tables;
}

/* What is declared, as it is in a database; an empty schema where nothing is. */
static struct ddlect_schema *read_declared(struct drop *drop, struct ddlect_err *err)
{
	const struct trip *trip = drop->trip;
	const struct ddlect_migrate_options *o = &trip->migrator->options;
	struct arena *arena = &drop->trip->round;
	const struct ddlect_schema *declared = NULL;
	struct diags diags;
	diags_init(&diags, arena);
	if (declares(o->provider))
		declared = declare_provider(arena, o->provider, &diags, err);
	else if (o->provider_file)
		declared = declare_file(arena, o->provider_file, &diags, err);
	else
		return schema_new(arena);
	migrator_log_errors(trip->migrator, &diags);
	struct ddlect_schema *lowered =
		declared ? schema_new_like(arena, declared) : NULL;
	if (declared && !lowered)
		err_no_memory(err);
	if (!lowered || trip->dialect->lower(trip->dialect, declared, lowered, err) < 0)
		return NULL;
	return lowered;
}

/* The one schema that all files ran in; NULL: there are several, or none is known. */
static const char *find_home(const struct drop *drop)
{
	const struct journal *journal = &drop->trip->journal;
	const char *home = drop->trip->migrator->options.schema;
	for (uint32_t i = 0; !home && i < journal->n; i++) {
		const struct journal_entry *entry = &journal->entries[i];
		const char *in =
			drop_is_applied(drop, entry) ? drop_ran_in(drop, entry) : NULL;
		if (!in)
			continue;
		home = in;
		for (uint32_t j = i; j < journal->n; j++) {
			entry = &journal->entries[j];
			in = drop_is_applied(drop, entry) ? drop_ran_in(drop, entry)
							  : NULL;
			if (in && strcmp(in, home) != 0)
				return NULL;
		}
	}
	return home ? home : drop->unknown;
}

static int refuse_homeless(const char *name, struct ddlect_err *err)
{
	return err_set(err,
		       "\"%s\" is declared without a schema, and the history doesn't "
		       "name one schema: say which it is in (-schema); nothing was "
		       "dropped",
		       name);
}

/* Where the files can tell, a declaration alone makes nobody the owner. */
static bool is_proven(const struct drop *drop, uint32_t object, const char *ns,
		      const char *name)
{
	for (uint32_t i = 0; i < drop->made.n; i++) {
		const struct made_object *one = drop->made.objects[i];
		if (one->there && one->object == object && strcmp(one->name, name) == 0 &&
		    one->schema && strcmp(one->schema, ns) == 0)
			return true;
	}
	return !drop->complete;
}

static int add_table(const struct drop *drop, struct ddlect_schema *mine,
		     const struct ddlect_table *table, const char *home)
{
	const char *ns = table->schema ? table->schema : home;
	bool proven = is_proven(drop, DDLECT_EFFECT_TABLE, ns, table->name);
	struct ddlect_table *added =
		table_add(proven ? mine : drop->unproven, ns, table->name);
	if (!added)
		return -1;
	added->renamed_from = table->renamed_from;
	return 0;
}

static int add_enum(const struct drop *drop, struct ddlect_schema *mine,
		    const struct ddlect_enum *e, const char *home)
{
	const char *ns = e->schema ? e->schema : home;
	if (!is_proven(drop, DDLECT_EFFECT_TYPE, ns, e->name))
		return 0;
	struct ddlect_enum *added = enum_add(mine, ns, e->name);
	if (!added)
		return -1;
	added->renamed_from = e->renamed_from;
	return 0;
}

static int add_declared(const struct drop *drop, const struct ddlect_schema *declared,
			struct ddlect_schema *mine, struct ddlect_err *err)
{
	const char *home = find_home(drop);
	for (uint32_t i = 0; i < declared->n_tables; i++) {
		const struct ddlect_table *table = declared->tables[i];
		if (!table->schema && !home)
			return refuse_homeless(table->name, err);
		if (add_table(drop, mine, table, home) < 0)
			return err_no_memory(err);
	}
	for (uint32_t i = 0; i < declared->n_enums; i++) {
		const struct ddlect_enum *e = declared->enums[i];
		if (!e->schema && !home)
			return refuse_homeless(e->name, err);
		if (add_enum(drop, mine, e, home) < 0)
			return err_no_memory(err);
	}
	for (uint32_t i = 0; home && i < declared->n_routines; i++) {
		const struct ddlect_routine *routine = declared->routines[i];
		if (!routine_add(mine, routine->schema ? routine->schema : home,
				 routine->name, ""))
			return err_no_memory(err);
	}
	return 0;
}

struct ddlect_schema *drop_declared(struct drop *drop, struct ddlect_err *err)
{
	const struct ddlect_schema *declared = read_declared(drop, err);
	if (!declared)
		return NULL;
	struct ddlect_schema *mine = schema_new_like(&drop->trip->round, declared);
	drop->unproven = schema_new_like(&drop->trip->round, declared);
	if (!mine || !drop->unproven) {
		err_no_memory(err);
		return NULL;
	}
	mine->owns = NULL; /* a pattern says what may be compared, not what was made */
	return add_declared(drop, declared, mine, err) < 0 ? NULL : mine;
}
