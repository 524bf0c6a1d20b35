/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Properties, over schemas built at random from everything the model has, on a real server:
 * what was generated applies, leaves nothing to do, and its down restores the catalogs. With
 * rows in the tables only an up that says so may fail. A failure says which tables are enough
 * to see it.
 *
 *   LIVE_SEEDS  how many schemas each property tries (15)
 *   LIVE_SEED   the first of them (1); a failure names the one it met
 *   LIVE_VERBOSE   print all that is applied
 *   LIVE_FEATURES  what they are made of, the sum of RANDOM_… (all the server has)
 */
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/random_mutate.h"
#include "tests/live/live.h"
#include "tests/live/pipeline.h"
#include "tests/live/rows.h"
#include "tests/unit/test.h"

#define MOST_TABLES 32

/* What is being tried; a failure tells all of it. */
struct trial {
	struct live live;
	struct pipeline pipe;
	unsigned long seed;
	uint32_t features;
	const char *phase;
	struct step step;
	void (*property)(struct trial *trial);
	const char *tables[MOST_TABLES]; /* of the schemas, by their names */
	bool left_out[MOST_TABLES];
	uint32_t n_tables;
	bool shrinking; /* one of many trials to find the fewest tables that fail */
};

static _Noreturn void fail(const struct trial *trial, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void note_tables(struct trial *trial, const struct ddlect_schema *schema)
{
	for (uint32_t i = 0; i < schema->n_tables; i++) {
		const struct ddlect_table *table = schema->tables[i];
		const char *name =
			table->renamed_from ? table->renamed_from : table->name;
		uint32_t n = 0;
		while (n < trial->n_tables && strcmp(trial->tables[n], name) != 0)
			n++;
		if (n == trial->n_tables && n < MOST_TABLES)
			trial->tables[trial->n_tables++] = strdup(name);
	}
}

static bool leaves_out(const struct trial *trial, const struct ddlect_table *table)
{
	const char *name = table->renamed_from ? table->renamed_from : table->name;
	for (uint32_t i = 0; i < trial->n_tables; i++)
		if (trial->left_out[i] && strcmp(trial->tables[i], name) == 0)
			return true;
	return false;
}

/* The schema without the tables that are left out, and what referred to them. */
static struct ddlect_schema *shrunk(struct trial *trial, struct ddlect_schema *schema)
{
	struct random r = {.schema = schema};
	if (!trial->shrinking) {
		note_tables(trial, schema);
		return schema;
	}
	for (uint32_t i = schema->n_tables; i-- > 0;)
		if (leaves_out(trial, schema->tables[i]))
			random_take_out(schema->tables, &schema->n_tables, i);
	random_drop_loose_fks(&r);
	struct ddlect_schema *copy = schema_new_like(&trial->pipe.arena, schema);
	CHECK(copy && schema_copy(copy, schema) == 0);
	return copy;
}

static const char *choose_schema(struct trial *trial);

/* In a process and a database of its own: does the trial fail? */
static bool still_fails(const struct trial *trial)
{
	int status = 0;
	fflush(stdout);
	pid_t child = fork();
	CHECK(child >= 0);
	if (child == 0) {
		static struct trial again;
		again = *trial;
		again.shrinking = true;
		if (!freopen("/dev/null", "w", stdout) ||
		    !freopen("/dev/null", "w", stderr))
			_exit(0);
		live_open(&again.live);
		pipeline_open(&again.pipe, "postgres", again.live.dsn,
			      choose_schema(&again));
		again.property(&again);
		_exit(0);
	}
	CHECK(waitpid(child, &status, 0) == child);
	return status != 0;
}

/* Leave out one table after the other, as long as it still fails. */
static void shrink(const struct trial *trial, char *names, size_t size)
{
	struct trial fewer = *trial;
	size_t length = 0;
	names[0] = 0;
	for (uint32_t i = 0; i < fewer.n_tables; i++) {
		fewer.left_out[i] = true;
		fewer.left_out[i] = still_fails(&fewer);
	}
	for (uint32_t i = 0; i < fewer.n_tables && length < size; i++)
		if (!fewer.left_out[i])
			length += (size_t)snprintf(names + length, size - length,
						   " \"%s\"", fewer.tables[i]);
}

static _Noreturn void fail(const struct trial *trial, const char *format, ...)
{
	char text[8192];
	char names[2048] = "";
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (!trial->shrinking)
		shrink(trial, names, sizeof(names));
	test_fail(__FILE__, __LINE__,
		  "LIVE_SEED=%lu, %s: %s\nthese tables are enough:%s\n--- up ---\n%s\n"
		  "--- down ---\n%s",
		  trial->seed, trial->phase, text, names,
		  trial->step.up ? trial->step.up : "",
		  trial->step.down ? trial->step.down : "");
}

/* golang-migrate sends a file as one query; a person hands it to `psql -1`. */
static void apply(struct trial *trial, const char *sql, bool with_psql)
{
	char message[4096];
	if (getenv("LIVE_VERBOSE"))
		printf("--- %s ---\n%s\n", trial->phase, sql);
	int failed = with_psql ? live_psql(&trial->live, sql, message, sizeof(message))
			       : live_try(&trial->live, sql, message, sizeof(message));
	if (failed)
		fail(trial, "%s", message);
}

static void expect_same(struct trial *trial, const char *before, bool order)
{
	char *after = live_catalog(&trial->live, NULL);
	char *difference = live_difference(before, after, order);
	if (difference)
		fail(trial, "the catalogs differ:\n%s", difference);
	free(after);
}

static void expect_nothing_to_do(struct trial *trial, const struct ddlect_schema *schema)
{
	struct step rest = pipeline_compare(&trial->pipe, schema);
	if (rest.up)
		fail(trial, "still to do:\n%s", rest.up);
}

/* Up, down and up again of trial->step, which leads to `declared`. */
static void up_down_up(struct trial *trial, const struct ddlect_schema *declared,
		       bool order)
{
	char *before = live_catalog(&trial->live, NULL);
	trial->phase = "up";
	apply(trial, trial->step.up, false);
	expect_nothing_to_do(trial, declared);
	char *changed = live_catalog(&trial->live, NULL);
	trial->phase = "down";
	apply(trial, trial->step.down, false);
	expect_same(trial, before, order);
	trial->phase = "up again, with psql -1";
	apply(trial, trial->step.up, true);
	expect_same(trial, changed, order);
	free(before);
	free(changed);
}

static void try_initial(struct trial *trial)
{
	struct ddlect_schema *schema = shrunk(
		trial, random_schema(&trial->pipe.arena, trial->seed, trial->features));
	schema->owns = "*";
	trial->phase = "initial";
	trial->step = pipeline_initial(&trial->pipe, schema);
	if (!trial->step.up)
		return;
	up_down_up(trial, schema, true);
	trial->phase = "down for good";
	apply(trial, trial->step.down, true);
}

static bool has_namespace(const struct ddlect_schema *schema, const char *name)
{
	for (uint32_t i = 0; i < schema->n_namespaces; i++)
		if (strcmp(schema->namespaces[i]->name, name) == 0)
			return true;
	return false;
}

/* A schema is read only when the declaration names it. */
static void name_all_of(struct ddlect_schema *schema, const struct ddlect_schema *other)
{
	schema->owns = "*";
	for (uint32_t i = 0; i < other->n_namespaces; i++)
		if (!has_namespace(schema, other->namespaces[i]->name))
			namespace_add(schema, other->namespaces[i]->name);
}

/* Drop what was declared, which must leave nothing behind. */
static void to_nothing(struct trial *trial, const struct ddlect_schema *last,
		       const char *empty)
{
	struct ddlect_schema *nothing = schema_new(&trial->pipe.arena);
	name_all_of(nothing, last);
	trial->phase = "to nothing";
	trial->step = pipeline_compare(&trial->pipe, nothing);
	if (trial->step.up)
		apply(trial, trial->step.up, false);
	for (uint32_t i = 0; i < nothing->n_namespaces; i++) {
		char *name =
			PQescapeIdentifier(trial->live.conn, nothing->namespaces[i]->name,
					   strlen(nothing->namespaces[i]->name));
		char sql[512];
		snprintf(sql, sizeof(sql), "DROP SCHEMA %s", name);
		apply(trial, sql, false);
		PQfreemem(name);
	}
	expect_same(trial, empty, true);
}

/*
 * Run a file's statements one by one. False, with the server's words, when one failed that
 * its own comment doesn't excuse.
 */
static bool excused(struct trial *trial, const char *sql, char *message, size_t size)
{
	struct ddlect_err err;
	const struct ddlect_dialect *dialect =
		&registry_find(&trial->pipe.registry, "postgres", &err)->slots;
	struct ddlect_piece piece = {0};
	uint64_t length = strlen(sql);
	bool well = true;
	for (uint64_t end = 0; well; end = piece.end) {
		if (dialect->split(dialect, sql, length, end, &piece, NULL, NULL, &err) <=
		    0)
			break;
		char *comment = strndup(sql + end, piece.begin - end);
		char *one = strndup(sql + piece.begin, piece.end - piece.begin);
		well = live_try(&trial->live, one, message, size) == 0;
		bool may = strstr(comment, "-- MAY FAIL");
		free(comment);
		free(one);
		if (!well)
			return may;
	}
	return true;
}

/*
 * With rows in the tables only what says that it may fail does. All of it is undone, and the
 * rows are gone again.
 */
static void meet_rows(struct trial *trial, const struct ddlect_schema *from)
{
	char message[4096];
	trial->phase = "up over rows";
	rows_insert(&trial->live, from);
	live_exec(&trial->live, "BEGIN");
	if (!excused(trial, trial->step.up, message, sizeof(message)))
		fail(trial, "%s", message);
	live_exec(&trial->live, "ROLLBACK");
	rows_delete(&trial->live, from);
}

/* From what is live to another schema, and all the way down to nothing. */
static void try_upgrade(struct trial *trial)
{
	struct arena *arena = &trial->pipe.arena;
	struct ddlect_schema *a = random_schema(arena, trial->seed, trial->features);
	struct ddlect_schema *b = random_mutate(arena, a, trial->seed, trial->features);
	b = shrunk(trial, b);
	a = shrunk(trial, a);
	name_all_of(b, a);
	a->owns = "*";
	char *empty = live_catalog(&trial->live, NULL);
	trial->phase = "set up";
	trial->step = pipeline_initial(&trial->pipe, a);
	if (trial->step.up)
		apply(trial, trial->step.up, false);
	trial->step = pipeline_compare(&trial->pipe, b);
	if (trial->step.up) {
		meet_rows(trial, a);
		up_down_up(trial, b, false);
	}
	to_nothing(trial, b, empty);
	free(empty);
}

static unsigned long number_of(const char *variable, unsigned long usual)
{
	const char *text = getenv(variable);
	return text && *text ? strtoul(text, NULL, 10) : usual;
}

/*
 * A database's default schema need not be public: whoever applies the files says so in
 * search_path, and every second trial does.
 */
static const char *choose_schema(struct trial *trial)
{
	static const char own[] = "It's \"my own\"";
	char sql[256];
	const char *name = trial->seed % 2 ? own : "public";
	char *quoted = PQescapeIdentifier(trial->live.conn, name, strlen(name));
	snprintf(sql, sizeof(sql), "CREATE SCHEMA IF NOT EXISTS %s", quoted);
	live_exec(&trial->live, sql);
	snprintf(sql, sizeof(sql), "ALTER DATABASE %s SET search_path = %s",
		 trial->live.database, quoted);
	live_exec(&trial->live, sql);
	PQfreemem(quoted);
	PQreset(trial->live.conn);
	return name;
}

static void try_seeds(void (*property)(struct trial *trial))
{
	static struct trial trial;
	trial.property = property;
	unsigned long first = number_of("LIVE_SEED", 1);
	unsigned long n = number_of("LIVE_SEEDS", getenv("LIVE_SEED") ? 1 : 15);
	live_open(&trial.live);
	trial.features = (uint32_t)number_of("LIVE_FEATURES", RANDOM_ALL | RANDOM_MOVES);
	if (trial.live.version < 150000)
		trial.features &= ~RANDOM_NEWER;
	for (unsigned long i = 0; i < n; i++) {
		trial.seed = first + i;
		while (trial.n_tables > 0)
			free((char *)trial.tables[--trial.n_tables]);
		pipeline_open(&trial.pipe, "postgres", trial.live.dsn,
			      choose_schema(&trial));
		property(&trial);
		pipeline_close(&trial.pipe);
	}
	live_close(&trial.live);
}

TEST(initial_migrations_lead_there_and_back)
{
	try_seeds(try_initial);
}

TEST(upgrades_lead_there_and_back)
{
	try_seeds(try_upgrade);
}
