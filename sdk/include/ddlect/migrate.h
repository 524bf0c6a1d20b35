/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Migrations in a C program: generate them, apply them, revert them.
 *
 *	struct ddlect_migrator *migrator;
 *	struct ddlect_migrate_options options = {
 *		DDLECT_MIGRATE_OPTIONS,
 *		.provider = &docs,	// with the migrations that it carries inside
 *		.dsn = getenv("DOCS_DSN"),
 *	};
 *	struct ddlect_err err;
 *	if (ddlect_migrator_open(&migrator, &options, &err) < 0)
 *		return fail(err.text);
 *	if (ddlect_upgrade(migrator, "latest", &err) < 0)
 *		fail(err.text);
 *	ddlect_migrator_close(migrator);
 *
 * These functions print nothing, never exit, install no signal handler and read nothing of
 * the environment but DDLECT_PLUGIN_PATH and what libpq reads. A handle belongs to one
 * thread at a time; separate handles work in parallel. Functions return 0, or -1 with `err`
 * filled in; err->status is what the command's exit code would be. `err` may be NULL; where a
 * handle, options or a place for an answer are NULL, that is an error and no crash.
 *
 * Strings in the options are kept, not copied: they must outlive the handle. Structs only
 * grow at their ends.
 */
#ifndef DDLECT_MIGRATE_H
#define DDLECT_MIGRATE_H

#include <ddlect/err.h>
#include <ddlect/provider.h>
#include <ddlect/run.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ddlect_migrator;

/* How important a line of the log is. */
#define DDLECT_LOG_WARNING 1u
#define DDLECT_LOG_INFO 2u
#define DDLECT_LOG_DETAIL 3u

/* What cancel() answers. */
#define DDLECT_GO_ON 0
#define DDLECT_STOP_SOON 1 /* behind the file that is running */
#define DDLECT_STOP_NOW 2  /* roll it back */

/* Flags. */
#define DDLECT_ALLOW_OUT_OF_ORDER 1u /* apply what was merged late, below the version */
#define DDLECT_DRY_RUN 2u	     /* say what would be done; change nothing */
/*
 * For drop: versions that another program applied, or that force named, are taken for what
 * their files say; where the file of the database's version is missing, what it made is left.
 * Without this flag drop refuses both.
 */
#define DDLECT_TRUST_FILES 4u

/*
 * Where the work stands: before each file (in a dry run too), within one as far as the
 * database tells, and at the end, when files_done is `files` and title is NULL.
 */
struct ddlect_progress {
	uint32_t size; /* of this struct, by the library */
	uint32_t what; /* DDLECT_RAN_UP or DDLECT_RAN_DOWN */
	uint64_t version;
	const char *title;
	uint64_t files_done;
	uint64_t files;
	uint64_t bytes_done; /* of all files together; within a file about that */
	uint64_t bytes;
	/*
	 * How many of the file's statements are done: of one that is no transaction always. Of
	 * one that is, a database tells of many at a time, and until then they are 0 of 0.
	 */
	uint64_t statement;
	uint64_t statements;
};

struct ddlect_migrate_options {
	uint32_t size; /* by DDLECT_MIGRATE_OPTIONS */
	uint32_t flags;
	/* Its name gives the state table's, its migrations are run when there is no `path`. */
	const struct ddlect_provider *provider;
	/*
	 * A DBML file or a provider's .so: the same. Where its state table is new and the usual
	 * one has a state, opening fails: which one it is has to be said.
	 */
	const char *provider_file;
	const char *path;    /* a directory of pairs, or one with a directory a dialect */
	const char *dialect; /* NULL: the DSN's scheme says it */
	const char *dsn;     /* a secret: it is in no message */
	void *connection;    /* instead of a DSN: a PGconn, for dialects of PostgreSQL */
	const char *plugin_dir;	 /* look for dialects here first */
	const char *application; /* how to introduce oneself; NULL: "ddlect" */
	/* NULL: `<provider>_schema_migrations`, or schema_migrations. `schema.table` too. */
	const char *migrations_table;
	/* How long to wait for another runner: 0 is 15,000; UINT32_MAX is not at all. */
	uint32_t lock_wait_ms;
	/* For each lock that a file needs: 0 is 5,000; UINT32_MAX is for ever. */
	uint32_t lock_timeout_ms;
	uint32_t statement_timeout_ms; /* 0: none */
	uint32_t lock_retries;	       /* of a file, after a lock timeout: 0 is 5 */
	/*
	 * For the three callbacks, each of which may be NULL. They are called by the thread
	 * that called; cancel() often, also while a file runs or a lock is waited for.
	 */
	void *context;
	void (*log)(void *context, uint32_t level, const char *text);
	void (*progress)(void *context, const struct ddlect_progress *progress);
	int (*cancel)(void *context);
	/*
	 * For drop: in which schema files made what has none in its name, where the history
	 * doesn't know it (another program applied them), and where declared tables are.
	 * NULL: where a state table without a schema in its name is; otherwise drop asks.
	 */
	const char *schema;
	/*
	 * Before drop() drops: what goes, for people, in lines. 0 stops it. The lock of
	 * runners is held meanwhile. NULL: nobody is asked.
	 */
	int (*confirm)(void *context, const char *what);
};

#define DDLECT_MIGRATE_OPTIONS .size = sizeof(struct ddlect_migrate_options)

/* Connect. With neither DSN nor connection only what needs no database can be done. */
DDLECT_API int ddlect_migrator_open(struct ddlect_migrator **migrator,
				    const struct ddlect_migrate_options *options,
				    struct ddlect_err *err);
