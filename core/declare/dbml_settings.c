/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Settings of DBML: `[name: value, …]`. Who asked for the list decides what a setting may
 * be; what is wrong with a value is said here.
 */
#include <string.h>

#include "core/declare/dbml_read.h"

/* Behind a mistake: to the comma or bracket that ends this setting. */
static void skip_setting(struct dbml_reader *r)
{
	uint32_t depth = 0;
	for (;;) {
		switch (dbml_peek(r, 0)->kind) {
		case TOKEN_OPEN_PAREN:
		case TOKEN_OPEN_BRACKET:
			depth++;
			break;
		case TOKEN_CLOSE_PAREN:
			depth -= depth > 0;
			break;
		case TOKEN_CLOSE_BRACKET:
			if (depth == 0)
				return;
			depth--;
			break;
		case TOKEN_COMMA:
			if (depth == 0)
				return;
			break;
		case TOKEN_OPEN_BRACE:
		case TOKEN_CLOSE_BRACE:
		case TOKEN_END:
			return;
		default:
			break;
		}
		dbml_next(r);
	}
}

/* The words before the colon, in lower case. NULL: it was reported. */
static const char *setting_name(struct dbml_reader *r, struct setting *setting)
{
	setting->place = *dbml_peek(r, 0);
	if (setting->place.kind != TOKEN_WORD) {
		struct diag *diag = dbml_error(r, &setting->place,
					       "expected the name of a setting, got %s",
					       dbml_describe(r, &setting->place));
		if (setting->place.kind == TOKEN_CLOSE_BRACKET)
			dbml_hint(r, diag, "remove the comma before it");
		return NULL;
	}
	struct token word = dbml_next(r);
	const char *first = dbml_lower(r, &word);
	struct ddlect_buf *name = NULL;
	for (;;) {
		const struct token *then = dbml_peek(r, 0);
		bool two = token_is(&word, "not") || token_is(&word, "primary");
		if (then->kind != TOKEN_WORD || (then->first && !two))
			break; /* on a new line: the bracket was forgotten */
		if (!name) {
			name = dbml_scratch(r);
			buf_text(name, first);
		}
		word = dbml_next(r);
		buf_text(name, " ");
		buf_text(name, dbml_lower(r, &word));
	}
	if (name && buf_broken(name))
		dbml_no_memory(r);
	return name ? name->text : first;
}

/* One setting; false when it isn't worth looking at. */
static bool setting_read(struct dbml_reader *r, struct setting *setting)
{
	setting->value.kind = VALUE_NONE;
	setting->value.n = 0;
	setting->name = setting_name(r, setting);
	if (!setting->name)
		return false;
	if (!dbml_take(r, TOKEN_COLON))
		return true;
	dbml_value(r, &setting->value);
	return setting->value.kind != VALUE_BAD;
}

/* What must follow a setting. False ends the list. */
static bool setting_end(struct dbml_reader *r, const struct token *open)
{
	if (dbml_take(r, TOKEN_COMMA))
		return true;
	if (dbml_take(r, TOKEN_CLOSE_BRACKET))
		return false;
	const struct token *token = dbml_peek(r, 0);
	bool forgotten = token->first || token->kind == TOKEN_CLOSE_BRACE ||
			 token->kind == TOKEN_OPEN_BRACE;
	struct diag *diag = dbml_error(r, forgotten ? open : token,
				       forgotten ? "this bracket is never closed"
						 : "expected a comma or ], got %s",
				       dbml_describe(r, token));
	if (forgotten) {
		dbml_hint(r, diag, "close the settings with ]");
		return false;
	}
	skip_setting(r);
	if (dbml_take(r, TOKEN_COMMA))
		return true;
	dbml_take(r, TOKEN_CLOSE_BRACKET);
	return false;
}

void dbml_settings(struct dbml_reader *r, setting_handler *handler, void *context)
{
	struct token open = dbml_next(r);
	if (dbml_take(r, TOKEN_CLOSE_BRACKET))
		return;
	do {
		struct setting setting;
		if (setting_read(r, &setting))
			handler(r, &setting, context);
		else
			skip_setting(r);
	} while (!r->broken && setting_end(r, &open));
}

