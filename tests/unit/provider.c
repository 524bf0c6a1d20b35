/* SPDX-License-Identifier: Apache-2.0 */
/* Providers in C: the same model as from DBML, older and newer structs, and mistakes. */
#include <stddef.h>

#include <ddlect/provider.h>

#include "core/base/err.h"
#include "core/declare/declare.h"
#include "core/diff/plan.h"
#include "core/model/schema.h"
#include "tests/unit/test.h"

static struct arena arena;
static struct diags diags;
static struct ddlect_err err;

static const struct ddlect_provider shop = {
	DDLECT_PROVIDER,
	.name = "shop",
	.version = "1.2.3",
	.owns = "shop_*",
	.enums = DDLECT_ENUMS(
		{.name = "mood", .values = DDLECT_NAMES("good", "it's bad")}),
	.tables = DDLECT_TABLES(
		{
			.name = "shop_items",
			.comment = "what there is",
			.resource = "items",
			.renamed_from = "shop_things",
			.attrs = DDLECT_ATTRS({"retention", "14 days"}, {"hot", ""}),
			.columns = DDLECT_COLUMNS(
				{.name = "id", .type = "bigint", .increment = 1},
				{.name = "price",
				 .type = "numeric(10,2)",
				 .not_null = 1,
				 .default_value = "-1.5",
				 .check = "price > -2"},
				{.name = "tags",
				 .type = "text[]",
				 .attrs = DDLECT_ATTRS({"packed", "lz4"})},
				{.name = "mood",
				 .type = "mood",
				 .default_string = "it's bad"},
				{.name = "sold",
				 .type = "bool",
				 .default_value = "false"},
				{.name = "at",
				 .type = "timestamptz(3)",
				 .default_expr = "now()",
				 .comment = "when",
				 .renamed_from = "created"},
				{.name = "odd", .type = "\"double precision\""}),
			.primary_key = DDLECT_NAMES("id"),
			.primary_key_name = "items_pk",
			.uniques = DDLECT_UNIQUES({.columns = DDLECT_NAMES("mood", "at"),
						   .name = "mood_at"}),
			.indexes = DDLECT_INDEXES(
				{.parts = DDLECT_NAMES("price", "`lower(odd)`"),
				 .name = "by_price",
				 .method = "btree",
				 .comment = "for lists"},
				{.parts = DDLECT_NAMES("sold"), .unique = 1}),
			.checks = DDLECT_CHECKS({.expr = "id > 0", .name = "id_check"}),
			.relations = DDLECT_TABLES({
				.name = "shop_parts",
				.columns = DDLECT_COLUMNS(
					{.name = "item",
					 .type = "bigint",
					 .ref = "shop_items.id",
					 .on_delete = "cascade",
					 .unique = 1},
					{.name = "far", .type = "int", .not_null = 1}),
			}),
		},
		{
			.name = "away",
			.schema = "far",
			.columns = DDLECT_COLUMNS({.name = "a", .type = "bigint"},
						  {.name = "b", .type = "string"}),
			.foreign_keys =
				DDLECT_FOREIGN_KEYS({.columns = DDLECT_NAMES("a"),
						     .ref_table = "shop_items",
						     .ref_columns = DDLECT_NAMES("id"),
						     .name = "away_fk",
						     .on_delete = "set null",
						     .on_update = "RESTRICT"}),
		}),
};

