/* SPDX-License-Identifier: Apache-2.0 */
/* Made: see made.h. */
#include <string.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/model/same.h"
#include "core/run/made.h"

/* A place to which a text may go back. */
struct place_saved {
	const char *name;
	uint64_t at;
};

/* A text on its way through its statements. */
struct reading {
	struct made *made;
	const struct made_text *text;
	const char *path; /* the schema that it has set; NULL: none, or one not known */
	uint64_t at;	  /* the statement, from 1 on */
	const char *statement;
	uint64_t length;
	struct place_saved *saved;
	uint32_t n_saved;
	bool never; /* the statement wasn't run, as far as is known */
	bool next;  /* it is the first of those: it may have been all the same */
	bool has_path;
	bool has_role;
};

void made_init(struct made *made, struct arena *arena)
{
	*made = (struct made){.arena = arena};
}

static struct made_object *find(const struct made *made, uint32_t object,
				const char *schema, const char *name)
{
	return map_get(&made->maps[object], schema, name);
}

bool made_has(const struct made *made, uint32_t object, const char *schema,
	      const char *name)
{
	const struct made_object *found = find(made, object, schema, name);
	return found && found->there && !found->perhaps && !found->lost;
}

/* Another role may have a schema of its own, which is looked into first. */
static const char *schema_now(const struct reading *r)
{
	const char *unseen = r->text->unseen;
	if (r->has_path)
		return r->path ? r->path : unseen;
	return r->has_role ? unseen : r->text->schema;
}

static const char *schema_of(const struct reading *r, uint32_t object, const char *schema)
{
	return object == DDLECT_EFFECT_SCHEMA ? NULL : schema ? schema : schema_now(r);
}

static char *keep(struct arena *arena, const char *text)
{
	return text ? arena_text(arena, text, strlen(text)) : NULL;
}

static int note(struct made *made, struct made_notes *notes, const struct made_note *one)
{
	for (uint32_t i = 0; i < notes->n; i++) {
		const struct made_note *other = &notes->list[i];
		if (other->object == one->object && strcmp(other->file, one->file) == 0 &&
		    same_name(other->schema, other->name, one->schema, one->name))
			return 0;
	}
	if (notes->n == notes->room) {
		uint32_t room = notes->room ? 2 * notes->room : 8;
		struct made_note *list = arena_alloc(made->arena, room * sizeof(*list));
		if (!list)
			return -1;
		if (notes->n)
			memcpy(list, notes->list, notes->n * sizeof(*list));
		notes->list = list;
		notes->room = room;
	}
	struct made_note *kept = &notes->list[notes->n++];
	*kept = (struct made_note){.file = one->file,
				   .object = one->object,
				   .schema = keep(made->arena, one->schema),
				   .name = keep(made->arena, one->name)};
	return (one->schema && !kept->schema) || !kept->name ? -1 : 0;
}

static struct made_object *add(struct made *made, uint32_t object, const char *schema,
			       const char *name)
{
	struct made_object **list =
		arena_grow(made->arena, made->objects, made->n, sizeof(*list));
	struct made_object *one = arena_alloc(made->arena, sizeof(*one));
	if (!list || !one)
		return NULL;
	made->objects = list;
	*one = (struct made_object){.object = object,
				    .schema = keep(made->arena, schema),
				    .name = keep(made->arena, name)};
	if ((schema && !one->schema) || !one->name ||
	    map_set(&made->maps[object], made->arena, one->schema, one->name, one) < 0)
		return NULL;
	list[made->n++] = one;
	return one;
}

static struct made_object *put(const struct reading *r, uint32_t object, const char *in,
			       const char *name)
{
	struct made_object *one = find(r->made, object, in, name);
	if (!one)
		one = add(r->made, object, in, name);
	if (!one)
		return NULL;
	one->file = r->text->file;
	one->text = r->made->n_texts;
	one->since = r->at;
	one->there = true;
	one->perhaps = r->never;
	one->claimed = r->text->elsewhere;
	one->bare = false;
	one->lost = !in && object != DDLECT_EFFECT_SCHEMA;
	return one;
}

static void write_name(struct ddlect_buf *out, const char *name)
{
	for (; name && *name; name++) {
		unsigned char c = (unsigned char)*name;
		bool plain = c >= 0x80 || c == '_' || (c >= '0' && c <= '9') ||
			     ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
		buf_printf(out, plain ? "%c" : "%%%02x", c);
	}
}

/* Whether the text found it there, as far as is known. */
static bool is_adopted(const struct made_text *text, uint32_t object, const char *schema,
		       const char *name)
{
	struct ddlect_buf key;
	bool found = false;
	if (!text->adopted)
		return true;
	buf_init(&key);
	buf_printf(&key, "%u:", object);
	write_name(&key, schema);
	buf_text(&key, ".");
	write_name(&key, name);
	for (const char *at = text->adopted; *at && !found;) {
		size_t length = strcspn(at, " ");
		found = length == key.length && strncmp(at, key.text, length) == 0;
		at += length + (at[length] == ' ');
	}
	found |= buf_broken(&key);
	buf_clear(&key);
	return found;
}

