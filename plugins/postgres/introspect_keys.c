/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Introspect: rows of constraints and indexes. Columns come as numbers and are found among
 * the fields of their table. What the model can't hold (exclusions, keys over periods) is
 * kept as a passive attribute of the table, `constraint:<name>`, with the server's
 * definition, so that a table that is dropped can be made again.
 */
#include "plugins/postgres/introspect.h"

/* Append the names of the columns with the numbers in `numbers`; -1 when one is unknown. */
static int add_columns(struct reading *reading, const struct relation *table,
		       const char *numbers, const char ***list, uint32_t *n,
		       struct ddlect_err *err)
{
	int64_t number;
	while (next_number(&numbers, &number)) {
		struct field *field = reading_field(reading, table, number);
		if (!field)
			return ddlect_error(err,
					    "reading table %s: a key has a column with "
					    "number %lld, and the table has none; run it "
					    "again",
					    table->table->name, (long long)number);
		if (ddlect_host->string_add(reading->out, list, n, field->column->name) <
		    0)
			return ddlect_no_memory(err);
	}
	return 0;
}

static int comment_goes_to(struct reading *reading, const struct row *row,
			   const char **place, struct ddlect_err *err)
{
	if (objects_set(&reading->objects, OF_CONSTRAINT, (uint32_t)row_int(row, 0),
			place) < 0)
		return ddlect_no_memory(err);
	return 0;
}

static int key_row(struct reading *reading, const struct relation *relation,
		   const struct row *row, struct ddlect_err *err)
{
	struct ddlect_table *table = relation->table;
	bool primary = row_char(row, 3) == 'p';
	struct ddlect_key *key =
		primary ? ddlect_host->key_new(reading->out, row_text(row, 2))
			: ddlect_host->unique_add(reading->out, table, row_text(row, 2));
	if (!key || objects_set(&reading->objects, OF_KEY_INDEX,
				(uint32_t)row_int(row, 8), key) < 0)
		return ddlect_no_memory(err);
	if (primary)
		table->primary = key;
	key->flags = (row_bool(row, 4) ? DDLECT_KEY_DEFERRABLE : 0) |
		     (row_bool(row, 5) ? DDLECT_KEY_INITIALLY_DEFERRED : 0);
	if (add_columns(reading, relation, row_text(row, 13), &key->columns,
			&key->n_columns, err) < 0)
		return -1;
	return comment_goes_to(reading, row, &key->comment, err);
}

static uint8_t action(char letter)
{
	switch (letter) {
	case 'r':
		return DDLECT_ACTION_RESTRICT;
	case 'c':
		return DDLECT_ACTION_CASCADE;
	case 'n':
		return DDLECT_ACTION_SET_NULL;
	case 'd':
		return DDLECT_ACTION_SET_DEFAULT;
	default:
		return DDLECT_ACTION_NONE;
	}
}

/* The columns that ON DELETE SET … sets, when they aren't all. */
static int set_columns(struct reading *reading, const struct relation *relation,
		       const struct row *row, struct ddlect_fk *fk,
		       struct ddlect_err *err)
{
	const char **names = NULL;
	uint32_t n = 0;
	if (row_null(row, 15))
		return 0;
	if (add_columns(reading, relation, row_text(row, 15), &names, &n, err) < 0)
		return -1;
	struct ddlect_buf *buf = ddlect_host->buf_new();
	if (!buf)
		return ddlect_no_memory(err);
	ddlect_idents(buf, names, n);
	const char *text = ddlect_host->buf_text(buf);
	fk->set_columns = text ? ddlect_text(reading->out, text) : NULL;
	ddlect_host->buf_free(buf);
	return fk->set_columns ? 0 : ddlect_no_memory(err);
}

/* Where a foreign key points to. Of a table that wasn't read the server knows the names. */
static int fk_target(struct reading *reading, const struct row *row, struct ddlect_fk *fk,
		     struct ddlect_err *err)
{
	struct relation *target =
		objects_get(&reading->objects, OF_TABLE, (uint32_t)row_int(row, 9));
	uint32_t n = 0;
	if (target) {
		fk->ref_schema = target->table->schema;
		fk->ref_table = target->table->name;
		return add_columns(reading, target, row_text(row, 14), &fk->ref_columns,
				   &n, err);
	}
	struct want want = {.oid = (uint32_t)row_int(row, 0)};
	fk->ref_table = "";
	if (objects_set(&reading->objects, OF_FK, want.oid, fk) < 0)
		return ddlect_no_memory(err);
	return wants_add(&reading->outside, &want, err);
}

