/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the DBML writer share. */
#ifndef CORE_DECLARE_DBML_WRITING_H
#define CORE_DECLARE_DBML_WRITING_H

#include <stdbool.h>

#include <ddlect/model.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/map.h"

struct writing {
	struct ddlect_buf *out;
	const struct ddlect_schema *schema;
	struct arena arena;	   /* of the writer's own notes */
	struct map refs;	   /* pairs of columns that a Ref names already */
	struct ddlect_buf key;	   /* a word of it, while it is looked up */
	struct ddlect_buf indexes; /* lines of details of the table being written */
	struct ddlect_buf checks;
	struct ddlect_buf references;
	struct ddlect_buf attributes;
	bool broken;
};

/* [ a, b, c ]: the bracket comes with the first one. */
struct list {
	struct ddlect_buf *out;
	bool open;
};

/* Begin the next setting of the list. */
struct ddlect_buf *list_next(struct list *list);
void list_end(struct list *list);

/* dbml_write_word.c */

void write_name(struct ddlect_buf *out, const char *name);
void write_path(struct ddlect_buf *out, const char *schema, const char *name);
void write_columns(struct ddlect_buf *out, const char *const *columns, uint32_t n);
/* 'text' on one line. */
void write_text(struct ddlect_buf *out, const char *text);
/* A note: ''' … ''' when it has lines, which are indented by `indent` spaces. */
void write_note(struct ddlect_buf *out, const char *text, int indent);
/* The value of a detail, in a text that is itself in quotes. */
void write_inner(struct ddlect_buf *out, const char *text);
/* `key: '''…'''` of lines that are already there; then they are gone. */
void write_lines(struct ddlect_buf *out, const char *key, struct ddlect_buf *lines);
bool fits_backticks(const char *text);
/* May it be the key of a setting that nobody else reads? */
bool is_free_key(const char *key, bool column);
void write_type(struct writing *w, const struct ddlect_type *type);
/* The type's schema can't be said with the type. */
bool needs_type_schema(const struct ddlect_type *type);

/* The others. */

void write_table(struct writing *w, const struct ddlect_table *table);
void write_attributes(struct ddlect_buf *lines, struct ddlect_attr *const *attrs,
		      uint32_t n, struct list *list, bool column);

/* dbml_write_key.c: `indexes { }`, `checks { }`, and details of them. */
void write_indexes(struct writing *w, const struct ddlect_table *table);
void write_checks(struct writing *w, const struct ddlect_table *table);
/* Is it said at a column: unnamed, of one column, no more to say of it or beside it? */
bool key_is_inline(const struct ddlect_table *table, const struct ddlect_key *key);

/* Settings of a line of details; nothing when there is nothing to say. */
void line_flag(struct list *list, bool flag, const char *name);
void line_text(struct list *list, const char *name, const char *text);
void line_names(struct list *list, const char *name, const char *const *names,
		uint32_t n);
/* The name and the note that end an entry of `indexes` or `checks`. */
void end_entry(struct ddlect_buf *out, struct list *list, const char *name,
	       const char *note);

/* dbml_write_index.c. An index is added when `indexes` can't hold it. */
bool index_is_added(const struct ddlect_table *table, const struct ddlect_index *index);
/* Nothing, unless it is `added` or not as asked for. */
void write_index(struct writing *w, const struct ddlect_table *table,
		 const struct ddlect_index *index, bool added);

/* dbml_write_ref.c */
/* Does a setting of a column say it? Ask once for each, in order of the columns. */
bool ref_is_inline(struct writing *w, const struct ddlect_table *table,
		   const struct ddlect_fk *fk);
void write_ref_inline(struct writing *w, const struct ddlect_fk *fk, struct list *list);
/* `Ref` lines for the rest, and details. `inlined` are those that columns say. */
void write_refs(struct writing *w, const struct ddlect_table *table, const bool *inlined);

#endif
