/* SPDX-License-Identifier: Apache-2.0 */
/* Details of indexes and keys. Columns alone may mean either; `pk` and `unique` say which. */
#include <string.h>

#include "core/declare/dbml_details.h"

static bool key_meant(struct dbml_reader *r, const struct detail *detail,
		      const struct ddlect_key *key)
{
	return detail->name ? detail_names_it(detail, key->name)
			    : detail_columns(r, detail, key->columns, key->n_columns);
}

static bool index_meant(struct dbml_reader *r, const struct detail *detail,
			const struct ddlect_index *index)
{
	if (detail->name)
		return detail_names_it(detail, index->name);
	if (index->n_parts != detail->n_parts)
		return false;
	for (uint32_t i = 0; i < index->n_parts; i++) {
		const struct ddlect_part *part = index->parts[i];
		bool column = token_is_name(&detail->parts[i]);
		const char *text = column ? part->column : part->expr;
		if (!text || strcmp(text, dbml_word(r, &detail->parts[i])) != 0)
			return false;
	}
	return true;
}

static void key_apply(struct dbml_reader *r, struct ddlect_key *key,
		      const struct detail *detail)
{
	if (detail->flags & DETAIL_NULLS_NOT_DISTINCT)
		key->flags |= DDLECT_KEY_NULLS_NOT_DISTINCT;
	if (detail->flags & DETAIL_DEFERRABLE)
		key->flags |= DDLECT_KEY_DEFERRABLE;
	if (detail->flags & DETAIL_INITIALLY_DEFERRED)
		key->flags |= DDLECT_KEY_INITIALLY_DEFERRED | DDLECT_KEY_DEFERRABLE;
	if (detail->note)
		key->comment = detail->note;
	detail_names(r, &detail->include, &key->include, &key->n_include);
}

/* A list of positions, counted from 1. */
static void parts_flag(struct dbml_reader *r, struct ddlect_index *index,
		       const struct value *list, uint32_t set, uint32_t clear)
{
	for (uint32_t i = 0; i < list->n_list; i++) {
		const struct token *token = &list->list[i];
		uint32_t place = 0;
		for (uint32_t c = 0; c < token->length && place < 1000; c++)
			place = place * 10 + (uint32_t)(token->at[c] - '0');
		if (token->kind != TOKEN_NUMBER || place < 1 || place > index->n_parts) {
			dbml_hint(r,
				  dbml_error(r, token, "the index has no part %s",
					     dbml_describe(r, token)),
				  "parts are counted from 1 to %u", index->n_parts);
			return;
		}
		struct ddlect_part *part = index->parts[place - 1];
		part->flags = (part->flags & ~clear) | set;
	}
}

static void part_text(struct dbml_reader *r, const struct value *list, uint32_t i,
		      const char **into)
{
	if (i >= list->n_list)
		return;
	const char *text = dbml_word(r, &list->list[i]);
	if (*text)
		*into = dbml_keep(r, text);
}

static void index_apply(struct dbml_reader *r, struct ddlect_index *index,
			const struct detail *detail)
{
	if (detail->flags & DETAIL_NULLS_NOT_DISTINCT)
		index->flags |= DDLECT_INDEX_NULLS_NOT_DISTINCT;
	if (detail->where)
		index->predicate = detail->where;
	if (detail->options)
		index->options = detail->options;
	if (detail->type)
		index->method = detail->type;
	if (detail->note)
		index->comment = detail->note;
	detail_names(r, &detail->include, &index->include, &index->n_include);
	parts_flag(r, index, &detail->desc, DDLECT_PART_DESC | DDLECT_PART_NULLS_FIRST,
		   0);
	parts_flag(r, index, &detail->nulls_first, DDLECT_PART_NULLS_FIRST, 0);
	parts_flag(r, index, &detail->nulls_last, 0, DDLECT_PART_NULLS_FIRST);
	for (uint32_t i = 0; i < index->n_parts; i++) {
		part_text(r, &detail->opclass, i, &index->parts[i]->opclass);
		part_text(r, &detail->collation, i, &index->parts[i]->collation);
	}
}

static bool index_only(const struct detail *detail)
{
	return detail->flags & DETAIL_INDEX || detail->where || detail->options ||
	       detail->type || detail->desc.n_list || detail->nulls_first.n_list ||
	       detail->opclass.n_list || detail->collation.n_list;
}

