/* SPDX-License-Identifier: Apache-2.0 */
/* ddlect generate: from declared tables to a pair of files for each dialect. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/cli/cli.h"
#include "core/cli/signals.h"
#include "core/cli/summary.h"
#include "core/dialect/registry.h"
#include "core/migrations/name.h"
#include "core/model/schema.h"
#include "core/run/deliver.h"
#include "core/run/generate.h"

#define STRANGERS_SHOWN 10

/* What is not said by a flag. */
static void set_defaults(struct options *o)
{
	if (!o->path)
		o->path = "./resources/provider/migrations";
	if (!o->schema)
		o->schema = "public";
	if (!o->prefix && !o->release)
		o->prefix = o->full ? "init" : "unreleased";
	if (o->dialect && !*o->dialect)
		o->dialect = NULL;
	if (!o->dsn && !o->full)
		o->dsn = getenv("DDLECT_DSN");
	if (!o->dsn && !o->full)
		o->dsn = getenv("CQ_DSN");
}

static int check_options(const struct cli *cli, struct ddlect_err *err)
{
	const struct options *o = &cli->options;
	if (o->prefix && o->release)
		return err_status(err, DDLECT_USAGE,
				  "-prefix and -release both name the files; give one");
	if (o->prefix && prefix_check(o->prefix, err) < 0)
		return -1;
	if (o->release && release_check(o->release, err) < 0)
		return -1;
	if (!*o->path)
		return err_status(err, DDLECT_USAGE, "-path needs a directory");
	if (!*o->schema)
		return err_status(err, DDLECT_USAGE,
				  "-schema needs the name of a schema");
	if (o->full && o->lift)
		return err_status(
			err, DDLECT_USAGE,
			"-%s compares with a database and -full uses none; give "
			"one of the two",
			o->lift);
	if (!o->full && (!o->dsn || !*o->dsn))
		return err_status(
			err, DDLECT_USAGE,
			"no database to compare with: give -dsn DSN, or set "
			"DDLECT_DSN; -full writes initial migrations without one");
	return 0;
}

static void log_line(void *context, const char *text)
{
	const struct cli *cli = context;
	if (cli->options.verbose)
		cli_say(cli, "%s", text);
}

static void note_strangers(const struct cli *cli, const struct pair *pair)
{
	struct ddlect_buf names;
	uint32_t n = pair->n_strangers;
	if (n == 0)
		return;
	buf_init(&names);
	for (uint32_t i = 0; i < n && i < STRANGERS_SHOWN; i++) {
		const struct ddlect_table *table = pair->strangers[i];
		buf_printf(&names, "%s%s%s%s", i ? ", " : "",
			   table->schema ? table->schema : "", table->schema ? "." : "",
			   table->name);
	}
	if (n > STRANGERS_SHOWN)
		buf_printf(&names, " and %u more", n - STRANGERS_SHOWN);
	cli_note(cli,
		 "%u table%s in the database %s not declared and %s left alone: %s. "
		 "\"owns\" in the declaration says which are the provider's to drop",
		 n, n == 1 ? "" : "s", n == 1 ? "is" : "are", n == 1 ? "is" : "are",
		 names.text);
	buf_clear(&names);
}

static void note_schemas(const struct cli *cli, const struct pair *pair)
{
	const char *name = pair->dialect->slots.name;
	uint32_t n = 0;
	const char *const *read = pair->current ? schema_notes(pair->current, &n) : NULL;
	for (uint32_t i = 0; i < pair->n_notes; i++)
		cli_note(cli, "%s: %s", name, pair->notes[i]);
	for (uint32_t i = 0; i < n; i++)
		cli_note(cli, "%s: %s", name, read[i]);
}

static void say_pair(const struct cli *cli, const struct pair *pair)
{
	const char *done = cli->options.dry_run ? "would write" : "wrote";
	note_schemas(cli, pair);
	note_strangers(cli, pair);
	if (!pair->changed) {
		cli_say(cli, "%s: no change, nothing to write",
			pair->dialect->slots.name);
		return;
	}
	struct ddlect_buf out;
	buf_init(&out);
	summary_write(&out, pair, cli->options.verbose);
	if (!cli->options.quiet)
		fputs(out.text, stderr);
	buf_clear(&out);
	cli_say(cli, "  %s %s", done, pair->up.path);
	cli_say(cli, "  %s %s", done, pair->down.path);
}

