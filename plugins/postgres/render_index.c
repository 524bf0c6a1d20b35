/* SPDX-License-Identifier: Apache-2.0 */
/* Indexes. They live in the schema of their table, and are made in the transaction. */
#include "plugins/postgres/render.h"

static void write_part(struct ddlect_buf *out, const struct ddlect_part *part)
{
	if (part->column)
		ddlect_ident(out, part->column);
	else
		pg_write_expr(out, part->expr);
	if (part->collation) {
		ddlect_raw(out, " COLLATE ");
		ddlect_raw(out, part->collation);
	}
	if (part->opclass) {
		ddlect_raw(out, " ");
		ddlect_raw(out, part->opclass);
	}
	bool desc = part->flags & DDLECT_PART_DESC;
	bool first = part->flags & DDLECT_PART_NULLS_FIRST;
	if (desc)
		ddlect_raw(out, " DESC");
	if (desc != first)
		ddlect_raw(out, first ? " NULLS FIRST" : " NULLS LAST");
}

static void write_index(struct ddlect_buf *out, const struct pg_rendering *r,
			const struct ddlect_index *index)
{
	ddlect_raw(out, index->flags & DDLECT_INDEX_UNIQUE ? "CREATE UNIQUE INDEX "
							   : "CREATE INDEX ");
	ddlect_ident(out, index->name);
	ddlect_raw(out, " ON ");
	pg_write_table(out, r);
	if (index->method && strcmp(index->method, "btree") != 0) {
		ddlect_raw(out, " USING ");
		ddlect_ident(out, index->method);
	}
	ddlect_raw(out, " (");
	for (uint32_t i = 0; i < index->n_parts; i++) {
		ddlect_raw(out, i > 0 ? ", " : "");
		write_part(out, index->parts[i]);
	}
	ddlect_raw(out, ")");
	if (index->n_include > 0) {
		ddlect_raw(out, " INCLUDE (");
		ddlect_idents(out, index->include, index->n_include);
		ddlect_raw(out, ")");
	}
	if (index->flags & DDLECT_INDEX_NULLS_NOT_DISTINCT)
		ddlect_raw(out, " NULLS NOT DISTINCT");
	if (index->options) {
		ddlect_raw(out, " WITH (");
		ddlect_raw(out, index->options);
		ddlect_raw(out, ")");
	}
	if (index->predicate) {
		ddlect_raw(out, " WHERE ");
		pg_write_expr(out, index->predicate);
	}
}

int pg_render_index(struct pg_rendering *r)
{
	const struct ddlect_change *change = r->change;
	const struct ddlect_index *index = change->to.index;
	if (change->verb == DDLECT_DROP) {
		struct ddlect_buf *out = ddlect_statement(r->out);
		ddlect_raw(out, "DROP INDEX ");
		ddlect_qualified(out, change->table_schema, change->from.index->name);
		pg_hazard_drop_index(r);
		return 0;
	}
	if (change->verb == DDLECT_ADD) {
		write_index(ddlect_statement(r->out), r, index);
		pg_hazard_index(r);
	}
	pg_comment(r, "INDEX", change->table_schema, index->name, index->comment,
		   change->verb == DDLECT_MODIFY);
	return 0;
}
