/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rollback: what a down can't do where there are rows. A down restores the structure in
 * full, and a column that was dropped with its values may have to have one in every row.
 */
#ifndef CORE_RUN_ROLLBACK_H
#define CORE_RUN_ROLLBACK_H

#include "core/run/generate.h"

/* Note it in the desired schema, so that it is known before the release is out. */
void rollback_note(struct pair *pair);

#endif
