/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Columns of DBML: a name, a type, settings; those of the language, and those of this
 * project, which Metadata may hold too.
 */
#include <string.h>

#include "core/declare/dbml_read.h"

enum {
	SEEN_PK = 1 << 0,
	SEEN_PRIMARY_KEY = 1 << 1,
	SEEN_NULL = 1 << 2,
	SEEN_NOT_NULL = 1 << 3,
	SEEN_UNIQUE = 1 << 4,
	SEEN_INCREMENT = 1 << 5,
	SEEN_DEFAULT = 1 << 6,
	SEEN_NOTE = 1 << 7,
	SEEN_RENAMED_FROM = 1 << 8,
	SEEN_COLLATION = 1 << 9,
	SEEN_GENERATED = 1 << 10,
	SEEN_IDENTITY = 1 << 11,
	SEEN_IDENTITY_OPTIONS = 1 << 12,
	SEEN_TYPE_SCHEMA = 1 << 13,
};

struct column_state {
	struct table_state *table;
	struct ddlect_column *column;
	struct token place;
	uint32_t seen;
	bool skipped; /* the table has a column of that name: this one goes nowhere */
};

static void column_identity(struct dbml_reader *r, struct ddlect_column *column,
			    const struct setting *setting)
{
	static const char *const kinds[] = {"by default", "always", "sequence"};
	const char *text = setting_text(r, setting);
	if (!text)
		return;
	for (uint8_t i = 0; i < 3; i++)
		if (strcmp(text, kinds[i]) == 0) {
			column->identity = (uint8_t)(DDLECT_IDENTITY_BY_DEFAULT + i);
			return;
		}
	dbml_hint(r, dbml_error(r, &setting->value.first, "\"%s\" is no identity", text),
		  "write 'always', 'by default' or 'sequence'");
}

static void column_generated(struct dbml_reader *r, struct ddlect_column *column,
			     const struct setting *setting, uint8_t kind)
{
	const char *text = setting_text(r, setting);
	if (!text)
		return;
	column->generated = dbml_keep(r, text);
	column->generated_kind = kind;
}

static void column_type_schema(struct dbml_reader *r, struct ddlect_column *column,
			       const struct setting *setting)
{
	const char *text = setting_text(r, setting);
	if (!text)
		return;
	struct ddlect_type type = *column->type;
	type.schema = text;
	const struct ddlect_type *made = type_get(r->schema, &type);
	if (!made)
		dbml_no_memory(r);
	else
		column->type = made;
}

static void text_into(struct dbml_reader *r, const struct setting *setting,
		      const char **into)
{
	const char *text = setting_text(r, setting);
	if (text)
		*into = dbml_keep(r, text);
}

/* What may stand in [ ] and in Metadata. */
static bool column_own(struct dbml_reader *r, struct ddlect_column *column,
		       const struct setting *setting, uint32_t *seen)
{
	const char *name = setting->name;
	if (strcmp(name, "renamed_from") == 0) {
		setting_once(r, setting, seen, SEEN_RENAMED_FROM);
		text_into(r, setting, &column->renamed_from);
	} else if (strcmp(name, "collation") == 0) {
		setting_once(r, setting, seen, SEEN_COLLATION);
		text_into(r, setting, &column->collation);
	} else if (strcmp(name, "generated") == 0) {
		setting_once(r, setting, seen, SEEN_GENERATED);
		column_generated(r, column, setting, DDLECT_GENERATED_STORED);
	} else if (strcmp(name, "virtual") == 0) {
		setting_once(r, setting, seen, SEEN_GENERATED);
		column_generated(r, column, setting, DDLECT_GENERATED_VIRTUAL);
	} else if (strcmp(name, "identity") == 0) {
		setting_once(r, setting, seen, SEEN_IDENTITY);
		column_identity(r, column, setting);
	} else if (strcmp(name, "identity_options") == 0) {
		setting_once(r, setting, seen, SEEN_IDENTITY_OPTIONS);
		text_into(r, setting, &column->identity_options);
	} else if (strcmp(name, "type_schema") == 0) {
		setting_once(r, setting, seen, SEEN_TYPE_SCHEMA);
		column_type_schema(r, column, setting);
	} else if (strcmp(name, "default_expression") == 0) {
		setting_once(r, setting, seen, SEEN_DEFAULT);
		text_into(r, setting, &column->default_text);
		column->default_kind = DDLECT_DEFAULT_EXPR;
	} else if (strcmp(name, "attributes") == 0) {
		dbml_details_attributes(r, setting, &column->attrs, &column->n_attrs);
	} else {
		return false;
	}
	return true;
}

