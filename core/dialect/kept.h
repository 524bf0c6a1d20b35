/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kept: the dialects that were accepted. A plugin is one for all registries and threads of a
 * process: it keeps the host table and its base in variables of its own, so its entry and
 * its bind() are called once, and never again while another thread is in it.
 *
 * Everything here is used between kept_lock() and kept_unlock().
 */
#ifndef CORE_DIALECT_KEPT_H
#define CORE_DIALECT_KEPT_H

#include "core/dialect/load.h"

void kept_lock(void);
void kept_unlock(void);

/* The dialect of a shared object; NULL: it wasn't accepted yet. */
struct dialect *kept_find(const void *object);

/*
 * Bind a candidate that is loaded, and keep it: candidate->dialect is then one that lasts for
 * ever. One that is kept already must have the same base.
 */
int kept_bind(struct candidate *candidate, const struct dialect *base,
	      struct ddlect_err *err);

#endif
