/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a dialect plugin is: one shared object that exports one function,
 *
 *	const struct ddlect_dialect *ddlect_dialect_v1(const struct ddlect_host *host);
 *
 * which returns a descriptor that stays valid for the life of the process. Include host.h
 * for what a plugin may call back. A plugin links nothing of ddlect.
 *
 * The descriptor's first members, up to `base`, are frozen for ever. After them only
 * additions at the end are made, each with the abi_minor that brought it. The host copies
 * min(size, its own size) bytes, so a slot that a plugin was not built with is NULL.
 *
 * With `base`, what is left NULL or 0 is taken from that dialect: slots, attrs, numbers,
 * block_begin and block_commit, DDLECT_CAN_INTROSPECT and DDLECT_CAN_RUN. Never taken are name, version,
 * base, summary, schemes, bind, lift_flag and DDLECT_CAN_LIFT. Unknown capabilities are
 * dropped.
 * A slot always gets `self`, the dialect as it was bound, with all its slots filled: call
 * other slots through it. To call what you have overridden, keep what bind() gives you.
 *
 * Slots return 0, or -1 with `err` filled in by ddlect_error(). They don't print, don't
 * exit, and don't unwind through the host. Threads may call them at the same time, each
 * with schemas and sessions of its own: what changes belongs in those.
 */
#ifndef DDLECT_DIALECT_H
#define DDLECT_DIALECT_H

#include <ddlect/change.h>
#include <ddlect/err.h>
#include <ddlect/model.h>
#include <ddlect/run.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DDLECT_DIALECT_MAGIC 0x44444c43u /* "DDLC" */
#define DDLECT_ABI_MINOR 0u
#define DDLECT_DIALECT_SYMBOL "ddlect_dialect_v1"

struct ddlect_host;    /* host.h */
struct ddlect_script;  /* the statements that render() writes; host.h */
struct ddlect_session; /* a connection; the plugin's own */
struct ddlect_dialect;

/* Capability bits. Each promises the slots that are named beside it. */
#define DDLECT_CAN_INTROSPECT 1ull /* open, close, introspect */
#define DDLECT_CAN_LIFT 2ull	   /* lift; and lift_flag is set */
#define DDLECT_CAN_RUN 4ull	   /* open, close, split, lock, unlock, state, run */

/* A pseudo-scheme, for `schemes`: DSNs that are `key=value` pairs instead of a URL. */
#define DDLECT_SCHEME_KEY_VALUE "key=value"

/* An attribute that the dialect knows: on what it may stand, and what it is. */
#define DDLECT_ON_TABLE 1u
#define DDLECT_ON_COLUMN 2u

struct ddlect_attr_info {
	const char *key;
	const char *summary; /* one line for people */
	uint32_t on;
	uint32_t reserved; /* 0 */
};

/* What to read. Objects of `default_schema` come back with a NULL schema. */
struct ddlect_introspect_request {
	uint32_t size; /* of this struct, by the host */
	uint32_t n_schemas;
	const char *default_schema; /* "": none, all come back with their schema */
	const char *const *schemas; /* all of them, the default one first */
	const struct ddlect_schema
		*desired; /* what it will be compared with; may be NULL */
};

/*
 * One row of a query: the columns' values as text, NULL for SQL's NULL; they are gone when
 * it returns. -1 with `err` filled in ends the query.
 */
typedef int ddlect_row(void *context, const char *const *values, uint32_t n,
		       struct ddlect_err *err);

struct ddlect_open_request {
	uint32_t size; /* of this struct, by the host */
	uint32_t read_only;
	const char *dsn;	 /* a secret: never in a message */
	const char *application; /* how to introduce oneself to the server */
	const volatile int
		*cancel; /* becomes non-zero when the user interrupts; may be NULL */
	/*
	 * A connection of the caller's own, instead of a DSN: what that is, the dialect says
	 * (libpq's PGconn). It is idle, and is so again, with its settings, after close(),
	 * which doesn't end it. NULL: connect with `dsn`.
	 */
	void *connection;
	/* `cancel` as a question, for whoever has no int: non-zero is an interrupt. */
	int (*cancelled)(void *context);
	void *context;
};

/* What a DSN says to who runs migrations; zero is nothing. Texts are names as they are. */
struct ddlect_dsn_options {
	uint32_t size;		       /* of this struct, by the host */
	uint32_t statement_timeout_ms; /* 0: none */
	char schema[256];	       /* of the state's table; "": the current one */
	char table[256];	       /* the state's; "": the usual one */
	char unheard[256]; /* names of other runners' parameters, for people: "a, b" */
};