DDLECT_API void ddlect_migrator_close(struct ddlect_migrator *migrator); /* NULL too */
/* Host, port, database and user, for people; "" without a database. Until it is closed. */
DDLECT_API const char *ddlect_migrator_place(const struct ddlect_migrator *migrator);

/*
 * What the last call came to, also when it failed: how far it got, and, in parts, what `err`
 * says of a file that can't run or didn't. Strings are never NULL, and "" where there is
 * nothing to say. It holds until the next call or until the handle is closed.
 */
struct ddlect_outcome {
	uint32_t size;		   /* of this struct, by the library */
	uint32_t known;		   /* `state` is; otherwise nobody could ask */
	struct ddlect_state state; /* where the database is now */
	uint64_t files;		   /* that ran through */
	const char *file;	   /* that failed, as messages call it */
	uint64_t line;		   /* in it, from 1; 0: not known */
	uint64_t column;
	uint64_t statement;  /* its number in the file, from 1; 0: not known */
	const char *code;    /* the database's own: "42P01" */
	const char *message; /* without place and code */
	const char *detail;
	const char *hint;
};

DDLECT_API const struct ddlect_outcome *
ddlect_migrator_outcome(const struct ddlect_migrator *migrator);

/*
 * `to` is a number of migrations, "latest" (or NULL), or a release: "v0.0.7" is the nearest
 * one at or below it. Nothing to do is no failure.
 */
DDLECT_API int ddlect_upgrade(struct ddlect_migrator *migrator, const char *to,
			      struct ddlect_err *err);
/*
 * `to` is a number of migrations (NULL is 1), "all", or a release, which then is the last. More
 * than are applied are refused.
 */
DDLECT_API int ddlect_downgrade(struct ddlect_migrator *migrator, const char *to,
				struct ddlect_err *err);
/* Up or down: to a version, a release, "initial", "latest". */
DDLECT_API int ddlect_goto(struct ddlect_migrator *migrator, const char *to,
			   struct ddlect_err *err);
/* Where the database is. */
DDLECT_API int ddlect_version(struct ddlect_migrator *migrator,
			      struct ddlect_state *state, struct ddlect_err *err);
/*
 * Say that the database is at this version, clean; run nothing. "none" too. Where it is so,
 * nothing is written.
 */
DDLECT_API int ddlect_force(struct ddlect_migrator *migrator, const char *to,
			    struct ddlect_err *err);
/*
 * Drop the provider's tables (those that its migrations made; the declared ones, where not all
 * migrations' files are there), the views, routines, sequences and types that these made, and
 * the state; nothing else. What may be somebody else's is left, and logged. What of others
 * depends on one of them is named, and then nothing is dropped. More tables than a transaction
 * can have go in several: who is stopped between two calls it again.
 */
DDLECT_API int ddlect_drop(struct ddlect_migrator *migrator, struct ddlect_err *err);

/* What is known of a migration; by version, one after the other. */
#define DDLECT_STATUS_APPLIED 1u
#define DDLECT_STATUS_CURRENT 2u    /* the version that the database is at */
#define DDLECT_STATUS_DIRTY 4u	    /* and it is in the middle of it */
#define DDLECT_STATUS_LATE 8u	    /* not applied, below the version */
#define DDLECT_STATUS_EDITED 16u    /* the file isn't what was applied */
#define DDLECT_STATUS_MISSING 32u   /* applied, and there is no file */
#define DDLECT_STATUS_ELSEWHERE 64u /* applied by another runner */
#define DDLECT_STATUS_FORCED 128u   /* somebody said that it is applied: force */

struct ddlect_status_row {
	uint32_t size; /* of this struct, by the library */
	uint32_t flags;
	uint64_t version;
	const char *title;
	uint32_t has_up;
	uint32_t has_down;
	const char *applied_at; /* ISO 8601, UTC; NULL: not, or not known */
	const char *applied_by;
	int64_t duration_ms;
};

typedef int ddlect_status_sink(void *context, const struct ddlect_status_row *row,
			       struct ddlect_err *err);

/*
 * -1 with DDLECT_INTEGRITY, after all rows, when one is DIRTY, EDITED, LATE or MISSING, or the
 * state is empty and the history isn't.
 */
DDLECT_API int ddlect_status(struct ddlect_migrator *migrator, ddlect_status_sink *sink,
			     void *context, struct ddlect_err *err);

/* Generate. */

/* Flags. */
#define DDLECT_GENERATE_FULL 1u
#define DDLECT_GENERATE_FORCE 2u
#define DDLECT_GENERATE_DRY_RUN 4u

struct ddlect_generate_options {
	uint32_t size; /* by DDLECT_GENERATE_OPTIONS */
	uint32_t flags;
	const struct ddlect_provider *provider; /* or */
	const char *provider_file;		/* a DBML file, a provider's .so */
	const char *path; /* NULL: ./resources/provider/migrations */
	const char *dialect;
	const char *dsn;
	const char *schema;  /* NULL: "public" */
	const char *prefix;  /* NULL: "unreleased", or "init" with FULL */
	const char *release; /* instead of `prefix` */
	const char *lift;    /* a dialect's own flag, without its dash: "fake-tsdb" */
	const char *plugin_dir;
	void *context; /* for the callbacks */
	void (*log)(void *context, uint32_t level, const char *text);
	int (*cancel)(void *context);
};

#define DDLECT_GENERATE_OPTIONS .size = sizeof(struct ddlect_generate_options)

/*
 * What `ddlect generate` does. `changed` says whether there was something to write.
 * Diagnostics of the declaration are lines of the log, as is the summary.
 */
DDLECT_API int ddlect_generate(const struct ddlect_generate_options *options,
			       uint32_t *changed, struct ddlect_err *err);

#ifdef __cplusplus
}
#endif
#endif
