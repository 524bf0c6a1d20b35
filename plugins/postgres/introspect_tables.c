/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Introspect: rows of schemas, enums, routines, tables, columns, defaults, sequences,
 * comments and dependents. Each function takes a row of the query of the same name in sql/; the numbers
 * are the columns of that query.
 */
#include "plugins/postgres/introspect.h"

int namespace_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	const char *name = row_text(row, 1);
	const char *ns = reading_ns(reading, name);
	if (!row_bool(row, 2))
		return ddlect_error(err,
				    "the user %s has no privilege to look into schema %s "
				    "of %s; everything in it would look missing: GRANT "
				    "USAGE ON SCHEMA to that user",
				    row_text(row, 3), name, reading->session->place);
	if (!ns)
		reading->default_found = true;
	else if (!ddlect_host->namespace_add(reading->out, ns))
		return ddlect_no_memory(err);
	return wants_add(&reading->schemas,
			 &(struct want){.oid = (uint32_t)row_int(row, 0)}, err);
}

int enum_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	struct ddlect_schema *out = reading->out;
	uint32_t oid = (uint32_t)row_int(row, 0);
	struct ddlect_enum *e = objects_get(&reading->objects, OF_ENUM, oid);
	if (!e) {
		e = ddlect_host->enum_add(out, reading_ns(reading, row_text(row, 2)),
					  row_text(row, 3));
		if (!e || objects_set(&reading->objects, OF_ENUM, oid, e) < 0 ||
		    objects_set(&reading->objects, OF_ENUM_ARRAY,
				(uint32_t)row_int(row, 1), e) < 0)
			return ddlect_no_memory(err);
	}
	if (!row_null(row, 4) &&
	    ddlect_host->string_add(out, &e->values, &e->n_values, row_text(row, 4)) < 0)
		return ddlect_no_memory(err);
	return 0;
}

int routine_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	if (!ddlect_host->routine_add(reading->out, reading_ns(reading, row_text(row, 0)),
				      row_text(row, 1), row_text(row, 2)))
		return ddlect_no_memory(err);
	return 0;
}

/* An attribute that is restored with the table, and otherwise not looked at. */
static int table_passive(struct reading *reading, struct ddlect_table *table,
			 const char *key, const char *value, struct ddlect_err *err)
{
	if (ddlect_host->attr_set(reading->out, &table->attrs, &table->n_attrs, key,
				  value, DDLECT_ATTR_PASSIVE) < 0)
		return ddlect_no_memory(err);
	return 0;
}

int table_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	struct ddlect_table *table = ddlect_host->table_add(
		reading->out, reading_ns(reading, row_text(row, 1)), row_text(row, 2));
	struct relation *relation = ddlect_alloc(reading->out, sizeof(*relation));
	uint32_t oid = (uint32_t)row_int(row, 0);
	if (!table || !relation ||
	    objects_set(&reading->objects, OF_TABLE, oid, relation) < 0)
		return ddlect_no_memory(err);
	*relation = (struct relation){.table = table, .oid = oid};
	if (row_char(row, 3) == 'u' &&
	    table_passive(reading, table, PG_ATTR_UNLOGGED, "", err) < 0)
		return -1;
	if (row_bool(row, 4))
		reading_note(reading, table,
			     "inherits from another table; it is read as one that "
			     "doesn't");
	if (!row_null(row, 5) && table_passive(reading, table, PG_ATTR_PARTITION_BY,
					       row_text(row, 5), err) < 0)
		return -1;
	if (row_null(row, 6))
		return 0;
	return table_passive(reading, table, PG_ATTR_WITH, row_text(row, 6), err);
}

static int field_add(struct reading *reading, struct relation *relation,
		     const struct field *field, struct ddlect_err *err)
{
	struct field *fields = list_room(reading->fields, reading->n_fields,
					 &reading->fields_room, sizeof(*fields));
	if (!fields)
		return ddlect_no_memory(err);
	reading->fields = fields;
	if (relation->n == 0)
		relation->first = reading->n_fields;
	fields[reading->n_fields++] = *field;
	relation->n++;
	return 0;
}

/* How the server fills in a column by itself. */
static void column_source(struct ddlect_column *column, char letter)
{
	column->identity = letter == 'a'   ? DDLECT_IDENTITY_ALWAYS
			   : letter == 'd' ? DDLECT_IDENTITY_BY_DEFAULT
					   : DDLECT_IDENTITY_NONE;
	column->generated_kind = letter == 's'	 ? DDLECT_GENERATED_STORED
				 : letter == 'v' ? DDLECT_GENERATED_VIRTUAL
						 : DDLECT_GENERATED_NONE;
}

