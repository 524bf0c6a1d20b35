/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Introspect: what the files that read a catalog share. Reading takes three round trips.
 * The first finds the schemas. The second brings raw rows of everything in them, with oids
 * and column numbers, which are resolved here, by the maps below. What rows point to that
 * isn't among them (types that aren't built in, collations, tables elsewhere) is collected,
 * and asked for in the third, if there is any.
 *
 * Rows of tables that weren't read (an extension's) come too, and are passed over.
 */
#ifndef PLUGINS_POSTGRES_INTROSPECT_H
#define PLUGINS_POSTGRES_INTROSPECT_H

#include "plugins/postgres/session.h"

/* objects by their oids: introspect_map.c */

/* Oids are unique within a catalog only, so a kind goes with each. */
#define OF_TABLE 1u	    /* struct relation */
#define OF_INDEX 2u	    /* struct ddlect_index */
#define OF_KEY_INDEX 3u	    /* the index behind a struct ddlect_key */
#define OF_CONSTRAINT 4u    /* const char **, where its comment goes */
#define OF_FK 5u	    /* struct ddlect_fk */
#define OF_ENUM 6u	    /* struct ddlect_enum */
#define OF_ENUM_ARRAY 7u    /* the array type of a struct ddlect_enum */
#define OF_METHOD 8u	    /* a name */
#define OF_OPCLASS 9u	    /* the text of one that isn't the default */
#define OF_HIDDEN_INDEX 10u /* the index of a constraint that is an attribute */

struct object {
	uint32_t oid;
	uint32_t kind; /* 0: a free place */
	void *object;
};

struct objects {
	struct object *list;
	uint32_t n;
	uint32_t room; /* 0 or a power of two */
};

int objects_set(struct objects *objects, uint32_t kind, uint32_t oid, void *object);
void *objects_get(const struct objects *objects, uint32_t kind, uint32_t oid);

/* The state of one reading. */

/* A table and where its columns are in reading.fields. */
struct relation {
	struct ddlect_table *table;
	uint32_t oid;
	uint32_t first;
	uint32_t n;
};

struct field {
	struct ddlect_column *column;
	uint32_t collation;
	int32_t number; /* attnum: dropped columns leave gaps */
};

/* An oid whose text is asked for in the last trip, and who waits for it. */
struct want {
	uint32_t oid;
	int32_t detail; /* a typmod; the type that a collation is compared to */
	uint32_t dims;	/* of a column's type */
	struct ddlect_column *column; /* who gets the type */
	const char **text;	      /* who gets the collation */
};

struct wants {
	struct want *list;
	uint32_t n;
	uint32_t room;
	uint32_t next; /* whose answer comes next */
};

#define TYPE_CACHE 256u /* a power of two */

struct cached_type {
	uint32_t oid;
	int32_t typmod;
	uint32_t dims;
	const struct ddlect_type *type; /* NULL: a free place */
};

struct reading {
	struct ddlect_session *session;
	const struct ddlect_introspect_request *request;
	struct ddlect_schema *out;
	struct ddlect_enum *enumeration; /* whose values are coming */
	struct objects objects;
	struct relation *last; /* rows of one table come together */
	struct field *fields;
	uint32_t n_fields;
	uint32_t fields_room;
	struct wants schemas; /* those that are there */
	struct wants types;
	struct wants collations;
	struct wants parts;   /* indexes whose parts aren't plain columns */
	struct wants serials; /* columns that may own a sequence */
	struct wants outside; /* foreign keys to tables that weren't read */
	struct ddlect_fk *fk; /* whose columns outside are coming */
	uint32_t n_ref_columns;
	bool default_found; /* the default schema is there */
	struct cached_type cache[TYPE_CACHE];
};

/* NULL for the default schema, else the name: as the model has it. */
const char *reading_ns(const struct reading *reading, const char *name);
/* NULL when it isn't among the tables read. */
struct relation *reading_relation(struct reading *reading, uint32_t oid);
/* NULL for an expression, a column of the system, a table that wasn't read. */
struct field *reading_field(const struct reading *reading, const struct relation *table,
			    int64_t number);
/* A note about a table, unless nobody asked about that table. */
void reading_note(struct reading *reading, const struct ddlect_table *table,
		  const char *what);

int wants_add(struct wants *wants, const struct want *want, struct ddlect_err *err);

/*
 * Make room for one more item of `size` bytes in a list of `n`. The list, moved or not; NULL
 * when memory runs out, and then it is as it was.
 */
void *list_room(void *list, uint32_t n, uint32_t *room, size_t size);

/* The next number of `{1,2}` or `1 2`; false at the end. */
bool next_number(const char **at, int64_t *number);

/* A copy of an expression without the parentheses around all of it. NULL: no memory. */
const char *bare_expr(struct ddlect_schema *schema, const char *expr);

/* types and collations: introspect_names.c */

/* Give a column its type, now or after the second trip. */
int column_type(struct reading *reading, const struct want *want, struct ddlect_err *err);
/* The same for a collation that isn't the usual one: its type's, or its column's. */
int column_collation(struct reading *reading, const struct field *field, uint32_t type,
		     struct ddlect_err *err);
int part_collation(struct reading *reading, struct ddlect_part *part,
		   const struct field *field, uint32_t collation, struct ddlect_err *err);

/* Rows, each of the query of that name. */

/* introspect_tables.c */
row_fn namespace_row, enum_row, routine_row, table_row, column_row, default_row;
row_fn sequence_row, comment_row, kept_row, dependents_row;
/* introspect_keys.c */
row_fn constraint_row, outside_row, index_row, part_row;
/* introspect_names.c */
row_fn name_row, type_row, collation_row;

#endif
