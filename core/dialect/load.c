/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Load: from a file to a copy of its descriptor. Nothing is read beyond the size that the
 * plugin says, and all strings are copied, so a refused plugin can be closed at once.
 */
#include <string.h>

#define DDLECT_NO_WRAPPERS
#include <ddlect/host.h>
#include <ddlect/provider.h>

#include "core/base/err.h"
#include "core/dialect/host.h"
#include "core/dialect/kept.h"
#include "core/dialect/load.h"
#include "core/dialect/object.h"

#define NEWEST_MAJOR 9

/* The symbol's name says the major version; say so when it is another one. */
static int no_entry(void *object, struct ddlect_err *err)
{
	for (int major = 2; major <= NEWEST_MAJOR; major++) {
		char symbol[] = "ddlect_dialect_vN";
		symbol[sizeof(symbol) - 2] = (char)('0' + major);
		if (object_symbol(object, symbol))
			return err_set(err,
				       "built for major version %d of the plugin ABI "
				       "(it exports %s); this ddlect has version 1",
				       major, symbol);
	}
	return err_set(err, "does not export %s(): it is %s", DDLECT_DIALECT_SYMBOL,
		       object_symbol(object, DDLECT_PROVIDER_SYMBOL)
			       ? "a provider, for -provider"
			       : "no dialect, or its symbol is hidden");
}

static const struct ddlect_dialect *call_entry(void *object, struct ddlect_err *err)
{
	void *symbol = object_symbol(object, DDLECT_DIALECT_SYMBOL);
	ddlect_dialect_entry *entry;
	_Static_assert(sizeof(symbol) == sizeof(entry), "POSIX says so");
	if (!symbol) {
		no_entry(object, err);
		return NULL;
	}
	memcpy(&entry, &symbol, sizeof(symbol));
	const struct ddlect_dialect *said = entry(host_table());
	if (!said)
		err_set(err, "%s() returned NULL", DDLECT_DIALECT_SYMBOL);
	return said;
}

static int copy_text(struct arena *arena, const char **text)
{
	if (!*text)
		return 0;
	*text = arena_text(arena, *text, strlen(*text));
	return *text ? 0 : -1;
}

static int copy_schemes(struct arena *arena, struct ddlect_dialect *dialect)
{
	uint32_t n = 0;
	if (!dialect->schemes)
		return 0;
	while (dialect->schemes[n])
		n++;
	const char **copy = arena_alloc(arena, (n + 1) * sizeof(*copy));
	if (!copy)
		return -1;
	for (uint32_t i = 0; i < n; i++) {
		copy[i] = dialect->schemes[i];
		if (copy_text(arena, &copy[i]) < 0)
			return -1;
	}
	dialect->schemes = copy;
	return 0;
}

static int copy_attrs(struct arena *arena, struct ddlect_dialect *dialect)
{
	uint32_t n = 0;
	if (!dialect->attrs)
		return 0;
	while (dialect->attrs[n].key)
		n++;
	struct ddlect_attr_info *copy = arena_alloc(arena, (n + 1) * sizeof(*copy));
	if (!copy)
		return -1;
	for (uint32_t i = 0; i < n; i++) {
		copy[i] = dialect->attrs[i];
		if (copy_text(arena, &copy[i].key) < 0 ||
		    copy_text(arena, &copy[i].summary) < 0)
			return -1;
	}
	dialect->attrs = copy;
	return 0;
}

struct dialect *copy_descriptor(struct arena *arena, const struct ddlect_dialect *said,
				struct ddlect_err *err)
{
	struct dialect *made = arena_alloc(arena, sizeof(*made));
	if (!made) {
		err_no_memory(err);
		return NULL;
	}
	struct ddlect_dialect *copy = &made->slots;
	memcpy(copy, said, said->size < sizeof(*copy) ? said->size : sizeof(*copy));
	made->size = copy->size;
	made->abi_minor = copy->abi_minor;
	copy->size = sizeof(*copy);
	copy->abi_minor = DDLECT_ABI_MINOR;
	if (copy_text(arena, &copy->name) < 0 || copy_text(arena, &copy->version) < 0 ||
	    copy_text(arena, &copy->base) < 0 || copy_text(arena, &copy->summary) < 0 ||
	    copy_text(arena, &copy->lift_flag) < 0 ||
	    copy_text(arena, &copy->block_begin) < 0 ||
	    copy_text(arena, &copy->block_commit) < 0 || copy_schemes(arena, copy) < 0 ||
	    copy_attrs(arena, copy) < 0) {
		err_no_memory(err);
		return NULL;
	}
	return made;
}

/* The descriptor of what was opened just now. */
static int read_descriptor(struct arena *arena, struct candidate *candidate,
			   struct ddlect_err *err)
{
	const struct ddlect_dialect *said = call_entry(candidate->object, err);
	if (!said || check_descriptor(said, candidate->name, err) < 0)
		return -1;
	candidate->dialect = copy_descriptor(arena, said, err);
	if (!candidate->dialect)
		return -1;
	candidate->dialect->file = candidate->file;
	return 0;
}

int load_candidate(struct arena *arena, struct candidate *candidate,
		   struct ddlect_err *err)
{
	candidate->object = object_open(candidate->file, err);
	if (!candidate->object)
		return -1;
	candidate->dialect = kept_find(candidate->object);
	int status = !candidate->dialect ? read_descriptor(arena, candidate, err)
					 : check_file_name(&candidate->dialect->slots,
							   candidate->name, err);
	if (status < 0) {
		object_close(candidate->object);
		candidate->object = NULL;
		candidate->dialect = NULL;
		return -1;
	}
	candidate->state = CANDIDATE_LOADED;
	return 0;
}
