/* SPDX-License-Identifier: Apache-2.0 */
/* Migrator: see migrator.h. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <ddlect/ascii.h>

#include "core/base/err.h"
#include "core/declare/declare.h"
#include "core/run/log.h"
#include "core/run/migrator.h"
#include "core/run/wait.h"

#define LOCK_WAIT_MS 15000
#define LOCK_TIMEOUT_MS 5000
#define LOCK_RETRIES 5
#define RECONNECT_MS 5000

void migrator_log(const struct ddlect_migrator *migrator, uint32_t level,
		  const char *format, ...)
{
	const struct ddlect_migrate_options *o = &migrator->options;
	va_list ap;
	va_start(ap, format);
	log_write(o->log, o->context, level, format, ap);
	va_end(ap);
}

void migrator_log_errors(const struct ddlect_migrator *migrator,
			 const struct diags *diags)
{
	struct ddlect_buf text;
	buf_init(&text);
	for (uint32_t i = 0; i < diags->n; i++) {
		if (diags->list[i]->severity != DIAG_ERROR)
			continue;
		buf_reset(&text);
		log_diag(&text, diags->list[i]);
		migrator_log(migrator, DDLECT_LOG_WARNING, "%s", text.text);
	}
	buf_clear(&text);
}

bool migrator_stops(struct ddlect_migrator *migrator, int how)
{
	const struct ddlect_migrate_options *o = &migrator->options;
	int answer = o->cancel ? o->cancel(o->context) : DDLECT_GO_ON;
	if (answer > migrator->stop)
		migrator->stop = answer;
	return migrator->stop >= how;
}

int migrator_interrupted(struct ddlect_err *err, const char *then)
{
	return err_set(err, "interrupted; %s", then);
}

/* What a session asks while it waits: a file that runs is only given up when it has to be. */
static int cancelled(void *context)
{
	return migrator_stops(context, DDLECT_STOP_NOW);
}

static int connect_once(struct ddlect_migrator *migrator, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = migrator->dialect;
	const struct ddlect_migrate_options *o = &migrator->options;
	const struct ddlect_open_request request = {
		.size = sizeof(request),
		.dsn = o->dsn,
		.application = o->application,
		.connection = o->connection,
		.cancelled = cancelled,
		.context = migrator,
	};
	migrator->session = NULL;
	if (dialect->open(dialect, &request, &migrator->session, err) == 0)
		return 0;
	migrator->session = NULL;
	return -1;
}

static void disconnect(struct ddlect_migrator *migrator)
{
	if (migrator->session)
		migrator->dialect->close(migrator->dialect, migrator->session);
	migrator->session = NULL;
	migrator->locked = false;
}

void migrator_distrust(struct ddlect_migrator *migrator)
{
	if (!migrator->options.connection)
		disconnect(migrator);
}

/* Without waiting. 1: somebody else has it. */
static int try_lock(struct ddlect_migrator *migrator, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = migrator->dialect;
	struct ddlect_err why = {0};
	if (dialect->lock(dialect, migrator->session, &migrator->table, &why) == 0) {
		migrator->locked = true;
		return 0;
	}
	*err = why;
	if (why.status == DDLECT_BUSY)
		return 1;
	migrator_distrust(migrator);
	return -1;
}

int migrator_lock(struct ddlect_migrator *migrator, struct ddlect_err *err)
{
	struct wait wait;
	struct ddlect_err why = {0};
	int status, again = WAIT_AGAIN;
	bool said = false;
	wait_begin(&wait, migrator, migrator->options.lock_wait_ms);
	while ((status = try_lock(migrator, &why)) > 0 && again == WAIT_AGAIN) {
		if (!said)
			migrator_log(migrator, DDLECT_LOG_INFO, "waiting: %s", why.text);
		said = true;
		again = wait_more(&wait);
	}
	if (status > 0 && again == WAIT_INTERRUPTED)
		return migrator_interrupted(err, "nothing was changed");
	if (status != 0 && err)
		*err = why;
	return status == 0 ? 0 : -1;
}

