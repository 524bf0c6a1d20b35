/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lower: from a declared schema to the one that PostgreSQL would hold. The copy's columns
 * get canonical types and defaults as the server prints them; lower_key.c does the rest of
 * a table. What is physical already passes through unchanged.
 */
#include <stdarg.h>

#include "plugins/postgres/lower.h"

#define MAX_WRONG 20u
#define MAX_COLUMNS 1600u

void pg_wrong(struct pg_lowering *lowering, const struct ddlect_pos *pos,
	      const char *format, ...)
{
	char text[1024];
	va_list ap;
	if (++lowering->n_wrong > MAX_WRONG)
		return;
	if (lowering->n_wrong > 1)
		ddlect_raw(lowering->wrong, "\n");
	ddlect_raw(lowering->wrong, ddlect_place(pos, text));
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	ddlect_raw(lowering->wrong, text);
}

/* The declared enum that a type's text names: `mood`, `other.mood`, each perhaps quoted. */
static const struct ddlect_enum *find_enum(const struct ddlect_schema *schema,
					   const struct ddlect_type *type, uint32_t *dims)
{
	const struct ddlect_enum *found =
		ddlect_host->enum_find(schema, type->schema, type->name);
	struct pg_token tokens[16];
	struct pg_scan scan;
	char names[2][256];
	*dims = 0;
	if (found)
		return found;
	int n = pg_lex_all(type->name, tokens, 16);
	if (n <= 0 || pg_type_scan(tokens, n, &scan, false) != n || scan.known ||
	    scan.args || (scan.n_name != 1 && scan.n_name != 3))
		return NULL;
	for (int i = 0; i < scan.n_name; i += 2)
		if (!pg_token_name(&scan.name[i], names[i / 2], sizeof(names[0])))
			return NULL;
	*dims = scan.dims;
	if (scan.n_name == 1)
		return ddlect_host->enum_find(schema, type->schema, names[0]);
	return type->schema ? NULL : ddlect_host->enum_find(schema, names[0], names[1]);
}

/* The native text with the schema that the author gave beside it. */
static const char *native_text(struct pg_lowering *lowering,
			       const struct ddlect_type *type)
{
	if (!type->schema)
		return type->name;
	struct ddlect_buf *buf = ddlect_host->buf_new();
	const char *text = NULL;
	if (buf) {
		pg_name_write(buf, type->schema);
		ddlect_raw(buf, ".");
		ddlect_raw(buf, type->name);
		text = ddlect_host->buf_text(buf);
		text = text ? ddlect_text(lowering->out, text) : NULL;
		ddlect_host->buf_free(buf);
	}
	if (!text)
		lowering->no_memory = true;
	return text;
}

/* Canonical, not interned; -1 when it is no type. */
static int read_type(struct pg_lowering *lowering, const struct ddlect_type *from,
		     struct ddlect_type *type, bool *serial, struct ddlect_err *err)
{
	*type = *from;
	*serial = false;
	if (from->kind == DDLECT_TYPE_NATIVE) {
		uint32_t dims = 0;
		const struct ddlect_enum *found = find_enum(lowering->out, from, &dims);
		if (found) {
			*type = (struct ddlect_type){.kind = DDLECT_TYPE_ENUM,
						     .schema = found->schema,
						     .name = found->name};
		} else {
			const char *text = native_text(lowering, from);
			if (!text ||
			    pg_type_parse(lowering->out, text, type, serial, err) < 0)
				return -1;
			dims = type->dims;
		}
		type->dims = dims + from->dims;
	}
	bool scaled = type->kind == DDLECT_TYPE_NUMERIC && type->precision >= 0;
	bool sized =
		type->kind == DDLECT_TYPE_VARCHAR || scaled ||
		(type->kind >= DDLECT_TYPE_TIMESTAMP &&
		 type->kind <= DDLECT_TYPE_INTERVAL && type->kind != DDLECT_TYPE_DATE);
	if (!sized || type->precision < 0)
		type->precision = -1;
	if (scaled && type->scale == -1)
		type->scale = 0;
	if (!scaled)
		type->scale = -1;
	return pg_type_check(type, err);
}

/* It may be a domain of the author's own, so it is no more than a note. */
static void hint(struct pg_lowering *lowering, const struct ddlect_table *table,
		 const struct ddlect_column *column, const struct ddlect_type *type)
{
	const char *instead =
		type->kind == DDLECT_TYPE_NATIVE ? pg_type_hint(type->name) : NULL;
	char place[DDLECT_PLACE];
	if (instead && column->pos.file)
		ddlect_note(
			lowering->out,
			"%scolumn %s.%s: PostgreSQL has no type %s of its own; if you "
			"have none by that name, write %s",
			ddlect_place(&column->pos, place), table->name, column->name,
			type->name, instead);
}

