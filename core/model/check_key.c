/* SPDX-License-Identifier: Apache-2.0 */
/* Check: keys, indexes, checks and references of one table. See checker.h. */
#include <string.h>

#include "core/base/near.h"
#include "core/model/checker.h"
#include "core/model/refer.h"
#include "core/model/schema.h"

/* Names of constraints are unique in a table; of tables, keys and indexes in a schema. */
static void check_given_name(struct checker *c, const struct subject *subject,
			     bool indexed, bool constraint)
{
	const char *name = subject->name;
	if (!name || !check_name(c, subject->what, name, subject->pos))
		return;
	const struct ddlect_pos *first = NULL;
	if (constraint)
		first = names_put(&c->constraints, c->diags, name, subject->pos);
	if (!first && indexed) {
		const char *schema = c->table->schema;
		const struct ddlect_table *table = table_find(c->schema, schema, name);
		first = table ? &table->pos : map_get(&c->relations, schema, name);
		if (!first && map_set(&c->relations, c->diags->arena, schema, name,
				      (void *)subject->pos) < 0)
			c->diags->broken = 1;
	}
	if (first) {
		struct diag *diag = diag_add(c->diags, DIAG_ERROR, *subject->pos,
					     "%s has a name that is taken",
					     check_subject(c, subject));
		check_first(c, diag, first);
	}
}

static void check_empty(struct checker *c, const struct subject *subject)
{
	struct diag *diag = diag_add(c->diags, DIAG_ERROR, *subject->pos,
				     "%s has no columns", check_subject(c, subject));
	diag_hint(c->diags, diag, "name at least one");
}

static bool check_list(struct checker *c, const struct subject *subject,
		       const char *const *columns, uint32_t n)
{
	bool good = n > 0;
	if (!n)
		check_empty(c, subject);
	for (uint32_t i = 0; i < n; i++) {
		if (!check_column(c, subject, columns[i]))
			good = false;
		if (!names_have(columns, i, columns[i]))
			continue;
		struct diag *diag = diag_add(c->diags, DIAG_ERROR, *subject->pos,
					     "%s names column \"%s\" twice",
					     check_subject(c, subject), columns[i]);
		diag_hint(c->diags, diag, "name it once");
		good = false;
	}
	return good;
}

static void check_key(struct checker *c, const char *what, const struct ddlect_key *key)
{
	struct subject subject = {what, key->name, &key->pos};
	check_given_name(c, &subject, true, true);
	check_list(c, &subject, key->columns, key->n_columns);
	for (uint32_t i = 0; i < key->n_include; i++)
		check_column(c, &subject, key->include[i]);
}

static void check_index(struct checker *c, const struct ddlect_index *index)
{
	struct subject subject = {"index", index->name, &index->pos};
	check_given_name(c, &subject, true, false);
	if (!index->n_parts)
		check_empty(c, &subject);
	for (uint32_t i = 0; i < index->n_parts; i++) {
		const struct ddlect_part *part = index->parts[i];
		if (part->column) {
			check_column(c, &subject, part->column);
		} else if (!part->expr || !part->expr[0]) {
			struct diag *diag = diag_add(c->diags, DIAG_ERROR, index->pos,
						     "%s has an empty expression",
						     check_subject(c, &subject));
			diag_hint(c->diags, diag, "name a column, or write one");
		}
	}
	for (uint32_t i = 0; i < index->n_include; i++)
		check_column(c, &subject, index->include[i]);
}

static void check_check(struct checker *c, const struct ddlect_check *check)
{
	struct subject subject = {"check", check->name, &check->pos};
	check_given_name(c, &subject, false, true);
	if (!check->expr || !check->expr[0]) {
		struct diag *diag = diag_add(c->diags, DIAG_ERROR, check->pos,
					     "%s is empty", check_subject(c, &subject));
		diag_hint(c->diags, diag, "write what must be true of a row");
	}
}

/* Kinds that may refer to each other share a family. */
static uint32_t type_family(const struct ddlect_type *type)
{
	switch (type->kind) {
	case DDLECT_TYPE_SMALLINT:
	case DDLECT_TYPE_INT:
	case DDLECT_TYPE_BIGINT:
	case DDLECT_TYPE_NUMERIC:
		return DDLECT_TYPE_INT;
	case DDLECT_TYPE_STRING:
	case DDLECT_TYPE_VARCHAR:
		return DDLECT_TYPE_STRING;
	case DDLECT_TYPE_INET:
	case DDLECT_TYPE_CIDR:
		return DDLECT_TYPE_INET;
	default:
		return type->kind;
	}
}

