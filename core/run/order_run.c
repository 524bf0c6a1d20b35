/* SPDX-License-Identifier: Apache-2.0 */
/* Order, run: ddlect_generate(), which does what the command does and logs what that says. */
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "core/base/err.h"
#include "core/declare/declare.h"
#include "core/dialect/registry.h"
#include "core/run/deliver.h"
#include "core/run/generate.h"
#include "core/run/log.h"
#include "core/run/order.h"

struct order {
	struct ddlect_generate_options options;
	struct arena arena;
	struct arena declared; /* of the declaration alone */
	struct registry registry;
	struct diags diags;
	struct generated generated;
	volatile int stop; /* what cancel() said */
};

__attribute__((format(printf, 3, 4))) static void
say(const struct order *order, uint32_t level, const char *format, ...)
{
	const struct ddlect_generate_options *o = &order->options;
	va_list ap;
	va_start(ap, format);
	log_write(o->log, o->context, level, format, ap);
	va_end(ap);
}

static void say_note(void *order, const char *text)
{
	say(order, DDLECT_LOG_INFO, "note: %s", text);
}

static void say_detail(void *order, const char *text)
{
	say(order, DDLECT_LOG_DETAIL, "%s", text);
}

static void say_diag(const struct order *order, const struct diag *diag)
{
	struct ddlect_buf text;
	buf_init(&text);
	log_diag(&text, diag);
	say(order, DDLECT_LOG_WARNING, "%s", text.text);
	buf_clear(&text);
}

static void say_diags(struct order *order)
{
	for (uint32_t i = 0; i < order->diags.n; i++)
		say_diag(order, order->diags.list[i]);
	if (order->diags.left_out)
		say(order, DDLECT_LOG_WARNING, "%u more are not shown",
		    order->diags.left_out);
	order->diags.n = order->diags.left_out = 0;
}

/* Also what a session asks while it waits. */
static int stops(void *context)
{
	struct order *order = context;
	const struct ddlect_generate_options *o = &order->options;
	if (!order->stop && o->cancel && o->cancel(o->context) != DDLECT_GO_ON)
		order->stop = 1;
	return order->stop;
}

static int check_stop(struct order *order, struct ddlect_err *err)
{
	return stops(order) ? err_set(err, "interrupted; nothing was written") : 0;
}

static struct ddlect_schema *declare(struct order *order, struct ddlect_err *err)
{
	const struct ddlect_generate_options *o = &order->options;
	struct ddlect_schema *schema = NULL;
	if (o->provider && o->provider_file)
		err_status(err, DDLECT_USAGE,
			   "a provider and a provider's file were given; give one");
	else if (o->provider)
		schema = declare_provider(&order->declared, o->provider, &order->diags,
					  err);
	else if (o->provider_file && *o->provider_file)
		schema = declare_file(&order->declared, o->provider_file, &order->diags,
				      err);
	else
		err_status(err, DDLECT_USAGE,
			   "no provider: give one, or a DBML file, or a provider .so");
	say_diags(order);
	return schema;
}

static int make(struct order *order, struct ddlect_err *err)
{
	const struct ddlect_generate_options *o = &order->options;
	struct generate_request request = {
		.spent = &order->declared,
		.registry = &order->registry,
		.dialect = o->dialect,
		.dsn = o->dsn,
		.lift = o->lift,
		.schema = o->schema,
		.full = o->flags & DDLECT_GENERATE_FULL,
		.cancel = &order->stop,
		.cancelled = stops,
		.cancel_context = order,
		.log = say_detail,
		.log_context = order,
	};
	request.declared = declare(order, err);
	if (!request.declared || check_stop(order, err) < 0)
		return -1;
	int status =
		generate(&order->generated, &order->arena, &request, &order->diags, err);
	say_diags(order);
	return status;
}

static void say_pair(struct order *order, const struct pair *pair)
{
	bool dry = order->options.flags & DDLECT_GENERATE_DRY_RUN;
	const char *name = pair->dialect->slots.name;
	order_notes(pair, say_note, order);
	if (!pair->changed) {
		say(order, DDLECT_LOG_INFO, "%s: no change, nothing to write", name);
		return;
	}
	say(order, DDLECT_LOG_INFO, "%s: %s %s", name, dry ? "would write" : "wrote",
	    pair->up.path);
	say(order, DDLECT_LOG_INFO, "%s: %s %s", name, dry ? "would write" : "wrote",
	    pair->down.path);
}

static int write_pairs(struct order *order, struct ddlect_err *err)
{
	const struct ddlect_generate_options *o = &order->options;
	const struct deliver_request request = {
		.path = o->path,
		.prefix = o->prefix,
		.release = o->release,
		.full = o->flags & DDLECT_GENERATE_FULL,
		.force = o->flags & DDLECT_GENERATE_FORCE,
		.dry_run = o->flags & DDLECT_GENERATE_DRY_RUN,
		.cancel = &order->stop,
	};
	struct delivered delivered = {0};
	bool changed = order_changed(&order->generated);
	if (check_stop(order, err) < 0)
		return -1;
	if (changed &&
	    deliver(&order->generated, &order->arena, &request, &delivered, err) < 0)
		return -1;
	if (changed)
		order_note_delivered(&delivered, say_note, order);
	for (uint32_t i = 0; i < order->generated.n; i++)
		say_pair(order, order->generated.pairs[i]);
	return 0;
}

static int run(struct order *order, struct ddlect_err *err)
{
	order_complete(&order->options);
	if (order_check(&order->options, err) < 0 ||
	    registry_load(&order->registry, &order->arena, order->options.plugin_dir,
			  err) < 0 ||
	    make(order, err) < 0)
		return -1;
	return write_pairs(order, err);
}

int ddlect_generate(const struct ddlect_generate_options *options, uint32_t *changed,
		    struct ddlect_err *err)
{
	struct order order = {0};
	if (changed)
		*changed = 0;
	if (!options)
		return err_status(err, DDLECT_USAGE, "there are no options");
	size_t size = options->size < sizeof(*options) ? options->size : sizeof(*options);
	if (size < offsetof(struct ddlect_generate_options, provider))
		return err_status(err, DDLECT_USAGE,
				  "the options have no size: begin them with "
				  "DDLECT_GENERATE_OPTIONS");
	memcpy(&order.options, options, size);
	arena_init(&order.arena);
	arena_init(&order.declared);
	diags_init(&order.diags, &order.arena);
	int status = run(&order, err);
	if (changed)
		*changed = status == 0 && order_changed(&order.generated);
	generated_clear(&order.generated);
	arena_clear(&order.declared);
	arena_clear(&order.arena);
	return status;
}
