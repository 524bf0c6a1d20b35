/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Details: what a schema may hold and DBML has no words for, as a text in a setting:
 *
 *	Metadata Table accounts {
 *	  indexes: '''
 *	    accounts_email_idx [where: 'deleted_at IS NULL', include: (name)]
 *	    (a, b) [nulls_not_distinct]
 *	  '''
 *	}
 *
 * Each line names something by its name, by its columns (or expressions), or by both, and
 * says more of it, in settings. With `add` it is made here. What a setting may be is in
 * dbml_details.c; the writer uses the same words.
 */
#ifndef CORE_DECLARE_DBML_DETAILS_H
#define CORE_DECLARE_DBML_DETAILS_H

#include "core/declare/dbml_read.h"

enum {
	DETAIL_ADD = 1 << 0,
	DETAIL_PK = 1 << 1,
	DETAIL_UNIQUE = 1 << 2,
	DETAIL_INDEX = 1 << 3, /* a unique one; no constraint */
	DETAIL_NULLS_NOT_DISTINCT = 1 << 4,
	DETAIL_DEFERRABLE = 1 << 5,
	DETAIL_INITIALLY_DEFERRED = 1 << 6,
	DETAIL_NO_INHERIT = 1 << 7,
	DETAIL_NOT_VALID = 1 << 8,
	DETAIL_MATCH_FULL = 1 << 9,
	DETAIL_PASSIVE = 1 << 10,
};

/* A line. Texts are in the arena; those that weren't said are NULL. */
struct detail {
	struct token place;
	const char *schema;
	const char *name;
	struct token *parts; /* of the parentheses */
	uint32_t n_parts;
	uint32_t flags;
	uint32_t seen;
	const char *where;
	const char *options;
	const char *note;
	const char *type;
	const char *expression;
	const char *set;
	const char *via;
	const char *deletes; /* the actions of a reference */
	const char *updates;
	const char *renamed_from;
	const char *body;
	const char *value;
	struct value include;
	struct value desc;
	struct value nulls_first;
	struct value nulls_last;
	struct value opclass;
	struct value collation;
	struct value to; /* schema.table.(a, b) */
};

/*
 * What details were said of already, so that the next line means the next one. A line
 * without a name means what has none before what has one.
 */
struct claims {
	const void **list;
	uint32_t n;
};

bool claim(struct dbml_reader *r, struct claims *claims, const void *object);
bool is_free(const struct claims *claims, const void *object);
/* Does the line name it? */
bool detail_names_it(const struct detail *detail, const char *name);
/* Nothing has that name or those columns. */
void detail_missing(struct dbml_reader *r, const struct ddlect_table *table,
		    const struct detail *detail, const char *what);
const char *detail_keep_word(struct dbml_reader *r, const struct token *token);
/* Are the columns those in the parentheses? */
bool detail_columns(struct dbml_reader *r, const struct detail *detail,
		    const char *const *columns, uint32_t n);
/* Append the names of a list to a list of columns. */
void detail_names(struct dbml_reader *r, const struct value *value, const char ***list,
		  uint32_t *n);

void detail_index(struct dbml_reader *r, struct ddlect_table *table,
		  const struct detail *detail, struct claims *claims);
void detail_check(struct dbml_reader *r, struct ddlect_table *table,
		  const struct detail *detail, struct claims *claims);
void detail_ref(struct dbml_reader *r, struct ddlect_table *table,
		const struct detail *detail, struct claims *claims);

#endif
