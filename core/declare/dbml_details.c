/* SPDX-License-Identifier: Apache-2.0 */
/* Details: reading their lines. See dbml_details.h. What they are said of is elsewhere. */
#include <stddef.h>
#include <string.h>

#include "core/declare/dbml_details.h"

enum shape { SHAPE_FLAG, SHAPE_TEXT, SHAPE_LIST, SHAPE_PATH };

static const struct spec {
	const char *name;
	uint8_t shape;
	uint32_t flag;
	size_t offset;
} specs[] = {
	{"add", SHAPE_FLAG, DETAIL_ADD, 0},
	{"pk", SHAPE_FLAG, DETAIL_PK, 0},
	{"unique", SHAPE_FLAG, DETAIL_UNIQUE, 0},
	{"index", SHAPE_FLAG, DETAIL_INDEX, 0},
	{"nulls_not_distinct", SHAPE_FLAG, DETAIL_NULLS_NOT_DISTINCT, 0},
	{"deferrable", SHAPE_FLAG, DETAIL_DEFERRABLE, 0},
	{"initially_deferred", SHAPE_FLAG, DETAIL_INITIALLY_DEFERRED, 0},
	{"no_inherit", SHAPE_FLAG, DETAIL_NO_INHERIT, 0},
	{"not_valid", SHAPE_FLAG, DETAIL_NOT_VALID, 0},
	{"match_full", SHAPE_FLAG, DETAIL_MATCH_FULL, 0},
	{"passive", SHAPE_FLAG, DETAIL_PASSIVE, 0},
	{"where", SHAPE_TEXT, 0, offsetof(struct detail, where)},
	{"options", SHAPE_TEXT, 0, offsetof(struct detail, options)},
	{"note", SHAPE_TEXT, 0, offsetof(struct detail, note)},
	{"type", SHAPE_TEXT, 0, offsetof(struct detail, type)},
	{"expression", SHAPE_TEXT, 0, offsetof(struct detail, expression)},
	{"set", SHAPE_TEXT, 0, offsetof(struct detail, set)},
	{"via", SHAPE_TEXT, 0, offsetof(struct detail, via)},
	{"delete", SHAPE_TEXT, 0, offsetof(struct detail, deletes)},
	{"update", SHAPE_TEXT, 0, offsetof(struct detail, updates)},
	{"renamed_from", SHAPE_TEXT, 0, offsetof(struct detail, renamed_from)},
	{"body", SHAPE_TEXT, 0, offsetof(struct detail, body)},
	{"value", SHAPE_TEXT, 0, offsetof(struct detail, value)},
	{"include", SHAPE_LIST, 0, offsetof(struct detail, include)},
	{"desc", SHAPE_LIST, 0, offsetof(struct detail, desc)},
	{"nulls_first", SHAPE_LIST, 0, offsetof(struct detail, nulls_first)},
	{"nulls_last", SHAPE_LIST, 0, offsetof(struct detail, nulls_last)},
	{"opclass", SHAPE_LIST, 0, offsetof(struct detail, opclass)},
	{"collation", SHAPE_LIST, 0, offsetof(struct detail, collation)},
	{"to", SHAPE_PATH, 0, offsetof(struct detail, to)},
};

#define N_SPECS (sizeof(specs) / sizeof(*specs))

const char *detail_keep_word(struct dbml_reader *r, const struct token *token)
{
	return dbml_keep(r, dbml_word(r, token));
}

/* A text in quotes or backticks. */
static void detail_text(struct dbml_reader *r, const struct setting *setting,
			const char **into)
{
	if (setting->value.kind == VALUE_TEXT || setting->value.kind == VALUE_EXPR)
		*into = detail_keep_word(r, &setting->value.first);
	else
		setting_text(r, setting); /* which says what it must be */
}

