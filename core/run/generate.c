/* SPDX-License-Identifier: Apache-2.0 */
/* Generate: see generate.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "core/dialect/registry.h"
#include "core/diff/plan.h"
#include "core/migrations/file.h"
#include "core/model/check.h"
#include "core/model/schema.h"
#include "core/run/generate.h"

/* One dialect's part of a run. */
struct run {
	struct arena *kept;  /* of the pairs themselves */
	struct arena *arena; /* of the one that is being made */
	const struct generate_request *request;
	struct diags *diags;
	struct pair *pair;
	bool last;		      /* no other dialect needs the declaration */
	const struct dialect *source; /* reads the database; NULL: none is read */
	struct ddlect_session *session;
};

static int cancelled(const struct run *run, struct ddlect_err *err)
{
	const volatile int *cancel = run->request->cancel;
	return cancel && *cancel ? err_set(err, "interrupted; nothing was written") : 0;
}

__attribute__((format(printf, 2, 3))) static void say(const struct run *run,
						      const char *format, ...)
{
	char text[512];
	va_list ap;
	if (!run->request->log)
		return;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	run->request->log(run->request->log_context, text);
}

static struct ddlect_schema *
lower(const struct run *run, const struct ddlect_schema *schema, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = &run->pair->dialect->slots;
	struct ddlect_schema *out = schema_new_like(run->arena, schema);
	if (!out) {
		err_no_memory(err);
		return NULL;
	}
	if (dialect->lower(dialect, schema, out, err) == 0)
		return out;
	err_prepend(err, "%s: ", dialect->name);
	return NULL;
}

/* --- reading a database ------------------------------------------------------------- */

static int open_session(struct run *run, struct ddlect_err *err)
{
	const struct ddlect_dialect *source = &run->source->slots;
	const struct ddlect_open_request request = {
		.size = sizeof(request),
		.read_only = 1,
		.dsn = run->request->dsn,
		.application = "ddlect",
		.cancel = run->request->cancel,
	};
	char where[256] = "";
	if (source->describe_dsn &&
	    source->describe_dsn(source, run->request->dsn, where, sizeof(where)) == 0)
		say(run, "reading %s", where);
	return source->open(source, &request, &run->session, err);
}

static struct ddlect_schema *introspect(struct run *run, struct ddlect_err *err)
{
	const struct ddlect_dialect *source = &run->source->slots;
	struct ddlect_introspect_request request = {
		.size = sizeof(request),
		.default_schema = run->request->schema,
		.desired = run->pair->desired,
	};
	request.schemas = schema_wanted(run->arena, run->pair->desired,
					run->request->schema, &request.n_schemas);
	struct ddlect_schema *current = schema_new_like(run->arena, run->pair->desired);
	if (!current || !request.schemas) {
		err_no_memory(err);
		return NULL;
	}
	if (source->introspect(source, run->session, &request, current, err) < 0)
		return NULL;
	say(run, "read %u tables", current->n_tables);
	return current;
}

/* What the database would be, were it one of the pair's dialect. */
static struct ddlect_schema *
lift(const struct run *run, const struct ddlect_schema *current, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = &run->pair->dialect->slots;
	struct ddlect_schema *out = schema_new_like(run->arena, run->pair->desired);
	if (!out) {
		err_no_memory(err);
		return NULL;
	}
	return dialect->lift(dialect, current, run->pair->desired, out, err) < 0 ? NULL
										 : out;
}

static int read_current(struct run *run, struct ddlect_err *err)
{
	struct pair *pair = run->pair;
	const struct ddlect_dialect *dialect = &pair->dialect->slots;
	struct ddlect_schema *current = introspect(run, err);
	if (current && run->request->lift)
		current = lift(run, current, err);
	if (current)
		current = schema_owned(run->arena, current, pair->desired,
				       run->request->schema, &pair->strangers,
				       &pair->n_strangers, err);
	if (!current)
		return -1;
	pair->current = current;
	if (!dialect->reconcile)
		return 0;
	return dialect->reconcile(dialect, run->session, pair->desired, current, err);
}

static int compare_with_database(struct run *run, struct ddlect_err *err)
{
	const struct ddlect_dialect *source = &run->source->slots;
	if (open_session(run, err) < 0)
		return -1;
	int status = cancelled(run, err);
	if (status == 0)
		status = read_current(run, err);
	source->close(source, run->session);
	return status;
}

/* --- what the texts were made of --------------------------------------------------------- */

/* Is it dropped as soon as the texts are there? */
static bool is_brief(const struct run *run)
{
	return run->request->full && !run->request->details;
}

