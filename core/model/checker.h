/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checker: what the parts of schema_check() share. A `struct names` is a set that is
 * emptied in no time, because a large schema needs one for each of its tables.
 */
#ifndef CORE_MODEL_CHECKER_H
#define CORE_MODEL_CHECKER_H

#include <stdbool.h>

#include <ddlect/model.h>

#include "core/base/diag.h"
#include "core/base/map.h"

struct names_slot;

struct names {
	struct names_slot *slots;
	uint32_t room; /* 0 or a power of two */
	uint32_t n;
	uint32_t round; /* slots of other rounds are free */
};

/* What an error is about: a `primary key`, an `index` …; and its name, when it has one. */
struct subject {
	const char *what;
	const char *name; /* NULL: none */
	const struct ddlect_pos *pos;
};

void names_empty(struct names *names);
/* What is there under that name; else NULL, and `object` is there from now on. */
const void *names_put(struct names *names, struct diags *diags, const char *name,
		      const void *object);
const void *names_get(const struct names *names, const char *name);

struct checker {
	const struct ddlect_schema *schema;
	struct diags *diags;
	const struct ddlect_table *table; /* the one at hand */
	struct names columns;		  /* of that table */
	struct names constraints;	  /* of that table */
	struct map relations;		  /* tables and indexes by schema and name: pos */
};

/* `schema.name`, or the name alone. */
const char *check_title(struct checker *c, const char *schema, const char *name);
/* Say where the first of two is. */
void check_first(struct checker *c, struct diag *diag, const struct ddlect_pos *first);
/* Names are never empty, and are UTF-8. `what` is `table`, `column` … */
bool check_name(struct checker *c, const char *what, const char *name,
		const struct ddlect_pos *pos);
/* `index 'x'`, or `index` alone. */
const char *check_subject(struct checker *c, const struct subject *subject);
/* The column of the table at hand; NULL and an error when there is none of that name. */
const struct ddlect_column *check_column(struct checker *c, const struct subject *subject,
					 const char *name);
void check_suggest_column(struct checker *c, struct diag *diag,
			  const struct ddlect_table *table, const char *name);

/* The table's keys, indexes, checks and references (check_key.c). */
void check_keys(struct checker *c);

#endif
