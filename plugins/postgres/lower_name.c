/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lower, names: those that PostgreSQL refuses, and those under which it would find something
 * of its own before what was declared. It looks into pg_catalog before any other schema,
 * unless a name says its schema.
 */
#include "plugins/postgres/lower.h"

static bool is_one_of(const char *words, const char *name)
{
	char word[PG_MAX_NAME + 3];
	int length = snprintf(word, sizeof(word), " %s ", name);
	return length > 0 && length < (int)sizeof(word) && strstr(words, word);
}

void pg_check_column_name(struct pg_lowering *lowering, const struct ddlect_table *table,
			  const struct ddlect_column *column)
{
	static const char *const system[] = {"cmax",	 "cmin", "ctid",
					     "tableoid", "xmax", "xmin"};
	if (!strchr("ctx", *column->name)) /* most */
		return;
	for (size_t i = 0; i < sizeof(system) / sizeof(*system); i++)
		if (strcmp(column->name, system[i]) == 0)
			pg_wrong(lowering, &column->pos,
				 "column %s.%s has the name of a column that PostgreSQL "
				 "gives each table: rename it",
				 table->name, column->name);
}

/* Types of any server in support. */
void pg_check_enum_name(struct pg_lowering *lowering, const struct ddlect_enum *e)
{
	static const char types[] =
		" aclitem any anyarray anycompatible anycompatiblearray"
		" anycompatiblemultirange anycompatiblenonarray anycompatiblerange"
		" anyelement anyenum anymultirange anynonarray anyrange bit bool box"
		" bpchar bytea char cid cidr circle cstring date datemultirange"
		" daterange event_trigger fdw_handler float4 float8 gtsvector"
		" index_am_handler inet int2 int2vector int4 int4multirange int4range"
		" int8 int8multirange int8range internal interval json jsonb jsonpath"
		" language_handler line lseg macaddr macaddr8 money name numeric"
		" nummultirange numrange oid oid8 oidvector path pg_lsn pg_snapshot"
		" point polygon record refcursor regclass regcollation regconfig"
		" regdatabase regdictionary regnamespace regoper regoperator regproc"
		" regprocedure regrole regtype table_am_handler text tid time timestamp"
		" timestamptz timetz trigger tsm_handler tsmultirange tsquery tsrange"
		" tstzmultirange tstzrange tsvector txid_snapshot unknown uuid varbit"
		" varchar void xid xid8 xml ";
	if (!e->schema && is_one_of(types, e->name))
		pg_wrong(lowering, &e->pos,
			 "enum %s has the name of a type of PostgreSQL's own, which a "
			 "column would get instead: rename it, or put it into a schema",
			 e->name);
}

void pg_check_schema_name(struct pg_lowering *lowering, const char *name,
			  const struct ddlect_pos *pos)
{
	if (strncmp(name, "pg_", 3) == 0)
		pg_wrong(lowering, pos,
			 "schema %s: PostgreSQL keeps names that begin with pg_ to "
			 "itself: rename it",
			 name);
}

/* The server chooses another name only when the first one is taken by then. */
const char *pg_sequence_name(struct pg_lowering *lowering,
			     const struct ddlect_table *table,
			     const struct ddlect_column *column)
{
	char name[PG_MAX_NAME + 1];
	int length = snprintf(name, sizeof(name), "%s_%s_seq", table->name, column->name);
	if (length < 0 || length >= (int)sizeof(name))
		return NULL;
	const char *copy = ddlect_text(lowering->out, name);
	if (!copy)
		lowering->no_memory = true;
	return copy;
}

void pg_check_sequence_name(struct pg_lowering *lowering,
			    const struct ddlect_table *table,
			    const struct ddlect_column *column)
{
	const char *name = pg_sequence_name(lowering, table, column);
	const struct ddlect_table *other =
		name ? ddlect_host->table_find(lowering->out, table->schema, name) : NULL;
	if (other)
		pg_wrong(lowering, &other->pos,
			 "table %s has the name of the sequence with which column %s.%s "
			 "counts up: rename one of them",
			 name, table->name, column->name);
}
