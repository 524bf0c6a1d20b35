/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Owned: a database is shared by many providers, and by people. What of it is compared
 * with a declaration is what the declaration names, what it renames, and what its `owns`
 * says; of the rest nothing is ever touched. Objects are shared with the current schema.
 *
 * The tables in which those who run migrations keep their state are nobody's: whatever a
 * pattern says, they are left alone, and not spoken of.
 */
#include <stdbool.h>
#include <string.h>

#include "core/base/err.h"
#include "core/diff/owns.h"
#include "core/diff/plan.h"
#include "core/model/former.h"
#include "core/model/refer.h"
#include "core/model/same.h"
#include "core/model/schema.h"

struct owner {
	struct arena *arena;
	const struct ddlect_schema *current;
	const struct ddlect_schema *desired;
	const char *default_schema;
	struct ddlect_schema *owned;
	struct map tables_from; /* what desired tables were called: the table */
	struct map enums_from;
	struct map enum_users;		  /* of the tables that are left out: the table */
	struct map enum_owned;		  /* of the others */
	struct map states;		  /* tables of state, and their histories */
	const struct ddlect_table **left; /* untouched: strangers, and tables of state */
	uint32_t n_left;
};

static bool ends_in(const char *name, const char *ending)
{
	size_t length = strlen(name);
	size_t n = strlen(ending);
	return length >= n && strcmp(name + length - n, ending) == 0;
}

static bool has_column(const struct ddlect_table *table, const char *name, uint32_t kind)
{
	const struct ddlect_column *column = column_find(table, name);
	return column && column->type->kind == kind && column->type->dims == 0;
}

/* The version that a database has, as all who run migrations know it: by name and shape. */
static bool is_state(const struct ddlect_table *table)
{
	const struct ddlect_key *pk = table->primary;
	return ends_in(table->name, "schema_migrations") && table->n_columns == 2 &&
	       has_column(table, "version", DDLECT_TYPE_BIGINT) &&
	       has_column(table, "dirty", DDLECT_TYPE_BOOL) && pk && pk->n_columns == 1 &&
	       strcmp(pk->columns[0], "version") == 0;
}

/* Beside one stands its history: who knows the name of the first knows that of the other. */
static int note_states(struct owner *owner)
{
	for (uint32_t i = 0; i < owner->current->n_tables; i++) {
		const struct ddlect_table *table = owner->current->tables[i];
		if (!is_state(table))
			continue;
		const char *history =
			arena_printf(owner->arena, "%s_history", table->name);
		if (!history ||
		    map_set(&owner->states, owner->arena, table->schema, table->name,
			    owner) < 0 ||
		    map_set(&owner->states, owner->arena, table->schema, history, owner) <
			    0)
			return -1;
	}
	return 0;
}

static bool keeps_state(const struct owner *owner, const struct ddlect_table *table)
{
	return map_get(&owner->states, table->schema, table->name) != NULL;
}

/* The declared table that `table` is, or becomes; NULL: none. */
static const struct ddlect_table *declared(const struct owner *owner,
					   const struct ddlect_table *table)
{
	const struct ddlect_table *same =
		table_find(owner->desired, table->schema, table->name);
	if (same)
		return same;
	const struct ddlect_table *renamed =
		map_get(&owner->tables_from, table->schema, table->name);
	if (renamed && !table_find(owner->current, renamed->schema, renamed->name))
		return renamed;
	return NULL;
}

static bool owns(const struct owner *owner, const char *schema, const char *name)
{
	return owns_name(owner->desired->owns, schema ? schema : owner->default_schema,
			 name);
}

static int leave_table(struct owner *owner, const struct ddlect_table *table)
{
	void *list = arena_grow(owner->arena, owner->left, owner->n_left,
				sizeof(*owner->left));
	if (!list)
		return -1;
	owner->left = list;
	owner->left[owner->n_left++] = table;
	return 0;
}

/* Remember by whom each enum is used. */
static int note_enums(struct owner *owner, struct map *users, struct ddlect_table *table)
{
	for (uint32_t i = 0; i < table->n_columns; i++) {
		const struct ddlect_type *type = table->columns[i]->type;
		if (type->kind == DDLECT_TYPE_ENUM &&
		    map_set(users, owner->arena, type->schema, type->name, table) < 0)
			return -1;
	}
	return 0;
}

