/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Check: refuse, by the name of the field or slot, a descriptor that breaks the contract.
 * check_descriptor() sees what the plugin said, check_bound() what came of it with its
 * bases. Capability bits that this host doesn't know are let pass and dropped: a newer
 * plugin that also suits an older host may set them.
 */
#include <stddef.h>
#include <string.h>

#include "core/base/err.h"
#include "core/dialect/load.h"

/* A size beyond this is a bug or rubbish, not a newer descriptor. */
#define SIZE_LIMIT 65536u
#define SCHEMES_LIMIT 32u
#define ATTRS_LIMIT 256u
#define NAME_MINIMUM 16u
#define VERSION_LIMIT 64u

#define SLOT(slot, required, inherited)                                                  \
	{                                                                                \
#slot, offsetof(struct ddlect_dialect, slot), required, inherited        \
	}

const struct slot slots[] = {
	SLOT(lower, true, true),	 SLOT(render, true, true),
	SLOT(type_name, true, true),	 SLOT(bind, false, false),
	SLOT(describe_dsn, false, true), SLOT(open, false, true),
	SLOT(close, false, true),	 SLOT(introspect, false, true),
	SLOT(query, false, true),	 SLOT(reconcile, false, true),
	SLOT(lift, false, true),	 SLOT(split, false, true),
	SLOT(effects, false, true),	 SLOT(lock, false, true),
	SLOT(unlock, false, true),	 SLOT(state, false, true),
	SLOT(run, false, true),		 SLOT(current_schema, false, true),
	SLOT(drop, false, true),	 SLOT(dependents, false, true),
	SLOT(dsn_options, false, true),
};
const uint32_t n_slots = sizeof(slots) / sizeof(slots[0]);

bool slot_is_set(const struct ddlect_dialect *dialect, const struct slot *slot)
{
	void (*function)(void);
	memcpy(&function, (const char *)dialect + slot->offset, sizeof(function));
	return function != NULL;
}

static int check_frozen(const struct ddlect_dialect *said, struct ddlect_err *err)
{
	if (said->magic != DDLECT_DIALECT_MAGIC)
		return err_set(err,
			       "magic is 0x%08x, not 0x%08x: no descriptor of a dialect",
			       said->magic, DDLECT_DIALECT_MAGIC);
	if (said->size > SIZE_LIMIT)
		return err_set(err, "size is %u: no descriptor is that large",
			       said->size);
	if (said->size < offsetof(struct ddlect_dialect, summary))
		return err_set(err, "size is %u: the part that is frozen has %u bytes",
			       said->size,
			       (unsigned)offsetof(struct ddlect_dialect, summary));
	if (said->size % _Alignof(struct ddlect_dialect) != 0)
		return err_set(err, "size is %u: no struct ends there", said->size);
	if (said->needs_minor > said->abi_minor)
		return err_set(
			err, "needs_minor is %u, newer than the %u in its own abi_minor",
			said->needs_minor, said->abi_minor);
	if (said->needs_minor > DDLECT_ABI_MINOR)
		return err_set(err,
			       "needs version 1.%u of the plugin ABI; this ddlect has "
			       "1.%u: install a newer ddlect",
			       said->needs_minor, DDLECT_ABI_MINOR);
	for (uint32_t i = 0; i < n_slots; i++)
		if (slots[i].required && said->size <= slots[i].offset)
			return err_set(err,
				       "size is %u: it ends before the required slot %s",
				       said->size, slots[i].name);
	return 0;
}

int check_file_name(const struct ddlect_dialect *said, const char *name,
		    struct ddlect_err *err)
{
	if (strcmp(said->name, name) == 0)
		return 0;
	return err_set(err, "name is \"%s\", but the file is %s.so", said->name, name);
}

static int check_names(const struct ddlect_dialect *said, const char *name,
		       struct ddlect_err *err)
{
	if (!said->name)
		return err_set(err, "name is NULL");
	if (!dialect_name_valid(said->name))
		return err_set(err, "name must match [a-z0-9_]+");
	if (check_file_name(said, name, err) < 0)
		return -1;
	if (!said->version || !said->version[0])
		return err_set(err, "version is %s", said->version ? "empty" : "NULL");
	if (strlen(said->version) > VERSION_LIMIT || strpbrk(said->version, "\n\r\t"))
		return err_set(err, "version must be one line of at most %u bytes",
			       VERSION_LIMIT);
	if (said->base && !dialect_name_valid(said->base))
		return err_set(err, "base must match [a-z0-9_]+");
	if (said->base && strcmp(said->base, said->name) == 0)
		return err_set(err, "base is the dialect itself");
	return 0;
}

bool scheme_valid(const char *scheme, size_t length)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz0123456789+.-";
	return length >= 1 && length <= 32 && strspn(scheme, good) >= length;
}

