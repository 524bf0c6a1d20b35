/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host table. Most entries are the core's own functions; the rest here only translate
 * between the boundary's fixed-width integers and the core's types.
 */
#include <stdlib.h>

#define DDLECT_NO_WRAPPERS
#include <ddlect/host.h>
#include <ddlect/version.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/dialect/host.h"
#include "core/diff/script.h"
#include "core/model/name.h"
#include "core/model/schema.h"

_Static_assert(NAME_PRIMARY == DDLECT_NAME_PRIMARY && NAME_CHECK == DDLECT_NAME_CHECK,
	       "the boundary's kinds of names are the core's");

static void host_error(struct ddlect_err *err, uint32_t status, const char *text)
{
	err_status(err, status, "%s", text);
}

static void host_prepend(struct ddlect_err *err, const char *text)
{
	err_prepend(err, "%s", text);
}

static void *host_alloc(struct ddlect_schema *schema, uint64_t size)
{
	return size > SIZE_MAX ? NULL : schema_alloc(schema, (size_t)size);
}

static char *host_text(struct ddlect_schema *schema, const char *bytes, uint64_t length)
{
	return length >= SIZE_MAX ? NULL : schema_bytes(schema, bytes, (size_t)length);
}

static struct ddlect_buf *host_buf_new(void)
{
	struct ddlect_buf *buf = malloc(sizeof(*buf));
	if (buf)
		buf_init(buf);
	return buf;
}

static void host_buf_free(struct ddlect_buf *buf)
{
	if (buf)
		buf_clear(buf);
	free(buf);
}

static void host_raw(struct ddlect_buf *buf, const char *bytes, uint64_t length)
{
	if (length >= SIZE_MAX)
		buf->broken = true;
	else
		buf_raw(buf, bytes, (size_t)length);
}

static const char *host_buf_text(struct ddlect_buf *buf)
{
	return buf_broken(buf) ? NULL : buf->text;
}

static const struct ddlect_host table = {
	.size = sizeof(table),
	.abi_minor = DDLECT_ABI_MINOR,
	.version = DDLECT_VERSION,
	.error = host_error,
	.prepend = host_prepend,
	.note = schema_note,
	.alloc = host_alloc,
	.text = host_text,
	.table_add = table_add,
	.column_add = column_add,
	.enum_add = enum_add,
	.routine_add = routine_add,
	.namespace_add = namespace_add,
	.key_new = key_new,
	.unique_add = unique_add,
	.fk_add = fk_add,
	.index_add = index_add,
	.check_add = check_add,
	.part_add = part_add,
	.string_add = string_add,
	.attr_set = attr_set,
	.type_get = type_get,
	.schema_copy = schema_copy,
	.table_find = table_find,
	.enum_find = enum_find,
	.name_make = name_make,
	.statement = script_statement,
	.hazard = script_hazard,
	.remark = script_remark,
	.buf_new = host_buf_new,
	.buf_free = host_buf_free,
	.buf_reset = buf_reset,
	.raw = host_raw,
	.ident = buf_ident,
	.literal = buf_literal,
	.buf_text = host_buf_text,
	.head = script_head,
};

const struct ddlect_host *host_table(void)
{
	return &table;
}
