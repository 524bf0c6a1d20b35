/* SPDX-License-Identifier: Apache-2.0 */
/* Failure: see failure.h. */
#include <stdlib.h>

#include "plugins/postgres/connect.h"
#include "plugins/postgres/failure.h"

/* Copy as much as fits, whole characters of UTF-8 only. */
static void put(char *out, size_t size, const char *text)
{
	size_t length = text ? strnlen(text, size) : 0;
	if (size == 0)
		return;
	if (length == size)
		length--;
	if (text && text[length])
		while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
			length--;
	if (length > 0)
		memcpy(out, text, length);
	out[length] = 0;
}

#define PUT(field, text) put(field, sizeof(field), text)

void failure_init(struct ddlect_failure *failure)
{
	uint32_t size = failure->size;
	memset(failure, 0, sizeof(*failure));
	failure->size = size;
	failure->offset = DDLECT_NOWHERE;
	failure->statement = DDLECT_NOWHERE;
}

/* Put behind what is there. */
static void append(char *out, size_t size, const char *text)
{
	size_t length = strlen(out);
	put(out + length, size - length, text);
}

/* Say the parts in one line. */
static int summarise(const struct ddlect_failure *failure, struct ddlect_err *err)
{
	char text[DDLECT_ERR_TEXT] = "";
	const char *const parts[] = {
		failure->message,	   *failure->code ? " (" : "", failure->code,
		*failure->code ? ")" : "", *failure->hint ? "; " : "", failure->hint};
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		append(text, sizeof(text), parts[i]);
	ddlect_host->error(
		err, failure->kind == DDLECT_FAILURE_BUSY ? DDLECT_BUSY : DDLECT_FAILED,
		text);
	return -1;
}

int failure_set(struct ddlect_failure *failure, uint32_t kind, const char *message,
		const char *hint, struct ddlect_err *err)
{
	failure->kind = kind;
	PUT(failure->message, message);
	PUT(failure->hint, hint);
	return summarise(failure, err);
}

void failure_add_hint(struct ddlect_failure *failure, const char *hint)
{
	if (*failure->hint)
		append(failure->hint, sizeof(failure->hint), "; ");
	append(failure->hint, sizeof(failure->hint), hint);
}

int failure_retell(struct ddlect_failure *failure, const struct ddlect_err *err)
{
	PUT(failure->message, err->text);
	return -1;
}

int failure_prepend(struct ddlect_failure *failure, const char *doing,
		    struct ddlect_err *err)
{
	char message[sizeof(failure->message)] = "";
	append(message, sizeof(message), doing);
	append(message, sizeof(message), ": ");
	append(message, sizeof(message), failure->message);
	PUT(failure->message, message);
	return summarise(failure, err);
}

uint64_t failure_offset(const char *text, uint64_t length, const char *position,
			bool bytes)
{
	uint64_t wanted = position ? strtoull(position, NULL, 10) : 0;
	uint64_t at = 0;
	if (wanted == 0 || wanted > length + 1)
		return DDLECT_NOWHERE;
	if (bytes)
		return wanted - 1;
	for (uint64_t n = 1; n < wanted && at < length; n++)
		do
			at++;
		while (at < length && ((unsigned char)text[at] & 0xc0) == 0x80);
	return at;
}

/*
 * Can the statement not run in a transaction? The code is shared with others that have
 * nothing to do with it, and words depend on the server's language; so the name of the
 * server's function that refuses has to tell.
 */
static bool runs_alone(const PGresult *result, const char *code)
{
	const char *function = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);
	return strcmp(code, "2D000") == 0 || /* a procedure that commits */
	       (strcmp(code, "25001") == 0 && function &&
		strncmp(function, "PreventInTransaction", 20) == 0);
}

static uint32_t kind_of(const struct exec *exec, const char *code)
{
	if (exec->lost)
		return DDLECT_FAILURE_LOST;
	if (strcmp(code, "55P03") == 0)
		return DDLECT_FAILURE_LOCK_TIMEOUT;
	if (strcmp(code, "57014") == 0 && exec->cancelled)
		return DDLECT_FAILURE_CANCELLED;
	return DDLECT_FAILURE_STATEMENT;
}

static void take_result(struct ddlect_failure *failure, const struct exec *exec)
{
	const PGresult *result = exec->failed;
	const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	PUT(failure->code, code);
	failure->kind = kind_of(exec, failure->code);
	failure->alone = runs_alone(result, failure->code);
	PUT(failure->message, message ? message : "the server refused it");
	PUT(failure->detail, PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL));
	PUT(failure->hint, PQresultErrorField(result, PG_DIAG_MESSAGE_HINT));
	PUT(failure->context, PQresultErrorField(result, PG_DIAG_CONTEXT));
	/* Who was in the way when it was looked last: of a statement's time too. */
	bool timeout = failure->kind == DDLECT_FAILURE_LOCK_TIMEOUT ||
		       (strcmp(failure->code, "57014") == 0 && !exec->cancelled);
	if (timeout && exec->watch)
		PUT(failure->blockers, exec->watch->blockers);
}

int failure_take(struct ddlect_failure *failure, const struct exec *exec,
		 struct ddlect_err *err)
{
	char why[512];
	if (exec->copied)
		return failure_set(
			failure, DDLECT_FAILURE_STATEMENT,
			"COPY wants to talk to a client, and a migration has none",
			"write the rows as INSERTs, or COPY from a file of the server's",
			err);
	if (exec->failed && PQresultErrorField(exec->failed, PG_DIAG_SQLSTATE)) {
		take_result(failure, exec);
		return summarise(failure, err);
	}
	connect_reason(exec->session->conn, why, sizeof(why));
	return failure_set(failure,
			   exec->lost ? DDLECT_FAILURE_LOST : DDLECT_FAILURE_STATEMENT,
			   why, NULL, err);
}
