/* SPDX-License-Identifier: Apache-2.0 */
/* Generate: which dialects, and their pairs side by side. See generate.h. */
#include <pthread.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/utf8.h"
#include "core/dialect/registry.h"
#include "core/model/check.h"
#include "core/run/pair.h"

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

/*
 * So many columns, of all dialects, are worked on at once, which takes some 60 MiB. Beyond
 * that one dialect follows the other: time is less dear than memory then.
 */
#define TOGETHER 250000u

#define REFUSAL_SHOWN 1800 /* bytes, so that what to do has room behind it */

struct job {
	struct making making;
	struct ddlect_err err;
	pthread_t thread;
	bool threaded;
	int status;
};

static void *job_run(void *context)
{
	struct job *job = context;
	job->status = pair_make(&job->making, &job->err);
	return NULL;
}

static bool fits_together(const struct generate_request *request, uint32_t n)
{
	uint64_t columns = 0;
	for (uint32_t i = 0; i < request->declared->n_tables; i++)
		columns += request->declared->tables[i]->n_columns;
	return n > 1 && columns * n <= TOGETHER;
}

/* The first one is made in this thread; so is one for which there is no other. */
static void run_together(struct job *jobs, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++)
		jobs[i].threaded =
			pthread_create(&jobs[i].thread, NULL, job_run, &jobs[i]) == 0;
	for (uint32_t i = 0; i < n; i++)
		if (!jobs[i].threaded)
			job_run(&jobs[i]);
	for (uint32_t i = 1; i < n; i++)
		if (jobs[i].threaded)
			pthread_join(jobs[i].thread, NULL);
}

static void run_in_turn(struct job *jobs, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		job_run(&jobs[i]);
}

/* All of them or none: but what one refuses, another may well have taken. */
static void offer_others(const struct job *jobs, uint32_t n, struct ddlect_err *err)
{
	const struct ddlect_err refusal = *err;
	struct ddlect_buf names;
	buf_init(&names);
	for (uint32_t i = 0; i < n; i++)
		if (jobs[i].status == 0)
			buf_printf(&names, "%s-dialect %s", names.length ? " or " : "",
				   jobs[i].making.pair->dialect->slots.name);
	if (names.length && !buf_broken(&names))
		err_status(err, refusal.status,
			   "%.*s\nno dialect's files were written; %s "
			   "writes that one's alone",
			   (int)utf8_cut(refusal.text, REFUSAL_SHOWN), refusal.text,
			   names.text);
	buf_clear(&names);
}

/* What is reported doesn't depend on who was faster. */
static int run_jobs(struct job *jobs, uint32_t n, const struct generate_request *request,
		    struct ddlect_err *err)
{
	if (fits_together(request, n))
		run_together(jobs, n);
	else
		run_in_turn(jobs, n);
	for (uint32_t i = 0; i < n; i++)
		if (jobs[i].status < 0) {
			*err = jobs[i].err;
			if (!request->cancel || !*request->cancel)
				offer_others(jobs, n, err);
			return -1;
		}
	return 0;
}

static int add_pair(struct generated *generated, struct arena *arena,
		    const struct generate_request *request, const struct dialect *dialect,
		    struct diags *diags, struct ddlect_err *err)
{
	struct pair *pair = arena_alloc(arena, sizeof(*pair));
	struct pair **list =
		arena_grow(arena, generated->pairs, generated->n, sizeof(*list));
	if (!pair || !list)
		return err_no_memory(err);
	pair_init(pair, dialect);
	generated->pairs = list;
	list[generated->n++] = pair;
	/* What the first one takes need not be looked at again for the same limit. */
	uint32_t max = dialect->slots.max_name;
	if ((generated->n > 1 && max == list[0]->dialect->slots.max_name) ||
	    schema_check_names(request->declared, max, diags) == 0)
		return 0;
	return err_set(err, "%s can't have names that long%s", dialect->slots.name,
		       request->dialect || request->registry->n < 2 || !request->full
			       ? ""
			       : "; -dialect NAME leaves it out");
}

static int add_pairs(struct generated *generated, struct arena *arena,
		     const struct generate_request *request,
		     const struct dialect **source, struct diags *diags,
		     struct ddlect_err *err)
{
	const struct registry *registry = request->registry;
	if (!request->full || request->dialect) {
		const struct dialect *one =
			request->full ? registry_find(registry, request->dialect, err)
				      : choose(request, source, err);
		return one ? add_pair(generated, arena, request, one, diags, err) : -1;
	}
	if (registry->n == 0)
		return registry_none(registry, err);
	for (uint32_t i = 0; i < registry->n; i++)
		if (add_pair(generated, arena, request, registry->dialects[i], diags,
			     err) < 0)
			return -1;
	return 0;
}

int generate(struct generated *generated, struct arena *arena,
	     const struct generate_request *request, struct diags *diags,
	     struct ddlect_err *err)
{
	const struct dialect *source = NULL;
	*generated = (struct generated){0};
	if (warn_of_attrs(request, arena, diags, err) < 0 ||
	    add_pairs(generated, arena, request, &source, diags, err) < 0)
		return -1;
	struct job *jobs = arena_alloc(arena, generated->n * sizeof(*jobs));
	if (!jobs)
		return err_no_memory(err);
	atomic_uint waiting = generated->n;
	for (uint32_t i = 0; i < generated->n; i++)
		jobs[i].making = (struct making){.request = request,
						 .pair = generated->pairs[i],
						 .source = source,
						 .waiting = &waiting};
	return run_jobs(jobs, generated->n, request, err);
}

void generated_clear(struct generated *generated)
{
	for (uint32_t i = 0; i < generated->n; i++)
		pair_clear(generated->pairs[i]);
}
