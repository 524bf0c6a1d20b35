/* SPDX-License-Identifier: Apache-2.0 */
/*
 * golden DIALECT-DIR CASE…: each case is a directory with what tables were (from.dbml; none:
 * nothing was there), what they are to be (to.dbml), and the pair of files that leads from
 * one to the other, for each dialect. What is written must be these bytes; there are no
 * files where nothing changes.
 *
 * No server is asked: the schema before is the lowered declaration of before. A dialect that
 * refuses a case has its message in <dialect>.refused. With `-update` first, the files are
 * written instead of compared.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/declare/declare.h"
#include "core/dialect/registry.h"
#include "core/diff/plan.h"
#include "core/diff/script.h"
#include "core/migrations/file.h"
#include "core/model/check.h"
#include "core/model/schema.h"

static struct {
	bool update;
	unsigned passed;
	unsigned failed;
	unsigned written;
} run;

static bool read_file(const char *path, struct ddlect_buf *out)
{
	char bytes[4096];
	size_t n;
	FILE *file = fopen(path, "r");
	if (!file)
		return false;
	while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		buf_raw(out, bytes, n);
	fclose(file);
	return true;
}

/* The line at which two texts differ, of each. */
static void show_difference(const char *path, const char *got, const char *expected)
{
	unsigned line = 1;
	for (;;) {
		size_t n = strcspn(got, "\n");
		size_t m = strcspn(expected, "\n");
		if (n != m || strncmp(got, expected, n) != 0 || !got[n] || !expected[m]) {
			printf("%s:%u: got\n%.*s\nexpected\n%.*s\n", path, line, (int)n,
			       got, (int)m, expected);
			return;
		}
		got += n + 1;
		expected += m + 1;
		line++;
	}
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	bool good = file && fputs(text, file) >= 0;
	good = file && fclose(file) == 0 && good;
	printf("%s %s\n", good ? "wrote" : "can't write", path);
	run.written += good;
	run.failed += !good;
}

/* NULL: there should be no such file. */
static void compare(const char *directory, const char *dialect, const char *ending,
		    const char *text)
{
	char path[512];
	struct ddlect_buf expected;
	snprintf(path, sizeof(path), "%s/%s.%s", directory, dialect, ending);
	buf_init(&expected);
	bool there = read_file(path, &expected);
	if (text && there && strcmp(text, expected.text) == 0) {
		run.passed++;
	} else if (!text && !there) {
		/* as it should be */
	} else if (run.update && text) {
		write_file(path, text);
	} else if (run.update) {
		unlink(path);
	} else {
		run.failed++;
		if (text && there)
			show_difference(path, text, expected.text);
		else
			printf("%s %s\n", path,
			       text ? "is missing" : "is there, and isn't made any more");
	}
	buf_clear(&expected);
}

static struct ddlect_schema *declare(struct arena *arena, const char *path,
				     struct ddlect_err *err)
{
	struct diags diags;
	diags_init(&diags, arena);
	struct ddlect_schema *schema = declare_file(arena, path, &diags, err);
	for (uint32_t i = 0; i < diags.n; i++)
		printf("%s:%u:%u: %s\n", path, diags.list[i]->pos.line,
		       diags.list[i]->pos.column, diags.list[i]->message);
	return schema;
}

static struct ddlect_schema *lower(struct arena *arena, const struct dialect *dialect,
				   const struct ddlect_schema *declared,
				   struct ddlect_err *err)
{
	struct ddlect_schema *out = schema_new_like(arena, declared);
	return dialect->slots.lower(&dialect->slots, declared, out, err) == 0 ? out
									      : NULL;
}

