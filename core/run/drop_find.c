/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drop_find: the way of the data, towards nothing. The database is read, what isn't the
 * provider's is left out, and the rest is compared with an empty schema.
 *
 * An object that others made is left alone even where the provider's tables are the only
 * ones to use it: a type for example has to be declared, or made by a migration.
 */
#include <string.h>

#include "core/base/err.h"
#include "core/diff/plan.h"
#include "core/model/schema.h"
#include "core/run/drop.h"

#define SHOWN 10 /* names in a message */

bool drop_trusts(const struct drop *drop)
{
	return drop->trip->migrator->options.flags & DDLECT_TRUST_FILES;
}

bool drop_is_applied(const struct drop *drop, const struct journal_entry *entry)
{
	const struct journal *journal = &drop->trip->journal;
	return entry->applied ||
	       (journal->state.version >= 0 &&
		entry->version == (uint64_t)journal->state.version) ||
	       (journal->unfinished && journal->unfinished->version >= 0 &&
		entry->version == (uint64_t)journal->unfinished->version);
}

/* The row of the version's file while it is run, or reverted, statement by statement. */
static const struct ddlect_history *unfinished_of(const struct drop *drop,
						  const struct journal_entry *entry)
{
	const struct ddlect_history *row = drop->trip->journal.unfinished;
	return row && entry->version == (uint64_t)row->version ? row : NULL;
}

/* The row that says that the file was run here; force says nothing of what was before it. */
static const struct ddlect_history *ran_here(const struct drop *drop,
					     const struct journal_entry *entry)
{
	const struct journal *journal = &drop->trip->journal;
	const struct ddlect_history *ran = NULL, *row = unfinished_of(drop, entry);
	if (row && row->what == DDLECT_RAN_UP)
		return row;
	for (uint32_t i = 0; i < journal->n_rows; i++) {
		row = journal->rows[i];
		bool same = row->version >= 0 && entry->version == (uint64_t)row->version;
		if (same && row->what == DDLECT_RAN_UP && !row->unfinished)
			ran = row;
		else if (row->what == DDLECT_FORCED
				 ? row->version < (int64_t)entry->version
				 : same && row->what != DDLECT_RAN_UP && !row->unfinished)
			ran = NULL;
	}
	return ran;
}

/* The row of the history that says most of it; NULL: there is none. */
static const struct ddlect_history *row_of(const struct drop *drop,
					   const struct journal_entry *entry)
{
	const struct ddlect_history *ran = ran_here(drop, entry);
	return ran ? ran : entry->up;
}

const char *drop_ran_in(const struct drop *drop, const struct journal_entry *entry)
{
	const struct ddlect_history *row = row_of(drop, entry);
	if (!row || !row->schema)
		return drop->unknown;
	return *row->schema ? row->schema : drop->trip->migrator->options.schema;
}

static int read_text(struct drop *drop, const struct journal_entry *entry,
		     const struct ddlect_history *row, bool down, bool elsewhere,
		     const struct ddlect_buf *bytes, struct ddlect_err *err)
{
	const struct made_text text = {
		.file = down ? entry->file->down : entry->file->up,
		.bytes = bytes->text,
		.length = bytes->length,
		.schema = drop_ran_in(drop, entry),
		.unseen = drop->trip->migrator->options.schema,
		.adopted = row ? row->adopted : NULL,
		.statements = row && row->unfinished ? row->statements : UINT64_MAX,
		.elsewhere = elsewhere,
	};
	return made_add(&drop->made, drop->trip->dialect, &text, err) < 0
		       ? err_prepend(err, "%s: ", text.file)
		       : 0;
}

/* A file that force said ran again may be another one than the one that ran. */
static int is_elsewhere(const struct drop *drop, const struct journal_entry *entry,
			const struct ddlect_buf *bytes, struct ddlect_err *err)
{
	const struct ddlect_history *ran = ran_here(drop, entry);
	char checksum[CHECKSUM_SIZE];
	if (!ran || !ran->checksum || ran == entry->up || ran->unfinished)
		return !ran;
	if (checksum_of(drop->trip->dialect, bytes->text, bytes->length, UINT64_MAX,
			checksum, err) < 0)
		return -1;
	return strcmp(ran->checksum, checksum) != 0;
}

static int read_file(struct drop *drop, const struct journal_entry *entry,
		     struct ddlect_buf *bytes, struct ddlect_err *err)
{
	const struct source *source = &drop->trip->source;
	const struct ddlect_history *row = unfinished_of(drop, entry);
	if (source_read(source, entry->file, false, bytes, err) < 0)
		return -1;
	int elsewhere = is_elsewhere(drop, entry, bytes, err);
	if (elsewhere < 0)
		return err_prepend(err, "%s: ", entry->file->up);
	drop->n_elsewhere += elsewhere > 0;
	drop->n_here += elsewhere == 0;
	if (read_text(drop, entry, row_of(drop, entry), false, elsewhere, bytes, err) < 0)
		return -1;
	if (!row || row->what != DDLECT_RAN_DOWN || !entry->file->down)
		return 0;
	return source_read(source, entry->file, true, bytes, err) < 0
		       ? -1
		       : read_text(drop, entry, row, true, false, bytes, err);
}

