/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drop_find: the way of the data, towards nothing. The database is read, what isn't the
 * provider's is left out, and the rest is compared with an empty schema.
 *
 * An object that others made is left alone even where the provider's tables are the only
 * ones to use it: a type for example has to be declared, or made by a migration.
 */
#include <string.h>

#include "core/base/err.h"
#include "core/declare/declare.h"
#include "core/diff/plan.h"
#include "core/model/check.h"
#include "core/model/same.h"
#include "core/model/schema.h"
#include "core/run/drop.h"

/* --- what is the provider's ------------------------------------------------------------ */

static bool declares(const struct ddlect_provider *provider)
{
	return provider &&
	       provider->size >= offsetof(struct ddlect_provider, tables) +
					 sizeof(provider->tables) &&
	       provider->tables;
}

static void log_diags(const struct trip *trip, const struct diags *diags)
{
	for (uint32_t i = 0; i < diags->n; i++)
		if (diags->list[i]->severity == DIAG_ERROR)
			migrator_log(trip->migrator, DDLECT_LOG_WARNING, "%s",
				     diags->list[i]->message);
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
	log_diags(trip, &diags);
	if (declared)
		declared = schema_localize(arena, declared, drop->default_schema, err);
	struct ddlect_schema *mine = declared ? schema_new_like(arena, declared) : NULL;
	if (declared && !mine)
		err_no_memory(err);
	if (!mine || trip->dialect->lower(trip->dialect, declared, mine, err) < 0)
		return NULL;
	mine->owns = NULL; /* a pattern says what may be compared, not what was made */
	return mine;
}

static bool may_be_applied(const struct journal *journal,
			   const struct journal_entry *entry)
{
	return entry->applied ||
	       (journal->state.version >= 0 &&
		entry->version == (uint64_t)journal->state.version) ||
	       (journal->unfinished && journal->unfinished->version >= 0 &&
		entry->version == (uint64_t)journal->unfinished->version);
}

static int read_made(struct drop *drop, struct ddlect_err *err)
{
	const struct trip *trip = drop->trip;
	const struct journal *journal = &trip->journal;
	struct ddlect_buf bytes;
	int status = 0;
	buf_init(&bytes);
	for (uint32_t i = 0; status == 0 && i < journal->n; i++) {
		const struct journal_entry *entry = &journal->entries[i];
		if (!may_be_applied(journal, entry))
			continue;
		if (!entry->file) {
			migrator_log(trip->migrator, DDLECT_LOG_WARNING,
				     "version %llu was applied, and there is no file of "
				     "it: what it made is left, unless it is declared",
				     (unsigned long long)entry->version);
			continue;
		}
		if (!entry->file->up)
			continue;
		status = source_read(&trip->source, entry->file, false, &bytes, err);
		if (status == 0 && made_add(&drop->made, trip->dialect, bytes.text,
					    bytes.length, err) < 0)
			status = err_prepend(err, "%s: ", entry->file->up);
	}
	buf_clear(&bytes);
	return status;
}

/* For what migrations made the name is enough. */
static int add_made(const struct made *made, struct ddlect_schema *mine)
{
	for (uint32_t i = 0; i < made->n; i++) {
		const struct made_object *one = made->objects[i];
		const char *ns = one->schema;
		bool added = true;
		if (!one->there)
			continue;
		if (one->object == DDLECT_EFFECT_TABLE &&
		    !table_find(mine, ns, one->name))
			added = table_add(mine, ns, one->name);
		else if (one->object == DDLECT_EFFECT_TYPE &&
			 !enum_find(mine, ns, one->name))
			added = enum_add(mine, ns, one->name);
		else if (one->object == DDLECT_EFFECT_ROUTINE)
			added = routine_add(mine, ns, one->name, "");
		if (!added)
			return -1;
	}
	return 0;
}

/* --- what of it is there --------------------------------------------------------------- */

static struct ddlect_schema *
introspect(struct drop *drop, const struct ddlect_schema *mine, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = drop->trip->dialect;
	struct arena *arena = &drop->trip->round;
	struct ddlect_introspect_request request = {
		.size = sizeof(request),
		.default_schema = drop->default_schema,
	};
	request.schemas =
		schema_wanted(arena, mine, drop->default_schema, &request.n_schemas);
	struct ddlect_schema *current = schema_new_like(arena, mine);
	if (!request.schemas || !current) {
		err_no_memory(err);
		return NULL;
	}
	return dialect->introspect(dialect, drop->trip->migrator->session, &request,
				   current, err) < 0
		       ? NULL
		       : current;
}