static const char *const builtins[] = {
	"pk",	     "primary key", "null",    "not null", "unique", "increment",
	"default",   "check",	    "ref",     "dep",	   "note",   "renamed_from",
	"collation", "generated",   "virtual", "identity"};

void dbml_column_metadata(struct dbml_reader *r, struct ddlect_column *column,
			  const struct setting *setting)
{
	uint32_t seen = 0;
	const char *note = NULL;
	if (strcmp(setting->name, "note") == 0) {
		if ((note = setting_note(r, setting)))
			column->comment = note;
		return;
	}
	for (uint32_t i = 0; i < 10; i++)
		if (strcmp(setting->name, builtins[i]) == 0) {
			dbml_hint(r,
				  dbml_error(r, &setting->place,
					     "\"%s\" can't be set by Metadata",
					     setting->name),
				  "write it in the settings of the column itself");
			return;
		}
	if (!column_own(r, column, setting, &seen))
		setting_attr(r, setting, &column->attrs, &column->n_attrs, true);
}

/* Those without a value. */
static bool column_flag(struct dbml_reader *r, struct column_state *state,
			const struct setting *setting)
{
	static const struct {
		const char *name;
		uint32_t bit;
	} flags[] = {
		{"pk", SEEN_PK},	 {"primary key", SEEN_PRIMARY_KEY},
		{"null", SEEN_NULL},	 {"not null", SEEN_NOT_NULL},
		{"unique", SEEN_UNIQUE}, {"increment", SEEN_INCREMENT},
	};
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		if (strcmp(setting->name, flags[i].name) != 0)
			continue;
		setting_once(r, setting, &state->seen, flags[i].bit);
		setting_bare(r, setting);
		return true;
	}
	return false;
}

static void column_check(struct dbml_reader *r, struct column_state *state,
			 const struct setting *setting)
{
	if (setting->value.kind != VALUE_EXPR) {
		dbml_hint(r,
			  dbml_error(r, &setting->place,
				     "\"check\" must be an expression in backticks"),
			  "write check: `%s > 0`", state->column->name);
		return;
	}
	if (state->skipped)
		return;
	struct ddlect_check *check = check_add(r->schema, state->table->table, NULL,
					       dbml_word(r, &setting->value.first));
	if (!check)
		dbml_no_memory(r);
	else
		check->pos = dbml_pos(r, &setting->place);
}

/* `ref: > p.id, delete: cascade`: an action is part of a reference that stands alone. */
static bool column_action(struct dbml_reader *r, struct column_state *state,
			  const struct setting *setting)
{
	const struct value *value = &setting->value;
	const char *action = "cascade";
	size_t length = strlen(action);
	if (strcmp(setting->name, "delete") != 0 && strcmp(setting->name, "update") != 0)
		return false;
	if (value->kind == VALUE_TEXT) {
		action = dbml_word(r, &value->first);
		length = strlen(action);
	} else if (value->kind == VALUE_WORDS) {
		const struct token *last = &value->parts[value->n - 1];
		action = value->first.at;
		length = (size_t)(last->at + last->length - action);
	}
	dbml_hint(r,
		  dbml_error(r, &setting->place, "\"%s\" is no setting of a column",
			     setting->name),
		  "write a Ref of its own beside the tables, with the column that it "
		  "refers to: Ref: %s.%s > p.id [%s: %.*s]",
		  state->table->table->name, state->column->name, setting->name,
		  (int)(length < 60 ? length : 60), action);
	return true;
}

