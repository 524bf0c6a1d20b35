/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Split_kind: what kind of statement it is. The table holds what its first words say; a
 * function beside them looks closer where that isn't enough. What can't run in a
 * transaction is what PostgreSQL 13 to 18 refuse there by its words alone; what depends on
 * the objects that are named, CLUSTER of a partitioned table for example, only the server
 * knows.
 */
#include <string.h>

#include "plugins/postgres/split.h"

typedef bool looker(const struct pg_statement *s);

struct rule {
	const char *words; /* those with a question mark may be missing */
	looker *look;	   /* NULL: the words say it all */
	uint32_t kind;
	uint32_t flags;
	const char *name;
	const char *advice;
};

static bool head_is(const struct pg_statement *s, uint32_t i, const char *word)
{
	return i < s->n && pg_is_word(&s->head[i], word);
}

static bool head_has(const struct pg_statement *s, const char *word)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (pg_is_word(&s->head[i], word))
			return true;
	return false;
}

/* COMMIT [WORK | TRANSACTION] AND CHAIN */
static bool chains(const struct pg_statement *s)
{
	uint32_t i = 1 + (head_is(s, 1, "work") || head_is(s, 1, "transaction"));
	return head_is(s, i, "and") && head_is(s, i + 1, "chain");
}

/* What follows the first word, and options in parentheses behind it. */
static uint32_t behind_options(const struct pg_statement *s)
{
	uint32_t i = 1;
	if (i < s->n && pg_is_mark(&s->head[i], '('))
		while (i < s->n && !pg_is_mark(&s->head[i], ')'))
			i++;
	return i + (i < s->n && pg_is_mark(&s->head[i], ')'));
}

/* CLUSTER [(options)] [VERBOSE], and no more. */
static bool names_no_table(const struct pg_statement *s)
{
	uint32_t i = behind_options(s);
	i += head_is(s, i, "verbose");
	return i >= s->n || pg_is_mark(&s->head[i], ';');
}

/* REINDEX [(options)] { DATABASE | SYSTEM | SCHEMA } … */
static bool reindexes_many(const struct pg_statement *s)
{
	uint32_t i = behind_options(s);
	return head_is(s, i, "database") || head_is(s, i, "system") ||
	       head_is(s, i, "schema");
}

/* CONCURRENTLY as a word, and as an option with a value. */
static bool concurrent(const struct pg_statement *s)
{
	static const char *const no[] = {"off", "false", "no"};
	for (uint32_t i = 0; i < s->n; i++) {
		if (!pg_is_word(&s->head[i], "concurrently"))
			continue;
		for (uint32_t j = 0; j < sizeof(no) / sizeof(*no); j++)
			if (head_is(s, i + 1, no[j]))
				return false;
		return i + 1 >= s->n ||
		       !(s->head[i + 1].kind == PG_NUMBER && *s->head[i + 1].at == '0');
	}
	return false;
}

static bool detaches_concurrently(const struct pg_statement *s)
{
	for (uint32_t i = 0; i + 2 < s->n; i++)
		if (pg_is_word(&s->head[i], "detach") &&
		    pg_is_word(&s->head[i + 1], "partition"))
			return concurrent(s);
	return false;
}

static bool moves_database(const struct pg_statement *s)
{
	return head_is(s, 3, "set") && head_is(s, 4, "tablespace");
}

/* Is there an option that is switched off, wherever in the statement? */
static bool switches_off(const struct pg_statement *s, const char *option)
{
	const char *at = s->begin;
	bool here = false;
	for (;;) {
		struct pg_token token = pg_scan(&at, s->end);
		if (token.kind == PG_END)
			return false;
		if (here && (pg_is_word(&token, "false") || pg_is_word(&token, "off") ||
			     (token.kind == PG_NUMBER && *token.at == '0')))
			return true;
		if (!pg_is(&token, "="))
			here = pg_is_word(&token, option);
	}
}

static bool makes_slot(const struct pg_statement *s)
{
	return !switches_off(s, "connect") && !switches_off(s, "create_slot");
}

/* ALTER SUBSCRIPTION name { REFRESH | {SET | ADD | DROP} PUBLICATION | SET (slot's) } */
static bool refreshes(const struct pg_statement *s)
{
	if (head_is(s, 3, "refresh"))
		return true;
	if (head_is(s, 4, "publication"))
		return !switches_off(s, "refresh");
	return head_is(s, 3, "set") &&
	       (head_has(s, "failover") || head_has(s, "two_phase"));
}

/* COPY … { FROM STDIN | TO STDOUT }, outside of parentheses. */
static bool copies_client(const struct pg_statement *s)
{
	const char *at = s->begin;
	uint32_t depth = 0;
	bool here = false;
	for (;;) {
		struct pg_token token = pg_scan(&at, s->end);
		if (token.kind == PG_END)
			return false;
		depth += pg_is_mark(&token, '(');
		depth -= pg_is_mark(&token, ')') && depth > 0;
		if (depth == 0 && here &&
		    (pg_is_word(&token, "stdin") || pg_is_word(&token, "stdout")))
			return true;
		here = pg_is_word(&token, "from") || pg_is_word(&token, "to");
	}
}

/* ROLLBACK [WORK | TRANSACTION] TO … */
static bool goes_back_to(const struct pg_statement *s)
{
	uint32_t i = 1 + (head_is(s, 1, "work") || head_is(s, 1, "transaction"));
	return head_is(s, i, "to");
}

