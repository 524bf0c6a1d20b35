/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of the DBML reader share. Elements are parsed straight into the model;
 * what needs names that may come later waits in short lists until its file, or all files,
 * are read: references, injections of partials, Metadata blocks, imports, enums.
 *
 * Text that is needed twice (a partial's body, a Metadata block) is remembered as a place
 * in the file and parsed again, with its target known. Only the first time reports.
 *
 * When memory runs out `broken` is set and stays set; the lexer is then at its end.
 */
#ifndef CORE_DECLARE_DBML_READ_H
#define CORE_DECLARE_DBML_READ_H

#include <ddlect/err.h>
#include <ddlect/model.h>

#include "core/base/buf.h"
#include "core/base/diag.h"
#include "core/base/map.h"
#include "core/base/near.h"
#include "core/declare/dbml_lex.h"
#include "core/declare/dbml_load.h"
#include "core/declare/dbml_setting.h"
#include "core/model/schema.h"

#define DBML_WORDS 16u
#define DBML_TYPES 64u

/* One side of a reference: `table` when it is known, else by name. */
struct endpoint {
	struct ddlect_table *table;
	const char *schema; /* NULL: the default schema, or an alias */
	const char *name;   /* of the table; NULL: `table` */
	const char **columns;
	uint32_t n_columns;
	struct token place;
};

struct dbml_ref {
	struct dbml_file *file;
	struct endpoint holder; /* of the foreign key */
	struct endpoint target;
	const char *name;
	struct ddlect_pos pos;
	uint8_t on_delete;
	uint8_t on_update;
};

/* A value of an enum, as a default. */
struct enum_use {
	struct dbml_file *file;
	struct value path;
};

/* TablePartial: where its settings and its body are. */
struct dbml_partial {
	struct dbml_file *file;
	struct lexer body; /* behind the opening brace */
	const char *note;  /* NULL: none */
	const char *name;
	struct token place;
};

/* `~name` in a table; `n_columns` were before it. In order of the file. */
struct injection {
	struct ddlect_table *table;
	const char *partial;
	struct token place;
	uint32_t n_columns;
	bool last;	/* of its table */
	uint32_t keyed; /* KEYED_…: the primary key that the table itself declares */
};

/* `Metadata Table name { … }`, to be parsed when the file is read. */
struct metadata {
	struct token kind;
	struct value name; /* a path */
	struct lexer body; /* behind the opening brace */
};

/* The value of a setting for which DBML has no words; read when all else is known. */
struct details {
	struct ddlect_table *table; /* NULL: of the project */
	const char *kind;	    /* indexes, checks, refs; enums, routines */
	struct token text;
};

struct dbml_group {
	const char *name;
	struct value *tables; /* paths */
	uint32_t n_tables;
};

/* `use { table a as b } from 'x'`; a `kind` that is NULL imports everything. */
struct import {
	struct dbml_file *from;
	const char *kind; /* in lower case */
	const char *schema;
	const char *name;
	const char *alias; /* NULL: the same name */
	struct token place;
	bool reused; /* who imports this file sees it too */
};

/* What an import brought: one of the pointers is set. */
struct visible {
	const char *schema;
	const char *name;
	struct ddlect_table *table;
	struct ddlect_enum *enumeration;
	struct dbml_partial *partial;
	struct dbml_group *group;
	bool reused;
};

struct dbml_file {
	const char *path;	   /* as it is shown */
	const char *identity;	   /* the same for every path that leads to it */
	char *text;		   /* malloc'ed, ended by NUL */
	struct ddlect_schema *own; /* what is declared here: tables and enums */
	struct map aliases;
	struct map partials; /* own and imported ones */
	struct map tables;   /* imported ones, by visible name; likewise enums */
	struct map enums;
	struct dbml_partial **own_partials;
	struct dbml_group **groups;
	struct injection **injections;
	struct metadata **metadata;
	struct import **imports;
	struct visible **visible;
	struct details **details;
	uint32_t n_own_partials;
	uint32_t n_groups;
	uint32_t n_injections;
	uint32_t n_metadata;
	uint32_t n_imports;
	uint32_t n_visible;
	uint32_t n_details;
	uint32_t depth; /* how many files use each other down to this one */
	bool reading;
	bool project; /* was seen */
};

/* A bare word that was a type before. */
struct type_memo {
	const char *at;
	uint32_t length;
	const struct ddlect_type *type;
};

struct dbml_reader {
	struct arena *arena;
	struct arena passing;	      /* of what is gone when all is read */
	struct ddlect_schema *schema; /* the result; all types are interned in it */
	struct diags *diags;
	struct ddlect_err *err;
	struct dbml_file *file; /* being read */
	struct lexer lex;
	struct dbml_ref **refs;
	struct dbml_file **files;
	struct enum_use **enum_uses;
	uint32_t n_refs;
	uint32_t n_enum_uses;
	uint32_t n_files;
	uint32_t quiet; /* more than 0: report nothing, it was reported before */
	uint32_t next_word;
	bool broken;
	struct ddlect_buf words[DBML_WORDS];
	struct type_memo types[DBML_TYPES]; /* by the words of the file being read */
	struct map natives;		    /* types that are no enum's */
	const struct ddlect_type *native;   /* asked about last, whether it is an enum */
	const struct ddlect_type *native_is;
};

/* Dbml_error.c: reports, and getting on after them. */

struct diag *dbml_error(struct dbml_reader *r, const struct token *where,
			const char *format, ...) __attribute__((format(printf, 3, 4)));
struct diag *dbml_warning(struct dbml_reader *r, const struct token *where,
			  const char *format, ...) __attribute__((format(printf, 3, 4)));
void dbml_hint(struct dbml_reader *r, struct diag *diag, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
struct ddlect_pos dbml_pos(const struct dbml_reader *r, const struct token *token);
int dbml_no_memory(struct dbml_reader *r); /* -1 */
/* "got a number", for messages about what stands there. */
const char *dbml_describe(struct dbml_reader *r, const struct token *token);

/* The tokens of the file being read. */

static inline const struct token *dbml_peek(struct dbml_reader *r, uint32_t distance)
{
	return lexer_peek(&r->lex, distance);
}

static inline struct token dbml_next(struct dbml_reader *r)
{
	return *lexer_next(&r->lex);
}

/* Take it when it is of that kind. */
static inline bool dbml_take(struct dbml_reader *r, uint8_t kind)
{
	if (lexer_peek(&r->lex, 0)->kind != kind)
		return false;
	lexer_next(&r->lex);
	return true;
}

/* Take it, or report that `what` was expected. */
bool dbml_expect(struct dbml_reader *r, uint8_t kind, const char *what);
/* A new line, or a closing brace. */
static inline bool dbml_at_line_end(struct dbml_reader *r)
{
	const struct token *token = lexer_peek(&r->lex, 0);
	return token->first || token->kind == TOKEN_CLOSE_BRACE;
}

/* Took the closing brace; or reported, at `open`, that what `format` says has none. */
bool dbml_block_ends(struct dbml_reader *r, const struct token *open, const char *format,
		     ...) __attribute__((format(printf, 3, 4)));
void dbml_skip_line(struct dbml_reader *r); /* blocks that it opens included */
/* After a mistake in what began at `start`: to the end of its line, and always on. */
void dbml_skip_rest(struct dbml_reader *r, const struct token *start);
void dbml_skip_block(struct dbml_reader *r); /* from behind { to behind } */
/* Report what is left on this line, and skip it. */
void dbml_end_line(struct dbml_reader *r, const char *after);

/* Dbml_string.c: what tokens say. */

/*
 * Text of a name, string, expression or number; escapes are resolved. It lives until
 * DBML_WORDS more words were asked for. Never NULL.
 */
const char *dbml_word(struct dbml_reader *r, const struct token *token);
const char *dbml_lower(struct dbml_reader *r, const struct token *token);
/* Text of a note, in the arena: ''' … ''' loses its indentation. NULL: out of memory. */
const char *dbml_note(struct dbml_reader *r, const struct token *token);
const char *dbml_keep(struct dbml_reader *r, const char *text); /* a copy in the arena */
/* A buffer with the lifetime of a word. */
struct ddlect_buf *dbml_scratch(struct dbml_reader *r);

/* Tables. */

#define KEYED_INLINE 1u
#define KEYED_INDEX 2u

/* How a table is being filled. */
struct table_state {
	struct ddlect_table *table;
	struct dbml_partial *partial; /* not NULL: it is a partial's body */
	bool injecting; /* the partial goes into a table; columns it has already win */
	bool discard;	/* references of a partial that goes nowhere */
	bool noted;	/* the table has a note in its body */
	uint32_t keyed; /* KEYED_…: where its primary key came from */
	uint32_t n_injections;
};

void dbml_table(struct dbml_reader *r, const struct token *keyword);
void dbml_partial(struct dbml_reader *r, const struct token *keyword);
/* Lines of a table up to behind its closing brace. */
void dbml_table_body(struct dbml_reader *r, struct table_state *state);
/* A setting of a table. `seen` is 0 before the first one; Metadata starts with 0 again. */
void dbml_table_setting(struct dbml_reader *r, struct ddlect_table *table,
			const struct setting *setting, uint32_t *seen, bool replace);
void dbml_column(struct dbml_reader *r, struct table_state *state);
/* What a `default` among its settings says. */
void dbml_default(struct dbml_reader *r, struct ddlect_column *column,
		  const struct setting *setting);
/* A line of `Metadata Column`. */
void dbml_column_metadata(struct dbml_reader *r, struct ddlect_column *column,
			  const struct setting *setting);
void dbml_indexes(struct dbml_reader *r, struct table_state *state);
void dbml_checks(struct dbml_reader *r, struct table_state *state);
/* The primary key gets `column`, which said pk. */
void dbml_primary_add(struct dbml_reader *r, struct table_state *state,
		      const struct token *where, const char *column);
/* The primary key is these columns; they are kept. NULL: it was reported, or is known. */
struct ddlect_key *dbml_primary_set(struct dbml_reader *r, struct table_state *state,
				    const struct token *where, const char **columns,
				    uint32_t n);
/* Add a unique constraint; one that a column said already is only given the name. */
struct ddlect_key *dbml_unique_add(struct dbml_reader *r, struct table_state *state,
				   const char *name, const char *const *columns,
				   uint32_t n, struct ddlect_pos pos);
/* A type, up to its settings. NULL: it was reported, or memory ran out. */
const struct ddlect_type *dbml_type(struct dbml_reader *r, const char *column);

/* The other elements. */

void dbml_element(struct dbml_reader *r);
void dbml_enum(struct dbml_reader *r);
void dbml_project(struct dbml_reader *r, const struct token *keyword);
void dbml_metadata(struct dbml_reader *r);
void dbml_group(struct dbml_reader *r, const struct token *keyword);
void dbml_skip_element(struct dbml_reader *r, const struct token *keyword);
void dbml_skip_records(struct dbml_reader *r, bool top);
/* `Note: 'x'` or `Note { 'x' }`, from behind the keyword. In the arena; may be NULL. */
const char *dbml_note_body(struct dbml_reader *r);
void dbml_ref(struct dbml_reader *r, const struct token *keyword);
void dbml_ref_inline(struct dbml_reader *r, struct table_state *state,
		     struct ddlect_column *column, const struct setting *setting);
void dbml_use(struct dbml_reader *r, const struct token *keyword);

/* Dbml_details.c: what DBML has no words for. */

/* Is it such a setting of a table (of the project, when that is NULL)? Then it waits. */
bool dbml_details(struct dbml_reader *r, struct ddlect_table *table,
		  const struct setting *setting);
/* `attributes`: those whose keys can't be settings. */
void dbml_details_attributes(struct dbml_reader *r, const struct setting *setting,
			     struct ddlect_attr ***list, uint32_t *n);

/* What waited. */

void dbml_inject_all(struct dbml_reader *r);   /* of the file */
void dbml_metadata_all(struct dbml_reader *r); /* of the file */
void dbml_groups_all(struct dbml_reader *r);   /* of the file */
void dbml_import_all(struct dbml_reader *r);   /* of the file: names become visible */
void dbml_adopt_all(struct dbml_reader *r);    /* of the main file: into the schema */
void dbml_types_all(struct dbml_reader *r);
void dbml_refs_all(struct dbml_reader *r);
void dbml_details_all(struct dbml_reader *r);

/* Look up what the file being read can see. */
struct ddlect_table *dbml_find_table(const struct dbml_file *file, const char *schema,
				     const char *name);
struct ddlect_enum *dbml_find_enum(const struct dbml_file *file, const char *schema,
				   const char *name);
/* The nearest name of a table (enum) that the file can see; NULL: none is near. */
const char *dbml_near_table(const struct dbml_file *file, const char *name);
/* Say that there is no such table, and which may be meant. */
void dbml_table_missing(struct dbml_reader *r, const struct token *where,
			const char *schema, const char *name);
const char *dbml_near_column(const struct ddlect_table *table, const char *name);

/* Append a pointer to a list; -1 when memory ran out. `item` may be NULL: it did before. */
int dbml_append(struct dbml_reader *r, void *list, uint32_t *n, void *item);

/* Parse a text, with everything in it that doesn't need other files. */
void dbml_parse(struct dbml_reader *r, struct dbml_file *file, size_t length);
struct dbml_file *dbml_file_new(struct dbml_reader *r, const char *path);
/* `public` is the default schema: NULL. */
const char *dbml_schema_name(const char *name);

#endif
