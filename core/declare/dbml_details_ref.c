/* SPDX-License-Identifier: Apache-2.0 */
/* Details of references. */
#include <string.h>

#include "core/declare/action.h"
#include "core/declare/dbml_details.h"

static uint8_t action_named(struct dbml_reader *r, const struct detail *detail,
			    const char *name)
{
	uint8_t action = DDLECT_ACTION_NONE;
	if (name && !action_find(name, &action))
		dbml_error(r, &detail->place, "\"%s\" is no action of a reference", name);
	return action;
}

static struct ddlect_fk *ref_make(struct dbml_reader *r, struct ddlect_table *table,
				  const struct detail *detail)
{
	const struct value *to = &detail->to;
	if (!to->list || to->n < 1 || to->n > 2 || to->n_list != detail->n_parts) {
		dbml_hint(r,
			  dbml_error(r, &detail->place,
				     "a reference that is added needs its columns"),
			  "write name (a, b) [add, to: table.(c, d)]");
		return NULL;
	}
	struct ddlect_fk *fk = fk_add(r->schema, table, detail->name);
	if (!fk) {
		dbml_no_memory(r);
		return NULL;
	}
	uint32_t n = 0;
	const struct value columns = {.list = detail->parts, .n_list = detail->n_parts};
	detail_names(r, &columns, &fk->columns, &fk->n_columns);
	detail_names(r, to, &fk->ref_columns, &n);
	if (to->n > 1) {
		const char *schema = detail_keep_word(r, &to->parts[0]);
		fk->ref_schema = schema ? dbml_schema_name(schema) : NULL;
	}
	fk->ref_table = detail_keep_word(r, &to->parts[to->n - 1]);
	fk->pos = dbml_pos(r, &detail->place);
	fk->on_delete = action_named(r, detail, detail->deletes);
	fk->on_update = action_named(r, detail, detail->updates);
	return fk;
}

static struct ddlect_fk *ref_find(struct dbml_reader *r, struct ddlect_table *table,
				  const struct detail *detail,
				  const struct claims *claims)
{
	struct ddlect_fk *named = NULL;
	for (uint32_t i = 0; i < table->n_fks; i++) {
		struct ddlect_fk *fk = table->fks[i];
		bool meant = detail->name ? detail_names_it(detail, fk->name)
					  : detail_columns(r, detail, fk->columns,
							   fk->n_columns);
		if (!meant || !is_free(claims, fk))
			continue;
		if (detail->name || !fk->name)
			return fk;
		if (!named)
			named = fk;
	}
	return named;
}

void detail_ref(struct dbml_reader *r, struct ddlect_table *table,
		const struct detail *detail, struct claims *claims)
{
	struct ddlect_fk *fk = NULL;
	if (detail->flags & DETAIL_ADD) {
		fk = ref_make(r, table, detail);
		if (!fk)
			return;
	} else {
		fk = ref_find(r, table, detail, claims);
	}
	if (!fk) {
		detail_missing(r, table, detail, "reference");
		return;
	}
	claim(r, claims, fk);
	if (detail->flags & DETAIL_DEFERRABLE)
		fk->flags |= DDLECT_FK_DEFERRABLE;
	if (detail->flags & DETAIL_INITIALLY_DEFERRED)
		fk->flags |= DDLECT_FK_DEFERRABLE | DDLECT_FK_INITIALLY_DEFERRED;
	if (detail->flags & DETAIL_NOT_VALID)
		fk->flags |= DDLECT_FK_NOT_VALID;
	if (detail->flags & DETAIL_MATCH_FULL)
		fk->flags |= DDLECT_FK_MATCH_FULL;
	if (detail->set)
		fk->set_columns = detail->set;
	if (detail->via)
		fk->via = detail->via;
	if (detail->note)
		fk->comment = detail->note;
}
