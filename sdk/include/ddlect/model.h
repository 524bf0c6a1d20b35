/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The schema model: what an author declared, what a dialect made of it, and what a database
 * holds are all one struct ddlect_schema.
 *
 * Every object is allocated by the host, in the schema's arena, and lives as long as the
 * schema: read the fields, set the fields, never free them. Objects are only ever reached
 * through pointers, so a later version may add fields at the end of each struct; only
 * struct ddlect_pos is frozen. Strings are UTF-8, end in NUL, and are never NULL unless a
 * comment says so. Lists are arrays of pointers with a count; add to them with the host's
 * functions (host.h), never by hand.
 */
#ifndef DDLECT_MODEL_H
#define DDLECT_MODEL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where something was declared. `file` is NULL for what came out of a database. Frozen. */
struct ddlect_pos {
	const char *file;
	uint32_t line;
	uint32_t column;
};

/* Neutral kinds of types. A dialect maps each to its own; never renumber. */
#define DDLECT_TYPE_NATIVE 0u /* `name` is the dialect's own text, typmod included */
#define DDLECT_TYPE_BOOL 1u
#define DDLECT_TYPE_SMALLINT 2u
#define DDLECT_TYPE_INT 3u
#define DDLECT_TYPE_BIGINT 4u
#define DDLECT_TYPE_FLOAT 5u /* eight bytes */
#define DDLECT_TYPE_UUID 6u
#define DDLECT_TYPE_STRING 7u
#define DDLECT_TYPE_BYTES 8u
#define DDLECT_TYPE_TIMESTAMP 9u    /* precision or -1 */
#define DDLECT_TYPE_TIMESTAMPTZ 10u /* precision or -1 */
#define DDLECT_TYPE_DATE 11u
#define DDLECT_TYPE_TIME 12u	 /* precision or -1 */
#define DDLECT_TYPE_INTERVAL 13u /* precision or -1 */
#define DDLECT_TYPE_NUMERIC 14u	 /* precision and scale, or -1 */
#define DDLECT_TYPE_VARCHAR 15u	 /* precision is the length, or -1 */
#define DDLECT_TYPE_JSON 16u	 /* the dialect's best JSON type */
#define DDLECT_TYPE_INET 17u
#define DDLECT_TYPE_CIDR 18u
#define DDLECT_TYPE_MACADDR 19u
#define DDLECT_TYPE_ENUM 20u /* `schema` (or NULL) and `name` of a struct ddlect_enum */
#define DDLECT_TYPE_COUNT 21u

/* Interned: two equal types of one schema are one pointer. Never change one in place. */
struct ddlect_type {
	uint32_t kind;
	uint32_t dims; /* 0: not an array; else its dimensions */
	int32_t precision;
	int32_t scale;
	const char *schema; /* of an enum or native type; NULL: the default schema */
	const char *name;   /* of an enum or native type; else NULL */
};

/* A `key: value` pair that belongs to a dialect. The core compares it, and knows no more. */
#define DDLECT_ATTR_PASSIVE 1u /* restored with its object; a difference is no change */
/*
 * Of a table, and only with DDLECT_ATTR_PASSIVE: `value` is the name of another one that has
 * to outlive it; behind a newline its schema, where that isn't the default one.
 */
#define DDLECT_ATTR_RESTS_ON 2u

struct ddlect_attr {
	const char *key;
	const char *value; /* "" for a key without a value */
	uint32_t flags;
	struct ddlect_pos pos;
};

#define DDLECT_DEFAULT_NONE 0u
#define DDLECT_DEFAULT_NUMBER 1u
#define DDLECT_DEFAULT_STRING 2u /* the bare string, not quoted */
#define DDLECT_DEFAULT_BOOL 3u	 /* "true" or "false" */
#define DDLECT_DEFAULT_EXPR                                                              \
	4u /* the dialect's own text; what lower() makes of all others */

#define DDLECT_IDENTITY_NONE 0u
#define DDLECT_IDENTITY_BY_DEFAULT 1u
#define DDLECT_IDENTITY_ALWAYS 2u
#define DDLECT_IDENTITY_SEQUENCE                                                         \
	3u /* an older spelling: a default that owns a sequence */

#define DDLECT_GENERATED_NONE 0u
#define DDLECT_GENERATED_STORED 1u
#define DDLECT_GENERATED_VIRTUAL 2u

struct ddlect_column {
	const char *name;
	const struct ddlect_type *type;
	const char *default_text;     /* NULL: none */
	const char *comment;	      /* NULL: none */
	const char *renamed_from;     /* NULL: it always had this name */
	const char *collation;	      /* NULL: the type's own; the dialect's text */
	const char *generated;	      /* NULL: none; else the expression */
	const char *identity_options; /* NULL: the usual; else the dialect's text */
	struct ddlect_attr **attrs;
	uint32_t n_attrs;
	uint8_t default_kind;
	uint8_t identity;
	uint8_t generated_kind;
	uint8_t not_null;
	struct ddlect_pos pos;
};

/* A primary key or a unique constraint. */
#define DDLECT_KEY_NULLS_NOT_DISTINCT 1u
#define DDLECT_KEY_DEFERRABLE 2u
#define DDLECT_KEY_INITIALLY_DEFERRED 4u

