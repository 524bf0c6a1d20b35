/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Toy: tables and what is in them. See toy.h. Small and slow; it shares as little as it can
 * with what it tests.
 */
#include <stdarg.h>

#include "core/base/buf.h"
#include "core/model/refer.h"
#include "core/model/same.h"
#include "core/model/schema.h"
#include "tests/lib/toy.h"
#include "tests/unit/test.h"

void toy_refuse(struct toy *toy, const char *format, ...)
{
	if (toy->problem)
		return;
	char text[512];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	toy->problem = arena_text(toy->arena, text, strlen(text));
}

void toy_take_out(void *list, uint32_t *n, uint32_t i)
{
	void **items = list;
	memmove(items + i, items + i + 1, (*n - i - 1) * sizeof(*items));
	(*n)--;
}

void toy_put_in(struct toy *toy, void *list, uint32_t *n, const void *item, size_t size)
{
	void **items;
	memcpy(&items, list, sizeof(items));
	void **larger = arena_alloc(toy->arena, (*n + 1) * sizeof(*items));
	CHECK(larger);
	if (*n)
		memcpy(larger, items, *n * sizeof(*items));
	larger[*n] = arena_alloc(toy->arena, size);
	CHECK(larger[*n]);
	memcpy(larger[*n], item, size);
	(*n)++;
	memcpy(list, &larger, sizeof(larger));
}

struct ddlect_table *toy_find_table(const struct toy *toy, const char *schema,
				    const char *name)
{
	for (uint32_t i = 0; i < toy->state->n_tables; i++)
		if (same_name(toy->state->tables[i]->schema, toy->state->tables[i]->name,
			      schema, name))
			return toy->state->tables[i];
	return NULL;
}

struct ddlect_enum *toy_find_enum(const struct toy *toy, const char *schema,
				  const char *name)
{
	for (uint32_t i = 0; i < toy->state->n_enums; i++)
		if (same_name(toy->state->enums[i]->schema, toy->state->enums[i]->name,
			      schema, name))
			return toy->state->enums[i];
	return NULL;
}

bool toy_find_namespace(const struct toy *toy, const char *name)
{
	for (uint32_t i = 0; i < toy->state->n_namespaces; i++)
		if (strcmp(toy->state->namespaces[i]->name, name) == 0)
			return true;
	return !name;
}

bool toy_find_routine(const struct toy *toy, const char *name)
{
	for (uint32_t i = 0; i < toy->state->n_routines; i++)
		if (strcmp(toy->state->routines[i]->name, name) == 0)
			return true;
	return false;
}

static bool is_index(uint32_t what)
{
	return what == DDLECT_PRIMARY || what == DDLECT_UNIQUE || what == DDLECT_INDEX;
}

/* Is an index of that name, or a constraint of that table, there? */
static bool name_taken(const struct toy *toy, const struct ddlect_table *table,
		       uint32_t what, const char *name)
{
	for (uint32_t t = 0; t < toy->state->n_tables; t++) {
		const struct ddlect_table *other = toy->state->tables[t];
		for (uint32_t kind = DDLECT_PRIMARY; kind <= DDLECT_CHECK; kind++) {
			bool collides =
				other == table
					? what != DDLECT_INDEX || is_index(kind)
					: is_index(kind) && is_index(what) &&
						  same_text(other->schema, table->schema);
			uint32_t n;
			const void *const *items = table_items(other, kind, &n);
			for (uint32_t i = 0; collides && i < n; i++)
				if (same_text(object_name(kind, items[i]), name))
					return true;
		}
	}
	return false;
}

static bool type_there(const struct toy *toy, const struct ddlect_type *type)
{
	return type->kind != DDLECT_TYPE_ENUM ||
	       toy_find_enum(toy, type->schema, type->name);
}

static bool key_uses(const struct ddlect_key *key, const char *name)
{
	return key && (names_have(key->columns, key->n_columns, name) ||
		       names_have(key->include, key->n_include, name));
}

