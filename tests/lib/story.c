/* SPDX-License-Identifier: Apache-2.0 */
/* Story: see story.h. */
#include <stdbool.h>

#include "core/base/buf.h"
#include "core/diff/plan.h"
#include "core/model/name.h"
#include "core/model/schema.h"
#include "tests/lib/story.h"
#include "tests/unit/test.h"

#define MOST_WORDS 32

struct line {
	struct ddlect_schema *schema;
	struct ddlect_table *table;
	struct ddlect_pos pos;
	char *words[MOST_WORDS];
	uint32_t n;
};

static void split(struct line *line, struct arena *arena, const char *at, const char *end)
{
	line->n = 0;
	while (at < end) {
		if (*at == ' ' || *at == '\t') {
			at++;
			continue;
		}
		bool quoted = *at == '\'';
		const char *start = at += quoted;
		while (at < end && (quoted ? *at != '\'' : *at != ' '))
			at++;
		CHECK(line->n < MOST_WORDS);
		line->words[line->n++] = arena_text(arena, start, (size_t)(at - start));
		at += quoted;
	}
}

/* The word after `key`, or NULL. */
static const char *option(const struct line *line, const char *key)
{
	for (uint32_t i = 1; i + 1 < line->n; i++)
		if (strcmp(line->words[i], key) == 0)
			return line->words[i + 1];
	return NULL;
}

static bool flag(const struct line *line, const char *key)
{
	for (uint32_t i = 1; i < line->n; i++)
		if (strcmp(line->words[i], key) == 0)
			return true;
	return false;
}

static void strings(struct line *line, const char ***list, uint32_t *n, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, ",");
		char *one = schema_bytes(line->schema, text, length);
		CHECK(one && string_add(line->schema, list, n, one) == 0);
		text += length;
		text += *text == ',';
	}
}

/* `schema.name` or `name`; a dot in a name is not possible here. */
static const char *qualified(struct line *line, const char *text, const char **ns)
{
	const char *dot = strchr(text, '.');
	*ns = dot ? schema_bytes(line->schema, text, (size_t)(dot - text)) : NULL;
	return dot ? dot + 1 : text;
}

static const struct ddlect_type *type_of(struct line *line, const char *text)
{
	static const char *const names[DDLECT_TYPE_COUNT] = {
		[DDLECT_TYPE_BOOL] = "bool",	 [DDLECT_TYPE_INT] = "int",
		[DDLECT_TYPE_BIGINT] = "bigint", [DDLECT_TYPE_UUID] = "uuid",
		[DDLECT_TYPE_STRING] = "text",	 [DDLECT_TYPE_TIMESTAMP] = "timestamp",
		[DDLECT_TYPE_JSON] = "json",	 [DDLECT_TYPE_VARCHAR] = "varchar",
	};
	struct ddlect_type type = {.precision = -1, .scale = -1};
	size_t length = strcspn(text, "[");
	type.dims = text[length] == '[';
	char *name = schema_bytes(line->schema, text, length);
	while (type.kind < DDLECT_TYPE_COUNT &&
	       (!names[type.kind] || strcmp(names[type.kind], name) != 0))
		type.kind++;
	if (type.kind == DDLECT_TYPE_COUNT) {
		type.name = qualified(line, name, &type.schema);
		type.kind = enum_find(line->schema, type.schema, type.name)
				    ? DDLECT_TYPE_ENUM
				    : DDLECT_TYPE_NATIVE;
	}
	return type_get(line->schema, &type);
}

static void add_column(struct line *line)
{
	CHECK(line->table && line->n >= 2);
	struct ddlect_column *column = column_add(
		line->schema, line->table, line->words[0], type_of(line, line->words[1]));
	CHECK(column);
	column->not_null = flag(line, "not");
	column->default_text = option(line, "default");
	column->default_kind =
		column->default_text ? DDLECT_DEFAULT_EXPR : DDLECT_DEFAULT_NONE;
	column->identity =
		flag(line, "identity") ? DDLECT_IDENTITY_ALWAYS : DDLECT_IDENTITY_NONE;
	column->generated = option(line, "as");
	column->generated_kind =
		column->generated ? DDLECT_GENERATED_STORED : DDLECT_GENERATED_NONE;
	column->renamed_from = option(line, "was");
	column->comment = option(line, "note");
	column->pos = line->pos;
}

static void add_key(struct line *line, struct ddlect_key *key, uint32_t kind)
{
	CHECK(key && line->n >= 2);
	strings(line, &key->columns, &key->n_columns, line->words[1]);
	if (!key->name)
		key->name = name_make(line->schema, line->table, kind, key->columns,
				      key->n_columns, 63);
	key->comment = option(line, "note");
	key->pos = line->pos;
}

