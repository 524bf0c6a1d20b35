/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random schemas: see random_schema.h. Running out of memory ends the test. No expression
 * draws twice: compilers differ in which of two arguments they compute first.
 */
#include "core/base/buf.h"
#include "core/base/utf8.h"
#include "core/model/schema.h"
#include "tests/lib/random_schema.h"
#include "tests/unit/test.h"

#define LONGEST_NAME 63

/* SplitMix64: small, and every seed is a good one. */
static uint64_t next(struct random *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15ull;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

uint32_t random_below(struct random *r, uint32_t n)
{
	return n ? (uint32_t)(next(r) >> 33) % n : 0;
}

bool random_chance(struct random *r, uint32_t percent)
{
	return random_below(r, 100) < percent;
}

bool random_has(const struct random *r, uint32_t feature)
{
	return r->features & feature;
}

static const char *const weird[] = {
	"Mixed Case",  "qu\"ote", "apos'trophe", "new\nline", "tab\there", "per%cent %s",
	"back\\slash", "select",  "user",	 "Order By",  "-- dashes", "/* star",
	"semi;colon",  "$1",	  "$$dollar$$",	 "ünïcødé",   "日本語",	   "emoji😀",
	" lead",       "trail ",  "dot.dot",	 "(paren",    "a,b",	   "E'\\n",
	"UPPER",       "table",	  "null",	 "0digit",    "\177del",   "{brace}",
};

#define N_WEIRD (sizeof(weird) / sizeof(weird[0]))

const char *random_name(struct random *r, const char *stem)
{
	struct ddlect_buf name;
	buf_init(&name);
	if (random_has(r, RANDOM_WEIRD) && random_chance(r, 50))
		stem = weird[random_below(r, N_WEIRD)];
	buf_printf(&name, "%s_%u", stem, ++r->serial);
	if (random_has(r, RANDOM_LONG) && random_chance(r, 15)) {
		while (name.length < LONGEST_NAME)
			buf_text(&name, random_chance(r, 20) ? "ö" : "x");
		name.length = utf8_cut(name.text, LONGEST_NAME);
	}
	const char *copy = schema_bytes(r->schema, name.text, name.length);
	CHECK(copy && !buf_broken(&name));
	buf_clear(&name);
	return copy;
}

const char *random_comment(struct random *r)
{
	if (!random_has(r, RANDOM_COMMENTS) || random_chance(r, 70))
		return NULL;
	return random_name(r, "what it's for; with a 'quote'");
}

static const char *given_name(struct random *r)
{
	return random_has(r, RANDOM_NAMED) && random_chance(r, 20)
		       ? random_name(r, "given")
		       : NULL;
}

const char *random_expr(struct random *r, const char *format, const char *name)
{
	struct ddlect_buf text;
	buf_init(&text);
	for (; *format; format++) {
		if (*format == '@')
			buf_ident(&text, name);
		else
			buf_raw(&text, format, 1);
	}
	const char *copy = schema_bytes(r->schema, text.text, text.length);
	CHECK(copy && !buf_broken(&text));
	buf_clear(&text);
	return copy;
}

static const struct ddlect_type *random_type(struct random *r)
{
	struct ddlect_type type = {.precision = -1, .scale = -1};
	type.kind = 1 + random_below(r, DDLECT_TYPE_COUNT - 1);
	if (random_chance(r, 40)) /* the kinds that expressions are made of */
		type.kind = random_chance(r, 50) ? DDLECT_TYPE_INT : DDLECT_TYPE_STRING;
	if (type.kind == DDLECT_TYPE_ENUM && !r->schema->n_enums)
		type.kind = DDLECT_TYPE_STRING;
	if (type.kind == DDLECT_TYPE_ENUM) {
		const struct ddlect_enum *e =
			r->schema->enums[random_below(r, r->schema->n_enums)];
		type.schema = e->schema;
		type.name = e->name;
	} else if (type.kind == DDLECT_TYPE_VARCHAR && random_chance(r, 80)) {
		type.precision = 1 + (int32_t)random_below(r, 200);
	} else if (type.kind == DDLECT_TYPE_NUMERIC && random_chance(r, 70)) {
		type.precision = 6 + (int32_t)random_below(r, 20);
		type.scale = (int32_t)random_below(r, 6);
	} else if (type.kind >= DDLECT_TYPE_TIMESTAMP &&
		   type.kind <= DDLECT_TYPE_INTERVAL && type.kind != DDLECT_TYPE_DATE &&
		   random_chance(r, 20)) {
		type.precision = (int32_t)random_below(r, 7);
	}
	type.dims = random_has(r, RANDOM_ARRAYS) && random_chance(r, 8);
	const struct ddlect_type *got = type_get(r->schema, &type);
	CHECK(got);
	return got;
}

static void set_default(struct random *r, struct ddlect_column *column, uint8_t kind,
			const char *text)
{
	column->default_kind = kind;
	column->default_text = schema_text(r->schema, text);
	CHECK(column->default_text);
}

void random_default(struct random *r, struct ddlect_column *column)
{
	const struct ddlect_type *type = column->type;
	const struct ddlect_enum *e = NULL;
	column->default_kind = DDLECT_DEFAULT_NONE;
	column->default_text = NULL;
	if (column->identity || column->generated || type->dims)
		return;
	switch (type->kind) {
	case DDLECT_TYPE_BOOL:
		set_default(r, column, DDLECT_DEFAULT_BOOL,
			    random_chance(r, 50) ? "true" : "false");
		break;
	case DDLECT_TYPE_SMALLINT:
	case DDLECT_TYPE_INT:
	case DDLECT_TYPE_BIGINT:
		set_default(r, column, DDLECT_DEFAULT_NUMBER,
			    random_chance(r, 50) ? "42" : "-7");
		break;
	case DDLECT_TYPE_STRING:
		set_default(r, column, DDLECT_DEFAULT_STRING,
			    weird[random_below(r, N_WEIRD)]);
		break;
	case DDLECT_TYPE_TIMESTAMP:
	case DDLECT_TYPE_TIMESTAMPTZ:
		set_default(r, column, DDLECT_DEFAULT_EXPR, "now()");
		break;
	case DDLECT_TYPE_ENUM:
		e = enum_find(r->schema, type->schema, type->name);
		CHECK(e && e->n_values);
		set_default(r, column, DDLECT_DEFAULT_STRING,
			    e->values[random_below(r, e->n_values)]);
		break;
	default:
		break;
	}
}

static bool has_identity(const struct ddlect_table *table)
{
	for (uint32_t i = 0; i < table->n_columns; i++)
		if (table->columns[i]->identity)
			return true;
	return false;
}

static bool is_integer(const struct ddlect_type *type)
{
	return !type->dims &&
	       (type->kind == DDLECT_TYPE_SMALLINT || type->kind == DDLECT_TYPE_INT ||
		type->kind == DDLECT_TYPE_BIGINT);
}

struct ddlect_column *random_column(struct random *r, struct ddlect_table *table)
{
	const struct ddlect_type *type = random_type(r);
	struct ddlect_column *column =
		column_add(r->schema, table, random_name(r, "col"), type);
	CHECK(column);
	column->not_null = random_chance(r, 40);
	column->comment = random_comment(r);
	if (random_has(r, RANDOM_IDENTITY) && is_integer(column->type) &&
	    !has_identity(table) && random_chance(r, 30)) {
		column->identity = random_chance(r, 50) ? DDLECT_IDENTITY_ALWAYS
							: DDLECT_IDENTITY_BY_DEFAULT;
		column->not_null = 1;
	} else if (random_chance(r, 30)) {
		random_default(r, column);
	}
	return column;
}

/* A random column that passes; NULL: none of a few that were tried. */
static struct ddlect_column *pick(struct random *r, const struct ddlect_table *table,
				  bool (*fits)(const struct ddlect_column *column))
{
	for (int try = 0; try < 8 && table->n_columns; try++) {
		struct ddlect_column *column =
			table->columns[random_below(r, table->n_columns)];
		if (fits(column))
			return column;
	}
	return NULL;
}

static bool is_number(const struct ddlect_column *column)
{
	return !column->generated && !column->type->dims &&
	       (column->type->kind == DDLECT_TYPE_INT ||
		column->type->kind == DDLECT_TYPE_BIGINT);
}

static bool is_string(const struct ddlect_column *column)
{
	return !column->generated && !column->type->dims &&
	       column->type->kind == DDLECT_TYPE_STRING;
}

static bool is_plain_enum(const struct ddlect_column *column)
{
	return !column->generated && !column->type->dims &&
	       column->type->kind == DDLECT_TYPE_ENUM;
}

/* What a B-tree takes. */
static bool is_ordered(const struct ddlect_column *column)
{
	return column->type->kind != DDLECT_TYPE_JSON && !column->generated;
}

static bool is_indexable(const struct ddlect_column *column)
{
	return column->type->kind != DDLECT_TYPE_JSON;
}

void random_generated(struct random *r, struct ddlect_table *table)
{
	if (!random_has(r, RANDOM_GENERATED))
		return;
	bool number = random_chance(r, 50);
	const struct ddlect_column *base = pick(r, table, number ? is_number : is_string);
	if (!base)
		return;
	struct ddlect_type type = {.kind = number ? DDLECT_TYPE_BIGINT
						  : DDLECT_TYPE_STRING,
				   .precision = -1,
				   .scale = -1};
	struct ddlect_column *column = column_add(r->schema, table, random_name(r, "gen"),
						  type_get(r->schema, &type));
	CHECK(column);
	column->generated_kind = DDLECT_GENERATED_STORED;
	column->generated = random_expr(
		r, number ? (random_chance(r, 50) ? "@ * 2" : "@ + 1") : "lower(@)",
		base->name);
	column->comment = random_comment(r);
}

static bool key_has(const struct ddlect_key *key, const char *name)
{
	for (uint32_t i = 0; i < key->n_columns; i++)
		if (strcmp(key->columns[i], name) == 0)
			return true;
	return false;
}

static struct ddlect_key *fill_key(struct random *r, const struct ddlect_table *table,
				   struct ddlect_key *key)
{
	uint32_t n = 1 + random_below(r, 3);
	CHECK(key);
	for (uint32_t i = 0; i < n; i++) {
		const struct ddlect_column *column = pick(r, table, is_ordered);
		if (column && !key_has(key, column->name))
			CHECK(string_add(r->schema, &key->columns, &key->n_columns,
					 column->name) == 0);
	}
	if (random_has(r, RANDOM_INCLUDE) && random_chance(r, 15)) {
		const struct ddlect_column *column = pick(r, table, is_ordered);
		if (column && !key_has(key, column->name))
			CHECK(string_add(r->schema, &key->include, &key->n_include,
					 column->name) == 0);
	}
	key->comment = random_comment(r);
	return key;
}

static bool key_equals(const struct ddlect_key *a, const struct ddlect_key *b)
{
	if (!a || a == b || a->n_columns != b->n_columns)
		return false;
	for (uint32_t i = 0; i < a->n_columns; i++)
		if (strcmp(a->columns[i], b->columns[i]) != 0)
			return false;
	return true;
}

/* Servers take two keys of the same columns for one, at times. */
static bool key_repeats(const struct ddlect_table *table, const struct ddlect_key *key)
{
	if (key_equals(table->primary, key))
		return true;
	for (uint32_t i = 0; i < table->n_uniques; i++)
		if (key_equals(table->uniques[i], key))
			return true;
	return false;
}

void random_primary(struct random *r, struct ddlect_table *table)
{
	struct ddlect_key *key = fill_key(r, table, key_new(r->schema, given_name(r)));
	if (!key->n_columns || key_repeats(table, key))
		return;
	table->primary = key;
	for (uint32_t i = 0; i < table->n_columns; i++)
		if (key_has(key, table->columns[i]->name))
			table->columns[i]->not_null = 1;
	for (uint32_t i = 0; i < table->n_fks; i++) {
		struct ddlect_fk *fk = table->fks[i];
		for (uint32_t j = 0; j < fk->n_columns; j++)
			if (key_has(key, fk->columns[j]))
				fk->on_delete = fk->on_update = DDLECT_ACTION_CASCADE;
	}
}

void random_unique(struct random *r, struct ddlect_table *table)
{
	struct ddlect_key *key =
		fill_key(r, table, unique_add(r->schema, table, given_name(r)));
	if (!key->n_columns || key_repeats(table, key)) {
		table->n_uniques--;
		return;
	}
	if (random_has(r, RANDOM_NEWER) && random_chance(r, 15))
		key->flags |= DDLECT_KEY_NULLS_NOT_DISTINCT;
	if (random_has(r, RANDOM_DEFERRABLE) && random_chance(r, 10))
		key->flags |= DDLECT_KEY_DEFERRABLE;
	if ((key->flags & DDLECT_KEY_DEFERRABLE) && random_chance(r, 50))
		key->flags |= DDLECT_KEY_INITIALLY_DEFERRED;
}

static struct ddlect_part *random_part(struct random *r, struct ddlect_table *table,
				       struct ddlect_index *index)
{
	const struct ddlect_column *column = NULL;
	if (random_has(r, RANDOM_EXPRESSIONS) && random_chance(r, 20)) {
		bool number = random_chance(r, 50);
		column = pick(r, table, number ? is_number : is_string);
		if (column)
			return part_add(r->schema, index, NULL,
					random_expr(r, number ? "(@ % 10)" : "lower(@)",
						    column->name));
	}
	column = pick(r, table, is_indexable);
	return column ? part_add(r->schema, index, column->name, NULL) : NULL;
}

static const char *random_predicate(struct random *r, const struct ddlect_table *table)
{
	const struct ddlect_column *column = pick(r, table, is_number);
	if (column && random_chance(r, 50))
		return random_expr(r, "@ > 5", column->name);
	column = pick(r, table, is_ordered);
	return column ? random_expr(r, "@ IS NOT NULL", column->name) : NULL;
}

void random_index(struct random *r, struct ddlect_table *table)
{
	struct ddlect_index *index = index_add(r->schema, table, given_name(r));
	CHECK(index);
	for (uint32_t n = 1 + random_below(r, 3); n > 0; n--) {
		struct ddlect_part *part = random_part(r, table, index);
		if (part)
			part->flags = random_chance(r, 70) ? 0 : random_below(r, 4);
	}
	if (!index->n_parts) {
		table->n_indexes--;
		return;
	}
	if (random_chance(r, 15))
		index->flags |= DDLECT_INDEX_UNIQUE;
	if (random_has(r, RANDOM_EXPRESSIONS) && random_chance(r, 20))
		index->predicate = random_predicate(r, table);
	const struct ddlect_column *carried = pick(r, table, is_ordered);
	for (uint32_t i = 0; i < index->n_parts && carried; i++)
		if (index->parts[i]->column &&
		    strcmp(index->parts[i]->column, carried->name) == 0)
			carried = NULL;
	if (random_has(r, RANDOM_INCLUDE) && carried && random_chance(r, 15))
		CHECK(string_add(r->schema, &index->include, &index->n_include,
				 carried->name) == 0);
	index->comment = random_comment(r);
}

/* A literal of an enum's value, as `@ <> 'value'`. */
static const char *enum_check(struct random *r, const struct ddlect_column *column)
{
	const struct ddlect_enum *e =
		enum_find(r->schema, column->type->schema, column->type->name);
	struct ddlect_buf text;
	buf_init(&text);
	buf_ident(&text, column->name);
	buf_text(&text, " <> ");
	buf_literal(&text, e->values[random_below(r, e->n_values)]);
	const char *copy = schema_bytes(r->schema, text.text, text.length);
	CHECK(copy && !buf_broken(&text));
	buf_clear(&text);
	return copy;
}

void random_check(struct random *r, struct ddlect_table *table)
{
	static bool (*const kinds[])(const struct ddlect_column *column) = {
		is_number, is_string, is_plain_enum};
	static const char *const exprs[] = {"@ >= 0", "@ <> ''", NULL};
	uint32_t kind = random_below(r, 3);
	const struct ddlect_column *column = pick(r, table, kinds[kind]);
	if (!random_has(r, RANDOM_EXPRESSIONS) || !column)
		return;
	const char *expr = exprs[kind] ? random_expr(r, exprs[kind], column->name)
				       : enum_check(r, column);
	struct ddlect_check *check = check_add(r->schema, table, given_name(r), expr);
	CHECK(check);
	check->comment = random_comment(r);
}

static bool fits_fk(const struct ddlect_key *key)
{
	return !(key->flags & DDLECT_KEY_DEFERRABLE);
}

static const struct ddlect_key *random_key_of(struct random *r,
					      const struct ddlect_table *table)
{
	uint32_t n = table->n_uniques + (table->primary != NULL);
	uint32_t i = random_below(r, n);
	if (!n)
		return NULL;
	const struct ddlect_key *key =
		i < table->n_uniques ? table->uniques[i] : table->primary;
	return fits_fk(key) ? key : NULL;
}

static bool is_not_null(const struct ddlect_table *table, const struct ddlect_fk *fk)
{
	for (uint32_t i = 0; i < fk->n_columns; i++)
		if (column_find(table, fk->columns[i])->not_null)
			return true;
	return false;
}

static uint8_t random_action(struct random *r, bool not_null)
{
	uint8_t action =
		random_chance(r, 50) ? DDLECT_ACTION_NONE : (uint8_t)random_below(r, 5);
	if (not_null && action >= DDLECT_ACTION_SET_NULL)
		return DDLECT_ACTION_CASCADE;
	return action;
}

/* New columns of the right types, mostly; a table is rarely its own neighbour. */
static void fk_columns(struct random *r, struct ddlect_table *table, struct ddlect_fk *fk,
		       const struct ddlect_table *target, const struct ddlect_key *key)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < key->n_columns; i++) {
		const struct ddlect_column *ref = column_find(target, key->columns[i]);
		struct ddlect_column *column =
			column_add(r->schema, table, random_name(r, "ref"), ref->type);
		CHECK(column);
		column->not_null = random_chance(r, 20);
		CHECK(string_add(r->schema, &fk->columns, &fk->n_columns, column->name) ==
			      0 &&
		      string_add(r->schema, &fk->ref_columns, &n, ref->name) == 0);
	}
}

