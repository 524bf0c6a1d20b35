/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Flags: `-x v`, `-x=v`, `--x`; the first word that is no flag names the command. A flag
 * that no command knows may be a dialect's: it is a switch, and is looked at again when
 * the dialects are there. Values are never quoted in messages: one could be a DSN.
 */
#include <stdio.h>
#include <string.h>

#include <ddlect/dialect.h>

#include "core/base/err.h"
#include "core/base/near.h"
#include "core/cli/cli.h"
#include "core/dialect/registry.h"

#define FLAG(id, member, title, value, help)                                             \
	const struct flag flag_##id = {title, value, help,                               \
				       offsetof(struct options, member)}

FLAG(all, all, "all", NULL, "revert every migration; asks, or needs -yes");
FLAG(allow_out_of_order, allow_out_of_order, "allow-out-of-order", NULL,
     "apply what was merged late, below the version");
FLAG(check, check, "check", "FILE", "check one plugin, and say what is wrong with it");
FLAG(dialect, dialect, "dialect", "NAME",
     "only this dialect (default: the DSN's, or all)");
FLAG(dry_run, dry_run, "dry-run", NULL, "say what would be done, change nothing");
FLAG(dsn, dsn, "dsn", "DSN", "the database (also DDLECT_DSN, CQ_DSN)");
FLAG(dsn_file, dsn_file, "dsn-file", "FILE", "many databases, a DSN a line; see -jobs");
FLAG(force, force, "force", NULL, "replace files that are there already");
FLAG(full, full, "full", NULL, "initial migrations; no database is used");
FLAG(help, help, "help", NULL, "say how to use this");
FLAG(jobs, jobs, "jobs", "N", "work on so many databases at a time (default 4)");
FLAG(json, json, "json", NULL, "a summary for machines on standard output");
FLAG(name, name, "name", "IDENT", "what the C array is called (default: as the file)");
FLAG(output, output, "o", "FILE", "the file to write; - is standard output");
FLAG(lock_timeout, lock_timeout, "lock-timeout", "TIME",
     "wait so long for another runner (default 15s)");
FLAG(migrations_table, migrations_table, "migrations-table", "NAME",
     "where the state is kept (default schema_migrations)");
FLAG(path, path, "path", "DIR",
     "where migrations are kept (default ./resources/provider/migrations)");
FLAG(plugin_dir, plugin_dir, "plugin-dir", "DIR", "look for dialects here first");
FLAG(prefix, prefix, "prefix", "TEXT",
     "how file names start (default \"unreleased\"; \"init\" with -full)");
FLAG(provider, provider, "provider", "FILE",
     "the tables: a DBML file, or a provider .so");
FLAG(quiet, quiet, "q", NULL, "say nothing but errors");
FLAG(release, release, "release", "vX.Y.Z",
     "instead of -prefix: the next free number and this version");
FLAG(schema, schema, "schema", "NAME", "the schema to compare with (default \"public\")");
FLAG(statement_timeout, statement_timeout, "statement-timeout", "TIME",
     "cancel a statement that takes longer (default: never)");
FLAG(table_lock_timeout, table_lock_timeout, "table-lock-timeout", "TIME",
     "a statement waits so long for a lock, then tries again (default 5s)");
FLAG(trust_files, trust_files, "trust-files", NULL,
     "drop what these files make, also where they ran elsewhere");
FLAG(verbose, verbose, "v", NULL, "say more");
FLAG(version, version, "version", NULL, "say which version this is");
FLAG(yes, yes, "yes", NULL, "don't ask");

static const struct flag flag_h = {"h", NULL, NULL, offsetof(struct options, help)};

static const struct flag *const always[] = {&flag_help, &flag_h, &flag_version, NULL};

/* What a message may repeat of a word that is unknown: it could be a misplaced DSN. */
static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "0123456789_-";

static const struct flag *find(const struct flag *const *flags, const char *name,
			       size_t length)
{
	for (; flags && *flags; flags++)
		if (strlen((*flags)->name) == length &&
		    strncmp((*flags)->name, name, length) == 0)
			return *flags;
	return NULL;
}

static const struct flag *find_any(const struct command *const *commands,
				   const char *name, size_t length)
{
	const struct flag *flag = find(always, name, length);
	for (; !flag && *commands; commands++)
		flag = find((*commands)->flags, name, length);
	return flag;
}

