/* SPDX-License-Identifier: Apache-2.0 */
/* Ts: see ts.h. */
#include "core/declare/declare.h"
#include "core/diff/plan.h"
#include "core/dialect/host.h"
#include "core/model/check.h"
#include "core/model/schema.h"
#include "plugins/timescale/timescale.h"
#include "tests/lib/ts.h"
#include "tests/unit/test.h"

const struct ddlect_dialect *ddlect_dialect_v1(const struct ddlect_host *host);

static int name_key(struct ddlect_schema *schema, const struct ddlect_table *table,
		    struct ddlect_key *key, uint32_t kind)
{
	if (key && !key->name)
		key->name = ddlect_host->name_make(schema, table, kind, key->columns,
						   key->n_columns, 63);
	return !key || key->name ? 0 : -1;
}

static int name_table(struct ddlect_schema *schema, struct ddlect_table *table)
{
	if (name_key(schema, table, table->primary, DDLECT_NAME_PRIMARY))
		return -1;
	for (uint32_t i = 0; table->primary && i < table->primary->n_columns; i++)
		ddlect_column_find(table, table->primary->columns[i])->not_null = 1;
	for (uint32_t i = 0; i < table->n_uniques; i++)
		if (name_key(schema, table, table->uniques[i], DDLECT_NAME_UNIQUE))
			return -1;
	for (uint32_t i = 0; i < table->n_fks; i++) {
		struct ddlect_fk *fk = table->fks[i];
		if (!fk->name)
			fk->name = ddlect_host->name_make(schema, table, DDLECT_NAME_FK,
							  fk->columns, fk->n_columns, 63);
		if (!fk->name)
			return -1;
	}
	for (uint32_t i = 0; i < table->n_indexes; i++) {
		if (table->indexes[i]->name)
			continue;
		if (ts_index_rename(schema, table, table->indexes[i]))
			return -1;
	}
	return 0;
}

static int base_lower(const struct ddlect_dialect *self,
		      const struct ddlect_schema *declared, struct ddlect_schema *out,
		      struct ddlect_err *err)
{
	(void)self;
	if (ddlect_host->schema_copy(out, declared))
		return ddlect_no_memory(err);
	for (uint32_t i = 0; i < out->n_tables; i++)
		if (name_table(out, out->tables[i]))
			return ddlect_no_memory(err);
	return 0;
}

static int base_render(const struct ddlect_dialect *self, const struct ddlect_plan *plan,
		       const struct ddlect_change *change, struct ddlect_script *out,
		       struct ddlect_err *err)
{
	static const char *const verbs[] = {"", "ADD ", "DROP ", "MODIFY ", "RENAME "};
	static const char *const whats[DDLECT_WHAT_COUNT] = {
		"",	   "NAMESPACE", "ENUM", "ROUTINE", "TABLE", "COLUMN",
		"PRIMARY", "UNIQUE",	"FK",	"INDEX",   "CHECK", "ATTR"};
	const void *object = change->to.any ? change->to.any : change->from.any;
	(void)self;
	(void)plan;
	(void)err;
	struct ddlect_buf *sql = ddlect_statement(out);
	ddlect_raw(sql, verbs[change->verb]);
	ddlect_raw(sql, whats[change->what]);
	ddlect_raw(sql, " ");
	if (change->what != DDLECT_TABLE && change->table_name) {
		ddlect_raw(sql, change->table_name);
		ddlect_raw(sql, ".");
	}
	ddlect_raw(sql, object_name(change->what, object));
	if (change->what == DDLECT_COLUMN && change->verb == DDLECT_ADD) {
		const struct ddlect_column *column = object;
		ddlect_raw(sql, column->not_null ? " not null" : "");
		ddlect_raw(sql, column->default_text ? " default" : "");
		ddlect_raw(sql, column->identity ? " identity" : "");
	}
	if (change->aspects & DDLECT_ASPECT_TYPE)
		ddlect_raw(sql, " type");
	if (change->aspects & DDLECT_ASPECT_NOT_NULL)
		ddlect_raw(sql, " nullness");
	if (change->aspects & DDLECT_ASPECT_DEFAULT)
		ddlect_raw(sql, " default");
	return 0;
}