#define ALONE DDLECT_PIECE_ALONE
#define REFUSED DDLECT_PIECE_REFUSED
#define PATIENT DDLECT_PIECE_PATIENT

#define CHAIN_ADVICE                                                                     \
	"it ends a transaction and begins another one at once; write two statements, "   \
	"the "                                                                           \
	"second of which is BEGIN"
#define PREPARE_ADVICE                                                                   \
	"it leaves a transaction behind that holds its locks until somebody ends it; a " \
	"migration ends what it begins"
#define COPY_ADVICE                                                                      \
	"the data that it moves is not a part of the SQL, and only psql has it at "      \
	"hand; "                                                                         \
	"write INSERT statements, or load the data in another way, for example with "    \
	"psql's \\copy, or with COPY and a file of the server's, which needs the role "  \
	"pg_read_server_files"

/* The first that fits counts. By their first words. */
static const struct rule rules[] = {
	{"abort", chains, REFUSED, 0, "ABORT AND CHAIN", CHAIN_ADVICE},
	{"abort", NULL, DDLECT_PIECE_ROLLBACK, 0, "ABORT", NULL},
	{"alter database", moves_database, ALONE, 0, "ALTER DATABASE SET TABLESPACE",
	 NULL},
	{"alter subscription", refreshes, ALONE, 0, "ALTER SUBSCRIPTION", NULL},
	{"alter system", NULL, ALONE, 0, "ALTER SYSTEM", NULL},
	{"alter table", detaches_concurrently, ALONE, PATIENT,
	 "ALTER TABLE DETACH PARTITION CONCURRENTLY", NULL},
	{"begin", NULL, DDLECT_PIECE_BEGIN, 0, "BEGIN", NULL},
	{"cluster", names_no_table, ALONE, 0, "CLUSTER without a table", NULL},
	{"commit prepared", NULL, ALONE, 0, "COMMIT PREPARED", NULL},
	{"commit", chains, REFUSED, 0, "COMMIT AND CHAIN", CHAIN_ADVICE},
	{"commit", NULL, DDLECT_PIECE_COMMIT, 0, "COMMIT", NULL},
	{"copy", copies_client, REFUSED, 0, "COPY with data of the client", COPY_ADVICE},
	{"create database", NULL, ALONE, 0, "CREATE DATABASE", NULL},
	{"create unique? index concurrently", NULL, ALONE, PATIENT,
	 "CREATE INDEX CONCURRENTLY", NULL},
	{"create subscription", makes_slot, ALONE, 0, "CREATE SUBSCRIPTION", NULL},
	{"create tablespace", NULL, ALONE, 0, "CREATE TABLESPACE", NULL},
	{"discard all", NULL, ALONE, 0, "DISCARD ALL", NULL},
	{"drop database", NULL, ALONE, 0, "DROP DATABASE", NULL},
	{"drop index concurrently", NULL, ALONE, PATIENT, "DROP INDEX CONCURRENTLY",
	 NULL},
	{"drop subscription", NULL, ALONE, 0, "DROP SUBSCRIPTION", NULL},
	{"drop tablespace", NULL, ALONE, 0, "DROP TABLESPACE", NULL},
	{"end", chains, REFUSED, 0, "END AND CHAIN", CHAIN_ADVICE},
	{"end", NULL, DDLECT_PIECE_COMMIT, 0, "END", NULL},
	{"prepare transaction", NULL, REFUSED, 0, "PREPARE TRANSACTION", PREPARE_ADVICE},
	{"reindex", concurrent, ALONE, PATIENT, "REINDEX CONCURRENTLY", NULL},
	{"reindex", reindexes_many, ALONE, 0, "REINDEX of more than a table", NULL},
	{"rollback prepared", NULL, ALONE, 0, "ROLLBACK PREPARED", NULL},
	{"rollback", goes_back_to, DDLECT_PIECE_PLAIN, 0, NULL, NULL},
	{"rollback", chains, REFUSED, 0, "ROLLBACK AND CHAIN", CHAIN_ADVICE},
	{"rollback", NULL, DDLECT_PIECE_ROLLBACK, 0, "ROLLBACK", NULL},
	{"set", NULL, DDLECT_PIECE_PLAIN, DDLECT_PIECE_SETTING, "SET", NULL},
	{"start transaction", NULL, DDLECT_PIECE_BEGIN, 0, "START TRANSACTION", NULL},
	{"vacuum", NULL, ALONE, 0, "VACUUM", NULL},
};

/* `words` is lower case, split by single spaces. */
static bool begins_with(const struct pg_statement *s, const char *words)
{
	for (uint32_t i = 0; *words; words += strspn(words, "? ")) {
		char word[32];
		size_t length = strcspn(words, "? ");
		memcpy(word, words, length);
		word[length] = '\0';
		words += length;
		if (head_is(s, i, word))
			i++;
		else if (*words != '?')
			return false;
	}
	return true;
}

void pg_split_kind(const struct pg_statement *statement, struct ddlect_piece *piece)
{
	if (statement->head[0].kind != PG_WORD)
		return;
	char first = (char)(*statement->head[0].at | 0x20);
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		const struct rule *rule = &rules[i];
		if (*rule->words != first || !begins_with(statement, rule->words) ||
		    (rule->look && !rule->look(statement)))
			continue;
		piece->kind = rule->kind;
		piece->flags = rule->flags;
		piece->name = rule->name;
		piece->advice = rule->advice;
		return;
	}
}