static void half_init(struct half *half)
{
	arena_init(&half->arena);
	script_init(&half->script, &half->arena);
	buf_init(&half->text);
}

static void half_drop(struct half *half)
{
	script_clear(&half->script);
	half->plan = NULL;
	arena_clear(&half->arena);
}

static void pair_drop(struct pair *pair)
{
	half_drop(&pair->up);
	half_drop(&pair->down);
	pair->desired = NULL;
	pair->current = NULL;
	arena_clear(&pair->arena);
}

/* --- writing a pair ----------------------------------------------------------------- */

/* Each change goes into the file at once, while it is at hand. */
static int write_half(const struct run *run, struct half *half, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = &run->pair->dialect->slots;
	const struct ddlect_plan *plan = half->plan;
	struct file file;
	int status =
		file_begin(&file, &half->text, run->pair->desired, dialect, plan, err);
	for (uint32_t i = 0; status == 0 && i < plan->n_changes; i++) {
		status = script_render_change(&half->script, dialect, plan,
					      plan->changes[i], err);
		if (status == 0)
			status = file_add(&file, &half->script, err);
		script_forget(&half->script);
	}
	if (status == 0)
		status = file_end(&file, err);
	file_clear(&file);
	return status;
}

static int make_half(const struct run *run, struct half *half, uint32_t direction,
		     struct ddlect_err *err)
{
	const struct pair *pair = run->pair;
	const struct ddlect_dialect *dialect = &pair->dialect->slots;
	bool down = direction == DDLECT_DOWN;
	if (cancelled(run, err) < 0)
		return -1;
	half->plan = plan_make(&half->arena, down ? pair->desired : pair->current,
			       down ? pair->current : pair->desired, direction,
			       dialect->attrs, err);
	if (!half->plan)
		return -1;
	if (write_half(run, half, err) < 0)
		return err_prepend(err, "%s, %s: ", dialect->name, down ? "down" : "up");
	run->pair->changed = run->pair->changed || half->plan->n_changes > 0;
	if (is_brief(run))
		half_drop(half);
	return 0;
}

/* The pair's own desired schema, of which nothing but texts is shared with others. */
static int make_desired(struct run *run, struct ddlect_err *err)
{
	struct pair *pair = run->pair;
	const struct ddlect_schema *declared = run->request->declared;
	if (schema_check_names(declared, pair->dialect->slots.max_name, run->diags) < 0)
		return err_set(err, "%s can't have names that long",
			       pair->dialect->slots.name);
	declared = schema_localize(run->arena, declared, run->request->schema, err);
	if (!declared)
		return -1;
	pair->desired = lower(run, declared, err);
	if (pair->desired && run->last && run->request->spent)
		arena_drop_objects(run->request->spent);
	return pair->desired ? 0 : -1;
}

static int make_pair(struct run *run, struct ddlect_err *err)
{
	struct pair *pair = run->pair;
	if (cancelled(run, err) < 0 || make_desired(run, err) < 0)
		return -1;
	if (run->source) {
		if (compare_with_database(run, err) < 0)
			return -1;
	} else {
		pair->current = schema_new_like(run->arena, pair->desired);
		if (!pair->current)
			return err_no_memory(err);
	}
	if (make_half(run, &pair->up, DDLECT_UP, err) < 0 ||
	    make_half(run, &pair->down, DDLECT_DOWN, err) < 0)
		return -1;
	return 0;
}

static int keep_notes(struct pair *pair, struct arena *arena)
{
	const char *const *notes = schema_notes(pair->desired, &pair->n_notes);
	const char **kept = arena_alloc(arena, (pair->n_notes + 1) * sizeof(*kept));
	for (uint32_t i = 0; kept && i < pair->n_notes; i++) {
		kept[i] = arena_text(arena, notes[i], strlen(notes[i]));
		if (!kept[i])
			return -1;
	}
	pair->notes = kept;
	return kept ? 0 : -1;
}

static int keep_numbers(struct run *run, struct ddlect_err *err)
{
	struct pair *pair = run->pair;
	pair->n_tables = pair->desired->n_tables;
	pair->n_enums = pair->desired->n_enums;
	pair->n_routines = pair->desired->n_routines;
	pair->initial = pair->current->n_tables == 0;
	return keep_notes(pair, run->kept) < 0 ? err_no_memory(err) : 0;
}

