/* SPDX-License-Identifier: Apache-2.0 */
/* The dialect postgres: what it says of itself, and its slots. */
#include <ddlect/version.h>

#include "plugins/postgres/postgres.h"

const struct ddlect_host *ddlect_host;

static const char *const schemes[] = {"postgres", "postgresql", DDLECT_SCHEME_KEY_VALUE,
				      NULL};

static const struct ddlect_dialect dialect = {
	.magic = DDLECT_DIALECT_MAGIC,
	.size = sizeof(dialect),
	.abi_minor = DDLECT_ABI_MINOR,
	.needs_minor = 0,
	.name = "postgres",
	.version = DDLECT_VERSION,
	.summary = "PostgreSQL 13 to 18",
	.schemes = schemes,
	.capabilities = DDLECT_CAN_INTROSPECT | DDLECT_CAN_RUN,
	.max_name = PG_MAX_NAME,
	.max_tables_per_transaction = 400,
	.block_begin = "BEGIN",
	.block_commit = "COMMIT",
	.lower = pg_lower,
	.render = pg_render,
	.type_name = pg_type_name,
	.describe_dsn = pg_describe_dsn,
	.open = pg_open,
	.close = pg_close,
	.introspect = pg_introspect,
	.query = pg_query,
	.reconcile = pg_reconcile,
	.split = pg_split,
	.effects = pg_effects,
	.lock = pg_lock,
	.unlock = pg_unlock,
	.state = pg_state,
	.run = pg_run,
	.current_schema = pg_current_schema,
	.drop = pg_drop,
	.dependents = pg_dependents,
	.dsn_options = pg_dsn_options,
};

const struct ddlect_dialect *ddlect_dialect_v1(const struct ddlect_host *host)
{
	ddlect_host = host;
	return &dialect;
}
