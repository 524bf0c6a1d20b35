/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bind: a dialect takes from its base every slot, list and number that it left empty. It
 * keeps what makes it itself: name, version, base, summary, schemes, lift_flag. Of the
 * capabilities it takes CAN_INTROSPECT and CAN_RUN, whose slots it has then; CAN_LIFT is
 * never taken, because the flag that asks for it belongs to one dialect.
 */
#include <string.h>

#include "core/base/err.h"
#include "core/dialect/load.h"

#define KNOWN_CAPABILITIES (DDLECT_CAN_INTROSPECT | DDLECT_CAN_LIFT | DDLECT_CAN_RUN)

static void inherit(struct ddlect_dialect *to, const struct ddlect_dialect *base)
{
	for (uint32_t i = 0; i < n_slots; i++)
		if (slots[i].inherited && !slot_is_set(to, &slots[i]))
			memcpy((char *)to + slots[i].offset,
			       (const char *)base + slots[i].offset,
			       sizeof(void (*)(void)));
	if (!to->attrs)
		to->attrs = base->attrs;
	if (to->max_name == 0)
		to->max_name = base->max_name;
	if (to->max_tables_per_transaction == 0)
		to->max_tables_per_transaction = base->max_tables_per_transaction;
	if (!to->block_begin)
		to->block_begin = base->block_begin;
	if (!to->block_commit)
		to->block_commit = base->block_commit;
	to->capabilities |= base->capabilities & (DDLECT_CAN_INTROSPECT | DDLECT_CAN_RUN);
}

int bind_dialect(struct dialect *dialect, const struct dialect *base,
		 struct ddlect_err *err)
{
	struct ddlect_dialect *bound = &dialect->slots;
	dialect->base = base;
	bound->capabilities &= KNOWN_CAPABILITIES;
	if (base)
		inherit(bound, &base->slots);
	if (check_bound(dialect, err) < 0)
		return -1;
	struct ddlect_err why = {.text = "it gave no reason"};
	if (base && bound->bind && bound->bind(&base->slots, &why) < 0)
		return err_set(err, "slot bind refused the base \"%s\": %s", bound->base,
			       why.text);
	return 0;
}
