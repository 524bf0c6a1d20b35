/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Outside: references and columns of tables that are read and left alone, because they are
 * not the provider's. What they rest on can't be dropped while they are there, nor can the
 * old type of an enum whose values are replaced, and no plan sees them.
 */
#ifndef CORE_RUN_OUTSIDE_H
#define CORE_RUN_OUTSIDE_H

#include "core/run/generate.h"

/* Say, before the statements of `change`, which of them stand in its way. */
void outside_remark(const struct pair *pair, const struct ddlect_change *change,
		    struct ddlect_script *script);

#endif
