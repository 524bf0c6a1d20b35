/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Live: what a test needs of a real server. Tests run under tests/live/server.sh, which
 * says in PGHOST where the server is. Every live_open() makes a database of its own, which
 * live_close() drops. What goes wrong here ends the test, with the server's own words.
 * Text that is returned is the caller's to free.
 */
#ifndef TESTS_LIVE_H
#define TESTS_LIVE_H

#include <stdbool.h>
#include <stddef.h>

#include <libpq-fe.h>

struct live {
	PGconn *conn;
	char database[64];
	char dsn[512]; /* a URL that reaches the database */
	int version;   /* 150020: as PQserverVersion() says */
};

void live_open(struct live *live);
void live_close(struct live *live);

/* A DSN of the same database for another role; `password` may be NULL. */
char *live_dsn(const struct live *live, const char *role, const char *password);

/* Send `sql` as one simple query, the way golang-migrate does: all of it or nothing. */
void live_exec(struct live *live, const char *sql);
/* The same, but a failure is for the caller: -1, and what the server said in `message`. */
int live_try(struct live *live, const char *sql, char *message, size_t size);
/* Hand `sql` to `psql -1`, as a person would. -1, and what it said in `message`. */
int live_psql(const struct live *live, const char *sql, char *message, size_t size);

/* The first column of the first row; "" for NULL. */
char *live_value(struct live *live, const char *sql);

/* The catalogs of some schemas, "{public,other}", or NULL: all; as text: see catalog.sql. */
char *live_catalog(struct live *live, const char *schemas);

/*
 * The first difference between two catalogs, in words; NULL when there is none. The order
 * of columns counts only when `order` says so.
 */
char *live_difference(const char *before, const char *after, bool order);

#endif