const struct ddlect_type *pg_lower_type(struct pg_lowering *lowering,
					const struct ddlect_table *table,
					const struct ddlect_column *column, bool *serial)
{
	struct ddlect_type type;
	struct ddlect_err err;
	uint32_t slot = (uint32_t)((uintptr_t)column->type >> 4) % PG_LOWER_CACHE;
	if (lowering->cache[slot].from == column->type) {
		*serial = lowering->cache[slot].serial;
		return lowering->cache[slot].to;
	}
	if (read_type(lowering, column->type, &type, serial, &err) < 0) {
		if (!lowering->no_memory)
			pg_wrong(lowering, &column->pos, "column %s.%s: %s", table->name,
				 column->name, err.text);
		return NULL;
	}
	hint(lowering, table, column, &type);
	const struct ddlect_type *to = ddlect_host->type_get(lowering->out, &type);
	if (!to)
		lowering->no_memory = true;
	lowering->cache[slot].from = column->type;
	lowering->cache[slot].to = to;
	lowering->cache[slot].serial = *serial;
	return to;
}

static void check_identity(struct pg_lowering *lowering, const struct ddlect_table *table,
			   const struct ddlect_column *column)
{
	uint32_t kind = column->type->kind;
	bool counts = column->type->dims == 0 &&
		      (kind == DDLECT_TYPE_SMALLINT || kind == DDLECT_TYPE_INT ||
		       kind == DDLECT_TYPE_BIGINT);
	if (!counts)
		pg_wrong(lowering, &column->pos,
			 "column %s.%s counts up, but isn't smallint, int or bigint: "
			 "change its type, or drop the increment",
			 table->name, column->name);
	if (column->default_kind != DDLECT_DEFAULT_NONE)
		pg_wrong(lowering, &column->pos,
			 "column %s.%s counts up and has a default: keep one of them",
			 table->name, column->name);
}

static void lower_generated(struct pg_lowering *lowering,
			    const struct ddlect_table *table,
			    struct ddlect_column *column)
{
	const char *wrong = pg_expr_wrong(column->generated);
	if (wrong) {
		pg_wrong(lowering, &column->pos, "column %s.%s: its expression %s",
			 table->name, column->name, wrong);
		return;
	}
	column->generated = pg_expr_trim(lowering, column->generated);
	if (column->generated_kind == DDLECT_GENERATED_NONE)
		column->generated_kind = DDLECT_GENERATED_STORED;
	if (column->default_kind != DDLECT_DEFAULT_NONE ||
	    column->identity != DDLECT_IDENTITY_NONE)
		pg_wrong(lowering, &column->pos,
			 "column %s.%s is generated, so it can't have a default or count "
			 "up: drop one of them",
			 table->name, column->name);
}

static void lower_column(struct pg_lowering *lowering, const struct ddlect_table *table,
			 struct ddlect_column *column)
{
	bool serial = false;
	const struct ddlect_type *type = pg_lower_type(lowering, table, column, &serial);
	pg_check_column_name(lowering, table, column);
	if (!type)
		return;
	column->type = type;
	if (serial && column->identity == DDLECT_IDENTITY_NONE)
		column->identity = DDLECT_IDENTITY_SEQUENCE;
	if (column->default_kind == DDLECT_DEFAULT_NONE)
		column->default_text = NULL;
	else
		pg_lower_default(lowering, table, column);
	if (column->identity != DDLECT_IDENTITY_NONE) {
		check_identity(lowering, table, column);
		pg_check_sequence_name(lowering, table, column);
		column->not_null = 1;
	}
	if (column->generated)
		lower_generated(lowering, table, column);
	if (column->collation)
		pg_lower_collation(lowering, table, &column->pos, &column->collation);
	if (column->identity_options)
		pg_lower_sequence(lowering, table, column);
	if (column->comment && !*column->comment)
		column->comment = NULL;
}

/* Attributes of other dialects mean nothing here. */
static void keep_known_attrs(const struct pg_lowering *lowering,
			     struct ddlect_attr **attrs, uint32_t *n, uint32_t on)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < *n; i++) {
		bool known = attrs[i]->flags & DDLECT_ATTR_PASSIVE;
		const struct ddlect_attr_info *info = lowering->self->attrs;
		for (; !known && info && info->key; info++)
			known = (info->on & on) && strcmp(info->key, attrs[i]->key) == 0;
		if (known)
			attrs[kept++] = attrs[i];
	}
	*n = kept;
}

