/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drop_plan: the statements, in an order that works: views, the plan's tables, then what is
 * behind them. Before there are any, what others made of these objects is looked for, because
 * a server that refuses the tenth of twenty batches can't take back the ninth.
 */
#include <string.h>

#include "core/base/err.h"
#include "core/diff/plan.h"
#include "core/model/same.h"
#include "core/model/schema.h"
#include "core/run/drop.h"

#define SHOWN 5 /* of what stands in the way */

bool drop_is_made(const struct made_object *one)
{
	return one->there && !one->perhaps && !one->lost;
}

struct objects {
	struct ddlect_effect *list;
	uint64_t n;
};

static void add(struct objects *objects, uint32_t object, const char *schema,
		const char *name)
{
	objects->list[objects->n++] = (struct ddlect_effect){
		.verb = DDLECT_EFFECT_DROP,
		.object = object,
		.schema = schema,
		.name = name,
	};
}

/* The state goes too. Room for one more is left. */
static int list_objects(const struct drop *drop, struct objects *objects)
{
	const struct ddlect_schema *owned = drop->owned;
	const struct ddlect_state_table *state = &drop->trip->migrator->table;
	struct arena *arena = &drop->trip->round;
	size_t room = (size_t)owned->n_tables + owned->n_enums + owned->n_routines +
		      drop->made.n + 3;
	const char *history = arena_printf(arena, "%s_history", state->name);
	objects->list = arena_alloc(arena, room * sizeof(*objects->list));
	objects->n = 0;
	if (!objects->list || !history)
		return -1;
	for (uint32_t i = 0; i < owned->n_tables; i++)
		add(objects, DDLECT_EFFECT_TABLE, owned->tables[i]->schema,
		    owned->tables[i]->name);
	for (uint32_t i = 0; i < owned->n_enums; i++)
		add(objects, DDLECT_EFFECT_TYPE, owned->enums[i]->schema,
		    owned->enums[i]->name);
	for (uint32_t i = 0; i < owned->n_routines; i++)
		add(objects, DDLECT_EFFECT_ROUTINE, owned->routines[i]->schema,
		    owned->routines[i]->name);
	for (uint32_t i = 0; i < drop->made.n; i++) {
		const struct made_object *one = drop->made.objects[i];
		if (drop_is_made(one) && one->object != DDLECT_EFFECT_SCHEMA)
			add(objects, one->object, one->schema, one->name);
	}
	add(objects, DDLECT_EFFECT_TABLE, drop->state_schema, state->name);
	add(objects, DDLECT_EFFECT_TABLE, drop->state_schema, history);
	return 0;
}

struct dependents {
	struct ddlect_buf text;
	uint32_t n;
};

static int dependent_row(void *context, const char *const *values, uint32_t n,
			 struct ddlect_err *err)
{
	struct dependents *dependents = context;
	(void)n;
	(void)err;
	if (dependents->n++ < SHOWN)
		buf_printf(&dependents->text, "%s%s depends on %s",
			   dependents->n > 1 ? ", " : "", values[0] ? values[0] : "?",
			   values[1] ? values[1] : "?");
	return 0;
}

static int ask(const struct drop *drop, const struct objects *objects,
	       struct dependents *dependents, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = drop->trip->dialect;
	buf_init(&dependents->text);
	dependents->n = 0;
	if (dialect->dependents(dialect, drop->trip->migrator->session, objects->list,
				objects->n, dependent_row, dependents, err) < 0)
		return -1;
	if (dependents->n > SHOWN)
		buf_printf(&dependents->text, ", and %u more", dependents->n - SHOWN);
	return buf_broken(&dependents->text) ? err_no_memory(err) : 0;
}

static int refuse_dependents(const struct drop *drop, const struct objects *objects,
			     struct ddlect_err *err)
{
	struct dependents dependents;
	int status = ask(drop, objects, &dependents, err);
	if (status == 0 && dependents.n > 0)
		status = err_set(err,
				 "what isn't the provider's needs what would go: %s. "
				 "Drop or change that first; nothing was dropped",
				 dependents.text.text);
	buf_clear(&dependents.text);
	return status;
}

