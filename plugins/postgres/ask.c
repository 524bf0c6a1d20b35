/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ask: see ask.h. A type is asked for by what an array of it would be called in a result,
 * because a result names a domain's base type but not that of an array's elements. An
 * expression is asked for by its plan over a row of NULLs, which the planner can't look
 * into: what it prints of the expression is the expression as the server understood it, and
 * folded, which is what expr_kept.c is for.
 */
#include <stdlib.h>

#include "plugins/postgres/ask.h"

#define CHAINS 1024u

static uint32_t hash_text(const char *text)
{
	uint32_t hash = 2166136261u;
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return hash % CHAINS;
}

static int asks_room(struct asks *asks)
{
	if (!asks->chains)
		asks->chains = calloc(CHAINS, sizeof(*asks->chains));
	if (asks->n == 0)
		asks->n = 1;
	if (asks->chains && asks->n < asks->room)
		return 0;
	uint32_t room = asks->room ? asks->room * 2 : 64;
	struct ask *list =
		asks->chains ? realloc(asks->list, room * sizeof(*list)) : NULL;
	if (!list)
		return -1;
	asks->list = list;
	asks->room = room;
	return 0;
}

/* The number of the question in `sql`, whose buffer is freed. */
static uint32_t asks_add(struct asks *asks, struct ddlect_buf *sql, bool type)
{
	const char *text = sql ? ddlect_host->buf_text(sql) : NULL;
	uint32_t number = 0;
	if (!text || asks_room(asks) < 0)
		goto out;
	uint32_t *chain = &asks->chains[hash_text(text)];
	for (number = *chain; number; number = asks->list[number].next)
		if (strcmp(asks->list[number].sql, text) == 0)
			goto out;
	char *copy = strdup(text);
	if (!copy)
		goto out;
	number = asks->n++;
	asks->list[number] = (struct ask){.sql = copy, .type = type, .next = *chain};
	*chain = number;
out:
	ddlect_host->buf_free(sql);
	asks->broken = asks->broken || number == 0;
	return number;
}

uint32_t ask_type(struct asks *asks, const struct ddlect_type *type)
{
	struct ddlect_buf *sql = ddlect_host->buf_new();
	if (sql) {
		ddlect_raw(sql, "SELECT NULL::");
		pg_type_write(sql, type);
		if (type->dims == 0)
			ddlect_raw(sql, "[]");
	}
	return asks_add(asks, sql, true);
}

/* One row with the table's columns, all NULL. */
static void write_row(struct ddlect_buf *sql, const struct ddlect_table *table)
{
	ddlect_raw(sql, " FROM (SELECT ");
	for (uint32_t i = 0; i < table->n_columns; i++) {
		ddlect_raw(sql, i > 0 ? ", NULL::" : "NULL::");
		pg_type_write(sql, table->columns[i]->type);
		ddlect_raw(sql, " AS ");
		ddlect_ident(sql, table->columns[i]->name);
	}
	ddlect_raw(sql, " OFFSET 0) AS ");
	ddlect_ident(sql, table->name);
}

uint32_t ask_expr(struct asks *asks, const struct ddlect_table *table, const char *expr,
		  const char *cast)
{
	struct ddlect_buf *sql = ddlect_host->buf_new();
	if (sql) {
		ddlect_raw(sql, "EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) SELECT (");
		ddlect_raw(sql, expr);
		ddlect_raw(sql, cast ? ")::" : ")");
		ddlect_raw(sql, cast ? cast : "");
		if (table)
			write_row(sql, table);
	}
	return asks_add(asks, sql, false);
}

bool asks_same(const struct asks *asks, uint32_t a, uint32_t b)
{
	return a && b && asks->list[a].answer && asks->list[b].answer &&
	       strcmp(asks->list[a].answer, asks->list[b].answer) == 0;
}

const char *asks_answer(const struct asks *asks, uint32_t number)
{
	return asks->list[number].answer;
}

void asks_clear(struct asks *asks)
{
	for (uint32_t i = 1; i < asks->n; i++) {
		free(asks->list[i].sql);
		free(asks->list[i].answer);
	}
	free(asks->list);
	free(asks->chains);
	*asks = (struct asks){0};
}

static int answer_set(struct ask *ask, const char *text, size_t length,
		      struct ddlect_err *err)
{
	free(ask->answer);
	ask->answer = strndup(text, length);
	return ask->answer ? 0 : ddlect_no_memory(err);
}

