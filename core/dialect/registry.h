/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Registry: the dialects that were found, loaded, checked and bound to their bases. The
 * only dlopen of the core is behind it. Dialects stay loaded for the life of the process;
 * a registry is only the list of them, in order of name.
 */
#ifndef CORE_DIALECT_REGISTRY_H
#define CORE_DIALECT_REGISTRY_H

#include <ddlect/dialect.h>
#include <ddlect/err.h>

#include "core/base/arena.h"

struct dialect {
	struct ddlect_dialect slots; /* bound: nothing that a base has is NULL */
	const char *file;	     /* the path that it came from */
	const struct dialect *base;  /* NULL: none */
	uint32_t abi_minor;	     /* as the plugin said */
	uint32_t size;
};

/* A file or directory of the search path that was refused, and why. */
struct refused {
	const char *file;
	const char *reason;
};

struct registry {
	struct arena *arena;
	struct dialect **dialects; /* by name */
	uint32_t n;
	struct refused **refused; /* by file */
	uint32_t n_refused;
	const char **notes; /* two dialects that claim one scheme, for example */
	uint32_t n_notes;
};

/*
 * Load what is in the search path: `plugin_dir` (may be NULL), DDLECT_PLUGIN_PATH,
 * `dialects` beside the library, the compiled-in directory. The first file of a name wins.
 * A plugin that is refused is listed, and is no failure; a `plugin_dir` that can't be
 * used is one. Dialects themselves are the process's: threads may load and use them at once.
 */
int registry_load(struct registry *registry, struct arena *arena, const char *plugin_dir,
		  struct ddlect_err *err);

/* NULL with `err` filled in: the name, those that there are, and why it was refused. */
const struct dialect *registry_find(const struct registry *registry, const char *name,
				    struct ddlect_err *err);
/* By the scheme of a DSN, of which nothing but the scheme is ever put into `err`. */
const struct dialect *registry_find_dsn(const struct registry *registry, const char *dsn,
					struct ddlect_err *err);

/* For a registry without dialects: say why there is none. Always -1. */
int registry_none(const struct registry *registry, struct ddlect_err *err);

/*
 * Check one file as the loader would, with its base from the registry, without adding it.
 * `made` is what would have been added.
 */
int registry_check(struct registry *registry, const char *file, struct dialect **made,
		   struct ddlect_err *err);

#endif