static int split_tables(struct owner *owner)
{
	for (uint32_t i = 0; i < owner->current->n_tables; i++) {
		struct ddlect_table *table = owner->current->tables[i];
		bool mine = declared(owner, table) ||
			    (!keeps_state(owner, table) &&
			     owns(owner, table->schema, table->name));
		if ((mine ? table_share(owner->owned, table)
			  : leave_table(owner, table)) < 0)
			return -1;
		if (owner->current->n_enums &&
		    note_enums(owner, mine ? &owner->enum_owned : &owner->enum_users,
			       table) < 0)
			return -1;
	}
	return 0;
}

/* A reference from outside may stand in the way; the plan doesn't see it. */
static int note_references(struct owner *owner)
{
	for (uint32_t i = 0; i < owner->n_left; i++) {
		const struct ddlect_table *table = owner->left[i];
		for (uint32_t j = 0; j < table->n_fks; j++) {
			const struct ddlect_fk *fk = table->fks[j];
			const struct ddlect_table *ref =
				table_find(owner->owned, fk->ref_schema, fk->ref_table);
			const struct ddlect_table *after =
				ref ? declared(owner, ref) : NULL;
			if (!ref || (after && fk_fits_table(fk, after)))
				continue;
			const char *note = arena_printf(
				owner->arena,
				"table \"%s\" refers to \"%s\" by \"%s\" and isn't the "
				"provider's: what that rests on goes, so that reference "
				"has to go first",
				table->name, ref->name, fk->name ? fk->name : "?");
			if (!note)
				return -1;
			schema_note(owner->owned, note);
		}
	}
	return 0;
}

static bool enum_declared(const struct owner *owner, const struct ddlect_enum *e)
{
	if (enum_find(owner->desired, e->schema, e->name))
		return true;
	const struct ddlect_enum *renamed =
		map_get(&owner->enums_from, e->schema, e->name);
	return renamed && !enum_find(owner->current, renamed->schema, renamed->name);
}

static int split_enums(struct owner *owner)
{
	for (uint32_t i = 0; i < owner->current->n_enums; i++) {
		struct ddlect_enum *e = owner->current->enums[i];
		bool shared = map_get(&owner->enum_users, e->schema, e->name);
		bool used = map_get(&owner->enum_owned, e->schema, e->name);
		bool mine = enum_declared(owner, e) ||
			    (!shared && (used || owns(owner, e->schema, e->name)));
		if (mine && enum_share(owner->owned, e) < 0)
			return -1;
	}
	return 0;
}

/* Remember which routines keep the references of these tables. */
static int note_routines(struct owner *owner, struct map *users,
			 const struct ddlect_table *const *tables, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t j = 0; j < tables[i]->n_fks; j++) {
			const char *via = tables[i]->fks[j]->via;
			if (via && map_set(users, owner->arena, NULL, via, owner) < 0)
				return -1;
		}
	return 0;
}

static bool routine_declared(const struct owner *owner,
			     const struct ddlect_routine *routine)
{
	for (uint32_t i = 0; i < owner->desired->n_routines; i++) {
		const struct ddlect_routine *other = owner->desired->routines[i];
		if (same_name(routine->schema, routine->name, other->schema, other->name))
			return true;
	}
	return false;
}

/* A routine goes with the references that it keeps; another provider has its own. */
static int split_routines(struct owner *owner)
{
	struct map used = {0};
	struct map shared = {0};
	if (!owner->current->n_routines)
		return 0;
	if (note_routines(owner, &used,
			  (const struct ddlect_table *const *)owner->owned->tables,
			  owner->owned->n_tables) < 0 ||
	    note_routines(owner, &shared, owner->left, owner->n_left) < 0)
		return -1;
	for (uint32_t i = 0; i < owner->current->n_routines; i++) {
		const struct ddlect_routine *routine = owner->current->routines[i];
		bool mine = routine_declared(owner, routine) ||
			    (map_get(&used, NULL, routine->name) &&
			     !map_get(&shared, NULL, routine->name));
		if (mine && !routine_add(owner->owned, routine->schema, routine->name,
					 routine->body))
			return -1;
	}
	return 0;
}

