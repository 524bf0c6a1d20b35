/* SPDX-License-Identifier: Apache-2.0 */
/* Script: see script.h. */
#include <string.h>

#include <ddlect/dialect.h>

#include "core/base/err.h"
#include "core/diff/script.h"

void script_init(struct ddlect_script *script, struct arena *arena)
{
	*script = (struct ddlect_script){.arena = arena};
	buf_init(&script->sql);
	arena_init(&script->texts);
}

void script_clear(struct ddlect_script *script)
{
	buf_clear(&script->sql);
	arena_clear(&script->texts);
	script_init(script, script->arena);
}

void script_forget(struct ddlect_script *script)
{
	for (; script->n_forgotten < script->n_statements; script->n_forgotten++)
		script->statements[script->n_forgotten]->sql = NULL;
	arena_reset(&script->texts);
}

static void script_finish(struct ddlect_script *script)
{
	if (!script->open)
		return;
	struct statement *last = script->statements[script->n_statements - 1];
	last->sql = buf_broken(&script->sql)
			    ? NULL
			    : arena_text(&script->texts, script->sql.text,
					 script->sql.length);
	if (!last->sql)
		script->broken = true;
	buf_reset(&script->sql);
	script->open = false;
}

static struct statement *script_append(struct ddlect_script *script)
{
	script_finish(script);
	struct statement *made = arena_alloc(script->arena, sizeof(*made));
	struct statement **list = arena_grow(script->arena, script->statements,
					     script->n_statements, sizeof(*list));
	if (!made || !list) {
		script->broken = true;
		return NULL;
	}
	made->change = script->change;
	script->statements = list;
	list[script->n_statements++] = made;
	return made;
}

struct ddlect_buf *script_statement(struct ddlect_script *script)
{
	script->open = script_append(script) != NULL;
	return &script->sql;
}

void script_head(struct ddlect_script *script)
{
	if (script->open)
		script->statements[script->n_statements - 1]->head = script->sql.length;
}

static const char *script_text(struct ddlect_script *script, const char *text)
{
	if (!text)
		return NULL;
	char *copy = arena_text(script->arena, text, strlen(text));
	if (!copy)
		script->broken = true;
	return copy;
}

static void hazard_add(struct ddlect_script *script, struct statement *statement,
		       const struct hazard *hazard)
{
	struct hazard *made = arena_alloc(script->arena, sizeof(*made));
	struct hazard **list = arena_grow(script->arena, statement->hazards,
					  statement->n_hazards, sizeof(*list));
	if (!made || !list) {
		script->broken = true;
		return;
	}
	*made = (struct hazard){hazard->kind, script_text(script, hazard->what),
				script_text(script, hazard->lock),
				script_text(script, hazard->recipe)};
	statement->hazards = list;
	list[statement->n_hazards++] = made;
}

void script_hazard(struct ddlect_script *script, uint32_t hazard, const char *what,
		   const char *lock, const char *recipe)
{
	if (script->open)
		hazard_add(script, script->statements[script->n_statements - 1],
			   &(struct hazard){hazard, what, lock, recipe});
}

void script_remark(struct ddlect_script *script, uint32_t hazard, const char *what,
		   const char *recipe)
{
	struct statement *made = script_append(script);
	if (made)
		hazard_add(script, made, &(struct hazard){hazard, what, NULL, recipe});
}

int script_end(struct ddlect_script *script, struct ddlect_err *err)
{
	script_finish(script);
	return script->broken ? err_no_memory(err) : 0;
}

int script_render_change(struct ddlect_script *script,
			 const struct ddlect_dialect *dialect,
			 const struct ddlect_plan *plan,
			 const struct ddlect_change *change, struct ddlect_err *err)
{
	script->change = change;
	if (dialect->render(dialect, plan, change, script, err) < 0)
		return -1;
	return script_end(script, err);
}

int script_render(struct ddlect_script *script, const struct ddlect_dialect *dialect,
		  const struct ddlect_plan *plan, struct ddlect_err *err)
{
	for (uint32_t i = 0; i < plan->n_changes; i++)
		if (script_render_change(script, dialect, plan, plan->changes[i], err) <
		    0)
			return -1;
	return 0;
}

static const struct {
	const char *title;
	const char *code;
} hazards[DDLECT_HAZARD_COUNT] = {
	[0] = {"NOTE", "note"},
	[DDLECT_HAZARD_DATA_LOSS] = {"DATA LOSS", "data-loss"},
	[DDLECT_HAZARD_TABLE_REWRITE] = {"TABLE REWRITE", "table-rewrite"},
	[DDLECT_HAZARD_TABLE_SCAN] = {"TABLE SCAN", "table-scan"},
	[DDLECT_HAZARD_BLOCKS_WRITES] = {"BLOCKS WRITES", "blocks-writes"},
	[DDLECT_HAZARD_BLOCKS_READS] = {"BLOCKS READS", "blocks-reads"},
	[DDLECT_HAZARD_IRREVERSIBLE] = {"IRREVERSIBLE", "irreversible"},
	[DDLECT_HAZARD_MAY_FAIL] = {"MAY FAIL ON EXISTING ROWS", "may-fail"},
	[DDLECT_HAZARD_IN_USE] = {"MAY FAIL WHILE IN USE", "in-use"},
};

const char *hazard_title(uint32_t kind)
{
	return hazards[kind < DDLECT_HAZARD_COUNT ? kind : 0].title;
}

const char *hazard_code(uint32_t kind)
{
	return hazards[kind < DDLECT_HAZARD_COUNT ? kind : 0].code;
}
