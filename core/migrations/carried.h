/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carried: the migrations inside a provider, as if they were files. Providers may be of
 * other builds, so their structs are read with the strides that they were built with.
 */
#ifndef CORE_MIGRATIONS_CARRIED_H
#define CORE_MIGRATIONS_CARRIED_H

#include <stdbool.h>
#include <stdint.h>

#include <ddlect/err.h>

#include "core/base/arena.h"
#include "core/migrations/scan.h"

struct ddlect_migration;
struct ddlect_provider;

/* Whether it carries any; providers that were built before they could don't. */
bool carried_any(const struct ddlect_provider *provider);

/* Element `i` of `provider`, which is a copy of this build's size; false at the end. */
bool carried_item(const struct ddlect_provider *provider, uint32_t i,
		  struct ddlect_migration *item);

/* What is wrong with an element, in words; NULL: nothing. */
const char *carried_check(const struct ddlect_migration *item);

/* Those of one dialect. `place` becomes what messages call the provider. */
int carried_scan(struct scan *scan, struct arena *arena,
		 const struct ddlect_provider *provider, const char *dialect,
		 const char **place, struct ddlect_err *err);

/* The text of a migration that carried_scan() made. */
void carried_text(const struct migration *migration, bool down, const char **text,
		  uint64_t *length);

#endif
