/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connect: opening and closing a session, and libpq's messages made fit to be shown. The
 * one file that sees a password; nothing that it writes holds one.
 */
#ifndef PLUGINS_POSTGRES_CONNECT_H
#define PLUGINS_POSTGRES_CONNECT_H

#include <stddef.h>
#include <stdint.h>

#include <libpq-fe.h>

#define CONNECT_TICK 200 /* milliseconds between two looks at an interrupt */

/* The gist of a connection's last message, on one line. */
void connect_reason(const PGconn *conn, char *out, size_t size);

struct ddlect_session;

/* Connect once more to where a session is, to read only. NULL: it can't be, within 2 s. */
struct ddlect_session *connect_again(const struct ddlect_session *session);

int64_t connect_now_ms(void);

#endif
