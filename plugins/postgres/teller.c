/* SPDX-License-Identifier: Apache-2.0 */
/* Teller: see teller.h. */
#include <string.h>

#include "plugins/postgres/teller.h"

void teller_next(struct teller *t)
{
	t->now = pg_scan(&t->at, t->end);
}

bool teller_over(const struct teller *t)
{
	return t->now.kind == PG_END || t->now.kind == PG_BROKEN ||
	       pg_is_mark(&t->now, ';');
}

bool teller_take(struct teller *t, const char *word)
{
	if (!pg_is_word(&t->now, word))
		return false;
	teller_next(t);
	return true;
}

bool teller_take_all(struct teller *t, const char *words)
{
	struct teller start = *t;
	while (*words) {
		char word[16];
		size_t length = strcspn(words, " ");
		memcpy(word, words, length);
		word[length] = '\0';
		if (!teller_take(t, word)) {
			*t = start;
			return false;
		}
		words += length + (words[length] == ' ');
	}
	return true;
}

bool teller_take_mark(struct teller *t, const char *mark)
{
	if (!pg_is(&t->now, mark))
		return false;
	teller_next(t);
	return true;
}

bool teller_take_name(struct teller *t, char *name)
{
	struct pg_token token = t->now;
	struct pg_token escape = {0};
	if (token.kind != PG_WORD && token.kind != PG_QUOTED && token.kind != PG_UNICODE)
		return false;
	teller_next(t);
	if (token.kind == PG_UNICODE && teller_take(t, "uescape")) {
		escape = t->now;
		teller_next(t);
	}
	return pg_name_read(&token, &escape, name);
}

bool teller_take_qualified(struct teller *t, struct qualified *q)
{
	snprintf(q->schema, sizeof(q->schema), "%s", t->schema ? t->schema : "");
	if (!teller_take_name(t, q->name))
		return false;
	while (teller_take_mark(t, ".")) {
		memcpy(q->schema, q->name, sizeof(q->schema));
		if (!teller_take_name(t, q->name))
			return false;
	}
	return true;
}

void teller_skip_parentheses(struct teller *t)
{
	uint32_t depth = 0;
	do {
		depth += pg_is_mark(&t->now, '(');
		depth -= pg_is_mark(&t->now, ')') && depth > 0;
		if (depth > 0 || pg_is_mark(&t->now, ')'))
			teller_next(t);
	} while (depth > 0 && t->now.kind != PG_END && t->now.kind != PG_BROKEN);
}

bool teller_find(struct teller *t, const char *word)
{
	while (!teller_over(t) && !pg_is_word(&t->now, word)) {
		if (pg_is_mark(&t->now, '('))
			teller_skip_parentheses(t);
		else
			teller_next(t);
	}
	return teller_take(t, word);
}
