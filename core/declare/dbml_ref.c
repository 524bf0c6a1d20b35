/* SPDX-License-Identifier: Apache-2.0 */
/*
 * References of DBML, in their three forms. A reference waits until all files are read;
 * then its tables are looked up in the scope of the file that it stands in.
 *
 * Who holds the foreign key: of `a > b` it is a, of `a < b` it is b. Of `a - b` it is b,
 * but a column that says `ref: - b` holds it itself.
 */
#include <string.h>

#include "core/declare/action.h"
#include "core/declare/dbml_read.h"

enum {
	SEEN_DELETE = 1 << 0,
	SEEN_UPDATE = 1 << 1,
	SEEN_COLOR = 1 << 2,
	SEEN_INACTIVE = 1 << 3,
};

enum direction {
	TO_RIGHT, /* many > one */
	TO_LEFT,  /* one < many */
	ONE_TO_ONE,
	MANY_TO_MANY,
	NO_DIRECTION,
};

/* A question mark says that there may be none; that changes nothing here. */
static enum direction direction_of(const struct token *op)
{
	char bare[4] = "";
	size_t n = 0;
	for (uint32_t i = 0; i < op->length && n < 3; i++)
		if (op->at[i] != '?')
			bare[n++] = op->at[i];
	bare[n] = '\0';
	return strcmp(bare, ">") == 0	 ? TO_RIGHT
	       : strcmp(bare, "<") == 0	 ? TO_LEFT
	       : strcmp(bare, "-") == 0	 ? ONE_TO_ONE
	       : strcmp(bare, "<>") == 0 ? MANY_TO_MANY
					 : NO_DIRECTION;
}

static enum direction direction_checked(struct dbml_reader *r, const struct token *op)
{
	enum direction direction = direction_of(op);
	if (direction == MANY_TO_MANY)
		dbml_hint(r,
			  dbml_error(r, op,
				     "a many-to-many reference can't be a foreign key"),
			  "declare a table between the two, with a > reference to each");
	else if (direction == NO_DIRECTION)
		dbml_hint(r, dbml_error(r, op, "%s is no relation", dbml_describe(r, op)),
			  "use > (many to one), < (one to many) or - (one to one)");
	return direction;
}

static struct dbml_ref *ref_new(struct dbml_reader *r)
{
	struct dbml_ref *ref = arena_alloc(&r->passing, sizeof(*ref));
	if (dbml_append(r, &r->refs, &r->n_refs, ref) < 0)
		return NULL;
	ref->file = r->file;
	return ref;
}

static void endpoint_column(struct dbml_reader *r, struct endpoint *end, const char *name)
{
	if (string_add(r->schema, &end->columns, &end->n_columns, name) < 0)
		dbml_no_memory(r);
}

/*
 * [schema.]table.column or [schema.]table.(a, b). Where a column says it, its own table
 * may be left out: `home` is that table, or NULL.
 */
static bool endpoint_read(struct dbml_reader *r, const struct value *path,
			  struct ddlect_table *home, struct endpoint *end)
{
	uint32_t names = path->n - (path->list ? 0 : 1); /* without the column */
	end->place = path->first;
	if (path->more || names > 2 || (names == 0 && !home)) {
		dbml_hint(
			r, dbml_error(r, &path->first, "this doesn't name a column"),
			"write it as table.column, schema.table.column or table.(a, b)");
		return false;
	}
	end->table = names == 0 ? home : NULL;
	if (names > 0)
		end->name = dbml_keep(r, dbml_word(r, &path->parts[names - 1]));
	if (names > 1) {
		const char *schema = dbml_word(r, &path->parts[0]);
		end->schema = dbml_keep(r, schema);
	}
	if (!path->list)
		endpoint_column(r, end, dbml_word(r, &path->parts[path->n - 1]));
	for (uint32_t i = 0; i < path->n_list; i++) {
		if (!token_is_name(&path->list[i])) {
			dbml_error(r, &path->list[i], "expected a column, got %s",
				   dbml_describe(r, &path->list[i]));
			return false;
		}
		endpoint_column(r, end, dbml_word(r, &path->list[i]));
	}
	return !r->broken;
}

static void ref_ends(struct dbml_ref *ref, const struct endpoint *holder,
		     const struct endpoint *target)
{
	ref->holder = *holder;
	ref->target = *target;
}

void dbml_ref_inline(struct dbml_reader *r, struct table_state *state,
		     struct ddlect_column *column, const struct setting *setting)
{
	struct endpoint other = {0};
	struct endpoint own = {.place = setting->place};
	const struct value *value = &setting->value;
	if (value->kind != VALUE_RELATION || value->list) {
		dbml_hint(r,
			  dbml_error(r, &setting->place,
				     "\"ref\" must be a relation and a column"),
			  "write ref: > table.column");
		return;
	}
	enum direction direction = direction_checked(r, &value->op);
	struct ddlect_table *home = state ? state->table : NULL;
	static struct ddlect_table nowhere;
	if (!endpoint_read(r, value, home ? home : &nowhere, &other) ||
	    direction >= MANY_TO_MANY || !state || state->discard)
		return;
	own.table = home;
	endpoint_column(r, &own, column->name);
	struct dbml_ref *ref = ref_new(r);
	if (!ref)
		return;
	ref->pos = dbml_pos(r, &setting->place);
	if (direction == TO_LEFT)
		ref_ends(ref, &other, &own);
	else
		ref_ends(ref, &own, &other);
}

