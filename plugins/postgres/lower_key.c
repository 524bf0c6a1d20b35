/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lower, the rest of a table: checks in normal form, and a name for each constraint and
 * index. Names that were given come first, so that none is taken twice.
 */
#include <stdlib.h>

#include "plugins/postgres/lower.h"

const char *pg_expr_trim(struct pg_lowering *lowering, const char *text)
{
	size_t length = strlen(text);
	while (length > 0 && (unsigned char)text[length - 1] <= ' ')
		length--;
	while (length > 0 && (unsigned char)*text <= ' ') {
		text++;
		length--;
	}
	const char *copy = ddlect_host->text(lowering->out, text, length);
	if (!copy)
		lowering->no_memory = true;
	return copy;
}

void pg_lower_checks(struct pg_lowering *lowering, struct ddlect_table *table)
{
	for (uint32_t i = 0; i < table->n_checks; i++) {
		struct ddlect_check *check = table->checks[i];
		const char *wrong = pg_expr_wrong(check->expr);
		if (wrong) {
			pg_wrong(lowering, &check->pos, "a check of table %s %s",
				 table->name, wrong);
			continue;
		}
		size_t length;
		const char *inner = pg_expr_inner(check->expr, &length);
		if (inner != check->expr || inner[length])
			check->expr = ddlect_host->text(lowering->out, inner, length);
		if (!check->expr)
			lowering->no_memory = true;
		if (check->comment && !*check->comment)
			check->comment = NULL;
	}
}

static void cut_name(struct pg_lowering *lowering, const struct ddlect_table *table,
		     const char **name)
{
	if (!*name)
		return;
	lowering->given = true;
	if (strlen(*name) <= PG_MAX_NAME)
		return;
	const char *cut = ddlect_host->name_make(lowering->out, table, DDLECT_NAME_GIVEN,
						 name, 1, PG_MAX_NAME);
	if (!cut) {
		lowering->no_memory = true;
		return;
	}
	ddlect_note(lowering->out,
		    "table %s: the name %s is longer than %u bytes, and was cut to %s",
		    table->name, *name, PG_MAX_NAME, cut);
	*name = cut;
}

void pg_lower_given_names(struct pg_lowering *lowering)
{
	for (uint32_t t = 0; t < lowering->out->n_tables; t++) {
		struct ddlect_table *table = lowering->out->tables[t];
		if (table->primary)
			cut_name(lowering, table, &table->primary->name);
		for (uint32_t i = 0; i < table->n_uniques; i++)
			cut_name(lowering, table, &table->uniques[i]->name);
		for (uint32_t i = 0; i < table->n_fks; i++)
			cut_name(lowering, table, &table->fks[i]->name);
		for (uint32_t i = 0; i < table->n_indexes; i++)
			cut_name(lowering, table, &table->indexes[i]->name);
		for (uint32_t i = 0; i < table->n_checks; i++)
			cut_name(lowering, table, &table->checks[i]->name);
	}
}

static void make_name(struct pg_lowering *lowering, const struct ddlect_table *table,
		      const char **name, uint32_t kind, const char *const *columns,
		      uint32_t n)
{
	if (*name)
		return;
	*name = ddlect_host->name_make(lowering->out, table, kind, columns, n,
				       PG_MAX_NAME);
	if (!*name)
		lowering->no_memory = true;
}

static void name_index(struct pg_lowering *lowering, const struct ddlect_table *table,
		       struct ddlect_index *index)
{
	const char *columns[PG_MAX_KEY];
	uint32_t n = index->n_parts < PG_MAX_KEY ? index->n_parts : PG_MAX_KEY;
	for (uint32_t i = 0; i < n; i++)
		columns[i] = index->parts[i]->column ? index->parts[i]->column : "expr";
	make_name(lowering, table, &index->name, DDLECT_NAME_INDEX, columns, n);
}

/* A check of one column is named after it. */
static void name_check(struct pg_lowering *lowering, const struct ddlect_table *table,
		       struct ddlect_check *check)
{
	const char *only = NULL;
	uint32_t n = 0;
	const char *at = check->expr;
	const char *end = at + strlen(at);
	for (;;) {
		struct pg_token token = pg_lex(&at, end);
		char name[256];
		if (token.kind == PG_END || token.kind == PG_BROKEN)
			break;
		if ((token.kind != PG_WORD && token.kind != PG_QUOTED) ||
		    !pg_token_name(&token, name, sizeof(name)))
			continue;
		const struct ddlect_column *column = ddlect_column_find(table, name);
		if (column && column->name != only) {
			only = column->name;
			n++;
		}
	}
	make_name(lowering, table, &check->name, DDLECT_NAME_CHECK, &only, n == 1);
}

static void check_key(struct pg_lowering *lowering, const struct ddlect_table *table,
		      const struct ddlect_key *key)
{
	if (key->n_columns + key->n_include > PG_MAX_KEY)
		pg_wrong(lowering, &key->pos,
			 "a key of table %s has more than %u columns", table->name,
			 PG_MAX_KEY);
}

static bool same_list(const char *const *a, uint32_t n_a, const char *const *b,
		      uint32_t n_b)
{
	bool same = n_a == n_b;
	for (uint32_t i = 0; same && i < n_a; i++)
		same = strcmp(a[i], b[i]) == 0;
	return same;
}

static bool same_key(const struct ddlect_key *a, const struct ddlect_key *b)
{
	return a->flags == b->flags &&
	       same_list(a->columns, a->n_columns, b->columns, b->n_columns) &&
	       same_list(a->include, a->n_include, b->include, b->n_include);
}

bool pg_key_repeats(const struct ddlect_table *table, uint32_t i)
{
	const struct ddlect_key *key = table->uniques[i];
	if (table->primary && same_key(table->primary, key))
		return true;
	for (uint32_t j = 0; j < i; j++)
		if (same_key(table->uniques[j], key))
			return true;
	return false;
}