/* An empty text where there is no change. */
static int write_half(struct arena *arena, const struct dialect *dialect,
		      const struct ddlect_schema *const schemas[2], uint32_t direction,
		      struct ddlect_buf *out, struct ddlect_err *err)
{
	struct ddlect_script script;
	struct ddlect_plan *plan =
		plan_make(arena, schemas[direction], schemas[!direction], direction,
			  dialect->slots.attrs, err);
	if (!plan)
		return -1;
	if (plan->n_changes == 0)
		return 0;
	script_init(&script, arena);
	int status = script_render(&script, &dialect->slots, plan, err);
	struct file file;
	if (status == 0) {
		status = file_begin(&file, out, schemas[1], NULL, &dialect->slots, plan,
				    err);
		if (status == 0)
			status = file_add(&file, &script, false, err);
		if (status == 0)
			status = file_end(&file, err);
		file_clear(&file);
	}
	script_clear(&script);
	return status;
}

static int make_pair(struct arena *arena, const struct dialect *dialect,
		     const struct ddlect_schema *from, const struct ddlect_schema *to,
		     struct ddlect_buf texts[2], struct ddlect_err *err)
{
	const struct ddlect_table **strangers;
	uint32_t n;
	const struct ddlect_schema *schemas[2];
	schemas[0] = lower(arena, dialect, from, err);
	if (!schemas[0])
		return -1;
	schemas[1] = lower(arena, dialect, to, err);
	if (!schemas[1])
		return -1;
	schemas[0] = schema_owned(arena, schemas[0], schemas[1], "public", &strangers, &n,
				  err);
	if (!schemas[0] ||
	    write_half(arena, dialect, schemas, DDLECT_UP, &texts[0], err) < 0)
		return -1;
	return write_half(arena, dialect, schemas, DDLECT_DOWN, &texts[1], err);
}

static void run_dialect(struct arena *arena, const char *directory,
			const struct dialect *dialect, const struct ddlect_schema *from,
			const struct ddlect_schema *to)
{
	struct ddlect_err err = {0};
	struct ddlect_buf texts[2];
	buf_init(&texts[0]);
	buf_init(&texts[1]);
	bool made = make_pair(arena, dialect, from, to, texts, &err) == 0;
	size_t length = strlen(err.text);
	if (!made && length + 1 < sizeof(err.text)) {
		err.text[length] = '\n';
		err.text[length + 1] = '\0';
	}
	const char *up = made && texts[0].length ? texts[0].text : NULL;
	const char *down = made && texts[1].length ? texts[1].text : NULL;
	compare(directory, dialect->slots.name, "up.sql", up);
	compare(directory, dialect->slots.name, "down.sql", down);
	compare(directory, dialect->slots.name, "refused", made ? NULL : err.text);
	buf_clear(&texts[0]);
	buf_clear(&texts[1]);
}

static void run_case(struct arena *arena, const char *directory,
		     const struct registry *registry)
{
	char path[512];
	struct ddlect_err err = {0};
	snprintf(path, sizeof(path), "%s/to.dbml", directory);
	struct ddlect_schema *to = declare(arena, path, &err);
	struct ddlect_schema *from = to ? schema_new_like(arena, to) : NULL;
	snprintf(path, sizeof(path), "%s/from.dbml", directory);
	if (to && access(path, R_OK) == 0)
		from = declare(arena, path, &err);
	if (!from || !to) {
		printf("%s: %s\n", directory, err.text);
		run.failed++;
		return;
	}
	for (uint32_t i = 0; i < registry->n; i++)
		run_dialect(arena, directory, registry->dialects[i], from, to);
}

int main(int argc, char **argv)
{
	struct arena dialects;
	struct registry registry;
	struct ddlect_err err = {0};
	int first = 1;
	if (argc > 1 && strcmp(argv[1], "-update") == 0) {
		run.update = true;
		first++;
	}
	arena_init(&dialects);
	if (argc <= first + 1 ||
	    registry_load(&registry, &dialects, argv[first], &err) < 0) {
		printf("usage: golden [-update] DIALECT-DIR CASE…\n%s\n", err.text);
		return 2;
	}
	for (int i = first + 1; i < argc; i++) {
		struct arena arena;
		arena_init(&arena);
		run_case(&arena, argv[i], &registry);
		arena_clear(&arena);
	}
	if (run.update)
		printf("%u written\n", run.written);
	printf("%u passed, %u failed, 0 skipped\n", run.passed, run.failed);
	arena_clear(&dialects);
	return run.failed > 0;
}
