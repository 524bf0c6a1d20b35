/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cases of rendering for PostgreSQL: from two schemas to statements, with the titles of
 * their hazards in front.
 */
#ifndef TESTS_UNIT_PG_RENDER_CASE_H
#define TESTS_UNIT_PG_RENDER_CASE_H

#include "core/base/arena.h"
#include "core/dialect/host.h"
#include "core/diff/plan.h"
#include "core/diff/script.h"
#include "core/model/schema.h"
#include "plugins/postgres/postgres.h"
#include "plugins/postgres/render.h"
#include "tests/lib/story.h"
#include "tests/unit/test.h"

static const struct ddlect_dialect dialect = {
	.name = "postgres", .lower = pg_lower, .render = pg_render};

static inline struct ddlect_schema *lower(struct arena *arena,
					  const struct ddlect_schema *from)
{
	struct ddlect_err err;
	struct ddlect_schema *out = schema_new_like(arena, from);
	if (pg_lower(&dialect, from, out, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	return out;
}

static inline const char *text_of(const struct ddlect_script *script)
{
	struct ddlect_buf buf;
	buf_init(&buf);
	for (uint32_t i = 0; i < script->n_statements; i++) {
		const struct statement *statement = script->statements[i];
		for (uint32_t j = 0; j < statement->n_hazards; j++)
			buf_printf(&buf, "-- %s\n",
				   hazard_title(statement->hazards[j]->kind));
		if (statement->sql)
			buf_printf(&buf, "%s;\n", statement->sql);
	}
	char *text = arena_text(script->arena, buf.text, buf.length);
	buf_clear(&buf);
	CHECK(text);
	return text;
}

static inline void renders_schemas(struct arena *arena, const struct ddlect_schema *from,
				   const struct ddlect_schema *to, uint32_t direction,
				   const char *sql)
{
	struct ddlect_err err;
	struct ddlect_script script;
	struct ddlect_plan *plan = plan_make(arena, lower(arena, from), lower(arena, to),
					     direction, NULL, &err);
	CHECK(plan);
	script_init(&script, arena);
	if (script_render(&script, &dialect, plan, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	CHECK_TEXT(text_of(&script), sql);
	script_clear(&script);
}

/* The statements of the way up, and if `down` isn't NULL of the way back. */
static inline void renders(const char *from, const char *to, const char *up,
			   const char *down)
{
	struct arena arena;
	arena_init(&arena);
	ddlect_host = host_table();
	struct ddlect_schema *a = story_schema(&arena, from);
	struct ddlect_schema *b = story_schema(&arena, to);
	renders_schemas(&arena, a, b, DDLECT_UP, up);
	if (down)
		renders_schemas(&arena, b, a, DDLECT_DOWN, down);
	arena_clear(&arena);
}

#endif
