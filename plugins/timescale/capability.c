/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Capability: is the server at the other end a TimescaleDB that this dialect knows? Every
 * 2.x is; its catalogs are read through views that all of them have.
 */
#include <stdlib.h>

#include "plugins/timescale/introspect.h"

#include "gen/timescale_sql.h"

struct version {
	char text[64];
};

static int version_row(void *context, const char *const *values, uint32_t n,
		       struct ddlect_err *err)
{
	struct version *version = context;
	(void)n;
	(void)err;
	snprintf(version->text, sizeof(version->text), "%s", values[0] ? values[0] : "");
	return 0;
}

int ts_check_server(const struct ddlect_dialect *self, struct ddlect_session *session,
		    struct ddlect_err *err)
{
	struct version version = {""};
	if (self->query(self, session, sql_version, NULL, 0, version_row, &version, err) <
	    0)
		return -1;
	if (!version.text[0])
		return ddlect_error(
			err,
			"the extension timescaledb isn't in this database; run "
			"CREATE EXTENSION timescaledb, or add -fake-tsdb to make the "
			"upgrade from a plain PostgreSQL");
	if (strtol(version.text, NULL, 10) < 2)
		return ddlect_error(err,
				    "timescaledb %s is older than 2.0; update the "
				    "extension first",
				    version.text);
	return 0;
}
