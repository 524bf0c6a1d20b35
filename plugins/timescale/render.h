/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rendering inside this plugin: one change at a time, and what its statements share. A
 * change that can't be made is refused in an up, with what to do instead; in a down it
 * becomes a remark, because a down that says what it can't restore is better than none.
 */
#ifndef PLUGINS_TIMESCALE_RENDER_H
#define PLUGINS_TIMESCALE_RENDER_H

#include "plugins/timescale/timescale.h"

struct ts_rendering {
	const struct ddlect_dialect *self;
	const struct ddlect_plan *plan;
	const struct ddlect_change *change;
	struct ddlect_script *out;
};

/* Render a change as the base does. */
int ts_render_base(const struct ts_rendering *rendering,
		   const struct ddlect_change *change, struct ddlect_err *err);

/* render_attr.c: an attribute of a table. */
int ts_render_attr(const struct ts_rendering *rendering, struct ddlect_err *err);

/* render_columnstore.c: segmentby, orderby and columnstore_after change together. */
int ts_render_columnstore(const struct ts_rendering *rendering, struct ddlect_err *err);

/* All settings as they will be; `early`, while columns that come aren't there yet. */
int ts_render_settings(const struct ts_rendering *rendering, bool early,
		       struct ddlect_err *err);
/* Make rows of all compressed chunks. */
int ts_render_decompress(const struct ts_rendering *rendering, const char *recipe,
			 struct ddlect_err *err);
/* Does segmentby or orderby of the table name this column? */
bool ts_setting_names(const struct ddlect_table *table, const char *column);

/* render_column.c: what a hypertable does otherwise with a column. */
int ts_render_column(const struct ts_rendering *rendering, struct ddlect_err *err);

/* render_retype.c: take comments off what a new type makes again, or put them back. */
int ts_render_comments(const struct ts_rendering *rendering, bool back,
		       struct ddlect_err *err);

/* render_index.c: keys and indexes of a hypertable that is there already. */
int ts_render_index(const struct ts_rendering *rendering, struct ddlect_err *err);

/* render_stuck.c: keys and references of a hypertable that should be a plain table again. */
bool ts_stuck(const struct ts_rendering *rendering);
int ts_render_stuck(const struct ts_rendering *rendering, struct ddlect_err *err);

/* render_cascade.c: the helper routine and its triggers. */
int ts_render_routine(const struct ts_rendering *rendering, struct ddlect_err *err);
int ts_render_cascade(const struct ts_rendering *rendering, struct ddlect_err *err);
/* After a rename, make those triggers again whose arguments have the old name. */
int ts_cascades_follow(const struct ts_rendering *rendering, struct ddlect_err *err);

/* Write 'schema.name', quoted as identifiers inside a literal, for a regclass. */
int ts_write_regclass(struct ddlect_buf *sql, const char *schema, const char *name,
		      struct ddlect_err *err);
/* A length of time for a table: INTERVAL '…', or a number; `cast` to its column's type. */
void ts_write_span(struct ddlect_buf *sql, const struct ddlect_table *table,
		   const char *value, bool cast);
/* Of a policy: counts, unlike times, don't say by themselves how old a row is. */
void ts_warn_of_now(const struct ts_rendering *rendering, uint32_t hazard,
		    const char *what);
/* The table of the change, as it is called at that point. */
int ts_write_table(const struct ts_rendering *rendering, struct ddlect_buf *sql,
		   struct ddlect_err *err);

/* Refuse in an up; in a down, remark that it can't be restored. */
int ts_refuse(const struct ts_rendering *rendering, struct ddlect_err *err,
	      const char *recipe, const char *format, ...) DDLECT_FORMAT(4, 5);

/* What a column of `before` is called when the plan is through. */
const char *ts_column_after(const struct ddlect_plan *plan,
			    const struct ddlect_table *before, const char *name);

/* Do two values of an attribute name the same columns, one of them renamed? */
bool ts_same_columns(const struct ts_rendering *rendering, const char *key,
		     const char *from, const char *to);

#endif
