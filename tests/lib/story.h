/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Story: schemas and plans as text, so that a test reads as what was there, what comes,
 * and what is to be done. One statement a line; what belongs to a table follows it:
 *
 *	namespace NAME
 *	enum NAME VALUE,VALUE [was NAME]
 *	routine NAME BODY
 *	table [SCHEMA.]NAME [was NAME] [note TEXT]
 *	NAME TYPE [not null] [default TEXT] [identity] [as EXPRESSION] [was NAME] [note TEXT]
 *	pk COLUMNS [named NAME]
 *	unique COLUMNS [named NAME] [note TEXT]
 *	fk COLUMNS > [SCHEMA.]TABLE COLUMNS [cascade] [set-null] [via NAME] [named NAME]
 *	index COLUMNS [unique] [where EXPRESSION] [named NAME]
 *	check EXPRESSION [named NAME] [note TEXT]
 *	attr KEY VALUE [passive]        (of the table)
 *	column-attr COLUMN KEY VALUE
 *
 * Each is declared in the file `story`, on its line. Words with spaces stand in 'quotes'. What isn't named gets the usual name.
 */
#ifndef TESTS_LIB_STORY_H
#define TESTS_LIB_STORY_H

#include <ddlect/change.h>
#include <ddlect/dialect.h>

#include "core/base/arena.h"

/* Ends the test when the text makes no sense. */
struct ddlect_schema *story_schema(struct arena *arena, const char *text);

/* `ADD TABLE a; DROP FK a.a_b_fkey; MODIFY COLUMN a.x (type, not null)`, one a line. */
const char *story_plan(struct arena *arena, const struct ddlect_plan *plan);

/*
 * Check both plans between two schemas, and that neither schema differs from itself. A
 * NULL plan is not looked at.
 */
void story_plans(const char *from, const char *to, const char *up, const char *down,
		 const struct ddlect_attr_info *attrs);

#endif
