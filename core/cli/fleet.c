/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fleet: one command on many databases, some of them at a time. Each has its own handle and
 * thread, and one line when it is done, led by the place of its DSN in the file; one that
 * fails stops no other.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/cli/migrate.h"
#include "core/cli/signals.h"

#define JOBS_USUAL 4
#define JOBS_LIMIT 256

/* A line of the file that has a DSN. */
struct entry {
	const char *dsn;   /* a secret */
	const char *label; /* `FILE:LINE` */
};

struct fleet {
	struct cli *cli;
	struct work *works;
	uint32_t n;
	pthread_mutex_t mutex; /* of what follows, and of printing */
	uint32_t next;
	uint32_t failed;
	uint32_t left; /* not begun, because of an interrupt */
	atomic_flag told;
};

/* 0 when the line has nothing on it that counts. */
static size_t trim(const char **line)
{
	*line += strspn(*line, " \t");
	size_t length = strlen(*line);
	while (length && strchr(" \t\r\n", (*line)[length - 1]))
		length--;
	return **line == '#' ? 0 : length;
}

static int add_entry(struct cli *cli, struct entry **entries, uint32_t *n,
		     const char *text, size_t length, uint32_t line,
		     struct ddlect_err *err)
{
	struct entry *grown = arena_grow(cli->arena, *entries, *n, sizeof(*grown));
	if (!grown)
		return err_no_memory(err);
	*entries = grown;
	grown[*n] = (struct entry){
		.dsn = arena_text(cli->arena, text, length),
		.label = arena_printf(cli->arena, "%s:%u", cli->options.dsn_file, line),
	};
	if (!grown[*n].dsn || !grown[*n].label)
		return err_no_memory(err);
	++*n;
	return 0;
}

static int read_lines(struct cli *cli, FILE *file, struct entry **entries, uint32_t *n,
		      struct ddlect_err *err)
{
	char *line = NULL;
	size_t room = 0;
	int status = 0;
	*entries = NULL;
	*n = 0;
	for (uint32_t number = 1; status == 0 && getline(&line, &room, file) >= 0;
	     number++) {
		const char *text = line;
		size_t length = trim(&text);
		if (length)
			status = add_entry(cli, entries, n, text, length, number, err);
	}
	if (status == 0 && ferror(file))
		status = err_set(err, "can't read %s: %s", cli->options.dsn_file,
				 strerror(errno));
	free(line);
	return status;
}

static int read_dsns(struct cli *cli, struct entry **entries, uint32_t *n,
		     struct ddlect_err *err)
{
	const char *path = cli->options.dsn_file;
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	if (!file)
		return err_set(err, "can't read %s: %s", path, strerror(errno));
	int status = read_lines(cli, file, entries, n, err);
	if (file != stdin)
		fclose(file);
	if (status == 0 && *n == 0)
		return err_status(err, DDLECT_USAGE, "%s has no DSN in it", path);
	return status;
}

static int read_jobs(const struct cli *cli, uint32_t *jobs, struct ddlect_err *err)
{
	const char *text = cli->options.jobs;
	char *end;
	*jobs = JOBS_USUAL;
	if (!text)
		return 0;
	unsigned long n = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || n == 0 || n > JOBS_LIMIT)
		return err_status(err, DDLECT_USAGE, "-jobs needs a number from 1 to %d",
				  JOBS_LIMIT);
	*jobs = (uint32_t)n;
	return 0;
}

/* Which database it is; a failure to connect says where by itself. */
static void write_label(struct ddlect_buf *line, const struct work *work)
{
	bool said = !work->place[0] ||
		    (work->status < 0 && strstr(work->err.text, work->place));
	buf_printf(line, "%s%s%s: ", work->label, said ? "" : ", ",
		   said ? "" : work->place);
}

/* What was asked for: it is said with -q too. */
static void write_data(struct fleet *fleet, struct work *work)
{
	struct ddlect_buf line;
	struct ddlect_err *err = &work->err;
	if (!work->out.length || fleet->cli->options.json)
		return;
	buf_init(&line);
	write_label(&line, work);
	buf_text(&line, work->out.text);
	line.broken |= buf_broken(&work->out);
	if (cli_write(fleet->cli, &line, work->status < 0 ? NULL : err) < 0)
		work->status = -1;
	buf_clear(&line);
}

/* A line as soon as one is done; what failed is said with -q too. */
static void say_done(struct fleet *fleet, struct work *work)
{
	struct ddlect_buf line;
	write_data(fleet, work);
	if (work->status == 0 && !work->line.length)
		return;
	buf_init(&line);
	write_label(&line, work);
	buf_text(&line, work->line.text);
	if (work->status < 0) {
		buf_printf(&line, "%sFAILED: %s", work->line.length ? "; " : "",
			   work->err.text);
		cli_error(fleet->cli, line.text);
	} else {
		cli_say(fleet->cli, "%s", line.text);
	}
	buf_clear(&line);
}

