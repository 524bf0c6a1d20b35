/* SPDX-License-Identifier: Apache-2.0 */
/* Refusals: see refusals.h. */
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "core/run/refusals.h"

#define LISTED 10
#define LIST_ROOM 1800 /* of an error's text, for the list */

void refusals_init(struct refusals *refusals)
{
	refusals->n = refusals->listed = 0;
	refusals->what[0] = '\0';
	buf_init(&refusals->list);
}

void refusals_clear(struct refusals *refusals)
{
	buf_clear(&refusals->list);
}

size_t refusals_place(const struct text *text, const char *message)
{
	char place[1024];
	if (!text->line)
		return 0;
	int length = snprintf(place, sizeof(place), "%s:%llu:%llu: ", text->name,
			      (unsigned long long)text->line,
			      (unsigned long long)text->column);
	if (length < 0 || (size_t)length >= sizeof(place) ||
	    strncmp(message, place, (size_t)length) != 0)
		return 0;
	return (size_t)length;
}

/* A line; what is the same as above isn't repeated. */
static void list(struct refusals *refusals, const struct text *text, const char *message)
{
	char what[sizeof(refusals->what)];
	size_t place = refusals_place(text, message);
	snprintf(what, sizeof(what), "%.*s", (int)strcspn(message + place, "\n"),
		 message + place);
	bool again = place && strcmp(what, refusals->what) == 0;
	const char *said = again ? "the same" : what;
	if (refusals->listed == LISTED ||
	    refusals->list.length + place + strlen(said) + 1 > LIST_ROOM)
		return;
	buf_printf(&refusals->list, "\n%.*s%s", (int)place, message, said);
	snprintf(refusals->what, sizeof(refusals->what), "%s", what);
	refusals->listed++;
}

void refusals_add(struct refusals *refusals, const struct text *text,
		  const struct ddlect_err *err)
{
	if (refusals->n++ == 0)
		refusals->first = *err;
	list(refusals, text, err->text);
}

int refusals_say(const struct refusals *refusals, struct ddlect_err *err)
{
	const struct ddlect_err *first = &refusals->first;
	uint32_t more = refusals->n - refusals->listed;
	char rest[48] = "";
	if (refusals->n == 0)
		return 0;
	if (refusals->n == 1)
		return err_status(err, first->status, "%s", first->text);
	if (more)
		snprintf(rest, sizeof(rest), "\nand %u more", more);
	return err_status(err, first->status,
			  "%u files can't run as they are, and nothing was run:%s%s",
			  refusals->n, refusals->list.text, rest);
}