static void add_fk(struct line *line)
{
	CHECK(line->n >= 5 && strcmp(line->words[2], ">") == 0);
	struct ddlect_fk *fk = fk_add(line->schema, line->table, option(line, "named"));
	CHECK(fk);
	uint32_t n = 0;
	strings(line, &fk->columns, &fk->n_columns, line->words[1]);
	fk->ref_table = qualified(line, line->words[3], &fk->ref_schema);
	strings(line, &fk->ref_columns, &n, line->words[4]);
	CHECK_INT(n, fk->n_columns);
	fk->via = option(line, "via");
	if (flag(line, "cascade"))
		fk->on_delete = DDLECT_ACTION_CASCADE;
	if (flag(line, "set-null"))
		fk->on_delete = DDLECT_ACTION_SET_NULL;
	if (!fk->name)
		fk->name = name_make(line->schema, line->table, NAME_FK, fk->columns,
				     fk->n_columns, 63);
	fk->comment = option(line, "note");
	fk->pos = line->pos;
}

static void add_index(struct line *line)
{
	const char **columns = NULL;
	uint32_t n = 0;
	struct ddlect_index *index =
		index_add(line->schema, line->table, option(line, "named"));
	CHECK(index && line->n >= 2);
	strings(line, &columns, &n, line->words[1]);
	for (uint32_t i = 0; i < n; i++) {
		bool expr = strchr(columns[i], '(') != NULL;
		CHECK(part_add(line->schema, index, expr ? NULL : columns[i],
			       expr ? columns[i] : NULL));
	}
	index->flags = flag(line, "unique") ? DDLECT_INDEX_UNIQUE : 0;
	index->predicate = option(line, "where");
	index->pos = line->pos;
	index->comment = option(line, "note");
	if (!index->name)
		index->name =
			name_make(line->schema, line->table, NAME_INDEX, columns, n, 63);
}

static void add_table(struct line *line)
{
	const char *ns;
	const char *name = qualified(line, line->words[1], &ns);
	line->table = table_add(line->schema, ns, name);
	CHECK(line->table);
	line->table->renamed_from = option(line, "was");
	line->table->comment = option(line, "note");
	line->table->pos = line->pos;
}

static void add_enum(struct line *line)
{
	const char *ns;
	const char *name = qualified(line, line->words[1], &ns);
	struct ddlect_enum *e = enum_add(line->schema, ns, name);
	CHECK(e && line->n >= 3);
	strings(line, &e->values, &e->n_values, line->words[2]);
	e->renamed_from = option(line, "was");
	e->comment = option(line, "note");
	e->pos = line->pos;
}

static void add_check(struct line *line)
{
	struct ddlect_check *check = check_add(line->schema, line->table,
					       option(line, "named"), line->words[1]);
	CHECK(check);
	if (!check->name)
		check->name =
			name_make(line->schema, line->table, NAME_CHECK, NULL, 0, 63);
	check->comment = option(line, "note");
	check->pos = line->pos;
}

static void add_attr(struct line *line)
{
	uint32_t flags = flag(line, "passive") ? DDLECT_ATTR_PASSIVE : 0;
	CHECK(line->n >= 3);
	CHECK(attr_set(line->schema, &line->table->attrs, &line->table->n_attrs,
		       line->words[1], line->words[2], flags) == 0);
}

static void add_column_attr(struct line *line)
{
	CHECK(line->n >= 4);
	struct ddlect_column *column = column_find(line->table, line->words[1]);
	uint32_t flags = flag(line, "passive") ? DDLECT_ATTR_PASSIVE : 0;
	CHECK(column && attr_set(line->schema, &column->attrs, &column->n_attrs,
				 line->words[2], line->words[3], flags) == 0);
}

static void add(struct line *line)
{
	const char *word = line->words[0];
	if (strcmp(word, "namespace") == 0) {
		CHECK(namespace_add(line->schema, line->words[1]));
	} else if (strcmp(word, "enum") == 0) {
		add_enum(line);
	} else if (strcmp(word, "routine") == 0) {
		CHECK(routine_add(line->schema, NULL, line->words[1], line->words[2]));
	} else if (strcmp(word, "table") == 0) {
		add_table(line);
	} else if (strcmp(word, "pk") == 0) {
		line->table->primary = key_new(line->schema, option(line, "named"));
		add_key(line, line->table->primary, NAME_PRIMARY);
	} else if (strcmp(word, "unique") == 0) {
		add_key(line,
			unique_add(line->schema, line->table, option(line, "named")),
			NAME_UNIQUE);
	} else if (strcmp(word, "fk") == 0) {
		add_fk(line);
	} else if (strcmp(word, "index") == 0) {
		add_index(line);
	} else if (strcmp(word, "check") == 0) {
		add_check(line);
	} else if (strcmp(word, "attr") == 0) {
		add_attr(line);
	} else if (strcmp(word, "column-attr") == 0) {
		add_column_attr(line);
	} else {
		add_column(line);
	}
}

