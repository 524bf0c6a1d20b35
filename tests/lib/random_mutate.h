/* SPDX-License-Identifier: Apache-2.0 */
/* Random mutations: what the two files of them share. See random_schema.h. */
#ifndef TESTS_LIB_RANDOM_MUTATE_H
#define TESTS_LIB_RANDOM_MUTATE_H

#include "tests/lib/random_schema.h"

struct ddlect_table *random_any_table(struct random *r);
struct ddlect_column *random_any_column(struct random *r,
					const struct ddlect_table *table);
/* Take the i-th pointer out of a list. */
void random_take_out(void *list, uint32_t *n, uint32_t i);

/* References that nothing carries any more. */
void random_drop_loose_fks(struct random *r);
/* Checks and indexes that use the column. */
void random_drop_expressions(struct ddlect_table *table, const char *name);
void random_drop_column(struct random *r, struct ddlect_table *table, const char *name);
void random_add_column(struct random *r);

void random_drop_key(struct random *r);
void random_add_key(struct random *r);
void random_change_index(struct random *r);
void random_change_check(struct random *r);
void random_change_fk(struct random *r);
void random_change_values(struct random *r);
void random_rename_enum(struct random *r);
void random_add_enum(struct random *r);
void random_drop_enum(struct random *r);

#endif
