/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lower, the dialect's own text: how a sequence counts, collations, operator classes,
 * storage parameters, the columns of SET NULL. An author may write each in several ways;
 * introspection knows one, so that is what they become. What has another shape is refused,
 * because it would end up in a statement as it is.
 */
#include <stdlib.h>

#include "plugins/postgres/lower.h"

#define MAX_TOKENS 128

static void keep(struct pg_lowering *lowering, struct ddlect_buf *buf, const char **to)
{
	const char *text = ddlect_host->buf_text(buf);
	*to = text ? ddlect_text(lowering->out, text) : NULL;
	if (!*to)
		lowering->no_memory = true;
	ddlect_host->buf_free(buf);
}

static struct ddlect_buf *start(struct pg_lowering *lowering)
{
	struct ddlect_buf *buf = ddlect_host->buf_new();
	if (!buf)
		lowering->no_memory = true;
	return buf;
}

struct sequence {
	int64_t start, step, low, high, cache;
	bool has_start, has_low, has_high, cycle;
};

/* `[BY | WITH] [-]number` behind the word; the tokens it took, 0 when it is none. */
static int read_number(const struct pg_token *tokens, int n, int64_t *value)
{
	char text[32];
	int i = n > 0 && (pg_is_word(&tokens[0], "by") || pg_is_word(&tokens[0], "with"));
	bool negative = i < n && pg_is(&tokens[i], "-");
	i += negative;
	if (i >= n || tokens[i].kind != PG_NUMBER || tokens[i].length > 19)
		return 0;
	snprintf(text, sizeof(text), "%s%.*s", negative ? "-" : "", (int)tokens[i].length,
		 tokens[i].at);
	char *end;
	*value = strtoll(text, &end, 10);
	return *end ? 0 : i + 1;
}

/* One option; the tokens it took, 0 when it is none. */
static int read_option(const struct pg_token *tokens, int n, struct sequence *s)
{
	int no = pg_is_word(&tokens[0], "no");
	const struct pg_token *word = &tokens[no];
	int64_t *value = NULL;
	if (no >= n)
		return 0;
	if (pg_is_word(word, "cycle")) {
		s->cycle = !no;
		return no + 1;
	}
	if (no && (pg_is_word(word, "minvalue") || pg_is_word(word, "maxvalue")))
		return 2;
	if (pg_is_word(word, "start"))
		value = &s->start;
	else if (pg_is_word(word, "increment"))
		value = &s->step;
	else if (pg_is_word(word, "minvalue"))
		value = &s->low;
	else if (pg_is_word(word, "maxvalue"))
		value = &s->high;
	else if (pg_is_word(word, "cache"))
		value = &s->cache;
	int took = value && !no ? read_number(tokens + 1, n - 1, value) : 0;
	s->has_start |= took && value == &s->start;
	s->has_low |= took && value == &s->low;
	s->has_high |= took && value == &s->high;
	return took ? took + 1 : 0;
}

static void write_option(struct ddlect_buf *out, const char **before, const char *word,
			 int64_t value)
{
	char text[64];
	snprintf(text, sizeof(text), "%s%s %lld", *before, word, (long long)value);
	ddlect_raw(out, text);
	*before = " ";
}

/* Only what isn't so anyway, in the order in which introspection writes it. */
static void write_sequence(struct ddlect_buf *out, const struct sequence *s,
			   const struct ddlect_type *type)
{
	const char *before = "";
	int64_t most = type->kind == DDLECT_TYPE_SMALLINT ? INT16_MAX
		       : type->kind == DDLECT_TYPE_INT	  ? INT32_MAX
							  : INT64_MAX;
	int64_t usual_low = s->step > 0 ? 1 : -most - 1;
	int64_t usual_high = s->step > 0 ? most : -1;
	int64_t low = s->has_low ? s->low : usual_low;
	int64_t high = s->has_high ? s->high : usual_high;
	if (s->has_start && s->start != (s->step > 0 ? low : high))
		write_option(out, &before, "START WITH", s->start);
	if (s->step != 1)
		write_option(out, &before, "INCREMENT BY", s->step);
	if (low != usual_low)
		write_option(out, &before, "MINVALUE", low);
	if (high != usual_high)
		write_option(out, &before, "MAXVALUE", high);
	if (s->cache != 1)
		write_option(out, &before, "CACHE", s->cache);
	if (s->cycle) {
		ddlect_raw(out, before);
		ddlect_raw(out, "CYCLE");
	}
}

