/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Types of DBML columns. A bare word may be one of the neutral types; what is quoted is
 * always the database's own. Whether a name is an enum's is known when all is read.
 */
#include <stdlib.h>
#include <string.h>

#include "core/declare/dbml_read.h"
#include "core/declare/dbml_type.h"

#define WITH_NONE 0u
#define WITH_ONE 1u /* (n) may follow */
#define WITH_TWO 2u /* (n) or (n, m) */

static const struct neutral {
	const char *name;
	uint8_t kind;
	uint8_t with;
} neutrals[] = {
	{"bigint", DDLECT_TYPE_BIGINT, WITH_NONE},
	{"bool", DDLECT_TYPE_BOOL, WITH_NONE},
	{"bytes", DDLECT_TYPE_BYTES, WITH_NONE},
	{"cidr", DDLECT_TYPE_CIDR, WITH_NONE},
	{"date", DDLECT_TYPE_DATE, WITH_NONE},
	{"float", DDLECT_TYPE_FLOAT, WITH_NONE},
	{"inet", DDLECT_TYPE_INET, WITH_NONE},
	{"int", DDLECT_TYPE_INT, WITH_NONE},
	{"interval", DDLECT_TYPE_INTERVAL, WITH_ONE},
	{"json", DDLECT_TYPE_JSON, WITH_NONE},
	{"macaddr", DDLECT_TYPE_MACADDR, WITH_NONE},
	{"numeric", DDLECT_TYPE_NUMERIC, WITH_TWO},
	{"smallint", DDLECT_TYPE_SMALLINT, WITH_NONE},
	{"string", DDLECT_TYPE_STRING, WITH_NONE},
	{"time", DDLECT_TYPE_TIME, WITH_ONE},
	{"timestamp", DDLECT_TYPE_TIMESTAMP, WITH_ONE},
	{"timestamptz", DDLECT_TYPE_TIMESTAMPTZ, WITH_ONE},
	{"uuid", DDLECT_TYPE_UUID, WITH_NONE},
	{"varchar", DDLECT_TYPE_VARCHAR, WITH_ONE},
};

#define N_NEUTRALS (sizeof(neutrals) / sizeof(*neutrals))

const char *dbml_type_neutral(uint32_t kind)
{
	for (size_t i = 0; i < N_NEUTRALS; i++)
		if (neutrals[i].kind == kind)
			return neutrals[i].name;
	return NULL;
}

static const struct neutral *neutral_find(const struct token *token)
{
	if (token->kind != TOKEN_WORD)
		return NULL;
	char first = (char)(*token->at | ('a' - 'A'));
	for (size_t i = 0; i < N_NEUTRALS; i++)
		if (*neutrals[i].name == first && token_is(token, neutrals[i].name))
			return &neutrals[i];
	return NULL;
}

bool dbml_type_is_neutral(const char *word)
{
	struct token token = {
		.at = word, .length = (uint32_t)strlen(word), .kind = TOKEN_WORD};
	return neutral_find(&token) != NULL;
}

/* A type as it is being read: what stands in parentheses, as tokens. */
struct type_text {
	struct value name; /* its path */
	struct token *args;
	uint32_t n_args;
	uint32_t dims;
};

static bool number_arg(const struct token *token, int32_t *number)
{
	if (token->kind != TOKEN_NUMBER || token->length > 9)
		return false;
	int32_t value = 0;
	for (uint32_t i = 0; i < token->length; i++) {
		if (token->at[i] < '0' || token->at[i] > '9')
			return false;
		value = value * 10 + (token->at[i] - '0');
	}
	*number = value;
	return true;
}

/* The neutral type that it is, with its numbers; false when it is none. */
static bool type_neutral(const struct type_text *text, struct ddlect_type *type)
{
	const struct neutral *neutral =
		text->name.n == 1 ? neutral_find(&text->name.parts[0]) : NULL;
	if (!neutral || text->n_args > neutral->with)
		return false;
	if ((text->n_args > 0 && !number_arg(&text->args[0], &type->precision)) ||
	    (text->n_args > 1 && !number_arg(&text->args[1], &type->scale)))
		return false;
	type->kind = neutral->kind;
	return true;
}

/* A type of the database's own: its words as they were written, blanks left out. */
static void type_native(struct dbml_reader *r, const struct type_text *text,
			struct ddlect_type *type)
{
	const struct token *name = &text->name.parts[text->name.n - 1];
	struct ddlect_buf *out = dbml_scratch(r);
	buf_text(out, dbml_word(r, name));
	for (uint32_t i = 0; i < text->n_args; i++) {
		buf_text(out, i ? "," : "(");
		buf_raw(out, text->args[i].at, text->args[i].length);
	}
	if (text->n_args)
		buf_text(out, ")");
	if (buf_broken(out))
		dbml_no_memory(r);
	type->kind = DDLECT_TYPE_NATIVE;
	type->precision = -1;
	type->scale = -1;
	type->name = out->text;
	if (text->name.n > 1)
		type->schema = dbml_schema_name(dbml_word(r, &text->name.parts[0]));
}

