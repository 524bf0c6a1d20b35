/* SPDX-License-Identifier: Apache-2.0 */
/* ddlect goto: apply or revert, whichever leads to a version. */
#include "core/cli/migrate.h"

static int goto_work(struct work *work, struct ddlect_err *err)
{
	return work_moved(work, ddlect_goto, work->cli->arguments[0], err);
}

static int goto_run(struct cli *cli, struct ddlect_err *err)
{
	return migrate_command(cli, goto_work, err);
}

static const struct flag *const goto_flags[] = {MIGRATE_FLAGS, MIGRATE_RUN_FLAGS, NULL};

const struct command command_goto = {
	.name = "goto",
	.arguments = "VERSION|vX.Y.Z|initial|latest",
	.summary = "Apply or revert migrations until the database is at a version.",
	.flags = goto_flags,
	.min_arguments = 1,
	.max_arguments = 1,
	.run = goto_run,
};