/* A schema in which others have something stays. */
static int leave_schema(struct drop *drop, struct objects *objects,
			struct ddlect_namespace *ns, struct ddlect_err *err)
{
	struct dependents dependents;
	add(objects, DDLECT_EFFECT_SCHEMA, NULL, ns->name);
	int status = ask(drop, objects, &dependents, err);
	objects->n--;
	if (status == 0 && dependents.n > 0) {
		ns->flags |= DDLECT_NAMESPACE_SHARED;
		buf_printf(&drop->schemas, "%s%s", drop->schemas.length ? ", " : "",
			   dependents.text.text);
	}
	buf_clear(&dependents.text);
	return status;
}

static int check_others(struct drop *drop, struct ddlect_err *err)
{
	struct ddlect_schema *owned = drop->owned;
	struct objects objects;
	if (list_objects(drop, &objects) < 0)
		return err_no_memory(err);
	if (refuse_dependents(drop, &objects, err) < 0)
		return -1;
	for (uint32_t i = 0; i < owned->n_namespaces; i++)
		if (!(owned->namespaces[i]->flags & DDLECT_NAMESPACE_SHARED) &&
		    leave_schema(drop, &objects, owned->namespaces[i], err) < 0)
			return -1;
	return 0;
}

static int drop_one(const struct drop *drop, struct ddlect_script *script,
		    const struct made_object *one, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = drop->trip->dialect;
	const struct ddlect_effect effect = {
		.verb = DDLECT_EFFECT_DROP,
		.object = one->object,
		.schema = one->schema,
		.name = one->name,
	};
	script->change = NULL;
	return dialect->drop(dialect, drop->trip->migrator->session, &effect, script,
			     err);
}

static bool has_routine(const struct ddlect_schema *schema, const struct made_object *one)
{
	for (uint32_t i = 0; i < schema->n_routines; i++)
		if (same_name(one->schema, one->name, schema->routines[i]->schema,
			      schema->routines[i]->name))
			return true;
	return false;
}

static bool is_in(const struct ddlect_schema *schema, const struct made_object *one)
{
	switch (one->object) {
	case DDLECT_EFFECT_TABLE:
		return table_find(schema, one->schema, one->name);
	case DDLECT_EFFECT_TYPE:
		return enum_find(schema, one->schema, one->name);
	case DDLECT_EFFECT_ROUTINE:
		return has_routine(schema, one);
	default:
		return false;
	}
}

/* What the model has no place for, of one kind; the last one made goes first. */
static int drop_others(struct drop *drop, const struct ddlect_schema *current,
		       uint32_t object, struct ddlect_err *err)
{
	for (uint32_t i = drop->made.n; i-- > 0;) {
		const struct made_object *one = drop->made.objects[i];
		if (one->object == object && drop_is_made(one) && !is_in(current, one) &&
		    drop_one(drop, &drop->script, one, err) < 0)
			return -1;
	}
	return script_end(&drop->script, err);
}

/* The dialect drops all routines of a name: where there are more than were made, none. */
static int doubt_routines(struct drop *drop, struct ddlect_err *err)
{
	struct ddlect_script all;
	int status = 0;
	script_init(&all, &drop->trip->round);
	for (uint32_t i = 0; status == 0 && i < drop->made.n; i++) {
		struct made_object *one = drop->made.objects[i];
		uint32_t before = all.n_statements;
		if (one->object != DDLECT_EFFECT_ROUTINE || !drop_is_made(one) ||
		    is_in(drop->owned, one))
			continue;
		status = drop_one(drop, &all, one, err);
		one->perhaps = all.n_statements - before > one->n;
	}
	script_clear(&all);
	return status;
}

static const struct made_object *find_made(const struct drop *drop, uint32_t object,
					   const char *schema, const char *name)
{
	for (uint32_t i = 0; i < drop->made.n; i++) {
		const struct made_object *one = drop->made.objects[i];
		if (one->there && one->object == object &&
		    same_name(one->schema, one->name, schema, name))
			return one;
	}
	return NULL;
}

