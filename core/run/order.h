/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Order: what a user of generate asks for, completed and checked, and what is worth saying of
 * the pairs that were made. The command and ddlect_generate() are both made of it.
 */
#ifndef CORE_RUN_ORDER_H
#define CORE_RUN_ORDER_H

#include <stdbool.h>

#include <ddlect/migrate.h>

struct delivered;
struct generated;
struct pair;

/* Fill in what is left out; and whether what is there makes sense. */
void order_complete(struct ddlect_generate_options *order);
int order_check(const struct ddlect_generate_options *order, struct ddlect_err *err);

/* Whether there is anything to write. */
bool order_changed(const struct generated *generated);

/* Notes on a pair, a line each, and on the names that the files got. */
typedef void order_say(void *context, const char *text);
void order_notes(const struct pair *pair, order_say *say, void *context);
void order_note_delivered(const struct delivered *delivered, order_say *say,
			  void *context);

#endif