static const char shop_dbml[] =
	"Project shop { version: '1.2.3'\n owns: 'shop_*' }\n"
	"Enum mood { good\n \"it's bad\" }\n"
	"Table shop_items [note: 'what there is', resource: 'items', renamed_from: "
	"'shop_things', retention: '14 days', hot: ''] {\n"
	" id bigint [increment]\n"
	" price numeric(10,2) [not null, default: -1.5, check: `price > -2`]\n"
	" tags text[] [packed: 'lz4']\n"
	" mood mood [default: 'it\\'s bad']\n"
	" sold bool [default: false]\n"
	" at timestamptz(3) [default: `now()`, note: 'when', renamed_from: 'created']\n"
	" odd \"double precision\"\n"
	" indexes {\n"
	"  id [pk, name: 'items_pk']\n"
	"  (mood, at) [unique, name: 'mood_at']\n"
	"  (price, `lower(odd)`) [name: 'by_price', type: btree, note: 'for lists']\n"
	"  sold [unique]\n"
	" }\n"
	" checks { `id > 0` [name: 'id_check'] }\n"
	"}\n"
	"Table shop_parts [resource: 'items'] {\n"
	" item bigint [unique]\n"
	" far int [not null]\n"
	"}\n"
	"Ref: shop_parts.item > shop_items.id [delete: cascade]\n"
	"Table far.away {\n a bigint\n b string\n}\n"
	"Ref away_fk: far.away.a > shop_items.id [delete: set null, update: restrict]\n";

static void begin(void)
{
	arena_init(&arena);
	diags_init(&diags, &arena);
}

static struct ddlect_schema *read_shop(const struct ddlect_provider *provider)
{
	struct ddlect_schema *schema = provider_read(&arena, provider, &diags, &err);
	if (!schema)
		test_fail(__FILE__, __LINE__, "%s %s", err.text,
			  diags.n ? diags.list[0]->message : "");
	return schema;
}

static void check_equal(const struct ddlect_schema *a, const struct ddlect_schema *b)
{
	struct ddlect_plan *plan = plan_make(&arena, a, b, DDLECT_UP, NULL, &err);
	CHECK(plan);
	for (uint32_t i = 0; i < plan->n_changes; i++)
		printf("verb %u what %u of %s\n", plan->changes[i]->verb,
		       plan->changes[i]->what, plan->changes[i]->table_name);
	CHECK_INT(plan->n_changes, 0);
	CHECK_TEXT(a->provider, b->provider);
	CHECK_TEXT(a->version, b->version);
	CHECK_TEXT(a->convention, b->convention);
	CHECK_TEXT(a->owns, b->owns);
	CHECK_INT(a->n_tables, b->n_tables);
	for (uint32_t i = 0; i < a->n_tables; i++) {
		const struct ddlect_table *x = a->tables[i], *y = b->tables[i];
		CHECK_TEXT(x->name, y->name);
		CHECK_TEXT(x->resource, y->resource);
		CHECK_TEXT(x->renamed_from, y->renamed_from);
		for (uint32_t c = 0; c < x->n_columns; c++)
			CHECK_TEXT(x->columns[c]->renamed_from,
				   y->columns[c]->renamed_from);
	}
}

TEST(structs_and_dbml_declare_the_same)
{
	begin();
	struct ddlect_schema *c = read_shop(&shop);
	struct ddlect_schema *dbml = dbml_read_text(&arena, "shop.dbml", shop_dbml,
						    strlen(shop_dbml), &diags, &err);
	if (!dbml)
		test_fail(__FILE__, __LINE__, "%s", diags.list[0]->message);
	check_equal(c, dbml);
	check_equal(dbml, c);
}

TEST(every_object_knows_where_it_was_declared)
{
	begin();
	struct ddlect_schema *schema = read_shop(&shop);
	CHECK_TEXT(schema->tables[0]->pos.file, "provider shop, table shop_items");
	CHECK_TEXT(schema->tables[0]->columns[1]->pos.file,
		   "provider shop, table shop_items, column price");
	CHECK_INT(schema->tables[0]->pos.line, 0);
	CHECK_TEXT(schema->enums[0]->pos.file, "provider shop, enum mood");
}

/* A column as it might have been declared before most of its members were there. */
struct older_column {
	const char *name;
	const char *type;
};

struct newer_table {
	struct ddlect_provider_table known;
	const char *unheard_of;
};