/* What this very text has dropped before can't have been there. */
static int create(const struct reading *r, const struct ddlect_effect *e)
{
	const char *in = schema_of(r, e->object, e->schema);
	struct made_object *one = find(r->made, e->object, in, e->name);
	bool perhaps = e->flags & DDLECT_EFFECT_PERHAPS || r->never;
	if (one && one->there) {
		one->perhaps &= perhaps;
		one->claimed &= perhaps || r->text->elsewhere;
		one->n += !perhaps;
		return 0;
	}
	bool gone = one && one->text == r->made->n_texts;
	one = put(r, e->object, in, e->name);
	if (!one)
		return -1;
	one->perhaps = r->never ||
		       (perhaps && !gone && is_adopted(r->text, e->object, in, e->name));
	one->bare = !e->schema;
	one->n = 1;
	return 0;
}

static void leave(const struct reading *r, struct made_object *one)
{
	if (one->there) {
		one->gone = r->at;
		one->gone_in = r->made->n_texts;
	}
	one->there = false;
	one->text = r->made->n_texts;
}

/* Found further down the path, maybe: then any of this name may be the one that is gone. */
static void leave_bare(const struct reading *r, uint32_t object, const char *name)
{
	for (uint32_t i = 0; i < r->made->n; i++) {
		struct made_object *one = r->made->objects[i];
		if (one->object == object && one->bare && strcmp(one->name, name) == 0)
			leave(r, one);
	}
}

/* Whatever is known of it stays so under the new name. */
static int move(const struct reading *r, struct made_object *one, const char *in,
		const char *name)
{
	bool perhaps = one->perhaps, bare = one->bare, claimed = one->claimed;
	uint32_t n_made = one->n;
	leave(r, one);
	one = put(r, one->object, in, name);
	if (!one)
		return -1;
	one->perhaps = perhaps;
	one->claimed |= claimed;
	one->bare = bare;
	one->n = n_made;
	return 0;
}

/* What is in a schema goes with it, or moves to its new name. */
static int leave_schema(const struct reading *r, const char *from, const char *to)
{
	uint32_t n = r->made->n;
	for (uint32_t i = 0; i < n; i++) {
		struct made_object *one = r->made->objects[i];
		if (!one->there || one->object == DDLECT_EFFECT_SCHEMA ||
		    !same_text(one->schema, from))
			continue;
		if (!to)
			leave(r, one);
		else if (move(r, one, to, one->name) < 0)
			return -1;
	}
	return 0;
}

/* Of what others made, a new name is still theirs. */
static int leave_effect(const struct reading *r, const struct ddlect_effect *e)
{
	const char *in = schema_of(r, e->object, e->schema);
	const char *to = NULL;
	struct made_object *one = find(r->made, e->object, in, e->name);
	if (r->never) {
		if (r->next && one && one->there)
			one->perhaps = true;
		return 0;
	}
	if (e->verb == DDLECT_EFFECT_RENAME)
		to = e->to_name;
	if (e->object == DDLECT_EFFECT_SCHEMA && leave_schema(r, e->name, to) < 0)
		return -1;
	if (one && one->there && to)
		return move(r, one, e->to_schema ? e->to_schema : in, to);
	if (!one || !one->there) {
		if (!e->schema && e->object != DDLECT_EFFECT_SCHEMA)
			leave_bare(r, e->object, e->name);
		if (!one)
			one = add(r->made, e->object, in, e->name);
	}
	if (!one)
		return -1;
	leave(r, one);
	return 0;
}

static int alter(const struct reading *r, const struct ddlect_effect *e)
{
	const char *in = schema_of(r, e->object, e->schema);
	const struct made_object *one = find(r->made, e->object, in, e->name);
	const struct made_note other = {r->text->file, e->object, in, e->name};
	return one && one->there ? 0 : note(r->made, &r->made->changed, &other);
}

static int save(struct reading *r, const char *name)
{
	struct place_saved *list =
		arena_grow(r->made->arena, r->saved, r->n_saved, sizeof(*list));
	if (!list)
		return -1;
	r->saved = list;
	list[r->n_saved] = (struct place_saved){keep(r->made->arena, name), r->at};
	return list[r->n_saved++].name ? 0 : -1;
}

