/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exec: one message of the simple protocol, which may hold any number of statements, and what
 * the server answers. Rows are thrown away as they come, unless somebody wants them. The
 * session is out of pipeline mode meanwhile: exec_begin() and exec_end() are around it.
 *
 * A message is always taken to its end, also when the user interrupts (the server is then
 * told to give up, and says what it made of that), so that the session can be used again.
 */
#ifndef PLUGINS_POSTGRES_EXEC_H
#define PLUGINS_POSTGRES_EXEC_H

#include "plugins/postgres/session.h"

#define EXEC_CHUNK 256 /* rows at a time */

struct heard;
struct watch;

typedef void exec_row(void *context, const struct row *row);

struct exec {
	struct ddlect_session *session;
	struct watch *watch; /* looks who is in the way meanwhile; may be NULL */
	exec_row *row;	     /* for the rows of the next message; may be NULL */
	void *context;
	uint64_t statements; /* that are done, of all messages; the caller's to reset */
	PGresult *failed;    /* the first that was refused; exec_clear() */
	struct heard *heard; /* listens meanwhile; may be NULL */
	bool lost;	     /* the connection */
	bool cancelled;	     /* by the user, who told the server to give up */
	bool copied;	     /* a COPY wanted data, or had some, for us */
	bool committed;	     /* a transaction was ended for good */
	bool rolled_back;    /* or for nothing, or up to a savepoint */
};

int exec_begin(struct ddlect_session *session, struct ddlect_err *err);
void exec_end(struct ddlect_session *session);

/* -1: one of `failed`, `lost`, `copied` says why. */
int exec(struct exec *exec, const char *sql);

/* A text may have changed how the server reads bytes; they are UTF-8. */
int exec_utf8(struct exec *exec);

/* Forget what the messages so far came to. */
void exec_clear(struct exec *exec);

#endif
