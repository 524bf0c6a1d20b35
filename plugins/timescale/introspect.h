/* SPDX-License-Identifier: Apache-2.0 */
/* Introspection inside this plugin: what the files that read the catalogs share. */
#ifndef PLUGINS_TIMESCALE_INTROSPECT_H
#define PLUGINS_TIMESCALE_INTROSPECT_H

#include "plugins/timescale/timescale.h"

struct ts_reading {
	const struct ddlect_dialect *self;
	struct ddlect_session *session;
	const struct ddlect_introspect_request *request;
	struct ddlect_schema *out;
	char *schemas; /* the request's, as the text of an array */
};

/* NULL for the default schema, else the name: as the model has it. */
const char *ts_reading_ns(const struct ts_reading *reading, const char *name);

/* NULL when it isn't among the tables read. */
struct ddlect_table *ts_reading_table(const struct ts_reading *reading, const char *ns,
				      const char *name);

/* capability.c: refuse a database without the extension, or with one that is too old. */
int ts_check_server(const struct ddlect_dialect *self, struct ddlect_session *session,
		    struct ddlect_err *err);

/* introspect_cascade.c: read the helper routine's triggers back into references. */
int ts_read_cascades(struct ts_reading *reading, struct ddlect_err *err);
/* Keep only routines that this dialect wrote. */
void ts_filter_routines(struct ts_reading *reading);

/* introspect_aggregate.c: name continuous aggregates where a table is said to be in use. */
int ts_name_aggregates(struct ts_reading *reading, struct ddlect_err *err);

/* introspect_hide.c: take away what the server made for itself. */
int ts_hide_internals(struct ts_reading *reading, struct ddlect_err *err);
int ts_hide_triggers(struct ts_reading *reading, struct ddlect_err *err);
void ts_hide_indexes(struct ts_reading *reading);

#endif