static int base_introspect(const struct ddlect_dialect *self,
			   struct ddlect_session *session,
			   const struct ddlect_introspect_request *request,
			   struct ddlect_schema *out, struct ddlect_err *err)
{
	(void)self;
	(void)session;
	(void)request;
	(void)out;
	return ddlect_error(err, "there is no server");
}

static int base_query(const struct ddlect_dialect *self, struct ddlect_session *session,
		      const char *sql, const char *const *params, uint32_t n_params,
		      ddlect_row *row, void *context, struct ddlect_err *err)
{
	(void)self;
	(void)session;
	(void)sql;
	(void)params;
	(void)n_params;
	(void)row;
	(void)context;
	return ddlect_error(err, "there is no server");
}

static int base_drop(const struct ddlect_dialect *self, struct ddlect_session *session,
		     const struct ddlect_effect *object, struct ddlect_script *out,
		     struct ddlect_err *err)
{
	(void)self;
	(void)session;
	(void)object;
	(void)out;
	return ddlect_error(err, "there is no server");
}

static int base_dependents(const struct ddlect_dialect *self,
			   struct ddlect_session *session,
			   const struct ddlect_effect *objects, uint64_t n,
			   ddlect_row *row, void *context, struct ddlect_err *err)
{
	(void)self;
	(void)session;
	(void)objects;
	(void)n;
	(void)row;
	(void)context;
	return ddlect_error(err, "there is no server");
}

static const struct ddlect_dialect base = {.name = "base",
					   .lower = base_lower,
					   .render = base_render,
					   .introspect = base_introspect,
					   .query = base_query,
					   .drop = base_drop,
					   .dependents = base_dependents};

void ts_open(struct ts *ts)
{
	*ts = (struct ts){0};
	arena_init(&ts->arena);
	ts->dialect = ddlect_dialect_v1(host_table());
	CHECK_INT(ts->dialect->bind(&base, &ts->err), 0);
	script_init(&ts->up, &ts->arena);
	script_init(&ts->down, &ts->arena);
}

void ts_close(struct ts *ts)
{
	script_clear(&ts->up);
	script_clear(&ts->down);
	arena_clear(&ts->arena);
}

struct ddlect_schema *ts_declare(struct ts *ts, const char *dbml)
{
	struct diags diags;
	diags_init(&diags, &ts->arena);
	struct ddlect_schema *schema = dbml_read_text(&ts->arena, "t.dbml", dbml,
						      strlen(dbml), &diags, &ts->err);
	if (!schema || convention_apply(schema, &diags) || schema_check(schema, &diags))
		test_fail(__FILE__, __LINE__, "%s\n%s", ts->err.text,
			  diags.n ? diags.list[0]->message : "");
	return schema;
}

struct ddlect_schema *ts_try_lower(struct ts *ts, const char *dbml)
{
	struct ddlect_schema *declared = ts_declare(ts, dbml);
	struct ddlect_schema *out = schema_new_like(&ts->arena, declared);
	return ts->dialect->lower(ts->dialect, declared, out, &ts->err) ? NULL : out;
}

struct ddlect_schema *ts_lowered(struct ts *ts, const char *dbml)
{
	struct ddlect_schema *out = ts_try_lower(ts, dbml);
	if (!out)
		test_fail(__FILE__, __LINE__, "%s", ts->err.text);
	return out;
}

static void put_names(struct ddlect_buf *out, const char *const *names, uint32_t n)
{
	buf_text(out, " (");
	for (uint32_t i = 0; i < n; i++)
		buf_printf(out, "%s%s", i ? ", " : "", names[i]);
	buf_text(out, ")");
}

static void put_fk(struct ddlect_buf *out, const struct ddlect_fk *fk)
{
	buf_printf(out, "fk %s", fk->name);
	put_names(out, fk->columns, fk->n_columns);
	buf_printf(out, " > %s", fk->ref_table);
	put_names(out, fk->ref_columns, fk->n_columns);
	if (fk->on_delete == DDLECT_ACTION_CASCADE)
		buf_text(out, " cascade");
	if (fk->on_delete == DDLECT_ACTION_SET_NULL)
		buf_printf(out, " set null %s", fk->set_columns ? fk->set_columns : "");
	buf_printf(out, "%s%s\n", fk->via ? " via " : "", fk->via ? fk->via : "");
}