static int fk_row(struct reading *reading, const struct relation *relation,
		  const struct row *row, struct ddlect_err *err)
{
	struct ddlect_fk *fk =
		ddlect_host->fk_add(reading->out, relation->table, row_text(row, 2));
	if (!fk)
		return ddlect_no_memory(err);
	fk->flags = (row_bool(row, 4) ? DDLECT_FK_DEFERRABLE : 0) |
		    (row_bool(row, 5) ? DDLECT_FK_INITIALLY_DEFERRED : 0) |
		    (row_bool(row, 6) ? 0 : DDLECT_FK_NOT_VALID) |
		    (row_char(row, 12) == 'f' ? DDLECT_FK_MATCH_FULL : 0);
	fk->on_update = action(row_char(row, 10));
	fk->on_delete = action(row_char(row, 11));
	if (add_columns(reading, relation, row_text(row, 13), &fk->columns,
			&fk->n_columns, err) < 0 ||
	    set_columns(reading, relation, row, fk, err) < 0 ||
	    fk_target(reading, row, fk, err) < 0)
		return -1;
	return comment_goes_to(reading, row, &fk->comment, err);
}

static int check_row(struct reading *reading, const struct relation *relation,
		     const struct row *row, struct ddlect_err *err)
{
	const char *expr = bare_expr(reading->out, row_text(row, 16));
	struct ddlect_check *check =
		expr ? ddlect_host->check_add(reading->out, relation->table,
					      row_text(row, 2), expr)
		     : NULL;
	if (!check)
		return ddlect_no_memory(err);
	check->flags = (row_bool(row, 7) ? DDLECT_CHECK_NO_INHERIT : 0) |
		       (row_bool(row, 6) ? 0 : DDLECT_CHECK_NOT_VALID);
	return comment_goes_to(reading, row, &check->comment, err);
}

static int foreign_row(struct reading *reading, const struct relation *relation,
		       const struct row *row, struct ddlect_err *err)
{
	struct ddlect_table *table = relation->table;
	uint32_t index = row_char(row, 3) == 'f' ? 0 : (uint32_t)row_int(row, 8);
	char key[96];
	snprintf(key, sizeof(key), PG_ATTR_CONSTRAINT "%s", row_text(row, 2));
	if (ddlect_host->attr_set(reading->out, &table->attrs, &table->n_attrs, key,
				  row_text(row, 17), DDLECT_ATTR_PASSIVE) < 0 ||
	    (index && objects_set(&reading->objects, OF_HIDDEN_INDEX, index, table) < 0))
		return ddlect_no_memory(err);
	return 0;
}

int constraint_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	struct relation *relation = reading_relation(reading, (uint32_t)row_int(row, 1));
	if (!relation)
		return 0;
	if (!row_null(row, 17))
		return foreign_row(reading, relation, row, err);
	switch (row_char(row, 3)) {
	case 'p':
	case 'u':
		return key_row(reading, relation, row, err);
	case 'f':
		return fk_row(reading, relation, row, err);
	default:
		return check_row(reading, relation, row, err);
	}
}

int outside_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	struct ddlect_schema *out = reading->out;
	struct ddlect_fk *fk =
		objects_get(&reading->objects, OF_FK, (uint32_t)row_int(row, 0));
	if (!fk)
		return 0;
	if (fk != reading->fk) {
		const char *ns = reading_ns(reading, row_text(row, 1));
		reading->fk = fk;
		reading->n_ref_columns = 0;
		fk->ref_schema = ns ? ddlect_text(out, ns) : NULL;
		fk->ref_table = ddlect_text(out, row_text(row, 2));
		if ((ns && !fk->ref_schema) || !fk->ref_table)
			return ddlect_no_memory(err);
	}
	if (ddlect_host->string_add(out, &fk->ref_columns, &reading->n_ref_columns,
				    row_text(row, 3)) < 0)
		return ddlect_no_memory(err);
	return 0;
}

/* The vectors of an index, walked along with its columns. */
struct vectors {
	const char *keys;
	const char *opclasses;
	const char *collations;
	const char *options;
};

