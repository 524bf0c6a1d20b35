/* SPDX-License-Identifier: Apache-2.0 */
/*
 * State table: which it is. The options say it, or the DSN; else a provider has one of its
 * own, so that it doesn't matter which tool runs its migrations.
 */
#include <string.h>

#include "core/base/err.h"
#include "core/declare/declare.h"
#include "core/run/migrator.h"

#define USUAL "schema_migrations"

/* One name, up to a dot or the end; NULL when memory runs out. "" is no name. */
static char *read_part(struct arena *arena, const char **at)
{
	const char *from = *at;
	char *out = arena_alloc(arena, strlen(from) + 1);
	size_t n = 0;
	if (!out)
		return NULL;
	if (*from != '"') {
		size_t length = strcspn(from, ".\"");
		*at = from + length;
		memcpy(out, from, length);
		return out;
	}
	for (from++; *from; from++) {
		if (*from == '"' && *++from != '"') {
			*at = from;
			return out;
		}
		out[n++] = *from;
	}
	*out = '\0'; /* the quote never ends */
	*at = from;
	return out;
}

int state_table_read(struct ddlect_state_table *table, struct arena *arena,
		     const char *text, struct ddlect_err *err)
{
	const char *at = text;
	*table = (struct ddlect_state_table){0};
	char *name = read_part(arena, &at);
	if (name && *at == '.') {
		table->schema = name;
		at++;
		name = read_part(arena, &at);
	}
	table->name = name;
	if (!name)
		return err_no_memory(err);
	if (*at || !*name || (table->schema && !*table->schema))
		return err_status(err, DDLECT_USAGE,
				  "the table for the state of migrations is called TABLE "
				  "or SCHEMA.TABLE, with \"quotes\" around a name that "
				  "has a dot in it");
	return 0;
}

static int keep_name(struct ddlect_migrator *migrator, const char *name,
		     const char **kept, struct ddlect_err *err)
{
	*kept = arena_text(&migrator->arena, name, strlen(name));
	return *kept ? 0 : err_no_memory(err);
}

/* What the DSN says, unless the options do. 1: it names the state's table. */
static int hear_dsn(struct ddlect_migrator *migrator, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = migrator->dialect;
	struct ddlect_migrate_options *o = &migrator->options;
	struct ddlect_dsn_options said = {.size = sizeof(said)};
	if (!dialect || !dialect->dsn_options || !o->dsn)
		return 0;
	if (dialect->dsn_options(dialect, o->dsn, &said, err) < 0)
		return -1;
	if (o->statement_timeout_ms == 0)
		o->statement_timeout_ms = said.statement_timeout_ms;
	if (*said.unheard)
		migrator_log(
			migrator, DDLECT_LOG_INFO,
			"the DSN has parameters for other runners, which aren't heard "
			"here: %s",
			said.unheard);
	if (o->migrations_table || !*said.table)
		return 0;
	if ((*said.schema &&
	     keep_name(migrator, said.schema, &migrator->table.schema, err) < 0) ||
	    keep_name(migrator, said.table, &migrator->table.name, err) < 0)
		return -1;
	return 1;
}

/* What a DBML file calls its project; NULL: nothing. */
static int read_project(struct ddlect_migrator *migrator, const char *file,
			const char **name, struct ddlect_err *err)
{
	struct arena arena;
	struct diags diags;
	int status = 0;
	arena_init(&arena);
	diags_init(&diags, &arena);
	const struct ddlect_schema *declared = declare_file(&arena, file, &diags, err);
	migrator_log_errors(migrator, &diags);
	if (!declared)
		status = -1;
	else if (declared->provider)
		status = keep_name(migrator, declared->provider, name, err);
	arena_clear(&arena);
	return status;
}

static int read_provider(struct ddlect_migrator *migrator, const char **name,
			 struct ddlect_err *err)
{
	const struct ddlect_migrate_options *o = &migrator->options;
	const struct ddlect_provider *provider = o->provider;
	if (!provider && o->provider_file) {
		if (!declare_is_object(o->provider_file))
			return read_project(migrator, o->provider_file, name, err);
		provider = provider_open_file(&migrator->arena, o->provider_file, err);
		if (!provider)
			return -1;
	}
	*name = provider ? provider->name : NULL;
	return 0;
}

const char *state_table_name(struct arena *arena, const char *provider)
{
	if (!provider || !*provider)
		return USUAL;
	return arena_printf(arena, "%s_" USUAL, provider);
}

int state_table_choose(struct ddlect_migrator *migrator, struct ddlect_err *err)
{
	const struct ddlect_migrate_options *o = &migrator->options;
	const char *provider = NULL;
	int heard = hear_dsn(migrator, err);
	if (heard != 0)
		return heard < 0 ? -1 : 0;
	if (o->migrations_table)
		return state_table_read(&migrator->table, &migrator->arena,
					o->migrations_table, err);
	if (read_provider(migrator, &provider, err) < 0)
		return -1;
	migrator->table.name = state_table_name(&migrator->arena, provider);
	migrator->table_is_files = o->provider_file && migrator->table.name;
	return migrator->table.name ? 0 : err_no_memory(err);
}

static int count_row(void *context, const struct ddlect_history *row,
		     struct ddlect_err *err)
{
	(void)row;
	(void)err;
	++*(uint32_t *)context;
	return 0;
}

/* Whether a runner ever had its state there. */
static int is_used(struct ddlect_migrator *migrator,
		   const struct ddlect_state_table *table, bool *used,
		   struct ddlect_state *state, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = migrator->dialect;
	uint32_t rows = 0;
	if (dialect->state(dialect, migrator->session, table, state, count_row, &rows,
			   err) < 0)
		return -1;
	*used = rows > 0 || state->version != DDLECT_NO_VERSION || state->dirty;
	return 0;
}

/* Nobody knows what is there: a privilege is missing for example, or the session is gone. */
static int refuse_unread(const struct ddlect_err *why, struct ddlect_err *err)
{
	return err_status(err, why->status,
			  "whether " USUAL " has the provider's state isn't known: "
			  "%.1400s; or say with -migrations-table which table has it",
			  why->text);
}

/* Beginning anew beside a state that is there would run everything a second time. */
int state_table_check(struct ddlect_migrator *migrator, struct ddlect_err *err)
{
	const struct ddlect_state_table usual = {.name = USUAL};
	struct ddlect_state state;
	struct ddlect_err other = {0};
	bool used = true;
	if (!migrator->dialect || !migrator->table_is_files ||
	    strcmp(migrator->table.name, USUAL) == 0)
		return 0;
	if (is_used(migrator, &migrator->table, &used, &state, err) < 0)
		return -1;
	if (used)
		return 0;
	if (is_used(migrator, &usual, &used, &state, &other) < 0)
		return other.status == DDLECT_INTEGRITY ? 0 : refuse_unread(&other, err);
	if (!used)
		return 0;
	return err_status(
		err, DDLECT_INTEGRITY,
		"the provider's state is in %s, where there is none yet, and " USUAL
		" has one (version %lld): if that is the provider's, give "
		"-migrations-table " USUAL "; if not, -migrations-table %s",
		migrator->table.name, (long long)state.version, migrator->table.name);
}
