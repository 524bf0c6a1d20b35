/* SPDX-License-Identifier: Apache-2.0 */
/* Drop_say: what goes, and what is left and why. */
#include <stdio.h>

#include "core/run/drop.h"

#define SHOWN 20 /* lines of a list */

/* Lists of a table's objects prepare its end; what no plan knows is whole by itself. */
bool drop_is_whole(const struct statement *statement)
{
	const struct ddlect_change *change = statement->change;
	return statement->sql &&
	       (!change ||
		(change->verb == DDLECT_DROP &&
		 (change->what == DDLECT_TABLE || change->what == DDLECT_ENUM ||
		  change->what == DDLECT_ROUTINE || change->what == DDLECT_NAMESPACE)));
}

void drop_write_statements(const struct ddlect_script *script, struct ddlect_buf *out)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < script->n_statements; i++) {
		const struct statement *statement = script->statements[i];
		if (!drop_is_whole(statement) || n++ >= SHOWN)
			continue;
		/* Of a schema the statement minds what others may have put into it. */
		if (statement->change && statement->change->what == DDLECT_NAMESPACE)
			buf_printf(out, "\n  the schema \"%s\"",
				   statement->change->from.ns->name);
		else
			buf_printf(out, "\n  %s;", statement->sql);
	}
	if (n > SHOWN)
		buf_printf(out, "\n  and %u more", n - SHOWN);
}

void drop_write_list(const struct drop *drop, struct ddlect_buf *out)
{
	buf_text(out, "this would run, and drop the state of migrations:");
	drop_write_statements(&drop->script, out);
}

static void write_note(struct ddlect_buf *out, const struct made_note *note)
{
	static const char *const objects[DDLECT_EFFECT_COUNT] = {
		[DDLECT_EFFECT_TABLE] = "table ",
		[DDLECT_EFFECT_TYPE] = "type ",
		[DDLECT_EFFECT_ROUTINE] = "routine ",
		[DDLECT_EFFECT_SCHEMA] = "schema ",
		[DDLECT_EFFECT_VIEW] = "view ",
		[DDLECT_EFFECT_SEQUENCE] = "sequence ",
	};
	if (note->object)
		buf_printf(out, "%s%s%s%s (%s)", objects[note->object],
			   note->schema ? note->schema : "", note->schema ? "." : "",
			   note->name, note->file);
	else
		buf_printf(out, "%s (%s)", note->file, note->name);
}

static void say_list(const struct drop *drop, const char *what,
		     const struct made_notes *notes)
{
	struct ddlect_buf text;
	if (notes->n == 0)
		return;
	buf_init(&text);
	for (uint32_t i = 0; i < notes->n && i < SHOWN; i++) {
		buf_text(&text, i ? ", " : "");
		write_note(&text, &notes->list[i]);
	}
	if (notes->n > SHOWN)
		buf_printf(&text, " and %u more", notes->n - SHOWN);
	migrator_log(drop->trip->migrator, DDLECT_LOG_WARNING, "%s: %s", what, text.text);
	buf_clear(&text);
}

void drop_say_notes(const struct drop *drop)
{
	const struct ddlect_migrator *migrator = drop->trip->migrator;
	struct ddlect_buf left;
	buf_init(&left);
	drop_write_statements(&drop->left, &left);
	if (left.length)
		migrator_log(migrator, DDLECT_LOG_WARNING,
			     "left, because it isn't certain that the migrations made "
			     "it (IF NOT EXISTS, OR REPLACE, ROLLBACK TO, DO, a file "
			     "that stopped, more routines of a name, or only declared); "
			     "what of it is yours, drop by hand:%s",
			     left.text);
	buf_clear(&left);
	say_list(drop,
		 "changed by these migrations and left as it is now, because others "
		 "made it",
		 &drop->made.changed);
	say_list(drop,
		 "what these files do can't all be seen; if it made anything, that is "
		 "left",
		 &drop->made.unseen);
	if (drop->schemas.length)
		migrator_log(migrator, DDLECT_LOG_WARNING,
			     "a schema is left, because others have something in it: %s",
			     drop->schemas.text);
}

void drop_say_statements(const struct drop *drop)
{
	const struct ddlect_script *script = &drop->script;
	for (uint32_t i = 0; i < script->n_statements; i++)
		if (script->statements[i]->sql)
			migrator_log(drop->trip->migrator, DDLECT_LOG_INFO,
				     "would run %s", script->statements[i]->sql);
	migrator_log(drop->trip->migrator, DDLECT_LOG_INFO,
		     "would drop the state of migrations and its history");
}

void drop_say_done(const struct drop *drop)
{
	const struct ddlect_script *script = &drop->script;
	uint32_t others = 0;
	for (uint32_t i = 0; i < script->n_statements; i++) {
		const struct statement *statement = script->statements[i];
		if (drop_is_whole(statement) &&
		    !(statement->change && statement->change->what == DDLECT_TABLE))
			others++;
	}
	char more[64] = "";
	if (others)
		snprintf(more, sizeof(more), ", %u other object%s", others,
			 others == 1 ? "" : "s");
	migrator_log(drop->trip->migrator, DDLECT_LOG_INFO,
		     "dropped %u table%s%s, and the state of migrations", drop->n_tables,
		     drop->n_tables == 1 ? "" : "s", more);
}
