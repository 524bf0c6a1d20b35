/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A dialect without a base: the three required slots, and nothing more. It writes tables
 * with their columns and primary keys, and refuses every other change with words, which
 * is a fine way to begin. Without open() and introspect() it can write initial
 * migrations, and no upgrades.
 */
#include <ddlect/host.h>

const struct ddlect_host *ddlect_host;

#define MAX_NAME 64u

/* The database's words for the neutral kinds that it has. */
static const char *const words[DDLECT_TYPE_COUNT] = {
	[DDLECT_TYPE_BOOL] = "boolean",	       [DDLECT_TYPE_SMALLINT] = "smallint",
	[DDLECT_TYPE_INT] = "integer",	       [DDLECT_TYPE_BIGINT] = "bigint",
	[DDLECT_TYPE_FLOAT] = "double",	       [DDLECT_TYPE_UUID] = "char(36)",
	[DDLECT_TYPE_STRING] = "text",	       [DDLECT_TYPE_BYTES] = "blob",
	[DDLECT_TYPE_DATE] = "date",	       [DDLECT_TYPE_TIME] = "time",
	[DDLECT_TYPE_TIMESTAMP] = "timestamp", [DDLECT_TYPE_JSON] = "text",
};

/* The type's name; NULL when this database has no such type. */
static const char *type_word(const struct ddlect_type *type)
{
	if (type->dims > 0 || type->kind >= DDLECT_TYPE_COUNT)
		return NULL;
	return type->kind == DDLECT_TYPE_NATIVE ? type->name : words[type->kind];
}

static int type_name(const struct ddlect_dialect *self, const struct ddlect_type *type,
		     char *out, uint64_t size)
{
	const char *word = type_word(type);
	(void)self;
	return snprintf(out, size, "%s", word ? word : "unknown") < 0 ? -1 : 0;
}

/* A native type is physical already, so lowering it again changes nothing. */
static int lower_column(struct ddlect_schema *out, const struct ddlect_table *table,
			struct ddlect_column *column, struct ddlect_err *err)
{
	const char *word = type_word(column->type);
	if (!word)
		return ddlect_error(err,
				    "table %s, column %s: this database has no such "
				    "type; declare a string",
				    table->name, column->name);
	const struct ddlect_type native = {
		.kind = DDLECT_TYPE_NATIVE, .precision = -1, .scale = -1, .name = word};
	column->type = ddlect_host->type_get(out, &native);
	return column->type ? 0 : ddlect_no_memory(err);
}

/* What create_table() has no words for; NULL when it can say it all. */
static const char *unsupported(const struct ddlect_table *table)
{
	for (uint32_t i = 0; i < table->n_columns; i++)
		if (table->columns[i]->default_kind || table->columns[i]->identity ||
		    table->columns[i]->generated)
			return "a default";
	return table->n_uniques	  ? "a unique constraint"
	       : table->n_indexes ? "an index"
	       : table->n_checks  ? "a check"
	       : table->n_fks	  ? "a foreign key"
				  : NULL;
}

/* Refuse here what can't be written: it's sooner than in render(). */
static int lower_table(struct ddlect_schema *out, struct ddlect_table *table,
		       struct ddlect_err *err)
{
	struct ddlect_key *primary = table->primary;
	const char *what = unsupported(table);
	if (what)
		return ddlect_error(err, "table %s: this dialect can't write %s",
				    table->name, what);
	for (uint32_t i = 0; i < table->n_columns; i++)
		if (lower_column(out, table, table->columns[i], err) < 0)
			return -1;
	if (primary && !primary->name)
		primary->name = ddlect_host->name_make(out, table, DDLECT_NAME_PRIMARY,
						       primary->columns,
						       primary->n_columns, MAX_NAME);
	return primary && !primary->name ? ddlect_no_memory(err) : 0;
}

static int lower(const struct ddlect_dialect *self, const struct ddlect_schema *declared,
		 struct ddlect_schema *out, struct ddlect_err *err)
{
	(void)self;
	if (ddlect_host->schema_copy(out, declared) < 0)
		return ddlect_no_memory(err);
	for (uint32_t i = 0; i < out->n_tables; i++)
		if (lower_table(out, out->tables[i], err) < 0)
			return -1;
	return 0;
}

static void create_table(const struct ddlect_change *change, struct ddlect_script *out)
{
	const struct ddlect_table *table = change->to.table;
	struct ddlect_buf *sql = ddlect_statement(out);
	ddlect_raw(sql, "CREATE TABLE ");
	ddlect_qualified(sql, change->table_schema, change->table_name);
	ddlect_raw(sql, " (");
	for (uint32_t i = 0; i < table->n_columns; i++) {
		const struct ddlect_column *column = table->columns[i];
		ddlect_raw(sql, i > 0 ? ",\n\t" : "\n\t");
		ddlect_ident(sql, column->name);
		ddlect_raw(sql, " ");
		ddlect_raw(sql, column->type->name);
		if (column->not_null)
			ddlect_raw(sql, " NOT NULL");
	}
	if (table->primary) {
		ddlect_raw(sql, ",\n\tCONSTRAINT ");
		ddlect_ident(sql, table->primary->name);
		ddlect_raw(sql, " PRIMARY KEY (");
		ddlect_idents(sql, table->primary->columns, table->primary->n_columns);
		ddlect_raw(sql, ")");
	}
	ddlect_raw(sql, "\n)");
}

static void drop_table(const struct ddlect_change *change, struct ddlect_script *out)
{
	struct ddlect_buf *sql = ddlect_statement(out);
	ddlect_raw(sql, "DROP TABLE ");
	ddlect_qualified(sql, change->table_schema, change->table_name);
	ddlect_host->hazard(out, DDLECT_HAZARD_DATA_LOSS,
			    "the table and its rows are gone", NULL, NULL);
}

static int render(const struct ddlect_dialect *self, const struct ddlect_plan *plan,
		  const struct ddlect_change *change, struct ddlect_script *out,
		  struct ddlect_err *err)
{
	(void)self, (void)plan;
	if (change->what != DDLECT_TABLE ||
	    (change->verb != DDLECT_ADD && change->verb != DDLECT_DROP))
		return ddlect_error(err, "%s: this dialect creates and drops tables only",
				    change->table_name ? change->table_name : "a schema");
	if (change->verb == DDLECT_ADD)
		create_table(change, out);
	else
		drop_table(change, out);
	return 0;
}

static const char *const schemes[] = {"minimal", NULL};

static const struct ddlect_dialect dialect = {
	.magic = DDLECT_DIALECT_MAGIC,
	.size = sizeof(dialect),
	.abi_minor = DDLECT_ABI_MINOR,
	.needs_minor = 0,
	.name = "minimal",
	.version = "0.1.0",
	.summary = "tables and primary keys, as a beginning",
	.schemes = schemes,
	.max_name = MAX_NAME,
	.lower = lower,
	.render = render,
	.type_name = type_name,
};

const struct ddlect_dialect *ddlect_dialect_v1(const struct ddlect_host *host)
{
	ddlect_host = host;
	return &dialect;
}
