/* SPDX-License-Identifier: Apache-2.0 */
/* Action: what a reference does when its row goes or changes, by the words of SQL. */
#ifndef CORE_DECLARE_ACTION_H
#define CORE_DECLARE_ACTION_H

#include <stdbool.h>
#include <stdint.h>

const char *action_name(uint8_t action);
/* Upper and lower case are the same. False, and `action` is left alone: it is none. */
bool action_find(const char *name, uint8_t *action);

#endif
