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

struct diag *diag_add(struct diags *diags, uint32_t severity, struct ddlect_pos pos,
		      const char *format, ...)
{
	if (severity == DIAG_ERROR)
		diags->n_errors++;
	if (diags->n >= DIAG_LIMIT) {
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

#define LONGEST_WORD 64

/* Optimal string alignment: insert, delete, replace, swap neighbours. */
static unsigned distance(const char *a, const char *b)
{
	size_t n = strlen(a);
	size_t m = strlen(b);
	if (n >= LONGEST_WORD || m >= LONGEST_WORD)
		return LONGEST_WORD;
	unsigned rows[3][LONGEST_WORD + 1];
	unsigned *older = rows[0];
	unsigned *old = rows[1];
	unsigned *new = rows[2];
	for (size_t j = 0; j <= m; j++)
		old[j] = (unsigned)j;
	for (size_t i = 1; i <= n; i++) {
		new[0] = (unsigned)i;
		for (size_t j = 1; j <= m; j++) {
			unsigned best = old[j - 1] + (a[i - 1] != b[j - 1]);
			if (old[j] + 1 < best)
				best = old[j] + 1;
			if (new[j - 1] + 1 < best)
				best = new[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && older[j - 2] + 1 < best)
				best = older[j - 2] + 1;
			new[j] = best;
		}
		unsigned *turn = older;
		older = old;
		old = new;
		new = turn;
	}
	return old[m];
}

const char *nearest(const char *word, const char *const *candidates, uint32_t n)
{
	size_t length = strlen(word);
	unsigned limit =
		length < 3 ? 0 : (unsigned)length / 3 + 1; /* short: anything is near */
	const char *best = NULL;
	for (uint32_t i = 0; i < n; i++) {
		unsigned d = distance(word, candidates[i]);
		if (d > 0 && d <= limit && d < strlen(word)) {
			limit = d - 1;
			best = candidates[i];
		}
	}
	return best;
}