void pg_lower_sequence(struct pg_lowering *lowering, const struct ddlect_table *table,
		       struct ddlect_column *column)
{
	struct sequence sequence = {.step = 1, .cache = 1};
	struct pg_token tokens[MAX_TOKENS];
	int n = pg_lex_all(column->identity_options, tokens, MAX_TOKENS);
	for (int i = 0, took; i < n; i += took) {
		took = read_option(tokens + i, n - i, &sequence);
		if (took == 0)
			n = -1;
	}
	if (n < 0 || sequence.step == 0 || sequence.cache < 1) {
		pg_wrong(
			lowering, &column->pos,
			"column %s.%s: \"%s\" doesn't say how to count: write START "
			"WITH, "
			"INCREMENT BY, MINVALUE, MAXVALUE, CACHE, each with a number, or "
			"CYCLE",
			table->name, column->name, column->identity_options);
		return;
	}
	struct ddlect_buf *buf = start(lowering);
	if (!buf)
		return;
	write_sequence(buf, &sequence, column->type);
	keep(lowering, buf, &column->identity_options);
	if (column->identity_options && !*column->identity_options)
		column->identity_options = NULL;
}

/* C, de_DE, en_US.utf8, en-US-x-icu: a name that a person writes without quotes. */
static bool is_bare(const char *text)
{
	bool other = false; /* than what the server would print without quotes */
	for (const char *at = text; *at; at++) {
		bool small = (*at >= 'a' && *at <= 'z') || *at == '_' || *at == '.';
		bool large = (*at >= 'A' && *at <= 'Z') || *at == '-' || *at == '@';
		bool digit = *at >= '0' && *at <= '9';
		if (!small && !large && !digit)
			return false;
		other = other || large;
	}
	return other && strncmp(text, "pg_catalog.", 11) != 0;
}

/* A name with or without its schema, as the server prints it. False: it is none. */
static bool write_name(struct ddlect_buf *out, const char *text)
{
	struct pg_token tokens[4];
	char name[256];
	if (is_bare(text)) {
		pg_name_write(out, text);
		return true;
	}
	int n = pg_lex_all(text, tokens, 4);
	bool qualified = n == 3 && pg_is(&tokens[1], ".");
	if (n != 1 && !qualified)
		return false;
	for (int i = qualified && pg_is_word(&tokens[0], "pg_catalog") ? 2 : 0; i < n;
	     i += 2) {
		if ((tokens[i].kind != PG_WORD && tokens[i].kind != PG_QUOTED) ||
		    !pg_token_name(&tokens[i], name, sizeof(name)))
			return false;
		pg_name_write(out, name);
		ddlect_raw(out, i + 2 < n ? "." : "");
	}
	return true;
}

void pg_lower_collation(struct pg_lowering *lowering, const struct ddlect_table *table,
			const struct ddlect_pos *pos, const char **collation)
{
	struct ddlect_buf *buf = start(lowering);
	if (!buf)
		return;
	const char *trimmed = pg_expr_trim(lowering, *collation);
	if (trimmed && write_name(buf, trimmed)) {
		keep(lowering, buf, collation);
		return;
	}
	pg_wrong(lowering, pos, "table %s: \"%s\" isn't a collation's name", table->name,
		 *collation);
	ddlect_host->buf_free(buf);
}

void pg_check_opclass(struct pg_lowering *lowering, const struct ddlect_table *table,
		      const struct ddlect_index *index, const char *opclass)
{
	const char *at = opclass;
	struct pg_token first = pg_lex(&at, opclass + strlen(opclass));
	if ((first.kind != PG_WORD && first.kind != PG_QUOTED) || pg_expr_wrong(opclass))
		pg_wrong(lowering, &index->pos,
			 "an index of table %s: \"%s\" isn't an operator class",
			 table->name, opclass);
}

