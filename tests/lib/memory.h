/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory: a database in memory, behind a dialect of its own that runs migrations, and that
 * can be told to fail at any call. There is one database a process; a test has one.
 *
 * Its statements end at a semicolon; `--` begins a comment, '…' is a string.
 *
 *	+x		make x, which must not be there		-x	the reverse
 *	?x		fail unless x is there
 *	BEGIN COMMIT ROLLBACK	as usual
 *	ALONE +x	can't run in a transaction		PATIENT +x	likewise, and waits
 *	SET		a setting of the session
 *	COPY		refused
 *	WARN x NOTE x WAIT x TOLD	the database says so meanwhile
 */
#ifndef TESTS_LIB_MEMORY_H
#define TESTS_LIB_MEMORY_H

#include <stdbool.h>

#include <ddlect/migrate.h>

#include "core/run/migrator.h"

#define MEMORY_ROWS 400
#define MEMORY_TEXT 128

struct memory_row {
	struct ddlect_history row;
	char title[MEMORY_TEXT];
	char checksum[MEMORY_TEXT];
};

struct memory {
	bool objects[128]; /* by letter */
	struct ddlect_state state;
	struct memory_row rows[MEMORY_ROWS];
	uint32_t n_rows;
	int sessions; /* that are open */
	bool locked;  /* by the session */

	/* What goes wrong. */
	int fail_at;	  /* the n-th call of a slot from now; 0: none */
	uint32_t fail_as; /* of run(): DDLECT_FAILURE_…; 0: of any slot, without a kind */
	int fail_times;	  /* so often in a row; 0 is once */
	bool fail_after;   /* run() fails when all is done, and committed */
	bool fail_between; /* run() fails when the text is done, and the state isn't */
	int locked_for;	   /* so often somebody else has the lock */
	int refuse_open;   /* so often there is no connection */
	bool pooled;	   /* no statement can run outside of a transaction */
	int calls;	   /* of slots */
	int runs;
	bool asks_cancel; /* while a text runs */
	void (*meanwhile)(
		void); /* another runner's turn, before run() looks at the state */
	bool mute;     /* it fails, and says nothing of why */
	bool no_place; /* failures have a statement's number, and no offset */
	struct ddlect_failure failure; /* of what fails next: texts */
	uint32_t seen_flags;	       /* of the last run */
	uint32_t seen_lock_ms;
	uint64_t seen_rows;
};

extern struct memory memory;

/* Empty, and nothing fails. */
void memory_reset(void);
extern const struct registry memory_registry;

/* "abc": the objects that there are. */
const char *memory_objects(void);
/* "up 1, down 1, forced 3, up 2 (3 done)": the history. */
const char *memory_history(void);

#endif
