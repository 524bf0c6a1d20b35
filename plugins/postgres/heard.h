/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Heard: what the server says while a text runs, handed on to the host as it comes: warnings
 * and remarks, who is in the way, and how far the text is. Only a few of them are kept, for
 * the moment until it is known whose they are, so a text may say as much as it likes. What
 * comes on a connection of the caller's own goes to its owner.
 */
#ifndef PLUGINS_POSTGRES_HEARD_H
#define PLUGINS_POSTGRES_HEARD_H

#include "plugins/postgres/exec.h"
#include "plugins/postgres/watch.h"

#define HEARD_HELD 16
#define HEARD_TEXT 1024

struct heard {
	struct exec *exec;
	const struct ddlect_run *run;
	bool commits;  /* what runs is the commit, not the text */
	uint64_t told; /* so many statements are done, the host knows */
	struct {
		uint32_t kind;
		char code[8];
		char text[HEARD_TEXT];
	} held[HEARD_HELD];
	uint32_t n_held;
};

/* Whether the host wants to be told; an older one doesn't know that it could. */
static inline bool run_listens(const struct ddlect_run *run)
{
	return run->size >= sizeof(*run) && run->tell;
}

/* Begin to listen, and end it. */
void heard_begin(struct heard *heard, struct exec *exec, const struct ddlect_run *run,
		 bool commits);
void heard_end(struct heard *heard);

/* A result has come, and isn't counted yet. */
void heard_settle(struct heard *heard, ExecStatusType status);

/* While the server is waited for: how far it is; and who is in the way, if that is new. */
void heard_tick(struct heard *heard, bool looked);

#endif
