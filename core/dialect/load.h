/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Load: the steps between a file in a dialect directory and a dialect in the registry,
 * shared by the files of this folder and by nobody else.
 *
 *	find    the search path, and the .so files in it
 *	load    open one, call its entry function, copy the descriptor
 *	check   refuse what the contract doesn't allow, by field or slot
 *	bind    fill empty slots from the base
 *	kept    what was accepted, once for the process
 *
 * Messages don't name the file: whoever keeps the candidate does.
 */
#ifndef CORE_DIALECT_LOAD_H
#define CORE_DIALECT_LOAD_H

#include <stdbool.h>

#include "core/dialect/registry.h"

#define CANDIDATE_FOUND 0u
#define CANDIDATE_LOADED 1u
#define CANDIDATE_BINDING 2u /* to see a circle of bases */
#define CANDIDATE_BOUND 3u
#define CANDIDATE_REFUSED 4u

/* A file that may become a dialect. */
struct candidate {
	const char *file; /* absolute */
	const char *name; /* the file's name without .so */
	const char *reason;
	void *object;
	struct dialect *dialect; /* NULL until it is loaded */
	uint32_t state;
};

struct candidates {
	struct candidate **list; /* by name once all were found; no name twice */
	uint32_t n;
};

/* [a-z0-9_]+, and short enough for a file's name. */
bool dialect_name_valid(const char *name);
/* A DSN's scheme, [a-z0-9+.-]{1,32}, of `length` bytes. */
bool scheme_valid(const char *scheme, size_t length);

/* Everything in the search path, first found first; what can't be used is refused. */
int find_candidates(struct registry *registry, const char *plugin_dir,
		    struct candidates *out, struct ddlect_err *err);
/* One file, by its path. */
struct candidate *find_file(struct arena *arena, const char *file,
			    struct ddlect_err *err);

/* Fill in candidate->dialect with a copy of the descriptor that borrows only its code. */
int load_candidate(struct arena *arena, struct candidate *candidate,
		   struct ddlect_err *err);

/* A copy that borrows only code; of what a plugin says, or of one that is bound. */
struct dialect *copy_descriptor(struct arena *arena, const struct ddlect_dialect *said,
				struct ddlect_err *err);

/* Before the copy: `size` bytes may be read of it. `name` is the file's. */
int check_descriptor(const struct ddlect_dialect *said, const char *name,
		     struct ddlect_err *err);
/* That the dialect is called as its file is. */
int check_file_name(const struct ddlect_dialect *said, const char *name,
		    struct ddlect_err *err);
/* After the bases were filled in. */
int check_bound(const struct dialect *dialect, struct ddlect_err *err);

/* Take what is empty from `base` (NULL: there is none), check, call the slot bind(). */
int bind_dialect(struct dialect *dialect, const struct dialect *base,
		 struct ddlect_err *err);

int registry_refuse(struct registry *registry, const char *file, const char *reason);

/* A slot, wherever all slots are treated alike. */
struct slot {
	const char *name;
	size_t offset;
	bool required;
	bool inherited;
};

extern const struct slot slots[];
extern const uint32_t n_slots;

bool slot_is_set(const struct ddlect_dialect *dialect, const struct slot *slot);

#endif
