/* SPDX-License-Identifier: Apache-2.0 */
/* Watch: see watch.h. */
#include "plugins/postgres/connect.h"
#include "plugins/postgres/watch.h"

#include "gen/postgres_sql.h"

#define SHORTEST 20   /* milliseconds between two looks */
#define LONGEST 3000  /* likewise */
#define PATIENT 10000 /* who waits longer is told meanwhile */

void watch_begin(struct watch *watch, struct ddlect_session *session,
		 uint32_t lock_timeout_ms, uint32_t statement_timeout_ms)
{
	uint32_t limit = lock_timeout_ms;
	*watch = (struct watch){.session = session};
	if (session->own.pooled)
		return;
	if (statement_timeout_ms && (limit == 0 || statement_timeout_ms < limit))
		limit = statement_timeout_ms;
	watch->tells = limit == 0 || limit > PATIENT;
	/* Somewhat less than a half: two looks fit in, also when the first is late. */
	watch->interval = limit * (int64_t)2 / 5;
	if (limit == 0 || watch->interval > LONGEST)
		watch->interval = LONGEST;
	if (watch->interval < SHORTEST)
		watch->interval = SHORTEST;
	watch->next = connect_now_ms() + watch->interval;
}

static void add_line(char *out, size_t size, const char *line)
{
	size_t length = strlen(out);
	snprintf(out + length, size - length, "%s%s", length ? "\n" : "", line);
}

static int blocker_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct watch *watch = context;
	(void)err;
	add_line(watch->blockers, sizeof(watch->blockers), row_text(row, 0));
	if (!row_null(row, 1))
		add_line(watch->queries, sizeof(watch->queries), row_text(row, 1));
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
	watch->queries[0] = 0;
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

int watch_look(struct watch *watch, bool *looked)
{
	int64_t now = watch->interval ? connect_now_ms() : 0;
	bool look = watch->interval && now >= watch->next;
	if (looked)
		*looked = look;
	if (look) {
		watch_ask(watch);
		now = connect_now_ms();
		watch->next = now + watch->interval;
	}
	int64_t left = watch->interval ? watch->next - now : CONNECT_TICK;
	return left > CONNECT_TICK ? CONNECT_TICK : left < 1 ? 1 : (int)left;
}
