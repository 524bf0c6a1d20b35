/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Refer: what a reference can rest on is a key that is never deferred, or a unique index
 * of all rows, of exactly the columns that it refers to, in any order.
 */
#ifndef CORE_MODEL_REFER_H
#define CORE_MODEL_REFER_H

#include <stdbool.h>

#include <ddlect/model.h>

bool fk_fits_key(const struct ddlect_fk *fk, const struct ddlect_key *key);
bool fk_fits_index(const struct ddlect_fk *fk, const struct ddlect_index *index);
/* Has the table a key, not only an index, that `fk` can rest on? */
bool fk_fits_keys(const struct ddlect_fk *fk, const struct ddlect_table *table);
/* Has the table, which is the one that `fk` refers to, anything that it can rest on? */
bool fk_fits_table(const struct ddlect_fk *fk, const struct ddlect_table *table);

bool names_have(const char *const *names, uint32_t n, const char *name);

#endif
