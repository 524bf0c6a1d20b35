/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random mutations: what happens to a schema between two releases. Each keeps the schema
 * one that a server takes: what uses a column that goes, goes with it.
 */
#include "core/base/buf.h"
#include "core/model/refer.h"
#include "core/model/same.h"
#include "core/model/schema.h"
#include "tests/lib/random_mutate.h"
#include "tests/unit/test.h"

struct ddlect_table *random_any_table(struct random *r)
{
	uint32_t n = r->schema->n_tables;
	return n ? r->schema->tables[random_below(r, n)] : NULL;
}

struct ddlect_column *random_any_column(struct random *r,
					const struct ddlect_table *table)
{
	return table && table->n_columns
		       ? table->columns[random_below(r, table->n_columns)]
		       : NULL;
}

/* Take the `i`-th pointer out of a list. */
void random_take_out(void *list, uint32_t *n, uint32_t i)
{
	void **items = list;
	memmove(items + i, items + i + 1, (*n - i - 1) * sizeof(*items));
	(*n)--;
}

static bool refers_to(const struct ddlect_fk *fk, const struct ddlect_table *table)
{
	return same_name(fk->ref_schema, fk->ref_table, table->schema, table->name);
}

static bool index_uses(const struct ddlect_index *index, const char *name)
{
	for (uint32_t i = 0; i < index->n_parts; i++)
		if (same_text(index->parts[i]->column, name) ||
		    expr_mentions(index->parts[i]->expr, name))
			return true;
	return names_have(index->include, index->n_include, name) ||
	       expr_mentions(index->predicate, name);
}

static bool key_uses(const struct ddlect_key *key, const char *name)
{
	return names_have(key->columns, key->n_columns, name) ||
	       names_have(key->include, key->n_include, name);
}

static bool in_expressions(const struct ddlect_table *table, const char *name)
{
	for (uint32_t i = 0; i < table->n_columns; i++)
		if (expr_mentions(table->columns[i]->generated, name))
			return true;
	for (uint32_t i = 0; i < table->n_checks; i++)
		if (expr_mentions(table->checks[i]->expr, name))
			return true;
	for (uint32_t i = 0; i < table->n_indexes; i++) {
		const struct ddlect_index *index = table->indexes[i];
		for (uint32_t j = 0; j < index->n_parts; j++)
			if (expr_mentions(index->parts[j]->expr, name))
				return true;
		if (expr_mentions(index->predicate, name))
			return true;
	}
	return false;
}

/* References that nothing carries any more. */
void random_drop_loose_fks(struct random *r)
{
	for (uint32_t t = 0; t < r->schema->n_tables; t++) {
		struct ddlect_table *table = r->schema->tables[t];
		for (uint32_t i = table->n_fks; i-- > 0;) {
			const struct ddlect_fk *fk = table->fks[i];
			const struct ddlect_table *target =
				table_find(r->schema, fk->ref_schema, fk->ref_table);
			bool listed = false;
			for (uint32_t j = 0; j < r->schema->n_tables; j++)
				listed = listed || r->schema->tables[j] == target;
			if (!listed || !fk_fits_table(fk, target))
				random_take_out(table->fks, &table->n_fks, i);
		}
	}
}

void random_drop_expressions(struct ddlect_table *table, const char *name)
{
	for (uint32_t i = table->n_checks; i-- > 0;)
		if (expr_mentions(table->checks[i]->expr, name))
			random_take_out(table->checks, &table->n_checks, i);
	for (uint32_t i = table->n_indexes; i-- > 0;)
		if (index_uses(table->indexes[i], name))
			random_take_out(table->indexes, &table->n_indexes, i);
}

void random_drop_column(struct random *r, struct ddlect_table *table, const char *name)
{
	random_drop_expressions(table, name);
	for (uint32_t i = table->n_uniques; i-- > 0;)
		if (key_uses(table->uniques[i], name))
			random_take_out(table->uniques, &table->n_uniques, i);
	if (table->primary && key_uses(table->primary, name))
		table->primary = NULL;
	for (uint32_t i = table->n_fks; i-- > 0;)
		if (names_have(table->fks[i]->columns, table->fks[i]->n_columns, name))
			random_take_out(table->fks, &table->n_fks, i);
	for (uint32_t i = table->n_columns; i-- > 0;)
		if (strcmp(table->columns[i]->name, name) == 0)
			random_take_out(table->columns, &table->n_columns, i);
	for (uint32_t i = table->n_columns; i-- > 0;)
		if (expr_mentions(table->columns[i]->generated, name))
			random_drop_column(r, table, table->columns[i]->name);
	random_drop_loose_fks(r);
}

