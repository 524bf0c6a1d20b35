/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drop: a continuous aggregate looks like a view to the base, and isn't dropped as one; nor
 * does the base see that it stands on a hypertable, because TimescaleDB keeps that elsewhere.
 */
#include "plugins/timescale/timescale.h"

#include "gen/timescale_sql.h"

struct dropping {
	struct ddlect_script *out;
	bool found;
};

static int aggregate_row(void *context, const char *const *values, uint32_t n,
			 struct ddlect_err *err)
{
	struct dropping *dropping = context;
	struct ddlect_buf *buf = ddlect_statement(dropping->out);
	(void)n;
	(void)err;
	ddlect_raw(buf, values[0]);
	dropping->found = true;
	return 0;
}

int ts_drop(const struct ddlect_dialect *self, struct ddlect_session *session,
	    const struct ddlect_effect *object, struct ddlect_script *out,
	    struct ddlect_err *err)
{
	struct dropping dropping = {.out = out};
	const char *params[] = {object->schema, object->name};
	if (object->object == DDLECT_EFFECT_VIEW &&
	    self->query(self, session, sql_aggregate, params, 2, aggregate_row, &dropping,
			err) < 0)
		return -1;
	return dropping.found ? 0 : ts_base->drop(self, session, object, out, err);
}

struct looking {
	const struct ddlect_effect *objects;
	uint64_t n;
	ddlect_row *row;
	void *context;
};

static bool is_among(const struct looking *looking, uint32_t kind, const char *schema,
		     const char *name)
{
	for (uint64_t i = 0; i < looking->n; i++) {
		const struct ddlect_effect *object = &looking->objects[i];
		if (object->object == kind && object->schema &&
		    strcmp(object->schema, schema) == 0 &&
		    strcmp(object->name, name) == 0)
			return true;
	}
	return false;
}

/* The aggregate's schema and name, the hypertable's, and both as people read them. */
static int standing_row(void *context, const char *const *values, uint32_t n,
			struct ddlect_err *err)
{
	const struct looking *looking = context;
	if (n != 6 || is_among(looking, DDLECT_EFFECT_VIEW, values[0], values[1]) ||
	    !(is_among(looking, DDLECT_EFFECT_TABLE, values[2], values[3]) ||
	      is_among(looking, DDLECT_EFFECT_VIEW, values[2], values[3])))
		return 0;
	return looking->row(looking->context, values + 4, 2, err);
}

int ts_dependents(const struct ddlect_dialect *self, struct ddlect_session *session,
		  const struct ddlect_effect *objects, uint64_t n, ddlect_row *row,
		  void *context, struct ddlect_err *err)
{
	struct looking looking = {objects, n, row, context};
	if (ts_base->dependents(self, session, objects, n, row, context, err) < 0)
		return -1;
	return self->query(self, session, sql_aggregates, NULL, 0, standing_row, &looking,
			   err);
}
