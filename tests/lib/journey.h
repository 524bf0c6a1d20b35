/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Journey: a provider's migrations run on the database of memory.h, so that a test reads as
 * files, a call, and where that led to.
 */
#ifndef TESTS_LIB_JOURNEY_H
#define TESTS_LIB_JOURNEY_H

#include "tests/lib/memory.h"

#define JOURNEY_FILES 40

/* What a test changes before it begins; journey_begin() sets all to what is usual. */
extern struct ddlect_migrate_options journey_options;
extern struct ddlect_migrator *journey;
extern struct ddlect_err journey_err;
extern char journey_log[16384]; /* lines; durations are "(N ms)" */
extern int journey_answer;	/* of cancel() */

void journey_begin(void);
/* Add a pair, or replace what there is of that version. NULL: there is no such file. */
void journey_file(uint64_t version, const char *up, const char *down);
void journey_remove(uint64_t version);
/* Each file's up is +a, +b, …, and its down -a, -b, … */
void journey_files(int n);
void journey_open(void);
void journey_end(void);

typedef int journey_call(struct ddlect_migrator *, const char *, struct ddlect_err *);
/* Call, and say what came of it: "abc at 3 clean", or the error. */
const char *journey_go(journey_call *call, const char *to);
/* "abc at 3 clean" */
const char *journey_where(void);
/* Each row: "1 applied; 2 late; …" and the error, if there is one. */
const char *journey_status(void);

#endif
