/* SPDX-License-Identifier: Apache-2.0 */
/* ddlect force: say which version the database is at, after it was repaired by hand. */
#include <string.h>

#include "core/cli/migrate.h"

static int force_work(struct work *work, struct ddlect_err *err)
{
	const char *to = work->cli->arguments[0];
	return work_moved(work, ddlect_force, strcmp(to, "-1") == 0 ? "none" : to, err);
}

static int force_run(struct cli *cli, struct ddlect_err *err)
{
	return migrate_command(cli, force_work, err);
}

static const struct flag *const force_flags[] = {MIGRATE_FLAGS, &flag_dry_run, NULL};

const struct command command_force = {
	.name = "force",
	.arguments = "VERSION|vX.Y.Z|none",
	.summary = "Say that the database is at a version, and clean; nothing is run.",
	.flags = force_flags,
	.min_arguments = 1,
	.max_arguments = 1,
	.run = force_run,
};
