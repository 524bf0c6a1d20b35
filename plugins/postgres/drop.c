/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drop: what a migration made, and a plan knows nothing of: types, routines, views. Only the
 * catalog knows of what sort they are, and with which parameters. Never with CASCADE.
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

int pg_drop(const struct ddlect_dialect *self, struct ddlect_session *session,
	    const struct ddlect_effect *object, struct ddlect_script *out,
	    struct ddlect_err *err)
{
	static const char *const kinds[DDLECT_EFFECT_COUNT] = {
		[DDLECT_EFFECT_TYPE] = "type",
		[DDLECT_EFFECT_ROUTINE] = "routine",
		[DDLECT_EFFECT_VIEW] = "relation",
		[DDLECT_EFFECT_SEQUENCE] = "relation",
	};
	const char *kind =
		object->object < DDLECT_EFFECT_COUNT ? kinds[object->object] : NULL;
	const char *params[] = {kind, object->schema, object->name};
	if (!kind)
		return ddlect_error(err, "an object of kind %u can't be dropped by name",
				    object->object);
	return pg_query(self, session, sql_drop, params, 3, statement_row, out, err);
}
