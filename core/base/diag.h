/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Diagnostics: what is wrong with a declaration, as many at once as were found. Only
 * core/cli prints them. Messages, hints and source lines live in the arena.
 */
#ifndef CORE_BASE_DIAG_H
#define CORE_BASE_DIAG_H

#include <stdint.h>

#include <ddlect/model.h>

#include "core/base/arena.h"

#define DIAG_ERROR 1u
#define DIAG_WARNING 2u

struct diag {
	uint32_t severity;
	struct ddlect_pos pos;
	const char *message; /* what, without the place */
	const char *hint;    /* what to do, or NULL; "did you mean …" belongs here */
	const char *source;  /* the line of the file, or NULL */
	uint32_t width;	     /* of the caret's underline, in characters; at least 1 */
};

struct diags {
	struct arena *arena;
	struct diag **list;
	uint32_t n;
	uint32_t n_errors;
	uint32_t left_out; /* beyond DIAG_LIMIT */
	int broken;	   /* out of memory; stays so */
};

/* Of errors, and of warnings: whoever has more begins with these. */
#define DIAG_LIMIT 20u

void diags_init(struct diags *diags, struct arena *arena);

/* Returns the diagnostic, to add a hint or a source to; never NULL. */
struct diag *diag_add(struct diags *diags, uint32_t severity, struct ddlect_pos pos,
		      const char *format, ...) __attribute__((format(printf, 4, 5)));
void diag_hint(struct diags *diags, struct diag *diag, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* "did you mean …?"; when nothing is near, `otherwise`. All but `diags` may be NULL. */
void diag_hint_near(struct diags *diags, struct diag *diag, const char *near,
		    const char *otherwise);

#endif
