/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running migrations: what the host and a dialect say to each other about it. A dialect
 * with DDLECT_CAN_RUN has the slots split, lock, unlock, state and run; how they are used:
 *
 *	open, lock, state		what is applied already, and what isn't
 *	split each file			can it run at all; what is its checksum
 *	run each file			its text and the state's change, as one transaction
 *	unlock, close
 *
 * The host decides what runs, in which order, and what the state is then. The dialect knows
 * how statements are told apart, and where and how a database keeps the state.
 *
 * A state is one row: the version that the database is at, and whether it is dirty, that is
 * in the middle of something. Beside it is a history, to which a row is added for each file
 * that ran. The state is shared with other runners and has their form; the history is ours,
 * and is missing where another runner made the state.
 */
#ifndef DDLECT_RUN_H
#define DDLECT_RUN_H

#include <stdint.h>

#include <ddlect/err.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The statements of a file. */

/* Kinds of statements. */
#define DDLECT_PIECE_PLAIN 0u
#define DDLECT_PIECE_BEGIN 1u	 /* begins a transaction */
#define DDLECT_PIECE_COMMIT 2u	 /* ends it, for good */
#define DDLECT_PIECE_ROLLBACK 3u /* ends it, for nothing; not to a savepoint */
#define DDLECT_PIECE_ALONE 4u	 /* can't run in a transaction */
#define DDLECT_PIECE_REFUSED 5u	 /* can't run at all: `advice` says why */

/* Flags. */
#define DDLECT_PIECE_PATIENT 1u /* may wait for locks as long as it takes, and should */
#define DDLECT_PIECE_SETTING 2u /* is only for the statements behind it, in its run */

/* One statement of a file's text. Its strings are the dialect's and last for ever. */
struct ddlect_piece {
	uint64_t begin; /* its first byte; comments before it are not a part of it */
	uint64_t end;	/* behind its semicolon, or where the text ends */
	uint32_t kind;
	uint32_t flags;
	const char *name;   /* of what it is, for messages: "VACUUM"; NULL when PLAIN */
	const char *advice; /* what to do instead; NULL unless REFUSED */
};

/*
 * What split() calls for each token of a statement, in order, with its text as it counts:
 * two texts with the same tokens do the same. Comments and space are no tokens.
 */
typedef void ddlect_token(void *context, const char *bytes, uint64_t length);

/* What a statement does that drop has to know. */
#define DDLECT_EFFECT_CREATE 1u
#define DDLECT_EFFECT_DROP 2u
#define DDLECT_EFFECT_RENAME 3u /* to_schema and to_name say where it goes */
#define DDLECT_EFFECT_ALTER 4u /* changes it; dropping what a file made undoes that not */
/* Of no object: where names without a schema are from here on, to the transaction's end. */
#define DDLECT_EFFECT_PATH 5u	   /* in `schema`; NULL: that can't be seen */
#define DDLECT_EFFECT_PATH_BACK 6u /* where they were at the beginning */
#define DDLECT_EFFECT_ROLE 7u /* of another role, which may have a schema of its own */
#define DDLECT_EFFECT_ROLE_BACK 8u /* of the role at the beginning */
#define DDLECT_EFFECT_UNSEEN 9u	   /* what it does can't be seen; `name` is its word */
#define DDLECT_EFFECT_SAVE 10u	   /* of no object: the place `name`, for UNDO */
#define DDLECT_EFFECT_UNDO 11u	   /* what was done since `name` is taken back */

#define DDLECT_EFFECT_TABLE 1u
#define DDLECT_EFFECT_TYPE 2u
#define DDLECT_EFFECT_ROUTINE 3u
#define DDLECT_EFFECT_SCHEMA 4u
#define DDLECT_EFFECT_VIEW 5u
#define DDLECT_EFFECT_SEQUENCE 6u
#define DDLECT_EFFECT_COUNT 7u

/* Flags. */
#define DDLECT_EFFECT_PERHAPS                                                            \
	1u /* CREATE: one that is there already stays, or is replaced.
	      PATH: if there is no such schema, that can't be seen */
#define DDLECT_EFFECT_TAKES                                                              \
	2u /* UNSEEN: it may drop or rename what its text has the name of */
#define DDLECT_EFFECT_TAKES_ANY 4u /* UNSEEN: it may drop or rename anything */

/* Names are as the database has them: without quotes. A NULL schema is the current one. */
struct ddlect_effect {
	uint32_t verb;
	uint32_t object;
	const char *schema;
	const char *name;
	const char *to_schema;
	const char *to_name;
	uint32_t flags;
	uint32_t reserved; /* 0 */
};

typedef int ddlect_effect_sink(void *context, const struct ddlect_effect *effect,
			       struct ddlect_err *err);

/* State and history. */

#define DDLECT_NO_VERSION (-1) /* nothing was applied */

struct ddlect_state {
	int64_t version; /* DDLECT_NO_VERSION, or one from 0 to 2^63-1 */
	uint32_t dirty;
	uint32_t reserved; /* 0 */
};

/* The table with the state. Its history is beside it: the same name and `_history`. */
struct ddlect_state_table {
	const char *schema; /* NULL: the session's current one */
	const char *name;
};

