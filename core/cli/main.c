/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command: parse, run, and turn what came of it into an exit code. It is the same for
 * ddlect itself and for a provider's own tool.
 */
#include <stdio.h>
#include <string.h>

#include <ddlect/provider.h>
#include <ddlect/version.h>

#include "core/base/err.h"
#include "core/cli/cli.h"
#include "core/cli/signals.h"
#include "core/dialect/registry.h"

/* The first is the one that runs when none is named. */
static const struct command *const commands[] = {
	&command_generate, &command_up,	      &command_down,  &command_goto,
	&command_status,   &command_version,  &command_force, &command_drop,
	&command_embed,	   &command_dialects, &command_fmt,   NULL,
};

static const char *program_name(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	const char *name = slash ? slash + 1 : path;
	return name && *name ? name : "ddlect";
}

int cli_registry(struct cli *cli, struct registry *registry, struct ddlect_err *err)
{
	if (registry_load(registry, cli->arena, cli->options.plugin_dir, err) < 0)
		return -1;
	for (uint32_t i = 0; cli->options.verbose && i < registry->n_refused; i++)
		cli_note(cli, "%s is not used: %s", registry->refused[i]->file,
			 registry->refused[i]->reason);
	for (uint32_t i = 0; i < registry->n_notes; i++)
		cli_note(cli, "%s", registry->notes[i]);
	return foreign_resolve(cli, registry, err);
}

static int say_help(struct cli *cli, struct ddlect_err *err)
{
	struct registry registry = {0};
	struct ddlect_err ignored;
	struct ddlect_buf out;
	/* Without dialects the help only lacks their flags. */
	bool loaded = cli->command->lifts &&
		      registry_load(&registry, cli->arena, cli->options.plugin_dir,
				    &ignored) == 0;
	buf_init(&out);
	help_write(&out, cli, commands, loaded ? &registry : NULL);
	int status = cli_write(cli, &out, err);
	buf_clear(&out);
	return status;
}

static int say_version(struct cli *cli, struct ddlect_err *err)
{
	struct ddlect_buf out;
	buf_init(&out);
	buf_printf(&out, "ddlect %s\n", DDLECT_VERSION);
	int status = cli_write(cli, &out, err);
	buf_clear(&out);
	return status;
}

static int run(struct cli *cli, int argc, char **argv, struct ddlect_err *err)
{
	static const struct registry none;
	if (flags_parse(cli, commands, argc, argv, err) < 0)
		return -1;
	if (cli->options.help)
		return say_help(cli, err);
	if (cli->options.version)
		return say_version(cli, err);
	if (!cli->command->lifts && foreign_resolve(cli, &none, err) < 0)
		return -1;
	return cli->command->run(cli, err);
}

/* An error for machines, in the place of the summary that there isn't. */
static void write_failure(struct cli *cli, const struct ddlect_err *failure, int code)
{
	struct ddlect_err ignored;
	struct ddlect_buf out;
	buf_init(&out);
	buf_printf(&out, "{\"result\": \"failed\", \"exit\": %d, \"error\": ", code);
	buf_json(&out, failure->text);
	buf_text(&out, "}\n");
	cli_write(cli, &out, &ignored);
	buf_clear(&out);
}

int ddlect_main(int argc, char **argv, const struct ddlect_provider *provider)
{
	struct arena arena;
	struct arena declared;
	struct ddlect_err err = {0};
	struct cli cli = {.arena = &arena,
			  .declared = &declared,
			  .program = program_name(argc > 0 ? argv[0] : NULL),
			  .provider = provider};
	int code = 0;

	arena_init(&arena);
	arena_init(&declared);
	signals_watch();
	if (run(&cli, argc, argv, &err) < 0) {
		code = cli.code		 ? cli.code
		       : *signals_flag() ? 128 + *signals_flag()
		       : err.status	 ? (int)err.status
					 : (int)DDLECT_FAILED;
		if (err.text[0])
			cli_error(&cli, err.text);
		if (cli.options.json && !cli.answered)
			write_failure(&cli, &err, code);
	}
	cli_declare_end(&cli);
	arena_clear(&declared);
	arena_clear(&arena);
	return code;
}