void migrator_unlock(struct ddlect_migrator *migrator)
{
	struct ddlect_err why = {0};
	if (!migrator || !migrator->session || !migrator->locked)
		return;
	const struct ddlect_dialect *dialect = migrator->dialect;
	migrator->locked = false;
	if (dialect->unlock(dialect, migrator->session, &migrator->table, &why) == 0)
		return;
	/* It ends with the session. */
	if (migrator->options.connection)
		migrator_log(migrator, DDLECT_LOG_WARNING,
			     "the lock of runners is kept until the connection ends: %s",
			     why.text);
	migrator_distrust(migrator);
}

int migrator_reconnect(struct ddlect_migrator *migrator, struct ddlect_err *err)
{
	struct wait wait;
	int status;
	if (migrator->options.connection)
		return err_set(err, "the connection is the caller's own");
	disconnect(migrator);
	wait_begin(&wait, migrator, RECONNECT_MS);
	do {
		status = migrator->session ? 0 : connect_once(migrator, err);
		if (status == 0)
			status = try_lock(migrator, err);
	} while (status != 0 && wait_more(&wait) == WAIT_AGAIN);
	return status == 0 ? 0 : -1;
}

/* 0 stands for what is usual, and the highest number for 0. */
static void or_usual(uint32_t *value, uint32_t usual)
{
	*value = *value == 0 ? usual : *value == UINT32_MAX ? 0 : *value;
}

static void read_options(struct ddlect_migrator *migrator,
			 const struct ddlect_migrate_options *given)
{
	struct ddlect_migrate_options *o = &migrator->options;
	memcpy(o, given, given->size < sizeof(*o) ? given->size : sizeof(*o));
	o->size = sizeof(*o);
	or_usual(&o->lock_wait_ms, LOCK_WAIT_MS);
	or_usual(&o->lock_timeout_ms, LOCK_TIMEOUT_MS);
	if (o->lock_retries == 0)
		o->lock_retries = LOCK_RETRIES;
	if (!o->application)
		o->application = MIGRATOR_TOOL;
	if (o->dsn && !*o->dsn)
		o->dsn = NULL;
	if (o->dialect && !*o->dialect)
		o->dialect = NULL;
}

static int choose_dialect(struct ddlect_migrator *migrator, struct ddlect_err *err)
{
	const struct ddlect_migrate_options *o = &migrator->options;
	const struct dialect *found;
	if (!o->dsn && !o->connection)
		return 0;
	if (o->dsn && o->connection)
		return err_status(err, DDLECT_USAGE,
				  "a DSN and a connection were given; give one of them");
	if (!o->dsn && !o->dialect)
		return err_status(err, DDLECT_USAGE,
				  "a connection says not which dialect it is of: name "
				  "the dialect too");
	found = o->dialect ? registry_find(&migrator->registry, o->dialect, err)
			   : registry_find_dsn(&migrator->registry, o->dsn, err);
	if (!found)
		return -1;
	if (!(found->slots.capabilities & DDLECT_CAN_RUN))
		return err_set(err,
			       "the dialect %s only generates: it can't run migrations",
			       found->slots.name);
	migrator->dialect = &found->slots;
	return 0;
}

static int open_database(struct ddlect_migrator *migrator, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = migrator->dialect;
	if (!dialect)
		return 0;
	if (migrator->options.dsn && dialect->describe_dsn &&
	    dialect->describe_dsn(dialect, migrator->options.dsn, migrator->place,
				  sizeof(migrator->place)) < 0)
		migrator->place[0] = '\0';
	return connect_once(migrator, err);
}

static int load_dialects(struct ddlect_migrator *migrator,
			 const struct registry *registry, struct ddlect_err *err)
{
	if (!registry)
		return registry_load(&migrator->registry, &migrator->arena,
				     migrator->options.plugin_dir, err);
	migrator->registry = *registry;
	migrator->registry.arena = &migrator->arena;
	return 0;
}

