/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Same: are two objects of one kind equal? Constraints and indexes are equal by what they
 * are, whatever their names. Where columns or enums were renamed, the names in the first
 * object are read as what they became; so are the words of its expressions.
 *
 * Comments are no part of the definition of a constraint or an index; they are of
 * same_table(). Every text may be NULL, which equals only NULL.
 */
#ifndef CORE_MODEL_SAME_H
#define CORE_MODEL_SAME_H

#include <stdbool.h>

#include <ddlect/model.h>

struct rename {
	const char *space; /* the schema of an enum; NULL for a column */
	const char *from;
	const char *to;
};

struct renames {
	struct rename *list;
	uint32_t n;
};

/* What became of the names in the first of two objects. A NULL naming: nothing did. */
struct naming {
	const struct renames *columns;
	const struct renames *enums;
	/* Of a reference: the table it refers to is called so now, and its columns. */
	const char *ref_schema;
	const char *ref_table; /* NULL: as before */
	const struct renames *ref_columns;
};

const char *renamed(const struct renames *renames, const char *name);

bool same_text(const char *a, const char *b);
bool same_name(const char *schema_a, const char *a, const char *schema_b, const char *b);
bool same_expr(const char *a, const char *b, const struct naming *naming);
bool same_type(const struct ddlect_type *a, const struct ddlect_type *b,
	       const struct naming *naming);
bool same_attr(const struct ddlect_attr *a, const struct ddlect_attr *b);
bool same_key(const struct ddlect_key *a, const struct ddlect_key *b,
	      const struct naming *naming);
bool same_fk(const struct ddlect_fk *a, const struct ddlect_fk *b,
	     const struct naming *naming);
bool same_index(const struct ddlect_index *a, const struct ddlect_index *b,
		const struct naming *naming);
bool same_check(const struct ddlect_check *a, const struct ddlect_check *b,
		const struct naming *naming);

/* DDLECT_ASPECT_… in which two columns differ; their names and attributes aside. */
uint32_t column_differs(const struct ddlect_column *a, const struct ddlect_column *b,
			const struct naming *naming);

/* DDLECT_ASPECT_… in which two enums differ; their names aside. */
uint32_t enum_differs(const struct ddlect_enum *a, const struct ddlect_enum *b);

/*
 * Two tables are equal when everything in them is, in the same order, comments too. The
 * names of constraints and the headings don't count.
 */
bool same_table(const struct ddlect_table *a, const struct ddlect_table *b);

/* Is `name` one of the words of the expression `text` (which may be NULL)? */
bool expr_mentions(const char *text, const char *name);

#endif
