/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Made: what texts created and didn't drop again, by what the dialect sees in their
 * statements. It follows them in the order in which they ran, so that an object is known by
 * the name that it has at the end. It asks no database.
 *
 * A name without a schema is in the one that the text ran in, unless the text changes that
 * on its way. Where that isn't known the object is `lost`: it may be any namesake.
 */
#ifndef CORE_RUN_MADE_H
#define CORE_RUN_MADE_H

#include <stdbool.h>
#include <stdint.h>

#include <ddlect/dialect.h>

#include "core/base/arena.h"
#include "core/base/map.h"

struct made_object {
	uint32_t object;    /* DDLECT_EFFECT_TABLE, … */
	const char *schema; /* NULL: of a schema, and where it isn't known */
	const char *name;
	const char *file; /* that made it */
	uint32_t text;	  /* the number of that file, or of the one that dropped it */
	bool there;
	bool perhaps;	  /* it may have been there before */
	bool lost;	  /* nobody knows in which schema it is */
	bool bare;	  /* it was made without a schema in its name */
	bool claimed;	  /* only files say so that ran elsewhere */
	uint64_t since;	  /* the statement of `text` that made it */
	uint64_t gone;	  /* that took it away, while it was there */
	uint32_t gone_in; /* the number of that one's text */
	uint32_t n;	  /* how many of that name were made: routines */
};

/* What a text did to something that it didn't make; or, without a name, that can't be seen. */
struct made_note {
	const char *file;
	uint32_t object;
	const char *schema;
	const char *name;
};

struct made_notes {
	struct made_note *list;
	uint32_t n;
	uint32_t room;
};

struct made {
	struct arena *arena;
	struct map maps[DDLECT_EFFECT_COUNT]; /* by object */
	struct made_object **objects;	      /* in the order of their creation */
	uint32_t n;
	uint32_t n_texts;
	struct made_notes changed; /* objects of others */
	struct made_notes unseen;  /* files; `name` is the statement's word */
};

struct made_text {
	const char *file; /* its name; it is kept */
	const char *bytes;
	uint64_t length;
	const char *schema;  /* in which it ran; NULL: that isn't known */
	const char *unseen;  /* where a path leads that can't be seen; NULL: likewise */
	uint64_t statements; /* that ran; what the others make is there perhaps */
	bool elsewhere;	     /* that it was this text which ran isn't known */
	const char *adopted; /* ddlect_history's: what was there before; NULL: likewise */
};

void made_init(struct made *made, struct arena *arena);

/* What `text` does. A dialect without effects() sees nothing. */
int made_add(struct made *made, const struct ddlect_dialect *dialect,
	     const struct made_text *text, struct ddlect_err *err);

/* Is there one, for certain made by these texts? */
bool made_has(const struct made *made, uint32_t object, const char *schema,
	      const char *name);

#endif