TEST(structs_of_other_sizes_are_read_with_their_own_strides)
{
	static const struct older_column columns[] = {
		{"a", "int"}, {"b", "string"}, {NULL, NULL}};
	static const struct newer_table tables[] = {
		{{.name = "t", .columns = (const void *)columns}, "x"},
		{{.name = "u", .columns = (const void *)columns}, "y"},
		{{0}, NULL},
	};
	struct ddlect_provider provider = {DDLECT_PROVIDER, .name = "mixed"};
	provider.table_size = sizeof(tables[0]);
	provider.column_size = sizeof(columns[0]);
	provider.tables = &tables[0].known;
	begin();
	struct ddlect_schema *schema = read_shop(&provider);
	CHECK_INT(schema->n_tables, 2);
	CHECK_TEXT(schema->tables[1]->name, "u");
	CHECK_INT(schema->tables[1]->n_columns, 2);
	CHECK_TEXT(schema->tables[1]->columns[1]->name, "b");
	CHECK_INT(schema->tables[1]->columns[1]->type->kind, DDLECT_TYPE_STRING);
}

TEST(a_provider_that_is_none_is_refused)
{
	struct ddlect_provider provider = {.name = "bare"};
	begin();
	CHECK(!provider_read(&arena, &provider, &diags, &err));
	CHECK_TEXT(err.text, "magic is 0x00000000, not 0x44444c50: the struct "
			     "ddlect_provider must begin with DDLECT_PROVIDER");
	provider.magic = DDLECT_PROVIDER_MAGIC;
	provider.size = sizeof(provider);
	CHECK(!provider_read(&arena, &provider, &diags, &err));
	CHECK_TEXT(err.text,
		   "table_size is 0: the struct ddlect_provider must begin with "
		   "DDLECT_PROVIDER");
}

/* What is said of a provider with this one column (and table members). */
static void mistake(const struct ddlect_provider_table *table, const char *message,
		    const char *hint)
{
	struct ddlect_provider provider = {DDLECT_PROVIDER, .name = "p"};
	struct ddlect_provider_table tables[2] = {*table, {0}};
	provider.tables = tables;
	begin();
	CHECK(!provider_read(&arena, &provider, &diags, &err));
	CHECK_INT(diags.n, 1);
	CHECK_TEXT(diags.list[0]->message, message);
	CHECK_TEXT(diags.list[0]->hint, hint);
	CHECK_TEXT(err.text, "provider p: 1 error");
	arena_clear(&arena);
}

static void wrong_column(struct ddlect_provider_column column, const char *message,
			 const char *hint)
{
	const struct ddlect_provider_column columns[] = {column, {0}};
	mistake(&(struct ddlect_provider_table){.name = "t", .columns = columns}, message,
		hint);
}

TEST(mistakes_at_a_column_are_reported_with_what_to_do)
{
	static const char types[] = "a type is a name, as in .type = \"string\", "
				    "\"numeric(10,2)\" or \"text[]\"";
	static const char refs[] = "write .ref = \"table.column\" or "
				   "\"schema.table.column\"; names with a dot go into "
				   ".foreign_keys";
	struct ddlect_provider_column c = {.name = "c", .type = "int"};
	struct ddlect_provider_column wrong = c;
	wrong.type = NULL;
	wrong_column(wrong, "it has no type", types);
	wrong.type = "numeric(10";
	wrong_column(wrong, "its type \"numeric(10\" can't be read", types);
	wrong.type = "int, drop";
	wrong_column(wrong, "its type \"int, drop\" can't be read", types);
	wrong = c;
	wrong.default_value = "seven";
	wrong_column(wrong, "default_value \"seven\" is neither a number, true nor false",
		     "use .default_string for text and .default_expr for an expression");
	wrong.default_value = "7";
	wrong.default_expr = "now()";
	wrong_column(wrong,
		     "more than one of default_value, default_string and default_expr is "
		     "set",
		     NULL);
	wrong = c;
	wrong.ref = "nothing";
	wrong_column(wrong, "ref \"nothing\" names no column", refs);
	wrong.ref = "a.b.c.d";
	wrong_column(wrong, "ref \"a.b.c.d\" names no column", refs);
	wrong.ref = "a.";
	wrong_column(wrong, "ref \"a.\" names no column", refs);
	wrong.ref = "t.c";
	wrong.on_delete = "explode";
	wrong_column(wrong, "on_delete \"explode\" is no action",
		     "actions are: cascade, restrict, set null, set default, no action");
	wrong = c;
	wrong.on_update = "cascade";
	wrong_column(wrong, "on_update is set, but there is no ref", NULL);
	wrong = c;
	wrong.comment = "caf\xe9";
	wrong_column(wrong, "comment is not UTF-8, from byte 4 on",
		     "save the source file as UTF-8");
	wrong = c;
	wrong.attrs = DDLECT_ATTRS({"a", "1"}, {"a", "2"});
	wrong_column(wrong, "the attribute \"a\" is there twice", NULL);
}

