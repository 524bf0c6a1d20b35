/* SPDX-License-Identifier: Apache-2.0 */
/* Actions: see action.h. */
#include <ddlect/ascii.h>
#include <ddlect/model.h>

#include "core/declare/action.h"

static const char *const names[] = {
	[DDLECT_ACTION_NONE] = "no action",
	[DDLECT_ACTION_RESTRICT] = "restrict",
	[DDLECT_ACTION_CASCADE] = "cascade",
	[DDLECT_ACTION_SET_NULL] = "set null",
	[DDLECT_ACTION_SET_DEFAULT] = "set default",
};

#define N_ACTIONS (sizeof(names) / sizeof(names[0]))

const char *action_name(uint8_t action)
{
	return names[action < N_ACTIONS ? action : DDLECT_ACTION_NONE];
}

bool action_find(const char *name, uint8_t *action)
{
	for (size_t i = 0; i < N_ACTIONS; i++)
		if (ddlect_ascii_same(name, names[i], SIZE_MAX)) {
			*action = (uint8_t)i;
			return true;
		}
	return false;
}
