/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ddlect fmt: print what a file declares as DBML, in one form. Nothing is added to it: no
 * convention, no names of keys. Reading the output gives the same tables again.
 */
#include "core/cli/cli.h"
#include "core/declare/dbml_write.h"
#include "core/declare/declare.h"

static int fmt_run(struct cli *cli, struct ddlect_err *err)
{
	const char *path = cli->arguments[0];
	struct diags diags;
	diags_init(&diags, cli->arena);
	struct ddlect_schema *schema =
		declare_is_object(path)
			? provider_read_file(cli->arena, path, &diags, err)
			: dbml_read(cli->arena, path, &diags, err);
	cli_diags(cli, &diags);
	if (!schema)
		return -1;
	struct ddlect_buf out;
	buf_init(&out);
	int status = dbml_write(&out, schema, NULL, err);
	if (status == 0)
		status = cli_write(cli, &out, err);
	buf_clear(&out);
	return status;
}

static const struct flag *const fmt_flags[] = {&flag_quiet, NULL};

const struct command command_fmt = {
	.name = "fmt",
	.arguments = "FILE",
	.summary = "Print what FILE declares as DBML, in one form.",
	.flags = fmt_flags,
	.min_arguments = 1,
	.max_arguments = 1,
	.run = fmt_run,
};
