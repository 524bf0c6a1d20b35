/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A libpq that follows a script: what a real server does too seldom to be tested. A program
 * that is linked with it has these functions in the place of libpq's own; results are real
 * ones, made by hand. A script is what the server answers, in order.
 */
#ifndef TESTS_LIB_PG_LIBPQ_H
#define TESTS_LIB_PG_LIBPQ_H

#include <stdbool.h>

#include <libpq-fe.h>

#define LOST 1000 /* the connection ends here */
#define MAX_REPLIES 64
#define MAX_COLUMNS 80

struct reply {
	int status;	  /* an ExecStatusType, or LOST */
	const char *rows; /* a|b|c, a line each; ~ is NULL */
	const char *code; /* of a failure */
};

struct libpq {
	struct reply replies[MAX_REPLIES];
	int n;
	int next;
	bool end_due; /* NULL comes next */
	bool bad;
	int busy; /* how often it is, before each result */
	int polls;
	int sent;
	int cancelled;
	const char *message;
	const char *code;
	int version;
	PostgresPollingStatusType poll;
	const volatile int *cancel;
};

extern struct libpq fake;

/* One answer more. */
void script_add(int status, const char *rows, const char *code);

#endif