/* What would go is listed, once: declared ones too, of which no file that ran here knows. */
static int list_claimed(struct drop *drop, struct ddlect_script *claimed,
			struct ddlect_err *err)
{
	const struct ddlect_schema *owned = drop->owned;
	for (uint32_t i = 0; i < drop->made.n; i++) {
		const struct made_object *one = drop->made.objects[i];
		if (one->there && one->claimed &&
		    (drop_is_made(one) || is_in(owned, one)) &&
		    drop_one(drop, claimed, one, err) < 0)
			return -1;
	}
	for (uint32_t i = 0; drop->n_here == 0 && i < owned->n_tables; i++) {
		const struct made_object one = {.object = DDLECT_EFFECT_TABLE,
						.schema = owned->tables[i]->schema,
						.name = owned->tables[i]->name};
		if (!find_made(drop, one.object, one.schema, one.name) &&
		    drop_one(drop, claimed, &one, err) < 0)
			return -1;
	}
	return script_end(claimed, err);
}

/* A version that force named, or another program applied, proves nothing of a namesake. */
static int refuse_claimed(struct drop *drop, struct ddlect_err *err)
{
	struct ddlect_script claimed;
	struct ddlect_buf list;
	if (drop_trusts(drop))
		return 0;
	script_init(&claimed, &drop->trip->round);
	buf_init(&list);
	int status = list_claimed(drop, &claimed, err);
	if (status == 0 && claimed.n_statements > 0) {
		drop_write_statements(&claimed, &list);
		status = buf_broken(&list)
				 ? err_no_memory(err)
				 : err_status(
					   err, DDLECT_INTEGRITY,
					   "it isn't known here that the provider made "
					   "these: another program ran the files, or "
					   "force said that they ran. If all of this is "
					   "the provider's, say -trust-files; nothing "
					   "was dropped:%s",
					   list.text);
	}
	buf_clear(&list);
	script_clear(&claimed);
	return status;
}

/* What would drop that of which it isn't certain whose it is. */
static int list_left(struct drop *drop, struct ddlect_err *err)
{
	const struct ddlect_schema *unproven = drop->unproven;
	for (uint32_t i = drop->made.n; i-- > 0;) {
		const struct made_object *one = drop->made.objects[i];
		if (one->there && one->perhaps && !is_in(drop->owned, one) &&
		    drop_one(drop, &drop->left, one, err) < 0)
			return -1;
	}
	for (uint32_t i = 0; i < unproven->n_tables; i++) {
		const struct made_object one = {.object = DDLECT_EFFECT_TABLE,
						.schema = unproven->tables[i]->schema,
						.name = unproven->tables[i]->name};
		if (drop_one(drop, &drop->left, &one, err) < 0)
			return -1;
	}
	return script_end(&drop->left, err);
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

int drop_plan(struct drop *drop, const struct ddlect_schema *current,
	      struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = drop->trip->dialect;
	static const uint32_t behind[] = {DDLECT_EFFECT_ROUTINE, DDLECT_EFFECT_SEQUENCE,
					  DDLECT_EFFECT_TYPE};
	struct arena *arena = &drop->trip->round;
	struct ddlect_schema *empty = schema_new_like(arena, drop->owned);
	if (!empty)
		return err_no_memory(err);
	if (doubt_routines(drop, err) < 0 || list_left(drop, err) < 0 ||
	    refuse_claimed(drop, err) < 0)
		return -1;
	if (check_others(drop, err) < 0) {
		drop_say_notes(drop); /* what is in the way may be what is left */
		return -1;
	}
	drop->plan =
		plan_make(arena, drop->owned, empty, DDLECT_DOWN, dialect->attrs, err);
	if (!drop->plan)
		return -1;
	if (drop_others(drop, current, DDLECT_EFFECT_VIEW, err) < 0)
		return -1;
	if (script_render(&drop->script, dialect, drop->plan, err) < 0)
		return -1;
	drop->script.change = NULL;
	drop->n_tables = drop->owned->n_tables;
	if (dialect->block_begin)
		drop->max_tables = dialect->max_tables_per_transaction;
	for (size_t i = 0; i < sizeof(behind) / sizeof(*behind); i++)
		if (drop_others(drop, current, behind[i], err) < 0)
			return -1;
	return put_late_ones_last(drop) < 0 ? err_no_memory(err) : 0;
}