static void add_table(struct random *r)
{
	struct ddlect_table *table = random_table(r);
	random_fk(r, table);
	random_fk(r, random_any_table(r));
}

static void drop_table(struct random *r)
{
	uint32_t n = r->schema->n_tables;
	if (n > 1)
		random_take_out(r->schema->tables, &r->schema->n_tables,
				random_below(r, n));
	random_drop_loose_fks(r);
}

/* Some table's namespace, which may be the same. */
static const char *other_namespace(struct random *r, const struct ddlect_table *table)
{
	bool moves = r->features & RANDOM_MOVES && random_below(r, 2);
	return moves ? random_any_table(r)->schema : table->schema;
}

static const char *former_place(struct random *r, const struct ddlect_table *table)
{
	const char *text = arena_printf(schema_arena(r->schema), "%s.%s",
					table->schema ? table->schema : "", table->name);
	CHECK(text);
	return text;
}

/* The table under a new name; the map of names gets it as a new table, which replaces it. */
static void rename_table(struct random *r)
{
	struct ddlect_table *table = random_any_table(r);
	if (!table || table->renamed_from)
		return;
	uint32_t last = r->schema->n_tables;
	const char *space = other_namespace(r, table);
	struct ddlect_table *new = table_add(r->schema, space, random_name(r, "renamed"));
	CHECK(new);
	const char *name = new->name;
	const char *schema = new->schema;
	*new = *table;
	new->name = name;
	new->schema = schema;
	new->renamed_from =
		same_text(schema, table->schema) ? table->name : former_place(r, table);
	for (uint32_t i = 0; i < last; i++) {
		struct ddlect_table *other = r->schema->tables[i];
		if (other == table)
			r->schema->tables[i] = new;
		for (uint32_t j = 0; j < other->n_fks; j++)
			if (refers_to(other->fks[j], table)) {
				other->fks[j]->ref_table = name;
				other->fks[j]->ref_schema = schema;
			}
	}
	r->schema->n_tables = last;
	for (uint32_t j = 0; j < new->n_fks; j++)
		if (refers_to(new->fks[j], table)) {
			new->fks[j]->ref_table = name;
			new->fks[j]->ref_schema = schema;
		}
}

static void comment_table(struct random *r)
{
	struct ddlect_table *table = random_any_table(r);
	if (table)
		table->comment = random_comment(r);
}

void random_add_column(struct random *r)
{
	struct ddlect_table *table = random_any_table(r);
	if (!table)
		return;
	random_column(r, table);
	if (random_chance(r, 30))
		random_generated(r, table);
}

static void drop_any_column(struct random *r)
{
	struct ddlect_table *table = random_any_table(r);
	if (table && table->n_columns > 1)
		random_drop_column(r, table, random_any_column(r, table)->name);
}

static void rename_in(const char **names, uint32_t n, const char *from, const char *to)
{
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(names[i], from) == 0)
			names[i] = to;
}

static void rename_users(struct random *r, struct ddlect_table *table, const char *from,
			 const char *to)
{
	if (table->primary) {
		rename_in(table->primary->columns, table->primary->n_columns, from, to);
		rename_in(table->primary->include, table->primary->n_include, from, to);
	}
	for (uint32_t i = 0; i < table->n_uniques; i++) {
		rename_in(table->uniques[i]->columns, table->uniques[i]->n_columns, from,
			  to);
		rename_in(table->uniques[i]->include, table->uniques[i]->n_include, from,
			  to);
	}
	for (uint32_t i = 0; i < table->n_indexes; i++) {
		struct ddlect_index *index = table->indexes[i];
		rename_in(index->include, index->n_include, from, to);
		for (uint32_t j = 0; j < index->n_parts; j++)
			if (same_text(index->parts[j]->column, from))
				index->parts[j]->column = to;
	}
	for (uint32_t i = 0; i < table->n_fks; i++)
		rename_in(table->fks[i]->columns, table->fks[i]->n_columns, from, to);
	for (uint32_t t = 0; t < r->schema->n_tables; t++)
		for (uint32_t i = 0; i < r->schema->tables[t]->n_fks; i++) {
			struct ddlect_fk *fk = r->schema->tables[t]->fks[i];
			if (refers_to(fk, table))
				rename_in(fk->ref_columns, fk->n_columns, from, to);
		}
}

