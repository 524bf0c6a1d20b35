/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Introspect: the slot. All queries of a trip go out together and their rows are taken as
 * they come, inside one transaction that sees one moment. See introspect.h for how rows
 * become a schema.
 */
#include <stdlib.h>

#include "plugins/postgres/introspect.h"
#include "plugins/postgres/watch.h"

#include "gen/postgres_sql.h"

#define LOCK_TIMEOUT 10000 /* milliseconds: as in read.sql */

struct query {
	const char *sql;
	const char *doing;
	row_fn *row;
};

/* In this order: columns need their tables, keys the columns, comments everything. */
static const struct query row_queries[] = {
	{sql_enums, "reading enums", enum_row},
	{sql_routines, "reading routines", routine_row},
	{sql_tables, "reading tables", table_row},
	{sql_columns, "reading columns", column_row},
	{sql_defaults, "reading defaults", default_row},
	{sql_identities, "reading sequences", sequence_row},
	{sql_names, "reading access methods", name_row},
	{sql_constraints, "reading constraints", constraint_row},
	{sql_indexes, "reading indexes", index_row},
	{sql_comments, "reading comments", comment_row},
	{sql_kept, "reading what else tables have", kept_row},
	{sql_dependents, "reading what depends on tables", dependents_row},
};
#define ROW_QUERIES (sizeof(row_queries) / sizeof(*row_queries))

/* Is the line for this major? It says so in its mark, if it has one. */
static bool is_for(int major, const char *line)
{
	if (strncmp(line, "/*", 2) != 0)
		return true;
	int marked = (line[2] - '0') * 10 + line[3] - '0';
	return line[4] == '+' ? major >= marked : major <= marked;
}

/*
 * A query for the server's version: a line that starts with a mark, 15+ or 14- in a comment,
 * is for that major and newer or older ones only.
 */
static const char *sql_for(int version, const char *sql, struct ddlect_buf *out)
{
	ddlect_host->buf_reset(out);
	for (size_t length; *sql; sql += length + (sql[length] == '\n')) {
		length = strcspn(sql, "\n");
		if (is_for(version / 10000, sql)) {
			ddlect_host->raw(out, sql, length);
			ddlect_raw(out, "\n");
		}
	}
	return ddlect_host->buf_text(out);
}

static int send_query(struct ddlect_session *session, const char *sql,
		      const char *const *params, struct ddlect_err *err)
{
	struct ddlect_buf *buf = ddlect_host->buf_new();
	const char *text = buf ? sql_for(session->version, sql, buf) : NULL;
	uint32_t n = strstr(sql, "$2") ? 2 : strstr(sql, "$1") ? 1 : 0;
	int status = text ? session_send(session, text, params, n, err)
			  : ddlect_no_memory(err);
	ddlect_host->buf_free(buf);
	return status;
}

/* `{"a","b"}`, the text of an array of names. */
static void write_names(struct ddlect_buf *out, const char *const *names, uint32_t n)
{
	ddlect_raw(out, "{");
	for (uint32_t i = 0; i < n; i++) {
		ddlect_raw(out, i > 0 ? ",\"" : "\"");
		for (const char *at = names[i]; *at; at++) {
			if (*at == '"' || *at == '\\')
				ddlect_raw(out, "\\");
			ddlect_host->raw(out, at, 1);
		}
		ddlect_raw(out, "\"");
	}
	ddlect_raw(out, "}");
}

/* `{1,2}`, the oids or the details of wants. */
static void write_wants(struct ddlect_buf *out, const struct wants *wants, bool details)
{
	char number[16];
	ddlect_raw(out, "{");
	for (uint32_t i = 0; i < wants->n; i++) {
		const struct want *want = &wants->list[i];
		if (details)
			snprintf(number, sizeof(number), "%s%d", i ? "," : "",
				 want->detail);
		else
			snprintf(number, sizeof(number), "%s%u", i ? "," : "", want->oid);
		ddlect_raw(out, number);
	}
	ddlect_raw(out, "}");
}