static bool has_stranger(const struct owner *owner, const char *ns)
{
	for (uint32_t i = 0; i < owner->n_left; i++)
		if (same_text(owner->left[i]->schema, ns))
			return true;
	for (uint32_t i = 0; i < owner->current->n_enums; i++) {
		const struct ddlect_enum *e = owner->current->enums[i];
		if (same_text(e->schema, ns) &&
		    !enum_find(owner->owned, e->schema, e->name))
			return true;
	}
	return false;
}

static bool has_owned(const struct owner *owner, const char *ns)
{
	for (uint32_t i = 0; i < owner->owned->n_tables; i++)
		if (same_text(owner->owned->tables[i]->schema, ns))
			return true;
	return false;
}

static int copy_namespace(struct owner *owner, const char *name)
{
	const struct ddlect_schema *owned = owner->owned;
	for (uint32_t i = 0; i < owned->n_namespaces; i++)
		if (strcmp(owned->namespaces[i]->name, name) == 0)
			return 0;
	struct ddlect_namespace *ns = namespace_add(owner->owned, name);
	if (!ns)
		return -1;
	/* Without anything of the provider's it is not its own either. */
	if (has_stranger(owner, name) || !has_owned(owner, name))
		ns->flags = DDLECT_NAMESPACE_SHARED;
	return 0;
}

static int copy_namespaces(struct owner *owner)
{
	int result = 0;
	for (uint32_t i = 0; i < owner->current->n_namespaces && result == 0; i++)
		result = copy_namespace(owner, owner->current->namespaces[i]->name);
	for (uint32_t i = 0; i < owner->n_left && result == 0; i++)
		if (owner->left[i]->schema)
			result = copy_namespace(owner, owner->left[i]->schema);
	return result;
}

static int old_names(struct owner *owner)
{
	for (uint32_t i = 0; i < owner->desired->n_tables; i++) {
		struct ddlect_table *table = owner->desired->tables[i];
		struct former former;
		if (table->renamed_from &&
		    map_set(&owner->tables_from, owner->arena, table->schema,
			    table->renamed_from, table) < 0)
			return -1;
		int split = former_split(owner->arena, table->renamed_from, &former);
		if (split < 0 ||
		    (split > 0 &&
		     !map_get(&owner->tables_from, former.schema, former.name) &&
		     map_set(&owner->tables_from, owner->arena, former.schema,
			     former.name, table) < 0))
			return -1;
	}
	for (uint32_t i = 0; i < owner->desired->n_enums; i++) {
		struct ddlect_enum *e = owner->desired->enums[i];
		if (e->renamed_from && map_set(&owner->enums_from, owner->arena,
					       e->schema, e->renamed_from, e) < 0)
			return -1;
	}
	return 0;
}

static int copy_notes(struct owner *owner)
{
	uint32_t n;
	const char *const *notes = schema_notes(owner->current, &n);
	for (uint32_t i = 0; i < n; i++)
		schema_note(owner->owned, notes[i]);
	return 0;
}

/* Whoever reads of strangers needn't read of these. */
static void forget_states(struct owner *owner)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < owner->n_left; i++)
		if (!keeps_state(owner, owner->left[i]))
			owner->left[n++] = owner->left[i];
	owner->n_left = n;
}

struct ddlect_schema *schema_owned(struct arena *arena,
				   const struct ddlect_schema *current,
				   const struct ddlect_schema *desired,
				   const char *default_schema,
				   const struct ddlect_table ***strangers,
				   uint32_t *n_strangers, struct ddlect_err *err)
{
	struct owner owner = {.arena = arena,
			      .current = current,
			      .desired = desired,
			      .default_schema = default_schema,
			      .owned = schema_new_like(arena, current)};
	if (!owner.owned || old_names(&owner) < 0 || note_states(&owner) < 0 ||
	    copy_notes(&owner) < 0 || split_tables(&owner) < 0 ||
	    note_references(&owner) < 0 || split_enums(&owner) < 0 ||
	    split_routines(&owner) < 0 || copy_namespaces(&owner) < 0) {
		err_no_memory(err);
		return NULL;
	}
	forget_states(&owner);
	*strangers = owner.left;
	*n_strangers = owner.n_left;
	return owner.owned;
}
