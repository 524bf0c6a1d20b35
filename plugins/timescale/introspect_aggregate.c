/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Continuous aggregates: the base tells what depends on a table or a column, and finds views
 * that the server keeps for itself. Here they get the name of the aggregate that somebody
 * made, once for each, so that a hazard says what there is to drop.
 */

#include "plugins/timescale/introspect.h"

#include "gen/timescale_sql.h"

/* The base's attribute: a list that is split by commas, cut to the first few. */
#define DEPENDENTS "dependents"

struct view {
	const char *stands; /* as the base writes it */
	const char *is;
	struct view *next;
};

struct views {
	struct ts_reading *reading;
	struct view *first;
};

static int view_row(void *context, const char *const *values, uint32_t n,
		    struct ddlect_err *err)
{
	struct views *views = context;
	struct ddlect_schema *out = views->reading->out;
	struct view *view = ddlect_alloc(out, sizeof(*view));
	(void)n;
	if (!view)
		return ddlect_no_memory(err);
	*view = (struct view){ddlect_text(out, values[0]), ddlect_text(out, values[1]),
			      views->first};
	views->first = view;
	return view->stands && view->is ? 0 : ddlect_no_memory(err);
}

/* Behind the item that begins at `at`: a comma, or the end. */
static const char *item_end(const char *at)
{
	bool quoted = false;
	for (; *at && (quoted || *at != ','); at++)
		quoted ^= *at == '"';
	return at;
}

/* Without ` and 12 more`, which stands behind the last of a list that was cut. */
static size_t item_length(const char *at, const char *end)
{
	size_t n = (size_t)(end - at);
	const char *more = " more";
	if (*end || n < 11 || strncmp(end - 5, more, 5) != 0)
		return n;
	for (n -= 5; n > 0 && ddlect_ascii_digit(at[n - 1]);)
		n--;
	return n >= 5 && strncmp(at + n - 5, " and ", 5) == 0 ? n - 5
							      : (size_t)(end - at);
}

static const char *name_of(const struct views *views, const char *at, size_t length)
{
	for (const struct view *view = views->first; view; view = view->next)
		if (strlen(view->stands) == length &&
		    strncmp(view->stands, at, length) == 0)
			return view->is;
	return NULL;
}

/* Is it among what was written so far? An aggregate stands there once. */
static bool is_said(struct ddlect_buf *text, const char *name)
{
	const char *so_far = ddlect_host->buf_text(text);
	const char *found = so_far ? strstr(so_far, name) : NULL;
	return found && (!found[strlen(name)] || found[strlen(name)] == ',');
}

static int rename_list(const struct views *views, const char *list,
		       struct ddlect_buf *text)
{
	for (const char *at = list; *at;) {
		const char *end = item_end(at);
		size_t length = item_length(at, end);
		const char *name = name_of(views, at, length);
		if (!name || !is_said(text, name)) {
			ddlect_raw(text, at > list ? ", " : "");
			if (name)
				ddlect_raw(text, name);
			else
				ddlect_host->raw(text, at, length);
		}
		/* How many more is of the views, which are more than there are names. */
		if (at + length < end)
			ddlect_raw(text, " and more");
		for (at = end; *at == ',' || *at == ' ';)
			at++;
	}
	return ddlect_host->buf_text(text) ? 0 : -1;
}

static int rename_attr(const struct views *views, struct ddlect_attr **attrs, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (strcmp(attrs[i]->key, DEPENDENTS) != 0)
			continue;
		struct ddlect_buf *text = ddlect_host->buf_new();
		if (!text)
			return -1;
		if (rename_list(views, attrs[i]->value, text) == 0)
			attrs[i]->value = ddlect_text(views->reading->out,
						      ddlect_host->buf_text(text));
		else
			attrs[i]->value = NULL;
		ddlect_host->buf_free(text);
		if (!attrs[i]->value)
			return -1;
	}
	return 0;
}

int ts_name_aggregates(struct ts_reading *reading, struct ddlect_err *err)
{
	struct views views = {.reading = reading};
	if (reading->self->query(reading->self, reading->session, sql_aggregate_views,
				 NULL, 0, view_row, &views, err) < 0)
		return ddlect_prepend(err, "reading continuous aggregates: ");
	for (uint32_t i = 0; views.first && i < reading->out->n_tables; i++) {
		struct ddlect_table *table = reading->out->tables[i];
		if (rename_attr(&views, table->attrs, table->n_attrs) < 0)
			return ddlect_no_memory(err);
		for (uint32_t k = 0; k < table->n_columns; k++)
			if (rename_attr(&views, table->columns[k]->attrs,
					table->columns[k]->n_attrs) < 0)
				return ddlect_no_memory(err);
	}
	return 0;
}