static void detail_setting(struct dbml_reader *r, const struct setting *setting,
			   void *context)
{
	struct detail *detail = context;
	const char *names[N_SPECS];
	for (size_t i = 0; i < N_SPECS; i++) {
		char *member = (char *)detail + specs[i].offset;
		names[i] = specs[i].name;
		if (strcmp(setting->name, specs[i].name) != 0)
			continue;
		setting_once(r, setting, &detail->seen, 1u << i);
		const struct value *value = &setting->value;
		if (specs[i].shape == SHAPE_FLAG) {
			setting_bare(r, setting);
			detail->flags |= specs[i].flag;
		} else if (specs[i].shape == SHAPE_TEXT) {
			detail_text(r, setting, (const char **)(void *)member);
		} else if (specs[i].shape == SHAPE_LIST && value->kind == VALUE_LIST) {
			memcpy(member, value, sizeof(*value));
		} else if (specs[i].shape == SHAPE_PATH && value->list) {
			memcpy(member, value, sizeof(*value));
		} else {
			dbml_hint(r,
				  dbml_error(r, &setting->place,
					     "\"%s\" doesn't have the right value",
					     setting->name),
				  specs[i].shape == SHAPE_LIST
					  ? "write it as (a, b)"
					  : "write it as table.(a, b)");
		}
		return;
	}
	setting_unknown(r, setting, "this", names, N_SPECS);
}

/* One line: [schema.]name (parts) [settings]. */
static bool detail_read(struct dbml_reader *r, struct detail *detail)
{
	struct value name = {0};
	detail->place = *dbml_peek(r, 0);
	if (token_is_name(&detail->place)) {
		if (!dbml_path(r, &name))
			return false;
		detail->name = detail_keep_word(r, &name.parts[name.n - 1]);
		if (name.n > 1)
			detail->schema = detail_keep_word(r, &name.parts[0]);
	}
	if (dbml_peek(r, 0)->kind == TOKEN_OPEN_PAREN) {
		dbml_next(r);
		if (!dbml_list(r, &detail->parts, &detail->n_parts))
			return false;
	}
	if (!detail->name && !detail->n_parts) {
		dbml_hint(r,
			  dbml_error(r, &detail->place,
				     "expected a name or columns in parentheses, got %s",
				     dbml_describe(r, &detail->place)),
			  "each line is written as: name (a, b) [settings]");
		return false;
	}
	if (dbml_peek(r, 0)->kind == TOKEN_OPEN_BRACKET)
		dbml_settings(r, detail_setting, detail);
	return !r->broken;
}

bool is_free(const struct claims *claims, const void *object)
{
	for (uint32_t i = 0; i < claims->n; i++)
		if (claims->list[i] == object)
			return false;
	return true;
}

bool claim(struct dbml_reader *r, struct claims *claims, const void *object)
{
	return dbml_append(r, &claims->list, &claims->n, (void *)(uintptr_t)object) == 0;
}

bool detail_names_it(const struct detail *detail, const char *name)
{
	return name && detail->name && strcmp(name, detail->name) == 0;
}

void detail_missing(struct dbml_reader *r, const struct ddlect_table *table,
		    const struct detail *detail, const char *what)
{
	if (detail->name)
		dbml_error(r, &detail->place, "table \"%s\" has no %s \"%s\"",
			   table->name, what, detail->name);
	else
		dbml_error(r, &detail->place, "table \"%s\" has no %s of these columns",
			   table->name, what);
}

bool detail_columns(struct dbml_reader *r, const struct detail *detail,
		    const char *const *columns, uint32_t n)
{
	if (detail->n_parts != n)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(dbml_word(r, &detail->parts[i]), columns[i]) != 0)
			return false;
	return true;
}

void detail_names(struct dbml_reader *r, const struct value *value, const char ***list,
		  uint32_t *n)
{
	for (uint32_t i = 0; i < value->n_list; i++)
		if (string_add(r->schema, list, n, dbml_word(r, &value->list[i])) < 0) {
			dbml_no_memory(r);
			return;
		}
}

/* Lex what the text says. Where nothing was escaped, its places are those of the file. */
static void enter_text(struct dbml_reader *r, const struct token *text)
{
	void (*report)(void *, const struct token *, const char *, const char *) =
		r->lex.report;
	if (text->plain) {
		lexer_init(&r->lex, text->at + text->quotes,
			   text->at + text->length - text->quotes, text->line);
		r->lex.line_start = text->line_start;
	} else {
		const char *copy = detail_keep_word(r, text);
		if (!copy)
			return;
		lexer_init(&r->lex, copy, copy + strlen(copy), text->line);
	}
	r->lex.report = report;
	r->lex.context = r;
}

