/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Generate: the pipeline with dialects of its own, so that each turn it can take is taken:
 * initial and upgrade, lifted, refused, interrupted, delivered under a number.
 */
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/dialect/registry.h"
#include "core/diff/script.h"
#include "core/model/schema.h"
#include "core/run/deliver.h"
#include "core/run/generate.h"
#include "tests/lib/folder.h"
#include "tests/unit/test.h"

static atomic_int lowered;

static int lower(const struct ddlect_dialect *self, const struct ddlect_schema *declared,
		 struct ddlect_schema *out, struct ddlect_err *err)
{
	atomic_fetch_add(&lowered, 1);
	for (uint32_t i = 0; i < declared->n_tables; i++)
		if (strcmp(declared->tables[i]->name, self->name) == 0)
			return err_set(err, "a table can't have the dialect's name");
	char note[64];
	snprintf(note, sizeof(note), "%s looked at %u tables", self->name,
		 declared->n_tables);
	schema_note(out, note);
	return schema_copy(out, declared) < 0 ? err_no_memory(err) : 0;
}

static int render(const struct ddlect_dialect *self, const struct ddlect_plan *plan,
		  const struct ddlect_change *change, struct ddlect_script *out,
		  struct ddlect_err *err)
{
	(void)self;
	(void)plan;
	const void *object =
		change->verb == DDLECT_DROP ? change->from.any : change->to.any;
	const char *name = object_name(change->what, object);
	if (name && strcmp(name, "cursed") == 0)
		return err_set(err, "a table can't be called cursed; call it blessed");
	buf_printf(script_statement(out), "%s %u %s",
		   change->verb == DDLECT_DROP ? "DROP" : "ADD", change->what, name);
	return 0;
}

static int type_name(const struct ddlect_dialect *self, const struct ddlect_type *type,
		     char *out, uint64_t size)
{
	(void)self;
	snprintf(out, size, "type %u", type->kind);
	return 0;
}

static const char *database[8]; /* the tables of it, ended by NULL */
static int sessions;
static const char *refusal;
static int reconciled;

static int open_session(const struct ddlect_dialect *self,
			const struct ddlect_open_request *request,
			struct ddlect_session **session, struct ddlect_err *err)
{
	(void)self;
	CHECK_INT(request->read_only, 1);
	if (refusal)
		return err_set(err, "%s", refusal);
	*session = (struct ddlect_session *)&sessions;
	sessions++;
	return 0;
}

static void close_session(const struct ddlect_dialect *self,
			  struct ddlect_session *session)
{
	(void)self;
	CHECK(session == (struct ddlect_session *)&sessions);
	sessions--;
}

static const char *asked; /* the schemas that were asked for */

static int introspect(const struct ddlect_dialect *self, struct ddlect_session *session,
		      const struct ddlect_introspect_request *request,
		      struct ddlect_schema *out, struct ddlect_err *err)
{
	static char text[128];
	(void)self;
	(void)session;
	(void)err;
	text[0] = '\0';
	for (uint32_t i = 0; i < request->n_schemas; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s;",
			 request->schemas[i]);
	asked = text;
	CHECK_TEXT(request->default_schema, "public");
	for (int i = 0; database[i]; i++)
		CHECK(table_add(out, NULL, database[i]));
	return 0;
}

static int reconcile(const struct ddlect_dialect *self, struct ddlect_session *session,
		     struct ddlect_schema *desired, const struct ddlect_schema *current,
		     struct ddlect_err *err)
{
	(void)self;
	(void)session;
	(void)desired;
	(void)current;
	(void)err;
	reconciled++;
	return 0;
}

static int lift(const struct ddlect_dialect *self, const struct ddlect_schema *current,
		const struct ddlect_schema *desired, struct ddlect_schema *out,
		struct ddlect_err *err)
{
	(void)desired;
	CHECK_TEXT(self->name, "tall");
	if (schema_copy(out, current) < 0)
		return err_no_memory(err);
	return table_add(out, NULL, "lifted") ? 0 : err_no_memory(err);
}

static const char *const plain_schemes[] = {"plain", NULL};
static const char *const tall_schemes[] = {"tall", NULL};
static const char *const mute_schemes[] = {"mute", NULL};

#define SLOTS                                                                            \
	.lower = lower, .render = render, .type_name = type_name, .open = open_session,  \
	.close = close_session, .introspect = introspect, .reconcile = reconcile

static struct dialect plain = {.slots = {.name = "plain",
					 .schemes = plain_schemes,
					 .capabilities = DDLECT_CAN_INTROSPECT,
					 .max_name = 20,
					 SLOTS}};
