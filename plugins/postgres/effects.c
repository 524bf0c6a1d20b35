/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Effects: what a statement creates, drops, renames and changes, as its words say it. What is
 * done by a function that it calls can't be seen; of a DO block and a CALL it is said that
 * they are there. Temporary tables are gone with the session and are no effect. Names are cut
 * to the server's length, as it does.
 */
#include <string.h>

#include "plugins/postgres/teller.h"

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

static int say(const struct teller *t, uint32_t verb, uint32_t object,
	       const struct qualified *q, uint32_t flags)
{
	const struct ddlect_effect effect = {
		.verb = verb,
		.object = object,
		.schema = or_null(q->schema),
		.name = q->name,
		.flags = flags,
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
	teller_take(t, "materialized");
	for (size_t i = 0; i < sizeof(objects) / sizeof(*objects); i++)
		if (teller_take(t, objects[i].word))
			return objects[i].object;
	return 0;
}

static int create(struct teller *t);

/* CREATE SCHEMA [name] [AUTHORIZATION role] [CREATE TABLE …]… */
static int create_schema(struct teller *t, uint32_t flags)
{
	struct qualified q = {0};
	bool named = !pg_is_word(&t->now, "authorization") && teller_take_name(t, q.name);
	if (teller_take(t, "authorization") && !named)
		named = teller_take_name(t, q.name);
	if (!named)
		return 0;
	int status = say(t, DDLECT_EFFECT_CREATE, DDLECT_EFFECT_SCHEMA, &q, flags);
	t->schema = q.name;
	while (status == 0 && !teller_over(t)) {
		if (teller_take(t, "create")) {
			status = create(t);
			continue;
		}
		if (pg_is_mark(&t->now, '('))
			teller_skip_parentheses(t);
		else
			teller_next(t);
	}
	t->schema = NULL;
	return status;
}

/* What is put on a table: it goes with it, and stays on one that others made. */
static int create_on(struct teller *t)
{
	static const char *const words[][2] = {
		{"index", "on"}, {"trigger", "on"}, {"policy", "on"}, {"rule", "to"}};
	struct qualified q = {0};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!teller_take(t, words[i][0]))
			continue;
		if (!teller_find(t, words[i][1]))
			return 0;
		teller_take(t, "only");
		return teller_take_qualified(t, &q)
			       ? say(t, DDLECT_EFFECT_ALTER, DDLECT_EFFECT_TABLE, &q, 0)
			       : 0;
	}
	return 0;
}

static int create(struct teller *t)
{
	struct qualified q = {0};
	bool perhaps = teller_take_all(t, "or replace");
	if (!teller_take(t, "global"))
		teller_take(t, "local");
	bool temporary = teller_take(t, "temp") || teller_take(t, "temporary");
	teller_take(t, "unlogged");
	teller_take(t, "recursive");
	if (!teller_take(t, "unique"))
		teller_take(t, "constraint");
	uint32_t object = take_object(t);
	perhaps |= teller_take_all(t, "if not exists");
	uint32_t flags = perhaps ? DDLECT_EFFECT_PERHAPS : 0;
	if (object == DDLECT_EFFECT_SCHEMA)
		return create_schema(t, flags);
	if (!object)
		return create_on(t);
	if (temporary || !teller_take_qualified(t, &q))
		return 0;
	return say(t, DDLECT_EFFECT_CREATE, object, &q, flags);
}

/* DROP TABLE [IF EXISTS] a, b.c; and of routines with their parameters. */
static int drop(struct teller *t)
{
	struct qualified q = {0};
	uint32_t object = take_object(t);
	teller_take_all(t, "if exists");
	do {
		if (!object || !teller_take_qualified(t, &q))
			return 0;
		if (pg_is_mark(&t->now, '('))
			teller_skip_parentheses(t);
		if (say(t, DDLECT_EFFECT_DROP, object, &q, 0) < 0)
			return -1;
	} while (teller_take_mark(t, ","));
	return 0;
}

