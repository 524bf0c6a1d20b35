/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lower, indexes: what an author wrote as an expression is a column, a collation and an order
 * where it says no more than that, because that is how the server keeps it.
 */
#include "plugins/postgres/lower.h"

/* `… DESC NULLS LAST` at the end: its flags, and how many tokens are before it. */
static int read_order(const struct pg_token *tokens, int n, uint32_t *flags)
{
	bool first = n > 2 && pg_is_word(&tokens[n - 1], "first");
	bool nulls = n > 2 && pg_is_word(&tokens[n - 2], "nulls") &&
		     (first || pg_is_word(&tokens[n - 1], "last"));
	if (nulls)
		n -= 2;
	bool desc = n > 1 && pg_is_word(&tokens[n - 1], "desc");
	bool asc = n > 1 && pg_is_word(&tokens[n - 1], "asc");
	if (desc || asc)
		n--;
	if (desc)
		*flags |= DDLECT_PART_DESC;
	if (nulls ? first : desc)
		*flags |= DDLECT_PART_NULLS_FIRST;
	return n;
}

/* `… COLLATE name` or `… COLLATE schema.name` at the end: how many tokens are before it. */
static int before_collation(const struct pg_token *tokens, int n)
{
	int name = n > 4 && pg_is(&tokens[n - 2], ".") ? 3 : 1;
	return n > name + 1 && pg_is_word(&tokens[n - name - 1], "collate") ? n - name - 1
									    : n;
}

static const struct ddlect_column *only_column(const struct ddlect_table *table,
					       const struct pg_token *tokens, int n)
{
	char name[256];
	while (n > 2 && pg_is(&tokens[0], "(") && pg_is(&tokens[n - 1], ")")) {
		tokens++;
		n -= 2;
	}
	bool named = n == 1 && (tokens[0].kind == PG_WORD || tokens[0].kind == PG_QUOTED);
	return named && pg_token_name(&tokens[0], name, sizeof(name))
		       ? ddlect_column_find(table, name)
		       : NULL;
}

/* From the first token's first byte to the last one's last. */
static const char *text_of(const struct pg_lowering *lowering,
			   const struct pg_token *tokens, int n)
{
	const struct pg_token *last = &tokens[n - 1];
	return ddlect_host->text(lowering->out, tokens[0].at,
				 (uint64_t)(last->at + last->length - tokens[0].at));
}

/* An expression that is only a column, or ends in an order, is written as such. */
static void lower_part_expr(struct pg_lowering *lowering,
			    const struct ddlect_table *table,
			    const struct ddlect_index *index, struct ddlect_part *part)
{
	struct pg_token tokens[128];
	const char *wrong = pg_expr_wrong(part->expr);
	if (wrong) {
		pg_wrong(lowering, &index->pos, "an index of table %s: its expression %s",
			 table->name, wrong);
		return;
	}
	part->expr = pg_expr_trim(lowering, part->expr);
	int all = part->expr ? pg_lex_all(part->expr, tokens, 128) : -1;
	int n = all > 0 ? read_order(tokens, all, &part->flags) : all;
	if (n > 0 && n < all)
		part->expr = text_of(lowering, tokens, n);
	int m = n > 0 ? before_collation(tokens, n) : n;
	const struct ddlect_column *column = m > 0 ? only_column(table, tokens, m) : NULL;
	if (!column || (m < n && part->collation))
		return;
	if (m < n)
		part->collation = text_of(lowering, tokens + m + 1, n - m - 1);
	part->column = column->name;
	part->expr = NULL;
}

static void lower_part(struct pg_lowering *lowering, const struct ddlect_table *table,
		       const struct ddlect_index *index, struct ddlect_part *part)
{
	if (part->expr)
		lower_part_expr(lowering, table, index, part);
	if (part->collation)
		pg_lower_collation(lowering, table, &index->pos, &part->collation);
	if (part->opclass)
		pg_check_opclass(lowering, table, index, part->opclass);
}

void pg_lower_indexes(struct pg_lowering *lowering, struct ddlect_table *table)
{
	for (uint32_t i = 0; i < table->n_indexes; i++) {
		struct ddlect_index *index = table->indexes[i];
		if (!index->method)
			index->method = "btree";
		if (index->n_parts + index->n_include > PG_MAX_KEY)
			pg_wrong(lowering, &index->pos,
				 "an index of table %s has more than %u columns",
				 table->name, PG_MAX_KEY);
		for (uint32_t p = 0; p < index->n_parts; p++)
			lower_part(lowering, table, index, index->parts[p]);
		if (index->options)
			pg_lower_parameters(lowering, table, index);
		if (index->predicate) {
			const char *wrong = pg_expr_wrong(index->predicate);
			if (wrong)
				pg_wrong(lowering, &index->pos,
					 "an index of table %s: its condition %s",
					 table->name, wrong);
			index->predicate = pg_expr_trim(lowering, index->predicate);
		}
		if (index->comment && !*index->comment)
			index->comment = NULL;
	}
}