/* `time(1)[]` and its like: no server can check the rows of a reference over them. */
static bool has_precise_array(const struct ddlect_table *table,
			      const struct ddlect_key *key)
{
	for (uint32_t i = 0; i < key->n_columns; i++) {
		const struct ddlect_type *type =
			column_find(table, key->columns[i])->type;
		if (type->dims > 0 && type->precision >= 0)
			return true;
	}
	return false;
}

void random_fk(struct random *r, struct ddlect_table *table)
{
	if (!random_has(r, RANDOM_FKS))
		return;
	const struct ddlect_table *target =
		r->schema->tables[random_below(r, r->schema->n_tables)];
	const struct ddlect_key *key = random_key_of(r, target);
	if (!key || has_precise_array(target, key))
		return;
	struct ddlect_fk *fk = fk_add(r->schema, table, given_name(r));
	CHECK(fk);
	fk->ref_schema = target->schema;
	fk->ref_table = target->name;
	fk_columns(r, table, fk, target, key);
	fk->on_delete = random_action(r, is_not_null(table, fk));
	fk->on_update = random_action(r, is_not_null(table, fk));
	fk->comment = random_comment(r);
	if (random_has(r, RANDOM_DEFERRABLE) && random_chance(r, 20))
		fk->flags |= DDLECT_FK_DEFERRABLE;
	if ((fk->flags & DDLECT_FK_DEFERRABLE) && random_chance(r, 50))
		fk->flags |= DDLECT_FK_INITIALLY_DEFERRED;
}

