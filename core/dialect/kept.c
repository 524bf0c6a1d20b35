/* SPDX-License-Identifier: Apache-2.0 */
/* Kept: see kept.h. What is kept is never freed: a plugin that ran stays loaded. */
#include <pthread.h>
#include <string.h>

#include "core/base/err.h"
#include "core/dialect/kept.h"

struct kept {
	const void *object;
	struct dialect *dialect;
	struct kept *next;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct arena forever;
static struct kept *all;

void kept_lock(void)
{
	pthread_mutex_lock(&mutex);
}

void kept_unlock(void)
{
	pthread_mutex_unlock(&mutex);
}

struct dialect *kept_find(const void *object)
{
	for (struct kept *one = all; one; one = one->next)
		if (one->object == object)
			return one->dialect;
	return NULL;
}

static struct dialect *copy(const struct dialect *dialect, struct ddlect_err *err)
{
	struct dialect *made = copy_descriptor(&forever, &dialect->slots, err);
	if (!made)
		return NULL;
	made->file = arena_text(&forever, dialect->file, strlen(dialect->file));
	made->base = dialect->base;
	made->abi_minor = dialect->abi_minor;
	made->size = dialect->size;
	if (made->file)
		return made;
	err_no_memory(err);
	return NULL;
}

int kept_bind(struct candidate *candidate, const struct dialect *base,
	      struct ddlect_err *err)
{
	const struct dialect *known = kept_find(candidate->object);
	if (known && known->base != base)
		return err_set(err,
			       "it is loaded already, with another base: \"%s\" of %s",
			       known->base->slots.name, known->base->file);
	if (known)
		return 0;
	/* First the copy: once bind() was called there is no way back. */
	struct kept *made = arena_alloc(&forever, sizeof(*made));
	if (!made)
		return err_no_memory(err);
	if (bind_dialect(candidate->dialect, base, err) < 0)
		return -1;
	made->object = candidate->object;
	made->dialect = copy(candidate->dialect, err);
	if (!made->dialect)
		return -1;
	made->next = all;
	all = made;
	candidate->dialect = made->dialect;
	return 0;
}