TEST(mistakes_at_a_table_are_reported_with_what_to_do)
{
	mistake(&(struct ddlect_provider_table){.name = "parent",
						.relations =
							DDLECT_TABLES({.name = "child"})},
		"it is a relation of parent, but no column of it refers to that table",
		"give a column .ref = \"parent.<column>\", or move the table out of "
		".relations");
	mistake(
		&(struct ddlect_provider_table){
			.name = "t",
			.foreign_keys =
				DDLECT_FOREIGN_KEYS({.columns = DDLECT_NAMES("a", "b"),
						     .ref_table = "u",
						     .ref_columns = DDLECT_NAMES("c")})},
		"foreign_keys: 2 columns refer to 1 of table u", NULL);
}

#define LOST(first)                                                                      \
	"give it a ." first ": a list ends at the first element without one, and what "  \
	"comes behind is lost"

TEST(a_forgotten_name_in_a_table_doesnt_end_the_list_silently)
{
	const struct ddlect_provider_column id = {.name = "id", .type = "int"};
	const struct ddlect_provider_column columns[] = {id, {0}};
	struct ddlect_provider_table t = {.name = "t", .columns = columns};
	struct ddlect_provider_table wrong = t;
	wrong.columns = DDLECT_COLUMNS({.type = "int"}, {.name = "b", .type = "int"});
	mistake(&wrong, "columns: element 1 has no .name, but other members",
		LOST("name"));
	wrong.columns = DDLECT_COLUMNS({.name = "b", .type = "int"}, {.increment = 1});
	mistake(&wrong, "columns: element 2 has no .name, but other members",
		LOST("name"));
	wrong = t;
	wrong.attrs = DDLECT_ATTRS({.value = "14 days"});
	mistake(&wrong, "attrs: element 1 has no .key, but other members", LOST("key"));
	wrong = t;
	wrong.uniques = DDLECT_UNIQUES({.name = "u"});
	mistake(&wrong, "uniques: element 1 has no .columns, but other members",
		LOST("columns"));
	wrong = t;
	wrong.foreign_keys = DDLECT_FOREIGN_KEYS({.ref_table = "u"});
	mistake(&wrong, "foreign_keys: element 1 has no .columns, but other members",
		LOST("columns"));
	wrong = t;
	wrong.indexes = DDLECT_INDEXES({.unique = 1});
	mistake(&wrong, "indexes: element 1 has no .parts, but other members",
		LOST("parts"));
	wrong = t;
	wrong.checks = DDLECT_CHECKS({.name = "c"});
	mistake(&wrong, "checks: element 1 has no .expr, but other members",
		LOST("expr"));
	wrong = t;
	wrong.relations = DDLECT_TABLES({.columns = columns});
	mistake(&wrong, "relations: element 1 has no .name, but other members",
		LOST("name"));
	mistake(&(struct ddlect_provider_table){.columns = columns},
		"tables: element 1 has no .name, but other members", LOST("name"));
}

TEST(a_forgotten_name_of_an_enum_doesnt_end_the_list_silently)
{
	const struct ddlect_provider p = {
		DDLECT_PROVIDER, .name = "p",
		.enums = DDLECT_ENUMS({.values = DDLECT_NAMES("good")})};
	begin();
	CHECK(!provider_read(&arena, &p, &diags, &err));
	CHECK_TEXT(diags.list[0]->message,
		   "enums: element 1 has no .name, but other members");
	CHECK_TEXT(diags.list[0]->hint, LOST("name"));
	CHECK_TEXT(diags.list[0]->pos.file, "provider p");
	arena_clear(&arena);
}