/* What was made or taken away since then is as it was; whose it is now, nobody knows. */
static void undo(const struct reading *r, const char *name)
{
	uint32_t text = r->made->n_texts;
	uint64_t at = 0;
	for (uint32_t i = r->n_saved; at == 0 && i-- > 0;)
		if (strcmp(r->saved[i].name, name) == 0)
			at = r->saved[i].at;
	for (uint32_t i = 0; i < r->made->n; i++) {
		struct made_object *one = r->made->objects[i];
		if (one->there && one->text == text && one->since > at)
			one->perhaps = true;
		if (!one->there && one->gone_in == text && one->gone > at)
			one->there = one->perhaps = true;
	}
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool is_of_word(char c)
{
	return (unsigned char)c >= 0x80 || c == '_' || (c >= '0' && c <= '9') ||
	       (lower(c) >= 'a' && lower(c) <= 'z');
}

/* As a word anywhere in it; a quote in a name may be written otherwise. */
static bool mentions(const struct reading *r, const char *name)
{
	size_t n = strlen(name);
	if (strpbrk(name, "\"'\\"))
		return true;
	for (uint64_t i = 0; i + n <= r->length; i++) {
		size_t same = 0;
		while (same < n && lower(r->statement[i + same]) == lower(name[same]))
			same++;
		if (same == n && (i == 0 || !is_of_word(r->statement[i - 1])) &&
		    (i + n == r->length || !is_of_word(r->statement[i + n])))
			return true;
	}
	return false;
}

/* What it may have dropped or renamed may be somebody else's by now. */
static void doubt(const struct reading *r, uint32_t flags)
{
	if (!(flags & (DDLECT_EFFECT_TAKES | DDLECT_EFFECT_TAKES_ANY)))
		return;
	for (uint32_t i = 0; i < r->made->n; i++) {
		struct made_object *one = r->made->objects[i];
		if (one->there &&
		    (flags & DDLECT_EFFECT_TAKES_ANY || mentions(r, one->name)))
			one->perhaps = true;
	}
}

/* Of several schemas the first one counts if it is there, as one that was made here is. */
static int set_path(struct reading *r, const struct ddlect_effect *e)
{
	bool known =
		e->schema && (!(e->flags & DDLECT_EFFECT_PERHAPS) ||
			      made_has(r->made, DDLECT_EFFECT_SCHEMA, NULL, e->schema));
	r->has_path = true;
	r->path = known ? keep(r->made->arena, e->schema) : NULL;
	return known && !r->path ? -1 : 0;
}

static int take(struct reading *r, const struct ddlect_effect *e)
{
	const struct made_note word = {.file = r->text->file, .name = e->name};
	switch (e->verb) {
	case DDLECT_EFFECT_PATH:
		return set_path(r, e);
	case DDLECT_EFFECT_PATH_BACK:
		r->has_path = false;
		return 0;
	case DDLECT_EFFECT_ROLE:
	case DDLECT_EFFECT_ROLE_BACK:
		r->has_role = e->verb == DDLECT_EFFECT_ROLE;
		return 0;
	case DDLECT_EFFECT_SAVE:
		return save(r, e->name);
	case DDLECT_EFFECT_UNDO:
		undo(r, e->name);
		return 0;
	case DDLECT_EFFECT_UNSEEN:
		doubt(r, e->flags);
		return note(r->made, &r->made->unseen, &word);
	default:
		break;
	}
	if (e->object < DDLECT_EFFECT_TABLE || e->object >= DDLECT_EFFECT_COUNT)
		return 0; /* of a newer dialect */
	switch (e->verb) {
	case DDLECT_EFFECT_CREATE:
		return create(r, e);
	case DDLECT_EFFECT_DROP:
	case DDLECT_EFFECT_RENAME:
		return leave_effect(r, e);
	case DDLECT_EFFECT_ALTER:
		return alter(r, e);
	default:
		return 0;
	}
}

static int sink(void *context, const struct ddlect_effect *effect, struct ddlect_err *err)
{
	return take(context, effect) < 0 ? err_no_memory(err) : 0;
}

/* Settings end with the transaction, as they do where files are run. */
static void end_settings(struct reading *r, const struct ddlect_piece *piece)
{
	if (piece->kind == DDLECT_PIECE_COMMIT || piece->kind == DDLECT_PIECE_ROLLBACK)
		r->has_path = r->has_role = false;
}

int made_add(struct made *made, const struct ddlect_dialect *dialect,
	     const struct made_text *text, struct ddlect_err *err)
{
	struct ddlect_piece piece = {0};
	struct reading reading = {.made = made, .text = text};
	int found;
	made->n_texts++;
	for (uint64_t at = 0; (found = dialect->split(dialect, text->bytes, text->length,
						      at, &piece, NULL, NULL, err)) > 0;
	     at = piece.end) {
		if (piece.end <= at || piece.end > text->length ||
		    piece.begin > piece.end)
			return err_set(err, "the dialect %s splits it wrongly",
				       dialect->name);
		reading.next = reading.at == text->statements;
		reading.never = reading.at++ >= text->statements;
		reading.statement = text->bytes + piece.begin;
		reading.length = piece.end - piece.begin;
		if (dialect->effects &&
		    dialect->effects(dialect, text->bytes + piece.begin,
				     piece.end - piece.begin, sink, &reading, err) < 0)
			return -1;
		end_settings(&reading, &piece);
	}
	return found;
}
