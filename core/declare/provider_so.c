/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A provider's shared object: opened with the same care as a plugin, and never closed,
 * because it may be written in a language whose runtime doesn't like that.
 */
#include <string.h>

#include "core/base/err.h"
#include "core/declare/provider_read.h"
#include "core/dialect/object.h"

typedef const struct ddlect_provider *provider_entry(void);

static const struct ddlect_provider *call_entry(void *object, struct ddlect_err *err)
{
	void *symbol = object_symbol(object, DDLECT_PROVIDER_SYMBOL);
	provider_entry *entry;
	_Static_assert(sizeof(symbol) == sizeof(entry), "POSIX says so");
	if (!symbol) {
		err_set(err, "does not export %s(): it is %s", DDLECT_PROVIDER_SYMBOL,
			object_symbol(object, DDLECT_DIALECT_SYMBOL)
				? "a dialect, for -plugin-dir"
				: "no provider, or its symbol is hidden");
		return NULL;
	}
	memcpy(&entry, &symbol, sizeof(symbol));
	const struct ddlect_provider *provider = entry();
	if (!provider)
		err_set(err, "%s() returned NULL", DDLECT_PROVIDER_SYMBOL);
	return provider;
}

const struct ddlect_provider *provider_open_file(struct arena *arena, const char *path,
						 struct ddlect_err *err)
{
	const char *file = object_path(arena, path, err);
	void *object = file ? object_open(file, err) : NULL;
	const struct ddlect_provider *provider = object ? call_entry(object, err) : NULL;
	if (object && !provider)
		object_close(object);
	if (!provider)
		err_prepend(err, "%s: ", path);
	return provider;
}

struct ddlect_schema *provider_read_file(struct arena *arena, const char *path,
					 struct diags *diags, struct ddlect_err *err)
{
	const struct ddlect_provider *provider = provider_open_file(arena, path, err);
	if (!provider)
		return NULL;
	struct ddlect_schema *schema = provider_read(arena, provider, diags, err);
	if (!schema)
		err_prepend(err, "%s: ", path);
	return schema;
}
