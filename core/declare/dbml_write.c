/* SPDX-License-Identifier: Apache-2.0 */
/* DBML writer: the project, the enums, and the tables in the schema's own order. */
#include <string.h>

#include "core/base/err.h"
#include "core/declare/dbml_write.h"
#include "core/declare/dbml_writing.h"
#include "core/model/schema.h"

static bool is_used(const struct ddlect_schema *schema, const char *ns)
{
	for (uint32_t i = 0; i < schema->n_tables; i++)
		if (schema->tables[i]->schema &&
		    strcmp(schema->tables[i]->schema, ns) == 0)
			return true;
	for (uint32_t i = 0; i < schema->n_enums; i++)
		if (schema->enums[i]->schema && strcmp(schema->enums[i]->schema, ns) == 0)
			return true;
	return false;
}

/* A schema that holds nothing would be forgotten. */
static void schemas_lines(struct ddlect_buf *lines, const struct ddlect_schema *schema)
{
	for (uint32_t i = 0; i < schema->n_namespaces; i++) {
		if (is_used(schema, schema->namespaces[i]->name))
			continue;
		buf_text(lines, "    ");
		write_name(lines, schema->namespaces[i]->name);
		buf_text(lines, "\n");
	}
}

static void enums_lines(struct ddlect_buf *lines, const struct ddlect_schema *schema)
{
	for (uint32_t i = 0; i < schema->n_enums; i++) {
		const struct ddlect_enum *e = schema->enums[i];
		struct list list = {.out = lines};
		if (!e->comment && !e->renamed_from)
			continue;
		buf_text(lines, "    ");
		write_path(lines, e->schema, e->name);
		if (e->renamed_from) {
			buf_text(list_next(&list), "renamed_from: ");
			write_inner(lines, e->renamed_from);
		}
		if (e->comment) {
			buf_text(list_next(&list), "note: ");
			write_inner(lines, e->comment);
		}
		list_end(&list);
		buf_text(lines, "\n");
	}
}

static void routines_lines(struct ddlect_buf *lines, const struct ddlect_schema *schema)
{
	for (uint32_t i = 0; i < schema->n_routines; i++) {
		buf_text(lines, "    ");
		write_path(lines, schema->routines[i]->schema, schema->routines[i]->name);
		buf_text(lines, " [body: ");
		write_inner(lines, schema->routines[i]->body);
		buf_text(lines, "]\n");
	}
}

static void field_write(struct ddlect_buf *out, const char *key, const char *text)
{
	if (!text)
		return;
	buf_printf(out, "  %s: ", key);
	write_text(out, text);
	buf_text(out, "\n");
}

static void project_write(struct ddlect_buf *out, const struct ddlect_schema *schema)
{
	struct ddlect_buf body;
	struct ddlect_buf lines;
	buf_init(&body);
	buf_init(&lines);
	field_write(&body, "version", schema->version);
	field_write(&body, "convention", schema->convention);
	field_write(&body, "owns", schema->owns);
	schemas_lines(&lines, schema);
	write_lines(&body, "schemas", &lines);
	enums_lines(&lines, schema);
	write_lines(&body, "enums", &lines);
	routines_lines(&lines, schema);
	write_lines(&body, "routines", &lines);
	if (schema->provider || body.length) {
		buf_text(out, "Project ");
		if (schema->provider) {
			write_name(out, schema->provider);
			buf_text(out, " ");
		}
		buf_text(out, "{\n");
		buf_raw(out, body.text, body.length);
		buf_text(out, "}\n");
	}
	out->broken |= buf_broken(&body) || buf_broken(&lines);
	buf_clear(&body);
	buf_clear(&lines);
}

static void enum_write(struct ddlect_buf *out, const struct ddlect_enum *e)
{
	buf_text(out, "Enum ");
	write_path(out, e->schema, e->name);
	buf_text(out, " {\n");
	for (uint32_t i = 0; i < e->n_values; i++) {
		buf_text(out, "  ");
		write_name(out, e->values[i]);
		buf_text(out, "\n");
	}
	buf_text(out, "}\n");
}

static void comment_write(struct ddlect_buf *out, const char *text)
{
	while (text) {
		size_t length = strcspn(text, "\r\n");
		buf_printf(out, "// %.*s\n", (int)length, text);
		text += length + strspn(text + length, "\r");
		text = *text == '\n' ? text + 1 : NULL;
	}
}

static void gap(struct ddlect_buf *out, size_t start)
{
	if (out->length > start)
		buf_text(out, "\n");
}

static void all_write(struct writing *w, const struct dbml_writer *how)
{
	struct ddlect_buf *out = w->out;
	size_t start = out->length;
	if (how && how->comment) {
		comment_write(out, how->comment);
		buf_text(out, "\n");
		start = out->length;
	}
	project_write(out, w->schema);
	for (uint32_t i = 0; i < w->schema->n_enums; i++) {
		gap(out, start);
		enum_write(out, w->schema->enums[i]);
	}
	for (uint32_t i = 0; i < w->schema->n_tables; i++) {
		gap(out, start);
		write_table(w, w->schema->tables[i]);
	}
}

int dbml_write(struct ddlect_buf *out, const struct ddlect_schema *schema,
	       const struct dbml_writer *how, struct ddlect_err *err)
{
	struct writing w = {.out = out, .schema = schema};
	struct ddlect_buf *own[] = {&w.key, &w.indexes, &w.checks, &w.references,
				    &w.attributes};
	arena_init(&w.arena);
	for (int i = 0; i < 5; i++)
		buf_init(own[i]);
	all_write(&w, how);
	bool broken = w.broken || buf_broken(out);
	for (int i = 0; i < 5; i++) {
		broken |= buf_broken(own[i]);
		buf_clear(own[i]);
	}
	arena_clear(&w.arena);
	return broken ? err_no_memory(err) : 0;
}
