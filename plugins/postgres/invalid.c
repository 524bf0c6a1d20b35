/* SPDX-License-Identifier: Apache-2.0 */
/* Invalid: see invalid.h. */
#include "plugins/postgres/failure.h"
#include "plugins/postgres/heard.h"
#include "plugins/postgres/invalid.h"
#include "plugins/postgres/name_read.h"

#include "gen/postgres_sql.h"

#define NAMES_SIZE 400

static int add_name(void *context, const struct row *row, struct ddlect_err *err)
{
	char *names = context;
	const char *name = row_text(row, 0);
	size_t length = strlen(names);
	(void)err;
	if (length + strlen(name) + 3 < NAMES_SIZE)
		snprintf(names + length, NAMES_SIZE - length, "%s%s", length ? ", " : "",
			 name);
	return 0;
}

/* The next token's name behind `*at`; false: that is none, and stays. */
static bool take_name(const char **at, const char *end, char name[PG_NAME_SIZE])
{
	const struct pg_token none = {0};
	const char *from = *at;
	struct pg_token token = pg_scan(&from, end);
	if ((token.kind != PG_WORD && token.kind != PG_QUOTED &&
	     token.kind != PG_UNICODE) ||
	    !pg_name_read(&token, &none, name))
		return false;
	*at = from;
	return true;
}

static bool take_dot(const char **at, const char *end)
{
	const char *from = *at;
	struct pg_token token = pg_scan(&from, end);
	if (!pg_is_mark(&token, '.'))
		return false;
	*at = from;
	return true;
}

/* Each name outside of parentheses, with the one before its dot; keywords do no harm. */
static void read_names(const struct ddlect_run *run, struct ddlect_buf *schemas,
		       struct ddlect_buf *names)
{
	const char *at = run->text;
	const char *end = at + run->length;
	char parts[2][PG_NAME_SIZE];
	char next[PG_NAME_SIZE];
	bool first = true;
	for (int depth = 0; at < end;) {
		bool qualified = false;
		if (!take_name(&at, end, parts[0])) {
			struct pg_token token = pg_scan(&at, end);
			if (token.kind == PG_END)
				return;
			depth += pg_is_mark(&token, '(') - pg_is_mark(&token, ')');
			continue;
		}
		while (take_dot(&at, end) && take_name(&at, end, next)) {
			if (qualified) /* by the database, too */
				memcpy(parts[0], parts[1], sizeof(next));
			memcpy(parts[1], next, sizeof(next));
			qualified = true;
		}
		if (depth > 0)
			continue;
		pg_element_write(schemas, qualified ? parts[0] : NULL, first);
		pg_element_write(names, parts[qualified], first);
		first = false;
	}
}

static void find(struct ddlect_session *session, const struct ddlect_run *run,
		 char names[NAMES_SIZE])
{
	struct ddlect_buf *parts[] = {ddlect_host->buf_new(), ddlect_host->buf_new()};
	bool deaf = session->deaf;
	if (parts[0] && parts[1]) {
		ddlect_raw(parts[0], "{");
		ddlect_raw(parts[1], "{");
		read_names(run, parts[0], parts[1]);
		ddlect_raw(parts[0], "}");
		ddlect_raw(parts[1], "}");
	}
	const char *params[] = {parts[0] ? ddlect_host->buf_text(parts[0]) : NULL,
				parts[1] ? ddlect_host->buf_text(parts[1]) : NULL};
	session->deaf = true; /* who interrupts needs to know as much */
	if (params[0] && params[1] &&
	    session_send(session, sql_invalid, params, 2, NULL) == 0 &&
	    session_sync(session, NULL) == 0)
		session_take(session, "looking for invalid indexes", add_name, names,
			     NULL);
	session_end(session, NULL);
	session->deaf = deaf;
	for (int i = 0; i < 2; i++)
		if (parts[i])
			ddlect_host->buf_free(parts[i]);
}

/* Whether the statement may have done something: it isn't so that it never came to it. */
static bool has_begun(const struct ddlect_failure *failure)
{
	return failure->kind == DDLECT_FAILURE_STATEMENT ||
	       failure->kind == DDLECT_FAILURE_LOCK_TIMEOUT ||
	       failure->kind == DDLECT_FAILURE_CANCELLED;
}

void invalid_tell(struct ddlect_session *session, const struct ddlect_run *run,
		  struct ddlect_failure *failure)
{
	char names[NAMES_SIZE] = "";
	char text[2 * NAMES_SIZE + 200];
	if (run->flags & DDLECT_RUN_TRANSACTION || !(run->flags & DDLECT_RUN_PATIENT) ||
	    run->length == 0 || session->gone || (failure && !has_begun(failure)))
		return;
	find(session, run, names);
	if (!*names)
		return;
	if (failure) {
		snprintf(text, sizeof(text),
			 "an INVALID index is left, which is in the way: DROP INDEX %s; "
			 "then run the same again",
			 names);
		failure_add_hint(failure, text);
	} else if (run_listens(run)) {
		snprintf(text, sizeof(text),
			 "an index is INVALID, of no use to queries: DROP INDEX %s; and "
			 "make it anew",
			 names);
		run->tell(run->context,
			  &(struct ddlect_notice){.size = sizeof(struct ddlect_notice),
						  .kind = DDLECT_NOTICE_WARNING,
						  .statement = 0,
						  .code = "",
						  .text = text});
	}
}