/* The next part of an index. Expressions come in the last trip. */
static int part_next(struct reading *reading, const struct relation *relation,
		     struct ddlect_index *index, struct vectors *at, bool *plain,
		     struct ddlect_err *err)
{
	int64_t key = 0;
	int64_t opclass = 0;
	int64_t collation = 0;
	int64_t option = 0;
	next_number(&at->keys, &key);
	next_number(&at->opclasses, &opclass);
	next_number(&at->collations, &collation);
	next_number(&at->options, &option);
	struct field *field = reading_field(reading, relation, key);
	struct ddlect_part *part = ddlect_host->part_add(
		reading->out, index, field ? field->column->name : NULL, NULL);
	if (!part)
		return ddlect_no_memory(err);
	*plain = *plain && field;
	part->opclass = objects_get(&reading->objects, OF_OPCLASS, (uint32_t)opclass);
	part->flags = (option & 1 ? DDLECT_PART_DESC : 0) |
		      (option & 2 ? DDLECT_PART_NULLS_FIRST : 0);
	return part_collation(reading, part, field, (uint32_t)collation, err);
}

static int optional_text(struct reading *reading, const struct row *row, int column,
			 const char **to, struct ddlect_err *err)
{
	if (row_null(row, column))
		return 0;
	*to = ddlect_text(reading->out, row_text(row, column));
	return *to ? 0 : ddlect_no_memory(err);
}

/* An index that stands by itself. */
static int lone_index(struct reading *reading, const struct relation *relation,
		      const struct row *row, struct ddlect_err *err)
{
	uint32_t oid = (uint32_t)row_int(row, 0);
	struct ddlect_index *index =
		ddlect_host->index_add(reading->out, relation->table, row_text(row, 2));
	if (!index || objects_set(&reading->objects, OF_INDEX, oid, index) < 0)
		return ddlect_no_memory(err);
	index->method =
		objects_get(&reading->objects, OF_METHOD, (uint32_t)row_int(row, 3));
	index->flags = (row_bool(row, 4) ? DDLECT_INDEX_UNIQUE : 0) |
		       (row_bool(row, 6) ? DDLECT_INDEX_NULLS_NOT_DISTINCT : 0);
	struct vectors at = {row_text(row, 8), row_text(row, 9), row_text(row, 10),
			     row_text(row, 11)};
	bool plain = !index->method || strcmp(index->method, "btree") == 0;
	for (int64_t i = row_int(row, 7); i > 0; i--)
		if (part_next(reading, relation, index, &at, &plain, err) < 0)
			return -1;
	if (!row_null(row, 12)) {
		index->predicate = bare_expr(reading->out, row_text(row, 12));
		if (!index->predicate)
			return ddlect_no_memory(err);
	}
	if (add_columns(reading, relation, at.keys, &index->include, &index->n_include,
			err) < 0 ||
	    optional_text(reading, row, 13, &index->options, err) < 0)
		return -1;
	return plain ? 0 : wants_add(&reading->parts, &(struct want){.oid = oid}, err);
}

/* The index behind a key knows what the key's constraint doesn't say. */
static int key_index(struct reading *reading, const struct relation *relation,
		     const struct row *row, struct ddlect_key *key,
		     struct ddlect_err *err)
{
	const char *at = row_text(row, 8);
	int64_t number;
	if (row_bool(row, 6))
		key->flags |= DDLECT_KEY_NULLS_NOT_DISTINCT;
	for (int64_t i = row_int(row, 7); i > 0; i--)
		next_number(&at, &number);
	return add_columns(reading, relation, at, &key->include, &key->n_include, err);
}

int index_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	struct relation *relation = reading_relation(reading, (uint32_t)row_int(row, 1));
	uint32_t oid = (uint32_t)row_int(row, 0);
	if (!relation || objects_get(&reading->objects, OF_HIDDEN_INDEX, oid))
		return 0;
	struct ddlect_key *key = objects_get(&reading->objects, OF_KEY_INDEX, oid);
	if (key)
		return key_index(reading, relation, row, key, err);
	if (row_bool(row, 5))
		return lone_index(reading, relation, row, err);
	char text[256];
	snprintf(text, sizeof(text),
		 "has an invalid index, %s, left by a CREATE INDEX CONCURRENTLY that "
		 "failed; it is taken for missing: DROP INDEX it first",
		 row_text(row, 2));
	reading_note(reading, relation->table, text);
	return 0;
}

int part_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	struct ddlect_index *index =
		objects_get(&reading->objects, OF_INDEX, (uint32_t)row_int(row, 0));
	int64_t number = row_int(row, 1);
	if (!index || number < 1 || number > index->n_parts)
		return 0;
	struct ddlect_part *part = index->parts[number - 1];
	if (!row_null(row, 2)) {
		part->expr = bare_expr(reading->out, row_text(row, 2));
		if (!part->expr)
			return ddlect_no_memory(err);
		if (!row_bool(row, 4))
			part->collation = NULL;
	}
	return optional_text(reading, row, 3, &part->opclass, err);
}
