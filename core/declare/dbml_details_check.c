/* SPDX-License-Identifier: Apache-2.0 */
/* Details of checks. */
#include <string.h>

#include "core/declare/dbml_details.h"

static struct ddlect_check *check_find(struct dbml_reader *r, struct ddlect_table *table,
				       const struct detail *detail,
				       const struct claims *claims)
{
	struct ddlect_check *named = NULL;
	for (uint32_t i = 0; i < table->n_checks; i++) {
		struct ddlect_check *check = table->checks[i];
		bool meant = detail->name ? detail_names_it(detail, check->name)
					  : detail->n_parts == 1 &&
						    strcmp(dbml_word(r, detail->parts),
							   check->expr) == 0;
		if (!meant || !is_free(claims, check))
			continue;
		if (detail->name || !check->name)
			return check;
		if (!named)
			named = check;
	}
	return named;
}

void detail_check(struct dbml_reader *r, struct ddlect_table *table,
		  const struct detail *detail, struct claims *claims)
{
	struct ddlect_check *check = NULL;
	if (detail->flags & DETAIL_ADD) {
		const char *expr = detail->expression	  ? detail->expression
				   : detail->n_parts == 1 ? dbml_word(r, detail->parts)
							  : "";
		check = check_add(r->schema, table, detail->name, expr);
		if (!check) {
			dbml_no_memory(r);
			return;
		}
		check->pos = dbml_pos(r, &detail->place);
	} else {
		check = check_find(r, table, detail, claims);
	}
	if (!check) {
		detail_missing(r, table, detail, "check");
		return;
	}
	claim(r, claims, check);
	if (detail->flags & DETAIL_NO_INHERIT)
		check->flags |= DDLECT_CHECK_NO_INHERIT;
	if (detail->flags & DETAIL_NOT_VALID)
		check->flags |= DDLECT_CHECK_NOT_VALID;
	if (detail->note)
		check->comment = detail->note;
}
