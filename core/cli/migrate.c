/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Migrate: from flags to options, and one database's work from its beginning to its end;
 * see migrate.h. Nothing here knows what a migration is: that is <ddlect/migrate.h>'s.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ddlect/ascii.h>

#include "core/base/err.h"
#include "core/cli/migrate.h"
#include "core/cli/signals.h"
#include "core/migrations/carried.h"

/* `1.5`, whatever the locale's point is; -1 when `text` begins with no digit. */
static double read_decimal(const char *text, const char **end)
{
	double n = ddlect_ascii_digit(*text) ? 0 : -1;
	double place = 1;
	for (; ddlect_ascii_digit(*text); text++)
		n = n * 10 + (*text - '0');
	if (n >= 0 && *text == '.')
		for (text++; ddlect_ascii_digit(*text); text++)
			n += (*text - '0') * (place /= 10);
	*end = text;
	return n;
}

/* `15s`, `500ms`, `2m`, `1h`; a bare number is seconds. */
static int read_time(const char *flag, const char *text, uint32_t *ms,
		     struct ddlect_err *err)
{
	static const struct {
		const char *unit;
		double ms;
	} units[] = {{"", 1000}, {"s", 1000}, {"ms", 1}, {"m", 60000}, {"h", 3600000}};
	const char *end;
	double n = read_decimal(text, &end);
	for (size_t i = 0; n >= 0 && i < sizeof(units) / sizeof(*units); i++) {
		if (strcmp(end, units[i].unit) != 0)
			continue;
		if (n * units[i].ms > 1e9)
			break;
		*ms = (uint32_t)(n * units[i].ms + 0.5);
		return 0;
	}
	return err_status(err, DDLECT_USAGE,
			  "-%s needs a time, like 500ms, 15s or 2m, and at most 11 days",
			  flag);
}

/* What is 0 for a user has a number of its own for the library, whose 0 is "the usual". */
static int set_time(const char *flag, const char *text, uint32_t zero, uint32_t *ms,
		    struct ddlect_err *err)
{
	if (!text)
		return 0;
	if (read_time(flag, text, ms, err) < 0)
		return -1;
	if (*ms == 0)
		*ms = zero;
	return 0;
}

static int set_options(struct cli *cli, struct ddlect_migrate_options *to,
		       struct ddlect_err *err)
{
	struct options *o = &cli->options;
	bool carried = cli->provider && carried_any(cli->provider);
	if (cli_check_provider(cli, err) < 0)
		return -1;
	if (o->path && !*o->path)
		return err_status(err, DDLECT_USAGE, "-path needs a directory");
	if (!o->path && !carried && !o->provider)
		o->path = "./resources/provider/migrations";
	*to = (struct ddlect_migrate_options){
		DDLECT_MIGRATE_OPTIONS,
		.flags = (o->allow_out_of_order ? DDLECT_ALLOW_OUT_OF_ORDER : 0) |
			 (o->dry_run ? DDLECT_DRY_RUN : 0) |
			 (o->trust_files ? DDLECT_TRUST_FILES : 0),
		.provider = cli->provider,
		.provider_file = o->provider,
		.path = o->path,
		.dialect = o->dialect && *o->dialect ? o->dialect : NULL,
		.plugin_dir = o->plugin_dir,
		.migrations_table = o->migrations_table,
		.schema = o->schema,
	};
	if (set_time("lock-timeout", o->lock_timeout, UINT32_MAX, &to->lock_wait_ms,
		     err) < 0 ||
	    set_time("table-lock-timeout", o->table_lock_timeout, UINT32_MAX,
		     &to->lock_timeout_ms, err) < 0)
		return -1;
	return set_time("statement-timeout", o->statement_timeout, 0,
			&to->statement_timeout_ms, err);
}

static int choose_dsn(struct cli *cli, struct ddlect_err *err)
{
	struct options *o = &cli->options;
	if (o->dsn && o->dsn_file)
		return err_status(err, DDLECT_USAGE,
				  "-dsn and -dsn-file both name databases; give one");
	if (o->dsn_file)
		return 0;
	if (o->jobs)
		return err_status(err, DDLECT_USAGE,
				  "-jobs is for the databases of a -dsn-file");
	if (!o->dsn)
		o->dsn = getenv("DDLECT_DSN");
	if (!o->dsn)
		o->dsn = getenv("CQ_DSN");
	if (o->dsn && *o->dsn)
		return 0;
	return err_status(err, DDLECT_USAGE,
			  "no database: give -dsn DSN, or set DDLECT_DSN");
}

