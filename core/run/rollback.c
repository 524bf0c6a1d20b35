/* SPDX-License-Identifier: Apache-2.0 */
/* Rollback: see rollback.h. */
#include <string.h>

#include "core/base/buf.h"
#include "core/base/visible.h"
#include "core/diff/words.h"
#include "core/model/schema.h"
#include "core/run/rollback.h"

#define SHOWN 8 /* columns that are named; of more, only how many */

/* What it brings back is lost, and that may stop the file, too. */
static bool may_stop(const struct statement *statement)
{
	uint32_t kinds = 0;
	for (uint32_t i = 0; i < statement->n_hazards; i++)
		kinds |= 1u << statement->hazards[i]->kind;
	const uint32_t both =
		1u << DDLECT_HAZARD_IRREVERSIBLE | 1u << DDLECT_HAZARD_MAY_FAIL;
	return (kinds & both) == both;
}

static void write_name(struct ddlect_buf *out, const struct ddlect_change *change)
{
	const char *name = change_name(change);
	if (change->table_schema) {
		visible_write(out, change->table_schema);
		buf_text(out, ".");
	}
	if (change->table_name)
		visible_write(out, change->table_name);
	if (change->table_name && name && change->what != DDLECT_TABLE)
		buf_text(out, ".");
	if (name && change->what != DDLECT_TABLE)
		visible_write(out, name);
}

void rollback_note(struct pair *pair)
{
	const struct ddlect_script *script = &pair->down.script;
	const struct ddlect_change *last = NULL;
	struct ddlect_buf text;
	uint32_t n = 0;
	buf_init(&text);
	buf_text(&text,
		 "this release can't be rolled back once a table has rows for which "
		 "the way down has no value: ");
	for (uint32_t i = 0; i < script->n_statements; i++) {
		const struct statement *statement = script->statements[i];
		if (!statement->change || statement->change == last ||
		    !may_stop(statement))
			continue;
		last = statement->change;
		if (n < SHOWN) {
			buf_text(&text, n ? ", " : "");
			write_name(&text, last);
		}
		n++;
	}
	if (n > SHOWN)
		buf_printf(&text, " and %u more", n - SHOWN);
	buf_text(&text, "; MAY FAIL in its file says what to do");
	if (n)
		schema_note(pair->desired,
			    buf_broken(&text) ? "this release may not be rolled back on "
						"tables with rows"
					      : text.text);
	buf_clear(&text);
}
