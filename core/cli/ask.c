/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ask: what can't be undone wants a yes, from a person at a terminal or from -yes. Nothing
 * ever waits for an answer where nobody can give one.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/cli/migrate.h"

static bool somebody_is_there(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

int migrate_check_ask(const struct cli *cli, const char *what, struct ddlect_err *err)
{
	const struct options *o = &cli->options;
	if (o->yes || o->dry_run || (somebody_is_there() && !o->dsn_file))
		return 0;
	return err_status(err, DDLECT_USAGE,
			  "%s has to be confirmed, and nobody can be asked here: give "
			  "-yes",
			  what);
}

int work_ask(const struct work *work, const char *what, struct ddlect_err *err)
{
	const struct options *o = &work->cli->options;
	char answer[16] = "";
	if (o->yes || o->dry_run)
		return 0;
	fprintf(stderr, "Really %s, in %s? Type yes: ", what, work->place);
	fflush(stderr);
	if (fgets(answer, sizeof(answer), stdin) && strcmp(answer, "yes\n") == 0)
		return 0;
	return err_set(err, "not confirmed, nothing was done");
}