/* The number that four hexadecimal digits are; -1: they aren't there. */
static int four_digits(const char *text)
{
	static const char digits[] = "0123456789abcdef";
	int number = 0;
	for (int i = 0; i < 4; i++) {
		const char *digit = text[i] ? strchr(digits, text[i] | 0x20) : NULL;
		if (!digit)
			return -1;
		number = number * 16 + (int)(digit - digits);
	}
	return number;
}

/* Undo what JSON does to the string at the start of `text`; its length. */
static size_t unescape(char *text)
{
	static const char letters[] = "bfnrt";
	static const char meant[] = "\b\f\n\r\t";
	char *to = text;
	for (const char *at = text; *at && *at != '"'; at++) {
		const char *letter = NULL;
		if (*at != '\\') {
			*to++ = *at;
			continue;
		}
		if (!*++at)
			break;
		int code = *at == 'u' ? four_digits(at + 1) : -1;
		if (code >= 0 && code < 128) {
			*to++ = (char)code;
			at += 4;
			continue;
		}
		letter = strchr(letters, *at);
		*to++ = letter ? meant[letter - letters] : *at;
	}
	*to = '\0';
	return (size_t)(to - text);
}

/* Of a plan, what its topmost node puts out: one string in a line of JSON. */
static int plan_row(void *context, const struct row *row, struct ddlect_err *err)
{
	static const char word[] = "\"Output\": [\"";
	const char *output = strstr(row_text(row, 0), word);
	if (!output)
		return 0;
	char *text = strdup(output + strlen(word));
	if (!text)
		return ddlect_no_memory(err);
	int status = answer_set(context, text, unescape(text), err);
	free(text);
	return status;
}

static int take_type(struct ddlect_session *session, struct ask *ask,
		     struct ddlect_err *err)
{
	PGresult *result;
	char text[32];
	if (session_take(session, "asking for a type", NULL, NULL, err) < 0 ||
	    session_result(session, "asking for a type", &result, err) < 0)
		return -1;
	int status = -1;
	if (PQresultStatus(result) == PGRES_COMMAND_OK && PQnfields(result) == 1) {
		int length = snprintf(text, sizeof(text), "%u %d", PQftype(result, 0),
				      PQfmod(result, 0));
		status = answer_set(ask, text, (size_t)length, err);
	}
	PQclear(result);
	return status;
}

static int ask_send(struct ask *ask, struct ddlect_session *session,
		    struct ddlect_err *err)
{
	if (session_send(session, "ROLLBACK TO SAVEPOINT ddlect", NULL, 0, err) < 0)
		return -1;
	int status = ask->type ? session_describe(session, ask->sql, err)
			       : session_send(session, ask->sql, NULL, 0, err);
	return status < 0 ? -1 : session_sync(session, err);
}

/* -1 only when nothing more can be asked. */
static int ask_take(struct ask *ask, struct ddlect_session *session,
		    struct ddlect_err *err)
{
	struct ddlect_err why = {0};
	/* That there is no answer is one, so what went wrong doesn't matter. */
	if (session_take(session, "asking", NULL, NULL, &why) == 0) {
		if (ask->type)
			take_type(session, ask, &why);
		else
			session_take(session, "asking", plan_row, ask, &why);
	}
	if (!session->gone)
		return session_skip(session, err);
	return ddlect_error(err, "%s", why.text);
}

int asks_send(struct asks *asks, struct ddlect_session *session, struct ddlect_err *err)
{
	if (asks->broken)
		return ddlect_no_memory(err);
	if (asks->n <= 1)
		return 0;
	/* A moment without a zone is in that of those who run the migration. */
	int status = session_send(session, "SET LOCAL TimeZone TO DEFAULT", NULL, 0, err);
	if (status == 0)
		status = session_send(session, "SAVEPOINT ddlect", NULL, 0, err);
	if (status == 0)
		status = session_sync(session, err);
	for (uint32_t i = 1; i < asks->n && status == 0; i++)
		status = ask_send(&asks->list[i], session, err);
	if (status == 0)
		status = session_send(session, "ROLLBACK TO SAVEPOINT ddlect", NULL, 0,
				      err);
	if (status == 0)
		status = session_skip(session, err);
	for (uint32_t i = 1; i < asks->n && status == 0; i++)
		status = ask_take(&asks->list[i], session, err);
	if (session_end(session, status < 0 ? NULL : err) < 0)
		status = -1;
	return status;
}