/* What was run elsewhere has no checksum of that run, with which a file could be compared. */
static void say_trusted(const struct drop *drop)
{
	if (drop->n_elsewhere && drop_trusts(drop))
		migrator_log(
			drop->trip->migrator, DDLECT_LOG_WARNING,
			"%u of these versions ran elsewhere, or force said that they "
			"did: that it was these very files isn't known, but taken for "
			"granted",
			drop->n_elsewhere);
}

/* An older checkout, or another project's: then the rest isn't known, but the state would go. */
static int check_version(const struct drop *drop, struct ddlect_err *err)
{
	const struct trip *trip = drop->trip;
	int64_t version = trip->journal.state.version;
	const struct journal_entry *entry =
		version < 0 ? NULL : journal_find(&trip->journal, (uint64_t)version);
	if (!entry || entry->file || trip->source.scan.n == 0 || drop_trusts(drop))
		return 0;
	return err_status(
		err, DDLECT_INTEGRITY,
		"the database is at version %lld, of which there is no file: these "
		"migrations are older than the database, or another project's. Use those "
		"that brought it there; or leave what the missing ones made, and drop "
		"the "
		"rest and the state with -trust-files. Nothing was dropped",
		(long long)version);
}

static int read_made(struct drop *drop, struct ddlect_err *err)
{
	const struct trip *trip = drop->trip;
	const struct journal *journal = &trip->journal;
	struct ddlect_buf bytes;
	int status = 0;
	buf_init(&bytes);
	uint32_t missing = 0;
	for (uint32_t i = 0; status == 0 && i < journal->n; i++) {
		const struct journal_entry *entry = &journal->entries[i];
		if (!drop_is_applied(drop, entry))
			continue;
		if (entry->file && entry->file->up) {
			status = read_file(drop, entry, &bytes, err);
			continue;
		}
		missing++;
		if (!entry->file)
			migrator_log(trip->migrator, DDLECT_LOG_WARNING,
				     "version %llu was applied, and there is no file of "
				     "it: what it made is left, unless it is declared",
				     (unsigned long long)entry->version);
	}
	buf_clear(&bytes);
	drop->complete = drop->made.n_texts > 0 && missing == 0;
	return status;
}

/* One that may be anywhere is none that may be dropped. */
static int check_lost(const struct drop *drop, struct ddlect_err *err)
{
	for (uint32_t i = 0; i < drop->made.n; i++) {
		const struct made_object *one = drop->made.objects[i];
		if (one->there && one->lost)
			return err_set(
				err,
				"%s made \"%s\", and it isn't known in which schema: "
				"another program ran the file, or it changes that on its "
				"way. Say which schema it was (-schema); nothing was "
				"dropped",
				one->file, one->name);
	}
	return 0;
}

/* For what migrations made the name is enough. */
static int add_made(const struct made *made, struct ddlect_schema *mine)
{
	for (uint32_t i = 0; i < made->n; i++) {
		const struct made_object *one = made->objects[i];
		const char *ns = one->schema;
		bool added = true;
		if (!drop_is_made(one))
			continue;
		if (one->object == DDLECT_EFFECT_TABLE &&
		    !table_find(mine, ns, one->name))
			added = table_add(mine, ns, one->name);
		else if (one->object == DDLECT_EFFECT_TYPE &&
			 !enum_find(mine, ns, one->name))
			added = enum_add(mine, ns, one->name);
		else if (one->object == DDLECT_EFFECT_ROUTINE)
			added = routine_add(mine, ns, one->name, "");
		else if (one->object == DDLECT_EFFECT_SCHEMA)
			added = namespace_add(mine, one->name);
		if (!added)
			return -1;
	}
	return 0;
}

static struct ddlect_schema *find_mine(struct drop *drop, struct ddlect_err *err)
{
	struct ddlect_schema *mine = drop_declared(drop, err);
	if (!mine || add_made(&drop->made, mine) == 0)
		return mine;
	err_no_memory(err);
	return NULL;
}

static struct ddlect_schema *
introspect(struct drop *drop, const struct ddlect_schema *mine, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = drop->trip->dialect;
	struct arena *arena = &drop->trip->round;
	struct ddlect_introspect_request request = {
		.size = sizeof(request),
		.default_schema = "",
	};
	request.schemas = schema_wanted(arena, mine, "", &request.n_schemas);
	struct ddlect_schema *current = schema_new_like(arena, mine);
	if (!request.schemas || !current) {
		err_no_memory(err);
		return NULL;
	}
	return dialect->introspect(dialect, drop->trip->migrator->session, &request,
				   current, err) < 0
		       ? NULL
		       : current;
}

