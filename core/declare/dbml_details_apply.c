/* SPDX-License-Identifier: Apache-2.0 */
/* Details: saying them of the indexes, keys, checks and references of a table. */
#include <string.h>

#include "core/declare/dbml_details.h"

static bool same_name(const char *has, const struct detail *detail)
{
	return has && detail->name && strcmp(has, detail->name) == 0;
}

/* --- keys and indexes ------------------------------------------------------------------------- */

static bool key_meant(struct dbml_reader *r, const struct detail *detail,
		      const struct ddlect_key *key)
{
	return detail->name ? same_name(key->name, detail)
			    : detail_columns(r, detail, key->columns, key->n_columns);
}

static bool index_meant(struct dbml_reader *r, const struct detail *detail,
			const struct ddlect_index *index)
{
	if (detail->name)
		return same_name(index->name, detail);
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

static struct ddlect_index *find_index(struct dbml_reader *r, struct ddlect_table *table,
				       const struct detail *detail, struct claims *claims,
				       bool unique)
{
	for (uint32_t i = 0; i < table->n_indexes; i++) {
		struct ddlect_index *index = table->indexes[i];
		if ((index->flags & DDLECT_INDEX_UNIQUE) == unique &&
		    index_meant(r, detail, index) && is_free(claims, index, index->name))
			return index;
	}
	return NULL;
}

static bool find_unique(struct dbml_reader *r, struct ddlect_table *table,
			const struct detail *detail, struct claims *claims,
			struct ddlect_key **key, struct ddlect_index **index)
{
	for (uint32_t i = 0; i < table->n_uniques; i++) {
		if (!key_meant(r, detail, table->uniques[i]) ||
		    !is_free(claims, table->uniques[i], table->uniques[i]->name))
			continue;
		if (index_only(detail))
			*index = key_to_index(r, table, i);
		else
			*key = table->uniques[i];
		return *index || *key;
	}
	*index = find_index(r, table, detail, claims, true);
	return *index != NULL;
}

/*
 * The key or the index that the line is about, and not yet spoken of. `pk` and `unique`
 * say which is meant where columns alone don't.
 */
static bool index_find(struct dbml_reader *r, struct ddlect_table *table,
		       const struct detail *detail, struct claims *claims,
		       struct ddlect_key **key, struct ddlect_index **index)
{
	bool primary = table->primary && key_meant(r, detail, table->primary) &&
		       is_free(claims, table->primary, table->primary->name);
	if (!(detail->flags & (DETAIL_PK | DETAIL_UNIQUE)) &&
	    (*index = find_index(r, table, detail, claims, false)))
		return true;
	if (primary && !(detail->flags & DETAIL_UNIQUE)) {
		*key = table->primary;
		return true;
	}
	return !(detail->flags & DETAIL_PK) &&
	       find_unique(r, table, detail, claims, key, index);
}

/* What has no name comes before what has one that the line doesn't say. */
static bool index_meant_by(struct dbml_reader *r, struct ddlect_table *table,
			   const struct detail *detail, struct claims *claims,
			   struct ddlect_key **key, struct ddlect_index **index)
{
	claims->unnamed = !detail->name;
	bool found = index_find(r, table, detail, claims, key, index);
	claims->unnamed = false;
	return found || index_find(r, table, detail, claims, key, index);
}

void detail_index(struct dbml_reader *r, struct ddlect_table *table,
		  const struct detail *detail, struct claims *claims)
{
	struct ddlect_key *key = NULL;
	struct ddlect_index *index = NULL;
	if (detail->flags & DETAIL_ADD)
		index = index_make(r, table, detail);
	else if (!index_meant_by(r, table, detail, claims, &key, &index))
		detail_missing(r, table, detail, "index or key");
	if (key) {
		claim(r, claims, key);
		key_apply(r, key, detail);
	} else if (index) {
		claim(r, claims, index);
		index_apply(r, index, detail);
	}
}

/* --- checks ---------------------------------------------------------------------------------------- */

static struct ddlect_check *check_find(struct dbml_reader *r, struct ddlect_table *table,
				       const struct detail *detail, struct claims *claims)
{
	for (uint32_t i = 0; i < table->n_checks; i++) {
		struct ddlect_check *check = table->checks[i];
		bool meant = detail->name ? same_name(check->name, detail)
					  : detail->n_parts == 1 &&
						    strcmp(dbml_word(r, detail->parts),
							   check->expr) == 0;
		if (meant && is_free(claims, check, check->name))
			return check;
	}
	return NULL;
}

void detail_check(struct dbml_reader *r, struct ddlect_table *table,
		  const struct detail *detail, struct claims *claims)
{
	struct ddlect_check *check = NULL;
	if (detail->flags & DETAIL_ADD) {
		const char *expr = detail->expression	  ? detail->expression
				   : detail->n_parts == 1 ? dbml_word(r, detail->parts)
							  : "";
		check = check_add(r->schema, table, detail->name, expr);
		if (!check) {
			dbml_no_memory(r);
			return;
		}
		check->pos = dbml_pos(r, &detail->place);
	} else {
		claims->unnamed = !detail->name;
		check = check_find(r, table, detail, claims);
		claims->unnamed = false;
		if (!check)
			check = check_find(r, table, detail, claims);
	}
	if (!check) {
		detail_missing(r, table, detail, "check");
		return;
	}
	claim(r, claims, check);
	if (detail->flags & DETAIL_NO_INHERIT)
		check->flags |= DDLECT_CHECK_NO_INHERIT;
	if (detail->flags & DETAIL_NOT_VALID)
		check->flags |= DDLECT_CHECK_NOT_VALID;
	if (detail->note)
		check->comment = detail->note;
}

/* --- references -------------------------------------------------------------------------------------- */

static uint8_t action_named(struct dbml_reader *r, const struct detail *detail,
			    const char *name)
{
	static const char *const names[] = {"no action", "restrict", "cascade",
					    "set null", "set default"};
	for (uint8_t i = 0; name && i < 5; i++)
		if (strcmp(name, names[i]) == 0)
			return i;
	if (name)
		dbml_error(r, &detail->place, "\"%s\" is no action of a reference", name);
	return DDLECT_ACTION_NONE;
}

static struct ddlect_fk *ref_make(struct dbml_reader *r, struct ddlect_table *table,
				  const struct detail *detail)
{
	const struct value *to = &detail->to;
	if (!to->list || to->n < 1 || to->n > 2 || to->n_list != detail->n_parts) {
		dbml_hint(r,
			  dbml_error(r, &detail->place,
				     "a reference that is added needs its columns"),
			  "write name (a, b) [add, to: table.(c, d)]");
		return NULL;
	}
	struct ddlect_fk *fk = fk_add(r->schema, table, detail->name);
	if (!fk) {
		dbml_no_memory(r);
		return NULL;
	}
	uint32_t n = 0;
	const struct value columns = {.list = detail->parts, .n_list = detail->n_parts};
	detail_names(r, &columns, &fk->columns, &fk->n_columns);
	detail_names(r, to, &fk->ref_columns, &n);
	if (to->n > 1) {
		const char *schema = detail_keep_word(r, &to->parts[0]);
		fk->ref_schema = schema ? dbml_schema_name(schema) : NULL;
	}
	fk->ref_table = detail_keep_word(r, &to->parts[to->n - 1]);
	fk->pos = dbml_pos(r, &detail->place);
	fk->on_delete = action_named(r, detail, detail->deletes);
	fk->on_update = action_named(r, detail, detail->updates);
	return fk;
}

static struct ddlect_fk *ref_find(struct dbml_reader *r, struct ddlect_table *table,
				  const struct detail *detail, struct claims *claims)
{
	for (uint32_t i = 0; i < table->n_fks; i++) {
		struct ddlect_fk *fk = table->fks[i];
		bool meant = detail->name ? same_name(fk->name, detail)
					  : detail_columns(r, detail, fk->columns,
							   fk->n_columns);
		if (meant && is_free(claims, fk, fk->name))
			return fk;
	}
	return NULL;
}

void detail_ref(struct dbml_reader *r, struct ddlect_table *table,
		const struct detail *detail, struct claims *claims)
{
	struct ddlect_fk *fk = NULL;
	if (detail->flags & DETAIL_ADD) {
		fk = ref_make(r, table, detail);
		if (!fk)
			return;
	} else {
		claims->unnamed = !detail->name;
		fk = ref_find(r, table, detail, claims);
		claims->unnamed = false;
		if (!fk)
			fk = ref_find(r, table, detail, claims);
	}
	if (!fk) {
		detail_missing(r, table, detail, "reference");
		return;
	}
	claim(r, claims, fk);
	if (detail->flags & DETAIL_DEFERRABLE)
		fk->flags |= DDLECT_FK_DEFERRABLE;
	if (detail->flags & DETAIL_INITIALLY_DEFERRED)
		fk->flags |= DDLECT_FK_DEFERRABLE | DDLECT_FK_INITIALLY_DEFERRED;
	if (detail->flags & DETAIL_NOT_VALID)
		fk->flags |= DDLECT_FK_NOT_VALID;
	if (detail->flags & DETAIL_MATCH_FULL)
		fk->flags |= DDLECT_FK_MATCH_FULL;
	if (detail->set)
		fk->set_columns = detail->set;
	if (detail->via)
		fk->via = detail->via;
	if (detail->note)
		fk->comment = detail->note;
}
