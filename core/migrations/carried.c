/* SPDX-License-Identifier: Apache-2.0 */
/* Carried: see carried.h. */
#include <stdlib.h>
#include <string.h>

#include <ddlect/provider.h>

#include "core/base/err.h"
#include "core/base/item.h"
#include "core/migrations/carried.h"

/* What scan.migrations points to here: a migration, and where its texts are. */
struct carried {
	struct migration migration;
	struct ddlect_migration item;
};

void carried_text(const struct migration *migration, bool down, const char **text,
		  uint64_t *length)
{
	const struct ddlect_migration *item = &((const struct carried *)migration)->item;
	*text = down ? item->down : item->up;
	*length = down ? item->down_length : item->up_length;
}

bool carried_item(const struct ddlect_provider *provider, uint32_t i,
		  struct ddlect_migration *item)
{
	return item_read(provider->migrations, i, provider->migration_size, item,
			 sizeof(*item));
}

/* A provider of any build, as this one knows it. */
static void read_provider(const struct ddlect_provider *provider,
			  struct ddlect_provider *known)
{
	*known = (struct ddlect_provider){0};
	memcpy(known, provider,
	       provider->size < sizeof(*known) ? provider->size : sizeof(*known));
}

bool carried_any(const struct ddlect_provider *provider)
{
	struct ddlect_provider known;
	struct ddlect_migration item;
	read_provider(provider, &known);
	return carried_item(&known, 0, &item);
}

const char *carried_check(const struct ddlect_migration *item)
{
	if (!*item->dialect ||
	    item->dialect[strspn(item->dialect, "abcdefghijklmnopqrstuvwxyz0123456789_")])
		return "its dialect is no name of one: small letters, digits and _";
	if (!item->title)
		return "it has no title";
	if (strpbrk(item->title, "/\n"))
		return "its title can't be in a file's name";
	if (!item->up && !item->down)
		return "it has neither up nor down";
	if ((item->up && *item->up && !item->up_length) ||
	    (item->down && *item->down && !item->down_length))
		return "it has a text whose length is 0";
	if ((!item->up && item->up_length) || (!item->down && item->down_length))
		return "it has the length of a text that is NULL";
	return NULL;
}

static int make_name(struct arena *arena, const struct ddlect_migration *item, bool down,
		     const char **name, struct ddlect_err *err)
{
	*name = arena_printf(arena, "%llu_%s.%s.sql", (unsigned long long)item->version,
			     item->title, down ? "down" : "up");
	return *name ? 0 : err_no_memory(err);
}

static int add(struct scan *scan, struct arena *arena,
	       const struct ddlect_migration *item, const char *place,
	       struct ddlect_err *err)
{
	const char *wrong = carried_check(item);
	struct migration **list =
		arena_grow(arena, scan->migrations, scan->n, sizeof(*list));
	struct carried *made = arena_alloc(arena, sizeof(*made));
	if (!list || !made)
		return err_no_memory(err);
	if (wrong)
		return err_status(err, DDLECT_INTEGRITY, "%s, version %llu for %s: %s",
				  place, (unsigned long long)item->version, item->dialect,
				  wrong);
	made->item = *item;
	made->migration.version = item->version;
	made->migration.title = item->title;
	if (item->up && make_name(arena, item, false, &made->migration.up, err) < 0)
		return -1;
	if (item->down && make_name(arena, item, true, &made->migration.down, err) < 0)
		return -1;
	scan->migrations = list;
	list[scan->n++] = &made->migration;
	return 0;
}

static int by_version(const void *a, const void *b)
{
	const struct migration *x = *(struct migration *const *)a;
	const struct migration *y = *(struct migration *const *)b;
	return (x->version > y->version) - (x->version < y->version);
}

static int check_order(struct scan *scan, const char *place, struct ddlect_err *err)
{
	if (scan->n)
		qsort(scan->migrations, scan->n, sizeof(*scan->migrations), by_version);
	for (uint32_t i = 1; i < scan->n; i++)
		if (scan->migrations[i]->version == scan->migrations[i - 1]->version)
			return err_status(
				err, DDLECT_INTEGRITY,
				"%s has version %llu twice; give one of them "
				"another number",
				place, (unsigned long long)scan->migrations[i]->version);
	return 0;
}

/* Whether an element before `n` is of this dialect. */
static bool is_earlier(const struct ddlect_provider *provider, uint32_t n,
		       const char *dialect)
{
	struct ddlect_migration item;
	for (uint32_t i = n; i-- > 0;)
		if (carried_item(provider, i, &item) &&
		    strcmp(item.dialect, dialect) == 0)
			return true;
	return false;
}

/* Says what there is instead. */
static int refuse_dialect(struct arena *arena, const struct ddlect_provider *provider,
			  const char *dialect, const char *place, struct ddlect_err *err)
{
	struct ddlect_migration item;
	const char *there = NULL;
	for (uint32_t i = 0; carried_item(provider, i, &item); i++) {
		if (is_earlier(provider, i, item.dialect))
			continue;
		there = there ? arena_printf(arena, "%s, %s", there, item.dialect)
			      : item.dialect;
		if (!there)
			return err_no_memory(err);
	}
	if (!there)
		return err_set(err,
			       "%s carries no migrations inside; say in which directory "
			       "they are",
			       place);
	return err_set(err, "%s carries no migrations for %s inside, only for %s", place,
		       dialect ? dialect : "an unknown dialect", there);
}

int carried_scan(struct scan *scan, struct arena *arena,
		 const struct ddlect_provider *provider, const char *dialect,
		 const char **place, struct ddlect_err *err)
{
	struct ddlect_provider known;
	struct ddlect_migration item;
	*scan = (struct scan){0};
	*place = "the provider";
	if (provider->magic != DDLECT_PROVIDER_MAGIC)
		return err_set(err, "the struct ddlect_provider must begin with "
				    "DDLECT_PROVIDER");
	read_provider(provider, &known);
	if (known.name && *known.name)
		*place = known.name;
	if (known.migrations && !item_stride_check(known.migration_size))
		return err_set(err,
			       "%s: migration_size is %u: the struct ddlect_provider "
			       "must begin with DDLECT_PROVIDER",
			       *place, known.migration_size);
	uint32_t n = 0;
	for (; item_read(known.migrations, n, known.migration_size, &item, sizeof(item));
	     n++)
		if (dialect && strcmp(item.dialect, dialect) == 0 &&
		    add(scan, arena, &item, *place, err) < 0)
			return -1;
	if (item.title || item.version || item.up || item.down)
		return err_set(err,
			       "%s: migration %u of the list has no dialect, so the list "
			       "would end there; give it one",
			       *place, n + 1);
	if (scan->n == 0)
		return refuse_dialect(arena, &known, dialect, *place, err);
	return check_order(scan, *place, err);
}