struct parameter {
	char name[64];
	char value[128];
};

static int parameter_order(const void *a, const void *b)
{
	return strcmp(((const struct parameter *)a)->name,
		      ((const struct parameter *)b)->name);
}

/* `name = value` or `name`, which is true; the tokens it took, 0 when it is none. */
static int read_parameter(const struct pg_token *tokens, int n, struct parameter *p)
{
	int value = n > 1 && pg_is(&tokens[1], "=") ? 2 : 0;
	if (tokens[0].kind != PG_WORD ||
	    !pg_token_name(&tokens[0], p->name, sizeof(p->name)) || value >= n)
		return 0;
	snprintf(p->value, sizeof(p->value), "true");
	if (value == 0)
		return 1;
	const struct pg_token *token = &tokens[value];
	bool string = token->kind == PG_STRING && token->at[0] == '\'';
	bool plain = token->kind == PG_WORD || token->kind == PG_NUMBER;
	if ((!string && !plain) || token->length >= sizeof(p->value))
		return 0;
	snprintf(p->value, sizeof(p->value), "%.*s", (int)token->length - 2 * string,
		 token->at + string);
	return strchr(p->value, '\'') ? 0 : 3;
}

#define MAX_PARAMETERS 16

void pg_lower_parameters(struct pg_lowering *lowering, const struct ddlect_table *table,
			 struct ddlect_index *index)
{
	struct pg_token tokens[MAX_TOKENS];
	struct parameter list[MAX_PARAMETERS];
	size_t n_list = 0;
	int n = pg_lex_all(index->options, tokens, MAX_TOKENS);
	for (int i = 0, took; i < n; i += took + 1) {
		took = n_list < MAX_PARAMETERS
			       ? read_parameter(tokens + i, n - i, &list[n_list++])
			       : 0;
		if (took == 0 || (i + took < n && !pg_is(&tokens[i + took], ",")))
			n = -1;
	}
	if (n <= 0) {
		pg_wrong(lowering, &index->pos,
			 "an index of table %s: \"%s\" aren't storage parameters: write "
			 "them as fillfactor=70, fastupdate=off",
			 table->name, index->options);
		return;
	}
	struct ddlect_buf *buf = start(lowering);
	if (!buf)
		return;
	qsort(list, n_list, sizeof(*list), parameter_order);
	for (size_t i = 0; i < n_list; i++) {
		ddlect_raw(buf, i > 0 ? ", " : "");
		pg_name_write(buf, list[i].name);
		ddlect_raw(buf, "=");
		ddlect_literal(buf, list[i].value);
	}
	keep(lowering, buf, &index->options);
}

void pg_lower_set_columns(struct pg_lowering *lowering, const struct ddlect_table *table,
			  struct ddlect_fk *fk)
{
	struct pg_token tokens[MAX_TOKENS];
	char name[256];
	int n = pg_lex_all(fk->set_columns, tokens, MAX_TOKENS);
	struct ddlect_buf *buf = start(lowering);
	if (!buf)
		return;
	bool wrong = n % 2 != 1; /* a name, a comma, a name */
	for (int i = 0; i < n && !wrong; i++) {
		bool named = tokens[i].kind == PG_WORD || tokens[i].kind == PG_QUOTED;
		if (i % 2 == 1) {
			wrong = !pg_is(&tokens[i], ",");
			ddlect_raw(buf, ", ");
			continue;
		}
		wrong = !named || !pg_token_name(&tokens[i], name, sizeof(name)) ||
			!ddlect_column_find(table, name);
		if (!wrong)
			ddlect_ident(buf, name);
	}
	if (!wrong) {
		keep(lowering, buf, &fk->set_columns);
		return;
	}
	ddlect_host->buf_free(buf);
	pg_wrong(lowering, &fk->pos,
		 "table %s: \"%s\" aren't columns that a reference can set", table->name,
		 fk->set_columns);
}
