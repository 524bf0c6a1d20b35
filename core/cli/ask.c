/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ask: what can't be undone wants a yes, from a person at a terminal or from -yes. Nothing
 * ever waits for an answer where nobody can give one.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/base/visible.h"
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

/* Names are the database's: what a terminal would act upon is spelled out. */
int work_confirm(void *context, const char *what)
{
	const struct work *work = context;
	struct ddlect_buf lines;
	buf_init(&lines);
	while (*what) {
		char line[1024];
		size_t length = strcspn(what, "\n");
		snprintf(line, sizeof(line), "%.*s", (int)length, what);
		visible_write(&lines, line);
		buf_text(&lines, "\n");
		what += length + (what[length] == '\n');
	}
	fputs(lines.text, stderr);
	bool complete = !buf_broken(&lines);
	buf_clear(&lines);
	return complete && work_ask(work, "drop this, with all rows", NULL) == 0;
}
