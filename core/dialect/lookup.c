/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lookup: a dialect by its name, by a DSN, by a file. A DSN is a secret: of its text no
 * more than a well-formed scheme gets into a message.
 */
#include <string.h>

#include <ddlect/ascii.h>

#include "core/base/err.h"
#include "core/base/near.h"
#include "core/dialect/kept.h"
#include "core/dialect/load.h"
#include "core/dialect/object.h"

/* "a, b, c": the names of the dialects, or all their schemes. NULL: no memory. */
static const char *list_text(const struct registry *registry, bool schemes)
{
	const char *text = "";
	for (uint32_t i = 0; text && i < registry->n; i++) {
		const struct ddlect_dialect *one = &registry->dialects[i]->slots;
		const char *const names[] = {one->name, NULL};
		const char *const *list = schemes ? one->schemes : names;
		for (; text && list && *list; list++)
			text = arena_printf(registry->arena, "%s%s%s", text,
					    *text ? ", " : "", *list);
	}
	return text;
}

int registry_none(const struct registry *registry, struct ddlect_err *err)
{
	if (registry->n_refused > 0)
		return err_set(err, "no dialect could be loaded; %s: %s",
			       registry->refused[0]->file, registry->refused[0]->reason);
	return err_set(err, "no dialect is installed: name the directory of their .so "
			    "files with -plugin-dir or DDLECT_PLUGIN_PATH");
}

static const struct refused *refused_find(const struct registry *registry,
					  const char *name)
{
	size_t length = strlen(name);
	for (uint32_t i = 0; i < registry->n_refused; i++) {
		const char *slash = strrchr(registry->refused[i]->file, '/');
		if (slash && strncmp(slash + 1, name, length) == 0 &&
		    strcmp(slash + 1 + length, ".so") == 0)
			return registry->refused[i];
	}
	return NULL;
}

static int not_found(const struct registry *registry, const char *name,
		     struct ddlect_err *err)
{
	const struct refused *refused = refused_find(registry, name);
	if (refused)
		return err_set(err, "the dialect \"%s\" was refused; %s: %s", name,
			       refused->file, refused->reason);
	if (registry->n == 0)
		return registry_none(registry, err);
	struct near near = near_to(name);
	const char *all = list_text(registry, false);
	if (!all)
		return err_no_memory(err);
	for (uint32_t i = 0; i < registry->n; i++)
		near_try(&near, registry->dialects[i]->slots.name);
	const char *meant = near.best;
	return err_status(err, DDLECT_USAGE,
			  "there is no dialect \"%s\"; %s%s%shere are: %s", name,
			  meant ? "did you mean \"" : "", meant ? meant : "",
			  meant ? "\"? T" : "t", all);
}

const struct dialect *registry_find(const struct registry *registry, const char *name,
				    struct ddlect_err *err)
{
	for (uint32_t i = 0; i < registry->n; i++)
		if (strcmp(registry->dialects[i]->slots.name, name) == 0)
			return registry->dialects[i];
	not_found(registry, name, err);
	return NULL;
}

static const struct dialect *claimed(const struct registry *registry, const char *scheme,
				     size_t length)
{
	for (uint32_t i = 0; i < registry->n; i++) {
		const char *const *list = registry->dialects[i]->slots.schemes;
		for (; list && *list; list++)
			if (ddlect_ascii_same(*list, scheme, length) && !(*list)[length])
				return registry->dialects[i];
	}
	return NULL;
}

/* `word = …` is how key=value strings begin. */
static bool is_key_value(const char *dsn)
{
	dsn += strspn(dsn, " \t\n");
	size_t length = strspn(dsn, "abcdefghijklmnopqrstuvwxyz_");
	dsn += length;
	dsn += strspn(dsn, " \t");
	return length > 0 && *dsn == '=';
}

static int no_scheme(const struct registry *registry, struct ddlect_err *err)
{
	const char *all = list_text(registry, true);
	if (!all)
		return err_no_memory(err);
	return err_status(err, DDLECT_USAGE,
			  "the DSN (not shown, it may hold a password) begins with no "
			  "scheme, as in scheme://host/database, and no -dialect is "
			  "given; schemes are: %s",
			  all);
}

static int unknown_scheme(const struct registry *registry, const char *dsn, size_t length,
			  struct ddlect_err *err)
{
	const char *all = list_text(registry, true);
	if (!all)
		return err_no_memory(err);
	return err_status(err, DDLECT_USAGE,
			  "no dialect claims DSNs with the scheme %.*s; schemes are: %s; "
			  "or choose one with -dialect",
			  (int)length, dsn, all);
}

const struct dialect *registry_find_dsn(const struct registry *registry, const char *dsn,
					struct ddlect_err *err)
{
	const char *colon = strstr(dsn, "://");
	size_t length = colon ? (size_t)(colon - dsn) : 0;
	const struct dialect *found = NULL;
	char scheme[33] = "";
	if (registry->n == 0) {
		registry_none(registry, err);
		return NULL;
	}
	for (size_t i = 0; i < length && i < sizeof(scheme) - 1; i++)
		scheme[i] = ddlect_ascii_lower(dsn[i]);
	if (is_key_value(dsn)) {
		found = claimed(registry, DDLECT_SCHEME_KEY_VALUE,
				strlen(DDLECT_SCHEME_KEY_VALUE));
		if (!found)
			err_status(
				err, DDLECT_USAGE,
				"no dialect claims DSNs of key=value pairs; choose one "
				"with -dialect");
	} else if (length < sizeof(scheme) && scheme_valid(scheme, length)) {
		found = claimed(registry, scheme, length);
		if (!found)
			unknown_scheme(registry, scheme, length, err);
	} else {
		no_scheme(registry, err);
	}
	return found;
}

/* Whether `base` is built, by any way, on a dialect of that name. */
static bool leads_back(const struct dialect *base, const char *name)
{
	for (; base; base = base->base)
		if (strcmp(base->slots.name, name) == 0)
			return true;
	return false;
}

static int check_candidate(const struct registry *registry, struct candidate *candidate,
			   struct ddlect_err *err)
{
	struct ddlect_err why;
	const char *name = candidate->dialect->slots.base;
	const struct dialect *base = NULL;
	if (name) {
		base = registry_find(registry, name, &why);
		if (!base)
			return err_set(err, "its base is missing: %s", why.text);
	}
	if (leads_back(base, candidate->name))
		return err_set(
			err,
			"its bases go round in a circle: \"%s\" leads back to \"%s\"",
			name, candidate->name);
	return kept_bind(candidate, base, err);
}

static int check_file(struct registry *registry, const char *file, struct dialect **made,
		      struct ddlect_err *err)
{
	struct candidate *candidate = find_file(registry->arena, file, err);
	if (!candidate || load_candidate(registry->arena, candidate, err) < 0)
		return -1;
	if (check_candidate(registry, candidate, err) < 0) {
		object_close(candidate->object);
		return -1;
	}
	*made = candidate->dialect;
	return 0;
}

int registry_check(struct registry *registry, const char *file, struct dialect **made,
		   struct ddlect_err *err)
{
	kept_lock();
	int status = check_file(registry, file, made, err);
	kept_unlock();
	return status;
}