static struct work *take(struct fleet *fleet)
{
	struct work *work = NULL;
	pthread_mutex_lock(&fleet->mutex);
	if (signals_count() > 0)
		fleet->left = fleet->n - fleet->next;
	else if (fleet->next < fleet->n)
		work = &fleet->works[fleet->next++];
	pthread_mutex_unlock(&fleet->mutex);
	return work;
}

static void *worker(void *context)
{
	struct fleet *fleet = context;
	for (struct work *work; (work = take(fleet));) {
		work_do(work);
		pthread_mutex_lock(&fleet->mutex);
		say_done(fleet, work);
		fleet->failed += work->status < 0;
		pthread_mutex_unlock(&fleet->mutex);
	}
	return NULL;
}

static void work_all(struct fleet *fleet, uint32_t jobs)
{
	pthread_t threads[JOBS_LIMIT];
	uint32_t n = 0;
	while (n < jobs && n < fleet->n &&
	       pthread_create(&threads[n], NULL, worker, fleet) == 0)
		n++;
	if (n == 0)
		worker(fleet);
	for (uint32_t i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
}

/*
 * The code for all: an interrupt's, where it kept some from their work; else 1, as soon as
 * one failed. Where all that failed did so for one reason, busy or integrity for example,
 * its own code says more and is no less a failure.
 */
static int fleet_code(const struct fleet *fleet)
{
	int code = 0;
	if (fleet->left)
		return 128 + *signals_flag();
	for (uint32_t i = 0; i < fleet->next; i++) {
		const struct work *work = &fleet->works[i];
		int own = work_exit(work);
		if (own && work->interrupted)
			return own;
		if (own)
			code = code == 0 || code == own ? own : (int)DDLECT_FAILED;
	}
	return code;
}

/* In the order of the file, also those that weren't begun. */
static int write_json(struct fleet *fleet, int code, struct ddlect_err *err)
{
	struct ddlect_buf out;
	buf_init(&out);
	buf_printf(&out,
		   "{\"result\": \"%s\", \"exit\": %d, \"failed\": %u, \"databases\": [",
		   fleet->failed || fleet->left ? "failed" : "done", code, fleet->failed);
	for (uint32_t i = 0; i < fleet->n; i++) {
		const struct work *work = &fleet->works[i];
		buf_printf(&out, "%s\n {\"number\": %u, \"line\": ", i ? "," : "", i + 1);
		buf_json(&out, work->label);
		buf_text(&out, ", ");
		if (i < fleet->next)
			work_json(&out, work);
		else
			buf_text(&out, "\"result\": \"not begun\"");
		buf_text(&out, "}");
	}
	buf_text(&out, "]}\n");
	int status = cli_write(fleet->cli, &out, err);
	fleet->cli->answered = true;
	buf_clear(&out);
	return status;
}

static int finish(struct fleet *fleet, struct ddlect_err *err)
{
	int code = fleet_code(fleet);
	fleet->cli->code = code;
	if (fleet->cli->options.json && write_json(fleet, code, err) < 0)
		return -1;
	if (fleet->left)
		return err_set(
			err, "interrupted: %u of %u databases were not begun, %u failed",
			fleet->left, fleet->n, fleet->failed);
	if (fleet->failed)
		return err_status(err, (uint32_t)code, "%u of %u database%s failed",
				  fleet->failed, fleet->n, fleet->n == 1 ? "" : "s");
	if (fleet->n == 1)
		cli_say(fleet->cli, "the only database is done");
	else
		cli_say(fleet->cli, "all %u databases are done", fleet->n);
	return 0;
}

int fleet_run(struct cli *cli, const struct ddlect_migrate_options *options, work_fn *run,
	      struct ddlect_err *err)
{
	struct fleet fleet = {
		.cli = cli, .mutex = PTHREAD_MUTEX_INITIALIZER, .told = ATOMIC_FLAG_INIT};
	struct entry *entries = NULL;
	uint32_t jobs;
	if (read_jobs(cli, &jobs, err) < 0 || read_dsns(cli, &entries, &fleet.n, err) < 0)
		return -1;
	fleet.works = arena_alloc(cli->arena, fleet.n * sizeof(*fleet.works));
	if (!fleet.works)
		return err_no_memory(err);
	for (uint32_t i = 0; i < fleet.n; i++) {
		work_init(&fleet.works[i], cli, options, run, entries[i].dsn);
		fleet.works[i].label = entries[i].label;
		fleet.works[i].told = &fleet.told;
	}
	work_all(&fleet, jobs);
	int status = finish(&fleet, err);
	for (uint32_t i = 0; i < fleet.n; i++)
		work_clear(&fleet.works[i]);
	return status;
}
