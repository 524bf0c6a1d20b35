/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Script: the statements that render() made of a plan, with their hazards, in order. It
 * lives in an arena; statements are text without a final semicolon.
 */
#ifndef CORE_DIFF_SCRIPT_H
#define CORE_DIFF_SCRIPT_H

#include <stdbool.h>
#include <stdint.h>

#include <ddlect/change.h>
#include <ddlect/err.h>

#include "core/base/arena.h"
#include "core/base/buf.h"

struct ddlect_dialect;

struct hazard {
	uint32_t kind; /* DDLECT_HAZARD_…, 0 for a plain remark */
	const char *what;
	const char *lock;   /* NULL: none worth a word */
	const char *recipe; /* NULL: none */
};

struct statement {
	const char *sql; /* NULL: hazards alone, a remark; or forgotten */
	size_t head;	 /* bytes of it; 0: it is none that others are joined to */
	const struct ddlect_change *change;
	struct hazard **hazards;
	uint32_t n_hazards;
};

struct ddlect_script {
	struct arena *arena;
	struct statement **statements;
	uint32_t n_statements;
	const struct ddlect_change *change; /* what is being rendered */
	struct ddlect_buf sql;		    /* of the statement begun last */
	struct arena texts;		    /* the sql of those that aren't forgotten */
	uint32_t n_forgotten;
	bool open;
	bool broken; /* out of memory; stays so */
};

void script_init(struct ddlect_script *script, struct arena *arena);
void script_clear(struct ddlect_script *script);
/* The statements' sql is written by now, and its memory is used again. Hazards stay. */
void script_forget(struct ddlect_script *script);

/* For the host table: what a dialect calls while it renders. */
struct ddlect_buf *script_statement(struct ddlect_script *script);
void script_head(struct ddlect_script *script);
void script_hazard(struct ddlect_script *script, uint32_t hazard, const char *what,
		   const char *lock, const char *recipe);
void script_remark(struct ddlect_script *script, uint32_t hazard, const char *what,
		   const char *recipe);

/* The end of what a slot wrote that isn't of a change; -1 when memory ran out. */
int script_end(struct ddlect_script *script, struct ddlect_err *err);

/* Render a change of `plan`; or all of them, in order. */
int script_render_change(struct ddlect_script *script,
			 const struct ddlect_dialect *dialect,
			 const struct ddlect_plan *plan,
			 const struct ddlect_change *change, struct ddlect_err *err);
int script_render(struct ddlect_script *script, const struct ddlect_dialect *dialect,
		  const struct ddlect_plan *plan, struct ddlect_err *err);

/* `DATA LOSS`, `TABLE REWRITE` …; and `data-loss` for machines. */
const char *hazard_title(uint32_t kind);
const char *hazard_code(uint32_t kind);

#endif
