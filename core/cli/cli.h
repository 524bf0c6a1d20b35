/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line: the only room that prints, reads the environment, or exits.
 *
 * A command is a struct command in a file of its own, named in the table of main.c. Its
 * run() gets what was parsed, prints data to stdout with cli_write(), people's messages
 * to stderr with cli_say() and cli_note(), and returns 0, or -1 with `err` filled in:
 * main prints that, and err->status is the exit code. A flag is declared once, in
 * flags.c, stores into struct options by its offset, and means the same in every command.
 */
#ifndef CORE_CLI_CLI_H
#define CORE_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ddlect/err.h>
#include <ddlect/model.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/diag.h"

struct cli;
struct ddlect_provider;
struct declaring;
struct registry;

/* What flags say. Strings are NULL, and switches false, until a flag sets them. */
struct options {
	const char *provider;
	const char *dialect;
	const char *path;
	const char *dsn; /* a secret: never printed */
	const char *prefix;
	const char *release;
	const char *schema;
	const char *plugin_dir;
	const char *check;
	const char *output;
	const char *name;
	const char *lift; /* a dialect's own flag that was given, without its dash */
	const char *dsn_file;
	const char *jobs;
	const char *migrations_table;
	const char *lock_timeout;
	const char *table_lock_timeout;
	const char *statement_timeout;
	bool all;
	bool allow_out_of_order;
	bool trust_files;
	bool yes;
	bool full;
	bool force;
	bool dry_run;
	bool json;
	bool verbose;
	bool quiet;
	bool help;
	bool version;
};

struct flag {
	const char *name;  /* without a dash */
	const char *value; /* what the help calls its value; NULL: a switch */
	const char *help;
	size_t offset; /* in struct options: of a const char *, or of a bool */
};

/* The flags; each command lists those that it takes. -h and -version always work. */
extern const struct flag flag_all, flag_allow_out_of_order, flag_check, flag_dialect,
	flag_dry_run, flag_dsn, flag_dsn_file, flag_force, flag_full, flag_help,
	flag_jobs, flag_json, flag_lock_timeout, flag_migrations_table, flag_name,
	flag_output, flag_path, flag_plugin_dir, flag_prefix, flag_provider, flag_quiet,
	flag_release, flag_schema, flag_statement_timeout, flag_table_lock_timeout,
	flag_trust_files, flag_verbose, flag_version, flag_yes;

struct command {
	const char *name;
	const char *arguments;		 /* for the help: "FILE"; NULL: takes none */
	const char *summary;		 /* one line */
	const struct flag *const *flags; /* ended by NULL */
	uint32_t min_arguments;
	uint32_t max_arguments;
	bool lifts; /* takes the flags that dialects bring */
	int (*run)(struct cli *cli, struct ddlect_err *err);
};

extern const struct command command_dialects, command_down, command_drop, command_embed,
	command_fmt, command_force, command_generate, command_goto, command_status,
	command_up, command_version;

struct cli {
	struct arena *arena;
	struct arena *declared;			/* of what cli_declare() read, alone */
	struct declaring *declaring;		/* what it will be asked for; or NULL */
	const char *program;			/* as messages call it */
	const struct ddlect_provider *provider; /* of a provider's own tool; else NULL */
	const struct command *command;
	bool named; /* the command was named, and is not only the usual one */
	struct options options;
	const char **arguments; /* what is neither the command nor a flag */
	uint32_t n_arguments;
	const struct flag **given; /* in order */
	uint32_t n_given;
	int code;	      /* that what failed has settled; 0: the error says it */
	bool answered;	      /* stdout has its JSON already; a failure adds none */
	const char **foreign; /* flags that no command knows: a dialect may */
	uint32_t n_foreign;
};

/*
 * Parse: `commands` is ended by NULL, its first is the one that runs when none is named.
 * Foreign flags are kept for foreign_resolve(), which needs the dialects.
 */
int flags_parse(struct cli *cli, const struct command *const *commands, int argc,
		char **argv, struct ddlect_err *err);
int foreign_resolve(struct cli *cli, const struct registry *registry,
		    struct ddlect_err *err);
/* Every flag that a command takes, as words for "did you mean". */
const char **flag_names(const struct cli *cli, const struct registry *registry,
			uint32_t *n);

/* The help of the command, after that of all when none was named; `registry` may be NULL. */
void help_write(struct ddlect_buf *out, const struct cli *cli,
		const struct command *const *commands, const struct registry *registry);

/* To stdout; a failure to write is an error. */
int cli_write(struct cli *cli, const struct ddlect_buf *buf, struct ddlect_err *err);
/* To stderr, a line for people; nothing with -q. */
void cli_say(const struct cli *cli, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void cli_note(const struct cli *cli, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void cli_warn(const struct cli *cli, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* To stderr, with the program's name before it; also with -q. */
void cli_error(const struct cli *cli, const char *text);
/* To stderr: `file:line:column: error: …`, the line, a caret, the hint. */
void cli_diags(const struct cli *cli, const struct diags *diags);

/* Load the dialects, from -plugin-dir and so on; those refused are noted with -v. */
int cli_registry(struct cli *cli, struct registry *registry, struct ddlect_err *err);
/* A provider's own tool has its tables inside; then -provider is refused. */
int cli_check_provider(const struct cli *cli, struct ddlect_err *err);
/* What cli_declare() will read may be read meanwhile; until then cli->declared is its own. */
void cli_declare_begin(struct cli *cli);
void cli_declare_end(struct cli *cli); /* nobody asked for it */
/* The tool's own provider, or that of -provider. Diagnostics are printed. */
int cli_declare(struct cli *cli, struct ddlect_schema **schema, struct ddlect_err *err);

#endif
