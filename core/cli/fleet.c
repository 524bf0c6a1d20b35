/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fleet: one command on many databases, some of them at a time. Each has its own handle and
 * thread, and one line when it is done; one that fails stops no other.
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

struct fleet {
	struct cli *cli;
	struct work *works;
	uint32_t n;
	pthread_mutex_t mutex; /* of what follows, and of printing */
	uint32_t next;
	uint32_t failed;
	uint32_t left; /* not begun, because of an interrupt */
};

/* --- the file ------------------------------------------------------------------------- */

static int read_lines(struct cli *cli, FILE *file, const char ***lines, uint32_t *n,
		      struct ddlect_err *err)
{
	char *line = NULL;
	size_t room = 0;
	int status = 0;
	*lines = NULL;
	*n = 0;
	while (status == 0 && getline(&line, &room, file) >= 0) {
		char *text = line + strspn(line, " \t");
		size_t length = strlen(text);
		while (length && strchr(" \t\r\n", text[length - 1]))
			length--;
		if (length == 0 || *text == '#')
			continue;
		const char **grown = arena_grow(cli->arena, *lines, *n, sizeof(*grown));
		const char *copy = arena_text(cli->arena, text, length);
		if (!grown || !copy) {
			status = err_no_memory(err);
			break;
		}
		*lines = grown;
		grown[(*n)++] = copy;
	}
	if (status == 0 && ferror(file))
		status = err_set(err, "can't read %s: %s", cli->options.dsn_file,
				 strerror(errno));
	free(line);
	return status;
}

static int read_dsns(struct cli *cli, const char ***dsns, uint32_t *n,
		     struct ddlect_err *err)
{
	const char *path = cli->options.dsn_file;
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	if (!file)
		return err_set(err, "can't read %s: %s", path, strerror(errno));
	int status = read_lines(cli, file, dsns, n, err);
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

/* --- working -------------------------------------------------------------------------- */

static void say_done(struct fleet *fleet, struct work *work)
{
	uint32_t number = (uint32_t)(work - fleet->works) + 1;
	char where[600];
	snprintf(where, sizeof(where), "%u%s%s", number, work->place[0] ? ", " : "",
		 work->place);
	if (work->status < 0)
		cli_warn(fleet->cli, "database %s: FAILED: %s", where, work->err.text);
	else
		cli_say(fleet->cli, "database %s: %s", where, work->line.text);
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
		fleet->failed += work->status < 0;
		say_done(fleet, work);
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

static int write_json(struct fleet *fleet, struct ddlect_err *err)
{
	struct ddlect_buf out;
	buf_init(&out);
	buf_printf(&out, "{\"result\": \"%s\", \"failed\": %u, \"databases\": [",
		   fleet->failed || fleet->left ? "failed" : "done", fleet->failed);
	for (uint32_t i = 0; i < fleet->next; i++) {
		const struct work *work = &fleet->works[i];
		buf_printf(&out, "%s\n {\"number\": %u, \"result\": \"%s\", \"place\": ",
			   i ? "," : "", i + 1,
			   work->status < 0 ? "failed" : work->result);
		buf_json(&out, work->place);
		if (work->status < 0) {
			buf_text(&out, ", \"error\": ");
			buf_json(&out, work->err.text);
		}
		buf_printf(&out, "%s}", work->json.text);
	}
	buf_text(&out, "]}\n");
	int status = cli_write(fleet->cli, &out, err);
	fleet->cli->answered = true;
	buf_clear(&out);
	return status;
}

static int finish(struct fleet *fleet, struct ddlect_err *err)
{
	if (fleet->cli->options.json && write_json(fleet, err) < 0)
		return -1;
	if (fleet->left)
		return err_set(
			err, "interrupted: %u of %u databases were not begun, %u failed",
			fleet->left, fleet->n, fleet->failed);
	if (fleet->failed)
		return err_set(err, "%u of %u databases failed", fleet->failed, fleet->n);
	cli_say(fleet->cli, "all %u databases are done", fleet->n);
	return 0;
}

int fleet_run(struct cli *cli, const struct ddlect_migrate_options *options, work_fn *run,
	      struct ddlect_err *err)
{
	struct fleet fleet = {.cli = cli, .mutex = PTHREAD_MUTEX_INITIALIZER};
	const char **dsns = NULL;
	uint32_t jobs;
	if (read_jobs(cli, &jobs, err) < 0 || read_dsns(cli, &dsns, &fleet.n, err) < 0)
		return -1;
	fleet.works = arena_alloc(cli->arena, fleet.n * sizeof(*fleet.works));
	if (!fleet.works)
		return err_no_memory(err);
	for (uint32_t i = 0; i < fleet.n; i++)
		work_init(&fleet.works[i], cli, options, run, dsns[i]);
	work_all(&fleet, jobs);
	int status = finish(&fleet, err);
	for (uint32_t i = 0; i < fleet.n; i++)
		work_clear(&fleet.works[i]);
	return status;
}