int migrator_open(struct ddlect_migrator **migrator,
		  const struct ddlect_migrate_options *options,
		  const struct registry *registry, char place[MIGRATOR_PLACE],
		  struct ddlect_err *err)
{
	if (!migrator)
		return err_status(err, DDLECT_USAGE, "there is no place for the handle");
	*migrator = NULL;
	if (!options)
		return err_status(err, DDLECT_USAGE, "there are no options");
	if (options->size < offsetof(struct ddlect_migrate_options, provider))
		return err_status(err, DDLECT_USAGE,
				  "the options have no size: begin them with "
				  "DDLECT_MIGRATE_OPTIONS");
	struct ddlect_migrator *made = calloc(1, sizeof(*made));
	if (!made)
		return err_no_memory(err);
	arena_init(&made->arena);
	outcome_begin(&made->outcome);
	read_options(made, options);
	int status = load_dialects(made, registry, err) == 0 &&
				     choose_dialect(made, err) == 0 &&
				     state_table_choose(made, err) == 0 &&
				     open_database(made, err) == 0 &&
				     state_table_check(made, err) == 0
			     ? 0
			     : -1;
	if (place)
		memcpy(place, made->place, sizeof(made->place));
	if (status == 0)
		*migrator = made;
	else
		ddlect_migrator_close(made);
	return status;
}

int ddlect_migrator_open(struct ddlect_migrator **migrator,
			 const struct ddlect_migrate_options *options,
			 struct ddlect_err *err)
{
	return migrator_open(migrator, options, NULL, NULL, err);
}

void ddlect_migrator_close(struct ddlect_migrator *migrator)
{
	if (!migrator)
		return;
	disconnect(migrator);
	arena_clear(&migrator->arena);
	free(migrator);
}

const char *ddlect_migrator_place(const struct ddlect_migrator *migrator)
{
	return migrator ? migrator->place : "";
}

const struct ddlect_outcome *
ddlect_migrator_outcome(const struct ddlect_migrator *migrator)
{
	static const struct ddlect_outcome nothing = {
		.size = sizeof(nothing),
		.state.version = DDLECT_NO_VERSION,
		.file = "",
		.code = "",
		.message = "",
		.detail = "",
		.hint = "",
	};
	return migrator ? &migrator->outcome.told : &nothing;
}

int migrator_ready(struct ddlect_migrator *migrator, struct ddlect_err *err)
{
	if (!migrator)
		return err_status(
			err, DDLECT_USAGE,
			"there is no handle: opening it failed, or was left out");
	migrator->stop = DDLECT_GO_ON;
	outcome_begin(&migrator->outcome);
	if (!migrator->dialect)
		return err_status(err, DDLECT_USAGE,
				  "no database: give a DSN or a connection");
	return migrator->session ? 0 : connect_once(migrator, err);
}

/* A number in front, and SQL at the end: whoever called it so meant a migration. */
static bool is_near(const char *name)
{
	size_t length = strlen(name);
	return ddlect_ascii_digit(*name) && length > 4 &&
	       ddlect_ascii_same(name + length - 4, ".sql", 4);
}

static bool has_near(const struct scan *scan)
{
	for (uint32_t i = 0; i < scan->n_ignored; i++)
		if (is_near(scan->ignored[i]))
			return true;
	return false;
}

/* A name that is nearly a migration's would else go unseen. */
static void say_ignored(const struct ddlect_migrator *migrator,
			const struct source *source)
{
	struct ddlect_buf names;
	buf_init(&names);
	source_ignored(source, &names);
	if (names.length)
		migrator_log(migrator,
			     has_near(&source->scan) ? DDLECT_LOG_WARNING
						     : DDLECT_LOG_INFO,
			     "%s has other files, which are ignored: %s", source->place,
			     names.text);
	buf_clear(&names);
}

int migrator_source(struct ddlect_migrator *migrator, struct source *source,
		    struct arena *arena, struct ddlect_err *err)
{
	const struct ddlect_migrate_options *o = &migrator->options;
	const struct ddlect_provider *provider = o->provider;
	const char *file = o->provider_file;
	if (!o->path && !provider && file && declare_is_object(file)) {
		provider = provider_open_file(arena, file, err);
		if (!provider)
			return -1;
	}
	if (source_open(source, arena, o->path, migrator->dialect->name, provider, err) <
	    0)
		return -1;
	say_ignored(migrator, source);
	return 0;
}