/* What was read as a unique constraint is an index after all; it keeps its place. */
static struct ddlect_index *key_to_index(struct dbml_reader *r,
					 struct ddlect_table *table, uint32_t place)
{
	const struct ddlect_key *key = table->uniques[place];
	struct ddlect_index *index = index_add(r->schema, table, key->name);
	if (!index) {
		dbml_no_memory(r);
		return NULL;
	}
	index->flags = DDLECT_INDEX_UNIQUE;
	index->comment = key->comment;
	index->pos = key->pos;
	for (uint32_t i = 0; i < key->n_columns; i++)
		if (!part_add(r->schema, index, key->columns[i], NULL))
			dbml_no_memory(r);
	table->n_uniques--;
	memmove(table->uniques + place, table->uniques + place + 1,
		(table->n_uniques - place) * sizeof(*table->uniques));
	uint32_t to = table->n_indexes - 1;
	while (to > 0 && (table->indexes[to - 1]->pos.line > index->pos.line ||
			  (table->indexes[to - 1]->pos.line == index->pos.line &&
			   table->indexes[to - 1]->pos.column > index->pos.column))) {
		table->indexes[to] = table->indexes[to - 1];
		to--;
	}
	return table->indexes[to] = index;
}

static struct ddlect_index *index_make(struct dbml_reader *r, struct ddlect_table *table,
				       const struct detail *detail)
{
	struct ddlect_index *index = index_add(r->schema, table, detail->name);
	if (!index) {
		dbml_no_memory(r);
		return NULL;
	}
	if (detail->flags & DETAIL_UNIQUE)
		index->flags = DDLECT_INDEX_UNIQUE;
	index->pos = dbml_pos(r, &detail->place);
	for (uint32_t i = 0; i < detail->n_parts; i++) {
		bool column = token_is_name(&detail->parts[i]);
		const char *text = dbml_word(r, &detail->parts[i]);
		if (!part_add(r->schema, index, column ? text : NULL,
			      column ? NULL : text))
			dbml_no_memory(r);
	}
	return index;
}

/* Looking for the key or the index that a line is about: one of the two, when found. */
struct search {
	struct dbml_reader *r;
	struct ddlect_table *table;
	const struct detail *detail;
	const struct claims *claims;
	bool unnamed; /* only what has no name */
	struct ddlect_key *key;
	struct ddlect_index *index;
};

static bool is_candidate(const struct search *search, const void *object,
			 const char *name)
{
	return !(search->unnamed && name) && is_free(search->claims, object);
}

static bool find_index(struct search *search, bool unique)
{
	for (uint32_t i = 0; i < search->table->n_indexes; i++) {
		struct ddlect_index *index = search->table->indexes[i];
		if ((index->flags & DDLECT_INDEX_UNIQUE) == unique &&
		    index_meant(search->r, search->detail, index) &&
		    is_candidate(search, index, index->name)) {
			search->index = index;
			return true;
		}
	}
	return false;
}

static bool find_primary(struct search *search)
{
	struct ddlect_key *key = search->table->primary;
	if (!key || !key_meant(search->r, search->detail, key) ||
	    !is_candidate(search, key, key->name))
		return false;
	search->key = key;
	return true;
}

static bool find_unique(struct search *search)
{
	for (uint32_t i = 0; i < search->table->n_uniques; i++) {
		struct ddlect_key *key = search->table->uniques[i];
		if (!key_meant(search->r, search->detail, key) ||
		    !is_candidate(search, key, key->name))
			continue;
		if (index_only(search->detail))
			search->index = key_to_index(search->r, search->table, i);
		else
			search->key = key;
		return search->index || search->key;
	}
	return find_index(search, true);
}

/* `pk` and `unique` say which is meant where columns alone don't. */
static bool find(struct search *search, bool unnamed)
{
	uint32_t said = search->detail->flags & (DETAIL_PK | DETAIL_UNIQUE);
	search->unnamed = unnamed;
	return (!said && find_index(search, false)) ||
	       (!(said & DETAIL_UNIQUE) && find_primary(search)) ||
	       (!(said & DETAIL_PK) && find_unique(search));
}

void detail_index(struct dbml_reader *r, struct ddlect_table *table,
		  const struct detail *detail, struct claims *claims)
{
	struct search search = {
		.r = r, .table = table, .detail = detail, .claims = claims};
	if (detail->flags & DETAIL_ADD)
		search.index = index_make(r, table, detail);
	else if (!(!detail->name && find(&search, true)) && !find(&search, false))
		detail_missing(r, table, detail, "index or key");
	if (search.key) {
		claim(r, claims, search.key);
		key_apply(r, search.key, detail);
	} else if (search.index) {
		claim(r, claims, search.index);
		index_apply(r, search.index, detail);
	}
}
