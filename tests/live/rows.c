/* SPDX-License-Identifier: Apache-2.0 */
/* Rows: see rows.h. A row that a key or a reference doesn't take is left out. */
#include "core/base/buf.h"
#include "core/model/schema.h"
#include "tests/live/rows.h"
#include "tests/unit/test.h"

static const char *const values[DDLECT_TYPE_COUNT] = {
	[DDLECT_TYPE_BOOL] = "true",
	[DDLECT_TYPE_SMALLINT] = "7",
	[DDLECT_TYPE_INT] = "7",
	[DDLECT_TYPE_BIGINT] = "7",
	[DDLECT_TYPE_FLOAT] = "1.5",
	[DDLECT_TYPE_UUID] = "6b8a4d1e-0000-4000-8000-000000000007",
	[DDLECT_TYPE_STRING] = "text",
	[DDLECT_TYPE_BYTES] = "\\x07",
	[DDLECT_TYPE_TIMESTAMP] = "2020-02-03 04:05:06",
	[DDLECT_TYPE_TIMESTAMPTZ] = "2020-02-03 04:05:06+00",
	[DDLECT_TYPE_DATE] = "2020-02-03",
	[DDLECT_TYPE_TIME] = "04:05:06",
	[DDLECT_TYPE_INTERVAL] = "1 day",
	[DDLECT_TYPE_NUMERIC] = "0",
	[DDLECT_TYPE_VARCHAR] = "v",
	[DDLECT_TYPE_JSON] = "{}",
	[DDLECT_TYPE_INET] = "10.0.0.1",
	[DDLECT_TYPE_CIDR] = "10.0.0.0/8",
	[DDLECT_TYPE_MACADDR] = "08:00:2b:01:02:03",
};

static const char *value_of(const struct ddlect_schema *schema,
			    const struct ddlect_column *column)
{
	const struct ddlect_type *type = column->type;
	if (type->dims > 0)
		return "{}";
	if (type->kind != DDLECT_TYPE_ENUM)
		return values[type->kind];
	return enum_find(schema, type->schema, type->name)->values[0];
}

static void write_table(struct ddlect_buf *sql, const struct ddlect_table *table)
{
	if (table->schema) {
		buf_ident(sql, table->schema);
		buf_text(sql, ".");
	}
	buf_ident(sql, table->name);
}

static void insert(struct live *live, const struct ddlect_schema *schema,
		   const struct ddlect_table *table, bool full)
{
	struct ddlect_buf names;
	struct ddlect_buf list;
	char message[512];
	buf_init(&names);
	buf_init(&list);
	for (uint32_t i = 0; i < table->n_columns; i++) {
		const struct ddlect_column *column = table->columns[i];
		if (column->generated || column->identity)
			continue;
		buf_text(&names, names.length ? ", " : "");
		buf_ident(&names, column->name);
		buf_text(&list, list.length ? ", " : "");
		if (full || column->not_null)
			buf_literal(&list, value_of(schema, column));
		else
			buf_text(&list, "NULL");
	}
	struct ddlect_buf sql;
	buf_init(&sql);
	buf_text(&sql, "INSERT INTO ");
	write_table(&sql, table);
	if (names.length)
		buf_printf(&sql, " (%s) VALUES (%s)", names.text, list.text);
	else
		buf_text(&sql, " DEFAULT VALUES");
	CHECK(!buf_broken(&sql));
	live_try(live, sql.text, message, sizeof(message));
	buf_clear(&sql);
	buf_clear(&names);
	buf_clear(&list);
}

void rows_insert(struct live *live, const struct ddlect_schema *schema)
{
	for (int full = 1; full >= 0; full--)
		for (uint32_t i = 0; i < schema->n_tables; i++)
			insert(live, schema, schema->tables[i], full);
}

void rows_delete(struct live *live, const struct ddlect_schema *schema)
{
	struct ddlect_buf sql;
	buf_init(&sql);
	for (uint32_t i = 0; i < schema->n_tables; i++) {
		buf_text(&sql, i > 0 ? ", " : "TRUNCATE ");
		write_table(&sql, schema->tables[i]);
	}
	if (sql.length)
		live_exec(live, sql.text);
	buf_clear(&sql);
}
