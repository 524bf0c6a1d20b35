/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A change is one difference between two physical schemas, as data. The core finds changes
 * and puts them in order; a dialect renders one at a time and never reorders them.
 *
 * `verb` says what happens, `what` to which kind of object; `from` is the object before
 * (NULL with ADD), `to` the object after (NULL with DROP). A plan's down is another plan
 * with the schemas swapped, so a dialect renders a reverse like any other change.
 *
 * An ADD is of the whole object: of a table its columns, keys and checks, of anything its
 * comment. Indexes, attributes (passive ones too, of the table and of its columns) and the
 * references that aren't inline follow as changes of their own. A DROP takes everything
 * along. A MODIFY comes after the RENAME of the same object, so the object is called as in
 * `to`; a constraint or an index that is on both sides under two names keeps the one that
 * it has in the database, and is shown under that. A routine's MODIFY is of its body.
 */
#ifndef DDLECT_CHANGE_H
#define DDLECT_CHANGE_H

#include <ddlect/model.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DDLECT_ADD 1u
#define DDLECT_DROP 2u
#define DDLECT_MODIFY 3u
#define DDLECT_RENAME 4u

/* What changes, and which member of `from` and `to` to read. */
#define DDLECT_NAMESPACE 1u
#define DDLECT_ENUM 2u
#define DDLECT_ROUTINE 3u
#define DDLECT_TABLE 4u
#define DDLECT_COLUMN 5u
#define DDLECT_PRIMARY 6u /* a key */
#define DDLECT_UNIQUE 7u  /* a key */
#define DDLECT_FK 8u
#define DDLECT_INDEX 9u
#define DDLECT_CHECK 10u
#define DDLECT_ATTR 11u /* of a table, or of `column` when that is set */
#define DDLECT_WHAT_COUNT 12u

/* What a MODIFY changes. A column has all of them, the others only COMMENT. */
#define DDLECT_ASPECT_COMMENT 1u
#define DDLECT_ASPECT_TYPE 2u /* of a column: type or collation */
#define DDLECT_ASPECT_NOT_NULL 4u
#define DDLECT_ASPECT_DEFAULT 8u
#define DDLECT_ASPECT_IDENTITY 16u
#define DDLECT_ASPECT_GENERATED 32u
#define DDLECT_ASPECT_VALUES_ADDED 64u	   /* of an enum: values were put in, none left */
#define DDLECT_ASPECT_VALUES_REPLACED 128u /* of an enum: any other difference */

#define DDLECT_CHANGE_SUGGESTED 1u /* written as a comment beside an ADD and a DROP */
#define DDLECT_CHANGE_REBUILD 2u   /* dropped and added again because of something else */

union ddlect_object {
	const void *any;
	const struct ddlect_namespace *ns;
	const struct ddlect_enum *enumeration;
	const struct ddlect_routine *routine;
	const struct ddlect_table *table;
	const struct ddlect_column *column;
	const struct ddlect_key *key;
	const struct ddlect_fk *fk;
	const struct ddlect_index *index;
	const struct ddlect_check *check;
	const struct ddlect_attr *attr;
};

/*
 * A column that has an enum's type, or a default that names the enum, and its table, as both
 * are called at that point.
 */
struct ddlect_use {
	const char *table_schema;
	const char *table_name;
	const struct ddlect_column *column;
};

/*
 * `before` and `after` are the table as the two schemas have it, for everything that
 * belongs to a table; either may be NULL when the table itself comes or goes. A statement
 * names the table as it is called at that point: `table_name` and `table_schema`, because a
 * rename has its own place in the plan.
 */
struct ddlect_change {
	uint32_t verb;
	uint32_t what;
	uint32_t aspects;
	uint32_t flags;
	union ddlect_object from;
	union ddlect_object to;
	const struct ddlect_table *before;
	const struct ddlect_table *after;
	const char *table_schema;
	const char *table_name;
	const struct ddlect_column *column; /* with DDLECT_ATTR: of this column */
	/* With ADD TABLE: the foreign keys that can stand inside it. The rest come as changes. */
	const struct ddlect_fk *const *inline_fks;
	uint32_t n_inline_fks;
	/*
	 * With MODIFY of an enum whose values are replaced: the columns that have its type at
	 * that point. Checks, generated columns, expressions and references that would be in
	 * the way are dropped by then, and come back later.
	 */
	uint32_t n_uses;
	const struct ddlect_use *const *uses;
};

#define DDLECT_UP 0u
#define DDLECT_DOWN 1u

struct ddlect_plan {
	const struct ddlect_schema *from;
	const struct ddlect_schema *to;
	struct ddlect_change **changes;
	uint32_t n_changes;
	uint32_t direction;
};

/* Hazards. What a statement can do to data, or to those who use it meanwhile. */
#define DDLECT_HAZARD_DATA_LOSS 1u
#define DDLECT_HAZARD_TABLE_REWRITE 2u
#define DDLECT_HAZARD_TABLE_SCAN 3u
#define DDLECT_HAZARD_BLOCKS_WRITES 4u
#define DDLECT_HAZARD_BLOCKS_READS 5u
#define DDLECT_HAZARD_IRREVERSIBLE 6u
#define DDLECT_HAZARD_MAY_FAIL 7u
#define DDLECT_HAZARD_IN_USE 8u /* something of others stands in the way */
#define DDLECT_HAZARD_COUNT 9u

#ifdef __cplusplus
}
#endif
#endif