struct ddlect_key {
	const char *name; /* NULL until lower() gives it one */
	const char **columns;
	const char **include; /* columns that are only carried along */
	const char *comment;  /* NULL: none */
	uint32_t n_columns;
	uint32_t n_include;
	uint32_t flags;
	struct ddlect_pos pos;
};

#define DDLECT_ACTION_NONE 0u /* no action */
#define DDLECT_ACTION_RESTRICT 1u
#define DDLECT_ACTION_CASCADE 2u
#define DDLECT_ACTION_SET_NULL 3u
#define DDLECT_ACTION_SET_DEFAULT 4u

#define DDLECT_FK_DEFERRABLE 1u
#define DDLECT_FK_INITIALLY_DEFERRED 2u
#define DDLECT_FK_NOT_VALID 4u
#define DDLECT_FK_MATCH_FULL 8u

struct ddlect_fk {
	const char *name; /* NULL until lower() gives it one */
	const char **columns;
	const char *ref_schema; /* NULL: the default schema */
	const char *ref_table;
	const char **ref_columns;
	const char *via; /* NULL: a constraint; else the helper routine that keeps it */
	const char *
		set_columns; /* NULL: all; else the dialect's text of what SET NULL sets */
	const char *comment; /* NULL: none */
	uint32_t n_columns;  /* of columns and of ref_columns */
	uint32_t flags;
	uint8_t on_delete;
	uint8_t on_update;
	struct ddlect_pos pos;
};

#define DDLECT_PART_DESC 1u
#define DDLECT_PART_NULLS_FIRST 2u /* stored as it acts: DESC alone has it set */

/* A column or an expression of an index: one of `column` and `expr` is NULL. */
struct ddlect_part {
	const char *column;
	const char *expr;
	const char *collation; /* NULL: the column's; the dialect's text */
	const char *opclass;   /* NULL: the usual; the dialect's text */
	uint32_t flags;
};

#define DDLECT_INDEX_UNIQUE 1u
#define DDLECT_INDEX_NULLS_NOT_DISTINCT 2u

struct ddlect_index {
	const char *name;   /* NULL until lower() gives it one */
	const char *method; /* NULL: the dialect's usual one; lower() sets it */
	struct ddlect_part **parts;
	const char **include;
	const char *predicate; /* NULL: all rows */
	const char *options;   /* NULL: none; the dialect's text of storage parameters */
	const char *comment;   /* NULL: none */
	uint32_t n_parts;
	uint32_t n_include;
	uint32_t flags;
	struct ddlect_pos pos;
};

#define DDLECT_CHECK_NO_INHERIT 1u
#define DDLECT_CHECK_NOT_VALID 2u

struct ddlect_check {
	const char *name; /* NULL until lower() gives it one */
	const char *expr; /* without CHECK and without the outer parentheses */
	const char *comment;
	uint32_t flags;
	struct ddlect_pos pos;
};

struct ddlect_table {
	const char *schema; /* NULL: the default schema */
	const char *name;
	const char *comment;	  /* NULL: none */
	const char *resource;	  /* NULL: none; a heading in the written files */
	const char *renamed_from; /* NULL: it always had this name; or `schema.name` */
	struct ddlect_column **columns;
	struct ddlect_key *primary; /* NULL: none. lower() sets its columns' not_null */
	struct ddlect_key **uniques;
	struct ddlect_fk **fks;
	struct ddlect_index **indexes;
	struct ddlect_check **checks;
	struct ddlect_attr **attrs;
	uint32_t n_columns;
	uint32_t n_uniques;
	uint32_t n_fks;
	uint32_t n_indexes;
	uint32_t n_checks;
	uint32_t n_attrs;
	struct ddlect_pos pos;
};

struct ddlect_enum {
	const char *schema; /* NULL: the default schema */
	const char *name;
	const char **values;
	const char *comment;	  /* NULL: none */
	const char *renamed_from; /* NULL: it always had this name */
	uint32_t n_values;
	struct ddlect_pos pos;
};

/* A helper routine that a dialect made for itself. Equal names and bodies are equal. */
struct ddlect_routine {
	const char *schema; /* NULL: the default schema */
	const char *name;
	const char *body; /* the dialect's text between the quotes */
};

#define DDLECT_NAMESPACE_SHARED 1u /* others' objects are in it: it always stays */

struct ddlect_namespace {
	const char *name;
	uint32_t flags;
};

struct ddlect_schema_private;

struct ddlect_schema {
	const char *provider;	/* NULL: unnamed */
	const char *version;	/* NULL: none */
	const char *convention; /* NULL: none */
	const char *owns; /* NULL: what is declared; else patterns, split by commas */
	struct ddlect_namespace **namespaces; /* the named ones; not the default schema */
	struct ddlect_enum **enums;
	struct ddlect_routine **routines;
	struct ddlect_table **tables;
	uint32_t n_namespaces;
	uint32_t n_enums;
	uint32_t n_routines;
	uint32_t n_tables;
	struct ddlect_schema_private *priv; /* the host's */
};

#ifdef __cplusplus
}
#endif
#endif
