/* SPDX-License-Identifier: Apache-2.0 */
/* ddlect down: revert migrations. One, when nothing is said; all is asked for. */
#include <string.h>

#include "core/base/err.h"
#include "core/cli/migrate.h"

#define ALL "revert every migration"

static bool is_all(const struct cli *cli)
{
	return cli->options.all ||
	       (cli->n_arguments && strcmp(cli->arguments[0], "all") == 0);
}

static int down_work(struct work *work, struct ddlect_err *err)
{
	const struct cli *cli = work->cli;
	if (is_all(cli) && work_ask(work, ALL, err) < 0)
		return -1;
	return work_moved(work, ddlect_downgrade,
			  is_all(cli)	     ? "all"
			  : cli->n_arguments ? cli->arguments[0]
					     : "1",
			  err);
}

static int down_run(struct cli *cli, struct ddlect_err *err)
{
	if (cli->options.all && cli->n_arguments)
		return err_status(err, DDLECT_USAGE,
				  "-all says how far already; give it alone");
	if (is_all(cli) && migrate_check_ask(cli, "down -all", err) < 0)
		return -1;
	return migrate_command(cli, down_work, err);
}

static const struct flag *const down_flags[] = {&flag_all, &flag_yes, MIGRATE_FLAGS,
						MIGRATE_RUN_FLAGS, NULL};

const struct command command_down = {
	.name = "down",
	.arguments = "[N|vX.Y.Z]",
	.summary =
		"Revert migrations: the last one, N of them, down to a release, or -all.",
	.flags = down_flags,
	.max_arguments = 1,
	.run = down_run,
};
