/* SPDX-License-Identifier: Apache-2.0 */
/* ddlect version: which version the database is at. */
#include "core/cli/migrate.h"

static int version_work(struct work *work, struct ddlect_err *err)
{
	struct ddlect_state *state = &work->after;
	if (ddlect_version(work->migrator, state, err) < 0)
		return -1;
	version_json(&work->json, "version", state);
	buf_printf(&work->json, ", \"dirty\": %s", state->dirty ? "true" : "false");
	version_write(&work->out, state);
	buf_text(&work->out, "\n");
	return 0;
}

static int version_run(struct cli *cli, struct ddlect_err *err)
{
	return migrate_command(cli, version_work, err);
}

static const struct flag *const version_flags[] = {MIGRATE_FLAGS, NULL};

const struct command command_version = {
	.name = "version",
	.summary = "Print the version that the database is at, or \"none\".",
	.flags = version_flags,
	.run = version_run,
};
