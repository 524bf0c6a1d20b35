/* SPDX-License-Identifier: Apache-2.0 */
/* ddlect up: apply migrations. */
#include "core/cli/migrate.h"

static int up_work(struct work *work, struct ddlect_err *err)
{
	const struct cli *cli = work->cli;
	return work_moved(work, ddlect_upgrade,
			  cli->n_arguments ? cli->arguments[0] : "latest", err);
}

static int up_run(struct cli *cli, struct ddlect_err *err)
{
	return migrate_command(cli, up_work, err);
}

static const struct flag *const up_flags[] = {MIGRATE_FLAGS, MIGRATE_RUN_FLAGS, NULL};

const struct command command_up = {
	.name = "up",
	.arguments = "[N|vX.Y.Z|latest]",
	.summary = "Apply migrations: all (latest), N of them, or up to a release.",
	.flags = up_flags,
	.max_arguments = 1,
	.run = up_run,
};