static void project_detail(struct dbml_reader *r, const char *kind,
			   const struct detail *detail)
{
	const char *schema = detail->schema ? dbml_schema_name(detail->schema) : NULL;
	if (!detail->name) {
		dbml_error(r, &detail->place, "expected a name, got %s",
			   dbml_describe(r, &detail->place));
	} else if (strcmp(kind, "schemas") == 0) {
		if (!namespace_add(r->schema, detail->name))
			dbml_no_memory(r);
	} else if (strcmp(kind, "routines") == 0) {
		if (!routine_add(r->schema, schema, detail->name,
				 detail->body ? detail->body : ""))
			dbml_no_memory(r);
	} else {
		struct ddlect_enum *e = enum_find(r->schema, schema, detail->name);
		if (!e) {
			dbml_error(r, &detail->place, "there is no enum \"%s\"",
				   detail->name);
			return;
		}
		if (detail->renamed_from)
			e->renamed_from = detail->renamed_from;
		if (detail->note)
			e->comment = detail->note;
	}
}

static void detail_apply(struct dbml_reader *r, const struct details *details,
			 const struct detail *detail, struct claims *claims)
{
	if (!details->table)
		project_detail(r, details->kind, detail);
	else if (strcmp(details->kind, "indexes") == 0)
		detail_index(r, details->table, detail, claims);
	else if (strcmp(details->kind, "checks") == 0)
		detail_check(r, details->table, detail, claims);
	else
		detail_ref(r, details->table, detail, claims);
}

static void details_read(struct dbml_reader *r, const struct details *details)
{
	struct claims claims = {0};
	enter_text(r, &details->text);
	while (dbml_peek(r, 0)->kind != TOKEN_END) {
		struct detail detail = {0};
		if (detail_read(r, &detail)) {
			detail_apply(r, details, &detail, &claims);
			dbml_end_line(r, "this");
		} else {
			dbml_skip_rest(r, &detail.place);
		}
		dbml_take(r, TOKEN_CLOSE_BRACE);
	}
}

void dbml_details_all(struct dbml_reader *r)
{
	for (uint32_t f = 0; f < r->n_files; f++) {
		r->file = r->files[f];
		for (uint32_t i = 0; i < r->file->n_details && !r->broken; i++)
			details_read(r, r->file->details[i]);
	}
}

bool dbml_details(struct dbml_reader *r, struct ddlect_table *table,
		  const struct setting *setting)
{
	static const char *const kinds[] = {"indexes", "checks", "refs",
					    "schemas", "enums",	 "routines"};
	for (int i = table ? 0 : 3; i < (table ? 3 : 6); i++) {
		if (strcmp(setting->name, kinds[i]) != 0)
			continue;
		if (!setting_text(r, setting))
			return true;
		struct details *made = arena_alloc(r->arena, sizeof(*made));
		if (dbml_append(r, &r->file->details, &r->file->n_details, made) < 0)
			return true;
		*made = (struct details){
			.table = table, .kind = kinds[i], .text = setting->value.first};
		return true;
	}
	return false;
}

void dbml_details_attributes(struct dbml_reader *r, const struct setting *setting,
			     struct ddlect_attr ***list, uint32_t *n)
{
	struct lexer lex = r->lex;
	if (!setting_text(r, setting))
		return;
	enter_text(r, &setting->value.first);
	while (dbml_peek(r, 0)->kind != TOKEN_END) {
		struct detail detail = {0};
		if (!detail_read(r, &detail)) {
			dbml_skip_rest(r, &detail.place);
		} else if (!detail.name) {
			dbml_error(r, &detail.place, "expected a name, got %s",
				   dbml_describe(r, &detail.place));
		} else if (attr_set(r->schema, list, n, detail.name,
				    detail.value ? detail.value : "",
				    detail.flags & DETAIL_PASSIVE ? DDLECT_ATTR_PASSIVE
								  : 0) < 0) {
			dbml_no_memory(r);
		}
		dbml_take(r, TOKEN_CLOSE_BRACE);
	}
	r->lex = lex;
}
