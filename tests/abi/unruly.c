/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plugins that load, and then break a promise each. Built with CASE_<name>, like hostile.c;
 * tests/abi/conform.c says how each is found out. All of them create tables, and refuse
 * everything else.
 */
#include <stdlib.h>

#include <ddlect/host.h>

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

const struct ddlect_host *ddlect_host;

static int lower(const struct ddlect_dialect *self, const struct ddlect_schema *declared,
		 struct ddlect_schema *out, struct ddlect_err *err)
{
	(void)self;
#if defined(CASE_mute)
	(void)declared, (void)out, (void)err;
	return -1;
#elif defined(CASE_crash)
	if (declared->n_enums > 0)
		abort();
#elif defined(CASE_quitter)
	exit(0);
#elif defined(CASE_meddler)
	declared->tables[0]->comment = "was here";
#elif defined(CASE_count)
	(void)declared, (void)out, (void)err;
	return 7;
#endif
	if (ddlect_host->schema_copy(out, declared) < 0)
#if defined(CASE_careless)
		return 0;
#else
		return ddlect_no_memory(err);
#endif
	for (uint32_t i = 0; i < out->n_tables; i++) {
		struct ddlect_table *table = out->tables[i];
#if !defined(CASE_nameless_key)
		if (table->primary && !table->primary->name)
			table->primary->name = "pk";
#endif
#if defined(CASE_restless)
		table->comment = table->comment ? "again" : "once";
#endif
		if (table->n_uniques + table->n_fks + table->n_indexes + table->n_checks)
			return ddlect_error(err, "only primary keys");
	}
	return 0;
}

static int render(const struct ddlect_dialect *self, const struct ddlect_plan *plan,
		  const struct ddlect_change *change, struct ddlect_script *out,
		  struct ddlect_err *err)
{
	(void)self, (void)plan;
	if (change->what != DDLECT_TABLE || change->verb != DDLECT_ADD)
		return ddlect_error(err, "only new tables");
	struct ddlect_buf *sql = ddlect_statement(out);
	ddlect_raw(sql, "CREATE TABLE ");
	ddlect_ident(sql, change->table_name);
#if defined(CASE_semicolon)
	ddlect_raw(sql, ";");
#elif defined(CASE_moody)
	static int times;
	ddlect_raw(sql, times++ % 2 ? " -- odd" : " -- even");
#elif defined(CASE_alarmist)
	ddlect_host->hazard(out, 77, "beware", NULL, NULL);
#endif
	return 0;
}

static int type_name(const struct ddlect_dialect *self, const struct ddlect_type *type,
		     char *out, uint64_t size)
{
	(void)self;
#if defined(CASE_spill)
	(void)type;
	memset(out, 'x', size + 1);
	out[0] = '\0';
	return 0;
#endif
	return snprintf(out, size, "type %u", type->kind) < 0 ? -1 : 0;
}

static const struct ddlect_dialect dialect = {
	.magic = DDLECT_DIALECT_MAGIC,
	.size = sizeof(dialect),
	.abi_minor = DDLECT_ABI_MINOR,
	.name = TEXT(CASE),
	.version = "1.0.0",
	.max_name = 63,
	.lower = lower,
	.render = render,
	.type_name = type_name,
};

const struct ddlect_dialect *ddlect_dialect_v1(const struct ddlect_host *host)
{
	ddlect_host = host;
	return &dialect;
}
