/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics: see diag.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/diag.h"

void diags_init(struct diags *diags, struct arena *arena)
{
	*diags = (struct diags){.arena = arena};
}

/* Where a diagnostic goes that can't be kept: written to, never read. */
static _Thread_local struct diag spare;

static const char *diag_text(struct diags *diags, const char *format, va_list ap)
{
	char text[2048];
	vsnprintf(text, sizeof(text), format, ap);
	const char *copy = arena_text(diags->arena, text, strlen(text));
	if (!copy)
		diags->broken = 1;
	return copy ? copy : "out of memory";
}

/* How many of the severity are listed: there are never many. */
static uint32_t count_listed(const struct diags *diags, uint32_t severity)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < diags->n; i++)
		n += diags->list[i]->severity == severity;
	return n;
}

struct diag *diag_add(struct diags *diags, uint32_t severity, struct ddlect_pos pos,
		      const char *format, ...)
{
	if (severity == DIAG_ERROR)
		diags->n_errors++;
	if (count_listed(diags, severity) >= DIAG_LIMIT) {
		diags->left_out++;
		return &spare;
	}
	struct diag *diag = arena_alloc(diags->arena, sizeof(*diag));
	struct diag **list =
		arena_grow(diags->arena, diags->list, diags->n, sizeof(*diags->list));
	if (!diag || !list) {
		diags->broken = 1;
		return &spare;
	}
	va_list ap;
	va_start(ap, format);
	*diag = (struct diag){.severity = severity,
			      .pos = pos,
			      .message = diag_text(diags, format, ap),
			      .width = 1};
	va_end(ap);
	diags->list = list;
	list[diags->n++] = diag;
	return diag;
}

void diag_hint(struct diags *diags, struct diag *diag, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	diag->hint = diag_text(diags, format, ap);
	va_end(ap);
}

void diag_hint_near(struct diags *diags, struct diag *diag, const char *near,
		    const char *otherwise)
{
	if (diag && near)
		diag_hint(diags, diag, "did you mean \"%s\"?", near);
	else if (diag && otherwise)
		diag_hint(diags, diag, "%s", otherwise);
}
