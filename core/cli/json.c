/* SPDX-License-Identifier: Apache-2.0 */
/* Summary for machines: see summary.h. One object, members only ever added. */
#include <ddlect/dialect.h>

#include "core/cli/summary.h"
#include "core/dialect/registry.h"
#include "core/model/schema.h"

static void member(struct ddlect_buf *out, const char *name, const char *value)
{
	buf_printf(out, "\"%s\": ", name);
	buf_json(out, value);
}

static void write_table_name(struct ddlect_buf *out, const char *schema, const char *name)
{
	member(out, "schema", schema);
	buf_text(out, ", ");
	member(out, "table", name);
}

static void write_bits(struct ddlect_buf *out, const char *name, uint32_t set,
		       const char *(*text)(uint32_t), bool kinds)
{
	const char *lead = "";
	buf_printf(out, ", \"%s\": [", name);
	for (uint32_t i = 0; i < 32; i++) {
		const char *word = set & 1u << i ? text(kinds ? i : 1u << i) : NULL;
		if (!word)
			continue;
		buf_text(out, lead);
		buf_json(out, word);
		lead = ", ";
	}
	buf_text(out, "]");
}

static void write_change(struct ddlect_buf *out, const struct ddlect_change *change,
			 uint32_t hazards)
{
	buf_text(out, "{");
	write_table_name(out, change->table_schema, change->table_name);
	buf_text(out, ", ");
	member(out, "verb", change_verb(change));
	buf_text(out, ", ");
	member(out, "what", change_what(change));
	buf_text(out, ", ");
	member(out, "name", change_name(change));
	if (change->verb == DDLECT_RENAME && change->from.any) {
		buf_text(out, ", ");
		member(out, "from", object_name(change->what, change->from.any));
	}
	write_bits(out, "aspects", change->aspects, aspect_text, false);
	write_bits(out, "hazards", hazards, hazard_code, true);
	buf_printf(out, ", \"suggested\": %s}",
		   change->flags & DDLECT_CHANGE_SUGGESTED ? "true" : "false");
}

static void write_half(struct ddlect_buf *out, const char *name, const struct half *half,
		       bool with_text)
{
	uint32_t from = 0;
	buf_printf(out, ",\n   \"%s\": {", name);
	member(out, "path", half->path);
	if (with_text) {
		buf_text(out, ", ");
		member(out, "text", half->text.text);
	}
	buf_text(out, ", \"changes\": [");
	for (uint32_t i = 0; i < half->plan->n_changes; i++) {
		const struct ddlect_change *change = half->plan->changes[i];
		buf_text(out, i ? ",\n    " : "\n    ");
		write_change(out, change, change_hazards(&half->script, change, &from));
	}
	buf_text(out, "]}");
}

static void write_pair(struct ddlect_buf *out, const struct pair *pair, bool with_text)
{
	buf_text(out, "\n  {");
	member(out, "dialect", pair->dialect->slots.name);
	buf_printf(out, ", \"changed\": %s", pair->changed ? "true" : "false");
	write_half(out, "up", &pair->up, with_text);
	write_half(out, "down", &pair->down, with_text);
	buf_text(out, ",\n   \"not_owned\": [");
	for (uint32_t i = 0; i < pair->n_strangers; i++) {
		buf_text(out, i ? ", {" : "{");
		write_table_name(out, pair->strangers[i]->schema,
				 pair->strangers[i]->name);
		buf_text(out, "}");
	}
	buf_text(out, "],\n   \"notes\": [");
	for (uint32_t i = 0; i < pair->n_notes; i++) {
		buf_text(out, i ? ", " : "");
		buf_json(out, pair->notes[i]);
	}
	buf_text(out, "]}");
}

void summary_json(struct ddlect_buf *out, const struct generated *generated,
		  const char *result, const char *refusal, bool with_text)
{
	buf_text(out, "{");
	member(out, "result", result);
	if (refusal) {
		buf_text(out, ", ");
		member(out, "refusal", refusal);
	}
	buf_text(out, ", \"dialects\": [");
	for (uint32_t i = 0; i < generated->n; i++) {
		buf_text(out, i ? "," : "");
		write_pair(out, generated->pairs[i], with_text);
	}
	buf_text(out, "]}\n");
}
