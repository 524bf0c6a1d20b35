/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Triggers of the helper routine, read back into the references that they were written of;
 * see routine.c for their arguments. One whose child isn't there any more is no reference:
 * the user is told, because deleting from its parent fails.
 */
#include <stdlib.h>

#include "plugins/timescale/introspect.h"

#include "gen/timescale_sql.h"

/* The columns of the query. */
enum { PARENT_SCHEMA, PARENT, NAME, ROUTINE_SCHEMA, ROUTINE, ARGUMENTS, COMMENT };

/* Arguments of a trigger, each ended by NUL. */
struct arguments {
	char **list;
	uint32_t n;
};

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 0;
}

static int decode(struct ddlect_schema *schema, const char *text, struct arguments *out)
{
	size_t length = strlen(text) / 2;
	char *bytes = ddlect_alloc(schema, length + 1);
	*out = (struct arguments){0};
	if (!bytes)
		return -1;
	for (size_t i = 0; i < length; i++) {
		bytes[i] = (char)(hex(text[2 * i]) << 4 | hex(text[2 * i + 1]));
		out->n += bytes[i] == '\0';
	}
	out->list = ddlect_alloc(schema, (out->n + 1) * sizeof(*out->list));
	if (!out->list)
		return -1;
	char *at = bytes;
	for (uint32_t i = 0; i < out->n; i++, at += strlen(at) + 1)
		out->list[i] = at;
	return 0;
}

/* How many pairs of columns; 0 when the arguments aren't what this dialect writes. */
static uint32_t count_pairs(const struct arguments *arguments)
{
	if (arguments->n < TS_ARGS)
		return 0;
	long n = strtol(arguments->list[3], NULL, 10);
	if (n < 1 || n > 32 || TS_ARGS + 2 * (uint32_t)n > arguments->n)
		return 0;
	return (uint32_t)n;
}

static bool has_columns(const struct ddlect_table *child,
			const struct arguments *arguments)
{
	for (uint32_t i = 0; i < count_pairs(arguments); i++)
		if (!ddlect_column_find(child, arguments->list[TS_ARGS + 2 * i]))
			return false;
	return true;
}

static int set_columns(struct ddlect_schema *schema, struct ddlect_fk *fk,
		       const struct arguments *arguments)
{
	struct ddlect_buf *text = ddlect_host->buf_new();
	if (!text)
		return -1;
	uint32_t first = TS_ARGS + 2 * fk->n_columns;
	for (uint32_t i = first; i < arguments->n; i++) {
		if (i > first)
			ddlect_raw(text, ", ");
		ddlect_ident(text, arguments->list[i]);
	}
	const char *said = ddlect_host->buf_text(text);
	fk->set_columns = said && *said ? ddlect_text(schema, said) : NULL;
	int status = said && (!*said || fk->set_columns) ? 0 : -1;
	ddlect_host->buf_free(text);
	return status;
}

static int add_reference(struct ts_reading *reading, struct ddlect_table *child,
			 const char *const *values, const struct arguments *arguments)
{
	struct ddlect_schema *out = reading->out;
	struct ddlect_fk *fk = ddlect_host->fk_add(out, child, values[NAME]);
	const char *schema = ts_reading_ns(reading, values[PARENT_SCHEMA]);
	uint32_t n_refs = 0;
	if (!fk)
		return -1;
	fk->ref_schema = schema ? ddlect_text(out, schema) : NULL;
	fk->ref_table = ddlect_text(out, values[PARENT]);
	fk->via = ddlect_text(out, values[ROUTINE]);
	fk->comment = values[COMMENT] ? ddlect_text(out, values[COMMENT]) : NULL;
	fk->on_delete = strcmp(arguments->list[0], "cascade") == 0
				? DDLECT_ACTION_CASCADE
				: DDLECT_ACTION_SET_NULL;
	if (!fk->ref_table || !fk->via || (schema && !fk->ref_schema) ||
	    (values[COMMENT] && !fk->comment))
		return -1;
	for (uint32_t i = 0; i < count_pairs(arguments); i++)
		if (ddlect_host->string_add(out, &fk->columns, &fk->n_columns,
					    arguments->list[TS_ARGS + 2 * i]) < 0 ||
		    ddlect_host->string_add(out, &fk->ref_columns, &n_refs,
					    arguments->list[TS_ARGS + 2 * i + 1]) < 0)
			return -1;
	return fk->on_delete == DDLECT_ACTION_SET_NULL ? set_columns(out, fk, arguments)
						       : 0;
}

static int cascade_row(void *context, const char *const *values, uint32_t n,
		       struct ddlect_err *err)
{
	struct ts_reading *reading = context;
	struct arguments arguments;
	(void)n;
	if (decode(reading->out, values[ARGUMENTS], &arguments) < 0)
		return ddlect_no_memory(err);
	if (!count_pairs(&arguments))
		return 0;
	const char *ns = *arguments.list[1] ? arguments.list[1] : values[ROUTINE_SCHEMA];
	struct ddlect_table *child = ts_reading_table(reading, ns, arguments.list[2]);
	if (!child || !has_columns(child, &arguments)) {
		ddlect_note(reading->out,
			    "table \"%s\": its trigger \"%s\" names \"%s\", which isn't "
			    "there as it was; deleting from \"%s\" fails until the "
			    "trigger is dropped or made again",
			    values[PARENT], values[NAME], arguments.list[2],
			    values[PARENT]);
		return 0;
	}
	return add_reference(reading, child, values, &arguments) < 0
		       ? ddlect_no_memory(err)
		       : 0;
}

int ts_read_cascades(struct ts_reading *reading, struct ddlect_err *err)
{
	const char *params[] = {reading->schemas, TS_ROUTINE_MARK};
	if (reading->self->query(reading->self, reading->session, sql_cascades, params, 2,
				 cascade_row, reading, err) < 0)
		return ddlect_prepend(err, "reading triggers: ");
	return 0;
}

void ts_filter_routines(struct ts_reading *reading)
{
	struct ddlect_schema *out = reading->out;
	uint32_t n = 0;
	for (uint32_t i = 0; i < out->n_routines; i++)
		if (strstr(out->routines[i]->body, TS_ROUTINE_MARK))
			out->routines[n++] = out->routines[i];
	out->n_routines = n;
}
