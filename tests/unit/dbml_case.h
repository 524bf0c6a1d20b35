/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cases of the DBML reader: a text, and what the writer makes of what was read; or the
 * diagnostics, each as `line:column[+width]: message` with its hint behind an arrow.
 */
#ifndef TESTS_UNIT_DBML_CASE_H
#define TESTS_UNIT_DBML_CASE_H

#include "core/base/buf.h"
#include "core/declare/dbml_write.h"
#include "core/declare/declare.h"
#include "tests/unit/test.h"

struct dbml_case {
	struct arena arena;
	struct diags diags;
	struct ddlect_err err;
	struct ddlect_schema *schema;
	struct ddlect_buf out; /* the schema, or what is wrong with the text */
};

static inline void case_diags(struct dbml_case *c)
{
	for (uint32_t i = 0; i < c->diags.n; i++) {
		const struct diag *d = c->diags.list[i];
		if (i)
			buf_text(&c->out, "\n");
		if (d->severity == DIAG_WARNING)
			buf_text(&c->out, "warning ");
		buf_printf(&c->out, "%u:%u", d->pos.line, d->pos.column);
		if (d->width > 1)
			buf_printf(&c->out, "+%u", d->width);
		buf_printf(&c->out, ": %s", d->message);
		if (d->hint)
			buf_printf(&c->out, " -> %s", d->hint);
	}
}

static inline void case_read_bytes(struct dbml_case *c, const char *text, size_t length)
{
	arena_init(&c->arena);
	diags_init(&c->diags, &c->arena);
	buf_init(&c->out);
	c->schema = dbml_read_text(&c->arena, "t.dbml", text, length, &c->diags, &c->err);
	if (!c->schema || c->diags.n)
		case_diags(c);
	else
		CHECK_INT(dbml_write(&c->out, c->schema, NULL, &c->err), 0);
}

static inline void case_clear(struct dbml_case *c)
{
	buf_clear(&c->out);
	arena_clear(&c->arena);
}

/* `text` is read, and written as `expected`; or refused with these words. */
static inline void check_dbml(const char *file, int line, const char *text,
			      const char *expected)
{
	struct dbml_case c;
	case_read_bytes(&c, text, strlen(text));
	if (strcmp(c.out.text, expected) != 0)
		test_fail(file, line, "of\n%s\ngot\n%s\nexpected\n%s", text, c.out.text,
			  expected);
	case_clear(&c);
}

#define CHECK_DBML(text, expected) check_dbml(__FILE__, __LINE__, text, expected)
/* It is written as it stands. */
#define CHECK_SAME(text) check_dbml(__FILE__, __LINE__, text, text)

#endif
