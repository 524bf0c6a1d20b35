/* SPDX-License-Identifier: Apache-2.0 */
/* Toy: what it starts with, and all that it holds as text. See toy.h. */
#include "core/base/buf.h"
#include "core/model/name.h"
#include "core/model/same.h"
#include "core/model/schema.h"
#include "tests/lib/toy.h"
#include "tests/unit/test.h"

static void add_space(struct ddlect_schema *schema, const char *name)
{
	for (uint32_t i = 0; i < schema->n_namespaces; i++)
		if (same_text(schema->namespaces[i]->name, name))
			return;
	if (name)
		CHECK(namespace_add(schema, name));
}

void toy_init(struct toy *toy, struct arena *arena, const struct ddlect_schema *schema)
{
	*toy = (struct toy){.arena = arena, .state = schema_new(arena)};
	CHECK(toy->state && schema_copy(toy->state, schema) == 0);
	for (uint32_t i = 0; i < schema->n_tables; i++)
		add_space(toy->state, schema->tables[i]->schema);
	for (uint32_t i = 0; i < schema->n_enums; i++)
		add_space(toy->state, schema->enums[i]->schema);
}

#define LONGEST_NAME 63

static void name_key(struct ddlect_schema *schema, const struct ddlect_table *table,
		     struct ddlect_key *key, uint32_t kind)
{
	if (key && !key->name)
		key->name = name_make(schema, table, kind, key->columns, key->n_columns,
				      LONGEST_NAME);
}

void toy_lower(struct ddlect_schema *schema)
{
	for (uint32_t t = 0; t < schema->n_tables; t++) {
		struct ddlect_table *table = schema->tables[t];
		name_key(schema, table, table->primary, NAME_PRIMARY);
		for (uint32_t i = 0; i < table->n_uniques; i++)
			name_key(schema, table, table->uniques[i], NAME_UNIQUE);
		for (uint32_t i = 0; i < table->n_fks; i++) {
			struct ddlect_fk *fk = table->fks[i];
			if (!fk->name)
				fk->name = name_make(schema, table, NAME_FK, fk->columns,
						     fk->n_columns, LONGEST_NAME);
		}
		for (uint32_t i = 0; i < table->n_indexes; i++)
			if (!table->indexes[i]->name)
				table->indexes[i]->name = name_make(
					schema, table, NAME_INDEX, NULL, 0, LONGEST_NAME);
		for (uint32_t i = 0; i < table->n_checks; i++)
			if (!table->checks[i]->name)
				table->checks[i]->name = name_make(
					schema, table, NAME_CHECK, NULL, 0, LONGEST_NAME);
	}
}

struct dump {
	struct arena *arena;
	struct ddlect_buf line;
	const char **lines;
	uint32_t n;
	bool names;
	const struct ddlect_table *table;
};

static void word(struct dump *dump, const char *text)
{
	buf_raw(&dump->line, " ", 1);
	if (text)
		buf_ident(&dump->line, text);
	else
		buf_text(&dump->line, "-");
}

static void number(struct dump *dump, long long n)
{
	buf_printf(&dump->line, " %lld", n);
}

static void words(struct dump *dump, const char *const *list, uint32_t n)
{
	number(dump, n);
	for (uint32_t i = 0; i < n; i++)
		word(dump, list[i]);
}

static void begin(struct dump *dump, const char *what, const char *name)
{
	buf_reset(&dump->line);
	buf_text(&dump->line, what);
	if (dump->table) {
		word(dump, dump->table->schema);
		word(dump, dump->table->name);
	}
	word(dump, name);
}

static void end(struct dump *dump)
{
	const char *line = arena_text(dump->arena, dump->line.text, dump->line.length);
	void *list = arena_grow(dump->arena, dump->lines, dump->n, sizeof(*dump->lines));
	CHECK(line && list);
	dump->lines = list;
	dump->lines[dump->n++] = line;
}

static void dump_attrs(struct dump *dump, struct ddlect_attr *const *attrs, uint32_t n,
		       const char *column)
{
	for (uint32_t i = 0; i < n; i++) {
		begin(dump, "attr", attrs[i]->key);
		word(dump, column);
		word(dump, attrs[i]->value);
		end(dump);
	}
}

static void dump_column(struct dump *dump, const struct ddlect_column *column)
{
	const struct ddlect_type *type = column->type;
	begin(dump, "column", column->name);
	number(dump, type->kind);
	number(dump, type->dims);
	number(dump, type->precision);
	number(dump, type->scale);
	word(dump, type->schema);
	word(dump, type->name);
	word(dump, column->default_text);
	word(dump, column->comment);
	word(dump, column->collation);
	word(dump, column->generated);
	word(dump, column->identity_options);
	number(dump, column->default_kind);
	number(dump, column->identity);
	number(dump, column->generated_kind);
	number(dump, column->not_null);
	end(dump);
	dump_attrs(dump, column->attrs, column->n_attrs, column->name);
}

