/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Effects, path: where names without a schema lead from a statement on. Only a schema that is
 * named outright is known; "$user", settings that are computed, and another role's own schema
 * are not.
 */
#include <string.h>

#include "plugins/postgres/teller.h"

static int say_path(const struct teller *t, uint32_t verb, const char *schema,
		    uint32_t flags)
{
	const struct ddlect_effect effect = {
		.verb = verb, .schema = schema, .flags = flags};
	return t->sink(t->context, &effect, t->err);
}

/* A string without escapes, as the name that it is. */
static bool take_string(struct teller *t, char *name)
{
	const struct pg_token token = t->now;
	if (token.kind != PG_STRING || *token.at != '\'' || token.length < 2 ||
	    token.length - 2 > PG_MAX_NAME ||
	    memchr(token.at + 1, '\'', token.length - 2))
		return false;
	memcpy(name, token.at + 1, token.length - 2);
	name[token.length - 2] = '\0';
	teller_next(t);
	return true;
}

/* The first one named is where things are created, if it is there; a sole one has to be. */
static int set_path(struct teller *t)
{
	char name[PG_NAME_SIZE];
	if (teller_take(t, "default"))
		return say_path(t, DDLECT_EFFECT_PATH_BACK, NULL, 0);
	bool known = (take_string(t, name) || teller_take_name(t, name)) &&
		     strcmp(name, "$user") != 0 && strncmp(name, "pg_", 3) != 0 && *name;
	return say_path(t, DDLECT_EFFECT_PATH, known ? name : NULL,
			known && !teller_over(t) ? DDLECT_EFFECT_PERHAPS : 0);
}

static int set_role(struct teller *t)
{
	bool back = teller_take(t, "none") || teller_take(t, "default");
	return say_path(t, back ? DDLECT_EFFECT_ROLE_BACK : DDLECT_EFFECT_ROLE, NULL, 0);
}

/* SET [SESSION | LOCAL] { search_path { TO | = } … | SCHEMA '…' | [SESSION] ROLE … } */
int teller_set(struct teller *t)
{
	if (teller_take_all(t, "session authorization"))
		return set_role(t);
	if (!teller_take(t, "session"))
		teller_take(t, "local");
	if (teller_take_all(t, "session authorization"))
		return set_role(t);
	if (teller_take(t, "schema"))
		return set_path(t);
	bool role = teller_take(t, "role");
	if (!role && !teller_take(t, "search_path"))
		return 0;
	if (!teller_take(t, "to"))
		teller_take_mark(t, "=");
	return role ? set_role(t) : set_path(t);
}

/* Of RESET ALL the role stays. */
int teller_reset(struct teller *t)
{
	if (teller_take(t, "search_path") || teller_take(t, "all"))
		return say_path(t, DDLECT_EFFECT_PATH_BACK, NULL, 0);
	if (teller_take(t, "role") || teller_take_all(t, "session authorization"))
		return say_path(t, DDLECT_EFFECT_ROLE_BACK, NULL, 0);
	return 0;
}

/* set_config('search_path', …): what it is set to isn't looked at. */
int teller_path_config(struct teller *t)
{
	char name[PG_NAME_SIZE];
	while (!teller_over(t)) {
		if (!teller_take(t, "set_config")) {
			teller_next(t);
			continue;
		}
		if (!teller_take_mark(t, "("))
			continue;
		if (!take_string(t, name) ||
		    ddlect_ascii_same(name, "search_path", SIZE_MAX))
			return say_path(t, DDLECT_EFFECT_PATH, NULL, 0);
		if (ddlect_ascii_same(name, "role", SIZE_MAX))
			return say_path(t, DDLECT_EFFECT_ROLE, NULL, 0);
	}
	return 0;
}
