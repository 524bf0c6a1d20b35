/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reconcile: where an author and a server say the same in other words, the server's words
 * win. What can't be seen from the text is asked of the server, all at once: first every
 * table is looked through and questions are noted, then they are asked, then the answers
 * decide. Names of constraints are not looked at: they match by what they say.
 */
#include <stdlib.h>

#include "plugins/postgres/ask.h"
#include "plugins/postgres/postgres.h"
#include "plugins/postgres/retyped.h"

#define OF_TYPE 1u /* object: the desired column; the words are of a type */
#define OF_TEXT 2u /* object: where the text is, a const char ** */

/* A question about desired's words, and the one about current's; 0 and 0 for none. */
struct question {
	uint32_t asked;
	uint32_t against;
};

/* If the two have one answer, and those of the types too, `object` takes the words. */
struct doubt {
	uint32_t of;
	struct question question;
	struct question types;
	void *object;
	const void *words;
	const struct ddlect_table *table; /* OF_TEXT: whose columns a text may name */
};

struct reconciling {
	struct ddlect_schema *desired;
	struct asks asks;
	struct doubt *doubts;
	uint32_t n_doubts;
	uint32_t room;
	struct retyped retyped; /* of the table that is looked at */
	bool broken;		/* out of memory; stays so */
	bool may_ask;
};

static void take_text(struct reconciling *r, const char **to, const char *words)
{
	*to = ddlect_text(r->desired, words);
	r->broken = r->broken || !*to;
}

static void take_type(struct reconciling *r, struct ddlect_column *column,
		      const struct ddlect_type *type)
{
	column->type = ddlect_host->type_get(r->desired, type);
	r->broken = r->broken || !column->type;
}

static void doubt_add(struct reconciling *r, const struct doubt *doubt)
{
	if (r->n_doubts == r->room) {
		uint32_t room = r->room ? r->room * 2 : 64;
		struct doubt *list = realloc(r->doubts, room * sizeof(*list));
		if (!list) {
			r->broken = true;
			return;
		}
		r->doubts = list;
		r->room = room;
	}
	r->doubts[r->n_doubts++] = *doubt;
}

static bool same_type(const struct ddlect_type *a, const struct ddlect_type *b)
{
	return a->kind == b->kind && a->dims == b->dims && a->precision == b->precision &&
	       a->scale == b->scale && !a->schema == !b->schema && !a->name == !b->name &&
	       (!a->schema || strcmp(a->schema, b->schema) == 0) &&
	       (!a->name || strcmp(a->name, b->name) == 0);
}

/* Are the types the same? If only the server knows: the question. */
static bool reconcile_type(struct reconciling *r, struct ddlect_column *to,
			   const struct ddlect_column *from, struct question *question)
{
	bool native = to->type->kind == DDLECT_TYPE_NATIVE ||
		      from->type->kind == DDLECT_TYPE_NATIVE;
	if (same_type(to->type, from->type))
		return true;
	if (!native || !r->may_ask)
		return false;
	*question = (struct question){ask_type(&r->asks, to->type),
				      ask_type(&r->asks, from->type)};
	doubt_add(r, &(struct doubt){.of = OF_TYPE,
				     .question = *question,
				     .object = to,
				     .words = from->type});
	return true;
}

static bool counts_up(uint8_t identity)
{
	return identity == DDLECT_IDENTITY_BY_DEFAULT ||
	       identity == DDLECT_IDENTITY_SEQUENCE;
}

/* How a column counts up: the older spelling does the same as today's. */
static void reconcile_identity(struct reconciling *r, struct ddlect_column *to,
			       const struct ddlect_column *from)
{
	if (counts_up(to->identity) && counts_up(from->identity))
		to->identity = from->identity;
	if (to->identity == DDLECT_IDENTITY_NONE || to->identity != from->identity)
		return;
	if (!to->identity_options && from->identity_options)
		take_text(r, &to->identity_options, from->identity_options);
}

/* A text with the type's name, for a cast; freed by the caller. */
static char *type_text(const struct ddlect_type *type)
{
	struct ddlect_buf *buf = ddlect_host->buf_new();
	if (!buf)
		return NULL;
	pg_type_write(buf, type);
	const char *text = ddlect_host->buf_text(buf);
	char *copy = text ? strdup(text) : NULL;
	ddlect_host->buf_free(buf);
	return copy;
}

