/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Own: what a session that runs migrations is by itself, so that a file can be given a
 * session as it was at the beginning. It is learnt once, when the session is opened, in one
 * question; a file that sets a search_path or a role later changes nothing of it.
 *
 * `as` and `reset` are SQL. The first makes the session its own user again; the second, which
 * runs outside of a transaction, throws away what files leave behind. What the owner of a
 * borrowed connection had before (settings, prepared statements, temporary tables) stays.
 */
#ifndef PLUGINS_POSTGRES_OWN_H
#define PLUGINS_POSTGRES_OWN_H

#include <stdbool.h>

#include <ddlect/dialect.h>

struct own {
	char *path;	/* of the DSN's URL, decoded, with its slash; NULL: it has none */
	char *database; /* NULL: nothing was learnt yet */
	char *schema;	/* the current one; NULL: there is none */
	char *as;
	char *reset;
	char *tables; /* the state's table, once it and the history are known to be there */
	char *encoding;		       /* of a borrowed connection, when it isn't UTF8 */
	struct ddlect_session *second; /* watch.h: beside this one; or NULL */
	int verbosity;		       /* of a borrowed connection's messages */
	bool borrowed;		       /* the connection is the caller's */
	bool blocking;		       /* and was one that blocks */
	bool pooled;		       /* a pooler is between us and the server */
	bool checked;		       /* the server looks whether we are still there */
	bool standby;		       /* the server can't be written to */
};

struct ddlect_session;

/* Learn it, unless that was done. */
int own_learn(struct ddlect_session *session, struct ddlect_err *err);

void own_clear(struct own *own);

#endif
