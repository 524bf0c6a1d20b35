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
#include "core/run/deliver.h"
#include "core/run/generate.h"
#include "core/run/order.h"

/* What the flags ask for. */
static void read_order(const struct options *o, struct ddlect_generate_options *order)
{
	*order = (struct ddlect_generate_options){
		DDLECT_GENERATE_OPTIONS,
		.flags = (o->full ? DDLECT_GENERATE_FULL : 0) |
			 (o->force ? DDLECT_GENERATE_FORCE : 0) |
			 (o->dry_run ? DDLECT_GENERATE_DRY_RUN : 0),
		.path = o->path,
		.dialect = o->dialect,
		.dsn = o->dsn,
		.schema = o->schema,
		.prefix = o->prefix,
		.release = o->release,
		.lift = o->lift,
	};
	if (!order->dsn && !o->full)
		order->dsn = getenv("DDLECT_DSN");
	if (!order->dsn && !o->full)
		order->dsn = getenv("CQ_DSN");
	order_complete(order);
}

static void log_line(void *context, const char *text)
{
	const struct cli *cli = context;
	if (cli->options.verbose)
		cli_say(cli, "%s", text);
}

static void say_note(void *context, const char *text)
{
	cli_note(context, "%s", text);
}

static void say_pair(struct cli *cli, const struct pair *pair,
		     const struct delivered *delivered)
{
	const char *done = delivered->refusal	  ? "would not write"
			   : cli->options.dry_run ? "would write"
						  : "wrote";
	order_notes(pair, say_note, cli);
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
		      const char *refusal, struct ddlect_err *err)
{
	struct ddlect_buf out;
	buf_init(&out);
	summary_json(&out, generated,
		     !changed		    ? "unchanged"
		     : cli->options.dry_run ? "dry-run"
					    : "written",
		     refusal, cli->options.dry_run);
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

static int finish(struct cli *cli, const struct ddlect_generate_options *order,
		  struct generated *generated, struct ddlect_err *err)
{
	const struct options *o = &cli->options;
	const struct deliver_request request = {
		.path = order->path,
		.prefix = order->prefix,
		.release = order->release,
		.full = o->full,
		.force = o->force,
		.dry_run = o->dry_run,
		.cancel = signals_flag(),
	};
	struct delivered delivered = {0};
	bool changed = order_changed(generated);
	signals_hold(SIGNALS_ALL);
	if (changed && deliver(generated, cli->arena, &request, &delivered, err) < 0)
		return -1;
	signals_hold(1);
	if (changed)
		order_note_delivered(&delivered, say_note, cli);
	for (uint32_t i = 0; i < generated->n; i++)
		say_pair(cli, generated->pairs[i], &delivered);
	if (o->json)
		return write_json(cli, generated, changed, delivered.refusal, err);
	return o->dry_run ? write_texts(cli, generated, err) : 0;
}

static int generate_declared(struct cli *cli, const struct ddlect_generate_options *order,
			     const struct registry *registry,
			     const struct ddlect_schema *declared, struct ddlect_err *err)
{
	const struct options *o = &cli->options;
	const struct generate_request request = {
		.declared = declared,
		.spent = cli->declared,
		.registry = registry,
		.dialect = order->dialect,
		.dsn = order->dsn,
		.lift = order->lift,
		.schema = order->schema,
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
		status = finish(cli, order, &generated, err);
	generated_clear(&generated);
	return status;
}

static int run(struct cli *cli, struct ddlect_err *err)
{
	struct registry registry;
	struct ddlect_generate_options order;
	struct ddlect_schema *declared;
	cli_declare_begin(cli);
	if (cli_registry(cli, &registry, err) < 0)
		return -1;
	read_order(&cli->options, &order);
	if (cli->options.full && cli->options.dsn)
		cli_note(cli, "-full compares with no database, so -dsn is not used");
	if (order_check(&order, err) < 0 || cli_declare(cli, &declared, err) < 0)
		return -1;
	return generate_declared(cli, &order, &registry, declared, err);
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