static void put_index(struct ddlect_buf *out, const struct ddlect_index *index)
{
	buf_printf(out, "%s %s (", index->flags ? "unique index" : "index", index->name);
	for (uint32_t i = 0; i < index->n_parts; i++)
		buf_printf(out, "%s%s", i ? ", " : "",
			   index->parts[i]->column ? index->parts[i]->column
						   : index->parts[i]->expr);
	buf_text(out, ")\n");
}

const char *ts_text(struct ts *ts, const struct ddlect_schema *schema, const char *name)
{
	const struct ddlect_table *table = table_find(schema, NULL, name);
	struct ddlect_buf out;
	CHECK(table);
	buf_init(&out);
	for (uint32_t i = 0; i < table->n_columns; i++)
		buf_printf(&out, "%s%s%s", i ? " " : "", table->columns[i]->name,
			   table->columns[i]->not_null ? "!" : "");
	buf_text(&out, "\n");
	if (table->primary) {
		buf_printf(&out, "pk %s", table->primary->name);
		put_names(&out, table->primary->columns, table->primary->n_columns);
		buf_text(&out, "\n");
	}
	for (uint32_t i = 0; i < table->n_uniques; i++) {
		buf_printf(&out, "unique %s", table->uniques[i]->name);
		put_names(&out, table->uniques[i]->columns, table->uniques[i]->n_columns);
		buf_text(&out, "\n");
	}
	for (uint32_t i = 0; i < table->n_fks; i++)
		put_fk(&out, table->fks[i]);
	for (uint32_t i = 0; i < table->n_indexes; i++)
		put_index(&out, table->indexes[i]);
	for (uint32_t i = 0; i < table->n_attrs; i++)
		buf_printf(
			&out, "%s: %s%s\n", table->attrs[i]->key, table->attrs[i]->value,
			table->attrs[i]->flags & DDLECT_ATTR_PASSIVE ? " (passive)" : "");
	const char *text = arena_text(&ts->arena, out.text, out.length);
	buf_clear(&out);
	return text;
}

static int half(struct ts *ts, const struct ddlect_schema *from,
		const struct ddlect_schema *to, uint32_t direction,
		struct ddlect_script *script)
{
	struct ddlect_plan *plan =
		plan_make(&ts->arena, from, to, direction, ts->dialect->attrs, &ts->err);
	CHECK(plan);
	script_clear(script);
	return script_render(script, ts->dialect, plan, &ts->err);
}

int ts_between(struct ts *ts, const struct ddlect_schema *from,
	       const struct ddlect_schema *to)
{
	if (half(ts, from, to, DDLECT_UP, &ts->up))
		return -1;
	if (half(ts, to, from, DDLECT_DOWN, &ts->down))
		test_fail(__FILE__, __LINE__, "down: %s", ts->err.text);
	return 0;
}

int ts_upgrade(struct ts *ts, const char *from, const char *to)
{
	return ts_between(ts, ts_lowered(ts, from), ts_lowered(ts, to));
}

const char *ts_sql(struct ts *ts, const struct ddlect_script *script)
{
	struct ddlect_buf out;
	buf_init(&out);
	for (uint32_t i = 0; i < script->n_statements; i++) {
		const struct statement *statement = script->statements[i];
		for (uint32_t k = 0; k < statement->n_hazards; k++) {
			const struct hazard *hazard = statement->hazards[k];
			buf_printf(&out, "-- %s", hazard_code(hazard->kind));
			if (!statement->sql)
				buf_printf(&out, ": %s", hazard->what);
			buf_text(&out, "\n");
		}
		if (statement->sql)
			buf_printf(&out, "%s;\n", statement->sql);
	}
	const char *text = arena_text(&ts->arena, out.text, out.length);
	buf_clear(&out);
	return text;
}
