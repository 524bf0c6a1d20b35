/* SPDX-License-Identifier: Apache-2.0 */
/* Text: see text.h. */
#include <stdlib.h>

#include "plugins/postgres/text.h"

#define CHUNK 1048576u

/* Where the chunk that begins at `from` ends: between two statements, or at the end. */
static uint64_t chunk_end(const struct text *text, uint64_t from)
{
	struct ddlect_piece piece;
	uint64_t end = from;
	if (text->length - from <= CHUNK || !text->dialect->split)
		return text->length;
	while (end - from < CHUNK) {
		int found = text->dialect->split(text->dialect, text->bytes, text->length,
						 end, &piece, NULL, NULL, NULL);
		if (found <= 0) /* the server will say what is wrong */
			return text->length;
		end = piece.end;
	}
	return end;
}

static int chunk_failed(const struct text *text, uint64_t from, uint64_t to,
			const struct exec *exec, struct ddlect_failure *failure,
			struct ddlect_err *err)
{
	const char *encoding = PQparameterStatus(exec->session->conn, "server_encoding");
	bool bytes = encoding && strcmp(encoding, "SQL_ASCII") == 0;
	failure_take(failure, exec, err);
	if (!exec->failed || exec->copied)
		return -1;
	uint64_t at = failure_offset(
		text->bytes + from, to - from,
		PQresultErrorField(exec->failed, PG_DIAG_STATEMENT_POSITION), bytes);
	failure->offset = at == DDLECT_NOWHERE ? at : from + at;
	return -1;
}

int text_run(const struct text *text, struct exec *exec_, struct ddlect_failure *failure,
	     struct ddlect_err *err)
{
	char *message = NULL;
	int status = 0;
	const char *nul = text->length ? memchr(text->bytes, 0, text->length) : NULL;
	if (nul) {
		failure->offset = (uint64_t)(nul - text->bytes);
		return failure_set(failure, DDLECT_FAILURE_STATEMENT,
				   "the text has a byte that is NUL",
				   "is it UTF-16? Save it as UTF-8", err);
	}
	for (uint64_t from = 0, to; from < text->length && status == 0; from = to) {
		to = chunk_end(text, from);
		char *grown = realloc(message, to - from + 1);
		if (!grown) {
			status = failure_set(failure, DDLECT_FAILURE_STATEMENT,
					     "out of memory", NULL, err);
			break;
		}
		message = grown;
		memcpy(message, text->bytes + from, to - from);
		message[to - from] = 0;
		if (exec(exec_, message) < 0)
			status = chunk_failed(text, from, to, exec_, failure, err);
		else if (exec_utf8(exec_) < 0)
			status = failure_take(failure, exec_, err);
	}
	free(message);
	return status;
}
