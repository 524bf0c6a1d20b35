/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a plugin may call: the host table, and an inline wrapper for each of its entries.
 *
 * A plugin defines `const struct ddlect_host *ddlect_host;` in one file and sets it in its
 * entry function, before anything else. The wrappers read that variable; it is hidden, so
 * every plugin has its own.
 *
 * Memory: objects and strings that these functions return live in the schema's (or the
 * script's) arena. Strings that are passed in are copied, except where it says "kept".
 * When memory runs out, functions that return a pointer return NULL; a buffer breaks and
 * stays broken, and its owner reports it once.
 */
#ifndef DDLECT_HOST_H
#define DDLECT_HOST_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <ddlect/ascii.h>
#include <ddlect/dialect.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Text that grows. Opaque; the wrappers write to it. */
struct ddlect_buf;

/* Kinds of names, for name_make(). */
#define DDLECT_NAME_GIVEN 0u /* columns[0] is a name already: it is only cut */
#define DDLECT_NAME_PRIMARY 1u
#define DDLECT_NAME_UNIQUE 2u
#define DDLECT_NAME_FK 3u
#define DDLECT_NAME_INDEX 4u
#define DDLECT_NAME_CHECK 5u

struct ddlect_host {
	uint32_t size;
	uint32_t abi_minor;
	const char *version; /* of ddlect */

	/* Errors. `text` is complete. */
	void (*error)(struct ddlect_err *err, uint32_t status, const char *text);
	void (*prepend)(struct ddlect_err *err, const char *text);

	/* Memory of a schema, and notes for the user that came up while it was made. */
	void (*note)(struct ddlect_schema *schema, const char *text);
	void *(*alloc)(struct ddlect_schema *schema, uint64_t size); /* zeroed */
	char *(*text)(struct ddlect_schema *schema, const char *bytes, uint64_t length);

	/* Building. Each returns an object with everything else zero, or NULL. */
	struct ddlect_table *(*table_add)(struct ddlect_schema *schema, const char *ns,
					  const char *name);
	struct ddlect_column *(*column_add)(struct ddlect_schema *schema,
					    struct ddlect_table *table, const char *name,
					    const struct ddlect_type *type);
	struct ddlect_enum *(*enum_add)(struct ddlect_schema *schema, const char *ns,
					const char *name);
	struct ddlect_routine *(*routine_add)(struct ddlect_schema *schema,
					      const char *ns, const char *name,
					      const char *body);
	struct ddlect_namespace *(*namespace_add)(struct ddlect_schema *schema,
						  const char *name);
	struct ddlect_key *(*key_new)(struct ddlect_schema *schema, const char *name);
	struct ddlect_key *(*unique_add)(struct ddlect_schema *schema,
					 struct ddlect_table *table, const char *name);
	struct ddlect_fk *(*fk_add)(struct ddlect_schema *schema,
				    struct ddlect_table *table, const char *name);
	struct ddlect_index *(*index_add)(struct ddlect_schema *schema,
					  struct ddlect_table *table, const char *name);
	struct ddlect_check *(*check_add)(struct ddlect_schema *schema,
					  struct ddlect_table *table, const char *name,
					  const char *expr);
	struct ddlect_part *(*part_add)(struct ddlect_schema *schema,
					struct ddlect_index *index, const char *column,
					const char *expr);
	/* Append to a list of strings that belongs to an object: key.columns, enum.values. */
	int (*string_add)(struct ddlect_schema *schema, const char ***list, uint32_t *n,
			  const char *text);
	/* Set an attribute, or replace its value. NULL removes it. */
	int (*attr_set)(struct ddlect_schema *schema, struct ddlect_attr ***list,
			uint32_t *n, const char *key, const char *value, uint32_t flags);
	/* Intern a type. The struct may be on the stack; its strings are copied. */
	const struct ddlect_type *(*type_get)(struct ddlect_schema *schema,
					      const struct ddlect_type *type);
	/* Copy all objects of `from` into the empty `to`. Strings are shared: keep `from`. */
	int (*schema_copy)(struct ddlect_schema *to, const struct ddlect_schema *from);

	/* Looking up. NULL when it isn't there. */
	struct ddlect_table *(*table_find)(const struct ddlect_schema *schema,
					   const char *ns, const char *name);
	struct ddlect_enum *(*enum_find)(const struct ddlect_schema *schema,
					 const char *ns, const char *name);

	/*
	 * The name that a constraint or an index gets when it was not given one:
	 * `<table>_pk`, `<table>_<columns>_key`, `_fkey`, `_idx`, `_check`, cut to `max`
	 * bytes on a character's boundary, with a short hash when it was too long. It is
	 * unlike every name that `table` has already used for an index or a constraint.
	 */
	const char *(*name_make)(struct ddlect_schema *schema,
				 const struct ddlect_table *table, uint32_t kind,
				 const char *const *columns, uint32_t n, uint32_t max);

	/* A script: start the next statement, and say what it may do. */
	struct ddlect_buf *(*statement)(struct ddlect_script *script);
	/* A hazard of the statement begun last. `lock` and `recipe` may be NULL. */
	void (*hazard)(struct ddlect_script *script, uint32_t hazard, const char *what,
		       const char *lock, const char *recipe);
	/* A remark of its own, with no statement: what can't be restored, for example. */
	void (*remark)(struct ddlect_script *script, uint32_t hazard, const char *what,
		       const char *recipe);

