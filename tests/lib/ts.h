/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ts: the timescale dialect on a base that does next to nothing, so that what is seen in a
 * test is the dialect's own. The base names keys and indexes as PostgreSQL's does, and
 * renders a change as one line, `ADD PRIMARY readings`. Declarations are DBML.
 */
#ifndef TESTS_LIB_TS_H
#define TESTS_LIB_TS_H

#include <ddlect/dialect.h>

#include "core/base/arena.h"
#include "core/diff/script.h"

struct ts {
	struct arena arena;
	const struct ddlect_dialect *dialect;
	struct ddlect_err err;
	struct ddlect_script up;
	struct ddlect_script down;
};

void ts_open(struct ts *ts);
void ts_close(struct ts *ts);

/* What fails ends the test; the second returns NULL with `ts->err` filled in. */
struct ddlect_schema *ts_declare(struct ts *ts, const char *dbml);
struct ddlect_schema *ts_try_lower(struct ts *ts, const char *dbml);
struct ddlect_schema *ts_lowered(struct ts *ts, const char *dbml);

/* A table in lines: columns that aren't null end in `!`, keys and references by name. */
const char *ts_text(struct ts *ts, const struct ddlect_schema *schema, const char *table);

/* Render both ways between two schemas; -1 with `ts->err` when the up is refused. */
int ts_between(struct ts *ts, const struct ddlect_schema *from,
	       const struct ddlect_schema *to);
/* The same from DBML; and one way as text, with hazards by their codes. */
int ts_upgrade(struct ts *ts, const char *from, const char *to);
const char *ts_sql(struct ts *ts, const struct ddlect_script *script);

#endif