bool toy_index_has_expr(const struct ddlect_index *index)
{
	for (uint32_t i = 0; i < index->n_parts; i++)
		if (index->parts[i]->expr)
			return true;
	return index->predicate != NULL;
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

static bool in_generated(const struct ddlect_table *table, const char *name)
{
	for (uint32_t i = 0; i < table->n_columns; i++)
		if (expr_mentions(table->columns[i]->generated, name))
			return true;
	return false;
}

/* Does a reference start or end at the column? Those kept by a routine don't count. */
bool toy_in_fks(const struct toy *toy, const struct ddlect_table *table, const char *name)
{
	for (uint32_t t = 0; t < toy->state->n_tables; t++) {
		const struct ddlect_table *other = toy->state->tables[t];
		for (uint32_t i = 0; i < other->n_fks; i++) {
			const struct ddlect_fk *fk = other->fks[i];
			if (other == table &&
			    names_have(fk->columns, fk->n_columns, name))
				return true;
			if (toy_find_table(toy, fk->ref_schema, fk->ref_table) == table &&
			    names_have(fk->ref_columns, fk->n_columns, name))
				return true;
		}
	}
	return false;
}

static bool column_used(const struct toy *toy, const struct ddlect_table *table,
			const char *name)
{
	bool used = key_uses(table->primary, name) || in_generated(table, name) ||
		    toy_in_fks(toy, table, name);
	for (uint32_t i = 0; i < table->n_uniques; i++)
		used = used || key_uses(table->uniques[i], name);
	for (uint32_t i = 0; i < table->n_indexes; i++)
		used = used || index_uses(table->indexes[i], name);
	for (uint32_t i = 0; i < table->n_checks; i++)
		used = used || expr_mentions(table->checks[i]->expr, name);
	return used;
}

static void fk_check(struct toy *toy, const struct ddlect_table *table,
		     const struct ddlect_fk *fk)
{
	const struct ddlect_table *target =
		toy_find_table(toy, fk->ref_schema, fk->ref_table);
	if (!target) {
		toy_refuse(toy, "fk %s: no table %s", fk->name, fk->ref_table);
		return;
	}
	if (fk->via && !toy_find_routine(toy, fk->via))
		toy_refuse(toy, "fk %s: no routine %s", fk->name, fk->via);
	if (!fk->via && !fk_fits_table(fk, target))
		toy_refuse(toy, "fk %s: table %s has no such key", fk->name,
			   fk->ref_table);
	for (uint32_t i = 0; i < fk->n_columns; i++) {
		const struct ddlect_column *a = column_find(table, fk->columns[i]);
		const struct ddlect_column *b = column_find(target, fk->ref_columns[i]);
		if (!a || !b || !same_type(a->type, b->type, NULL))
			toy_refuse(toy, "fk %s: columns don't fit", fk->name);
	}
}

/* May what carries references go? One that could rest on it may rest on nothing else. */
static void key_free(struct toy *toy, const struct ddlect_table *table, uint32_t what,
		     const void *object)
{
	for (uint32_t t = 0; t < toy->state->n_tables; t++) {
		const struct ddlect_table *other = toy->state->tables[t];
		for (uint32_t i = 0; i < other->n_fks; i++) {
			const struct ddlect_fk *fk = other->fks[i];
			bool rests = what == DDLECT_INDEX ? fk_fits_index(fk, object)
							  : fk_fits_key(fk, object);
			if (!fk->via && rests &&
			    toy_find_table(toy, fk->ref_schema, fk->ref_table) == table)
				toy_refuse(toy, "key %s carries fk %s",
					   object_name(what, object), fk->name);
		}
	}
}

static void add_table(struct toy *toy, const struct ddlect_change *change)
{
	const struct ddlect_table *to = change->to.table;
	if (toy_find_table(toy, to->schema, to->name))
		toy_refuse(toy, "table %s is there", to->name);
	if (to->schema && !toy_find_namespace(toy, to->schema))
		toy_refuse(toy, "no namespace %s", to->schema);
	toy_put_in(toy, &toy->state->tables, &toy->state->n_tables, to, sizeof(*to));
	struct ddlect_table *table = toy->state->tables[toy->state->n_tables - 1];
	table->n_fks = table->n_indexes = table->n_attrs = 0;
	table->columns = NULL;
	table->n_columns = 0;
	for (uint32_t i = 0; i < to->n_columns; i++) {
		toy_put_in(toy, &table->columns, &table->n_columns, to->columns[i],
			   sizeof(struct ddlect_column));
		table->columns[i]->n_attrs = 0;
		if (!type_there(toy, to->columns[i]->type))
			toy_refuse(toy, "no type %s", to->columns[i]->type->name);
	}
	for (uint32_t what = DDLECT_PRIMARY; what <= DDLECT_UNIQUE; what++) {
		uint32_t n;
		const void *const *items = table_items(to, what, &n);
		toy->state->n_tables--; /* without the table itself */
		for (uint32_t i = 0; i < n; i++)
			if (name_taken(toy, table, what, object_name(what, items[i])))
				toy_refuse(toy, "name %s is taken",
					   object_name(what, items[i]));
		toy->state->n_tables++;
	}
	for (uint32_t i = 0; i < change->n_inline_fks; i++) {
		if (change->inline_fks[i]->via)
			toy_refuse(toy, "fk %s can't be inline",
				   change->inline_fks[i]->name);
		fk_check(toy, table, change->inline_fks[i]);
		toy_put_in(toy, &table->fks, &table->n_fks, change->inline_fks[i],
			   sizeof(struct ddlect_fk));
	}
}

static void drop_table(struct toy *toy, const struct ddlect_table *table)
{
	for (uint32_t t = 0; t < toy->state->n_tables; t++) {
		const struct ddlect_table *other = toy->state->tables[t];
		for (uint32_t i = 0; i < other->n_fks; i++)
			if (toy_find_table(toy, other->fks[i]->ref_schema,
					   other->fks[i]->ref_table) == table &&
			    (other != table || other->fks[i]->via))
				toy_refuse(toy, "fk %s refers to table %s",
					   other->fks[i]->name, table->name);
	}
	for (uint32_t i = 0; i < table->n_fks; i++)
		if (table->fks[i]->via)
			toy_refuse(toy, "fk %s was left behind", table->fks[i]->name);
	for (uint32_t i = toy->state->n_tables; i-- > 0;)
		if (toy->state->tables[i] == table)
			toy_take_out(toy->state->tables, &toy->state->n_tables, i);
}

/* The server keeps references right; what a routine keeps, too. */
static void rename_table(struct toy *toy, struct ddlect_table *table, const char *to)
{
	if (toy_find_table(toy, table->schema, to))
		toy_refuse(toy, "table %s is there", to);
	for (uint32_t t = 0; t < toy->state->n_tables; t++) {
		struct ddlect_table *other = toy->state->tables[t];
		for (uint32_t i = 0; i < other->n_fks; i++)
			if (same_name(other->fks[i]->ref_schema, other->fks[i]->ref_table,
				      table->schema, table->name))
				other->fks[i]->ref_table = to;
	}
	table->name = to;
}

void toy_change_table(struct toy *toy, const struct ddlect_change *change)
{
	struct ddlect_table *table =
		toy_find_table(toy, change->table_schema, change->table_name);
	if (change->verb == DDLECT_ADD)
		add_table(toy, change);
	else if (!table)
		toy_refuse(toy, "no table %s", change->table_name);
	else if (change->verb == DDLECT_DROP)
		drop_table(toy, table);
	else if (change->verb == DDLECT_RENAME)
		rename_table(toy, table, change->to.table->name);
	else
		table->comment = change->to.table->comment;
}

/* Only what the change says: the rest of `to` may come later, or was forgotten. */
static void take_aspects(struct ddlect_column *column, const struct ddlect_column *to,
			 uint32_t aspects)
{
	if (aspects & DDLECT_ASPECT_TYPE) {
		column->type = to->type;
		column->collation = to->collation;
	}
	if (aspects & DDLECT_ASPECT_NOT_NULL)
		column->not_null = to->not_null;
	if (aspects & DDLECT_ASPECT_DEFAULT) {
		column->default_kind = to->default_kind;
		column->default_text = to->default_text;
	}
	if (aspects & DDLECT_ASPECT_IDENTITY) {
		column->identity = to->identity;
		column->identity_options = to->identity_options;
	}
	if (aspects & DDLECT_ASPECT_GENERATED) {
		column->generated = to->generated;
		column->generated_kind = to->generated_kind;
	}
	if (aspects & DDLECT_ASPECT_COMMENT)
		column->comment = to->comment;
}

static void modify_column(struct toy *toy, struct ddlect_table *table,
			  struct ddlect_column *column,
			  const struct ddlect_change *change)
{
	const struct ddlect_column *to = change->to.column;
	struct ddlect_column was = *column;
	take_aspects(column, to, change->aspects);
	if ((change->aspects & DDLECT_ASPECT_TYPE) &&
	    (toy_in_fks(toy, table, to->name) || in_generated(table, to->name)))
		toy_refuse(toy, "the type of column %s is needed", to->name);
	if (!type_there(toy, to->type))
		toy_refuse(toy, "no type %s", to->type->name);
	if (was.not_null && !column->not_null && table->primary &&
	    names_have(table->primary->columns, table->primary->n_columns, to->name))
		toy_refuse(toy, "column %s is in the primary key", to->name);
	if ((change->aspects & DDLECT_ASPECT_GENERATED) && to->generated)
		toy_refuse(toy, "column %s can't become a generated one", to->name);
	if (!(change->aspects & DDLECT_ASPECT_GENERATED) &&
	    !same_text(was.generated, to->generated))
		toy_refuse(toy, "column %s changes its expression unsaid", to->name);
}

static const char *renamed_text(struct toy *toy, const char *text, const char *from,
				const char *to)
{
	if (!expr_mentions(text, from))
		return text;
	struct ddlect_buf old;
	buf_init(&old);
	buf_ident(&old, from);
	const char *at = strstr(text, old.text);
	CHECK(at);
	struct ddlect_buf new;
	buf_init(&new);
	buf_raw(&new, text, (size_t)(at - text));
	buf_ident(&new, to);
	buf_text(&new, at + old.length);
	const char *copy = arena_text(toy->arena, new.text, new.length);
	buf_clear(&old);
	buf_clear(&new);
	return copy;
}

static void rename_names(const char **names, uint32_t n, const char *from, const char *to)
{
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(names[i], from) == 0)
			names[i] = to;
}