/* The same in quotes; the backticks of an expression are none. */
static void hint_quotes(struct dbml_reader *r, struct diag *diag,
			const struct setting *setting)
{
	const struct token *value = &setting->value.first;
	bool ticks = value->length > 1 && *value->at == '`';
	uint32_t length = value->length - (ticks ? 2 : 0);
	dbml_hint(r, diag, "write %s: '%.*s'", setting->name,
		  (int)(length < 60 ? length : 60), value->at + ticks);
}

const char *setting_text(struct dbml_reader *r, const struct setting *setting)
{
	if (setting->value.kind == VALUE_TEXT)
		return dbml_word(r, &setting->value.first);
	struct diag *diag = dbml_error(r, &setting->place,
				       "\"%s\" must be a text in quotes", setting->name);
	if (setting->value.kind == VALUE_NONE)
		dbml_hint(r, diag, "write %s: '…'", setting->name);
	else
		hint_quotes(r, diag, setting);
	return NULL;
}

const char *setting_note(struct dbml_reader *r, const struct setting *setting)
{
	if (!setting_text(r, setting))
		return NULL;
	return dbml_note(r, &setting->value.first);
}

bool setting_bare(struct dbml_reader *r, const struct setting *setting)
{
	if (setting->value.kind == VALUE_NONE)
		return true;
	struct diag *diag = dbml_error(r, &setting->value.first, "\"%s\" takes no value",
				       setting->name);
	dbml_hint(r, diag, "write only %s", setting->name);
	return false;
}

bool setting_color(struct dbml_reader *r, const struct setting *setting)
{
	const struct token *color = &setting->value.first;
	bool good = setting->value.kind == VALUE_COLOR &&
		    (color->length == 4 || color->length == 7);
	for (uint32_t i = 1; good && i < color->length; i++)
		good = strchr("0123456789abcdefABCDEF", color->at[i]) != NULL;
	if (!good)
		dbml_hint(r,
			  dbml_error(r, &setting->place, "\"%s\" must be a color",
				     setting->name),
			  "write it as #rgb or #rrggbb");
	return good;
}

void setting_unknown(struct dbml_reader *r, const struct setting *setting,
		     const char *where, const char *const *known, uint32_t n)
{
	struct diag *diag = dbml_error(r, &setting->place, "%s has no setting \"%s\"",
				       where, setting->name);
	diag_hint_near(r->diags, diag, nearest(setting->name, known, n), NULL);
}

void setting_once(struct dbml_reader *r, const struct setting *setting, uint32_t *seen,
		  uint32_t bit)
{
	if (*seen & bit)
		dbml_error(r, &setting->place, "\"%s\" is set twice", setting->name);
	*seen |= bit;
}

/* An attribute is a text, so something else is one of DBML's own settings, misspelled. */
static bool is_slip(struct dbml_reader *r, const struct setting *setting)
{
	static const char *const own[] = {"default", "increment",  "unique",   "check",
					  "ref",     "note",	   "not null", "null",
					  "pk",	     "primary key"};
	const char *near =
		setting->value.kind == VALUE_TEXT
			? NULL
			: nearest(setting->name, own, sizeof(own) / sizeof(*own));
	if (near)
		diag_hint_near(r->diags,
			       dbml_error(r, &setting->place,
					  "there is no setting \"%s\"", setting->name),
			       near, NULL);
	return near;
}

void setting_attr(struct dbml_reader *r, const struct setting *setting,
		  struct ddlect_attr ***list, uint32_t *n, bool replace)
{
	const char *value = NULL;
	if (is_slip(r, setting))
		return;
	if (setting->value.kind == VALUE_COLOR && setting_color(r, setting)) {
		struct ddlect_buf *color = dbml_scratch(r);
		buf_raw(color, setting->value.first.at, setting->value.first.length);
		value = color->text;
	} else if (setting->value.kind != VALUE_COLOR) {
		value = setting_text(r, setting);
	}
	if (!value)
		return;
	if (!replace && attr_get(*list, *n, setting->name)) {
		dbml_error(r, &setting->place, "\"%s\" is set twice", setting->name);
		return;
	}
	if (attr_set(r->schema, list, n, setting->name, value, 0) < 0) {
		dbml_no_memory(r);
		return;
	}
	for (uint32_t i = 0; i < *n; i++)
		if (strcmp((*list)[i]->key, setting->name) == 0)
			(*list)[i]->pos = dbml_pos(r, &setting->place);
}
