/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Types inside this plugin: reading one out of a run of tokens, without memory. What other
 * files need is in postgres.h.
 */
#ifndef PLUGINS_POSTGRES_TYPES_H
#define PLUGINS_POSTGRES_TYPES_H

#include "plugins/postgres/lex.h"
#include "plugins/postgres/postgres.h"

/* One way to write a type that the server, or the model, has a name of its own for. */
struct pg_spelling {
	const char *words;  /* lower case, one space between */
	const char *native; /* kind NATIVE: how the server writes it; else NULL */
	const char *suffix; /* what the server writes behind the arguments, or NULL */
	uint8_t kind;	    /* DDLECT_TYPE_… */
	uint8_t takes;	    /* PG_TAKES_… */
	bool serial;
	bool own; /* a word of the model's; in expressions it is a name like any other */
};

#define PG_TAKES_NOTHING 0u
#define PG_TAKES_LENGTH 1u
#define PG_TAKES_ONE 2u /* a length that is 1 when it isn't given */
#define PG_TAKES_PRECISION 3u
#define PG_TAKES_SCALE 4u /* precision and scale */
#define PG_TAKES_BITS 5u  /* float(n) */
#define PG_TAKES_FIELDS 6u

/* A type in a run of tokens. */
struct pg_scan {
	const struct pg_spelling *known; /* NULL: a name of its own */
	const struct pg_token *name;	 /* of it: n_name tokens with the dots */
	const struct pg_token *args;	 /* between the parentheses; NULL: none */
	const struct pg_token *fields;	 /* of an interval: `day to second` */
	int n_name;
	int n_args;
	int n_fields;
	uint32_t dims;
};

/* scan.c: how many tokens the longest type at the start of `tokens` takes; 0 when there is none. */
int pg_type_scan(const struct pg_token *tokens, int n, struct pg_scan *scan,
		 bool in_expression);

/*
 * types.c: the canonical type of what was scanned. Of a native one the text goes into `name`, and
 * type->name stays NULL. NULL, or what is wrong with it: "takes no such arguments".
 */
const char *pg_scan_type(const struct pg_scan *scan, struct ddlect_type *type,
			 struct ddlect_buf *name);

/* scan.c: the words of the spellings that there are, one by one; NULL: there is no more. */
const char *pg_type_words(size_t i);

/*
 * type_hint.c: what to write instead of a name that other databases have a type by, or that
 * is one slip away from a type; NULL: none known.
 */
const char *pg_type_hint(const char *native);

/* Lengths and precisions that the server would refuse. */
int pg_type_check(const struct ddlect_type *type, struct ddlect_err *err);

#endif