static void column_setting(struct dbml_reader *r, const struct setting *setting,
			   void *context)
{
	struct column_state *state = context;
	const char *note = NULL;
	if (column_flag(r, state, setting)) {
		return;
	} else if (strcmp(setting->name, "note") == 0) {
		setting_once(r, setting, &state->seen, SEEN_NOTE);
		if ((note = setting_note(r, setting)))
			state->column->comment = note;
	} else if (strcmp(setting->name, "default") == 0) {
		setting_once(r, setting, &state->seen, SEEN_DEFAULT);
		dbml_default(r, state->column, setting);
	} else if (strcmp(setting->name, "check") == 0) {
		column_check(r, state, setting);
	} else if (strcmp(setting->name, "ref") == 0) {
		dbml_ref_inline(r, state->skipped ? NULL : state->table, state->column,
				setting);
	} else if (strcmp(setting->name, "dep") == 0) {
		if (setting->value.kind != VALUE_RELATION)
			dbml_error(r, &setting->place,
				   "\"dep\" must be -> or <- and a column");
	} else if (column_own(r, state->column, setting, &state->seen) ||
		   column_action(r, state, setting)) {
		return;
	} else if (setting->value.kind == VALUE_NONE) {
		setting_unknown(r, setting, "a column", builtins,
				sizeof(builtins) / sizeof(*builtins));
	} else {
		setting_attr(r, setting, &state->column->attrs, &state->column->n_attrs,
			     false);
	}
}

/* `pk` and `unique` may stand before the bracket, without one. */
static void column_words(struct dbml_reader *r, struct column_state *state)
{
	while (dbml_peek(r, 0)->kind == TOKEN_WORD && !dbml_at_line_end(r)) {
		struct token word = dbml_next(r);
		if (token_is(&word, "pk")) {
			state->seen |= SEEN_PK;
		} else if (token_is(&word, "unique")) {
			state->seen |= SEEN_UNIQUE;
		} else {
			struct diag *diag =
				dbml_error(r, &word, "unexpected %s after the type",
					   dbml_describe(r, &word));
			dbml_hint(r, diag,
				  "put settings in [ ]; a type of several words needs "
				  "double "
				  "quotes; each column has a line of its own");
			dbml_skip_line(r);
		}
	}
}

/* What the flags say, once all settings are known. */
static void column_flags(struct dbml_reader *r, struct column_state *state)
{
	struct ddlect_column *column = state->column;
	uint32_t seen = state->seen;
	if (seen & SEEN_PK && seen & SEEN_PRIMARY_KEY)
		dbml_error(r, &state->place, "column \"%s\" says both pk and primary key",
			   column->name);
	if (seen & SEEN_NULL && seen & SEEN_NOT_NULL)
		dbml_error(r, &state->place, "column \"%s\" says both null and not null",
			   column->name);
	column->not_null = (seen & SEEN_NOT_NULL) != 0;
	if (seen & SEEN_INCREMENT && !column->identity)
		column->identity = DDLECT_IDENTITY_BY_DEFAULT;
	if (state->skipped)
		return;
	if (seen & (SEEN_PK | SEEN_PRIMARY_KEY))
		dbml_primary_add(r, state->table, &state->place, column->name);
	if (seen & SEEN_UNIQUE)
		dbml_unique_add(r, state->table, NULL, &column->name, 1, column->pos);
}

/* The column to fill: a new one, or one that goes nowhere. */
static struct ddlect_column *column_begin(struct dbml_reader *r,
					  struct column_state *state,
					  const struct ddlect_type *type)
{
	struct ddlect_table *table = state->table->table;
	const char *name = dbml_word(r, &state->place);
	const struct ddlect_column *twin =
		state->table->partial ? column_find(table, name) : NULL;
	state->skipped = twin && state->table->injecting;
	if (twin && !state->skipped)
		dbml_error(r, &state->place, "column \"%s\" is declared twice", name);
	if (state->skipped) {
		struct ddlect_column *column = schema_alloc(r->schema, sizeof(*column));
		if (column) {
			column->name = twin->name;
			column->type = type;
		}
		return column;
	}
	return column_add(r->schema, table, name, type);
}

void dbml_column(struct dbml_reader *r, struct table_state *table)
{
	struct column_state state = {.table = table, .place = dbml_next(r)};
	const struct ddlect_type *type = dbml_type(r, dbml_word(r, &state.place));
	if (!type) {
		dbml_skip_line(r);
		return;
	}
	state.column = column_begin(r, &state, type);
	if (!state.column) {
		dbml_no_memory(r);
		return;
	}
	state.column->pos = dbml_pos(r, &state.place);
	column_words(r, &state);
	if (dbml_peek(r, 0)->kind == TOKEN_OPEN_BRACKET && !dbml_at_line_end(r))
		dbml_settings(r, column_setting, &state);
	if (r->broken)
		return;
	column_flags(r, &state);
	dbml_end_line(r, "the settings of a column");
}
