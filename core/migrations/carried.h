/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carried: the migrations inside a provider, as if they were files. Providers may be of
 * other builds, so their structs are read with the strides that they were built with.
 */
#ifndef CORE_MIGRATIONS_CARRIED_H
#define CORE_MIGRATIONS_CARRIED_H

#include <stdbool.h>

#include <ddlect/err.h>

#include "core/base/arena.h"
#include "core/migrations/scan.h"

struct ddlect_provider;

/* Those of one dialect. `place` becomes what messages call the provider. */
int carried_scan(struct scan *scan, struct arena *arena,
		 const struct ddlect_provider *provider, const char *dialect,
		 const char **place, struct ddlect_err *err);

/* The text of a migration that carried_scan() made. */
void carried_text(const struct migration *migration, bool down, const char **text,
		  uint64_t *length);

#endif