struct ddlect_schema *story_schema(struct arena *arena, const char *text)
{
	struct line line = {.schema = schema_new(arena)};
	CHECK(line.schema);
	line.pos = (struct ddlect_pos){"story", 0, 1};
	while (*text) {
		line.pos.line++;
		size_t length = strcspn(text, "\n");
		split(&line, arena, text, text + length);
		if (line.n > 0)
			add(&line);
		text += length;
		text += *text == '\n';
	}
	return line.schema;
}

static void print_name(struct ddlect_buf *out, const char *schema, const char *name)
{
	if (schema)
		buf_printf(out, "%s.", schema);
	buf_text(out, name ? name : "?");
}

static void print_aspects(struct ddlect_buf *out, uint32_t aspects)
{
	static const char *const names[] = {"comment", "type",	   "not null",
					    "default", "identity", "generated",
					    "added",   "replaced"};
	const char *before = " (";
	for (uint32_t i = 0; i < 8; i++)
		if (aspects & 1u << i) {
			buf_printf(out, "%s%s", before, names[i]);
			before = ", ";
		}
	if (aspects)
		buf_text(out, ")");
}

static void print_subject(struct ddlect_buf *out, const struct ddlect_change *change)
{
	const void *object = change->from.any && change->verb != DDLECT_MODIFY
				     ? change->from.any
				     : change->to.any;
	const char *name = object_name(change->what, object);
	if (change->what == DDLECT_ENUM) {
		const struct ddlect_enum *e = object;
		print_name(out, e->schema, name);
	} else if (change->what == DDLECT_TABLE) {
		print_name(out, change->table_schema, change->table_name);
	} else if (change->what == DDLECT_NAMESPACE || change->what == DDLECT_ROUTINE) {
		buf_text(out, name);
	} else {
		print_name(out, change->table_schema, change->table_name);
		if (change->column)
			buf_printf(out, ".%s", change->column->name);
		buf_printf(out, ".%s", name);
	}
}

static void print_change(struct ddlect_buf *out, const struct ddlect_change *change)
{
	static const char *const verbs[] = {"?", "ADD", "DROP", "MODIFY", "RENAME"};
	static const char *const whats[] = {"?",     "NAMESPACE", "ENUM",    "ROUTINE",
					    "TABLE", "COLUMN",	  "PRIMARY", "UNIQUE",
					    "FK",    "INDEX",	  "CHECK",   "ATTR"};
	if (change->flags & DDLECT_CHANGE_SUGGESTED)
		buf_text(out, "SUGGEST ");
	buf_printf(out, "%s %s ", verbs[change->verb], whats[change->what]);
	print_subject(out, change);
	if (change->verb == DDLECT_RENAME)
		buf_printf(out, " TO %s", object_name(change->what, change->to.any));
	print_aspects(out, change->aspects);
	for (uint32_t i = 0; i < change->n_inline_fks; i++)
		buf_printf(out, " %s%s", i ? "" : "WITH ", change->inline_fks[i]->name);
	for (uint32_t i = 0; i < change->n_uses; i++) {
		buf_text(out, i ? ", " : " IN ");
		print_name(out, change->uses[i]->table_schema,
			   change->uses[i]->table_name);
		buf_printf(out, ".%s", change->uses[i]->column->name);
	}
	if (change->flags & DDLECT_CHANGE_REBUILD)
		buf_text(out, " AGAIN");
	buf_text(out, "\n");
}

const char *story_plan(struct arena *arena, const struct ddlect_plan *plan)
{
	struct ddlect_buf out;
	buf_init(&out);
	for (uint32_t i = 0; i < plan->n_changes; i++)
		print_change(&out, plan->changes[i]);
	const char *text = arena_text(arena, out.text, out.length);
	CHECK(text && !buf_broken(&out));
	buf_clear(&out);
	return text;
}

void story_plans(const char *from, const char *to, const char *up, const char *down,
		 const struct ddlect_attr_info *attrs)
{
	struct arena arena;
	arena_init(&arena);
	struct ddlect_schema *a = story_schema(&arena, from);
	struct ddlect_schema *b = story_schema(&arena, to);
	struct ddlect_err err;
	struct ddlect_plan *plan = plan_make(&arena, a, b, DDLECT_UP, attrs, &err);
	CHECK(plan);
	if (up)
		CHECK_TEXT(story_plan(&arena, plan), up);
	plan = plan_make(&arena, b, a, DDLECT_DOWN, attrs, &err);
	CHECK(plan);
	if (down)
		CHECK_TEXT(story_plan(&arena, plan), down);
	CHECK(plan_make(&arena, a, a, DDLECT_UP, attrs, &err)->n_changes == 0);
	CHECK(plan_make(&arena, b, b, DDLECT_UP, attrs, &err)->n_changes == 0);
	arena_clear(&arena);
}