static void rename_column(struct toy *toy, struct ddlect_table *table, const char *from,
			  const char *to)
{
	if (column_find(table, to))
		toy_refuse(toy, "column %s is there", to);
	for (uint32_t i = 0; i < table->n_columns; i++) {
		table->columns[i]->generated =
			renamed_text(toy, table->columns[i]->generated, from, to);
		if (strcmp(table->columns[i]->name, from) == 0)
			table->columns[i]->name = to;
	}
	for (uint32_t i = 0; i < table->n_uniques + 1; i++) {
		struct ddlect_key *key =
			i < table->n_uniques ? table->uniques[i] : table->primary;
		if (!key)
			continue;
		rename_names(key->columns, key->n_columns, from, to);
		rename_names(key->include, key->n_include, from, to);
	}
	for (uint32_t i = 0; i < table->n_checks; i++)
		table->checks[i]->expr =
			renamed_text(toy, table->checks[i]->expr, from, to);
	for (uint32_t i = 0; i < table->n_indexes; i++) {
		struct ddlect_index *index = table->indexes[i];
		rename_names(index->include, index->n_include, from, to);
		index->predicate = renamed_text(toy, index->predicate, from, to);
		for (uint32_t j = 0; j < index->n_parts; j++) {
			struct ddlect_part *part = index->parts[j];
			part->expr = renamed_text(toy, part->expr, from, to);
			if (same_text(part->column, from))
				part->column = to;
		}
	}
	for (uint32_t t = 0; t < toy->state->n_tables; t++) {
		struct ddlect_table *other = toy->state->tables[t];
		for (uint32_t i = 0; i < other->n_fks; i++) {
			struct ddlect_fk *fk = other->fks[i];
			if (other == table)
				rename_names(fk->columns, fk->n_columns, from, to);
			if (toy_find_table(toy, fk->ref_schema, fk->ref_table) == table)
				rename_names(fk->ref_columns, fk->n_columns, from, to);
		}
	}
}