/* Types that nobody declared or made, and schemas that no migration made, stay. */
static void leave_others(const struct drop *drop, const struct ddlect_schema *mine,
			 struct ddlect_schema *owned)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < owned->n_enums; i++) {
		struct ddlect_enum *e = owned->enums[i];
		if (enum_find(mine, e->schema, e->name))
			owned->enums[n++] = e;
	}
	owned->n_enums = n;
	for (uint32_t i = 0; i < owned->n_namespaces; i++)
		if (!made_has(&drop->made, DDLECT_EFFECT_SCHEMA, NULL,
			      owned->namespaces[i]->name))
			owned->namespaces[i]->flags |= DDLECT_NAMESPACE_SHARED;
}

static const char *dot(const char *schema)
{
	return schema ? "." : "";
}

static const char *before_dot(const char *schema)
{
	return schema ? schema : "";
}

/* A table of others that needs one of ours, or a type. */
static int check_stranger(const struct ddlect_table *table,
			  const struct ddlect_schema *owned, struct ddlect_err *err)
{
	for (uint32_t i = 0; i < table->n_fks; i++) {
		const struct ddlect_fk *fk = table->fks[i];
		if (table_find(owned, fk->ref_schema, fk->ref_table))
			return err_set(err,
				       "table \"%s%s%s\" isn't the provider's and refers "
				       "to \"%s\" by \"%s\": drop that reference first; "
				       "nothing was dropped",
				       before_dot(table->schema), dot(table->schema),
				       table->name, fk->ref_table,
				       fk->name ? fk->name : "?");
	}
	for (uint32_t i = 0; i < table->n_columns; i++) {
		const struct ddlect_type *type = table->columns[i]->type;
		if (type->kind == DDLECT_TYPE_ENUM &&
		    enum_find(owned, type->schema, type->name))
			return err_set(err,
				       "column \"%s\" of table \"%s%s%s\", which isn't "
				       "the provider's, has the type \"%s\": give it "
				       "another one first; nothing was dropped",
				       table->columns[i]->name, before_dot(table->schema),
				       dot(table->schema), table->name, type->name);
	}
	return 0;
}

static struct ddlect_schema *find_owned(struct drop *drop,
					const struct ddlect_schema *mine,
					const struct ddlect_schema *current,
					struct ddlect_err *err)
{
	const struct ddlect_table **strangers;
	uint32_t n;
	struct ddlect_schema *owned =
		schema_owned(&drop->trip->round, current, mine, drop->default_schema,
			     &strangers, &n, err);
	if (!owned)
		return NULL;
	leave_others(drop, mine, owned);
	for (uint32_t i = 0; i < n; i++)
		if (check_stranger(strangers[i], owned, err) < 0)
			return NULL;
	return owned;
}

/* --- how it goes ----------------------------------------------------------------------- */

/* What the model has no place for, of one kind; the last one made goes first. */
static int drop_others(struct drop *drop, const struct ddlect_schema *current,
		       uint32_t object, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = drop->trip->dialect;
	drop->script.change = NULL;
	for (uint32_t i = drop->made.n; i-- > 0;) {
		const struct made_object *one = drop->made.objects[i];
		const struct ddlect_effect effect = {
			.verb = DDLECT_EFFECT_DROP,
			.object = object,
			.schema = one->schema ? one->schema : drop->default_schema,
			.name = one->name,
		};
		bool planned = object == DDLECT_EFFECT_TYPE &&
			       enum_find(current, one->schema, one->name);
		for (uint32_t j = 0; object == DDLECT_EFFECT_ROUTINE && !planned &&
				     j < current->n_routines;
		     j++)
			planned = same_name(one->schema, one->name,
					    current->routines[j]->schema,
					    current->routines[j]->name);
		if (!one->there || one->object != object || planned)
			continue;
		if (dialect->drop(dialect, drop->trip->migrator->session, &effect,
				  &drop->script, err) < 0)
			return -1;
	}
	return script_end(&drop->script, err);
}

