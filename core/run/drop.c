/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drop: see drop.h. As many tables as a transaction can have go at once, with the state and
 * its history: all of it, or nothing. When there are more, the state says from the first
 * batch on that the database is in the middle of something, and goes with the last one; so
 * whoever was stopped runs drop again, and what is left is found by the same files.
 */
#include "core/base/err.h"
#include "core/migrations/file.h"
#include "core/run/drop.h"

struct batch {
	struct ddlect_buf sql;
	uint64_t statements;
	struct map tables;
	uint32_t n_tables;
};

static int batch_count(struct batch *batch, struct arena *arena,
		       const struct ddlect_change *change)
{
	if (!change || !change->table_name ||
	    map_get(&batch->tables, change->table_schema, change->table_name))
		return 0;
	batch->n_tables++;
	return map_set(&batch->tables, arena, change->table_schema, change->table_name,
		       batch);
}

/* The statements from `*at` on that are one transaction; moves behind them. */
static int batch_fill(struct batch *batch, const struct drop *drop, uint32_t *at,
		      struct ddlect_err *err)
{
	const struct ddlect_script *script = &drop->script;
	bool blocks = drop->max_tables > 0 && drop->n_tables > drop->max_tables;
	*batch = (struct batch){0};
	buf_init(&batch->sql);
	for (; *at < script->n_statements; ++*at) {
		const struct statement *statement = script->statements[*at];
		if (batch_count(batch, &drop->trip->round, statement->change) < 0)
			return err_no_memory(err);
		if (blocks && batch->n_tables > FILE_BLOCK_TABLES)
			break;
		if (!statement->sql)
			continue;
		buf_text(&batch->sql, statement->sql);
		buf_text(&batch->sql, ";\n");
		batch->statements++;
	}
	return buf_broken(&batch->sql) ? err_no_memory(err) : 0;
}

static int batch_run(struct drop *drop, struct batch *batch, bool last,
		     struct ddlect_err *err)
{
	struct trip *trip = drop->trip;
	const struct text text = {
		.name = "drop",
		.bytes = batch->sql,
		.held = true,
		.length = batch->sql.length,
		.statements = batch->statements,
	};
	const struct part part = {
		.name = "drop",
		.text = &text,
		.flags = last ? DDLECT_RUN_FORGET : 0,
	};
	struct ddlect_state after = {.version = DDLECT_NO_VERSION};
	if (!last)
		after = (struct ddlect_state){trip->state.version, 1, 0};
	return trip_run(trip, &part, after, NULL, err);
}

static int run_batches(struct drop *drop, struct ddlect_err *err)
{
	const struct ddlect_script *script = &drop->script;
	uint32_t at = 0;
	int status;
	do {
		struct batch batch;
		if (migrator_stops(drop->trip->migrator, DDLECT_STOP_SOON))
			return report_stopped(drop->trip, NULL, err);
		status = batch_fill(&batch, drop, &at, err);
		if (status == 0)
			status = batch_run(drop, &batch, at == script->n_statements, err);
		buf_clear(&batch.sql);
	} while (status == 0 && at < script->n_statements);
	return status;
}

/* Files that aren't what was applied may be another project's, and what they name too. */
static int check_files(struct trip *trip, struct ddlect_err *err)
{
	const struct journal *journal = &trip->journal;
	const bool *edited;
	if (trip_compare(trip, &edited, err) < 0)
		return -1;
	for (uint32_t i = 0; i < journal->n; i++)
		if (edited[i])
			return err_status(
				err, DDLECT_INTEGRITY,
				"version %llu isn't what was applied here: these may be "
				"another project's migrations. Use those that were "
				"applied; nothing was dropped",
				(unsigned long long)journal->entries[i].version);
	return 0;
}

/* Whoever is asked sees what goes. */
static int confirm(const struct drop *drop, struct ddlect_err *err)
{
	const struct ddlect_migrate_options *o = &drop->trip->migrator->options;
	struct ddlect_buf list;
	if (!o->confirm)
		return 0;
	buf_init(&list);
	drop_write_list(drop, &list);
	int status = buf_broken(&list) ? err_no_memory(err)
		     : o->confirm(o->context, list.text)
			     ? 0
			     : err_set(err, "not confirmed, nothing was done");
	buf_clear(&list);
	return status;
}

static int drop_once(struct trip *trip, struct ddlect_err *err)
{
	struct drop drop;
	arena_reset(&trip->round);
	trip->n_rows = 0;
	if (trip_read(trip, err) < 0 || check_files(trip, err) < 0)
		return -1;
	int status = drop_find(&drop, trip, err);
	if (status == 0)
		drop_say_notes(&drop);
	if (status == 0 && trip->migrator->options.flags & DDLECT_DRY_RUN)
		drop_say_statements(&drop);
	else if (status == 0 && confirm(&drop, err) < 0)
		status = -1;
	else if (status == 0 && (status = run_batches(&drop, err)) == 0)
		drop_say_done(&drop);
	drop_clear(&drop);
	return status;
}

/* Without migrations a declaration will do. */
static int open_source(struct trip *trip, struct ddlect_err *err)
{
	const struct ddlect_migrate_options *o = &trip->migrator->options;
	struct ddlect_err why;
	if (o->path || (!o->provider && !o->provider_file))
		return migrator_source(trip->migrator, &trip->source, &trip->arena, err);
	if (migrator_source(trip->migrator, &trip->source, &trip->arena, &why) == 0)
		return 0;
	migrator_log(trip->migrator, DDLECT_LOG_DETAIL, "%s", why.text);
	source_close(&trip->source);
	trip->source.scan = (struct scan){0};
	return 0;
}

static int drop(struct trip *trip, struct ddlect_err *err)
{
	struct ddlect_migrator *migrator = trip->migrator;
	int status;
	if (migrator_ready(migrator, err) < 0)
		return -1;
	trip->dialect = migrator->dialect;
	if (open_source(trip, err) < 0 || (!(migrator->options.flags & DDLECT_DRY_RUN) &&
					   migrator_lock(migrator, err) < 0))
		return -1;
	do
		status = drop_once(trip, err);
	while (status == TRIP_MOVED && !migrator_stops(migrator, DDLECT_STOP_SOON));
	return status == TRIP_MOVED ? report_stopped(trip, NULL, err) : status;
}

int ddlect_drop(struct ddlect_migrator *migrator, struct ddlect_err *err)
{
	struct trip trip = {.migrator = migrator, .source.directory = -1};
	arena_init(&trip.arena);
	arena_init(&trip.round);
	int status = drop(&trip, err);
	trip_end(&trip);
	return status;
}