static int check_lists(const struct ddlect_dialect *said, struct ddlect_err *err)
{
	for (uint32_t i = 0; said->schemes && said->schemes[i]; i++) {
		const char *scheme = said->schemes[i];
		if (i >= SCHEMES_LIMIT)
			return err_set(err, "schemes has no NULL at its end");
		if (!scheme_valid(scheme, strlen(scheme)) &&
		    strcmp(scheme, DDLECT_SCHEME_KEY_VALUE) != 0)
			return err_set(err, "schemes[%u] must match [a-z0-9+.-]{1,32}",
				       i);
	}
	for (uint32_t i = 0; said->attrs && said->attrs[i].key; i++) {
		const struct ddlect_attr_info *attr = &said->attrs[i];
		if (i >= ATTRS_LIMIT)
			return err_set(err, "attrs has no NULL key at its end");
		if (!dialect_name_valid(attr->key))
			return err_set(err, "attrs[%u].key must match [a-z0-9_]+", i);
		if ((attr->on & (DDLECT_ON_TABLE | DDLECT_ON_COLUMN)) == 0)
			return err_set(err,
				       "attrs[%u].on says neither table nor column "
				       "(%s)",
				       i, attr->key);
	}
	return 0;
}

int check_descriptor(const struct ddlect_dialect *said, const char *name,
		     struct ddlect_err *err)
{
	if (check_frozen(said, err) < 0 || check_names(said, name, err) < 0 ||
	    check_lists(said, err) < 0)
		return -1;
	if (said->max_name > 0 && said->max_name < NAME_MINIMUM)
		return err_set(err, "max_name is %u; it must be 0 or at least %u",
			       said->max_name, NAME_MINIMUM);
	if (said->lift_flag &&
	    (!said->lift_flag[0] ||
	     said->lift_flag[strspn(said->lift_flag, "abcdefghijklmnopqrstuvwxyz-")] ||
	     said->lift_flag[0] == '-'))
		return err_set(err,
			       "lift_flag must be lower-case words, joined by dashes");
	return 0;
}

/* A capability promises slots, whose names are joined by spaces. */
static int check_promise(const struct ddlect_dialect *bound, uint64_t capability,
			 const char *name, const char *promised, struct ddlect_err *err)
{
	if (!(bound->capabilities & capability))
		return 0;
	for (size_t length; *promised; promised += length + (promised[length] == ' ')) {
		length = strcspn(promised, " ");
		for (uint32_t i = 0; i < n_slots; i++)
			if (strlen(slots[i].name) == length &&
			    strncmp(slots[i].name, promised, length) == 0 &&
			    !slot_is_set(bound, &slots[i]))
				return err_set(err, "capability %s, but slot %s is NULL",
					       name, slots[i].name);
	}
	return 0;
}

static int check_capabilities(const struct dialect *dialect, struct ddlect_err *err)
{
	const struct ddlect_dialect *bound = &dialect->slots;
	const char *missing = NULL;
	if (check_promise(bound, DDLECT_CAN_INTROSPECT, "DDLECT_CAN_INTROSPECT",
			  "open close introspect", err) < 0 ||
	    check_promise(bound, DDLECT_CAN_RUN, "DDLECT_CAN_RUN",
			  "open close split lock unlock state run", err) < 0)
		return -1;
	if (bound->capabilities & DDLECT_CAN_LIFT) {
		missing = !bound->lift	      ? "slot lift is NULL"
			  : !bound->lift_flag ? "lift_flag is NULL"
			  : !dialect->base
				  ? "there is no base whose databases could be lifted"
			  : !(dialect->base->slots.capabilities & DDLECT_CAN_INTROSPECT)
				  ? "its base can't introspect"
				  : NULL;
		if (missing)
			return err_set(err, "capability DDLECT_CAN_LIFT, but %s",
				       missing);
	} else if (bound->lift_flag) {
		return err_set(err, "lift_flag is set, but not the capability "
				    "DDLECT_CAN_LIFT");
	}
	return 0;
}

int check_bound(const struct dialect *dialect, struct ddlect_err *err)
{
	const struct ddlect_dialect *bound = &dialect->slots;
	for (uint32_t i = 0; i < n_slots; i++)
		if (slots[i].required && !slot_is_set(bound, &slots[i]))
			return err_set(err, "required slot %s is NULL%s", slots[i].name,
				       dialect->base ? ", in its base too"
						     : ", and there is no base to take "
						       "it from");
	if (bound->max_tables_per_transaction > 0 &&
	    (!bound->block_begin || !bound->block_commit))
		return err_set(err, "max_tables_per_transaction is set, but %s is NULL",
			       bound->block_begin ? "block_commit" : "block_begin");
	return check_capabilities(dialect, err);
}
