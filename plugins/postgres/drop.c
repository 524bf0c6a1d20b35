/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drop: types and routines that a migration made, and that a plan knows nothing of: only
 * the catalog knows of what sort they are, and with which parameters. Never with CASCADE.
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
	bool routine = object->object == DDLECT_EFFECT_ROUTINE;
	const char *params[] = {routine ? "routine" : "type", object->schema,
				object->name};
	if (!routine && object->object != DDLECT_EFFECT_TYPE)
		return ddlect_error(err, "only types and routines are dropped by name");
	return pg_query(self, session, sql_drop, params, 3, statement_row, out, err);
}
