/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Effects: what a statement creates, drops and renames, as its words say it. What is done
 * by a function that it calls, or in a DO block, can't be seen; temporary tables are gone
 * with the session and are no effect. Names are cut to the server's length, as it does.
 */
#include <string.h>

#include "plugins/postgres/lex.h"
#include "plugins/postgres/name_read.h"
#include "plugins/postgres/postgres.h"

struct teller {
	const char *at;
	const char *end;
	struct pg_token now;
	const char *schema; /* that names without one are in; NULL: the current one */
	ddlect_effect_sink *sink;
	void *context;
	struct ddlect_err *err;
};

struct qualified {
	char schema[PG_NAME_SIZE];
	char name[PG_NAME_SIZE];
};

static void next(struct teller *t)
{
	t->now = pg_scan(&t->at, t->end);
}

static bool is_over(const struct teller *t)
{
	return t->now.kind == PG_END || t->now.kind == PG_BROKEN ||
	       pg_is_mark(&t->now, ';');
}

/* Is this word here? Then it is passed. */
static bool take(struct teller *t, const char *word)
{
	if (!pg_is_word(&t->now, word))
		return false;
	next(t);
	return true;
}

/* All of these words, split by spaces, or none of them. */
static bool take_all(struct teller *t, const char *words)
{
	struct teller start = *t;
	while (*words) {
		char word[16];
		size_t length = strcspn(words, " ");
		memcpy(word, words, length);
		word[length] = '\0';
		if (!take(t, word)) {
			*t = start;
			return false;
		}
		words += length + (words[length] == ' ');
	}
	return true;
}

static bool take_mark(struct teller *t, const char *mark)
{
	if (!pg_is(&t->now, mark))
		return false;
	next(t);
	return true;
}

/* A name, and the UESCAPE that may belong to it. */
static bool take_name(struct teller *t, char *name)
{
	struct pg_token token = t->now;
	struct pg_token escape = {0};
	if (token.kind != PG_WORD && token.kind != PG_QUOTED && token.kind != PG_UNICODE)
		return false;
	next(t);
	if (token.kind == PG_UNICODE && take(t, "uescape")) {
		escape = t->now;
		next(t);
	}
	return pg_name_read(&token, &escape, name);
}

/* [[database .] schema .] name */
static bool take_qualified(struct teller *t, struct qualified *q)
{
	snprintf(q->schema, sizeof(q->schema), "%s", t->schema ? t->schema : "");
	if (!take_name(t, q->name))
		return false;
	while (take_mark(t, ".")) {
		memcpy(q->schema, q->name, sizeof(q->schema));
		if (!take_name(t, q->name))
			return false;
	}
	return true;
}

static void skip_parentheses(struct teller *t)
{
	uint32_t depth = 0;
	do {
		depth += pg_is_mark(&t->now, '(');
		depth -= pg_is_mark(&t->now, ')') && depth > 0;
		if (depth > 0 || pg_is_mark(&t->now, ')'))
			next(t);
	} while (depth > 0 && t->now.kind != PG_END && t->now.kind != PG_BROKEN);
}

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

static int say(const struct teller *t, uint32_t verb, uint32_t object,
	       const struct qualified *q)
{
	const struct ddlect_effect effect = {
		.verb = verb,
		.object = object,
		.schema = or_null(q->schema),
		.name = q->name,
	};
	if (strcmp(q->schema, "pg_temp") == 0)
		return 0;
	return t->sink(t->context, &effect, t->err);
}

/* The kind of object that is here; 0: one that isn't of interest. */
static uint32_t take_object(struct teller *t)
{
	static const struct {
		const char *word;
		uint32_t object;
	} objects[] = {
		{"table", DDLECT_EFFECT_TABLE},
		{"type", DDLECT_EFFECT_TYPE},
		{"domain", DDLECT_EFFECT_TYPE},
		{"function", DDLECT_EFFECT_ROUTINE},
		{"procedure", DDLECT_EFFECT_ROUTINE},
		{"routine", DDLECT_EFFECT_ROUTINE},
		{"aggregate", DDLECT_EFFECT_ROUTINE},
		{"schema", DDLECT_EFFECT_SCHEMA},
		{"view", DDLECT_EFFECT_VIEW},
		{"sequence", DDLECT_EFFECT_SEQUENCE},
	};
	take(t, "materialized");
	for (size_t i = 0; i < sizeof(objects) / sizeof(*objects); i++)
		if (take(t, objects[i].word))
			return objects[i].object;
	return 0;
}

