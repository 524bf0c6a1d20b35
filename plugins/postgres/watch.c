/* SPDX-License-Identifier: Apache-2.0 */
/* Watch: see watch.h. */
#include "plugins/postgres/connect.h"
#include "plugins/postgres/watch.h"

#include "gen/postgres_sql.h"

#define SHORTEST 20 /* milliseconds between two looks */

void watch_begin(struct watch *watch, struct ddlect_session *session,
		 uint32_t lock_timeout_ms)
{
	*watch = (struct watch){.session = session};
	if (lock_timeout_ms == 0 || session->own.pooled)
		return;
	/* Somewhat less than a half: two looks fit in, also when the first is late. */
	watch->interval = lock_timeout_ms * (int64_t)2 / 5;
	if (watch->interval < SHORTEST)
		watch->interval = SHORTEST;
	watch->next = connect_now_ms() + watch->interval;
}

static int blocker_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct watch *watch = context;
	size_t length = strlen(watch->blockers);
	(void)err;
	snprintf(watch->blockers + length, sizeof(watch->blockers) - length, "%s%s",
		 length ? "\n" : "", row_text(row, 0));
	return 0;
}

static void watch_ask(struct watch *watch)
{
	struct own *own = &watch->session->own;
	char pid[16];
	const char *params[] = {pid};
	if (!own->second)
		own->second = connect_again(watch->session);
	if (!own->second) {
		watch->interval = 0;
		return;
	}
	watch->blockers[0] = 0;
	snprintf(pid, sizeof(pid), "%d", PQbackendPID(watch->session->conn));
	if (session_send(own->second, sql_blockers, params, 1, NULL) == 0 &&
	    session_sync(own->second, NULL) == 0)
		session_take(own->second, "looking who is in the way", blocker_row, watch,
			     NULL);
	if (session_end(own->second, NULL) < 0) {
		pg_close(NULL, own->second);
		own->second = NULL;
		watch->interval = 0;
	}
}

int watch_look(struct watch *watch)
{
	int64_t now = watch->interval ? connect_now_ms() : 0;
	if (watch->interval && now >= watch->next) {
		watch_ask(watch);
		now = connect_now_ms();
		watch->next = now + watch->interval;
	}
	int64_t left = watch->interval ? watch->next - now : CONNECT_TICK;
	return left > CONNECT_TICK ? CONNECT_TICK : left < 1 ? 1 : (int)left;
}