	/*
	 * Buffers. ident() quotes as the standard does an identifier, "a""b", literal() a
	 * string, 'it''s', with backslashes as they are; raw() quotes nothing.
	 */
	struct ddlect_buf *(*buf_new)(void); /* of the caller's own; NULL: no memory */
	void (*buf_free)(struct ddlect_buf *buf);  /* NULL is allowed */
	void (*buf_reset)(struct ddlect_buf *buf); /* empty again, its memory kept */
	void (*raw)(struct ddlect_buf *buf, const char *bytes, uint64_t length);
	void (*ident)(struct ddlect_buf *buf, const char *name);
	void (*literal)(struct ddlect_buf *buf, const char *text);
	/* The text so far, ended by NUL; NULL when the buffer is broken. */
	const char *(*buf_text)(struct ddlect_buf *buf);

	/*
	 * What the statement begun last has by now is its head, and the rest will be an action:
	 * neighbours with the same head become one in a file, the actions with commas between,
	 * so that a database does them in one go. Each has to be right alone, too.
	 */
	void (*head)(struct ddlect_script *script);
};

/* The wrappers. */

#ifndef DDLECT_NO_WRAPPERS
#if defined(__GNUC__)
#define DDLECT_FORMAT(m, n) __attribute__((format(printf, m, n)))
#define DDLECT_HIDDEN __attribute__((visibility("hidden")))
#define DDLECT_EXPORT __attribute__((visibility("default")))
#else
#define DDLECT_FORMAT(m, n)
#define DDLECT_HIDDEN
#define DDLECT_EXPORT
#endif

extern DDLECT_HIDDEN const struct ddlect_host *ddlect_host;

/* The entry function, for the plugin to define: the one symbol that it exports. */
DDLECT_EXPORT const struct ddlect_dialect *
ddlect_dialect_v1(const struct ddlect_host *host);

/* Fill in `err` and return -1. */
DDLECT_FORMAT(2, 3)
static inline int ddlect_error(struct ddlect_err *err, const char *format, ...)
{
	char text[DDLECT_ERR_TEXT];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	ddlect_host->error(err, DDLECT_FAILED, text);
	return -1;
}

/* Put where it happened in front of what `err` says already; return -1. */
DDLECT_FORMAT(2, 3)
static inline int ddlect_prepend(struct ddlect_err *err, const char *format, ...)
{
	char text[DDLECT_ERR_TEXT];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	ddlect_host->prepend(err, text);
	return -1;
}

static inline int ddlect_no_memory(struct ddlect_err *err)
{
	ddlect_host->error(err, DDLECT_FAILED, "out of memory");
	return -1;
}

DDLECT_FORMAT(2, 3)
static inline void ddlect_note(struct ddlect_schema *schema, const char *format, ...)
{
	char text[1024];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	ddlect_host->note(schema, text);
}

static inline void *ddlect_alloc(struct ddlect_schema *schema, uint64_t size)
{
	return ddlect_host->alloc(schema, size);
}

static inline char *ddlect_text(struct ddlect_schema *schema, const char *text)
{
	return ddlect_host->text(schema, text, strlen(text));
}

static inline struct ddlect_buf *ddlect_statement(struct ddlect_script *script)
{
	return ddlect_host->statement(script);
}

static inline void ddlect_raw(struct ddlect_buf *buf, const char *text)
{
	ddlect_host->raw(buf, text, strlen(text));
}

static inline void ddlect_ident(struct ddlect_buf *buf, const char *name)
{
	ddlect_host->ident(buf, name);
}

static inline void ddlect_literal(struct ddlect_buf *buf, const char *text)
{
	ddlect_host->literal(buf, text);
}

/* `schema.name`, or the name alone when the schema is NULL; both quoted. */
static inline void ddlect_qualified(struct ddlect_buf *buf, const char *schema,
				    const char *name)
{
	if (schema) {
		ddlect_host->ident(buf, schema);
		ddlect_host->raw(buf, ".", 1);
	}
	ddlect_host->ident(buf, name);
}

/* `file:line:column: `, for the front of a message; as much of it as is known, or "". */
#define DDLECT_PLACE 512u
static inline const char *ddlect_place(const struct ddlect_pos *pos,
				       char out[DDLECT_PLACE])
{
	if (pos->file && pos->line > 0)
		snprintf(out, DDLECT_PLACE, "%s:%u:%u: ", pos->file, pos->line,
			 pos->column);
	else
		snprintf(out, DDLECT_PLACE, "%s%s", pos->file ? pos->file : "",
			 pos->file ? ": " : "");
	return out;
}

/* `a, b, c`; each quoted. */
static inline void ddlect_idents(struct ddlect_buf *buf, const char *const *names,
				 uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (i > 0)
			ddlect_host->raw(buf, ", ", 2);
		ddlect_host->ident(buf, names[i]);
	}
}

/* The value of an attribute; NULL when it isn't set. */
static inline const char *ddlect_attr_get(struct ddlect_attr *const *list, uint32_t n,
					  const char *key)
{
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(list[i]->key, key) == 0)
			return list[i]->value;
	return NULL;
}

static inline struct ddlect_column *ddlect_column_find(const struct ddlect_table *table,
						       const char *name)
{
	for (uint32_t i = 0; i < table->n_columns; i++)
		if (strcmp(table->columns[i]->name, name) == 0)
			return table->columns[i];
	return NULL;
}
#endif

#ifdef __cplusplus
}
#endif
#endif
