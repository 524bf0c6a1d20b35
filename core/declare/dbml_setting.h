/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Settings, `[name: value, …]`, and the forms that a value may have. What a value says is
 * still tokens: it is for the one who asked to make text, a name or a number of them.
 */
#ifndef CORE_DECLARE_DBML_SETTING_H
#define CORE_DECLARE_DBML_SETTING_H

#include <stdbool.h>

#include <ddlect/model.h>

#include "core/declare/dbml_lex.h"

struct dbml_reader;

enum value_kind {
	VALUE_NONE,
	VALUE_TEXT,   /* 'text' or "text" */
	VALUE_NUMBER, /* `negative` or not */
	VALUE_COLOR,
	VALUE_EXPR,
	VALUE_WORDS,	/* one word, or several */
	VALUE_PATH,	/* a.b, a.b.c */
	VALUE_RELATION, /* > a.b */
	VALUE_LIST,	/* (a, 'b', 1); only where this project's own settings stand */
	VALUE_BAD,	/* was reported */
};

#define DBML_PATH 4u

struct value {
	uint8_t kind;
	bool negative;
	bool more;  /* the path was longer than DBML_PATH */
	uint32_t n; /* of parts */
	struct token first;
	struct token op;
	struct token parts[DBML_PATH]; /* words, or the names of a path */
	struct token *list; /* of VALUE_LIST, and of a path that ends in (a, b) */
	uint32_t n_list;
};

struct setting {
	const char *name; /* in lower case, words split by one space; a dbml_word */
	struct token place;
	struct value value;
};

typedef void setting_handler(struct dbml_reader *r, const struct setting *setting,
			     void *context);

/* From the opening bracket to behind the closing one. */
void dbml_settings(struct dbml_reader *r, setting_handler *handler, void *context);
void dbml_value(struct dbml_reader *r, struct value *value);
/* a.b.c or a.b.(c, d); reports when it isn't one. */
bool dbml_path(struct dbml_reader *r, struct value *path);
/* (a, 'b', `c`, 1), from behind the opening parenthesis. */
bool dbml_list(struct dbml_reader *r, struct token **list, uint32_t *n);

/* Each reports when the value isn't what it should be; then the result is NULL or false. */
const char *setting_text(struct dbml_reader *r, const struct setting *setting);
const char *setting_note(struct dbml_reader *r, const struct setting *setting);
bool setting_bare(struct dbml_reader *r, const struct setting *setting);
bool setting_color(struct dbml_reader *r, const struct setting *setting);
void setting_unknown(struct dbml_reader *r, const struct setting *setting,
		     const char *where, const char *const *known, uint32_t n);
/* Set the bit, or report that the setting is there twice. */
void setting_once(struct dbml_reader *r, const struct setting *setting, uint32_t *seen,
		  uint32_t bit);
/* What no one else knows: an attribute. A second one is an error, unless it may replace. */
void setting_attr(struct dbml_reader *r, const struct setting *setting,
		  struct ddlect_attr ***list, uint32_t *n, bool replace);

#endif