void toy_change_column(struct toy *toy, struct ddlect_table *table,
		       const struct ddlect_change *change)
{
	const struct ddlect_column *from = change->from.column;
	const struct ddlect_column *to = change->to.column;
	const char *name = change->verb == DDLECT_DROP || change->verb == DDLECT_RENAME
				   ? from->name
				   : to->name;
	struct ddlect_column *column = column_find(table, name);
	if (!column != (change->verb == DDLECT_ADD)) {
		toy_refuse(toy, "column %s is %sthere", name, column ? "" : "not ");
	} else if (change->verb == DDLECT_ADD) {
		if (!type_there(toy, to->type))
			toy_refuse(toy, "no type %s", to->type->name);
		toy_put_in(toy, &table->columns, &table->n_columns, to, sizeof(*to));
		table->columns[table->n_columns - 1]->n_attrs = 0;
	} else if (change->verb == DDLECT_RENAME) {
		rename_column(toy, table, from->name, to->name);
	} else if (change->verb == DDLECT_MODIFY) {
		modify_column(toy, table, column, change);
	} else {
		if (column_used(toy, table, name))
			toy_refuse(toy, "column %s is used", name);
		for (uint32_t i = table->n_columns; i-- > 0;)
			if (table->columns[i] == column)
				toy_take_out(table->columns, &table->n_columns, i);
	}
}

static void need_columns(struct toy *toy, const struct ddlect_table *table,
			 const char *const *names, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (!column_find(table, names[i]))
			toy_refuse(toy, "no column %s", names[i]);
}