/* In expressions it stands in double quotes. */
static const char *renamed_expr(struct random *r, const char *text, const char *from,
				const char *to)
{
	const char *old = random_expr(r, "@", from);
	const char *at = text ? strstr(text, old) : NULL;
	if (!at)
		return text;
	struct ddlect_buf out;
	buf_init(&out);
	buf_raw(&out, text, (size_t)(at - text));
	buf_ident(&out, to);
	buf_text(&out, at + strlen(old));
	const char *copy = schema_bytes(r->schema, out.text, out.length);
	CHECK(copy && !buf_broken(&out));
	buf_clear(&out);
	return copy;
}

static void rename_column(struct random *r)
{
	struct ddlect_table *table = random_any_table(r);
	struct ddlect_column *column = random_any_column(r, table);
	if (!column || column->renamed_from)
		return;
	const char *from = column->name;
	const char *to = random_name(r, "new");
	rename_users(r, table, from, to);
	column->renamed_from = from;
	column->name = to;
	for (uint32_t i = 0; i < table->n_columns; i++)
		table->columns[i]->generated =
			renamed_expr(r, table->columns[i]->generated, from, to);
	for (uint32_t i = 0; i < table->n_checks; i++)
		table->checks[i]->expr =
			renamed_expr(r, table->checks[i]->expr, from, to);
	for (uint32_t i = 0; i < table->n_indexes; i++) {
		struct ddlect_index *index = table->indexes[i];
		index->predicate = renamed_expr(r, index->predicate, from, to);
		for (uint32_t j = 0; j < index->n_parts; j++)
			index->parts[j]->expr =
				renamed_expr(r, index->parts[j]->expr, from, to);
	}
}

/* The columns that references tie to this one get the new type too. */
static void retype(struct random *r, struct ddlect_table *table,
		   struct ddlect_column *column, const struct ddlect_type *type)
{
	if (column->type == type)
		return;
	column->type = type;
	for (uint32_t t = 0; t < r->schema->n_tables; t++) {
		struct ddlect_table *owner = r->schema->tables[t];
		for (uint32_t i = 0; i < owner->n_fks; i++) {
			struct ddlect_fk *fk = owner->fks[i];
			struct ddlect_table *target =
				table_find(r->schema, fk->ref_schema, fk->ref_table);
			for (uint32_t j = 0; j < fk->n_columns; j++) {
				struct ddlect_column *a =
					column_find(owner, fk->columns[j]);
				struct ddlect_column *b =
					column_find(target, fk->ref_columns[j]);
				if (a == column && owner == table)
					retype(r, target, b, type);
				if (b == column && target == table)
					retype(r, owner, a, type);
			}
		}
	}
}

static void widen_column(struct random *r)
{
	struct ddlect_table *table = random_any_table(r);
	struct ddlect_column *column = random_any_column(r, table);
	if (!column || column->generated || column->type->dims)
		return;
	struct ddlect_type type = {.precision = -1, .scale = -1};
	switch (column->type->kind) {
	case DDLECT_TYPE_SMALLINT:
		type.kind = DDLECT_TYPE_INT;
		break;
	case DDLECT_TYPE_INT:
		type.kind = DDLECT_TYPE_BIGINT;
		break;
	case DDLECT_TYPE_UUID:
	case DDLECT_TYPE_VARCHAR:
		type.kind = DDLECT_TYPE_STRING;
		break;
	case DDLECT_TYPE_TIMESTAMP:
		type.kind = DDLECT_TYPE_TIMESTAMPTZ;
		break;
	case DDLECT_TYPE_DATE:
		type.kind = DDLECT_TYPE_TIMESTAMP;
		break;
	default:
		return;
	}
	if (type.kind == DDLECT_TYPE_STRING && in_expressions(table, column->name))
		return;
	retype(r, table, column, type_get(r->schema, &type));
}

/* Is one of the columns set to null by a reference? */
static bool may_become_null(const struct ddlect_table *table, const char *name)
{
	for (uint32_t i = 0; i < table->n_fks; i++)
		if (names_have(table->fks[i]->columns, table->fks[i]->n_columns, name) &&
		    (table->fks[i]->on_delete >= DDLECT_ACTION_SET_NULL ||
		     table->fks[i]->on_update >= DDLECT_ACTION_SET_NULL))
			return true;
	return false;
}

