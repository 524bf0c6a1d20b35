/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Diff: two schemas side by side. Each table of either is a node; a node holds both sides
 * of a table that stays, and the items (columns, keys …) of it, paired. The inputs are
 * never changed. Only tables in which something differs, or must be built again, are
 * opened: an equal one costs no memory.
 *
 * What differs becomes a change only in plan.c; nothing here knows an order.
 */
#ifndef CORE_DIFF_DIFF_H
#define CORE_DIFF_DIFF_H

#include <stdbool.h>

#include <ddlect/change.h>

#include "core/base/arena.h"
#include "core/base/map.h"
#include "core/model/same.h"

/* Two objects of one kind that are the same one, before and after; one may be NULL. */
struct pair {
	const void *from;
	const void *to;
	uint32_t aspects; /* of an enum that stays: what differs */
};

/* All objects of one kind, paired by name or by a rename. */
struct pairing {
	struct pair *pairs;
	uint32_t n;
	struct map from; /* by schema and name: struct pair * */
	struct map to;
};

#define ITEM_REBUILD 1u /* dropped and added again, though it stays */
#define ITEM_EARLY 2u	/* its drop must come before any table is altered */
#define ITEM_RENAMED 4u /* rebuilt because it gives up its name */
#define ITEM_IDLE 8u	/* a passive attribute that only one side has: no difference */

struct item {
	uint32_t what;
	uint32_t aspects;
	uint32_t flags;
	const void *from;		    /* NULL: comes */
	const void *to;			    /* NULL: goes */
	const struct ddlect_column *column; /* of an attribute; NULL: the table's own */
};

struct node {
	const struct ddlect_table *before; /* NULL: comes */
	const struct ddlect_table *after;  /* NULL: goes; both NULL: none of either */
	struct item *items;
	uint32_t n_items;
	struct renames columns;
	uint32_t place;	   /* of a table that goes: in the order of drops, when known */
	bool differs;	   /* of one that stays: found by the first look */
	bool opened;	   /* items are there */
	bool changed;	   /* and something is to be done */
	bool stirred;	   /* references to it may have to go before it changes */
	bool early;	   /* of one that goes: before any table is altered */
	bool done;	   /* its part of the plan is written */
	bool named_before; /* its statements still name it as it was */
};

struct diff {
	struct arena *arena;
	const struct ddlect_schema *from;
	const struct ddlect_schema *to;
	struct pairing namespaces;
	struct pairing enums;
	struct pairing routines;
	struct pairing tables;
	struct node *nodes; /* one for each pair of tables */
	uint32_t n_nodes;
	struct renames enum_renames;
	bool enums_replaced; /* of one at least, the values */
	struct item *scratch;
	uint32_t scratch_room;
};

/* -1 when memory runs out. */
int diff_make(struct diff *diff, struct arena *arena, const struct ddlect_schema *from,
	      const struct ddlect_schema *to);

/* pair.c */
int pair_objects(struct pairing *pairing, struct arena *arena, uint32_t what,
		 const void *const *from, uint32_t n_from, const void *const *to,
		 uint32_t n_to);
int pair_schemas(struct diff *diff);
/* enums.c: set the aspects of an enum that stays. -1 when memory runs out. */
int enum_aspects(const struct diff *diff, struct pair *pair);
/* The enum whose values are replaced that `type` is of; else NULL. */
const struct pair *replaced_enum(const struct diff *diff, const struct ddlect_type *type);
const struct pair *replaced_enum_after(const struct diff *diff,
				       const struct ddlect_type *type);
/* Does the text of an expression (NULL: none) name an enum whose values are replaced? */
bool replaced_named(const struct diff *diff, const char *expr);
/* This one? A text may name several. */
bool replaced_pair_named(const struct pair *pair, const char *expr);
struct node *node_before(const struct diff *diff, const char *schema, const char *name);
struct node *node_after(const struct diff *diff, const char *schema, const char *name);

/* node.c: pair the items of a table. Of one that goes, only references are items. */
int node_renames(struct diff *diff, struct node *node);
int node_open(struct diff *diff, struct node *node, bool keep);

/* rebuild.c: what else must be dropped, and added again, because of what changes. */
int diff_rebuild(struct diff *diff);
int diff_rebuild_names(struct diff *diff); /* rebuild_name.c */
int diff_rebuild_fks(struct diff *diff);   /* rebuild_fk.c */

bool item_differs(const struct item *item);
/* The item goes for good, or for a while. */
bool item_drops(const struct item *item);
bool item_adds(const struct item *item);
/* Set ITEM_… where they make sense: what only comes isn't rebuilt. */
void item_mark(struct item *item, uint32_t flags);
/* Has this kind a name that no other table may use? */
bool item_takes_name(uint32_t what);

#endif
