/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Help: written from the commands' and flags' own tables, and from the dialects that are
 * there. It shows defaults as words, never a value that came from the environment.
 */
#include <stdio.h>

#include <ddlect/dialect.h>
#include <ddlect/version.h>

#include "core/cli/cli.h"
#include "core/dialect/registry.h"

#define FLAG_WIDTH 27

static void write_flag(struct ddlect_buf *out, const char *name, const char *value,
		       const char *help)
{
	size_t start = out->length;
	buf_printf(out, "  -%s%s%s", name, value ? " " : "", value ? value : "");
	size_t width = out->length - start;
	int pad = width < FLAG_WIDTH ? (int)(FLAG_WIDTH - width) : 1;
	buf_printf(out, "%*s%s\n", pad, "", help);
}

static void write_command(struct ddlect_buf *out, const struct cli *cli,
			  const struct registry *registry)
{
	const struct command *command = cli->command;
	buf_printf(out, "usage: %s %s [flags]%s%s\n\n%s\n\n", cli->program, command->name,
		   command->arguments ? " " : "",
		   command->arguments ? command->arguments : "", command->summary);
	for (const struct flag *const *f = command->flags; *f; f++)
		if (!cli->provider || *f != &flag_provider)
			write_flag(out, (*f)->name, (*f)->value, (*f)->help);
	for (uint32_t i = 0; command->lifts && registry && i < registry->n; i++) {
		const struct ddlect_dialect *dialect = &registry->dialects[i]->slots;
		if (!(dialect->capabilities & DDLECT_CAN_LIFT))
			continue;
		char help[160];
		snprintf(help, sizeof(help), "the upgrade for %s from a database of %s",
			 dialect->name,
			 dialect->base ? dialect->base : "another dialect");
		write_flag(out, dialect->lift_flag, NULL, help);
	}
}

static void write_commands(struct ddlect_buf *out, const struct cli *cli,
			   const struct command *const *commands)
{
	buf_printf(out,
		   "ddlect %s: from tables that are declared once to SQL migrations for\n"
		   "every dialect that is installed.\n\nusage: %s [command] [flags]\n\n",
		   DDLECT_VERSION, cli->program);
	for (const struct command *const *c = commands; *c; c++)
		buf_printf(out, "  %-12s %s%s\n", (*c)->name, (*c)->summary,
			   c == commands ? " (when no command is named)" : "");
	buf_printf(
		out,
		"\n%s COMMAND -help says more. Exit codes: 0 done, 1 failed, 2 usage,\n"
		"5 busy, 6 integrity, 130 or 143 interrupted.\n",
		cli->program);
}

void help_write(struct ddlect_buf *out, const struct cli *cli,
		const struct command *const *commands, const struct registry *registry)
{
	if (!cli->named) {
		write_commands(out, cli, commands);
		buf_text(out, "\n");
	}
	write_command(out, cli, registry);
}
