/* SPDX-License-Identifier: Apache-2.0 */
/* `default: …` of a column: a number, a text, a value of an enum, or an expression. */
#include <string.h>

#include "core/declare/dbml_read.h"

static void default_set(struct dbml_reader *r, struct ddlect_column *column, uint8_t kind,
			const char *text)
{
	column->default_kind = kind;
	column->default_text = text ? dbml_keep(r, text) : NULL;
}

static void default_number(struct dbml_reader *r, struct ddlect_column *column,
			   const struct value *value)
{
	struct ddlect_buf *text = dbml_scratch(r);
	const char *at = value->first.at;
	const char *end = at + value->first.length;
	if (value->negative)
		buf_text(text, "-");
	while (at < end && (*at < '0' || *at > '9')) /* signs, and what is between */
		at++;
	buf_raw(text, at, (size_t)(end - at));
	default_set(r, column, DDLECT_DEFAULT_NUMBER, text->text);
}

static void default_words(struct dbml_reader *r, struct ddlect_column *column,
			  const struct setting *setting)
{
	const struct token *word = &setting->value.parts[0];
	if (setting->value.n == 1 && token_is(word, "null")) {
		default_set(r, column, DDLECT_DEFAULT_NONE, NULL);
	} else if (setting->value.n == 1 &&
		   (token_is(word, "true") || token_is(word, "false"))) {
		default_set(r, column, DDLECT_DEFAULT_BOOL, dbml_lower(r, word));
	} else {
		struct diag *diag = dbml_error(r, word, "%s can't be a default",
					       dbml_describe(r, word));
		dbml_hint(r, diag, "write '%.*s' for a text, `%.*s` for an expression",
			  (int)word->length, word->at, (int)word->length, word->at);
	}
}

/* Whether there is such a value is seen when all enums are known. */
static void default_enum(struct dbml_reader *r, struct ddlect_column *column,
			 const struct value *value)
{
	struct enum_use *use = arena_alloc(r->arena, sizeof(*use));
	default_set(r, column, DDLECT_DEFAULT_STRING,
		    dbml_word(r, &value->parts[value->n - 1]));
	if (r->quiet || dbml_append(r, &r->enum_uses, &r->n_enum_uses, use) < 0)
		return;
	use->file = r->file;
	use->path = *value;
}

void dbml_default(struct dbml_reader *r, struct ddlect_column *column,
		  const struct setting *setting)
{
	const struct value *value = &setting->value;
	switch (value->kind) {
	case VALUE_TEXT:
		default_set(r, column, DDLECT_DEFAULT_STRING,
			    dbml_word(r, &value->first));
		break;
	case VALUE_NUMBER:
		default_number(r, column, value);
		break;
	case VALUE_EXPR:
		default_set(r, column, DDLECT_DEFAULT_EXPR, dbml_word(r, &value->first));
		break;
	case VALUE_WORDS:
		default_words(r, column, setting);
		break;
	case VALUE_PATH: /* a value of an enum */
		if (value->n > 3 || value->more || value->list)
			dbml_hint(r,
				  dbml_error(r, &value->first,
					     "this isn't a value of an enum"),
				  "write it as enum.value or schema.enum.value");
		else
			default_enum(r, column, value);
		break;
	default:
		dbml_hint(r,
			  dbml_error(r, &setting->place,
				     "\"default\" must be a number, a text, true, false, "
				     "null or an expression"),
			  "expressions are written in backticks: default: `now()`");
	}
}
