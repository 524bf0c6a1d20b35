/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Introspect: types and collations of columns. What is built in is known by its oid; the
 * rest is asked for in the last trip, whose rows are taken here too. They come in the
 * order of the wants.
 */
#include "plugins/postgres/introspect.h"

#define COLLATION_DEFAULT 100u /* "default": what a type has unless it has another */
#define ONLY_USER_TYPES 16384u /* the first oid that a server gives to a user's object */

static struct cached_type *cache_place(struct reading *reading, const struct want *want)
{
	uint32_t hash = (want->oid * 31 + (uint32_t)want->detail) * 31 + want->dims;
	return &reading->cache[(hash ^ hash >> 8) & (TYPE_CACHE - 1)];
}

/* The type of an enum that was read, or of its array. */
static bool enum_type(const struct reading *reading, uint32_t oid,
		      struct ddlect_type *type)
{
	const struct ddlect_enum *e = objects_get(&reading->objects, OF_ENUM, oid);
	bool array = !e;
	if (array)
		e = objects_get(&reading->objects, OF_ENUM_ARRAY, oid);
	if (!e)
		return false;
	*type = (struct ddlect_type){.kind = DDLECT_TYPE_ENUM,
				     .dims = array,
				     .precision = -1,
				     .scale = -1,
				     .schema = e->schema,
				     .name = e->name};
	return true;
}

/* Make `type` the column's; of an array the column knows the dimensions. */
static int type_set(struct reading *reading, const struct want *want,
		    struct ddlect_type *type, struct ddlect_err *err)
{
	if (type->dims > 0 && want->dims > 0)
		type->dims = want->dims;
	if (type->kind == DDLECT_TYPE_NATIVE && !type->name)
		return ddlect_no_memory(err);
	want->column->type = ddlect_host->type_get(reading->out, type);
	return want->column->type ? 0 : ddlect_no_memory(err);
}

int column_type(struct reading *reading, const struct want *want, struct ddlect_err *err)
{
	struct ddlect_type type;
	struct cached_type *place = cache_place(reading, want);
	if (place->type && place->oid == want->oid && place->typmod == want->detail &&
	    place->dims == want->dims) {
		want->column->type = place->type;
		return 0;
	}
	if (!enum_type(reading, want->oid, &type) &&
	    !pg_type_of_oid(reading->out, want->oid, want->detail, &type))
		return wants_add(&reading->types, want, err);
	if (type_set(reading, want, &type, err) < 0)
		return -1;
	*place = (struct cached_type){want->oid, want->detail, want->dims,
				      want->column->type};
	return 0;
}

/* The server's words of a type, when they are of a shape that isn't understood. */
static int type_verbatim(struct reading *reading, const char *text,
			 struct ddlect_type *type)
{
	size_t length = strlen(text);
	*type = (struct ddlect_type){.precision = -1, .scale = -1};
	if (length > 2 && strcmp(text + length - 2, "[]") == 0) {
		length -= 2;
		type->dims = 1;
	}
	type->name = ddlect_host->text(reading->out, text, length);
	return type->name ? 0 : -1;
}

int type_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	struct ddlect_type type;
	if (reading->types.next >= reading->types.n)
		return ddlect_error(err,
				    "the server sent more types than were asked for");
	const struct want *want = &reading->types.list[reading->types.next++];
	if (pg_type_parse(reading->out, row_text(row, 0), &type, NULL, NULL) < 0 &&
	    type_verbatim(reading, row_text(row, 0), &type) < 0)
		return ddlect_no_memory(err);
	return type_set(reading, want, &type, err);
}

int column_collation(struct reading *reading, const struct field *field, uint32_t type,
		     struct ddlect_err *err)
{
	struct want want = {.oid = field->collation,
			    .detail = (int32_t)type,
			    .text = &field->column->collation};
	bool usual = field->collation == 0 ||
		     (field->collation == COLLATION_DEFAULT && type < ONLY_USER_TYPES);
	return usual ? 0 : wants_add(&reading->collations, &want, err);
}

int part_collation(struct reading *reading, struct ddlect_part *part,
		   const struct field *field, uint32_t collation, struct ddlect_err *err)
{
	struct want want = {.oid = collation, .text = &part->collation};
	uint32_t own = field ? field->collation : COLLATION_DEFAULT;
	if (collation == 0 || collation == own)
		return 0;
	return wants_add(&reading->collations, &want, err);
}

int collation_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	if (reading->collations.next >= reading->collations.n)
		return ddlect_error(
			err, "the server sent more collations than were asked for");
	const struct want *want = &reading->collations.list[reading->collations.next++];
	if (row_null(row, 0))
		return 0;
	*want->text = ddlect_text(reading->out, row_text(row, 0));
	return *want->text ? 0 : ddlect_no_memory(err);
}

int name_row(void *context, const struct row *row, struct ddlect_err *err)
{
	struct reading *reading = context;
	uint32_t kind = row_char(row, 0) == 'm' ? OF_METHOD : OF_OPCLASS;
	char *name = ddlect_text(reading->out, row_text(row, 2));
	if (!name ||
	    objects_set(&reading->objects, kind, (uint32_t)row_int(row, 1), name) < 0)
		return ddlect_no_memory(err);
	return 0;
}
