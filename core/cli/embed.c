/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ddlect embed: migrations as a C file, for a provider to carry inside. What stands in
 * the file's place is replaced only when this command wrote it, or with -force.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <ddlect/provider.h>

#include "core/base/err.h"
#include "core/cli/cli.h"
#include "core/cli/signals.h"
#include "core/migrations/embed.h"
#include "core/migrations/publish.h"

/* Splits a path; the directory of a plain name is ".". */
static int split_path(struct arena *arena, const char *path, const char **directory,
		      const char **name, struct ddlect_err *err)
{
	const char *slash = strrchr(path, '/');
	*name = slash ? slash + 1 : path;
	*directory = !slash	     ? "."
		     : slash == path ? "/"
				     : arena_text(arena, path, (size_t)(slash - path));
	if (!*directory)
		return err_no_memory(err);
	if (!**name || strcmp(*name, ".") == 0 || strcmp(*name, "..") == 0)
		return err_status(err, DDLECT_USAGE,
				  "-o %.200s is a directory, and has to be a file", path);
	return 0;
}

static int name_by_file(struct cli *cli, const char **name, struct ddlect_err *err)
{
	const char *directory, *file;
	if (strcmp(cli->options.output, "-") == 0)
		return err_status(err, DDLECT_USAGE,
				  "on standard output the array needs a name: -name "
				  "IDENT");
	if (split_path(cli->arena, cli->options.output, &directory, &file, err) < 0)
		return -1;
	const char *dot = strrchr(file, '.');
	size_t length = dot ? (size_t)(dot - file) : strlen(file);
	const char *words = arena_text(cli->arena, file, length);
	*name = words ? embed_name_make(cli->arena, words, "") : NULL;
	if (words && (!*words || (*name && !embed_name_check(*name))))
		return err_status(err, DDLECT_USAGE,
				  "the file's name says none for the array: -name IDENT");
	return *name ? 0 : err_no_memory(err);
}

static int choose_name(struct cli *cli, const char **name, struct ddlect_err *err)
{
	const char *given = cli->options.name;
	const char *provider = cli->provider ? cli->provider->name : NULL;
	struct ddlect_schema *schema;
	*name = given;
	if (given && !embed_name_check(given))
		return err_status(err, DDLECT_USAGE,
				  "-name %.100s is no name in C: letters, digits and _, "
				  "no digit first, and no keyword",
				  given);
	if (given)
		return 0;
	if (cli->options.provider) {
		if (cli_declare(cli, &schema, err) < 0)
			return -1;
		provider = schema->provider;
	}
	if (!provider || !*provider)
		return name_by_file(cli, name, err);
	*name = embed_name_make(cli->arena, provider, "_migrations");
	return *name ? 0 : err_no_memory(err);
}

/* 1: it is there, and may be replaced; 0: there is none; -1: hands off. */
static int may_replace(const char *path, bool force, struct ddlect_err *err)
{
	char start[64];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		return 0;
	ssize_t length = fd < 0 ? -1 : read(fd, start, sizeof(start));
	if (fd >= 0)
		close(fd);
	if (length < 0 || embed_is_own(start, (size_t)length) || force)
		return 1; /* what is no file at all, publish_files() says */
	return err_set(err,
		       "%s is there already, and wasn't written by embed; -force "
		       "replaces it",
		       path);
}

static int save(struct cli *cli, const struct ddlect_buf *text, struct ddlect_err *err)
{
	struct publish publish;
	struct publish_file file = {.text = text->text, .length = text->length};
	const char *directory;
	if (split_path(cli->arena, cli->options.output, &directory, &file.name, err) < 0)
		return -1;
	signals_hold(true);
	if (publish_begin(&publish, cli->arena, directory, NULL, signals_flag(), err) < 0)
		return -1;
	int status = may_replace(cli->options.output, cli->options.force, err);
	if (status >= 0)
		status = publish_files(&publish, &file, 1, status, err);
	publish_end(&publish);
	signals_hold(false);
	return status;
}

static void say_written(const struct cli *cli, const struct embed *embed)
{
	struct ddlect_buf dialects;
	buf_init(&dialects);
	for (uint32_t i = 0; i < embed->n_dialects; i++)
		buf_printf(&dialects, "%s%s", i ? ", " : "", embed->dialects[i]);
	cli_say(cli, "wrote %s: %s, %u migration%s for %s", cli->options.output,
		embed->name, embed->n_migrations, embed->n_migrations == 1 ? "" : "s",
		dialects.text);
	buf_clear(&dialects);
}

static int embed_all(struct cli *cli, struct embed *embed, struct ddlect_buf *out,
		     struct ddlect_err *err)
{
	if (embed_write(embed, cli->arena, out, err) < 0)
		return -1;
	for (uint32_t i = 0; i < embed->n_notes; i++)
		cli_note(cli, "%s", embed->notes[i]);
	if (strcmp(cli->options.output, "-") == 0)
		return cli_write(cli, out, err);
	if (save(cli, out, err) < 0)
		return -1;
	say_written(cli, embed);
	return 0;
}

static int run(struct cli *cli, struct ddlect_err *err)
{
	struct options *o = &cli->options;
	struct embed embed = {.path = o->path ? o->path
					      : "./resources/provider/migrations",
			      .dialect = o->dialect};
	struct ddlect_buf out;
	if (!*embed.path)
		return err_status(err, DDLECT_USAGE, "-path needs a directory");
	if (!o->output || !*o->output)
		return err_status(err, DDLECT_USAGE,
				  "no file to write: -o FILE, or -o - for standard "
				  "output");
	if (choose_name(cli, &embed.name, err) < 0)
		return -1;
	buf_init(&out);
	int status = embed_all(cli, &embed, &out, err);
	buf_clear(&out);
	return status;
}

static const struct flag *const flags[] = {&flag_path,	   &flag_output,  &flag_name,
					   &flag_provider, &flag_dialect, &flag_force,
					   &flag_quiet,	   NULL};

const struct command command_embed = {
	.name = "embed",
	.summary = "Write migrations as C, for a provider to carry inside.",
	.flags = flags,
	.run = run,
};
