/* SPDX-License-Identifier: Apache-2.0 */
/* Deliver: see deliver.h. */
#include <string.h>

#include "core/base/err.h"
#include "core/dialect/registry.h"
#include "core/migrations/name.h"
#include "core/migrations/publish.h"
#include "core/migrations/release.h"
#include "core/migrations/scan.h"
#include "core/run/deliver.h"
#include "core/run/generate.h"

/* `N_vX.Y.Z` of a release; otherwise the prefix as it is. */
static const char *choose_prefix(struct arena *arena,
				 const struct deliver_request *request,
				 struct ddlect_err *err)
{
	uint64_t version = 0;
	if (!request->release)
		return request->prefix;
	if (scan_next(arena, request->path, request->release, &version, err) < 0)
		return NULL;
	const char *prefix = arena_printf(arena, "%llu_%s", (unsigned long long)version,
					  request->release);
	if (!prefix)
		err_no_memory(err);
	return prefix;
}

/* Two titles of one number would be a directory that no runner reads. */
static int check_number(const struct scan *scan, const char *path,
			const struct file_name *name, struct ddlect_err *err)
{
	const struct migration *there = scan_find(scan, name->version);
	struct file_name taken;
	if (!there || !file_name_read(migration_file(there), &taken) ||
	    (taken.title_length == name->title_length &&
	     strncmp(taken.title, name->title, name->title_length) == 0))
		return 0;
	return err_set(err, "number %llu is taken: %s/%s is there; choose another number",
		       (unsigned long long)name->version, path, migration_file(there));
}

/* Behind a release, initial migrations would create again what that has created. */
static int check_first(const struct scan *scan, const char *path,
		       const struct file_name *name, struct ddlect_err *err)
{
	struct release release;
	for (uint32_t i = 0; i < scan->n; i++) {
		const struct migration *before = scan->migrations[i];
		if (before->version < name->version &&
		    release_read(before->title, &release))
			return err_set(err,
				       "%s/%s is there already, and -full would create "
				       "the same tables behind it; compare with a "
				       "database that has that release (-dsn DSN), or "
				       "give -force, too",
				       path, migration_file(before));
	}
	return 0;
}

/* The last release before this one, if it is a later one by its own number. */
static const char *find_later(const struct scan *scan, uint64_t version,
			      const char *release)
{
	const char *later = NULL;
	int order;
	for (uint32_t i = 0; release && i < scan->n; i++) {
		const struct migration *before = scan->migrations[i];
		if (before->version < version &&
		    release_order(before->title, release, &order) && order > 0)
			later = before->title;
	}
	return later;
}

static int check_name(struct arena *arena, const struct deliver_request *request,
		      const struct pair *pair, const char *dialect, const char *file,
		      struct delivered *delivered, struct ddlect_err *err)
{
	struct file_name name;
	struct scan scan;
	if (!file_name_read(file, &name))
		return 0;
	const char *path = arena_printf(arena, "%s/%s", request->path, dialect);
	if (!path)
		return err_no_memory(err);
	if (scan_directory(&scan, arena, path, err) < 0 ||
	    check_number(&scan, path, &name, err) < 0)
		return -1;
	const char *later = find_later(&scan, name.version, request->release);
	if (later)
		delivered->later = later;
	if (request->force)
		return 0;
	return request->full
		       ? check_first(&scan, path, &name, err)
		       : reached_check(&pair->reached, &scan, path, name.version, err);
}

/* Why a run that isn't dry would refuse this file, unless an earlier one says why. */
static int find_refusal(struct arena *arena, const struct deliver_request *request,
			const struct pair *pair, const struct publish_file *file,
			const char *path, struct delivered *delivered,
			struct ddlect_err *err)
{
	struct ddlect_err why = {0};
	bool there;
	if (delivered->refusal ||
	    (check_name(arena, request, pair, file->directory, file->name, delivered,
			&why) == 0 &&
	     publish_check(path, request->force, &there, &why) == 0))
		return 0;
	delivered->refusal = arena_text(arena, why.text, strlen(why.text));
	return delivered->refusal ? 0 : err_no_memory(err);
}

static int name_half(struct arena *arena, struct pair *pair, bool down,
		     const struct deliver_request *request, struct publish_file *file,
		     struct delivered *delivered, struct ddlect_err *err)
{
	struct half *half = down ? &pair->down : &pair->up;
	const char *dialect = pair->dialect->slots.name;
	const char *name = file_name_make(arena, delivered->prefix, down);
	half->path = name ? arena_printf(arena, "%s/%s/%s", request->path, dialect, name)
			  : NULL;
	if (!half->path)
		return err_no_memory(err);
	*file = (struct publish_file){dialect, name, half->text.text, half->text.length};
	return request->dry_run
		       ? find_refusal(arena, request, pair, file, half->path, delivered,
				      err)
		       : check_name(arena, request, pair, dialect, name, delivered, err);
}

/* The files of every pair that has something to say. */
static int name_all(struct generated *generated, struct arena *arena,
		    const struct deliver_request *request, struct publish_file *files,
		    uint32_t *n, struct delivered *delivered, struct ddlect_err *err)
{
	*n = 0;
	for (uint32_t i = 0; i < generated->n; i++) {
		struct pair *pair = generated->pairs[i];
		if (!pair->changed)
			continue;
		if (name_half(arena, pair, false, request, &files[(*n)++], delivered,
			      err) < 0 ||
		    name_half(arena, pair, true, request, &files[(*n)++], delivered,
			      err) < 0)
			return -1;
	}
	return 0;
}

int deliver(struct generated *generated, struct arena *arena,
	    const struct deliver_request *request, struct delivered *delivered,
	    struct ddlect_err *err)
{
	struct publish publish;
	uint32_t n = 0;
	*delivered = (struct delivered){0};
	struct publish_file *files =
		arena_alloc(arena, (2 * generated->n + 1) * sizeof(*files));
	if (!files)
		return err_no_memory(err);
	if (!request->dry_run &&
	    publish_begin(&publish, arena, request->path, NULL, request->cancel, err) < 0)
		return -1;
	int status = -1;
	delivered->prefix = choose_prefix(arena, request, err);
	if (delivered->prefix)
		status = name_all(generated, arena, request, files, &n, delivered, err);
	if (request->dry_run)
		return status;
	if (status == 0)
		status = publish_files(&publish, files, n, request->force, err);
	publish_end(&publish);
	return status;
}