static void dump_key(struct dump *dump, const char *what, const struct ddlect_key *key)
{
	begin(dump, what, dump->names ? key->name : NULL);
	words(dump, key->columns, key->n_columns);
	words(dump, key->include, key->n_include);
	word(dump, key->comment);
	number(dump, key->flags);
	end(dump);
}

static void dump_fk(struct dump *dump, const struct ddlect_fk *fk)
{
	begin(dump, "fk", dump->names ? fk->name : NULL);
	words(dump, fk->columns, fk->n_columns);
	word(dump, fk->ref_schema);
	word(dump, fk->ref_table);
	words(dump, fk->ref_columns, fk->n_columns);
	word(dump, fk->via);
	word(dump, fk->set_columns);
	word(dump, fk->comment);
	number(dump, fk->flags);
	number(dump, fk->on_delete);
	number(dump, fk->on_update);
	end(dump);
}

static void dump_index(struct dump *dump, const struct ddlect_index *index)
{
	begin(dump, "index", dump->names ? index->name : NULL);
	word(dump, index->method);
	for (uint32_t i = 0; i < index->n_parts; i++) {
		word(dump, index->parts[i]->column);
		word(dump, index->parts[i]->expr);
		number(dump, index->parts[i]->flags);
	}
	words(dump, index->include, index->n_include);
	word(dump, index->predicate);
	word(dump, index->comment);
	number(dump, index->flags);
	end(dump);
}

static void dump_check(struct dump *dump, const struct ddlect_check *check)
{
	begin(dump, "check", dump->names ? check->name : NULL);
	word(dump, check->expr);
	word(dump, check->comment);
	number(dump, check->flags);
	end(dump);
}

static void dump_table(struct dump *dump, const struct ddlect_table *table)
{
	dump->table = table;
	begin(dump, "table", NULL);
	word(dump, table->comment);
	end(dump);
	for (uint32_t i = 0; i < table->n_columns; i++)
		dump_column(dump, table->columns[i]);
	if (table->primary)
		dump_key(dump, "primary", table->primary);
	for (uint32_t i = 0; i < table->n_uniques; i++)
		dump_key(dump, "unique", table->uniques[i]);
	for (uint32_t i = 0; i < table->n_fks; i++)
		dump_fk(dump, table->fks[i]);
	for (uint32_t i = 0; i < table->n_indexes; i++)
		dump_index(dump, table->indexes[i]);
	for (uint32_t i = 0; i < table->n_checks; i++)
		dump_check(dump, table->checks[i]);
	dump_attrs(dump, table->attrs, table->n_attrs, NULL);
	dump->table = NULL;
}

static void dump_rest(struct dump *dump, const struct ddlect_schema *schema)
{
	for (uint32_t i = 0; i < schema->n_namespaces; i++) {
		begin(dump, "namespace", schema->namespaces[i]->name);
		end(dump);
	}
	for (uint32_t i = 0; i < schema->n_enums; i++) {
		const struct ddlect_enum *e = schema->enums[i];
		begin(dump, "enum", e->name);
		word(dump, e->schema);
		word(dump, e->comment);
		words(dump, e->values, e->n_values);
		end(dump);
	}
	for (uint32_t i = 0; i < schema->n_routines; i++) {
		begin(dump, "routine", schema->routines[i]->name);
		word(dump, schema->routines[i]->body);
		end(dump);
	}
}

static int line_order(const void *a, const void *b)
{
	const char *const *left = a;
	const char *const *right = b;
	return strcmp(*left, *right);
}

const char *toy_dump(struct arena *arena, const struct ddlect_schema *schema,
		     bool constraint_names)
{
	struct dump dump = {.arena = arena, .names = constraint_names};
	buf_init(&dump.line);
	for (uint32_t i = 0; i < schema->n_tables; i++)
		dump_table(&dump, schema->tables[i]);
	dump_rest(&dump, schema);
	if (dump.n > 1)
		qsort(dump.lines, dump.n, sizeof(*dump.lines), line_order);
	buf_reset(&dump.line);
	for (uint32_t i = 0; i < dump.n; i++)
		buf_printf(&dump.line, "%s\n", dump.lines[i]);
	const char *text = arena_text(arena, dump.line.text, dump.line.length);
	CHECK(text && !buf_broken(&dump.line));
	buf_clear(&dump.line);
	return text;
}