static struct dialect tall = {
	.slots = {.name = "tall",
		  .base = "plain",
		  .schemes = tall_schemes,
		  .lift_flag = "pretend",
		  .capabilities = DDLECT_CAN_INTROSPECT | DDLECT_CAN_LIFT,
		  .lift = lift,
		  SLOTS},
	.base = &plain};
static struct dialect mute = {.slots = {.name = "mute",
					.schemes = mute_schemes,
					.lower = lower,
					.render = render,
					.type_name = type_name}};

static struct arena arena;
static struct ddlect_err err;
static struct ddlect_schema *declared;
static struct generated generated;
static struct generate_request request;
static volatile int cancel;

static struct dialect *dialects[] = {&mute, &plain, &tall};
static struct registry registry = {.dialects = dialects, .n = 3};

static void begin(const char *const *tables)
{
	arena_init(&arena);
	err = (struct ddlect_err){0};
	generated = (struct generated){0};
	registry.arena = &arena;
	declared = schema_new(&arena);
	declared->provider = "docs";
	for (; *tables; tables++)
		CHECK(table_add(declared, NULL, *tables));
	request = (struct generate_request){.declared = declared,
					    .registry = &registry,
					    .schema = "public",
					    .cancel = &cancel};
	folder_begin();
}

static int generate_now(void)
{
	struct diags diags;
	diags_init(&diags, &arena);
	generated_clear(&generated);
	int status = generate(&generated, &arena, &request, &diags, &err);
	CHECK_INT(sessions, 0); /* whatever happened */
	return status;
}

static void end(void)
{
	generated_clear(&generated);
	folder_end();
	arena_clear(&arena);
}

static void fails(const char *message, uint32_t status)
{
	CHECK_INT(generate_now(), -1);
	CHECK_TEXT(err.text, message);
	CHECK_INT(err.status, status);
}

static const char *const two[] = {"a", "b", NULL};

TEST(full_makes_a_pair_for_each_dialect)
{
	begin(two);
	request.full = true;
	CHECK_INT(generate_now(), 0);
	CHECK_INT(generated.n, 3);
	CHECK_TEXT(generated.pairs[0]->dialect->slots.name, "mute");
	CHECK_TEXT(generated.pairs[1]->up.text.text,
		   "-- Provider: docs\n-- Dialect: plain\n-- Direction: up\n\n"
		   "ADD 4 a;\nADD 4 b;\n");
	CHECK_TEXT(generated.pairs[1]->down.text.text,
		   "-- Provider: docs\n-- Dialect: plain\n-- Direction: down\n\n"
		   "DROP 4 b;\nDROP 4 a;\n");
	CHECK(generated.pairs[2]->changed);
	end();
}

/* The texts alone stay, unless more is asked for; either way they are the same. */
TEST(full_keeps_details_only_when_asked)
{
	char *texts[2];
	for (int details = 0; details < 2; details++) {
		begin(two);
		request.full = true;
		request.details = details;
		CHECK_INT(generate_now(), 0);
		const struct pair *pair = generated.pairs[1];
		CHECK_INT(pair->n_tables, 2);
		CHECK_INT(pair->initial, 1);
		CHECK_INT(pair->changed, 1);
		CHECK_INT(pair->n_notes, 1);
		CHECK_TEXT(pair->notes[0], "plain looked at 2 tables");
		CHECK_INT(pair->up.plan != NULL, details);
		CHECK_INT(pair->desired != NULL, details);
		CHECK_INT(pair->up.script.n_statements, details ? 2 : 0);
		texts[details] = strdup(pair->up.text.text);
		end();
	}
	CHECK_TEXT(texts[0], texts[1]);
	free(texts[0]);
	free(texts[1]);
}

TEST(a_declaration_is_dropped_once_no_dialect_needs_it)
{
	struct arena spent;
	arena_init(&spent);
	begin(two);
	declared = schema_new(&spent);
	declared->provider = "docs";
	for (int i = 0; two[i]; i++)
		CHECK(table_add(declared, NULL, two[i]));
	request.declared = declared;
	request.spent = &spent;
	request.full = true;
	request.details = true;
	CHECK_INT(generate_now(), 0);
	CHECK(!spent.objects.blocks);
	for (int i = 0; i < 3; i++) {
		CHECK_TEXT(generated.pairs[i]->desired->tables[1]->name, "b");
		CHECK(strstr(generated.pairs[i]->up.text.text, "-- Provider: docs\n"));
		CHECK(strstr(generated.pairs[i]->up.text.text, "ADD 4 b;\n"));
	}
	end();
	arena_clear(&spent);
}