static void lower_table(struct pg_lowering *lowering, struct ddlect_table *table)
{
	if (table->n_columns > MAX_COLUMNS)
		pg_wrong(lowering, &table->pos,
			 "table %s has %u columns, PostgreSQL takes %u: split it",
			 table->name, table->n_columns, MAX_COLUMNS);
	keep_known_attrs(lowering, table->attrs, &table->n_attrs, DDLECT_ON_TABLE);
	for (uint32_t i = 0; i < table->n_columns; i++) {
		struct ddlect_column *column = table->columns[i];
		keep_known_attrs(lowering, column->attrs, &column->n_attrs,
				 DDLECT_ON_COLUMN);
		lower_column(lowering, table, column);
	}
	for (uint32_t i = 0; table->primary && i < table->primary->n_columns; i++) {
		struct ddlect_column *column =
			ddlect_column_find(table, table->primary->columns[i]);
		if (column)
			column->not_null = 1;
	}
	if (table->comment && !*table->comment)
		table->comment = NULL;
	pg_lower_indexes(lowering, table);
	pg_lower_checks(lowering, table);
}

static void check_enum(struct pg_lowering *lowering, struct ddlect_enum *e)
{
	pg_check_enum_name(lowering, e);
	for (uint32_t i = 0; i < e->n_values; i++)
		if (strlen(e->values[i]) > PG_MAX_NAME)
			pg_wrong(lowering, &e->pos,
				 "enum %s: the value '%s' is longer than %u bytes: "
				 "shorten "
				 "it",
				 e->name, e->values[i], PG_MAX_NAME);
	if (ddlect_host->table_find(lowering->out, e->schema, e->name))
		pg_wrong(lowering, &e->pos,
			 "enum %s has the name of a table, which is a type too: rename "
			 "one "
			 "of them",
			 e->name);
	if (e->comment && !*e->comment)
		e->comment = NULL;
}

static void need_namespace(struct pg_lowering *lowering, const char *name,
			   const struct ddlect_pos *pos)
{
	struct ddlect_schema *out = lowering->out;
	if (name)
		pg_check_schema_name(lowering, name, pos);
	for (uint32_t i = 0; name && i < out->n_namespaces; i++)
		if (strcmp(out->namespaces[i]->name, name) == 0)
			return;
	if (name && !ddlect_host->namespace_add(out, name))
		lowering->no_memory = true;
}

static void lower_all(struct pg_lowering *lowering)
{
	struct ddlect_schema *out = lowering->out;
	for (uint32_t i = 0; i < out->n_enums; i++) {
		need_namespace(lowering, out->enums[i]->schema, &out->enums[i]->pos);
		check_enum(lowering, out->enums[i]);
	}
	for (uint32_t i = 0; i < out->n_tables; i++) {
		need_namespace(lowering, out->tables[i]->schema, &out->tables[i]->pos);
		lower_table(lowering, out->tables[i]);
	}
	if (lowering->no_memory)
		return;
	pg_lower_given_names(lowering);
	for (uint32_t i = 0; i < out->n_tables; i++)
		pg_lower_names(lowering, out->tables[i]);
	pg_check_names(lowering);
}

int pg_lower(const struct ddlect_dialect *self, const struct ddlect_schema *declared,
	     struct ddlect_schema *out, struct ddlect_err *err)
{
	struct pg_lowering lowering = {.self = self, .out = out};
	if (ddlect_host->schema_copy(out, declared) < 0)
		return ddlect_no_memory(err);
	lowering.wrong = ddlect_host->buf_new();
	if (!lowering.wrong)
		return ddlect_no_memory(err);
	lower_all(&lowering);
	if (lowering.n_wrong > MAX_WRONG) {
		char text[48];
		snprintf(text, sizeof(text), "\nand %u more",
			 lowering.n_wrong - MAX_WRONG);
		ddlect_raw(lowering.wrong, text);
	}
	const char *wrong = ddlect_host->buf_text(lowering.wrong);
	int result = 0;
	if (lowering.no_memory || !wrong)
		result = ddlect_no_memory(err);
	else if (lowering.n_wrong > 0)
		result = ddlect_error(err, "%s", wrong);
	ddlect_host->buf_free(lowering.wrong);
	return result;
}
