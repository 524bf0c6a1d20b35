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

static void write_place(struct ddlect_buf *out, const char *name,
			const struct ddlect_table *table)
{
	buf_printf(out, "%s%s of table %s%s%s", out->length ? ", " : "",
		   name ? name : "?", table->schema ? table->schema : "",
		   table->schema ? "." : "", table->name);
}

static void write_references(struct ddlect_buf *out, const struct ddlect_table *table,
			     const struct ddlect_change *change)
{
	for (uint32_t i = 0; i < table->n_fks; i++)
		if (stands_in_the_way(table->fks[i], change))
			write_place(out, table->fks[i]->name, table);
}

static void write_columns(struct ddlect_buf *out, const struct ddlect_table *table,
			  const struct ddlect_enum *e)
{
	for (uint32_t i = 0; i < table->n_columns; i++) {
		const struct ddlect_type *type = table->columns[i]->type;
		if (type->kind == DDLECT_TYPE_ENUM &&
		    same_name(type->schema, type->name, e->schema, e->name))
			write_place(out, table->columns[i]->name, table);
	}
}

static void remark(struct ddlect_script *script, const struct ddlect_change *change,
		   struct ddlect_buf *what, const char *why, const char *recipe)
{
	if (!what->length)
		return;
	buf_text(what, why);
	script->change = change;
	script_remark(script, DDLECT_HAZARD_IN_USE,
		      buf_broken(what) ? "What others made rests on it." : what->text,
		      recipe);
}

void outside_remark(const struct pair *pair, const struct ddlect_change *change,
		    struct ddlect_script *script)
{
	struct ddlect_buf what;
	bool drops = change->verb == DDLECT_DROP;
	bool replaces = change->what == DDLECT_ENUM &&
			change->aspects & DDLECT_ASPECT_VALUES_REPLACED;
	buf_init(&what);
	for (uint32_t i = 0; drops && i < pair->n_strangers; i++)
		write_references(&what, pair->strangers[i], change);
	for (uint32_t i = 0; replaces && i < pair->n_strangers; i++)
		write_columns(&what, pair->strangers[i], change->from.enumeration);
	if (drops)
		remark(script, change, &what,
		       " rests on it, and isn't the provider's: the server refuses it as "
		       "long as that is there.",
		       "Drop the reference before this.");
	else
		remark(script, change, &what,
		       " has the type, and isn't the provider's: the server refuses to "
		       "drop the old one as long as that has it.",
		       "Give it another type before this, and the new one after it.");
	buf_clear(&what);
}