static uint8_t action_of(struct dbml_reader *r, const struct setting *setting)
{
	const struct value *value = &setting->value;
	uint8_t action = DDLECT_ACTION_NONE;
	if (value->kind == VALUE_WORDS && value->n <= 2) {
		struct ddlect_buf *words = dbml_scratch(r);
		for (uint32_t i = 0; i < value->n; i++)
			buf_printf(words, "%s%s", i ? " " : "",
				   dbml_word(r, &value->parts[i]));
		if (action_find(words->text, &action))
			return action;
	}
	dbml_hint(r,
		  dbml_error(r, &setting->place, "\"%s\" isn't an action", setting->name),
		  "use cascade, restrict, set null, set default or no action, without "
		  "quotes");
	return DDLECT_ACTION_NONE;
}

struct ref_state {
	struct dbml_ref *ref;
	uint32_t seen;
};

static void ref_setting(struct dbml_reader *r, const struct setting *setting,
			void *context)
{
	static const char *const known[] = {"delete", "update", "color", "inactive"};
	struct ref_state *state = context;
	if (strcmp(setting->name, "delete") == 0) {
		setting_once(r, setting, &state->seen, SEEN_DELETE);
		state->ref->on_delete = action_of(r, setting);
	} else if (strcmp(setting->name, "update") == 0) {
		setting_once(r, setting, &state->seen, SEEN_UPDATE);
		state->ref->on_update = action_of(r, setting);
	} else if (strcmp(setting->name, "color") == 0) {
		setting_once(r, setting, &state->seen, SEEN_COLOR);
		setting_color(r, setting);
	} else if (strcmp(setting->name, "inactive") == 0) {
		setting_once(r, setting, &state->seen, SEEN_INACTIVE);
		setting_bare(r, setting);
	} else {
		setting_unknown(r, setting, "a Ref", known, 4);
	}
}

/* `a.b > c.d [settings]`, to the end of its line. */
static bool ref_line(struct dbml_reader *r, struct dbml_ref *ref)
{
	struct value left = {0};
	struct value right = {0};
	struct endpoint ends[2] = {{0}, {0}};
	if (!dbml_path(r, &left))
		return false;
	struct token op = *dbml_peek(r, 0);
	if (op.kind != TOKEN_OP) {
		dbml_hint(r,
			  dbml_error(r, &op, "expected a relation, got %s",
				     dbml_describe(r, &op)),
			  "use > (many to one), < (one to many) or - (one to one)");
		return false;
	}
	dbml_next(r);
	enum direction direction = direction_checked(r, &op);
	if (!dbml_path(r, &right))
		return false;
	struct ref_state state = {.ref = ref};
	if (dbml_peek(r, 0)->kind == TOKEN_OPEN_BRACKET && !dbml_at_line_end(r))
		dbml_settings(r, ref_setting, &state);
	dbml_end_line(r, "a reference");
	if (!endpoint_read(r, &left, NULL, &ends[0]) ||
	    !endpoint_read(r, &right, NULL, &ends[1]) || direction >= MANY_TO_MANY)
		return false;
	if (ends[0].n_columns != ends[1].n_columns) {
		dbml_error(r, &op, "the two sides don't have the same number of columns");
		return false;
	}
	if (direction == TO_RIGHT)
		ref_ends(ref, &ends[0], &ends[1]);
	else
		ref_ends(ref, &ends[1], &ends[0]);
	return true;
}

/* In { }: one reference, which may stand on a line of its own. */
static bool ref_block(struct dbml_reader *r, const struct token *keyword,
		      struct dbml_ref *ref)
{
	bool good = false;
	if (dbml_take(r, TOKEN_CLOSE_BRACE)) {
		dbml_error(r, keyword, "this Ref is empty");
		return false;
	}
	good = ref_line(r, ref);
	if (!good)
		dbml_skip_line(r);
	if (dbml_take(r, TOKEN_CLOSE_BRACE))
		return good;
	if (good)
		dbml_error(r, dbml_peek(r, 0), "a Ref holds one reference");
	dbml_skip_block(r);
	return false;
}

void dbml_ref(struct dbml_reader *r, const struct token *keyword)
{
	struct token name = *dbml_peek(r, 0);
	struct dbml_ref made = {.file = r->file, .pos = dbml_pos(r, keyword)};
	if (token_is_name(&name)) {
		dbml_next(r);
		made.name = dbml_keep(r, dbml_word(r, &name));
	}
	bool good = false;
	if (dbml_take(r, TOKEN_OPEN_BRACE)) {
		good = ref_block(r, keyword, &made);
	} else if (dbml_expect(r, TOKEN_COLON, "a colon or {")) {
		good = ref_line(r, &made);
		if (!good)
			dbml_skip_line(r);
	} else {
		dbml_skip_line(r);
	}
	struct dbml_ref *ref = good ? ref_new(r) : NULL;
	if (ref)
		*ref = made;
}