static int send_begin(struct reading *reading, struct ddlect_err *err)
{
	static const char begin[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
	struct ddlect_session *session = reading->session;
	const struct ddlect_introspect_request *request = reading->request;
	const char *params[] = {request->default_schema};
	if (session->reading && (session_send(session, "ROLLBACK", NULL, 0, err) < 0 ||
				 session_sync(session, err) < 0))
		return -1;
	if (session_send(session, begin, NULL, 0, err) < 0 ||
	    session_send(session, sql_read, params, 1, err) < 0)
		return -1;
	struct ddlect_buf *names = ddlect_host->buf_new();
	if (names)
		write_names(names, request->schemas, request->n_schemas);
	params[0] = names ? ddlect_host->buf_text(names) : NULL;
	int status = params[0] ? session_send(session, sql_namespaces, params, 1, err)
			       : ddlect_no_memory(err);
	ddlect_host->buf_free(names);
	return status < 0 ? -1 : session_sync(session, err);
}

/* Behind a pooler the server is another process's than the one that we talk to. */
static int began_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct ddlect_session *session = context;
	(void)err;
	session->own.pooled = row_int(row, 1) != PQbackendPID(session->conn);
	return 0;
}

static int begin_trip(struct reading *reading, struct ddlect_err *err)
{
	static const char doing[] = "beginning to read";
	struct ddlect_session *session = reading->session;
	bool again = session->reading;
	if (send_begin(reading, err) < 0 || (again && session_skip(session, err) < 0))
		return -1;
	session->reading = true;
	if (session_take(session, doing, NULL, NULL, err) < 0 ||
	    session_take(session, doing, began_row, session, err) < 0)
		return -1;
	if (session_take(session, "reading schemas", namespace_row, reading, err) < 0)
		return -1;
	if (!reading->default_found && *reading->request->default_schema)
		return ddlect_error(err,
				    "%s has no schema %s: create it (CREATE SCHEMA), or "
				    "name another one",
				    session->place, reading->request->default_schema);
	return session_end(session, err);
}

static int rows_send(struct reading *reading, struct ddlect_err *err)
{
	struct ddlect_buf *oids = ddlect_host->buf_new();
	if (oids)
		write_wants(oids, &reading->schemas, false);
	const char *params[] = {oids ? ddlect_host->buf_text(oids) : NULL};
	int status = params[0] ? 0 : ddlect_no_memory(err);
	for (size_t i = 0; i < ROW_QUERIES && status == 0; i++)
		status = send_query(reading->session, row_queries[i].sql, params, err);
	ddlect_host->buf_free(oids);
	return status < 0 ? -1 : session_sync(reading->session, err);
}

static int rows_trip(struct reading *reading, struct ddlect_err *err)
{
	if (rows_send(reading, err) < 0)
		return -1;
	for (size_t i = 0; i < ROW_QUERIES; i++)
		if (session_take(reading->session, row_queries[i].doing,
				 row_queries[i].row, reading, err) < 0)
			return -1;
	return session_end(reading->session, err);
}

struct question {
	struct query query;
	struct wants *wants;
};

/* In this order: what is said of an index's parts overrules their collations. */
#define QUESTIONS(reading)                                                               \
	{                                                                                \
		{{sql_types, "reading types", type_row}, &(reading)->types},             \
			{{sql_collations, "reading collations", collation_row},          \
			 &(reading)->collations},                                        \
			{{sql_serials, "reading sequences", sequence_row},               \
			 &(reading)->serials},                                           \
			{{sql_outside, "reading references", outside_row},               \
			 &(reading)->outside},                                           \
			{{sql_parts, "reading indexes", part_row}, &(reading)->parts},   \
	}
#define N_QUESTIONS 5

