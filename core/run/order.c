/* SPDX-License-Identifier: Apache-2.0 */
/* Order: see order.h. */
#include "core/run/order.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/dialect/registry.h"
#include "core/migrations/name.h"
#include "core/model/schema.h"
#include "core/run/deliver.h"
#include "core/run/generate.h"

#define STRANGERS_SHOWN 10

void order_complete(struct ddlect_generate_options *order)
{
	bool full = order->flags & DDLECT_GENERATE_FULL;
	if (!order->path)
		order->path = "./resources/provider/migrations";
	if (!order->schema)
		order->schema = "public";
	if (!order->prefix && !order->release)
		order->prefix = full ? "init" : "unreleased";
	if (order->dialect && !*order->dialect)
		order->dialect = NULL;
}

int order_check(const struct ddlect_generate_options *order, struct ddlect_err *err)
{
	bool full = order->flags & DDLECT_GENERATE_FULL;
	if (order->prefix && order->release)
		return err_status(err, DDLECT_USAGE,
				  "-prefix and -release both name the files; give one");
	if (order->prefix && prefix_check(order->prefix, err) < 0)
		return -1;
	if (order->release && release_check(order->release, err) < 0)
		return -1;
	if (!*order->path)
		return err_status(err, DDLECT_USAGE, "-path needs a directory");
	if (!*order->schema)
		return err_status(err, DDLECT_USAGE,
				  "-schema needs the name of a schema");
	if (full && order->lift)
		return err_status(
			err, DDLECT_USAGE,
			"-%s compares with a database and -full uses none; give "
			"one of the two",
			order->lift);
	if (!full && (!order->dsn || !*order->dsn))
		return err_status(
			err, DDLECT_USAGE,
			"no database to compare with: give -dsn DSN, or set "
			"DDLECT_DSN; -full writes initial migrations without one");
	return 0;
}

bool order_changed(const struct generated *generated)
{
	for (uint32_t i = 0; i < generated->n; i++)
		if (generated->pairs[i]->changed)
			return true;
	return false;
}

static void note_strangers(const struct pair *pair, order_say *say, void *context)
{
	struct ddlect_buf text;
	uint32_t n = pair->n_strangers;
	if (n == 0)
		return;
	buf_init(&text);
	buf_printf(&text,
		   "%u table%s in the database %s not declared and %s left alone: ", n,
		   n == 1 ? "" : "s", n == 1 ? "is" : "are", n == 1 ? "is" : "are");
	for (uint32_t i = 0; i < n && i < STRANGERS_SHOWN; i++) {
		const struct ddlect_table *table = pair->strangers[i];
		buf_printf(&text, "%s%s%s%s", i ? ", " : "",
			   table->schema ? table->schema : "", table->schema ? "." : "",
			   table->name);
	}
	if (n > STRANGERS_SHOWN)
		buf_printf(&text, " and %u more", n - STRANGERS_SHOWN);
	buf_text(&text, ". \"owns\" in the declaration says which are the provider's to "
			"drop");
	say(context, text.text);
	buf_clear(&text);
}

static void note_schema(const struct pair *pair, const char *const *notes, uint32_t n,
			order_say *say, void *context)
{
	struct ddlect_buf text;
	buf_init(&text);
	for (uint32_t i = 0; i < n; i++) {
		buf_reset(&text);
		buf_printf(&text, "%s: %s", pair->dialect->slots.name, notes[i]);
		say(context, text.text);
	}
	buf_clear(&text);
}

void order_notes(const struct pair *pair, order_say *say, void *context)
{
	uint32_t n = 0;
	const char *const *read = pair->current ? schema_notes(pair->current, &n) : NULL;
	note_schema(pair, pair->notes, pair->n_notes, say, context);
	note_schema(pair, read, n, say, context);
	note_strangers(pair, say, context);
}

void order_note_delivered(const struct delivered *delivered, order_say *say,
			  void *context)
{
	struct ddlect_buf text;
	buf_init(&text);
	if (!*delivered->prefix)
		say(context, "without a -prefix the files have no number, so no runner "
			     "will see them; -release gives them one");
	else if (!prefix_is_seen(delivered->prefix)) {
		buf_printf(&text,
			   "\"%s\" has no number, so no runner will see these files; "
			   "-release gives them one",
			   delivered->prefix);
		say(context, text.text);
	}
	if (delivered->later) {
		buf_reset(&text);
		buf_printf(&text, "%s comes behind %s, which is a later release",
			   delivered->prefix, delivered->later);
		say(context, text.text);
	}
	if (delivered->refusal) {
		buf_reset(&text);
		buf_printf(&text, "nothing would be written: %s", delivered->refusal);
		say(context, text.text);
	}
	buf_clear(&text);
}
