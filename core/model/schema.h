/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Schema: building and looking up. Objects live in the arena that the schema was made
 * with. Functions that return a pointer return NULL when memory runs out; strings passed
 * in are copied. A table or an enum that is there already may be added a second time (the
 * reader of a file reports it with both places); looking it up finds the first.
 */
#ifndef CORE_MODEL_SCHEMA_H
#define CORE_MODEL_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include <ddlect/change.h>
#include <ddlect/model.h>

#include "core/base/arena.h"
#include "core/base/map.h"

struct ddlect_schema *schema_new(struct arena *arena);

/* A new, empty schema with the same provider, version, convention and owns. */
struct ddlect_schema *schema_new_like(struct arena *arena,
				      const struct ddlect_schema *like);

struct arena *schema_arena(const struct ddlect_schema *schema);

/* Names of indexes that are taken, by schema; kept by name.c. */
struct map *schema_names(const struct ddlect_schema *schema);

void *schema_alloc(struct ddlect_schema *schema, size_t size);
char *schema_text(struct ddlect_schema *schema, const char *text); /* NULL gives NULL */
char *schema_bytes(struct ddlect_schema *schema, const char *bytes, size_t length);

struct ddlect_namespace *namespace_add(struct ddlect_schema *schema, const char *name);
struct ddlect_enum *enum_add(struct ddlect_schema *schema, const char *ns,
			     const char *name);
struct ddlect_routine *routine_add(struct ddlect_schema *schema, const char *ns,
				   const char *name, const char *body);
struct ddlect_table *table_add(struct ddlect_schema *schema, const char *ns,
			       const char *name);
int tables_reserve(struct ddlect_schema *schema, uint32_t n); /* room to look up */
struct ddlect_column *column_add(struct ddlect_schema *schema, struct ddlect_table *table,
				 const char *name, const struct ddlect_type *type);
struct ddlect_key *key_new(struct ddlect_schema *schema, const char *name);
struct ddlect_key *unique_add(struct ddlect_schema *schema, struct ddlect_table *table,
			      const char *name);
struct ddlect_fk *fk_add(struct ddlect_schema *schema, struct ddlect_table *table,
			 const char *name);
struct ddlect_index *index_add(struct ddlect_schema *schema, struct ddlect_table *table,
			       const char *name);
struct ddlect_part *part_add(struct ddlect_schema *schema, struct ddlect_index *index,
			     const char *column, const char *expr);
struct ddlect_check *check_add(struct ddlect_schema *schema, struct ddlect_table *table,
			       const char *name, const char *expr);
int string_add(struct ddlect_schema *schema, const char ***list, uint32_t *n,
	       const char *text);
int attr_set(struct ddlect_schema *schema, struct ddlect_attr ***list, uint32_t *n,
	     const char *key, const char *value, uint32_t flags);
const char *attr_get(struct ddlect_attr *const *list, uint32_t n, const char *key);

struct ddlect_table *table_find(const struct ddlect_schema *schema, const char *ns,
				const char *name);
struct ddlect_enum *enum_find(const struct ddlect_schema *schema, const char *ns,
			      const char *name);
struct ddlect_column *column_find(const struct ddlect_table *table, const char *name);

/*
 * List a table or an enum of another schema in this one too, without a copy: for a schema
 * that is only read, while the other one lives.
 */
int table_share(struct ddlect_schema *schema, struct ddlect_table *table);
int enum_share(struct ddlect_schema *schema, struct ddlect_enum *e);

/* Intern a type: two equal types of one schema are one pointer. */
const struct ddlect_type *type_get(struct ddlect_schema *schema,
				   const struct ddlect_type *type);

/* Copy every object of `from` into the empty `to`; strings are shared. */
int schema_copy(struct ddlect_schema *to, const struct ddlect_schema *from);

/* The objects of one kind (DDLECT_COLUMN …) that a table holds, as a list. */
const void *const *table_items(const struct ddlect_table *table, uint32_t what,
			       uint32_t *n);

/* The name of an object of that kind, an attribute's key; NULL when it has none yet. */
const char *object_name(uint32_t what, const void *object);

/* Remarks that came up while the schema was made, for the user, in order. */
void schema_note(struct ddlect_schema *schema, const char *text);
const char *const *schema_notes(const struct ddlect_schema *schema, uint32_t *n);

#endif
