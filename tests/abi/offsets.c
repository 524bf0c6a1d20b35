/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is frozen, as numbers. A plugin or a program that was built years ago has these
 * offsets in its code: when one of these lines no longer compiles, the change breaks every
 * such one and needs a new major version, not a new number here. New members are added at
 * the end, with a line here. The numbers are those of 64-bit machines.
 */
#include <stddef.h>

#include <ddlect/dialect.h>
#include <ddlect/host.h>
#include <ddlect/migrate.h>
#include <ddlect/provider.h>

#if UINTPTR_MAX == UINT64_MAX
#define AT(type, member, offset)                                                         \
	_Static_assert(offsetof(struct type, member) == (offset), #type "." #member)
#define SIZE(type, size) _Static_assert(sizeof(struct type) == (size), #type)

AT(ddlect_dialect, magic, 0);
AT(ddlect_dialect, size, 4);
AT(ddlect_dialect, abi_minor, 8);
AT(ddlect_dialect, needs_minor, 12);
AT(ddlect_dialect, name, 16);
AT(ddlect_dialect, version, 24);
AT(ddlect_dialect, base, 32);
AT(ddlect_dialect, summary, 40);
AT(ddlect_dialect, schemes, 48);
AT(ddlect_dialect, attrs, 56);
AT(ddlect_dialect, lift_flag, 64);
AT(ddlect_dialect, capabilities, 72);
AT(ddlect_dialect, max_name, 80);
AT(ddlect_dialect, max_tables_per_transaction, 84);
AT(ddlect_dialect, block_begin, 88);
AT(ddlect_dialect, block_commit, 96);
AT(ddlect_dialect, lower, 104);
AT(ddlect_dialect, render, 112);
AT(ddlect_dialect, type_name, 120);
AT(ddlect_dialect, bind, 128);
AT(ddlect_dialect, describe_dsn, 136);
AT(ddlect_dialect, open, 144);
AT(ddlect_dialect, close, 152);
AT(ddlect_dialect, introspect, 160);
AT(ddlect_dialect, query, 168);
AT(ddlect_dialect, reconcile, 176);
AT(ddlect_dialect, lift, 184);
AT(ddlect_dialect, split, 192);
AT(ddlect_dialect, effects, 200);
AT(ddlect_dialect, lock, 208);
AT(ddlect_dialect, unlock, 216);
AT(ddlect_dialect, state, 224);
AT(ddlect_dialect, run, 232);
AT(ddlect_dialect, current_schema, 240);
AT(ddlect_dialect, drop, 248);
AT(ddlect_dialect, dependents, 256);
AT(ddlect_dialect, dsn_options, 264);

AT(ddlect_open_request, connection, 32);
AT(ddlect_open_request, cancelled, 40);
AT(ddlect_open_request, context, 48);
SIZE(ddlect_piece, 40);
SIZE(ddlect_effect, 48);
SIZE(ddlect_state, 16);
SIZE(ddlect_history, 96);
AT(ddlect_run, table, 8);
AT(ddlect_run, before, 32);
AT(ddlect_run, rows, 64);
AT(ddlect_run, statement_timeout_ms, 84);
AT(ddlect_run, tell, 88);
AT(ddlect_notice, statement, 8);
AT(ddlect_notice, text, 24);
AT(ddlect_failure, code, 24);
AT(ddlect_failure, message, 32);
AT(ddlect_failure, alone, 5152);

SIZE(ddlect_err, 2048);
SIZE(ddlect_pos, 16);
SIZE(ddlect_attr_info, 24);
AT(ddlect_attr_info, on, 16);

AT(ddlect_provider, magic, 0);
AT(ddlect_provider, size, 4);
AT(ddlect_provider, enum_size, 36);
AT(ddlect_provider, name, 40);
AT(ddlect_provider, tables, 80);
AT(ddlect_provider, migration_size, 88);
AT(ddlect_provider, migrations, 96);
SIZE(ddlect_migration, 56);
AT(ddlect_provider_column, increment, 104);
AT(ddlect_provider_table, relations, 104);

AT(ddlect_migrate_options, provider, 8);
AT(ddlect_migrate_options, provider_file, 16);
AT(ddlect_migrate_options, dsn, 40);
AT(ddlect_migrate_options, connection, 48);
AT(ddlect_migrate_options, migrations_table, 72);
AT(ddlect_migrate_options, lock_wait_ms, 80);
AT(ddlect_migrate_options, lock_retries, 92);
AT(ddlect_migrate_options, context, 96);
AT(ddlect_migrate_options, cancel, 120);
AT(ddlect_migrate_options, schema, 128);
AT(ddlect_migrate_options, confirm, 136);
AT(ddlect_progress, version, 8);
AT(ddlect_progress, statements, 64);
AT(ddlect_outcome, state, 8);
AT(ddlect_outcome, file, 32);
AT(ddlect_outcome, hint, 88);
AT(ddlect_status_row, title, 16);
AT(ddlect_status_row, duration_ms, 48);
AT(ddlect_generate_options, provider, 8);
AT(ddlect_generate_options, plugin_dir, 80);
AT(ddlect_generate_options, cancel, 104);
#endif

int main(void)
{
	return 0;
}