static void add_columns(uint32_t n)
{
	struct ddlect_table *table = declared->tables[0];
	const struct ddlect_type *type = type_get(
		declared, &(struct ddlect_type){
				  .kind = DDLECT_TYPE_INT, .precision = -1, .scale = -1});
	for (uint32_t i = 0; i < n; i++)
		CHECK(column_add(declared, table, "c", type));
}

/* Small schemas are made side by side, large ones in turn: the error is the same. */
TEST(the_first_dialect_that_fails_says_why)
{
	static const char *const cursed[] = {"blessed", "cursed", NULL};
	for (int large = 0; large < 2; large++) {
		begin(cursed);
		add_columns(large ? 100000 : 1);
		request.full = true;
		lowered = 0;
		fails("mute, up: a table can't be called cursed; call it blessed",
		      DDLECT_FAILED);
		CHECK_INT(lowered, 3);
		end();
	}
}

TEST(full_may_be_of_one_dialect)
{
	begin(two);
	request.full = true;
	request.dialect = "tall";
	CHECK_INT(generate_now(), 0);
	CHECK_INT(generated.n, 1);
	CHECK_TEXT(generated.pairs[0]->dialect->slots.name, "tall");
	end();
}

TEST(an_upgrade_compares_with_the_database)
{
	begin(two);
	database[0] = "a";
	database[1] = "stranger";
	database[2] = NULL;
	request.dsn = "plain://h/d";
	declared->tables[1]->schema = "other";
	CHECK_INT(generate_now(), 0);
	CHECK_TEXT(asked, "public;other;");
	CHECK_INT(reconciled, 1);
	CHECK_INT(generated.n, 1);
	CHECK_INT(generated.pairs[0]->n_strangers, 1);
	CHECK_TEXT(generated.pairs[0]->strangers[0]->name, "stranger");
	CHECK(strstr(generated.pairs[0]->up.text.text, "ADD 4 b;\n"));
	CHECK(!strstr(generated.pairs[0]->up.text.text, "ADD 4 a;\n"));
	CHECK(!strstr(generated.pairs[0]->down.text.text, "stranger"));
	end();
}

TEST(the_default_schema_may_be_named)
{
	begin(two);
	database[0] = "a";
	database[1] = "b";
	database[2] = NULL;
	request.dsn = "plain://h/d";
	declared->tables[1]->schema = "public";
	struct ddlect_fk *fk = fk_add(declared, declared->tables[0], NULL);
	fk->ref_table = "b";
	fk->ref_schema = "public";
	CHECK_INT(generate_now(), 0);
	CHECK_TEXT(asked, "public;");
	CHECK(!generated.pairs[0]->desired->tables[0]->fks[0]->ref_schema);
	CHECK(!strstr(generated.pairs[0]->up.text.text, "4 b"));
	CHECK_TEXT(declared->tables[1]->schema, "public"); /* the input is left alone */
	end();
}

TEST(a_table_named_with_and_without_the_default_schema_is_one_too_many)
{
	static const char *const tables[] = {"a", "a", NULL};
	begin(tables);
	request.full = true;
	declared->tables[1]->schema = "public";
	fails("the table a is declared twice, with the schema public and without one, "
	      "and "
	      "public is the default schema",
	      DDLECT_FAILED);
	end();
	begin(two);
	request.full = true;
	CHECK(enum_add(declared, NULL, "e"));
	CHECK(enum_add(declared, "public", "e"));
	fails("the enum e is declared twice, with the schema public and without one, and "
	      "public is the default schema",
	      DDLECT_FAILED);
	end();
}

TEST(no_change_is_said_and_is_no_failure)
{
	begin(two);
	database[0] = "b";
	database[1] = "a";
	database[2] = NULL;
	request.dsn = "plain://h/d";
	CHECK_INT(generate_now(), 0);
	CHECK(!generated.pairs[0]->changed);
	end();
}

TEST(a_lifted_upgrade_reads_the_base)
{
	static const char *const tables[] = {"a", "lifted", NULL};
	begin(tables);
	database[0] = NULL;
	request.dsn = "plain://h/d";
	request.lift = "pretend";
	CHECK_INT(generate_now(), 0);
	CHECK_TEXT(generated.pairs[0]->dialect->slots.name, "tall");
	CHECK(strstr(generated.pairs[0]->up.text.text, "ADD 4 a;\n"));
	CHECK(!strstr(generated.pairs[0]->up.text.text, "lifted"));
	end();
}