static const char *random_space(struct random *r)
{
	uint32_t n = r->schema->n_namespaces;
	return n && random_chance(r, 50) ? r->schema->namespaces[random_below(r, n)]->name
					 : NULL;
}

struct ddlect_enum *random_enum(struct random *r)
{
	const char *name = random_name(r, "kind");
	struct ddlect_enum *e = enum_add(r->schema, random_space(r), name);
	CHECK(e);
	for (uint32_t n = 1 + random_below(r, 5); n > 0; n--)
		CHECK(string_add(r->schema, &e->values, &e->n_values,
				 random_name(r, "value")) == 0);
	e->comment = random_comment(r);
	return e;
}

struct ddlect_table *random_table(struct random *r)
{
	const char *name = random_name(r, "table");
	struct ddlect_table *table = table_add(r->schema, random_space(r), name);
	CHECK(table);
	table->comment = random_comment(r);
	for (uint32_t n = 1 + random_below(r, 7); n > 0; n--)
		random_column(r, table);
	if (random_chance(r, 40))
		random_generated(r, table);
	if (random_chance(r, 75))
		random_primary(r, table);
	for (uint32_t n = random_below(r, 3); n > 0; n--)
		random_unique(r, table);
	for (uint32_t n = random_below(r, 3); n > 0; n--)
		random_index(r, table);
	for (uint32_t n = random_below(r, 3); n > 0; n--)
		random_check(r, table);
	return table;
}

struct ddlect_schema *random_schema(struct arena *arena, uint64_t seed, uint32_t features)
{
	struct random r = {.state = seed, .features = features};
	r.schema = schema_new(arena);
	CHECK(r.schema);
	for (uint32_t n = random_below(&r, 3); random_has(&r, RANDOM_NAMESPACES) && n > 0;
	     n--)
		CHECK(namespace_add(r.schema, random_name(&r, "space")));
	for (uint32_t n = random_below(&r, 4); random_has(&r, RANDOM_ENUMS) && n > 0; n--)
		random_enum(&r);
	for (uint32_t n = 1 + random_below(&r, 6); n > 0; n--)
		random_table(&r);
	for (uint32_t i = 0; i < r.schema->n_tables; i++)
		for (uint32_t n = random_below(&r, 3); n > 0; n--)
			random_fk(&r, r.schema->tables[i]);
	return r.schema;
}