static int append(struct arena *arena, const char ***list, uint32_t *n, const char *text,
		  struct ddlect_err *err)
{
	const char **grown = arena_grow(arena, *list, *n, sizeof(*grown));
	if (!grown)
		return err_no_memory(err);
	*list = grown;
	grown[(*n)++] = text;
	return 0;
}

static int give(struct cli *cli, const struct flag *flag, struct ddlect_err *err)
{
	const struct flag **grown =
		arena_grow(cli->arena, cli->given, cli->n_given, sizeof(*grown));
	if (!grown)
		return err_no_memory(err);
	cli->given = grown;
	grown[cli->n_given++] = flag;
	return 0;
}

/* What follows `=` of a switch; -1 when it is neither yes nor no. */
static int switch_value(const char *value)
{
	static const char *const yes[] = {"true", "1", "t", "yes", NULL};
	static const char *const no[] = {"false", "0", "f", "no", NULL};
	for (uint32_t i = 0; yes[i]; i++) {
		if (strcmp(value, yes[i]) == 0)
			return 1;
		if (strcmp(value, no[i]) == 0)
			return 0;
	}
	return -1;
}

static int set_switch(struct cli *cli, const struct flag *flag, const char *value,
		      struct ddlect_err *err)
{
	int on = value ? switch_value(value) : 1;
	if (on < 0)
		return err_status(
			err, DDLECT_USAGE,
			"-%s is a switch: give it alone, or with =true or =false",
			flag->name);
	*(bool *)((char *)&cli->options + flag->offset) = on;
	return 0;
}

static int set_text(struct cli *cli, const struct flag *flag, const char *value,
		    struct ddlect_err *err)
{
	if (!value)
		return err_status(err, DDLECT_USAGE, "-%s needs a value: -%s %s",
				  flag->name, flag->name, flag->value);
	*(const char **)((char *)&cli->options + flag->offset) = value;
	return 0;
}

/* A flag of a dialect, perhaps. */
static int parse_foreign(struct cli *cli, const char *name, const char *value,
			 struct ddlect_err *err)
{
	const char *kept = arena_text(cli->arena, name, strspn(name, letters));
	if (!kept)
		return err_no_memory(err);
	if (value && switch_value(value) == 0)
		return 0;
	return append(cli->arena, &cli->foreign, &cli->n_foreign, kept, err);
}

/* One flag, at argv[*i]; moves *i on when the value is a word of its own. */
static int parse_flag(struct cli *cli, const struct command *const *commands, int argc,
		      char **argv, int *i, struct ddlect_err *err)
{
	const char *name = argv[*i] + (argv[*i][1] == '-' ? 2 : 1);
	size_t length = strcspn(name, "=");
	const char *value = name[length] ? name + length + 1 : NULL;
	const struct flag *flag = find_any(commands, name, length);

	if (!flag)
		return parse_foreign(cli, name, value, err);
	if (give(cli, flag, err) < 0)
		return -1;
	if (!flag->value)
		return set_switch(cli, flag, value, err);
	if (!value && *i + 1 < argc)
		value = argv[++*i];
	return set_text(cli, flag, value, err);
}

static int unknown(const struct cli *cli, struct ddlect_err *err, const char *what,
		   const char *word, const char *near)
{
	const char *dash = strchr(what, '-') ? "-" : "";
	if (near)
		return err_status(
			err, DDLECT_USAGE,
			"unknown %s%.60s; did you mean %s%s? %s -help lists them", what,
			word, dash, near, cli->program);
	return err_status(err, DDLECT_USAGE, "unknown %s%.60s; %s -help lists them", what,
			  word, cli->program);
}

static int choose_command(struct cli *cli, const struct command *const *commands,
			  struct ddlect_err *err)
{
	cli->command = commands[0];
	while (cli->n_arguments > 0 && strcmp(cli->arguments[0], "help") == 0) {
		cli->options.help = true;
		cli->arguments++;
		cli->n_arguments--;
	}
	if (cli->n_arguments == 0)
		return 0;
	const char *names[32];
	uint32_t n = 0;
	for (; n < 32 && commands[n]; n++) {
		names[n] = commands[n]->name;
		if (strcmp(names[n], cli->arguments[0]) != 0)
			continue;
		cli->command = commands[n];
		cli->named = true;
		cli->arguments++;
		cli->n_arguments--;
		return 0;
	}
	if (cli->n_foreign > 0) /* the word may be the value of a flag that isn't one */
		return 0;
	char word[64];
	snprintf(word, sizeof(word), "%.*s", (int)strspn(cli->arguments[0], letters),
		 cli->arguments[0]);
	return unknown(cli, err, "command ", word, nearest(cli->arguments[0], names, n));
}

