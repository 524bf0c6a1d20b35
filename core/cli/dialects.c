/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ddlect dialects: which dialects there are, and which files were refused and why. With
 * -check, whether one plugin keeps its contract, in words.
 */
#include <string.h>

#include "core/base/err.h"
#include "core/cli/cli.h"
#include "core/dialect/registry.h"
#include "core/run/conform.h"

static const struct {
	uint64_t bit;
	const char *name;
} capabilities[] = {
	{DDLECT_CAN_INTROSPECT, "introspect"},
	{DDLECT_CAN_LIFT, "lift"},
	{DDLECT_CAN_RUN, "run"},
};
#define N_CAPABILITIES (sizeof(capabilities) / sizeof(capabilities[0]))

#define FIELDS 6

static const char *const headings[FIELDS] = {"NAME",	"VERSION", "ABI",
					     "SCHEMES", "BASE",	   "FILE"};

/* "a, b"; "-" when there is none. NULL: no memory. */
static const char *join(struct arena *arena, const char *const *list)
{
	const char *text = list && *list ? *list : "-";
	for (uint32_t i = 1; text && list && list[0] && list[i]; i++)
		text = arena_printf(arena, "%s, %s", text, list[i]);
	return text;
}

static int fill_row(struct arena *arena, const struct dialect *dialect,
		    const char *row[FIELDS])
{
	const struct ddlect_dialect *d = &dialect->slots;
	row[0] = d->name;
	row[1] = d->version;
	row[2] = arena_printf(arena, "1.%u", dialect->abi_minor);
	row[3] = join(arena, d->schemes);
	row[4] = d->base ? d->base : "-";
	row[5] = dialect->file;
	return row[2] && row[3] ? 0 : -1;
}

static void write_row(struct ddlect_buf *out, const char *const row[FIELDS],
		      const size_t widths[FIELDS])
{
	for (int i = 0; i < FIELDS - 1; i++)
		buf_printf(out, "%-*s  ", (int)widths[i], row[i]);
	buf_printf(out, "%s\n", row[FIELDS - 1]);
}

/* What -v adds below a dialect's row. */
static void write_details(struct ddlect_buf *out, const struct dialect *dialect)
{
	const struct ddlect_dialect *d = &dialect->slots;
	if (d->summary)
		buf_printf(out, "    %s\n", d->summary);
	for (size_t i = 0; i < N_CAPABILITIES; i++)
		if (d->capabilities & capabilities[i].bit)
			buf_printf(out, "    can %s%s%s\n", capabilities[i].name,
				   capabilities[i].bit == DDLECT_CAN_LIFT ? ": -" : "",
				   capabilities[i].bit == DDLECT_CAN_LIFT ? d->lift_flag
									  : "");
	for (const struct ddlect_attr_info *a = d->attrs; a && a->key; a++)
		buf_printf(out, "    attribute %s%s: %s\n", a->key,
			   a->on & DDLECT_ON_TABLE ? "" : " (of a column)",
			   a->summary ? a->summary : "");
}

static int write_table(struct ddlect_buf *out, const struct registry *registry,
		       bool verbose)
{
	size_t widths[FIELDS];
	const char *row[FIELDS];
	for (int f = 0; f < FIELDS; f++)
		widths[f] = strlen(headings[f]);
	for (uint32_t i = 0; i < registry->n; i++) {
		if (fill_row(registry->arena, registry->dialects[i], row) < 0)
			return -1;
		for (int f = 0; f < FIELDS; f++)
			if (strlen(row[f]) > widths[f])
				widths[f] = strlen(row[f]);
	}
	if (registry->n > 0)
		write_row(out, headings, widths);
	for (uint32_t i = 0; i < registry->n; i++) {
		if (fill_row(registry->arena, registry->dialects[i], row) < 0)
			return -1;
		write_row(out, row, widths);
		if (verbose)
			write_details(out, registry->dialects[i]);
	}
	for (uint32_t i = 0; i < registry->n_refused; i++)
		buf_printf(out, "refused %s: %s\n", registry->refused[i]->file,
			   registry->refused[i]->reason);
	return 0;
}

static void json_member(struct ddlect_buf *out, const char *name, const char *value)
{
	buf_printf(out, ", \"%s\": ", name);
	buf_json(out, value);
}

static void json_attrs(struct ddlect_buf *out, const struct ddlect_attr_info *attrs)
{
	buf_text(out, ", \"attributes\": [");
	for (const struct ddlect_attr_info *a = attrs; a && a->key; a++) {
		buf_text(out, a == attrs ? "{\"key\": " : ", {\"key\": ");
		buf_json(out, a->key);
		json_member(out, "summary", a->summary);
		buf_printf(out, ", \"table\": %s, \"column\": %s}",
			   a->on & DDLECT_ON_TABLE ? "true" : "false",
			   a->on & DDLECT_ON_COLUMN ? "true" : "false");
	}
	buf_text(out, "]");
}

