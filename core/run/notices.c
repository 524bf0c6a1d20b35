/* SPDX-License-Identifier: Apache-2.0 */
/* Notices: see notices.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/run/notices.h"
#include "core/run/place.h"
#include "core/run/trip.h"

void notices_begin(struct notices *notices, struct trip *trip, const struct step *step,
		   const char *file)
{
	*notices = (struct notices){.trip = trip, .step = step, .file = file};
}

void notices_part(struct notices *notices, const struct part *part)
{
	notices->part = part && part->text ? part : NULL;
	notices->statement = 0;
	notices->offset = notices->part && part->unit ? part->unit->begin : 0;
	notices->blockers[0] = '\0';
}

static void say_rest(const struct notices *notices, uint32_t level,
		     const struct notices_kind *kind, const char *what)
{
	uint64_t n = kind->n - kind->n_said;
	if (n == 0)
		return;
	migrator_log(notices->trip->migrator, level, "%s: %" PRIu64 " more %s%s%s",
		     notices->file, n, what, n == 1 ? "" : "s",
		     kind->n_said < NOTICES_SAID ? " of the same" : "");
}

void notices_end(struct notices *notices)
{
	say_rest(notices, DDLECT_LOG_WARNING, &notices->warnings, "warning");
	say_rest(notices, DDLECT_LOG_DETAIL, &notices->remarks, "notice");
	notices->step = NULL;
	notices->part = NULL;
}

/* The line of the file in which a statement begins; 0: it isn't known. */
static uint64_t find_line(struct notices *notices, uint64_t statement)
{
	const struct part *part = notices->part;
	const struct text *text = part->text;
	uint64_t end = part->unit ? part->unit->end : text->bytes.length;
	if (statement == DDLECT_NOWHERE || statement < notices->statement)
		return 0;
	uint64_t at = text_statement(text, notices->trip->dialect, notices->offset, end,
				     statement - notices->statement);
	if (at == DDLECT_NOWHERE)
		return 0;
	notices->statement = statement;
	notices->offset = at;
	return place_find(text->bytes.text, text->bytes.length, at).line;
}

/* FNV-1a: two texts that are taken for one cost a line, and nothing else. */
static uint64_t hash(const char *text)
{
	uint64_t h = 14695981039346656037u;
	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 1099511628211u;
	return h;
}

/* Count it, and whether it is to be said. */
static bool count(struct notices_kind *kind, const char *text)
{
	uint64_t h = hash(text);
	kind->n++;
	for (uint32_t i = 0; i < kind->n_said; i++)
		if (kind->said[i] == h)
			return false;
	if (kind->n_said == NOTICES_SAID)
		return false;
	kind->said[kind->n_said++] = h;
	return true;
}

static void say(struct notices *notices, const struct ddlect_notice *notice)
{
	bool warning = notice->kind == DDLECT_NOTICE_WARNING;
	char line[32] = "";
	if (!count(warning ? &notices->warnings : &notices->remarks, notice->text))
		return;
	uint64_t number = find_line(notices, notice->statement);
	if (number)
		snprintf(line, sizeof(line), ":%" PRIu64, number);
	migrator_log(notices->trip->migrator,
		     warning ? DDLECT_LOG_WARNING : DDLECT_LOG_DETAIL, "%s%s: %s%s%s%s%s",
		     notices->file, line, warning ? "" : "notice: ", notice->text,
		     warning && *notice->code ? " (" : "", warning ? notice->code : "",
		     warning && *notice->code ? ")" : "");
}

/* Again only when somebody else is in the way. */
static void say_blockers(struct notices *notices, const char *blockers)
{
	if (strcmp(notices->blockers, blockers) == 0)
		return;
	snprintf(notices->blockers, sizeof(notices->blockers), "%s", blockers);
	migrator_log(notices->trip->migrator, DDLECT_LOG_WARNING,
		     "%s waits for a lock; it is held by:\n%s", notices->file, blockers);
}

void notices_tell(void *context, const struct ddlect_notice *notice)
{
	struct notices *notices = context;
	const struct part *part = notices->part;
	if (!notices->step || !part)
		return;
	switch (notice->kind) {
	case DDLECT_NOTICE_WARNING:
	case DDLECT_NOTICE_REMARK:
		say(notices, notice);
		break;
	case DDLECT_NOTICE_WAITING:
		say_blockers(notices, notice->text);
		break;
	case DDLECT_NOTICE_PROGRESS:
		if (!part->unit)
			trip_progress_within(notices->trip, notices->step, part->text,
					     notice->statement);
		break;
	default:
		break;
	}
}
