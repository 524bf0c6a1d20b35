/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lowering: the state that lower.c and its parts share. `out` is the copy that becomes
 * physical; what is wrong with it is collected, so that an author sees all of it at once.
 */
#ifndef PLUGINS_POSTGRES_LOWER_H
#define PLUGINS_POSTGRES_LOWER_H

#include "plugins/postgres/types.h"

#define PG_LOWER_CACHE 64u
#define PG_MAX_KEY 32u /* columns of a key or an index */

struct pg_lowering {
	const struct ddlect_dialect *self;
	struct ddlect_schema *out;
	struct ddlect_buf *wrong; /* one message a line */
	uint32_t n_wrong;
	bool no_memory;
	bool given; /* some constraint or index came with a name */
	/* Types that were read before: they are interned, so few are met very often. */
	struct {
		const struct ddlect_type *from;
		const struct ddlect_type *to;
		bool serial;
	} cache[PG_LOWER_CACHE];
};

/* Add to what is wrong, with its place when it has one. */
DDLECT_FORMAT(3, 4)
void pg_wrong(struct pg_lowering *lowering, const struct ddlect_pos *pos,
	      const char *format, ...);

/* A column's canonical type; NULL when it is no type (that was reported then). */
const struct ddlect_type *pg_lower_type(struct pg_lowering *lowering,
					const struct ddlect_table *table,
					const struct ddlect_column *column, bool *serial);

/* Turn a column's default into the text that the server would print for it. */
void pg_lower_default(struct pg_lowering *lowering, const struct ddlect_table *table,
		      struct ddlect_column *column);

/* Methods, order and expressions of indexes; the expressions of checks. */
void pg_lower_indexes(struct pg_lowering *lowering, struct ddlect_table *table);
void pg_lower_checks(struct pg_lowering *lowering, struct ddlect_table *table);

/* Cut the names that were given, of all tables, before any other name is made. */
void pg_lower_given_names(struct pg_lowering *lowering);
void pg_lower_names(struct pg_lowering *lowering, struct ddlect_table *table);

/* lower_name.c: names that the server refuses, or takes for something of its own. */
void pg_check_column_name(struct pg_lowering *lowering, const struct ddlect_table *table,
			  const struct ddlect_column *column);
void pg_check_enum_name(struct pg_lowering *lowering, const struct ddlect_enum *e);
void pg_check_schema_name(struct pg_lowering *lowering, const char *name,
			  const struct ddlect_pos *pos);
/* Of a column that counts up; NULL when it is cut, in a way of the server's own. */
const char *pg_sequence_name(struct pg_lowering *lowering,
			     const struct ddlect_table *table,
			     const struct ddlect_column *column);
void pg_check_sequence_name(struct pg_lowering *lowering,
			    const struct ddlect_table *table,
			    const struct ddlect_column *column);

/* Report names that two indexes, or an index and a table, would share. */
void pg_check_names(struct pg_lowering *lowering);

/* lower_text.c: the dialect's own text in one spelling, or refused. */
void pg_lower_sequence(struct pg_lowering *lowering, const struct ddlect_table *table,
		       struct ddlect_column *column);
void pg_lower_collation(struct pg_lowering *lowering, const struct ddlect_table *table,
			const struct ddlect_pos *pos, const char **collation);
void pg_check_opclass(struct pg_lowering *lowering, const struct ddlect_table *table,
		      const struct ddlect_index *index, const char *opclass);
void pg_lower_parameters(struct pg_lowering *lowering, const struct ddlect_table *table,
			 struct ddlect_index *index);
void pg_lower_set_columns(struct pg_lowering *lowering, const struct ddlect_table *table,
			  struct ddlect_fk *fk);

/* `text` without the space around it, in the schema's memory. */
const char *pg_expr_trim(struct pg_lowering *lowering, const char *text);

#endif