TEST(what_is_there_twice_has_no_line_to_point_at)
{
	const struct ddlect_provider twice = {
		DDLECT_PROVIDER, .name = "p",
		.tables = DDLECT_TABLES(
			{.name = "t",
			 .columns = DDLECT_COLUMNS({.name = "a", .type = "int"})},
			{.name = "t",
			 .columns = DDLECT_COLUMNS({.name = "a", .type = "int"})})};
	begin();
	CHECK(!declare_provider(&arena, &twice, &diags, &err));
	CHECK_TEXT(err.text, "p has 1 error");
	CHECK_TEXT(diags.list[0]->message, "table \"t\" is declared twice");
	CHECK_TEXT(diags.list[0]->hint, "rename or remove one");
	arena_clear(&arena);
}

static const struct ddlect_migration pairs[] = {
	{"two", "v0.2.0", 2, "up", 2, "down", 4},
	{"one", "v0.2.0", 2, "up", 2, NULL, 0},
	{"one", "v0.1.0", 1, "", 0, "", 0},
	{0},
};

TEST(what_it_carries_is_no_part_of_the_schema)
{
	struct ddlect_provider provider = shop;
	provider.migrations = pairs;
	begin();
	struct ddlect_schema *schema = read_shop(&provider);
	check_equal(schema, read_shop(&shop));
}

TEST(mistakes_in_what_it_carries_are_reported)
{
	struct ddlect_provider provider = shop;
	struct ddlect_migration wrong[] = {pairs[0], pairs[1], pairs[2], pairs[1], {0}};
	provider.migrations = wrong;
	wrong[2].title = NULL;
	begin();
	CHECK(!provider_read(&arena, &provider, &diags, &err));
	CHECK_TEXT(err.text, "provider shop: 2 errors");
	CHECK_INT(diags.n, 2);
	CHECK_TEXT(diags.list[0]->pos.file, "provider shop, migration 1 for one");
	CHECK_TEXT(diags.list[0]->message, "it has no title");
	CHECK_TEXT(diags.list[1]->pos.file, "provider shop, migration 2 for one");
	CHECK_TEXT(diags.list[1]->message, "it is there twice");
}

TEST(an_end_of_what_it_carries_that_is_none_is_reported)
{
	struct ddlect_provider provider = shop;
	struct ddlect_migration wrong[] = {pairs[0], pairs[1], pairs[2], {0}};
	provider.migrations = wrong;
	wrong[1].dialect = NULL;
	begin();
	CHECK(!provider_read(&arena, &provider, &diags, &err));
	CHECK_INT(diags.n, 1);
	CHECK_TEXT(diags.list[0]->message,
		   "migrations: element 2 has no .dialect, but other members");
}

TEST(what_it_carries_may_be_newer_or_missing)
{
	struct newer {
		struct ddlect_migration known;
		const char *unheard_of;
	} newer[] = {{pairs[0], "a"}, {pairs[1], "b"}, {{0}, NULL}};
	struct ddlect_provider provider = shop;
	provider.migrations = &newer[0].known;
	provider.migration_size = sizeof(newer[0]);
	begin();
	read_shop(&provider);
	provider.migration_size = 13;
	CHECK(!provider_read(&arena, &provider, &diags, &err));
	CHECK_TEXT(err.text,
		   "migration_size is 13: the struct ddlect_provider must begin "
		   "with DDLECT_PROVIDER");
	/* Built before the member was there: what is behind is not looked at. */
	provider.size = offsetof(struct ddlect_provider, migration_size);
	read_shop(&provider);
}

/* While it is read, and while it is checked. */
TEST(declaring_survives_every_failed_allocation)
{
	struct ddlect_provider provider = shop;
	long n = 1;
	provider.migrations = pairs;
	for (struct ddlect_schema *schema = NULL; !schema; n++) {
		begin();
		arena.fail_after = n;
		schema = declare_provider(&arena, &provider, &diags, &err);
		if (!schema && !strstr(err.text, "out of memory"))
			test_fail(__FILE__, __LINE__, "%ld: %s", n, err.text);
		arena_clear(&arena);
	}
	CHECK(n > 100);
}
