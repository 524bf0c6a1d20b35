/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Migrate: what the commands that work on a database have in common. A command gives the
 * function that does its work with one handle of <ddlect/migrate.h>; here are the flags,
 * the callbacks, and the difference between one database and a fleet of them.
 *
 * A work is one database's part of a command. In a fleet each has a thread of its own, so
 * it touches nothing but itself, and what is only read.
 */
#ifndef CORE_CLI_MIGRATE_H
#define CORE_CLI_MIGRATE_H

#include <stdatomic.h>

#include <ddlect/migrate.h>

#include "core/base/buf.h"
#include "core/cli/bar.h"
#include "core/cli/cli.h"
#include "core/run/migrator.h"

struct work;

/* What a command does with one database: it fills `out`, or `json` with -json. */
typedef int work_fn(struct work *work, struct ddlect_err *err);

struct work {
	const struct cli *cli;
	const struct ddlect_migrate_options *options;
	work_fn *run;
	const char *dsn; /* a secret */
	struct ddlect_migrator *migrator;
	struct bar bar;
	bool plans;	   /* what the log says is what a dry run is for */
	bool alone;	   /* not one of a fleet: may print while it works */
	const char *label; /* of one in a fleet: where its DSN stands */
	atomic_flag *told; /* that an interrupt was heard: by one, for all */
	char place[MIGRATOR_PLACE];
	struct ddlect_state before;
	struct ddlect_state after;
	uint64_t files; /* that were, or would be, run */
	const char *result;
	struct ddlect_buf
		out; /* data for people, on standard output; a line in a fleet */
	struct ddlect_buf line; /* for people: what was done, in a line */
	struct ddlect_buf json; /* members of an object, each led by a comma */
	/* As JSON: items of lists, and the object that says where it failed. */
	struct ddlect_buf list; /* files that were run, or rows of a status */
	struct ddlect_buf warnings;
	struct ddlect_buf failure;
	struct ddlect_buf
		running; /* the file that is begun, and how many were before it */
	uint64_t running_at;
	struct ddlect_err err;
	int status;
	int interrupted; /* the signal that had arrived when it ended, or 0 */
};

/* Run a command on the database, or the databases, that the flags name. */
int migrate_command(struct cli *cli, work_fn *run, struct ddlect_err *err);

/* Refuse, before anything is touched, what would have to ask and can't. */
int migrate_check_ask(const struct cli *cli, const char *what, struct ddlect_err *err);
/* Ask, unless -yes was given: "Really %s, in host …?" -1 when the answer isn't yes. */
int work_ask(const struct work *work, const char *what, struct ddlect_err *err);
/* What the library asks: show `what` goes, and ask. The context is the work. */
int work_confirm(void *context, const char *what);

/* The state before and after, the files in between: what up, down and goto say. */
typedef int work_move(struct ddlect_migrator *migrator, const char *to,
		      struct ddlect_err *err);
int work_moved(struct work *work, work_move *move, const char *to,
	       struct ddlect_err *err);

/* Connect, run, close; whatever comes of it is in the work. */
void work_do(struct work *work);
void work_init(struct work *work, const struct cli *cli,
	       const struct ddlect_migrate_options *options, work_fn *run,
	       const char *dsn);
void work_clear(struct work *work);

/* result.c */

/* The code that a command with this work alone would exit with. */
int work_exit(const struct work *work);
void work_note_file(struct work *work, const struct ddlect_progress *progress);
void work_end_files(struct work *work, const struct ddlect_outcome *outcome);
void work_note_plan(struct work *work, const char *text);
void work_note_warning(struct work *work, const char *text);
void work_note_failure(struct work *work, const struct ddlect_outcome *outcome);
/* The members of its object. */
void work_json(struct ddlect_buf *out, const struct work *work);

/* "12", "12 (dirty)", "none". */
void version_write(struct ddlect_buf *out, const struct ddlect_state *state);
/* A member for -json, led by a comma; null is no version. */
void version_json(struct ddlect_buf *out, const char *name,
		  const struct ddlect_state *state);

/* `-dsn-file`: all of its databases, `-jobs` at a time. */
int fleet_run(struct cli *cli, const struct ddlect_migrate_options *options, work_fn *run,
	      struct ddlect_err *err);

/* The flags that every such command takes. */
#define MIGRATE_FLAGS                                                                    \
	&flag_provider, &flag_path, &flag_dialect, &flag_dsn, &flag_dsn_file,            \
		&flag_jobs, &flag_migrations_table, &flag_lock_timeout, &flag_json,      \
		&flag_verbose, &flag_quiet, &flag_plugin_dir

/* And those that run files. */
#define MIGRATE_RUN_FLAGS                                                                \
	&flag_table_lock_timeout, &flag_statement_timeout, &flag_allow_out_of_order,     \
		&flag_dry_run

#endif