TEST(what_cannot_be_is_refused)
{
	begin(two);
	request.dsn = "mute://h/d";
	fails("the dialect mute can't read a database; it only writes initial "
	      "migrations, "
	      "with -full",
	      DDLECT_FAILED);
	request.lift = "pretend";
	fails("-pretend reads a database of plain, and this is one of mute",
	      DDLECT_USAGE);
	request.lift = "other";
	fails("no dialect takes the flag -other", DDLECT_USAGE);
	request.lift = NULL;
	request.dsn = "plain://u:secret@h/d";
	refusal = "connection refused";
	fails("connection refused", DDLECT_FAILED);
	refusal = NULL;
	cancel = 1;
	fails("interrupted; nothing was written", DDLECT_FAILED);
	end();
}

TEST(no_dialect_at_all_is_said)
{
	begin(two);
	registry.n = 0;
	request.full = true;
	fails("no dialect is installed: name the directory of their .so files with "
	      "-plugin-dir or DDLECT_PLUGIN_PATH",
	      DDLECT_FAILED);
	end();
}

TEST(a_refusal_says_whose_it_is)
{
	static const char *const tables[] = {"cursed", NULL};
	begin(tables);
	request.full = true;
	fails("mute, up: a table can't be called cursed; call it blessed", DDLECT_FAILED);
	end();
}

TEST(what_one_dialect_refuses_others_are_offered_to_write)
{
	static const char *const tables[] = {"tall", NULL};
	begin(tables);
	request.full = true;
	fails("tall: a table can't have the dialect's name\n"
	      "no dialect's files were written; -dialect mute or -dialect plain writes "
	      "that one's alone",
	      DDLECT_FAILED);
	end();
	begin(tables);
	request.full = true;
	request.dialect = "tall";
	fails("tall: a table can't have the dialect's name", DDLECT_FAILED);
	end();
}

TEST(a_name_too_long_for_a_dialect_is_reported)
{
	static const char *const tables[] = {"twenty_one_characters", NULL};
	begin(tables);
	request.full = true;
	fails("plain can't have names that long; -dialect NAME leaves it out",
	      DDLECT_FAILED);
	end();
}

static int deliver_as(const char *prefix, const char *release, const char **used)
{
	const struct deliver_request how = {
		.path = folder_root, .prefix = prefix, .release = release};
	struct delivered delivered;
	int status = deliver(&generated, &arena, &how, &delivered, &err);
	*used = delivered.prefix;
	return status;
}

TEST(a_release_gets_one_number_in_all_dialects)
{
	const char *prefix;
	struct stat st;
	begin(two);
	request.full = true;
	CHECK_INT(generate_now(), 0);
	CHECK_INT(deliver_as(NULL, "v1.0.0", &prefix), 0);
	CHECK_TEXT(prefix, "1_v1.0.0");
	CHECK_INT(deliver_as(NULL, "v1.0.0", &prefix), -1);
	CHECK(strstr(err.text, "1_v1.0.0.up.sql is there already"));
	CHECK_INT(deliver_as(NULL, "v1.1.0", &prefix), 0);
	CHECK_TEXT(prefix, "2_v1.1.0");
	CHECK(strstr(generated.pairs[2]->down.path, "/tall/2_v1.1.0.down.sql"));
	CHECK_INT(stat(generated.pairs[2]->down.path, &st), 0);
	CHECK_INT(st.st_size, generated.pairs[2]->down.text.length);
	end();
}

TEST(a_number_is_not_used_for_two_titles)
{
	const char *prefix;
	begin(two);
	request.full = true;
	request.dialect = "plain";
	CHECK_INT(generate_now(), 0);
	CHECK_INT(deliver_as("07_first", NULL, &prefix), 0);
	CHECK_INT(deliver_as("7_second", NULL, &prefix), -1);
	CHECK(strstr(err.text, "number 7 is taken: "));
	CHECK(strstr(err.text, "/plain/07_first.up.sql is there"));
	CHECK_INT(deliver_as("draft", NULL, &prefix), 0);
	end();
}

TEST(a_dry_run_touches_nothing)
{
	struct delivered delivered;
	begin(two);
	request.full = true;
	CHECK_INT(generate_now(), 0);
	const struct deliver_request how = {
		.path = "/nowhere/at/all", .release = "v1.0.0", .dry_run = true};
	CHECK_INT(deliver(&generated, &arena, &how, &delivered, &err), 0);
	CHECK_TEXT(delivered.prefix, "1_v1.0.0");
	CHECK(delivered.refusal == NULL);
	CHECK_TEXT(generated.pairs[0]->up.path, "/nowhere/at/all/mute/1_v1.0.0.up.sql");
	CHECK(access("/nowhere", F_OK) < 0);
	end();
}
