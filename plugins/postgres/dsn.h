/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DSN: a URL of any scheme that leads here, or libpq's `key=value` text. A DSN is a secret.
 * Nothing of its text is ever put into a message, only the host, port, database and user
 * that came out of it; so text that libpq would read in a way that its author can't have
 * meant (a password with an @ or a / in it) is refused, not guessed at.
 */
#ifndef PLUGINS_POSTGRES_DSN_H
#define PLUGINS_POSTGRES_DSN_H

#include <stdbool.h>
#include <stddef.h>

#include <libpq-fe.h>

#include <ddlect/err.h>

/*
 * Read a DSN. The options are libpq's, with a NULL `val` where the DSN is silent; give them
 * back with PQconninfoFree(). NULL with `err` filled in when it can't be parsed.
 */
PQconninfoOption *dsn_parse(const char *dsn, struct ddlect_err *err);

/* What follows the ? of a URL; "" where nothing does. */
const char *dsn_query(const char *dsn);
/* Walk over the parameters of a query: the next one's start and length; false at the end. */
bool dsn_next_parameter(const char **at, const char **start, size_t *length);

/* What the DSN says of a keyword; NULL when it is silent or says "". */
const char *dsn_value(const PQconninfoOption *options, const char *keyword);

/*
 * The path of a DSN that is a URL, decoded, with its slash, for free(). NULL when it has none
 * or isn't a URL, and when there is no memory.
 */
char *dsn_path(const char *dsn);

/* Write `host …, port …, database …, user …`, with libpq's defaults where it is silent. */
void dsn_describe(const PQconninfoOption *options, char *out, size_t size);

/* The same of values that are known; each may be NULL. Control characters come out as ?. */
void dsn_describe_values(const char *host, const char *port, const char *database,
			 const char *user, char *out, size_t size);

#endif