static int write_json(struct cli *cli, const struct generated *generated, bool changed,
		      struct ddlect_err *err)
{
	struct ddlect_buf out;
	buf_init(&out);
	summary_json(&out, generated,
		     !changed		    ? "unchanged"
		     : cli->options.dry_run ? "dry-run"
					    : "written",
		     cli->options.dry_run);
	int status = cli_write(cli, &out, err);
	buf_clear(&out);
	return status;
}

/* The texts of a dry run, each under its name. */
static int write_texts(struct cli *cli, const struct generated *generated,
		       struct ddlect_err *err)
{
	struct ddlect_buf out;
	buf_init(&out);
	for (uint32_t i = 0; i < generated->n; i++) {
		const struct pair *pair = generated->pairs[i];
		const struct half *halves[] = {&pair->up, &pair->down};
		for (int h = 0; pair->changed && h < 2; h++) {
			buf_printf(&out, "%s-- %s\n", out.length ? "\n" : "",
				   halves[h]->path);
			buf_raw(&out, halves[h]->text.text, halves[h]->text.length);
		}
	}
	int status = cli_write(cli, &out, err);
	buf_clear(&out);
	return status;
}

static int finish(struct cli *cli, struct generated *generated, struct ddlect_err *err)
{
	const struct options *o = &cli->options;
	const struct deliver_request request = {
		.path = o->path,
		.prefix = o->prefix,
		.release = o->release,
		.force = o->force,
		.dry_run = o->dry_run,
		.cancel = signals_flag(),
	};
	const char *prefix = NULL;
	bool changed = false;
	for (uint32_t i = 0; i < generated->n; i++)
		changed |= generated->pairs[i]->changed;
	signals_hold(SIGNALS_ALL);
	if (changed && deliver(generated, cli->arena, &request, &prefix, err) < 0)
		return -1;
	signals_hold(1);
	if (changed && !prefix_is_seen(prefix))
		cli_note(cli,
			 "\"%s\" has no number, so no runner will see these files; "
			 "-release gives them one",
			 prefix);
	for (uint32_t i = 0; i < generated->n; i++)
		say_pair(cli, generated->pairs[i]);
	if (o->json)
		return write_json(cli, generated, changed, err);
	return o->dry_run ? write_texts(cli, generated, err) : 0;
}

static int generate_declared(struct cli *cli, const struct registry *registry,
			     const struct ddlect_schema *declared, struct ddlect_err *err)
{
	const struct options *o = &cli->options;
	const struct generate_request request = {
		.declared = declared,
		.spent = cli->declared,
		.registry = registry,
		.dialect = o->dialect,
		.dsn = o->dsn,
		.lift = o->lift,
		.schema = o->schema,
		.full = o->full,
		.details = o->json || o->verbose,
		.cancel = signals_flag(),
		.log = log_line,
		.log_context = cli,
	};
	struct generated generated;
	struct diags diags;
	diags_init(&diags, cli->arena);
	signals_hold(1);
	int status = generate(&generated, cli->arena, &request, &diags, err);
	cli_diags(cli, &diags);
	if (status == 0)
		status = finish(cli, &generated, err);
	generated_clear(&generated);
	return status;
}

static int run(struct cli *cli, struct ddlect_err *err)
{
	struct registry registry;
	struct ddlect_schema *declared;
	if (cli_registry(cli, &registry, err) < 0)
		return -1;
	set_defaults(&cli->options);
	if (check_options(cli, err) < 0 || cli_declare(cli, &declared, err) < 0)
		return -1;
	return generate_declared(cli, &registry, declared, err);
}

static const struct flag *const flags[] = {
	&flag_provider, &flag_dialect, &flag_path,	 &flag_dsn,   &flag_full,
	&flag_prefix,	&flag_release, &flag_schema,	 &flag_force, &flag_dry_run,
	&flag_json,	&flag_verbose, &flag_plugin_dir, &flag_quiet, NULL};

const struct command command_generate = {
	.name = "generate",
	.summary = "Write a pair of migrations for each dialect.",
	.flags = flags,
	.lifts = true,
	.run = run,
};
