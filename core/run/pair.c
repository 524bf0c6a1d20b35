/* SPDX-License-Identifier: Apache-2.0 */
/* Pair: see pair.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "core/dialect/registry.h"
#include "core/diff/plan.h"
#include "core/diff/renames.h"
#include "core/migrations/file.h"
#include "core/model/check.h"
#include "core/model/schema.h"
#include "core/run/outside.h"
#include "core/run/pair.h"
#include "core/run/rollback.h"

static int cancelled(const struct making *m, struct ddlect_err *err)
{
	const volatile int *cancel = m->request->cancel;
	return cancel && *cancel ? err_set(err, "interrupted; nothing was written") : 0;
}

__attribute__((format(printf, 2, 3))) static void say(const struct making *m,
						      const char *format, ...)
{
	char text[512];
	va_list ap;
	if (!m->request->log)
		return;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	m->request->log(m->request->log_context, text);
}

static struct ddlect_schema *
lower(const struct making *m, const struct ddlect_schema *schema, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = &m->pair->dialect->slots;
	struct ddlect_schema *out = schema_new_like(&m->pair->arena, schema);
	if (!out) {
		err_no_memory(err);
		return NULL;
	}
	if (dialect->lower(dialect, schema, out, err) == 0)
		return out;
	err_prepend(err, "%s: ", dialect->name);
	return NULL;
}

static int open_session(struct making *m, struct ddlect_err *err)
{
	const struct ddlect_dialect *source = &m->source->slots;
	const struct ddlect_open_request request = {
		.size = sizeof(request),
		.read_only = 1,
		.dsn = m->request->dsn,
		.application = "ddlect",
		.cancel = m->request->cancel,
		.cancelled = m->request->cancelled,
		.context = m->request->cancel_context,
	};
	char where[256] = "";
	if (source->describe_dsn &&
	    source->describe_dsn(source, m->request->dsn, where, sizeof(where)) == 0)
		say(m, "reading %s", where);
	return source->open(source, &request, &m->session, err);
}

static struct ddlect_schema *introspect(struct making *m, struct ddlect_err *err)
{
	const struct ddlect_dialect *source = &m->source->slots;
	struct ddlect_introspect_request request = {
		.size = sizeof(request),
		.default_schema = m->request->schema,
		.desired = m->pair->desired,
	};
	request.schemas = schema_wanted(&m->pair->arena, m->pair->desired,
					m->request->schema, &request.n_schemas);
	struct ddlect_schema *current =
		schema_new_like(&m->pair->arena, m->pair->desired);
	if (!current || !request.schemas) {
		err_no_memory(err);
		return NULL;
	}
	if (source->introspect(source, m->session, &request, current, err) < 0)
		return NULL;
	say(m, "read %u tables", current->n_tables);
	return current;
}

/* What the database would be, were it one of the pair's dialect. */
static struct ddlect_schema *
lift(const struct making *m, const struct ddlect_schema *current, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = &m->pair->dialect->slots;
	struct ddlect_schema *out = schema_new_like(&m->pair->arena, m->pair->desired);
	if (!out) {
		err_no_memory(err);
		return NULL;
	}
	if (dialect->lift(dialect, current, m->pair->desired, out, err) < 0)
		return NULL;
	/* What was remarked while it was read is of the database, and still true. */
	uint32_t n;
	const char *const *notes = schema_notes(current, &n);
	for (uint32_t i = 0; i < n; i++)
		schema_note(out, notes[i]);
	return out;
}

static int read_current(struct making *m, struct ddlect_err *err)
{
	struct pair *pair = m->pair;
	const struct ddlect_dialect *dialect = &pair->dialect->slots;
	struct ddlect_schema *current = introspect(m, err);
	if (current && m->request->lift)
		current = lift(m, current, err);
	if (current)
		current = schema_owned(&m->pair->arena, current, pair->desired,
				       m->request->schema, &pair->strangers,
				       &pair->n_strangers, err);
	if (!current)
		return -1;
	pair->current = current;
	if (renames_check(pair->desired, current, err) < 0)
		return -1;
	if (!dialect->reconcile)
		return 0;
	return dialect->reconcile(dialect, m->session, pair->desired, current, err);
}

static void read_reached(const struct making *m)
{
	struct pair *pair = m->pair;
	reached_read(&pair->reached, &pair->arena, &m->source->slots, m->session,
		     pair->desired->provider, m->request->schema);
	pair->reached.empty = !pair->reached.known && pair->current->n_tables == 0;
}

static int compare_with_database(struct making *m, struct ddlect_err *err)
{
	const struct ddlect_dialect *source = &m->source->slots;
	if (open_session(m, err) < 0)
		return -1;
	int status = cancelled(m, err);
	if (status == 0)
		status = read_current(m, err);
	if (status == 0)
		read_reached(m);
	source->close(source, m->session);
	return status;
}

