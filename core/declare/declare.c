/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Declare: whatever the form, the same way to a schema: read, apply the convention, check.
 * What the checks report gets the line of the file that it is about.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/utf8.h"
#include "core/declare/dbml_load.h"
#include "core/declare/declare.h"
#include "core/model/check.h"

static const char *line_find(const char *text, uint32_t line)
{
	while (text && --line > 0) {
		text = strchr(text, '\n');
		text += text != NULL;
	}
	return text;
}

/* How wide the name or word at `column` of the line is, in characters. */
static uint32_t word_width(const char *line, uint32_t column)
{
	const char *at = line;
	const char *end = line + strlen(line);
	while (--column > 0 && at < end) {
		size_t step = utf8_char(at, end);
		at += step ? step : 1;
	}
	uint32_t width = 0;
	bool quoted = at < end && *at == '"';
	while (at < end && *at != ',' && *at != ']' &&
	       (quoted || !strchr(" \t\r([{:.", *at))) {
		size_t step = utf8_char(at, end);
		width++;
		if (quoted && width > 1 && *at == '"')
			break;
		at += step ? step : 1;
	}
	return width ? width : 1;
}

static void diag_locate(struct diags *diags, struct diag *diag, const char *text)
{
	const char *line = line_find(text, diag->pos.line);
	size_t length = line ? strcspn(line, "\r\n") : 0;
	if (!line || utf8_check(line, length) != length)
		return;
	diag->source = arena_text(diags->arena, line, length);
	if (diag->source)
		diag->width = word_width(diag->source, diag->pos.column);
}

static void diags_locate(struct diags *diags)
{
	const char *loaded = NULL;
	char *text = NULL;
	for (uint32_t i = 0; i < diags->n; i++) {
		struct diag *diag = diags->list[i];
		size_t length = 0;
		if (diag->source || !diag->pos.file || !diag->pos.line)
			continue;
		if (!loaded || strcmp(loaded, diag->pos.file) != 0) {
			struct ddlect_err err;
			free(text);
			text = dbml_load(diag->pos.file, &length, &err);
			loaded = diag->pos.file;
		}
		if (text)
			diag_locate(diags, diag, text);
	}
	free(text);
}

bool declare_is_object(const char *path)
{
	size_t length = strlen(path);
	return length > 3 && strcmp(path + length - 3, ".so") == 0;
}

static int finish(struct ddlect_schema *schema, const char *title, struct diags *diags,
		  struct ddlect_err *err)
{
	if (!schema->n_tables)
		return err_set(err, "%s declares no tables", title);
	int applied = convention_apply(schema, diags);
	schema_arrange(schema);
	int checked = schema_check(schema, diags);
	if (diags->broken) {
		err_no_memory(err);
		return err_prepend(err, "%s: ", title);
	}
	if (applied < 0 || checked < 0)
		return err_set(err, "%s has %u error%s", title, diags->n_errors,
			       diags->n_errors == 1 ? "" : "s");
	return 0;
}

struct ddlect_schema *declare_file(struct arena *arena, const char *path,
				   struct diags *diags, struct ddlect_err *err)
{
	bool object = declare_is_object(path);
	struct ddlect_schema *schema =
		object ? provider_read_file(arena, path, diags, err)
		       : dbml_read(arena, path, diags, err);
	if (!schema)
		return NULL;
	int done = finish(schema, path, diags, err);
	if (!object)
		diags_locate(diags);
	return done < 0 ? NULL : schema;
}

struct ddlect_schema *declare_provider(struct arena *arena,
				       const struct ddlect_provider *provider,
				       struct diags *diags, struct ddlect_err *err)
{
	struct ddlect_schema *schema = provider_read(arena, provider, diags, err);
	if (!schema)
		return NULL;
	const char *title = schema->provider ? schema->provider : "the provider";
	return finish(schema, title, diags, err) < 0 ? NULL : schema;
}
