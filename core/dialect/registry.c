/* SPDX-License-Identifier: Apache-2.0 */
/* Registry: see registry.h. Loads the candidates, and binds each after its base. */
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/dialect/kept.h"
#include "core/dialect/load.h"
#include "core/dialect/object.h"

int registry_refuse(struct registry *registry, const char *file, const char *reason)
{
	for (uint32_t i = 0; i < registry->n_refused; i++)
		if (strcmp(registry->refused[i]->file, file) == 0)
			return 0;
	struct refused *made = arena_alloc(registry->arena, sizeof(*made));
	struct refused **list = arena_grow(registry->arena, registry->refused,
					   registry->n_refused, sizeof(struct refused *));
	if (!made || !list)
		return -1;
	registry->refused = list;
	made->file = arena_text(registry->arena, file, strlen(file));
	made->reason = arena_text(registry->arena, reason, strlen(reason));
	if (!made->file || !made->reason)
		return -1;
	list[registry->n_refused++] = made;
	return 0;
}

static int refuse_candidate(struct registry *registry, struct candidate *candidate,
			    const char *reason, struct ddlect_err *err)
{
	candidate->state = CANDIDATE_REFUSED;
	candidate->reason = arena_text(registry->arena, reason, strlen(reason));
	object_close(candidate->object);
	candidate->object = NULL;
	if (!candidate->reason ||
	    registry_refuse(registry, candidate->file, candidate->reason) < 0)
		return err_no_memory(err);
	return 0;
}

static int add_dialect(struct registry *registry, struct dialect *dialect)
{
	struct dialect **list = arena_grow(registry->arena, registry->dialects,
					   registry->n, sizeof(struct dialect *));
	if (!list)
		return -1;
	registry->dialects = list;
	list[registry->n++] = dialect;
	return 0;
}

static struct candidate *candidate_find(const struct candidates *candidates,
					const char *name)
{
	for (uint32_t i = 0; i < candidates->n; i++)
		if (strcmp(candidates->list[i]->name, name) == 0)
			return candidates->list[i];
	return NULL;
}

static struct candidate *bind_candidate(const struct candidates *candidates,
					struct candidate *candidate,
					struct ddlect_err *why);

/* The candidate's base, bound; NULL with `why` when it can't be. */
static struct candidate *bind_base(const struct candidates *candidates,
				   struct candidate *candidate, struct ddlect_err *why)
{
	const char *name = candidate->dialect->slots.base;
	struct candidate *base = candidate_find(candidates, name);
	if (!base)
		err_set(why, "its base \"%s\" is not installed", name);
	else if (base->state == CANDIDATE_BINDING)
		err_set(why,
			"its bases go round in a circle: \"%s\" leads back to \"%s\"",
			candidate->name, name);
	else if (base->state == CANDIDATE_REFUSED)
		err_set(why, "its base \"%s\" was refused: %s", name, base->reason);
	else if (base->state == CANDIDATE_BOUND || bind_candidate(candidates, base, why))
		return base;
	else
		err_prepend(why, "its base \"%s\" was refused: ", name);
	return NULL;
}

/* Bases first. How deep this goes is limited by the number of files. */
static struct candidate *bind_candidate(const struct candidates *candidates,
					struct candidate *candidate,
					struct ddlect_err *why)
{
	struct candidate *base = NULL;
	candidate->state = CANDIDATE_BINDING;
	bool fine = true;
	if (candidate->dialect->slots.base) {
		base = bind_base(candidates, candidate, why);
		fine = base != NULL;
	}
	fine = fine && kept_bind(candidate, base ? base->dialect : NULL, why) == 0;
	candidate->state = fine ? CANDIDATE_BOUND : CANDIDATE_LOADED;
	return fine ? candidate : NULL;
}

/* Whether an earlier dialect has claimed `scheme`. */
static const struct dialect *scheme_find(const struct registry *registry, uint32_t n,
					 const char *scheme)
{
	for (uint32_t i = 0; i < n; i++) {
		const char *const *list = registry->dialects[i]->slots.schemes;
		for (; list && *list; list++)
			if (strcmp(*list, scheme) == 0)
				return registry->dialects[i];
	}
	return NULL;
}

static int note_schemes(struct registry *registry)
{
	for (uint32_t i = 0; i < registry->n; i++) {
		const struct ddlect_dialect *later = &registry->dialects[i]->slots;
		for (const char *const *s = later->schemes; s && *s; s++) {
			const struct dialect *first = scheme_find(registry, i, *s);
			if (!first)
				continue;
			const char **list =
				arena_grow(registry->arena, registry->notes,
					   registry->n_notes, sizeof(const char *));
			const char *note = arena_printf(
				registry->arena,
				"both \"%s\" and \"%s\" claim DSNs with the scheme %s: "
				"the first gets them, unless -dialect says otherwise",
				first->slots.name, later->name, *s);
			if (!list || !note)
				return -1;
			registry->notes = list;
			list[registry->n_notes++] = note;
		}
	}
	return 0;
}

static int by_file(const void *a, const void *b)
{
	const struct refused *const *x = a, *const *y = b;
	return strcmp((*x)->file, (*y)->file);
}

static int load_all(struct registry *registry, struct arena *arena,
		    const char *plugin_dir, struct ddlect_err *err)
{
	struct candidates all;
	struct ddlect_err why;
	*registry = (struct registry){.arena = arena};
	if (find_candidates(registry, plugin_dir, &all, err) < 0)
		return -1;
	for (uint32_t i = 0; i < all.n; i++)
		if (load_candidate(arena, all.list[i], &why) < 0 &&
		    refuse_candidate(registry, all.list[i], why.text, err) < 0)
			return -1;
	for (uint32_t i = 0; i < all.n; i++) {
		struct candidate *one = all.list[i];
		if (one->state == CANDIDATE_LOADED && !bind_candidate(&all, one, &why) &&
		    refuse_candidate(registry, one, why.text, err) < 0)
			return -1;
	}
	for (uint32_t i = 0; i < all.n; i++)
		if (all.list[i]->state == CANDIDATE_BOUND &&
		    add_dialect(registry, all.list[i]->dialect) < 0)
			return err_no_memory(err);
	if (registry->n_refused > 1)
		qsort(registry->refused, registry->n_refused, sizeof(*registry->refused),
		      by_file);
	return note_schemes(registry) < 0 ? err_no_memory(err) : 0;
}

int registry_load(struct registry *registry, struct arena *arena, const char *plugin_dir,
		  struct ddlect_err *err)
{
	kept_lock();
	int status = load_all(registry, arena, plugin_dir, err);
	kept_unlock();
	return status;
}
