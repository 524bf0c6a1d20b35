/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server that brings its database up to date when it starts: the migrations are inside, so
 * there is nothing to install beside it. Any number of them may start at once; one upgrades,
 * and the others wait for it and find nothing to do.
 *
 *	DOCS_DSN=postgres://localhost/docs ./docs_server
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include <ddlect/migrate.h>

#include "docs.h"

static volatile sig_atomic_t signals;

static void on_signal(int number)
{
	(void)number;
	signals++;
}

/* The first signal stops behind the file that is running, a second one rolls it back. */
static int cancel(void *context)
{
	(void)context;
	return signals == 0   ? DDLECT_GO_ON
	       : signals == 1 ? DDLECT_STOP_SOON
			      : DDLECT_STOP_NOW;
}

/* All that ddlect has to say comes here; no line has a DSN in it. */
static void log_line(void *context, uint32_t level, const char *text)
{
	const char *name = context;
	if (level != DDLECT_LOG_DETAIL)
		fprintf(stderr, "%s: %s%s\n", name,
			level == DDLECT_LOG_WARNING ? "warning: " : "", text);
}

static void progress(void *context, const struct ddlect_progress *at)
{
	const char *name = context;
	if (at->title)
		fprintf(stderr,
			"%s: migration %" PRIu64 " of %" PRIu64 ", to %" PRIu64 " %s\n",
			name, at->files_done + 1, at->files, at->version, at->title);
}

static int upgrade(const char *dsn, int64_t *version, struct ddlect_err *err)
{
	struct ddlect_migrator *migrator;
	struct ddlect_state state;
	const struct ddlect_migrate_options options = {
		DDLECT_MIGRATE_OPTIONS,	      .provider = &docs,	.dsn = dsn,
		.application = "docs_server", .context = "docs_server", .log = log_line,
		.progress = progress,	      .cancel = cancel,
	};
	if (ddlect_migrator_open(&migrator, &options, err) < 0)
		return -1;
	int status = ddlect_upgrade(migrator, "latest", err);
	if (status == 0)
		status = ddlect_version(migrator, &state, err);
	if (status == 0)
		*version = state.version;
	ddlect_migrator_close(migrator);
	return status;
}

int main(void)
{
	const char *dsn = getenv("DOCS_DSN");
	struct sigaction action = {.sa_handler = on_signal};
	struct ddlect_err err;
	int64_t version = 0;
	if (!dsn || !*dsn) {
		fprintf(stderr, "docs_server: set DOCS_DSN\n");
		return DDLECT_USAGE;
	}
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	if (upgrade(dsn, &version, &err) < 0) {
		fprintf(stderr, "docs_server: %s\n", err.text);
		return (int)err.status;
	}
	printf("docs_server: ready; the database is at version %" PRId64 "\n", version);
	/* Here a real one begins to listen. */
	return 0;
}
