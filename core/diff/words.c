/* SPDX-License-Identifier: Apache-2.0 */
/* A change in words: see words.h. */
#include "core/base/visible.h"
#include "core/diff/words.h"
#include "core/model/same.h"
#include "core/model/schema.h"

const char *change_verb(const struct ddlect_change *change)
{
	static const char *const verbs[] = {"?", "add", "drop", "modify", "rename"};
	return verbs[change->verb <= DDLECT_RENAME ? change->verb : 0];
}

const char *change_what(const struct ddlect_change *change)
{
	static const char *const whats[DDLECT_WHAT_COUNT] = {
		"?",	       "schema", "enum",	"routine", "table", "column",
		"primary key", "unique", "foreign key", "index",   "check", "attribute"};
	return whats[change->what < DDLECT_WHAT_COUNT ? change->what : 0];
}

static const void *subject(const struct ddlect_change *change)
{
	return change->verb == DDLECT_DROP || !change->to.any ? change->from.any
							      : change->to.any;
}

const char *change_name(const struct ddlect_change *change)
{
	const void *object = subject(change);
	return object ? object_name(change->what, object) : NULL;
}

const char *aspect_text(uint32_t aspect)
{
	switch (aspect) {
	case DDLECT_ASPECT_COMMENT:
		return "comment";
	case DDLECT_ASPECT_TYPE:
		return "type";
	case DDLECT_ASPECT_NOT_NULL:
		return "not null";
	case DDLECT_ASPECT_DEFAULT:
		return "default";
	case DDLECT_ASPECT_IDENTITY:
		return "identity";
	case DDLECT_ASPECT_GENERATED:
		return "generated";
	case DDLECT_ASPECT_VALUES_ADDED:
		return "values added";
	case DDLECT_ASPECT_VALUES_REPLACED:
		return "values replaced";
	default:
		return NULL;
	}
}

static void write_aspects(struct ddlect_buf *out, uint32_t aspects)
{
	const char *lead = ": ";
	for (uint32_t bit = 1; bit && bit <= aspects; bit <<= 1) {
		const char *text = aspects & bit ? aspect_text(bit) : NULL;
		if (!text)
			continue;
		buf_printf(out, "%s%s", lead, text);
		lead = ", ";
	}
}

static void write_place(struct ddlect_buf *out, const struct ddlect_table *table)
{
	buf_text(out, " ");
	if (table->schema) {
		visible_write(out, table->schema);
		buf_text(out, ".");
	}
	visible_write(out, table->name);
}

static bool moves(const struct ddlect_change *change)
{
	return change->verb == DDLECT_RENAME && change->what == DDLECT_TABLE &&
	       !same_text(change->from.table->schema, change->to.table->schema);
}

void change_write(struct ddlect_buf *out, const struct ddlect_change *change)
{
	const char *name = change_name(change);
	if (moves(change)) {
		buf_text(out, "move table");
		write_place(out, change->from.table);
		buf_text(out, " to");
		write_place(out, change->to.table);
		return;
	}
	buf_printf(out, "%s %s", change_verb(change), change_what(change));
	if (change->verb == DDLECT_RENAME && change->from.any) {
		buf_text(out, " ");
		visible_write(out, object_name(change->what, change->from.any));
		buf_text(out, " to");
	}
	if (name) {
		buf_text(out, " ");
		visible_write(out, name);
	}
	if (change->verb == DDLECT_MODIFY)
		write_aspects(out, change->aspects);
}