/* A default (without `table`) or the expression of a generated column. */
static void reconcile_value(struct reconciling *r, const char **to, const char *from,
			    const struct ddlect_table *table,
			    const struct ddlect_column *column,
			    const struct question *types, bool retyped)
{
	if (!*to || !from || strcmp(*to, from) == 0)
		return;
	if (retyped_says_same(*to, from, retyped)) {
		take_text(r, to, from);
		return;
	}
	if (!types || retyped || !r->may_ask)
		return;
	static const struct ddlect_table no_table = {0};
	char *cast = type_text(column->type);
	struct doubt doubt = {.of = OF_TEXT,
			      .types = *types,
			      .object = to,
			      .words = from,
			      .table = table ? table : &no_table};
	if (cast) {
		doubt.question.asked = ask_expr(&r->asks, table, *to, cast);
		doubt.question.against = ask_expr(&r->asks, table, from, cast);
		doubt_add(r, &doubt);
	}
	r->broken = r->broken || !cast;
	free(cast);
}

static void reconcile_column(struct reconciling *r, struct ddlect_column *to,
			     const struct ddlect_table *table,
			     const struct ddlect_column *from)
{
	/* Of other types nothing is asked: a cast would make different values the same. */
	struct question question = {0};
	const struct question *types =
		reconcile_type(r, to, from, &question) ? &question : NULL;
	reconcile_identity(r, to, from);
	bool retyped = retyped_type(to->type, from->type);
	reconcile_value(r, &to->default_text, from->default_text, NULL, from, types,
			retyped);
	if (to->generated && to->generated_kind == from->generated_kind)
		reconcile_value(r, &to->generated, from->generated, table, from, types,
				retyped || retyped_named(&r->retyped, to->generated));
}

static void doubt_text(struct reconciling *r, const struct ddlect_table *table,
		       const char **to, const char *words)
{
	struct doubt doubt = {
		.of = OF_TEXT, .object = to, .words = words, .table = table};
	doubt.question.asked = ask_expr(&r->asks, table, *to, NULL);
	doubt.question.against = ask_expr(&r->asks, table, words, NULL);
	doubt_add(r, &doubt);
}

/*
 * Give `*to` the words of one of the texts that say the same; before all of `own`, which
 * has the same name, so that two that say the same don't change places. NULL: none has.
 */
static void reconcile_among(struct reconciling *r, const struct ddlect_table *table,
			    const char **to, const char *own, const char *const *texts,
			    uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(*to, texts[i]) == 0)
			return;
	bool retyped = retyped_named(&r->retyped, *to);
	if (own && retyped_says_same(*to, own, retyped)) {
		take_text(r, to, own);
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		if (retyped_says_same(*to, texts[i], retyped)) {
			take_text(r, to, texts[i]);
			return;
		}
	if (!r->may_ask || retyped)
		return;
	if (own)
		doubt_text(r, table, to, own);
	for (uint32_t i = 0; i < n; i++)
		if (texts[i] != own)
			doubt_text(r, table, to, texts[i]);
}

static uint32_t count_texts(const struct ddlect_table *table)
{
	uint32_t n = table->n_checks;
	for (uint32_t i = 0; i < table->n_indexes; i++)
		n += table->indexes[i]->n_parts + 1;
	return n;
}

/* The expressions of a table's checks and indexes: whose they are doesn't matter. */
static uint32_t all_texts(const struct ddlect_table *table, const char **texts)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < table->n_checks; i++)
		texts[n++] = table->checks[i]->expr;
	for (uint32_t i = 0; i < table->n_indexes; i++) {
		const struct ddlect_index *index = table->indexes[i];
		for (uint32_t p = 0; p < index->n_parts; p++)
			if (index->parts[p]->expr)
				texts[n++] = index->parts[p]->expr;
		if (index->predicate)
			texts[n++] = index->predicate;
	}
	return n;
}

static const char *own_check(const struct ddlect_table *table, const char *name)
{
	for (uint32_t i = 0; name && i < table->n_checks; i++)
		if (table->checks[i]->name && strcmp(table->checks[i]->name, name) == 0)
			return table->checks[i]->expr;
	return NULL;
}

static const struct ddlect_index *own_index(const struct ddlect_table *table,
					    const char *name)
{
	for (uint32_t i = 0; name && i < table->n_indexes; i++)
		if (table->indexes[i]->name && strcmp(table->indexes[i]->name, name) == 0)
			return table->indexes[i];
	return NULL;
}

static void reconcile_index(struct reconciling *r, struct ddlect_index *to,
			    const struct ddlect_table *from, const char *const *texts,
			    uint32_t n)
{
	const struct ddlect_index *own = own_index(from, to->name);
	for (uint32_t p = 0; p < to->n_parts; p++)
		if (to->parts[p]->expr)
			reconcile_among(r, from, &to->parts[p]->expr,
					own && p < own->n_parts ? own->parts[p]->expr
								: NULL,
					texts, n);
	if (to->predicate)
		reconcile_among(r, from, &to->predicate, own ? own->predicate : NULL,
				texts, n);
}

