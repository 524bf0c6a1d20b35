/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The timescale dialect: what it says of itself, and where it differs from its base. It is
 * a hypertable's worth of differences; types, sessions and plain DDL are the base's.
 */
#include <ddlect/version.h>

#include "plugins/timescale/timescale.h"

const struct ddlect_host *ddlect_host;
const struct ddlect_dialect *ts_base;

static const char *const schemes[] = {"timescale", "timescaledb", "tsdb", "ts", NULL};

static const struct ddlect_attr_info attrs[] = {
	{TS_HYPERTABLE, "the time column, by which the table is cut into chunks",
	 DDLECT_ON_TABLE, 0},
	{TS_CHUNK_INTERVAL, "how much time one chunk has: '1 day'", DDLECT_ON_TABLE, 0},
	{TS_SPACE_PARTITION, "a second cut by a hash of a column: 'column, 4'",
	 DDLECT_ON_TABLE, 0},
	{TS_RETENTION, "drop chunks when they are older: '90 days'", DDLECT_ON_TABLE, 0},
	{TS_COLUMNSTORE_AFTER, "move chunks to the columnstore after: '7 days'",
	 DDLECT_ON_TABLE, 0},
	{TS_SEGMENTBY, "columns that rows of the columnstore are grouped by: 'a, b'",
	 DDLECT_ON_TABLE, 0},
	{TS_ORDERBY, "how they are ordered in a group: 'a DESC, b'", DDLECT_ON_TABLE, 0},
	{NULL, NULL, 0, 0},
};

static const struct ddlect_dialect dialect = {
	.magic = DDLECT_DIALECT_MAGIC,
	.size = sizeof(dialect),
	.abi_minor = DDLECT_ABI_MINOR,
	.needs_minor = 0,
	.name = "timescale",
	.version = DDLECT_VERSION,
	.base = "postgres",
	.summary = "TimescaleDB 2: tables become hypertables",
	.schemes = schemes,
	.attrs = attrs,
	.lift_flag = "fake-tsdb",
	.capabilities = DDLECT_CAN_INTROSPECT | DDLECT_CAN_LIFT,
	.max_tables_per_transaction = 100,
	.lower = ts_lower,
	.render = ts_render,
	.bind = ts_bind,
	.introspect = ts_introspect,
	.lift = ts_lift,
	.drop = ts_drop,
	.dependents = ts_dependents,
};

int ts_bind(const struct ddlect_dialect *base, struct ddlect_err *err)
{
	if (!base->introspect || !base->query || !base->drop || !base->dependents)
		return ddlect_error(err,
				    "its base \"%s\" can't read a database; it needs the "
				    "postgres plugin of the same release",
				    base->name);
	ts_base = base;
	return 0;
}

/* The one function that this object exports. */
const struct ddlect_dialect *ddlect_dialect_v1(const struct ddlect_host *host);

__attribute__((visibility("default"))) const struct ddlect_dialect *
ddlect_dialect_v1(const struct ddlect_host *host)
{
	ddlect_host = host;
	return &dialect;
}
