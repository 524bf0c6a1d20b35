/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz target of the splitter of PostgreSQL. Whatever the bytes: it ends, and moves on with
 * each statement; between two of them there is nothing but space, comments and semicolons;
 * a text that ends behind a statement has those before it, and one that begins there those
 * after it, so a file is the sum of its parts. Effects of any statement are told in bounds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/dialect/host.h"
#include "plugins/postgres/lex.h"
#include "plugins/postgres/postgres.h"
#include "tests/fuzz/fuzz.h"

#define PIECES 512

struct pieces {
	struct ddlect_piece list[PIECES];
	size_t n;
	int status; /* of what is behind the last one */
	struct ddlect_piece wrong;
};

static unsigned long long n_pieces;

static void check(int condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

static void count_token(void *context, const char *bytes, uint64_t length)
{
	check(bytes && length > 0, "a token is empty");
	++*(uint64_t *)context;
}

static int see_effect(void *context, const struct ddlect_effect *effect,
		      struct ddlect_err *err)
{
	(void)context;
	(void)err;
	if (effect->verb >= DDLECT_EFFECT_PATH && effect->verb <= DDLECT_EFFECT_ROLE_BACK)
		check(!effect->name, "what is of no object has a name");
	else
		check(*effect->name && strlen(effect->name) <= PG_MAX_NAME,
		      "a name is wrong");
	check(!effect->schema || strlen(effect->schema) <= PG_MAX_NAME,
	      "a schema is wrong");
	check((effect->verb == DDLECT_EFFECT_RENAME) == (effect->to_name != NULL),
	      "a rename leads nowhere");
	return 0;
}

static void read_pieces(struct pieces *pieces, const char *text, size_t size, size_t at)
{
	struct ddlect_err err;
	pieces->n = 0;
	for (;;) {
		struct ddlect_piece *piece = &pieces->list[pieces->n];
		uint64_t tokens = 0;
		pieces->status =
			pg_split(NULL, text, size, at, piece, count_token, &tokens, &err);
		if (pieces->status <= 0) {
			pieces->wrong = *piece;
			return;
		}
		check(piece->begin >= at && piece->begin < piece->end &&
			      piece->end <= size,
		      "a statement is out of bounds");
		check(tokens > 1 || piece->kind == DDLECT_PIECE_REFUSED,
		      "a statement has no tokens");
		check((piece->kind == DDLECT_PIECE_REFUSED) == (piece->advice != NULL),
		      "advice is missing");
		pg_effects(NULL, text + piece->begin, piece->end - piece->begin,
			   see_effect, NULL, &err);
		at = piece->end;
		if (++pieces->n == PIECES)
			return;
	}
}

/* Nothing that counts is left out. */
static void check_gap(const char *from, const char *end)
{
	for (;;) {
		struct pg_token token = pg_scan(&from, end);
		if (token.kind == PG_END)
			return;
		check(pg_is_mark(&token, ';'), "something between two statements");
	}
}

static int same(const struct ddlect_piece *a, const struct ddlect_piece *b)
{
	return a->begin == b->begin && a->end == b->end && a->kind == b->kind &&
	       a->flags == b->flags && a->name == b->name;
}

/* Cut behind statement `i`. */
static void check_cut(const struct pieces *whole, size_t i, const char *text, size_t size)
{
	static struct pieces part;
	size_t cut = whole->list[i].end;
	char *copy = malloc(cut); /* so that reading beyond is seen */
	check(copy != NULL, "out of memory");
	memcpy(copy, text, cut);
	read_pieces(&part, copy, cut, 0);
	free(copy);
	check(part.status == 0 && part.n == i + 1, "a first part has other statements");
	for (size_t j = 0; j < part.n; j++)
		check(same(&part.list[j], &whole->list[j]), "a first part differs");
	read_pieces(&part, text, size, cut);
	check(part.n == whole->n - i - 1 && part.status == whole->status,
	      "a last part has other statements");
	for (size_t j = 0; j < part.n; j++)
		check(same(&part.list[j], &whole->list[i + 1 + j]),
		      "a last part differs");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pieces whole;
	const char *text = (const char *)data;
	size_t at = 0;
	ddlect_host = host_table();
	read_pieces(&whole, text, size, 0);
	n_pieces += whole.n;
	if (whole.n == PIECES)
		return 0;
	for (size_t i = 0; i < whole.n; i++) {
		check_gap(text + at, text + whole.list[i].begin);
		at = whole.list[i].end;
	}
	if (whole.status == 0)
		check_gap(text + at, text + size);
	else
		check(whole.wrong.begin >= at && whole.wrong.begin < size,
		      "what never ends begins nowhere");
	if (whole.n > 0)
		check_cut(&whole, size % whole.n, text, size);
	return 0;
}

void fuzz_report(void)
{
	printf("%llu statements\n", n_pieces);
}

const char *const fuzz_seeds[] = {
	"CREATE TABLE a (b int DEFAULT 'x;y'); -- c\n/* d /* e */ ; */ DROP TABLE a;",
	"CREATE OR REPLACE FUNCTION f(a int = (SELECT 1)) RETURNS int BEGIN ATOMIC "
	"SELECT "
	"CASE WHEN a THEN 1 END AS end; END; SELECT 1;",
	"SELECT E'\\'' 'a'\n'b', U&\"d\\0061t\" UESCAPE '!', $a$ $b$ ; $a$, a$b$, $1, "
	"1..2",
	"BEGIN; COMMIT AND CHAIN; ROLLBACK TO a; COPY a (b) FROM STDIN;\n1\t2\n\\.\n",
	"CREATE RULE r AS ON INSERT TO a DO (SELECT 1; SELECT 2); \\connect x\nSELECT 3",
	"CREATE SCHEMA s CREATE TABLE t (a int); ALTER TABLE s.t RENAME TO \"U u\"; DROP "
	"TABLE IF EXISTS a, \"b\".c CASCADE; SELECT 1 INTO x;",
	"CREATE UNIQUE INDEX CONCURRENTLY ON a (b); REINDEX (VERBOSE, CONCURRENTLY) "
	"TABLE "
	"a; ALTER TABLE a DETACH PARTITION b CONCURRENTLY; VACUUM; CLUSTER (x);",
	"CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = false);",
	NULL};

const char *const fuzz_words[] = {
	"'",	       "E'",	"U&'",	      "U&\"",	     "\"",	  "$$",
	"$a$",	       "$",	"/*",	      "*/",	     "--",	  "\n",
	"\r",	       ";",	"(",	      ")",	     "\\",	  "BEGIN ",
	"ATOMIC ",     "END",	"CASE ",      "CREATE ",     "FUNCTION ", "TABLE ",
	"OR REPLACE ", "DROP ", "ALTER ",     "RENAME TO ",  "SCHEMA ",	  "COMMIT ",
	"AND CHAIN",   "COPY ", "FROM STDIN", "UESCAPE '!'", "\\0061",	  "1e5",
	".",	       "..",	"+-",	      "\xc3\xa9",    "\xff",	  "CONCURRENTLY ",
	"SELECT ",     "INTO ", "a",	      NULL};