static int create(struct teller *t);

/* CREATE SCHEMA [name] [AUTHORIZATION role] [CREATE TABLE …]… */
static int create_schema(struct teller *t)
{
	struct qualified q = {0};
	bool named = !pg_is_word(&t->now, "authorization") && take_name(t, q.name);
	if (take(t, "authorization") && !named)
		named = take_name(t, q.name);
	if (!named)
		return 0;
	int status = say(t, DDLECT_EFFECT_CREATE, DDLECT_EFFECT_SCHEMA, &q);
	t->schema = q.name;
	while (status == 0 && !is_over(t)) {
		if (take(t, "create")) {
			status = create(t);
			continue;
		}
		if (pg_is_mark(&t->now, '('))
			skip_parentheses(t);
		else
			next(t);
	}
	t->schema = NULL;
	return status;
}

static int create(struct teller *t)
{
	struct qualified q = {0};
	take_all(t, "or replace");
	if (!take(t, "global"))
		take(t, "local");
	bool temporary = take(t, "temp") || take(t, "temporary");
	take(t, "unlogged");
	take(t, "recursive");
	uint32_t object = take_object(t);
	take_all(t, "if not exists");
	if (object == DDLECT_EFFECT_SCHEMA)
		return create_schema(t);
	if (!object || temporary || !take_qualified(t, &q))
		return 0;
	return say(t, DDLECT_EFFECT_CREATE, object, &q);
}

/* DROP TABLE [IF EXISTS] a, b.c; and of routines with their parameters. */
static int drop(struct teller *t)
{
	struct qualified q = {0};
	uint32_t object = take_object(t);
	take_all(t, "if exists");
	do {
		if (!object || !take_qualified(t, &q))
			return 0;
		if (pg_is_mark(&t->now, '('))
			skip_parentheses(t);
		if (say(t, DDLECT_EFFECT_DROP, object, &q) < 0)
			return -1;
	} while (take_mark(t, ","));
	return 0;
}

/* ALTER TABLE [IF EXISTS] [ONLY] name [*] { RENAME TO name | SET SCHEMA name } */
static int alter(struct teller *t)
{
	struct qualified q = {0};
	char to[PG_NAME_SIZE];
	uint32_t object = take_object(t);
	take_all(t, "if exists");
	take(t, "only");
	if (!object || !take_qualified(t, &q))
		return 0;
	if (pg_is(&t->now, "*"))
		next(t);
	if (pg_is_mark(&t->now, '('))
		skip_parentheses(t);
	bool renamed = take_all(t, "rename to");
	if ((!renamed && !take_all(t, "set schema")) || !take_name(t, to))
		return 0;
	const struct ddlect_effect effect = {
		.verb = DDLECT_EFFECT_RENAME,
		.object = object,
		.schema = or_null(q.schema),
		.name = q.name,
		.to_schema = renamed ? or_null(q.schema) : to,
		.to_name = renamed ? to : q.name,
	};
	return t->sink(t->context, &effect, t->err);
}

/* SELECT … INTO [TABLE] name …, outside of parentheses. In other statements INTO is theirs. */
static int select_into(struct teller *t)
{
	struct qualified q = {0};
	while (!is_over(t) && !pg_is_word(&t->now, "into")) {
		if (pg_is_word(&t->now, "insert") || pg_is_word(&t->now, "merge"))
			return 0;
		if (pg_is_mark(&t->now, '('))
			skip_parentheses(t);
		else
			next(t);
	}
	if (!take(t, "into") || take(t, "temp") || take(t, "temporary") ||
	    take(t, "local") || take(t, "global"))
		return 0;
	take(t, "unlogged");
	take(t, "table");
	return take_qualified(t, &q)
		       ? say(t, DDLECT_EFFECT_CREATE, DDLECT_EFFECT_TABLE, &q)
		       : 0;
}

int pg_effects(const struct ddlect_dialect *self, const char *text, uint64_t length,
	       ddlect_effect_sink *sink, void *context, struct ddlect_err *err)
{
	struct teller t = {
		.at = text,
		.end = text + length,
		.sink = sink,
		.context = context,
		.err = err,
	};
	(void)self;
	next(&t);
	if (take(&t, "create"))
		return create(&t);
	if (take(&t, "drop"))
		return drop(&t);
	if (take(&t, "alter"))
		return alter(&t);
	if (take(&t, "select") || take(&t, "with"))
		return select_into(&t);
	return 0;
}