static void reconcile_expressions(struct reconciling *r, struct ddlect_table *to,
				  const struct ddlect_table *from)
{
	uint32_t room = count_texts(from);
	const char **texts = room ? calloc(room, sizeof(*texts)) : NULL;
	if (!texts) {
		r->broken = r->broken || room;
		return;
	}
	uint32_t n = all_texts(from, texts);
	for (uint32_t i = 0; n > 0 && i < to->n_checks; i++)
		reconcile_among(r, from, &to->checks[i]->expr,
				own_check(from, to->checks[i]->name), texts, n);
	for (uint32_t i = 0; n > 0 && i < to->n_indexes; i++)
		reconcile_index(r, to->indexes[i], from, texts, n);
	free(texts);
}

static void reconcile_table(struct reconciling *r, struct ddlect_table *to,
			    const struct ddlect_table *from)
{
	if (retyped_find(&r->retyped, to, from) < 0)
		r->broken = true;
	for (uint32_t i = 0; i < to->n_columns; i++) {
		const struct ddlect_column *column =
			column_before(from, to->columns[i], i);
		if (column)
			reconcile_column(r, to->columns[i], from, column);
	}
	reconcile_expressions(r, to, from);
}

/* `schema.name`, where there is no table of that name; nothing before the dot: the default. */
static const struct ddlect_table *former_table(struct reconciling *r,
					       const struct ddlect_schema *current,
					       const struct ddlect_table *to)
{
	const char *dot = strchr(to->renamed_from, '.');
	const struct ddlect_table *found =
		ddlect_host->table_find(current, to->schema, to->renamed_from);
	if (found || !dot)
		return found;
	const char *schema =
		dot == to->renamed_from
			? NULL
			: ddlect_host->text(r->desired, to->renamed_from,
					    (uint64_t)(dot - to->renamed_from));
	return ddlect_host->table_find(current, schema, dot + 1);
}

static void look_through(struct reconciling *r, const struct ddlect_schema *current)
{
	for (uint32_t i = 0; i < r->desired->n_tables; i++) {
		struct ddlect_table *to = r->desired->tables[i];
		const struct ddlect_table *from =
			ddlect_host->table_find(current, to->schema, to->name);
		if (!from && to->renamed_from)
			from = former_table(r, current, to);
		if (from)
			reconcile_table(r, to, from);
	}
}

static bool same_answer(const struct reconciling *r, const struct question *question)
{
	return asks_same(&r->asks, question->asked, question->against);
}

/* The plans are equal; did they keep what was said? */
static bool same_meaning(const struct reconciling *r, const struct doubt *doubt)
{
	const char *said = *(const char **)doubt->object;
	const char *plan = asks_answer(&r->asks, doubt->question.asked);
	return pg_expr_alike(said, doubt->words) ||
	       (pg_expr_constant(said) && pg_expr_constant(doubt->words)) ||
	       (pg_expr_kept(doubt->words, plan, NULL) &&
		pg_expr_kept(said, plan, doubt->table));
}

/* Of the doubts about one object, which stand together, the first that holds decides. */
static void decide(struct reconciling *r)
{
	const void *decided = NULL;
	for (uint32_t i = 0; i < r->n_doubts; i++) {
		const struct doubt *doubt = &r->doubts[i];
		if (doubt->object == decided)
			continue;
		if (!same_answer(r, &doubt->question) ||
		    (doubt->types.asked && !same_answer(r, &doubt->types)))
			continue;
		if (doubt->of == OF_TYPE)
			take_type(r, doubt->object, doubt->words);
		else if (same_meaning(r, doubt))
			take_text(r, doubt->object, doubt->words);
		else
			continue;
		decided = doubt->object;
	}
}

int pg_reconcile(const struct ddlect_dialect *self, struct ddlect_session *session,
		 struct ddlect_schema *desired, const struct ddlect_schema *current,
		 struct ddlect_err *err)
{
	(void)self;
	struct reconciling r = {.desired = desired,
				.may_ask = session && session->reading && !session->gone};
	look_through(&r, current);
	int status = r.broken ? ddlect_no_memory(err) : 0;
	if (status == 0 && r.may_ask)
		status = asks_send(&r.asks, session, err);
	if (status == 0)
		decide(&r);
	if (status == 0 && r.broken)
		status = ddlect_no_memory(err);
	asks_clear(&r.asks);
	free(r.doubts);
	retyped_clear(&r.retyped);
	return status;
}
