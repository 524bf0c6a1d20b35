/* SPDX-License-Identifier: Apache-2.0 */
/* Outcome: see outcome.h. */
#include <stdio.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/run/outcome.h"

static void put(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text);
	out[utf8_cut(out, size - 1)] = '\0';
}

void outcome_begin(struct outcome *outcome)
{
	*outcome = (struct outcome){.told = {
					    .size = sizeof(outcome->told),
					    .state.version = DDLECT_NO_VERSION,
					    .file = outcome->file,
					    .code = outcome->failure.code,
					    .message = outcome->failure.message,
					    .detail = outcome->failure.detail,
					    .hint = outcome->failure.hint,
				    }};
}

void outcome_state(struct outcome *outcome, struct ddlect_state state)
{
	outcome->told.state = state;
	outcome->told.known = 1;
}

void outcome_lose_state(struct outcome *outcome)
{
	outcome->told.state = (struct ddlect_state){.version = DDLECT_NO_VERSION};
	outcome->told.known = 0;
}

void outcome_place(struct outcome *outcome, const char *file, uint64_t line,
		   uint64_t column, uint64_t statement)
{
	put(outcome->file, sizeof(outcome->file), file);
	outcome->told.line = line;
	outcome->told.column = column;
	outcome->told.statement = statement;
}

void outcome_failure(struct outcome *outcome, const struct ddlect_failure *failure)
{
	outcome->failure = *failure;
}

void outcome_message(struct outcome *outcome, const char *message)
{
	outcome->failure = (struct ddlect_failure){0};
	put(outcome->failure.message, sizeof(outcome->failure.message), message);
}
