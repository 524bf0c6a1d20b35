/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DSN: see dsn.h. libpq does the parsing; what is here makes the text one that libpq takes
 * (its scheme, no `x-…` parameters of other tools) and says in words of our own why it
 * didn't, because libpq's words repeat pieces of the text.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/postgres/dsn.h"
#include "plugins/postgres/postgres.h"

#define SECRET "the DSN can't be parsed (its text isn't shown, it may hold a password): "

/* The URL after its `scheme://`; NULL when it isn't a URL. */
static const char *url_rest(const char *dsn)
{
	const char *at = dsn;
	if (!ddlect_ascii_letter(*at))
		return NULL;
	while (ddlect_ascii_letter(*at) || ddlect_ascii_digit(*at) || *at == '+' ||
	       *at == '-' || *at == '.')
		at++;
	return strncmp(at, "://", 3) == 0 ? at + 3 : NULL;
}

static bool is_keyword(const char *name, size_t length)
{
	PQconninfoOption *known = PQconndefaults();
	bool found = !known; /* no memory: don't blame the name */
	for (PQconninfoOption *o = known; o && o->keyword && !found; o++)
		found = strlen(o->keyword) == length &&
			strncmp(o->keyword, name, length) == 0;
	PQconninfoFree(known);
	return found || (length == 3 && strncmp(name, "ssl", 3) == 0); /* JDBC's */
}

bool dsn_next_parameter(const char **at, const char **start, size_t *length)
{
	if (!**at)
		return false;
	*start = *at;
	*length = strcspn(*at, "&");
	*at += *length + ((*at)[*length] == '&');
	return true;
}

/* `postgresql://` and the URL's rest, without the parameters whose names start with x-. */
static char *url_clean(const char *rest)
{
	static const char scheme[] = "postgresql://";
	char *url = malloc(sizeof(scheme) + strlen(rest));
	if (!url)
		return NULL;
	size_t path = strcspn(rest, "?");
	size_t n = sizeof(scheme) - 1;
	memcpy(url, scheme, n);
	memcpy(url + n, rest, path);
	n += path;
	const char *at = rest + path + (rest[path] == '?');
	const char *start;
	size_t length;
	char joint = '?';
	while (dsn_next_parameter(&at, &start, &length)) {
		if (strncmp(start, "x-", 2) == 0)
			continue;
		url[n++] = joint;
		joint = '&';
		memcpy(url + n, start, length);
		n += length;
	}
	url[n] = 0;
	return url;
}

/* An @ that isn't the one between user and host: libpq would take a password for a host. */
static bool url_misread(const char *rest)
{
	const char *at = strchr(rest, '@');
	return at && (strcspn(rest, "/?") < (size_t)(at - rest) || strchr(at + 1, '@'));
}

static bool url_bad_percent(const char *rest)
{
	for (const char *at = strchr(rest, '%'); at; at = strchr(at + 1, '%'))
		if (!ddlect_ascii_hex(at[1]) || !ddlect_ascii_hex(at[2]))
			return true;
	return false;
}

static bool url_strange_parameter(const char *rest)
{
	const char *at = rest + strcspn(rest, "?");
	const char *start;
	size_t length;
	at += *at == '?';
	while (dsn_next_parameter(&at, &start, &length)) {
		size_t name = strcspn(start, "=");
		if (name >= length || !is_keyword(start, name))
			return true;
	}
	return false;
}

/* Why libpq didn't take it, without any of its text. */
static const char *reason(const char *rest)
{
	if (!rest)
		return "it is neither a URL nor key=value pairs that libpq knows; a "
		       "value "
		       "with spaces stands in '…'";
	if (url_bad_percent(rest))
		return "a % in it isn't followed by two hexadecimal digits; the sign "
		       "itself is written %25";
	if (url_strange_parameter(rest))
		return "after the ? it has a parameter that libpq doesn't know; a "
		       "setting "
		       "of the server is written options=-csearch_path%3Dname, and a ? "
		       "or "
		       "& in a password %3F or %26";
	return "its host, port or database isn't well formed";
}

