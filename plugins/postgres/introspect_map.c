/* SPDX-License-Identifier: Apache-2.0 */
/* Introspect: objects by their oids, and the lists and small texts of a reading. */
#include <stdlib.h>

#include "plugins/postgres/introspect.h"
#include "plugins/postgres/lex.h"

static struct object *objects_place(struct object *list, uint32_t room, uint32_t kind,
				    uint32_t oid)
{
	uint32_t i = (oid ^ kind << 28) * 2654435769u;
	i ^= i >> 15;
	while (list[i & (room - 1)].kind &&
	       (list[i & (room - 1)].oid != oid || list[i & (room - 1)].kind != kind))
		i++;
	return &list[i & (room - 1)];
}

static int objects_grow(struct objects *objects)
{
	uint32_t room = objects->room ? objects->room * 2 : 256;
	struct object *list = room ? calloc(room, sizeof(*list)) : NULL;
	if (!list)
		return -1;
	for (uint32_t i = 0; i < objects->room; i++)
		if (objects->list[i].kind)
			*objects_place(list, room, objects->list[i].kind,
				       objects->list[i].oid) = objects->list[i];
	free(objects->list);
	objects->list = list;
	objects->room = room;
	return 0;
}

int objects_set(struct objects *objects, uint32_t kind, uint32_t oid, void *object)
{
	if (objects->n >= objects->room / 2 && objects_grow(objects) < 0)
		return -1;
	struct object *place = objects_place(objects->list, objects->room, kind, oid);
	objects->n += !place->kind;
	*place = (struct object){oid, kind, object};
	return 0;
}

void *objects_get(const struct objects *objects, uint32_t kind, uint32_t oid)
{
	return objects->room
		       ? objects_place(objects->list, objects->room, kind, oid)->object
		       : NULL;
}

void *list_room(void *list, uint32_t n, uint32_t *room, size_t size)
{
	if (n < *room)
		return list;
	uint32_t larger = *room ? *room * 2 : 64;
	void *moved = n < UINT32_MAX / 2 ? realloc(list, larger * size) : NULL;
	if (moved)
		*room = larger;
	return moved;
}

int wants_add(struct wants *wants, const struct want *want, struct ddlect_err *err)
{
	struct want *list = list_room(wants->list, wants->n, &wants->room, sizeof(*list));
	if (!list)
		return ddlect_no_memory(err);
	wants->list = list;
	list[wants->n++] = *want;
	return 0;
}

const char *reading_ns(const struct reading *reading, const char *name)
{
	return strcmp(name, reading->request->default_schema) == 0 ? NULL : name;
}

struct relation *reading_relation(struct reading *reading, uint32_t oid)
{
	if (!reading->last || reading->last->oid != oid)
		reading->last = objects_get(&reading->objects, OF_TABLE, oid);
	return reading->last;
}

struct field *reading_field(const struct reading *reading, const struct relation *table,
			    int64_t number)
{
	if (!table || number <= 0 || table->n == 0)
		return NULL;
	struct field *fields = reading->fields + table->first;
	uint32_t i = number > table->n ? table->n - 1 : (uint32_t)number - 1;
	while (i > 0 && fields[i].number > number)
		i--;
	return fields[i].number == number ? &fields[i] : NULL;
}

void reading_note(struct reading *reading, const struct ddlect_table *table,
		  const char *what)
{
	const struct ddlect_schema *desired = reading->request->desired;
	if (desired && !desired->owns &&
	    !ddlect_host->table_find(desired, table->schema, table->name))
		return;
	ddlect_note(reading->out, "table %s%s%s %s", table->schema ? table->schema : "",
		    table->schema ? "." : "", table->name, what);
}

bool next_number(const char **at, int64_t *number)
{
	const char *c = *at + strcspn(*at, "-0123456789");
	bool negative = *c == '-';
	if (!*c)
		return false;
	*number = 0;
	for (c += negative; *c >= '0' && *c <= '9'; c++)
		*number = *number * 10 + (*c - '0');
	if (negative)
		*number = -*number;
	*at = c;
	return true;
}

const char *bare_expr(struct ddlect_schema *schema, const char *expr)
{
	size_t length;
	const char *inner = pg_expr_inner(expr, &length);
	return ddlect_host->text(schema, inner, length);
}