/* A native type may be another spelling of anything: only its dialect could tell. */
static bool types_fit(const struct ddlect_type *a, const struct ddlect_type *b)
{
	if (a->kind == DDLECT_TYPE_NATIVE || b->kind == DDLECT_TYPE_NATIVE)
		return true;
	if (type_family(a) != type_family(b) || a->dims != b->dims)
		return false;
	if (a->kind != DDLECT_TYPE_ENUM)
		return true;
	return strcmp(a->name, b->name) == 0 &&
	       (a->schema && b->schema ? strcmp(a->schema, b->schema) == 0
				       : a->schema == b->schema);
}

static const struct ddlect_table *
check_target(struct checker *c, const struct subject *subject, const struct ddlect_fk *fk)
{
	const struct ddlect_table *target =
		table_find(c->schema, fk->ref_schema, fk->ref_table);
	if (target)
		return target;
	struct diag *diag = diag_add(c->diags, DIAG_ERROR, fk->pos,
				     "%s refers to table \"%s\", which isn't declared",
				     check_subject(c, subject),
				     check_title(c, fk->ref_schema, fk->ref_table));
	struct near near = near_to(fk->ref_table);
	for (uint32_t i = 0; i < c->schema->n_tables; i++)
		near_try(&near, c->schema->tables[i]->name);
	diag_hint_near(c->diags, diag, near.best, NULL);
	return NULL;
}

static bool check_pair(struct checker *c, const struct subject *subject,
		       const struct ddlect_fk *fk, const struct ddlect_table *target,
		       uint32_t i)
{
	const struct ddlect_column *column = names_get(&c->columns, fk->columns[i]);
	const struct ddlect_column *ref = column_find(target, fk->ref_columns[i]);
	if (!ref) {
		struct diag *diag = diag_add(
			c->diags, DIAG_ERROR, fk->pos,
			"%s refers to column \"%s\", which table \"%s\" doesn't have",
			check_subject(c, subject), fk->ref_columns[i],
			check_title(c, target->schema, target->name));
		check_suggest_column(c, diag, target, fk->ref_columns[i]);
		return false;
	}
	if (column && !types_fit(column->type, ref->type)) {
		struct diag *diag = diag_add(
			c->diags, DIAG_ERROR, fk->pos,
			"%s: column \"%s\" and \"%s\" of table \"%s\" differ in type",
			check_subject(c, subject), column->name, ref->name,
			check_title(c, target->schema, target->name));
		diag_hint(c->diags, diag, "give both the same type");
	}
	if (column && column->not_null && !fk->set_columns &&
	    (fk->on_delete == DDLECT_ACTION_SET_NULL ||
	     fk->on_update == DDLECT_ACTION_SET_NULL)) {
		struct diag *diag =
			diag_add(c->diags, DIAG_ERROR, fk->pos,
				 "%s sets column \"%s\" to null, which is not null",
				 check_subject(c, subject), column->name);
		diag_hint(c->diags, diag,
			  "let the column be null, or choose another action");
	}
	return true;
}

static void check_fk(struct checker *c, const struct ddlect_fk *fk)
{
	struct subject subject = {"reference", fk->name, &fk->pos};
	check_given_name(c, &subject, false, true);
	bool good = check_list(c, &subject, fk->columns, fk->n_columns);
	const struct ddlect_table *target = check_target(c, &subject, fk);
	if (!target)
		return;
	for (uint32_t i = 0; i < fk->n_columns; i++)
		good = check_pair(c, &subject, fk, target, i) && good;
	if (good && !fk_fits_table(fk, target)) {
		struct diag *diag =
			diag_add(c->diags, DIAG_ERROR, fk->pos,
				 "%s refers to columns of table \"%s\" that no key has",
				 check_subject(c, &subject),
				 check_title(c, target->schema, target->name));
		diag_hint(c->diags, diag,
			  "make them the primary key there, or unique together");
	}
}

void check_keys(struct checker *c)
{
	const struct ddlect_table *table = c->table;
	names_empty(&c->constraints);
	if (table->primary)
		check_key(c, "primary key", table->primary);
	for (uint32_t i = 0; i < table->n_uniques; i++)
		check_key(c, "unique key", table->uniques[i]);
	for (uint32_t i = 0; i < table->n_indexes; i++)
		check_index(c, table->indexes[i]);
	for (uint32_t i = 0; i < table->n_checks; i++)
		check_check(c, table->checks[i]);
	for (uint32_t i = 0; i < table->n_fks; i++)
		check_fk(c, table->fks[i]);
}