/* ALTER TABLE [IF EXISTS] [ONLY] name [*] { RENAME TO name | SET SCHEMA name | … } */
static int alter(struct teller *t)
{
	struct qualified q = {0};
	char to[PG_NAME_SIZE];
	uint32_t object = take_object(t);
	teller_take_all(t, "if exists");
	teller_take(t, "only");
	if (!object || !teller_take_qualified(t, &q))
		return 0;
	if (pg_is(&t->now, "*"))
		teller_next(t);
	if (pg_is_mark(&t->now, '('))
		teller_skip_parentheses(t);
	bool renamed = teller_take_all(t, "rename to");
	if (!renamed && !teller_take_all(t, "set schema"))
		return object == DDLECT_EFFECT_TABLE || object == DDLECT_EFFECT_TYPE
			       ? say(t, DDLECT_EFFECT_ALTER, object, &q, 0)
			       : 0;
	if (!teller_take_name(t, to))
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
	while (!teller_over(t) && !pg_is_word(&t->now, "into")) {
		if (pg_is_word(&t->now, "insert") || pg_is_word(&t->now, "merge"))
			return 0;
		if (pg_is_mark(&t->now, '('))
			teller_skip_parentheses(t);
		else
			teller_next(t);
	}
	if (!teller_take(t, "into") || teller_take(t, "temp") ||
	    teller_take(t, "temporary") || teller_take(t, "local") ||
	    teller_take(t, "global"))
		return 0;
	teller_take(t, "unlogged");
	teller_take(t, "table");
	return teller_take_qualified(t, &q)
		       ? say(t, DDLECT_EFFECT_CREATE, DDLECT_EFFECT_TABLE, &q, 0)
		       : 0;
}

static int say_word(const struct teller *t, uint32_t verb, const char *word,
		    uint32_t flags)
{
	const struct ddlect_effect effect = {.verb = verb, .name = word, .flags = flags};
	return t->sink(t->context, &effect, t->err);
}

static bool is_of_word(char c)
{
	return (unsigned char)c >= 0x80 || c == '_' || (c >= '0' && c <= '9') ||
	       ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Anywhere in the text, in strings and comments too. */
static bool has_word(const char *text, uint64_t length, const char *word)
{
	size_t n = strlen(word);
	for (uint64_t i = 0; i + n <= length; i++)
		if ((i == 0 || !is_of_word(text[i - 1])) &&
		    (i + n == length || !is_of_word(text[i + n])) &&
		    ddlect_ascii_same(text + i, word, n))
			return true;
	return false;
}

/* A DO block: what it makes nobody knows, and what it takes away only by its words. */
static int block(const struct teller *t, const char *text, uint64_t length)
{
	bool takes = has_word(text, length, "drop") || has_word(text, length, "rename") ||
		     has_word(text, length, "schema");
	uint32_t flags = !takes				     ? 0
			 : has_word(text, length, "execute") ? DDLECT_EFFECT_TAKES_ANY
							     : DDLECT_EFFECT_TAKES;
	if (has_word(text, length, "search_path")) {
		const struct ddlect_effect path = {.verb = DDLECT_EFFECT_PATH};
		if (t->sink(t->context, &path, t->err) < 0)
			return -1;
	}
	return say_word(t, DDLECT_EFFECT_UNSEEN, "DO", flags);
}

/* SAVEPOINT name, ROLLBACK [WORK | TRANSACTION] TO [SAVEPOINT] name */
static int save(struct teller *t, uint32_t verb)
{
	char name[PG_NAME_SIZE];
	if (verb == DDLECT_EFFECT_UNDO) {
		if (!teller_take(t, "work"))
			teller_take(t, "transaction");
		if (!teller_take(t, "to"))
			return 0;
		teller_take(t, "savepoint");
	}
	return teller_take_name(t, name) ? say_word(t, verb, name, 0) : 0;
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
	teller_next(&t);
	if (teller_take(&t, "create"))
		return create(&t);
	if (teller_take(&t, "drop"))
		return drop(&t);
	if (teller_take(&t, "alter"))
		return alter(&t);
	if (teller_take(&t, "set"))
		return teller_set(&t);
	if (teller_take(&t, "reset"))
		return teller_reset(&t);
	if (teller_take(&t, "do"))
		return block(&t, text, length);
	if (teller_take(&t, "call"))
		return say_word(&t, DDLECT_EFFECT_UNSEEN, "CALL", 0);
	if (teller_take(&t, "savepoint"))
		return save(&t, DDLECT_EFFECT_SAVE);
	if (teller_take(&t, "rollback"))
		return save(&t, DDLECT_EFFECT_UNDO);
	if (!teller_take(&t, "select") && !teller_take(&t, "with"))
		return 0;
	struct teller again = t;
	return teller_path_config(&again) < 0 ? -1 : select_into(&t);
}