/* Types that nobody declared or made stay, and schemas that no migration made. */
static void leave_others(const struct drop *drop, const struct ddlect_schema *mine,
			 struct ddlect_schema *owned)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < owned->n_enums; i++) {
		struct ddlect_enum *e = owned->enums[i];
		if (enum_find(mine, e->schema, e->name))
			owned->enums[n++] = e;
	}
	owned->n_enums = n;
	for (uint32_t i = 0; i < owned->n_namespaces; i++)
		owned->namespaces[i]->flags = made_has(&drop->made, DDLECT_EFFECT_SCHEMA,
						       NULL, owned->namespaces[i]->name)
						      ? 0
						      : DDLECT_NAMESPACE_SHARED;
}

/* Where no migration counts as applied, nothing says that a declared table is the provider's. */
static int check_state(const struct drop *drop, struct ddlect_err *err)
{
	const struct trip *trip = drop->trip;
	const struct ddlect_schema *owned = drop->owned;
	struct ddlect_buf names;
	for (uint32_t i = 0; i < trip->journal.n; i++)
		if (drop_is_applied(drop, &trip->journal.entries[i]))
			return 0;
	if (owned->n_tables == 0 || trip->journal.state.dirty)
		return 0;
	buf_init(&names);
	for (uint32_t i = 0; i < owned->n_tables && i < SHOWN; i++)
		buf_printf(&names, "%s%s.%s", i ? ", " : "",
			   owned->tables[i]->schema ? owned->tables[i]->schema : "",
			   owned->tables[i]->name);
	if (owned->n_tables > SHOWN)
		buf_printf(&names, " and %u more", owned->n_tables - SHOWN);
	err_set(err,
		"%s says of no migration that it was applied here, so these tables, "
		"which "
		"are declared, may be somebody else's: %s. Name the table with the "
		"provider's state (-migrations-table); if there is none, drop by hand "
		"what "
		"is yours; nothing was dropped",
		trip->migrator->table.name, names.text);
	buf_clear(&names);
	return -1;
}

static int find_owned(struct drop *drop, const struct ddlect_schema *mine,
		      const struct ddlect_schema *current, struct ddlect_err *err)
{
	const struct ddlect_table **strangers;
	uint32_t n;
	drop->owned =
		schema_owned(&drop->trip->round, current, mine, "", &strangers, &n, err);
	if (!drop->owned)
		return -1;
	leave_others(drop, mine, drop->owned);
	return check_state(drop, err);
}

/* Where a state without a schema in its name is, there other runners' files ran as well. */
static int find_schema(struct drop *drop, struct ddlect_err *err)
{
	const struct trip *trip = drop->trip;
	const struct ddlect_dialect *dialect = trip->dialect;
	drop->unknown = trip->migrator->options.schema;
	drop->state_schema = trip->migrator->table.schema;
	if (drop->state_schema)
		return 0;
	drop->state_schema = drop->current;
	if (!drop->unknown)
		drop->unknown = drop->current;
	return dialect->current_schema(dialect, trip->migrator->session, drop->current,
				       sizeof(drop->current), err);
}

int drop_find(struct drop *drop, struct trip *trip, struct ddlect_err *err)
{
	const struct ddlect_dialect *dialect = trip->dialect;
	*drop = (struct drop){.trip = trip};
	script_init(&drop->script, &trip->round);
	script_init(&drop->left, &trip->round);
	buf_init(&drop->schemas);
	made_init(&drop->made, &trip->round);
	if (!(dialect->capabilities & DDLECT_CAN_INTROSPECT) || !dialect->current_schema)
		return err_set(err,
			       "the dialect %s can't look at a database, so it can't say "
			       "what is the provider's to drop",
			       dialect->name);
	if (!dialect->drop || !dialect->dependents)
		return err_set(
			err,
			"the dialect %s can't say what of others is in the way, so "
			"nothing can be dropped",
			dialect->name);
	if (check_version(drop, err) < 0 || find_schema(drop, err) < 0 ||
	    read_made(drop, err) < 0 || check_lost(drop, err) < 0)
		return -1;
	say_trusted(drop);
	const struct ddlect_schema *mine = find_mine(drop, err);
	const struct ddlect_schema *current = mine ? introspect(drop, mine, err) : NULL;
	if (!current || find_owned(drop, mine, current, err) < 0)
		return -1;
	return drop_plan(drop, current, err);
}

void drop_clear(struct drop *drop)
{
	script_clear(&drop->script);
	script_clear(&drop->left);
	buf_clear(&drop->schemas);
}
