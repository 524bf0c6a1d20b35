/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connect: opening and closing a session, and libpq's messages made fit to be shown. The
 * one file that sees a password; nothing that it writes holds one.
 */
#ifndef PLUGINS_POSTGRES_CONNECT_H
#define PLUGINS_POSTGRES_CONNECT_H

#include <stddef.h>

#include <libpq-fe.h>

#define CONNECT_TICK 200 /* milliseconds between two looks at an interrupt */

/* The gist of a connection's last message, on one line. */
void connect_reason(const PGconn *conn, char *out, size_t size);

#endif