/* What a row of the history says happened. */
#define DDLECT_RAN_UP 1u
#define DDLECT_RAN_DOWN 2u
#define DDLECT_FORCED 3u     /* somebody said that the database is at `version` */
#define DDLECT_FOUND_UP 4u   /* another runner was seen to have applied it */
#define DDLECT_FOUND_DOWN 5u /* another runner was seen to have reverted it */

/* The file isn't through yet. */
#define DDLECT_UNFINISHED 1u
/* Only read: and the state that is there now wasn't written together with this row. */
#define DDLECT_UNFINISHED_STALE 2u

/*
 * A row. Who writes one leaves `at`, `by`, `duration_ms` and `schema` to the dialect: the time
 * at which the run began, the role, and how long it took until the row was written for good.
 */
struct ddlect_history {
	int64_t id;	 /* 1, 2, 3 …; the host gives the next one */
	int64_t version; /* of the file, not of the state that it led to */
	uint32_t what;
	uint32_t
		unfinished; /* DDLECT_UNFINISHED, …: a file without a transaction; or 0 */
	uint64_t statements; /* of it, those that are done */
	const char *title;
	const char *
		checksum; /* of the file; of `statements` of it while unfinished; or NULL */
	const char *tool; /* "ddlect 0.1.0" */
	const char *at;	  /* ISO 8601, UTC, seconds: 2026-01-31T23:59:59Z; or NULL */
	const char *by;
	int64_t duration_ms;
	/*
	 * The dialect's too: the schema in which the file created what has none in its name;
	 * "" when that changed on the way; NULL where it isn't known.
	 */
	const char *schema;
	/*
	 * The dialect's: of what the file would only have made when it wasn't there, or have
	 * replaced, that which was there. "1:public.a 4:.s": DDLECT_EFFECT_…, schema, name;
	 * ASCII but letters, digits and _ is %xx. NULL where it isn't known.
	 */
	const char *adopted;
};

typedef int ddlect_history_sink(void *context, const struct ddlect_history *row,
				struct ddlect_err *err);

/* Running. */

/* Text and the state's change are one transaction: both, or nothing. */
#define DDLECT_RUN_TRANSACTION 1u
/* Wait for locks as long as it takes. */
#define DDLECT_RUN_PATIENT 2u
/* Instead of changing the state, drop its table and the history. With TRANSACTION only. */
#define DDLECT_RUN_FORGET 4u
/* Runs without TRANSACTION follow: refuse them now, where the session can't have them. */
#define DDLECT_RUN_ALONE_NEXT 8u

/* What a database says while a text runs. */
#define DDLECT_NOTICE_WARNING 1u /* it warns */
#define DDLECT_NOTICE_REMARK 2u	 /* it says what it does, or needn't do */
#define DDLECT_NOTICE_WAITING                                                            \
	3u /* the text waits; `text` is who has the lock, a line each */
#define DDLECT_NOTICE_PROGRESS 4u /* `statement` counts on; as often as is worth it */

/* Strings are never NULL, and gone when tell() returns. */
struct ddlect_notice {
	uint32_t size; /* of this struct, by the dialect */
	uint32_t kind;
	uint64_t statement; /* how many of the text are done; or DDLECT_NOWHERE */
	const char *code;   /* the database's own; or "" */
	const char *text;   /* without a newline, but for WAITING */
};

#define DDLECT_NOWHERE UINT64_MAX

struct ddlect_run {
	uint32_t size; /* of this struct, by the host */
	uint32_t flags;
	const struct ddlect_state_table *table;
	const char *text; /* sent as it is; without TRANSACTION at most one statement */
	uint64_t length;
	struct ddlect_state before; /* what the state must be still, or nothing is run */
	struct ddlect_state after;
	/* Rows that are written with the state; a row whose id is there replaces it. */
	const struct ddlect_history *rows;
	uint64_t n_rows;
	uint32_t lock_timeout_ms; /* 0: none */
	uint32_t statement_timeout_ms;
	/* May be NULL. Called within run(), by its thread; it must not use the session. */
	void (*tell)(void *context, const struct ddlect_notice *notice);
	void *context;
};

/* Why a run failed. */
#define DDLECT_FAILURE_STATEMENT 1u    /* the database refused a statement */
#define DDLECT_FAILURE_LOCK_TIMEOUT 2u /* it waited too long for somebody's lock */
#define DDLECT_FAILURE_CANCELLED 3u    /* by the user */
#define DDLECT_FAILURE_LOST 4u	       /* the connection; nothing was changed */
#define DDLECT_FAILURE_UNKNOWN 5u      /* the connection, while it was committing */
#define DDLECT_FAILURE_MOVED 6u	       /* the state isn't `before` any more */
#define DDLECT_FAILURE_BUSY 7u	       /* somebody has the lock of runners */

/* Texts are cut to fit, at a character's boundary. "" where there is none. */
struct ddlect_failure {
	uint32_t size; /* of this struct, by the host */
	uint32_t kind;
	uint64_t offset; /* in the text, of what is wrong; or DDLECT_NOWHERE */
	uint64_t
		statement; /* how many statements of the text were done before; or NOWHERE */
	char code[8];	   /* the database's own: "42P01" */
	char message[1024];
	char detail[1024];
	char hint[1024];
	char context[1024];
	char blockers[1024]; /* who has the lock: a line each, with pid */
	uint32_t alone;	     /* the statement can't run in a transaction */
	uint32_t reserved;
};

#ifdef __cplusplus
}
#endif
#endif