static int send_question(struct ddlect_session *session, const struct question *question,
			 struct ddlect_err *err)
{
	const char *params[2] = {NULL, NULL};
	struct ddlect_buf *bufs[2];
	int status = 0;
	for (int i = 0; i < 2; i++) {
		bufs[i] = ddlect_host->buf_new();
		if (bufs[i])
			write_wants(bufs[i], question->wants, i == 1);
		params[i] = bufs[i] ? ddlect_host->buf_text(bufs[i]) : NULL;
		if (!params[i])
			status = ddlect_no_memory(err);
	}
	if (status == 0)
		status = send_query(session, question->query.sql, params, err);
	ddlect_host->buf_free(bufs[0]);
	ddlect_host->buf_free(bufs[1]);
	return status;
}

static int names_trip(struct reading *reading, struct ddlect_err *err)
{
	struct question questions[N_QUESTIONS] = QUESTIONS(reading);
	struct ddlect_session *session = reading->session;
	bool asked = false;
	for (int i = 0; i < N_QUESTIONS; i++) {
		if (questions[i].wants->n == 0)
			continue;
		asked = true;
		if (send_question(session, &questions[i], err) < 0)
			return -1;
	}
	if (!asked)
		return 0;
	if (session_sync(session, err) < 0)
		return -1;
	for (int i = 0; i < N_QUESTIONS; i++)
		if (questions[i].wants->n > 0 &&
		    session_take(session, questions[i].query.doing,
				 questions[i].query.row, reading, err) < 0)
			return -1;
	return session_end(session, err);
}

/* Whatever was asked for has been answered; a table that was just dropped isn't. */
static int check_answers(struct reading *reading, struct ddlect_err *err)
{
	static const char changed[] =
		"the tables changed while they were read: run it again";
	if (reading->types.next < reading->types.n ||
	    reading->collations.next < reading->collations.n)
		return ddlect_error(err, "%s", changed);
	for (uint32_t i = 0; i < reading->outside.n; i++) {
		const struct ddlect_fk *fk = objects_get(&reading->objects, OF_FK,
							 reading->outside.list[i].oid);
		if (!fk->ref_columns)
			return ddlect_error(err, "%s", changed);
	}
	for (uint32_t i = 0; i < reading->parts.n; i++) {
		const struct ddlect_index *index = objects_get(
			&reading->objects, OF_INDEX, reading->parts.list[i].oid);
		for (uint32_t p = 0; p < index->n_parts; p++)
			if (!index->parts[p]->column && !index->parts[p]->expr)
				return ddlect_error(err, "%s", changed);
	}
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct ddlect_index *const *left = a;
	const struct ddlect_index *const *right = b;
	return strcmp((*left)->name, (*right)->name);
}

/* Indexes came in the order of their oids, which another server wouldn't have. */
static void sort_indexes(struct ddlect_schema *schema)
{
	for (uint32_t i = 0; i < schema->n_tables; i++)
		if (schema->tables[i]->n_indexes > 1)
			qsort(schema->tables[i]->indexes, schema->tables[i]->n_indexes,
			      sizeof(*schema->tables[i]->indexes), by_name);
}

static void reading_clear(struct reading *reading)
{
	free(reading->objects.list);
	free(reading->fields);
	free(reading->schemas.list);
	free(reading->types.list);
	free(reading->collations.list);
	free(reading->parts.list);
	free(reading->serials.list);
	free(reading->outside.list);
}

int pg_introspect(const struct ddlect_dialect *self, struct ddlect_session *session,
		  const struct ddlect_introspect_request *request,
		  struct ddlect_schema *out, struct ddlect_err *err)
{
	struct reading reading = {.session = session, .request = request, .out = out};
	struct watch watch;
	(void)self;
	int status = begin_trip(&reading, err);
	watch_begin(&watch, session, LOCK_TIMEOUT, 0);
	session->watch = &watch;
	if (status == 0)
		status = rows_trip(&reading, err);
	if (status == 0)
		status = names_trip(&reading, err);
	if (status == 0)
		status = check_answers(&reading, err);
	if (status == 0)
		sort_indexes(out);
	session->watch = NULL;
	if (status < 0)
		session_end(session, NULL);
	else if (session->version / 10000 > PG_NEWEST / 10000)
		ddlect_note(out,
			    "the server is PostgreSQL %d, newer than all that are known",
			    session->version / 10000);
	reading_clear(&reading);
	return status;
}