struct ddlect_dialect {
	/* Frozen for ever. */
	uint32_t magic;	      /* DDLECT_DIALECT_MAGIC */
	uint32_t size;	      /* sizeof(struct ddlect_dialect), by the plugin */
	uint32_t abi_minor;   /* DDLECT_ABI_MINOR, by the plugin */
	uint32_t needs_minor; /* the oldest host that will do */
	const char
		*name; /* [a-z0-9_]+: the file's name without .so, and the directory's */
	const char *version;
	const char *base; /* NULL, or the name of the dialect to take empty slots from */

	/* What it says of itself. */
	const char *summary;	    /* one line for people */
	const char *const *schemes; /* of DSNs: [a-z0-9+.-]{1,32}; ended by NULL */
	const struct ddlect_attr_info *attrs; /* ended by a NULL key; NULL: the base's */
	const char
		*lift_flag; /* the command's flag that asks for lift(), without a dash */
	uint64_t capabilities;
	uint32_t max_name; /* longest identifier in bytes; 0: no limit */
	uint32_t max_tables_per_transaction; /* more are written as blocks; 0: no limit */
	const char *block_begin; /* starts and ends a block, without a semicolon */
	const char *block_commit;

	/* Required: after bases are filled in, none of these is NULL. */

	/*
	 * Make `declared` physical: own types, names for every constraint and index, defaults
	 * as text, attributes in canonical form. `out` is an empty schema with the same
	 * provider, version, convention and owns; ddlect_schema_copy() is the usual first
	 * step. Only strings of `declared` may be part of `out`: they outlive the rest.
	 * lower(lower(x)) equals lower(x), and lower() of what introspect() read changes
	 * nothing.
	 */
	int (*lower)(const struct ddlect_dialect *self,
		     const struct ddlect_schema *declared, struct ddlect_schema *out,
		     struct ddlect_err *err);

	/*
	 * Append the statements of one change to `out`, with their hazards; none at all is
	 * fine where another change has said it already. -1 refuses the change: `err` then
	 * says why, and what to do instead.
	 */
	int (*render)(const struct ddlect_dialect *self, const struct ddlect_plan *plan,
		      const struct ddlect_change *change, struct ddlect_script *out,
		      struct ddlect_err *err);

	/* Write the type's name as a person would type it, into `out` of `size` bytes. */
	int (*type_name)(const struct ddlect_dialect *self,
			 const struct ddlect_type *type, char *out, uint64_t size);

	/* Optional. */

	/* Called once, after the base was loaded: its slots, bound, for calls to "super". */
	int (*bind)(const struct ddlect_dialect *base, struct ddlect_err *err);

	/* Say `host, port, database, user` of a DSN, and nothing secret. */
	int (*describe_dsn)(const struct ddlect_dialect *self, const char *dsn, char *out,
			    uint64_t size);

	int (*open)(const struct ddlect_dialect *self,
		    const struct ddlect_open_request *request,
		    struct ddlect_session **session, struct ddlect_err *err);
	void (*close)(const struct ddlect_dialect *self, struct ddlect_session *session);

	/*
	 * Read a database into the empty schema `out`. Physical, and restorable exactly. What
	 * is read is one moment: query() and reconcile() see the same, until the session is
	 * closed or introspects again.
	 */
	int (*introspect)(const struct ddlect_dialect *self,
			  struct ddlect_session *session,
			  const struct ddlect_introspect_request *request,
			  struct ddlect_schema *out, struct ddlect_err *err);

	/*
	 * Send one statement that reads, with parameters as text, and hand each row to `row`
	 * as it comes. For a dialect that derives from this one: it calls its base's
	 * introspect() and then asks for what only its own databases have.
	 */
	int (*query)(const struct ddlect_dialect *self, struct ddlect_session *session,
		     const char *sql, const char *const *params, uint32_t n_params,
		     ddlect_row *row, void *context, struct ddlect_err *err);

	/*
	 * Where `desired` and `current` say the same in other words (expressions, intervals,
	 * an older spelling), give `desired` the words of `current`. The server may be asked.
	 */
	int (*reconcile)(const struct ddlect_dialect *self,
			 struct ddlect_session *session, struct ddlect_schema *desired,
			 const struct ddlect_schema *current, struct ddlect_err *err);

