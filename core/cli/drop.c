/* SPDX-License-Identifier: Apache-2.0 */
/* ddlect drop: the provider's tables and its state; nothing of anybody else. */
#include "core/cli/migrate.h"

static int drop_work(struct work *work, struct ddlect_err *err)
{
	bool dry_run = work->cli->options.dry_run;
	work->plans = dry_run;
	int status = ddlect_drop(work->migrator, err);
	work->plans = false;
	if (status < 0)
		return -1;
	work->result = dry_run ? "dry-run" : "done";
	if (dry_run)
		buf_printf(&work->json, ", \"plan\": [%s]", work->list.text);
	if (!work->alone) /* otherwise the log has said it */
		buf_text(&work->line, dry_run ? "nothing was dropped" : "dropped");
	return 0;
}

static int drop_run(struct cli *cli, struct ddlect_err *err)
{
	if (migrate_check_ask(cli, "drop", err) < 0)
		return -1;
	return migrate_command(cli, drop_work, err);
}

static const struct flag *const drop_flags[] = {
	&flag_yes,     &flag_trust_files,	 &flag_schema, MIGRATE_FLAGS,
	&flag_dry_run, &flag_table_lock_timeout, NULL};

const struct command command_drop = {
	.name = "drop",
	.summary = "Drop the provider's tables and its state, and nothing else.",
	.flags = drop_flags,
	.run = drop_run,
};