/* Ports that are not numbers are pieces of a password, more often than not. */
static bool ports_are_numbers(const char *ports)
{
	if (!ports)
		return true;
	while (*ports) {
		size_t digits = strspn(ports, "0123456789");
		if (digits > 5 || strtol(ports, NULL, 10) > 65535)
			return false;
		ports += digits;
		if (*ports && *ports++ != ',')
			return false;
	}
	return true;
}

PQconninfoOption *dsn_parse(const char *dsn, struct ddlect_err *err)
{
	const char *rest = url_rest(dsn);
	if (rest && url_misread(rest)) {
		ddlect_error(err, SECRET "an @, / or ? stands where none can; in a user "
					 "name or password they are written %%40, %%2F "
					 "and %%3F");
		return NULL;
	}
	char *clean = rest ? url_clean(rest) : NULL;
	if (rest && !clean) {
		ddlect_no_memory(err);
		return NULL;
	}
	char *why = NULL;
	PQconninfoOption *options = PQconninfoParse(clean ? clean : dsn, &why);
	if (!options && why)
		ddlect_error(err, SECRET "%s",
			     reason(clean ? clean + strlen("postgresql://") : NULL));
	else if (!options)
		ddlect_no_memory(err);
	PQfreemem(why);
	free(clean);
	if (options && !ports_are_numbers(dsn_value(options, "port"))) {
		PQconninfoFree(options);
		options = NULL;
		ddlect_error(err, SECRET "its port isn't a number from 1 to 65535");
	}
	return options;
}

const char *dsn_query(const char *dsn)
{
	const char *rest = url_rest(dsn);
	const char *query = rest ? strchr(rest, '?') : NULL;
	return query ? query + 1 : "";
}

const char *dsn_value(const PQconninfoOption *options, const char *keyword)
{
	for (; options && options->keyword; options++)
		if (strcmp(options->keyword, keyword) == 0)
			return options->val && *options->val ? options->val : NULL;
	return NULL;
}

static int hex_digit(char c)
{
	return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

char *dsn_path(const char *dsn)
{
	const char *at = url_rest(dsn);
	at = at ? at + strcspn(at, "/?#") : "";
	size_t length = *at == '/' ? strcspn(at, "?#") : 0;
	char *path = length > 0 ? malloc(length + 1) : NULL;
	if (!path)
		return NULL;
	size_t n = 0;
	for (size_t i = 0; i < length; i++) {
		bool coded = at[i] == '%' && ddlect_ascii_hex(at[i + 1]) &&
			     ddlect_ascii_hex(at[i + 2]);
		path[n++] =
			coded ? (char)(hex_digit(at[i + 1]) * 16 + hex_digit(at[i + 2]))
			      : at[i];
		i += coded ? 2 : 0;
	}
	path[n] = 0;
	return path;
}

void dsn_describe_values(const char *host, const char *port, const char *database,
			 const char *user, char *out, size_t size)
{
	snprintf(out, size, "host %s, port %s, database %s, user %s",
		 host ? host : "(local socket)", port ? port : "(default)",
		 database ? database : "(default)", user ? user : "(default)");
	for (char *at = out; size && *at; at++)
		if ((unsigned char)*at < ' ' || *at == 127)
			*at = '?';
}

void dsn_describe(const PQconninfoOption *options, char *out, size_t size)
{
	static const char *const keywords[] = {"host", "port", "dbname", "user"};
	PQconninfoOption *defaults = PQconndefaults();
	const char *values[4];
	for (int i = 0; i < 4; i++) {
		values[i] = dsn_value(options, keywords[i]);
		if (!values[i] && i == 0)
			values[i] = dsn_value(options, "hostaddr");
		if (!values[i])
			values[i] = dsn_value(defaults, keywords[i]);
	}
	dsn_describe_values(values[0], values[1], values[2] ? values[2] : values[3],
			    values[3], out, size);
	PQconninfoFree(defaults);
}

int pg_describe_dsn(const struct ddlect_dialect *self, const char *dsn, char *out,
		    uint64_t size)
{
	(void)self;
	struct ddlect_err ignored;
	PQconninfoOption *options = dsn_parse(dsn, &ignored);
	if (!options) {
		snprintf(out, size, "a DSN that can't be parsed");
		return -1;
	}
	dsn_describe(options, out, size);
	PQconninfoFree(options);
	return 0;
}
