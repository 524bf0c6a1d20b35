/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Split_psql: a backslash outside of quotes. No statement of SQL has one, so it is a
 * command of psql, and is called by its name. The server would only say "syntax error".
 */
#include <string.h>

#include "plugins/postgres/split.h"

#define ADVICE                                                                           \
	"it is a command of psql, which the database doesn't know; write what it does "  \
	"as "                                                                            \
	"SQL, or leave it out"

static const char *const commands[] = {
	"\\!",
	"\\.",
	"\\?",
	"\\;",
	"\\a",
	"\\bind",
	"\\bind_named",
	"\\c",
	"\\C",
	"\\cd",
	"\\close",
	"\\close_prepared",
	"\\connect",
	"\\conninfo",
	"\\copy",
	"\\copyright",
	"\\crosstabview",
	"\\d",
	"\\di",
	"\\dt",
	"\\dv",
	"\\df",
	"\\dn",
	"\\du",
	"\\e",
	"\\echo",
	"\\ef",
	"\\elif",
	"\\else",
	"\\encoding",
	"\\endif",
	"\\endpipeline",
	"\\errverbose",
	"\\ev",
	"\\f",
	"\\flush",
	"\\flushrequest",
	"\\g",
	"\\gdesc",
	"\\getenv",
	"\\getresults",
	"\\gexec",
	"\\gset",
	"\\gx",
	"\\h",
	"\\H",
	"\\help",
	"\\i",
	"\\if",
	"\\include",
	"\\include_relative",
	"\\ir",
	"\\l",
	"\\list",
	"\\lo_export",
	"\\lo_import",
	"\\lo_list",
	"\\lo_unlink",
	"\\o",
	"\\out",
	"\\p",
	"\\parse",
	"\\password",
	"\\print",
	"\\prompt",
	"\\pset",
	"\\q",
	"\\qecho",
	"\\quit",
	"\\r",
	"\\reset",
	"\\restrict",
	"\\s",
	"\\sendpipeline",
	"\\set",
	"\\setenv",
	"\\sf",
	"\\startpipeline",
	"\\sv",
	"\\syncpipeline",
	"\\t",
	"\\T",
	"\\timing",
	"\\unrestrict",
	"\\unset",
	"\\w",
	"\\warn",
	"\\watch",
	"\\write",
	"\\x",
	"\\z",
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

void pg_split_psql(const char *at, const char *end, struct ddlect_piece *piece)
{
	size_t length = 1;
	while (at + length < end && is_letter(at[length]))
		length++;
	if (length == 1 && at + length < end)
		length++;
	piece->kind = DDLECT_PIECE_REFUSED;
	piece->name = "a backslash outside of quotes";
	piece->advice = ADVICE;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strlen(commands[i]) == length && memcmp(commands[i], at, length) == 0)
			piece->name = commands[i];
}