int column_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	struct relation *relation = reading_relation(reading, (uint32_t)row_int(row, 0));
	if (!relation)
		return 0;
	struct ddlect_column *column = ddlect_host->column_add(
		reading->out, relation->table, row_text(row, 2), NULL);
	if (!column)
		return ddlect_no_memory(err);
	column->not_null = row_bool(row, 6);
	column_source(column, row_char(row, 7));
	struct field field = {column, (uint32_t)row_int(row, 8),
			      (int32_t)row_int(row, 1)};
	struct want type = {.oid = (uint32_t)row_int(row, 3),
			    .detail = row_null(row, 4) ? -1 : (int32_t)row_int(row, 4),
			    .dims = (uint32_t)row_int(row, 5),
			    .column = column};
	if (field_add(reading, relation, &field, err) < 0 ||
	    column_type(reading, &type, err) < 0)
		return -1;
	if (!row_null(row, 9) &&
	    ddlect_host->attr_set(reading->out, &column->attrs, &column->n_attrs,
				  PG_ATTR_SET, row_text(row, 9), DDLECT_ATTR_PASSIVE) < 0)
		return ddlect_no_memory(err);
	return column_collation(reading, &field, type.oid, err);
}

/* Does it start like the default of a serial column? */
static bool counts_up(const char *expr)
{
	static const char start[] = "nextval('";
	return strncmp(expr, start, sizeof(start) - 1) == 0;
}

int default_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	struct relation *relation = reading_relation(reading, (uint32_t)row_int(row, 0));
	struct field *field = reading_field(reading, relation, row_int(row, 1));
	const char *expr = row_text(row, 2);
	if (!field)
		return 0;
	struct ddlect_column *column = field->column;
	if (column->generated_kind != DDLECT_GENERATED_NONE) {
		column->generated = bare_expr(reading->out, expr);
		return column->generated ? 0 : ddlect_no_memory(err);
	}
	column->default_kind = DDLECT_DEFAULT_EXPR;
	column->default_text = ddlect_text(reading->out, expr);
	if (!column->default_text)
		return ddlect_no_memory(err);
	struct want serial = {.oid = relation->oid, .detail = field->number};
	return counts_up(expr) ? wants_add(&reading->serials, &serial, err) : 0;
}

static int64_t largest(const struct ddlect_column *column)
{
	switch (column->type ? column->type->kind : DDLECT_TYPE_BIGINT) {
	case DDLECT_TYPE_SMALLINT:
		return INT16_MAX;
	case DDLECT_TYPE_INT:
		return INT32_MAX;
	default:
		return INT64_MAX;
	}
}

static void write_option(struct ddlect_buf *out, const char *word, int64_t value,
			 int64_t usual)
{
	char number[48];
	if (value == usual)
		return;
	snprintf(number, sizeof(number), "%s %lld ", word, (long long)value);
	ddlect_raw(out, number);
}

/* A sequence's options where they aren't those that the server takes by itself. */
static int sequence_options(struct reading *reading, struct ddlect_column *column,
			    const struct row *row, struct ddlect_err *err)
{
	int64_t step = row_int(row, 3);
	int64_t low = row_int(row, 4);
	int64_t high = row_int(row, 5);
	int64_t most = largest(column);
	struct ddlect_buf *out = ddlect_host->buf_new();
	if (!out)
		return ddlect_no_memory(err);
	write_option(out, "START WITH", row_int(row, 2), step > 0 ? low : high);
	write_option(out, "INCREMENT BY", step, 1);
	write_option(out, "MINVALUE", low, step > 0 ? 1 : -most - 1);
	write_option(out, "MAXVALUE", high, step > 0 ? most : -1);
	write_option(out, "CACHE", row_int(row, 6), 1);
	if (row_bool(row, 7))
		ddlect_raw(out, "CYCLE ");
	const char *text = ddlect_host->buf_text(out);
	size_t length = text ? strlen(text) : 0;
	if (length > 0) /* without the last space */
		column->identity_options =
			ddlect_host->text(reading->out, text, length - 1);
	bool broken = !text || (length > 0 && !column->identity_options);
	ddlect_host->buf_free(out);
	return broken ? ddlect_no_memory(err) : 0;
}

