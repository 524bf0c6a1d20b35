/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A provider in C: tables, declared as data.
 *
 *	static const struct ddlect_provider docs = {
 *		DDLECT_PROVIDER,
 *		.name = "docs",
 *		.version = "0.0.1",
 *		.tables = DDLECT_TABLES(
 *			{.name = "docs_accounts",
 *			 .columns = DDLECT_COLUMNS(
 *				 {.name = "account_id", .type = "string", .not_null = 1},
 *				 {.name = "title", .type = "string"}),
 *			 .primary_key = DDLECT_NAMES("account_id")}),
 *	};
 *
 * There are two ways to use it. A program that ends in `return ddlect_main(argc, argv,
 * &docs);` is the provider's own complete tool. A shared object that defines
 * ddlect_provider_v1() can be given to `ddlect generate -provider docs.so`.
 *
 * What a member means is what the same word means in a DBML file; where a member is text
 * of DBML (a type, an index's part), it is written as it is there. Members that are left
 * out are NULL or 0: none. Lists end with an element that is all NULL and 0, which the
 * macros add; one that lacks only its first member is a mistake. Everything must stay valid
 * for the life of the process.
 *
 * Structs only grow at their ends. DDLECT_PROVIDER records their sizes as the provider was
 * built with, so that older and newer providers can be read alike.
 */
#ifndef DDLECT_PROVIDER_H
#define DDLECT_PROVIDER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define DDLECT_API __attribute__((visibility("default")))
#else
#define DDLECT_API
#endif

#define DDLECT_PROVIDER_MAGIC 0x44444c50u /* "DDLP" */
#define DDLECT_PROVIDER_SYMBOL "ddlect_provider_v1"

/* A `key: value` pair for a dialect. */
struct ddlect_provider_attr {
	const char *key;
	const char *value; /* NULL or "": a key without a value */
};

struct ddlect_provider_column {
	const char *name;
	const char *type; /* "string", "numeric(10,2)", "text[]", an enum's name … */
	/* At most one of the three. */
	const char *default_value;  /* a number, "true" or "false" */
	const char *default_string; /* the bare string, not quoted */
	const char *default_expr;   /* an expression of the database */
	const char *check;	    /* an expression over the column */
	/* What it refers to: "table.column" or "schema.table.column". */
	const char *ref;
	const char *on_delete; /* of `ref`: "cascade", "restrict", "set null" … */
	const char *on_update;
	const char *comment;
	const char *renamed_from;
	const struct ddlect_provider_attr *attrs;
	uint32_t not_null;
	uint32_t unique;
	uint32_t increment;
	uint32_t reserved; /* 0 */
};

struct ddlect_provider_unique {
	const char *const *columns;
	const char *name; /* NULL: the usual one */
};

/* A foreign key of several columns, or one that needs a name. */
struct ddlect_provider_fk {
	const char *const *columns;
	const char *ref_schema; /* NULL: the default one */
	const char *ref_table;
	const char *const *ref_columns;
	const char *name; /* NULL: the usual one */
	const char *on_delete;
	const char *on_update;
};

struct ddlect_provider_index {
	const char *const *parts; /* columns; an expression stands between backquotes */
	const char *name;	  /* NULL: the usual one */
	const char *method;	  /* "btree", "hash", "gin" …; NULL: the usual one */
	const char *comment;
	uint32_t unique;
	uint32_t reserved; /* 0 */
};

struct ddlect_provider_check {
	const char *expr;
	const char *name; /* NULL: the usual one */
};

struct ddlect_provider_enum {
	const char *name;
	const char *schema; /* NULL: the default one */
	const char *const *values;
	const char *comment;
	const char *renamed_from;
};

struct ddlect_provider_table {
	const char *name;
	const char *schema; /* NULL: the default one */
	const char *comment;
	const char *resource; /* a heading in the written files */
	/* The table's name in an earlier release; or `schema.name`. */
	const char *renamed_from;
	const struct ddlect_provider_column *columns;
	const char *const *primary_key;
	const char *primary_key_name; /* NULL: the usual one */
	const struct ddlect_provider_unique *uniques;
	const struct ddlect_provider_fk *foreign_keys;
	const struct ddlect_provider_index *indexes;
	const struct ddlect_provider_check *checks;
	const struct ddlect_provider_attr *attrs;
	/*
	 * Tables that are children of this one: a column of each refers to it. They come
	 * after it and belong to its resource, unless they name another.
	 */
	const struct ddlect_provider_table *relations;
};

/*
 * A pair of migrations, carried inside the program: what `ddlect embed` writes. The list
 * ends with an element whose dialect is NULL.
 */
struct ddlect_migration {
	const char *dialect;
	const char *title; /* "v0.0.1" */
	uint64_t version;
	const char *up; /* the file's text; NULL: there is none */
	uint64_t up_length;
	const char *down; /* likewise */
	uint64_t down_length;
};

struct ddlect_provider {
	/* DDLECT_PROVIDER fills these in. Frozen for ever. */
	uint32_t magic;
	uint32_t size;
	uint32_t table_size;
	uint32_t column_size;
	uint32_t attr_size;
	uint32_t unique_size;
	uint32_t fk_size;
	uint32_t index_size;
	uint32_t check_size;
	uint32_t enum_size;

	const char *name;
	const char *version;	/* of the provider: "0.0.1" */
	const char *convention; /* "cloudquery", or NULL */
	const char *owns; /* patterns split by commas: "docs_*"; NULL: what is declared */
	const struct ddlect_provider_enum *enums;
	const struct ddlect_provider_table *tables;
	uint32_t migration_size;		   /* by DDLECT_PROVIDER */
	uint32_t reserved;			   /* 0 */
	const struct ddlect_migration *migrations; /* NULL: none are carried inside */
};

/* The first line of a struct ddlect_provider's initialiser. */
#define DDLECT_PROVIDER                                                                  \
	.magic = DDLECT_PROVIDER_MAGIC, .size = sizeof(struct ddlect_provider),          \
	.table_size = sizeof(struct ddlect_provider_table),                              \
	.column_size = sizeof(struct ddlect_provider_column),                            \
	.attr_size = sizeof(struct ddlect_provider_attr),                                \
	.unique_size = sizeof(struct ddlect_provider_unique),                            \
	.fk_size = sizeof(struct ddlect_provider_fk),                                    \
	.index_size = sizeof(struct ddlect_provider_index),                              \
	.check_size = sizeof(struct ddlect_provider_check),                              \
	.enum_size = sizeof(struct ddlect_provider_enum),                                \
	.migration_size = sizeof(struct ddlect_migration)

/* Lists, with their ends. */
#define DDLECT_LIST(type, ...) ((const struct type[]){__VA_ARGS__, {0}})
#define DDLECT_TABLES(...) DDLECT_LIST(ddlect_provider_table, __VA_ARGS__)
#define DDLECT_COLUMNS(...) DDLECT_LIST(ddlect_provider_column, __VA_ARGS__)
#define DDLECT_ATTRS(...) DDLECT_LIST(ddlect_provider_attr, __VA_ARGS__)
#define DDLECT_UNIQUES(...) DDLECT_LIST(ddlect_provider_unique, __VA_ARGS__)
#define DDLECT_FOREIGN_KEYS(...) DDLECT_LIST(ddlect_provider_fk, __VA_ARGS__)
#define DDLECT_INDEXES(...) DDLECT_LIST(ddlect_provider_index, __VA_ARGS__)
#define DDLECT_CHECKS(...) DDLECT_LIST(ddlect_provider_check, __VA_ARGS__)
#define DDLECT_ENUMS(...) DDLECT_LIST(ddlect_provider_enum, __VA_ARGS__)
#define DDLECT_NAMES(...) ((const char *const[]){__VA_ARGS__, 0})

/*
 * The whole command, for this provider. `provider` may be NULL: then -provider names one.
 * Returns the exit code. It is a program's main(): call it once.
 */
DDLECT_API int ddlect_main(int argc, char **argv, const struct ddlect_provider *provider);

/* What a provider's shared object defines. Never NULL. */
DDLECT_API const struct ddlect_provider *ddlect_provider_v1(void);

#ifdef __cplusplus
}
#endif
#endif
