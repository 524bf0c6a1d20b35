/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text: a file's statements on their way to the server. A text is one message, as other
 * runners send it; a large one is cut between two statements, so that neither end has to hold
 * all of it at once.
 */
#ifndef PLUGINS_POSTGRES_TEXT_H
#define PLUGINS_POSTGRES_TEXT_H

#include "plugins/postgres/failure.h"

struct text {
	const struct ddlect_dialect *dialect; /* whose split() tells statements apart */
	const char *bytes;
	uint64_t length;
};

/* Send it; -1 with `failure`, which says where. */
int text_run(const struct text *text, struct exec *exec, struct ddlect_failure *failure,
	     struct ddlect_err *err);

#endif