/* Is it dropped as soon as the texts are there? */
static bool is_brief(const struct making *m)
{
	return m->request->full && !m->request->details;
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

/* Each change goes into the file at once, while it is at hand. */
static int write_half(const struct making *m, struct half *half, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = &m->pair->dialect->slots;
	const struct ddlect_plan *plan = half->plan;
	struct file file;
	int status = file_begin(&file, &half->text, m->pair->desired, m->request->schema,
				dialect, plan, err);
	for (uint32_t i = 0; status == 0 && i < plan->n_changes; i++) {
		if (plan->direction == DDLECT_UP)
			outside_remark(m->pair, plan->changes[i], &half->script);
		status = script_render_change(&half->script, dialect, plan,
					      plan->changes[i], err);
		if (status == 0)
			status = file_add(&file, &half->script, i + 1 < plan->n_changes,
					  err);
		if (file.n_written == half->script.n_statements)
			script_forget(&half->script);
	}
	if (status == 0)
		status = file_end(&file, err);
	file_clear(&file);
	return status;
}

static int make_half(const struct making *m, struct half *half, uint32_t direction,
		     struct ddlect_err *err)
{
	const struct pair *pair = m->pair;
	const struct ddlect_dialect *dialect = &pair->dialect->slots;
	bool down = direction == DDLECT_DOWN;
	if (cancelled(m, err) < 0)
		return -1;
	half->plan = plan_make(&half->arena, down ? pair->desired : pair->current,
			       down ? pair->current : pair->desired, direction,
			       dialect->attrs, err);
	if (!half->plan)
		return -1;
	if (write_half(m, half, err) < 0)
		return err_prepend(err, "%s, %s: ", dialect->name, down ? "down" : "up");
	m->pair->changed = m->pair->changed || half->plan->n_changes > 0;
	if (is_brief(m))
		half_drop(half);
	return 0;
}

/* Of the declaration only texts are shared with what others made of it. */
static int make_desired(struct making *m, struct ddlect_err *err)
{
	const struct generate_request *request = m->request;
	const struct ddlect_schema *declared =
		schema_localize(&m->pair->arena, request->declared, request->schema, err);
	if (!declared)
		return -1;
	m->pair->desired = lower(m, declared, err);
	if (m->pair->desired && atomic_fetch_sub(m->waiting, 1) == 1 && request->spent)
		arena_drop_objects(request->spent);
	return m->pair->desired ? 0 : -1;
}

static int make_current(struct making *m, struct ddlect_err *err)
{
	if (m->source)
		return compare_with_database(m, err);
	m->pair->current = schema_new_like(&m->pair->arena, m->pair->desired);
	return m->pair->current ? 0 : err_no_memory(err);
}

static int keep_notes(struct pair *pair)
{
	uint32_t n;
	const char *const *notes = schema_notes(pair->desired, &n);
	for (uint32_t i = 0; i < n; i++) {
		const char *note = arena_text(&pair->kept, notes[i], strlen(notes[i]));
		void *list = arena_grow(&pair->kept, pair->notes, pair->n_notes,
					sizeof(*pair->notes));
		if (!note || !list)
			return -1;
		pair->notes = list;
		pair->notes[pair->n_notes++] = note;
	}
	return 0;
}

static int keep_numbers(struct pair *pair, struct ddlect_err *err)
{
	pair->n_tables = pair->desired->n_tables;
	pair->n_enums = pair->desired->n_enums;
	pair->n_routines = pair->desired->n_routines;
	pair->initial = pair->current->n_tables == 0;
	return keep_notes(pair) < 0 ? err_no_memory(err) : 0;
}

void pair_init(struct pair *pair, const struct dialect *dialect)
{
	*pair = (struct pair){.dialect = dialect};
	arena_init(&pair->arena);
	arena_init(&pair->kept);
	half_init(&pair->up);
	half_init(&pair->down);
}

int pair_make(struct making *m, struct ddlect_err *err)
{
	if (cancelled(m, err) < 0 || make_desired(m, err) < 0 ||
	    make_current(m, err) < 0 || make_half(m, &m->pair->up, DDLECT_UP, err) < 0 ||
	    make_half(m, &m->pair->down, DDLECT_DOWN, err) < 0)
		return -1;
	rollback_note(m->pair);
	if (keep_numbers(m->pair, err) < 0)
		return -1;
	if (is_brief(m))
		pair_drop(m->pair);
	return 0;
}

void pair_clear(struct pair *pair)
{
	pair_drop(pair);
	arena_clear(&pair->kept);
	buf_clear(&pair->up.text);
	buf_clear(&pair->down.text);
}