/* `[]`, `[3]`, as often as they come. */
static bool type_dims(struct dbml_reader *r, struct type_text *text)
{
	while (dbml_peek(r, 0)->kind == TOKEN_OPEN_BRACKET && !dbml_peek(r, 0)->spaced) {
		struct token open = dbml_next(r);
		dbml_take(r, TOKEN_NUMBER);
		if (!dbml_take(r, TOKEN_CLOSE_BRACKET)) {
			struct diag *diag =
				dbml_error(r, &open, "this isn't an array type");
			dbml_hint(r, diag, "settings need a space before the [");
			return false;
		}
		text->dims++;
	}
	return true;
}

/* The path of a type's name, one or two words. */
static bool type_name(struct dbml_reader *r, struct type_text *text)
{
	do {
		if (!token_is_name(dbml_peek(r, 0))) {
			dbml_error(r, dbml_peek(r, 0), "expected the name of a type");
			return false;
		}
		struct token part = dbml_next(r);
		if (text->name.n == 2) {
			dbml_error(r, &part,
				   "a type's name has at most a schema before it");
			return false;
		}
		text->name.parts[text->name.n++] = part;
	} while (dbml_take(r, TOKEN_DOT));
	return true;
}

static const struct ddlect_type *type_read(struct dbml_reader *r)
{
	struct type_text text = {0};
	if (!type_name(r, &text))
		return NULL;
	const struct token *token = dbml_peek(r, 0);
	if (token->kind == TOKEN_OPEN_PAREN && !token->first) {
		dbml_next(r);
		if (!dbml_list(r, &text.args, &text.n_args))
			return NULL;
	}
	if (!type_dims(r, &text))
		return NULL;
	struct ddlect_type type = {.precision = -1, .scale = -1, .dims = text.dims};
	if (!type_neutral(&text, &type))
		type_native(r, &text, &type);
	const struct ddlect_type *interned = type_get(r->schema, &type);
	if (!interned)
		dbml_no_memory(r);
	return interned;
}

/* A word that nothing follows which would be of the type. */
static bool is_lone_word(const struct token *word, const struct token *then)
{
	return word->kind == TOKEN_WORD && then->kind != TOKEN_DOT &&
	       then->kind != TOKEN_OPEN_PAREN &&
	       (then->kind != TOKEN_OPEN_BRACKET || then->spaced);
}

/* Most columns have one of a few types: those words are looked up once. */
static struct type_memo *type_memo(struct dbml_reader *r, const struct token *word)
{
	uint32_t place = word->length * 7u + (unsigned char)word->at[0] * 3u +
			 (unsigned char)word->at[word->length - 1];
	return &r->types[place % DBML_TYPES];
}

const struct ddlect_type *dbml_type(struct dbml_reader *r, const char *column)
{
	struct token word = *dbml_peek(r, 0);
	if (word.first || !token_is_name(&word)) {
		struct diag *diag =
			dbml_error(r, &word, "expected the type of column \"%s\", got %s",
				   column, dbml_describe(r, &word));
		dbml_hint(r, diag, "a column is written as: name type [settings]");
		return NULL;
	}
	if (!is_lone_word(&word, dbml_peek(r, 1)))
		return type_read(r);
	struct type_memo *memo = type_memo(r, &word);
	if (memo->length == word.length && memcmp(memo->at, word.at, word.length) == 0) {
		lexer_next(&r->lex);
		return memo->type;
	}
	const struct ddlect_type *type = type_read(r);
	if (type)
		*memo = (struct type_memo){word.at, word.length, type};
	return type;
}

/* A type that no enum is called, but nearly. Each is asked about once. */
static void type_warn(struct dbml_reader *r, const struct ddlect_column *column)
{
	const char *name = column->type->name;
	const struct ddlect_schema *own = r->file->own;
	const char *near = NULL;
	if (strlen(name) < 4 || map_get(&r->natives, column->type->schema, name))
		return;
	if (map_set(&r->natives, r->arena, column->type->schema, name, r) < 0)
		dbml_no_memory(r);
	for (uint32_t i = 0; !near && i < own->n_enums; i++)
		near = nearest(name, &own->enums[i]->name, 1);
	if (!near || near[0] != name[0])
		return;
	struct diag *diag = diag_add(r->diags, DIAG_WARNING, column->pos,
				     "\"%s\" is no enum; it is taken for a type of the "
				     "database's own",
				     name);
	dbml_hint(r, diag, "did you mean the enum \"%s\"?", near);
}

