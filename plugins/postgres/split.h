/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Split: what the files that tell statements apart share. split.c finds where a statement
 * begins and ends, split_kind.c says what it is, split_psql.c knows the commands of psql.
 * None of them knows more of the grammar than that needs.
 */
#ifndef PLUGINS_POSTGRES_SPLIT_H
#define PLUGINS_POSTGRES_SPLIT_H

#include <ddlect/run.h>

#include "plugins/postgres/lex.h"

/* So many tokens are enough to see what a statement is; where not, its text is read again. */
#define PG_HEAD 24u

struct pg_statement {
	const char *begin;
	const char *end; /* of the text, while it is being read */
	uint32_t n;
	struct pg_token head[PG_HEAD];
};

/* Say in `piece` what kind of statement it is, by its head and its text. */
void pg_split_kind(const struct pg_statement *statement, struct ddlect_piece *piece);

/* The same of a text with a backslash outside of quotes, which is at `at`. */
void pg_split_psql(const char *at, const char *end, struct ddlect_piece *piece);

#endif