static void on_log(void *context, uint32_t level, const char *text)
{
	struct work *work = context;
	const struct cli *cli = work->cli;
	bool warning = level == DDLECT_LOG_WARNING;
	if (warning)
		work_note_warning(work, text);
	else if (level == DDLECT_LOG_INFO && work->plans)
		work_note_plan(work, text);
	if (level >= DDLECT_LOG_DETAIL && !cli->options.verbose)
		return;
	if (!work->alone) {
		if (warning)
			cli_warn(cli, "%s: %s", work->label, text);
		else if (cli->options.verbose || work->plans)
			cli_say(cli, "%s: %s", work->label, text);
		return;
	}
	bar_hide(&work->bar);
	if (warning)
		cli_warn(cli, "%s", text);
	else
		cli_say(cli, "%s", text);
	bar_tick(&work->bar);
}

static void on_progress(void *context, const struct ddlect_progress *progress)
{
	struct work *work = context;
	work->files = progress->files;
	work_note_file(work, progress);
	bar_set(&work->bar, progress);
}

static void say_stopping(struct work *work)
{
	if (atomic_flag_test_and_set(work->told))
		return;
	bar_hide(&work->bar);
	cli_say(work->cli,
		work->alone
			? "stopping behind the file that is running; "
			  "interrupt again to roll it back; one without a "
			  "transaction stops behind what is done of it"
			: "stopping each database behind the file that is running, and "
			  "beginning no other; interrupt again to roll these files back");
}

static int on_cancel(void *context)
{
	struct work *work = context;
	int signals = signals_count();
	if (signals == 1 && !work->bar.at.size)
		return DDLECT_STOP_NOW; /* nothing runs yet */
	if (signals == 1)
		say_stopping(work);
	bar_tick(&work->bar);
	return signals == 0   ? DDLECT_GO_ON
	       : signals == 1 ? DDLECT_STOP_SOON
			      : DDLECT_STOP_NOW;
}

void work_init(struct work *work, const struct cli *cli,
	       const struct ddlect_migrate_options *options, work_fn *run,
	       const char *dsn)
{
	*work = (struct work){.cli = cli, .options = options, .run = run, .dsn = dsn};
	work->before.version = work->after.version = DDLECT_NO_VERSION;
	work->result = "done";
	buf_init(&work->out);
	buf_init(&work->line);
	buf_init(&work->json);
	buf_init(&work->list);
	buf_init(&work->warnings);
	buf_init(&work->failure);
	buf_init(&work->running);
}

void work_clear(struct work *work)
{
	buf_clear(&work->out);
	buf_clear(&work->line);
	buf_clear(&work->json);
	buf_clear(&work->list);
	buf_clear(&work->warnings);
	buf_clear(&work->failure);
	buf_clear(&work->running);
}

static int work_run(struct work *work, const struct ddlect_migrate_options *options)
{
	if (migrator_open(&work->migrator, options, NULL, work->place, &work->err) < 0)
		return -1;
	int status = work->run(work, &work->err);
	if (status < 0)
		work_note_failure(work, ddlect_migrator_outcome(work->migrator));
	return status;
}

void work_do(struct work *work)
{
	const struct options *o = &work->cli->options;
	struct ddlect_migrate_options options = *work->options;
	options.dsn = work->dsn;
	options.context = work;
	options.log = on_log;
	options.progress = on_progress;
	options.cancel = on_cancel;
	options.confirm = o->yes ? NULL : work_confirm;
	bar_init(&work->bar, work->alone && !o->quiet && !o->json);
	work->status = work_run(work, &options);
	work->interrupted = *signals_flag();
	bar_hide(&work->bar);
	ddlect_migrator_close(work->migrator);
	work->migrator = NULL;
}

void version_write(struct ddlect_buf *out, const struct ddlect_state *state)
{
	if (state->version == DDLECT_NO_VERSION)
		buf_text(out, "none");
	else
		buf_printf(out, "%lld", (long long)state->version);
	if (state->dirty)
		buf_text(out, " (dirty)");
}