/* An enum of another file that wasn't imported comes along with the table. */
static void enum_bring(struct dbml_reader *r, struct ddlect_enum *e)
{
	if (r->n_files > 1 && enum_find(r->schema, e->schema, e->name) != e &&
	    enum_share(r->schema, e) < 0)
		dbml_no_memory(r);
}

static void type_resolve(struct dbml_reader *r, struct ddlect_column *column)
{
	const struct ddlect_type *type = column->type;
	if (type == r->native) {
		column->type = r->native_is;
		return;
	}
	r->native = r->native_is = type;
	struct ddlect_enum *found = dbml_find_enum(r->file, type->schema, type->name);
	if (!found) {
		type_warn(r, column);
		return;
	}
	enum_bring(r, found);
	struct ddlect_type made = {.kind = DDLECT_TYPE_ENUM,
				   .dims = type->dims,
				   .precision = -1,
				   .scale = -1,
				   .schema = found->schema,
				   .name = found->name};
	const struct ddlect_type *interned = type_get(r->schema, &made);
	if (interned)
		column->type = r->native_is = interned;
	else
		dbml_no_memory(r);
}

static void types_of_table(struct dbml_reader *r, struct ddlect_table *table)
{
	if (r->n_files > 1 && table_find(r->schema, table->schema, table->name) != table)
		return; /* it wasn't imported */
	for (uint32_t c = 0; c < table->n_columns; c++)
		if (table->columns[c]->type->kind == DDLECT_TYPE_NATIVE)
			type_resolve(r, table->columns[c]);
}

/* Is there the enum, and has it the value, that a default names? */
static void use_check(struct dbml_reader *r, const struct enum_use *use)
{
	const struct value *path = &use->path;
	const struct token *last = &path->parts[path->n - 1];
	const struct token *middle = &path->parts[path->n - 2];
	const char *schema =
		path->n > 2 ? dbml_schema_name(dbml_word(r, &path->parts[0])) : NULL;
	const char *name = dbml_word(r, middle);
	const char *value = dbml_word(r, last);
	const struct ddlect_enum *e = dbml_find_enum(use->file, schema, name);
	r->file = use->file;
	if (!e) {
		dbml_hint(r, dbml_error(r, middle, "there is no enum \"%s\"", name),
			  "write a text in quotes, an expression in backticks");
		return;
	}
	for (uint32_t i = 0; i < e->n_values; i++)
		if (strcmp(e->values[i], value) == 0)
			return;
	struct diag *diag =
		dbml_error(r, last, "enum \"%s\" has no value \"%s\"", name, value);
	diag_hint_near(r->diags, diag, nearest(value, e->values, e->n_values), NULL);
}

void dbml_types_all(struct dbml_reader *r)
{
	for (uint32_t i = 0; i < r->n_files && !r->broken; i++) {
		r->file = r->files[i];
		const struct ddlect_schema *own = r->file->own;
		r->native = NULL;
		if (!own->n_enums && !r->file->enums.n)
			continue;
		for (uint32_t t = 0; t < own->n_tables; t++)
			types_of_table(r, own->tables[t]);
	}
	for (uint32_t i = 0; i < r->n_enum_uses && !r->broken; i++)
		use_check(r, r->enum_uses[i]);
}

int dbml_type_text(struct ddlect_schema *schema, const char *text,
		   const struct ddlect_type **type)
{
	struct arena *arena = schema_arena(schema);
	struct dbml_file file = {.path = "", .own = schema};
	struct diags diags;
	/* Nothing is reported: the caller knows the place. */
	struct dbml_reader r = {.arena = arena,
				.schema = schema,
				.file = &file,
				.diags = &diags,
				.quiet = 1};
	char *line = arena_printf(arena, "column %s", text);
	if (!line)
		return -1;
	diags_init(&diags, arena);
	for (uint32_t i = 0; i < DBML_WORDS; i++)
		buf_init(&r.words[i]);
	lexer_init(&r.lex, line, line + strlen(line), 1);
	dbml_next(&r);
	*type = dbml_type(&r, "");
	bool whole = *type && dbml_peek(&r, 0)->kind == TOKEN_END;
	if (whole && (*type)->kind == DDLECT_TYPE_NATIVE) {
		struct ddlect_column column = {.type = *type};
		type_resolve(&r, &column);
		*type = column.type;
	}
	for (uint32_t i = 0; i < DBML_WORDS; i++)
		buf_clear(&r.words[i]);
	return r.broken ? -1 : whole;
}
