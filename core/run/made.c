/* SPDX-License-Identifier: Apache-2.0 */
/* Made: see made.h. */
#include <string.h>

#include "core/base/err.h"
#include "core/model/same.h"
#include "core/run/made.h"

void made_init(struct made *made, struct arena *arena, const char *default_schema)
{
	*made = (struct made){.arena = arena, .default_schema = default_schema};
}

static const char *home(const struct made *made, const char *schema)
{
	return schema && strcmp(schema, made->default_schema) == 0 ? NULL : schema;
}

static struct made_object *find(const struct made *made, uint32_t object,
				const char *schema, const char *name)
{
	return map_get(&made->maps[object], home(made, schema), name);
}

bool made_has(const struct made *made, uint32_t object, const char *schema,
	      const char *name)
{
	const struct made_object *found = find(made, object, schema, name);
	return found && found->there;
}

static int create(struct made *made, uint32_t object, const char *schema,
		  const char *name)
{
	struct made_object *one = find(made, object, schema, name);
	if (one) {
		one->there = true;
		return 0;
	}
	struct made_object **list =
		arena_grow(made->arena, made->objects, made->n, sizeof(*list));
	one = arena_alloc(made->arena, sizeof(*one));
	schema = home(made, schema);
	if (!list || !one)
		return -1;
	made->objects = list;
	*one = (struct made_object){
		.object = object,
		.schema = schema ? arena_text(made->arena, schema, strlen(schema)) : NULL,
		.name = arena_text(made->arena, name, strlen(name)),
		.there = true,
	};
	if ((schema && !one->schema) || !one->name ||
	    map_set(&made->maps[object], made->arena, one->schema, one->name, one) < 0)
		return -1;
	list[made->n++] = one;
	return 0;
}

/* What is in a schema goes with it, or moves to its new name. */
static int leave_schema(struct made *made, const char *from, const char *to)
{
	uint32_t n = made->n;
	from = home(made, from);
	for (uint32_t i = 0; i < n; i++) {
		struct made_object *one = made->objects[i];
		if (!one->there || one->object == DDLECT_EFFECT_SCHEMA ||
		    !same_text(one->schema, from))
			continue;
		one->there = false;
		if (to && create(made, one->object, to, one->name) < 0)
			return -1;
	}
	return 0;
}

static int take(struct made *made, const struct ddlect_effect *e)
{
	struct made_object *one = find(made, e->object, e->schema, e->name);
	bool renamed = e->verb == DDLECT_EFFECT_RENAME;
	bool there = one && one->there;
	if (e->verb == DDLECT_EFFECT_CREATE)
		return create(made, e->object, e->schema, e->name);
	if (there)
		one->there = false;
	if (e->object == DDLECT_EFFECT_SCHEMA &&
	    leave_schema(made, e->name, renamed ? e->to_name : NULL) < 0)
		return -1;
	/* Of what others made, a new name is still theirs. */
	return renamed && there ? create(made, e->object, e->to_schema, e->to_name) : 0;
}

static int sink(void *context, const struct ddlect_effect *effect, struct ddlect_err *err)
{
	if (effect->object < DDLECT_EFFECT_TABLE || effect->object >= DDLECT_EFFECT_COUNT)
		return 0; /* of a newer dialect */
	return take(context, effect) < 0 ? err_no_memory(err) : 0;
}

int made_add(struct made *made, const struct ddlect_dialect *dialect, const char *text,
	     uint64_t length, struct ddlect_err *err)
{
	struct ddlect_piece piece = {0};
	int found;
	for (uint64_t at = 0; (found = dialect->split(dialect, text, length, at, &piece,
						      NULL, NULL, err)) > 0;
	     at = piece.end) {
		if (piece.end <= at || piece.end > length || piece.begin > piece.end)
			return err_set(err, "the dialect %s splits it wrongly",
				       dialect->name);
		if (dialect->effects &&
		    dialect->effects(dialect, text + piece.begin, piece.end - piece.begin,
				     sink, made, err) < 0)
			return -1;
	}
	return found;
}
