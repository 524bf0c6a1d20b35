/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz target of the DBML reader and writer. Whatever the bytes: reading them ends, and
 * when they are a schema, what the writer makes of it reads back and is written the same.
 * */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/declare/dbml_write.h"
#include "core/declare/declare.h"
#include "core/model/schema.h"
#include "tests/fuzz/fuzz.h"

/* No file of that directory can be used by another one. */
#define PATH "/nonexistent/fuzz.dbml"

static unsigned long long n_schemas;

static struct ddlect_schema *read_text(struct arena *arena, const char *text, size_t size,
				       struct diags *diags)
{
	struct ddlect_err err;
	diags_init(diags, arena);
	return dbml_read_text(arena, PATH, text, size, diags, &err);
}

static void fail(const char *what, const char *text, const struct diags *diags)
{
	fprintf(stderr, "%s\n%s\n", what, text);
	for (uint32_t i = 0; diags && i < diags->n; i++)
		fprintf(stderr, "%u:%u: %s\n", diags->list[i]->pos.line,
			diags->list[i]->pos.column, diags->list[i]->message);
	abort();
}

/* Write it, read that, write it again: the same. */
static void check_round(const struct ddlect_schema *schema)
{
	struct ddlect_err err;
	struct ddlect_buf first;
	struct ddlect_buf second;
	struct arena arena;
	struct diags diags;
	arena_init(&arena);
	buf_init(&first);
	buf_init(&second);
	if (dbml_write(&first, schema, NULL, &err) < 0)
		fail("can't be written", err.text, NULL);
	const struct ddlect_schema *again =
		read_text(&arena, first.text, first.length, &diags);
	if (!again)
		fail("what was written can't be read", first.text, &diags);
	else if (dbml_write(&second, again, NULL, &err) < 0)
		fail("can't be written again", err.text, NULL);
	if (strcmp(first.text, second.text) != 0) {
		fprintf(stderr, "%s\n", second.text);
		fail("is written in another way than", first.text, NULL);
	}
	buf_clear(&first);
	buf_clear(&second);
	arena_clear(&arena);
}

/* Two of one name: the reader leaves those to the checks of the model. */
static bool has_twins(const struct ddlect_schema *schema)
{
	for (uint32_t i = 0; i < schema->n_enums; i++) {
		const struct ddlect_enum *e = schema->enums[i];
		if (enum_find(schema, e->schema, e->name) != e)
			return true;
	}
	for (uint32_t t = 0; t < schema->n_tables; t++) {
		const struct ddlect_table *table = schema->tables[t];
		if (table_find(schema, table->schema, table->name) != table)
			return true;
		for (uint32_t i = 0; i < table->n_columns; i++)
			if (column_find(table, table->columns[i]->name) !=
			    table->columns[i])
				return true;
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct diags diags;
	arena_init(&arena);
	const struct ddlect_schema *schema =
		read_text(&arena, (const char *)data, size, &diags);
	n_schemas += schema != NULL;
	if (schema && !has_twins(schema))
		check_round(schema);
	else if (!schema && !diags.n_errors)
		abort(); /* refused without a word */
	arena_clear(&arena);
	return 0;
}

void fuzz_report(void)
{
	printf("%llu of them were schemas\n", n_schemas);
}

const char *const fuzz_seeds[] = {
	"Project p { version: '1'\n convention: 'c'\n owns: 'a_*'\n enums: 'e [note: "
	"`x`]' }",
	"Table a.b as c [note: 'x', headercolor: #fff, k: 'v'] { id int [pk, not null]\n"
	" x varchar(10) [unique, default: 'a', check: `x > 1`, ref: > a.b.id]\n ~p\n"
	" indexes { (id, x) [unique, name: 'n']\n `lower(x)` [type: gin]\n }\n"
	" checks { `a` [name: 'b'] }\n Note: '''\n  a\n   b\n ''' }\n"
	"TablePartial p { z \"double precision\"[] [default: `now()`] }",
	"Enum s.e { a [note: 'x']\n \"b c\" }\nTable t { a s.e [default: s.e.a] }",
	"Table t { a int\n b int }\nTable u { a int\n b int }\n"
	"Ref n: t.(a, b) > u.(a, b) [delete: cascade, update: set null]\n"
	"Metadata Table t { indexes: '''\n  x (a, `b`) [add, unique, where: `a > "
	"1`]\n'''\n"
	"refs: 'n [deferrable, set: \"(a)\"]' }\nMetadata Column t.a { identity: "
	"'always' }",
	"TableGroup g { t }\nTable t { a int\n records (a) { 1, 'x', null } }\n"
	"Note n { 'x' }\nDiagramView v { Tables { * } }\nDep: t -> u\nrecords t(a) { 1 }",
	"use { table a as b\n enum c } from './x'\nreuse * from '../y' // z\n/* w */",
	NULL};

const char *const fuzz_words[] = {"Table ",
				  "Enum ",
				  "Ref ",
				  "Project ",
				  "TablePartial ",
				  "Metadata Table ",
				  "indexes {",
				  "}",
				  "{",
				  "[",
				  "]",
				  "(",
				  ")",
				  "'''",
				  "'",
				  "\"",
				  "`",
				  "\\",
				  "\\u00e9",
				  "//",
				  "/*",
				  "*/",
				  "~",
				  "<>",
				  ">",
				  "<",
				  "-",
				  ".",
				  ",",
				  ":",
				  "\n",
				  "note",
				  "pk",
				  "unique",
				  "not null",
				  "default: ",
				  "ref: > ",
				  "#fff",
				  "1e5",
				  "-1.5",
				  "é",
				  "\xc3",
				  "refs: '''",
				  "[add]",
				  "checks:",
				  "where: 'x'",
				  "t",
				  "a",
				  NULL};
