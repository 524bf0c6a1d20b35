/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A dialect of a database that speaks PostgreSQL, with one thing of its own: a table may
 * say where its rows live, `Table t [locality: 'regional']`. Everything else comes from
 * the base, also reading a live database.
 *
 *	1. Copy this folder; rename the file and every "example" to your dialect's name.
 *	2. Say in lower() what an attribute's canonical form is, in render() what SQL its
 *	   change is, in introspect() how to read it back.
 *	3. make && make check
 */
#include <ddlect/host.h>

#define LOCALITY "locality"

const struct ddlect_host *ddlect_host;

/* The base, with all its slots: what this dialect overrides, it calls there. */
static const struct ddlect_dialect *base;

static int bind(const struct ddlect_dialect *bound, struct ddlect_err *err)
{
	(void)err;
	base = bound;
	return 0;
}

/* Attributes are compared as text, so there is one way to write each: upper case here. */
static int lower_locality(struct ddlect_schema *schema, struct ddlect_table *table,
			  struct ddlect_err *err)
{
	const char *said = ddlect_attr_get(table->attrs, table->n_attrs, LOCALITY);
	if (!said)
		return 0;
	char *value = ddlect_text(schema, said);
	if (!value)
		return ddlect_no_memory(err);
	for (char *at = value; *at; at++)
		*at = ddlect_ascii_upper(*at);
	if (strcmp(value, "REGIONAL") != 0 && strcmp(value, "GLOBAL") != 0)
		return ddlect_error(
			err,
			"table %s: locality is \"%s\"; it must be 'regional' or "
			"'global'",
			table->name, said);
	if (ddlect_host->attr_set(schema, &table->attrs, &table->n_attrs, LOCALITY, value,
				  0) < 0)
		return ddlect_no_memory(err);
	return 0;
}

static int lower(const struct ddlect_dialect *self, const struct ddlect_schema *declared,
		 struct ddlect_schema *out, struct ddlect_err *err)
{
	if (base->lower(self, declared, out, err) < 0)
		return -1;
	for (uint32_t i = 0; i < out->n_tables; i++)
		if (lower_locality(out, out->tables[i], err) < 0)
			return -1;
	return 0;
}

/* One change at a time; what isn't about a locality is the base's. */
static int render(const struct ddlect_dialect *self, const struct ddlect_plan *plan,
		  const struct ddlect_change *change, struct ddlect_script *out,
		  struct ddlect_err *err)
{
	const struct ddlect_attr *attr =
		change->to.attr ? change->to.attr : change->from.attr;
	if (change->what != DDLECT_ATTR || strcmp(attr->key, LOCALITY) != 0)
		return base->render(self, plan, change, out, err);
	if (change->verb == DDLECT_DROP)
		return ddlect_error(err,
				    "table %s: a locality can't be taken away; declare "
				    "'global' instead",
				    change->table_name);
	struct ddlect_buf *sql = ddlect_statement(out);
	ddlect_raw(sql, "ALTER TABLE ");
	ddlect_qualified(sql, change->table_schema, change->table_name);
	ddlect_raw(sql, " SET (locality = ");
	ddlect_literal(sql, attr->value);
	ddlect_raw(sql, ")");
	ddlect_host->hazard(out, DDLECT_HAZARD_TABLE_REWRITE,
			    "the rows of the table move to other servers", NULL, NULL);
	return 0;
}

/* A row: schema (NULL: the default one), table, locality. */
static int locality_row(void *context, const char *const *values, uint32_t n,
			struct ddlect_err *err)
{
	struct ddlect_schema *schema = context;
	struct ddlect_table *table =
		n == 3 ? ddlect_host->table_find(schema, values[0], values[1]) : NULL;
	if (table && ddlect_host->attr_set(schema, &table->attrs, &table->n_attrs,
					   LOCALITY, values[2], 0) < 0)
		return ddlect_no_memory(err);
	return 0;
}

static int introspect(const struct ddlect_dialect *self, struct ddlect_session *session,
		      const struct ddlect_introspect_request *request,
		      struct ddlect_schema *out, struct ddlect_err *err)
{
	static const char query[] =
		"SELECT nullif(n.nspname, $1), c.relname, o.option_value"
		"  FROM pg_catalog.pg_class c"
		"  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace,"
		"       pg_catalog.pg_options_to_table(c.reloptions) o"
		" WHERE c.relkind = 'r' AND o.option_name = 'locality'"
		" ORDER BY 1, 2";
	const char *const params[] = {request->default_schema};
	if (base->introspect(self, session, request, out, err) < 0)
		return -1;
	return base->query(self, session, query, params, 1, locality_row, out, err);
}

static const char *const schemes[] = {"example", NULL};

/* A list that isn't empty replaces the base's. */
static const struct ddlect_attr_info attrs[] = {
	{.key = LOCALITY, .summary = "'regional' or 'global'", .on = DDLECT_ON_TABLE},
	{0},
};

static const struct ddlect_dialect dialect = {
	.magic = DDLECT_DIALECT_MAGIC,
	.size = sizeof(dialect),
	.abi_minor = DDLECT_ABI_MINOR,
	.needs_minor = 0,
	.name = "example",
	.version = "0.1.0",
	.base = "postgres",
	.summary = "a database that speaks PostgreSQL and knows where rows live",
	.schemes = schemes,
	.attrs = attrs,
	.lower = lower,
	.render = render,
	.bind = bind,
	.introspect = introspect,
};

const struct ddlect_dialect *ddlect_dialect_v1(const struct ddlect_host *host)
{
	ddlect_host = host;
	return &dialect;
}