static void need_parts(struct toy *toy, const struct ddlect_table *table,
		       const struct ddlect_index *index)
{
	for (uint32_t i = 0; i < index->n_parts; i++)
		if (index->parts[i]->column)
			need_columns(toy, table, &index->parts[i]->column, 1);
	need_columns(toy, table, index->include, index->n_include);
}

static void add_object(struct toy *toy, struct ddlect_table *table,
		       const struct ddlect_change *change)
{
	union ddlect_object to = change->to;
	const char *name = object_name(change->what, to.any);
	if (name_taken(toy, table, change->what, name))
		toy_refuse(toy, "name %s is taken", name);
	switch (change->what) {
	case DDLECT_PRIMARY:
		if (table->primary)
			toy_refuse(toy, "table %s has a primary key", table->name);
		need_columns(toy, table, to.key->columns, to.key->n_columns);
		table->primary = arena_alloc(toy->arena, sizeof(struct ddlect_key));
		*table->primary = *to.key;
		break;
	case DDLECT_UNIQUE:
		need_columns(toy, table, to.key->columns, to.key->n_columns);
		toy_put_in(toy, &table->uniques, &table->n_uniques, to.key,
			   sizeof(*to.key));
		break;
	case DDLECT_FK:
		fk_check(toy, table, to.fk);
		toy_put_in(toy, &table->fks, &table->n_fks, to.fk, sizeof(*to.fk));
		break;
	case DDLECT_INDEX:
		need_parts(toy, table, to.index);
		toy_put_in(toy, &table->indexes, &table->n_indexes, to.index,
			   sizeof(*to.index));
		break;
	default:
		toy_put_in(toy, &table->checks, &table->n_checks, to.check,
			   sizeof(*to.check));
		break;
	}
}

static void drop_object(struct toy *toy, struct ddlect_table *table, uint32_t what,
			const void *object, uint32_t i)
{
	if (is_index(what))
		key_free(toy, table, what, object);
	if (what == DDLECT_PRIMARY)
		table->primary = NULL;
	else if (what == DDLECT_UNIQUE)
		toy_take_out(table->uniques, &table->n_uniques, i);
	else if (what == DDLECT_INDEX)
		toy_take_out(table->indexes, &table->n_indexes, i);
	else
		toy_take_out(table->checks, &table->n_checks, i);
}

/* One that a routine keeps is found by the names of what it ties. */
static void drop_fk(struct toy *toy, struct ddlect_table *table,
		    const struct ddlect_change *change, uint32_t i)
{
	const struct ddlect_fk *fk = change->from.fk;
	if (fk->via && !toy_find_table(toy, fk->ref_schema, fk->ref_table))
		toy_refuse(toy, "fk %s: no table %s", fk->name, fk->ref_table);
	if (fk->via)
		need_columns(toy, table, fk->columns, fk->n_columns);
	toy_take_out(table->fks, &table->n_fks, i);
}

static void comment_object(struct toy *toy, uint32_t what, void *object,
			   const struct ddlect_change *change)
{
	static const size_t sizes[] = {
		[DDLECT_PRIMARY] = sizeof(struct ddlect_key),
		[DDLECT_UNIQUE] = sizeof(struct ddlect_key),
		[DDLECT_FK] = sizeof(struct ddlect_fk),
		[DDLECT_INDEX] = sizeof(struct ddlect_index),
		[DDLECT_CHECK] = sizeof(struct ddlect_check),
	};
	if (!same_text(object_name(what, object), object_name(what, change->to.any)))
		toy_refuse(toy, "%s is called %s", object_name(what, change->to.any),
			   object_name(what, object));
	memcpy(object, change->to.any, sizes[what]);
}

void toy_change_object(struct toy *toy, struct ddlect_table *table,
		       const struct ddlect_change *change)
{
	if (change->verb == DDLECT_ADD) {
		add_object(toy, table, change);
		return;
	}
	const char *name = object_name(change->what, change->from.any);
	uint32_t n;
	const void *const *items = table_items(table, change->what, &n);
	uint32_t i = 0;
	while (i < n && !same_text(object_name(change->what, items[i]), name))
		i++;
	if (i == n)
		toy_refuse(toy, "no %s on table %s", name, table->name);
	else if (change->verb == DDLECT_DROP && change->what == DDLECT_FK)
		drop_fk(toy, table, change, i);
	else if (change->verb == DDLECT_DROP)
		drop_object(toy, table, change->what, items[i], i);
	else
		comment_object(toy, change->what, (void *)items[i], change);
}