/* Every flag that was given must be one that the command takes. */
static int check_flags(const struct cli *cli, struct ddlect_err *err)
{
	for (uint32_t i = 0; i < cli->n_given; i++) {
		const char *name = cli->given[i]->name;
		size_t length = strlen(name);
		if (!find(always, name, length) &&
		    !find(cli->command->flags, name, length))
			return err_status(err, DDLECT_USAGE,
					  "\"%s\" takes no -%s; see %s %s -help",
					  cli->command->name, name, cli->program,
					  cli->command->name);
	}
	return 0;
}

static int check_arguments(const struct cli *cli, struct ddlect_err *err)
{
	const struct command *command = cli->command;
	if (cli->options.help || cli->options.version || cli->n_foreign > 0)
		return 0;
	if (cli->n_arguments < command->min_arguments)
		return err_status(err, DDLECT_USAGE, "\"%s\" needs %s: %s %s %s",
				  command->name, command->arguments, cli->program,
				  command->name, command->arguments);
	if (cli->n_arguments > command->max_arguments)
		return err_status(
			err, DDLECT_USAGE,
			"\"%s\" takes %s%s, and there is more than that; see %s "
			"%s -help",
			command->name, command->arguments ? "only " : "no ",
			command->arguments ? command->arguments : "arguments",
			cli->program, command->name);
	return 0;
}

int flags_parse(struct cli *cli, const struct command *const *commands, int argc,
		char **argv, struct ddlect_err *err)
{
	bool flags_ended = false;
	for (int i = 1; i < argc; i++) {
		bool is_number =
			argv[i][0] == '-' && argv[i][1] >= '0' && argv[i][1] <= '9';
		bool is_flag =
			!flags_ended && argv[i][0] == '-' && argv[i][1] && !is_number;
		if (is_flag && strcmp(argv[i], "--") == 0)
			flags_ended = true;
		else if (is_flag) {
			if (parse_flag(cli, commands, argc, argv, &i, err) < 0)
				return -1;
		} else if (append(cli->arena, &cli->arguments, &cli->n_arguments, argv[i],
				  err) < 0)
			return -1;
	}
	if (choose_command(cli, commands, err) < 0)
		return -1;
	if (check_flags(cli, err) < 0)
		return -1;
	return check_arguments(cli, err);
}

static const char *lift_flag(const struct registry *registry, uint32_t i)
{
	const struct ddlect_dialect *dialect = &registry->dialects[i]->slots;
	return dialect->capabilities & DDLECT_CAN_LIFT ? dialect->lift_flag : NULL;
}

const char **flag_names(const struct cli *cli, const struct registry *registry,
			uint32_t *n)
{
	const char **names = NULL;
	*n = 0;
	for (const struct flag *const *f = cli->command->flags; *f; f++)
		if (append(cli->arena, &names, n, (*f)->name, NULL) < 0)
			return names;
	for (uint32_t i = 0; cli->command->lifts && registry && i < registry->n; i++) {
		const char *name = lift_flag(registry, i);
		if (name && append(cli->arena, &names, n, name, NULL) < 0)
			return names;
	}
	return names;
}

int foreign_resolve(struct cli *cli, const struct registry *registry,
		    struct ddlect_err *err)
{
	for (uint32_t i = 0; i < cli->n_foreign; i++) {
		const char *given = cli->foreign[i];
		const char *known = NULL;
		for (uint32_t d = 0; cli->command->lifts && d < registry->n; d++) {
			const char *name = lift_flag(registry, d);
			if (name && strcmp(name, given) == 0)
				known = name;
		}
		if (known) {
			cli->options.lift = known;
			continue;
		}
		uint32_t n = 0;
		const char **names = flag_names(cli, registry, &n);
		return unknown(cli, err, "flag -", given, nearest(given, names, n));
	}
	cli->n_foreign = 0;
	return check_arguments(cli, err);
}