static void json_dialect(struct ddlect_buf *out, const struct dialect *dialect)
{
	const struct ddlect_dialect *d = &dialect->slots;
	const char *lead = "";
	buf_text(out, "{\"name\": ");
	buf_json(out, d->name);
	json_member(out, "version", d->version);
	buf_printf(out, ", \"abi\": \"1.%u\"", dialect->abi_minor);
	json_member(out, "base", d->base);
	json_member(out, "summary", d->summary);
	json_member(out, "file", dialect->file);
	buf_text(out, ", \"schemes\": [");
	for (uint32_t i = 0; d->schemes && d->schemes[i]; i++) {
		buf_text(out, i ? ", " : "");
		buf_json(out, d->schemes[i]);
	}
	buf_text(out, "], \"capabilities\": [");
	for (size_t i = 0; i < N_CAPABILITIES; i++)
		if (d->capabilities & capabilities[i].bit) {
			buf_text(out, lead);
			buf_json(out, capabilities[i].name);
			lead = ", ";
		}
	buf_text(out, "]");
	json_member(out, "lift_flag", d->lift_flag);
	buf_printf(out, ", \"max_name\": %u", d->max_name);
	json_attrs(out, d->attrs);
	buf_text(out, "}");
}

static void write_json(struct ddlect_buf *out, const struct registry *registry)
{
	buf_text(out, "{\"dialects\": [");
	for (uint32_t i = 0; i < registry->n; i++) {
		buf_text(out, i ? ",\n  " : "\n  ");
		json_dialect(out, registry->dialects[i]);
	}
	buf_text(out, "],\n \"refused\": [");
	for (uint32_t i = 0; i < registry->n_refused; i++) {
		buf_text(out, i ? ",\n  {\"file\": " : "\n  {\"file\": ");
		buf_json(out, registry->refused[i]->file);
		json_member(out, "reason", registry->refused[i]->reason);
		buf_text(out, "}");
	}
	buf_text(out, "]}\n");
}

static void write_checks(struct ddlect_buf *out, const struct conform *conform, bool json)
{
	buf_text(out, json ? "{\"checks\": [" : "");
	for (uint32_t i = 0; i < conform->n; i++) {
		const struct conform_check *check = &conform->checks[i];
		if (json) {
			buf_text(out, i ? ",\n  {\"check\": " : "\n  {\"check\": ");
			buf_json(out, check->title);
			buf_printf(out, ", \"ok\": %s", check->ok ? "true" : "false");
			json_member(out, "text", check->text[0] ? check->text : NULL);
			buf_text(out, "}");
		} else {
			buf_printf(out, "%-8s%s%s%s\n", check->ok ? "ok" : "refused",
				   check->title, check->text[0] ? ": " : "", check->text);
		}
	}
	buf_text(out, json ? "]}\n" : "");
}

static int check_file(struct cli *cli, struct registry *registry, struct ddlect_err *err)
{
	struct conform conform;
	struct ddlect_buf out;
	if (conform_run(&conform, registry, cli->options.check, err) < 0)
		return -1;
	buf_init(&out);
	write_checks(&out, &conform, cli->options.json);
	int status = cli_write(cli, &out, err);
	buf_clear(&out);
	cli->answered = true;
	if (status == 0 && conform.n_refused > 0)
		status = err_set(err, "%s: %u of %u checks failed", cli->options.check,
				 conform.n_refused, conform.n);
	return status;
}

static int run(struct cli *cli, struct ddlect_err *err)
{
	struct registry registry;
	struct ddlect_buf out;
	if (cli_registry(cli, &registry, err) < 0)
		return -1;
	if (cli->options.check)
		return check_file(cli, &registry, err);
	buf_init(&out);
	int status = 0;
	if (cli->options.json)
		write_json(&out, &registry);
	else if (write_table(&out, &registry, cli->options.verbose) < 0)
		status = err_no_memory(err);
	else if (registry.n == 0)
		cli_note(cli, "no dialect is installed: name the directory of their .so "
			      "files with -plugin-dir or DDLECT_PLUGIN_PATH");
	if (status == 0)
		status = cli_write(cli, &out, err);
	buf_clear(&out);
	return status;
}

static const struct flag *const flags[] = {&flag_check,	  &flag_plugin_dir, &flag_json,
					   &flag_verbose, &flag_quiet,	    NULL};

const struct command command_dialects = {
	.name = "dialects",
	.summary = "List the dialects, or check a plugin.",
	.flags = flags,
	.run = run,
};
