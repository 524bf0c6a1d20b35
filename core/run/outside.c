/* SPDX-License-Identifier: Apache-2.0 */
/* Outside: see outside.h. */
#include <string.h>

#include "core/base/buf.h"
#include "core/model/refer.h"
#include "core/model/same.h"
#include "core/run/outside.h"

/* The table, or a key of it, is dropped on which the reference rests. */
static bool stands_in_the_way(const struct ddlect_fk *fk,
			      const struct ddlect_change *change)
{
	const struct ddlect_table *before =
		change->what == DDLECT_TABLE ? change->from.table : change->before;
	if (!before ||
	    !same_name(fk->ref_schema, fk->ref_table, before->schema, before->name))
		return false;
	switch (change->what) {
	case DDLECT_TABLE:
		return true;
	case DDLECT_PRIMARY:
	case DDLECT_UNIQUE:
		return fk_fits_key(fk, change->from.key);
	case DDLECT_INDEX:
		return fk_fits_index(fk, change->from.index);
	default:
		return false;
	}
}

void outside_remark(const struct pair *pair, const struct ddlect_change *change,
		    struct ddlect_script *script)
{
	struct ddlect_buf what;
	if (change->verb != DDLECT_DROP)
		return;
	buf_init(&what);
	for (uint32_t i = 0; i < pair->n_strangers; i++) {
		const struct ddlect_table *table = pair->strangers[i];
		for (uint32_t j = 0; j < table->n_fks; j++) {
			const struct ddlect_fk *fk = table->fks[j];
			if (!stands_in_the_way(fk, change))
				continue;
			buf_printf(&what, "%s%s of table %s%s%s", what.length ? ", " : "",
				   fk->name ? fk->name : "?",
				   table->schema ? table->schema : "",
				   table->schema ? "." : "", table->name);
		}
	}
	if (what.length) {
		buf_text(&what, " rests on it, and isn't the provider's: the server "
				"refuses it as long as that is there.");
		script->change = change;
		script_remark(script, DDLECT_HAZARD_IN_USE,
			      buf_broken(&what) ? "What others made rests on it."
						: what.text,
			      "Drop the reference before this.");
	}
	buf_clear(&what);
}
