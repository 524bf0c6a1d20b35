/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random schemas: declared ones, as an author could have written them, that any server of
 * the project's dialects takes. The same seed and features give the same schema, on every
 * machine. Expressions are plain SQL with names in double quotes.
 */
#ifndef TESTS_LIB_RANDOM_SCHEMA_H
#define TESTS_LIB_RANDOM_SCHEMA_H

#include <stdbool.h>
#include <stdint.h>

#include <ddlect/model.h>

#include "core/base/arena.h"

#define RANDOM_WEIRD 1u /* quotes, spaces, newlines, %, \, UTF-8, reserved words */
#define RANDOM_LONG 2u	/* names of 63 bytes */
#define RANDOM_ENUMS 4u
#define RANDOM_NAMESPACES 8u
#define RANDOM_FKS 16u /* composite ones, to itself, in circles */
#define RANDOM_GENERATED 32u
#define RANDOM_IDENTITY 64u
#define RANDOM_EXPRESSIONS 128u /* checks, predicates, indexes of expressions */
#define RANDOM_COMMENTS 256u
#define RANDOM_ARRAYS 512u
#define RANDOM_NEWER 1024u /* NULLS NOT DISTINCT */
#define RANDOM_DEFERRABLE 2048u
#define RANDOM_NAMED 4096u /* names given to constraints and indexes */
#define RANDOM_INCLUDE 8192u
#define RANDOM_ALL 16383u
#define RANDOM_MOVES 16384u /* tables change their namespace */

struct ddlect_schema *random_schema(struct arena *arena, uint64_t seed,
				    uint32_t features);

/*
 * A schema that `from` could become: some objects come, go, change, are renamed (and say
 * so). Strings are shared with `from`. What a server can't do with rows in the way is still
 * fair: the tables are empty.
 */
struct ddlect_schema *random_mutate(struct arena *arena, const struct ddlect_schema *from,
				    uint64_t seed, uint32_t features);

/* What both are made of. */

struct random {
	uint64_t state;
	uint32_t features;
	uint32_t serial; /* part of each name, so that none comes twice */
	struct ddlect_schema *schema;
};

uint32_t random_below(struct random *r, uint32_t n); /* 0 … n - 1 */
bool random_chance(struct random *r, uint32_t percent);
bool random_has(const struct random *r, uint32_t feature);

const char *random_name(struct random *r, const char *stem);
const char *random_comment(struct random *r);
/* `"name"`, or a text in which each @ is that. */
const char *random_expr(struct random *r, const char *format, const char *name);

struct ddlect_table *random_table(struct random *r);
struct ddlect_enum *random_enum(struct random *r);
struct ddlect_column *random_column(struct random *r, struct ddlect_table *table);
void random_default(struct random *r, struct ddlect_column *column);
/* Each does nothing when the table has nothing to make it of. */
void random_generated(struct random *r, struct ddlect_table *table);
void random_primary(struct random *r, struct ddlect_table *table);
void random_unique(struct random *r, struct ddlect_table *table);
void random_index(struct random *r, struct ddlect_table *table);
void random_check(struct random *r, struct ddlect_table *table);
void random_fk(struct random *r, struct ddlect_table *table);

#endif