	/*
	 * Take `current`, which the base's introspect() read, for a database of this dialect:
	 * write into `out` what it would be there. `desired` is what it is compared with.
	 */
	int (*lift)(const struct ddlect_dialect *self,
		    const struct ddlect_schema *current,
		    const struct ddlect_schema *desired, struct ddlect_schema *out,
		    struct ddlect_err *err);

	/* Running migrations: run.h. Sessions are opened with read_only 0. */

	/*
	 * Find the statement at or behind byte `at` of a file's text. 1: here it is; 0: there is
	 * none any more; -1: the text can't be told apart, a quote never ends for example, and
	 * piece->begin is the place. `token` may be NULL. Needs no session.
	 */
	int (*split)(const struct ddlect_dialect *self, const char *text, uint64_t length,
		     uint64_t at, struct ddlect_piece *piece, ddlect_token *token,
		     void *context, struct ddlect_err *err);

	/* Say what the statement `text` creates, drops and renames, as far as it can be seen. */
	int (*effects)(const struct ddlect_dialect *self, const char *text,
		       uint64_t length, ddlect_effect_sink *sink, void *context,
		       struct ddlect_err *err);

	/*
	 * Take the lock of all runners of this state table, without waiting. -1 with err->status
	 * DDLECT_BUSY: somebody has it, and `err` says who. Where a session can't keep a lock,
	 * behind a pooler, this does nothing, and each run() takes it for its transaction.
	 */
	int (*lock)(const struct ddlect_dialect *self, struct ddlect_session *session,
		    const struct ddlect_state_table *table, struct ddlect_err *err);
	int (*unlock)(const struct ddlect_dialect *self, struct ddlect_session *session,
		      const struct ddlect_state_table *table, struct ddlect_err *err);

	/*
	 * Read the state, and hand each row of the history to `sink`, which may be NULL, by id.
	 * Tables that aren't there are empty ones. Nothing is created. What is unfinished says
	 * whether the state is still the one that was written with it: only then can it be
	 * gone on with. -1 with err->status DDLECT_INTEGRITY: a table of that name is there, and
	 * another program's.
	 */
	int (*state)(const struct ddlect_dialect *self, struct ddlect_session *session,
		     const struct ddlect_state_table *table, struct ddlect_state *state,
		     ddlect_history_sink *sink, void *context, struct ddlect_err *err);

	/*
	 * Run a text, and change the state; missing state tables are created. On -1 `failure` says
	 * what `err` says, in parts. With DDLECT_RUN_TRANSACTION a failure has changed nothing;
	 * without it the text runs first, outside of any transaction, then the state changes.
	 * Settings that a text makes don't outlive the run.
	 */
	int (*run)(const struct ddlect_dialect *self, struct ddlect_session *session,
		   const struct ddlect_run *run, struct ddlect_failure *failure,
		   struct ddlect_err *err);

	/*
	 * Write the name of the schema in which the session creates what has none in its name,
	 * into `out` of `size` bytes. What a host drops, it has to find there first.
	 */
	int (*current_schema)(const struct ddlect_dialect *self,
			      struct ddlect_session *session, char *out, uint64_t size,
			      struct ddlect_err *err);

	/*
	 * Write the statements that drop what effects() told of, of any sort and all of one
	 * name; none when there is none any more. `object->schema` is set, but for a schema.
	 */
	int (*drop)(const struct ddlect_dialect *self, struct ddlect_session *session,
		    const struct ddlect_effect *object, struct ddlect_script *out,
		    struct ddlect_err *err);

	/*
	 * Say what stands in the way when all of these objects are dropped together: what
	 * depends on one of them, isn't among them, and wouldn't go along by itself. A row is
	 * two texts for people: "view v", and "table a", on which it depends.
	 */
	int (*dependents)(const struct ddlect_dialect *self,
			  struct ddlect_session *session,
			  const struct ddlect_effect *objects, uint64_t n,
			  ddlect_row *row, void *context, struct ddlect_err *err);

	/*
	 * Read what a DSN says beside where the database is, in the way of other runners of
	 * this database. Nothing of the DSN's text may get into `err`.
	 */
	int (*dsn_options)(const struct ddlect_dialect *self, const char *dsn,
			   struct ddlect_dsn_options *out, struct ddlect_err *err);
};

typedef const struct ddlect_dialect *ddlect_dialect_entry(const struct ddlect_host *host);

#ifdef __cplusplus
}
#endif
#endif