/* In more than one transaction the server can't take back what went before. */
static int check_use(const struct drop *drop, struct ddlect_err *err)
{
	const struct ddlect_script *script = &drop->script;
	if (drop->max_tables == 0 || drop->n_tables <= drop->max_tables)
		return 0;
	for (uint32_t i = 0; i < drop->made.n; i++)
		if (drop->made.objects[i]->there &&
		    drop->made.objects[i]->object == DDLECT_EFFECT_VIEW)
			return 0; /* what is named may be our own, which goes first */
	for (uint32_t i = 0; i < script->n_statements; i++) {
		const struct statement *statement = script->statements[i];
		for (uint32_t j = 0; j < statement->n_hazards; j++)
			if (statement->hazards[j]->kind == DDLECT_HAZARD_IN_USE)
				return err_set(err,
					       "table \"%s\": %s; nothing was dropped",
					       statement->change->table_name,
					       statement->hazards[j]->what);
	}
	return 0;
}

static bool is_late(const struct statement *statement)
{
	const struct ddlect_change *change = statement->change;
	return change &&
	       (change->what == DDLECT_ENUM || change->what == DDLECT_NAMESPACE);
}

/* What the plan has no place for may use its types, and is in its schemas. */
static int put_late_ones_last(struct drop *drop)
{
	struct ddlect_script *script = &drop->script;
	struct statement **order = arena_alloc(
		&drop->trip->round, ((size_t)script->n_statements + 1) * sizeof(*order));
	uint32_t n = 0;
	if (!order)
		return -1;
	for (int late = 0; late < 2; late++)
		for (uint32_t i = 0; i < script->n_statements; i++)
			if (is_late(script->statements[i]) == late)
				order[n++] = script->statements[i];
	memcpy(script->statements, order, n * sizeof(*order));
	return 0;
}

static int make_script(struct drop *drop, const struct ddlect_schema *current,
		       const struct ddlect_schema *owned, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = drop->trip->dialect;
	static const uint32_t behind[] = {DDLECT_EFFECT_ROUTINE, DDLECT_EFFECT_SEQUENCE,
					  DDLECT_EFFECT_TYPE};
	struct arena *arena = &drop->trip->round;
	struct ddlect_schema *empty = schema_new_like(arena, owned);
	if (!empty)
		return err_no_memory(err);
	drop->plan = plan_make(arena, owned, empty, DDLECT_DOWN, dialect->attrs, err);
	if (!drop->plan)
		return -1;
	if (dialect->drop && drop_others(drop, current, DDLECT_EFFECT_VIEW, err) < 0)
		return -1;
	if (script_render(&drop->script, dialect, drop->plan, err) < 0)
		return -1;
	drop->n_tables = owned->n_tables;
	if (dialect->block_begin)
		drop->max_tables = dialect->max_tables_per_transaction;
	if (check_use(drop, err) < 0)
		return -1;
	for (size_t i = 0; dialect->drop && i < sizeof(behind) / sizeof(*behind); i++)
		if (drop_others(drop, current, behind[i], err) < 0)
			return -1;
	return put_late_ones_last(drop) < 0 ? err_no_memory(err) : 0;
}

int drop_find(struct drop *drop, struct trip *trip, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = trip->dialect;
	*drop = (struct drop){.trip = trip};
	script_init(&drop->script, &trip->round);
	if (!(dialect->capabilities & DDLECT_CAN_INTROSPECT) || !dialect->current_schema)
		return err_set(err,
			       "the dialect %s can't look at a database, so it can't say "
			       "what is the provider's to drop",
			       dialect->name);
	if (dialect->current_schema(dialect, trip->migrator->session,
				    drop->default_schema, sizeof(drop->default_schema),
				    err) < 0)
		return -1;
	made_init(&drop->made, &trip->round, drop->default_schema);
	struct ddlect_schema *mine = read_declared(drop, err);
	if (!mine || read_made(drop, err) < 0)
		return -1;
	if (add_made(&drop->made, mine) < 0)
		return err_no_memory(err);
	const struct ddlect_schema *current = introspect(drop, mine, err);
	const struct ddlect_schema *owned =
		current ? find_owned(drop, mine, current, err) : NULL;
	return owned ? make_script(drop, current, owned, err) : -1;
}

void drop_clear(struct drop *drop)
{
	script_clear(&drop->script);
}