static void change_column(struct random *r)
{
	struct ddlect_table *table = random_any_table(r);
	struct ddlect_column *column = random_any_column(r, table);
	if (!column)
		return;
	bool key = table->primary && key_uses(table->primary, column->name);
	switch (random_below(r, 4)) {
	case 0:
		if (!key && !column->identity && !column->generated &&
		    !may_become_null(table, column->name))
			column->not_null = !column->not_null;
		break;
	case 1:
		random_default(r, column);
		break;
	case 2:
		column->default_text = NULL;
		column->default_kind = DDLECT_DEFAULT_NONE;
		break;
	default:
		column->comment = random_comment(r);
		break;
	}
}

static void change_identity(struct random *r)
{
	struct ddlect_table *table = random_any_table(r);
	struct ddlect_column *column = random_any_column(r, table);
	if (!column || !column->identity)
		return;
	column->identity = (uint8_t)random_below(r, 3);
}

static void change_generated(struct random *r)
{
	struct ddlect_table *table = random_any_table(r);
	struct ddlect_column *column = random_any_column(r, table);
	if (!column)
		return;
	if (!column->generated) {
		random_generated(r, table);
	} else if (random_chance(r, 40)) {
		column->generated = NULL;
		column->generated_kind = DDLECT_GENERATED_NONE;
	} else if (strncmp(column->generated, "lower", 5) == 0) {
		char *upper = schema_text(r->schema, column->generated);
		memcpy(upper, "upper", 5);
		column->generated = upper;
	} else {
		column->generated = arena_printf(schema_arena(r->schema), "%s + 5",
						 column->generated);
	}
}

/* Lists come in another order: that is no difference. */
static void shuffle(struct random *r)
{
	struct ddlect_table *table = random_any_table(r);
	if (table && table->n_indexes > 1) {
		struct ddlect_index *first = table->indexes[0];
		table->indexes[0] = table->indexes[1];
		table->indexes[1] = first;
	}
	struct ddlect_table *first = r->schema->tables[0];
	uint32_t other = random_below(r, r->schema->n_tables);
	r->schema->tables[0] = r->schema->tables[other];
	r->schema->tables[other] = first;
}

struct ddlect_schema *random_mutate(struct arena *arena, const struct ddlect_schema *from,
				    uint64_t seed, uint32_t features)
{
	static void (*const mutations[])(struct random * r) = {
		add_table,
		drop_table,
		rename_table,
		comment_table,
		random_add_column,
		random_add_column,
		drop_any_column,
		drop_any_column,
		rename_column,
		rename_column,
		widen_column,
		widen_column,
		change_column,
		change_column,
		change_identity,
		change_generated,
		random_drop_key,
		random_add_key,
		random_change_index,
		random_change_check,
		random_change_fk,
		random_change_fk,
		random_change_values,
		random_change_values,
		random_rename_enum,
		random_add_enum,
		random_drop_enum,
		shuffle,
	};
	struct random r = {.state = seed ^ 0x5eed,
			   .features = features,
			   .serial = 10000 + (uint32_t)(seed % 1000) * 100};
	r.schema = schema_new_like(arena, from);
	CHECK(r.schema && schema_copy(r.schema, from) == 0);
	for (uint32_t i = 0; i < r.schema->n_enums; i++)
		r.schema->enums[i]->renamed_from = NULL;
	for (uint32_t i = 0; i < r.schema->n_tables; i++) {
		struct ddlect_table *table = r.schema->tables[i];
		table->renamed_from = NULL;
		for (uint32_t j = 0; j < table->n_columns; j++)
			table->columns[j]->renamed_from = NULL;
	}
	for (uint32_t n = 1 + random_below(&r, 8); n > 0; n--)
		mutations[random_below(&r, sizeof(mutations) / sizeof(*mutations))](&r);
	if (features & RANDOM_MOVES && random_below(&r, 3) == 0)
		rename_table(&r);
	/* What went can still be looked up in this one; not in a copy. */
	struct ddlect_schema *to = schema_new_like(arena, from);
	CHECK(to && schema_copy(to, r.schema) == 0);
	return to;
}
