/* SPDX-License-Identifier: Apache-2.0 */
/* Invalid: see invalid.h. */
#include <stdlib.h>

#include "plugins/postgres/failure.h"
#include "plugins/postgres/heard.h"
#include "plugins/postgres/invalid.h"

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

static void find(struct ddlect_session *session, const struct ddlect_run *run,
		 char names[NAMES_SIZE])
{
	char *text = calloc(1, run->length + 1);
	const char *params[] = {text};
	bool deaf = session->deaf;
	if (!text)
		return;
	memcpy(text, run->text, run->length);
	session->deaf = true; /* who interrupts needs to know as much */
	if (session_send(session, sql_invalid, params, 1, NULL) == 0 &&
	    session_sync(session, NULL) == 0)
		session_take(session, "looking for invalid indexes", add_name, names,
			     NULL);
	session_end(session, NULL);
	session->deaf = deaf;
	free(text);
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
