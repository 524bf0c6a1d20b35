/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The helper routine: one trigger function for a provider, which keeps the rows of a child
 * in step with a deleted row of its parent. It runs on the parent, once for each row, and
 * does nothing while another row of the parent has the same key: where the time column is in
 * a key that was declared without it, there may be one. The parent's key serves that search.
 *
 * Its arguments are the action, the child's schema (empty: the schema of the routine) and
 * table, how many pairs of columns follow, the pairs (the child's, the parent's), and for
 * `set null` the columns to set. Nothing in it depends on the caller's search_path, and
 * values keep their types, so that the child's index is used and chunks are left out.
 */
#include "plugins/timescale/timescale.h"

/* A chunk has a copy of its hypertable's triggers; the names TG_… are then the chunk's. */
const char ts_routine_body[] =
	"\n" TS_ROUTINE_MARK "keeps a child's rows in step with its parent's.\n"
	"DECLARE\n"
	"\tparent regclass := coalesce((SELECT i.inhparent FROM pg_inherits i\n"
	"\t\tWHERE i.inhrelid = TG_RELID), TG_RELID);\n"
	"\tplace text := TG_ARGV[1];\n"
	"\tpairs int := TG_ARGV[3]::int;\n"
	"\tsame text := '';\n"
	"\tmatch text := '';\n"
	"\tnone text := '';\n"
	"\tstays bool;\n"
	"BEGIN\n"
	"\tIF place = '' THEN\n"
	"\t\tSELECT n.nspname INTO STRICT place\n"
	"\t\tFROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid\n"
	"\t\tJOIN pg_namespace n ON n.oid = p.pronamespace\n"
	"\t\tWHERE t.tgrelid = TG_RELID AND t.tgname = TG_NAME;\n"
	"\tEND IF;\n"
	"\tFOR i IN 0 .. pairs - 1 LOOP\n"
	"\t\tsame := same || format(' AND other.%1$I = ($1).%1$I', TG_ARGV[5 + 2 * i]);\n"
	"\t\tmatch := match || format(' AND child.%I = ($1).%I',\n"
	"\t\t\tTG_ARGV[4 + 2 * i], TG_ARGV[5 + 2 * i]);\n"
	"\tEND LOOP;\n"
	"\tEXECUTE format('SELECT EXISTS (SELECT FROM %s AS other WHERE true', parent)\n"
	"\t\t|| same || ')' INTO stays USING OLD;\n"
	"\tIF stays THEN\n"
	"\t\tRETURN NULL;\n"
	"\tEND IF;\n"
	"\tFOR i IN 4 + 2 * pairs .. TG_NARGS - 1 LOOP\n"
	"\t\tnone := none || format(', %I = NULL', TG_ARGV[i]);\n"
	"\tEND LOOP;\n"
	"\tIF TG_ARGV[0] = 'cascade' THEN\n"
	"\t\tEXECUTE format('DELETE FROM %I.%I AS child WHERE true', place, TG_ARGV[2])\n"
	"\t\t\t|| match USING OLD;\n"
	"\tELSE\n"
	"\t\tEXECUTE format('UPDATE %I.%I AS child SET ', place, TG_ARGV[2])\n"
	"\t\t\t|| substr(none, 3) || ' WHERE true' || match USING OLD;\n"
	"\tEND IF;\n"
	"\tRETURN NULL;\n"
	"END\n";

/* FNV-1a: the same on every machine. */
static uint32_t hash(const char *text)
{
	uint32_t value = 2166136261u;
	for (; *text; text++)
		value = (value ^ (unsigned char)*text) * 16777619u;
	return value;
}

/*
 * `ddlect_<provider>_cascade`. What isn't plain in the provider's name becomes `_`, and what
 * is too long is cut; a hash of the whole then keeps two providers apart.
 */
void ts_routine_name(const char *provider, char *out)
{
	enum {
		ROOM = TS_MAX_NAME - sizeof("ddlect__cascade") + 1 - sizeof("_01234567") +
		       1
	};
	char plain[ROOM + 1];
	size_t n = 0;
	bool exact = true;
	if (!provider || !*provider) {
		snprintf(out, TS_MAX_NAME + 1, "ddlect_cascade");
		return;
	}
	for (const char *at = provider; *at; at++) {
		bool fine = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') ||
			    *at == '_';
		exact = exact && fine && n < ROOM;
		if (n < ROOM)
			plain[n++] = (char)(fine ? *at : '_');
	}
	plain[n] = '\0';
	if (exact)
		snprintf(out, TS_MAX_NAME + 1, "ddlect_%s_cascade", plain);
	else
		snprintf(out, TS_MAX_NAME + 1, "ddlect_%s_%08x_cascade", plain,
			 (unsigned)hash(provider));
}

void ts_name_part(const char *name, const char *other, char *out)
{
	size_t room = TS_MAX_NAME - sizeof("_01234567") + 1;
	size_t n = strlen(name) < room ? strlen(name) : room;
	while (n < strlen(name) && n > 0 && ((unsigned char)name[n] & 0xc0) == 0x80)
		n--;
	snprintf(out, TS_MAX_NAME + 1, "%.*s_%08x", (int)n, name, (unsigned)hash(other));
}
