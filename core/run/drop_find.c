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

/* --- what migrations made -------------------------------------------------------------- */

bool drop_is_applied(const struct drop *drop, const struct journal_entry *entry)
{
	const struct journal *journal = &drop->trip->journal;
	return entry->applied ||
	       (journal->state.version >= 0 &&
		entry->version == (uint64_t)journal->state.version) ||
	       (journal->unfinished && journal->unfinished->version >= 0 &&
		entry->version == (uint64_t)journal->unfinished->version);
}

/* The row of the history that says most of it; NULL: there is none. */
static const struct ddlect_history *row_of(const struct drop *drop,
					   const struct journal_entry *entry)
{
	const struct journal *journal = &drop->trip->journal;
	if (!entry->up && journal->unfinished &&
	    entry->version == (uint64_t)journal->unfinished->version)
		return journal->unfinished;
	return entry->up;
}

const char *drop_ran_in(const struct drop *drop, const struct journal_entry *entry)
{
	const struct ddlect_history *row = row_of(drop, entry);
	if (!row || !row->schema)
		return drop->unknown;
	return *row->schema ? row->schema : drop->trip->migrator->options.schema;
}

static int read_file(struct drop *drop, const struct journal_entry *entry,
		     struct ddlect_buf *bytes, struct ddlect_err *err)
{
	const struct trip *trip = drop->trip;
	const struct ddlect_history *row = row_of(drop, entry);
	if (source_read(&trip->source, entry->file, false, bytes, err) < 0)
		return -1;
	const struct made_text text = {.file = entry->file->up,
				       .bytes = bytes->text,
				       .length = bytes->length,
				       .schema = drop_ran_in(drop, entry),
				       .adopted = row ? row->adopted : NULL};
	return made_add(&drop->made, trip->dialect, &text, err) < 0
		       ? err_prepend(err, "%s: ", entry->file->up)
		       : 0;
}

/* What was run elsewhere has no checksum of that run, with which a file could be compared. */
static void say_trusted(const struct drop *drop)
{
	const struct journal *journal = &drop->trip->journal;
	uint32_t n = 0;
	for (uint32_t i = 0; i < journal->n; i++) {
		const struct journal_entry *entry = &journal->entries[i];
		const struct ddlect_history *row = row_of(drop, entry);
		n += drop_is_applied(drop, entry) && entry->file &&
		     (!row || row->what != DDLECT_RAN_UP);
	}
	if (n)
		migrator_log(
			drop->trip->migrator, DDLECT_LOG_WARNING,
			"%u of these versions ran elsewhere, or force said that they "
			"did: that it was these very files isn't known, but taken for "
			"granted",
			n);
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

/* --- what is the provider's ------------------------------------------------------------ */

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

/* --- what of it is there --------------------------------------------------------------- */

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
	say_trusted(drop);
	if (find_schema(drop, err) < 0 || read_made(drop, err) < 0 ||
	    check_lost(drop, err) < 0)
		return -1;
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