static int add_pair(struct generated *generated, struct run *run,
		    const struct dialect *dialect, struct ddlect_err *err)
{
	struct pair *pair = arena_alloc(run->kept, sizeof(*pair));
	struct pair **list =
		arena_grow(run->kept, generated->pairs, generated->n, sizeof(*list));
	if (!pair || !list)
		return err_no_memory(err);
	pair->dialect = dialect;
	arena_init(&pair->arena);
	half_init(&pair->up);
	half_init(&pair->down);
	generated->pairs = list;
	list[generated->n++] = pair;
	run->pair = pair;
	run->arena = &pair->arena;
	if (make_pair(run, err) < 0 || keep_numbers(run, err) < 0)
		return -1;
	if (is_brief(run))
		pair_drop(pair);
	return 0;
}

/* --- which dialects ----------------------------------------------------------------- */

/* The dialect that brought the flag. */
static const struct dialect *find_lifting(const struct registry *registry,
					  const char *flag, struct ddlect_err *err)
{
	for (uint32_t i = 0; i < registry->n; i++) {
		const struct ddlect_dialect *slots = &registry->dialects[i]->slots;
		if (slots->capabilities & DDLECT_CAN_LIFT &&
		    strcmp(slots->lift_flag, flag) == 0)
			return registry->dialects[i];
	}
	err_status(err, DDLECT_USAGE, "no dialect takes the flag -%s", flag);
	return NULL;
}

static bool derives(const struct dialect *dialect, const struct dialect *base)
{
	for (; dialect; dialect = dialect->base)
		if (dialect == base)
			return true;
	return false;
}

static int check_reads(const struct dialect *source, struct ddlect_err *err)
{
	if (source->slots.capabilities & DDLECT_CAN_INTROSPECT)
		return 0;
	return err_set(err,
		       "the dialect %s can't read a database; it only writes initial "
		       "migrations, with -full",
		       source->slots.name);
}

/* The dialect that the pair is for, and the one that reads the database. */
static const struct dialect *choose(const struct generate_request *request,
				    const struct dialect **source, struct ddlect_err *err)
{
	const struct registry *registry = request->registry;
	const struct dialect *named =
		request->dialect ? registry_find(registry, request->dialect, err)
				 : registry_find_dsn(registry, request->dsn, err);
	if (!named)
		return NULL;
	const struct dialect *target = named;
	*source = named;
	if (request->lift) {
		target = find_lifting(registry, request->lift, err);
		if (!target)
			return NULL;
		if (named == target)
			*source = target->base;
		if (!*source || !derives(target, *source)) {
			err_status(err, DDLECT_USAGE,
				   "-%s reads a database of %s, and this is one of %s",
				   request->lift,
				   target->base ? target->base->slots.name : "its base",
				   named->slots.name);
			return NULL;
		}
	}
	return check_reads(*source, err) < 0 ? NULL : target;
}

static int warn_of_attrs(const struct generate_request *request, struct arena *arena,
			 struct diags *diags, struct ddlect_err *err)
{
	const struct registry *registry = request->registry;
	const struct ddlect_attr_info **infos =
		arena_alloc(arena, (registry->n + 1) * sizeof(*infos));
	if (!infos)
		return err_no_memory(err);
	for (uint32_t i = 0; i < registry->n; i++)
		infos[i] = registry->dialects[i]->slots.attrs;
	schema_check_attrs(request->declared, infos, registry->n, diags);
	return 0;
}

static int generate_full(struct generated *generated, struct run *run,
			 struct ddlect_err *err)
{
	const struct registry *registry = run->request->registry;
	if (run->request->dialect) {
		const struct dialect *one =
			registry_find(registry, run->request->dialect, err);
		return one ? add_pair(generated, run, one, err) : -1;
	}
	if (registry->n == 0)
		return registry_none(registry, err);
	for (uint32_t i = 0; i < registry->n; i++) {
		run->last = i + 1 == registry->n;
		if (add_pair(generated, run, registry->dialects[i], err) < 0)
			return -1;
	}
	return 0;
}

int generate(struct generated *generated, struct arena *arena,
	     const struct generate_request *request, struct diags *diags,
	     struct ddlect_err *err)
{
	struct run run = {
		.kept = arena, .request = request, .diags = diags, .last = true};
	*generated = (struct generated){0};
	if (warn_of_attrs(request, arena, diags, err) < 0)
		return -1;
	if (request->full)
		return generate_full(generated, &run, err);
	const struct dialect *target = choose(request, &run.source, err);
	return target ? add_pair(generated, &run, target, err) : -1;
}

void generated_clear(struct generated *generated)
{
	for (uint32_t i = 0; i < generated->n; i++) {
		struct pair *pair = generated->pairs[i];
		pair_drop(pair);
		buf_clear(&pair->up.text);
		buf_clear(&pair->down.text);
	}
}