/* One that repeats another and wasn't even given a name adds nothing. */
static void drop_repeated(struct ddlect_table *table)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < table->n_uniques; i++) {
		table->uniques[n] = table->uniques[i];
		if (table->uniques[n]->name || !pg_key_repeats(table, n))
			n++;
	}
	table->n_uniques = n;
}

void pg_lower_names(struct pg_lowering *lowering, struct ddlect_table *table)
{
	if (table->primary) {
		check_key(lowering, table, table->primary);
		make_name(lowering, table, &table->primary->name, DDLECT_NAME_PRIMARY,
			  NULL, 0);
	}
	drop_repeated(table);
	for (uint32_t i = 0; i < table->n_uniques; i++) {
		struct ddlect_key *key = table->uniques[i];
		check_key(lowering, table, key);
		make_name(lowering, table, &key->name, DDLECT_NAME_UNIQUE, key->columns,
			  key->n_columns);
	}
	for (uint32_t i = 0; i < table->n_fks; i++) {
		struct ddlect_fk *fk = table->fks[i];
		if (fk->set_columns)
			pg_lower_set_columns(lowering, table, fk);
		make_name(lowering, table, &fk->name, DDLECT_NAME_FK, fk->columns,
			  fk->n_columns);
	}
	for (uint32_t i = 0; i < table->n_indexes; i++)
		name_index(lowering, table, table->indexes[i]);
	for (uint32_t i = 0; i < table->n_checks; i++)
		name_check(lowering, table, table->checks[i]);
}

/* Tables and indexes share one space of names in a schema; constraints one in a table. */
struct taken {
	const char *schema;
	const char *table;
	const char *name;
	const struct ddlect_pos *pos;
};

struct taken_list {
	struct taken *items;
	size_t n;
	size_t room;
	bool broken;
};

static void take(struct taken_list *list, const struct ddlect_table *table,
		 const char *name, const struct ddlect_pos *pos)
{
	if (!name)
		return;
	if (list->n == list->room) {
		size_t room = list->room ? list->room * 2 : 256;
		struct taken *items = realloc(list->items, room * sizeof(*items));
		if (!items) {
			list->broken = true;
			return;
		}
		list->items = items;
		list->room = room;
	}
	list->items[list->n++] = (struct taken){table->schema ? table->schema : "",
						table->name, name, pos};
}

static int taken_order(const void *a, const void *b)
{
	const struct taken *left = a;
	const struct taken *right = b;
	int order = strcmp(left->schema, right->schema);
	if (order == 0)
		order = strcmp(left->name, right->name);
	return order ? order : strcmp(left->table, right->table);
}

static void take_table(struct pg_lowering *lowering, struct taken_list *list,
		       const struct ddlect_table *table)
{
	take(list, table, table->name, &table->pos);
	if (table->primary)
		take(list, table, table->primary->name, &table->primary->pos);
	for (uint32_t i = 0; i < table->n_uniques; i++)
		take(list, table, table->uniques[i]->name, &table->uniques[i]->pos);
	for (uint32_t i = 0; i < table->n_indexes; i++)
		take(list, table, table->indexes[i]->name, &table->indexes[i]->pos);
	for (uint32_t i = 0; i < table->n_columns; i++)
		if (table->columns[i]->identity != DDLECT_IDENTITY_NONE)
			take(list, table,
			     pg_sequence_name(lowering, table, table->columns[i]),
			     &table->columns[i]->pos);
}

/* Foreign keys and checks against each other and against the keys of their table. */
static void check_constraints(struct pg_lowering *lowering,
			      const struct ddlect_table *table)
{
	struct taken_list list = {0};
	if (table->n_fks + table->n_checks == 0)
		return;
	if (table->primary)
		take(&list, table, table->primary->name, &table->primary->pos);
	for (uint32_t i = 0; i < table->n_uniques; i++)
		take(&list, table, table->uniques[i]->name, &table->uniques[i]->pos);
	size_t keys = list.n;
	for (uint32_t i = 0; i < table->n_fks; i++)
		take(&list, table, table->fks[i]->name, &table->fks[i]->pos);
	for (uint32_t i = 0; i < table->n_checks; i++)
		take(&list, table, table->checks[i]->name, &table->checks[i]->pos);
	for (size_t i = keys; i < list.n; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(list.items[i].name, list.items[j].name) == 0)
				pg_wrong(lowering, list.items[i].pos,
					 "table %s has two constraints with the name %s: "
					 "rename one of them",
					 table->name, list.items[i].name);
	lowering->no_memory = lowering->no_memory || list.broken;
	free(list.items);
}

void pg_check_names(struct pg_lowering *lowering)
{
	struct taken_list list = {0};
	if (!lowering->given) /* the names that are made differ from all others */
		return;
	for (uint32_t i = 0; i < lowering->out->n_tables; i++) {
		take_table(lowering, &list, lowering->out->tables[i]);
		check_constraints(lowering, lowering->out->tables[i]);
	}
	if (list.n > 0)
		qsort(list.items, list.n, sizeof(*list.items), taken_order);
	for (size_t i = 1; i < list.n; i++) {
		const struct taken *a = &list.items[i - 1];
		const struct taken *b = &list.items[i];
		if (strcmp(a->schema, b->schema) == 0 && strcmp(a->name, b->name) == 0)
			pg_wrong(lowering, b->pos,
				 "the name %s is used in table %s and in table %s: "
				 "tables, keys, indexes and sequences of a schema need "
				 "names of their own, so rename one of them",
				 b->name, a->table, b->table);
	}
	lowering->no_memory = lowering->no_memory || list.broken;
	free(list.items);
}