void version_json(struct ddlect_buf *out, const char *name,
		  const struct ddlect_state *state)
{
	buf_printf(out, ", \"%s\": ", name);
	if (state->version == DDLECT_NO_VERSION)
		buf_text(out, "null");
	else
		buf_printf(out, "%lld", (long long)state->version);
}

static bool same_state(const struct ddlect_state *a, const struct ddlect_state *b)
{
	return a->version == b->version && a->dirty == b->dirty;
}

/* The library's log says already that there is nothing to do; a fleet's line has to. */
static void write_move_line(struct work *work)
{
	struct ddlect_buf *line = &work->line;
	bool moved = !same_state(&work->before, &work->after);
	if (work->files == 0 && !moved && work->alone)
		return;
	if (work->files == 0)
		buf_text(line, moved ? "nothing was run" : "no change");
	else
		buf_printf(line, "%llu migration%s%s", (unsigned long long)work->files,
			   work->files == 1 ? "" : "s",
			   work->cli->options.dry_run ? " would run" : "");
	buf_text(line, moved ? ", now at version " : ", at version ");
	version_write(line, &work->after);
	if (moved) {
		buf_text(line, " (before: ");
		version_write(line, &work->before);
		buf_text(line, ")");
	}
}

/* `to` is left out where nobody knows it. */
static void write_move_json(struct work *work, bool known)
{
	version_json(&work->json, "from", &work->before);
	if (known) {
		version_json(&work->json, "to", &work->after);
		buf_printf(&work->json, ", \"dirty\": %s",
			   work->after.dirty ? "true" : "false");
	}
	buf_printf(&work->json, ", \"files\": [%s]", work->list.text);
}

static void write_move(struct work *work)
{
	bool moved = !same_state(&work->before, &work->after);
	write_move_line(work);
	write_move_json(work, true);
	work->result = work->cli->options.dry_run   ? "dry-run"
		       : work->files == 0 && !moved ? "unchanged"
						    : "done";
}

int work_moved(struct work *work, work_move *move, const char *to, struct ddlect_err *err)
{
	if (ddlect_version(work->migrator, &work->before, err) < 0)
		return -1;
	int status = move(work->migrator, to, err);
	const struct ddlect_outcome *outcome = ddlect_migrator_outcome(work->migrator);
	work_end_files(work, outcome);
	if (status < 0) {
		work->after = outcome->state;
		write_move_json(work, outcome->known);
		return -1;
	}
	if (ddlect_version(work->migrator, &work->after, err) < 0)
		return -1;
	write_move(work);
	return 0;
}

static int write_one(struct cli *cli, struct work *work, struct ddlect_err *err)
{
	struct ddlect_buf out;
	if (!cli->options.json) {
		if (work->status == 0 && work->line.length)
			cli_say(cli, "%s", work->line.text);
		return work->out.length ? cli_write(cli, &work->out, err) : 0;
	}
	buf_init(&out);
	buf_text(&out, "{");
	work_json(&out, work);
	buf_text(&out, "}\n");
	int status = cli_write(cli, &out, err);
	cli->answered = true;
	buf_clear(&out);
	return status;
}

static int run_one(struct cli *cli, const struct ddlect_migrate_options *options,
		   work_fn *run, struct ddlect_err *err)
{
	struct work work;
	atomic_flag told = ATOMIC_FLAG_INIT;
	work_init(&work, cli, options, run, cli->options.dsn);
	work.alone = true;
	work.told = &told;
	work_do(&work);
	int status = write_one(cli, &work, err);
	cli->code = work_exit(&work);
	if (work.status < 0) {
		if (err)
			*err = work.err;
		status = -1;
	}
	work_clear(&work);
	return status;
}

int migrate_command(struct cli *cli, work_fn *run, struct ddlect_err *err)
{
	struct ddlect_migrate_options options;
	if (set_options(cli, &options, err) < 0 || choose_dsn(cli, err) < 0)
		return -1;
	signals_hold(2);
	return cli->options.dsn_file ? fleet_run(cli, &options, run, err)
				     : run_one(cli, &options, run, err);
}