/* Of identities.sql and of serials.sql: the last column is the default of a serial one. */
int sequence_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	struct field *field = reading_field(
		reading, reading_relation(reading, (uint32_t)row_int(row, 0)),
		row_int(row, 1));
	if (!field)
		return 0;
	struct ddlect_column *column = field->column;
	if (!row_null(row, 8)) {
		if (!column->default_text ||
		    strcmp(column->default_text, row_text(row, 8)) != 0)
			return 0;
		column->default_text = NULL;
		column->default_kind = DDLECT_DEFAULT_NONE;
		column->identity = DDLECT_IDENTITY_SEQUENCE;
	}
	return sequence_options(reading, column, row, err);
}

/* Where the comment goes on what the row names; NULL when that wasn't read. */
static const char **comment_place(struct reading *reading, const struct row *row)
{
	uint32_t oid = (uint32_t)row_int(row, 1);
	struct relation *relation = NULL;
	struct ddlect_index *index = NULL;
	struct ddlect_enum *e = NULL;
	switch (row_char(row, 0)) {
	case 'k':
		return objects_get(&reading->objects, OF_CONSTRAINT, oid);
	case 't':
		e = objects_get(&reading->objects, OF_ENUM, oid);
		return e ? &e->comment : NULL;
	default:
		relation = reading_relation(reading, oid);
		index = objects_get(&reading->objects, OF_INDEX, oid);
	}
	if (index)
		return &index->comment;
	if (relation && row_int(row, 2) == 0)
		return &relation->table->comment;
	struct field *field = reading_field(reading, relation, row_int(row, 2));
	return field ? &field->column->comment : NULL;
}

int comment_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	const char **place = comment_place(reading, row);
	if (!place)
		return 0;
	*place = ddlect_text(reading->out, row_text(row, 3));
	return *place ? 0 : ddlect_no_memory(err);
}

/* A parent that wasn't read doesn't go, so its order is nobody's concern. */
static int parent_row(struct reading *reading, struct ddlect_table *table,
		      const struct row *row, struct ddlect_err *err)
{
	uint32_t oid = (uint32_t)row_int(row, 2);
	const struct relation *parent = reading_relation(reading, oid);
	struct ddlect_buf *name = parent ? ddlect_host->buf_new() : NULL;
	const char *text = NULL;
	if (!parent)
		return 0;
	if (name) {
		ddlect_raw(name, parent->table->name);
		ddlect_raw(name, parent->table->schema ? "\n" : "");
		ddlect_raw(name, parent->table->schema ? parent->table->schema : "");
		text = ddlect_host->buf_text(name);
	}
	int status =
		text ? ddlect_host->attr_set(reading->out, &table->attrs, &table->n_attrs,
					     row_text(row, 1), text,
					     DDLECT_ATTR_PASSIVE | DDLECT_ATTR_RESTS_ON)
		     : -1;
	ddlect_host->buf_free(name);
	return status < 0 ? ddlect_no_memory(err) : 0;
}

int kept_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	struct relation *relation = reading_relation(reading, (uint32_t)row_int(row, 0));
	const char *key = row_text(row, 1);
	if (!relation)
		return 0;
	if (strncmp(key, PG_ATTR_PARENT, strlen(PG_ATTR_PARENT)) == 0)
		return parent_row(reading, relation->table, row, err);
	return table_passive(reading, relation->table, key, row_text(row, 2), err);
}

int dependents_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	struct relation *relation = reading_relation(reading, (uint32_t)row_int(row, 0));
	struct field *field = reading_field(reading, relation, row_int(row, 1));
	const char *key = row_char(row, 2) == 'r'   ? PG_ATTR_REFERENCES
			  : row_char(row, 2) == 'y' ? PG_ATTR_ROW_USERS
			  : row_char(row, 2) == 't' ? PG_ATTR_TYPE_USERS
						    : PG_ATTR_DEPENDENTS;
	if (!relation)
		return 0;
	if (row_int(row, 1) == 0)
		return table_passive(reading, relation->table, key, row_text(row, 3),
				     err);
	if (field && ddlect_host->attr_set(reading->out, &field->column->attrs,
					   &field->column->n_attrs, key, row_text(row, 3),
					   DDLECT_ATTR_PASSIVE) < 0)
		return ddlect_no_memory(err);
	return 0;
}
