/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drop: what a migration made, and a plan knows nothing of: types, routines, views. Only the
 * catalog knows of what sort they are, and with which parameters. Never with CASCADE; so what
 * depends on them is looked for before.
 */
#include <stdio.h>

#include "plugins/postgres/postgres.h"
#include "plugins/postgres/session.h"

#include "gen/postgres_sql.h"

int pg_current_schema(const struct ddlect_dialect *self, struct ddlect_session *session,
		      char *out, uint64_t size, struct ddlect_err *err)
{
	(void)self;
	if (own_learn(session, err) < 0)
		return -1;
	if (!session->own.schema)
		return ddlect_error(err,
				    "%s: no schema of the search path is there; set "
				    "search_path for the role or the database",
				    session->place);
	snprintf(out, size, "%s", session->own.schema);
	return 0;
}

static int statement_row(void *context, const char *const *values, uint32_t n,
			 struct ddlect_err *err)
{
	struct ddlect_buf *buf = ddlect_statement(context);
	(void)n;
	(void)err;
	ddlect_raw(buf, values[0]);
	return 0;
}

/* The word for a kind of object in drop.sql and in_the_way.sql; NULL: it isn't known. */
static const char *kind_of(const struct ddlect_effect *object)
{
	static const char *const kinds[DDLECT_EFFECT_COUNT] = {
		[DDLECT_EFFECT_TABLE] = "table",
		[DDLECT_EFFECT_TYPE] = "type",
		[DDLECT_EFFECT_ROUTINE] = "routine",
		[DDLECT_EFFECT_SCHEMA] = "schema",
		[DDLECT_EFFECT_VIEW] = "relation",
		[DDLECT_EFFECT_SEQUENCE] = "relation",
	};
	return object->object < DDLECT_EFFECT_COUNT ? kinds[object->object] : NULL;
}

int pg_drop(const struct ddlect_dialect *self, struct ddlect_session *session,
	    const struct ddlect_effect *object, struct ddlect_script *out,
	    struct ddlect_err *err)
{
	const char *kind = kind_of(object);
	const char *params[] = {kind, object->schema, object->name};
	if (!kind)
		return ddlect_error(err, "an object of kind %u can't be dropped by name",
				    object->object);
	return pg_query(self, session, sql_drop, params, 3, statement_row, out, err);
}

static const char *part_of(const struct ddlect_effect *object, int part)
{
	return part == 0 ? kind_of(object) : part == 1 ? object->schema : object->name;
}

int pg_dependents(const struct ddlect_dialect *self, struct ddlect_session *session,
		  const struct ddlect_effect *objects, uint64_t n, ddlect_row *row,
		  void *context, struct ddlect_err *err)
{
	const char *params[3] = {0};
	struct ddlect_buf *parts[3];
	bool full = false;
	for (int part = 0; part < 3; part++) {
		struct ddlect_buf *out = parts[part] = ddlect_host->buf_new();
		if (!out)
			continue;
		ddlect_raw(out, "{");
		for (uint64_t i = 0; i < n; i++)
			pg_element_write(out, part_of(&objects[i], part), i == 0);
		ddlect_raw(out, "}");
		params[part] = ddlect_host->buf_text(out);
	}
	for (int part = 0; part < 3; part++)
		full |= !params[part];
	int status = full ? ddlect_no_memory(err)
			  : pg_query(self, session, sql_in_the_way, params, 3, row,
				     context, err);
	for (int part = 0; part < 3; part++)
		ddlect_host->buf_free(parts[part]);
	return status;
}
